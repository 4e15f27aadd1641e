"""What banks tell each other of payment: MT754, 742, 756; and MT759 where none of them fits."""

from collections.abc import Iterator, Mapping
from datetime import date

from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.swift.correspondence.case import (
    Case,
    Draft,
    Happened,
    act_draft,
    free_draft,
    presentation_reference,
)
from dhow.trade.swift.correspondence.opening import Writer
from dhow.trade.swift.mapping.codecs import Due
from dhow.trade.swift.mapping.records import (
    Function,
    Payment,
    Reimbursed,
    ReimbursementClaim,
)


def _acted(case: Case, happened: Happened) -> Iterator[Draft]:
    """A bank has paid, accepted or negotiated on its nomination; when it is owed the amount."""
    bank, presentation = case.party(str(happened.values["bank"])), happened.presentation
    maturity = happened.values.get("maturity_day")
    sight = int(happened.values.get("sight_minor", 0))
    yield act_draft(
        "754",
        bank,
        case.issuing_bank,
        lambda: Payment(
            reference=presentation_reference(presentation),
            related=case.terms.credit_number,
            principal=Due(
                amount=case.drawn(presentation),
                day=date.fromisoformat(str(maturity)) if maturity else happened.day,
            ),
            reimbursing_bank=case.reimbursing_bank,
            narrative=f"OF THIS PAID AT SIGHT {case.money(sight).swift()}" if sight else None,
        ),
    )


def _claimed(case: Case, happened: Happened) -> Iterator[Draft]:
    """For the part paid at sight of a mixed payment first, for the rest once it has fallen due."""
    presentation = happened.presentation
    whole, before = case.drawn(presentation), _reimbursed_at_sight(case, presentation)
    undertaken = case.first("UndertakingIncurredOnNomination", presentation)
    sight = int(undertaken.values.get("sight_minor", 0)) if undertaken is not None else 0
    drawn = case.money(sight if sight and not before else whole.minor - before)
    yield act_draft(
        "742",
        case.party(str(happened.values["claimant"])),
        case.party(str(happened.values["reimbursing_bank"])),
        lambda: ReimbursementClaim(
            reference=presentation_reference(presentation),
            related=case.terms.credit_number,
            issued_on=case.issued.issued_on,
            issuing_bank=case.issuing_bank,
            principal=drawn,
            total=Due(amount=drawn),
        ),
    )


def _reimbursed_at_sight(case: Case, presentation: str) -> int:
    """Minor units that were reimbursed ahead of the rest: the part paid at sight (art. 7(c))."""
    paid = case.first("ReimbursedAtSight", presentation)
    return int(paid.values["amount_minor"]) if paid is not None else 0


def _reimbursed(case: Case, happened: Happened) -> Iterator[Draft]:
    bank = case.presented_to(happened.presentation)
    if bank is not None:
        sender = case.party(str(happened.values["reimburser"]))
        paid = case.money(happened.values["amount_minor"])
        yield _paid(case, happened, sender, bank, paid)


def _honoured(case: Case, happened: Happened) -> Iterator[Draft]:
    """What the issuing bank pays the bank that acted, or through the bank that presented.

    A bank that was reimbursed before has its money already, and is told nothing more.
    """
    presentation = happened.presentation
    bank = case.presented_through(presentation)
    if bank is None or case.first("Reimbursed", presentation) is not None:
        return
    undertaken = case.first("UndertakingIncurred", presentation)
    sight = int(undertaken.values["sight_minor"]) if undertaken is not None else 0
    sight = max(sight, _reimbursed_at_sight(case, presentation))
    due = case.money(int(happened.values["amount_minor"]) - sight)
    if due.minor:
        yield _paid(case, happened, case.issuing_bank, bank, due)


def _undertaken(case: Case, happened: Happened) -> Iterator[Draft]:
    """The issuing bank accepts or undertakes: told in words, with the sight part as paid."""
    presentation = happened.presentation
    bank = case.presented_through(presentation)
    if bank is None:
        return
    sight = int(happened.values["sight_minor"])
    rest = case.money(case.drawn(presentation).minor - sight).swift()
    words = f"WE ACCEPT YOUR DOCUMENTS AND PAY {rest} ON {happened.values['maturity_day']}"
    yield free_draft(case, happened, case.issuing_bank, bank, Function.INFORMATION, words)
    if sight and not _reimbursed_at_sight(case, presentation):
        yield _paid(case, happened, case.issuing_bank, bank, case.money(sight))


def _refunded(case: Case, happened: Happened) -> Iterator[Draft]:
    bank = case.party(str(happened.values["claimant"]))
    paid = case.first("Reimbursed", happened.presentation)
    informed = case.party(str(paid.values["reimburser"])) if paid else case.issuing_bank
    amount = case.money(happened.values["amount_minor"]).swift()
    interest = case.money(happened.values["interest_minor"]).swift()
    words = f"WE REFUND {amount} WITH INTEREST {interest} (UCP 600 ART. 16(G))"
    yield free_draft(case, happened, bank, informed, Function.REIMBURSEMENT, words)


def _paid(case: Case, happened: Happened, sender: Party, receiver: Party, amount: Amount) -> Draft:
    return act_draft(
        "756",
        sender,
        receiver,
        lambda: Reimbursed(
            reference=happened.reference,
            related=presentation_reference(happened.presentation),
            claimed=case.drawn(happened.presentation),
            paid=Due(amount=amount, day=happened.day),
        ),
    )


WRITERS: Mapping[str, Writer] = {
    "HonouredOnNomination": _acted,
    "UndertakingIncurredOnNomination": _acted,
    "Negotiated": _acted,
    "ReimbursementClaimed": _claimed,
    "Reimbursed": _reimbursed,
    "ReimbursedAtSight": _reimbursed,
    "Honoured": _honoured,
    "UndertakingIncurred": _undertaken,
    "Refunded": _refunded,
}
