"""Which field of an MT700 says a part of the terms: what is wrong there is told by its tag."""

import re

from dhow.trade.swift.message import Message

_TAGS = {
    "credit_number": "20",
    "issuing_bank": "block 1",
    "advising_bank": "block 2",
    "applicant": "50",
    "beneficiary": "59",
    "rules": "40E",
    "rules_narrative": "40E",
    "eucp_version": "40E",
    "electronic_formats": "40E",
    "form": "40A",
    "issued_on": "31C",
    "expiry": "31D",
    "applicant_bank": "51a",
    "amount": "32B",
    "amount_about": "39A",
    "tolerance": "39A",
    "additional_amounts": "39C",
    "availability": "41a",
    "availability.drawee": "42a",
    "availability.tenor": "42C",
    "availability.mixed_details": "42M",
    "availability.parts": "42M",
    "nominated_bank": "41a",
    "drawee": "42a",
    "tenor": "42C",
    "mixed_details": "42M",
    "shipment": "44C",
    "shipment.partial_shipments": "43P",
    "shipment.transhipment": "43T",
    "shipment.taking_in_charge": "44A",
    "shipment.port_of_loading": "44E",
    "shipment.port_of_discharge": "44F",
    "shipment.final_destination": "44B",
    "shipment.period": "44D",
    "shipment.instalments": "47A",
    "period": "44D",
    "goods": "45A",
    "documents": "46A",
    "conditions": "47A",
    "special_payment_conditions": "49G",
    "special_payment_conditions_for_bank": "49H",
    "charges": "71D",
    "presentation_days": "48",
    "presentation_narrative": "48",
    "confirmation": "49",
    "confirming_bank": "58a",
    "reimbursing_bank": "53a",
    "reimbursement": "53a",
    "instructions_to_bank": "78",
    "second_advising_bank": "57a",
    "sender_to_receiver": "72Z",
    "country": "59",
    "bic": "block 1",
}


def tag_of(path: str) -> str:
    """The field that says this part of the terms, `shipment.latest` 44C; else the path itself."""
    parts = [part.partition("[")[0] for part in path.split(".")]
    for length in range(len(parts), 0, -1):
        if tag := _TAGS.get(".".join(parts[:length])):
            return tag
    return path


def line_of(message: Message, tag: str) -> int:
    """The line where a field of this tag, `41a` for any option, begins; 0 where there is none."""
    found = (f for f in message.fields if f.tag == tag or (tag[2:] == "a" and f.number == tag[:2]))
    return next((field.line for field in found), 0)


def line_of_item(message: Message, tag: str, item: str) -> int:
    """The line where an item of a narrative begins.

    That of the field where the item is not found in it, or stands in a message that continues it.
    """
    begins = line_of(message, tag)
    after = [field.line for field in message.fields if field.line > begins]
    for place, line in enumerate((message.get(tag) or "").split("\n"), begins):
        text = re.sub(r"^(?:\+|\d{1,2}[.)]) *", "", line.strip())
        if text and item.startswith(text):
            return place if after and place < min(after) else begins
    return begins
