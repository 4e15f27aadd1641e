"""Whose invoice goes on with a second beneficiary's documents (UCP 600 art. 38(h), (i))."""

from tests.support.credit_model.records import Credit, Presentation
from tests.support.credit_model.rules import Verdict, rule_on
from tests.support.credit_model.world import World

UNDECIDED = {"WITH_NOMINATED_BANK", "RECEIVED", "COMPLYING", "DISCREPANT", "ACTED_UPON"}
NONE_SUCH = "Credit_NoSubstitution"
NOTHING = bytes(32)


def _under_a_part(world: World, id_: bytes, verdict: Verdict) -> Presentation | None:
    """Documents of a second beneficiary's that no bank has decided on for good."""
    made = world.presentations.get(id_)
    if made is None or made.credit.original is None:
        verdict.unless(False, "Credit_NotTransferred")
        return None
    verdict.unless(made.state in UNDECIDED, NONE_SUCH)
    return made


def _original(made: Presentation) -> Credit:
    assert made.credit.original is not None
    return made.credit.original


@rule_on(_under_a_part, "demandSubstitution")
def demand(world: World, verdict: Verdict, by: str, made: Presentation) -> None:
    """The transferring bank asks for the first beneficiary's invoice, once.

    It has until the close of the next banking day there.
    """
    bank = _original(made).terms.transferring
    world.require_party(verdict, by, bank, "BANK")
    verdict.unless(made.substitution == "NONE", NONE_SUCH)

    def effect() -> None:
        made.substitution = "DEMANDED"
        made.answer_by = world.clocks.close_after(bank, world.clocks.delivered(bank, world.now), 1)

    verdict.effect = effect


@rule_on(_under_a_part, "substitute")
def substitute(
    world: World, verdict: Verdict, by: str, made: Presentation, invoice: bytes, own: bytes
) -> None:
    """The first beneficiary's invoice, asked for or not yet, with its drawing of the difference."""
    original = _original(made)
    world.require_party(verdict, by, original.terms.beneficiary, "EXPORTER")
    verdict.unless(made.substitution in {"NONE", "DEMANDED"}, NONE_SUCH)
    verdict.unless(invoice in world.registered, "Documents_Unknown")
    is_its_own = world.registered.get(invoice) == original.terms.beneficiary
    verdict.unless(is_its_own, "Credit_InvalidDocuments")
    drawn = world.presentations.get(own)
    if own != NOTHING:
        is_drawn = (
            drawn is not None
            and drawn.credit is original
            and (bool(drawn.forward_by) or not original.terms.nominated)
            and drawn.state in UNDECIDED
            and not drawn.is_difference
        )
        verdict.unless(is_drawn, "Credit_WrongPresentationState")

    def effect() -> None:
        made.substitution, made.invoice, made.own = "SUBSTITUTED", invoice, own
        if drawn is not None:
            drawn.is_difference = True

    verdict.effect = effect


@rule_on(_under_a_part, "takeAsReceived")
def take_as_received(world: World, verdict: Verdict, by: str, made: Presentation) -> None:
    """Not given on first demand: the documents go on as they came, and the right is lost."""
    world.require_party(verdict, by, _original(made).terms.transferring, "BANK")
    verdict.unless(made.substitution == "DEMANDED", NONE_SUCH)
    verdict.unless(world.now > made.answer_by, "Credit_StillInTime")

    def effect() -> None:
        made.substitution = "AS_RECEIVED"

    verdict.effect = effect
