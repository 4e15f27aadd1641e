"""The base credit with two certificates made from reports that a quorum really signed."""

from datetime import date
from functools import cache
from typing import Any

from dhow.trade.credit import ExaminationReport
from dhow.trade.documents.base import Document
from dhow.trade.members.party import Party
from dhow.trade.oracles.reports import Report
from oracles.arrival.samples import SHIP, arrival_evidence
from oracles.certificates import notice_of_arrival, temperature_certificate
from oracles.devices.samples import mango_voyage
from oracles.network import SignedReport
from tests.support import base_credit as bc
from tests.support.base_credit import BILL, Json, add, document
from tests.support.voyages import ARRIVAL_POLICY, MANGO_RECORD, SUBJECT, Voyage

CREDIT_ID = "0x" + SUBJECT.hex()
SAILED = 1_778_371_200  # 2026-05-10T00:00:00Z, the day on board of the base credit's bill
BERTHED = SAILED + 5 * 86_400
PAPER: Any = {
    "number": "DO-1",
    "issuer": Party(name="DHOW ORACLE NETWORK"),
    "issued_on": date(2026, 5, 18),
    "salt": bc.SALT,
}


@cache
def signed() -> tuple[SignedReport, SignedReport]:
    """Temperatures of the container for the credit, and the ship's arrival."""
    voyage = Voyage(trace=mango_voyage(SAILED, days=6))
    temperatures = voyage.attest(voyage.readings())
    arrival = voyage.network.attest_arrival(
        SUBJECT, ARRIVAL_POLICY, arrival_evidence(SAILED, BERTHED)
    )
    assert isinstance(temperatures, SignedReport), temperatures
    assert isinstance(arrival, SignedReport), arrival
    return temperatures, arrival


def on_ledger() -> dict[str, Report]:
    """Both reports by evidence id, as a bank that examines reads them."""
    return {"0x" + one.evidence_id.hex(): one.report for one in signed()}


@cache
def _certificates() -> tuple[Document, Document]:
    temperatures, arrival = signed()
    return (
        temperature_certificate(temperatures, MANGO_RECORD, **PAPER),
        notice_of_arrival(arrival, ARRIVAL_POLICY, **PAPER),
    )


def certified(
    temperature: Json | None = None, arrival: Json | None = None, *, rules: str = "EUCP"
) -> bc.Change:
    """Both certificates under the base credit, fields changed; None takes a field away."""

    def change(t: Json, p: Json) -> None:
        t["rules"] = f"{rules} LATEST VERSION"
        t["documents"] += [
            {
                "kind": "temperature_certificate",
                "covers_voyage": True,
                "temperature": {"minimum_milli_c": 8_000, "maximum_milli_c": 13_000},
            },
            {"kind": "notice_of_arrival", "arrival": {"place": "AEJEA", "minimum_sources": 2}},
        ]
        document(p, BILL).update(vessel_imo=str(SHIP.imo))
        for paper, changes in zip(_certificates(), (temperature, arrival), strict=True):
            fields = {**paper.as_dict(), **(changes or {})}
            add(p, {name: value for name, value in fields.items() if value is not None})
        p["credit_id"] = CREDIT_ID
        if rules == "EUCP":
            for one in p["documents"]:
                one.update(medium="electronic", originals=1)
            p["notice_of_completeness"] = {
                "credit_number": bc.NUMBER,
                "received_at": p["presented_at"],
            }

    return change


def examined(change: bc.Change, reports: dict[str, Report] | None = None) -> ExaminationReport:
    """Examined against these reports, or against those that are on the ledger."""
    return bc.examined(change, reports=on_ledger() if reports is None else reports)
