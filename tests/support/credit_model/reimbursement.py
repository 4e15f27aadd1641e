"""Reimbursement between banks, its refund, and recourse (UCP 600 art. 7(c), 13, 16(g))."""

from tests.support.credit_model.records import GONE, WHOLE_BPS, Presentation
from tests.support.credit_model.rules import Verdict, rule
from tests.support.credit_model.world import World

NOTHING_DUE = "Credit_NothingDue"
INTEREST_YEAR = 360 * 86_400


PAID = frozenset({"HONOURED", "NEGOTIATED", "PURCHASED"})


def _is_unsettled(made: Presentation) -> bool:
    """A bank acted on its nomination, and the issuing bank has neither paid nor refused."""
    is_out_of_pocket = made.nomination != "NONE" and not made.reimburser and not made.is_repaid
    is_undecided = made.state not in GONE | {"HONOURED"}
    return is_out_of_pocket and is_undecided and not made.is_refunded


def _due_at_sight(made: Presentation) -> int:
    """Of a mixed payment what was paid at sight is due at once (art. 7(c)), and once."""
    return 0 if made.sight else made.amount * made.credit.terms.sight_bps // WHOLE_BPS


def _is_to_claim(made: Presentation) -> bool:
    """Something was paid that is due, or will be at maturity."""
    return _is_unsettled(made) and (made.nomination in PAID or _due_at_sight(made) > 0)


def refund_due(world: World, made: Presentation) -> tuple[int, int]:
    """What is to be given back, and interest on it, after a refusal."""
    parts = parts_to_refund(world, made)
    return sum(amount for _, amount, _ in parts), sum(interest for _, _, interest in parts)


def parts_to_refund(world: World, made: Presentation) -> list[tuple[str, int, int]]:
    """To whom how much is to be given back, and interest on it from when that bank paid."""
    if made.is_refunded or made.state not in GONE:
        return []
    rate = made.credit.terms.interest_bps
    given = [
        (made.sight_reimburser, made.sight, made.sight_reimbursed_at),
        (made.reimburser, made.amount - made.sight, made.reimbursed_at),
    ]
    return [
        (bank, amount, amount * rate * (world.now - since) // (WHOLE_BPS * INTEREST_YEAR))
        for bank, amount, since in given
        if bank
    ]


@rule("claimReimbursement")
def claim_reimbursement(world: World, by: str, presentation: bytes) -> Verdict:
    """The bank that acted claims of the reimbursing bank, once."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    world.require_party(verdict, by, made.claimant, "BANK")
    is_due = _is_to_claim(made) and not made.is_claimed and made.credit.terms.reimbursing
    verdict.unless(bool(is_due), NOTHING_DUE)

    def effect() -> None:
        made.is_claimed = True

    verdict.effect = effect
    return verdict


@rule("reimburse")
def reimburse(world: World, by: str, presentation: bytes) -> Verdict:
    """The bank that acted is paid: by the reimbursing bank on its claim, or the issuing bank."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    terms = made.credit.terms
    is_reimbursing = made.is_claimed and by == terms.reimbursing
    payer = terms.reimbursing if is_reimbursing else terms.issuing
    verdict.unless(_is_to_claim(made), NOTHING_DUE)
    world.require_may_pay(verdict, by, payer, made.credit)
    today = world.clocks.today(terms.issuing, world.now)
    is_whole = made.nomination in PAID and today >= made.maturity
    verdict.unless(is_whole or _due_at_sight(made) > 0, "Credit_NotMatured")

    def effect() -> None:
        if is_whole:
            made.reimburser, made.reimbursed_at = payer, world.now
            world.pay(payer, made.claimant, made.amount - made.sight)
            return
        made.sight, made.is_claimed = _due_at_sight(made), False
        made.sight_reimburser, made.sight_reimbursed_at = payer, world.now
        world.pay(payer, made.claimant, made.sight)

    verdict.effect = effect
    return verdict


@rule("refund")
def refund(world: World, by: str, presentation: bytes) -> Verdict:
    """What was reimbursed goes back with interest after a refusal in time (art. 16(g))."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    parts = parts_to_refund(world, made)
    verdict.unless(bool(parts), NOTHING_DUE)
    world.require_may_pay(verdict, by, made.claimant, made.credit)

    def effect() -> None:
        made.is_refunded = True
        made.sight, made.sight_reimburser, made.sight_reimbursed_at = 0, "", 0
        for bank, amount, interest in parts:
            world.pay(made.claimant, bank, amount + interest)

    verdict.effect = effect
    return verdict


@rule("repay")
def repay(world: World, by: str, presentation: bytes) -> Verdict:
    """The beneficiary pays back a bank that bought with recourse and was not reimbursed."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    is_reimbursed = bool(made.reimburser) and not made.is_refunded
    is_due = made.state in GONE and not made.is_repaid and not is_reimbursed
    verdict.unless(made.nomination == "NEGOTIATED" and is_due, NOTHING_DUE)
    verdict.unless(made.with_recourse, "Credit_NoRecourse")
    beneficiary = made.credit.terms.beneficiary
    world.require_payer(verdict, by, beneficiary)

    def effect() -> None:
        made.is_repaid = True
        world.pay(beneficiary, made.claimant, made.advanced)

    verdict.effect = effect
    return verdict
