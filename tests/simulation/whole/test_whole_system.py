"""One seed drives the whole: clients, listeners, processes, tables, database, chain; all fail.

Whatever happens: each request under a key takes effect once or is refused, and says so the same
each time; the ledger's money is what clients were told; every transaction was on record before it
was sent and every entry stands as the chain has it; the tables are those of a fresh replay; who
listens to a stream and who is sent webhooks knows what happened, in its order; the audit logs hold.
A failing seed says how to run it alone, with all that happened.
"""

from collections import Counter

import pytest

from tests.support.whole.founded import Founded
from tests.support.whole.playing import play, seeds


def test_a_hundred_lives(founded: Founded) -> None:
    counts: Counter[str] = Counter()
    for number in seeds(0, 100):
        counts += play(founded, number)
    if counts["wishes"] > 100:  # not one seed alone
        for what in (
            *("kills", "failures", "answered well", "given again", "interleavings"),
            *("messages", "messages lost", "told", "streams"),
        ):
            assert counts[what] > 10, f"hardly any {what}: {counts}"
        for what in (
            *("reorganisations", "refused 409", "backups", "restores", "replays"),
            *("refused by the node", "forgotten by the node"),
        ):
            assert counts[what] > 1, f"hardly any {what}: {counts}"


@pytest.mark.long
@pytest.mark.parametrize("part", range(198))
def test_twenty_thousand_lives(founded: Founded, part: int) -> None:
    for number in seeds(200 + part * 100, 100):
        play(founded, number, deeds=24)
