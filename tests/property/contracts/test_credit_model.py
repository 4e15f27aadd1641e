"""A model of letters of credit and the contracts agree over random sequences of acts.

The model (`tests.support.credit_model`) is written from the rules, not from the contracts. Both are
given the same acts, right and wrong ones, by every party, with time moving: both accept or both
refuse for a reason that the rules give, and afterwards every record, every balance and everything
owed is the same. What must hold whatever the model says is checked after every act besides.

One sequence alone: `DHOW_SEED=17 pytest tests/property/contracts/test_credit_model.py -k one`.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from dhow.ledger.compiler import Artifacts
from tests.support.credit_model import playing
from tests.support.credit_model.clocks import Clocks
from tests.support.credit_model.contracts import Contracts
from tests.support.credit_model.invariants import INVARIANTS, Step
from tests.support.credit_model.playing import Disagreement, Sequence
from tests.support.credit_model.records import Credit, Terms
from tests.support.credit_model.rules import RULES, Verdict

pytest.importorskip("pyrevm", reason="the extra `fuzzing` is not there for this machine")

SEQUENCES, LONG_SEQUENCES = 200, 20_000
# Among those that are played anyway: the first to show each mistake are found within.
SEARCHED = 120
# What an invariant is told of each drawing.
SUMS = ("received", "issuer_paid", "reimbursed")
# What a record might wrongly say of its state.
STATES = (
    "ADVISED",
    "ACCEPTED",
    "AS_RECEIVED",
    "ACTED_UPON",
    "ADDED",
    "CANCELLED",
    "CLOSED",
    "COMPLYING",
    "DISCREPANT",
    "EXPIRED",
    "EXTENDED",
    "HONOURED",
    "NONE",
    "NOTIFIED",
    "REFUSED",
    "RELEASED",
    "REQUESTED",
    "TRANSFERRED",
    "UNDERTAKEN",
)


@pytest.fixture(scope="module")
def contracts(artifacts: Artifacts, pytestconfig: pytest.Config) -> Contracts:
    if pytestconfig.getoption("--contract-coverage"):
        pytest.skip("coverage is measured on code that is too large for revm")
    return Contracts(artifacts)


def played(contracts: Contracts, seeds: range) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """What was accepted, what was refused, and where credits and presentations ended up."""
    accepted: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for seed in seeds:
        one = Sequence(contracts, seed)
        one.play()
        accepted += one.accepted
        refused += one.refused
        states += one.states
    return accepted, refused, states


def test_model_and_contracts_agree(contracts: Contracts) -> None:
    accepted, refused, states = played(contracts, range(SEQUENCES))
    # a search that reached nothing would agree too
    assert sum(accepted.values()) > 10 * SEQUENCES
    assert sum(refused.values()) > 3 * SEQUENCES
    assert {"HONOURED", "FULLY_DRAWN", "UNDERTAKEN", "RETURNED", "EXPIRED"} <= states.keys()


@pytest.mark.long
def test_model_and_contracts_agree_for_long(contracts: Contracts) -> None:
    accepted, refused, states = played(contracts, range(LONG_SEQUENCES))
    assert RULES.keys() <= accepted.keys(), f"never accepted: {RULES.keys() - accepted.keys()}"
    assert len(refused) >= 30, sorted(refused)
    assert {"CORRUPTED", "PRECLUDED", "WAIVED", "UNDERTAKEN", "PRE_ADVISED"} <= states.keys()
    assert {"CANCELLED", "LAPSED"} <= states.keys()


@pytest.mark.skipif("DHOW_SEED" not in os.environ, reason="plays the sequence of DHOW_SEED alone")
def test_one_sequence(contracts: Contracts) -> None:
    Sequence(contracts, int(os.environ["DHOW_SEED"])).play()


def test_the_same_seed_plays_the_same_acts(contracts: Contracts) -> None:
    one, again = Sequence(contracts, 3), Sequence(contracts, 3)
    one.play()
    again.play()
    assert one.told == again.told != []


# --------------------------------------------------- mistakes must be found


def found(contracts: Contracts) -> str:
    """What the first sequence tells in which model and contracts do not agree."""
    for seed in range(SEARCHED):
        try:
            Sequence(contracts, seed).play()
        except Disagreement as told:
            return str(told)
    return ""


@contextmanager
def ruled(name: str, rule: Callable[..., Verdict]) -> Iterator[None]:
    """Another rule for an act, for a while."""
    kept = RULES[name]
    RULES[name] = rule
    try:
        yield
    finally:
        RULES[name] = kept


def test_a_shorter_examination_is_found(
    contracts: Contracts, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Clocks.close_after
    monkeypatch.setattr(Clocks, "close_after", lambda self, bank, day: kept(self, bank, day, 4))
    told = found(contracts).splitlines()[0]
    assert "decide_by" in told or "forward_by" in told


def test_a_forgotten_tolerance_is_found(
    contracts: Contracts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Terms, "cap", property(lambda self: self.amount))
    assert "DHOW_SEED=" in found(contracts)


def test_a_drawing_that_stays_set_aside_after_a_refusal_is_found(
    contracts: Contracts, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = property(lambda self: [each for each in self.made if each.state != "RETURNED"])
    monkeypatch.setattr(Credit, "live", live)
    assert "reserved_minor" in found(contracts)


@pytest.mark.parametrize(
    "act",
    [
        "honour",
        "expire",
        "preclude",
        "waive",
        "forward",
        "returnCollateral",
        "examine",
        "issueAmendment",
        "adviseAmendment",
        "extendConfirmation",
        "answerAmendment",
        "acceptByPresentation",
        "presentUnder",
        "assignProceeds",
        "acknowledgeAssignment",
        "requestTransfer",
        "transfer",
        "giveBack",
        "closePart",
        "allowAmendment",
        "demandSubstitution",
        "substitute",
        "takeAsReceived",
        "lodgeCollateral",
    ],
)
def test_an_act_that_anyone_may_do_at_any_time_is_found(contracts: Contracts, act: str) -> None:
    kept = RULES[act]

    def lenient(*args: object) -> Verdict:
        return Verdict(effect=kept(*args).effect)

    with ruled(act, lenient):
        assert f"{act}(" in found(contracts).splitlines()[-1]


# ------------------------------------------------- what always holds can be broken


def recorded(contracts: Contracts, seeds: range, monkeypatch: pytest.MonkeyPatch) -> list[Step]:
    """What the contracts said before and after each accepted act of some sequences."""
    steps: list[Step] = []

    def kept(step: Step) -> list[str]:
        told = {sums: dict(getattr(step, sums)) for sums in SUMS}
        steps.append(replace(step, **told))
        return []

    monkeypatch.setattr(playing, "broken", kept)
    for seed in seeds:
        Sequence(contracts, seed).play()
    return steps


def otherwise(value: Any) -> list[Any]:
    """What a field might wrongly say instead."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1, value + 10**9, 1, 0]
    if isinstance(value, bytes):
        return [bytes(byte ^ 1 for byte in value), bytes(len(value))]
    return [state for state in STATES if state != value]


def falsified(step: Step) -> Iterator[Step]:
    """The same step with one thing said wrongly, before or after."""
    for side in ("after", "before"):
        records = getattr(step, side)
        for what, record in records.items():
            for field, value in record.items():
                if field not in {"presentations", "count"}:
                    for wrong in otherwise(value):
                        changed = records | {what: record | {field: wrong}}
                        yield replace(step, **{side: changed})
    for sums in SUMS:
        told = getattr(step, sums)
        for number in told:
            yield replace(step, **{sums: told | {number: 10**12}})


def test_every_invariant_can_be_broken(
    contracts: Contracts, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = dict(INVARIANTS)
    assert len(left) >= 47
    # one of each act at each stage is enough, and what few reach comes first
    steps = {
        (step.act.name, *sorted(str(each.get("state")) for each in step.after.values())): step
        for step in recorded(contracts, range(SEARCHED * 2 // 3), monkeypatch)
    }
    for step in steps.values():
        assert not [name for name, holds in left.items() if not holds(step)]
        for wrong in falsified(step):
            left = {name: holds for name, holds in left.items() if holds(wrong)}
        if not left:
            break
    assert not left.keys()
