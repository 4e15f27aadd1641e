"""What banks tell each other of documents: MT750, 734, 732, 752."""

from collections.abc import Iterator, Mapping

from dhow.trade.swift.correspondence.case import (
    Case,
    Draft,
    Happened,
    Presented,
    act_draft,
    presentation_reference,
)
from dhow.trade.swift.correspondence.opening import Writer
from dhow.trade.swift.mapping.codecs import Due
from dhow.trade.swift.mapping.records import (
    Authorised,
    Authority,
    Discharge,
    Discrepancies,
    Disposal,
    Refusal,
)

DISPOSALS: Mapping[str, Disposal] = {
    "HOLDING_FOR_INSTRUCTIONS": Disposal.HOLD,
    "HOLDING_FOR_WAIVER": Disposal.NOTIFY,
    "RETURNING": Disposal.RETURN,
    "PRIOR_INSTRUCTIONS": Disposal.PREVIOUS_INSTRUCTIONS,
}
"""The code of 77B for each of the four that the ledger knows (UCP 600 art. 16(c)(iii))."""


def _found_first(case: Case, happened: Happened) -> Iterator[Draft]:
    """A nominated bank that found discrepancies asks whether it may pay all the same."""
    bank, presentation = case.party(str(happened.values["bank"])), happened.presentation
    if happened.values["complying"]:
        return
    yield act_draft(
        "750",
        bank,
        case.issuing_bank,
        lambda: Discrepancies(
            reference=presentation_reference(presentation),
            related=case.terms.credit_number,
            drawing=case.drawn(presentation),
            discrepancies=_of(case, presentation).found_first,
        ),
    )


def _refused(case: Case, happened: Happened) -> Iterator[Draft]:
    """The issuing bank's one notice; a confirming bank gives its own to the beneficiary."""
    presentation = happened.presentation
    bank = case.presented_through(presentation)
    received = any(
        each.name == "PresentationReceived" and each.presentation == presentation
        for each in case.before(happened)
    )
    if bank is None or not received:
        return
    yield act_draft(
        "734",
        case.issuing_bank,
        bank,
        lambda: Refusal(
            reference=happened.reference,
            related=presentation_reference(presentation),
            drawing=Due(
                amount=case.drawn(presentation),
                day=_of(case, presentation).examined_on or happened.day,
            ),
            discrepancies=_of(case, presentation).found,
            disposal=DISPOSALS[str(happened.values["disposal"])],
        ),
    )


def _taken_up(case: Case, happened: Happened) -> Iterator[Draft]:
    """Documents are taken up: as the answer to an MT750 where there was one, else as MT732."""
    presentation = happened.presentation
    bank = case.presented_through(presentation)
    if bank is None:
        return
    asked = next(
        (
            each
            for each in case.before(happened)
            if each.name == "ExaminedByNominated" and each.presentation == presentation
        ),
        None,
    )
    if asked is not None and not asked.values["complying"]:
        yield act_draft(
            "752",
            case.issuing_bank,
            bank,
            lambda: Authority(
                reference=case.terms.credit_number,
                related=presentation_reference(presentation),
                authorised=Authorised.SEE_72Z,
                advised_on=asked.day,
                total=case.drawn(presentation),
                information="DOCUMENTS TAKEN UP. WE PAY.",
            ),
        )
        return
    yield act_draft(
        "732",
        case.issuing_bank,
        bank,
        lambda: Discharge(
            reference=happened.reference,
            related=presentation_reference(presentation),
            taken_up_on=happened.day,
            amount=case.drawn(presentation),
        ),
    )


def _of(case: Case, presentation: str) -> Presented:
    return case.presentations.get(presentation, Presented())


WRITERS: Mapping[str, Writer] = {
    "ExaminedByNominated": _found_first,
    "Refused": _refused,
    "DiscrepanciesWaived": _taken_up,
}
