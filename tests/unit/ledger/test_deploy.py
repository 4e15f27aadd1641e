"""Deployment, its manifest, and every way in which a manifest is not for this chain."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dhow.errors import BadInputError
from dhow.ledger.abi import FunctionAbi, Refusal
from dhow.ledger.bindings.registry import decoder
from dhow.ledger.bindings.values import Duty, Organisation, OrgId, Standing
from dhow.ledger.client import LedgerClient
from dhow.ledger.compiler import Artifacts
from dhow.ledger.consent import relay, sign_consent
from dhow.ledger.deploy import POWERS, Deployment, ManifestError, Plan, Role, deploy, load
from dhow.ledger.engines import open_engine
from dhow.ledger.signing import LocalSigner
from dhow.trade.money import Currency

OPERATOR = LocalSigner.named("operator")
REGISTRAR = LocalSigner.named("registrar")
PLAN = Plan((Currency("USD"), Currency("JPY")), {Role.REGISTRAR: REGISTRAR.address})
LEI = OrgId(b"5493001KJTIIGC8Y1R12".ljust(32, b"\0"))


@pytest.fixture(scope="module")
def client() -> Iterator[LedgerClient]:
    with open_engine("embedded") as engine:
        yield LedgerClient(engine, decoder())


@pytest.fixture(scope="module")
def deployed(client: LedgerClient, artifacts: Artifacts) -> Deployment:
    return deploy(client, artifacts, OPERATOR, PLAN)


@pytest.fixture
def manifest(deployed: Deployment, tmp_path: Path) -> Path:
    place = tmp_path / "deep" / "manifest.json"
    deployed.manifest.write(place)
    return place


def an_organisation() -> Organisation:
    return Organisation(
        settlement_account=OPERATOR.address,
        capabilities=0b1000,
        standing=Standing.NONE,
        dual_control=False,
        bic=b"BANKESMM".ljust(11, b"\0"),
        country=b"ES",
    )


def test_what_is_deployed_works_and_is_found_again(
    client: LedgerClient, deployed: Deployment, manifest: Path, artifacts: Artifacts
) -> None:
    assert load(manifest, client, artifacts).manifest == deployed.manifest
    assert client.call(deployed.money["JPY"].decimals()) == 0
    assert client.call(deployed.money["USD"].decimals()) == 2
    assert client.call(deployed.members.authority()) == deployed.access.address
    assert not list(manifest.parent.glob("*.part"))


def test_only_the_role_may(client: LedgerClient, deployed: Deployment) -> None:
    before = client.engine.snapshot()
    act = deployed.members.admit(org=LEI, details=an_organisation(), first_checker=OPERATOR.address)
    with pytest.raises(Refusal) as caught:
        client.send(act, OPERATOR)
    assert caught.value.error_name == "AccessManagedUnauthorized"
    client.send(act, REGISTRAR)
    record = client.call(deployed.members.key_record(OPERATOR.address))
    assert (record.organisation, record.duty) == (LEI, Duty.CHECKER)
    client.engine.restore(before)


def test_every_restricted_function_has_a_role(
    client: LedgerClient, deployed: Deployment, artifacts: Artifacts
) -> None:
    """Asked of the contracts themselves: who is refused as unauthorised, and by which role not."""
    stranger = LocalSigner.named("stranger")
    restricted = {}
    for name, placed in deployed.manifest.contracts.items():
        contract = name.partition(":")[0]
        for entry in artifacts[contract].abi:
            if entry["type"] != "function" or contract in ("AccessManager", "ERC2771Forwarder"):
                continue
            function = FunctionAbi(entry)
            if function.name == "setAuthority":  # the access manager's own, whatever the roles
                continue
            padding = bytes(32 * 40)  # enough zeros for any static head; offsets point into zeros
            data = "0x" + (function.selector + padding).hex()
            request = {"from": stranger.address, "to": placed.address, "data": data}
            try:
                client.engine.rpc("eth_call", [request, "latest"])
            except Exception as problem:
                refusal = client.decoder.refusal(getattr(problem, "data", b""), placed.address)
                if refusal.error_name == "AccessManagedUnauthorized":
                    restricted[(contract, function.name)] = client.call(
                        deployed.access.get_target_function_role(
                            target=placed.address, selector=function.selector
                        )
                    )
    assert restricted == {
        (contract, function): role
        for contract, powers in POWERS.items()
        for function, role in powers.items()
    }


def test_a_consent_is_signed_by_one_and_sent_by_another(
    client: LedgerClient, deployed: Deployment
) -> None:
    before = client.engine.snapshot()
    act = deployed.members.admit(org=LEI, details=an_organisation(), first_checker=OPERATOR.address)
    deadline = client.engine.now() + 60
    anyone = LocalSigner.named("anyone")
    consent = sign_consent(client, deployed.forwarder, act, REGISTRAR, deadline)
    receipt = relay(client, deployed.forwarder, consent, anyone)
    assert receipt.event("OrganisationAdmitted").organisation == LEI
    assert receipt.event("ExecutedForwardRequest").signer == REGISTRAR.address

    with pytest.raises(Refusal) as replayed:
        relay(client, deployed.forwarder, consent, anyone)
    assert replayed.value.error_name == "ERC2771ForwarderInvalidSigner"

    again = sign_consent(client, deployed.forwarder, act, REGISTRAR, deadline)
    with pytest.raises(Refusal) as refused:
        relay(client, deployed.forwarder, again, anyone)
    assert refused.value.error_name == "Members_AlreadyAdmitted"
    assert refused.value.act == "admit"

    client.engine.set_time(deadline + 1)
    with pytest.raises(Refusal) as late:
        relay(client, deployed.forwarder, again, anyone)
    assert late.value.error_name == "ERC2771ForwarderExpiredRequest"
    client.engine.restore(before)


def _other_chain(body: dict[str, Any]) -> None:
    body["chain_id"] = 1


def _began_anew(body: dict[str, Any]) -> None:
    body["genesis_hash"] = "0x" + "ab" * 32


def _nobody_there(body: dict[str, Any]) -> None:
    body["contracts"]["Credit"]["address"] = "0x" + "11" * 20


def _other_code(body: dict[str, Any]) -> None:
    body["contracts"]["Credit"]["address"] = body["contracts"]["Members"]["address"]


def _other_sources(body: dict[str, Any]) -> None:
    body["contracts"]["Credit"]["build_hash"] = "0x" + "00" * 32


def _lacking(body: dict[str, Any]) -> None:
    del body["contracts"]["Credit"]


def _no_address(body: dict[str, Any]) -> None:
    body["contracts"]["Credit"]["address"] = "somewhere"


def _other_format(body: dict[str, Any]) -> None:
    body["format"] = 99


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_other_chain, "is for chain 1, this is chain 31337"),
        (_began_anew, "started anew; deploy again"),
        (_nobody_there, "no contract at 0x1111111111111111111111111111111111111111, where Credit"),
        (_other_code, "is not the Credit that was deployed"),
        (_other_sources, "Credit was deployed from other sources"),
        (_lacking, "lacks Credit"),
        (_no_address, "is damaged: ValueError not an address: 'somewhere'"),
        (_other_format, "is not a deployment manifest of format 1"),
    ],
)
def test_a_manifest_for_something_else_is_refused(
    client: LedgerClient,
    manifest: Path,
    artifacts: Artifacts,
    change: Callable[[dict[str, Any]], None],
    says: str,
) -> None:
    body = json.loads(manifest.read_text())
    change(body)
    manifest.write_text(json.dumps(body))
    with pytest.raises(ManifestError, match=says):
        load(manifest, client, artifacts)


def test_a_manifest_that_cannot_be_read_or_written(
    client: LedgerClient, deployed: Deployment, tmp_path: Path
) -> None:
    with pytest.raises(ManifestError, match="no manifest at"):
        load(tmp_path / "none.json", client)
    (tmp_path / "text.json").write_text("not JSON")
    with pytest.raises(ManifestError, match="is not JSON"):
        load(tmp_path / "text.json", client)
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInputError, match="cannot be written"):
        deployed.manifest.write(tmp_path / "file" / "manifest.json")
