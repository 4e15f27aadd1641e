"""A credit between four banks and what happened under it, for tests of their messages."""

from datetime import UTC, date, datetime
from typing import Any

from dhow.trade.credit.amendment import Action, Amendment, Change
from dhow.trade.members.party import Party
from dhow.trade.swift.correspondence import Case, Happened, Presented, Told, messages_of
from tests.support.api import lei
from tests.support.swift_credits import ADVISING, REIMBURSING, Json, base

ISSUER, FIRST = lei("importbank"), lei("exportbank")
SECOND, CLEARER = lei("konkanbank"), lei("clearingbank")
PARTIES = {
    ISSUER: Party(name="IMPORT BANK OF SINGAPORE", country="SG", lei=ISSUER, bic="IMBKSGSG"),
    FIRST: Party(name="EXPORT BANK OF INDIA", country="IN", lei=FIRST, bic="EXBKINBB"),
    SECOND: Party(name="KONKAN BANK", country="IN", lei=SECOND, bic="KNKNINBB"),
    CLEARER: Party(name="US CLEARING BANK", country="US", lei=CLEARER, bic="USBKUS33"),
}
DRAWING = "0x" + "ab" * 32
DAY = date(2026, 3, 9)


def _credit(data: Json) -> None:
    data["issuing_bank"] = {**data["issuing_bank"], "lei": ISSUER}
    data["reimbursing_bank"] = {**REIMBURSING, "lei": CLEARER}
    data["advising_bank"] = data["nominated_bank"] = {**ADVISING, "lei": FIRST}
    data["second_advising_bank"] = {"name": "KONKAN BANK", "country": "IN", "bic": "KNKNINBB"}


def happened(name: str, presentation: str = "", **values: Any) -> Happened:
    return Happened(
        name=name,
        at=datetime(2026, 3, 9, 8, tzinfo=UTC),
        reference="0123456789ABCDEF",
        presentation=presentation,
        values=values,
    )


def case(*acts: Happened, **changed: Any) -> Case:
    """A credit between four banks, under which this happened."""
    amendment = Amendment(
        credit_number=base().credit_number,
        number=1,
        issued_on=DAY,
        changes=(
            Change(
                path="amount",
                action=Action.DECREASE,
                value={"currency": "USD", "minor": 5_000_000},
            ),
        ),
    )
    known: dict[str, Any] = {
        "terms": base(_credit),
        "parties": PARTIES,
        "happened": acts,
        "advising_bank": PARTIES[FIRST],
        "second_advising_bank": PARTIES[SECOND],
        "reimbursing_bank": PARTIES[CLEARER],
        "amendments": {1: amendment},
        "presentations": {DRAWING: Presented(found=("LATE SHIPMENT (art. 14) Bill: x",))},
    }
    return Case(**known | changed)


def told(known: Case) -> list[Told]:
    """All of it, each message once, by the bank that sends it."""
    return [each for lei in PARTIES for each in messages_of(known, lei) if each.sender.lei == lei]


PRESENTED = happened("Presented", DRAWING, bank=FIRST, amount_minor=25_000_000)
