"""What somebody would have a key sign who got above its guard; the guard names the rule."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dhow.errors import BadInputError
from dhow.ledger.bindings.registry import NAMES, abi, decoder
from dhow.ledger.bindings.values import Capability
from dhow.ledger.client import LedgerClient
from dhow.ledger.compiler import compile_contracts
from dhow.ledger.consent import typed_data
from dhow.ledger.deploy import Deployment, Plan, deploy
from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.signers import roles
from dhow.ledger.signers.policy import Policy, PolicyRefusal, PolicySigner
from dhow.ledger.signers.policy_file import read_policies
from dhow.ledger.signing import LocalSigner
from dhow.ledger.types import Act
from dhow.trade.money import Currency

KEY = LocalSigner.named("an exporter's checker")
CHAIN = 1337
NOW = 1_775_000_000


@pytest.fixture(scope="module")
def contracts() -> Iterator[Deployment]:
    with EmbeddedEngine(chain_id=CHAIN) as engine:
        client = LedgerClient(engine, decoder())
        plan = Plan((Currency("USD"), Currency("EUR")))
        yield deploy(client, compile_contracts(), LocalSigner.named("deployer"), plan)


@pytest.fixture
def guard(contracts: Deployment) -> PolicySigner:
    """An exporter's key under the policy of its role."""
    calls = roles.member_calls([Capability.EXPORTER])
    policy = roles.policy_of("exporter", calls, contracts, chain_id=CHAIN)
    return PolicySigner(KEY, replace(policy, max_fee_wei=10**9), clock=lambda: NOW)


def taking_back(contracts: Deployment) -> Act[Any]:
    return contracts.credit_presentations.take_back(bytes(32))  # type: ignore[arg-type]


def transaction(act: Act[Any], **changed: Any) -> dict[str, Any]:
    return {
        "type": 2,
        "chainId": CHAIN,
        "nonce": 0,
        "gas": 1_000_000,
        "maxFeePerGas": 0,
        "maxPriorityFeePerGas": 0,
        "value": 0,
        "to": act.target,
        "data": act.calldata,
        **changed,
    }


def consent(contracts: Deployment, act: Act[Any], **changed: Any) -> dict[str, Any]:
    message = typed_data(
        act,
        changed.pop("party", KEY.address),
        chain_id=changed.pop("chain_id", CHAIN),
        forwarder=changed.pop("forwarder", contracts.forwarder.address),
        nonce=0,
        deadline=changed.pop("deadline", NOW + 3600),
    )
    return {**message, "message": {**message["message"], **changed}}


def refused(guard: PolicySigner, rule: str, what: dict[str, Any]) -> str:
    with pytest.raises(PolicyRefusal) as caught:
        (guard.sign_typed_data if "primaryType" in what else guard.sign_transaction)(what)
    assert caught.value.rule == rule, caught.value
    assert KEY.address in str(caught.value)
    return str(caught.value)


def test_an_honest_act_is_signed(guard: PolicySigner, contracts: Deployment) -> None:
    act = taking_back(contracts)
    assert guard.sign_transaction(transaction(act)) == KEY.sign_transaction(transaction(act))
    message = consent(contracts, act)
    assert guard.sign_typed_data(message) == KEY.sign_typed_data(message)
    noop = transaction(act, to=KEY.address, data=b"", gas=21_000)
    assert guard.sign_transaction(noop) == KEY.sign_transaction(noop)


def test_wrong_chain(guard: PolicySigner, contracts: Deployment) -> None:
    """A signature for a test network that is played back on the real one, or the other way."""
    said = refused(guard, "chain", transaction(taking_back(contracts), chainId=1))
    assert "chain 1, allowed: 1337" in said


def test_foreign_contract(guard: PolicySigner, contracts: Deployment) -> None:
    """The same function at a contract of the thief's."""
    act = replace(taking_back(contracts), target=LocalSigner.named("thief").address)
    refused(guard, "target", transaction(act))
    refused(guard, "target", consent(contracts, act))
    # a contract of ours that exporters have no business with
    publishing = replace(act, target=contracts.calendars.address)
    refused(guard, "target", transaction(publishing))


def test_unknown_selector(guard: PolicySigner, contracts: Deployment) -> None:
    act = taking_back(contracts)
    for data in (b"\xde\xad\xbe\xef", act.calldata[:3], b""):
        refused(guard, "selector", transaction(replace(act, calldata=data)))
        refused(guard, "selector", consent(contracts, replace(act, calldata=data)))


def test_another_roles_function(guard: PolicySigner, contracts: Deployment) -> None:
    """An exporter's key that would take up its own documents."""
    act = contracts.credit_presentations.waive(bytes(32))  # type: ignore[arg-type]
    said = refused(guard, "selector", transaction(act))
    assert "CreditPresentations.takeBack" in said


def test_money_out_of_an_operating_key(guard: PolicySigner, contracts: Deployment) -> None:
    act = contracts.money["USD"].transfer(to=LocalSigner.named("thief").address, value=1)
    refused(guard, "target", transaction(act))


def test_value_attached(guard: PolicySigner, contracts: Deployment) -> None:
    refused(guard, "value", transaction(taking_back(contracts), value=1))
    refused(guard, "value", consent(contracts, taking_back(contracts), value=1))
    # nor to oneself, where an act without data is let through
    refused(guard, "value", transaction(taking_back(contracts), to=KEY.address, data=b"", value=1))


def test_gas_and_fees_that_empty_the_account(guard: PolicySigner, contracts: Deployment) -> None:
    act = taking_back(contracts)
    refused(guard, "gas", transaction(act, gas=30_000_000))
    refused(guard, "fee", transaction(act, maxFeePerGas=10**12))
    refused(guard, "gas", consent(contracts, act, gas=30_000_000))


def test_a_contract_of_the_thiefs_deployed(guard: PolicySigner, contracts: Deployment) -> None:
    fields = transaction(taking_back(contracts), data=b"\x60\x00")
    for to in (None, ""):
        refused(guard, "creation", {**fields, "to": to})
    del fields["to"]
    refused(guard, "creation", fields)


def test_an_older_kind_of_transaction(guard: PolicySigner, contracts: Deployment) -> None:
    refused(guard, "type", transaction(taking_back(contracts), type=0))
    refused(guard, "type", transaction(taking_back(contracts), type=4))
    listed = [{"address": contracts.members.address, "storageKeys": []}]
    refused(guard, "type", transaction(taking_back(contracts), accessList=listed))


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"chain_id": 1}, "domain"),
        ({"forwarder": LocalSigner.named("thief").address}, "domain"),
        ({"party": LocalSigner.named("somebody else").address}, "party"),
        ({"deadline": NOW + 8 * 24 * 3600}, "deadline"),
    ],
)
def test_typed_data_for_another_domain(
    guard: PolicySigner, contracts: Deployment, changed: dict[str, Any], rule: str
) -> None:
    refused(guard, rule, consent(contracts, taking_back(contracts), **changed))


def test_a_permit_for_the_thief(guard: PolicySigner, contracts: Deployment) -> None:
    """EIP-2612: typed data of a token, which would give the money away without a transaction."""
    message = {
        "types": {
            "EIP712Domain": [{"name": "name", "type": "string"}],
            "Permit": [
                {"name": "spender", "type": "address"},
                {"name": "value", "type": "uint256"},
            ],
        },
        "primaryType": "Permit",
        "domain": {"name": "US Dollar"},
        "message": {"spender": KEY.address, "value": 1},
    }
    refused(guard, "type", message)
    # a permit that calls itself a consent
    honest = consent(contracts, taking_back(contracts))
    refused(guard, "type", {**message, "primaryType": "ForwardRequest"})
    types = {**honest["types"], "ForwardRequest": honest["types"]["ForwardRequest"][:-1]}
    refused(guard, "type", {**honest, "types": types})
    extra = {**honest["domain"], "salt": "0x" + "00" * 32}
    refused(guard, "domain", {**honest, "domain": extra})


def test_two_guards_must_both_agree(guard: PolicySigner, contracts: Deployment) -> None:
    narrow = roles.policy_of(
        "narrow", {"Members": ("prepare",)}, contracts, chain_id=CHAIN, consents=False
    )
    policies = (*guard._policies, narrow)
    both = PolicySigner(KEY, *policies, clock=lambda: NOW)
    both.sign_transaction(transaction(contracts.members.prepare(bytes(32))))
    refused(both, "target", transaction(taking_back(contracts)))
    refused(both, "type", consent(contracts, contracts.members.prepare(bytes(32))))
    with pytest.raises(ValueError, match="guards nothing"):
        PolicySigner(KEY)


# ------------------------------------------------------------- the table of roles


def changing(contract: str) -> set[str]:
    return {
        entry["name"]
        for entry in abi(contract)
        if entry["type"] == "function" and entry["stateMutability"] not in ("view", "pure")
    }


def named(contract: str) -> set[str]:
    tables = (
        roles.EVERY_MEMBER,
        *roles.BY_CAPABILITY.values(),
        roles.ACCOUNT,
        roles.OPERATOR,
        roles.RELAY,
    )
    return {name for table in tables for name in table.get(contract, ())}


@pytest.mark.parametrize("contract", NAMES)
def test_every_function_is_some_roles_or_nobodys(contract: str) -> None:
    nobodys = roles.NOBODYS.get(contract, frozenset())
    assert named(contract) | nobodys == changing(contract)
    assert not named(contract) & nobodys


def test_operating_keys_never_touch_money_and_accounts_nothing_else() -> None:
    for capability in Capability:
        calls = roles.member_calls([capability])
        assert {"Money", "AccessManager", "ERC2771Forwarder"}.isdisjoint(calls), capability
    assert set(roles.ACCOUNT) == {"Money"}
    assert roles.RELAY == {"ERC2771Forwarder": ("execute",)}


# ------------------------------------------------------------------- the file

FILE = """
["exporters"]
keys = ["*/user/*"]
chains = [1337]
max_gas = 5_000_000
consent_hours = 1
[exporters.calls]
CreditPresentations = ["present", "takeBack"]
Money = ["approve"]

[accounts]
keys = ["*/account"]
[accounts.calls]
Money = ["transfer"]
"""


def read(tmp_path: Path, contracts: Deployment, text: str) -> Any:
    path = tmp_path / "policies.toml"
    path.write_text(text)
    return read_policies(path, contracts, CHAIN)


def test_policies_of_a_file(tmp_path: Path, contracts: Deployment) -> None:
    found = read(tmp_path, contracts, FILE)
    (policy,) = found.of("5493001KJTIIGC8Y1R12/user/checker")
    guard = PolicySigner(KEY, policy, clock=lambda: NOW)
    guard.sign_transaction(transaction(taking_back(contracts)))
    guard.sign_typed_data(consent(contracts, taking_back(contracts)))
    for currency in ("USD", "EUR"):
        money = contracts.money[currency]
        guard.sign_transaction(
            transaction(money.approve(spender=contracts.credit.address, value=1))
        )
        refused(guard, "selector", transaction(money.transfer(to=KEY.address, value=1)))
    refused(guard, "gas", transaction(taking_back(contracts), gas=5_000_001))
    refused(guard, "deadline", consent(contracts, taking_back(contracts), deadline=NOW + 3601))


def test_a_key_that_no_table_names_signs_nothing(tmp_path: Path, contracts: Deployment) -> None:
    (policy,) = read(tmp_path, contracts, FILE).of("OPERATOR/system")
    guard = PolicySigner(KEY, policy, clock=lambda: NOW)
    said = refused(guard, "chain", transaction(taking_back(contracts)))
    assert "no table names OPERATOR/system" in said
    refused(guard, "type", consent(contracts, taking_back(contracts)))


def test_a_consent_is_not_signed_where_the_file_says_nothing_of_it(
    tmp_path: Path, contracts: Deployment
) -> None:
    (policy,) = read(tmp_path, contracts, FILE).of("5493001KJTIIGC8Y1R12/account")
    refused(
        PolicySigner(KEY, policy, clock=lambda: NOW),
        "type",
        consent(contracts, contracts.money["USD"].transfer(to=KEY.address, value=1)),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "holds no table"),
        ("[a", "cannot be read as TOML"),
        ("max_gas = 1", "max_gas stands outside"),
        ("[a]\nkeys = []", "table a, keys must be a list"),
        ("[a]\nkeys = 'all'", "table a, keys must be a list"),
        ("[a]\nkeys = ['*']\ngass = 1", "gass is not known; known: calls"),
        ("[a]\nkeys = ['*']\nmax_gas = -1", "max_gas must be a whole number"),
        ("[a]\nkeys = ['*']\nmax_gas = true", "max_gas must be a whole number"),
        ("[a]\nkeys = ['*']\nchains = 1337", "chains must be a list"),
        ("[a]\nkeys = ['*']\ncreates = 1", "creates must be true or false"),
        ("[a]\nkeys = ['*']\n[a.calls]\nBank = ['x']", "no contract Bank"),
        ("[a]\nkeys = ['*']\n[a.calls]\nCredit = ['pay']", "Credit has no function pay"),
        ("[a]\nkeys = ['*']\n[a.calls]\nCredit = ['credit']", "Credit has no function credit"),
        ("[a]\nkeys = ['*']\ncalls = 1", "calls must be a table"),
    ],
)
def test_a_file_that_says_what_it_cannot_mean(
    tmp_path: Path, contracts: Deployment, text: str, words: str
) -> None:
    with pytest.raises(BadInputError, match=words) as caught:
        read(tmp_path, contracts, text)
    assert "policies.toml" in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path, contracts: Deployment) -> None:
    with pytest.raises(BadInputError, match="cannot be read: No such file"):
        read_policies(tmp_path / "nowhere.toml", contracts, CHAIN)


def test_a_policy_of_nothing_lets_nothing_through(contracts: Deployment) -> None:
    guard = PolicySigner(KEY, Policy("nothing", frozenset((CHAIN,)), {}, 10**6), clock=lambda: NOW)
    refused(guard, "target", transaction(taking_back(contracts)))
