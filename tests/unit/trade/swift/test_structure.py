"""Each message has the fields, in the order, that a list typed apart from the product gives it."""

import pytest

from dhow.trade.swift import MESSAGE_TYPES, examine, message_type
from dhow.trade.swift.fields import field_format
from dhow.trade.swift.types import Slot
from tests.support.swift import valid_message, with_fields
from tests.support.swift_credits import sample
from tests.support.swift_tags import ADVICES, FORMATS, Listed, listed

SECTIONS = [
    (mt, section)
    for mt in MESSAGE_TYPES
    for section in ("", "A", "B")
    if listed(mt, section) is not None
]


def _slots(mt: str, section: str) -> tuple[Slot, ...]:
    kind = message_type(mt)
    assert kind is not None
    return next(each.slots for each in kind.sections if each.name == section)


def _same(slot: Slot, field: Listed) -> bool:
    options = frozenset(tag[2:] for tag in slot.tags)
    return (slot.number, slot.mandatory, options) == (
        field.number,
        field.mandatory,
        options if field.options is None else field.options,
    )


@pytest.mark.parametrize(("mt", "section"), SECTIONS)
def test_fields_are_those_of_the_list_in_its_order(mt: str, section: str) -> None:
    found, wanted = _slots(mt, section), listed(mt, section) or ()
    assert [each.number for each in found] == [each.number for each in wanted]
    assert not [
        (slot.name, field)
        for slot, field in zip(found, wanted, strict=True)
        if not _same(slot, field)
    ]


@pytest.mark.parametrize("mt", ADVICES)
def test_an_advice_has_the_fields_of_a_credit_with_its_own(mt: str) -> None:
    without, more = ADVICES[mt]
    issue = [each for each in listed("700") or () if _name(each) not in without]
    wanted = [*issue, *more]
    found = list(_slots(mt, ""))
    assert len(found) == len(wanted)
    assert all(any(_same(slot, field) for slot in found) for field in wanted)


def _name(field: Listed) -> str:
    (option,) = field.options if field.options and len(field.options) == 1 else ("",)
    return field.number + option


@pytest.mark.parametrize(("tag", "notation"), FORMATS.items())
def test_formats_are_those_of_the_list(tag: str, notation: str) -> None:
    form = field_format("700", tag)
    assert form is not None
    assert form.format.notation == notation


@pytest.mark.parametrize("mt", ["707", "708"])
def test_an_amendment_has_the_issuing_banks_reference(mt: str) -> None:
    message = sample("707") if mt == "707" else valid_message("708", 1)
    assert not [each for each in examine(message) if each.rule == "mandatory"]
    found = [(each.tag, each.rule) for each in examine(with_fields(message, "23", None))]
    assert ("23", "mandatory") in found


@pytest.mark.parametrize(
    ("tag", "value", "at"),
    [
        ("58A", "EXBKZZBBXXX", 4),
        ("53A", "/C/12345\nUSBKQQ33", 13),
        ("41A", "EXBKZZBB\nBY ACCEPTANCE", 4),
    ],
)
def test_a_bic_has_the_code_of_a_country(tag: str, value: str, at: int) -> None:
    message = sample("700")
    (found,) = [each for each in examine(with_fields(message, tag, value)) if each.tag == tag]
    assert found.rule == "T27"
    assert "is no country" in found.words
    line = value.rfind("\n", 0, at)
    assert found.column == at - line + (len(tag) + 2 if line < 0 else 0)
