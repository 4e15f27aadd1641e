"""Reimbursement between banks, its refund, and recourse (UCP 600 art. 7(c), 13, 16(g))."""

from tests.support.credit_model.records import GONE, WHOLE_BPS, Presentation
from tests.support.credit_model.rules import Verdict, rule
from tests.support.credit_model.settlement import require_matured
from tests.support.credit_model.world import World

NOTHING_DUE = "Credit_NothingDue"
INTEREST_YEAR = 360 * 86_400


def _is_outstanding(made: Presentation) -> bool:
    """A bank paid on its nomination, and the issuing bank has neither paid nor refused."""
    has_paid = made.nomination in {"HONOURED", "NEGOTIATED", "PURCHASED"}
    is_out_of_pocket = has_paid and not made.reimburser and not made.is_repaid
    return is_out_of_pocket and made.state not in GONE | {"HONOURED"}


def refund_due(world: World, made: Presentation) -> tuple[int, int]:
    """What is to be given back, and interest on it, after a refusal."""
    if not made.reimburser or made.is_refunded or made.state not in GONE:
        return 0, 0
    elapsed = world.now - made.reimbursed_at
    rate = made.credit.terms.interest_bps
    return made.amount, made.amount * rate * elapsed // (WHOLE_BPS * INTEREST_YEAR)


@rule("claimReimbursement")
def claim_reimbursement(world: World, by: str, presentation: bytes) -> Verdict:
    """The bank that acted claims of the reimbursing bank, once."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    world.require_party(verdict, by, made.claimant, "BANK")
    is_due = _is_outstanding(made) and not made.is_claimed and made.credit.terms.reimbursing
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
    verdict.unless(_is_outstanding(made), NOTHING_DUE)
    world.require_may_pay(verdict, by, payer, made.credit)
    require_matured(world, verdict, terms.issuing, made)

    def effect() -> None:
        made.reimburser, made.reimbursed_at = payer, world.now
        world.pay(payer, made.claimant, made.amount)

    verdict.effect = effect
    return verdict


@rule("refund")
def refund(world: World, by: str, presentation: bytes) -> Verdict:
    """What was reimbursed goes back with interest after a refusal in time (art. 16(g))."""
    verdict = Verdict()
    made = world.presentation(presentation, verdict)
    if made is None:
        return verdict
    amount, interest = refund_due(world, made)
    verdict.unless(amount != 0, NOTHING_DUE)
    world.require_may_pay(verdict, by, made.claimant, made.credit)

    def effect() -> None:
        made.is_refunded = True
        world.pay(made.claimant, made.reimburser, amount + interest)

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
