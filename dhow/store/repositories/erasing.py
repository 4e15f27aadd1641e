"""A person taken out of the tables: whatever names a user names a number afterwards.

Rows stay where others hang on them (who prepared an act, who made a webhook), with the number in
place of the name. What was of the person alone (password, service tokens, answers kept) goes. The
audit log is not touched: it never held the name, and its chain stays as it was written.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Table, delete, func, insert, or_, select, update

from dhow.store.errors import NotFound
from dhow.store.ids import OrgId, check_id
from dhow.store.repositories.base import Repository
from dhow.store.repositories.operations import SET_ASIDE, UNDER_WAY
from dhow.store.tables import acts, operations, outbox_entries, outbox_keys, service_tokens, users
from dhow.store.webhook_tables import webhooks

_OPEN: Final = "OPEN"
_ANSWER: Final = "answer"
_IN_A_NAME: Final = "[A-Za-z0-9._-]"


@dataclass(frozen=True, slots=True)
class Erased:
    """What went, or no longer names the person, by number."""

    service_tokens: int
    operations: int
    answers: int
    acts: int


class Erasing(Repository):
    """Within one unit of work, in the acting organisation only."""

    capability = "user"

    def under_way(self, actor: OrgId, name: str, label: str) -> int:
        """Requests by the user or about it, and acts signed with its keys, without an outcome.

        Args:
            label: what the outbox calls the user's keys.
        """
        check_id(actor, "the acting organisation")
        asked = self._connection.execute(
            select(func.count())
            .select_from(operations)
            .where(
                operations.c.organisation == actor,
                operations.c.state == UNDER_WAY,
                or_(operations.c.user == name, _about(name)),
            )
        ).scalar_one()
        sent = self._connection.execute(
            select(func.count())
            .select_from(outbox_entries.join(outbox_keys))
            .where(outbox_keys.c.label == label, outbox_entries.c.state == _OPEN)
        ).scalar_one()
        return int(asked) + int(sent)

    def user(
        self,
        actor: OrgId,
        name: str,
        *,
        instead: str,
        label: str,
        label_instead: str,
        kind: str,
        told: Callable[[bytes], bytes],
    ) -> Erased:
        """Take a user's name, password, tokens and answers out of every table.

        Args:
            instead: what stands in place of the name; no other user's.
            label, label_instead: as the outbox calls the user's keys, and shall.
            kind: of acts that administrators agree on; those about the user go.
            told: what a kept answer says, from the bytes that were given to be kept.

        Raises:
            NotFound: the actor has no such user.
        """
        check_id(actor, "the acting organisation")
        own = (users.c.organisation == actor) & (users.c.name == name)
        row = self._connection.execute(select(users).where(own)).mappings().first()
        if row is None:
            raise NotFound(self.capability, name)
        # the new row first and the old one last: others hang on either
        changed: dict[str, Any] = {
            "name": instead,
            "password_hash": "",
            "disabled": True,
            "administrator": False,
            "epoch": row["epoch"] + 1,
        }
        self._connection.execute(insert(users).values({**row, **changed}))
        tokens = self._connection.execute(
            delete(service_tokens).where(
                service_tokens.c.organisation == actor, service_tokens.c.user == name
            )
        ).rowcount
        for table, columns in (
            (service_tokens, ("created_by", "revoked_by")),
            (webhooks, ("created_by",)),
            (acts, ("prepared_by", "completed_by")),
        ):
            for column in columns:
                self._rename(table, column, actor, name, instead)
        about = self._acts(actor, name, instead, kind)
        gone = self._connection.execute(
            delete(operations).where(operations.c.organisation == actor, operations.c.user == name)
        ).rowcount
        answers = self._operations_of_others(actor, name, instead, told)
        self._connection.execute(
            update(outbox_keys).where(outbox_keys.c.label == label).values(label=label_instead)
        )
        self._connection.execute(delete(users).where(own))
        return Erased(tokens, gone, answers, about)

    def _rename(self, table: Table, column: str, actor: OrgId, name: str, instead: str) -> None:
        self._connection.execute(
            update(table)
            .where(table.c.organisation == actor, table.c[column] == name)
            .values({column: instead})
        )

    def _acts(self, actor: OrgId, name: str, instead: str, kind: str) -> int:
        """Acts whose words name the user; those agreed on about it go, for their id is a guess."""
        named, changed = _word(name), 0
        rows = self._connection.execute(
            select(acts.c.act_id, acts.c.kind, acts.c.summary).where(acts.c.organisation == actor)
        ).all()
        for row in rows:
            if named.search(row.summary) is None:
                continue
            changed += 1
            this = acts.c.act_id == row.act_id
            if row.kind == kind:
                self._connection.execute(delete(acts).where(this))
                continue
            words = named.sub(instead, row.summary, count=1)[:500]
            self._connection.execute(update(acts).where(this).values(summary=words))
        return changed

    def _operations_of_others(
        self, actor: OrgId, name: str, instead: str, told: Callable[[bytes], bytes]
    ) -> int:
        """Paths and answers of colleagues' requests; what a restore set aside of them too."""
        own = operations.c.organisation == actor
        for row in self._connection.execute(
            select(operations.c.operation, operations.c.path).where(own, _about(name))
        ).all():
            path = row.path.replace(f"/users/{name}/", f"/users/{instead}/", 1)
            self._change(row.operation, path=path)
        named, forgotten = _word(name), 0
        for operation, kept in self._kept(actor):
            if named.search(told(kept).decode("utf-8", "replace")):
                self._change(operation, answer=None)
                forgotten += 1
        self._connection.execute(
            update(operations).where(own, operations.c.state == SET_ASIDE).values(request=b"")
        )
        return forgotten

    def _kept(self, actor: OrgId) -> Iterator[tuple[str, bytes]]:
        rows = self._connection.execute(
            select(operations.c.operation, operations.c.answer, operations.c.wrapped_key).where(
                operations.c.organisation == actor, operations.c.answer.is_not(None)
            )
        ).all()
        for row in rows:
            bound = f"operation:{row.operation}"
            yield (
                row.operation,
                self._vault.open_more(row.wrapped_key, row.answer, bound, _ANSWER),
            )

    def _change(self, operation: str, **values: Any) -> None:
        self._connection.execute(
            update(operations).where(operations.c.operation == operation).values(**values)
        )


def _about(name: str) -> Any:
    """Requests whose path names a user."""
    return operations.c.path.startswith(f"/users/{name}/", autoescape=True)


def _word(name: str) -> re.Pattern[str]:
    """A name as a word by itself, not as part of another."""
    return re.compile(f"(?<!{_IN_A_NAME}){re.escape(name)}(?!{_IN_A_NAME})")
