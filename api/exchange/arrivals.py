"""Bringing here what an organisation is a party to and another's process has.

Whom to ask, the ledger says. What is here whole is not asked for again, but shipments, whose own
process is the one of who opened them.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Final

from api import records
from api.context import ApiContext
from api.credit import amended, parts, passed_on, reasons, recorded
from api.errors import ApiError
from api.exchange import agreeing, asking, keeping
from api.ids import OPERATOR, is_zero, lei_of, org_hex, to_hex
from dhow.ledger.bindings.values import (
    CreditState,
    DocumentStanding,
    PresentationState,
    UndertakingState,
)
from dhow.store import UnitOfWork

_NOT_THERE: Final = 404
_MOST_CARRIERS: Final = 40
_OF_A_CREDIT: Final = ("amendments", "transfers", "reasons")


def bring(context: ApiContext, reader: str, kind: str, object_id: str) -> bool:
    """See to it that a thing is here as far as `reader` may have it.

    Args:
        reader: LEI of an organisation that this process stands for.

    Returns:
        Whether anything was kept.

    Raises:
        ApiError: 503 where nobody who has it answers, 502 where one answers with something else;
            nothing is raised where nobody has it for the reader.
    """
    if context.apart is None or reader == OPERATOR:
        return False
    holders = _holders(context, reader, kind, object_id)
    if holders is None:
        return False
    if kind == "presentation":
        _bring_credit_of(context, reader, object_id)
    if kind in _OF_A_CREDIT and not whole(context, reader, "credit", object_id):
        return False
    kept = _from_one(context, reader, kind, object_id, holders)
    if kind == "presentation":
        kept = _bring_documents(context, reader, object_id, holders) or kept
    return kept


def bring_credit(context: ApiContext, reader: str, credit_id: str) -> None:
    """A credit, and its further words where they can be had now.

    Raises:
        ApiError: as `bring`, where the credit cannot be had.
    """
    bring(context, reader, "credit", credit_id)
    for words in _OF_A_CREDIT:
        with suppress(ApiError):  # the credit can be read without; who needs them is told so
            bring(context, reader, words, credit_id)


def bring_offered(context: ApiContext, reader: str, holder: str, kind: str, object_id: str) -> None:
    """Fetch what was offered, of nobody but the one who offers it.

    Whoever could have others asked by offering what is not there would use up, in the reader's
    name, the share that it has with them.

    Raises:
        ApiError: as `fetch`.
    """
    if kind == "presentation":
        with context.store.read() as work:
            credit = to_hex(records.presentation(work, object_id).credit)
        if not whole(context, reader, "credit", credit):
            fetch(context, reader, holder, "credit", credit)
    fetch(context, reader, holder, kind, object_id)
    if kind == "presentation":
        for document_id in _documents_lacking(context, reader, object_id):
            with suppress(ApiError):  # what is lacking then is asked of who issued it
                fetch(context, reader, holder, "document", document_id)


def _from_one(
    context: ApiContext, reader: str, kind: str, object_id: str, holders: Iterable[str]
) -> bool:
    """Ask those elsewhere one after the other until it is here whole."""
    here = () if context.apart is None else context.apart.organisations
    trouble: ApiError | None = None
    kept = False
    for holder in dict.fromkeys(holders):
        if not holder or holder in here:
            continue
        if kept and whole(context, reader, kind, object_id):
            break
        try:
            fetch(context, reader, holder, kind, object_id)
            kept = True
        except ApiError as problem:
            if problem.status != _NOT_THERE:
                trouble = trouble or problem
    if trouble is not None and not kept:
        raise trouble
    return kept


def fetch(context: ApiContext, reader: str, holder: str, kind: str, object_id: str) -> None:
    """Ask one organisation's process and keep what it answers.

    Raises:
        ApiError: as `asking.ask`; 502 where what came is not what the ledger says it is.
    """
    content = asking.ask(context, reader, holder, kind, object_id)
    try:
        keeping.keep(context, reader, holder, kind, object_id, content)
    except agreeing.Unfit as problem:
        raise asking.failed(holder, str(problem)) from problem


def whole(context: ApiContext, reader: str, kind: str, object_id: str) -> bool:
    """Whether a thing is here as far as the ledger says that the reader has it."""
    organisation = org_hex(reader)
    with context.store.read() as work:
        if kind == "presentation":
            row = work.presentations.get(organisation, object_id)
            lacking = ("presentation", object_id) in work.exchange.lacking(organisation)
            return row is not None and not lacking
        if kind == "document":
            return work.documents.content(organisation, object_id) is not None
        if kind == "member":
            return work.organisations.by_lei(organisation, lei_of(object_id)) is not None
        if kind == "amendments":
            return not amended.wanting(work, organisation, object_id)
        if kind == "transfers":
            return ("transfers", object_id) not in work.exchange.lacking(organisation)
        if kind == "reasons":
            due = reasons.for_reader(work, reader, object_id)
            return due == work.reasons.system_held(object_id, due).keys()
        if kind == "credit":
            return work.credits.get(organisation, object_id) is not None
        if kind == "undertaking":
            return work.undertakings.get(organisation, object_id) is not None
        if kind == "invoice":
            return work.invoices.get(organisation, object_id) is not None
    return False


def shown(context: ApiContext, reader: str, presentation_id: str) -> bool:
    """Whether a presentation is here at all, perhaps without all that belongs to it."""
    with context.store.read() as work:
        return work.presentations.get(org_hex(reader), presentation_id) is not None


def bring_directory(context: ApiContext, reader: str) -> bool:
    """Have the entries of members that the ledger names and the directory here does not.

    Raises:
        ApiError: as `fetch`, for the first that cannot be had.
    """
    with context.store.read() as work:
        lacking = work.exchange.nameless()
    for organisation in lacking:
        fetch(context, reader, OPERATOR, "member", organisation)
    return bool(lacking)


def _holders(context: ApiContext, reader: str, kind: str, object_id: str) -> tuple[str, ...] | None:
    """Who has a thing, most likely first; None where nothing is to be asked for."""
    if kind != "shipment" and whole(context, reader, kind, object_id):
        return None
    with context.store.read() as work:
        return _HOLDERS[kind](work, object_id)


def _of_document(work: UnitOfWork, document_id: str) -> tuple[str, ...] | None:
    record = records.document(work, document_id)
    return None if record.standing is DocumentStanding.NONE else (lei_of(record.issuer),)


def _of_credit(work: UnitOfWork, credit_id: str) -> tuple[str, ...] | None:
    record = records.credit(work, credit_id)
    if record.state is CreditState.NONE:
        return None
    terms = record.terms
    part = passed_on.part_row(work, credit_id)
    if part is not None:  # the bank that transferred it has it first, its applicant never
        first = parts.first_beneficiary(work, part)
        have = (part["transferring_bank"], to_hex(terms.issuing_bank), first)
        return (*map(lei_of, have), lei_of(terms.beneficiary))
    clauses = recorded.standing(work, credit_id, record).clauses
    parties = (
        *(terms.applicant, terms.issuing_bank, terms.nominated_bank, terms.beneficiary),
        *(clauses.advising_bank, clauses.second_advising_bank),
    )
    return tuple(lei_of(each) for each in parties if not is_zero(each))


def _of_amendments(work: UnitOfWork, credit_id: str) -> tuple[str, ...] | None:
    """The bank that issued them, then who was told of them."""
    parties = _of_credit(work, credit_id)
    if parties is None:
        return None
    return (lei_of(records.credit(work, credit_id).terms.issuing_bank), *parties)


def _of_transfers(work: UnitOfWork, credit_id: str) -> tuple[str, ...] | None:
    """Who asks for them, then the bank that is asked."""
    record = records.credit(work, credit_id)
    if record.state is CreditState.NONE:
        return None
    terms = record.terms
    parties = (terms.beneficiary, terms.nominated_bank, terms.issuing_bank)
    return tuple(lei_of(each) for each in parties if not is_zero(each))


def _of_reasons(work: UnitOfWork, credit_id: str) -> tuple[str, ...] | None:
    """Who gave them, and nobody else: what one says of another's reason is not its word."""
    return tuple(lei_of(each) for each in reasons.given_by(work, credit_id)) or None


def _of_presentation(work: UnitOfWork, presentation_id: str) -> tuple[str, ...] | None:
    record = records.presentation(work, presentation_id)
    if record.state is PresentationState.NONE:
        return None
    terms = records.credit(work, to_hex(record.credit)).terms
    bank = records.presented_to(work, presentation_id) or b""
    examined = [terms.issuing_bank] if record.received_at else []
    return tuple(lei_of(each) for each in (*examined, bank, terms.beneficiary))


def _of_undertaking(work: UnitOfWork, undertaking_id: str) -> tuple[str, ...] | None:
    record = records.undertaking(work, undertaking_id)
    return None if record.state is UndertakingState.NONE else (lei_of(record.terms.obligor),)


def _of_invoice(work: UnitOfWork, fingerprint: str) -> tuple[str, ...] | None:
    seller = lei_of(records.invoice(work, fingerprint).seller)
    return (seller,) if seller else None


def _of_shipment(work: UnitOfWork, shipment_id: str) -> tuple[str, ...] | None:
    """Who opened it; the ledger has nothing of it, so an unknown one is asked of carriers."""
    opened_by = work.shipments.system_opened_by(shipment_id)
    if opened_by is not None:
        return (lei_of(opened_by),)
    carriers = work.organisations.system_able("carrier")
    return tuple(each.lei for each in carriers[:_MOST_CARRIERS])


def _of_member(work: UnitOfWork, organisation: str) -> tuple[str, ...] | None:
    del work, organisation
    return (OPERATOR,)


_HOLDERS: Final = {
    "document": _of_document,
    "credit": _of_credit,
    "amendments": _of_amendments,
    "transfers": _of_transfers,
    "reasons": _of_reasons,
    "presentation": _of_presentation,
    "undertaking": _of_undertaking,
    "invoice": _of_invoice,
    "shipment": _of_shipment,
    "member": _of_member,
}


def _bring_credit_of(context: ApiContext, reader: str, presentation_id: str) -> None:
    with context.store.read() as work:
        credit = to_hex(records.presentation(work, presentation_id).credit)
    bring_credit(context, reader, credit)


def _bring_documents(
    context: ApiContext, reader: str, presentation_id: str, holders: Sequence[str]
) -> bool:
    """The documents of a presentation, from those through whose hands they went."""
    brought = False
    for document_id in _documents_lacking(context, reader, presentation_id):
        named = _holders(context, reader, "document", document_id) or ()
        have = (*holders, *named)
        brought = _from_one(context, reader, "document", document_id, have) or brought
    return brought


def _documents_lacking(context: ApiContext, reader: str, presentation_id: str) -> list[str]:
    """The documents of a presentation that the reader may have and that are not here."""
    organisation = org_hex(reader)
    with context.store.read() as work:
        row = work.presentations.get(organisation, presentation_id)
        with_documents = ("presentation", presentation_id) in work.exchange.lacking(organisation)
        if row is None or not with_documents:
            return []
        return [each for each in row.documents if work.documents.get(organisation, each) is None]
