"""Operations: requests to write, kept before they run, and their answers, kept after.

A request is sealed, and forgotten once it has its answer, which is sealed too: either may hold what
is nobody else's business. What a request is compared by is a keyed hash, made by the caller.
"""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Integer, and_, bindparam, delete, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from dhow.store.ids import OrgId, check_id
from dhow.store.repositories.base import Repository
from dhow.store.rows import OperationRow
from dhow.store.tables import operations
from dhow.store.vault import Sealed

UNDER_WAY: Final = "UNDER_WAY"
FINISHED: Final = "FINISHED"
FAILED: Final = "FAILED"  # through a fault of ours: to be asked for again
SET_ASIDE: Final = "SET_ASIDE"  # at a restore without the chain: the ledger may have it, or not
_ANSWER: Final = "answer"
_CLEAR: Final = (
    operations.c.operation,
    operations.c.organisation,
    operations.c.user,
    operations.c.idempotency_key,
    operations.c.method,
    operations.c.path,
    operations.c.fingerprint,
    operations.c.state,
    operations.c.promised,
    operations.c.attempts,
    operations.c.holder,
    operations.c.due_at,
    operations.c.status,
    operations.c.accepted_at,
    operations.c.finished_at,
    operations.c.service_token,
)

# Made once: SQLAlchemy takes longer to put a statement together than SQLite to run it.
_OF: Final = operations.c.operation == bindparam("of")
_ANY: Final = select(*_CLEAR).where(_OF)
_CHANGE: Final = update(operations).where(_OF)
_DUE: Final = (
    select(*_CLEAR)
    .where(
        operations.c.state == UNDER_WAY,
        or_(operations.c.due_at <= bindparam("now"), operations.c.holder.is_not(None)),
    )
    .order_by(operations.c.accepted_at, operations.c.operation)
    .limit(bindparam("most", type_=Integer))
)


class Operations(Repository):
    """Operations, each seen by the credential that asked for it only.

    That is a user's sessions (`service_token` is empty), or one service token: a token with fewer
    rights than its user learns nothing of what the user, or another token, was answered.
    """

    capability = "operation"

    def add(
        self,
        actor: OrgId,
        user: str,
        *,
        operation: str,
        idempotency_key: str | None,
        method: str,
        path: str,
        fingerprint: str,
        request: bytes,
        promised: bool,
        holder: str,
        due_at: int,
        at: int,
        service_token: str = "",
    ) -> OperationRow:
        """Keep a request that is about to be run by `holder`, by another from `due_at` on.

        Raises:
            AlreadyStored: the user has used the idempotency key.
        """
        check_id(actor, "the acting organisation")
        sealed = self._seal(operation, request)
        row = OperationRow(
            operation,
            actor,
            user,
            idempotency_key,
            method,
            path,
            fingerprint,
            UNDER_WAY,
            promised,
            0,
            holder,
            due_at,
            None,
            at,
            None,
            service_token,
        )
        self._insert(
            operations,
            idempotency_key or operation,
            operation=operation,
            organisation=actor,
            user=user,
            idempotency_key=idempotency_key,
            method=method,
            path=path,
            fingerprint=fingerprint,
            request=sealed.ciphertext,
            wrapped_key=sealed.wrapped_key,
            state=UNDER_WAY,
            promised=promised,
            attempts=0,
            holder=holder,
            due_at=due_at,
            accepted_at=at,
            service_token=service_token,
        )
        return row

    def get(
        self, actor: OrgId, user: str, operation: str, *, service_token: str = ""
    ) -> OperationRow | None:
        """An operation of this credential."""
        return self._one(operations.c.operation == operation, _of(actor, user, service_token))

    def by_key(self, actor: OrgId, user: str, idempotency_key: str) -> OperationRow | None:
        """The operation of an idempotency key, whichever credential of the user's asked for it.

        Keys are a user's: were they a token's, the same request under a new token would run again.
        """
        check_id(actor, "the acting organisation")
        return self._one(
            operations.c.idempotency_key == idempotency_key,
            operations.c.organisation == actor,
            operations.c.user == user,
        )

    def answer(
        self, actor: OrgId, user: str, operation: str, *, service_token: str = ""
    ) -> bytes | None:
        """The answer; None where there is none yet."""
        row = self._connection.execute(
            select(operations.c.answer, operations.c.wrapped_key).where(
                operations.c.operation == operation, _of(actor, user, service_token)
            )
        ).first()
        if row is None or row.answer is None:
            return None
        return self._vault.open_more(row.wrapped_key, row.answer, _bound(operation), _ANSWER)

    def page(
        self,
        actor: OrgId,
        user: str,
        after: tuple[int, str] | None,
        limit: int,
        *,
        service_token: str = "",
    ) -> list[OperationRow]:
        """Newest first, those that follow the one accepted then and so named."""
        place: Iterable[ColumnElement[bool]] = ()
        if after is not None:
            at, operation = after
            place = (
                or_(
                    operations.c.accepted_at < at,
                    and_(operations.c.accepted_at == at, operations.c.operation < operation),
                ),
            )
        rows = self._connection.execute(
            select(*_CLEAR)
            .where(_of(actor, user, service_token), *place)
            .order_by(operations.c.accepted_at.desc(), operations.c.operation.desc())
            .limit(limit)
        )
        return [_operation(row) for row in rows]

    # -------------------------------------------------- for whoever runs them

    def promise(self, operation: str) -> None:
        """Its caller was told that it is accepted: it must come to its end."""
        self._change(operation, promised=True)

    def system_claim(
        self,
        seen: OperationRow,
        *,
        holder: str,
        due_at: int,
        promised: bool,
        request: bytes | None = None,
    ) -> OperationRow | None:
        """Run it from now on; None where another was quicker or it is finished.

        Args:
            request: to be kept anew, of one that failed: its was forgotten.
        """
        again: dict[str, Any] = {}
        if request is not None:
            sealed = self._seal(seen.operation, request)
            again = {"request": sealed.ciphertext, "wrapped_key": sealed.wrapped_key}
        changed = self._connection.execute(
            update(operations)
            .where(
                operations.c.operation == seen.operation,
                operations.c.attempts == seen.attempts,
                operations.c.state.in_((UNDER_WAY, FAILED)),
            )
            .values(
                state=UNDER_WAY,
                holder=holder,
                due_at=due_at,
                attempts=seen.attempts + 1,
                promised=seen.promised or promised,
                **again,
            )
        )
        if changed.rowcount != 1:
            return None
        return self.system_get(seen.operation)

    def system_due(self, now: int, limit: int) -> list[OperationRow]:
        """Those under way that anyone may run by now, or that somebody runs: oldest first."""
        rows = self._connection.execute(_DUE, {"now": now, "most": limit})
        return [_operation(row) for row in rows]

    def system_get(self, operation: str) -> OperationRow | None:
        """Any operation."""
        row = self._connection.execute(_ANY, {"of": operation}).first()
        return None if row is None else _operation(row)

    def system_set_aside(self, limit: int) -> list[OperationRow]:
        """Those that a restore left open: oldest first."""
        rows = self._connection.execute(
            select(*_CLEAR)
            .where(operations.c.state == SET_ASIDE)
            .order_by(operations.c.accepted_at, operations.c.operation)
            .limit(limit)
        )
        return [_operation(row) for row in rows]

    def system_request(self, operation: str) -> bytes:
        """What was asked."""
        row = self._connection.execute(
            select(operations.c.request, operations.c.wrapped_key).where(
                operations.c.operation == operation
            )
        ).one()
        return self._vault.open(Sealed(row.request, row.wrapped_key), _bound(operation))

    def finish(self, operation: str, *, status: int, answer: bytes, at: int) -> None:
        """Keep the answer, and forget what was asked."""
        row = self._connection.execute(
            select(operations.c.wrapped_key).where(operations.c.operation == operation)
        ).one()
        self._change(
            operation,
            state=FINISHED,
            status=status,
            answer=self._vault.seal_more(row.wrapped_key, answer, _bound(operation), _ANSWER),
            request=b"",
            holder=None,
            finished_at=at,
        )

    def put_off(self, operation: str, *, state: str, status: int, due_at: int, at: int) -> None:
        """It came to no answer that may be kept: to be run again, or (FAILED) asked for again.

        Who asks for it again sends the request again: of one that failed it is forgotten.
        """
        forgotten: dict[str, Any] = {"request": b""} if state == FAILED else {}
        self._change(
            operation,
            state=state,
            status=status,
            holder=None,
            due_at=due_at,
            finished_at=at,
            **forgotten,
        )

    def system_prune(self, before: int) -> int:
        """Forget those that ended before; how many."""
        done = self._connection.execute(
            delete(operations).where(
                operations.c.finished_at < before, operations.c.state != UNDER_WAY
            )
        )
        return done.rowcount

    def _change(self, operation: str, **values: Any) -> None:
        self._connection.execute(_CHANGE, {"of": operation, **values})

    def _one(self, *only: ColumnElement[bool]) -> OperationRow | None:
        row = self._connection.execute(select(*_CLEAR).where(*only)).first()
        return None if row is None else _operation(row)


def _of(actor: OrgId, user: str, service_token: str) -> ColumnElement[bool]:
    check_id(actor, "the acting organisation")
    return and_(
        operations.c.organisation == actor,
        operations.c.user == user,
        operations.c.service_token == service_token,
    )


def _bound(operation: str) -> str:
    return f"{Operations.capability}:{operation}"


def _operation(row: Iterable[Any]) -> OperationRow:
    return OperationRow(*row)
