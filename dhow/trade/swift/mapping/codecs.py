"""How one value of an act stands in a field: reference, day, amount, bank, code, narrative."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Protocol

from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.records import Record
from dhow.trade.swift.findings import Finding, MessageRefused
from dhow.trade.swift.mapping.parties import bank_field, read_bank
from dhow.trade.swift.mapping.text import block, itemised, items
from dhow.trade.swift.message import Message
from dhow.trade.swift.values import read_date, write_date


@dataclass(frozen=True, kw_only=True)
class Due(Record):
    """An amount and, where one is stated, its day (options A and D of 32a to 34a; B has none)."""

    amount: Amount
    day: date | None = None


class Codec(Protocol):
    """One value as a field, and the field as a value; None where there is none."""

    def write(self, value: Any) -> tuple[str, str]:
        """Tag and value."""

    def read(self, message: Message, banks: Mapping[str, Party]) -> Any:
        """The value in this message."""

    def tags(self) -> tuple[str, ...]:
        """The tags it may stand under."""


def says_more(message: Message, codec: Codec, value: Any) -> str | None:
    """The tag of a field that says more than the value made of it: a bank by its place alone, words
    after a code; None where nothing would be lost.
    """
    if not isinstance(codec, Bank | Coded):
        return None
    field = next(found for found in message.fields if found.tag in codec.tags())
    if isinstance(codec, Coded):
        return None if field.value == value.value else field.tag
    if field.option == "A":
        return None
    tag, text = codec.write(value)
    return None if tag == field.tag and text.split() == field.value.split() else field.tag


@dataclass(frozen=True)
class Plain:
    """As it stands: a reference."""

    tag: str

    def tags(self) -> tuple[str, ...]:
        return (self.tag,)

    def write(self, value: Any) -> tuple[str, str]:
        return self.tag, str(value)

    def read(self, message: Message, banks: Mapping[str, Party]) -> Any:
        del banks
        return message.get(self.tag)


@dataclass(frozen=True)
class Day:
    """A day."""

    tag: str

    def tags(self) -> tuple[str, ...]:
        return (self.tag,)

    def write(self, value: Any) -> tuple[str, str]:
        return self.tag, write_date(value)

    def read(self, message: Message, banks: Mapping[str, Party]) -> Any:
        del banks
        value = message.get(self.tag)
        return None if value is None else read_date(value)


@dataclass(frozen=True)
class Money:
    """An amount."""

    tag: str

    def tags(self) -> tuple[str, ...]:
        return (self.tag,)

    def write(self, value: Any) -> tuple[str, str]:
        return self.tag, value.swift()

    def read(self, message: Message, banks: Mapping[str, Party]) -> Any:
        del banks
        value = message.get(self.tag)
        return None if value is None else Amount.parse_swift(value)


@dataclass(frozen=True)
class Dated:
    """An amount with its day, in the option that has one; without, in the other."""

    number: str
    with_day: str = "A"
    without: str = "B"

    def tags(self) -> tuple[str, ...]:
        return (f"{self.number}{self.with_day}", f"{self.number}{self.without}")

    def write(self, value: Any) -> tuple[str, str]:
        if value.day is None:
            return f"{self.number}{self.without}", value.amount.swift()
        return f"{self.number}{self.with_day}", f"{write_date(value.day)}{value.amount.swift()}"

    def read(self, message: Message, banks: Mapping[str, Party]) -> Any:
        del banks
        for option in (self.with_day, self.without):
            value = message.get(f"{self.number}{option}")
            if value is not None:
                day = read_date(value) if value[:1].isdigit() else None
                return Due(amount=Amount.parse_swift(value[6:] if day else value), day=day)
        return None


@dataclass(frozen=True)
class Words:
    """A narrative of at most so many characters a line."""

    tag: str
    charset: str
    width: int

    def tags(self) -> tuple[str, ...]:
        return (self.tag,)

    def write(self, value: Any) -> tuple[str, str]:
        return self.tag, block(value, self.charset, self.width + 1, self.tag)

    def read(self, message: Message, banks: Mapping[str, Party]) -> Any:
        del banks
        return message.get(self.tag)


@dataclass(frozen=True)
class Items:
    """Several points, each begun with `+`."""

    tag: str
    width: int

    def tags(self) -> tuple[str, ...]:
        return (self.tag,)

    def write(self, value: Any) -> tuple[str, str]:
        return self.tag, itemised(value, "z", self.width, self.tag)

    def read(self, message: Message, banks: Mapping[str, Party]) -> Any:
        del banks
        value = message.get(self.tag)
        return None if value is None else tuple(items(value))


@dataclass(frozen=True)
class Bank:
    """A bank, by its BIC or by name and address."""

    number: str

    def tags(self) -> tuple[str, ...]:
        return (f"{self.number}A", f"{self.number}B", f"{self.number}D")

    def write(self, value: Any) -> tuple[str, str]:
        return bank_field(self.number, value)

    def read(self, message: Message, banks: Mapping[str, Party]) -> Any:
        found = message.option(self.number)
        return None if found is None else read_bank(found, banks)


@dataclass(frozen=True)
class Coded:
    """A code that stands for one of several meanings, alone or at the beginning of the field."""

    tag: str
    meanings: type[Enum]

    def tags(self) -> tuple[str, ...]:
        return (self.tag,)

    def write(self, value: Any) -> tuple[str, str]:
        return self.tag, str(value.value)

    def read(self, message: Message, banks: Mapping[str, Party]) -> Any:
        del banks
        value = message.get(self.tag)
        if value is None:
            return None
        for meaning in self.meanings:
            if value.startswith(str(meaning.value)):
                return meaning
        known = ", ".join(str(meaning.value) for meaning in self.meanings)
        line = next(found.line for found in message.fields if found.tag == self.tag)
        words = f'"{value}" is no code that an act can be made of; there are {known}'
        raise MessageRefused([Finding(self.tag, "codes", words, line, 1)])
