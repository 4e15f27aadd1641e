"""What must hold after every act whatever the model says, read from the contracts alone.

Each is a function of what the contracts said before and after an accepted act on one credit, and
says what is wrong, or nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from tests.support.credit_model.looking import NOBODY, Records, is_confirming_banks
from tests.support.credit_model.records import GONE, Terms, with_tolerance
from tests.support.credit_model.rules import Act
from tests.support.credit_model.world import CUSTODY

TYPES = Path(__file__).parents[3] / "contracts" / "types"
TRANSITION = re.compile(r"///\s+(\w+) -> (\w+) : ")
ENDED = {"WITHDRAWN", "DECLINED", "FULLY_DRAWN", "EXPIRED", "LAPSED", "CANCELLED"}
# To whom proceeds are assigned: nobody who is paid anything else.
ASSIGNEES = ("stranger", "regulator")
DUE = {"COMPLYING", "WAIVED", "PRECLUDED"}


@dataclass(slots=True)
class Step:
    """An accepted act on a credit, and what the contracts said of it before and after."""

    act: Act
    at: int
    terms: Terms
    before: Records
    after: Records
    number: int = 0  # of the presentation acted on, from 1; 0 where the act is on none
    received: dict[int, int] = field(default_factory=dict)  # by the beneficiary, of each drawing
    issuer_paid: dict[int, int] = field(default_factory=dict)  # by the issuing bank, of each
    reimbursed: dict[int, int] = field(default_factory=dict)  # to the bank that acted, of each

    @property
    def proceeds(self) -> int:
        """What the beneficiary gained, or had others gain for it."""
        return sum(self.gain(name) for name in (self.terms.beneficiary, *ASSIGNEES))

    def gain(self, name: str) -> int:
        """By how much an account grew."""
        return int(self.after["balances"][name] - self.before["balances"][name])

    def both(self, view: str) -> list[tuple[int, dict[str, Any], dict[str, Any]]]:
        """A view of each presentation that was there before, before and after."""
        return [
            (number, self.before[f"{view} {number}"], self.after[f"{view} {number}"])
            for number in range(1, self.before.get("credit", {}).get("presentations", 0) + 1)
        ]

    def all_after(self, view: str) -> list[dict[str, Any]]:
        """A view of each presentation now."""
        return _all(self.after, view)

    def all_before(self, view: str) -> list[dict[str, Any]]:
        """A view of each presentation before."""
        return _all(self.before, view)


def _all(records: Records, view: str) -> list[dict[str, Any]]:
    made = records.get("credit", {}).get("presentations", 0)
    return [records[f"{view} {number}"] for number in range(1, made + 1)]


def live_of(records: Records) -> list[dict[str, Any]]:
    """Presentations whose amount is drawn, or may be: a confirming bank's whatever is decided."""
    made, handled = _all(records, "presentation"), _all(records, "handling")
    return [
        one | {"is_still_bound": other["is_still_bound"]}
        for one, other in zip(made, handled, strict=True)
        if one["state"] not in GONE or is_confirming_banks(other)
    ]


def awaits_its_end(made: dict[str, Any]) -> bool:
    """Whether a live one is open: neither paid nor given back for good."""
    is_given_back = made["state"] == "RETURNED" and not made["is_still_bound"]
    return made["state"] != "HONOURED" and not is_given_back


def parts(records: Records) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each transfer that was granted, and how its part stands."""
    count = records.get("transfers", {}).get("count", 0)
    numbers = [each for each in range(1, count + 1) if f"part {each}" in records]
    return [(records[f"transfer {each}"], records[f"part {each}"]) for each in numbers]


def set_aside(transfer: dict[str, Any], part: dict[str, Any]) -> int:
    """What a credit has given away: a part whole, or what a bank paid under one given back."""
    if transfer["state"] != "TRANSFERRED":
        return int(part["kept_minor"])
    return with_tolerance(part["amount_minor"], part["tolerance_plus_bps"])


Invariant = Callable[[Step], bool]
INVARIANTS: dict[str, Invariant] = {}


def invariant(function: Invariant) -> Invariant:
    """Let a function hold after every act, under its own name."""
    INVARIANTS[function.__name__] = function
    return function


def broken(step: Step) -> list[str]:
    """The names of those that do not hold."""
    return [name for name, holds in INVARIANTS.items() if not holds(step)]


@cache
def transitions(enum: str) -> frozenset[tuple[str, str]]:
    """The transitions that the types' own words allow."""
    texts = (path.read_text() for path in sorted(TYPES.glob("Credit*.sol")))
    before = next(text for text in texts if f"enum {enum} {{" in text).split(f"enum {enum} {{")[0]
    return frozenset(TRANSITION.findall(before[before.rindex("@dev Transitions") :]))


# ------------------------------------------------------------------- money


@invariant
def money_is_neither_made_nor_lost(step: Step) -> bool:
    """Everybody's money and what is held in custody stay the same together."""
    return sum(step.before["balances"].values()) == sum(step.after["balances"].values())


@invariant
def custody_holds_what_it_owes(step: Step) -> bool:
    """What is held is what is owed."""
    return bool(step.after["balances"][CUSTODY] == step.after["owed"][CUSTODY])


@invariant
def nothing_is_drawn_without_complying_waived_or_precluded(step: Step) -> bool:
    """Only documents found complying, waived or precluded, or an undertaking on them, are drawn."""
    allowed = DUE | {"UNDERTAKEN"}
    return all(
        before["state"] in allowed
        for _, before, after in step.both("presentation")
        if after["state"] == "HONOURED" != before["state"]
    )


@invariant
def no_bank_acts_on_its_nomination_without_finding_compliance(step: Step) -> bool:
    """A nominated bank pays on documents it found complying, or was precluded on."""
    found = {number: before for number, before, _ in step.both("handling")}
    return all(
        found[number]["is_found_complying"] or before["state"] == "PRECLUDED"
        for number, before, after in step.both("presentation")
        if after["state"] == "ACTED_UPON" != before["state"]
    )


@invariant
def the_beneficiary_is_never_paid_a_drawing_twice(step: Step) -> bool:
    """For a drawing it has at most the drawing, whoever paid."""
    drawings = step.all_after("presentation") if "credit" in step.after else []
    return all(
        step.received.get(number, 0) <= each["amount_minor"]
        for number, each in enumerate(drawings, start=1)
    )


@invariant
def banks_that_are_bound_never_pay_above_the_cap(step: Step) -> bool:
    """What the issuing and the confirming bank paid under a credit, by whichever presentation."""
    if "credit" not in step.after:
        return True
    pairs = zip(step.all_after("presentation"), step.all_after("handling"), strict=True)
    paid = sum(
        step.received.get(number, 0)
        for number, (made, handled) in enumerate(pairs, start=1)
        if made["state"] in {"HONOURED", "UNDERTAKEN"} or handled["confirming_bank"] != NOBODY
    )
    terms = step.after["terms"]
    return paid <= with_tolerance(terms["amount_minor"], terms["tolerance_plus_bps"])


@invariant
def the_issuing_bank_never_pays_a_drawing_twice(step: Step) -> bool:
    """What it paid for a drawing, less what came back, is at most the drawing."""
    drawings = step.all_after("presentation") if "credit" in step.after else []
    return all(
        step.issuer_paid.get(number, 0) <= each["amount_minor"]
        for number, each in enumerate(drawings, start=1)
    )


@invariant
def a_bank_is_reimbursed_a_drawing_once(step: Step) -> bool:
    """The bank that acted has at most the drawing, and before maturity at most what it paid."""
    pairs = zip(step.all_after("presentation"), step.all_after("drawing"), strict=True)
    return all(
        step.reimbursed.get(number, 0) <= made["amount_minor"]
        and (
            drawing["sight_reimburser"] == NOBODY
            or drawing["sight_minor"] <= drawing["advanced_minor"]
        )
        for number, (made, drawing) in enumerate(pairs, start=1)
    )


@invariant
def who_owes_beside_the_issuing_bank_stays_bound(step: Step) -> bool:
    """A confirming bank is let off by payment, or by the presenter's own act or default."""
    states = {number: after["state"] for number, _, after in step.both("presentation")}
    return all(
        after["is_still_bound"]
        or after["is_acted_upon"]
        or states[number] == "HONOURED"
        or step.act.name in {"takeBack", "dropCorrupted"}
        for number, before, after in step.both("handling")
        if before["is_still_bound"]
    )


@invariant
def an_honoured_drawing_is_paid_in_full(step: Step) -> bool:
    """Where no bank bought it for less, the beneficiary has the whole of an honoured drawing."""
    pairs = zip(step.all_after("presentation"), step.all_after("drawing"), strict=True)
    return all(
        step.received.get(number, 0) == made["amount_minor"]
        for number, (made, drawing) in enumerate(pairs, start=1)
        if made["state"] == "HONOURED"
        and (drawing["nomination"] in {"NONE", "HONOURED"} or drawing["is_repaid"])
    )


@invariant
def a_court_order_stops_every_payment_to_the_beneficiary(step: Step) -> bool:
    """While it stands the beneficiary receives nothing under the credit."""
    ordered = step.before.get("courtOrders", {}).get("orders")
    return not ordered or step.proceeds <= 0


@invariant
def a_hold_stops_the_bank(step: Step) -> bool:
    """A bank that holds its payments pays the beneficiary nothing."""
    if step.proceeds <= 0:
        return True
    held = [
        what.removeprefix("hold of ")
        for what, record in step.before.items()
        if what.startswith("hold of ") and record["legal_basis"] != NOBODY
    ]
    return all(step.gain(bank) >= 0 for bank in held)


# ------------------------------------------------------------------ amounts


@invariant
def drawings_stay_within_the_cap(step: Step) -> bool:
    """Drawn is at most what is set aside, and that at most the amount with tolerance."""
    credit, terms = step.after["credit"], step.after["terms"]
    cap = with_tolerance(terms["amount_minor"], terms["tolerance_plus_bps"])
    return bool(credit["drawn_minor"] <= credit["reserved_minor"] <= cap)


@invariant
def what_is_set_aside_is_what_is_presented(step: Step) -> bool:
    """Every drawing that is honoured or open is set aside once, and none besides but parts."""
    live = live_of(step.after)
    drawn = [each["amount_minor"] for each in live if each["state"] == "HONOURED"]
    credit, terms, given = step.after["credit"], step.after["terms"], parts(step.after)
    whole = sum(each["amount_minor"] for each in live) + sum(set_aside(*each) for each in given)
    if step.after.get("from", {}).get("state") == "CLOSED":
        whole = with_tolerance(terms["amount_minor"], terms["tolerance_plus_bps"])
    return (
        whole,
        sum(drawn) + sum(part["drawn_minor"] for _, part in given),
        sum(awaits_its_end(each) for each in live)
        + sum(each["state"] == "TRANSFERRED" for each, _ in given),
    ) == (credit["reserved_minor"], credit["drawn_minor"], credit["open_presentations"])


@invariant
def one_drawing_where_partial_ones_are_not_allowed(step: Step) -> bool:
    """At most one is open or honoured (art. 31); others only from before that was agreed."""
    before, after = (live_of(looked) for looked in (step.before, step.after))
    return step.after["terms"]["partial_shipments"] or len(after) <= max(1, len(before))


@invariant
def an_ended_credit_holds_no_collateral(step: Step) -> bool:
    """And before, the bank never takes more of it than it honoured."""
    credit, held = step.after["credit"], step.after["collateral"]
    return (credit["state"] not in ENDED or held["held_minor"] == 0) and bool(
        held["reimbursed_minor"] <= credit["drawn_minor"]
    )


# ------------------------------------------------------------------- clocks


@invariant
def clocks_that_run_are_moved_by_nobody(step: Step) -> bool:
    """A deadline changes as documents reach another bank or records come again; never else."""
    moving = {"forward", "replaceRecords"}
    handled = step.before.get(f"handling {step.number}", {})
    if handled.get("is_with_confirming_bank"):  # refused by that bank, whose clock has ended
        moving.add("waive")
    return all(
        before[clock] in (0, after[clock]) or (step.act.name in moving and clock == "decide_by")
        for _, before, after in step.both("presentation")
        for clock in ("decide_by", "forward_by")
    )


@invariant
def clocks_are_never_shortened(step: Step) -> bool:
    """Whatever moves a deadline moves it later, and a new one is still to come."""
    return all(
        after["decide_by"] == before["decide_by"] or after["decide_by"] > step.at
        for _, before, after in step.both("presentation")
    ) and all(
        step.act.name != "replaceRecords" or after["decide_by"] >= before["decide_by"]
        for _, before, after in step.both("presentation")
    )


@invariant
def nobody_decides_after_its_time(step: Step) -> bool:
    """Neither a finding nor a refusal comes after the fifth banking day; preclusion only then."""
    late = {"examine", "refuse", "reportCorruption"}
    made = step.before.get(f"presentation {step.number}")
    if made is None:
        return True
    if step.act.name == "preclude":
        return bool(step.at > made["decide_by"])
    return step.act.name not in late or bool(step.at <= made["decide_by"])


@invariant
def nothing_is_paid_before_its_maturity(step: Step) -> bool:
    """A maturity once fixed stays, and the drawing is not honoured on an earlier day."""
    stays = all(
        before["maturity_day"] in (0, after["maturity_day"])
        for _, before, after in step.both("drawing")
    )
    due = {number: before["maturity_day"] for number, before, _ in step.both("drawing")}
    # a place is up to 14 hours ahead of UTC
    today = (step.at + 14 * 3_600) // 86_400
    return stays and all(
        due[number] <= today
        for number, before, after in step.both("presentation")
        if after["state"] == "HONOURED" != before["state"]
    )


# ------------------------------------------------------------------ records


@invariant
def a_credit_moves_only_as_its_states_allow(step: Step) -> bool:
    """Ended is ended; irrevocable is irrevocable."""
    if "credit" not in step.before:
        return True
    moved = (step.before["credit"]["state"], step.after["credit"]["state"])
    return moved[0] == moved[1] or moved in transitions("CreditState")


@invariant
def a_presentation_moves_only_as_its_states_allow(step: Step) -> bool:
    """Complying documents are never refused, honoured ones never again."""
    moves = [(a["state"], b["state"]) for _, a, b in step.both("presentation")]
    return all(
        one == other or (one, other) in transitions("PresentationState") for one, other in moves
    )


@invariant
def what_was_presented_stays_presented(step: Step) -> bool:
    """Amount, day and documents of a presentation never change, nor does its one notice.

    But for records that were asked for again, and the issuing bank's own notice after that of a
    confirming bank.
    """
    fixed = ["credit", "amount_minor", "presented_day", "presented_at"]
    if step.act.name != "replaceRecords":
        fixed.append("documents_root")
    kept = all(
        before[name] == after[name]
        for _, before, after in step.both("presentation")
        for name in fixed
    )
    confirmed = {at for at, one, _ in step.both("handling") if one["confirming_bank"] != NOBODY}
    return kept and all(
        before["notice_hash"] in (NOBODY, after["notice_hash"])
        or (at in confirmed and before["received_at"] and before["state"] == "DISCREPANT")
        for at, before, after in step.both("presentation")
    )
