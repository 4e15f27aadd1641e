"""Answers that many routes share, for the OpenAPI description."""

from typing import Any

from api.schemas import PreparedView, Problem

PREPARED: dict[int | str, dict[str, Any]] = {
    202: {
        "model": PreparedView,
        "description": "Prepared by a maker; a checker makes the same request to carry it out.",
    }
}

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": words, "content": {"application/problem+json": {"schema": schema}}}
    for schema in ({"$ref": "#/components/schemas/Problem"},)
    for status, words in (
        (401, "Not signed in, or no longer."),
        (403, "Not this role's, or not this key's, to do."),
        (404, "Unknown, or another organisation's."),
        (409, "The ledger, or the state of things, refuses it."),
        (422, "It cannot be taken as it is."),
    )
}

__all__ = ["PREPARED", "PROBLEMS", "Problem"]
