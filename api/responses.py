"""Answers that many routes share, for the OpenAPI description."""

from typing import Any

from api.schemas import PreparedView, Problem

PREPARED: dict[int | str, dict[str, Any]] = {
    202: {
        "model": PreparedView,
        "description": "Prepared by a maker; a checker makes the same request to carry it out.",
    }
}

PROBLEM_WORDS: dict[str, str] = {
    "400": "The request is malformed.",
    "401": "Not signed in, or no longer.",
    "403": "Not this role's, or not this key's, to do.",
    "404": "Unknown, or another organisation's.",
    "409": "The ledger, or the state of things, refuses it.",
    "410": "Its content was erased; its hash stands.",
    "413": "The body is too large.",
    "415": "A body of this kind is not taken here.",
    "422": "It cannot be taken as it is.",
    "429": "Too many requests; the answer says how long to wait.",
    "500": "A fault of ours; whether an act was carried out is on the ledger.",
    "503": "The ledger or the store does not answer at the moment.",
}
"""What each status of a problem means. Which route can give which: `api.openapi`."""

__all__ = ["PREPARED", "PROBLEM_WORDS", "Problem"]
