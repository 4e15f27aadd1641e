"""XML from strangers: no DTD, no entities, no external references, bounded size and depth."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from dhow.trade.invoices.amounts import parse_decimal, parse_minor
from dhow.trade.invoices.errors import BadInvoice, NotAnInvoice
from dhow.trade.invoices.model import Source
from dhow.trade.money import Currency

MAX_BYTES: Final = 20 * 1024 * 1024
"""Room for an invoice with its attachments inside."""
MAX_DEPTH: Final = 64
MAX_ELEMENTS: Final = 400_000
MAX_TEXT: Final = 2_000
"""Characters of one identity element; numbers and names are far shorter."""


class _LimitExceeded(Exception):
    pass


class _BoundedTreeBuilder(TreeBuilder):
    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._elements = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH:
            raise _LimitExceeded(f"elements are nested deeper than {MAX_DEPTH}")
        if self._elements > MAX_ELEMENTS:
            raise _LimitExceeded(f"there are more than {MAX_ELEMENTS} elements")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def parse_xml(data: bytes, file: str) -> Element:
    """The root element; `NotAnInvoice` where it is no XML, `BadInvoice` where it is hostile."""
    if len(data) > MAX_BYTES:
        raise BadInvoice(
            file,
            "",
            f"the XML has {len(data)} bytes, more than {MAX_BYTES}",
            "Send the invoice without its attachments",
        )
    parser = DefusedXMLParser(
        target=_BoundedTreeBuilder(), forbid_dtd=True, forbid_entities=True, forbid_external=True
    )
    try:
        parser.feed(data)
        root = parser.close()
    except DefusedXmlException:
        raise BadInvoice(
            file,
            "",
            "it declares a document type or entities, which no invoice needs",
            "Remove the DOCTYPE and send plain XML",
        ) from None
    except _LimitExceeded as error:
        raise BadInvoice(file, "", str(error), "Send an ordinary invoice") from None
    except (ParseError, LookupError, ValueError) as error:
        raise NotAnInvoice(
            file,
            "",
            f"it is not well-formed XML ({error})",
            "Send the invoice exactly as the invoicing system wrote it",
        ) from None
    if not isinstance(root, Element):
        raise NotAnInvoice(file, "", "it is empty XML", "Send an invoice")
    return root


def local_name(tag: str) -> str:
    """The element's name without its namespace."""
    return tag.rpartition("}")[2]


@dataclass(frozen=True, slots=True)
class Node:
    """An element that knows its file and path, so that every error can say where.

    Paths use the standard's customary prefixes (`cac:Party/cbc:Name`), whatever the file uses.
    """

    element: Element
    file: str
    path: str
    namespaces: dict[str, str]
    provenance: dict[str, str] = field(default_factory=dict)

    def _tag(self, step: str) -> str:
        prefix, _, name = step.partition(":")
        return f"{{{self.namespaces[prefix]}}}{name}"

    def all(self, path: str) -> Iterator["Node"]:
        """Every element at `path`, in document order."""
        step, _, rest = path.partition("/")
        matches = self.element.findall(self._tag(step))
        for index, element in enumerate(matches, start=1):
            place = f"{self.path}/{step}" + (f"[{index}]" if len(matches) > 1 else "")
            node = Node(element, self.file, place, self.namespaces, self.provenance)
            if rest:
                yield from node.all(rest)
            else:
                yield node

    def first(self, path: str) -> "Node | None":
        """The first element at `path`, or None."""
        return next(self.all(path), None)

    def need(self, path: str, meaning: str) -> "Node":
        """The first element at `path`; a `BadInvoice` naming it where there is none."""
        node = self.first(path)
        if node is None:
            raise BadInvoice(
                self.file,
                f"{self.path}/{path}",
                f"missing, expected {meaning}",
                "Add the element and send the invoice again",
            )
        return node

    def wrong(
        self, problem: str, advice: str = "Correct the element and send it again"
    ) -> Exception:
        """The error to raise about this element."""
        return BadInvoice(self.file, self.path, problem, advice)

    def text(self) -> str:
        """The element's text, white space collapsed."""
        text = " ".join((self.element.text or "").replace("\x7f", " ").split())
        if len(text) > MAX_TEXT:
            raise self.wrong(f"has {len(text)} characters, more than {MAX_TEXT}")
        return text

    def attribute(self, name: str) -> str | None:
        """An attribute's value, or None where absent or empty."""
        return " ".join(self.element.get(name, "").replace("\x7f", " ").split())[:MAX_TEXT] or None

    def find(self, path: str, element: str) -> "Node | None":
        """The first element at `path` that has text, noting where `element` came from."""
        for node in self.all(path):
            if node.text():
                self.provenance[element] = node.path
                return node
        return None

    def find_needed(self, path: str, element: str, meaning: str) -> "Node":
        """As `find`; where there is nothing the error says what `meaning` was expected."""
        node = self.find(path, element)
        if node is None:
            raise self.need(path, meaning).wrong(f"is empty, expected {meaning}")
        return node

    def read(self, path: str, element: str) -> str | None:
        """The text of `find`, or None."""
        node = self.find(path, element)
        return node.text() if node else None

    def read_needed(self, path: str, element: str, meaning: str) -> str:
        """The text of `find_needed`."""
        return self.find_needed(path, element, meaning).text()

    def sources(self) -> tuple[Source, ...]:
        """Where every element noted so far came from."""
        return tuple(Source(element, path) for element, path in sorted(self.provenance.items()))

    def money(self, currency: Currency) -> int:
        """The amount in minor units of `currency`; refuses an amount in another currency."""
        stated = self.attribute("currencyID")
        if stated and stated != currency.code:
            raise self.wrong(f"is in {stated}, but the invoice is in {currency}")
        try:
            return parse_minor(self.text(), currency)
        except ValueError as error:
            raise self.wrong(str(error)) from None

    def decimal(self) -> Decimal:
        """The exact decimal in the element."""
        try:
            return parse_decimal(self.text())
        except ValueError as error:
            raise self.wrong(str(error)) from None

    def iso_date(self) -> date:
        """An XML Schema date; its time zone, if any, does not change the day written."""
        text = self.text()
        try:
            # An offset is legal in xs:date; the day is what the seller wrote.
            if len(text) > 10 and text[10] in "Z+-":
                text = text[:10]
            return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day, no instant
        except ValueError:
            raise self.wrong(f"found {text[:40]!r}, expected a day such as 2026-03-31") from None

    def compact_date(self) -> date:
        """A UN/CEFACT date in format 102, YYYYMMDD."""
        form = self.attribute("format") or "102"
        text = self.text()
        if form != "102":
            raise self.wrong(f"is in format {form[:10]!r}, expected 102 (YYYYMMDD)")
        try:
            if len(text) != 8:
                raise ValueError(text)
            return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day, no instant
        except ValueError:
            raise self.wrong(f"found {text[:40]!r}, expected YYYYMMDD such as 20260331") from None
