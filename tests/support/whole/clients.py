"""What clients want, how they ask for it, and what they were told."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from api.ids import OPERATOR
from tests.support.api import (
    CARRIER,
    EXPORTER,
    FINANCIER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    OPENING,
    bill_of_lading,
    commercial_invoice,
    terms,
)
from tests.support.whole.process import Process

if TYPE_CHECKING:
    from tests.support.whole.world import World

Json = dict[str, Any]

_ASK_AGAIN = frozenset((401, 429))
_FAULT = 500


@dataclass
class Intent:
    """A request that a client wants answered, whatever it takes.

    Attributes:
        booked: what it does to the balances of organisations once it is answered well.
        then: what the client wants next, given the answer.
        certain: nothing but a fault of ours would refuse it.
        first_given: answers that were not said to be given again.
    """

    key: str
    organisation: str
    user: str
    path: str
    body: Any
    booked: Mapping[str, int] = field(default_factory=dict)
    then: "Callable[[Json], Intent] | None" = None
    certain: bool = True
    asked: int = 0
    first_given: int = 0
    status: int | None = None
    answer: Any = None

    @property
    def answered(self) -> bool:
        """Whether the client has an answer that counts."""
        return self.status is not None

    @property
    def done(self) -> bool:
        """Whether it was told that it is done."""
        return self.status in (200, 201)


class Clients:
    """All clients there are, with what they keep in mind."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.rng = world.rng
        self.intents: list[Intent] = []
        self.ids: dict[str, str] = {}  # of credits, by their numbers
        self.wishes = 0

    # ----------------------------------------------------------------- asking

    def waiting(self) -> list[Intent]:
        """What has no answer yet."""
        return [each for each in self.intents if not each.answered]

    def wish(self) -> None:
        """Somebody wants something new."""
        makers = (
            *(self._issue, self._pay, self._pay, self._overpay),
            *(self._document, self._invoice, self._credit),
        )
        self.intents.append(self.rng.choice(makers)())

    def any_wish(self) -> Intent:
        """One to ask for now: now and then a client has lost its answer, and asks again."""
        waiting = self.waiting()
        if not waiting:
            self.wish()
            waiting = self.intents[-1:]
        known = [each for each in self.intents if each.answered]
        again = known and self.rng.random() < 0.2
        return self.rng.choice(known if again else waiting)

    def ask(self, process: Process, intent: Intent, times: int = 1) -> None:
        """Ask a process for it, several times at once perhaps."""
        intent.asked += times
        headers = {"Idempotency-Key": f'"{intent.key}"'}

        async def all_at_once() -> list[httpx.Response]:
            answers: list[httpx.Response] = await asyncio.gather(
                *(
                    process.ask(
                        *("POST", intent.path, intent.organisation, intent.user),
                        json=intent.body,
                        headers=headers,
                    )
                    for _ in range(times)
                )
            )
            return answers

        with self.world.at_risk(process, f"at {intent.key}"):
            for response in process.run(all_at_once()):
                self.world.log.append(
                    f"{process.name}: {intent.key} {intent.path}: {_told(response)}"
                )
                self._answered(intent, response)

    def _answered(self, intent: Intent, response: httpx.Response) -> None:
        counts, status = self.world.counts, response.status_code
        promised = status == 202 and "location" in response.headers
        assert status != _FAULT, f"{intent.key} {intent.path} met a fault: {response.text}"
        if status >= 500 or status in _ASK_AGAIN or promised:
            counts[f"not yet: {status}"] += 1
            return
        intent.first_given += response.headers.get("idempotent-replayed") != "true"
        assert intent.first_given <= 1, f"{intent.key} was carried out anew"
        if intent.answered:
            said = (intent.status, intent.answer)
            assert (status, response.content) == said, (
                f"{intent.key} was answered {said} and then {status} {response.text}"
            )
            counts["given again"] += 1
            return
        if self.world.fails(0.1):
            self.world.log.append("  and the answer is lost")
            return
        intent.status, intent.answer = status, response.content
        counts["answered well" if intent.done or status == 202 else f"refused {status}"] += 1
        if intent.then is not None and (intent.done or status == 202):
            self.intents.append(intent.then(response.json()))

    # ----------------------------------------------------------------- what they want

    def _new(
        self, organisation: str, path: str, body: Any, *, user: str = "checker", **more: Any
    ) -> Intent:
        self.wishes += 1
        self.world.counts["wishes"] += 1
        return Intent(f"wish {self.wishes}", organisation, user, path, body, **more)

    def _issue(self) -> Intent:
        minor = self.rng.randrange(1, 1000)
        body = {"organisation": EXPORTER, "minor": minor, "reference": f"IN-{self.wishes}"}
        path = "/money/USD/issues"
        return self._new(OPERATOR, path, body, user="agent", booked={EXPORTER: minor})

    def _pay(self) -> Intent:
        """The same payment twice is two payments: nothing in it but the key tells them apart."""
        payer, minor = self.rng.choice((IMPORTER, FINANCIER)), self.rng.choice((100, 250))
        body = {"organisation": EXPORTER, "minor": minor, "reference": "FREIGHT"}
        booked = {payer: -minor, EXPORTER: minor}
        return self._new(payer, "/money/USD/payments", body, booked=booked)

    def _overpay(self) -> Intent:
        body = {"organisation": EXPORTER, "minor": OPENING * 10, "reference": "TOO-MUCH"}
        return self._new(IMPORTER, "/money/USD/payments", body, certain=False)

    def _invoice(self) -> Intent:
        """One that the registry would call a duplicate of itself, were it asked twice."""
        body = {
            "number": f"INV-{self.wishes}",
            "issue_date": "2026-03-30",
            "seller": {"name": "Orchards", "country": "IN", "lei": EXPORTER},
            "buyer": {"name": "Juice Works", "country": "AE", "lei": IMPORTER},
            "currency": "USD",
            "total_minor": 1_000_00,
        }
        return self._new(EXPORTER, "/invoices", body)

    def _document(self) -> Intent:
        number = f"DOC-{self.wishes}"
        issuer, made = self.rng.choice(
            ((EXPORTER, commercial_invoice(number)), (CARRIER, bill_of_lading(number)))
        )
        return self._new(issuer, "/documents", {"document": made, "grant_to": []})

    def _credit(self) -> Intent:
        """From the application to the advice, each when the one before is answered."""
        number = f"LC-{self.wishes}"
        # where blocks are replaced, one act may come to stand before another that it needs
        certain = not self.world.chain.replaces

        def advise(_: Json) -> Intent:
            return self._new(
                NOMINATED, f"/credits/{self.ids[number]}/advise", None, certain=certain
            )

        def check(_: Json) -> Intent:
            path = f"/credits/{self.ids[number]}/issue"
            return self._new(ISSUER, path, {"number": number}, then=advise, certain=certain)

        def make(applied: Json) -> Intent:
            self.ids[number] = applied["id"]
            path = f"/credits/{applied['id']}/issue"
            return self._new(
                ISSUER, path, {"number": number}, user="maker", then=check, certain=certain
            )

        body = {"reference": number, "terms": terms(number)}
        return self._new(IMPORTER, "/credits/applications", body, then=make)


def _told(response: httpx.Response) -> str:
    return str(response.status_code) + (f" {response.text}" if response.is_error else "")
