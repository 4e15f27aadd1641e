"""Chooses acts on assignments of proceeds, and what must always hold of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eth_utils.crypto import keccak

from tests.support.credit_model.invariants import (
    ASSIGNEES,
    Step,
    invariant,
    parts,
    set_aside,
    transitions,
)
from tests.support.credit_model.looking import is_confirming_banks
from tests.support.credit_model.records import GONE, with_tolerance
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
def a_bank_acknowledges_only_what_is_to_come(step: Step) -> bool:
    """Nothing that was paid already, and nothing that another assignee is promised (art. 39)."""
    if step.act.name != "acknowledgeAssignment":
        return True
    standing = [step.after[f"assignment {number}"] for number in _numbers(step)]
    standing = [each for each in standing if each["state"] == "ACKNOWLEDGED"]
    sums = [each for each in standing if each["amount_minor"]]
    unpaid = sum(int(each["amount_minor"] - each["paid_minor"]) for each in sums)
    return unpaid <= _to_come(step) > 0


@invariant
def what_is_to_come_was_neither_paid_nor_transferred(step: Step) -> bool:
    """By what the beneficiary received and gave away, not by what the contracts count."""
    if "to_come" not in step.after.get("assignments", {}):
        return True
    gone = sum(set_aside(transfer, part) for transfer, part in parts(step.after))
    beyond = 0
    for number, made in enumerate(step.all_after("presentation"), start=1):
        handled = step.after[f"handling {number}"]
        if made["state"] not in GONE or is_confirming_banks(handled):
            gone += step.received.get(number, 0)
        else:  # a nominated bank's undertaking is paid whatever becomes of the drawing
            beyond += made["amount_minor"]
    terms = step.after["terms"]
    cap = with_tolerance(terms["amount_minor"], terms["tolerance_plus_bps"])
    return _to_come(step) <= cap - gone + beyond


def _to_come(step: Step) -> int:
    return int(step.after["assignments"]["to_come"])


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
