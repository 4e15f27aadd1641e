"""The base credit between banks that have a BIC, and the sample messages."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dhow.trade.credit import Terms
from dhow.trade.members.party import Party
from dhow.trade.swift import Message, compose, read_message, read_text
from dhow.trade.swift.mapping import Knowledge
from tests.support import base_credit as bc
from tests.support.presentations import AVAILABLE

Json = dict[str, Any]

SAMPLES = Path(__file__).parents[1] / "conformance" / "swift" / "samples"
ADVISING = {"name": "EXPORT BANK OF INDIA", "country": "IN", "bic": "EXBKINBBXXX"}
REIMBURSING = {"name": "US CLEARING BANK", "country": "US", "bic": "USBKUS33XXX"}
BANKS = {
    "IMBKSGSG": bc.ISSUING_BANK,
    "EXBKINBB": ADVISING,
    "USBKUS33": REIMBURSING,
}


def knowledge() -> Knowledge:
    return Knowledge(banks={bic: Party.from_json(bank) for bic, bank in BANKS.items()})


def base(change: Callable[[Json], None] = lambda _: None) -> Terms:
    data = bc.terms()
    data["availability"] = copy.deepcopy(AVAILABLE["acceptance"])
    data["advising_bank"] = ADVISING
    data["documents"][3]["issuer_description"] = "A COMPETENT CHAMBER OF COMMERCE"
    change(data)
    return Terms.from_json(data)


def sample(mt: str) -> Message:
    """The sample of this type, in an envelope from the issuing to the advising bank."""
    if mt == "700":
        return read_message((SAMPLES / "mt700.fin").read_bytes())
    bare = read_text(mt, (SAMPLES / f"mt{mt}.txt").read_bytes()).messages[0].message
    assert bare is not None
    fields = tuple((field.tag, field.value) for field in bare.fields)
    return compose(mt, fields, sender="IMBKSGSG", receiver="EXBKINBB")
