"""Who may hear of an event: the rules of reading, applied to what is told.

Whoever may not read a thing is told nothing about it, and a party to a credit no more than it may
read: what passes between applicant and bank stays between them, and a presentation is the
applicant's concern only once the bank has turned to it (UCP 600 art. 16(b)). An event that no rule
here knows is told to nobody.

Decided on one state of the tables, when the event is told; the ledger's own record of who is party
counts, so that nobody misses an event because an entry of ours was made after it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from eth_utils.crypto import keccak

from api.auth.roles import Role
from api.ids import to_hex
from dhow.ledger.bindings.values import CreditState, InvoiceStatus, PresentationState
from dhow.store import CreditRow, OrgId, UnitOfWork
from dhow.store.projections.feed import FeedEvent

Parties = frozenset[OrgId]
NOBODY: Final[Parties] = frozenset()

_NOT_YET_CREDITS = frozenset(
    state.name for state in (CreditState.APPLIED, CreditState.WITHDRAWN, CreditState.DECLINED)
)
_SHOWN_TO_APPLICANT = frozenset(
    state.name
    for state in (
        PresentationState.WAIVED,
        PresentationState.HONOURED,
        PresentationState.UNDERTAKEN,
    )
)
_GIVEN_TO_APPLICANT = frozenset(
    state.name for state in (PresentationState.HONOURED, PresentationState.UNDERTAKEN)
)
_BETWEEN_APPLICANT_AND_BANK = frozenset(
    (
        "CreditAppliedFor",
        "ApplicationWithdrawn",
        "ApplicationDeclined",
        "ClausesStated",
        "InstalmentsStated",
        "CollateralLodged",
        "CollateralApplied",
        "CollateralReturned",
    )
)
_OF_THE_CREDIT = frozenset(
    (
        "CreditPreAdvised",
        "CreditIssued",
        "CreditAdvised",
        "CreditAdvisedOn",
        "AdviceRefused",
        "ConfirmationAdded",
        "ConfirmationAmended",
        "ConfirmationDeclined",
        "AmendmentIssued",
        "AmendmentAdvised",
        "AmendmentAccepted",
        "AmendmentBeforeConfirmation",
        "AmendmentRejected",
        "ConfirmationExtended",
        "ConfirmationNotExtended",
        "CreditAmended",
        "CreditCancelled",
        "CreditFullyDrawn",
        "CreditExpired",
        "CreditLapsed",
        "SuspendedByCourt",
        "CourtOrderLifted",
    )
)
_OF_ONE_BANK = frozenset(("HeldForCompliance", "ComplianceHoldEnded"))
# what a bank gives for a drawing, and how banks settle between them, is no concern of the applicant
_NOT_THE_APPLICANTS = frozenset(
    (
        "AgreedToAct",
        "AdvanceOffered",
        "HonouredOnNomination",
        "Negotiated",
        "Prepaid",
        "ReimbursementClaimed",
        "Reimbursed",
        "ReimbursedAtSight",
        "Refunded",
        "RepaidOnRecourse",
        "ConfirmingBankStillBound",
        "PerformedBeside",
        "UndertakingIncurredOnNomination",
        "UndertakingPaidOnNomination",
        "AcceptanceStated",
    )
)
# told to the issuing bank at once, which is to reimburse, before it has the documents
_LOOKS_TO_THE_ISSUING_BANK = frozenset(
    (
        "HonouredOnNomination",
        "UndertakingIncurredOnNomination",
        "UndertakingPaidOnNomination",
        "AcceptanceStated",
    )
)
_NAMES_DOCUMENTS = frozenset(("Presented", "RecordsCorrupted", "RecordsReplaced"))
_BETWEEN_BANKS = frozenset(("ReimbursementClaimed", "Reimbursed", "ReimbursedAtSight", "Refunded"))
_BETWEEN_BENEFICIARY_AND_BANK = frozenset(
    ("AdvanceOffered", "Negotiated", "Prepaid", "RepaidOnRecourse")
)
_ASKED_ALONE = frozenset(("TransferRequested", "TransferRequestWithdrawn"))
_WITH_ONE_FINANCIER = frozenset(("InvoiceOffered", "InvoiceFinanced"))
_ENDS_AN_OFFER = frozenset(("OfferWithdrawn", "FinancingReleased"))


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rules ask, for some events at once."""

    allowed: Mapping[tuple[str, str], Parties]
    versions: Mapping[tuple[str, str], Mapping[str, Any]]
    credits: Mapping[str, CreditRow]
    owners: Mapping[tuple[str, str], OrgId]
    undertakings: Mapping[str, bytes]
    shipped_for: Mapping[str, Parties]
    shares: frozenset[str]
    reporters: Parties
    now: Callable[[], int]


def audiences(
    work: UnitOfWork, events: Sequence[FeedEvent], now: Callable[[], int]
) -> list[Parties]:
    """Who may hear of each of these events.

    Args:
        now: the chain's time, asked where an offer may have lapsed.
    """
    known = _known(work, events, now)
    return [_RULES.get(event.contract, _nobody)(event, known) for event in events]


def _known(work: UnitOfWork, events: Sequence[FeedEvent], now: Callable[[], int]) -> _Known:
    ids: dict[str, list[str]] = {}
    for event in events:
        for kind, subject in event.subjects:
            ids.setdefault(kind, []).append(subject)
    feed = work.feed
    reported = ids.get("subject", [])
    asked = {
        **{kind: ids.get(kind, []) for kind in ("credit", "presentation", "undertaking")},
        **{kind: ids.get(kind, []) for kind in ("invoice", "document")},
    }
    versions = {
        (kind, each): row
        for kind, wanted in asked.items()
        for each, row in feed.system_versions(kind, wanted).items()
    }
    asked["credit"] = [*asked["credit"], *reported]
    asked["undertaking"] = [*asked["undertaking"], *reported]
    asked["shipment"] = reported
    allowed = {
        (kind, each): parties
        for kind, wanted in asked.items()
        for each, parties in feed.system_allowed(kind, wanted).items()
    }
    owners = {
        ("document", each): row.issuer
        for each in set(ids.get("document", []))
        if (row := work.documents.system_get(each)) is not None
    }
    owners |= {
        ("invoice", each): invoice.owner
        for each in set(ids.get("invoice", []))
        if (invoice := work.invoices.system_get(each)) is not None
    }
    return _Known(
        allowed=allowed,
        versions=versions,
        credits={
            each: credit
            for each in set(ids.get("credit", []))
            if (credit := work.credits.system_get(each)) is not None
        },
        owners=owners,
        undertakings={
            each: undertaking.body
            for each in set(ids.get("undertaking", []))
            if (undertaking := work.undertakings.system_get(each)) is not None
        },
        shares=work.ledger.system_shares(ids.get("presentation", [])),
        shipped_for=feed.system_shipped_for(reported),
        reporters=feed.system_able(Role.ORACLE_OPERATOR) if reported else NOBODY,
        now=now,
    )


def _nobody(_event: FeedEvent, _known: _Known) -> Parties:
    return NOBODY


def _credit(event: FeedEvent, known: _Known) -> Parties:
    credit_id = _one(event, "credit")
    row = known.credits.get(credit_id)
    record = known.versions.get(("credit", credit_id))
    if row is None or record is None or to_hex(keccak(row.terms)) != record["terms_hash"]:
        return NOBODY
    parties = known.allowed.get(("credit", credit_id), NOBODY)
    first_two = parties & {row.applicant, row.issuing_bank}
    if record["state"] in _NOT_YET_CREDITS or event.name in _BETWEEN_APPLICANT_AND_BANK:
        return first_two
    if event.name in _OF_ONE_BANK:
        return parties & {OrgId(_field(event, "bank"))}
    presentation_id = _one(event, "presentation")
    if event.name in _OF_THE_CREDIT:
        return parties
    if presentation_id:
        return parties & _presentation(event, presentation_id, row, known)
    return NOBODY


def _proceeds(event: FeedEvent, known: _Known) -> Parties:
    """Whom a beneficiary has paid in its place is the banks' concern, and not the applicant's."""
    row = known.credits.get(_one(event, "credit"))
    return _credit(event, known) - {row.applicant} if row is not None else NOBODY


def _transfers(event: FeedEvent, known: _Known) -> Parties:
    """First beneficiary and transferring bank; the issuing bank once a transfer was made.

    Not the second beneficiary, whom each event would tell the original, nor the applicant, to whom
    it would tell the second beneficiary.
    """
    original = _field(event, "original")
    if event.name == "AmendmentAllowed":  # names the part alone, whose parties know of it
        row = known.credits.get(_field(event, "transferred"))
        parties = known.allowed.get(("credit", _field(event, "transferred")), NOBODY)
        return parties - {row.beneficiary} if row is not None else NOBODY
    row = known.credits.get(original)
    if row is None:
        return NOBODY
    told = {row.beneficiary, row.nominated_bank or row.issuing_bank}
    shown = known.versions.get(("presentation", _one(event, "presentation")))
    if event.name not in _ASKED_ALONE and (shown is None or shown["received_at"]):
        told.add(row.issuing_bank)
    return known.allowed.get(("credit", original), NOBODY) & told


def _presentation(
    event: FeedEvent, presentation_id: str, credit: CreditRow, known: _Known
) -> Parties:
    record = known.versions.get(("presentation", presentation_id))
    if record is None:
        return NOBODY
    bank = OrgId(record["bank"])
    if event.name in _BETWEEN_BENEFICIARY_AND_BANK:
        return frozenset((credit.beneficiary, bank))
    if event.name in _BETWEEN_BANKS:
        return frozenset((bank, credit.issuing_bank))
    entitled = {credit.beneficiary, bank}
    if record["received_at"] or event.name in _LOOKS_TO_THE_ISSUING_BANK:
        entitled.add(credit.issuing_bank)
    # the first beneficiary's own share of a drawing would tell what the second is paid
    if event.name in _NOT_THE_APPLICANTS or presentation_id in known.shares:
        return frozenset(entitled)
    # asked for a waiver it was let in; which documents there are it learns with the documents
    asked = credit.applicant in known.allowed.get(("presentation", presentation_id), NOBODY)
    shown = asked or record["state"] in _SHOWN_TO_APPLICANT
    honoured = record["state"] in _GIVEN_TO_APPLICANT
    if honoured or (shown and event.name not in _NAMES_DOCUMENTS):
        entitled.add(credit.applicant)
    return frozenset(entitled)


def _documents(event: FeedEvent, known: _Known) -> Parties:
    document = ("document", _one(event, "document"))
    record = known.versions.get(document)
    if record is None or known.owners.get(document) != record["issuer"]:
        return NOBODY
    return known.allowed.get(document, NOBODY)


def _invoices(event: FeedEvent, known: _Known) -> Parties:
    if event.name == "ConflictNoted":
        # told to whoever registered the later one, as the registration itself told it
        return _seller(_field(event, "later"), known)
    invoice = _one(event, "invoice")
    seller = _seller(invoice, known)
    record = known.versions.get(("invoice", invoice))
    if not seller or record is None or record["financier"] is None:
        return seller
    financier = OrgId(record["financier"])
    reserved = record["status"] == InvoiceStatus.RESERVED.name
    if reserved and known.now() > record["reserved_until"]:
        return seller
    if event.name in _WITH_ONE_FINANCIER and _field(event, "financier") != financier:
        return seller  # an offer to somebody else, before this one
    if event.name in _ENDS_AN_OFFER:
        return seller
    return seller | ({financier} & known.allowed.get(("invoice", invoice), NOBODY))


def _seller(invoice: str, known: _Known) -> Parties:
    record = known.versions.get(("invoice", invoice))
    owner = known.owners.get(("invoice", invoice))
    if record is None or owner is None or owner != record["seller"]:
        return NOBODY
    return frozenset((owner,))


def _undertaking(event: FeedEvent, known: _Known) -> Parties:
    undertaking = _one(event, "undertaking")
    record = known.versions.get(("undertaking", undertaking))
    body = known.undertakings.get(undertaking)
    if record is None or body is None or to_hex(keccak(body)) != record["terms_hash"]:
        return NOBODY
    return known.allowed.get(("undertaking", undertaking), NOBODY)


def _oracles(event: FeedEvent, known: _Known) -> Parties:
    subject = _one(event, "subject")
    if not subject:
        return NOBODY
    parties = known.reporters | known.shipped_for.get(subject, NOBODY)
    for kind in ("credit", "undertaking", "shipment"):
        parties |= known.allowed.get((kind, subject), NOBODY)
    return parties


def _one(event: FeedEvent, kind: str) -> str:
    """The id of the thing of this kind that an event is about; empty where there is none."""
    return next((each for found, each in event.subjects if found == kind), "")


def _field(event: FeedEvent, name: str) -> str:
    return str(orjson.loads(event.body).get(name, ""))


def _own(event: FeedEvent, _known: _Known) -> Parties:
    return frozenset(OrgId(each) for kind, each in event.subjects if kind == "organisation")


_RULES: Final[Mapping[str, Callable[[FeedEvent, _Known], Parties]]] = {
    "Credit": _credit,
    "CreditAdvice": _credit,
    "CreditAmendments": _credit,
    "CreditAssignments": _proceeds,
    "CreditCollateral": _credit,
    "CreditPresentations": _credit,
    "CreditRestraints": _credit,
    "CreditSettlement": _credit,
    "CreditTransfers": _transfers,
    "Documents": _documents,
    "Invoices": _invoices,
    "Undertaking": _undertaking,
    "Oracles": _oracles,
    "Members": _own,
    "BankingCalendars": _own,
}
