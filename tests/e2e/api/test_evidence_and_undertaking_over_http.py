"""Evidence put on the ledger over HTTP, and undertakings that turn on it."""

from collections.abc import Iterator
from typing import Any

import pytest

from dhow.ledger.signing import LocalSigner
from dhow.trade.oracles.reports import (
    ArrivalReport,
    Domain,
    Report,
    Sources,
    TemperatureReport,
    report_digest,
    typed_data,
)
from tests.support.api import (
    CARRIER,
    CUSTOMS,
    EXPORTER,
    ISSUER,
    ORACLE,
    STRANGER,
    TERMINAL,
    Network,
    open_network,
)
from tests.support.evidence import compact

POLICY = b"\x70" * 32
NODES = sorted(
    (LocalSigner.named(f"api node {n}") for n in range(4)), key=lambda n: n.address.lower()
)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        adopted = opened.send(
            "POST",
            "/oracles/signers",
            "OPERATOR",
            user="registrar",
            json={"signers": [node.address for node in NODES], "faulty": 1},
        )
        assert adopted.status_code == 201, adopted.text
        yield opened


def domain_of(network: Network) -> Domain:
    signers = network.get("/oracles/signers", ORACLE)
    assert signers["quorum"] == 3
    return Domain(signers["chain_id"], signers["verifying_contract"])


def temperature(network: Network, subject: str, **changed: Any) -> TemperatureReport:
    now = network.context.now()
    figures: dict[str, Any] = {
        "subject": bytes.fromhex(subject[2:]),
        "policy": POLICY,
        "from_time": now - 36_000,
        "until_time": now - 60,
        "minimum_milli_c": 2_500,
        "maximum_milli_c": 7_500,
        "mean_kinetic_milli_c": 5_000,
        "readings": 120,
        "longest_gap_seconds": 300,
        "readings_root": b"\x01" * 32,
        "epoch": 1,
    }
    return TemperatureReport(**{**figures, **changed})


def body_of(
    network: Network, report: Report, signers: tuple[int, ...] = (0, 1, 2)
) -> dict[str, Any]:
    document = typed_data(report, domain_of(network))
    signed = b"".join(compact(NODES[n].sign_typed_data(document)) for n in signers)
    fields = {name: getattr(report, name) for name in report.__slots__}
    return {
        "report": {
            name: "0x" + value.hex()
            if isinstance(value, bytes)
            else int(value)
            if not isinstance(value, str)
            else value
            for name, value in fields.items()
        },
        "signer_bitmap": sum(1 << n for n in signers),
        "signatures": "0x" + signed.hex(),
    }


def undertaking(network: Network, reference: str, **changed: Any) -> dict[str, Any]:
    expires = network.context.now() + 10 * 86_400
    body = {
        "reference": reference,
        "beneficiary": EXPORTER,
        "amount": {"currency": "USD", "minor": 50_000},
        "expires_at": expires,
        "text": "for juice",
        "conditions": [
            {
                "kind": "TEMPERATURE",
                "policy": "0x" + POLICY.hex(),
                "minimum_milli_c": 2_000,
                "maximum_milli_c": 8_000,
                "maximum_kinetic_milli_c": 8_000,
                "maximum_gap_seconds": 1_800,
                "minimum_span_seconds": 3_600,
                "not_before": expires - 30 * 86_400,
                "not_after": expires,
            },
            {"kind": "ATTESTATION", "party": TERMINAL, "statement": "It is in our store"},
        ],
        **changed,
    }
    given: dict[str, Any] = network.bind("/undertakings", ISSUER, body)
    return given


def test_an_undertaking_pays_itself_with_the_last_condition_met(network: Network) -> None:
    given = undertaking(network, "PU-1")
    assert given["state"] == "CONDITIONAL"
    assert [c["met"] for c in given["conditions"]] == [False, False]
    path = f"/undertakings/{given['id']}"
    before = network.balance(EXPORTER)

    report = temperature(network, given["id"])
    evidence = network.post("/oracles/reports/temperature", ORACLE, body_of(network, report))
    assert evidence["evidence"] == "0x" + report_digest(report, domain_of(network)).hex()
    shown = network.post(
        f"{path}/evidence", EXPORTER, {"index": 0, "evidence": evidence["evidence"]}
    )
    assert [c["met"] for c in shown["conditions"]] == [True, False]

    another = network.refused(f"{path}/attestations", EXPORTER, {"index": 1})
    assert (another["status"], another["error"]) == (403, "Members_NotTheParty")
    paid = network.post(f"{path}/attestations", TERMINAL, {"index": 1})
    assert paid["state"] == "PAID"
    assert network.balance(EXPORTER) - before == 50_000


def test_an_excursion_stops_it_with_the_figures_found_and_allowed(network: Network) -> None:
    given = undertaking(network, "PU-2")
    report = temperature(network, given["id"], maximum_milli_c=14_000)
    evidence = network.post("/oracles/reports/temperature", ORACLE, body_of(network, report))
    body = {"index": 0, "evidence": evidence["evidence"]}
    problem = network.refused(f"/undertakings/{given['id']}/evidence", EXPORTER, body)
    assert problem["error"] == "Undertaking_TemperatureOutOfRange"
    assert problem["values"] == {
        "minimum_found": 2_500,
        "maximum_found": 14_000,
        "minimum_allowed": 2_000,
        "maximum_allowed": 8_000,
    }
    assert "thousandths of a degree" in problem["detail"]
    early = network.refused(f"/undertakings/{given['id']}/reclaim", ISSUER)
    assert early["error"] == "Undertaking_NotYet"
    before = network.balance(ISSUER)
    network.context.ledger.engine.set_time(network.context.now() + 11 * 86_400)
    assert network.post(f"/undertakings/{given['id']}/reclaim", ISSUER)["state"] == "RECLAIMED"
    assert network.balance(ISSUER) - before == 50_000


def test_a_report_below_the_quorum_is_refused(network: Network) -> None:
    body = body_of(network, temperature(network, "0x" + "aa" * 32), signers=(0, 1))
    problem = network.refused("/oracles/reports/temperature", ORACLE, body)
    assert (problem["status"], problem["error"]) == (422, "Oracles_NoQuorum")
    assert problem["values"] == {"found": 2, "required": 3}


def test_a_report_altered_on_the_way_is_refused(network: Network) -> None:
    body = body_of(network, temperature(network, "0x" + "ab" * 32))
    body["report"]["maximum_milli_c"] -= 1
    problem = network.refused("/oracles/reports/temperature", ORACLE, body)
    assert problem["error"] == "Oracles_BadSignature"


def test_the_same_report_again_changes_nothing(network: Network) -> None:
    body = body_of(network, temperature(network, "0x" + "ac" * 32))
    first = network.post("/oracles/reports/temperature", ORACLE, body)
    again = network.post("/oracles/reports/temperature", CARRIER, body)
    assert again["evidence"] == first["evidence"]
    assert again["recorded_at"] == first["recorded_at"]
    assert again["receipt"]["events"] == []


def test_arrival_and_temperature_are_read_with_the_shipment(network: Network) -> None:
    shipment = network.post(
        "/goods/shipments",
        CARRIER,
        {
            "reference": "MP-0412",
            "participants": [CUSTOMS, EXPORTER],
            "legs": [{"mode": "sea", "from_place": "INNSA", "to_place": "AEJEA"}],
        },
    )["id"]
    report = ArrivalReport(
        subject=bytes.fromhex(shipment[2:]),
        policy=POLICY,
        place="AEJEA",
        vessel=9321483,
        arrived_at=network.context.now() - 60,
        sources=Sources.AIS | Sources.TERMINAL,
        observations_root=b"\x02" * 32,
        epoch=1,
    )
    network.post("/oracles/reports/arrival", ORACLE, body_of(network, report))
    found = network.get(f"/goods/shipments/{shipment}/evidence", CUSTOMS)["evidence"]
    assert [
        (each["kind"], each["report"]["place"], each["report"]["sources"]) for each in found
    ] == [("ARRIVAL", "AEJEA", 5)]
    assert found[0]["report"]["arrived_at"].endswith("Z")
    assert network.get(f"/oracles/evidence/{shipment}", CUSTOMS) == found
    assert network.send("GET", f"/oracles/evidence/{shipment}", STRANGER).status_code == 404


@pytest.mark.parametrize("left_out", ["minimum_span_seconds", "not_before", "not_after"])
def test_what_evidence_must_span_is_stated_and_never_assumed(
    network: Network, left_out: str
) -> None:
    now = network.context.now()
    condition = {
        "kind": "TEMPERATURE",
        "policy": "0x" + POLICY.hex(),
        "minimum_milli_c": 2_000,
        "maximum_milli_c": 8_000,
        "maximum_kinetic_milli_c": 8_000,
        "maximum_gap_seconds": 1_800,
        "minimum_span_seconds": 3_600,
        "not_before": now,
        "not_after": now + 86_400,
    }
    body = {
        "reference": "PU-SPAN",
        "beneficiary": EXPORTER,
        "amount": {"currency": "USD", "minor": 1},
        "expires_at": now + 86_400,
        "conditions": [{name: value for name, value in condition.items() if name != left_out}],
    }
    problem = network.refused("/undertakings", ISSUER, body)
    assert problem["status"] == 422
    assert left_out in str(problem)


def test_an_undertaking_is_refused_with_the_term_named(network: Network) -> None:
    expired = network.context.now() - 1
    for user in ("maker", "checker"):
        response = network.send(
            "POST",
            "/undertakings",
            ISSUER,
            user=user,
            json={
                "reference": "PU-PAST",
                "beneficiary": EXPORTER,
                "amount": {"currency": "USD", "minor": 1},
                "expires_at": expired,
                "conditions": [{"kind": "ATTESTATION", "party": TERMINAL, "statement": "x"}],
            },
        )
    assert response.status_code == 422
    assert response.json()["error"] == "Undertaking_InvalidTerms"
    assert response.json()["values"] == {"field": "expiresAt"}
