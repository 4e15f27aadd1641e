"""The application to be described: its routes, over nothing."""

from typing import Any

from api.app import interface


def description() -> dict[str, Any]:
    """The OpenAPI description of the interface as it is now."""
    return interface().openapi()
