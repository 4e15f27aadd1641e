"""Whatever parties try, in whatever order: an invoice is financed once at a time and money is kept.

The registry is compared with a model of it that fits on a page.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from dhow.ledger.abi import Refusal
from tests.support.chain import Chain
from tests.support.network import org_id
from tests.support.receivables import FINANCIERS, OPENING, Receivables, token

SELLERS = ("seller", "rival")
FINGERPRINTS = tuple(token(f"INV-{at}") for at in range(2))

invoices = st.sampled_from(FINGERPRINTS)
sellers = st.sampled_from(SELLERS)
financiers = st.sampled_from(FINANCIERS)
# Mostly the right party acts, or random acts would hardly ever get as far as money.
rightly = st.sampled_from((True, True, True, False))
amounts = st.sampled_from((1, 40_000_00, OPENING // 2, OPENING + 1))


@dataclass
class Expected:
    """What the registry ought to hold of one invoice."""

    seller: str
    status: str = "REGISTERED"
    financier: str = ""
    advance: int = 0
    until: int = 0


class Market(RuleBasedStateMachine):
    """Two sellers and two financiers; every act is tried, and its outcome foretold."""

    desk: Receivables
    financings: list[bytes]  # over all examples

    @initialize()
    def open(self) -> None:
        """A fresh registry."""
        self.before = self.desk.net.chain.engine.snapshot()
        self.model: dict[bytes, Expected] = {}
        self.paid = dict.fromkeys(FINANCIERS, 0)
        self.earned = dict.fromkeys(SELLERS, 0)
        for fingerprint, seller in zip(FINGERPRINTS, SELLERS, strict=True):
            self.register(fingerprint, seller)

    def teardown(self) -> None:
        """Take everything back."""
        if hasattr(self, "before"):
            self.desk.net.chain.engine.restore(self.before)

    def attempt(self, allowed: bool, act: Any, by: str) -> bool:
        """Send an act that should, or should not, be carried out."""
        if not allowed:
            with pytest.raises(Refusal):
                self.desk.send(act, by)
            return False
        self.desk.send(act, by)
        return True

    def party(self, fingerprint: bytes, rightly: bool, role: str) -> str:
        """The invoice's own seller or financier, or the other one."""
        everyone = SELLERS if role == "seller" else FINANCIERS
        expected = self.model.get(fingerprint)
        own = (getattr(expected, role) if expected else "") or everyone[0]
        return own if rightly else next(name for name in everyone if name != own)

    def clock(self) -> int:
        """When the next act takes place."""
        return int(self.desk.net.chain.engine.next_time())

    def free(self, expected: Expected | None) -> bool:
        """Registered, or under an offer that has lapsed."""
        if expected is None:
            return False
        lapsed = expected.status == "RESERVED" and self.clock() > expected.until
        return expected.status == "REGISTERED" or lapsed

    @rule(fingerprint=invoices, by=sellers)
    def register(self, fingerprint: bytes, by: str) -> None:
        act = self.desk.invoices.act("register", fingerprint, fingerprint)
        if self.attempt(fingerprint not in self.model, act, by):
            self.model[fingerprint] = Expected(by)

    @rule(
        fingerprint=invoices,
        own=rightly,
        to=financiers,
        advance=amounts,
        seconds=st.sampled_from((2, 600, 600)),
    )
    def offer(self, fingerprint: bytes, own: bool, to: str, advance: int, seconds: int) -> None:
        by = self.party(fingerprint, own, "seller")
        expected = self.model.get(fingerprint)
        until = self.clock() + seconds
        allowed = self.free(expected) and expected is not None and expected.seller == by
        usd = self.desk.usd.address
        act = self.desk.invoices.act("offer", fingerprint, org_id(to), usd, advance, until)
        if self.attempt(allowed, act, by):
            self.model[fingerprint] = Expected(by, "RESERVED", to, advance, until)

    @rule(fingerprint=invoices, own=rightly)
    def withdraw(self, fingerprint: bytes, own: bool) -> None:
        by = self.party(fingerprint, True, "seller") if own else "stranger"
        expected = self.model.get(fingerprint)
        reserved = expected is not None and expected.status == "RESERVED"
        allowed = (
            reserved
            and expected is not None
            and (expected.seller == by or self.clock() > expected.until)
        )
        if self.attempt(allowed, self.desk.invoices.act("withdrawOffer", fingerprint), by):
            assert expected is not None
            self.model[fingerprint] = Expected(expected.seller)

    @rule(fingerprint=invoices, own=rightly)
    def finance(self, fingerprint: bytes, own: bool) -> None:
        by = self.party(fingerprint, own, "financier")
        expected = self.model.get(fingerprint)
        allowed = (
            expected is not None
            and (expected.status, expected.financier) == ("RESERVED", by)
            and self.clock() <= expected.until
            and expected.advance <= OPENING - self.paid[by]
        )
        advance = expected.advance if expected else 1
        usd = self.desk.usd.address
        act = self.desk.invoices.act("finance", fingerprint, usd, advance)
        if self.attempt(allowed, act, by):
            assert expected is not None
            expected.status = "FINANCED"
            self.paid[by] += expected.advance
            self.earned[expected.seller] += expected.advance
            self.financings.append(fingerprint)

    @rule(fingerprint=invoices, to=financiers, own=rightly)
    def trade(self, fingerprint: bytes, to: str, own: bool) -> None:
        """Offer and finance in one go, so that many stories get as far as money."""
        self.offer(fingerprint, True, to, 40_000_00, 600)
        self.finance(fingerprint, own)

    @rule(
        fingerprint=invoices,
        own=rightly,
        ends=st.sampled_from(("settle", "releaseFinancing", "releaseFinancing")),
    )
    def end(self, fingerprint: bytes, own: bool, ends: str) -> None:
        by = self.party(fingerprint, own, "financier")
        expected = self.model.get(fingerprint)
        allowed = expected is not None and (expected.status, expected.financier) == ("FINANCED", by)
        if self.attempt(allowed, self.desk.invoices.act(ends, fingerprint), by):
            assert expected is not None
            if ends == "settle":
                expected.status = "SETTLED"
            else:
                self.model[fingerprint] = Expected(expected.seller)

    @rule(fingerprint=invoices)
    def cancel(self, fingerprint: bytes) -> None:
        by = self.party(fingerprint, False, "seller")  # rarely right: it would end every story
        expected = self.model.get(fingerprint)
        allowed = self.free(expected) and expected is not None and expected.seller == by
        if self.attempt(allowed, self.desk.invoices.act("cancel", fingerprint, bytes(32)), by):
            self.model[fingerprint] = Expected(by, "CANCELLED")

    @invariant()
    def the_registry_is_as_foretold(self) -> None:
        """Status and financier of every invoice."""
        for fingerprint, expected in self.model.items():
            found = self.desk.record(fingerprint)
            financier = org_id(expected.financier) if expected.financier else bytes(32)
            assert (found.status.name, found.financier) == (expected.status, financier)
            assert (found.seller, found.advance_minor) == (
                org_id(expected.seller),
                expected.advance,
            )

    @invariant()
    def money_is_conserved(self) -> None:
        """What financiers paid is what sellers have; the registry holds nothing."""
        if not hasattr(self, "paid"):
            return
        for name, paid in self.paid.items():
            assert self.desk.balance(name) == OPENING - paid
        for name, earned in self.earned.items():
            assert self.desk.balance(name) == earned
        held = self.desk.net.call(self.desk.usd.view("balanceOf", self.desk.invoices.address))
        assert held == 0


@pytest.fixture(scope="module")
def desk(module_chain: Chain) -> Receivables:
    return Receivables(module_chain)


def test_financed_once_and_money_conserved(desk: Receivables) -> None:
    financings: list[bytes] = []
    machine = type("Market", (Market,), {"desk": desk, "financings": financings})
    longer = settings().max_examples > 50
    few = settings(max_examples=400 if longer else 10, stateful_step_count=30)
    run_state_machine_as_test(machine, settings=few)
    # The search must have reached what it is about, several times over.
    assert len(financings) >= 5
