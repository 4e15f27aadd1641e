"""Hot reads: an answer already given is given again while nothing it could depend on has changed.

An answer of these routes is made of the store alone (the tables that follow the ledger among them),
for one token, path and query. The store tells by a number whether anything at all was committed
since, by whomever: a grant, a fold, a user disabled. Then every answer kept is forgotten. Rights,
revocations and ends of sessions are therefore what they are now; a token's own end by the clock is
kept with each answer. Who has used its share is refused here too.

Each answer bears a strong ETag, the hash of its bytes; to `If-None-Match` with the same it is 304.
What depends on time as well (an offer that lapses) says so by `depends_on_time` and is not kept.
"""

from collections import OrderedDict
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth.roles import Actor
from api.context import ApiContext
from api.errors import ApiError, ProblemResponse
from api.observing.exchange import exchange

HOT: Final = frozenset(
    (
        "/credits",
        "/credits/{credit}",
        "/credits/{credit}/presentations",
        "/presentations/{presentation}",
        "/documents",
        "/documents/{document}",
        "/invoices",
        "/invoices/{fingerprint}",
        "/undertakings",
        "/undertakings/{undertaking}",
        "/goods/shipments",
        "/goods/shipments/{shipment}",
        "/members",
        "/members/{lei}",
    )
)
"""Templates of the routes whose answers are kept."""

MOST_ANSWERS: Final = 2_048
MOST_BYTES: Final = 32_000_000
_OK: Final = 200
_NOT_MODIFIED: Final = 304
_ETAG_BYTES: Final = 16
_BEARER: Final = b"bearer "
# answers are private; whoever keeps one asks each time whether it still holds
_CACHING: Final = (b"cache-control", b"private, no-cache")

Headers = list[tuple[bytes, bytes]]


@dataclass
class _Answering:
    """The answer being made; false once something in it depends on more than the store."""

    lasting: bool = True


_answering: ContextVar[_Answering | None] = ContextVar("dhow api answer being made", default=None)


def depends_on_time() -> None:
    """What is being answered may be another answer later, though nothing was done."""
    being_made = _answering.get()
    if being_made is not None:
        being_made.lasting = False


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer as it was given; `until` is the token's end, unix seconds."""

    headers: Headers
    body: bytes
    etag: bytes
    until: float
    actor: Actor
    route: Any
    parameters: Mapping[str, Any]


class Answers:
    """Answers kept for one version of the store: bounded in number and bytes, oldest out first."""

    def __init__(self, *, most: int = MOST_ANSWERS, most_bytes: int = MOST_BYTES) -> None:
        """Keep nothing yet."""
        self._most = most
        self._most_bytes = most_bytes
        self._version: int | None = None
        self._kept: OrderedDict[tuple[bytes, bytes, bytes], _Kept] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        """How many are kept."""
        return len(self._kept)

    def find(self, version: int, key: tuple[bytes, bytes, bytes], now: float) -> _Kept | None:
        """The answer to a request, if it was given on this version of the store."""
        if version != self._version:
            self._forget(version)
            return None
        kept = self._kept.get(key)
        return kept if kept is not None and kept.until > now else None

    def keep(self, version: int, key: tuple[bytes, bytes, bytes], kept: _Kept) -> None:
        """Keep an answer that was begun on this version, unless the store has moved on."""
        if version != self._version or len(kept.body) > self._most_bytes // 8:
            return
        old = self._kept.pop(key, None)
        self._bytes += len(kept.body) - (len(old.body) if old else 0)
        self._kept[key] = kept
        while len(self._kept) > self._most or self._bytes > self._most_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest.body)

    def _forget(self, version: int) -> None:
        self._version = version
        self._kept.clear()
        self._bytes = 0


class AnswersMiddleware:
    """Gives kept answers, keeps those of hot routes, and marks both with their ETag."""

    def __init__(self, app: ASGIApp, context: ApiContext, answers: Answers | None = None) -> None:
        self.app = app
        self.context = context
        self.answers = answers or Answers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        token, wanted = _asked(scope)
        key = (token, scope["path"].encode(), scope["query_string"])
        # before anything is read: what is read is then at least as new
        version = self.context.store.version() if self.context.follower.beside else None
        if token and version is not None:
            kept = self.answers.find(version, key, self.context.tokens.now())
            if kept is not None:
                await self._give(kept, wanted, scope, receive, send)
                return
        being_made = _Answering()
        reset = _answering.set(being_made)
        try:
            answer = _Answer(scope, wanted, send)
            await self.app(scope, receive, answer.send)
        finally:
            _answering.reset(reset)
        until = self.context.tokens.end_of(token.decode("latin-1")) if answer.etag else 0.0
        under_way = exchange.get()
        actor = under_way.actor if under_way is not None else None
        if answer.etag and being_made.lasting and version is not None and until and actor:
            self.answers.keep(
                version,
                key,
                _Kept(
                    answer.headers,
                    answer.body,
                    answer.etag,
                    until,
                    actor,
                    scope["route"],
                    scope["path_params"],
                ),
            )

    async def _give(
        self, kept: _Kept, wanted: bytes, scope: Scope, receive: Receive, send: Send
    ) -> None:
        scope["route"], scope["path_params"] = kept.route, kept.parameters
        request = Request(scope)
        try:
            for meet in getattr(scope["app"].state, "admission", ()):
                await meet(request, kept.actor)
        except ApiError as problem:
            refused = ProblemResponse(
                problem.as_problem(scope["path"]),
                status_code=problem.status,
                headers=problem.headers,
            )
            await refused(scope, receive, send)
            return
        await _give(kept.headers, kept.body, kept.etag, wanted, send)


class _Answer:
    """An answer on its way out: held back whole where it is to be marked, else passed through."""

    def __init__(self, scope: Scope, wanted: bytes, send: Send) -> None:
        self.headers: Headers = []
        self.body = b""
        self.etag = b""
        self._scope = scope
        self._wanted = wanted
        self._out = send
        self._held: Message | None = None
        self._parts: list[bytes] = []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            template = getattr(self._scope.get("route"), "path", "")
            if message["status"] == _OK and template in HOT:
                self._held = message
                return
        elif self._held is not None and message["type"] == "http.response.body":
            self._parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                await self._whole()
            return
        await self._out(message)

    async def _whole(self) -> None:
        assert self._held is not None  # noqa: S101 - only called once held
        self.body = b"".join(self._parts)
        self.etag = b'"' + blake2b(self.body, digest_size=_ETAG_BYTES).hexdigest().encode() + b'"'
        self.headers = [*self._held["headers"], (b"etag", self.etag), _CACHING]
        await _give(self.headers, self.body, self.etag, self._wanted, self._out)


async def _give(headers: Headers, body: bytes, etag: bytes, wanted: bytes, send: Send) -> None:
    """The answer, or that it is the one the reader has (RFC 9110, 13.1.2 and 15.4.5)."""
    if wanted and _matches(wanted, etag):
        status, body = _NOT_MODIFIED, b""
        headers = [each for each in headers if not each[0].startswith(b"content-")]
    else:
        status = _OK
    # a list of its own: those around add to it
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})


def _matches(wanted: bytes, etag: bytes) -> bool:
    """Whether `If-None-Match` names this ETag, or any; compared weakly."""
    return wanted.strip() == b"*" or etag in (
        each.strip().removeprefix(b"W/") for each in wanted.split(b",")
    )


def _asked(scope: Scope) -> tuple[bytes, bytes]:
    """The bearer token, empty for none; and what the reader has already."""
    token = wanted = b""
    for name, value in scope["headers"]:
        if name == b"authorization":
            given: bytes = value
            token = given[len(_BEARER) :] if given[: len(_BEARER)].lower() == _BEARER else b""
        elif name == b"if-none-match":
            wanted = value
    return token, wanted
