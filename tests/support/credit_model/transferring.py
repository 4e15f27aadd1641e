"""Chooses acts on transfers, and what must always hold of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak

from tests.support.credit_model.amending import changes
from tests.support.credit_model.invariants import Step, invariant, parts, set_aside, transitions
from tests.support.credit_model.looking import NOBODY
from tests.support.credit_model.records import (
    ENDED,
    Asked,
    Changes,
    Credit,
    Presentation,
    with_tolerance,
)
from tests.support.credit_model.rules import Act
from tests.support.credit_model.terms import DAY
from tests.support.network import fixed

if TYPE_CHECKING:
    from tests.support.credit_model.choosing import Chooser

SECONDS = ("maker", "grower")
AS_TRANSFERRED = keccak(text="terms as transferred")
MANY = 3
REDUCED = (
    "beneficiary",
    "applicant",
    "amount_minor",
    "expiry_day",
    "latest_shipment_day",
    "terms_hash",
)
Step_ = tuple[str, str, tuple[Any, ...]]


def transferring(chooser: Chooser) -> Act | None:
    """A transfer is asked for, granted, taken back; a part is given back, closed, amended."""
    credit, random = chooser.credit(), chooser.random
    if credit is None:
        return None
    if credit.original is not None:
        return _with_a_part(chooser, credit)
    if not credit.terms.transferable and random.random() < 0.9:
        return None
    known = credit.transfers
    if not known or (random.random() < 0.3 and len(known) < MANY):
        return requesting(chooser, credit)
    pending = [at for at, each in enumerate(known, start=1) if each.state == "REQUESTED"]
    if not pending and random.random() < 0.8:
        return None
    number = random.choice(pending or [len(known)]) if random.random() < 0.97 else len(known) + 1
    reference = fixed(f"TR-{len(chooser.world.credits)}-{random.randint(0, 9)}", 16)
    if random.random() < 0.03:
        reference = random.choice([bytes(16), fixed("APP-1", 16)])
    granting = Act(
        "transfer", chooser.sender(credit.terms.transferring), (credit.id, number, reference)
    )
    withdrawing = Act(
        "withdrawTransferRequest", chooser.sender(credit.terms.beneficiary), (credit.id, number)
    )
    return random.choice([granting, granting, granting, withdrawing])


def requesting(chooser: Chooser, credit: Credit) -> Act:
    """What the first beneficiary asks: within the reducible set, or at times beyond it."""
    random, terms = chooser.random, credit.terms
    today = chooser.world.now // DAY
    left = max(terms.amount - credit.reserved, 1)
    expiry = terms.expiry - random.choice([0, 0, 3, 9])
    shipment = min(terms.shipment, expiry) - random.choice([0, 2]) if terms.shipment else 0
    said: dict[str, Any] = {
        "second": random.choice(SECONDS),
        "amount": random.choice([left, max(left * 2 // 3, 1), max(left // 3, 1), terms.amount]),
        "expiry": expiry,
        "shipment": max(shipment, 1) if terms.shipment else 0,
        "insured_bps": terms.insured_bps + random.choice([0, 1_500]) if terms.insured_bps else 0,
        "passes": random.choice(["ALL", "ALL", "ASK_FIRST", "NONE"]),
        "names_first": random.random() < 0.5,
        "hash": chooser.hash(AS_TRANSFERRED),
    }
    if chooser.is_wrong():
        said |= random.choice(
            [
                {"second": "beneficiary"},
                {"second": "applicant"},
                {"second": "regulator"},
                {"amount": terms.amount + 1},
                {"amount": 0},
                {"expiry": terms.expiry + 1},
                {"expiry": today},
                {"shipment": terms.shipment + 1},
                {"shipment": 0 if terms.shipment else 1},
                {"insured_bps": max(terms.insured_bps - 1, 0)},
                {"insured_bps": 0 if terms.insured_bps else 11_000},
            ]
        )
    number = len(credit.transfers) + (1 if random.random() < 0.97 else 2)
    args = (credit.id, number, Asked(**said))
    return Act("requestTransfer", chooser.sender(terms.beneficiary), args)


def _with_a_part(chooser: Chooser, part: Credit) -> Act | None:
    random = chooser.random
    assert part.original is not None
    first = part.original.terms.beneficiary
    number = len(part.amendments) + random.choice([0, 1])
    told = changes(chooser, part)
    if random.random() < 0.5:  # most of what may be amended of a credit may not of a part
        told = Changes(changes_text=True, text_hash=told.text_hash)
    allowing = Act("allowAmendment", chooser.sender(first), (part.id, number, told))
    whole = part.original.terms
    parties = [first, whole.applicant, whole.issuing, part.terms.beneficiary]
    closing = Act("closePart", chooser.sender(random.choice(parties)), (part.id,))
    giving = Act("giveBack", chooser.sender(part.terms.beneficiary), (part.id,))
    further = Act(
        "requestTransfer",
        chooser.sender(part.terms.beneficiary),
        (part.id, 1, requesting(chooser, part).args[2]),
    )
    if not part.is_binding:
        return closing
    return random.choices([allowing, closing, giving, further], [8, 1, 3, 1])[0]


def substituting(chooser: Chooser, made: Presentation) -> list[Step_]:
    """What is done about the first beneficiary's invoice, under a part."""
    original = made.credit.original
    if original is None:
        return [("demandSubstitution", "nominated", ())] if chooser.random.random() < 0.02 else []
    bank, first = original.terms.transferring, original.terms.beneficiary
    papers = sorted(chooser.world.registered)
    own = [each.id for each in original.made if each.state not in {"RETURNED", "REFUSED"}]
    drawn = chooser.random.choice([NOBODY, *own])
    return [
        ("demandSubstitution", bank, ()),
        ("demandSubstitution", bank, ()),
        ("substitute", first, (chooser.random.choice(papers), drawn)),
        *[("takeAsReceived", bank, ())] * 3,
    ]


# ------------------------------------------------------------------ what always holds


def _numbers(step: Step) -> range:
    return range(1, step.before.get("transfers", {}).get("count", 0) + 1)


@invariant
def parts_and_drawings_stay_within_the_credit(step: Step) -> bool:
    """Whatever was transferred, and the first beneficiary's own drawings, fit the amount."""
    terms, credit = step.after["terms"], step.after["credit"]
    cap = with_tolerance(terms["amount_minor"], terms["tolerance_plus_bps"])
    given = sum(set_aside(*each) for each in parts(step.after))
    return bool(given <= credit["reserved_minor"] <= cap)


@invariant
def a_part_is_never_drawn_beyond_what_was_transferred(step: Step) -> bool:
    """Drawn at most to its own cap, which never moves, and never beyond the original's drawings."""
    if "from" not in step.after:
        return True
    credit, terms, whole = step.after["credit"], step.after["terms"], step.after["original"]
    before = step.before.get("terms", terms)
    fixed_ = ("amount_minor", "tolerance_plus_bps")
    cap = with_tolerance(terms["amount_minor"], terms["tolerance_plus_bps"])
    return all(before[each] == terms[each] for each in fixed_) and bool(
        credit["drawn_minor"] <= min(cap, whole["drawn_minor"])
    )


@invariant
def a_part_differs_in_nothing_but_what_may_be_reduced(step: Step) -> bool:
    """On the day of its transfer, and what may be reduced is not raised (UCP 600 art. 38(g))."""
    terms = step.after["terms"]
    new = [(each, part) for each, part in parts(step.after) if _is_new(step, each)]
    return all(
        all(part[name] == terms[name] for name in terms if name in part and name not in REDUCED)
        and part["amount_minor"] <= terms["amount_minor"]
        and part["expiry_day"] <= terms["expiry_day"]
        and part["latest_shipment_day"] <= terms["latest_shipment_day"]
        and part["beneficiary"] not in {terms["beneficiary"], terms["applicant"]}
        and part["applicant"] in {terms["applicant"], terms["beneficiary"]}
        for _, part in new
    )


def _is_new(step: Step, transfer: dict[str, Any]) -> bool:
    before = [each for each, _ in parts(step.before)]
    return all(each["transferred"] != transfer["transferred"] for each in before)


@invariant
def a_part_is_transferred_by_the_bank_that_may_as_it_was_asked(step: Step) -> bool:
    """By its own act alone, to whom and for what the first beneficiary asked (art. 38(a))."""
    new = [(each, part) for each, part in parts(step.after) if _is_new(step, each)]
    asked = ("amount_minor", "expiry_day", "latest_shipment_day", "terms_hash")
    return len(new) == (step.act.name == "transfer") and all(
        step.act.by == step.terms.transferring
        and part["beneficiary"] == each["second_beneficiary"]
        and all(part[name] == each[name] for name in asked)
        for each, part in new
    )


@invariant
def a_part_carries_no_more_confirmation_than_there_is(step: Step) -> bool:
    """A confirming bank is bound by transferring to nothing that it had not agreed to."""
    given, before = step.before.get("advice", {}), step.before.get("credit", {})
    return all(
        part["confirmation"] != "ADDED"
        or (
            given["confirmation"] == "ADDED"
            and part["confirmed_minor"] + before["reserved_minor"]
            <= max(given["confirmed_minor"], before["reserved_minor"])
            and part["confirmed_expiry_day"] <= given["confirmed_expiry_day"]
        )
        for each, part in parts(step.after)
        if _is_new(step, each)
    )


@invariant
def a_part_is_amended_within_the_credit(step: Step) -> bool:
    """No later day than the credit's own is agreed for a part (art. 38(g))."""
    if "from" not in step.after or "terms" not in step.before:
        return True
    before, after, whole = step.before["terms"], step.after["terms"], step.after["original"]
    days = ("expiry_day", "latest_shipment_day")
    return all(after[day] in (before[day], min(after[day], whole[day])) for day in days)


@invariant
def a_second_beneficiary_is_offered_what_the_first_allowed(step: Step) -> bool:
    """Where it is to be asked, nothing else reaches the second, under whatever number (38(e))."""
    came = step.before.get("from", {})
    if step.act.name != "issueAmendment" or not came:
        return True
    if came["amendments"] != "ASK_FIRST":
        return bool(came["amendments"] == "ALL")
    issued = step.after[f"amendment {step.after['amendments']['count']}"]
    said = Changes(*(issued[name] for name in _SAID))
    return bool(came["allowed"][-1] == said.hash)


_SAID = (
    *("amount_delta_minor", "tolerance_delta_bps", "expiry_day", "latest_shipment_day"),
    *("partial_drawings", "changes_text", "cancels", "text_hash"),
)


@invariant
def a_credit_does_not_end_before_its_parts(step: Step) -> bool:
    """The undertaking behind a second beneficiary stands as long as its part (art. 38(f))."""
    standing = [each for each, _ in parts(step.after) if each["state"] == "TRANSFERRED"]
    return not standing or step.after["credit"]["state"] not in ENDED


@invariant
def a_transfer_moves_only_as_its_states_allow(step: Step) -> bool:
    """What was asked stays what was asked; what is closed stays closed."""
    for number in _numbers(step):
        before, after = step.before[f"transfer {number}"], step.after[f"transfer {number}"]
        move = (before["state"], after["state"])
        if move[0] != move[1] and move not in transitions("TransferState"):
            return False
        if any(before[name] != after[name] for name in before if name not in _MOVING):
            return False
    return True


_MOVING = {"state", "transferred"}


@invariant
def a_part_ends_by_its_second_beneficiary_or_by_itself(step: Step) -> bool:
    """Nobody else takes back what was transferred (art. 38(d), (f))."""
    if step.before.get("from", {}).get("state") != "TRANSFERRED":
        return True
    if step.after["from"]["state"] == "TRANSFERRED":
        return True
    if step.act.name == "giveBack":
        return step.act.by == step.terms.beneficiary
    return step.act.name == "closePart" and step.before["credit"]["state"] in ENDED


@invariant
def a_part_is_transferred_no_further(step: Step) -> bool:
    """A second beneficiary has nothing to transfer (art. 38(d)), nor any other advising bank."""
    came = step.after.get("from")
    return came is None or not (
        came["transferable"] or came["is_advised_by_others"] or parts(step.after)
    )


@invariant
def nobody_is_paid_for_anothers_documents(step: Step) -> bool:
    """The first beneficiary has nothing of a part's drawings, a second nothing of the credit's."""
    others = {"beneficiary", *SECONDS} - {step.terms.beneficiary}
    return all(step.gain(each) <= 0 for each in others)


@invariant
def no_collateral_lies_under_a_part(step: Step) -> bool:
    """What is drawn of it is drawn of the credit, and is covered there, once."""
    held = step.after["collateral"]
    return "from" not in step.after or held["held_minor"] == held["reimbursed_minor"] == 0


@invariant
def an_order_against_the_credit_stops_its_parts(step: Step) -> bool:
    """A transfer is no way round a court."""
    ordered = step.before.get("orderOfOriginal", {}).get("orders")
    return not ordered or step.proceeds <= 0


@invariant
def a_second_beneficiary_presents_to_the_bank_that_transferred(step: Step) -> bool:
    """Not past it, to whom the first beneficiary's prices are no news (art. 38(k))."""
    if "from" not in step.after or not step.terms.nominated:
        return True
    return all(each["forward_by"] for each in step.all_after("presentation"))


@invariant
def the_right_to_substitute_is_lost_by_silence_only(step: Step) -> bool:
    """Not before the demand was due, not twice, and never given back (art. 38(i))."""
    count = step.before.get("credit", {}).get("presentations", 0) if "from" in step.before else 0
    for number in range(1, count + 1):
        before, after = step.before[f"substitution {number}"], step.after[f"substitution {number}"]
        move = (before["state"], after["state"])
        if move[0] == move[1]:
            if before != after:
                return False
            continue
        if move not in transitions("SubstitutionState"):
            return False
        if move[1] == "AS_RECEIVED" and step.at <= before["answer_by"]:
            return False
    return True
