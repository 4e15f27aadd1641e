"""With which bank a credit is available, and how (UCP 600 art. 6; 41a, 42C, 42a, 42M, 42P)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from dhow.trade.credit.maturity import Tenor
from dhow.trade.members.identifiers import country
from dhow.trade.money import Amount
from dhow.trade.records import FieldRefused, Record

_WHOLE = Decimal(100)


class Mode(Enum):
    """How the credit is available (41a; UCP 600 art. 6(b)): exactly one."""

    SIGHT = "sight"
    DEFERRED = "deferred"
    ACCEPTANCE = "acceptance"
    NEGOTIATION = "negotiation"
    MIXED = "mixed"


class AvailableWith(Enum):
    """The bank with which the credit is available (art. 6(a)); always the issuing bank too."""

    ISSUING_BANK = "issuing_bank"
    NOMINATED_BANK = "nominated_bank"
    ANY_BANK = "any_bank"


class Drawee(Enum):
    """On whom drafts are drawn (42a); on the applicant is not possible (art. 6(c))."""

    ISSUING_BANK = "issuing_bank"
    CONFIRMING_BANK = "confirming_bank"
    NOMINATED_BANK = "nominated_bank"
    REIMBURSING_BANK = "reimbursing_bank"


@dataclass(frozen=True, kw_only=True)
class MixedPart(Record):
    """One part of a mixed payment (42M): a share of each drawing in per cent, or an amount."""

    mode: Mode
    percent: Decimal | None = None
    amount: Amount | None = None
    tenor: Tenor | None = None
    drawee: Drawee | None = None

    def __post_init__(self) -> None:
        if self.mode is Mode.MIXED:
            raise FieldRefused("mode", "a part of a mixed payment is not mixed itself")
        if (self.percent is None) == (self.amount is None):
            raise FieldRefused("percent", "give either percent or amount of the part")
        if self.percent is not None and not 0 < self.percent < _WHOLE:
            raise FieldRefused("percent", "is more than 0 and less than 100")
        if self.amount is not None and self.amount.minor <= 0:
            raise FieldRefused("amount", "must be more than nothing")
        _check_mode(self.mode, self.tenor, self.drawee)


@dataclass(frozen=True, kw_only=True)
class Availability(Record):
    """With which bank, by what, and when the money falls due (41a, 42C, 42a, 42M, 42P).

    `any_bank_in` narrows any bank to those of one country ("ANY BANK IN INDIA"). `parts` says how
    each part of a mixed payment is available; `mixed_details` and `payment_details` are the
    narrative of 42M and 42P.
    """

    mode: Mode
    with_bank: AvailableWith = AvailableWith.ISSUING_BANK
    any_bank_in: str | None = None
    tenor: Tenor | None = None
    drawee: Drawee | None = None
    parts: tuple[MixedPart, ...] = ()
    mixed_details: str | None = None
    payment_details: str | None = None

    def __post_init__(self) -> None:
        _check_mode(self.mode, self.tenor, self.drawee)
        if self.any_bank_in is not None:
            self._check_country()
        if self.mode is Mode.MIXED:
            self._check_parts()
        elif self.parts or self.mixed_details is not None:
            field = "parts" if self.parts else "mixed_details"
            raise FieldRefused(field, f"is of mixed payment, not of {self.mode.value}")

    def _check_country(self) -> None:
        if self.with_bank is not AvailableWith.ANY_BANK:
            raise FieldRefused("any_bank_in", "goes with any_bank and with nothing else")
        try:
            country(str(self.any_bank_in))
        except ValueError as error:
            raise FieldRefused("any_bank_in", str(error)) from None

    def _check_parts(self) -> None:
        if not self.parts:
            if self.mixed_details is None:
                raise FieldRefused("parts", "is missing; say how each part is available (42M)")
            return
        if len(self.parts) == 1:
            raise FieldRefused("parts", "one part is no mixed payment; give its mode instead")
        percents = [part.percent for part in self.parts if part.percent is not None]
        if percents and len(percents) != len(self.parts):
            raise FieldRefused("parts", "are all in per cent or all amounts")
        if percents and sum(percents) != _WHOLE:
            raise FieldRefused("parts", f"come to {sum(percents)} per cent, not to 100")

    def split(self, drawing: Amount) -> tuple[tuple[MixedPart, Amount], ...]:
        """A drawing in the parts of a mixed payment, to the last minor unit.

        Each part is rounded down, the last takes what is left, so that the parts come to the
        drawing. Empty where the credit is not mixed, or says how only in words.
        """
        if not self.parts:
            return ()
        shares = [_share(part) for part in self.parts]
        whole, left, split = sum(shares), drawing, []
        for part, share in zip(self.parts[:-1], shares[:-1], strict=True):
            amount = drawing.mul_ratio_down(share / whole)
            left -= amount
            split.append((part, amount))
        return (*split, (self.parts[-1], left))


def _share(part: MixedPart) -> Fraction:
    """A part's weight among the parts, which are all in per cent or all amounts."""
    if part.amount is not None:
        return Fraction(part.amount.minor)
    return Fraction(part.percent or 0)


def _check_mode(mode: Mode, tenor: Tenor | None, drawee: Drawee | None) -> None:
    if mode in (Mode.DEFERRED, Mode.ACCEPTANCE) and tenor is None:
        raise FieldRefused("tenor", f"is missing; availability by {mode.value} has one")
    if mode is Mode.ACCEPTANCE and drawee is None:
        raise FieldRefused("drawee", "is missing; an acceptance credit needs a draft on a bank")
    if mode is Mode.DEFERRED and drawee is not None:
        raise FieldRefused("drawee", "deferred payment has no draft; leave it out")
