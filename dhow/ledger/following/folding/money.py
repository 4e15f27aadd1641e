"""Balances of bank money: what came in less what went out, by account and currency."""

from collections.abc import Callable, Sequence
from typing import Any

from dhow.ledger.bindings import events
from dhow.ledger.following.changes import Change, Placed
from dhow.ledger.types import ZERO_ADDRESS


def _moved(event: events.Transfer, at: Placed) -> Sequence[Change]:
    # ERC-20 writes issue and redemption as transfers from and to nobody
    return [
        Change(
            "ledger_balances",
            (account, at.currency),
            {"changed_at": at.timestamp},
            {"balance_minor": change},
        )
        for account, change in ((event.from_, -event.value), (event.to, event.value))
        if account != ZERO_ADDRESS
    ]


FOLDS: dict[type, Callable[[Any, Placed], Sequence[Change]]] = {events.Transfer: _moved}
