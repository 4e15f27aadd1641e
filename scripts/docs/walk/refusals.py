"""Refusals: every act a second time, and one problem of every usual kind."""

from collections.abc import Iterable

import httpx

from api.client import ApiProblem
from scenarios.stage.stage import Stage
from scripts.docs.walk.trade import (
    ORCHARDS,
    api_of,
)

NOBODYS = "0x" + "0f" * 32


async def again(stage: Stage, acts: Iterable[httpx.Request]) -> None:
    """Every act a second time, under a key of its own: most are refused, and say why."""
    for act in tuple(acts):
        headers = {
            name: act.headers[name]
            for name in ("authorization", "content-type")
            if name in act.headers
        }
        await stage.http.request(act.method, act.url, headers=headers, content=act.content)


async def usual(stage: Stage) -> None:
    """One problem of every usual kind."""
    http, orchards = stage.http, api_of(stage, ORCHARDS)
    await http.get("/credits")
    for call in (
        orchards.credit.issue(NOBODYS, {"number": "X"}),
        orchards.credit.read(NOBODYS),
        orchards.documents.register({"document": {"kind": "packing_list"}}),
    ):
        try:
            await call
        except ApiProblem:
            continue
        raise AssertionError("what must be refused was not")
    token = {"Authorization": f"Bearer {orchards.session.token}"}
    wrong: tuple[dict[str, str], ...] = (
        {"Content-Length": str(10**9), "Content-Type": "application/json"},
        {"Content-Type": "image/png"},
    )
    for headers in wrong:
        await http.post("/invoices", headers=token | headers, content=b"{}")
    await http.post("/documents", headers={**token, "Idempotency-Key": "x" * 201}, content=b"{}")
    for _ in range(6):
        await http.post("/auth/token", data={"username": "X/x", "password": "wrong"})
