"""Whether the fields of a message are those of its type, in their order, each of its format."""

from collections.abc import Iterator, Sequence

from dhow.trade.swift.fields import FieldFormat, field_format
from dhow.trade.swift.findings import Finding
from dhow.trade.swift.message import Field
from dhow.trade.swift.rules import Text, broken_rules
from dhow.trade.swift.types import MessageType, Section


def examine_fields(kind: MessageType, fields: Sequence[Field]) -> Iterator[Finding]:
    """Everything wrong in the text of a message: structure, formats, values, network rules."""
    sections = _sections(kind, fields)
    sound = True
    for section in kind.sections:
        held = sections.get(section.name)
        if held is None:
            if section.mandatory:
                words = f"is missing; sequence {section.name} is mandatory in MT{kind.mt}"
                yield Finding(section.opening or "", "mandatory", words)
            continue
        for finding in _order(kind, section, held):
            sound = False
            yield finding
    for field in fields:
        for finding in _value(kind.mt, field):
            sound = False
            yield finding
    # a rule over fields that are not what they should be would find what is not there
    if sound and sections:
        texts = {name: Text(held) for name, held in sections.items()}
        yield from broken_rules(kind.mt, texts)


def _sections(kind: MessageType, fields: Sequence[Field]) -> dict[str, list[Field]]:
    """The fields by sequence; all under "" where the message has none."""
    if not kind.sections[0].name:
        return {"": list(fields)}
    by_opening = {section.opening: section.name for section in kind.sections}
    found: dict[str, list[Field]] = {}
    current = kind.sections[0].name
    for field in fields:
        opened = by_opening.get(field.tag)
        if opened is not None and opened not in found:
            current = opened
        found.setdefault(current, []).append(field)
    return found


def _order(kind: MessageType, section: Section, fields: Sequence[Field]) -> Iterator[Finding]:
    place = {tag: index for index, slot in enumerate(section.slots) for tag in slot.tags}
    where = f"MT{kind.mt}" + (f", sequence {section.name}" if section.name else "")
    filled: dict[int, Field] = {}
    furthest = -1
    for field in fields:
        index = place.get(field.tag)
        if index is None:
            yield _unknown(kind, section, field, where)
        elif index in filled:
            words = f"stands a second time in {where}; the first is on line {filled[index].line}"
            yield Finding(field.tag, "order", f"{words}. Keep one.", field.line, 1)
        else:
            filled[index] = field
            if index < furthest:
                before = section.slots[furthest].name
                words = f"comes after {before}; in {where} it stands before it. Move it up."
                yield Finding(field.tag, "order", words, field.line, 1)
            furthest = max(furthest, index)
    last = fields[-1].line if fields else 0
    for index, slot in enumerate(section.slots):
        if slot.mandatory and index not in filled:
            options = "" if len(slot.tags) == 1 else f" (one of {', '.join(slot.tags)})"
            words = f"is missing; it is mandatory in {where}{options}. Add it."
            # after the last field that stands before it
            line = max((found.line for at, found in filled.items() if at < index), default=last)
            yield Finding(slot.name, "mandatory", words, line, 1)


def _unknown(kind: MessageType, section: Section, field: Field, where: str) -> Finding:
    options = [tag for slot in section.slots if slot.number == field.number for tag in slot.tags]
    if options:
        words = f"is no option in {where}; there are {', '.join(dict.fromkeys(options))}"
    elif field.tag in kind.tags:
        words = f"has no place in sequence {section.name}; move it where it belongs"
    else:
        words = f"is no field of MT{kind.mt}; leave it out"
    return Finding(field.tag, "T13", words, field.line, 1)


def _value(mt: str, field: Field) -> Iterator[Finding]:
    form = field_format(mt, field.tag)
    if form is None:
        return  # told already as a field that the message does not have
    if form.format.notation and not field.value:
        words = f"is empty; write {form.name} as {form.format.notation}, or leave the field out"
        yield Finding(field.tag, form.format.notation, words, field.line, len(field.tag) + 3)
        return
    misfit = form.format.misfit(field.value)
    if misfit is not None:
        words = f"{form.name}: {misfit}"
        column = misfit.column + (len(field.tag) + 2 if misfit.line == 1 else 0)
        notation = form.format.notation
        yield Finding(field.tag, notation, words, field.line + misfit.line - 1, column)
        return
    yield from _faults(form, field)


def _faults(form: FieldFormat, field: Field) -> Iterator[Finding]:
    for check in form.checks:
        for fault in check(field.value):
            before = field.value[: fault.at]
            line = field.line + before.count("\n")
            column = fault.at - before.rfind("\n")
            if "\n" not in before:
                column += len(field.tag) + 2
            yield Finding(field.tag, fault.rule, fault.words, line, column)
