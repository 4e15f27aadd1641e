"""What banks tell each other of a credit by SWIFT, made of what happened under it.

    for told in messages_of(case, reader):      # those that the bank sends or receives
        told.mt, told.sender, told.receiver, told.messages

Each act has its messages in the module of its family: `opening` (MT700, 705, 710, 730, 740),
`amending` (MT707, 730, 747), `documents` (MT732, 734, 750, 752), `settling` (MT742, 754, 756); what
has no message of its own goes as MT759.
"""

from collections.abc import Iterator

from dhow.trade.records import FieldRefused, InvalidInput
from dhow.trade.swift.correspondence import amending, documents, opening, settling
from dhow.trade.swift.correspondence.case import (
    BANKS,
    Case,
    Draft,
    Happened,
    Presented,
    Told,
    presentation_reference,
)
from dhow.trade.swift.findings import MessageRefused

__all__ = [
    "ACTS",
    "BANKS",
    "Case",
    "Happened",
    "Presented",
    "Told",
    "messages_of",
    "presentation_reference",
]

_WRITERS = {
    **opening.WRITERS,
    **amending.WRITERS,
    **documents.WRITERS,
    **settling.WRITERS,
}

ACTS = frozenset(_WRITERS)
"""What may happen of which banks tell each other, as the ledger calls it."""


def messages_of(case: Case, reader: str) -> Iterator[Told]:
    """The messages that a bank sends or receives under a credit, in the order of the acts.

    One that cannot be written, because a bank has no BIC or words do not fit, is told without its
    text and with the problem.

    Args:
        reader: the bank's LEI.
    """
    for happened in case.happened:
        writer = _WRITERS.get(happened.name)
        for draft in writer(case, happened) if writer else ():
            if reader in (draft.sender.lei, draft.receiver.lei):
                yield _written(draft, happened)


def _written(draft: Draft, happened: Happened) -> Told:
    problem = None
    try:
        messages = draft.write()
    except (MessageRefused, InvalidInput, FieldRefused) as refused:
        messages, problem = (), str(refused)
    return Told(
        mt=draft.mt,
        act=happened.name,
        at=happened.at,
        presentation=happened.presentation or None,
        sender=draft.sender,
        receiver=draft.receiver,
        messages=messages,
        problem=problem,
    )
