"""Whether the days of a draft fit together (UCP 600 art. 3, 6, 14(c), 29, 32)."""

from collections.abc import Iterator
from datetime import timedelta

from dhow.trade.credit.counted import SHIPMENT
from dhow.trade.credit.drafting.notes import DraftingNote, reject, warn
from dhow.trade.credit.terms import Terms


def expiry(terms: Terms) -> Iterator[DraftingNote]:
    """A credit expires after it is issued."""
    if terms.issued_on is not None and terms.expiry.day < terms.issued_on:
        yield reject(
            "UCP 600 art. 6(d)(i)", "expiry.day", "expires before it is issued",
            f"a day after {terms.issued_on}",
        )  # fmt: skip


def shipment(terms: Terms) -> Iterator[DraftingNote]:
    """Goods can be shipped between issue and expiry, with time left to present."""
    field = "shipment.period" if terms.shipment.period else "shipment.latest"
    window, expires = terms.shipment.window, terms.expiry.day
    if terms.shipment.period and window.first is None and window.last is None:
        yield warn(
            "UCP 600 art. 3", field,
            f'"{terms.shipment.period}" is disregarded, so no time of shipment is set',
            "a latest date of shipment (44C)",
        )  # fmt: skip
    if window.last is None:
        return
    if window.last > expires:
        yield warn(
            "UCP 600 art. 14(c)", field,
            "is after expiry: goods shipped then can no longer be presented for",
            f"a day well before {expires}",
        )  # fmt: skip
        return
    if terms.issued_on is not None and window.last < terms.issued_on:
        yield warn(
            "UCP 600 art. 14(i)", field,
            f"lies before the issue of the credit on {terms.issued_on}", "a later day",
        )  # fmt: skip
    days = terms.days_after_shipment
    if days is not None and window.last + timedelta(days=days) > expires:
        left = (expires - window.last).days
        yield warn(
            "UCP 600 art. 6(e), 14(c)", "expiry.day",
            f"cuts the {days} days for presentation to {left} for goods shipped on {window.last}",
            f"{window.last + timedelta(days=days)}, or a shorter period for presentation (48)",
        )  # fmt: skip


def presentation_period(terms: Terms) -> Iterator[DraftingNote]:
    """The period runs from shipment, and only with an original transport document."""
    named = terms.presentation_counts_from
    of_transport = named == SHIPMENT and not terms.requires_original_transport_document
    if terms.presentation_days is not None and of_transport:
        yield warn(
            "UCP 600 art. 14(c)", "presentation_days",
            "runs from shipment, but no original transport document is asked for",
            "leave it out, or ask for the transport document",
        )  # fmt: skip
    if named is None or (terms.presentation_narrative and terms.presentation_days is None):
        yield warn(
            "UCP 600 art. 14(c)", "presentation_narrative",
            f'"{terms.presentation_narrative}" is counted by nobody but an examiner who reads it',
            "days after shipment (48)",
        )  # fmt: skip


def instalments(terms: Terms) -> Iterator[DraftingNote]:
    """A schedule lies within the other days, and needs shipment in parts."""
    schedule, window = terms.shipment.instalments, terms.shipment.window
    if schedule and not terms.shipment.partial_allowed:
        yield reject(
            "UCP 600 art. 31, 32", "shipment.partial_shipments",
            "are barred, but instalments are shipments in parts", "ALLOWED",
        )  # fmt: skip
    for i, each in enumerate(schedule):
        if each.first not in window or each.last not in window:
            yield warn(
                "UCP 600 art. 32", f"shipment.instalments[{i}]",
                f"from {each.first} to {each.last} is not within the time of shipment, {window}",
                "one or the other",
            )  # fmt: skip
        if each.last > terms.expiry.day:
            yield warn(
                "UCP 600 art. 32, 6(e)", f"shipment.instalments[{i}].last",
                "is after expiry: it can no longer be presented for",
                f"a day well before {terms.expiry.day}",
            )  # fmt: skip


def maturity(terms: Terms) -> Iterator[DraftingNote]:
    """A fixed maturity leaves time to present before it."""
    tenor = terms.availability.tenor
    if tenor is None or tenor.fixed is None:
        return
    due = tenor.fixed + timedelta(days=tenor.days)
    if due < terms.expiry.day:
        yield warn(
            "UCP 600 art. 7(a)", "availability.tenor",
            f"falls due on {due}, while documents may be presented until {terms.expiry.day}",
            "a later day, or days after shipment or sight",
        )  # fmt: skip


def arrival(terms: Terms) -> Iterator[DraftingNote]:
    """Goods do not arrive before they may still be shipped."""
    latest = terms.shipment.window.last
    for i, required in enumerate(terms.documents):
        limit = required.arrival.not_later_than if required.arrival else None
        if limit is not None and latest is not None and limit < latest:
            yield warn(
                "UCP 600 art. 14(d)", f"documents[{i}].arrival.not_later_than",
                f"{limit} is before goods must have been shipped, {latest}",
                "a day that goods shipped on the last day can meet",
            )  # fmt: skip


CHECKS = (expiry, shipment, presentation_period, instalments, maturity, arrival)
