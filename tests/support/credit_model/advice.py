"""Advice and confirmation (UCP 600 art. 8, 9)."""

from tests.support.credit_model.clocks import EXAMINATION_DAYS
from tests.support.credit_model.records import Credit
from tests.support.credit_model.rules import Verdict, rule
from tests.support.credit_model.world import World


@rule("advise")
def advise(world: World, by: str, credit_id: bytes) -> Verdict:
    """The beneficiary is told: by the first advising bank, then by the second, once each."""
    verdict = Verdict()
    credit = world.credit(credit_id, verdict)
    if credit is None:
        return verdict
    is_second = _require_adviser(world, verdict, by, credit)
    before = credit.advised_on if is_second else credit.advised
    verdict.unless(before == "NONE", "Credit_AdviceGiven")
    verdict.unless(credit.state == ("ADVISED" if is_second else "ISSUED"), "Credit_WrongState")

    def effect() -> None:
        if is_second:
            credit.advised_on = "ADVISED"
        else:
            credit.advised, credit.state = "ADVISED", "ADVISED"

    verdict.effect = effect
    return verdict


@rule("refuseToAdvise")
def refuse_to_advise(world: World, by: str, credit_id: bytes, reason: bytes) -> Verdict:
    """A bank will not advise and says so (art. 9(e))."""
    verdict = Verdict()
    credit = world.credit(credit_id, verdict)
    if credit is None:
        return verdict
    is_second = _require_adviser(world, verdict, by, credit)
    before = credit.advised_on if is_second else credit.advised
    verdict.unless(before == "NONE", "Credit_AdviceGiven")
    verdict.unless(credit.is_binding, "Credit_WrongState")
    verdict.unless(reason != bytes(32), "Credit_InvalidTerms")

    def effect() -> None:
        if is_second:
            credit.advised_on = "REFUSED"
        else:
            credit.advised = "REFUSED"

    verdict.effect = effect
    return verdict


def _require_adviser(world: World, verdict: Verdict, by: str, credit: Credit) -> bool:
    terms = credit.terms
    if terms.second_advising and by == terms.second_advising:
        world.require_member(verdict, by, "BANK")
        return True
    if terms.first_advising:
        world.require_party(verdict, by, terms.first_advising, "BANK")
    else:
        verdict.unless(False, "Credit_InvalidTerms")
    return False


@rule("confirm")
def confirm(world: World, by: str, credit_id: bytes) -> Verdict:
    """The nominated bank binds itself for what stands now (art. 8(b))."""
    return _answered(world, by, credit_id, "ADDED")


@rule("declineConfirmation")
def decline_confirmation(world: World, by: str, credit_id: bytes) -> Verdict:
    """The bank asked to confirm will not (art. 8(d))."""
    return _answered(world, by, credit_id, "DECLINED")


def _answered(world: World, by: str, credit_id: bytes, answer: str) -> Verdict:
    verdict = Verdict()
    credit = world.credit(credit_id, verdict)
    if credit is None:
        return verdict
    world.require_party(verdict, by, credit.terms.nominated, "BANK")
    verdict.unless(credit.is_binding, "Credit_WrongState")
    is_asked = credit.terms.confirmation != "WITHOUT" and credit.confirmation == "NONE"
    verdict.unless(is_asked, "Credit_NotToConfirm")
    if answer == "ADDED" and credit.terms.nominated:
        terms = credit.terms
        is_known = world.clocks.is_known(terms.nominated, terms.expiry, EXAMINATION_DAYS)
        verdict.unless(is_known, "Calendars_NotPublished")

    def effect() -> None:
        credit.confirmation = answer
        if answer == "ADDED":
            credit.confirmed, credit.confirmed_until = credit.terms.cap, credit.terms.expiry

    verdict.effect = effect
    return verdict
