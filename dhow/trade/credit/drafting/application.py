"""What an application must have before there are terms at all (UCP 600 art. 1, 2, 6)."""

from collections.abc import Iterator, Mapping
from typing import Any

from dhow.trade.credit.drafting.notes import DraftingNote, reject
from dhow.trade.credit.terms import Form


def refusals(data: Mapping[str, Any]) -> Iterator[DraftingNote]:
    """Faults that leave no terms to speak of."""
    form = data.get("form")
    if isinstance(form, str) and form not in {f.value for f in Form}:
        yield reject(
            "UCP 600 art. 2, 10(a)", "form",
            f'"{form}": a credit is irrevocable',
            "leave the form out, or choose an irrevocable one",
        )  # fmt: skip
    if data.get("rules") is None:
        yield reject(
            "UCP 600 art. 1", "rules",
            "the credit incorporates no rules; UCP 600 binds only where the credit says so (40E)",
            "UCP LATEST VERSION",
        )  # fmt: skip
    yield from _availability(data.get("availability"))
    expiry = data.get("expiry")
    given = expiry if isinstance(expiry, Mapping) else {}
    missing = [name for name in ("day", "place") if given.get(name) is None]
    if missing:
        yield reject(
            "UCP 600 art. 6(d)(i)", "expiry",
            f"a credit states an expiry date and place for presentation; {' and '.join(missing)} "
            "missing",
            "the last day and the place at which documents are presented",
        )  # fmt: skip


def _availability(availability: Any) -> Iterator[DraftingNote]:
    given = availability if isinstance(availability, Mapping) else {}
    modes = given.get("mode")
    if not isinstance(modes, str):
        found = f"found {len(modes)}" if isinstance(modes, list | tuple) else "found none"
        yield reject(
            "UCP 600 art. 6(b)", "availability.mode",
            "a credit is available by exactly one of sight payment, deferred payment, acceptance, "
            f"negotiation (or mixed payment, 42M); {found}",
            "one of them",
        )  # fmt: skip
    if given.get("drawee") == "applicant":
        yield reject(
            "UCP 600 art. 6(c)", "availability.drawee",
            "a credit is not available by a draft on the applicant", "name a bank",
        )  # fmt: skip
