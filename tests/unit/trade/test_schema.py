"""The published schemas are those of the records, and take and refuse as the records do."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dhow.trade.credit import Presentation, Terms
from dhow.trade.records import InvalidInput
from dhow.trade.schema import json_schema
from scripts.docs.catalogue import differing, schemas
from scripts.docs.schemas import RECORDS, schema
from tests.support import base_credit as bc

TERMS, PRESENTATION = (json_schema(cls, "x") for cls in (Terms, Presentation))


def test_what_is_published_is_what_the_records_are() -> None:
    assert differing(schemas()) == [], "run: dhow docs --write schemas"


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_each_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))


@pytest.mark.parametrize(
    ("record", "cls", "data"),
    [(TERMS, Terms, bc.terms()), (PRESENTATION, Presentation, bc.presentation())],
    ids=["terms", "presentation"],
)
def test_what_is_read_and_what_is_written_meets_its_schema(
    record: dict[str, Any], cls: type[Terms | Presentation], data: dict[str, Any]
) -> None:
    validator = Draft202012Validator(record)
    validator.validate(data)
    validator.validate(cls.from_json(data).as_dict())


def test_a_presentation_may_leave_salts_to_the_examiner_a_registered_document_may_not() -> None:
    data = bc.presentation()
    for each in data["documents"]:
        del each["document"]["salt"]
    Draft202012Validator(schema("presentation")).validate(data)
    invoice = data["documents"][bc.INVOICE]["document"]
    assert not Draft202012Validator(schema("documents/commercial_invoice")).is_valid(invoice)
    invoice["number"] = None
    assert not Draft202012Validator(schema("presentation")).is_valid(data)


WRONG = (None, True, 7, 0.5, "", "?", [], ["?"], {}, {"?": 1})


def damaged(data: Any) -> Iterator[tuple[str, Any]]:
    """The data with one thing in it replaced, each thing by each of WRONG."""
    places: list[tuple[Any, ...]] = []

    def walk(value: Any, path: tuple[Any, ...]) -> None:
        keys = value if isinstance(value, dict) else range(len(value))
        for key in keys if isinstance(value, dict | list) else ():
            places.append((*path, key))
            if isinstance(value[key], dict | list):
                walk(value[key], (*path, key))

    walk(data, ())
    for path in places:
        for wrong in WRONG:
            changed = copy.deepcopy(data)
            inner = changed
            for key in path[:-1]:
                inner = inner[key]
            inner[path[-1]] = wrong
            yield f"{path}={wrong!r}", changed


def taken(data: Any) -> bool:
    try:
        Terms.from_json(data)
    except InvalidInput:
        return False
    return True


def test_what_does_not_meet_the_schema_is_refused() -> None:
    """Of a field replaced by everything it cannot be, no reader takes what the schema does not."""
    validator = Draft202012Validator(TERMS)
    refused = 0
    for name, data in damaged(bc.terms()):
        if not validator.is_valid(data):
            refused += 1
            assert not taken(data), name
    assert refused > 300


def test_an_unknown_field_meets_no_schema() -> None:
    assert not Draft202012Validator(TERMS).is_valid({**bc.terms(), "colour": "blue"})
