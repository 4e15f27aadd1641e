"""Solvency: over any sequence of acts by anyone, the contracts hold what they owe, pay once, never
above a credit's cap, and strand nothing.

The machine keeps its own account of every credit and undertaking from the money that moved, and
compares it with what the contracts say. Acts that the contracts refuse are part of the search.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import Phase, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from dhow.ledger.abi import Refusal
from dhow.ledger.compiler import Artifacts
from dhow.ledger.engines.embedded import EmbeddedEngine
from tests.support.chain import Chain
from tests.support.deals import (
    EXPIRY,
    FOR_WAIVER,
    NOBODY,
    NOTICE_HASH,
    REPORT_HASH,
    RETURNING,
    TERMS_HASH,
    Deals,
    day_number,
    unix,
)
from tests.support.network import fixed, org_id

PARTIES = ("applicant", "beneficiary", "bank", "nominated", "stranger", "financier", "carrier")
AMOUNTS = st.one_of(st.integers(1, 120), st.just(100), st.just(110))
DAY = 86_400
# Complying and honoured; refused, waived, honoured; refused and taken back; anything.
COURSES = st.one_of(
    st.just([True, True]),
    st.just([False, True, True, True]),
    st.just([False, False, False]),
    st.lists(st.booleans(), min_size=2, max_size=5),
)
LONG_STOP = (day_number(EXPIRY) + 182) * DAY + 1
LAST_DAY = unix(2027, 12, 1)
ENDED = {"WITHDRAWN", "DECLINED", "FULLY_DRAWN", "EXPIRED"}
UNMEANT = {"Panic", "", None}  # arithmetic or nothing said: never how a rule refuses
SETTLED = {"PAID", "RECLAIMED", "FORGONE"}


class Solvency(RuleBasedStateMachine):
    """Every act by every party, with time moving."""

    deals: Deals  # set by the test: one chain, put back before each example

    credits: Bundle[bytes] = Bundle("credits")
    presentations: Bundle[bytes] = Bundle("presentations")
    undertakings: Bundle[bytes] = Bundle("undertakings")

    def __init__(self) -> None:
        super().__init__()
        self.engine = self.deals.chain.engine
        self.engine.restore(self.start)
        self.made: list[bytes] = []
        self.given: list[bytes] = []
        self.presented: list[bytes] = []
        self.honoured: dict[bytes, int] = {}
        self.reimbursed: dict[bytes, int] = {}
        self.paid_in = {"credit": 0, "undertaking": 0}
        self.paid_out = {"credit": 0, "undertaking": 0}
        self.wealth = self.total()

    start: str

    def total(self) -> int:
        """Everybody's money and both contracts': nothing may appear or vanish."""
        holders = sum(self.deals.balance(name) for name in PARTIES)
        contracts = (self.deals.collateral, self.deals.undertaking)
        return holders + sum(self.deals.held(contract) for contract in contracts)

    @contextmanager
    def maybe_refused(self) -> Iterator[None]:
        """A refusal is a fine answer; a panic is not."""
        try:
            yield
        except Refusal as refusal:
            if refusal.error_name in UNMEANT:
                raise

    def counted(self, name: str, receipt: Any) -> None:
        """Add up what this act says came in and went out."""
        for log in receipt.events:
            kind = type(log.event).__name__
            if kind == "CollateralLodged":
                self.paid_in[name] += log.event.amount_minor
            elif kind == "Undertaken":
                self.paid_in[name] += log.event.terms.amount_minor
            elif kind in {
                "CollateralApplied",
                "CollateralReturned",
                "UndertakingPaid",
                "UndertakingReclaimed",
                "UndertakingForgone",
            }:
                self.paid_out[name] += log.event.amount_minor
            if kind == "CollateralApplied":
                credit = log.event.credit
                before = self.reimbursed.get(credit, 0)
                self.reimbursed[credit] = before + log.event.amount_minor
            elif kind == "Honoured":
                assert log.event.presentation not in self.honoured, "honoured twice"
                self.honoured[log.event.presentation] = log.event.amount_minor

    def do(self, function: str, *args: Any, by: str) -> Any:
        receipt = self.deals.do(function, *args, by=by)
        self.counted("credit", receipt)
        return receipt.result

    def undertaking_act(self, function: str, *args: Any, by: str) -> Any:
        receipt = self.deals.send(self.deals.undertaking, function, *args, by=by)
        self.counted("undertaking", receipt)
        return receipt.result

    # ------------------------------------------------------------------ acts

    @initialize(target=credits, partial=st.booleans(), nominated=st.booleans())
    def begin(self, partial: bool, nominated: bool) -> bytes:
        return self.apply(100, partial, nominated, 1_000)

    @rule(
        target=credits,
        amount=st.integers(1, 120),
        partial=st.booleans(),
        nominated=st.booleans(),
        tolerance=st.sampled_from([0, 500, 1_000]),
    )
    def application(self, amount: int, partial: bool, nominated: bool, tolerance: int) -> bytes:
        assume(len(self.made) < 4 and self.deals.chain.now() < unix(2026, 6, 1))
        return self.apply(amount, partial, nominated, tolerance)

    def apply(self, amount: int, partial: bool, nominated: bool, tolerance: int) -> bytes:
        changes: dict[str, Any] = (
            {}
            if nominated
            else {
                "nominated_bank": NOBODY,
                "nominated_place": bytes(5),
            }
        )
        number = f"APP-{len(self.made)}"
        credit = self.deals.applied(
            number,
            amount_minor=amount,
            partial_shipments=partial,
            tolerance_plus_bps=tolerance,
            **changes,
        )
        self.made.append(credit)
        self.do("issue", credit, TERMS_HASH, fixed(number, 16), by="bank")
        return credit

    @rule(
        credit=credits,
        act=st.sampled_from(
            [
                ("advise", "nominated"),
                ("applyCollateral", "bank"),
                ("applyCollateral", "bank"),
                ("returnCollateral", "bank"),
                ("returnCollateral", "stranger"),
                ("expire", "stranger"),
                ("withdrawApplication", "applicant"),
            ]
        ),
    )
    def act_on_credit(self, credit: bytes, act: tuple[str, str]) -> None:
        with self.maybe_refused():
            self.do(act[0], credit, by=act[1])

    @rule(credit=credits, amount=AMOUNTS)
    def lodge(self, credit: bytes, amount: int) -> None:
        with self.maybe_refused():
            self.do("lodgeCollateral", credit, amount, by="applicant")

    @rule(
        target=presentations,
        credit=credits,
        share=st.sampled_from(["half", "half", "all", "one", "too much"]),
        bank=st.sampled_from(["bank", "bank", "nominated"]),
    )
    def present(self, credit: bytes, share: str, bank: str) -> Any:
        left = self.deals.available(credit)
        amount = {"all": left, "half": left // 2, "one": 1, "too much": left + 1}[share]
        with self.maybe_refused():
            args = (credit, org_id(bank), amount, self.deals.papers())
            presentation = bytes(self.do("present", *args, by="beneficiary"))
            self.presented.append(presentation)
            return presentation
        return multiple()

    @rule(credit=credits, lodged=AMOUNTS, drawn=st.integers(1, 60))
    def drawn_and_reimbursed(self, credit: bytes, lodged: int, drawn: int) -> None:
        """Collateral, a drawing paid, and the bank asking for its money twice."""
        with self.maybe_refused():
            self.do("lodgeCollateral", credit, lodged, by="applicant")
            args = (credit, org_id("bank"), drawn, self.deals.papers())
            presentation = bytes(self.do("present", *args, by="beneficiary"))
            self.presented.append(presentation)
            self.step(presentation, well=True)
            self.step(presentation, well=True)
            for _ in range(2):
                self.do("applyCollateral", credit, by="bank")

    @rule(presentation=presentations, well=st.booleans())
    def next_step(self, presentation: bytes, well: bool) -> None:
        """What usually comes next, for better or worse."""
        self.step(presentation, well)

    @rule(presentation=presentations, choices=COURSES)
    def next_steps(self, presentation: bytes, choices: list[bool]) -> None:
        """The same, several times without delay."""
        for well in choices:
            self.step(presentation, well)

    def step(self, presentation: bytes, well: bool) -> None:
        why, state = [fixed("LATE_SHIPMENT", 32)], self.deals.presentation(presentation).state.name
        disposal = FOR_WAIVER if well else RETURNING
        steps: dict[tuple[str, bool], tuple[str, tuple[Any, ...], str]] = {
            ("WITH_NOMINATED_BANK", True): ("forward", (), "nominated"),
            ("WITH_NOMINATED_BANK", False): ("takeBack", (), "beneficiary"),
            ("RECEIVED", True): ("examine", (True, REPORT_HASH), "bank"),
            ("RECEIVED", False): ("examine", (False, REPORT_HASH), "bank"),
            ("DISCREPANT", True): ("refuse", (why, FOR_WAIVER, NOTICE_HASH), "bank"),
            ("DISCREPANT", False): ("refuse", (why, disposal, NOTICE_HASH), "bank"),
            ("REFUSED", True): ("waive", (), "bank"),
            ("REFUSED", False): ("takeBack", (), "beneficiary"),
        }
        function, args, by = steps.get((state, well), ("honour", (), "bank"))
        with self.maybe_refused():
            self.do(function, presentation, *args, by=by)

    @rule(
        presentation=presentations,
        act=st.sampled_from(
            [
                ("waive", "bank"),
                ("preclude", "stranger"),
                ("honour", "bank"),
                ("takeBack", "beneficiary"),
            ]
        ),
    )
    def any_step(self, presentation: bytes, act: tuple[str, str]) -> None:
        with self.maybe_refused():
            self.do(act[0], presentation, by=act[1])

    @rule(
        target=undertakings,
        amount=AMOUNTS,
        maturity=st.sampled_from([0, unix(2026, 5, 1), unix(2026, 9, 1)]),
        required=st.integers(1, 2),
    )
    def undertake(self, amount: int, maturity: int, required: int) -> bytes:
        now = self.deals.chain.now()
        assume(len(self.given) < 3)
        terms = self.deals.undertaking_terms(
            amount_minor=amount,
            required=required,
            payable_from=maturity,
            expires_at=now + 30 * DAY,
            obligor_reference=fixed(f"DEAL-{len(self.given)}", 32),
        )
        asked = [self.deals.attestation(), self.deals.temperature_condition()]
        undertaking = bytes(self.undertaking_act("undertake", terms, asked, by="financier"))
        self.given.append(undertaking)
        return undertaking

    @rule(undertaking=undertakings, by=st.sampled_from(["carrier", "carrier", "stranger"]))
    def attest(self, undertaking: bytes, by: str) -> None:
        with self.maybe_refused():
            self.undertaking_act("attest", undertaking, 0, by=by)

    @rule(undertaking=undertakings, warm=st.booleans())
    def show_evidence(self, undertaking: bytes, warm: bool) -> None:
        report = self.deals.temperature_report(
            undertaking, maximum_milli_c=-17_000 if warm else -18_500
        )
        with self.maybe_refused():
            evidence = self.deals.recorded(report)
            self.undertaking_act("satisfy", undertaking, 1, evidence, by="stranger")

    @rule(
        undertaking=undertakings,
        act=st.sampled_from(
            [("pay", "stranger"), ("reclaim", "stranger"), ("forgo", "beneficiary")]
        ),
    )
    def act_on_undertaking(self, undertaking: bytes, act: tuple[str, str]) -> None:
        with self.maybe_refused():
            self.undertaking_act(act[0], undertaking, by=act[1])

    @rule(days=st.sampled_from([1, 1, 2, 5, 8, 30]))
    def time_passes(self, days: int) -> None:
        assume(self.deals.chain.now() + days * DAY < LAST_DAY)
        self.deals.chain.advance(days * DAY)
        self.engine.mine()

    # ------------------------------------------------------------ what holds

    @invariant()
    def holds_what_it_owes(self) -> None:
        for name, contract in (
            ("credit", self.deals.collateral),
            ("undertaking", self.deals.undertaking),
        ):
            left = self.paid_in[name] - self.paid_out[name]
            assert self.deals.owed(contract) == left, name
            assert self.deals.held(contract) == left, name
        assert self.total() == self.wealth

    @invariant()
    def accounts_add_up(self) -> None:
        collateral = 0
        mine = [
            (self.deals.presentation(presentation), presentation) for presentation in self.presented
        ]
        for credit in self.made:
            record = self.deals.record(credit)
            terms = record.terms
            cap = terms.amount_minor + terms.amount_minor * terms.tolerance_plus_bps // 10_000
            under = [(made, key) for made, key in mine if made.credit == credit]
            drawn = sum(self.honoured.get(key, 0) for _, key in under)
            still_open = [
                made
                for made, _ in under
                if made.state.name not in {"HONOURED", "REFUSED", "RETURNED"}
            ]
            assert record.drawn_minor == drawn <= cap
            assert record.reserved_minor == drawn + sum(made.amount_minor for made in still_open)
            assert record.reserved_minor <= cap
            assert record.open_presentations == len(still_open)
            taken = self.reimbursed.get(credit, 0)
            lodged = self.deals.lodged(credit)
            assert lodged.reimbursed_minor == taken <= record.drawn_minor
            if not terms.partial_shipments:
                honoured = sum(1 for made, _ in under if made.state.name == "HONOURED")
                assert len(still_open) + honoured <= 1
            if record.state.name in ENDED:
                assert lodged.held_minor == 0
            collateral += lodged.held_minor
        assert collateral == self.deals.owed(self.deals.collateral)

    def teardown(self) -> None:
        """After the long stop anyone can empty both contracts, whatever was left undone."""
        if self.deals.chain.now() < LONG_STOP:
            self.deals.chain.set_time(LONG_STOP)
            self.engine.mine()
        for credit in self.made:
            record = self.deals.record(credit)
            if record.state.name in {"ISSUED", "ADVISED"} and not record.open_presentations:
                self.do("expire", credit, by="stranger")
            elif self.deals.lodged(credit).held_minor:
                self.do("returnCollateral", credit, by="stranger")
        for undertaking in self.given:
            state = self.deals.undertaking_state(undertaking)
            if state == "CONDITIONAL":
                until = self.deals.undertaking.view("undertaking", undertaking)
                expires = self.deals.net.call(until).terms.expires_at
                if self.deals.chain.now() <= expires:
                    self.deals.chain.set_time(expires + 1)
                    self.engine.mine()
                self.undertaking_act("reclaim", undertaking, by="stranger")
            elif state == "UNCONDITIONAL":
                self.undertaking_act("pay", undertaking, by="stranger")
            assert self.deals.undertaking_state(undertaking) in SETTLED
        self.holds_what_it_owes()
        assert (
            self.deals.held(self.deals.collateral) == self.deals.held(self.deals.undertaking) == 0
        )


@pytest.fixture(scope="module")
def machine(artifacts: Artifacts) -> Iterator[type[Solvency]]:
    with EmbeddedEngine() as engine:
        Solvency.deals = Deals(Chain(engine, artifacts))
        Solvency.deals.papers()
        Solvency.start = engine.snapshot()
        yield Solvency


def search(machine: type[Solvency], examples: int, steps: int, phases: list[Phase]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            phases=phases,
        ),
    )


def test_solvency(machine: type[Solvency]) -> None:
    search(machine, examples=16, steps=40, phases=[Phase.generate])  # fails without shrinking


@pytest.mark.long
def test_solvency_long(machine: type[Solvency]) -> None:
    search(machine, examples=200, steps=60, phases=[Phase.generate, Phase.shrink])
