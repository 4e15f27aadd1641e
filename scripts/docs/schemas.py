"""Writes `docs/schemas/`: the JSON Schema of everything that a letter of credit is told in."""

import json
from collections.abc import Mapping
from typing import Any

from dhow.trade.credit import Amendment, Assignment, PreAdvice, Presentation, Terms, TransferRequest
from dhow.trade.documents import DOCUMENTS
from dhow.trade.schema import json_schema

RECORDS: dict[str, tuple[type, str]] = {
    "terms": (Terms, "Terms of a documentary credit"),
    "presentation": (Presentation, "Presentation under a documentary credit"),
    "pre-advice": (PreAdvice, "Pre-advice of a documentary credit"),
    "amendment": (Amendment, "Amendment of a documentary credit"),
    "transfer-request": (TransferRequest, "Request to transfer a documentary credit"),
    "assignment": (Assignment, "Assignment of the proceeds of a documentary credit"),
    **{f"documents/{kind}": (cls, cls.title) for kind, cls in DOCUMENTS.items()},
}
"""By file name without its ending: the record and its title."""


def schema(name: str) -> dict[str, Any]:
    """The published schema of this name.

    `dhow examine` gives a salt to each document of a presentation that has none; a document that is
    registered must have its own.
    """
    return json_schema(*RECORDS[name], salted=name != "presentation")


def generate() -> Mapping[str, str]:
    """Each schema by its file name within the folder."""
    return {
        f"{name}.json": json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n"
        for name in RECORDS
    }
