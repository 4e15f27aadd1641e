"""Organisations whose processes share nothing but the ledger: own keys, own database, real HTTP.

Each `Process` is an application on a port of its own. Nothing goes on beside the requests unless a
test lets it (`round`), so that a test says itself what was told when.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx

from api.app import create_app
from api.context import DEVELOPMENT_PASSWORD, ApiContext, development_context
from api.development import UNLIMITED_MINOR, Newcomer
from api.exchange.joining import to_be_admitted
from api.exchange.peers import Apart
from api.exchange.rounds import Rounds
from api.ids import OPERATOR
from api.keys import DevelopmentKeyRing
from api.own_keys import OwnKeys
from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.trade.members import make_calendar
from tests.support.api import DUAL, NEWCOMERS
from tests.support.served import listening

Json = dict[str, Any]
_WAIT = 60.0


@dataclass
class Process:
    """One organisation's process."""

    lei: str
    context: ApiContext
    url: str = ""
    rounds: Rounds = field(init=False)
    _tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rounds = Rounds(self.context)

    def round(self) -> bool:
        """What goes on beside the requests, once, as though what failed had failed long ago."""
        self.rounds.forget()
        self.context.follower.catch_up()
        return self.rounds.once()

    def send(self, method: str, path: str, *, user: str = "checker", **how: Any) -> httpx.Response:
        with httpx.Client(base_url=self.url, trust_env=False, timeout=_WAIT) as http:
            if user not in self._tokens:
                signed = http.post(
                    "/auth/token",
                    data={"username": f"{self.lei}/{user}", "password": DEVELOPMENT_PASSWORD},
                )
                assert signed.status_code == 200, signed.text
                self._tokens[user] = signed.json()["access_token"]
            headers = {"Authorization": f"Bearer {self._tokens[user]}"}
            return http.request(method, path, headers=headers, **how)

    def get(self, path: str) -> Any:
        """What a read answers, which must succeed."""
        answer = self.send("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any = None, **how: Any) -> Any:
        """What an act answers, which must succeed."""
        answer = self.send("POST", path, json=body, **how)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def bind(self, path: str, body: Any = None) -> Any:
        """A binding act under dual control: the maker first."""
        prepared = self.send("POST", path, user="maker", json=body)
        assert prepared.status_code == 202, prepared.text
        return self.post(path, body)

    def problem(self, method: str, path: str, body: Any = None) -> Json:
        """The problem a request ends in."""
        answer = self.send(method, path, json=body) if body else self.send(method, path)
        assert answer.status_code >= 400, answer.text
        found: Json = answer.json()
        return found


@dataclass
class Organisations:
    """Processes over one chain, by LEI."""

    engine: EmbeddedEngine
    manifest: Path
    peers: dict[str, str]
    processes: dict[str, Process]
    stack: ExitStack

    def __getitem__(self, lei: str) -> Process:
        return self.processes[lei]

    # ------------------------------------------ as `tests.support.api.Network` is spoken to

    def send(self, method: str, path: str, organisation: str, **how: Any) -> httpx.Response:
        return self[organisation].send(method, path, **how)

    def get(self, path: str, organisation: str) -> Any:
        return self[organisation].get(path)

    def post(self, path: str, organisation: str, body: Any = None, **how: Any) -> Any:
        return self[organisation].post(path, body, **how)

    def bind(self, path: str, organisation: str, body: Any = None) -> Any:
        process = self[organisation]
        return (process.bind if organisation in DUAL else process.post)(path, body)

    @property
    def operator(self) -> Process:
        return self.processes[OPERATOR]

    def start(self, lei: str) -> Process:
        """A process with a new database of its own."""
        context = development_context(
            self.engine,
            currencies=("USD",),
            password=DEVELOPMENT_PASSWORD,
            keys=OwnKeys(DevelopmentKeyRing(), [lei]),
            manifest=self.manifest,
            apart=Apart(frozenset((lei,)), self.peers),
        )
        context.background._workers.pop("follower")
        context.background.add("exchange", lambda _: None)
        self.stack.callback(context.store.close)
        process = self.processes[lei] = Process(lei, context)
        return process

    def serve(self, lei: str) -> None:
        """Let a process answer."""
        process = self.processes[lei]
        app = create_app(process.context)
        process.url, _ = self.stack.enter_context(listening(app))
        self.peers[lei] = process.url

    def admit(self, newcomer: Newcomer) -> Process:
        """Start a member's process, and let the operator admit it with the keys that it shows."""
        process = self.start(newcomer.lei)
        self.serve(newcomer.lei)
        shown = to_be_admitted(process.context, newcomer.lei)
        registrar = self.operator
        body = {
            **shown,
            "name": newcomer.name,
            "country": newcomer.country,
            "capabilities": list(newcomer.capabilities),
            "bic": newcomer.bic,
            "dual_control": newcomer.dual_control,
        }
        registrar.post("/members", body, user="registrar")
        for currency, minor in newcomer.opening:
            registrar.post(
                f"/money/{currency}/issues",
                {
                    "organisation": newcomer.lei,
                    "minor": minor,
                    "reference": f"opening-{newcomer.lei[-8:]}",
                },
                user="agent",
            )
        process.round()
        for place in newcomer.places:
            year = make_calendar(place, [2026]).year(2026)
            days = [date.fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(365)]
            given = {
                "place": place,
                "year": 2026,
                "closed": [day.isoformat() for day in days if year.is_closed(day)],
                "utc_offset_minutes": year.utc_offset_minutes,
                "opens_minute": year.opens_minute,
                "closes_minute": year.closes_minute,
                "summer_from": year.summer_from,
                "summer_until": year.summer_until,
                "summer_shift_minutes": year.summer_shift_minutes,
            }
            act = process.bind if newcomer.dual_control else process.post
            act("/members/calendars", given)
        if {"bank", "financier"} & set(newcomer.capabilities):
            for contract in ("credit", "undertaking", "invoices"):
                process.post(
                    "/money/USD/allowances", {"contract": contract, "minor": UNLIMITED_MINOR}
                )
        return process

    def at(self, *when: int) -> None:
        """Let the next act happen at this UTC time."""
        self.engine.set_time(int(datetime(*when, tzinfo=UTC).timestamp()))  # type: ignore[misc,arg-type]

    @contextmanager
    def down(self, lei: str) -> Iterator[None]:
        """As long as this lasts, nobody reaches the process."""
        url, self.peers[lei] = self.peers[lei], "http://127.0.0.1:9"
        try:
            yield
        finally:
            self.peers[lei] = url
            for process in self.processes.values():
                if process.context.apart is not None:
                    process.context.apart.note(lei, answers=True)


@contextmanager
def organisations(folder: Path, *leis: str) -> Iterator[Organisations]:
    """The operator's process and these members', of `tests.support.api`, in April 2026."""
    genesis = int(datetime(2026, 4, 1, 6, tzinfo=UTC).timestamp())
    with ExitStack() as stack:
        engine = stack.enter_context(EmbeddedEngine(genesis_time=genesis))
        one = Organisations(engine, folder / "network.json", {}, {}, stack)
        one.start(OPERATOR)
        one.serve(OPERATOR)
        for newcomer in NEWCOMERS:
            if newcomer.lei in leis:
                one.admit(newcomer)
        for process in one.processes.values():
            process.round()
        yield one
