"""Chooses acts on assignments of proceeds, and what must always hold of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eth_utils.crypto import keccak

from tests.support.credit_model.invariants import ASSIGNEES, Step, invariant, transitions
from tests.support.credit_model.rules import Act

if TYPE_CHECKING:
    from tests.support.credit_model.choosing import Chooser

NOTICE = keccak(text="notice of assignment")
MANY = 3


def assigning(chooser: Chooser) -> Act | None:
    """Proceeds are assigned, acknowledged, given back."""
    credit, random = chooser.credit(), chooser.random
    if credit is None:
        return None
    known = credit.assignments
    if not known or (random.random() < 0.3 and len(known) < MANY):
        number = len(known) + (1 if random.random() < 0.96 else 2)
        assignee = random.choice([*ASSIGNEES, *ASSIGNEES, *ASSIGNEES, credit.terms.beneficiary])
        cap = credit.terms.cap
        amount = random.choice([0, 1, cap // 3, cap // 2, cap, cap + 1])
        args = (credit.id, number, assignee, amount, chooser.hash(NOTICE))
        return Act("assignProceeds", chooser.sender(credit.terms.beneficiary), args)
    number = random.randint(1, len(known)) if random.random() < 0.97 else len(known) + 1
    bank = random.choice([credit.terms.issuing, credit.terms.nominated])
    acknowledging = Act("acknowledgeAssignment", chooser.sender(bank), (credit.id, number))
    beneficiary, assignee = credit.terms.beneficiary, known[min(number, len(known)) - 1].assignee
    return random.choice(
        [
            acknowledging,
            acknowledging,
            acknowledging,
            Act("withdrawAssignment", chooser.sender(beneficiary), (credit.id, number)),
            Act("releaseAssignment", chooser.sender(assignee), (credit.id, number)),
        ]
    )


def _numbers(step: Step) -> range:
    return range(1, step.before.get("assignments", {}).get("count", 0) + 1)


@invariant
def an_assignee_has_what_a_bank_acknowledged_and_no_more(step: Step) -> bool:
    """What assignees gain is what their assignments say was paid, each within its sum."""
    gained = sum(step.gain(each) for each in ASSIGNEES)
    paid = 0
    for number in _numbers(step):
        before, after = step.before[f"assignment {number}"], step.after[f"assignment {number}"]
        share = after["paid_minor"] - before["paid_minor"]
        most = after["amount_minor"]
        if share < 0 or (share and before["state"] != "ACKNOWLEDGED"):
            return False
        if most and after["paid_minor"] > most:
            return False
        paid += share
    return gained == paid


@invariant
def an_assignment_ends_only_as_its_states_allow(step: Step) -> bool:
    """What stands ends by the assignee's word alone; sum and assignee never change."""
    fixed = ("assignee", "amount_minor", "notice_hash")
    for number in _numbers(step):
        before, after = step.before[f"assignment {number}"], step.after[f"assignment {number}"]
        move = (before["state"], after["state"])
        if any(before[name] != after[name] for name in fixed):
            return False
        if move[0] != move[1] and move not in transitions("AssignmentState"):
            return False
        if move[1] == "RELEASED" != move[0] and step.act.name != "releaseAssignment":
            return False
    return True
