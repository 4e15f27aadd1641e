"""Amendments, their advice and their answers: MT707, 730, 747."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dhow.trade.credit.amendment import Amendment, apply
from dhow.trade.members.party import Party
from dhow.trade.records import InvalidInput, Problem
from dhow.trade.swift.correspondence.case import Case, Draft, Happened, act_draft, free_draft
from dhow.trade.swift.correspondence.opening import Writer, acknowledgement
from dhow.trade.swift.mapping.amendment import write_amendment
from dhow.trade.swift.mapping.issue import sending_bic
from dhow.trade.swift.mapping.records import Act, AuthorityAmended, Function
from dhow.trade.swift.message import Field, Message, compose


def _issued(case: Case, happened: Happened) -> Iterator[Draft]:
    bank = case.advising_bank
    if bank is not None:
        yield Draft(
            mt="707",
            sender=case.issuing_bank,
            receiver=bank,
            write=lambda: _amendment(case, happened, bank),
        )


def _advised(case: Case, happened: Happened) -> Iterator[Draft]:
    bank, first = case.party(str(happened.values["advising_bank"])), case.advising_bank
    second = case.second_advising_bank
    number = int(happened.values["number"])
    informed = case.issuing_bank
    if second is not None and bank.lei == second.lei and first is not None:
        informed = first
    words = f"WE HAVE ADVISED AMENDMENT {number:03}"
    yield _acknowledged(case, happened, bank, informed, words)
    issue = _issue_of(case, number)
    if second is None or bank.lei == second.lei or issue is None:
        return

    def forwarded() -> tuple[Message, ...]:
        from_bic = sending_bic(bank, "the sender")
        to_bic = sending_bic(second, "the receiver")
        return tuple(
            compose(
                part.mt,
                tuple((each.tag, _advising(each)) for each in part.fields),
                sender=from_bic,
                receiver=to_bic,
            )
            for part in _amendment(case, issue, bank)
        )

    yield Draft(mt="707", sender=bank, receiver=second, write=forwarded)


def _accepted(case: Case, happened: Happened) -> Iterator[Draft]:
    number = int(happened.values["number"])
    if not happened.presentation:
        # one accepted by presentation is told by the documents (UCP 600 art. 10(c))
        yield from _answered(case, happened, f"BENEFICIARY ACCEPTS AMENDMENT {number:03}")
    amendment, clearing = case.amendments.get(number), case.reimbursing_bank
    if clearing is None or amendment is None or not _concerns_authority(amendment):
        return
    yield act_draft(
        "747", case.issuing_bank, clearing, lambda: _authority(case, happened, amendment)
    )


def _rejected(case: Case, happened: Happened) -> Iterator[Draft]:
    number = int(happened.values["number"])
    yield from _answered(case, happened, f"BENEFICIARY REJECTS AMENDMENT {number:03}")


def _extended(case: Case, happened: Happened) -> Iterator[Draft]:
    bank, number = _confirming(case, happened), int(happened.values["number"])
    words = f"OUR CONFIRMATION EXTENDS TO AMENDMENT {number:03}"
    yield _acknowledged(case, happened, bank, case.issuing_bank, words)


def _not_extended(case: Case, happened: Happened) -> Iterator[Draft]:
    bank, number = _confirming(case, happened), int(happened.values["number"])
    words = f"OUR CONFIRMATION DOES NOT EXTEND TO AMENDMENT {number:03} (UCP 600 ART. 10(B))"
    yield free_draft(case, happened, bank, case.issuing_bank, Function.AMENDMENT, words)


def _answered(case: Case, happened: Happened, words: str) -> Iterator[Draft]:
    """Each bank tells the one it has the amendment from (UCP 600 art. 10(d))."""
    first, second = case.advising_bank, case.second_advising_bank
    if first is None:
        return
    if second is not None:
        yield _acknowledged(case, happened, second, first, words)
    yield _acknowledged(case, happened, first, case.issuing_bank, words)


def _acknowledged(
    case: Case, happened: Happened, sender: Party, receiver: Party, words: str
) -> Draft:
    number = int(happened.values["number"])
    amendment, issue = case.amendments.get(number), _issue_of(case, number)
    day = amendment.issued_on if amendment else issue.day if issue else happened.day
    return acknowledgement(case, happened, sender, receiver, day, words)


def _amendment(case: Case, happened: Happened, receiver: Party) -> tuple[Message, ...]:
    number = int(happened.values["number"])
    amendment = case.amendments.get(number)
    if amendment is None:
        raise InvalidInput("amendment", (Problem(str(number), "its text is not held here"),))
    return write_amendment(case.terms_at(happened), amendment, receiver=receiver)


def _authority(case: Case, happened: Happened, amendment: Amendment) -> Act:
    """What the reimbursing bank may pay once the amendment is accepted."""
    said = AuthorityAmended(reference=case.terms.credit_number, amended_on=happened.day)
    if amendment.cancels:
        return replace(said, narrative="THE CREDIT IS CANCELLED. OUR AUTHORITY ENDS.")
    before = case.terms_at(happened)
    after = apply(before, amendment)
    moved = after.amount.minor - before.amount.minor
    if moved:
        by = case.money(abs(moved))
        said = replace(
            said,
            total=after.amount,
            increase=by if moved > 0 else None,
            decrease=by if moved < 0 else None,
        )
    if after.tolerance != before.tolerance and after.tolerance is not None:
        percent = after.tolerance
        said = replace(said, tolerance=f"{percent.plus_percent:02}/{percent.minus_percent:02}")
    if after.additional_amounts != before.additional_amounts:
        lines = (f"{each.purpose} {each.amount.swift()}" for each in after.additional_amounts)
        said = replace(said, additional="\n".join(lines) or "NONE")
    return said


def _concerns_authority(amendment: Amendment) -> bool:
    money = ("amount", "tolerance", "additional_amounts")
    return amendment.cancels or any(
        each.path.partition(".")[0].partition("[")[0] in money for each in amendment.changes
    )


def _issue_of(case: Case, number: int) -> Happened | None:
    return next(
        (
            each
            for each in case.happened
            if each.name == "AmendmentIssued" and int(each.values["number"]) == number
        ),
        None,
    )


def _confirming(case: Case, happened: Happened) -> Party:
    return case.party(str(happened.values["confirming_bank"]))


def _advising(field: Field) -> str:
    return "ADVI" if field.tag == "22A" else field.value


WRITERS: Mapping[str, Writer] = {
    "AmendmentIssued": _issued,
    "AmendmentAdvised": _advised,
    "AmendmentAccepted": _accepted,
    "AmendmentRejected": _rejected,
    "ConfirmationExtended": _extended,
    "ConfirmationNotExtended": _not_extended,
}
