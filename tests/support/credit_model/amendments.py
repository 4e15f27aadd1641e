"""Amendments, each answered by itself, and cancellation, which is one (UCP 600 art. 10)."""

from dataclasses import replace

from tests.support.credit_model.clocks import EXAMINATION_DAYS
from tests.support.credit_model.presentations import presenting
from tests.support.credit_model.records import (
    WHOLE_BPS,
    Amendment,
    Changes,
    Credit,
    Presentation,
    Terms,
)
from tests.support.credit_model.rules import Verdict, rule
from tests.support.credit_model.terms import DAY, LAST_EXPIRY, ended, is_exhausted
from tests.support.credit_model.world import World

NO_HASH = bytes(32)
ANSWERED = "Credit_AmendmentAnswered"
INVALID = "Credit_InvalidTerms"


@rule("issueAmendment")
def issue(world: World, by: str, credit_id: bytes, number: int, changes: Changes) -> Verdict:
    """The issuing bank binds itself to changes that the credit as it stands could have."""
    verdict = Verdict()
    credit = world.credit(credit_id, verdict)
    if credit is None:
        return verdict
    terms = credit.terms
    world.require_party(verdict, by, terms.issuing, "BANK")
    verdict.unless(credit.is_binding, "Credit_WrongState")
    verdict.unless(not world.is_paused, "Credit_Paused")
    verdict.unless(number == len(credit.amendments) + 1, "Credit_AmendmentOutOfTurn")
    verdict.unless(changes.text_hash != NO_HASH, INVALID)
    # a cancellation changes nothing besides; anything else changes something
    verdict.unless(changes.says_anything != changes.cancels, INVALID)
    verdict.unless(not (changes.moves_schedule and terms.instalments_root != NO_HASH), INVALID)
    if credit.came_of is not None:
        is_passed_on = credit.came_of.passes_on(number, changes)
        verdict.unless(is_passed_on, "Credit_AmendmentNotPassedOn")
    _require_within_original(verdict, credit, changes)
    if not changes.cancels:
        _require_possible(verdict, terms, changes)
        if changes.expiry:
            verdict.unless(changes.expiry > world.now // DAY, INVALID)
            is_known = world.clocks.is_known(terms.issuing, changes.expiry, EXAMINATION_DAYS)
            verdict.unless(is_known, "Calendars_NotPublished")

    def effect() -> None:
        credit.amendments.append(Amendment(changes, world.now))

    verdict.effect = effect
    return verdict


@rule("adviseAmendment")
def advise(world: World, by: str, credit_id: bytes, number: int) -> Verdict:
    """By whoever advised the credit, in its order; a confirming bank that is silent extends."""
    verdict = Verdict()
    found = _existing(world, verdict, credit_id, number)
    if found is None:
        return verdict
    credit, amendment = found
    terms = credit.terms
    world.require_member(verdict, by, "BANK")
    is_second = bool(terms.second_advising) and by == terms.second_advising
    advised = credit.advised_on if is_second else credit.advised
    is_adviser = is_second or by == terms.first_advising
    has_it = not is_second or amendment.is_advised
    is_right = is_adviser and advised == "ADVISED" and has_it
    verdict.unless(is_right, "Credit_NotTheAdvisingBank")
    is_told = amendment.is_advised_on if is_second else amendment.is_advised
    verdict.unless(not is_told, "Credit_AdviceGiven")

    def effect() -> None:
        if is_second:
            amendment.is_advised_on = True
        else:
            amendment.is_advised = True
        if extends:
            _extend(credit, amendment)

    extends = by == terms.nominated and _may_extend(credit, amendment)
    if extends:
        _require_known(world, verdict, credit, amendment)
    verdict.effect = effect
    return verdict


@rule("extendConfirmation")
def extend(world: World, by: str, credit_id: bytes, number: int, extends: bool) -> Verdict:
    """The confirming bank says, once, whether it stands behind the amendment too (art. 10(b)).

    What was accepted before it confirmed is in its confirmation already.
    """
    verdict = Verdict()
    found = _existing(world, verdict, credit_id, number)
    if found is None:
        return verdict
    credit, amendment = found
    world.require_party(verdict, by, credit.terms.nominated, "BANK")
    verdict.unless(_may_extend(credit, amendment), ANSWERED)
    if extends:
        _require_known(world, verdict, credit, amendment)

    def effect() -> None:
        if extends:
            _extend(credit, amendment)
        else:
            amendment.extension = "NOT_EXTENDED"

    verdict.effect = effect
    return verdict


@rule("answerAmendment")
def answer(
    world: World, by: str, credit_id: bytes, number: int, accepts: bool, parts: bytes
) -> Verdict:
    """The beneficiary's answer, once; a part accepted is the whole rejected (art. 10(c), (e))."""
    verdict = Verdict()
    found = _existing(world, verdict, credit_id, number)
    if found is None:
        return verdict
    credit, amendment = found
    world.require_party(verdict, by, credit.terms.beneficiary, "EXPORTER")
    verdict.unless(amendment.state == "PENDING", ANSWERED)
    if accepts and parts == NO_HASH:
        _accepted(world, verdict, credit, amendment)
        return verdict

    def effect() -> None:
        amendment.state = "REJECTED"

    verdict.effect = effect
    return verdict


@rule("acceptByPresentation")
def accept_by_presentation(
    world: World, by: str, presentation: bytes, number: int, finding: bytes
) -> Verdict:
    """Documents that comply with the amendment and would not without it accept it (art. 10(c)).

    What text takes nobody but its beneficiary can tell: a bank's word of it is for them alone.
    """
    verdict = Verdict()
    made = world.presentations.get(presentation)
    found = _existing(world, verdict, made.credit.id if made else NO_HASH, number)
    if made is None or found is None:
        return verdict
    credit, amendment = found
    world.require_party(verdict, by, made.having, "BANK")
    verdict.unless(amendment.state == "PENDING" and number not in made.stated, ANSWERED)
    verdict.unless(finding != NO_HASH, INVALID)
    changes, terms = amendment.changes, credit.terms
    gives = gives_anything(changes, terms) and not takes_anything(changes, terms)
    is_thus = _may_show(made, amendment) and gives
    verdict.unless(is_thus, "Credit_NotAcceptedByPresentation")
    if changes.changes_text:
        verdict.effect = lambda: made.stated.add(number)
    else:
        _accepted(world, verdict, credit, amendment)
    return verdict


@rule("presentUnder")
def present_under(
    world: World,
    by: str,
    credit_id: bytes,
    number: int,
    bank: str,
    amount: int,
    documents: list[bytes],
) -> Verdict:
    """A presentation that needs an amendment accepts it: both are done, or neither (art. 10(c))."""
    verdict = Verdict()
    found = _existing(world, verdict, credit_id, number)
    if found is None:
        return verdict
    credit, amendment = found
    world.require_party(verdict, by, credit.terms.beneficiary, "EXPORTER")
    verdict.unless(amendment.state == "PENDING", ANSWERED)
    gives = gives_anything(amendment.changes, credit.terms)
    verdict.unless(gives, "Credit_NotAcceptedByPresentation")
    _accepted(world, verdict, credit, amendment)
    accept = verdict.effect
    as_amended = replace(credit, terms=amended(credit.terms, amendment.changes))
    if is_exhausted(as_amended):
        verdict.unless(False, "Credit_WrongState")
    presented = presenting(world, verdict, as_amended, bank, amount, documents)

    def effect() -> None:
        accept()
        presented(credit)

    verdict.effect = effect
    return verdict


def gives_anything(changes: Changes, terms: Terms) -> bool:
    """Whether it allows what the credit does not: what only takes away, no drawing can need."""
    return (
        changes.changes_text
        or changes.amount_delta > 0
        or changes.tolerance_delta > 0
        or changes.expiry > terms.expiry
        or changes.shipment > terms.shipment
        or (changes.partial == "ALLOWED" and not terms.partial)
    )


def takes_anything(changes: Changes, terms: Terms) -> bool:
    """Whether it takes away what the ledger counts: its beneficiary alone accepts that."""
    return (
        changes.amount_delta < 0
        or changes.tolerance_delta < 0
        or 0 < changes.expiry < terms.expiry
        or 0 < changes.shipment < terms.shipment
        or (changes.partial == "PROHIBITED" and terms.partial)
    )


def amended(terms: Terms, changes: Changes) -> Terms:
    """The terms with the changes."""
    return replace(
        terms,
        amount=terms.amount + changes.amount_delta,
        tolerance_bps=terms.tolerance_bps + changes.tolerance_delta,
        expiry=changes.expiry or terms.expiry,
        shipment=changes.shipment or terms.shipment,
        partial=changes.partial == "ALLOWED" if changes.partial != "UNCHANGED" else terms.partial,
    )


def _existing(
    world: World, verdict: Verdict, credit_id: bytes, number: int
) -> tuple[Credit, Amendment] | None:
    credit = world.credits.get(credit_id)
    if credit is None or not 0 < number <= len(credit.amendments):
        verdict.unless(False, "Credit_NoSuchAmendment")
        return None
    return credit, credit.amendments[number - 1]


def _require_possible(verdict: Verdict, terms: Terms, changes: Changes) -> Terms:
    after = amended(terms, changes)
    is_possible = (
        after.amount > 0
        and 0 <= after.tolerance_bps <= WHOLE_BPS
        and after.shipment <= after.expiry <= LAST_EXPIRY
    )
    verdict.unless(is_possible, INVALID)
    return after


def _require_within_original(verdict: Verdict, credit: Credit, changes: Changes) -> None:
    """A part is amended within the credit that it came of (art. 38(g)).

    Its sum moves by another transfer or by its being given back.
    """
    if credit.original is None:
        return
    whole = credit.original.terms
    is_within = (
        changes.amount_delta == changes.tolerance_delta == 0
        and changes.expiry <= whole.expiry
        and changes.shipment <= whole.shipment
        and (changes.partial != "ALLOWED" or whole.partial)
    )
    verdict.unless(is_within, "Credit_NotReducible")


def _may_show(made: Presentation, amendment: Amendment) -> bool:
    """Found complying, of documents that came after it, by a bank that it binds."""
    is_bound = not made.is_with_confirming or amendment.extension == "EXTENDED"
    has_found = made.is_found_complying if made.is_at_another else made.state == "COMPLYING"
    return has_found and made.presented_at >= amendment.issued_at and is_bound


def _require_known(world: World, verdict: Verdict, credit: Credit, amendment: Amendment) -> None:
    """A confirming bank binds itself only up to a day whose hours it has published."""
    bank, day = credit.terms.nominated, amendment.changes.expiry
    if bank and day:
        is_known = world.clocks.is_known(bank, day, EXAMINATION_DAYS)
        verdict.unless(is_known, "Calendars_NotPublished")


def _may_extend(credit: Credit, amendment: Amendment) -> bool:
    return credit.confirmation == "ADDED" and amendment.extension == "NONE"


def _accepted(world: World, verdict: Verdict, credit: Credit, amendment: Amendment) -> None:
    changes, before = amendment.changes, credit.terms
    is_confirmed, agrees = credit.confirmation == "ADDED", amendment.extension == "EXTENDED"
    verdict.unless(credit.is_binding, "Credit_WrongState")
    _require_within_original(verdict, credit, changes)
    if changes.cancels:
        verdict.unless(agrees or not is_confirmed, "Credit_ConfirmingBankNotAgreed")
        verdict.unless(not credit.open, "Credit_PresentationsOpen")

        def cancel() -> None:
            amendment.state = "ACCEPTED"
            _note_unconfirmed(credit, amendment)
            ended(world, credit, "CANCELLED")

        verdict.effect = cancel
        return
    after = _require_possible(verdict, before, changes)
    # what is drawn or open is never cut (art. 10(c))
    verdict.unless(credit.reserved <= after.cap, "Credit_DrawingExceedsCredit")

    def effect() -> None:
        amendment.state, amendment.cap_delta = "ACCEPTED", after.cap - before.cap
        _note_unconfirmed(credit, amendment)
        credit.terms = after
        credit.accepted.append(amendment)
        if agrees:
            _bind(credit, amendment)
        if is_exhausted(credit):
            ended(world, credit, "FULLY_DRAWN")

    verdict.effect = effect


def _note_unconfirmed(credit: Credit, amendment: Amendment) -> None:
    if credit.confirmation != "ADDED":
        amendment.extension = "UNCONFIRMED"


def _extend(credit: Credit, amendment: Amendment) -> None:
    amendment.extension = "EXTENDED"
    if amendment.state == "ACCEPTED":
        _bind(credit, amendment)


def _bind(credit: Credit, amendment: Amendment) -> None:
    """The confirmation covers the amendment as well.

    A day that it states is the confirmation's too, unless it is an earlier one than the bank is
    bound to already and no longer the credit's own: another was accepted since.
    """
    credit.confirmed = max(0, credit.confirmed + amendment.cap_delta)
    day = amendment.changes.expiry
    if day and (day >= credit.confirmed_until or day == credit.terms.expiry):
        credit.confirmed_until = day
