"""How long an examination waits for what another organisation's process has not handed over.

A bank has time to examine (UCP 600 art. 14(b)), and a process may be down a while. But who keeps
something back must not keep a bank from examining, or from honouring: what has not come within the
time here is examined as not delivered, and an amendment whose words have not come as not there.
"""

from typing import Final

from api.context import ApiContext
from dhow.ledger.bindings.values import PresentationRecord

_DAY: Final = 86_400  # seconds
_DOCUMENTS: Final = 3 * _DAY  # over a weekend
_WORDS: Final = _DAY  # the bank that issues an amendment has them ready as it does


def documents(context: ApiContext, record: PresentationRecord) -> bool:
    """Whether documents that are not here may still come, and are waited for."""
    return _within(context, record, _DOCUMENTS)


def words(context: ApiContext, record: PresentationRecord) -> bool:
    """Whether words of an amendment that is not answered may still come, and are waited for."""
    return _within(context, record, _WORDS)


def _within(context: ApiContext, record: PresentationRecord, seconds: int) -> bool:
    if context.apart is None:
        return False  # what is not here is nowhere
    came = max(record.presented_at, record.received_at)
    until = came + seconds
    if record.decide_by:
        until = min(until, record.decide_by - _DAY)
    return context.now() < until
