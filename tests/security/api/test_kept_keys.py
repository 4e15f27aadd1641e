"""Keys of one's own behind the API: where they must be, what they may sign, whose they are."""

import asyncio
from pathlib import Path

import pytest

from api.context import development_context
from api.development import seed
from dhow.errors import BadInputError
from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.signers import KeyName, Keystore
from dhow.ledger.signers.web3signer_keys import read_remote_keys
from dhow.ledger.signing import LocalSigner
from tests.support.api import (
    EXPORTER,
    NEWCOMERS,
    Network,
    commercial_invoice,
    problem_of,
)
from tests.support.web3signer import signing_server

VALUABLE = 61_000  # a chain that is nobody's playground
SYSTEM = KeyName("OPERATOR", "system")


def keys_in(folder: Path) -> Keystore:
    return Keystore.open(folder / "keys", "correct horse battery", scrypt_n=2**10)


def head(engine: EmbeddedEngine) -> int:
    return int(engine.rpc("eth_blockNumber", []), 16)


def test_secret_keys_on_a_chain_of_value(tmp_path: Path) -> None:
    with EmbeddedEngine(chain_id=VALUABLE) as engine:
        context = development_context(engine, currencies=("USD",), keys=keys_in(tmp_path))
        assert context.keys.operator().address == keys_in(tmp_path).signer(SYSTEM).address
        context.store.close()


@pytest.mark.parametrize(
    ("secret", "whose"),
    [
        (
            bytes.fromhex("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"),
            "account 0 of anvil",
        ),
        ((1).to_bytes(32, "big"), "the key 1"),
        (None, "a development key of dhow"),
    ],
)
def test_keys_that_everyone_has_on_a_chain_of_value(
    tmp_path: Path, secret: bytes | None, whose: str
) -> None:
    from eth_utils.crypto import keccak

    known = secret or keccak(text="dhow development key: dhow development/operator")
    keys = keys_in(tmp_path)
    keys.keep(SYSTEM, known)
    with EmbeddedEngine(chain_id=VALUABLE) as engine:
        with pytest.raises(BadInputError, match=whose):
            development_context(engine, currencies=("USD",), keys=keys)
        assert head(engine) == 0  # nothing was deployed


def test_a_key_that_everyone_has_is_not_appointed_on_a_chain_of_value(tmp_path: Path) -> None:
    anvils = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
    few = [each for each in NEWCOMERS if each.lei == EXPORTER]
    with EmbeddedEngine(chain_id=VALUABLE) as engine, asyncio.Runner() as runner:
        context = development_context(engine, currencies=("USD",), keys=keys_in(tmp_path))
        seed(context, few, years=())
        network = Network(context, runner)
        problem = network.refused("/members/keys", EXPORTER, {"key": anvils, "duty": "checker"})
        assert "account 0 of anvil" in problem["detail"]
        network.close()
        context.store.close()


def test_another_networks_keys(tmp_path: Path) -> None:
    url, manifest = f"sqlite:///{tmp_path / 'network.db'}", tmp_path / "manifest.json"
    with EmbeddedEngine() as engine:
        first = keys_in(tmp_path)
        development_context(
            engine, url, currencies=("USD",), keys=first, manifest=manifest
        ).store.close()
        other = keys_in(tmp_path / "other")
        with pytest.raises(BadInputError, match="no key OPERATOR/system among the keys given"):
            development_context(engine, url, keys=other, manifest=manifest)
        assert other.names() == ()
        other.new(SYSTEM)
        with pytest.raises(BadInputError, match="does not administer the contracts"):
            development_context(engine, url, keys=other, manifest=manifest)
        with pytest.raises(BadInputError, match="does not administer"):
            development_context(engine, url, manifest=manifest)
        again = development_context(engine, url, keys=keys_in(tmp_path), manifest=manifest)
        again.store.close()


POLICIES = """
[operator]
keys = ["OPERATOR/*"]
[operator.calls]
Members = ["admit", "restoreKey"]
Money = ["issue"]

["users"]
keys = ["*/user/*"]
["users".calls]
Documents = ["register"]
Members = ["prepare", "addKey"]
"""


def test_a_policy_of_ones_own_refuses_in_words(tmp_path: Path) -> None:
    file = tmp_path / "policies.toml"
    file.write_text(POLICIES)
    few = [each for each in NEWCOMERS if each.lei == EXPORTER]
    with EmbeddedEngine() as engine, asyncio.Runner() as runner:
        context = development_context(engine, currencies=("USD",), policies=file)
        seed(context, few, years=())
        network = Network(context, runner)
        body = {"document": commercial_invoice("POLICY-1"), "grant_to": []}
        document = network.post("/documents", EXPORTER, body)["hash"]
        before = head(engine)
        problem = network.send(
            "POST", f"/documents/{document}/revocation", EXPORTER, json={"reason": "mistake"}
        )
        told = problem_of(problem)
        assert told["status"] == 403
        assert told["type"] == "urn:dhow:problem:signing-policy-selector"
        assert "Documents.register" in told["detail"]
        # and the account's key, which no table names
        paid = network.send(
            "POST", "/money/USD/allowances", EXPORTER, json={"contract": "credit", "minor": 5}
        )
        assert problem_of(paid)["type"] == "urn:dhow:problem:signing-policy-chain"
        assert head(engine) == before
        network.close()
        context.store.close()


# ---------------------------------------------------------- keys in a signing server


def remote_file(folder: Path, url: str, keys: dict[str, list[str]]) -> Path:
    lines = [f'url = "{url}"', "[keys]"]
    lines += [f'"{place}" = {addresses}' for place, addresses in keys.items()]
    path = folder / "signers.toml"
    path.write_text("\n".join(lines).replace("'", '"'))
    return path


def test_a_network_whose_keys_lie_in_a_signing_server(tmp_path: Path) -> None:
    secrets = [bytes(range(n, n + 32)) for n in range(1, 6)]
    operator, maker, checker, account, later = (LocalSigner(each) for each in secrets)
    few = [each for each in NEWCOMERS if each.lei == EXPORTER]
    with (
        signing_server(*secrets) as server,
        EmbeddedEngine() as engine,
        asyncio.Runner() as runner,
    ):
        file = remote_file(
            tmp_path,
            f"http://127.0.0.1:{server.port}",
            {
                "OPERATOR/system": [operator.address],
                f"{EXPORTER}/user/maker": [maker.address],
                f"{EXPORTER}/user/checker": [checker.address, later.address],
                f"{EXPORTER}/account": [account.address],
            },
        )
        keys = read_remote_keys(file)
        context = development_context(engine, currencies=("USD",), keys=keys)
        seed(context, few, years=())
        network = Network(context, runner)
        body = {"document": commercial_invoice("REMOTE-1"), "grant_to": []}
        assert network.post("/documents", EXPORTER, body)["receipt"]
        assert server.asked.count("POST /api/v1/eth1/sign") > 5
        done = network.post("/members/keys/rotations", EXPORTER, {"user": "checker"})
        assert (done["key"], done["retired"]) == (later.address, [checker.address])
        # the next has to be made in the server first
        refused = network.refused("/members/keys/rotations", EXPORTER, {"user": "checker"})
        assert "number 3" in refused["detail"]
        # a server that fails leaves nothing half-done: 503, and the same request then goes through
        server.behaviour = ["fails"] * 3
        body = {"document": commercial_invoice("REMOTE-2"), "grant_to": []}
        down = network.send("POST", "/documents", EXPORTER, json=body)
        assert down.status_code == 503
        assert problem_of(down)["next"].startswith("Send the same request again")
        assert network.post("/documents", EXPORTER, body)["receipt"]
        network.close()
        context.store.close()
        keys.close()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x", "cannot be read as TOML"),
        ('url = "https://s"', r"no table \[keys\]"),
        ('url = "https://s"\nport = 1\n[keys]', "port is not known"),
        ('[keys]\n"OPERATOR/system" = ["0x12"]', "url must be given"),
        ('url = "https://s"\n[keys]\n"OPERATOR/system" = ["0x12"]', "is no address"),
        ('url = "https://s"\n[keys]\n"OPERATOR/system" = "0x12"', "must be a list"),
        ('url = "https://s"\n[keys]\n"OPERATOR/boss" = []', "must be a list"),
        ('url = "https://s"\n[keys]\n"OPERATOR/boss" = ["0x12"]', "names no key"),
        (
            'url = "https://s"\n[keys]\n"A/account" = ["0x' + "11" * 20 + '"]\n'
            '"B/account" = ["0x' + "11" * 20 + '"]',
            "stands for both A/account and B/account",
        ),
        (
            'url = "https://s"\nclient_certificate = ["a"]\n[keys]\n"A/account" = ["0x12"]',
            "client_certificate must be",
        ),
    ],
)
def test_a_file_of_remote_keys_that_cannot_be_used(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "signers.toml"
    path.write_text(text)
    with pytest.raises(BadInputError, match=words):
        read_remote_keys(path)
