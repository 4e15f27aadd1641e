"""A pre-advice as MT705, both ways (UCP 600 art. 11(b))."""

from dataclasses import dataclass
from datetime import date

from dhow.trade.credit.availability import Availability, Mode
from dhow.trade.credit.preadvice import PreAdvice
from dhow.trade.credit.shipment import Shipment
from dhow.trade.credit.stipulations import DocumentRequired
from dhow.trade.credit.terms import Form, Goods, Rules, Terms, Tolerance
from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.records import FieldRefused
from dhow.trade.swift.findings import Finding, MessageRefused, errors
from dhow.trade.swift.mapping.availability import read_availability
from dhow.trade.swift.mapping.credit import CreditReader, Knowledge
from dhow.trade.swift.mapping.goods import read_goods
from dhow.trade.swift.mapping.issue import fields_of, sending_bic
from dhow.trade.swift.mapping.parties import bank_of, read_party
from dhow.trade.swift.message import Message, bic_of, compose
from dhow.trade.swift.reader import examine
from dhow.trade.swift.types import message_type

_OF_SHIPMENT = ("44A", "44E", "44F", "44B", "44C", "44D")


@dataclass(frozen=True)
class ReadPreAdvice:
    """A pre-advice from a message, and what the record has no place for."""

    pre_advice: PreAdvice
    notes: tuple[Finding, ...]


def write_preadvice(advice: PreAdvice, *, receiver: Party) -> Message:
    """MT705 to the bank that is to advise it; a nominated bank is taken to be that bank.

    Raises:
        MessageRefused: something of it cannot be said in the message; the field is named.
    """
    # a credit around it, so that one place says how each field is written
    terms = Terms(
        credit_number=advice.credit_number,
        issuing_bank=advice.issuing_bank,
        applicant=advice.applicant,
        beneficiary=advice.beneficiary,
        rules=Rules.UCP,
        amount=advice.amount,
        availability=advice.availability or Availability(mode=Mode.SIGHT),
        expiry=advice.expiry,
        goods=advice.goods or Goods(description="-"),
        documents=(DocumentRequired(kind="commercial_invoice"),),
        shipment=advice.shipment or Shipment(),
        form=advice.form,
        tolerance=advice.tolerance,
        issued_on=advice.pre_advised_on,
        advising_bank=receiver,
        nominated_bank=receiver,
        confirming_bank=receiver,
        reimbursing_bank=receiver,
    )
    values = fields_of(terms)
    for stated, tags in ((advice.availability, ("41A", "41D")), (advice.goods, ("45A",))):
        if stated is None:
            values = {tag: value for tag, value in values.items() if tag not in tags}
    kind = message_type("705")
    slots = kind.sections[0].slots if kind else ()
    told = tuple((tag, values[tag]) for slot in slots for tag in slot.tags if values.get(tag))
    message = compose(
        "705",
        told,
        sender=sending_bic(advice.issuing_bank, "the sender"),
        receiver=sending_bic(receiver, "the receiver"),
    )
    if wrong := errors(examine(message)):
        raise MessageRefused(wrong)
    return message


def read_preadvice(
    message: Message, received_on: date, knowledge: Knowledge | None = None
) -> ReadPreAdvice:
    """The pre-advice of an MT705, which has no date of its own.

    Availability is left open where the message says by which way and not when it falls due.

    Raises:
        MessageRefused: the message is refused itself, or has a field of which nothing can be made.
    """
    if message.mt != "705" or (wrong := errors(examine(message))):
        if message.mt == "705":
            raise MessageRefused(wrong)
        words = f"MT{message.mt} is no pre-advice; give an MT705"
        raise MessageRefused([Finding("block 2", "type", words)])
    known = knowledge or Knowledge()
    reader = CreditReader(message, known)
    try:
        issuing = bank_of(bic_of(message.sender), known.banks)
        told = any(message.get(tag) for tag in _OF_SHIPMENT)
        tolerance = reader.value("39A").partition("/")
        advice = PreAdvice(
            credit_number=reader.value("20"),
            pre_advised_on=received_on,
            issuing_bank=issuing,
            applicant=read_party(reader.value("50")),
            beneficiary=read_party(reader.value("59")),
            amount=Amount.parse_swift(reader.value("32B")),
            expiry=reader.expiry(),
            form=Form(reader.value("40A")),
            tolerance=Tolerance(plus_percent=int(tolerance[0]), minus_percent=int(tolerance[2]))
            if tolerance[1]
            else None,
            availability=_availability(reader, issuing),
            shipment=reader.shipment() if told else None,
            goods=read_goods(reader.value("45A")) if message.get("45A") else None,
        )
    except FieldRefused as refused:
        raise MessageRefused([Finding("message", "terms", str(refused))]) from None
    for tag in ("39C", "57A", "57B", "57D", "79Z", "72Z"):
        if value := message.get(tag):
            reader.note(tag, f'has no place in a pre-advice: "{" ".join(value.split())}"')
    return ReadPreAdvice(advice, tuple(reader.notes))


def _availability(reader: CreditReader, issuing: Party) -> Availability | None:
    if reader.message.option("41") is None:
        return None
    try:
        available, nominated = read_availability(
            reader.message, issuing, reader.known.banks, reader.note
        )
    except FieldRefused:
        # an MT705 says by which way, and has no field for when it falls due
        value = " ".join(reader.value("41A").split() or reader.value("41D").split())
        reader.note("41a", f'says nothing of when it falls due, and is left open: "{value}"')
        return None
    if nominated is not None:
        reader.note("41a", f"nominates {nominated.name}, which a pre-advice has no place for")
    return available
