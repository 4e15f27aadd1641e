"""Writes `docs/schemas/`: the JSON Schema of everything that a letter of credit is told in."""

import json
from collections.abc import Mapping

from dhow.trade.credit import Presentation, Terms
from dhow.trade.documents import DOCUMENTS
from dhow.trade.schema import json_schema

RECORDS: dict[str, tuple[type, str]] = {
    "terms": (Terms, "Terms of a documentary credit"),
    "presentation": (Presentation, "Presentation under a documentary credit"),
    **{f"documents/{kind}": (cls, cls.title) for kind, cls in DOCUMENTS.items()},
}
"""By file name without its ending: the record and its title."""


def generate() -> Mapping[str, str]:
    """Each schema by its file name within the folder."""
    return {
        f"{name}.json": json.dumps(json_schema(*record), indent=2, ensure_ascii=False) + "\n"
        for name, record in RECORDS.items()
    }
