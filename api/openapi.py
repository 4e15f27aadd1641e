"""The interface's description: what FastAPI derives, with names, problems and recorded examples.

Every operation is named `<capability>_<function>`, lists each kind of problem it can answer with,
and shows a request and the answers it got in a real run. The examples are kept in `api/examples/`
by `dhow docs examples --write`, which plays the trades and listens; nobody types them.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.auth.roles import EVERY_ROLE, Public, RoleCheck, served
from api.responses import PROBLEM_WORDS, Problem

EXAMPLES = Path(__file__).parent / "examples"
PROBLEM_TYPE = "application/problem+json"
JSON_TYPE = "application/json"
METHODS = ("get", "post", "put", "patch", "delete")

_SHARED = "shared"  # the file of what looks alike on every route
_CURSORS = frozenset(("cursor", "after", "from"))
_NAMES_NO_OBJECT = frozenset(("currency", "place", "year"))

Json = dict[str, Any]


def operation_id(route: APIRoute) -> str:
    """`credit_issue`: the capability and the function that serves it; the client's names."""
    capability = str(route.tags[0]) if route.tags else "network"
    return f"{capability}_{route.name}"


def described(app: FastAPI, plain: Json) -> Json:
    """The whole description.

    Args:
        plain: what FastAPI derives from the routes.
    """
    schemas = plain.setdefault("components", {}).setdefault("schemas", {})
    schemas.setdefault("Problem", Problem.model_json_schema())
    for unused in ("HTTPValidationError", "ValidationError"):  # every error is a Problem here
        schemas.pop(unused, None)
    shared = recorded(_SHARED).get("problems", {})
    accepted = recorded(_SHARED).get("accepted", {})
    plain["components"]["examples"] = {
        status: {"summary": problem["title"], "value": problem}
        for status, problem in shared.items()
    } | {schema: {"value": answer} for schema, answer in accepted.items()}
    whom = {(each.method.lower(), each.path): each.whom for each in served(app)}
    for method, path, operation in operations(plain):
        for status in problem_statuses(method, operation, whom.get((method, path))):
            _list_problem(operation, status, status in shared)
        _show_accepted(operation, accepted)
        _show(operation, recorded_of(operation["operationId"]))
    return plain


def operations(description: Json) -> Iterator[tuple[str, str, Json]]:
    """Method, path and operation of everything described."""
    for path, item in description["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield method, path, operation


def problem_statuses(method: str, operation: Json, whom: RoleCheck | Public | None) -> list[str]:
    """The statuses of the problems that an operation can answer with, as it is declared."""
    writes = method != "get"
    parameters = operation.get("parameters", ())
    named = [each["name"] for each in parameters if each["in"] == "path"]
    found = {"429", "500", "503"}
    if isinstance(whom, RoleCheck):
        found.add("401")
        if writes or whom.allowed != EVERY_ROLE:
            found.add("403")
    elif writes:  # signing in
        found.add("401")
    if set(named) - _NAMES_NO_OBJECT:
        found.add("404")
    if writes and isinstance(whom, RoleCheck):  # an act: the ledger and the state may refuse it
        found |= {"404", "409"}
    if parameters or "requestBody" in operation:
        found.add("422")
    if any(each["name"] in _CURSORS for each in parameters):
        found.add("400")
    if writes:
        found |= {"400", "413"}
    if len(operation.get("requestBody", {}).get("content", ())) > 1:
        found.add("415")
    return sorted(found | {status for status in operation["responses"] if status >= "400"})


def recorded_of(operation: str) -> Json:
    """What was recorded of an operation: `request`, `answers` and `problems` by status."""
    capability = operation.partition("_")[0]
    found: Json = recorded(capability).get(operation, {})
    return found


@cache
def recorded(name: str) -> Mapping[str, Any]:
    """One file of recorded examples; empty where there is none."""
    file = EXAMPLES / f"{name}.json"
    found: Mapping[str, Any] = json.loads(file.read_bytes()) if file.exists() else {}
    return found


def _list_problem(operation: Json, status: str, shown: bool) -> None:
    content: Json = {"schema": {"$ref": "#/components/schemas/Problem"}}
    if shown:
        content["examples"] = {"usual": {"$ref": f"#/components/examples/{status}"}}
    known = operation["responses"].get(status, {})
    operation["responses"][status] = {
        "description": known.get("description")
        if known.get("description") not in (None, "Validation Error")
        else PROBLEM_WORDS[status],
        "content": {PROBLEM_TYPE: content},
    }


def _show_accepted(operation: Json, accepted: Mapping[str, Any]) -> None:
    """What 202 can say here: it is prepared, or it goes on."""
    for content in operation["responses"].get("202", {}).get("content", {}).values():
        schema = content.get("schema", {})
        named = [each.get("$ref", "").rpartition("/")[2] for each in schema.get("anyOf", [schema])]
        content["examples"] = {
            name: {"$ref": f"#/components/examples/{name}"} for name in named if name in accepted
        }


def _show(operation: Json, examples: Json) -> None:
    """Put recorded examples in their places."""
    request = examples.get("request", {})
    for parameter in operation.get("parameters", ()):
        value = request.get(parameter["in"], {}).get(parameter["name"])
        if value is not None:
            parameter["example"] = value
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        if media_type in request.get("bodies", {}):
            content["example"] = request["bodies"][media_type]
    for status, body in examples.get("answers", {}).items():
        answered = operation["responses"].get(status, {}).get("content", {})
        for media_type, content in answered.items():
            if media_type in body and status != "202":
                content["example"] = body[media_type]
    for status, problem in examples.get("problems", {}).items():
        if status in operation["responses"]:
            content = operation["responses"][status]["content"].get(PROBLEM_TYPE)
            if content is not None:
                content["examples"] = {"recorded": {"value": problem}}
