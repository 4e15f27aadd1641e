"""One user's connection: signing in, keys, repetition, operations to follow, pages.

Every act carries an `Idempotency-Key`, a new one unless given, and the same one on every
repetition, so that an act asked for twice is done once. An act that takes longer than the server
waits is followed to its end. What got no answer (a broken connection, a
server fault) is repeated with growing pauses; what was refused is not.
"""

import asyncio
import random
import re
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from api.client.problems import ApiProblem, NoAnswer, Prepared

_REPEATED = frozenset((500, 502, 503, 504))
_WAITED_FOR = frozenset((429, 503))
_JSON = "application/json, */*;q=0.5"  # where there is a stream as well, the page
_UNDER_WAY, _REFUSED, _FAILED = "under way", "refused", "failed"
_NEXT = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?next"?')


@dataclass(frozen=True, slots=True)
class Retries:
    """How long to insist.

    Attributes:
        attempts: requests at most, the first among them.
        first_pause: seconds before the second; each later pause is twice as long.
        longest_pause: seconds at most, also where the server asks for more.
        poll: seconds between two looks at an operation that is under way.
        patience: seconds after which an operation is followed no longer.
    """

    attempts: int = 6
    first_pause: float = 0.1
    longest_pause: float = 10.0
    poll: float = 0.2
    patience: float = 300.0


Listener = Callable[[str, str], None]
"""Hears of each request as it is made: method and path."""


class Session:
    """One signed-in user over one HTTP client. Safe to use from many tasks of one event loop."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        token: str | None = None,
        retries: Retries | None = None,
        listener: Listener | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`http` has the base URL and stays the caller's to close."""
        self.token = token
        self._http = http
        self._retries = retries or Retries()
        self._listener = listener
        self._sleep = sleep

    async def sign_in(self, username: str, password: str) -> dict[str, Any]:
        """Sign in as `<LEI or BIC>/<user>` and keep the token.

        Returns:
            What signing in gives back (`TokenView`).

        Raises:
            ApiProblem: 401 wrong, 429 too many failures.
            NoAnswer: none came.
        """
        response = await self._insist(
            "POST", "/auth/token", {}, key=None, data={"username": username, "password": password}
        )
        answer: dict[str, Any] = response.json()
        self.token = str(answer["access_token"])
        return answer

    async def read(self, path: str, *, query: Mapping[str, Any] | None = None) -> Any:
        """What a read answers.

        Raises:
            ApiProblem: it is refused.
            NoAnswer: none came.
        """
        return _content(await self._insist("GET", path, {}, key=None, params=_given(query)))

    async def read_bytes(self, path: str, *, query: Mapping[str, Any] | None = None) -> bytes:
        """The bytes that a read answers, as they are.

        Raises:
            As `read`.
        """
        response = await self._insist("GET", path, {}, key=None, params=_given(query))
        return response.content

    async def pages(
        self, path: str, *, query: Mapping[str, Any] | None = None
    ) -> AsyncIterator[Any]:
        """Every item of a list, page after page, each once.

        Raises:
            As `read`.
        """
        where: str | None = path
        params = _given(query)
        while where is not None:
            response = await self._insist("GET", where, {}, key=None, params=params)
            for item in response.json():
                yield item
            found = _NEXT.search(response.headers.get("link", ""))
            where, params = (found.group(1) if found else None), None

    async def act(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        content: bytes | None = None,
        media_type: str | None = None,
        idempotency_key: str | None = None,
    ) -> Any:
        """What an act answers once it is carried out; an operation under way is followed.

        Args:
            body: to be sent as JSON, or `content` as it is with its `media_type`.
            idempotency_key: a new one unless given.

        Raises:
            Prepared: a checker must make the same call.
            ApiProblem: it is refused.
            NoAnswer: none came; the exception has the key to ask again with.
        """
        key = idempotency_key or str(uuid.uuid4())
        headers = {"Content-Type": media_type} if media_type else {}
        how: dict[str, Any] = {"params": _given(query)}
        if content is not None:
            how["content"] = content
        elif body is not None:
            how["json"] = body
        for _ in range(self._retries.attempts):
            response = await self._insist(method, path, headers, key=key, **how)
            if response.status_code != httpx.codes.ACCEPTED:
                return _content(response)
            answer = response.json()
            if answer.get("awaits") == "checker":
                raise Prepared(answer)
            operation = await self._follow(f"{method} {path}", response, key)
            if operation["state"] != _FAILED:
                return _outcome(f"{method} {path}", operation)
        raise NoAnswer(f"{method} {path}", "a fault of the server, each time", key)

    async def _follow(self, request: str, accepted: httpx.Response, key: str) -> dict[str, Any]:
        """An operation once it is under way no longer."""
        where = accepted.headers.get("location")
        if not where:
            raise NoAnswer(request, "accepted, and not said where to follow it", key)
        waited = 0.0
        while waited <= self._retries.patience:
            operation: dict[str, Any] = await self.read(where)
            if operation["state"] != _UNDER_WAY:
                return operation
            await self._sleep(self._retries.poll)
            waited += self._retries.poll
        raise NoAnswer(request, f"still under way after {self._retries.patience:g} s", key)

    async def _insist(
        self, method: str, path: str, headers: Mapping[str, str], *, key: str | None, **how: Any
    ) -> httpx.Response:
        """Send, and send again while there is no answer; raises what was refused."""
        request = f"{method} {path}"
        sent = {"Accept": _JSON, **headers}
        if self.token is not None:
            sent["Authorization"] = f"Bearer {self.token}"
        if key is not None:
            sent["Idempotency-Key"] = key
        if self._listener is not None:
            self._listener(method, path)
        why, pause = "", 0.0
        for attempt in range(self._retries.attempts):
            if attempt:
                await self._sleep(pause)
            pause = self._pause(attempt)
            try:
                response = await self._http.request(method, path, headers=sent, **how)
            except httpx.TransportError as problem:
                why = str(problem) or type(problem).__name__
                continue
            if response.is_success:
                return response
            problem_document = _problem(response)
            status = response.status_code
            if status not in _REPEATED | _WAITED_FOR:
                raise ApiProblem(request, status, problem_document)
            if status in _WAITED_FOR:
                pause = max(pause, self._asked(response))
            if attempt + 1 == self._retries.attempts:
                raise ApiProblem(request, status, problem_document)
            why = f"HTTP {status}"
        raise NoAnswer(request, why, key)

    def _pause(self, attempt: int) -> float:
        grown: float = self._retries.first_pause * 2**attempt
        # not all at once again, where many lost their answer together
        return min(grown, self._retries.longest_pause) * random.uniform(0.5, 1.0)  # noqa: S311

    def _asked(self, response: httpx.Response) -> float:
        asked = response.headers.get("retry-after", "")
        return min(float(asked), self._retries.longest_pause) if asked.isdecimal() else 0.0


def path(template: str, **parts: object) -> str:
    """A path with its places filled, each quoted whole."""
    return template.format(**{name: quote(str(part), safe="") for name, part in parts.items()})


def _given(query: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {name: value for name, value in query.items() if value is not None} if query else None


def _content(response: httpx.Response) -> Any:
    if not response.content:
        return None
    kind = response.headers.get("content-type", "").partition(";")[0]
    return response.json() if kind == "application/json" else response.content


def _problem(response: httpx.Response) -> dict[str, Any]:
    try:
        found = response.json()
    except ValueError:
        return {"title": response.text[:200]}
    return found if isinstance(found, dict) else {"title": str(found)[:200]}


def _outcome(request: str, operation: Mapping[str, Any]) -> Any:
    status = int(operation.get("status") or 0)
    answer = operation.get("answer")
    if operation["state"] == _REFUSED:
        raise ApiProblem(request, status, answer if isinstance(answer, dict) else {})
    if status == httpx.codes.ACCEPTED and isinstance(answer, dict):
        raise Prepared(answer)
    return answer
