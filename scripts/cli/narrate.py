"""Tells a run to an audience in a terminal: prose on stderr."""

import sys
import time
from datetime import UTC, datetime

from rich.text import Text

from scenarios.stage.player import BeatRecord, RunRecord
from scenarios.stage.story import Beat, Chapter, EndingKind, Story
from scripts.cli.output import hang, say, tell


class Narrator:
    """Prints chapters and beats as they happen, at the presenter's pace."""

    def __init__(self, pause: float = 0, step: bool = False) -> None:
        """`pause` in seconds after each act; `step` waits for Enter, where there is a keyboard."""
        self._pause = pause
        self._step = step and sys.stdin.isatty()

    def story_opens(self, story: Story) -> None:
        """Print the title before anything slow begins."""
        say(f"{story.title}", style="bold cyan")
        say(f"As reported: {story.reported}", style="dim")
        if story.fault is not None:
            fault = story.faults[story.fault]
            say(
                f"What goes wrong this time: {fault.title}. It must stop {fault.stops}.",
                style="yellow",
            )

    def stage_ready(self, chain: str, elapsed_ms: int) -> None:
        """Say what the story is played on."""
        seconds = elapsed_ms / 1000
        say(f"Chain {chain} is up, contracts deployed, parties admitted ({seconds:.1f} s).")

    def chapter_opens(self, number: int, chapter: Chapter) -> None:
        """Print a chapter's heading."""
        say()
        say(f"{number}. {chapter.title}", style="bold")

    def beat_opens(self, beat: Beat, actor_name: str) -> None:
        """Print who acts and what to watch."""
        line = Text()
        line.append(actor_name, style="bold blue")
        line.append(f" {beat.title}.")
        hang(line, 2)
        if beat.rule:
            self._indent(f"Rule: {beat.rule}", "dim")
        if beat.watch:
            self._indent(f"Watch: {beat.watch}", "dim italic")

    def beat_ends(self, record: BeatRecord) -> None:
        """Print what came of it."""
        shown = record.shown
        day = datetime.fromtimestamp(record.at, UTC).strftime("%d %B %Y %H:%M UTC")
        self._indent(f"{day}  {shown.says}", "red" if shown.refused else "green")
        for label, value in shown.facts:
            self._indent(f"{label}: {value}", None, 6)
        for finding in shown.findings:
            self._indent(f"- {finding}", None, 6)
        if shown.refused is not None:
            self._indent(f"Refused: {shown.refused.words}", "red", 6)
            self._indent(f"Rule: {shown.refused.rule}", "red", 6)
        self._wait()

    def story_ends(self, record: RunRecord) -> None:
        """Print the checks."""
        say()
        say("What must be true now:", style="bold")
        for check in record.checks:
            mark, style = ("yes", "green") if check.holds else ("NO ", "bold red")
            hang(f"{check.name}: {check.found}", 7, style, first=f"  {mark}")
        if record.paper:
            say()
            say("The same trade on paper, and here:", style="bold")
            for line in record.paper:
                hang(f"{line.what}: {line.on_paper} ({line.source}); here {line.here}", 2)
        say()
        say("Who did what: requests, time, transactions, gas", style="bold")
        for code, party in record.parties.items():
            hang(
                f"{code}: {party.requests}, {party.elapsed_ms} ms, {party.transactions}, "
                f"{party.gas_used:,}",
                2,
                "dim",
            )

    def _wait(self) -> None:
        if self._step:
            sys.stdin.readline()
        elif self._pause:
            time.sleep(self._pause)

    @staticmethod
    def _indent(text: str, style: str | None, left: int = 4) -> None:
        hang(text, left, style)


def tell_summary(record: RunRecord) -> None:
    """The result of a run in a few lines of data."""
    ending = record.ending
    paid = ending.kind is EndingKind.PAID
    style = "bold green" if paid else "bold red"
    tell(f"{ending.verdict.upper()}: {ending.words}", style=style)
    if ending.rule:
        tell(f"Rule: {ending.rule}", style=style)
    if ending.paid:
        tell(f"Paid all the same: {ending.paid}.")
    requests = sum(record.interactions.values())
    tell(
        f"{record.scenario}{f' --fault {record.fault}' if record.fault else ''} on {record.chain}: "
        f"{record.transactions} transactions, {record.gas_used:,} gas, "
        f"{requests} requests by {len(record.interactions)} parties, "
        f"{record.elapsed_ms / 1000:.1f} s",
        style="dim",
    )
    if not record.as_expected:
        tell("This is NOT how the scenario should end: it should be")
        tell(f"  {record.expected}, with every check above saying yes.")
