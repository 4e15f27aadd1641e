"""Checks before a credit is issued: what no bank may issue, and what it should think twice about.

REJECT stops the issue; WARN goes to the bank's desk. `check_draft` takes the application as it came
in, because some faults (a revocable form, two modes, no expiry) leave no terms to speak of.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from dhow.trade.credit.terms import (
    AvailableWith,
    Form,
    Rules,
    Terms,
)
from dhow.trade.documents.commercial import (
    FREIGHT_PREPAID_RULES,
    INSURED_BY_SELLER_RULES,
    SEA_RULES,
)
from dhow.trade.documents.transport import Freight
from dhow.trade.records import InvalidInput, Record, decode, load


class Severity(Enum):
    """Whether a note stops the issue."""

    REJECT = "REJECT"
    WARN = "WARN"


@dataclass(frozen=True, kw_only=True)
class DraftingNote(Record):
    """One note on a draft: the field, the rule, and words."""

    severity: Severity
    article: str
    field: str
    words: str

    def __str__(self) -> str:
        return f"{self.severity.value} {self.field}: {self.words} ({self.article})"


def check_draft(draft: Terms | str | bytes | Mapping[str, Any]) -> tuple[DraftingNote, ...]:
    """Every note on a draft; none of severity REJECT means that it may be issued."""
    if isinstance(draft, Terms):
        return tuple(_warnings(draft))
    try:
        data = load(draft, "terms")
    except InvalidInput as error:
        return tuple(_unreadable(error, set()))
    refused = list(_refusals(data))
    covered = {note.field.split(".")[0] for note in refused}
    try:
        terms = decode(Terms, data)
    except InvalidInput as error:
        return (*refused, *_unreadable(error, covered))
    return (*refused, *_warnings(terms))


def _unreadable(error: InvalidInput, covered: set[str]) -> Iterator[DraftingNote]:
    """Each fault of form, unless a rule has already spoken of that field."""
    for problem in error.problems:
        if problem.path.split(".")[0] not in covered:
            yield DraftingNote(
                severity=Severity.REJECT,
                article="form of the application",
                field=problem.path or "terms",
                words=problem.words,
            )


def _refusals(data: Mapping[str, Any]) -> Iterator[DraftingNote]:
    form = data.get("form")
    if isinstance(form, str) and form not in {f.value for f in Form}:
        yield _reject(
            "UCP 600 art. 2, 10(a)", "form",
            f'"{form}": a credit is irrevocable; leave the form out or choose an irrevocable one',
        )  # fmt: skip
    if data.get("rules") is None:
        yield _reject(
            "UCP 600 art. 1", "rules",
            "the credit incorporates no rules; UCP 600 binds only where the credit says so (40E)",
        )  # fmt: skip
    yield from _availability_refusals(data.get("availability"))
    expiry = data.get("expiry")
    given = expiry if isinstance(expiry, Mapping) else {}
    missing = [name for name in ("day", "place") if given.get(name) is None]
    if missing:
        yield _reject(
            "UCP 600 art. 6(d)(i)", "expiry",
            f"a credit states an expiry date and place for presentation; {' and '.join(missing)} "
            "missing",
        )  # fmt: skip


def _availability_refusals(availability: Any) -> Iterator[DraftingNote]:
    given = availability if isinstance(availability, Mapping) else {}
    modes = given.get("mode")
    if not isinstance(modes, str):
        found = f"found {len(modes)}" if isinstance(modes, list | tuple) else "found none"
        yield _reject(
            "UCP 600 art. 6(b)", "availability.mode",
            f"a credit is available by exactly one of sight payment, deferred payment, acceptance, "
            f"negotiation (or mixed payment, 42M); {found}",
        )  # fmt: skip
    if given.get("drawee") == "applicant":
        yield _reject(
            "UCP 600 art. 6(c)", "availability.drawee",
            "a credit is not available by a draft on the applicant; name a bank",
        )  # fmt: skip


def _warnings(terms: Terms) -> Iterator[DraftingNote]:
    if terms.rules is Rules.OTHER and not terms.rules_narrative:
        yield _warn("UCP 600 art. 1", "rules_narrative", "OTHR without saying which rules apply")
    for i, condition in enumerate(terms.conditions):
        yield _warn(
            "UCP 600 art. 14(h)", f"conditions[{i}]",
            f'"{condition}" names no document that would show it; the bank will disregard it. '
            "Stipulate a document, such as a notice of arrival",
        )  # fmt: skip
    if terms.issued_on is not None and terms.expiry.day < terms.issued_on:
        yield _reject("UCP 600 art. 6(d)(i)", "expiry.day", "expires before it is issued")
    yield from _time_warnings(terms)
    yield from _trade_term_warnings(terms)
    yield from _electronic_warnings(terms)
    yield from _evidence_warnings(terms)
    yield from _issuer_warnings(terms)


def _time_warnings(terms: Terms) -> Iterator[DraftingNote]:
    latest = terms.shipment.latest
    if latest is not None and latest > terms.expiry.day:
        yield _warn(
            "UCP 600 art. 14(c)", "shipment.latest",
            "is after expiry: goods shipped then can no longer be presented for",
        )  # fmt: skip
    if terms.presentation_days is not None and not terms.requires_original_transport_document:
        yield _warn(
            "UCP 600 art. 14(c)", "presentation_days",
            "runs from shipment, but no original transport document is asked for",
        )  # fmt: skip
    if terms.availability.with_bank is AvailableWith.ANY_BANK and terms.nominated_bank:
        yield _warn(
            "UCP 600 art. 6(a)", "nominated_bank", "is named although any bank is nominated"
        )


def _trade_term_warnings(terms: Terms) -> Iterator[DraftingNote]:
    """Incoterms against freight, insurance and mode of transport."""
    incoterm = terms.goods.incoterm
    if incoterm is None:
        return
    kinds = {d.kind for d in terms.documents}
    rule = incoterm.rule.value
    for i, required in enumerate(terms.documents):
        freight = required.transport.freight if required.transport else None
        wanted = Freight.PREPAID if rule in FREIGHT_PREPAID_RULES else Freight.COLLECT
        if freight is not None and freight is not wanted:
            yield _warn(
                "Incoterms 2020", f"documents[{i}].transport.freight",
                f"freight {freight.value} under {incoterm}: {rule} means freight {wanted.value}",
            )  # fmt: skip
    if rule in INSURED_BY_SELLER_RULES and "insurance_document" not in kinds:
        yield _warn(
            "Incoterms 2020", "documents",
            f"{rule} has the seller insure, but no insurance document is asked for",
        )  # fmt: skip
    if rule in SEA_RULES and "air_waybill" in kinds:
        yield _warn("Incoterms 2020", "goods.incoterm", f"{rule} is for sea carriage, not for air")


def _electronic_warnings(terms: Terms) -> Iterator[DraftingNote]:
    oracle_issued = ("temperature_certificate", "notice_of_arrival", "production_record")
    if terms.is_electronic:
        return
    for i, required in enumerate(terms.documents):
        if required.kind in oracle_issued:
            yield _warn(
                "eUCP art. e1", f"documents[{i}].kind",
                f"{required.name} is an electronic record, but the credit does not incorporate "
                "the eUCP",
            )  # fmt: skip


def _evidence_warnings(terms: Terms) -> Iterator[DraftingNote]:
    for i, required in enumerate(terms.documents):
        certified = required.kind in ("temperature_certificate", "notice_of_arrival")
        if certified and required.issuer is None and required.issuer_description is None:
            yield _warn(
                "UCP 600 art. 14(f)", f"documents[{i}].issuer",
                f"{required.name} by nobody in particular: anyone's would do. Name the oracle "
                "network that is to issue it",
            )  # fmt: skip


def _issuer_warnings(terms: Terms) -> Iterator[DraftingNote]:
    for i, required in enumerate(terms.documents):
        if required.issuer is not None and required.issuer.lei is None:
            yield _warn(
                "UCP 600 art. 14(f)", f"documents[{i}].issuer.lei",
                f"{required.name} by {required.issuer} is asked for by name alone: whoever bears "
                "that name would do. State its LEI",
            )  # fmt: skip


def _reject(article: str, field: str, words: str) -> DraftingNote:
    return DraftingNote(severity=Severity.REJECT, article=article, field=field, words=words)


def _warn(article: str, field: str, words: str) -> DraftingNote:
    return DraftingNote(severity=Severity.WARN, article=article, field=field, words=words)
