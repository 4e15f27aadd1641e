"""Every act of every contract of credits by everyone: taken from whose it is, refused from others.

The table is `tests/support/credit_callers.py`. Callers are keys of every role, of a member with
every capability who is no party, and of nobody. What one contract asks of another no key and no
third contract may.
"""

from collections.abc import Iterator, Mapping

import pytest

from dhow.ledger.abi import FunctionAbi
from dhow.ledger.bindings.values import Capability
from dhow.ledger.compiler import Artifacts
from dhow.ledger.deploy import PARTS, POWERS, SINGLETONS, Part, Role
from dhow.ledger.signers import roles
from dhow.ledger.types import Address
from tests.support.credit_callers import ANYONE, ROWS
from tests.support.credit_model.contracts import Contracts

pytest.importorskip("pyrevm", reason="the extra `fuzzing` is not there for this machine")

# Who is told that an act is not theirs, by whichever contract looks first.
NOT_YOURS = {
    "AccessManagedUnauthorized",
    "Credit_NotAPlaceForPresentation",
    "Credit_NotTheAdvisingBank",
    "Members_LacksCapability",
    "Members_NotTheParty",
    "Members_UnknownKey",
}
CAPABILITIES: Mapping[str, tuple[str, ...]] = {
    "applicant": ("IMPORTER",),
    "beneficiary": ("EXPORTER",),
    "bank": ("BANK",),
    "nominated": ("BANK",),
    "adviser": ("BANK",),
    "reimburser": ("BANK",),
    "financier": ("FINANCIER",),
    "carrier": ("CARRIER",),
    "regulator": ("REGULATOR",),
    "stranger": ("IMPORTER", "EXPORTER", "BANK", "FINANCIER"),
}
SYSTEM = {"registrar": Role.REGISTRAR, "guardian": Role.GUARDIAN, "settlement_agent": None}
KEYS = (*CAPABILITIES, *SYSTEM, "admin", "outsider")
OF_MANAGER = "setAuthority"  # of every contract that is governed; its manager's alone
GOVERNED = {name for name in SINGLETONS if name.startswith("Credit")} - {"CreditDrafting"}


@pytest.fixture(scope="module")
def contracts(artifacts: Artifacts, pytestconfig: pytest.Config) -> Contracts:
    if pytestconfig.getoption("--contract-coverage"):
        pytest.skip("coverage is measured on code that is too large for revm")
    return Contracts(artifacts)


@pytest.fixture(autouse=True)
def restored(contracts: Contracts) -> Iterator[None]:
    """Whatever a test does is undone after it."""
    yield
    contracts.begin()


def answers(contracts: Contracts, contract: str, function: str, *args: object) -> dict[str, str]:
    """What each key is told: the error's name, or nothing where the act is taken."""
    deals, engine = contracts.deals, contracts.engine
    act = deals.credit.all[contract].act(function, *args)
    now = engine.next_time()
    told = {}
    for name in KEYS:
        sender = deals.chain.signer(name).address.lower()
        refusal = engine.tried(sender, act.target, act.calldata, now)
        data = refusal.data if refusal and isinstance(refusal.data, bytes) else b""
        decoder = deals.chain.client.decoder
        told[name] = decoder.refusal(data, Address(act.target)).error_name if refusal else ""
    return told


@pytest.mark.parametrize("name", ROWS)
def test_an_act_is_theirs_whose_row_it_is(contracts: Contracts, name: str) -> None:
    row = ROWS[name]
    told = answers(contracts, *named(name), *row.reach(contracts.deals))
    theirs = told.keys() if ANYONE in row.by else told.keys() & row.by
    assert {who: told[who] for who in row.but} == row.but
    taken = {who: told[who] for who in theirs - row.but.keys()}
    assert {who: said for who, said in taken.items() if said} == {}, "refused from whose it is"
    others = {who: told[who] for who in told.keys() - theirs - row.but.keys()}
    assert {who: said for who, said in others.items() if said not in NOT_YOURS} == {}


def named(row: str) -> tuple[str, str]:
    """The contract and the function of a row."""
    contract, _, function = row.split(" ", maxsplit=1)[0].partition(".")
    return contract, function


def may_call(contracts: Contracts, contract: str, function: str) -> set[str]:
    """Keys and contracts that the access manager lets call a function that it restricts."""
    deals = contracts.deals
    known = {name: deals.chain.signer(name).address for name in KEYS}
    known |= {name: each.address for name, each in deals.credit.all.items()}
    target = deals.credit.all[contract]
    selector = target.selector(function)
    ask = deals.net.manager.view
    return {
        name
        for name, address in known.items()
        if deals.net.call(ask("canCall", address, target.address, selector))[0]
    }


@pytest.mark.parametrize("name", ROWS)
def test_what_contracts_ask_of_each_other_one_of_them_may(contracts: Contracts, name: str) -> None:
    contract, function = named(name)
    restricted = POWERS.get(contract, {})
    allowed = may_call(contracts, contract, function)
    # what is not restricted the manager knows nothing of: only its administrator passes it
    assert allowed == (set(ROWS[name].by) if function in restricted else {"admin"})


@pytest.mark.parametrize("contract", sorted(GOVERNED))
def test_no_key_moves_a_contract_to_another_authority(contracts: Contracts, contract: str) -> None:
    told = answers(contracts, contract, OF_MANAGER, contracts.deals.net.manager.address)
    assert set(told.values()) == {"AccessManagedUnauthorized"}


def functions(artifacts: Artifacts) -> set[str]:
    """Every function of a contract of credits that changes the ledger."""
    return {
        f"{each.name}.{function.name}"
        for each in artifacts.own()
        if each.source.startswith("contracts/credit/") and each.deployable
        for entry in each.abi
        if entry["type"] == "function" and not (function := FunctionAbi(entry)).reads_only
    }


def test_every_function_has_a_row(artifacts: Artifacts) -> None:
    there = {name for name in functions(artifacts) if not name.endswith(f".{OF_MANAGER}")}
    assert there == {".".join(named(name)) for name in ROWS}, (
        "rows: tests/support/credit_callers.py"
    )


@pytest.mark.parametrize("name", ROWS)
def test_the_register_of_roles_says_the_same(name: str) -> None:
    """A key's policy lets it call what is its row's, and what is a contract's no key."""
    row = ROWS[name]
    contract, function = named(name)
    holder = POWERS.get(contract, {}).get(function)
    if isinstance(holder, Part):
        assert row.by == {PARTS[holder]}
        assert function in roles.NOBODYS[contract]
    elif ANYONE in row.by:
        assert function in roles.EVERY_MEMBER[contract]
    elif isinstance(holder, Role):
        assert {SYSTEM[who] for who in row.by} == {holder}
        assert function in roles.OPERATOR[contract]
    elif holder is not None:
        assert row.by == {"admin"}
        assert function in roles.NOBODYS[contract]
    else:
        for who in row.by:
            capabilities = [Capability[each] for each in CAPABILITIES[who]]
            assert function in roles.member_calls(capabilities)[contract]
