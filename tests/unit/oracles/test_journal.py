"""A node's memory of what it signed outlives the node."""

from dataclasses import replace
from pathlib import Path

import pytest

from dhow.trade.oracles.record import AgreedRecord
from oracles.arrival.samples import terminal_registry
from oracles.errors import BadEvidence
from oracles.network import development_keys
from oracles.nodes.attestations import Attestation, Refusal, RefusalCode
from oracles.nodes.journal import SigningJournal
from oracles.nodes.node import OracleNode
from oracles.nodes.requests import TemperatureRequest
from tests.support.voyages import DOMAIN, MANGO_POLICY, MANGO_RECORD, SUBJECT, Voyage


def node(voyage: Voyage, path: Path) -> OracleNode:
    return OracleNode(
        0,
        development_keys(1, 4)[0],
        domain=DOMAIN,
        epoch=1,
        devices=voyage.devices,
        terminals=terminal_registry(),
        journal=SigningJournal(path),
    )


def request(voyage: Voyage, agreed: AgreedRecord = MANGO_RECORD) -> TemperatureRequest:
    return TemperatureRequest(SUBJECT, agreed, tuple(voyage.readings()))


def test_a_node_restarted_signs_the_same_and_nothing_else(tmp_path: Path) -> None:
    voyage, path = Voyage(), tmp_path / "signed"
    first = request(voyage)
    signed = node(voyage, path).attest_temperature(first)
    assert isinstance(signed, Attestation)
    assert node(voyage, path).attest_temperature(first) == signed
    shorter = replace(
        first, readings=tuple(voyage.signed_next(list(first.readings[:60]), probe=0, milli_c=0))
    )
    refused = node(voyage, path).attest_temperature(shorter)
    assert isinstance(refused, Refusal)
    assert refused.code is RefusalCode.CONFLICTING_REPORT
    stricter = replace(MANGO_POLICY, allowed_gap_seconds=1_800)
    other_terms = replace(shorter, agreed=replace(MANGO_RECORD, limits=stricter))
    assert isinstance(node(voyage, path).attest_temperature(other_terms), Attestation)
    assert len(path.read_text().splitlines()) == 2


def test_a_line_cut_short_by_a_crash_is_dropped(tmp_path: Path) -> None:
    voyage, path = Voyage(), tmp_path / "signed"
    assert isinstance(node(voyage, path).attest_temperature(request(voyage)), Attestation)
    whole = path.read_bytes()
    path.write_bytes(whole + b"TemperatureReport 5151")
    SigningJournal(path)
    assert path.read_bytes() == whole


@pytest.mark.parametrize(
    "text", [b"\xff\n", b"TemperatureReport\n", b"T 00 00 00\n", b"\n\n", b"a key"]
)
def test_a_file_that_is_no_journal_stops_the_node(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "signed"
    path.write_bytes(text)
    with pytest.raises(BadEvidence, match="is not a signing journal"):
        SigningJournal(path)
    assert path.read_bytes() == text
