"""Who is asking, what they may be, and the one helper by which every route says whom it serves.

A route without `requires(...)` or `public()` does not start: `create_app` refuses it, so access is
denied by default and granting it is always a line someone wrote.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from fastapi.security import OAuth2PasswordBearer

from api.blocking import READING, blocking
from api.errors import forbidden

_bearer = OAuth2PasswordBearer(tokenUrl="/auth/token", auto_error=False)


class Role(StrEnum):
    """What an organisation, or the network's operator, is admitted to do."""

    EXPORTER = "exporter"
    IMPORTER = "importer"
    BANK = "bank"
    CARRIER = "carrier"
    INSPECTOR = "inspector"
    CUSTOMS = "customs"
    TERMINAL = "terminal"
    FINANCIER = "financier"
    ORACLE_OPERATOR = "oracle operator"
    REGULATOR = "regulator"
    PRESENTER = "presenter"
    REGISTRAR = "registrar"
    SETTLEMENT_AGENT = "settlement agent"


CAPABILITIES = (
    Role.EXPORTER,
    Role.IMPORTER,
    Role.BANK,
    Role.CARRIER,
    Role.INSPECTOR,
    Role.CUSTOMS,
    Role.TERMINAL,
    Role.FINANCIER,
    Role.ORACLE_OPERATOR,
    Role.REGULATOR,
)
"""What the ledger admits a member to do, in the order of its `Capability` (from 1)."""

OPERATOR_ROLES = frozenset((Role.REGISTRAR, Role.SETTLEMENT_AGENT))
MEMBER_ROLES = frozenset(Role) - OPERATOR_ROLES
EVERY_ROLE = frozenset(Role)


class Duty(StrEnum):
    """What a user may do for the organisation."""

    MAKER = "maker"
    CHECKER = "checker"


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in user: `organisation` is its LEI, or `OPERATOR`.

    Attributes:
        administrator: may administer the organisation's users; never with a service token.
        person: stands for the user in the audit log.
        service_token: id of the token that a machine showed; empty for a person.
        reads_only: of a service token that may change nothing.
    """

    organisation: str
    user: str
    duty: Duty
    roles: frozenset[Role]
    administrator: bool = False
    person: str = ""
    service_token: str = ""
    reads_only: bool = False

    def has(self, role: Role) -> bool:
        """Whether the organisation has this role."""
        return role in self.roles


def refuse_reading_only(actor: Actor) -> None:
    """Stop an actor that may only read.

    Raises:
        ApiError: 403.
    """
    if actor.reads_only:
        raise forbidden(
            "This service token may only read.",
            "Use a token that may act, or let a user send the request.",
        )


@dataclass(frozen=True, slots=True)
class RoleCheck:
    """Lets an actor through who has one of the roles, and administers users where that is asked."""

    allowed: frozenset[Role]
    administrator: bool = False

    async def __call__(
        self, request: Request, token: Annotated[str | None, Depends(_bearer)]
    ) -> Actor:
        """The actor.

        Raises:
            ApiError: 401 not signed in, 403 none of the roles, 429 too many requests.
        """
        read: Callable[[str | None], Actor] = request.app.state.actor_of
        actor = await blocking(read, token)
        for meet in getattr(request.app.state, "admission", ()):
            await meet(request, actor)
        if request.method not in READING:
            refuse_reading_only(actor)
        self.admit(actor)
        return actor

    def admit(self, actor: Actor) -> None:
        """Stop an actor whom the route does not serve.

        Raises:
            ApiError: 403, none of the roles or no administrator.
        """
        if self.administrator and not actor.administrator:
            raise forbidden(
                "This is for an administrator of your organisation, signed in with a password.",
                "Ask one: your organisation's administrators see the users at GET /users.",
            )
        if not actor.roles & self.allowed:
            whom = ", ".join(sorted(self.allowed))
            raise forbidden(
                f"This is for {whom}; {actor.organisation} is {_named(actor.roles)}.",
                "Sign in as an organisation admitted to do this.",
            )


@dataclass(frozen=True, slots=True)
class Public:
    """Marks a route that anyone may use."""

    async def __call__(self) -> None:
        """Nothing to check."""


def requires(*roles: Role) -> Any:
    """The dependency that gives a route its actor: one who has at least one of the roles."""
    if not roles:
        raise ValueError("name the roles this route serves")
    return Depends(RoleCheck(frozenset(roles)))


def requires_member() -> Any:
    """Any admitted organisation, whatever it does."""
    return Depends(RoleCheck(MEMBER_ROLES))


def requires_sign_in() -> Any:
    """Any member, and the network's operator."""
    return Depends(RoleCheck(EVERY_ROLE))


def requires_administrator() -> Any:
    """Whoever administers the users of an organisation, the operator's too."""
    return Depends(RoleCheck(EVERY_ROLE, administrator=True))


def public() -> Any:
    """The dependency of a route that anyone may use."""
    return Depends(Public())


@dataclass(frozen=True, slots=True)
class Served:
    """One method of one path, and whom it serves; None where it does not say."""

    method: str
    path: str
    whom: RoleCheck | Public | None


def served(app: FastAPI) -> tuple[Served, ...]:
    """Every route there is but the description of the interface itself, included routers' too."""
    return tuple(
        Served(method, str(context.path), _mark(getattr(context, "dependant", None)))
        for context in iter_route_contexts(app.routes)
        if context.path != app.openapi_url
        for method in sorted(context.methods or ("?",))
    )


def _mark(dependant: Dependant | None) -> RoleCheck | Public | None:
    return next(_marks(dependant), None) if dependant is not None else None


def _marks(dependant: Dependant) -> Iterator[RoleCheck | Public]:
    for each in dependant.dependencies:
        if isinstance(each.call, RoleCheck | Public):
            yield each.call
        yield from _marks(each)


def refuse_undeclared(app: FastAPI) -> None:
    """Stop an application that has a route without a declared role.

    Raises:
        RuntimeError: naming the routes.
    """
    undeclared = [f"{each.method} {each.path}" for each in served(app) if each.whom is None]
    if undeclared:
        raise RuntimeError(f"routes without a declared role: {'; '.join(undeclared)}")


def _named(roles: frozenset[Role]) -> str:
    return ", ".join(sorted(roles)) or "admitted to nothing"
