"""The format notation of the SWIFT handbooks, read as data and applied to a field's value.

    16x          up to 16 characters of the set x
    6!n          exactly six digits
    15d          a number of up to 15 characters with its decimal comma
    4*35x        up to four lines of up to 35 characters
    3!a15d       one after the other
    [/34x]       may be left out
    $            a line break
    a|n          one or the other
    4!c/65x      any other character stands for itself

`parse_format` makes one tree of it. A value is checked by the regular expression made from the
tree; only where it does not match, the tree itself is walked to say how far the value is right,
and what should stand there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from dhow.trade.swift.charsets import CHARSETS, WORDS

_TOKEN = re.compile(r"(?:(\d+)\*)?(\d+)(!?)([nachxyzd])|(.)", re.DOTALL)


class Node(Protocol):
    """A part of a format."""

    def regex(self) -> str:
        """The regular expression of exactly this part."""

    def ends(self, text: str, start: int, seen: "Furthest") -> Iterator[int]:
        """Every position where this part may end, longest first; failures go to `seen`."""


class Furthest:
    """How far into a value the format could be followed, and what was expected there."""

    def __init__(self) -> None:
        self.at = -1
        self.expected: list[str] = []

    def fail(self, at: int, expected: str) -> None:
        """Nothing of this kind stands at `at`."""
        if at > self.at:
            self.at, self.expected = at, []
        if at == self.at and expected not in self.expected:
            self.expected.append(expected)


@dataclass(frozen=True)
class Run:
    """`least` to `most` characters of one set on one line."""

    charset: str
    least: int
    most: int

    @property
    def notation(self) -> str:
        """As it is written: `16x`, `6!n`."""
        return f"{self.most}{'!' if self.least == self.most > 0 else ''}{self.charset}"

    def regex(self) -> str:
        if self.charset == "d":
            return rf"(?=[0-9,]{{2,{self.most}}}(?![0-9,]))[0-9]+,[0-9]*"
        body = "".join(map(re.escape, sorted(CHARSETS[self.charset])))
        return f"[{body}]{{{self.least},{self.most}}}"

    def ends(self, text: str, start: int, seen: Furthest) -> Iterator[int]:
        allowed = CHARSETS[self.charset]
        stop = start
        limit = min(len(text), start + self.most)
        while stop < limit and text[stop] in allowed:
            stop += 1
        if self.charset == "d":
            yield from self._number(text, start, stop, seen)
            return
        if stop - start == self.most and stop < len(text) and text[stop] in allowed:
            seen.fail(stop, f"nothing more: at most {self.most} characters ({self.notation})")
        elif stop - start < self.most:
            seen.fail(stop, f"{WORDS[self.charset]} ({self.notation})")
        yield from range(stop, start + self.least - 1, -1)

    def _number(self, text: str, start: int, stop: int, seen: Furthest) -> Iterator[int]:
        number = text[start:stop]
        whole, comma, _ = number.partition(",")
        if not whole:
            seen.fail(start, f"a number with a decimal comma such as 250000,00 ({self.notation})")
        elif not comma:
            seen.fail(stop, f"the decimal comma, which is never left out ({self.notation})")
        elif number.count(",") > 1:
            second = start + number.index(",", len(whole) + 1)
            seen.fail(second, f"no second comma ({self.notation})")
        elif stop < len(text) and text[stop] in CHARSETS["d"]:
            seen.fail(stop, f"nothing more: at most {self.most} characters ({self.notation})")
        else:
            yield stop


@dataclass(frozen=True)
class Lines:
    """One to `most` lines, each a run."""

    most: int
    line: Run

    @property
    def notation(self) -> str:
        """As it is written: `4*35x`."""
        return f"{self.most}*{self.line.notation}"

    def regex(self) -> str:
        line = self.line.regex()
        return f"{line}(?:\\n{line}){{0,{self.most - 1}}}"

    def ends(self, text: str, start: int, seen: Furthest) -> Iterator[int]:
        stops: list[int] = []
        position = start
        for number in range(self.most):
            if number:
                if position >= len(text) or text[position] != "\n":
                    break
                position += 1
            stop = next(self.line.ends(text, position, seen), None)
            if stop is None:
                break
            stops.append(stop)
            position = stop
        if len(stops) == self.most and text[position : position + 1] == "\n":
            seen.fail(position, f"no more lines: at most {self.most} ({self.notation})")
        yield from reversed(stops)


@dataclass(frozen=True)
class Literal:
    """One character that stands for itself; a line break among them."""

    character: str

    def regex(self) -> str:
        return re.escape(self.character)

    def ends(self, text: str, start: int, seen: Furthest) -> Iterator[int]:
        if text.startswith(self.character, start):
            yield start + 1
        else:
            words = "a new line" if self.character == "\n" else f'"{self.character}"'
            seen.fail(start, words)


@dataclass(frozen=True)
class Sequence:
    """Parts one after the other."""

    parts: tuple[Node, ...]

    def regex(self) -> str:
        return "".join(part.regex() for part in self.parts)

    def ends(self, text: str, start: int, seen: Furthest) -> Iterator[int]:
        yield from self._from(0, text, start, seen)

    def _from(self, index: int, text: str, start: int, seen: Furthest) -> Iterator[int]:
        if index == len(self.parts):
            yield start
            return
        for end in self.parts[index].ends(text, start, seen):
            yield from self._from(index + 1, text, end, seen)


@dataclass(frozen=True)
class Choice:
    """One of several."""

    parts: tuple[Sequence, ...]

    def regex(self) -> str:
        return f"(?:{'|'.join(part.regex() for part in self.parts)})"

    def ends(self, text: str, start: int, seen: Furthest) -> Iterator[int]:
        for part in self.parts:
            yield from part.ends(text, start, seen)


@dataclass(frozen=True)
class Optional:
    """A part that may be left out."""

    part: Sequence

    def regex(self) -> str:
        return f"(?:{self.part.regex()})?"

    def ends(self, text: str, start: int, seen: Furthest) -> Iterator[int]:
        for end in self.part.ends(text, start, seen):
            if end > start:
                yield end
        yield start


@dataclass(frozen=True)
class Misfit:
    """Where a value leaves its format.

    Attributes:
        at: position in the value, from 0.
        line, column: the same as a person counts, both from 1.
        found: the character there; empty at the end.
        expected: what might stand there instead.
    """

    at: int
    line: int
    column: int
    found: str
    expected: tuple[str, ...]

    def __str__(self) -> str:
        found = {"": "the end", "\n": "a new line", " ": "a space"}.get(self.found, self.found)
        return f"found {found}; expected {' or '.join(self.expected)}"


@dataclass(frozen=True)
class Format:
    """A format, from its notation."""

    notation: str
    root: Sequence
    pattern: re.Pattern[str]

    def misfit(self, value: str) -> Misfit | None:
        """None where the value is of this format; otherwise where it is not."""
        if self.pattern.fullmatch(value):
            return None
        seen = Furthest()
        if value.startswith("\n"):
            seen.fail(0, f"something on the first line ({self.notation})")
        else:
            for end in self.root.ends(value, 0, seen):
                if end < len(value):
                    seen.fail(end, "the end of the field")
        at = max(seen.at, 0)
        too_much = [words for words in seen.expected if words.startswith(("nothing", "no more"))]
        line_start = value.rfind("\n", 0, at) + 1
        return Misfit(
            at=at,
            line=value.count("\n", 0, at) + 1,
            column=at - line_start + 1,
            found=value[at : at + 1],
            expected=tuple(too_much or seen.expected) or (self.notation,),
        )

    def fits(self, value: str) -> bool:
        """Whether the value is of this format."""
        return self.pattern.fullmatch(value) is not None


@cache
def parse_format(notation: str) -> Format:
    """Read a notation such as `[/34x]$4*35x`.

    Raises:
        ValueError: brackets that do not match, or `d` on several lines; formats are ours, so this
            is a mistake in this program.
    """
    groups: list[list[list[Node]]] = [[[]]]
    for many, most, fixed, charset, other in _TOKEN.findall(notation):
        if other == "[":
            groups.append([[]])
        elif other == "]":
            if len(groups) == 1:
                raise ValueError(f"{notation}: a ] too many")
            inner = _joined(groups.pop())
            groups[-1][-1].append(Optional(inner))
        elif other == "|":
            groups[-1].append([])
        elif other:
            groups[-1][-1].append(Literal("\n" if other == "$" else other))
        else:
            length = int(most)
            run = Run(charset, length if fixed else 1, length)
            groups[-1][-1].append(Lines(int(many), run) if many else run)
    if len(groups) != 1:
        raise ValueError(f"{notation}: a [ is not closed")
    root = _joined(groups[0])
    return Format(notation, root, re.compile(f"(?!\\n){root.regex()}"))


def _joined(alternatives: list[list[Node]]) -> Sequence:
    if len(alternatives) == 1:
        return Sequence(tuple(alternatives[0]))
    return Sequence((Choice(tuple(Sequence(tuple(parts)) for parts in alternatives)),))
