"""Clients of their own process that register documents over HTTP, each as soon as it is answered.

    python -m scripts.bench.asking URL LEI CLIENTS REQUESTS < TOKEN

On stdout, one line of JSON: seconds from the first request to the last answer, and of each request.
"""

import asyncio
import json
import sys
import time
import uuid
from typing import Any


async def ask(url: str, lei: str, clients: int, requests: int, token: str) -> dict[str, Any]:
    """All requests, so many at a time, each under an idempotency key of its own."""
    import httpx

    taken: list[float] = []
    numbers = iter(range(requests))

    async def one_client(client: httpx.AsyncClient) -> None:
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
            answer = await client.post(
                "/documents", json=body, headers={"Idempotency-Key": f'"{key}"'}
            )
            taken.append(time.perf_counter() - began)
            if answer.status_code != httpx.codes.CREATED:
                raise SystemExit(f"{answer.status_code}: {answer.text}")

    headers = {"Authorization": f"Bearer {token}"}
    limits = httpx.Limits(max_connections=clients)
    async with httpx.AsyncClient(
        base_url=url, headers=headers, timeout=120, limits=limits, trust_env=False
    ) as client:
        began = time.perf_counter()
        await asyncio.gather(*(one_client(client) for _ in range(clients)))
        whole = time.perf_counter() - began
    return {"seconds": whole, "each": taken}


if __name__ == "__main__":
    asked = ask(
        sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.stdin.read().strip()
    )
    sys.stdout.write(json.dumps(asyncio.run(asked)) + "\n")
