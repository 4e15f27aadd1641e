"""What must always hold of amendments and of a confirmation, read from the contracts alone."""

from typing import Any

from tests.support.credit_model.invariants import Step, invariant, transitions
from tests.support.credit_model.looking import NOBODY
from tests.support.credit_model.records import with_tolerance

AHEAD_OF_UTC = 14 * 3_600
CHANGES = (
    "amount_delta_minor",
    "tolerance_delta_bps",
    "expiry_day",
    "latest_shipment_day",
    "partial_drawings",
    "changes_text",
    "cancels",
    "text_hash",
    "issued_at",
)
Amendment = dict[str, Any]


def amendments(step: Step) -> list[tuple[int, Amendment, Amendment]]:
    """Each amendment that was there before, before and after."""
    count = step.before.get("amendments", {}).get("count", 0)
    named = ((number, f"amendment {number}") for number in range(1, count + 1))
    return [(number, step.before[name], step.after[name]) for number, name in named]


def accepted_now(step: Step) -> list[tuple[int, Amendment]]:
    """What this act accepted."""
    return [
        (number, after)
        for number, before, after in amendments(step)
        if after["state"] == "ACCEPTED" != before["state"]
    ]


@invariant
def silence_is_never_an_answer(step: Step) -> bool:
    """An amendment is answered by the beneficiary, or by its documents; by no other act, ever."""
    answers = {"answerAmendment", "acceptByPresentation", "presentUnder"}
    return all(
        before["state"] == after["state"]
        or (step.act.name in answers and step.act.args[1] == number)
        for number, before, after in amendments(step)
    )


@invariant
def an_amendment_binds_its_issuer_as_it_was_issued(step: Step) -> bool:
    """What it changes stays what it changes, and what was answered stays answered (art. 10(b))."""
    return all(
        all(before[name] == after[name] for name in CHANGES)
        and (
            before["state"] == after["state"]
            or (before["state"], after["state"]) in transitions("AmendmentState")
        )
        for _, before, after in amendments(step)
    )


@invariant
def a_bank_says_once_whether_it_extends(step: Step) -> bool:
    """What the confirming bank said of an amendment stays said."""
    return all(
        before["extension"] == after["extension"]
        or (before["extension"], after["extension"]) in transitions("ExtensionState")
        for _, before, after in amendments(step)
    )


@invariant
def terms_change_by_acceptance_only_and_exactly(step: Step) -> bool:
    """The terms are what they were, with the changes of the one amendment this act accepted."""
    if "terms" not in step.before:
        return True
    expected = dict(step.before["terms"])
    for _, each in accepted_now(step):
        expected["amount_minor"] += each["amount_delta_minor"]
        expected["tolerance_plus_bps"] += each["tolerance_delta_bps"]
        expected["expiry_day"] = each["expiry_day"] or expected["expiry_day"]
        if each["latest_shipment_day"]:
            expected["latest_shipment_day"] = each["latest_shipment_day"]
        if each["partial_drawings"] != "UNCHANGED":
            expected["partial_shipments"] = each["partial_drawings"] == "ALLOWED"
    return len(accepted_now(step)) <= 1 and expected == step.after["terms"]


@invariant
def a_presentation_never_accepts_what_only_takes_away(step: Step) -> bool:
    """Nor a cancellation: what fits both versions says nothing (ICC opinions TA638rev, R795)."""
    if step.act.name not in {"acceptByPresentation", "presentUnder"}:
        return True
    before, after = step.before["terms"], step.after["terms"]
    gives_more = (
        after["amount_minor"] > before["amount_minor"]
        or after["tolerance_plus_bps"] > before["tolerance_plus_bps"]
        or after["expiry_day"] > before["expiry_day"]
        or after["latest_shipment_day"] > before["latest_shipment_day"]
        or after["partial_shipments"] > before["partial_shipments"]
    )
    taken = [each for _, each in accepted_now(step)]
    return step.after["credit"]["state"] != "CANCELLED" and all(
        gives_more or each["changes_text"] for each in taken
    )


@invariant
def text_is_amended_by_the_beneficiarys_own_act(step: Step) -> bool:
    """No bank's word puts it in force but for the documents it has found, and that stays said."""
    stated = [name for name in step.before if name.startswith("stated ")]
    kept = all(
        step.after[name][number] or not was
        for name in stated
        for number, was in step.before[name].items()
    )
    own = step.act.name in {"answerAmendment", "presentUnder"}
    return kept and (own or not any(each["changes_text"] for _, each in accepted_now(step)))


@invariant
def a_credit_is_cancelled_by_all_whose_consent_it_needs(step: Step) -> bool:
    """By the beneficiary, the confirming bank where there is one, and with nothing open."""
    states = {name: records["credit"]["state"] for name, records in both(step)}
    if states.get("after") != "CANCELLED" or states.get("before") == "CANCELLED":
        return True
    if step.act.name == "giveBack" and step.after["from"]["state"] == "CLOSED":
        # nobody but its second beneficiary loses anything
        return (
            step.act.by == step.terms.beneficiary and not step.after["credit"]["open_presentations"]
        )
    is_confirmed = step.before.get("advice", {}).get("confirmation") == "ADDED"
    agreed = {"EXTENDED"} if is_confirmed else {"UNCONFIRMED"}
    return (
        step.act.name == "answerAmendment"
        and step.after["credit"]["open_presentations"] == 0
        and [(each["cancels"], each["extension"]) for _, each in accepted_now(step)]
        == [(True, agreed.pop())]
    )


def both(step: Step) -> list[tuple[str, dict[str, Any]]]:
    """What is known of the credit, before and after."""
    known = (("before", step.before), ("after", step.after))
    return [(name, records) for name, records in known if "credit" in records]


@invariant
def a_pending_extension_keeps_a_credit_open(step: Step) -> bool:
    """Nobody ends a credit before the last day offered and not answered is over somewhere."""
    if step.act.name != "expire":
        return True
    pending = [each for _, each, _ in amendments(step) if each["state"] == "PENDING"]
    offered = [each["expiry_day"] for each in pending]
    last = max([step.before["terms"]["expiry_day"], *offered])
    return bool(step.at + AHEAD_OF_UTC >= (last + 1) * 86_400)


@invariant
def a_confirmation_is_never_taken_back(step: Step) -> bool:
    """A bank that confirmed stays bound, for as much and as long as it did not agree otherwise.

    What lowers either is an amendment that the beneficiary accepted and the bank extended to; both
    are needed, and nothing lowers it twice (art. 8(b), 10(a), (b)).
    """
    before, after = step.before.get("advice"), step.after["advice"]
    if before is None or before["confirmation"] == "NONE":
        return True
    agreed = [
        now
        for _, was, now in amendments(step)
        if is_agreed(now) and not is_agreed(was) and was["extension"] != "UNCONFIRMED"
    ]
    lower = sum(min(each["cap_delta_minor"], 0) for each in agreed)
    days = [each["expiry_day"] for each in agreed if each["expiry_day"]]
    return bool(
        before["confirmation"] == after["confirmation"]
        and after["confirmed_minor"] >= max(0, before["confirmed_minor"] + lower)
        and after["confirmed_expiry_day"] >= min([before["confirmed_expiry_day"], *days])
    )


@invariant
def a_confirmation_follows_no_older_amendment(step: Step) -> bool:
    """Its last day comes forward only to the day that the credit itself now has."""
    before, after = step.before.get("advice"), step.after["advice"]
    if before is None or after["confirmed_expiry_day"] >= before["confirmed_expiry_day"]:
        return True
    return bool(after["confirmed_expiry_day"] == step.after["terms"]["expiry_day"])


@invariant
def no_confirmation_beyond_what_its_bank_agreed_to(step: Step) -> bool:
    """It covers at most the credit as it was when added, and the increases extended to."""
    advice = step.after["advice"]
    if advice["confirmation"] != "ADDED":
        return bool(advice["confirmed_minor"] == 0)
    before = step.before.get("advice", {})
    if before.get("confirmation") != "ADDED":
        terms = step.after["terms"]
        cap = with_tolerance(terms["amount_minor"], terms["tolerance_plus_bps"])
        return bool(advice["confirmed_minor"] == cap)
    rises = [
        max(now["cap_delta_minor"], 0)
        for _, was, now in amendments(step)
        if is_agreed(now) and not is_agreed(was)
    ]
    return bool(advice["confirmed_minor"] <= before["confirmed_minor"] + sum(rises))


def is_agreed(amendment: Amendment) -> bool:
    """Whether beneficiary and confirming bank both stand to it."""
    return bool(amendment["state"] == "ACCEPTED" and amendment["extension"] == "EXTENDED")


@invariant
def no_hash_is_left_out(step: Step) -> bool:
    """Whatever was issued says what it is of."""
    return all(after["text_hash"] != NOBODY for _, _, after in amendments(step))
