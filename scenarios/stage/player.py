"""Plays a story before an audience and keeps the record of it."""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from api.client import ApiProblem, NoAnswer
from dhow.errors import BadInputError, DhowError
from scenarios.stage.actors import Tally
from scenarios.stage.ledger_record import LedgerRecord, Sent
from scenarios.stage.options import StoryOptions
from scenarios.stage.paper import PaperLine, beside
from scenarios.stage.shown import Check, Shown, Trace
from scenarios.stage.stage import Heard, Stage
from scenarios.stage.story import Beat, Chapter, Ending, EndingKind, Story


class StoryBroken(DhowError):
    """The API refused an act that the story did not expect to be refused."""


RaisedStage = Callable[[tuple[str, ...]], AbstractAsyncContextManager[Stage]]
"""Puts a stage up for these currencies, and takes it down."""


@dataclass(frozen=True)
class BeatRecord:
    """One beat as it happened; `at` is the chain's time (UTC seconds), `elapsed_ms` ours."""

    chapter: str
    actor: str
    actor_name: str
    title: str
    watch: str
    rule: str
    at: int
    elapsed_ms: int
    shown: Shown


@dataclass(frozen=True)
class PartyRecord:
    """What one party did in a run.

    Attributes:
        requests: acts and look-ups over HTTP.
        elapsed_ms: until they were answered, on this machine.
        transactions, gas_used: what its keys sent to the ledger.
    """

    requests: int
    elapsed_ms: int
    transactions: int
    gas_used: int


@dataclass(frozen=True)
class RunRecord:
    """A whole run.

    Attributes:
        as_expected: every check holds, and it ended as the fault, or its absence, asks for.
        expected: that, in words.
        balances: organisation code to currency code to minor units, settlement accounts.
        interactions: organisation code to the number of requests it made.
        parties: the same with time and gas; `network` sent what was of no party.
        paper: the same trade as it is reported on paper, beside this run.
        events: every event on the ledger in order: name, contract and arguments.
    """

    scenario: str
    title: str
    fault: str | None
    chain: str
    recorded: tuple[str, ...]
    beats: tuple[BeatRecord, ...]
    ending: Ending
    checks: tuple[Check, ...]
    balances: Mapping[str, Mapping[str, int]]
    interactions: Mapping[str, int]
    parties: Mapping[str, PartyRecord]
    paper: tuple[PaperLine, ...]
    transactions: int
    gas_used: int
    events: tuple[Mapping[str, Any], ...]
    traces: tuple[Trace, ...]
    elapsed_ms: int
    as_expected: bool
    expected: str


class Audience(Protocol):
    """Whoever watches a run; every method may do nothing."""

    def story_opens(self, story: Story) -> None:
        """The story is about to begin."""

    def stage_ready(self, chain: str, elapsed_ms: int) -> None:
        """The chain runs, the contracts are deployed, the parties are admitted."""

    def chapter_opens(self, number: int, chapter: Chapter) -> None:
        """A chapter begins."""

    def beat_opens(self, beat: Beat, actor_name: str) -> None:
        """Somebody is about to act."""

    def beat_ends(self, record: BeatRecord) -> None:
        """Somebody has acted."""

    def story_ends(self, record: RunRecord) -> None:
        """The run is over."""


class NoAudience:
    """Watches nothing."""

    def story_opens(self, story: Story) -> None:
        """Do nothing."""

    def stage_ready(self, chain: str, elapsed_ms: int) -> None:
        """Do nothing."""

    def chapter_opens(self, number: int, chapter: Chapter) -> None:
        """Do nothing."""

    def beat_opens(self, beat: Beat, actor_name: str) -> None:
        """Do nothing."""

    def beat_ends(self, record: BeatRecord) -> None:
        """Do nothing."""

    def story_ends(self, record: RunRecord) -> None:
        """Do nothing."""


def _milliseconds_since(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)


def check_choice(story_class: type[Story], fault: str | None, options: StoryOptions) -> None:
    """Refuse a fault or a recorded input that the story does not have, before anything starts.

    Raises:
        BadInputError: it names what there is.
    """
    if fault is not None and fault not in story_class.faults:
        known = ", ".join(story_class.faults) or "none"
        message = f"Scenario {story_class.name} has no fault {fault!r}. It has: {known}."
        raise BadInputError(message)
    surplus = options.recorded - story_class.takes
    if surplus:
        message = f"Scenario {story_class.name} takes no {' and no '.join(sorted(surplus))}."
        raise BadInputError(message)


async def play(
    story_class: type[Story],
    chain: str = "embedded",
    fault: str | None = None,
    options: StoryOptions | None = None,
    audience: Audience | None = None,
    heard: Heard | None = None,
    raised: RaisedStage | None = None,
) -> RunRecord:
    """Play one scenario from an empty chain to its end.

    Args:
        story_class: which.
        chain: `embedded`, `anvil` or the URL of a development chain.
        fault: what is to go wrong; None for the happy path.
        options: recorded input and limits.
        audience: who watches.
        heard: told of every answer of the API.
        raised: puts another stage up than the one on `chain`, for these currencies.

    Raises:
        BadInputError: the scenario has no such fault or input, or the input cannot be used.
        EnvironmentProblemError: the chain cannot be started.
        StoryBroken: the API refused what the story needs.
    """
    options = options or StoryOptions()
    audience = audience or NoAudience()
    check_choice(story_class, fault, options)
    try:
        stage = raised or (lambda currencies: Stage.open(chain, currencies, heard))
        return await _play(story_class, stage, fault, options, audience)
    except (ApiProblem, NoAnswer) as problem:
        message = f"the story {story_class.name} broke off: {problem}"
        raise StoryBroken(message) from problem


async def _play(
    story_class: type[Story],
    raised: RaisedStage,
    fault: str | None,
    options: StoryOptions,
    audience: Audience,
) -> RunRecord:
    began = time.perf_counter()
    story = story_class(options=options, fault=fault)
    audience.story_opens(story)
    async with raised(story.currencies) as stage:
        await story.prepare(stage)
        stage.forget_preparation()
        audience.stage_ready(stage.chain_name, _milliseconds_since(began))
        beats: list[BeatRecord] = []
        for number, chapter in enumerate(story.chapters(), start=1):
            audience.chapter_opens(number, chapter)
            for beat in chapter.beats:
                audience.beat_opens(beat, stage.name_of(beat.actor))
                beat_began = time.perf_counter()
                shown = await beat.act()
                if shown.refused is not None:
                    story.refusals.append(shown.refused)
                record = BeatRecord(
                    chapter=chapter.title,
                    actor=beat.actor,
                    actor_name=stage.name_of(beat.actor),
                    title=beat.title,
                    watch=beat.watch,
                    rule=beat.rule,
                    at=stage.now(),
                    elapsed_ms=_milliseconds_since(beat_began),
                    shown=shown,
                )
                beats.append(record)
                audience.beat_ends(record)
        ending = await story.ending()
        checks = await story.checks()
        ledger = stage.ledger_record()
        deal = story.deal()
        elapsed_ms = sum(beat.elapsed_ms for beat in beats)
        requests = sum(stage.tally.requests.values())
        record_of_run = RunRecord(
            scenario=story.name,
            title=story.title,
            fault=fault,
            chain=stage.chain_name,
            recorded=tuple(sorted(options.recorded)),
            beats=tuple(beats),
            ending=ending,
            checks=checks,
            balances=await stage.balances(),
            interactions=dict(stage.tally.requests),
            parties=_parties(stage.tally, ledger),
            paper=beside(deal, requests, elapsed_ms) if deal is not None else (),
            transactions=ledger.transactions,
            gas_used=ledger.gas_used,
            events=ledger.events,
            traces=tuple(story.traces),
            elapsed_ms=_milliseconds_since(began),
            as_expected=_as_expected(story, ending, checks),
            expected=_expected(story),
        )
    audience.story_ends(record_of_run)
    return record_of_run


def _parties(tally: Tally, ledger: LedgerRecord) -> dict[str, PartyRecord]:
    """Everyone who asked for something or sent something, in the order of first asking."""
    return {
        code: PartyRecord(
            requests=tally.requests[code],
            elapsed_ms=round(tally.nanoseconds[code] / 1_000_000),
            transactions=ledger.sent.get(code, Sent()).transactions,
            gas_used=ledger.sent.get(code, Sent()).gas_used,
        )
        for code in dict.fromkeys((*tally.requests, *ledger.sent))
    }


def _expected(story: Story) -> str:
    if story.options != StoryOptions():
        return "paid or stopped, as the input and the limits given decide"
    if story.fault is None:
        return "paid"
    fault = story.faults[story.fault]
    return f"{fault.stops} stopped by {fault.code}"


def _as_expected(story: Story, ending: Ending, checks: tuple[Check, ...]) -> bool:
    if not all(check.holds for check in checks):
        return False
    if story.options != StoryOptions():  # input and limits of one's own decide how it ends
        return True
    if story.fault is None:
        return ending.kind is EndingKind.PAID
    return ending.kind is EndingKind.STOPPED and ending.code == story.faults[story.fault].code
