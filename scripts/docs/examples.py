"""Writes `api/examples/`: requests and answers of every operation, heard in real runs.

The story of the juice trade is played and then `walk` goes where it does not lead. What depends on
the run (hashes, instants) differs from time to time; the shape does not, and is what a test holds.
"""

import asyncio
import json
from typing import Any

from api.errors import fault
from api.openapi import operations
from scenarios.dubai_juice import DubaiJuice
from scenarios.stage.player import play
from scripts.docs.application import description
from scripts.docs.recorder import Recorder
from scripts.docs.walk import walk

Json = dict[str, Any]

_USUAL = {
    "400": "documents_register",
    "401": "credit_read_all",
    "403": "credit_issue",
    "404": "credit_read",
    "409": "money_redeem",
    "413": "invoices_register",
    "415": "invoices_register",
    "422": "documents_register",
    "429": "auth_token",
}
"""From which operation the example of a status comes that every operation shows."""


async def heard() -> Json:
    """Examples by operation: `request`, `answers` and `problems` by status."""
    recorder = Recorder(description())
    await play(DubaiJuice, heard=recorder.heard)
    await walk(recorder)
    return recorder.operations


def _accepted(found: Json) -> Json:
    """What 202 says, by schema: prepared for a checker, or an operation to follow."""
    kinds: Json = {}
    for kept in found.values():
        for answer in kept.get("answers", {}).get("202", {}).values():
            schema = "PreparedView" if answer.get("awaits") else "OperationView"
            kinds.setdefault(schema, answer)
    return kinds


def generate() -> dict[str, str]:
    """File contents by path in the checkout."""
    found = asyncio.run(heard())
    problems: Json = {}
    for status, usual in _USUAL.items():
        problem = found.get(usual, {}).get("problems", {}).get(status)
        if problem is not None:
            problems[status] = problem
    problems["500"] = fault().as_problem("/credits")
    whole: dict[str, Json] = {"shared": {"problems": problems, "accepted": _accepted(found)}}
    for _, _, operation in operations(description()):
        name = operation["operationId"]
        kept = found.get(name)
        if kept is None or "answers" not in kept:
            continue
        # what says the same on every route is shown once
        own = {status: each for status, each in kept.get("problems", {}).items() if status == "409"}
        example = {key: value for key, value in kept.items() if key != "problems"}
        if own:
            example["problems"] = own
        whole.setdefault(name.partition("_")[0], {})[name] = example
    return {
        f"api/examples/{name}.json": json.dumps(part, indent=1, ensure_ascii=False, sort_keys=True)
        + "\n"
        for name, part in whole.items()
    }
