"""Operations in the store: begun, claimed, ended, pruned. Plain functions that block."""

import hashlib
import hmac
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Final

import orjson

from api.acts import signers_of
from api.auth.roles import Actor
from api.context import ApiContext
from api.errors import ApiError
from api.ids import org_hex
from dhow.ledger.sending.holders import has_ended, this_process
from dhow.store import AlreadyStored, UnitOfWork
from dhow.store.repositories.operations import FAILED, FINISHED, SET_ASIDE, UNDER_WAY
from dhow.store.rows import OperationRow

__all__ = ["FAILED", "FINISHED", "SET_ASIDE", "UNDER_WAY", "Desk", "Kept", "KeptAnswer"]

_HOLD_SECONDS: Final = 300  # another process takes an operation over when one says no more
_PAUSES: Final = (1, 2, 5, 15, 60, 300)
_TRIES: Final = 20  # of what was promised, some of them far apart: then it has failed
_SETTLE_SECONDS: Final = 60.0
_PURPOSE: Final = "fingerprints of requests"
_SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Kept:
    """A request as it is kept."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    service_token: str = ""

    def packed(self) -> bytes:
        """As bytes."""
        return orjson.dumps(
            [
                self.method,
                self.path,
                self.query,
                dict(self.headers),
                b64encode(self.body).decode(),
                self.service_token,
            ]
        )

    @classmethod
    def unpacked(cls, packed: bytes) -> "Kept":
        """From `packed`."""
        method, path, query, headers, body, service_token = orjson.loads(packed)
        return cls(method, path, query, headers, b64decode(body), service_token)


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it is kept.

    `without` names the fields that are null in it since they are not kept, and why: see `keeping`.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    without: Mapping[str, str] = field(default_factory=dict)

    def packed(self) -> bytes:
        """As bytes."""
        body = b64encode(self.body).decode()
        return orjson.dumps([self.status, dict(self.headers), body, dict(self.without)])

    @classmethod
    def unpacked(cls, packed: bytes) -> "KeptAnswer":
        """From `packed`."""
        status, headers, body, *without = orjson.loads(packed)
        return cls(status, headers, b64decode(body), *without)


class Desk:
    """Operations of one process in the store."""

    def __init__(
        self, context: ApiContext, clock: Callable[[], int] = lambda: int(time.time())
    ) -> None:
        """Over the context's store; times are the wall clock's, as those of leases are."""
        self._context = context
        self._clock = clock
        self._secret = context.store.derived_key(_PURPOSE, _SECRET_BYTES)
        self.holder = this_process()

    def new_id(self) -> str:
        """An id that nobody guesses: acts and salts hang on it."""
        return token_hex(16)

    def begin(
        self, actor: Actor, operation: str, key: str | None, kept: Kept, *, promised: bool
    ) -> OperationRow | None:
        """Keep a request before it runs; None where its key was used before."""
        now = self._clock()
        fingerprint, request = self._fingerprint(kept), kept.packed()
        try:
            return self._context.store.write(
                lambda work: work.operations.add(
                    org_hex(actor.organisation),
                    actor.user,
                    operation=operation,
                    idempotency_key=key,
                    method=kept.method,
                    path=kept.path,
                    fingerprint=fingerprint,
                    request=request,
                    promised=promised,
                    holder=self.holder,
                    due_at=now + _HOLD_SECONDS,
                    at=now,
                    service_token=actor.service_token,
                )
            )
        except AlreadyStored:
            return None

    def known(self, actor: Actor, key: str, kept: Kept) -> OperationRow | None:
        """The operation of this key.

        Raises:
            ApiError: 422, the key was used for another request, or with another credential.
        """
        with self._context.store.read() as work:
            row = work.operations.by_key(org_hex(actor.organisation), actor.user, key)
        if row is not None and row.service_token != actor.service_token:
            raise ApiError(
                422,
                "idempotency-conflict",
                "The idempotency key was used with another credential",
                "The key was used in a session of the user's, or with another service token.",
                next_step="Ask as you asked then. If that cannot be, see what became of the "
                "request before sending it under a new key: it may be done.",
            )
        if row is not None and not hmac.compare_digest(row.fingerprint, self._fingerprint(kept)):
            raise ApiError(
                422,
                "idempotency-conflict",
                "The idempotency key was used for another request",
                f"The key was used on {row.method} {row.path} with other content.",
                next_step="Give each request a key of its own, and repeat one only as it was.",
            )
        return row

    def get(self, actor: Actor, operation: str) -> OperationRow | None:
        """An operation that the actor asked for, with the credential it shows now."""
        with self._context.store.read() as work:
            return work.operations.get(
                org_hex(actor.organisation),
                actor.user,
                operation,
                service_token=actor.service_token,
            )

    def answer(self, actor: Actor, operation: str) -> KeptAnswer | None:
        """Its answer, where there is one."""
        with self._context.store.read() as work:
            found = work.operations.answer(
                org_hex(actor.organisation),
                actor.user,
                operation,
                service_token=actor.service_token,
            )
        return None if found is None else KeptAnswer.unpacked(found)

    def promise(self, operation: str) -> None:
        """Its caller is told that it is accepted."""
        self._context.store.write(lambda work: work.operations.promise(operation))

    def is_free(self, row: OperationRow) -> bool:
        """Whether nobody runs it: its process ended, or left it, or has said nothing for long."""
        if row.state == FAILED:
            return True
        if row.state in (FINISHED, SET_ASIDE):
            return False
        if row.due_at <= self._clock():
            return True
        return row.holder is not None and has_ended(row.holder)

    def claim(
        self, row: OperationRow, *, promised: bool = False, kept: Kept | None = None
    ) -> OperationRow | None:
        """Run a free one from now on; None where another was quicker.

        Args:
            kept: the request, where it was sent again: of one that failed none is kept.
        """
        due_at = self._clock() + _HOLD_SECONDS
        request = kept.packed() if kept is not None and row.state == FAILED else None
        return self._context.store.write(
            lambda work: work.operations.system_claim(
                row, holder=self.holder, due_at=due_at, promised=promised, request=request
            )
        )

    def request(self, operation: str) -> Kept:
        """What was asked."""
        with self._context.store.read() as work:
            return Kept.unpacked(work.operations.system_request(operation))

    def settle_acts(self, actor: Actor, operation: str) -> None:
        """See acts of an earlier run to their end, before the request is run again.

        What it decides from the ledger must not be decided while its own acts are under way.

        Raises:
            StillUnderWay: they are in no block yet.
        """
        signers = signers_of(self._context, actor)
        self._context.sender.settle_open(f"{operation}:", signers, seconds=_SETTLE_SECONDS)

    def end(self, operation: str, answer: KeptAnswer) -> None:
        """Keep an answer, or have the request run again where it is not one to be kept."""
        now, packed = self._clock(), answer.packed()
        self._context.store.write(lambda work: _end(work, operation, answer.status, packed, now))

    def left_behind(self, limit: int = 100) -> list[OperationRow]:
        """Those under way that nobody runs and that are due."""
        with self._context.store.read() as work:
            rows = work.operations.system_due(self._clock(), limit)
        return [row for row in rows if self.is_free(row)]

    def prune(self, days: int) -> int:
        """Forget what ended so long ago; how many."""
        with self._context.store.begin() as work:
            return work.operations.system_prune(self._clock() - days * 86_400)

    def _fingerprint(self, kept: Kept) -> str:
        """Of all that makes a request the same; keyed, since a body may hold a password."""
        said = hashlib.sha256(kept.body).digest()
        media = kept.headers.get("content-type", "")
        words = "\0".join((kept.method, kept.path, kept.query, media)).encode()
        return hmac.new(self._secret, words + b"\0" + said, hashlib.sha256).hexdigest()


def is_kept(status: int) -> bool:
    """Whether an answer of this status is the last word on its request."""
    return status < 500 and status not in (401, 403, 429)


def _end(work: UnitOfWork, operation: str, status: int, packed: bytes, now: int) -> None:
    """`Desk.end` within a unit of work."""
    if is_kept(status):
        work.operations.finish(operation, status=status, answer=packed, at=now)
        return
    row = work.operations.system_get(operation)
    if row is None:
        return
    if not row.promised:
        work.operations.put_off(operation, state=FAILED, status=status, due_at=now, at=now)
    elif status in (401, 403) or row.attempts >= _TRIES:
        work.operations.finish(operation, status=status, answer=packed, at=now)
    else:
        pause = _PAUSES[min(row.attempts, len(_PAUSES) - 1)]
        work.operations.put_off(
            operation, state=UNDER_WAY, status=status, due_at=now + pause, at=now
        )
