"""Before a route reads what it names: have it here, where another organisation's process has it."""

from contextlib import suppress
from typing import Any, Final

import orjson
from fastapi import Request

from api.auth.session import actor_of
from api.blocking import blocking
from api.context import ApiContext
from api.errors import ApiError
from api.exchange import arrivals, consulting, elsewhere
from api.ids import OPERATOR

_NAMED: Final = {
    "credit": "credit",
    "presentation": "presentation",
    "document": "document",
    "undertaking": "undertaking",
    "shipment": "shipment",
    "fingerprint": "invoice",
}
_ASKED: Final = "/passing-on"  # of a credit: what is asked before the ledger tells of it
_IN_BODIES: Final = ("document", "documents")
_MOST: Final = 40
_JSON: Final = "application/json"
_BEARER: Final = "bearer "


async def brought_here(request: Request) -> None:
    """Dependency of routes that name things: what another process has is fetched first.

    Raises:
        ApiError: 503, naming whose process has it, where it cannot be had now.
    """
    context: ApiContext = request.app.state.context
    if context.apart is None or request.url.path.startswith("/exchange"):
        return
    named = [
        (kind, request.path_params[name])
        for name, kind in _NAMED.items()
        if name in request.path_params
    ]
    if request.headers.get("content-type", "").startswith(_JSON):
        named += _documents_in(await request.body())
    if request.method == "GET" and request.url.path.endswith(_ASKED):
        named += [("asked", request.path_params["credit"])]
    scheme = request.headers.get("authorization", "")
    if scheme[: len(_BEARER)].lower() == _BEARER:
        await blocking(_bring, context, scheme[len(_BEARER) :], named)


def _documents_in(body: bytes) -> list[tuple[str, str]]:
    """The documents that a request names in its body."""
    try:
        told = orjson.loads(body)
    except ValueError:
        return []
    if not isinstance(told, dict):
        return []
    found: list[Any] = []
    for name in _IN_BODIES:
        value = told.get(name)
        found += value if isinstance(value, list) else [value]
    return [("document", each) for each in found[:_MOST] if _is_id(each)]


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 66 and value.startswith("0x")


def _bring(context: ApiContext, token: str, named: list[tuple[str, str]]) -> None:
    try:
        actor = actor_of(context, token)
    except ApiError:
        return  # the route itself says so
    if actor.organisation == OPERATOR:
        return
    with suppress(ApiError):  # whoever needs a name that is not here is told so
        arrivals.bring_directory(context, actor.organisation)
    for kind, object_id in named:
        if not _is_id(object_id):
            continue
        try:
            if kind == "credit":
                arrivals.bring_credit(context, actor.organisation, object_id)
            elif kind == "asked":
                consulting.bring(context, actor.organisation, object_id)
            else:
                arrivals.bring(context, actor.organisation, kind, object_id)
        except ApiError:
            if not _shown_already(context, actor.organisation, kind, object_id):
                raise


def _shown_already(context: ApiContext, organisation: str, kind: str, object_id: str) -> bool:
    """Whether there is something to be read here, perhaps not the newest."""
    if kind == "shipment":
        return elsewhere.here(context, organisation, object_id)
    if kind == "presentation":
        return arrivals.shown(context, organisation, object_id)
    return False
