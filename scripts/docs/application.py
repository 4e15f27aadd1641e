"""The application to be described: its routes, over nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from api.app import interface


@asynccontextmanager
async def _nothing(_: FastAPI) -> AsyncIterator[None]:
    yield


def description() -> dict[str, Any]:
    """The OpenAPI description of the interface as it is now."""
    return interface(_nothing).openapi()
