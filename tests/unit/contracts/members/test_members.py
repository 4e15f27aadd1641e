"""The register of organisations and keys: every transition, event, refusal, and who may do what."""

from collections.abc import Callable
from typing import Any

import pytest

from dhow.ledger.types import Act
from tests.support.chain import Chain, expect_refusal
from tests.support.network import Network, act_hash, bitmap, fixed, org_id

NONE, MAKER, CHECKER = 0, 1, 2
REASON = fixed("LICENCE WITHDRAWN", 32)
NOBODY = "0x" + "00" * 20
UNAUTHORISED = "AccessManagedUnauthorized"


@pytest.fixture(scope="module")
def net(module_chain: Chain) -> Network:
    """A bank under dual control, an exporter and a suspended importer."""
    net = Network(module_chain)
    net.admit("bank", "BANK", dual_control=True, bic="EBILAEAD", country="AE")
    net.admit("seller", "EXPORTER", "IMPORTER")
    net.admit("shut", "IMPORTER")
    net.send(net.members.act("suspend", org_id("shut"), REASON), "registrar")
    return net


@pytest.fixture(autouse=True)
def restored(chain: Chain) -> Chain:
    """Whatever a test does is undone after it."""
    return chain


def details(**changes: Any) -> dict[str, Any]:
    return {
        "settlement_account": "0x" + "11" * 20,
        "capabilities": bitmap("EXPORTER"),
        "standing": 0,
        "dual_control": False,
        "bic": fixed("", 11),
        "country": b"ES",
    } | changes


def test_admit_keeps_what_was_given(chain: Chain, net: Network) -> None:  # NONE -> ADMITTED
    org, key = org_id("new"), chain.signer("new").address
    given = details(capabilities=bitmap("BANK", "FINANCIER"), dual_control=True, standing=2)
    receipt = net.send(net.members.act("admit", org, given, key), "registrar")

    admitted = receipt.event("OrganisationAdmitted")
    assert (admitted.organisation, admitted.country, admitted.dual_control) == (org, b"ES", True)
    assert admitted.capabilities == bitmap("BANK", "FINANCIER")
    assert admitted.bic == given["bic"]
    assert receipt.event("SettlementAccountChanged").account == given["settlement_account"]
    added = receipt.event("KeyAdded")
    assert (added.organisation, added.key, added.duty) == (org, key, CHECKER)
    kept = net.call(net.members.view("organisation", org))
    assert kept.standing.name == "ADMITTED"  # never what the caller wrote there
    assert kept.capabilities == given["capabilities"]
    assert net.call(net.members.view("settlementAccount", org)) == given["settlement_account"]
    assert net.call(net.members.view("keyRecord", key)).organisation == org


def test_suspend_and_reinstate(net: Network) -> None:
    org, members = org_id("seller"), net.members
    # ADMITTED -> SUSPENDED
    receipt = net.send(members.act("suspend", org, REASON), "registrar")
    assert receipt.event("OrganisationSuspended").reason == REASON
    with expect_refusal("Members_Suspended", organisation=org):
        net.call(members.view("requireCapability", org, 0))
    with expect_refusal("Members_Suspended"):
        net.send(members.act("suspend", org, REASON), "registrar")
    # What is due to it stays payable.
    assert net.call(members.view("settlementAccount", org)) != NOBODY
    # SUSPENDED -> ADMITTED
    receipt = net.send(members.act("reinstate", org), "registrar")
    assert receipt.event("OrganisationReinstated").organisation == org
    net.call(members.view("requireCapability", org, 1))
    with expect_refusal("Members_AlreadyAdmitted", organisation=org):
        net.send(members.act("reinstate", org), "registrar")


VALID_LEIS = [
    "529900T8BM49AURSDO55",
    "5493001KJTIIGC8Y1R12",
    "213800WSGIIZCXF1P572",
    "54930000000000000002",
    "54930000000000006598",
]
INVALID_LEIS = {
    "wrong check digits": b"529900T8BM49AURSDO56",
    "two characters swapped": b"529900T8BM49AURSOD55",
    "lower case": b"529900t8bm49aursdo55",
    "a space": b"529900T8BM49AURSDO 5",
    "letters for check digits": b"529900T8BM49AURSDO7Z",
    "check digits 99 for 02": b"54930000000000000099",
    "check digits 00 for 97": b"54930000000000003300",
    "check digits 01 for 98": b"54930000000000006501",
    "nineteen characters": b"529900T8BM49AURSDO5",
    "something after it": b"529900T8BM49AURSDO55X",
    "something at the far end": b"529900T8BM49AURSDO55" + bytes(11) + b"\x01",
    "empty": b"",
}


@pytest.mark.parametrize("lei", VALID_LEIS)
def test_a_lei_with_right_check_digits_is_admitted(chain: Chain, net: Network, lei: str) -> None:
    key = chain.signer("new").address
    net.send(net.members.act("admit", fixed(lei, 32), details(), key), "registrar")


@pytest.mark.parametrize("case", INVALID_LEIS)
def test_what_is_no_lei_is_refused(chain: Chain, net: Network, case: str) -> None:
    org = INVALID_LEIS[case].ljust(32, b"\0")
    with expect_refusal("Members_InvalidLei", organisation=org):
        net.send(net.members.act("admit", org, details(), chain.signer("new").address), "registrar")


INCOMPLETE = {
    "no settlement account": ({"settlement_account": NOBODY}, "0x" + "22" * 20),
    "no capability": ({"capabilities": 0}, "0x" + "22" * 20),
    "only the capability of nobody": ({"capabilities": 1}, "0x" + "22" * 20),
    "a capability there is not": ({"capabilities": 1 << 11}, "0x" + "22" * 20),
    "no key": ({}, NOBODY),
}


@pytest.mark.parametrize("case", INCOMPLETE)
def test_an_incomplete_admission_is_refused(net: Network, case: str) -> None:
    changes, key = INCOMPLETE[case]
    with expect_refusal("Members_Incomplete"):
        net.send(net.members.act("admit", org_id("new"), details(**changes), key), "registrar")


def test_nobody_is_admitted_twice_or_with_a_key_of_another(chain: Chain, net: Network) -> None:
    key = chain.signer("seller").address
    with expect_refusal("Members_AlreadyAdmitted", organisation=org_id("seller")):
        net.send(net.members.act("admit", org_id("seller"), details(), key), "registrar")
    with expect_refusal("Members_KeyTaken", key=key):
        net.send(net.members.act("admit", org_id("new"), details(), key), "registrar")


UNKNOWN_ORGANISATION: dict[str, Callable[[Network], Any]] = {
    "suspend": lambda n: n.send(n.members.act("suspend", org_id("x"), REASON), "registrar"),
    "reinstate": lambda n: n.send(n.members.act("reinstate", org_id("x")), "registrar"),
    "restoreKey": lambda n: n.send(
        n.members.act("restoreKey", org_id("x"), "0x" + "22" * 20, MAKER), "registrar"
    ),
    "settlementAccount": lambda n: n.call(n.members.view("settlementAccount", org_id("x"))),
    "requireCapability": lambda n: n.call(n.members.view("requireCapability", org_id("x"), 0)),
}


@pytest.mark.parametrize("function", UNKNOWN_ORGANISATION)
def test_an_unknown_organisation_is_named(net: Network, function: str) -> None:
    with expect_refusal("Members_UnknownOrganisation", organisation=org_id("x")):
        UNKNOWN_ORGANISATION[function](net)
    assert net.call(net.members.view("organisation", org_id("x"))).standing.name == "NONE"


# ---------------------------------------------------------------- who may do what

CALLERS = ("registrar", "seller", "bank", "bank.maker", "shut", "stranger")
# Per function on the organisation `seller`: how each caller is refused; None where it is not.
ACCESS: dict[str, tuple[Callable[[Network], Act[Any]], dict[str, str | None]]] = {
    "admit": (
        lambda n: n.members.act("admit", org_id("new"), details(), "0x" + "22" * 20),
        {"registrar": None}
        | dict.fromkeys(("seller", "bank", "bank.maker", "shut", "stranger"), UNAUTHORISED),
    ),
    "suspend": (
        lambda n: n.members.act("suspend", org_id("seller"), REASON),
        {"registrar": None}
        | dict.fromkeys(("seller", "bank", "bank.maker", "shut", "stranger"), UNAUTHORISED),
    ),
    "reinstate": (
        lambda n: n.members.act("reinstate", org_id("shut")),
        {"registrar": None}
        | dict.fromkeys(("seller", "bank", "bank.maker", "shut", "stranger"), UNAUTHORISED),
    ),
    "restoreKey": (
        lambda n: n.members.act("restoreKey", org_id("seller"), "0x" + "22" * 20, CHECKER),
        {"registrar": None}
        | dict.fromkeys(("seller", "bank", "bank.maker", "shut", "stranger"), UNAUTHORISED),
    ),
    "addKey": (
        lambda n: n.members.act("addKey", org_id("seller"), "0x" + "22" * 20, MAKER),
        {
            "registrar": "Members_UnknownKey",
            "seller": None,
            "bank": "Members_NotTheParty",
            "bank.maker": "Members_NotTheParty",
            "shut": "Members_NotTheParty",
            "stranger": "Members_UnknownKey",
        },
    ),
    "revokeKey": (
        lambda n: n.members.act("revokeKey", org_id("seller"), n.chain.signer("seller").address),
        {
            "registrar": "Members_UnknownKey",
            "seller": None,
            "bank": "Members_NotTheParty",
            "bank.maker": "Members_NotTheParty",
            "shut": "Members_NotTheParty",
            "stranger": "Members_UnknownKey",
        },
    ),
    "setSettlementAccount": (
        lambda n: n.members.act("setSettlementAccount", org_id("seller"), "0x" + "22" * 20),
        {
            "registrar": "Members_UnknownKey",
            "seller": None,
            "bank": "Members_NotTheParty",
            "bank.maker": "Members_NotTheParty",
            "shut": "Members_NotTheParty",
            "stranger": "Members_UnknownKey",
        },
    ),
    "prepare": (
        lambda n: n.members.act("prepare", b"\x01" * 32),
        {
            "registrar": "Members_UnknownKey",
            "seller": "Members_WrongDuty",
            "bank": "Members_WrongDuty",
            "bank.maker": None,
            "shut": "Members_WrongDuty",
            "stranger": "Members_UnknownKey",
        },
    ),
}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("function", ACCESS)
def test_who_may_do_what(net: Network, function: str, caller: str) -> None:
    make, expected = ACCESS[function]
    refusal = expected[caller]
    if refusal is None:
        net.send(make(net), caller)
        return
    with expect_refusal(refusal):
        net.send(make(net), caller)


def test_every_changing_function_has_a_row(net: Network, artifacts: Any) -> None:  # noqa: ARG001
    changing = {
        entry["name"]
        for entry in artifacts["Members"].abi
        if entry["type"] == "function" and entry["stateMutability"] == "nonpayable"
    }
    # These are open to any contract; what they refuse is tested below and among the attacks.
    assert changing - {"setAuthority", "authorise", "authorisePayment"} == set(ACCESS)


# ---------------------------------------------------------------- keys


def test_a_key_comes_and_goes(chain: Chain, net: Network) -> None:
    org, key = org_id("seller"), chain.signer("clerk").address
    added = net.send(net.members.act("addKey", org, key, MAKER), "seller").event("KeyAdded")
    assert (added.key, added.duty) == (key, MAKER)
    net.call(net.members.view("requireParty", key, org, 1))
    assert net.call(net.members.view("requireMember", key, 2)) == org

    with expect_refusal("Members_KeyTaken", key=key):
        net.send(net.members.act("addKey", org, key, CHECKER), "seller")
    with expect_refusal("Members_WrongDuty", key=key, required=CHECKER):
        net.send(net.members.act("addKey", org, "0x" + "22" * 20, MAKER), "clerk")
    with expect_refusal("Members_WrongDuty", key=key):
        net.send(net.members.act("revokeKey", org, chain.signer("seller").address), "clerk")

    revoked = net.send(net.members.act("revokeKey", org, key), "seller").event("KeyRevoked")
    assert (revoked.organisation, revoked.key) == (org, key)
    with expect_refusal("Members_UnknownKey", key=key):
        net.call(net.members.view("requireMember", key, 0))
    with expect_refusal("Members_UnknownKey", key=key):
        net.send(net.members.act("revokeKey", org, key), "seller")


@pytest.mark.parametrize(("key", "duty"), [(NOBODY, MAKER), ("0x" + "22" * 20, NONE)])
def test_a_key_needs_an_address_and_a_duty(net: Network, key: str, duty: int) -> None:
    with expect_refusal("Members_Incomplete"):
        net.send(net.members.act("addKey", org_id("seller"), key, duty), "seller")


def test_a_lost_last_key_is_restored_by_the_registrar(chain: Chain, net: Network) -> None:
    org = org_id("seller")
    net.send(net.members.act("revokeKey", org, chain.signer("seller").address), "seller")
    fresh = chain.signer("fresh").address
    net.send(net.members.act("restoreKey", org, fresh, CHECKER), "registrar")
    net.send(net.members.act("addKey", org, "0x" + "22" * 20, MAKER), "fresh")


def test_the_settlement_account_changes(net: Network) -> None:
    org, account = org_id("seller"), "0x" + "33" * 20
    receipt = net.send(net.members.act("setSettlementAccount", org, account), "seller")
    assert receipt.event("SettlementAccountChanged").account == account
    assert net.call(net.members.view("settlementAccount", org)) == account
    with expect_refusal("Members_Incomplete"):
        net.send(net.members.act("setSettlementAccount", org, NOBODY), "seller")


def test_a_capability_one_lacks_is_named(chain: Chain, net: Network) -> None:
    key, org = chain.signer("seller").address, org_id("seller")
    bank = chain.enum("Capability")["BANK"]
    with expect_refusal("Members_LacksCapability", organisation=org, required=bank):
        net.call(net.members.view("requireMember", key, bank))
    with expect_refusal("Members_LacksCapability"):
        net.call(net.members.view("requireParty", key, org, bank))
    with expect_refusal("Members_LacksCapability"):
        net.call(net.members.view("requireCapability", org, bank))
    with expect_refusal("Members_LacksCapability"):
        net.send(net.members.act("authorise", key, org, bank, b""), "stranger")


# ---------------------------------------------------------------- maker and checker


def test_a_binding_act_takes_maker_and_checker(chain: Chain, net: Network) -> None:
    org = org_id("bank")
    act = net.members.act("setSettlementAccount", org, "0x" + "33" * 20)
    with expect_refusal("Members_NotPrepared", organisation=org, act=act_hash(act)):
        net.send(act, "bank")

    prepared = net.prepare(act, "bank.maker").event("ActPrepared")
    maker = chain.signer("bank.maker").address
    assert (prepared.organisation, prepared.act, prepared.maker) == (org, act_hash(act), maker)
    assert net.call(net.members.view("preparedBy", org, act_hash(act))) == maker

    with expect_refusal("Members_WrongDuty", required=CHECKER):
        net.send(act, "bank.maker")
    checked = net.send(act, "bank").event("ActChecked")
    assert (checked.act, checked.checker) == (act_hash(act), chain.signer("bank").address)
    assert net.call(net.members.view("preparedBy", org, act_hash(act))) == NOBODY
    with expect_refusal("Members_NotPrepared"):  # the same act twice needs preparing twice
        net.send(act, "bank")


def test_a_stolen_key_does_not_wait_for_a_second_signature(chain: Chain, net: Network) -> None:
    stolen = chain.signer("bank.maker").address
    net.send(net.members.act("revokeKey", org_id("bank"), stolen), "bank")


# ---------------------------------------------------------------- signed rather than sent


def test_a_signed_consent_counts_as_its_signer(chain: Chain, net: Network) -> None:
    org, account = org_id("bank"), "0x" + "33" * 20
    act = net.members.act("setSettlementAccount", org, account)
    prepare = net.members.act("prepare", act_hash(act))
    net.send(net.forwarded(prepare, "bank.maker"), "courier")
    receipt = net.send(net.forwarded(act, "bank"), "courier")
    assert receipt.event("ActChecked").checker == chain.signer("bank").address
    assert net.call(net.members.view("settlementAccount", org)) == account


def test_system_powers_may_be_signed_too(chain: Chain, net: Network) -> None:
    act = net.members.act("suspend", org_id("seller"), REASON)
    net.send(net.forwarded(act, "registrar"), "courier")
    with expect_refusal("Members_Suspended"):
        net.call(net.members.view("requireMember", chain.signer("seller").address, 0))
