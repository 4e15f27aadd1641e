"""A client forges where it comes from, to have more tries at a password."""

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request

from scripts.cli.serve import server_config

FORGED, PROXY, CLIENT = "192.0.2.1", "198.51.100.7", "127.0.0.1"


@pytest.mark.parametrize(
    ("proxy", "peer", "seen"),
    [
        (None, CLIENT, CLIENT),
        (None, PROXY, PROXY),
        (PROXY, CLIENT, CLIENT),
        (PROXY, PROXY, FORGED),
    ],
    ids=["from loopback", "from anywhere", "past the proxy", "the proxy itself is believed"],
)
def test_who_may_say_where_a_request_comes_from(proxy: str | None, peer: str, seen: str) -> None:
    app = FastAPI()

    @app.get("/")
    async def address(request: Request) -> str:
        return request.client.host if request.client else ""

    config = server_config(app, proxy)
    config.load()
    served: Any = config.loaded_app

    async def ask() -> str:
        transport = httpx.ASGITransport(app=served, client=(peer, 40_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://dhow.test") as client:
            answer = await client.get("/", headers={"X-Forwarded-For": FORGED})
        found: str = answer.json()
        return found

    assert asyncio.run(ask()) == seen
