"""Organisations and their users."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam, select, update

from dhow.store.errors import NotEntitled, NotFound, StoreError
from dhow.store.ids import OrgId, check_id
from dhow.store.passwords import Cost, hash_password, verify_password
from dhow.store.repositories.base import Place, Repository
from dhow.store.rows import OrganisationRow, UserRow
from dhow.store.tables import organisations, users
from dhow.store.vault import Vault

_EPOCH_BITS = 30  # and room to count on in 32

DUTIES = ("maker", "checker")

# Made once: SQLAlchemy takes longer to put a statement together than SQLite to run it.
_NAMED: Final[BindParameter[str]] = bindparam("name_")
_BY_ID: Final = select(organisations).where(organisations.c.organisation == _NAMED)
_BY_LEI: Final = select(organisations).where(organisations.c.lei == _NAMED)
_BY_BIC: Final = select(organisations).where(organisations.c.bic == _NAMED)
_USER: Final = select(users).where(
    users.c.organisation == bindparam("of"), users.c.name == bindparam("name_")
)


class Organisations(Repository):
    """The directory of members: every member may read it."""

    capability = "organisation"

    def system_add(
        self,
        *,
        organisation: OrgId,
        lei: str,
        name: str,
        bic: str | None,
        country: str,
        capabilities: Iterable[str],
        dual_control: bool,
        at: int,
    ) -> OrganisationRow:
        """Admit a member.

        Raises:
            AlreadyStored: when its id, LEI or BIC is another member's.
        """
        row = OrganisationRow(
            OrgId(check_id(organisation, "the organisation")),
            lei,
            name,
            bic,
            country,
            tuple(sorted(set(capabilities))),
            dual_control,
            at,
        )
        self._insert(
            organisations,
            lei,
            organisation=row.organisation,
            lei=lei,
            name=name,
            bic=bic,
            country=country,
            capabilities=list(row.capabilities),
            dual_control=dual_control,
            created_at=at,
        )
        return row

    def get(self, actor: OrgId, organisation: OrgId) -> OrganisationRow | None:
        """A member by id."""
        return self._one(actor, _BY_ID, organisation)

    def by_lei(self, actor: OrgId, lei: str) -> OrganisationRow | None:
        """A member by LEI."""
        return self._one(actor, _BY_LEI, lei)

    def by_bic(self, actor: OrgId, bic: str) -> OrganisationRow | None:
        """A member by BIC."""
        return self._one(actor, _BY_BIC, bic)

    def system_find(self, name: str) -> OrganisationRow | None:
        """A member by LEI or BIC, for signing in."""
        row = self._connection.execute(
            select(organisations).where(
                (organisations.c.lei == name) | (organisations.c.bic == name)
            )
        ).first()
        return _organisation(row) if row else None

    def system_able(self, capability: str) -> tuple[OrganisationRow, ...]:
        """Members admitted to be something, by name."""
        rows = self._connection.execute(
            select(organisations).order_by(organisations.c.name, organisations.c.organisation)
        )
        return tuple(_organisation(row) for row in rows if capability in row.capabilities)

    def all(
        self, actor: OrgId, *, after: Place | None = None, limit: int | None = None
    ) -> tuple[OrganisationRow, ...]:
        """Every member, by name: those after a place, at most so many."""
        check_id(actor, "the acting organisation")
        place = (organisations.c.name, organisations.c.organisation)
        rows = self._connection.execute(
            select(organisations).where(self._beyond(after, *place)).order_by(*place).limit(limit)
        )
        return tuple(_organisation(row) for row in rows)

    def _one(self, actor: OrgId, wanted: Select[Any], name: str) -> OrganisationRow | None:
        check_id(actor, "the acting organisation")
        row = self._connection.execute(wanted, {"name_": name}).first()
        return _organisation(row) if row else None


def _organisation(row: Row[Any]) -> OrganisationRow:
    return OrganisationRow(
        OrgId(row.organisation),
        row.lei,
        row.name,
        row.bic,
        row.country,
        tuple(row.capabilities),
        row.dual_control,
        row.created_at,
    )


class Users(Repository):
    """People who sign in; an organisation sees its own only."""

    capability = "user"

    def __init__(self, connection: Connection, vault: Vault, cost: Cost) -> None:
        super().__init__(connection, vault)
        self._cost = cost

    def system_add(
        self,
        *,
        organisation: OrgId,
        name: str,
        duty: str,
        password: str,
        at: int,
        administrator: bool = False,
    ) -> UserRow:
        """Give an organisation a user.

        Raises:
            StoreError: for an unknown duty, an empty name or a short password.
            NotFound: when the organisation is not a member.
            AlreadyStored: when it has a user of this name.
        """
        if duty not in DUTIES:
            raise StoreError(f"the duty is {duty!r}, expected {' or '.join(DUTIES)}")
        if not name.strip() or "/" in name:
            raise StoreError(f"the user name is {name!r}, expected text without a stroke")
        member = select(organisations.c.organisation).where(
            organisations.c.organisation == organisation
        )
        if self._connection.execute(member).first() is None:
            raise NotFound("organisation", organisation)
        person = secrets.token_hex(8)
        # by chance: sessions of an erased user are not those of the next one of the name
        epoch = secrets.randbits(_EPOCH_BITS)
        self._insert(
            users,
            name,
            organisation=organisation,
            name=name,
            duty=duty,
            password_hash=self._hash(password),
            disabled=False,
            created_at=at,
            administrator=administrator,
            epoch=epoch,
            person=person,
        )
        return UserRow(
            organisation,
            name,
            duty,
            disabled=False,
            created_at=at,
            administrator=administrator,
            epoch=epoch,
            person=person,
        )

    def system_authenticate(
        self, organisation: OrgId | None, name: str, password: str
    ) -> UserRow | None:
        """The user, if the password is theirs and they may sign in.

        An unknown organisation or user costs as much time as a wrong password, so that answering
        tells nothing about who exists.
        """
        row = self._connection.execute(
            select(users).where(users.c.organisation == organisation, users.c.name == name)
        ).first()
        if row is None or not row.password_hash:
            hash_password("a password of nobody", self._cost)
            return None
        right = verify_password(password, row.password_hash)
        return _user(row) if right and not row.disabled else None

    def get(self, actor: OrgId, name: str, *, erased: bool = False) -> UserRow | None:
        """A user of the acting organisation; what stands in place of one only where `erased`."""
        check_id(actor, "the acting organisation")
        row = self._connection.execute(_USER, {"of": actor, "name_": name}).first()
        found = _user(row) if row else None
        return found if found is None or erased or not found.erased else None

    def all(self, actor: OrgId, *, erased: bool = False) -> tuple[UserRow, ...]:
        """The acting organisation's users, by name.

        Args:
            erased: with what stands in place of those who were erased.
        """
        check_id(actor, "the acting organisation")
        rows = self._connection.execute(
            select(users).where(users.c.organisation == actor).order_by(users.c.name)
        )
        return tuple(user for user in map(_user, rows) if erased or not user.erased)

    def disable(self, actor: OrgId, name: str) -> None:
        """Stop a user of the acting organisation from signing in, and end its session tokens.

        Raises:
            NotFound: when it has no such user.
            NotEntitled: when nobody would be left who administers its users and checks.
        """
        with self._administrator_left(actor, name):
            self._update(actor, name, disabled=True, epoch=users.c.epoch + 1)

    def enable(self, actor: OrgId, name: str) -> None:
        """Let a disabled user sign in again, with the password it had.

        Raises:
            NotFound: when the acting organisation has no such user.
        """
        self._update(actor, name, disabled=False)

    def set_duty(self, actor: OrgId, name: str, duty: str) -> None:
        """Give a user the other duty; its session tokens end.

        Raises:
            NotFound, NotEntitled: as `disable`.
            StoreError: for an unknown duty.
        """
        if duty not in DUTIES:
            raise StoreError(f"the duty is {duty!r}, expected {' or '.join(DUTIES)}")
        with self._administrator_left(actor, name):
            self._update(actor, name, duty=duty, epoch=users.c.epoch + 1)

    def set_administrator(self, actor: OrgId, name: str, *, administrator: bool) -> None:
        """Let a user administer the others, or no longer.

        Raises:
            NotFound, NotEntitled: as `disable`.
        """
        with self._administrator_left(actor, name):
            self._update(actor, name, administrator=administrator)

    def change_password(self, actor: OrgId, name: str, password: str) -> None:
        """Set a new password, and end the session tokens that the old one gave.

        Raises:
            NotFound: when the acting organisation has no such user.
            StoreError: for a short password.
        """
        self._update(actor, name, password_hash=self._hash(password), epoch=users.c.epoch + 1)

    def end_sessions(self, actor: OrgId, name: str) -> None:
        """End every session token of a user of the acting organisation.

        Raises:
            NotFound: when it has no such user.
        """
        self._update(actor, name, epoch=users.c.epoch + 1)

    @contextmanager
    def _administrator_left(self, actor: OrgId, name: str) -> Iterator[None]:
        """Somebody must be left who can give the others their rights back, alone if need be."""
        before = self.get(actor, name)
        yield
        if before is None or not _administers(before):
            return
        if not any(_administers(each) for each in self.all(actor)):
            raise NotEntitled(
                "an organisation keeps one administrator who is a checker and may sign in"
            )

    def _hash(self, password: str) -> str:
        try:
            return hash_password(password, self._cost)
        except ValueError as error:
            raise StoreError(str(error)) from None

    def _own(self, actor: OrgId, name: str) -> Any:
        check_id(actor, "the acting organisation")
        return (users.c.organisation == actor) & (users.c.name == name)

    def _update(self, actor: OrgId, name: str, **values: Any) -> None:
        result = self._connection.execute(
            update(users).where(self._own(actor, name)).values(**values)
        )
        if result.rowcount == 0:
            raise NotFound(self.capability, name)


def _administers(user: UserRow) -> bool:
    return user.administrator and user.duty == "checker" and not user.disabled


def _user(row: Row[Any]) -> UserRow:
    return UserRow(
        OrgId(row.organisation),
        row.name,
        row.duty,
        row.disabled,
        row.created_at,
        row.administrator,
        row.epoch,
        row.person,
        erased=not row.password_hash,
    )
