"""A user's key replaced while the network is at work: nothing lost, doubled, or left to the old."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.context import development_context
from api.development import seed
from api.ids import org_bytes
from api.keyring import LedgerKeyRing
from api.keys import DevelopmentKeyRing
from api.members import keys as member_keys
from dhow.errors import EnvironmentProblemError
from dhow.ledger.abi import Refusal
from dhow.ledger.bindings.values import Duty, OrgId
from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.sending import Command, State
from dhow.ledger.signers import KeyName, Keystore
from dhow.ledger.signing import LocalSigner
from tests.support.api import (
    CARRIER,
    CUSTOMS,
    EXPORTER,
    IMPORTER,
    INSPECTOR,
    ISSUER,
    NEWCOMERS,
    NOMINATED,
    STRANGER,
    TERMINAL,
    Network,
    bill_of_lading,
    commercial_invoice,
    open_network,
    party,
    problem_of,
    terms,
)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as network:
        yield network


def key_of(network: Network, organisation: str, user: str = "checker") -> str:
    response = network.send("GET", "/members/me", organisation, user=user)
    return str(response.json()["key"])


def register(network: Network, number: str, organisation: str = EXPORTER) -> Any:
    body = {"document": commercial_invoice(number), "grant_to": []}
    return network.post("/documents", organisation, body)


def old_is_refused(network: Network, signer: Any) -> None:
    act = network.context.contracts.members.prepare(bytes(32))
    with pytest.raises(Refusal) as caught:
        network.context.ledger.trial(act, signer.address)
    assert caught.value.error_name == "Members_UnknownKey"


def test_a_key_is_replaced_and_the_old_one_refused(network: Network) -> None:
    old = network.context.keys.user(EXPORTER, "checker")
    done = network.post("/members/keys/rotations", EXPORTER, {"user": "checker"})
    assert done["retired"] == [old.address]
    assert done["key"] == key_of(network, EXPORTER) != old.address
    old_is_refused(network, old)
    register(network, "AFTER-1")
    listed = network.get("/members/keys", EXPORTER)
    assert {(each["key"], each["user"]) for each in listed if each["user"] == "checker"} == {
        (done["key"], "checker")
    }
    # another process, or this one after a restart, finds the same key by the ledger
    again = LedgerKeyRing(DevelopmentKeyRing(), network.context.ledger, network.context.contracts)
    assert again.user(EXPORTER, "checker").address == done["key"]
    assert again.named(f"user {EXPORTER} checker", old.address) is not None
    # and once more
    later = network.post("/members/keys/rotations", EXPORTER, {"user": "checker"})
    assert later["retired"] == [done["key"]]
    register(network, "AFTER-2")


def test_a_maker_prepares_and_what_it_had_prepared_still_stands(network: Network) -> None:
    credit = network.post(
        "/credits/applications", IMPORTER, {"reference": "ROT-1", "terms": terms("ROT-1")}
    )["id"]
    issue = (f"/credits/{credit}/issue", ISSUER, {"number": "ROT-1"})
    prepared = network.send("POST", issue[0], ISSUER, user="maker", json=issue[2])
    assert prepared.status_code == 202
    old = network.context.keys.user(ISSUER, "maker")

    done = network.bind("/members/keys/rotations", ISSUER, {"user": "maker"})

    assert done["retired"] == [old.address]
    old_is_refused(network, old)
    network.post(*issue)  # the checker needs no second preparation
    assert network.get(f"/credits/{credit}", ISSUER)["state"] == "ISSUED"


def test_what_waits_in_the_outbox_is_seen_to_its_end(network: Network) -> None:
    context = network.context
    old = context.keys.user(CARRIER, "checker")
    outbox = context.sender.outbox(old, f"user {CARRIER} checker")
    act = context.contracts.documents.register(document=b"\x0c" * 32, kind=1)  # type: ignore[arg-type]
    accepted = outbox.accept("before the rotation", Command.of(act, gas=1_000_000))
    assert accepted.state is State.OPEN

    network.post("/members/keys/rotations", CARRIER, {"user": "checker"})

    settled = outbox.find("before the rotation")
    assert settled is not None
    assert settled.state is State.MINED
    revoked = [
        log.block_number
        for log in context.ledger.events(contracts=[context.contracts.members.address])
        if type(log.event).__name__ == "KeyRevoked" and log.event.key == old.address
    ]
    assert settled.block_number is not None
    assert settled.block_number < revoked[0]


def test_a_rotation_that_was_cut_off_is_completed(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = network.context.keys.user(NOMINATED, "checker")

    def dies(*_: Any) -> None:
        raise EnvironmentProblemError("the node does not answer")

    with monkeypatch.context() as broken:
        broken.setattr(member_keys, "drain", dies)
        cut = network.send("POST", "/members/keys/rotations", NOMINATED, json={"user": "checker"})
        assert cut.status_code == 503
    new = network.context.keys.user(NOMINATED, "checker")
    assert new.address != old.address
    # in between both act, the new one is used, and a maker cannot end it
    network.context.ledger.trial(
        network.context.contracts.documents.register(document=b"\x0d" * 32, kind=1),  # type: ignore[arg-type]
        old.address,
    )
    refused = network.send(
        "POST", "/members/keys/rotations", NOMINATED, user="maker", json={"user": "checker"}
    )
    assert refused.status_code == 403

    done = network.post("/members/keys/rotations", NOMINATED, {"user": "checker"})

    assert (done["key"], done["retired"]) == (new.address, [old.address])  # no third key
    old_is_refused(network, old)


def test_rotating_during_traffic(network: Network) -> None:
    """Every request is answered as if nothing happened, and every document is there once."""
    numbers = [f"TRAFFIC-{n}" for n in range(24)]
    before = network.context.ledger.block_number()

    async def post(number: str, delay: float) -> Any:
        await asyncio.sleep(delay)
        return await network.client.post(
            "/documents",
            json={"document": commercial_invoice(number), "grant_to": []},
            headers={**bearer, "Idempotency-Key": f"key-{number}"},
        )

    async def rotate(delay: float) -> Any:
        await asyncio.sleep(delay)
        return await network.client.post(
            "/members/keys/rotations", json={"user": "checker"}, headers=bearer
        )

    async def all_at_once() -> list[Any]:
        posts = [post(number, 0.02 * at) for at, number in enumerate(numbers)]
        return await asyncio.gather(*posts, rotate(0.1), rotate(0.3))

    bearer = {"Authorization": f"Bearer {network.token(EXPORTER)}"}
    *posted, first, second = network.run(all_at_once())

    assert [each.status_code for each in posted] == [201] * len(numbers), [
        each.text for each in posted if each.status_code != 201
    ]
    assert first.status_code == second.status_code == 200, first.text + second.text
    assert first.json()["key"] != second.json()["key"]
    registered = Counter(
        bytes(log.event.document)
        for log in network.context.ledger.events(
            before + 1, contracts=[network.context.contracts.documents.address]
        )
    )
    wanted = {bytes.fromhex(each.json()["hash"][2:]) for each in posted}
    assert registered == dict.fromkeys(wanted, 1)
    members = network.get("/members/keys", EXPORTER)
    assert sum(each["user"] == "checker" for each in members) == 1


def test_a_key_that_another_process_replaced(network: Network) -> None:
    """This process has the old key in hand; the ledger refuses it, and the new one is used."""
    context = network.context
    stale = context.keys.user(TERMINAL, "checker")
    other = LedgerKeyRing(DevelopmentKeyRing(), context.ledger, context.contracts)
    new = other.successor(TERMINAL, "checker")
    org, members = OrgId(org_bytes(TERMINAL)), context.contracts.members
    context.sender.send(members.add_key(org=org, key=new.address, duty=Duty.CHECKER), stale)
    context.sender.send(members.revoke_key(org=org, key=stale.address), new)
    assert context.keys.user(TERMINAL, "checker").address == stale.address
    body = {"document": bill_of_lading("STALE-1"), "grant_to": []}
    body["document"]["issuer"] = party(TERMINAL)
    body["document"]["carrier"] = party(TERMINAL)
    done = network.post("/documents", TERMINAL, body)
    sent = context.ledger.engine.rpc("eth_getTransactionByHash", [done["receipt"]["transaction"]])
    assert sent["from"].lower() == new.address.lower()
    assert key_of(network, TERMINAL) == new.address


# --------------------------------------------------------------------------- attacks


def test_keys_of_others_do_not_exist(network: Network) -> None:
    theirs = key_of(network, TERMINAL)
    gone = network.refused(f"/members/keys/{theirs}/revocation", STRANGER)
    assert gone["status"] == 404
    nobodys = LocalSigner(bytes(range(9, 41))).address
    assert network.refused(f"/members/keys/{nobodys}/revocation", STRANGER)["status"] == 404
    unknown = network.refused("/members/keys/rotations", STRANGER, {"user": "nobody"})
    assert unknown["status"] == 404
    assert key_of(network, TERMINAL) == theirs


def test_a_key_of_anothers_cannot_be_claimed(network: Network) -> None:
    theirs = key_of(network, TERMINAL)
    problem = network.refused("/members/keys", STRANGER, {"key": theirs, "duty": "maker"})
    assert problem["error"] == "Members_KeyTaken"


def test_a_maker_alone_changes_no_keys(network: Network) -> None:
    for path, body in (
        ("/members/keys", {"key": LocalSigner(bytes(range(11, 43))).address, "duty": "checker"}),
        ("/members/keys/rotations", {"user": "maker"}),
        (f"/members/keys/{key_of(network, INSPECTOR)}/revocation", None),
    ):
        response = network.send("POST", path, INSPECTOR, user="maker", json=body)
        assert problem_of(response)["error"] == "Members_WrongDuty", path


def test_a_stolen_key_is_taken_away_at_once(network: Network) -> None:
    stolen = LocalSigner(bytes(range(21, 53)))
    network.post("/members/keys", CUSTOMS, {"key": stolen.address, "duty": "checker"})
    done = network.post(f"/members/keys/{stolen.address.lower()}/revocation", CUSTOMS)
    assert (done["key"], done["duty"]) == (stolen.address, "none")
    old_is_refused(network, stolen)
    assert stolen.address not in {each["key"] for each in network.get("/members/keys", CUSTOMS)}


# ----------------------------------------------------------------------- keys in files


def test_keys_in_files_survive_rotation_and_restart(tmp_path: Path) -> None:
    few = [each for each in NEWCOMERS if each.lei in (EXPORTER, CARRIER)]
    folder, url = tmp_path / "keys", f"sqlite:///{tmp_path / 'network.db'}"
    manifest = tmp_path / "manifest.json"

    def box() -> Keystore:
        return Keystore.open(folder, "correct horse battery", scrypt_n=2**10)

    with EmbeddedEngine() as engine, asyncio.Runner() as runner:
        context = development_context(engine, url, keys=box(), manifest=manifest)
        seed(context, few, years=())
        network = Network(context, runner)
        register(network, "FILES-1")
        done = network.post("/members/keys/rotations", EXPORTER, {"user": "checker"})
        network.close()
        context.store.close()

        names = {name.place for name in box().names()}
        assert {"OPERATOR/system", f"{EXPORTER}/user/checker", f"{CARRIER}/account"} <= names
        assert box().numbers(KeyName(EXPORTER, "user", "checker")) == (1, 2)

        again = development_context(engine, url, keys=box(), manifest=manifest)
        network = Network(again, runner)
        assert key_of(network, EXPORTER) == done["key"]
        register(network, "FILES-2")
        document = network.post(
            "/documents", CARRIER, {"document": bill_of_lading("FILES-1"), "grant_to": []}
        )
        assert document["receipt"] is not None
        network.close()
        again.store.close()
