"""What happened under a credit, as far as banks tell each other of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from dhow.trade.credit.amendment import Amendment, apply
from dhow.trade.credit.terms import Confirmation, Terms
from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.swift.mapping.acts import write_act
from dhow.trade.swift.mapping.issue import sending_bic
from dhow.trade.swift.mapping.records import Act, FreeMessage, Function
from dhow.trade.swift.message import Message

_REFERENCE = 16
BANKS = (
    "issuing_bank",
    "applicant_bank",
    "advising_bank",
    "second_advising_bank",
    "nominated_bank",
    "confirming_bank",
    "reimbursing_bank",
    "transferring_bank",
)
"""The banks that terms name."""


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One act, in its place among the others.

    Attributes:
        name: what the ledger calls it: `CreditIssued`.
        at: when, in UTC.
        reference: of the bank that acted, for field 20: at most 16 characters.
        presentation: the id of the presentation it is about; empty where it is about none.
        values: what else it says: banks by LEI, amounts in minor units, days as ISO dates.
    """

    name: str
    at: datetime
    reference: str
    presentation: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day of the act, in UTC."""
        return self.at.date()


@dataclass(frozen=True, kw_only=True)
class Presented:
    """What was found in a presentation: discrepancies as a notice names them, one line each.

    `found` is of the bank that decides, `found_first` of the nominated bank, and `examined_on` the
    day of presentation that the deciding bank's report states.
    """

    found: tuple[str, ...] = ()
    found_first: tuple[str, ...] = ()
    examined_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Requested:
    """A transfer that the transferring bank is asked for, or has made (UCP 600 art. 38).

    Attributes:
        terms: the second beneficiary's, as asked for.
        advise_through: the second beneficiary's bank, where it was named.
        reference: the transferring bank's own, once it has made it; empty before.
    """

    terms: Terms
    advise_through: Party | None = None
    reference: str = ""


@dataclass(frozen=True, kw_only=True)
class Case:
    """A credit and what happened under it, oldest first.

    Attributes:
        terms: as issued.
        parties: banks by LEI, with the BIC that each is known by.
        advising_bank: the one that has the credit from the issuing bank; None where none has.
        second_advising_bank: the one that has it from that bank.
        transferring_bank: of a transferred credit, the bank that transferred it; None of others.
        second_beneficiarys_bank: to which that bank sends it, where one was named.
        own_reference: of a transferred credit, that of the bank that transferred it.
        requested: the transfers asked for of this credit, by number.
        amendments: by number, those whose text is known.
        presentations: by id.
    """

    terms: Terms
    parties: Mapping[str, Party]
    happened: tuple[Happened, ...]
    advising_bank: Party | None = None
    second_advising_bank: Party | None = None
    reimbursing_bank: Party | None = None
    transferring_bank: Party | None = None
    second_beneficiarys_bank: Party | None = None
    own_reference: str = ""
    requested: Mapping[int, Requested] = field(default_factory=dict)
    amendments: Mapping[int, Amendment] = field(default_factory=dict)
    presentations: Mapping[str, Presented] = field(default_factory=dict)

    @property
    def issued(self) -> Terms:
        """The terms as messages say them: dated, the banks with their BIC, who confirms named."""
        terms = self.terms
        changed: dict[str, Any] = {}
        for name in BANKS:
            bank: Party | None = getattr(terms, name)
            known = self.parties.get(bank.lei) if bank is not None and bank.lei else None
            if bank is not None and bank.bic is None and known is not None and known.bic:
                changed[name] = replace(bank, bic=known.bic)
        if terms.issued_on is None:
            issue = self.first("CreditIssued")
            changed["issued_on"] = issue.day if issue else None
        terms = replace(terms, **changed)
        if terms.confirmation is not Confirmation.WITHOUT and terms.confirming_bank is None:
            # on the ledger the bank asked to confirm is the nominated bank, named or not
            asked = terms.nominated_bank or terms.advising_bank
            terms = replace(terms, confirming_bank=asked)
        return terms

    @property
    def issuing_bank(self) -> Party:
        """The issuing bank, with its BIC."""
        return self.issued.issuing_bank

    @property
    def opener(self) -> Party:
        """The bank that advising banks have the credit from: who issued, or who transferred it."""
        return self.transferring_bank or self.issuing_bank

    def party(self, lei: str) -> Party:
        """A bank by its LEI; without BIC where none is known."""
        return self.parties.get(lei) or Party(name=lei, lei=lei)

    def first(self, name: str, presentation: str = "") -> Happened | None:
        """The first act of this name, under this presentation where one is given."""
        return next(
            (
                each
                for each in self.happened
                if each.name == name and presentation in ("", each.presentation)
            ),
            None,
        )

    def before(self, happened: Happened) -> tuple[Happened, ...]:
        """What happened before."""
        return self.happened[: self.happened.index(happened)]

    def terms_at(self, happened: Happened) -> Terms:
        """The terms in force before an act: as issued, with the amendments accepted until then.

        Raises:
            InvalidInput: an amendment that cannot be made.
        """
        return self._amended(self.before(happened))

    @property
    def terms_now(self) -> Terms:
        """The terms in force: as issued, with every amendment that was accepted.

        Raises:
            InvalidInput: an amendment that cannot be made.
        """
        return self._amended(self.happened)

    def _amended(self, happened: tuple[Happened, ...]) -> Terms:
        terms = self.issued
        for each in happened:
            if each.name == "AmendmentAccepted":
                amendment = self.amendments.get(int(each.values["number"]))
                if amendment is not None and not amendment.cancels:
                    terms = apply(terms, amendment)
        return terms

    def presented_to(self, presentation: str) -> Party | None:
        """The bank a presentation was made to."""
        made = self.first("Presented", presentation)
        return None if made is None else self.party(str(made.values["bank"]))

    def presented_through(self, presentation: str) -> Party | None:
        """The bank that sent the documents on to the issuing bank; None where they came to it."""
        bank = self.presented_to(presentation)
        return None if bank is None or bank.lei == self.issuing_bank.lei else bank

    def drawn(self, presentation: str) -> Amount:
        """What was drawn by a presentation."""
        made = self.first("Presented", presentation)
        minor = int(made.values["amount_minor"]) if made is not None else 0
        return Amount(minor, self.terms.amount.currency)

    def money(self, minor: object) -> Amount:
        """Minor units of the credit's currency."""
        return Amount(int(str(minor)), self.terms.amount.currency)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A message that is to be written, from one bank to the other."""

    mt: str
    sender: Party
    receiver: Party
    write: Callable[[], tuple[Message, ...]]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a bank tells another of an act; `problem` says why where there is no message."""

    mt: str
    act: str
    at: datetime
    presentation: str | None
    sender: Party
    receiver: Party
    messages: tuple[Message, ...]
    problem: str | None


def presentation_reference(presentation: str) -> str:
    """The reference that banks give a presentation by (20, 21): the first digits of its id."""
    return presentation.removeprefix("0x")[:_REFERENCE].upper()


def act_draft(mt: str, sender: Party, receiver: Party, act: Callable[[], Act]) -> Draft:
    """The message of an act that is one record."""

    def write() -> tuple[Message, ...]:
        from_bic = sending_bic(sender, "the sender")
        to_bic = sending_bic(receiver, "the receiver")
        return (write_act(act(), sender=from_bic, receiver=to_bic),)

    return Draft(mt=mt, sender=sender, receiver=receiver, write=write)


def free_draft(
    case: Case, happened: Happened, sender: Party, receiver: Party, function: Function, words: str
) -> Draft:
    """An MT759 of what has no message of its own."""
    return act_draft(
        "759",
        sender,
        receiver,
        lambda: FreeMessage(
            reference=happened.reference,
            related=presentation_reference(happened.presentation)
            if happened.presentation
            else case.terms.credit_number,
            undertaking_number=case.terms.credit_number,
            issuing_bank=case.issuing_bank,
            function=function,
            narrative=words,
        ),
    )
