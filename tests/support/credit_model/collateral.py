"""What the applicant lodged with its bank: apart from every duty under the credit (art. 4, 7)."""

from tests.support.credit_model.records import ENDED
from tests.support.credit_model.rules import Verdict, rule
from tests.support.credit_model.terms import DAY
from tests.support.credit_model.world import CUSTODY, World

LONG_STOP_DAYS = 180
SPARE_DAYS = 2  # the expiry day itself at the westernmost place, and one more


@rule("lodgeCollateral")
def lodge(world: World, by: str, credit_id: bytes, amount: int) -> Verdict:
    """The applicant lodges while the credit has not ended."""
    verdict = Verdict()
    credit = world.credit(credit_id, verdict)
    if credit is None:
        return verdict
    world.require_party(verdict, by, credit.terms.applicant, "IMPORTER")
    verdict.unless(credit.state not in ENDED, "Credit_WrongState")
    # what is drawn of a part is drawn of the credit, and covered there
    verdict.unless(credit.original is None, "Credit_CollateralBehindOriginal")
    verdict.unless(amount > 0, "Credit_InvalidTerms")

    def effect() -> None:
        credit.lodged += amount
        world.pay(credit.terms.applicant, CUSTODY, amount)

    verdict.effect = effect
    return verdict


@rule("applyCollateral")
def apply_collateral(world: World, by: str, credit_id: bytes) -> Verdict:
    """The issuing bank takes what covers what it honoured."""
    verdict = Verdict()
    credit = world.credit(credit_id, verdict)
    if credit is None:
        return verdict
    world.require_party(verdict, by, credit.terms.issuing, "BANK")
    share = world.bank_share(credit)
    verdict.unless(share > 0, "Credit_NoCollateral")

    def effect() -> None:
        credit.lodged -= share
        credit.taken += share
        world.pay(CUSTODY, credit.terms.issuing, share)

    verdict.effect = effect
    return verdict


@rule("returnCollateral")
def return_collateral(world: World, by: str, credit_id: bytes) -> Verdict:
    """The bank lets it go; once the credit has ended, or past the long stop, anyone may."""
    verdict = Verdict()
    credit = world.credit(credit_id, verdict)
    if credit is None:
        return verdict
    under = [e for e in world.credits.values() if e is credit or e.original is credit]
    last = max([credit.terms.expiry, *(made.maturity for each in under for made in each.made)])
    long_stop = (last + LONG_STOP_DAYS + SPARE_DAYS) * DAY
    if credit.state not in ENDED and world.now <= long_stop:
        world.require_party(verdict, by, credit.terms.issuing, "BANK")
    verdict.unless(credit.lodged > 0, "Credit_NoCollateral")

    def effect() -> None:
        world.give_out(credit)

    verdict.effect = effect
    return verdict


@rule("settle")
def settle(world: World, _by: str, credit_id: bytes) -> Verdict:
    """What is left of an ended credit's collateral goes out; otherwise nothing happens."""
    verdict = Verdict()
    credit = world.credits.get(credit_id)

    def effect() -> None:
        if credit is not None and credit.state in ENDED:
            world.give_out(credit)

    verdict.effect = effect
    return verdict
