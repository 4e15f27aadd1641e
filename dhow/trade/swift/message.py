"""A FIN message as it stands: headers, the fields of its text, trailers.

Nothing is normalised: `Message.emit` gives the bytes that were read, down to how lines end.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Self


@dataclass(frozen=True)
class Field:
    """A field of the text block: `:32B:USD250000,00` has the tag 32B.

    The lines of `value` are parted by one line feed, whatever the file has. `line` is where the
    field begins in the file, from 1; two fields are equal wherever they stand.
    """

    tag: str
    value: str
    line: int = field(default=0, compare=False)

    @property
    def number(self) -> str:
        """The tag without the letter of its option."""
        return self.tag[:2]

    @property
    def option(self) -> str:
        """The letter of the option; empty where there is none."""
        return self.tag[2:]

    @property
    def lines(self) -> list[str]:
        """The lines of the value."""
        return self.value.split("\n")


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message.

    Attributes:
        mt: three digits.
        basic_header: block 1 without its braces: `F01IMBKSGSGXXXX0000000000`.
        application_header: block 2: `I700EXBKINBBXXXXN` on the way in, `O...` on the way out.
        user_header: block 3 as pairs of tag and content; None where there is no block 3.
        fields: block 4.
        trailers: block 5 likewise; None where there is none.
        newline: how the lines of the text end, `\\r\\n` on the network.
    """

    mt: str
    basic_header: str
    application_header: str
    fields: tuple[Field, ...]
    user_header: tuple[tuple[str, str], ...] | None = None
    trailers: tuple[tuple[str, str], ...] | None = None
    newline: str = "\r\n"

    def all(self, tag: str) -> Iterator[Field]:
        """Every field of this tag."""
        return (found for found in self.fields if found.tag == tag)

    def get(self, tag: str) -> str | None:
        """The value of the first field of this tag."""
        return next((found.value for found in self.fields if found.tag == tag), None)

    def option(self, number: str) -> Field | None:
        """The first field of this number, whatever its option: `option("42")` may be 42A."""
        return next((found for found in self.fields if found.number == number), None)

    def with_fields(self, fields: tuple[Field, ...]) -> Self:
        """The same envelope around other fields."""
        return replace(self, fields=fields)

    @property
    def text(self) -> str:
        """The fields as they are written, without the braces around them."""
        lines = (f":{found.tag}:{found.value}" for found in self.fields)
        return "\n".join(lines).replace("\n", self.newline)

    @property
    def is_bare(self) -> bool:
        """Whether it is the fields only, without blocks around them."""
        return not self.basic_header and not self.application_header

    @property
    def sender(self) -> str:
        """The logical terminal that sent it (block 1, or the reference of an output message)."""
        if self.application_header.startswith("O"):
            return self.application_header[14:26]
        return self.basic_header[3:15]

    @property
    def receiver(self) -> str:
        """The logical terminal it goes to."""
        if self.application_header.startswith("O"):
            return self.basic_header[3:15]
        return self.application_header[4:16]

    def emit(self) -> str:
        """The message as it is sent; one that was read without blocks has none now."""
        if self.is_bare:
            return self.text
        end = self.newline
        parts = [f"{{1:{self.basic_header}}}{{2:{self.application_header}}}"]
        if self.user_header is not None:
            parts.append(f"{{3:{_tagged(self.user_header)}}}")
        text = self.text
        parts.append(f"{{4:{end}{text}{end if text else ''}-}}")
        if self.trailers is not None:
            parts.append(f"{{5:{_tagged(self.trailers)}}}")
        return "".join(parts)


def _tagged(pairs: tuple[tuple[str, str], ...]) -> str:
    return "".join(f"{{{tag}:{content}}}" for tag, content in pairs)


def bic_of(terminal: str) -> str:
    """The BIC of a logical terminal: twelve characters without the terminal's own letter."""
    branch = terminal[9:12]
    return terminal[:8] if branch == "XXX" else terminal[:8] + branch


def terminal_of(bic: str) -> str:
    """The logical terminal of a BIC in a header: terminal letter X, branch XXX where none is."""
    return f"{bic[:8]}X{bic[8:] or 'XXX'}"


def compose(
    mt: str,
    fields: tuple[tuple[str, str], ...],
    *,
    sender: str,
    receiver: str,
    reference: str | None = None,
) -> Message:
    """A message to send: `sender` and `receiver` are BICs, `reference` the user's own (108)."""
    return Message(
        mt=mt,
        basic_header=f"F01{terminal_of(sender)}0000000000",
        application_header=f"I{mt}{terminal_of(receiver)}N",
        user_header=None if reference is None else (("108", reference),),
        fields=tuple(Field(tag, value) for tag, value in fields),
    )
