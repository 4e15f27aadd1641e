"""Messages as banks write them in tests: acts as FIN, between the banks of the network of tests."""

from typing import Any

from dhow.trade.swift import Message
from dhow.trade.swift.correspondence import presentation_reference
from dhow.trade.swift.mapping import Act, write_act
from tests.support.api import ISSUER, NOMINATED, STRANGER, Json, party, terms

BICS = {ISSUER: "CRKBAEAD", NOMINATED: "LVNTINBB", STRANGER: "STRASGSG"}


def bank(organisation: str) -> Json:
    """A bank as terms name it, with its BIC."""
    return {**party(organisation), "bic": BICS[organisation]}


def sayable(number: str, **changed: Any) -> Json:
    """Terms of which an MT700 can say all."""
    said = terms(number) | {
        "issuing_bank": bank(ISSUER),
        "advising_bank": bank(NOMINATED),
        "nominated_bank": bank(NOMINATED),
        "rules": "UCP LATEST VERSION",
        "issued_on": "2026-04-02",
    }
    del said["eucp_version"]
    return said | changed


def fin(*messages: Message) -> str:
    """Messages as one text."""
    return "\r\n".join(message.emit() for message in messages)


def written(act: Act, sender: str, receiver: str) -> str:
    """The message of an act between two banks, by LEI."""
    return fin(write_act(act, sender=BICS[sender], receiver=BICS[receiver]))


reference = presentation_reference
