"""The routes are worked out once in a test process, not once for each of its applications.

What a route takes and gives, its dependencies among them, is found from signatures and models that
no application changes. Each application is still made by `api.app.interface`, over its own context,
middleware and description; the routers it includes are those of the first.
"""

import sys
from functools import wraps
from typing import Any, Final

from fastapi import FastAPI

_INCLUDED: Final[list[Any]] = []


def pytest_collection_finish() -> None:
    """From now on the applications of this process share them, if any test here has one."""
    if (app := sys.modules.get("api.app")) is not None and not hasattr(
        app.interface, "__wrapped__"
    ):
        app.interface = _shared(app.interface)  # type: ignore[attr-defined]


def _shared(interface: Any) -> Any:
    @wraps(interface)
    def shared(*given: Any, **named: Any) -> FastAPI:
        made: FastAPI = interface(*given, **named)
        routes: list[Any] = made.router.routes
        places = [at for at, each in enumerate(routes) if hasattr(each, "original_router")]
        if not _INCLUDED:
            _INCLUDED.extend(routes[at] for at in places)
        for at, included in zip(places, _INCLUDED, strict=True):
            assert routes[at].original_router is included.original_router
            routes[at] = included
        return made

    return shared
