"""Transfer of a credit to a second beneficiary (UCP 600 art. 38).

Only a credit that says "transferable", only as far as the transferring bank agrees, once, and with
nothing changed but what art. 38(g) lists (`dhow.trade.credit.reducible`). The ledger holds that the
first beneficiary may then put its own invoice in the place of the second's (art. 38(h), 38(i)), and
that the second presents to the transferring bank (art. 38(k)).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from dhow.trade.credit.examination.wording import same_name
from dhow.trade.credit.reducible import check_transferred
from dhow.trade.credit.refused import NotAllowed
from dhow.trade.credit.stipulations import DocumentRequired, InsuranceStipulation
from dhow.trade.credit.terms import Form, Terms
from dhow.trade.documents.commercial import INSURED_BY_SELLER_RULES
from dhow.trade.documents.quantity import Quantity
from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.records import FieldRefused, Record

_SILENT_COVER = Decimal(110)


class AmendmentAdvice(Enum):
    """What the request says of later amendments (art. 38(e)); it must say one."""

    ADVISE_ALL = "advise_all"
    ADVISE_NONE = "advise_none"
    ASK_FIRST = "ask_first"


@dataclass(frozen=True, kw_only=True)
class TransferRequest(Record):
    """What the first beneficiary asks of the transferring bank. What is absent stays as it is.

    `amount`, `quantity` and `unit_price` are what the second beneficiary is to have.
    `replace_applicant` puts the first beneficiary's name in the place of the applicant's.
    `advise_through` is the second beneficiary's bank, which the transferred credit is sent to.
    """

    credit_number: str
    second_beneficiary: Party
    amount: Amount
    amendments: AmendmentAdvice
    quantity: Quantity | None = None
    unit_price: Amount | None = None
    expiry: date | None = None
    presentation_days: int | None = None
    latest_shipment: date | None = None
    shipment_period: str | None = None
    replace_applicant: bool = True
    advise_through: Party | None = None

    def __post_init__(self) -> None:
        if self.amount.minor <= 0:
            raise FieldRefused("amount", "must be more than nothing")


@dataclass(frozen=True, kw_only=True)
class Transferred(Record):
    """A credit as transferred: the second beneficiary's terms, and who stands behind them."""

    terms: Terms
    first_beneficiary: Party
    transferring_bank: Party
    amendments: AmendmentAdvice
    quantity: Quantity | None = None


def transfer(
    credit: Terms | Transferred,
    request: TransferRequest,
    *,
    bank_consents: bool,
    before: Sequence[Transferred] = (),
) -> Transferred:
    """The credit as `request` would transfer it; `before` are the transfers made of it already.

    A second beneficiary may give its part back to the first, and to nobody else (art. 38(d)).

    Raises:
        NotAllowed: with the article, for whatever art. 38 does not allow.
    """
    if isinstance(credit, Transferred):
        return _given_back(credit, request)
    _check_may_transfer(credit, request, bank_consents, before)
    in_part = bool(before) or request.quantity is not None
    _check_instalments(credit, request, in_part)
    try:
        terms = _transferred_terms(credit, request, in_part)
    except FieldRefused as error:
        raise NotAllowed("UCP 600 art. 38(g)", error.field, error.words) from None
    faults = check_transferred(credit, terms)
    if faults:
        raise faults[0]
    return Transferred(
        terms=terms,
        first_beneficiary=credit.beneficiary,
        transferring_bank=credit.transferring_bank or credit.nominated_bank or credit.issuing_bank,
        amendments=request.amendments,
        quantity=request.quantity,
    )


def raised_cover(stipulated: Decimal | None, covered: Amount, transferred: Amount) -> Decimal:
    """The percentage of `transferred` that insures what `stipulated` of `covered` does.

    In per cent, rounded up to two decimals, so that cover never falls short by rounding (art.
    38(g)); 110% where the credit is silent (art. 28(f)(ii)).
    """
    ratio = Fraction(covered.minor, transferred.minor)
    exact = Fraction(stipulated if stipulated is not None else _SILENT_COVER) * ratio
    hundredths = -(-exact.numerator * 100 // exact.denominator)
    return Decimal(hundredths).scaleb(-2)


def _given_back(credit: Transferred, request: TransferRequest) -> Transferred:
    first = credit.first_beneficiary
    if not _same(request.second_beneficiary, first):
        raise NotAllowed(
            "UCP 600 art. 38(d)",
            "second_beneficiary",
            "a second beneficiary transfers to nobody on, only back to the first, "
            f"which is {first}",
        )
    terms = replace(credit.terms, beneficiary=first)
    return replace(credit, terms=terms)


def _check_may_transfer(
    credit: Terms, request: TransferRequest, consents: bool, before: Sequence[Transferred]
) -> None:
    if request.credit_number != credit.credit_number:
        raise NotAllowed(
            "UCP 600 art. 38(b)",
            "credit_number",
            f"asks for {request.credit_number}; this credit is {credit.credit_number}",
        )
    if not credit.is_transferable:
        raise NotAllowed(
            "UCP 600 art. 38(b)",
            "form",
            f'the credit says "{credit.form.value}" and not "transferable" (40A); have it amended',
        )
    if not consents:
        raise NotAllowed(
            "UCP 600 art. 38(a)",
            "bank_consents",
            "no bank need transfer but to the extent and in the manner it agreed to; ask it",
        )
    if before and not credit.shipment.partial_allowed:
        raise NotAllowed(
            "UCP 600 art. 38(d)",
            "second_beneficiary",
            "more than one second beneficiary needs partial shipments or drawings to be allowed",
        )
    left = credit.amount
    if request.amount.currency != left.currency:
        raise NotAllowed(
            "UCP 600 art. 38(g)", "amount", f"is in {request.amount.currency}; the credit is not"
        )
    for each in before:
        left -= each.terms.amount
    if request.amount > left:
        raise NotAllowed(
            "UCP 600 art. 38(g)",
            "amount",
            f"{request.amount} is more than the {left} that is left to transfer",
        )


def _check_instalments(credit: Terms, request: TransferRequest, in_part: bool) -> None:
    """Instalments have figures of their own, which art. 38(g) lets nobody cut."""
    figures = [(each.quantity, each.amount) for each in credit.shipment.instalments]
    cut = request.amount != credit.amount and any(amount for _, amount in figures)
    if (in_part and any(any(pair) for pair in figures)) or cut:
        raise NotAllowed(
            "UCP 600 art. 32, 38(g)",
            "amount",
            "the credit is by instalments of stated size, which a transfer cannot cut; transfer "
            "the whole of it, or have the credit amended",
        )


def _transferred_terms(credit: Terms, request: TransferRequest, in_part: bool) -> Terms:
    """The terms for the second beneficiary. What is drawn on top of the amount (39C) goes with a
    transfer of all of the goods only: in parts it would be owed to each."""
    goods = credit.goods
    quantity = request.quantity or goods.quantity
    price = request.unit_price or goods.unit_price
    if quantity is not None and price is not None:
        value = price.mul_ratio_down(Fraction(quantity.amount))
        if request.unit_price is None and value > request.amount:
            raise NotAllowed(
                "UCP 600 art. 38(g)",
                "unit_price",
                f"{quantity} at {price} come to {value}, more than the {request.amount} "
                "transferred; give the unit price or the quantity of the transfer",
            )
    shipment = credit.shipment
    if request.shipment_period is not None:
        shipment = replace(shipment, latest=None, period=request.shipment_period)
    elif request.latest_shipment is not None:
        shipment = replace(shipment, latest=request.latest_shipment, period=None)
    covered = _value_of_part(credit, request.quantity)
    availability = credit.availability
    if any(part.amount for part in availability.parts):
        split = availability.split(request.amount)
        parts = tuple(replace(part, amount=amount) for part, amount in split)
        availability = replace(availability, parts=parts)
    return replace(
        credit,
        form=_without_the_word(credit.form),
        transferring_bank=None,
        beneficiary=request.second_beneficiary,
        applicant=credit.beneficiary if request.replace_applicant else credit.applicant,
        amount=request.amount,
        additional_amounts=() if in_part else credit.additional_amounts,
        availability=availability,
        goods=replace(goods, quantity=quantity, unit_price=price),
        shipment=shipment,
        expiry=replace(credit.expiry, day=request.expiry or credit.expiry.day),
        presentation_days=credit.presentation_days
        if request.presentation_days is None
        else request.presentation_days,
        documents=tuple(
            _insured(_naming(required, credit), credit, covered, request.amount)
            for required in credit.documents
        ),
    )


def _value_of_part(credit: Terms, quantity: Quantity | None) -> Amount:
    """What the credit itself would pay for the part of the goods that is transferred."""
    whole = credit.goods.quantity
    if quantity is None or whole is None or not quantity.comparable(whole) or not whole.base:
        return credit.amount
    return credit.amount.mul_ratio_up(quantity.base / whole.base)


def _naming(required: DocumentRequired, credit: Terms) -> DocumentRequired:
    """A document that must name the applicant goes on to name it, not who replaces it (38(g))."""
    transport = required.transport
    if transport is None or transport.notify is None:
        return required
    if transport.notify.casefold() != "applicant":
        return required
    return replace(required, transport=replace(transport, notify=credit.applicant.name))


def _insured(
    required: DocumentRequired, credit: Terms, covered: Amount, transferred: Amount
) -> DocumentRequired:
    if required.kind != "insurance_document" or covered <= transferred:
        return required
    asked = required.insurance or InsuranceStipulation()
    incoterm = credit.goods.incoterm
    seller_insures = incoterm is not None and incoterm.rule.value in INSURED_BY_SELLER_RULES
    if asked.minimum_percent is None and not seller_insures:
        return required
    percent = raised_cover(asked.minimum_percent, covered, transferred)
    return replace(required, insurance=replace(asked, minimum_percent=percent))


def _without_the_word(form: Form) -> Form:
    """A transferred credit is transferred once, so it does not say "transferable" any more."""
    standby = form is Form.IRREVOCABLE_TRANSFERABLE_STANDBY
    return Form.IRREVOCABLE_STANDBY if standby else Form.IRREVOCABLE


def _same(one: Party, other: Party) -> bool:
    if one.lei is not None and other.lei is not None:
        return one.lei == other.lei
    return same_name(one.name, other.name)
