"""The invoice registry: every transition, event and refusal, and who may do what."""

from collections.abc import Callable
from typing import Any

import pytest

from dhow.ledger.types import Act
from tests.support.chain import Chain, expect_refusal
from tests.support.network import fixed, org_id
from tests.support.receivables import OPENING, Receivables, token

INVOICE, KEY = token("INV-2026-001"), token("seller/INV-2026-001/2026")
REASON = fixed("ISSUED IN ERROR", 32)
SELLER, FACTOR = org_id("seller"), org_id("factor")
NOBODY = "0x" + "00" * 20
DAYS = 86_400


@pytest.fixture(scope="module")
def desk(module_chain: Chain) -> Receivables:
    return Receivables(module_chain)


@pytest.fixture(autouse=True)
def restored(chain: Chain, desk: Receivables) -> Chain:  # noqa: ARG001 - built before the snapshot
    """Whatever a test does is undone after it."""
    return chain


# ---------------------------------------------------------------- the life of an invoice


def test_an_invoice_is_registered(desk: Receivables) -> None:  # NONE -> REGISTERED
    receipt = desk.register(INVOICE, key=KEY)
    registered = receipt.event("InvoiceRegistered")
    assert (registered.fingerprint, registered.seller) == (INVOICE, SELLER)
    assert receipt.named("ConflictNoted") == ()
    kept = desk.record(INVOICE)
    assert (kept.seller, kept.conflict_key, kept.registered_at, kept.status.name) == (
        SELLER,
        KEY,
        receipt.timestamp,
        "REGISTERED",
    )
    assert (kept.financier, kept.money, kept.advance_minor) == (bytes(32), NOBODY, 0)
    assert desk.net.call(desk.invoices.view("firstUnder", KEY)) == INVOICE


def test_an_offer_reserves_it(desk: Receivables) -> None:  # REGISTERED -> RESERVED
    desk.register(INVOICE)
    receipt = desk.offer(INVOICE, advance=80_000_00)
    offered = receipt.event("InvoiceOffered")
    assert (offered.fingerprint, offered.financier) == (INVOICE, FACTOR)
    kept = desk.record(INVOICE)
    assert (kept.status.name, kept.financier, kept.money) == ("RESERVED", FACTOR, desk.usd.address)
    assert (kept.advance_minor, kept.reserved_until) == (80_000_00, offered.reserved_until)
    assert (offered.money, offered.advance_minor) == (desk.usd.address, 80_000_00)


def test_an_offer_is_withdrawn(desk: Receivables) -> None:  # RESERVED -> REGISTERED
    desk.register(INVOICE)
    registered = desk.record(INVOICE)
    desk.offer(INVOICE)
    receipt = desk.send(desk.invoices.act("withdrawOffer", INVOICE), "seller")
    assert receipt.event("OfferWithdrawn").fingerprint == INVOICE
    assert desk.record(INVOICE) == registered


def test_financing_pays_in_the_same_transaction(desk: Receivables) -> None:  # RESERVED -> FINANCED
    desk.register(INVOICE)
    desk.offer(INVOICE, advance=80_000_00)
    financed = desk.finance(INVOICE).event("InvoiceFinanced")
    assert (financed.seller, financed.financier) == (SELLER, FACTOR)
    assert financed.advance_minor == 80_000_00
    assert desk.status(INVOICE) == "FINANCED"
    assert (desk.balance("seller"), desk.balance("factor")) == (80_000_00, OPENING - 80_000_00)
    assert desk.net.call(desk.usd.view("balanceOf", desk.invoices.address)) == 0


def test_a_bank_finances_too(desk: Receivables) -> None:
    desk.register(INVOICE)
    desk.offer(INVOICE, "forfaiter")
    desk.finance(INVOICE, "forfaiter")
    assert desk.balance("seller") == 80_000_00


def test_the_financier_is_repaid(desk: Receivables) -> None:  # FINANCED -> SETTLED
    desk.register(INVOICE)
    desk.offer(INVOICE)
    desk.finance(INVOICE)
    receipt = desk.send(desk.invoices.act("settle", INVOICE), "factor")
    assert receipt.event("InvoiceSettled").fingerprint == INVOICE
    assert desk.status(INVOICE) == "SETTLED"
    assert desk.record(INVOICE).financier == FACTOR


def test_a_financing_is_undone(desk: Receivables) -> None:  # FINANCED -> REGISTERED
    desk.register(INVOICE)
    registered = desk.record(INVOICE)
    desk.offer(INVOICE)
    desk.finance(INVOICE)
    receipt = desk.send(desk.invoices.act("releaseFinancing", INVOICE), "factor")
    assert receipt.event("FinancingReleased").fingerprint == INVOICE
    assert desk.record(INVOICE) == registered
    desk.offer(INVOICE, "forfaiter")
    desk.finance(INVOICE, "forfaiter")


def test_a_registered_invoice_is_cancelled_for_good(desk: Receivables) -> None:
    desk.register(INVOICE)
    # REGISTERED -> CANCELLED
    receipt = desk.send(desk.invoices.act("cancel", INVOICE, REASON), "seller")
    cancelled = receipt.event("InvoiceCancelled")
    assert (cancelled.fingerprint, cancelled.reason) == (INVOICE, REASON)
    assert desk.status(INVOICE) == "CANCELLED"
    with expect_refusal("Invoices_Duplicate", fingerprint=INVOICE):
        desk.register(INVOICE)


# ---------------------------------------------------------------- offers that lapse


def test_an_offer_can_be_taken_up_to_its_last_second(chain: Chain, desk: Receivables) -> None:
    desk.register(INVOICE)
    until = desk.offer(INVOICE).event("InvoiceOffered").reserved_until
    chain.set_time(until)
    desk.finance(INVOICE)


def test_a_lapsed_offer_makes_room_for_another(chain: Chain, desk: Receivables) -> None:
    desk.register(INVOICE)
    until = desk.offer(INVOICE).event("InvoiceOffered").reserved_until
    with expect_refusal("Invoices_Reserved", fingerprint=INVOICE, reserved_until=until):
        desk.offer(INVOICE, "forfaiter")
    chain.set_time(until + 1)
    receipt = desk.offer(INVOICE, "forfaiter")
    order = [type(log.event).__name__ for log in receipt.events]
    assert order == ["OfferWithdrawn", "InvoiceOffered"]
    assert desk.record(INVOICE).financier == org_id("forfaiter")


def test_a_lapsed_offer_may_be_withdrawn_by_anyone(chain: Chain, desk: Receivables) -> None:
    desk.register(INVOICE)
    until = desk.offer(INVOICE).event("InvoiceOffered").reserved_until
    act = desk.invoices.act("withdrawOffer", INVOICE)
    with expect_refusal("Members_UnknownKey"):
        desk.send(act, "stranger")
    chain.set_time(until + 1)
    desk.send(act, "stranger")
    assert desk.status(INVOICE) == "REGISTERED"


def test_an_invoice_on_offer_is_cancelled_once_it_lapsed(chain: Chain, desk: Receivables) -> None:
    desk.register(INVOICE)
    until = desk.offer(INVOICE).event("InvoiceOffered").reserved_until
    act = desk.invoices.act("cancel", INVOICE, REASON)
    with expect_refusal("Invoices_Reserved", reserved_until=until):
        desk.send(act, "seller")
    chain.set_time(until + 1)
    receipt = desk.send(act, "seller")
    assert receipt.event("OfferWithdrawn").fingerprint == INVOICE
    assert desk.status(INVOICE) == "CANCELLED"
    assert desk.record(INVOICE).financier == bytes(32)


# ---------------------------------------------------------------- conflicts and duplicates


def test_a_shared_conflict_key_is_noted_for_review(desk: Receivables) -> None:
    other = token("INV-2026-001, one cent more")
    desk.register(INVOICE, key=KEY)
    noted = desk.register(other, key=KEY).event("ConflictNoted")
    assert (noted.conflict_key, noted.earlier, noted.later) == (KEY, INVOICE, other)
    assert desk.net.call(desk.invoices.view("firstUnder", KEY)) == INVOICE
    assert desk.status(other) == "REGISTERED"  # amber: to be reviewed, not refused


@pytest.mark.parametrize(("fingerprint", "key"), [(bytes(32), KEY), (INVOICE, bytes(32))])
def test_nothing_has_no_fingerprint(desk: Receivables, fingerprint: bytes, key: bytes) -> None:
    with expect_refusal("Invoices_InvalidOffer"):
        desk.send(desk.invoices.act("register", fingerprint, key), "seller")


# ---------------------------------------------------------------- what an offer must be

INVALID_OFFERS: dict[str, dict[str, Any]] = {
    "to oneself": {"to": "seller"},
    "of nothing": {"advance": 0},
    "of the past": {"seconds": 0},
    "ending as it is made": {"seconds": 1},
    "for longer than 30 days": {"seconds": 30 * DAYS + 2},
    "in no money": {"money": NOBODY},
    "in what is no contract": {"money": "0x" + "77" * 20},
}


@pytest.mark.parametrize("case", INVALID_OFFERS)
def test_an_invalid_offer_is_refused(desk: Receivables, case: str) -> None:
    desk.register(INVOICE)
    with expect_refusal("Invoices_InvalidOffer"):
        desk.offer(INVOICE, **INVALID_OFFERS[case])


def test_an_offer_lasts_up_to_30_days(desk: Receivables) -> None:
    desk.register(INVOICE)
    desk.offer(INVOICE, seconds=30 * DAYS + 1)  # its block is a second from now


def test_only_financiers_and_banks_are_offered_invoices(desk: Receivables) -> None:
    desk.register(INVOICE)
    with expect_refusal("Members_LacksCapability", organisation=org_id("carrier")):
        desk.offer(INVOICE, "carrier")
    with expect_refusal("Members_UnknownOrganisation", organisation=org_id("nobody")):
        desk.offer(INVOICE, "nobody")


# ---------------------------------------------------------------- function by status

ACTS: dict[str, tuple[Callable[[Receivables], Any], str]] = {
    "offer": (lambda d: d.offer(INVOICE, "forfaiter"), "seller"),
    "withdrawOffer": (lambda d: d.send(d.invoices.act("withdrawOffer", INVOICE), "seller"), ""),
    "finance": (lambda d: d.finance(INVOICE), ""),
    "settle": (lambda d: d.send(d.invoices.act("settle", INVOICE), "factor"), ""),
    "releaseFinancing": (
        lambda d: d.send(d.invoices.act("releaseFinancing", INVOICE), "factor"),
        "",
    ),
    "cancel": (lambda d: d.send(d.invoices.act("cancel", INVOICE, REASON), "seller"), ""),
}
WRONG, ALREADY = "Invoices_WrongStatus", "Invoices_AlreadyFinanced"
# What each status answers to each act; an act that is not here is allowed.
REFUSALS: dict[str, dict[str, str]] = {
    "NONE": dict.fromkeys(ACTS, "Invoices_Unknown"),
    "REGISTERED": dict.fromkeys(("withdrawOffer", "finance", "settle", "releaseFinancing"), WRONG),
    "RESERVED": {"settle": WRONG, "releaseFinancing": WRONG}
    | dict.fromkeys(("offer", "cancel"), "Invoices_Reserved"),
    "FINANCED": {"withdrawOffer": WRONG} | dict.fromkeys(("offer", "finance", "cancel"), ALREADY),
    "SETTLED": dict.fromkeys(ACTS, WRONG),
    "CANCELLED": dict.fromkeys(ACTS, WRONG),
}


def bring_to(desk: Receivables, status: str) -> None:
    if status == "NONE":
        return
    desk.register(INVOICE)
    if status == "CANCELLED":
        ACTS["cancel"][0](desk)
        return
    if status != "REGISTERED":
        desk.offer(INVOICE)
    if status in ("FINANCED", "SETTLED"):
        desk.finance(INVOICE)
    if status == "SETTLED":
        ACTS["settle"][0](desk)
    assert desk.status(INVOICE) == status


@pytest.mark.parametrize("function", ACTS)
@pytest.mark.parametrize("status", REFUSALS)
def test_what_each_status_allows(desk: Receivables, status: str, function: str) -> None:
    bring_to(desk, status)
    refusal = REFUSALS[status].get(function)
    if refusal is None:
        ACTS[function][0](desk)
        return
    with expect_refusal(refusal, fingerprint=INVOICE):
        ACTS[function][0](desk)
    if status != "NONE":
        assert desk.status(INVOICE) == status


# ---------------------------------------------------------------- function by caller

CALLERS = ("seller", "rival", "factor", "forfaiter", "carrier", "registrar", "stranger")
NOT_THEIRS = {
    "rival": "Members_NotTheParty",
    "carrier": "Members_NotTheParty",
    "forfaiter": "Members_NotTheParty",
    "registrar": "Members_UnknownKey",
    "stranger": "Members_UnknownKey",
}
BY_SELLER = NOT_THEIRS | {"factor": "Members_NotTheParty"}
BY_FINANCIER = NOT_THEIRS | {"seller": "Members_NotTheParty"}
ACCESS: dict[str, tuple[str, Callable[[Receivables], Act[Any]], dict[str, str]]] = {
    "offer": (
        "REGISTERED",
        lambda d: d.invoices.act(
            "offer", INVOICE, FACTOR, d.usd.address, 1, d.net.chain.now() + 60
        ),
        BY_SELLER,
    ),
    "withdrawOffer": ("RESERVED", lambda d: d.invoices.act("withdrawOffer", INVOICE), BY_SELLER),
    "finance": ("RESERVED", lambda d: d.financing(INVOICE), BY_FINANCIER),
    "settle": ("FINANCED", lambda d: d.invoices.act("settle", INVOICE), BY_FINANCIER),
    "releaseFinancing": (
        "FINANCED",
        lambda d: d.invoices.act("releaseFinancing", INVOICE),
        BY_FINANCIER,
    ),
    "cancel": ("REGISTERED", lambda d: d.invoices.act("cancel", INVOICE, REASON), BY_SELLER),
    "register": (
        "NONE",
        lambda d: d.invoices.act("register", INVOICE, KEY),
        {
            "registrar": "Members_UnknownKey",
            "stranger": "Members_UnknownKey",
            "factor": "Members_LacksCapability",
            "forfaiter": "Members_LacksCapability",
            "carrier": "Members_LacksCapability",
        },
    ),
}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("function", ACCESS)
def test_who_may_do_what(desk: Receivables, function: str, caller: str) -> None:
    status, make, refusals = ACCESS[function]
    bring_to(desk, status)
    if caller not in refusals:
        desk.send(make(desk), caller)
        return
    with expect_refusal(refusals[caller]):
        desk.send(make(desk), caller)


def test_every_changing_function_has_a_row(artifacts: Any) -> None:
    changing = {
        entry["name"]
        for entry in artifacts["Invoices"].abi
        if entry["type"] == "function" and entry["stateMutability"] == "nonpayable"
    }
    assert changing == set(ACCESS)


def test_a_suspended_party_may_not_act_but_is_still_paid(desk: Receivables) -> None:
    desk.register(INVOICE)
    desk.offer(INVOICE)
    desk.send(desk.net.members.act("suspend", SELLER, REASON), "registrar")
    with expect_refusal("Members_Suspended", organisation=SELLER):
        desk.send(desk.invoices.act("withdrawOffer", INVOICE), "seller")
    desk.finance(INVOICE)
    assert desk.balance("seller") == 80_000_00


def test_offer_and_financing_may_be_signed_and_sent_by_anyone(desk: Receivables) -> None:
    desk.register(INVOICE)
    desk.offer(INVOICE)
    receipt = desk.send(desk.net.forwarded(ACCESS["finance"][1](desk), "factor"), "courier")
    assert receipt.event("InvoiceFinanced").financier == FACTOR


def test_financing_takes_maker_and_checker_where_the_financier_asks_for_it(
    desk: Receivables,
) -> None:
    desk.net.admit("house", "FINANCIER", dual_control=True)
    desk.register(INVOICE)
    desk.offer(INVOICE, "house", advance=1)
    act = desk.financing(INVOICE)
    with expect_refusal("Members_NotPrepared"):
        desk.send(act, "house")
    desk.net.prepare(act, "house.maker")
    with expect_refusal("ERC20InsufficientAllowance"):  # prepared: now only its money is missing
        desk.send(act, "house")
