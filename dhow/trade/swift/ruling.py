"""How a network validated rule is written down, and how the rules of a message are applied.

Each rule names the messages it belongs to, its number there, and the error code the network answers
with. Rules of use, which the network lets pass and a banker does not, are warnings.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dhow.trade.swift.findings import Finding, Severity
from dhow.trade.swift.message import Field

Found = Iterator[tuple[Field | None, str]]
"""The field at fault (none where one is missing), and words."""


class Text:
    """The fields of one sequence, asked by tag, or by number for any option of it."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.fields = fields
        self._found: dict[str, Field] = {}
        for field in fields:
            self._found.setdefault(field.tag, field)
            self._found.setdefault(f"{field.number}a", field)

    def get(self, name: str) -> Field | None:
        """A field by its tag, or `42a` by its number."""
        return self._found.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self._found

    def code(self, name: str) -> str | None:
        """The value of a field that holds a code."""
        field = self._found.get(name)
        return None if field is None else field.value


Judge = Callable[[Text, "Whole"], Found]


@dataclass(frozen=True)
class Whole:
    """A message as its rules see it: every sequence by name, one that is absent left out."""

    mt: str
    sections: dict[str, Text]


@dataclass(frozen=True)
class NetworkRule:
    """One rule: `code` is the network's, empty for a rule of use."""

    messages: tuple[str, ...]
    sections: tuple[str, ...]
    name: str
    code: str
    judge: Judge

    def findings(self, whole: Whole) -> Iterator[Finding]:
        """What it finds in a message it belongs to."""
        for section in self.sections:
            text = whole.sections.get(section)
            if text is None:
                continue
            for field, words in self.judge(text, whole):
                yield Finding(
                    tag=field.tag if field else "",
                    rule=self.code or self.name,
                    words=words,
                    line=field.line if field else 0,
                    column=1 if field else 0,
                    severity=Severity.ERROR if self.code else Severity.WARNING,
                )


RULES: list[NetworkRule] = []
"""Every rule, in the order of the messages."""


def rule(code: str, messages: str, name: str, sections: str = "") -> Callable[[Judge], Judge]:
    """Register a rule; `sections` names the sequences it looks at, where there are any."""

    def register(judge: Judge) -> Judge:
        named = tuple(sections.split()) or ("",)
        RULES.append(NetworkRule(tuple(messages.split()), named, name, code, judge))
        return judge

    return register


def broken_rules(mt: str, sections: dict[str, Text]) -> Iterator[Finding]:
    """What the rules of a message find in its fields."""
    whole = Whole(mt, sections)
    for candidate in RULES:
        if mt in candidate.messages:
            yield from candidate.findings(whole)


def first_of(text: Text, names: Sequence[str]) -> Field | None:
    """The first of these fields that is there."""
    return next((found for name in names if (found := text.get(name))), None)


def not_both(one: str, other: str) -> Judge:
    """A rule: two fields exclude each other."""

    def judge(text: Text, _: Whole) -> Found:
        if one in text and other in text:
            yield text.get(other), f"{one} and {other} exclude each other; leave one of them out"

    return judge


def needs(present: Sequence[str], needed: str) -> Judge:
    """A rule: where one of these is present, another is needed."""

    def judge(text: Text, _: Whole) -> Found:
        field = first_of(text, present)
        if field is not None and needed not in text:
            yield field, f"{field.tag} needs {needed}; add it"

    return judge


def one_currency(*names: str) -> Judge:
    """A rule: these amounts are in one currency."""

    def judge(text: Text, _: Whole) -> Found:
        first: Field | None = None
        for name in names:
            field = text.get(name)
            if field is None:
                continue
            if first is None:
                first = field
            elif currency(field.value) != currency(first.value):
                told = f"{field.tag} is in {currency(field.value)}, {first.tag} in"
                yield field, f"{told} {currency(first.value)}; write one currency"

    return judge


def at_least_one(*names: str) -> Judge:
    """A rule: one of these at least."""

    def judge(text: Text, _: Whole) -> Found:
        if not any(name in text for name in names):
            yield None, f"nothing is said; at least one of {', '.join(names)} is needed"

    return judge


def currency(value: str) -> str:
    """The currency of an amount, after its date where it has one."""
    start = 6 if value[:1].isdigit() else 0
    return value[start : start + 3]
