"""The terms of a credit read from its messages: MT700, 710 or 720 and those that continue it.

Structured fields become fields of the terms or are refused by name; narrative is understood as far
as it follows usual wording, and what is not is kept word for word and told in a warning.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dhow.trade.credit.counted import counted_from
from dhow.trade.credit.shipment import Instalment, Shipment
from dhow.trade.credit.terms import (
    AdditionalAmount,
    Confirmation,
    Expiry,
    Form,
    Rules,
    Terms,
    Tolerance,
)
from dhow.trade.documents.figures import money
from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.records import FieldRefused
from dhow.trade.swift.findings import Finding, MessageRefused, Severity, errors
from dhow.trade.swift.mapping.availability import read_availability
from dhow.trade.swift.mapping.documents import read_documents
from dhow.trade.swift.mapping.goods import read_goods, unread
from dhow.trade.swift.mapping.issue import ISSUES
from dhow.trade.swift.mapping.margins import amount_tolerance, untaken
from dhow.trade.swift.mapping.parties import bank_of, name_may_go_on, read_bank, read_party
from dhow.trade.swift.mapping.places import locode_of
from dhow.trade.swift.mapping.schedule import taken_out
from dhow.trade.swift.mapping.shipment import read_shipment
from dhow.trade.swift.mapping.tags import line_of, line_of_item, tag_of
from dhow.trade.swift.mapping.text import items, unwrapped
from dhow.trade.swift.message import Message, bic_of
from dhow.trade.swift.reader import examine
from dhow.trade.swift.series import join
from dhow.trade.swift.values import read_date

AFTER_SHIPMENT = ("AFTER DATE OF SHIPMENT", "DAYS AFTER DATE OF SHIPMENT", "AFTER SHIPMENT DATE")

_PURPOSE_AND_AMOUNT = re.compile(
    r"(?P<purpose>.+?) ?(?P<code>[A-Z]{3}) ?(?P<figure>\d[\d,.]*)"
    r"|(?P<first>[A-Z]{3}) ?(?P<then>\d[\d,.]*) (?:FOR )?(?P<what>[A-Z][A-Z ]*)"
)
"""An additional amount (39C): FREIGHT USD5000,00 or USD5000,00 FREIGHT."""


@dataclass(frozen=True)
class ReadCredit:
    """A credit from messages.

    Attributes:
        terms: what they say.
        notes: what was kept word for word because it is not understood, each with its tag.
    """

    terms: Terms
    notes: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """What messages do not say and a reader must know.

    Attributes:
        banks: parties by BIC, since a message names most banks by their BIC alone.
        places: UN/LOCODE by the name of a place, beside those of our own table.
    """

    banks: Mapping[str, Party] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


def read_credit(messages: Sequence[Message], knowledge: Knowledge | None = None) -> ReadCredit:
    """The terms a series of messages carries: an MT700, 710 or 720 and those that continue it.

    Raises:
        MessageRefused: messages that are refused themselves or are no series, or a structured
            field from which no term can be made; each named by tag and line.
    """
    known = knowledge or Knowledge()
    wrong = [found for message in messages for found in errors(examine(message))]
    if wrong:
        raise MessageRefused(wrong)
    whole = join(messages)
    if whole.mt not in ISSUES:
        words = f"MT{whole.mt} carries no credit; give an MT700, 710 or 720 with what continues it"
        raise MessageRefused([Finding("block 2", "type", words)])
    return read_whole(whole, known)


def read_whole(whole: Message, known: Knowledge) -> ReadCredit:
    """The terms of a message that was put together, whatever its length.

    Raises:
        MessageRefused: a structured field from which no term can be made.
    """
    try:
        return CreditReader(whole, known).read()
    except FieldRefused as refused:
        scheduled = "instalments" in refused.field and whole.get("44D") is not None
        tag = "44D" if scheduled else tag_of(refused.field)
        raise MessageRefused(
            [Finding(tag, "terms", refused.words, line_of(whole, tag), 1)]
        ) from None
    except ValueError as error:
        if isinstance(error, MessageRefused):
            raise
        raise MessageRefused([Finding("message", "terms", str(error))]) from None


class CreditReader:
    """One message being read into terms."""

    def __init__(self, message: Message, known: Knowledge) -> None:
        self.message = message
        self.known = known
        self.notes: list[Finding] = []
        self.conditions: list[str] = []
        self.instalments: tuple[Instalment, ...] = ()

    def note(self, tag: str, words: str, item: str = "") -> None:
        """Tell that something was kept word for word; `item` is which of a narrative's."""
        line = line_of_item(self.message, tag, item)
        self.notes.append(Finding(tag, "kept", words, line, 1, Severity.WARNING))

    def value(self, tag: str) -> str:
        """The value of a field; empty where there is none."""
        return self.message.get(tag) or ""

    def bank(self, number: str) -> Party | None:
        """The bank that a field of this number names."""
        found = self.message.option(number)
        return None if found is None else read_bank(found, self.known.banks)

    def read(self) -> ReadCredit:
        """All of it."""
        message = self.message
        sender = bank_of(bic_of(message.sender), self.known.banks)
        receiver = bank_of(bic_of(message.receiver), self.known.banks)
        issuing, advising, second = self._banks(sender, receiver)
        availability, nominated = read_availability(message, issuing, self.known.banks, self.note)
        if message.get("45A") is None:
            words = "is missing; a credit is opened with a description of the goods"
            raise MessageRefused([Finding("45A", "terms", words)])
        documents, kept = read_documents(self.value("46A")) if message.get("46A") else ((), ())
        for item in kept:
            self.note("46A", f'kept by its wording: "{item}"', item)
        conditions = items(self.value("47A")) if message.get("47A") else []
        self.conditions, self.instalments = taken_out(conditions)
        more = self._more()
        amount = Amount.parse_swift(self.value("32B"))
        narrative = (self.value("45A"), self.conditions)
        more["tolerance"] = amount_tolerance(more.get("tolerance"), *narrative, self.note)
        goods = read_goods(self.value("45A"), amount, more["tolerance"])
        for words in unread(goods):
            self.note("45A", words)
        for told in untaken(self.conditions, goods):
            self.note("47A", *told)
        terms = Terms(
            credit_number=self.value("21" if message.mt != "700" else "20"),
            issuing_bank=issuing,
            applicant=read_party(self.value("50")),
            beneficiary=read_party(self.value("59")),
            amount=amount,
            availability=availability,
            expiry=self.expiry(),
            goods=goods,
            documents=documents,
            shipment=self.shipment(),
            issued_on=read_date(self.value("31C")),
            advising_bank=advising,
            second_advising_bank=second,
            nominated_bank=nominated,
            confirming_bank=self.bank("58"),
            reimbursing_bank=self.bank("53"),
            applicant_bank=self.bank("51"),
            confirmation=Confirmation(self.value("49")),
            conditions=tuple(self.conditions),
            **more,
        )
        self._days(terms)
        for tag in ("50", "59"):
            if name_may_go_on(self.value(tag)):
                self.note(tag, "the name is taken to end with its line: see whether it goes on")
        return ReadCredit(terms, tuple(self.notes))

    def _days(self, terms: Terms) -> None:
        """Tell of days that cannot be met."""
        issued, latest = terms.issued_on, terms.shipment.latest
        if issued is not None and terms.expiry.day < issued:
            self.note("31D", f"expires {terms.expiry.day}, before its issue {issued}")
        if latest is not None and latest > terms.expiry.day:
            self.note("44C", f"is {latest}, after the expiry {terms.expiry.day}")

    def _banks(self, sender: Party, receiver: Party) -> tuple[Party, Party | None, Party | None]:
        """Issuing, advising and second advising bank."""
        through = self.bank("57")
        if self.message.mt == "700":
            return sender, receiver, through
        issuer = self.bank("52")
        if issuer is None:
            issuer = read_party(self.value("50B"))
            self.note("50B", f"{issuer.name} is no bank and issues all the same")
        return issuer, sender, through or receiver

    def expiry(self) -> Expiry:
        """31D; a place that nobody knows is refused."""
        value = self.value("31D")
        place = value[6:].strip()
        locode = locode_of(place, self.known.places)
        if locode is None:
            line = next((f.line for f in self.message.fields if f.tag == "31D"), 0)
            words = f'"{place}" is no place with a banking calendar; say which UN/LOCODE it means'
            raise MessageRefused([Finding("31D", "place", words, line, 12)])
        return Expiry(day=read_date(value[:6]), place=locode)

    def shipment(self) -> Shipment:
        """43P to 44F."""
        return read_shipment(self.message, self.known.places, self.instalments, self.note)

    def _more(self) -> dict[str, Any]:
        """What may be left out."""
        said: dict[str, Any] = {"rules": Rules(self.value("40E").partition("/")[0])}
        said["rules_narrative"] = self.value("40E").partition("/")[2] or None
        form = self.value("40A") or self.value("40B").partition("\n")[0]
        said["form"] = Form(form)
        if tolerance := self.message.get("39A"):
            plus, _, minus = tolerance.partition("/")
            said["tolerance"] = Tolerance(plus_percent=int(plus), minus_percent=int(minus))
        if extra := self.message.get("39C"):
            said["additional_amounts"] = self._additional(extra)
        if period := self.message.get("48"):
            days, _, narrative = period.partition("/")
            said["presentation_days"] = int(days)
            if narrative and " ".join(narrative.upper().split()) not in AFTER_SHIPMENT:
                said["presentation_narrative"] = narrative
                if counted_from(narrative) is None:
                    self.note("48", f'kept by its wording, and counted by nobody: "{narrative}"')
        for name, tag, width in (
            ("charges", "71D", 35),
            ("instructions_to_bank", "78", 65),
            ("sender_to_receiver", "72Z", 35),
        ):
            text = self.message.get(tag)
            said[name] = None if text is None else unwrapped(text, width)
        for name, tag in (
            ("special_payment_conditions", "49G"),
            ("special_payment_conditions_for_bank", "49H"),
        ):
            said[name] = tuple(items(self.value(tag))) if self.message.get(tag) else ()
        return said

    def _additional(self, value: str) -> tuple[AdditionalAmount, ...]:
        found: list[AdditionalAmount] = []
        for line in value.split("\n"):
            said = _PURPOSE_AND_AMOUNT.fullmatch(line.strip(" +"))
            told = [each for each in said.groups() if each] if said else ["", "", ""]
            purpose, code, figure = told if said and said["purpose"] else (told[2], *told[:2])
            read = money(code, figure) if said else None
            if read is None or not purpose or not read.minor:
                self.note("39C", f'kept as a condition: "{line}"')
                self.conditions.append(f"ADDITIONAL AMOUNTS COVERED: {line}")
            else:
                found.append(AdditionalAmount(purpose=purpose, amount=read))
        return tuple(found)
