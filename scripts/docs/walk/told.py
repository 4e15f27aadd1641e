"""What the interface tells of what was done: webhooks, events, operations, the audit log."""

import asyncio

import httpx

from scenarios.stage.stage import Stage
from scripts.docs.walk.trade import ORCHARDS, api_of


async def webhooks(stage: Stage) -> None:
    """A receiver of the exporter's own, told of what happens."""

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    orchards = api_of(stage, ORCHARDS)
    receiver = await asyncio.start_server(take, "127.0.0.1", 0)
    async with receiver:
        port = receiver.sockets[0].getsockname()[1]
        webhook = await orchards.webhooks.add(
            {"url": f"http://127.0.0.1:{port}/dhow", "events": ["Honoured"]}
        )
        await orchards.webhooks.read_all()
        await orchards.webhooks.read(webhook["id"])
        await orchards.webhooks.test(webhook["id"])
        await orchards.webhooks.rotate(webhook["id"])
        first = (await orchards.events.events(limit=2))[0]
        await orchards.webhooks.replay(webhook["id"], from_=first["id"])
        await orchards.webhooks.deliveries(webhook["id"])
        await orchards.webhooks.resume(webhook["id"])
        await orchards.webhooks.remove(webhook["id"])


async def looked_back(stage: Stage) -> None:
    """Operations, events, the audit log, health and metrics."""
    orchards = api_of(stage, ORCHARDS)
    await orchards.audit.read()
    accepted = await _not_waited_for(stage)
    await orchards.operations.read_all()
    await orchards.operations.read(accepted.json()["id"])
    registrar = (await stage.operator("registrar")).api
    await registrar.health.live()
    await registrar.health.ready()
    await registrar.health.metrics()


async def _not_waited_for(stage: Stage) -> httpx.Response:
    """An act whose outcome is asked for later."""
    return await stage.http.post(
        "/money/USD/allowances",
        json={"contract": "credit", "minor": 0},
        headers={
            "Authorization": f"Bearer {api_of(stage, ORCHARDS).session.token}",
            "Prefer": "respond-async",
        },
    )
