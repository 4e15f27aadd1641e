"""Attacks on a credit by certificates of evidence that no oracle quorum stands behind."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dhow.trade.documents import TemperatureLimits
from dhow.trade.members.party import Party
from dhow.trade.oracles.reports import Domain
from oracles.certificates import temperature_certificate
from oracles.devices.samples import mango_voyage
from oracles.network import SignedReport
from tests.support.api import (
    CARRIER,
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    ORACLE,
    Json,
    Network,
    bill_of_lading,
    commercial_invoice,
    open_network,
    party,
    presented,
    registered_documents,
    salt,
    terms,
)
from tests.support.voyages import MANGO_RECORD, Voyage

SAILED = int(datetime(2026, 4, 20, tzinfo=UTC).timestamp())
LIMITS = TemperatureLimits(
    minimum_milli_c=8_000, maximum_milli_c=13_000, longest_gap_seconds=3_600
).as_dict()


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        signers = {"signers": Voyage().network.signers, "faulty": 1}
        adopted = opened.send(
            "POST", "/oracles/signers", "OPERATOR", user="registrar", json=signers
        )
        assert adopted.status_code == 201, adopted.text
        opened.at(2026, 4, 25)
        yield opened


def issued(network: Network, number: str) -> tuple[str, list[str]]:
    """A credit that asks for a temperature certificate by nobody in particular; its warnings."""
    asked = terms(number)
    asked["documents"].append(
        {"kind": "temperature_certificate", "temperature": LIMITS, "covers_voyage": True}
    )
    applied = network.post("/credits/applications", IMPORTER, {"reference": number, "terms": asked})
    network.bind(f"/credits/{applied['id']}/issue", ISSUER, {"number": number})
    network.post(f"/credits/{applied['id']}/advise", NOMINATED)
    return applied["id"], applied["warnings"]


def attested(network: Network, credit: str) -> SignedReport:
    """A quorum's report about the credit, not yet on the ledger."""
    signers = network.get("/oracles/signers", ORACLE)
    domain = Domain(signers["chain_id"], signers["verifying_contract"])
    voyage = Voyage(domain=domain, trace=mango_voyage(SAILED, days=1))
    subject = bytes.fromhex(credit[2:])
    signed = voyage.network.attest_temperature(subject, MANGO_RECORD, voyage.readings())
    assert isinstance(signed, SignedReport), signed
    return signed


def record(network: Network, signed: SignedReport) -> None:
    report = {name: getattr(signed.report, name) for name in signed.report.__slots__}
    body = {
        "report": {k: "0x" + v.hex() if isinstance(v, bytes) else v for k, v in report.items()},
        "signer_bitmap": signed.signer_bitmap,
        "signatures": "0x" + signed.joined_signatures.hex(),
    }
    kept = network.post("/oracles/reports/temperature", ORACLE, body)
    assert kept["evidence"] == "0x" + signed.evidence_id.hex()


def paper(signed: SignedReport, number: str, by: str = ORACLE, **changed: Any) -> Json:
    """The certificate of a report, by whomever, with figures changed."""
    issuer = party(by)
    certificate = temperature_certificate(
        signed,
        MANGO_RECORD,
        number=f"TC-{number}",
        issuer=Party(name=issuer["name"], country=issuer["country"], lei=by),
        issued_on=date(2026, 4, 24),
        salt=salt(number, "temperatures"),
        credit_number=number,
    )
    return {**certificate.as_dict(), **changed}


def examined(
    network: Network, credit: str, number: str, certificate: Json, by: str = ORACLE
) -> Json:
    documents = registered_documents(
        network,
        number,
        (EXPORTER, commercial_invoice(number)),
        (CARRIER, bill_of_lading(number)),
        (by, certificate),
    )
    presentation = presented(network, credit, documents)
    shown: Json = network.bind(f"/presentations/{presentation}/examination", ISSUER)
    return shown["examination"]


def found(examination: Json) -> set[tuple[str, str]]:
    return {(each["code"], each["field"]) for each in examination["findings"]}


def test_a_certificate_of_a_recorded_report_complies(network: Network) -> None:
    credit, warnings = issued(network, "LC-TRUE")
    assert any("Name the oracle network" in each for each in warnings)
    signed = attested(network, credit)
    record(network, signed)
    outcome = examined(network, credit, "LC-TRUE", paper(signed, "LC-TRUE"))
    assert found(outcome) == set()


def test_attack_invent_the_evidence_and_its_signers(network: Network) -> None:
    credit, _ = issued(network, "LC-FORGE")
    forged = paper(
        attested(network, credit),
        "LC-FORGE",
        by=EXPORTER,
        evidence_id="0x" + "33" * 32,
        signers=["0xA1", "0xB2", "0xC3"],
    )
    outcome = examined(network, credit, "LC-FORGE", forged, by=EXPORTER)
    assert found(outcome) == {("NOT_PRESENTED", "evidence_id")}
    assert outcome["findings"][0]["article"] == "eUCP art. e6(f)"


def test_attack_soften_a_figure_of_a_true_report(network: Network) -> None:
    credit, _ = issued(network, "LC-SOFT")
    signed = attested(network, credit)
    record(network, signed)
    softened = paper(signed, "LC-SOFT", by=EXPORTER, maximum_milli_c=10_500)
    outcome = examined(network, credit, "LC-SOFT", softened, by=EXPORTER)
    assert found(outcome) == {("NOT_PRESENTED", "maximum_milli_c")}


def test_attack_use_the_report_of_another_credit_again(network: Network) -> None:
    first, _ = issued(network, "LC-ONE")
    signed = attested(network, first)
    record(network, signed)
    second, _ = issued(network, "LC-TWO")
    outcome = examined(network, second, "LC-TWO", paper(signed, "LC-TWO"))
    assert found(outcome) == {("CONFLICT", "subject")}


def test_attack_record_the_evidence_after_the_documents_are_presented(network: Network) -> None:
    # What the ledger did not hold at presentation cannot be examined on the documents presented,
    # and an examination repeated later must come to the same report.
    credit, _ = issued(network, "LC-LATER")
    signed = attested(network, credit)
    documents = registered_documents(
        network,
        "LC-LATER",
        (EXPORTER, commercial_invoice("LC-LATER")),
        (CARRIER, bill_of_lading("LC-LATER")),
        (ORACLE, paper(signed, "LC-LATER")),
    )
    presentation = presented(network, credit, documents)
    record(network, signed)
    shown = network.bind(f"/presentations/{presentation}/examination", ISSUER)
    assert found(shown["examination"]) == {("NOT_PRESENTED", "evidence_id")}
