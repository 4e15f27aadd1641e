"""A credit written as messages: MT700 with its MT701, MT710 and MT720 with theirs."""

from dhow.trade.credit.terms import (
    Form,
    Terms,
)
from dhow.trade.members.party import Party
from dhow.trade.swift.findings import Finding, MessageRefused, errors
from dhow.trade.swift.mapping.availability import written_availability
from dhow.trade.swift.mapping.document_words import written_documents
from dhow.trade.swift.mapping.goods import written_goods
from dhow.trade.swift.mapping.parties import (
    bank_field,
    same_bank,
    written_party,
)
from dhow.trade.swift.mapping.places import name_of
from dhow.trade.swift.mapping.text import block, itemised, written
from dhow.trade.swift.message import Message, compose
from dhow.trade.swift.reader import examine
from dhow.trade.swift.series import split
from dhow.trade.swift.types import message_type
from dhow.trade.swift.values import write_date

ISSUES = ("700", "710", "720")
"""Messages that carry a whole credit."""


def write_credit(
    terms: Terms,
    *,
    mt: str = "700",
    sender: Party | None = None,
    receiver: Party | None = None,
    confirmed: bool | None = None,
    reference: str | None = None,
) -> tuple[Message, ...]:
    """The messages that issue, advise or transfer a credit on these terms.

    Args:
        terms: the credit; of a transfer, the credit as transferred.
        mt: 700, 710 (advice of another bank's credit) or 720 (transfer).
        sender, receiver: banks with a BIC; issuing and advising bank unless given.
        confirmed: whether the sender of an MT710 or 720 adds its confirmation (40B); unless given,
            where it is the bank asked to.
        reference: the sender's own (20 of an MT710 or 720); the credit's number unless given.

    Raises:
        MessageRefused: something of the terms cannot be said in the message; the field is named.
    """
    if mt not in ISSUES:
        raise ValueError(f"MT{mt} does not carry a whole credit; {', '.join(ISSUES)} do")
    values = fields_of(terms, mt, confirmed)
    if reference is not None and mt != "700":
        values["20"] = reference
    kind = message_type(mt)
    slots = kind.sections[0].slots if kind else ()
    ordered = tuple((tag, values[tag]) for slot in slots for tag in slot.tags if values.get(tag))
    message = compose(
        mt,
        ordered,
        sender=sending_bic(sender or terms.issuing_bank, "the sender"),
        receiver=sending_bic(
            receiver or terms.advising_bank or terms.nominated_bank, "the receiver"
        ),
    )
    parts = split(message)
    for part in parts:
        if wrong := errors(examine(part)):
            raise MessageRefused(wrong)
    return parts


def fields_of(terms: Terms, mt: str = "700", confirmed: bool | None = None) -> dict[str, str]:
    """The fields of a credit by tag, whatever their length.

    Raises:
        MessageRefused: something of the terms cannot be said in the message; the field is named.
    """
    return dict((*_head(terms, mt, confirmed), *_body(terms), *_tail(terms, mt)))


def _head(terms: Terms, mt: str, confirmed: bool | None) -> list[tuple[str, str]]:
    """Who, how much, until when; what differs between issue, advice and transfer."""
    if terms.issued_on is None:
        raise MessageRefused([Finding("31C", "mandatory", "the terms have no date of issue")])
    rules = terms.rules.value
    if terms.rules_narrative:
        rules += f"/{written(terms.rules_narrative, 'x', '40E')}"
    place = written(name_of(terms.expiry.place), "x", "31D")
    found = [
        ("27", "1/1"),
        ("20", terms.credit_number),
        ("31C", write_date(terms.issued_on)),
        ("40E", rules),
        ("31D", f"{write_date(terms.expiry.day)}{place}"),
        ("50", written_party(terms.applicant, "50")),
        ("59", written_party(terms.beneficiary, "59")),
        ("32B", terms.amount.swift()),
    ]
    if mt == "700":
        found.append(("40A", terms.form.value))
        if terms.applicant_bank is not None:
            found.append(bank_field("51", terms.applicant_bank))
    else:
        adding = confirmed
        if adding is None:
            adding = same_bank(terms.confirming_bank, terms.advising_bank)
        added = "ADDING OUR CONFIRMATION" if adding else "WITHOUT OUR CONFIRMATION"
        found += [
            ("40B", f"{terms.form.value}\n{added}"),
            ("21", terms.credit_number),
            bank_field("52", terms.issuing_bank),
        ]
    if terms.form is Form.IRREVOCABLE_TRANSFERABLE and mt == "720":
        # a transferred credit is not transferred again (UCP 600 art. 38(d))
        found = [(tag, v.replace(" TRANSFERABLE", "") if tag == "40B" else v) for tag, v in found]
    return found


def _body(terms: Terms) -> list[tuple[str, str]]:
    """Availability, shipment, goods, documents, conditions."""
    shipment = terms.shipment
    found = [*written_availability(terms), ("45A", written_goods(terms.goods))]
    for tag, place in (("44A", shipment.taking_in_charge), ("44B", shipment.final_destination)):
        if place is not None:
            found.append((tag, written(place.name, "z", tag)))
    for tag, ports in (("44E", shipment.port_of_loading), ("44F", shipment.port_of_discharge)):
        if ports:
            found.append((tag, written(" OR ".join(port.name for port in ports), "z", tag)))
    if shipment.latest is not None:
        found.append(("44C", write_date(shipment.latest)))
    if shipment.period is not None:
        found.append(("44D", block(shipment.period.upper(), "x", 65, "44D")))
    for tag, allowed in (("43P", shipment.partial_shipments), ("43T", shipment.transhipment)):
        if allowed is not None:
            found.append((tag, allowed.value))
    found.append(("46A", written_documents(terms.documents)))
    conditions = [*terms.conditions, *_instalments(terms)]
    for tag, texts in (
        ("47A", conditions),
        ("49G", terms.special_payment_conditions),
        ("49H", terms.special_payment_conditions_for_bank),
    ):
        if texts:
            found.append((tag, itemised(texts, "z", 65, tag)))
    return found


def _instalments(terms: Terms) -> list[str]:
    """Instalments have no field of their own; 47A says them (UCP 600 art. 32)."""
    return [
        f"INSTALMENT {place}: SHIPMENT FROM {each.first} TO {each.last}"
        + (f", {each.quantity}" if each.quantity else "")
        + (f", {each.amount.swift()}" if each.amount else "")
        for place, each in enumerate(terms.shipment.instalments, 1)
    ]


def _tail(terms: Terms, mt: str) -> list[tuple[str, str]]:
    """Tolerance, period for presentation, confirmation, banks, instructions."""
    found: list[tuple[str, str]] = [("49", terms.confirmation.value)]
    if terms.tolerance is not None:
        plus, minus = terms.tolerance.plus_percent, terms.tolerance.minus_percent
        found.append(("39A", f"{plus:02}/{minus:02}"))
    elif terms.amount_about:
        found.append(("39A", "10/10"))  # what "about" means (UCP 600 art. 30(a))
    if terms.additional_amounts:
        lines = "\n".join(f"{a.purpose} {a.amount.swift()}" for a in terms.additional_amounts)
        found.append(("39C", block(lines, "x", 36, "39C")))
    if terms.presentation_days is not None:
        period = f"{terms.presentation_days:03}"
        if terms.presentation_narrative:
            period += f"/{written(terms.presentation_narrative, 'x', '48')}"
        found.append(("48", period))
    for number, bank in (
        ("58", terms.confirming_bank),
        ("53", terms.reimbursing_bank if mt != "720" else None),
        ("57", terms.second_advising_bank),
    ):
        if bank is not None:
            found.append(bank_field(number, bank))
    for tag, text, charset, width in (
        ("71D", terms.charges, "z", 35),
        ("78", terms.instructions_to_bank, "x", 65),
        ("72Z", terms.sender_to_receiver, "z", 35),
    ):
        if text is not None:
            found.append((tag, block(text, charset, width + 1, tag)))
    return found


def sending_bic(bank: Party | None, who: str) -> str:
    """The BIC a message goes from or to.

    Raises:
        MessageRefused: there is none.
    """
    if bank is None or bank.bic is None:
        named = f"{bank.name} has no BIC" if bank else "is not named"
        words = f"{who} of the message {named}; a message goes from BIC to BIC"
        raise MessageRefused([Finding("block 1", "mandatory", words)])
    return bank.bic if bank.bic[8:] != "XXX" else bank.bic[:8]
