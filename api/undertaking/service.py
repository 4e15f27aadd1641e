"""Giving an undertaking, meeting its conditions, paying.

In the manner of the URDTT, and no letter of credit: it turns on evidence, which the contract itself
compares with the conditions. Nobody here decides whether it pays. An undertaking is there for
anyone once the ledger has it; given again in the same words it finds itself given (`api.acts`).
"""

from collections.abc import Sequence
from typing import Any

import orjson
from eth_utils.crypto import keccak
from pydantic import TypeAdapter

from api import records
from api.acts import bind, carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.documents.service import require_members
from api.errors import not_found, unacceptable
from api.ids import bytes_text, from_hex, lei_of, org_bytes, org_hex, text_bytes, to_hex
from api.pages import WHOLE_PAGE, Asked, Page, cursors_of, page
from api.schemas import MoneyView
from api.shown import instant, instant_or_none, receipt_view
from api.undertaking.schemas import (
    ArrivalCondition,
    AttestationCondition,
    ConditionBody,
    ConditionView,
    DocumentCondition,
    TemperatureCondition,
    Undertake,
    UndertakingView,
)
from dhow.ledger.bindings.values import (
    Condition,
    ConditionKind,
    DocumentHash,
    DocumentKind,
    EvidenceId,
    OrgId,
    Place,
    UndertakingId,
    UndertakingRecord,
    UndertakingState,
    UndertakingTerms,
)
from dhow.ledger.types import Act, Receipt
from dhow.store import UndertakingRow
from dhow.trade.records import canonical, load

_NOBODY = OrgId(bytes(32))
_NOWHERE = Place(bytes(5))
_CONDITION: TypeAdapter[ConditionBody] = TypeAdapter(ConditionBody)


def undertake(context: ApiContext, actor: Actor, given: Undertake) -> UndertakingView:
    """Give an undertaking and pay its amount in, from the obligor's settlement account.

    Raises:
        ApiError: 422 the beneficiary or a named organisation is no member.
        Refusal: the terms contradict themselves, or the account lacks money or allowance.
        AwaitsChecker: a maker prepared it.
    """
    organisation = org_hex(actor.organisation)
    named = [each.party for each in given.conditions if hasattr(each, "party")]
    with context.store.read() as work:
        (beneficiary,) = require_members(work, organisation, (given.beneficiary,), "beneficiary")
        others = require_members(work, organisation, named, "conditions.party")
    body = _words(actor.organisation, given)
    terms, conditions = on_ledger(context, actor.organisation, given)
    act = context.contracts.undertaking.undertake(terms=terms, conditions=conditions)
    amount = f"{given.amount.currency} {given.amount.minor}"
    undertaking_id = to_hex(
        context.ledger.call(
            context.contracts.undertaking.undertaking_id_of(
                obligor=terms.obligor, obligor_reference=terms.obligor_reference
            )
        )
    )
    at = context.now()
    receipt = None
    with context.turns.hold(undertaking_id):
        record = _record(context, undertaking_id)
        new = record.state is UndertakingState.NONE
        given_before = not new and record.terms.terms_hash == terms.terms_hash
        if new or given_before:
            with context.store.begin() as work:
                stored = work.undertakings.get(organisation, undertaking_id)
                if stored is None or not _stands(stored, record):
                    work.undertakings.put(
                        organisation,
                        undertaking_id=undertaking_id,
                        obligor=organisation,
                        beneficiary=beneficiary,
                        others=others,
                        body=body,
                        at=at,
                    )
        if not given_before:
            receipt = bind(
                context,
                actor,
                act,
                f"Undertake {given.reference} for {amount} to {given.beneficiary}",
            )
    return read(context, actor, undertaking_id, receipt)


def on_ledger(
    context: ApiContext, obligor: str, given: Undertake
) -> tuple[UndertakingTerms, list[Condition]]:
    """What the ledger enforces of an undertaking.

    Raises:
        ApiError: 422 for a currency that is not issued here.
    """
    terms = UndertakingTerms(
        obligor=OrgId(org_bytes(obligor)),
        beneficiary=OrgId(org_bytes(given.beneficiary)),
        money=context.money_of(given.amount.currency, "amount.currency").address,
        required=given.required or len(given.conditions),
        amount_minor=given.amount.minor,
        expires_at=int(given.expires_at.timestamp()),
        payable_from=int(given.payable_from.timestamp()) if given.payable_from else 0,
        terms_hash=keccak(_words(obligor, given)),
        obligor_reference=text_bytes(given.reference, 32),
    )
    return terms, [_condition(each) for each in given.conditions]


def from_words(words: bytes) -> tuple[str, Undertake]:
    """The obligor's LEI, and what it undertakes, from an undertaking's words.

    Raises:
        ValueError: they are no undertaking.
    """
    told = dict(load(words, "the undertaking"))
    return str(told.pop("obligor", "")), Undertake.model_validate_json(canonical(told))


def _words(obligor: str, given: Undertake) -> bytes:
    return canonical({"obligor": obligor, **given.model_dump(mode="json")})


def read(
    context: ApiContext, actor: Actor, undertaking_id: str, receipt: Receipt[Any] | None = None
) -> UndertakingView:
    """An undertaking the actor is a party to, or named in a condition of.

    Raises:
        ApiError: 404 for any other.
    """
    row, record = _require(context, actor, undertaking_id)
    return _view(context, row, record, receipt)


def read_all(context: ApiContext, actor: Actor, asked: Asked = WHOLE_PAGE) -> Page[UndertakingView]:
    """The actor's undertakings, oldest first.

    Raises:
        ApiError: 400 for a cursor of another list.
    """
    organisation = org_hex(actor.organisation)

    def fetch(after: tuple[Any, ...] | None, limit: int) -> Sequence[UndertakingRow]:
        with context.store.read() as work:
            return work.undertakings.all(organisation, after=after, limit=limit)

    def show(rows: Sequence[UndertakingRow]) -> list[UndertakingView | None]:
        with context.store.read() as work:
            known = records.undertakings(work, [row.undertaking_id for row in rows])
        return [
            _view(context, row, known[row.undertaking_id])
            if _stands(row, known[row.undertaking_id])
            else None
            for row in rows
        ]

    return page(
        cursors_of(context.store),
        asked,
        "undertakings",
        actor.organisation,
        fetch=fetch,
        place=lambda row: (row.created_at, row.undertaking_id),
        show=show,
    )


def show_evidence(
    context: ApiContext, actor: Actor, undertaking_id: str, index: int, evidence: str
) -> UndertakingView:
    """Show that evidence on the ledger meets a condition; pays where that was the last one missing.

    Raises:
        Refusal: the evidence does not meet it, with the figures found and allowed.
    """
    act = context.contracts.undertaking.satisfy(
        undertaking=UndertakingId(from_hex(undertaking_id)),
        index=index,
        evidence=EvidenceId(from_hex(evidence)),
    )
    return _acted(context, actor, undertaking_id, act)


def attest(context: ApiContext, actor: Actor, undertaking_id: str, index: int) -> UndertakingView:
    """Make the statement a condition asks for: by the organisation it names.

    Raises:
        Refusal: the condition names another, or asks for something else.
    """
    act = context.contracts.undertaking.attest(
        undertaking=UndertakingId(from_hex(undertaking_id)), index=index
    )
    return _acted(context, actor, undertaking_id, act)


def show_document(
    context: ApiContext, actor: Actor, undertaking_id: str, index: int, document: str
) -> UndertakingView:
    """Show that a registered document meets a condition.

    Raises:
        ApiError: 422 the actor may not read the document.
        Refusal: it is of another kind or issuer, or was revoked.
    """
    with context.store.read() as work:
        if work.documents.get(org_hex(actor.organisation), document) is None:
            raise unacceptable("document", f"{document} is no document you may read")
    act = context.contracts.undertaking.show_document(
        undertaking=UndertakingId(from_hex(undertaking_id)),
        index=index,
        document=DocumentHash(from_hex(document)),
    )
    return _acted(context, actor, undertaking_id, act)


def pay(context: ApiContext, actor: Actor, undertaking_id: str) -> UndertakingView:
    """Pay an unconditional undertaking at maturity.

    Raises:
        Refusal: too early, or not unconditional.
    """
    act = context.contracts.undertaking.pay(UndertakingId(from_hex(undertaking_id)))
    return _acted(context, actor, undertaking_id, act)


def reclaim(context: ApiContext, actor: Actor, undertaking_id: str) -> UndertakingView:
    """Pay the amount back to the obligor once the time for evidence has passed.

    Raises:
        Refusal: too early, or no longer conditional.
    """
    act = context.contracts.undertaking.reclaim(UndertakingId(from_hex(undertaking_id)))
    return _acted(context, actor, undertaking_id, act)


def forgo(context: ApiContext, actor: Actor, undertaking_id: str) -> UndertakingView:
    """Give the undertaking up: by the beneficiary.

    Raises:
        Refusal: by anyone else.
    """
    act = context.contracts.undertaking.forgo(UndertakingId(from_hex(undertaking_id)))
    return _acted(context, actor, undertaking_id, act)


def _acted(
    context: ApiContext, actor: Actor, undertaking_id: str, act: Act[None]
) -> UndertakingView:
    _require(context, actor, undertaking_id)
    return read(context, actor, undertaking_id, carry_out(context, actor, act))


def _require(
    context: ApiContext, actor: Actor, undertaking_id: str
) -> tuple[UndertakingRow, UndertakingRecord]:
    with context.store.read() as work:
        row = work.undertakings.get(org_hex(actor.organisation), undertaking_id)
        record = records.undertaking(work, undertaking_id)
    if row is None or not _stands(row, record):
        raise not_found("undertaking")
    return row, record


def _record(context: ApiContext, undertaking_id: str) -> UndertakingRecord:
    with context.store.read() as work:
        return records.undertaking(work, undertaking_id)


def _stands(row: UndertakingRow, record: UndertakingRecord) -> bool:
    """Whether the ledger has this undertaking, in these very words."""
    return record.state is not UndertakingState.NONE and keccak(row.body) == record.terms.terms_hash


def _condition(given: ConditionBody) -> Condition:
    """A condition as the ledger has it; what its kind does not use is zero."""
    blank: dict[str, Any] = {
        "kind": ConditionKind[given.kind],
        "policy": bytes(32),
        "party": _NOBODY,
        "document_kind": DocumentKind.OTHER,
        "minimum_milli_c": 0,
        "maximum_milli_c": 0,
        "maximum_kinetic_milli_c": 0,
        "maximum_gap_seconds": 0,
        "minimum_span_seconds": 0,
        "not_before": 0,
        "not_after": 0,
        "place": _NOWHERE,
        "vessel": 0,
        "minimum_sources": 0,
    }
    match given:
        case TemperatureCondition():
            used: dict[str, Any] = {
                "policy": from_hex(given.policy),
                "minimum_milli_c": given.minimum_milli_c,
                "maximum_milli_c": given.maximum_milli_c,
                "maximum_kinetic_milli_c": given.maximum_kinetic_milli_c,
                "maximum_gap_seconds": given.maximum_gap_seconds,
                "minimum_span_seconds": given.minimum_span_seconds,
                **_window(given),
            }
        case ArrivalCondition():
            used = {
                "policy": from_hex(given.policy),
                "place": Place(text_bytes(given.place, 5)),
                "vessel": given.vessel,
                "minimum_sources": given.minimum_sources,
                **_window(given),
            }
        case AttestationCondition():
            used = {
                "party": OrgId(org_bytes(given.party)),
                "policy": keccak(given.statement.encode()),
            }
        case DocumentCondition():
            used = {
                "party": OrgId(org_bytes(given.party)),
                "document_kind": DocumentKind[given.document_kind],
                **_window(given),
            }
    return Condition(**{**blank, **used})


_NEVER = 2**64 - 1


def _window(given: TemperatureCondition | ArrivalCondition | DocumentCondition) -> dict[str, int]:
    """The instants between which evidence counts; open ends are the ledger's first and last."""
    return {
        "not_before": int(given.not_before.timestamp()) if given.not_before else 0,
        "not_after": int(given.not_after.timestamp()) if given.not_after else _NEVER,
    }


def _view(
    context: ApiContext,
    row: UndertakingRow,
    record: UndertakingRecord,
    receipt: Receipt[Any] | None = None,
) -> UndertakingView:
    body = orjson.loads(row.body)
    terms = record.terms
    return UndertakingView(
        id=row.undertaking_id,
        state=record.state.name,
        reference=bytes_text(terms.obligor_reference),
        obligor=lei_of(terms.obligor),
        beneficiary=lei_of(terms.beneficiary),
        amount=MoneyView(currency=context.currency_of(terms.money), minor=terms.amount_minor),
        expires_at=instant(terms.expires_at),
        payable_from=instant_or_none(terms.payable_from),
        required=terms.required,
        met=record.met,
        conditions=tuple(
            ConditionView(
                index=index,
                kind=each["kind"],
                met=bool(record.met_bitmap >> index & 1),
                terms=_CONDITION.validate_python(each),
            )
            for index, each in enumerate(body["conditions"])
        ),
        text=body.get("text"),
        receipt=receipt_view(receipt) if receipt else None,
    )
