"""What may keep a bank from paying and stops no clock: a court's order, a bank's own hold."""

from tests.support.credit_model.rules import Verdict, rule
from tests.support.credit_model.world import World

NONE_SUCH = "Credit_NoSuchRestraint"


@rule("suspendByCourt")
def suspend_by_court(world: World, by: str, credit_id: bytes, reference: bytes) -> Verdict:
    """The register of orders records one; one stands at a time."""
    verdict = Verdict()
    credit = world.credit(credit_id, verdict)
    if credit is None:
        return verdict
    world.require_member(verdict, by, "REGULATOR")
    verdict.unless(reference != bytes(32), "Credit_InvalidTerms")
    verdict.unless(credit.order is None, NONE_SUCH)

    def effect() -> None:
        credit.order = (by, reference, world.now)

    verdict.effect = effect
    return verdict


@rule("liftCourtOrder")
def lift_court_order(world: World, by: str, credit_id: bytes) -> Verdict:
    """Whoever recorded the order lifts it."""
    verdict = Verdict()
    credit = world.credits.get(credit_id)
    order = credit.order if credit else None
    if credit is None or order is None:
        verdict.unless(False, NONE_SUCH)
        return verdict
    world.require_party(verdict, by, order[0], "REGULATOR")

    def effect() -> None:
        credit.order = None

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
    verdict.unless(bank in payers, "Credit_NotAPlaceForPresentation")
    is_named = basis != bytes(32) and jurisdiction != bytes(2)
    verdict.unless(is_named, "Credit_InvalidTerms")
    verdict.unless(bank not in credit.holds, NONE_SUCH)

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
