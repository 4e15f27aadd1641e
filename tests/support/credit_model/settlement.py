"""Honour, undertakings, negotiation and prepayment (UCP 600 art. 2, 7, 8, 12)."""

from tests.support.credit_model.records import USANCE, WHOLE_BPS, Presentation
from tests.support.credit_model.rules import Verdict, rule
from tests.support.credit_model.terms import ended, is_exhausted
from tests.support.credit_model.world import World

WRONG_STATE = "Credit_WrongPresentationState"
NOT_THUS = "Credit_NotAvailableThus"


def _is_due(made: Presentation) -> bool:
    """Whether the bank that acts next is bound, or free, to pay on these documents."""
    if made.is_with_confirming:
        return made.state in {"COMPLYING", "PRECLUDED"}
    if made.state == "WITH_NOMINATED_BANK":
        return made.is_found_complying
    return made.state in {"COMPLYING", "WAIVED", "PRECLUDED"}


def require_matured(world: World, verdict: Verdict, bank: str, made: Presentation) -> None:
    """The day is there, at the place of the bank that pays."""
    today = world.clocks.today(bank, world.now)
    verdict.unless(today >= made.maturity, "Credit_NotMatured")


def draw(world: World, made: Presentation) -> None:
    """The drawing is honoured; the last one ends a credit that has not ended yet."""
    credit = made.credit
    made.state, made.is_still_bound = "HONOURED", False
    if credit.is_binding and is_exhausted(credit):
        ended(world, credit, "FULLY_DRAWN")


@rule("honour")
def honour(world: World, by: str, presentation: bytes) -> Verdict:
    """Payment at sight: by the nominated or confirming bank, else by the issuing bank."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    credit, terms = made.credit, made.credit.terms
    is_beside = made.is_beside(by)
    if (made.is_at_nominated and by == terms.nominated) or is_beside:
        world.require_may_pay(verdict, by, by, credit)
        # what the issuing bank undertook to pay and does not the confirming bank pays (art. 8(a))
        is_thus = terms.availability == "SIGHT" or made.state == "UNDERTAKEN"
        verdict.unless(is_thus, NOT_THUS)
        verdict.unless(is_beside or _is_due(made), WRONG_STATE)
        require_matured(world, verdict, terms.issuing, made)

        def pay_on_nomination() -> None:
            act_on(made, "HONOURED")
            made.claimant, made.advanced = by, made.amount - made.sight
            world.pay_proceeds(credit, by, made.advanced)

        verdict.effect = pay_on_nomination
        return verdict
    world.require_may_pay(verdict, by, terms.issuing, credit)
    is_thus = made.nomination != "NONE" or terms.availability not in USANCE
    verdict.unless(is_thus, NOT_THUS)
    verdict.unless(_is_due(made) and not made.is_at_nominated, WRONG_STATE)
    require_matured(world, verdict, terms.issuing, made)

    def effect() -> None:
        if made.nomination == "UNDERTAKEN":
            # the other bank paid the part at sight and not the rest (art. 7(a)(iii), (iv))
            world.pay(terms.issuing, made.sight_reimburser or made.claimant, made.advanced)
            world.pay_proceeds(credit, terms.issuing, made.amount - made.advanced)
            made.nomination = "HONOURED"
        else:
            if made.sight_reimburser:
                world.pay(terms.issuing, made.sight_reimburser, made.sight)
            pay_out_of_pocket(world, made)
        draw(world, made)

    verdict.effect = effect
    return verdict


def act_on(made: Presentation, nomination: str) -> None:
    """A bank acted on the documents; a confirming bank that was gone past has them no more."""
    if not made.is_still_bound:
        made.state = "ACTED_UPON"
    made.nomination, made.is_still_bound = nomination, False


def pay_out_of_pocket(world: World, made: Presentation) -> None:
    """The issuing bank pays what is left of a drawing to whoever is still to have it."""
    terms, left = made.credit.terms, made.amount - made.sight
    payee = _out_of_pocket(made)
    if payee == terms.beneficiary:
        world.pay_proceeds(made.credit, terms.issuing, left)
    else:
        world.pay(terms.issuing, payee, left)


def _out_of_pocket(made: Presentation) -> str:
    """Who is still to be paid for a drawing."""
    if made.nomination == "NONE" or made.is_repaid:
        return made.credit.terms.beneficiary
    is_reimbursed = made.reimburser and not made.is_refunded
    return made.reimburser if is_reimbursed else made.claimant


@rule("undertake")
def undertake(world: World, by: str, presentation: bytes, stated_day: int) -> Verdict:
    """A draft accepted, or a deferred payment undertaking: the maturity is fixed (art. 2, 3)."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    credit, terms, clocks = made.credit, made.credit.terms, world.clocks
    is_beside = made.is_beside(by)
    is_nominated = made.is_at_nominated or is_beside
    bank = terms.nominated if is_nominated else terms.issuing
    world.require_may_pay(verdict, by, bank, credit)
    is_first = made.nomination == "NONE" and not (is_beside and made.state == "UNDERTAKEN")
    verdict.unless(terms.availability in USANCE and is_first, NOT_THUS)
    verdict.unless(is_beside or _is_due(made), WRONG_STATE)
    is_stated = terms.tenor_start == "STATED_DAY"
    is_right = stated_day <= clocks.today(bank, made.presented_at) if is_stated else True
    verdict.unless(is_stated == (stated_day != 0) and is_right, "Credit_InvalidTerms")

    def effect() -> None:
        seen = made.presented_at if is_nominated else made.received_at
        start = stated_day if is_stated else clocks.delivered(bank, seen)
        made.maturity = clocks.rolled(bank, start + terms.tenor_days)
        at_sight = made.amount * terms.sight_bps // WHOLE_BPS
        world.pay_proceeds(credit, bank, at_sight)
        if is_nominated:
            act_on(made, "UNDERTAKEN")
            made.claimant, made.advanced = bank, at_sight
        else:
            made.state, made.sight = "UNDERTAKEN", at_sight

    verdict.effect = effect
    return verdict


@rule("payAtMaturity")
def pay_at_maturity(world: World, by: str, presentation: bytes) -> Verdict:
    """The issuing bank pays what it undertook, not before its day."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    terms = made.credit.terms
    world.require_may_pay(verdict, by, terms.issuing, made.credit)
    verdict.unless(made.state == "UNDERTAKEN", WRONG_STATE)
    require_matured(world, verdict, terms.issuing, made)

    def effect() -> None:
        pay_out_of_pocket(world, made)
        draw(world, made)

    verdict.effect = effect
    return verdict


@rule("payUndertaking")
def pay_undertaking(world: World, by: str, presentation: bytes) -> Verdict:
    """A nominated or confirming bank pays what it undertook, whatever the issuing bank does."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    if made.nomination != "UNDERTAKEN":
        verdict.unless(False, "Credit_NothingDue")
        return verdict
    world.require_may_pay(verdict, by, made.claimant, made.credit)
    require_matured(world, verdict, made.claimant, made)

    def effect() -> None:
        world.pay_proceeds(made.credit, made.claimant, made.amount - made.advanced)
        made.advanced, made.nomination = made.amount, "HONOURED"

    verdict.effect = effect
    return verdict


@rule("offerAdvance")
def offer_advance(
    world: World, by: str, presentation: bytes, minimum: int, recourse: bool
) -> Verdict:
    """At what price the beneficiary sells the drawing."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    world.require_party(verdict, by, made.credit.terms.beneficiary, "EXPORTER")
    verdict.unless(0 < minimum <= made.amount, "Credit_InvalidTerms")

    def effect() -> None:
        made.minimum, made.sells_with_recourse = minimum, recourse

    verdict.effect = effect
    return verdict


@rule("negotiate")
def negotiate(world: World, by: str, presentation: bytes, advance: int, recourse: bool) -> Verdict:
    """The bank buys complying documents; a confirming bank without recourse (art. 8(a)(ii))."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    terms = made.credit.terms
    world.require_may_pay(verdict, by, terms.nominated, made.credit)
    is_beside = made.is_beside(by)
    is_thus = (made.is_at_nominated or is_beside) and terms.availability == "NEGOTIATION"
    verdict.unless(is_thus, NOT_THUS)
    is_enough = made.minimum and made.minimum <= advance <= made.amount
    verdict.unless(bool(is_enough), "Credit_AdvanceTooLow")
    may_recur = made.sells_with_recourse and not made.is_with_confirming and not is_beside
    verdict.unless(may_recur or not recourse, "Credit_NoRecourse")
    verdict.unless(is_beside or _is_due(made), WRONG_STATE)

    def effect() -> None:
        act_on(made, "NEGOTIATED")
        made.claimant, made.advanced, made.with_recourse = by, advance, recourse
        world.pay_proceeds(made.credit, by, advance)

    verdict.effect = effect
    return verdict


@rule("prepay")
def prepay(world: World, by: str, presentation: bytes, advance: int) -> Verdict:
    """A bank buys its own undertaking; it is still reimbursed at maturity (art. 12(b))."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    if made.nomination != "UNDERTAKEN":
        verdict.unless(False, "Credit_NothingDue")
        return verdict
    world.require_may_pay(verdict, by, made.claimant, made.credit)
    is_enough = made.minimum and made.minimum <= advance <= made.amount - made.advanced
    verdict.unless(bool(is_enough), "Credit_AdvanceTooLow")

    def effect() -> None:
        made.nomination = "PURCHASED"
        made.advanced += advance
        world.pay_proceeds(made.credit, by, advance)

    verdict.effect = effect
    return verdict
