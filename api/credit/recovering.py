"""Documents lost on their way, and records that cannot be read (UCP 600 art. 35; eUCP art. e12(b)).

Who is told what of them follows from the ledger's events, which name the records; nothing of it is
kept besides. An act asked for again finds itself done (see `api.acts`).
"""

from collections.abc import Iterable

from api.acts import bind, carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import befallen, parts, reasons, sightings
from api.credit.deciding import not_its_own
from api.credit.in_force import terms_in_force
from api.credit.presentation_schemas import PresentationView, ReplaceRecords
from api.credit.presentations import acted, id_of, read, require_found, show_all
from api.credit.service import ledger_record
from api.credit.visibility import Found
from api.errors import conflict, forbidden, unacceptable
from api.ids import from_hex, org_hex
from dhow.ledger.bindings.values import DocumentHash, PresentationState
from dhow.store import OrgId

_RULE = "eUCP art. e12(b)"


def report_lost(
    context: ApiContext, actor: Actor, presentation_id: str, cover: str
) -> PresentationView:
    """Tell that complying documents were lost on their way: by the nominated bank that sent them.

    The issuing bank must honour all the same.

    Raises:
        ApiError: 409 the first beneficiary may still substitute its invoice.
        Refusal: another bank, or it had not found them complying.
        AwaitsChecker: a maker prepared it.
    """
    found = require_found(context, actor, presentation_id)
    hashed = reasons.give(context, actor, found.row.credit_id, cover)
    with context.store.read() as work:
        known = befallen.lost(work, presentation_id)
    if known is not None and known.cover_hash == hashed and _is_nominated(found, actor):
        return read(context, actor, presentation_id)  # by an earlier request
    parts.require_settled(context, actor, found.row)
    act = context.contracts.credit_presentations.report_lost(
        presentation=id_of(presentation_id), cover_hash=hashed
    )
    receipt = bind(context, actor, act, f"Tell that documents were lost, {presentation_id}")
    show_all(context, actor, presentation_id)
    return read(context, actor, presentation_id, receipt)


def ask_again(
    context: ApiContext, actor: Actor, presentation_id: str, records: tuple[str, ...]
) -> PresentationView:
    """Ask for records again that cannot be read: by the bank that examines, once, all of them.

    Raises:
        ApiError: 403 another bank; 409 a credit without the eUCP; 422 a record that was not
            presented.
        Refusal: examined, too late, or asked before.
        AwaitsChecker: a maker prepared it.
    """
    found = require_found(context, actor, presentation_id)
    decides = found.handling.is_with_confirming_bank
    own = org_hex(actor.organisation)
    if own != (found.credit.nominated_bank if decides else found.credit.issuing_bank):
        raise not_its_own()
    for each in records:
        if each not in found.row.documents:
            raise unacceptable("records", f"{each} is none of the records presented", rule=_RULE)
    with context.store.read() as work:
        known = befallen.unread(work, presentation_id)
    if known is not None and set(known.records) == set(records):
        return read(context, actor, presentation_id)  # by an earlier request
    if known is not None:
        raise conflict(
            "records-asked-before",
            "The bank asked for records of this presentation before, and asks once for all.",
            rule=_RULE,
            next_step="Say in the notice of refusal what else could not be read.",
        )
    terms = terms_in_force(
        context, actor, found.credit, ledger_record(context, found.row.credit_id)
    )
    if not terms.is_electronic:
        raise conflict(
            "not-under-the-eucp",
            "The credit does not incorporate the eUCP: nothing lets its time stand still.",
            rule="eUCP art. e1, e12",
            next_step="Examine what there is: what cannot be read was not presented.",
        )
    bits = sum(1 << at for at, each in enumerate(found.row.documents) if each in records)
    act = context.contracts.credit_presentations.report_corruption(
        presentation=id_of(presentation_id), documents=_hashes(found.row.documents), corrupted=bits
    )
    what = f"Ask for {len(set(records))} records again that cannot be read, {presentation_id}"
    return read(context, actor, presentation_id, bind(context, actor, act, what))


def replace(
    context: ApiContext, actor: Actor, presentation_id: str, given: ReplaceRecords
) -> PresentationView:
    """Present records again, one for each that could not be read.

    By the beneficiary, or by the nominated bank where it acted upon them: it is out of pocket, and
    they are its to present (eUCP art. e12(b), "presenter").

    Raises:
        ApiError: 403 another than these; 409 none is awaited; 422 others than those that are, or a
            document that who presents it does not hold.
        Refusal: after the last day for it.
    """
    with context.turns.hold(presentation_id):
        found = require_found(context, actor, presentation_id)
        own = org_hex(actor.organisation)
        if found.handling.is_acted_upon and not _is_nominated(found, actor):
            raise forbidden(
                "The bank that acted upon the documents presents records again.", rule=_RULE
            )
        if not found.handling.is_acted_upon and found.row.presenter != own:
            raise forbidden("Documents are presented by the beneficiary.", rule="UCP 600 art. 2")
        with context.store.read() as work:
            known = befallen.unread(work, presentation_id)
        instead = {each.unreadable: each.replacement for each in given.records}
        came = dict(zip(known.records, known.in_their_place, strict=False)) if known else {}
        if came and instead == came:  # by an earlier request, which may not have marked them
            _mark(context, own, presentation_id, instead.values())
            return read(context, actor, presentation_id)
        if known is None or found.record.state is not PresentationState.CORRUPTED:
            raise conflict(
                "no-record-awaited", "No record of this presentation is awaited.", rule=_RULE
            )
        _require_one_for_each(known, given)
        with context.store.read() as work:
            for each in instead.values():
                held = work.documents.get(own, each)
                if held is None or held.erased:
                    raise unacceptable("records", f"{each} is no document you hold")
        act = context.contracts.credit_presentations.replace_records(
            presentation=id_of(presentation_id),
            documents=_hashes(found.row.documents),
            replaced=_hashes(tuple(instead[each] for each in known.records)),
        )
        receipt = carry_out(context, actor, act)
        show_all(context, actor, presentation_id)  # enters them, as the ledger tells of them
        _mark(context, own, presentation_id, instead.values())
        return read(context, actor, presentation_id, receipt)


def _mark(context: ApiContext, own: OrgId, presentation_id: str, documents: Iterable[str]) -> None:
    """Mark what came in the place of others, as what was presented at first."""
    with context.store.begin() as work:
        sightings.keep(context, work, own, presentation_id, documents)


def treat_as_not_presented(
    context: ApiContext, actor: Actor, presentation_id: str
) -> PresentationView:
    """Treat a presentation as not made whose records did not come again: by anyone who sees it.

    Raises:
        Refusal: they may still come.
    """
    act = context.contracts.credit_presentations.drop_corrupted(id_of(presentation_id))
    return acted(context, actor, presentation_id, act)


def _require_one_for_each(known: befallen.Unread, given: ReplaceRecords) -> None:
    named = [each.unreadable for each in given.records]
    for each in known.records:
        if named.count(each) != 1:
            raise unacceptable(
                "records",
                f"the bank cannot read record {each}: give one in its place, by {known.replace_by}",
                rule=_RULE,
            )
    for each in named:
        if each not in known.records:
            raise unacceptable("records", f"record {each} can be read and stays", rule=_RULE)


def _is_nominated(found: Found, actor: Actor) -> bool:
    return found.credit.nominated_bank == org_hex(actor.organisation)


def _hashes(documents: tuple[str, ...]) -> list[DocumentHash]:
    return [DocumentHash(from_hex(each)) for each in documents]
