"""Presentations examined a second, beside reading the same presentation from its JSON.

`samples/` holds a sight credit for mangoes and a presentation of four documents that complies with
it; the discrepant one is the same, drawn late and shipped late.
"""

import json
from pathlib import Path

from dhow.trade.credit import ExaminationReport, Presentation, Terms, examine
from dhow.trade.credit.examination.wording import forget
from dhow.trade.members import make_calendar
from scripts.bench.measure import Figure, Limit, Table, taking_turns

SAMPLES = Path(__file__).with_name("samples")
BATCH = 50
RUNS = 7


def run() -> list[Table]:
    """Complying and discrepant presentations under one credit."""
    terms = Terms.from_json((SAMPLES / "credit.json").read_text(encoding="utf-8"))
    text = (SAMPLES / "presentation.json").read_text(encoding="utf-8")
    late = _shipped_late(text)
    calendars = {"AEDXB": make_calendar("AEDXB", [2026])}
    complying, discrepant = Presentation.from_json(text), Presentation.from_json(late)

    def examined(presentation: Presentation) -> ExaminationReport:
        forget()
        return examine(terms, presentation, calendars)

    if not examined(complying).complying or examined(discrepant).complying:
        raise AssertionError("the samples are no longer what this benchmark takes them for")
    found = len(examined(discrepant).findings)
    ways = {
        "read": lambda: [Presentation.from_json(text) for _ in range(BATCH)],
        "complying": lambda: [examined(complying) for _ in range(BATCH)],
        "discrepant": lambda: [examined(discrepant) for _ in range(BATCH)],
        "reported": lambda: [examined(discrepant).to_json() for _ in range(BATCH)],
    }
    rate = {name: BATCH / seconds for name, seconds in taking_turns(RUNS, ways).items()}
    reading = Limit("reading it", rate["read"])
    unit = "presentations/s"
    return [
        Table(
            "Presentations",
            f"{len(complying.documents)} documents under one credit, every rule; a second here is "
            f"one of processor time, the median of {RUNS} runs of {BATCH} that take turns.",
            (
                Figure("read from JSON and checked field by field", rate["read"], unit),
                Figure("examined, complying", rate["complying"], unit, reading),
                Figure(f"examined, {found} findings", rate["discrepant"], unit, reading),
                Figure(
                    f"examined, {found} findings, report as JSON", rate["reported"], unit, reading
                ),
            ),
        )
    ]


def _shipped_late(text: str) -> str:
    changed = json.loads(text)
    changed["presented_at"] = "2026-06-12T06:00:00Z"
    changed["drawn"] = "USD 50,000.00"
    changed["documents"][1]["document"]["on_board_on"] = "2026-05-21"
    return json.dumps(changed)
