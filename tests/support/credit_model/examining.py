"""Examination, refusal, waiver, preclusion, corrupted records (UCP 600 art. 14, 16; eUCP e12)."""

from tests.support.credit_model.presentations import (
    hold,
    receive,
    require_documents,
    require_left,
    require_nobody_bound,
    require_presenter,
)
from tests.support.credit_model.records import Presentation
from tests.support.credit_model.rules import Verdict, rule
from tests.support.credit_model.world import World

MAX_DISCREPANCIES = 64
MAX_RECORDS = 32
REPLACEMENT_DAYS = 30  # eUCP art. e12(b)(ii)
HOLDING_FOR_WAIVER = "HOLDING_FOR_WAIVER"
NO_HASH = bytes(32)


@rule("examineAsNominated")
def examine_as_nominated(
    world: World, by: str, presentation: bytes, complying: bool, report: bytes
) -> Verdict:
    """The nominated bank's own finding, once; it owes nothing by that (art. 12(c))."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    world.require_party(verdict, by, made.credit.terms.nominated, "BANK")
    is_first = made.state == "WITH_NOMINATED_BANK" and made.finding == NO_HASH
    verdict.unless(is_first, "Credit_WrongPresentationState")
    verdict.unless(report != NO_HASH, "Credit_InvalidTerms")

    def effect() -> None:
        made.is_found_complying, made.finding = complying, report

    verdict.effect = effect
    return verdict


@rule("examine")
def examine(world: World, by: str, presentation: bytes, complying: bool, report: bytes) -> Verdict:
    """The finding of the bank that must decide, within its five banking days (art. 14(b))."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    _require_decider(world, verdict, by, made, "RECEIVED")
    verdict.unless(report != NO_HASH, "Credit_InvalidTerms")

    def effect() -> None:
        made.state = "COMPLYING" if complying else "DISCREPANT"
        if made.is_with_confirming:
            made.is_found_complying, made.finding = complying, report
        else:
            made.examination = report

    verdict.effect = effect
    return verdict


@rule("refuse")
def refuse(
    world: World,
    by: str,
    presentation: bytes,
    discrepancies: list[bytes],
    disposal: str,
    notice: bytes,
) -> Verdict:
    """One notice, in time, with every discrepancy and what happens to the documents (art. 16)."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    _require_decider(world, verdict, by, made, "DISCREPANT")
    are_named = bool(discrepancies) and NO_HASH not in discrepancies
    verdict.unless(are_named, "Credit_NoDiscrepancies")
    # only the issuing bank can be given a waiver (art. 16(c)(iii)(b))
    is_its_own = disposal != HOLDING_FOR_WAIVER or not made.is_with_confirming
    verdict.unless(disposal != "NONE" and is_its_own, "Credit_NoDisposal")
    is_whole = len(discrepancies) <= MAX_DISCREPANCIES and notice != NO_HASH
    verdict.unless(is_whole, "Credit_InvalidTerms")

    def effect() -> None:
        made.state, made.disposal, made.notice = "REFUSED", disposal, notice

    verdict.effect = effect
    return verdict


def _require_decider(
    world: World, verdict: Verdict, by: str, made: Presentation, state: str
) -> None:
    world.require_party(verdict, by, made.decider, "BANK")
    verdict.unless(made.state == state, "Credit_WrongPresentationState")
    verdict.unless(world.now <= made.decide_by, "Credit_TooLate")


@rule("waive")
def waive(world: World, by: str, presentation: bytes) -> Verdict:
    """The issuing bank takes up discrepant documents; refused ones while held for it (art. 16)."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    world.require_party(verdict, by, made.credit.terms.issuing, "BANK")
    # what a confirming bank refused is the presenter's to correct or send on while it can
    is_its_own = made.state in {"DISCREPANT", "REFUSED"} and not made.is_with_confirming
    if made.state == "REFUSED" and not made.credit.is_binding:
        is_its_own = True
    verdict.unless(is_its_own, "Credit_WrongPresentationState")
    if made.state == "REFUSED" and made.is_with_confirming:
        require_left(verdict, made.credit, made.instalment, made.amount)
    elif made.state == "REFUSED":
        verdict.unless(made.disposal == HOLDING_FOR_WAIVER, "Credit_NotHeldForWaiver")
        if not made.is_confirming_banks:  # it is set aside still
            require_left(verdict, made.credit, made.instalment, made.amount)

    def effect() -> None:
        if made.is_with_confirming:
            made.is_with_confirming = False
            receive(world, made, world.clocks.delivered(made.credit.terms.issuing, world.now))
        made.state = "WAIVED"

    verdict.effect = effect
    return verdict


@rule("askWaiver")
def ask_waiver(world: World, by: str, presentation: bytes) -> Verdict:
    """The issuing bank asks the applicant, once; no clock stands still (art. 16(b))."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    world.require_party(verdict, by, made.credit.terms.issuing, "BANK")
    is_to_ask = (
        not made.is_with_confirming
        and made.waiver == "NONE"
        and made.state in {"DISCREPANT", "REFUSED"}
    )
    verdict.unless(is_to_ask, "Credit_WrongPresentationState")

    def effect() -> None:
        made.waiver = "ASKED"

    verdict.effect = effect
    return verdict


@rule("answerWaiver")
def answer_waiver(world: World, by: str, presentation: bytes, waives: bool) -> Verdict:
    """The applicant's word, which binds nobody."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    world.require_party(verdict, by, made.credit.applicant, "IMPORTER")
    verdict.unless(made.waiver == "ASKED", "Credit_WrongPresentationState")

    def effect() -> None:
        made.waiver = "WAIVES" if waives else "DECLINES"

    verdict.effect = effect
    return verdict


@rule("preclude")
def preclude(world: World, _by: str, presentation: bytes) -> Verdict:
    """No notice within the five days: the bank is bound (art. 16(f)). By anyone."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    is_undecided = made.state in {"RECEIVED", "DISCREPANT"}
    verdict.unless(is_undecided, "Credit_WrongPresentationState")
    verdict.unless(world.now > made.decide_by, "Credit_StillInTime")

    def effect() -> None:
        made.state = "PRECLUDED"

    verdict.effect = effect
    return verdict


@rule("reportCorruption")
def report_corruption(
    world: World, by: str, presentation: bytes, documents: list[bytes], corrupted: int
) -> Verdict:
    """Records that cannot be read must come again; meanwhile the examination stands still.

    Not where none can come in time any more: that is said in the notice of refusal.
    """
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    _require_decider(world, verdict, by, made, "RECEIVED")
    verdict.unless(documents == made.documents, "Credit_InvalidTerms")
    verdict.unless(0 < corrupted < 1 << len(documents), "Credit_InvalidTerms")
    verdict.unless(made.credit.terms.electronic, "Credit_NotElectronic")
    verdict.unless(not made.corrupted, "Credit_CorruptionReported")
    clocks, bank = world.clocks, made.decider
    last = clocks.rolled(bank, made.credit.terms.expiry)
    verdict.unless(clocks.delivered(bank, world.now) < last, "Credit_Expired")

    def effect() -> None:
        made.corrupted = corrupted
        made.days_left = clocks.left_until(bank, world.now, made.decide_by)
        made.replace_by = min(clocks.delivered(bank, world.now) + REPLACEMENT_DAYS, last)
        made.state = "CORRUPTED"

    verdict.effect = effect
    return verdict


@rule("replaceRecords")
def replace_records(
    world: World, by: str, presentation: bytes, documents: list[bytes], replaced: list[bytes]
) -> Verdict:
    """One record for each that could not be read; what was left of the five days runs on."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    require_presenter(world, verdict, by, made)
    verdict.unless(made.state == "CORRUPTED", "Credit_WrongPresentationState")
    verdict.unless(documents == made.documents, "Credit_InvalidTerms")
    unread = [at for at in range(len(documents)) if made.corrupted >> at & 1]
    verdict.unless(len(unread) == len(replaced), "Credit_InvalidDocuments")
    again = dict(zip(unread, replaced, strict=False))
    after = [again.get(at, each) for at, each in enumerate(documents)]
    fresh = [each for each, was in zip(after, documents, strict=True) if each != was]
    require_documents(world, verdict, after)
    require_nobody_bound(verdict, made.credit, fresh, made)
    day = world.clocks.delivered(made.decider, world.now)
    verdict.unless(day <= made.replace_by, "Credit_Expired")

    def effect() -> None:
        made.decide_by = world.clocks.close_after(made.decider, day, made.days_left)
        made.documents = after
        made.state = "RECEIVED"
        if made.forward_by:
            hold(made)

    verdict.effect = effect
    return verdict


@rule("dropCorrupted")
def drop_corrupted(world: World, _by: str, presentation: bytes) -> Verdict:
    """Records did not come again in time: nothing was presented to this bank. By anyone."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    verdict.unless(made.state == "CORRUPTED", "Credit_WrongPresentationState")
    day = world.clocks.delivered(made.decider, world.now)
    verdict.unless(day > made.replace_by, "Credit_RecordsStillAwaited")

    def effect() -> None:
        made.state = "RETURNED"  # a confirming bank that could read them stays bound

    verdict.effect = effect
    return verdict
