"""What is told of an operation."""

from datetime import datetime
from typing import Any, Literal

from api.schemas import Answer

State = Literal["under way", "done", "refused", "failed", "set aside"]


class OperationView(Answer):
    """A request to write, and what became of it.

    `failed`: through a fault of ours; ask for it again with the key it had. `set aside`: it was not
    done when a backup was made that has been restored since; look at the ledger, then ask anew
    under a new key. `status` and `answer` are what the request was answered, once it is `done` or
    `refused`.
    """

    id: str
    state: State
    method: str
    path: str
    idempotency_key: str | None = None
    accepted_at: datetime
    finished_at: datetime | None = None
    status: int | None = None
    answer: Any = None
