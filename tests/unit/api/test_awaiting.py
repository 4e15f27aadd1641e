"""How long an examination waits for what another process keeps back."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from api.context import ApiContext
from api.credit import awaiting
from dhow.ledger.bindings.values import PresentationRecord

HOUR = 3_600
DAY = 24 * HOUR
CAME = 1_777_000_000


def waits(asked: Any, now: int, *, apart: bool = True, **record: int) -> bool:
    context = SimpleNamespace(apart=object() if apart else None, now=lambda: now)
    of = {"presented_at": CAME, "received_at": 0, "decide_by": 0} | record
    presentation = cast("PresentationRecord", SimpleNamespace(**of))
    found: bool = asked(cast("ApiContext", context), presentation)
    return found


@pytest.mark.parametrize(("asked", "days"), [(awaiting.words, 1), (awaiting.documents, 3)])
def test_what_is_kept_back_is_waited_for_some_days_and_no_longer(asked: Any, days: int) -> None:
    """Also by a nominated bank that does not confirm, which has no last day to decide."""
    assert waits(asked, CAME + days * DAY - 1)
    assert not waits(asked, CAME + days * DAY)
    sent_on = CAME + 20 * DAY  # the issuing bank's time begins as it receives them
    assert waits(asked, sent_on + days * DAY - 1, received_at=sent_on)
    assert not waits(asked, sent_on + days * DAY, received_at=sent_on)


@pytest.mark.parametrize("asked", [awaiting.words, awaiting.documents])
def test_nothing_is_waited_for_on_the_last_day_nor_where_there_is_no_other_process(
    asked: Any,
) -> None:
    decide_by = CAME + DAY + 2 * HOUR
    assert waits(asked, CAME + HOUR, decide_by=decide_by)
    assert not waits(asked, CAME + 2 * HOUR, decide_by=decide_by)
    assert not waits(asked, CAME, apart=False)
