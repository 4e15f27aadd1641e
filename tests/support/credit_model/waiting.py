"""What happens around credits: time, closures, suspensions, the pause of new credits."""

from tests.support.credit_model.rules import Verdict, rule
from tests.support.credit_model.world import World


@rule("announceClosure")
def announce_closure(world: World, by: str, bank: str, day: int, _reason: bytes) -> Verdict:
    """A bank announces that it will be shut, before the day begins; running clocks stay."""
    verdict = Verdict()
    world.require_party(verdict, by, bank, "BANK")
    is_ahead = day > world.clocks.today(bank, world.now)
    verdict.unless(is_ahead, "Calendars_ClosureNotAhead")
    verdict.effect = lambda: world.clocks.close_on(bank, day)
    return verdict


@rule("suspend")
def suspend(world: World, _by: str, member: str, _reason: bytes) -> Verdict:
    """The registrar suspends a member."""
    verdict = Verdict()
    verdict.effect = lambda: world.suspended.add(member)
    return verdict


@rule("reinstate")
def reinstate(world: World, _by: str, member: str) -> Verdict:
    """The registrar lets a member act again."""
    verdict = Verdict()
    verdict.effect = lambda: world.suspended.discard(member)
    return verdict


@rule("pauseNewCredits")
def pause(world: World, _by: str, paused: bool) -> Verdict:
    """The guardian stops or reopens new credits."""
    verdict = Verdict()

    def effect() -> None:
        world.is_paused = paused

    verdict.effect = effect
    return verdict
