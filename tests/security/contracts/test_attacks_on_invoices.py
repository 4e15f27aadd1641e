"""Attacks on the invoice registry: financing twice, financing for nothing, hostile money."""

import pytest
from eth_utils.crypto import keccak

from dhow.ledger.contract import Contract
from tests.support.chain import Chain, expect_refusal
from tests.support.network import fixed, org_id
from tests.support.receivables import OPENING, Receivables, token

INVOICE, OTHER = token("INV-2026-001"), token("INV-2026-002")
ADVANCE = 80_000_00
GUARDED = keccak(text="ReentrancyGuardReentrantCall()")[:4]


@pytest.fixture(scope="module")
def desk(module_chain: Chain) -> Receivables:
    return Receivables(module_chain)


@pytest.fixture(autouse=True)
def restored(chain: Chain, desk: Receivables) -> Chain:  # noqa: ARG001 - built before the snapshot
    """Whatever a test does is undone after it."""
    return chain


@pytest.fixture
def hostile(chain: Chain, desk: Receivables) -> Contract:
    """Hostile money that the factor holds and lets the registry take."""
    money = chain.deploy("HostileToken")
    account = chain.signer("factor.account")
    chain.send(money.act("mint", account.address, OPENING), "anyone")
    chain.send(money.act("approve", desk.invoices.address, OPENING), account)
    return money


def test_seller_finances_one_invoice_at_two_financiers(desk: Receivables) -> None:
    desk.register(INVOICE)
    desk.offer(INVOICE, "factor")
    with expect_refusal("Invoices_Reserved"):
        desk.offer(INVOICE, "forfaiter")
    with expect_refusal("Members_NotTheParty", required=org_id("factor")):
        desk.finance(INVOICE, "forfaiter")
    desk.finance(INVOICE, "factor")
    for financier in ("factor", "forfaiter"):
        with expect_refusal("Invoices_AlreadyFinanced", fingerprint=INVOICE):
            desk.finance(INVOICE, financier)
        with expect_refusal("Invoices_AlreadyFinanced", fingerprint=INVOICE):
            desk.offer(INVOICE, financier)
    assert desk.balance("seller") == ADVANCE
    assert desk.balance("forfaiter") == OPENING


def test_seller_switches_financiers_under_a_financing_on_its_way(desk: Receivables) -> None:
    """Withdrawn and offered to another before the first one's call arrives: it pays nothing."""
    desk.register(INVOICE)
    desk.offer(INVOICE, "factor")
    late = desk.financing(INVOICE)
    desk.send(desk.invoices.act("withdrawOffer", INVOICE), "seller")
    with expect_refusal("Invoices_WrongStatus"):
        desk.send(late, "factor")
    desk.offer(INVOICE, "forfaiter")
    with expect_refusal("Members_NotTheParty"):
        desk.send(late, "factor")
    desk.finance(INVOICE, "forfaiter")
    assert desk.balance("factor") == OPENING


def test_financier_takes_an_offer_that_has_lapsed(chain: Chain, desk: Receivables) -> None:
    desk.register(INVOICE)
    until = desk.offer(INVOICE).event("InvoiceOffered").reserved_until
    chain.set_time(until + 1)
    with expect_refusal("Invoices_OfferLapsed", reserved_until=until):
        desk.finance(INVOICE)
    assert desk.balance("factor") == OPENING


def test_another_seller_registers_the_same_invoice(desk: Receivables) -> None:
    desk.register(INVOICE)
    before = desk.record(INVOICE)
    for thief in ("rival", "seller"):
        with expect_refusal("Invoices_Duplicate", fingerprint=INVOICE):
            desk.register(INVOICE, thief)
    # Whoever is no exporter learns not even that.
    with expect_refusal("Members_LacksCapability"):
        desk.register(INVOICE, "factor")
    assert desk.record(INVOICE) == before


def test_duplicate_answer_tells_nothing_of_whom_or_how_much(desk: Receivables) -> None:
    desk.register(INVOICE)
    desk.offer(INVOICE)
    desk.finance(INVOICE)
    with expect_refusal("Invoices_Duplicate") as _:
        desk.register(INVOICE, "rival")
    signature = "Invoices_Duplicate(bytes32,uint8)"  # the fingerprint asked about, and its status
    assert signature in desk_errors(desk)


def desk_errors(desk: Receivables) -> set[str]:
    abi = desk.net.chain.artifacts["Invoices"].abi
    return {
        f"{entry['name']}({','.join(part['type'] for part in entry['inputs'])})"
        for entry in abi
        if entry["type"] == "error"
    }


def test_settled_or_cancelled_invoice_is_financed_again(desk: Receivables) -> None:
    desk.register(INVOICE)
    desk.offer(INVOICE)
    desk.finance(INVOICE)
    desk.send(desk.invoices.act("settle", INVOICE), "factor")
    desk.register(OTHER)
    desk.send(desk.invoices.act("cancel", OTHER, bytes(32)), "seller")
    for fingerprint in (INVOICE, OTHER):
        with expect_refusal("Invoices_WrongStatus"):
            desk.offer(fingerprint, "forfaiter")
        with expect_refusal("Invoices_WrongStatus"):
            desk.finance(fingerprint)
        with expect_refusal("Invoices_Duplicate"):
            desk.register(fingerprint)


def test_financier_without_allowance(chain: Chain, desk: Receivables) -> None:
    account = chain.signer("factor.account")
    chain.send(desk.usd.act("approve", desk.invoices.address, ADVANCE - 1), account)
    desk.register(INVOICE)
    desk.offer(INVOICE, advance=ADVANCE)
    before = desk.record(INVOICE)
    with expect_refusal("ERC20InsufficientAllowance", allowance=ADVANCE - 1, needed=ADVANCE):
        desk.finance(INVOICE)
    assert desk.record(INVOICE) == before
    assert (desk.balance("seller"), desk.balance("factor")) == (0, OPENING)


def test_financier_without_balance(desk: Receivables) -> None:
    desk.register(INVOICE)
    desk.offer(INVOICE, advance=OPENING + 1)
    with expect_refusal("ERC20InsufficientBalance", balance=OPENING, needed=OPENING + 1):
        desk.finance(INVOICE)
    assert desk.status(INVOICE) == "RESERVED"
    assert (desk.balance("seller"), desk.balance("factor")) == (0, OPENING)


def test_seller_raises_the_advance_under_a_consent(desk: Receivables) -> None:
    """Withdrawn and offered anew for more, or in other money, while the consent is on its way."""
    desk.register(INVOICE)
    desk.offer(INVOICE, advance=1_00)
    agreed = desk.financing(INVOICE)
    consent = desk.net.forwarded(agreed, "factor")
    desk.send(desk.invoices.act("withdrawOffer", INVOICE), "seller")
    desk.offer(INVOICE, advance=ADVANCE)
    with expect_refusal("Invoices_OfferDiffers", money=desk.usd.address, advance_minor=ADVANCE):
        desk.send(agreed, "factor")
    with expect_refusal("FailedCall"):  # all that the forwarder says
        desk.send(consent, "seller")
    assert desk.balance("factor") == OPENING


def test_seller_changes_the_money_under_a_consent(desk: Receivables, hostile: Contract) -> None:
    desk.register(INVOICE)
    desk.offer(INVOICE, money=hostile.address)
    agreed = desk.financing(INVOICE)
    desk.send(desk.invoices.act("withdrawOffer", INVOICE), "seller")
    desk.offer(INVOICE)
    with expect_refusal("Invoices_OfferDiffers", money=desk.usd.address, advance_minor=ADVANCE):
        desk.send(agreed, "factor")


# ---------------------------------------------------------------- hostile money


def test_token_keeps_a_fee_on_the_way(desk: Receivables, hostile: Contract) -> None:
    desk.send(hostile.act("setFee", 100), "anyone")
    desk.register(INVOICE)
    desk.offer(INVOICE, money=hostile.address)
    with expect_refusal("Money_NotInFull", due_minor=ADVANCE, arrived_minor=ADVANCE * 99 // 100):
        desk.finance(INVOICE)
    assert desk.status(INVOICE) == "RESERVED"
    assert desk.balance("factor", hostile) == OPENING


def test_token_says_yes_and_moves_nothing(desk: Receivables, hostile: Contract) -> None:
    desk.send(hostile.act("setLying", True), "anyone")
    desk.register(INVOICE)
    desk.offer(INVOICE, money=hostile.address)
    with expect_refusal("Money_NotInFull", arrived_minor=0):
        desk.finance(INVOICE)
    assert desk.status(INVOICE) == "RESERVED"


def test_token_reenters_financing(chain: Chain, desk: Receivables, hostile: Contract) -> None:
    """The token holds a key of the financier itself, and still cannot finance while financing."""
    desk.send(desk.net.members.act("addKey", org_id("factor"), hostile.address, 2), "factor")
    for fingerprint in (INVOICE, OTHER):
        desk.register(fingerprint)
        desk.offer(fingerprint, money=hostile.address)
    for inner in (INVOICE, OTHER):
        before = chain.engine.snapshot()
        again = desk.financing(inner)
        desk.send(hostile.act("setCallback", again.target, again.calldata), "anyone")
        desk.finance(INVOICE)
        assert chain.call(hostile.view("calledBack"))
        assert not chain.call(hostile.view("succeeded"))
        assert chain.call(hostile.view("answer"))[:4] == GUARDED
        assert desk.balance("seller", hostile) == ADVANCE
        assert desk.status(OTHER) == "RESERVED"
        chain.engine.restore(before)


def test_token_sells_the_invoice_on_while_it_is_paid(
    chain: Chain, desk: Receivables, hostile: Contract
) -> None:
    """The token holds a key of the seller: in the middle of the payment it is financed already."""
    desk.send(desk.net.members.act("addKey", org_id("seller"), hostile.address, 2), "seller")
    desk.register(INVOICE)
    desk.offer(INVOICE, money=hostile.address)
    resale = desk.invoices.act(
        "offer", INVOICE, org_id("forfaiter"), desk.usd.address, 1, chain.now() + 600
    )
    desk.send(hostile.act("setCallback", resale.target, resale.calldata), "anyone")
    desk.finance(INVOICE)
    assert not chain.call(hostile.view("succeeded"))
    refusal = keccak(text="Invoices_AlreadyFinanced(bytes32)")[:4]
    assert chain.call(hostile.view("answer"))[:4] == refusal
    assert desk.record(INVOICE).financier == org_id("factor")


def test_what_was_sent_here_by_mistake_is_nobodys_advance(desk: Receivables) -> None:
    """Financing pays from account to account, never out of what lies at the registry."""
    issue = desk.usd.act("issue", desk.invoices.address, ADVANCE, fixed("MISTAKE", 32))
    desk.send(issue, "settlement_agent")
    desk.register(INVOICE)
    desk.offer(INVOICE, advance=OPENING + 1)
    with expect_refusal("ERC20InsufficientBalance"):
        desk.finance(INVOICE)
    assert desk.net.call(desk.usd.view("balanceOf", desk.invoices.address)) == ADVANCE
