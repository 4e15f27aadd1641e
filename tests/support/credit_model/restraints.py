"""What may keep a bank from paying and stops no clock: a court's order, a bank's own hold."""

from tests.support.credit_model.rules import Verdict, rule
from tests.support.credit_model.world import World

NONE_SUCH = "Credit_NoSuchRestraint"
STANDS = "Credit_RestraintStands"


@rule("suspendByCourt")
def suspend_by_court(world: World, by: str, credit_id: bytes, reference: bytes) -> Verdict:
    """A register of orders records one; of each register one stands, whatever others have."""
    verdict = Verdict()
    credit = world.credit(credit_id, verdict)
    if credit is None:
        return verdict
    world.require_member(verdict, by, "REGULATOR")
    verdict.unless(reference != bytes(32), "Credit_InvalidTerms")
    verdict.unless(by not in credit.orders, STANDS)

    def effect() -> None:
        credit.orders[by] = (reference, world.now)

    verdict.effect = effect
    return verdict


@rule("liftCourtOrder")
def lift_court_order(world: World, by: str, credit_id: bytes, registrar: str) -> Verdict:
    """Whoever recorded the order lifts it; while that one is suspended, another register."""
    verdict = Verdict()
    if registrar in world.suspended:
        world.require_member(verdict, by, "REGULATOR")
    else:
        world.require_party(verdict, by, registrar, "REGULATOR")
    credit = world.credits.get(credit_id)
    if credit is None or registrar not in credit.orders:
        verdict.unless(False, NONE_SUCH)
        return verdict

    def effect() -> None:
        del credit.orders[registrar]

    verdict.effect = effect
    return verdict


@rule("holdForCompliance")
def hold(
    world: World, by: str, credit_id: bytes, bank: str, basis: bytes, jurisdiction: bytes
) -> Verdict:
    """A bank that pays under the credit stops its own payments under a law that it names."""
    verdict = Verdict()
    credit = world.credit(credit_id, verdict)
    if credit is None:
        return verdict
    terms = credit.terms
    world.require_party(verdict, by, bank, "BANK")
    payers = {terms.issuing, terms.nominated, terms.reimbursing}
    verdict.unless(bank in payers, "Credit_NotAPayer")
    is_named = basis != bytes(32) and jurisdiction != bytes(2)
    verdict.unless(is_named, "Credit_InvalidTerms")
    verdict.unless(bank not in credit.holds, STANDS)

    def effect() -> None:
        credit.holds[bank] = (basis, jurisdiction, world.now)

    verdict.effect = effect
    return verdict


@rule("endComplianceHold")
def end_hold(world: World, by: str, credit_id: bytes, bank: str) -> Verdict:
    """The bank ends its own hold."""
    verdict = Verdict()
    world.require_party(verdict, by, bank, "BANK")
    credit = world.credits.get(credit_id)
    if credit is None or bank not in credit.holds:
        verdict.unless(False, NONE_SUCH)
        return verdict

    def effect() -> None:
        del credit.holds[bank]

    verdict.effect = effect
    return verdict
