"""Parties as users of the API: all they do in a story is a call they could make themselves."""

import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx

from api.client import ApiProblem, Client, Prepared, Session
from scenarios.stage.parties import Member
from scenarios.stage.shown import Refused

Result = TypeVar("Result")


@dataclass
class Tally:
    """What the parties of a run have done, by code: requests, and nanoseconds of their answers."""

    requests: Counter[str] = field(default_factory=Counter)
    nanoseconds: Counter[str] = field(default_factory=Counter)

    def clear(self) -> None:
        """Count from here."""
        self.requests.clear()
        self.nanoseconds.clear()


class _Counted(Session):
    """A session whose requests are counted, signing in excepted."""

    def __init__(self, http: httpx.AsyncClient, code: str, tally: Tally) -> None:
        super().__init__(http)
        self._code = code
        self._tally = tally

    async def _insist(
        self, method: str, path: str, headers: Mapping[str, str], *, key: str | None, **how: Any
    ) -> httpx.Response:
        began = time.perf_counter_ns()
        try:
            return await super()._insist(method, path, headers, key=key, **how)
        finally:
            if path != "/auth/token":
                self._tally.requests[self._code] += 1
                self._tally.nanoseconds[self._code] += time.perf_counter_ns() - began


class Actor:
    """One organisation signed in to the API, with a maker and a checker user.

    Attributes:
        api: calls in the name of its checker.
        unseen: the same, for the record of a run: not counted as acts of the party.
    """

    def __init__(self, member: Member | None, http: httpx.AsyncClient, tally: Tally) -> None:
        """`member` is None for the network's operator."""
        self.member = member
        self.code = member.code if member else "operator"
        self.name = member.name if member else "Network operator"
        self.api = Client(_Counted(http, self.code, tally))
        self.unseen = Client(Session(http))
        self._maker = Client(_Counted(http, self.code, tally))

    async def sign_in(self, duty: str, username: str, password: str) -> None:
        """Get a token for one of the organisation's users."""
        session = self._maker.session if duty == "maker" else self.api.session
        await session.sign_in(username, password)
        if duty != "maker":
            self.unseen.session.token = session.token

    async def bind(self, act: Callable[[Client], Awaitable[Result]]) -> Result:
        """Do a binding act: maker, then checker, where the organisation has dual control."""
        if self.member is not None and self.member.dual_control:
            await self.prepare(act)
        return await act(self.api)

    async def prepare(self, act: Callable[[Client], Awaitable[object]]) -> None:
        """The maker's part of a binding act."""
        try:
            await act(self._maker)
        except Prepared:
            return
        message = f"{self.name}: one key sufficed for a binding act under dual control"
        raise AssertionError(message)


def refused(problem: ApiProblem) -> Refused:
    """A refusal as a story shows it."""
    return Refused(words=problem.detail or problem.title, rule=problem.rule, code=problem.code)
