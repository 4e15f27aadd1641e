"""The application to be described: its routes, over nothing."""

from copy import deepcopy
from functools import cache
from typing import Any

from api.app import interface


def description() -> dict[str, Any]:
    """The OpenAPI description of the interface as it is now; a copy of the one that is made."""
    return deepcopy(_made())


@cache
def _made() -> dict[str, Any]:
    return interface().openapi()
