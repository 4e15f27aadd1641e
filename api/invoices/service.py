"""Registering, offering, financing and settling invoices: one invoice, one financing.

Only keyed tokens leave this service. The answer to a second registration says that it is one and
what its status is, never whose or for how much; what meets an invoice is found anew at each
reading, so that its financier hears of it too, and of late matches. An invoice is stored before it
is registered, and is there for nobody, and nobody's duplicate, before the ledger has it
(`api.acts`).

Whose an invoice is: its seller's, who is the one that registers it. The seller's LEI goes into the
fingerprint, stated on the invoice or not, because it is what the network has verified; so nobody
takes the place of another's invoice by leaving out, or making up, what a copy says of its seller.

Who reads it: its seller; and the financier that the ledger names, while the offer stands or once it
has financed. What was shared before an offer lapsed, was withdrawn or released gives no right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from api import records
from api.acts import accepted_before, bind, carry_out
from api.auth.roles import Actor
from api.context import ApiContext
from api.documents.service import require_members
from api.errors import ApiError, forbidden, not_found, unacceptable
from api.ids import from_hex, is_zero, lei_of, org_bytes, org_hex, text_bytes, to_hex
from api.invoices.schemas import InvoiceView, MatchView, OfferInvoice
from api.members.service import directory_entry
from api.pages import WHOLE_PAGE, Asked, Page, Place, cursors_of, page
from api.reading import depends_on_time
from api.schemas import MoneyView
from api.shown import instant, instant_or_none, receipt_view
from dhow.ledger.abi import Refusal
from dhow.ledger.bindings.values import Fingerprint, InvoiceRecord, InvoiceStatus, OrgId
from dhow.ledger.types import Act, Receipt
from dhow.store import InvoiceRow, OrganisationRow, TokenMatch, UnitOfWork
from dhow.store import OrgId as StoreOrgId
from dhow.trade.invoices import Invoice, InvoiceTokens, fingerprint, is_assigned, read_invoice
from dhow.trade.invoices.canonical import (
    CanonicalInvoice,
    Identity,
    IdentityScheme,
    canonical_name,
    canonical_text,
    canonicalise,
)
from dhow.trade.invoices.model import LEI_SCHEME
from dhow.trade.records import load

_COMMERCIAL_INVOICE = "380"  # UNTDID 1001, where JSON does not say
XML_TYPES = frozenset(("application/xml", "text/xml"))
PDF_TYPES = frozenset(("application/pdf",))
JSON_TYPES = frozenset(("application/json",))


def read_body(media_type: str, body: bytes) -> Invoice:
    """An invoice from a request: a file as it is, or JSON.

    Raises:
        ApiError: 415 another media type.
        NotAnInvoice, BadInvoice: the file cannot be used, with file, element and advice.
        InvalidInput: a field of the JSON is wrong.
    """
    if media_type in XML_TYPES | PDF_TYPES:
        return read_invoice(body, "the file sent")
    if media_type in JSON_TYPES:
        return _from_json(body)
    known = ", ".join(sorted(XML_TYPES | PDF_TYPES | JSON_TYPES))
    raise ApiError(
        415,
        "unsupported-media-type",
        "Not a media type this route takes",
        f"An invoice comes as {known}; found {media_type or 'no content type'}.",
        next_step="Send UBL or CII as application/xml, Factur-X as application/pdf.",
    )


def register(context: ApiContext, actor: Actor, invoice: Invoice) -> InvoiceView:
    """Register an invoice of the actor's organisation.

    Raises:
        ApiError: 422 a credit note, or another's invoice by its seller's LEI or name.
        Refusal: a duplicate, in whatever syntax or typography.
    """
    _require_own(directory_entry(context, actor), invoice)
    try:
        form = _sold_by(canonicalise(invoice), actor.organisation)
        tokens = fingerprint(form, context.invoice_secret)
    except ValueError as problem:
        raise unacceptable("invoice", str(problem)) from None
    organisation = org_hex(actor.organisation)
    act = context.contracts.invoices.register(
        fingerprint=Fingerprint(tokens.fingerprint), conflict_key=Fingerprint(tokens.conflict_key)
    )
    at = context.now()
    receipt = None
    # two spellings of one invoice have a name in common, so that both cannot be the first
    with context.turns.hold(*map(to_hex, (tokens.fingerprint, *tokens.aliases))):
        matches, lost = _standing_matches(context, organisation, tokens)
        if not lost and not accepted_before(context, actor, act):
            _refuse_duplicate(context, tokens, matches)
        with context.store.begin() as work:
            work.invoices.put(organisation, tokens=tokens, body=invoice.to_json(), at=at)
        if not lost:
            receipt = carry_out(context, actor, act)
    return read(context, actor, to_hex(tokens.fingerprint), receipt)


def read(
    context: ApiContext, actor: Actor, fingerprint_: str, receipt: Receipt[Any] | None = None
) -> InvoiceView:
    """An invoice the actor sells, is offered now, or has financed.

    Raises:
        ApiError: 404 for any other.
    """
    row, record = _require(context, actor, fingerprint_)
    if not _sees(context, actor, row, record):
        raise not_found("invoice")
    with context.store.read() as work:
        return _view(context, work, row, record, receipt)


def read_all(context: ApiContext, actor: Actor, asked: Asked = WHOLE_PAGE) -> Page[InvoiceView]:
    """The actor's invoices, those on offer to it and those it financed, oldest first.

    Raises:
        ApiError: 400 for a cursor of another list.
    """
    organisation = org_hex(actor.organisation)

    def fetch(after: Place | None, limit: int) -> Sequence[InvoiceRow]:
        with context.store.read() as work:
            return work.invoices.all(organisation, after=after, limit=limit)

    def show(rows: Sequence[InvoiceRow]) -> list[InvoiceView | None]:
        with context.store.read() as work:
            found = records.invoices(work, [row.fingerprint for row in rows])
            known = [(row, found[row.fingerprint]) for row in rows]
            return [
                _view(context, work, *each)
                if _stands(*each) and _sees(context, actor, *each)
                else None
                for each in known
            ]

    return page(
        cursors_of(context.store),
        asked,
        "invoices",
        actor.organisation,
        fetch=fetch,
        place=lambda row: (row.created_at, row.fingerprint),
        show=show,
    )


def offer(context: ApiContext, actor: Actor, fingerprint_: str, given: OfferInvoice) -> InvoiceView:
    """Offer an invoice to one financier for a time: by its seller.

    Raises:
        ApiError: 422 the financier is no member.
        Refusal: not registered, on offer or financed already, or longer than 30 days.
        AwaitsChecker: a maker prepared it.
    """
    row = _require_seller(context, actor, fingerprint_)
    with context.store.read() as work:
        (financier,) = require_members(work, row.owner, (given.financier,), "financier")
    act = context.contracts.invoices.offer(
        fingerprint=_id(fingerprint_),
        financier=OrgId(org_bytes(given.financier)),
        money=context.money_of(given.advance.currency, "advance.currency").address,
        advance_minor=given.advance.minor,
        reserved_until=int(given.reserved_until.timestamp()),
    )
    with context.store.begin() as work:
        # first, and harmless until the ledger names the financier: only then may it read
        work.invoices.share(row.owner, fingerprint_, financier, at=context.now())
    receipt = bind(context, actor, act, f"Offer an invoice to {given.financier}")
    return read(context, actor, fingerprint_, receipt)


def withdraw(context: ApiContext, actor: Actor, fingerprint_: str) -> InvoiceView:
    """Withdraw an offer: by the seller. The financier no longer sees the invoice.

    Raises:
        Refusal: not on offer.
    """
    _require_seller(context, actor, fingerprint_)
    act = context.contracts.invoices.withdraw_offer(_id(fingerprint_))
    return read(context, actor, fingerprint_, carry_out(context, actor, act))


def finance(context: ApiContext, actor: Actor, fingerprint_: str) -> InvoiceView:
    """Finance an invoice offered to the actor, for the advance on offer: status and payment in one.

    The advance goes into the act, so an offer changed since a maker prepared it is not financed.

    Raises:
        Refusal: financed already, the offer lapsed, or the account lacks money or allowance.
        AwaitsChecker: a maker prepared it.
    """
    _, offered = _require(context, actor, fingerprint_)
    act = context.contracts.invoices.finance(
        fingerprint=_id(fingerprint_), money=offered.money, advance_minor=offered.advance_minor
    )
    return _bound(context, actor, fingerprint_, act, "Finance an invoice")


def settle(context: ApiContext, actor: Actor, fingerprint_: str) -> InvoiceView:
    """Note that the financier was repaid: by the financier.

    Raises:
        Refusal: not financed by it.
        AwaitsChecker: a maker prepared it.
    """
    act = context.contracts.invoices.settle(_id(fingerprint_))
    return _bound(context, actor, fingerprint_, act, "Settle an invoice")


def release(context: ApiContext, actor: Actor, fingerprint_: str) -> InvoiceView:
    """Undo a financing: by the financier, once it has its money back by other means.

    Raises:
        Refusal: not financed by it.
        AwaitsChecker: a maker prepared it.
    """
    act = context.contracts.invoices.release_financing(_id(fingerprint_))
    return _bound(context, actor, fingerprint_, act, "Release an invoice from financing")


def cancel(context: ApiContext, actor: Actor, fingerprint_: str, reason: str) -> InvoiceView:
    """Withdraw an invoice for good: by its seller, while not financed.

    Raises:
        Refusal: it is on offer or financed.
        AwaitsChecker: a maker prepared it.
    """
    _require_seller(context, actor, fingerprint_)
    act = context.contracts.invoices.cancel(
        fingerprint=_id(fingerprint_), reason=text_bytes(reason, 32)
    )
    return _bound(context, actor, fingerprint_, act, "Cancel an invoice")


def _bound(
    context: ApiContext, actor: Actor, fingerprint_: str, act: Act[None], summary: str
) -> InvoiceView:
    row, _ = _require(context, actor, fingerprint_)
    receipt = bind(context, actor, act, f"{summary}, {fingerprint_}")
    # the answer to one's own act, also to the one that ends a financier's sight of the invoice
    with context.store.read() as work:
        return _view(context, work, row, records.invoice(work, fingerprint_), receipt)


def _standing_matches(
    context: ApiContext, organisation: StoreOrgId, tokens: InvoiceTokens
) -> tuple[tuple[TokenMatch, ...], bool]:
    """The invoices on the ledger that meet these tokens, gravest first; and whether this very one
    is there, registered by the organisation, and the store has lost it.
    """
    own = to_hex(tokens.fingerprint)
    with context.store.read() as work:
        matches = _matches(work, tokens)
        record = records.invoice(work, own)
    if any(each.fingerprint == own for each in matches):
        return matches, False
    there = record.status is not InvoiceStatus.NONE
    return matches, there and org_hex(lei_of(record.seller)) == organisation


def _matches(work: UnitOfWork, tokens: InvoiceTokens) -> tuple[TokenMatch, ...]:
    """The invoices on the ledger that meet these tokens, gravest first."""
    stored = {
        each: work.invoices.system_get(each.fingerprint)
        for each in work.invoices.system_matches(tokens)
    }
    known = records.invoices(work, [each.fingerprint for each in stored])
    return tuple(
        each
        for each, row in stored.items()
        if row is not None and _stands(row, known[each.fingerprint])
    )


def _stands(row: InvoiceRow, record: InvoiceRecord) -> bool:
    """Whether the ledger has the invoice, registered by who stored it."""
    return record.status is not InvoiceStatus.NONE and org_hex(lei_of(record.seller)) == row.owner


def _refuse_duplicate(
    context: ApiContext, tokens: InvoiceTokens, matches: tuple[TokenMatch, ...]
) -> None:
    """Refuse a second copy in the ledger's own words, also where only its spelling differs."""
    for each in matches:
        if each.match == "DUPLICATE":
            status = _record(context, each.fingerprint).status
            raise Refusal(
                "Invoices_Duplicate", {"fingerprint": tokens.fingerprint, "status": status}
            )


def _require_own(own: OrganisationRow, invoice: Invoice) -> None:
    """The seller is the organisation: by LEI, or where none is stated by name and country."""
    if invoice.is_credit_note:
        raise unacceptable(
            "invoice.type_code", f"{invoice.type_code} is a credit note, which nobody finances"
        )
    seller = invoice.seller
    if seller.lei:
        if canonical_text(seller.lei) != own.lei:
            raise unacceptable("invoice.seller", f"is {seller.lei}; register invoices of your own")
        return
    abroad = bool(seller.country) and seller.country != own.country
    named = canonical_name(seller.name or "")
    if abroad or not named or named != canonical_name(own.name):
        found = f"{seller.name or 'nobody by name'}{f', {seller.country}' if abroad else ''}"
        raise unacceptable(
            "invoice.seller",
            f"is {found}; you are in the directory as {own.name}, {own.country}",
            next_step="Register invoices of your own. If this is one, state your LEI on it"
            " (scheme 0199) or the name you were admitted under.",
        )


def _sold_by(form: CanonicalInvoice, lei: str) -> CanonicalInvoice:
    """The invoice with its seller known first of all by the LEI it was admitted under."""
    others = (each for each in form.seller if each.scheme is not IdentityScheme.LEI)
    return replace(form, seller=(Identity(IdentityScheme.LEI, lei), *others))


def _warnings(invoice: Invoice, tokens: InvoiceTokens) -> tuple[str, ...]:
    said = [
        f"The {element} is known by name only: a copy under another spelling may be missed."
        for element in tokens.weak_elements
    ]
    if is_assigned(invoice):
        said.append("The invoice names another payee than its seller: it may be assigned already.")
    return tuple(said)


def _from_json(body: bytes) -> Invoice:
    given = dict(load(body, "invoice"))
    given.setdefault("type_code", _COMMERCIAL_INVOICE)
    given.setdefault("payable_minor", given.get("total_minor"))
    for role in ("seller", "buyer", "payee"):
        if isinstance(given.get(role), Mapping):
            given[role] = _party(given[role])
    return Invoice.from_json(given)


def _party(given: Mapping[str, Any]) -> dict[str, Any]:
    """A party with `lei` written short, as EN 16931 has it."""
    party = dict(given)
    lei = party.pop("lei", None)
    if lei is not None and "legal_id" not in party:
        party["legal_id"] = {"value": lei, "scheme": LEI_SCHEME}
    return party


def _id(fingerprint_: str) -> Fingerprint:
    return Fingerprint(from_hex(fingerprint_))


def _record(context: ApiContext, fingerprint_: str) -> InvoiceRecord:
    with context.store.read() as work:
        return records.invoice(work, fingerprint_)


def _require(
    context: ApiContext, actor: Actor, fingerprint_: str
) -> tuple[InvoiceRow, InvoiceRecord]:
    """An invoice whose seller or financier the actor is; 404 otherwise."""
    with context.store.read() as work:
        row = work.invoices.get(org_hex(actor.organisation), fingerprint_)
        record = records.invoice(work, fingerprint_)
    if row is None or not _stands(row, record):
        raise not_found("invoice")
    if not _is_party(actor, row, record):
        raise not_found("invoice")
    return row, record


def _is_party(actor: Actor, row: InvoiceRow, record: InvoiceRecord) -> bool:
    """Whether the actor is the seller, or the financier the ledger names, lapsed or not."""
    mine = org_hex(actor.organisation)
    return row.owner == mine or record.financier == org_bytes(actor.organisation)


def _sees(context: ApiContext, actor: Actor, row: InvoiceRow, record: InvoiceRecord) -> bool:
    """Whether the actor may read it: a financier no longer than its offer, if it has not paid."""
    if row.owner == org_hex(actor.organisation):
        return True
    lapsed = False
    if record.status is InvoiceStatus.RESERVED:
        depends_on_time()
        lapsed = context.now() > record.reserved_until
    return _is_party(actor, row, record) and not lapsed


def _require_seller(context: ApiContext, actor: Actor, fingerprint_: str) -> InvoiceRow:
    row, record = _require(context, actor, fingerprint_)
    if not _sees(context, actor, row, record):
        raise not_found("invoice")
    if row.owner != org_hex(actor.organisation):
        raise forbidden("This is the seller's to do.")
    return row


def _view(
    context: ApiContext,
    work: UnitOfWork,
    row: InvoiceRow,
    record: InvoiceRecord,
    receipt: Receipt[Any] | None = None,
) -> InvoiceView:
    """As its parties read it: what it meets is told as it is now, late matches with it."""
    body = orjson.loads(row.body)
    invoice = Invoice.from_json(body)
    tokens = fingerprint(
        _sold_by(canonicalise(invoice), lei_of(record.seller)), context.invoice_secret
    )
    offered = not is_zero(record.financier)
    reserved = record.status is InvoiceStatus.RESERVED
    return InvoiceView(
        fingerprint=row.fingerprint,
        conflict_key=row.conflict_key,
        status=record.status.name,
        seller=lei_of(record.seller),
        financier=lei_of(record.financier) if offered else None,
        advance=MoneyView(currency=context.currency_of(record.money), minor=record.advance_minor)
        if offered
        else None,
        reserved_until=instant_or_none(record.reserved_until) if reserved else None,
        registered_at=instant(record.registered_at),
        invoice=body,
        conflicts=tuple(
            MatchView(fingerprint=each.fingerprint, match=each.match)
            for each in _matches(work, tokens)
            if each.fingerprint != row.fingerprint
        ),
        warnings=_warnings(invoice, tokens),
        receipt=receipt_view(receipt) if receipt else None,
    )
