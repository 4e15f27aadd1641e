"""Clients of their own process that register documents over HTTP, each as soon as it is answered.

    python -m scripts.bench.asking URL CLIENTS REQUESTS < MEMBERS

On stdin, JSON: LEI and token of each member; the clients are theirs in turn. On stdout, one line of
JSON: seconds from the first request to the last answer, and of each request.
"""

import asyncio
import json
import sys
import time
import uuid
from typing import Any


async def ask(
    url: str, clients: int, requests: int, members: list[tuple[str, str]]
) -> dict[str, Any]:
    """All requests, so many at a time, each under an idempotency key of its own."""
    import httpx

    taken: list[float] = []
    numbers = iter(range(requests))

    async def one_client(client: httpx.AsyncClient, lei: str, token: str) -> None:
        for number in numbers:
            key = str(uuid.uuid4())
            body = {
                "document": {
                    "kind": "commercial_invoice",
                    "number": f"INV-{key}",
                    "issuer": {"name": "Orchards", "country": "IN", "lei": lei},
                    "issued_on": "2026-04-18",
                    "credit_number": f"LC-{number}",
                    "buyer": {"name": "Juice Works", "country": "AE"},
                    "goods": "FRESH ALPHONSO MANGOES",
                    "total": {"currency": "USD", "minor": 10_000_000},
                }
            }
            began = time.perf_counter()
            headers = {"Idempotency-Key": f'"{key}"', "Authorization": f"Bearer {token}"}
            answer = await client.post(url, json=body, headers=headers)
            taken.append(time.perf_counter() - began)
            if answer.status_code != httpx.codes.CREATED:
                raise SystemExit(f"{answer.status_code}: {answer.text}")

    limits = httpx.Limits(max_connections=clients)
    async with httpx.AsyncClient(timeout=120, limits=limits, trust_env=False) as client:
        began = time.perf_counter()
        await asyncio.gather(
            *(one_client(client, *members[place % len(members)]) for place in range(clients))
        )
        whole = time.perf_counter() - began
    return {"seconds": whole, "each": taken}


if __name__ == "__main__":
    asked = ask(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), json.loads(sys.stdin.read()))
    sys.stdout.write(json.dumps(asyncio.run(asked)) + "\n")
