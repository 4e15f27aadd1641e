"""Plays one sequence of acts, drawn from a seed, against the model and the contracts alike."""

from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random

from tests.support.credit_model.choosing import Chooser
from tests.support.credit_model.contracts import Contracts
from tests.support.credit_model.invariants import Step, broken
from tests.support.credit_model.looking import Records, differences, expected, seen
from tests.support.credit_model.records import Credit
from tests.support.credit_model.rules import Act, judged
from tests.support.credit_model.terms import NO_HASH
from tests.support.credit_model.transferring import requesting
from tests.support.credit_model.world import World
from tests.support.network import fixed

SHORTEST, LONGEST = 14, 26
# What pays a bank that acted, where another does it.
SETTLING = frozenset({"honour", "payAtMaturity", "reimburse"})

# Of each drawing by its number: what the beneficiary had, the issuing bank paid, and the bank that
# acted was given back.
Moved = tuple[dict[int, int], dict[int, int], dict[int, int]]


class Disagreement(AssertionError):
    """Model and contracts did not do the same, or what must always hold does not."""


@dataclass(slots=True)
class Sequence:
    """One sequence of acts; the same for the same seed."""

    contracts: Contracts
    seed: int
    told: list[str] = field(default_factory=list)
    accepted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)

    def play(self) -> None:
        """Play it to its end.

        Raises:
            Disagreement: with the seed, all acts up to there, and what differs.
        """
        random = Random(self.seed)
        world = self.contracts.begin()
        chooser = Chooser(world, random)
        last: dict[bytes, Records] = {}
        moved: dict[bytes, Moved] = {}
        for _ in range(random.choice([1, 1, 2])):
            self._act(world, chooser.application(), last, moved)
        for credit in list(world.credits.values()):
            for act in _opening(credit, chooser, random):
                self._act(world, act, last, moved)
        for _ in range(random.randint(SHORTEST, LONGEST)):
            world.now = self.contracts.now = chooser.wait()
            self._act(world, chooser.next(), last, moved)
        for credit in world.credits.values():
            self._compare(world, credit, seen(world, self.contracts, credit))
            self.states[credit.state] += 1
            self.states.update(made.state for made in credit.made)

    def _act(
        self,
        world: World,
        act: Act,
        last: dict[bytes, Records],
        moved: dict[bytes, Moved],
    ) -> None:
        self.told.append(f"{world.now}: {act}")
        verdict = judged(world, act)
        error = self.contracts.perform(act)
        if error is not None:
            self.told[-1] += f" -> {error}"
            if error not in verdict.reasons:
                allowed = " or ".join(sorted(verdict.reasons)) or "no refusal"
                self._disagree(f"refused with {error}, where the rules give {allowed}")
            self.refused[error] += 1
            return
        if verdict.reasons:
            self._disagree(f"accepted, against {' and '.join(sorted(verdict.reasons))}")
        self.accepted[act.name] += 1
        credit_before = _credit_of(world, act)
        before = last.get(credit_before.id, {}) if credit_before else {}
        balances = self._balances
        verdict.effect()
        credit = _credit_of(world, act)
        after = seen(world, self.contracts, credit)
        self._balances = after["balances"]
        self._compare(world, credit, after)
        if credit is None:
            return
        received, paid, back_to_bank = moved.setdefault(credit.id, ({}, {}, {}))
        made = world.presentations.get(act.args[0]) if act.args else None
        number = credit.made.index(made) + 1 if made else 0
        before = before | {"balances": balances or after["balances"]}
        sums = (received, paid, back_to_bank)
        step = Step(act, world.now, credit.terms, before, after, number, *sums)
        if number:
            interest = before[f"refund {number}"]["interest_minor"] * (act.name == "refund")
            received[number] = received.get(number, 0) + step.proceeds
            back = step.gain(credit.terms.issuing)
            if act.name == "refund" and back > 0:
                back -= interest
            paid[number] = paid.get(number, 0) - back
            if made and act.name in SETTLING and act.by != made.claimant:
                gained = step.gain(made.claimant) if made.claimant else 0
                back_to_bank[number] = back_to_bank.get(number, 0) + gained
            elif act.name == "refund":
                back_to_bank[number] = 0
        wrong = broken(step)
        if wrong:
            self._disagree(f"does not hold: {', '.join(wrong)}")
        last[credit.id] = after
        # what is done under a part is done to the credit it came of, and some of what is done to
        # that, such as a court's order, to its parts
        for other in [credit.original, *(each.part for each in credit.transfers)]:
            if other is not None:
                last[other.id] = told = seen(world, self.contracts, other)
                self._compare(world, other, told)

    _balances: dict[str, int] = field(default_factory=dict)

    def _compare(self, world: World, credit: Credit | None, found: Records) -> None:
        told = differences(expected(world, credit), found)
        if told:
            self._disagree("; ".join(told))

    def _disagree(self, why: str) -> None:
        acts = "\n  ".join(self.told)
        raise Disagreement(f"DHOW_SEED={self.seed}: {why}, after\n  {acts}")


def _opening(credit: Credit, chooser: Chooser, random: Random) -> list[Act]:
    """Mostly a credit is issued soon, and often advised and confirmed, so that much can follow."""
    if random.random() < 0.15:
        return []
    terms = credit.terms
    acts = []
    if terms.instalments_root != NO_HASH:
        parts = chooser.promised[terms.instalments_root]
        acts.append(Act("stateInstalments", "stranger", (credit.id, parts)))
    number = fixed(f"LC-{credit.id.hex()[:6]}", 16)
    acts.append(Act("issue", terms.issuing, (credit.id, terms.hash, number)))
    if terms.first_advising and random.random() < 0.5:
        acts.append(Act("advise", terms.first_advising, (credit.id,)))
    if terms.confirmation != "WITHOUT" and random.random() < 0.7:
        acts.append(Act("confirm", terms.nominated, (credit.id,)))
    if terms.transferable and random.random() < 0.8:
        request = requesting(chooser, credit)
        acts.append(replace(request, by=terms.beneficiary))
        reference = fixed(f"TR-{credit.id.hex()[:6]}", 16)
        acts.append(Act("transfer", terms.transferring, (credit.id, 1, reference)))
    return acts


def _credit_of(world: World, act: Act) -> Credit | None:
    """The credit that an act is on; none for what concerns members only."""
    if act.name == "applyForWith":
        terms, reference = act.args
        return world.credits.get(world.id_of(terms.issuing, terms.applicant, reference))
    at = act.args[0]
    made = world.presentations.get(at) if isinstance(at, bytes) else None
    return made.credit if made else world.credits.get(at) if isinstance(at, bytes) else None
