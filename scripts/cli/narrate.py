"""Tells a run to an audience in a terminal: prose on stderr."""

from datetime import UTC, datetime

from rich.padding import Padding
from rich.text import Text

from scenarios.stage.player import BeatRecord, RunRecord
from scenarios.stage.story import Beat, Chapter, EndingKind, Story
from scripts.cli.output import PROSE, say


class Narrator:
    """Prints chapters and beats as they happen."""

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
        line = Text("  ")
        line.append(actor_name, style="bold blue")
        line.append(f" {beat.title}.")
        if beat.rule:
            line.append(f"  [{beat.rule}]", style="dim")
        PROSE.print(line)
        if beat.watch:
            self._indent(f"Watch: {beat.watch}", "dim italic")

    def beat_ends(self, record: BeatRecord) -> None:
        """Print what came of it."""
        shown = record.shown
        day = datetime.fromtimestamp(record.at, UTC).strftime("%d %b %Y %H:%M UTC")
        self._indent(f"{day}  {shown.says}", "red" if shown.refused else "green")
        for label, value in shown.facts:
            self._indent(f"{label}: {value}", None, 6)
        for finding in shown.findings:
            self._indent(f"- {finding}", None, 6)
        if shown.refused is not None:
            self._indent(f"Refused: {shown.refused.words}", "red", 6)
            self._indent(f"Rule: {shown.refused.rule}", "red", 6)

    def story_ends(self, record: RunRecord) -> None:
        """Print the checks."""
        say()
        say("What must be true now:", style="bold")
        for check in record.checks:
            mark, style = ("yes", "green") if check.holds else ("NO ", "bold red")
            say(f"  {mark}  {check.name}: {check.found}", style=style)

    @staticmethod
    def _indent(text: str, style: str | None, left: int = 4) -> None:
        PROSE.print(Padding(Text(text, style=style or ""), (0, 0, 0, left), expand=False))


def summary_lines(record: RunRecord) -> list[str]:
    """The result of a run in a few lines of data."""
    ending = record.ending
    head = "PAID" if ending.kind is EndingKind.PAID else "PAYMENT STOPPED"
    lines = [f"{head}: {ending.words}"]
    if ending.rule:
        lines.append(f"Rule: {ending.rule}")
    lines.append(
        f"{record.scenario}{f' --fault {record.fault}' if record.fault else ''} on {record.chain}: "
        f"{record.transactions} transactions, {record.gas_used:,} gas, "
        f"{sum(record.interactions.values())} requests by {len(record.interactions)} parties, "
        f"{record.elapsed_ms / 1000:.1f} s"
    )
    if not record.as_expected:
        lines.append("This is NOT how the scenario should end; see the checks above.")
    return lines
