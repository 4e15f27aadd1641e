"""Pre-advice, issue, transfer, advice and confirmation: MT700, 705, 710, 720, 730, 740."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from dhow.trade.credit.preadvice import PreAdvice
from dhow.trade.credit.terms import Terms
from dhow.trade.members.party import Party
from dhow.trade.swift.correspondence.case import Case, Draft, Happened, act_draft, free_draft
from dhow.trade.swift.mapping.authority import write_authority
from dhow.trade.swift.mapping.issue import write_credit
from dhow.trade.swift.mapping.preadvice import write_preadvice
from dhow.trade.swift.mapping.records import Acknowledgement, Function

Writer = Callable[[Case, Happened], Iterator[Draft]]


def _pre_advised(case: Case, happened: Happened) -> Iterator[Draft]:
    bank = case.advising_bank
    if bank is None:
        return
    terms = case.issued
    yield Draft(
        mt="705",
        sender=case.issuing_bank,
        receiver=bank,
        write=lambda: (
            write_preadvice(
                PreAdvice(
                    credit_number=terms.credit_number,
                    pre_advised_on=happened.day,
                    issuing_bank=case.issuing_bank,
                    applicant=terms.applicant,
                    beneficiary=terms.beneficiary,
                    amount=terms.amount,
                    expiry=terms.expiry,
                    form=terms.form,
                    tolerance=terms.tolerance,
                    availability=terms.availability,
                    shipment=terms.shipment,
                    goods=terms.goods,
                ),
                receiver=bank,
            ),
        ),
    )


def _issued(case: Case, _: Happened) -> Iterator[Draft]:
    terms, bank, clearing = case.issued, case.advising_bank, case.reimbursing_bank
    if case.transferring_bank is not None:
        yield from _transferred(case, case.transferring_bank)
        return
    if bank is not None:
        yield Draft(
            mt="700",
            sender=case.issuing_bank,
            receiver=bank,
            write=lambda: write_credit(terms, receiver=bank),
        )
    if clearing is not None:
        yield Draft(
            mt="740",
            sender=case.issuing_bank,
            receiver=clearing,
            write=lambda: (write_authority(terms),),
        )


def _transferred(case: Case, sender: Party) -> Iterator[Draft]:
    """A transferred credit goes to the second beneficiary's bank, where one was named.

    The second beneficiary has it from the bank that transferred it all the same (art. 38(k)).
    """
    receiver = case.second_beneficiarys_bank
    if receiver is None:
        return
    added = case.first("ConfirmationAdded") is not None
    terms = as_transferred(case.issued, sender)
    yield Draft(
        mt="720",
        sender=sender,
        receiver=receiver,
        write=lambda: write_credit(
            terms,
            mt="720",
            sender=sender,
            receiver=receiver,
            confirmed=added,
            reference=case.own_reference or None,
        ),
    )


def as_transferred(terms: Terms, bank: Party) -> Terms:
    """The terms of a transferred credit as an MT720 of its bank says them.

    Whom it goes to stands in the header; 57a would name a third bank.
    """
    return replace(terms, advising_bank=bank, second_advising_bank=None)


def _advised(case: Case, happened: Happened) -> Iterator[Draft]:
    bank, second = case.party(str(happened.values["advising_bank"])), case.second_advising_bank
    yield _acknowledged(case, happened, bank, case.opener, "WE HAVE ADVISED YOUR CREDIT")
    if second is not None and case.transferring_bank is None:  # which sends it an MT720
        added = any(each.name == "ConfirmationAdded" for each in case.before(happened))
        # whom it goes to stands in the header; 57a would name a third bank
        terms = replace(case.issued, advising_bank=bank, second_advising_bank=None)
        yield Draft(
            mt="710",
            sender=bank,
            receiver=second,
            write=lambda: write_credit(
                terms, mt="710", sender=bank, receiver=second, confirmed=added
            ),
        )


def _advised_on(case: Case, happened: Happened) -> Iterator[Draft]:
    bank = case.party(str(happened.values["second_advising_bank"]))
    if case.advising_bank is not None:
        words = "WE HAVE ADVISED THE CREDIT"
        yield _acknowledged(case, happened, bank, case.advising_bank, words)


def _advice_refused(case: Case, happened: Happened) -> Iterator[Draft]:
    bank = case.party(str(happened.values["advising_bank"]))
    second = case.second_advising_bank
    informed = case.opener
    if second is not None and bank.lei == second.lei and case.advising_bank is not None:
        informed = case.advising_bank
    words = "WE ELECT NOT TO ADVISE YOUR CREDIT (UCP 600 ART. 9(E))"
    yield free_draft(case, happened, bank, informed, Function.INFORMATION, words)


def _confirmed(case: Case, happened: Happened) -> Iterator[Draft]:
    bank = case.party(str(happened.values["confirming_bank"]))
    words = "WE HAVE ADDED OUR CONFIRMATION TO YOUR CREDIT"
    yield _acknowledged(case, happened, bank, case.issuing_bank, words)


def _not_confirmed(case: Case, happened: Happened) -> Iterator[Draft]:
    bank = case.party(str(happened.values["bank"]))
    words = "WE ARE NOT PREPARED TO ADD OUR CONFIRMATION (UCP 600 ART. 8(D))"
    yield free_draft(case, happened, bank, case.issuing_bank, Function.INFORMATION, words)


def acknowledgement(
    case: Case, happened: Happened, sender: Party, receiver: Party, day: date, words: str
) -> Draft:
    """An MT730 of what was told on a day, with what was done on it."""
    return act_draft(
        "730",
        sender,
        receiver,
        lambda: Acknowledgement(
            reference=happened.reference,
            related=case.terms.credit_number,
            received_on=day,
            narrative=words,
        ),
    )


def _acknowledged(
    case: Case, happened: Happened, sender: Party, receiver: Party, words: str
) -> Draft:
    return acknowledgement(
        case, happened, sender, receiver, case.issued.issued_on or happened.day, words
    )


WRITERS: Mapping[str, Writer] = {
    "CreditPreAdvised": _pre_advised,
    "CreditIssued": _issued,
    "CreditAdvised": _advised,
    "CreditAdvisedOn": _advised_on,
    "AdviceRefused": _advice_refused,
    "ConfirmationAdded": _confirmed,
    "ConfirmationDeclined": _not_confirmed,
}
