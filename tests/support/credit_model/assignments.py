"""Assignment of proceeds: to whom a bank pays what it owes the beneficiary (UCP 600 art. 39)."""

from tests.support.credit_model.records import Assignment, Credit
from tests.support.credit_model.rules import Verdict, rule
from tests.support.credit_model.world import World

NO_HASH = bytes(32)
# From issue on, also for a drawing that is still to be paid when the credit has ended.
PAYING = frozenset({"ISSUED", "ADVISED", "FULLY_DRAWN", "EXPIRED", "LAPSED"})
MOST_BY_ONE_BANK = 16
ANSWERED = "Credit_AssignmentAnswered"
INVALID = "Credit_InvalidTerms"


@rule("assignProceeds")
def assign(
    world: World, by: str, credit_id: bytes, number: int, assignee: str, amount: int, notice: bytes
) -> Verdict:
    """The beneficiary tells to whom its proceeds shall go; no bank is bound by that."""
    verdict = Verdict()
    credit = world.credit(credit_id, verdict)
    if credit is None:
        return verdict
    beneficiary = credit.terms.beneficiary
    world.require_party(verdict, by, beneficiary, "EXPORTER")
    verdict.unless(credit.state in PAYING, "Credit_WrongState")
    verdict.unless(number == len(credit.assignments) + 1, "Credit_AssignmentOutOfTurn")
    verdict.unless(assignee != beneficiary, INVALID)
    verdict.unless(assignee not in world.suspended, "Members_Suspended")
    verdict.unless(notice != NO_HASH, INVALID)

    def effect() -> None:
        credit.assignments.append(Assignment(assignee, amount, notice))

    verdict.effect = effect
    return verdict


@rule("acknowledgeAssignment")
def acknowledge(world: World, by: str, credit_id: bytes, number: int) -> Verdict:
    """A bank binds itself, once, for what it pays; no two for more than is still to be paid."""
    verdict = Verdict()
    found = _existing(world, verdict, credit_id, number)
    if found is None:
        return verdict
    credit, assignment = found
    if by not in {credit.terms.issuing, credit.terms.nominated}:
        verdict.unless(False, "Credit_NotAPlaceForPresentation")
        return verdict
    world.require_party(verdict, by, by, "BANK")
    is_first = assignment.state == "NOTIFIED"
    is_open = is_first or (assignment.state == "ACKNOWLEDGED" and by not in assignment.banks)
    verdict.unless(is_open, ANSWERED)
    acknowledged = credit.acknowledged.setdefault(by, [])
    still = [each for each in acknowledged if each.state != "RELEASED"]
    verdict.unless(len(still) < MOST_BY_ONE_BANK, INVALID)
    rest = assignment.amount and assignment.amount - assignment.paid
    left = credit.to_come - credit.acknowledged_unpaid + (0 if is_first else rest)
    is_taken = is_first and credit.is_all_assigned
    is_to_come = left > 0 and rest <= left and not is_taken
    verdict.unless(is_to_come, "Credit_AssignedBeyondProceeds")

    def effect() -> None:
        assignment.state = "ACKNOWLEDGED"
        assignment.banks.add(by)
        credit.acknowledged[by] = [*still, assignment]

    verdict.effect = effect
    return verdict


@rule("withdrawAssignment")
def withdraw(world: World, by: str, credit_id: bytes, number: int) -> Verdict:
    """The beneficiary takes back what no bank has acknowledged."""
    verdict = Verdict()
    found = _existing(world, verdict, credit_id, number)
    if found is None:
        return verdict
    credit, assignment = found
    world.require_party(verdict, by, credit.terms.beneficiary, "EXPORTER")
    verdict.unless(assignment.state != "ACKNOWLEDGED", "Credit_AssignmentStands")
    verdict.unless(assignment.state in {"NOTIFIED", "ACKNOWLEDGED"}, ANSWERED)

    def effect() -> None:
        assignment.state = "WITHDRAWN"

    verdict.effect = effect
    return verdict


@rule("releaseAssignment")
def release(world: World, by: str, credit_id: bytes, number: int) -> Verdict:
    """What stands ends by the assignee's word alone; what it was paid it keeps."""
    verdict = Verdict()
    found = _existing(world, verdict, credit_id, number)
    if found is None:
        return verdict
    _, assignment = found
    world.require_party(verdict, by, assignment.assignee, "")
    verdict.unless(assignment.state == "ACKNOWLEDGED", ANSWERED)

    def effect() -> None:
        assignment.state = "RELEASED"

    verdict.effect = effect
    return verdict


def _existing(
    world: World, verdict: Verdict, credit_id: bytes, number: int
) -> tuple[Credit, Assignment] | None:
    credit = world.credits.get(credit_id)
    if credit is None or not 0 < number <= len(credit.assignments):
        verdict.unless(False, "Credit_NoSuchAssignment")
        return None
    return credit, credit.assignments[number - 1]
