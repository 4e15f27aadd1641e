"""Typed reports: the same digest as a wallet makes, the same struct as the ledger's."""

import re
from pathlib import Path

import pytest
from eth_account.messages import _hash_eip191_message, encode_typed_data

from dhow.trade.oracles.reports import (
    TYPES,
    ArrivalReport,
    Domain,
    Report,
    Sources,
    TemperatureReport,
    report_digest,
    typed_data,
)

DOMAIN = Domain(31_337, "0x" + "ab" * 20)
TEMPERATURE = TemperatureReport(
    subject=b"\x01" * 32,
    policy=b"\x02" * 32,
    from_time=1_700_000_000,
    until_time=1_700_086_400,
    minimum_milli_c=-18_500,
    maximum_milli_c=-17_000,
    mean_kinetic_milli_c=-17_750,
    readings=288,
    longest_gap_seconds=900,
    readings_root=b"\x03" * 32,
    epoch=1,
)
ARRIVAL = ArrivalReport(
    subject=b"\x01" * 32,
    policy=b"\x02" * 32,
    place="AEJEA",
    vessel=9_074_729,
    arrived_at=1_700_000_000,
    sources=Sources.AIS | Sources.TERMINAL,
    observations_root=b"\x04" * 32,
    epoch=7,
)


@pytest.mark.parametrize("report", [TEMPERATURE, ARRIVAL])
def test_digest_is_what_a_wallet_signs(report: Report) -> None:
    signable = encode_typed_data(full_message=typed_data(report, DOMAIN))
    assert report_digest(report, DOMAIN) == bytes(_hash_eip191_message(signable))


@pytest.mark.parametrize("report", [TEMPERATURE, ARRIVAL])
def test_members_are_those_of_the_solidity_struct(report: Report, repository_root: Path) -> None:
    name, members = TYPES[type(report)]
    source = (repository_root / "contracts" / "types" / "OracleTypes.sol").read_text()
    found = re.search(rf"struct {name} \{{(.*?)\n\}}", source, re.DOTALL)
    assert found is not None
    # A typed id stands for its bytes: the ABI and EIP-712 know only those.
    declared = re.findall(r"^\s*(\w+) (\w+);", found[1], re.MULTILINE)
    assert [({"Place": "bytes5"}.get(kind, kind), member) for kind, member in declared] == list(
        members
    )


def test_digest_is_bound_to_chain_and_contract() -> None:
    digests = {
        report_digest(TEMPERATURE, domain)
        for domain in (
            DOMAIN,
            Domain(1, DOMAIN.verifying_contract),
            Domain(31_337, "0x" + "cd" * 20),
        )
    }
    assert len(digests) == 3


@pytest.mark.parametrize("address", ["", "ab" * 20, "0x" + "ab" * 19, "0x" + "zz" * 20])
def test_a_domain_needs_an_address(address: str) -> None:
    with pytest.raises(ValueError, match=r"address|hexadecimal"):
        Domain(1, address)
