"""Which route a request comes to, known before it is run, and what stands on that route.

Routes say of themselves whom they serve (`api.auth.roles`), what they take and give, and that
nothing is signed on them. Who stands before the routes asks here, and keeps no list of paths.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from api.auth.roles import Actor, Public, RoleCheck
from api.errors import ApiError

_JSON: Final = re.compile(r"application/(?:[\w.-]+\+)?json\s*(?:;.*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WithoutAct:
    """Marks a route on which nothing is signed: no draft can be asked of it."""

    why: str = "Nothing is signed on this route."
    next_step: str = "Send it without Prefer: draft."

    async def __call__(self) -> None:
        """Nothing to check."""


def without_act() -> Any:
    """The dependency of a route that sends nothing to the ledger under its caller's key."""
    return Depends(WithoutAct())


def signed_already() -> Any:
    """The dependency of a route that takes what its caller signed elsewhere."""
    return Depends(
        WithoutAct(
            "What is signed already cannot be drafted.",
            "Send it without Prefer: draft, or ask the act's own route for a draft.",
        )
    )


@dataclass(frozen=True, slots=True)
class Route:
    """One route as it is declared.

    Attributes:
        method: such as `POST`.
        path: its template, such as `/credits/{credit}`.
        whom: whom it serves.
        without_act: its mark, None where it may act.
        answer: the type of its answer.
    """

    method: str
    path: str
    whom: RoleCheck | Public | None
    without_act: WithoutAct | None
    answer: Any
    _pattern: re.Pattern[str]
    _path_params: tuple[Any, ...]
    _body: Any

    def refuses(self, actor: Actor, path: str, content_type: str, body: bytes) -> bool:
        """Whether it refuses this, by role or shape, whatever there is on ledger and store.

        What it cannot tell by itself it leaves to the route: False is no promise.
        """
        if isinstance(self.whom, RoleCheck):
            try:
                self.whom.admit(actor)
            except ApiError:
                return True
        named = self._pattern.fullmatch(path)
        found: Mapping[str, str] = named.groupdict() if named else {}
        if any(
            field.alias in found and _wrong(field, found[field.alias])
            for field in self._path_params
        ):
            return True
        if self._body is None or not _JSON.fullmatch(content_type.strip()) or not body:
            return False
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            return True  # neither can the route read it
        return _wrong(self._body, value)


class Routes:
    """The routes of an application."""

    def __init__(self, app: FastAPI) -> None:
        self._by_method: dict[str, list[Route]] = {}
        for context in iter_route_contexts(app.routes):
            dependant = getattr(context, "dependant", None)
            if dependant is None:
                continue
            marks = tuple(_marks(dependant))
            for method in context.methods or ():
                route = Route(
                    method,
                    str(context.path),
                    next((each for each in marks if isinstance(each, RoleCheck | Public)), None),
                    next((each for each in marks if isinstance(each, WithoutAct)), None),
                    getattr(context, "response_model", None),
                    context.path_regex,
                    tuple(dependant.path_params),
                    _single(getattr(context, "body_field", None), dependant),
                )
                self._by_method.setdefault(method, []).append(route)

    def __iter__(self) -> Iterator[Route]:
        for routes in self._by_method.values():
            yield from routes

    def find(self, method: str, path: str) -> Route | None:
        """The route that a request comes to; None where there is none."""
        return next(
            (each for each in self._by_method.get(method, ()) if each._pattern.match(path)), None
        )


def routes_of(app: FastAPI) -> Routes:
    """The application's routes, read once: all of them are declared before it starts."""
    found: Routes | None = getattr(app.state, "routes", None)
    if found is None:
        found = app.state.routes = Routes(app)
    return found


def _marks(dependant: Dependant) -> Iterator[Any]:
    for each in dependant.dependencies:
        yield each.call
        yield from _marks(each)


def _single(body: Any, dependant: Dependant) -> Any:
    """The body's field where the whole body is one model, else None."""
    fields = dependant.body_params
    return body if len(fields) == 1 and fields[0] is body else None


def _wrong(field: Any, value: Any) -> bool:
    _, errors = field.validate(value, {}, loc=())
    return bool(errors)
