"""The description tells the truth: an example of everything, each valid, heard in real runs."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from api.openapi import EXAMPLES, operations, recorded
from scripts.docs.application import description
from scripts.docs.catalogue import client, differing
from scripts.docs.client import generate
from scripts.docs.examples import heard

Json = dict[str, Any]

WHOLE = description()
OPERATIONS = [
    pytest.param(method, path, operation, id=f"{method.upper()} {path}")
    for method, path, operation in operations(WHOLE)
]
STREAM = "text/event-stream"


def contents(operation: Json) -> Iterator[tuple[str, str, Json]]:
    """Where, media type and content of a request and of each answer."""
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        yield "request", media_type, content
    for status, answer in operation["responses"].items():
        for media_type, content in answer.get("content", {}).items():
            yield status, media_type, content


def shown(content: Json) -> list[Any]:
    """The examples of a content, references followed."""
    found = [content["example"]] if "example" in content else []
    for example in content.get("examples", {}).values():
        name = example.get("$ref", "").rpartition("/")[2]
        found.append(WHOLE["components"]["examples"][name]["value"] if name else example["value"])
    return found


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_operation_shows_what_it_takes_and_gives(
    method: str, path: str, operation: Json
) -> None:
    """An example of the request and of each answer, but of those that have no body."""
    assert operation["summary"]
    assert operation["description"]
    asked = operation.get("requestBody", {}).get("content", {})
    if asked:
        assert any("example" in each for each in asked.values()), f"{method} {path} takes?"
    for status, answer in operation["responses"].items():
        content = answer.get("content", {})
        if content and status not in ("400", "503") and STREAM not in content:
            assert any(map(shown, content.values())), f"{method} {path} answers {status}?"
    for place in operation.get("parameters", ()):
        if place["in"] == "path":
            assert "example" in place, f"{path}: {place['name']}?"


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_every_example_is_what_the_schema_says(method: str, path: str, operation: Json) -> None:
    for where, media_type, content in contents(operation):
        if not media_type.endswith("json") or "schema" not in content:
            continue
        schema = {**content["schema"], "components": WHOLE["components"]}
        Draft202012Validator.check_schema(schema)
        for example in shown(content):
            problems = [
                f"{'.'.join(map(str, each.path))}: {each.message[:200]}"
                for each in Draft202012Validator(schema).iter_errors(example)
            ]
            assert problems == [], (method, path, where)


def test_an_example_that_is_not_what_the_schema_says_is_found() -> None:
    operation = WHOLE["paths"]["/credits/{credit}"]["get"]
    content = operation["responses"]["200"]["content"]["application/json"]
    schema = {**content["schema"], "components": WHOLE["components"]}
    planted = {**content["example"], "amount": "a lot"}
    assert not Draft202012Validator(schema).is_valid(planted)


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for _, _, operation in operations(WHOLE)]
    assert len(names) == len(set(names))


def test_the_names_of_operations_and_of_iterators_read_well() -> None:
    for _, _, operation in operations(WHOLE):
        words = operation["operationId"].partition("_")[2].split("_")
        assert words[0] not in ("of", "one", "all"), operation["operationId"]
    for name in re.findall(r"async def (each\w*)\(", generate(WHOLE)["calls.py"]):
        assert re.fullmatch(r"each(_of_(?!of_|all_|read_)\w+)?", name), name


def alike(kept: Any, played: Any) -> bool:
    """Whether two values are made of the same: names and kinds, not contents."""
    if isinstance(kept, dict) and isinstance(played, dict):
        if kept.keys() != played.keys():
            return False
        return all(alike(part, played[name]) for name, part in kept.items())
    if isinstance(kept, list) and isinstance(played, list):
        return not kept or not played or alike(kept[0], played[0])
    return kept is None or played is None or type(kept) is type(played)


def test_what_is_not_alike_is_told_apart() -> None:
    assert alike({"a": [1, 2]}, {"a": [3]})
    assert not alike({"a": 1}, {"a": "1"})
    assert not alike({"a": 1}, {"b": 1})
    assert not alike([{"a": []}], [{"a": {}}])


@pytest.mark.long
def test_the_examples_are_those_of_a_run() -> None:
    """Played again: the same operations, answers and problems, of the same shape.

    That each example fits what the routes say now is tested above, in every run.
    """
    again = asyncio.run(heard())
    for file in sorted(EXAMPLES.glob("*.json")):
        if file.stem == "shared":
            continue
        for operation, kept in recorded(file.stem).items():
            played = again[operation]
            assert alike(kept["answers"], played["answers"]), operation
            assert alike(kept.get("request"), played.get("request")), operation


def test_the_client_is_the_one_that_the_description_gives() -> None:
    """`dhow docs client --write` makes it anew."""
    assert differing(client()) == []
