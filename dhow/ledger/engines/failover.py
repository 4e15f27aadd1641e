"""Several nodes of one network seen as one: what fails or lags is passed over.

Two promises. *The same bytes*: a transaction that a node did not answer to goes to the next as it
is, so it can be in a block once only. *Never back in time*: each answer comes with the height at
which it was given, and one given below the highest height seen here is thrown away.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from eth_utils.crypto import keccak

from dhow.errors import BadInputError
from dhow.ledger.engines.base import EngineError, RpcError
from dhow.ledger.engines.transport import Transport, connect, without_secrets

_HEIGHT: Final = "eth_blockNumber"
_SEND: Final = "eth_sendRawTransaction"
_NODE_SECONDS: Final = 10.0
"""A node that says nothing for this long is passed over."""
_REST_SECONDS: Final = 2.0
"""A node that failed is not asked again before, unless there is no other."""
_STILL_SECONDS: Final = 3.0
"""A height that stays for this long may be that of a node cut off: the others are asked."""
_CATCH_UP_SECONDS: Final = 15.0
"""For this long a request waits for a node that is not behind what was seen."""
_PAUSE_SECONDS: Final = 0.1

# Answers that are the same at every height: they need no height beside them.
_TIMELESS: Final = frozenset(("eth_chainId", "net_version", "web3_clientVersion"))


@dataclass(slots=True)
class _Node:
    url: str
    shown: str
    transport: Transport
    rests_until: float = 0.0
    known: bool = False  # that it serves our chain
    refused: str = ""  # why it is never used
    said: str = ""


class FailoverTransport:
    """Carries requests to one node, and to another where that one fails. Thread-safe."""

    def __init__(
        self,
        urls: Sequence[str],
        *,
        timeout: float = _NODE_SECONDS,
        patience: float = _CATCH_UP_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        dial: Callable[[str, float], Transport] | None = None,
    ) -> None:
        """Connects at the first request.

        Args:
            urls: `http(s)://` or `ws(s)://` addresses of nodes of one chain, the preferred first.
            timeout: seconds after which a node counts as silent.
            patience: seconds that a request waits for a node that has caught up.
            clock, sleep, dial: how time passes and how a node is reached.

        Raises:
            BadInputError: none, one twice, or what is no address.
        """
        if not urls or len(set(urls)) != len(urls):
            raise BadInputError("give each node's address once, by commas")
        reach = dial or (lambda url, seconds: connect(url, timeout=seconds))
        self._nodes = [_Node(url, without_secrets(url), reach(url, timeout)) for url in urls]
        self._patience = patience
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._current = 0
        self._seen = 0
        self._rose = clock()
        self._chain: Any = None

    @property
    def seen(self) -> int:
        """The highest block that any answer so far was given at."""
        return self._seen

    @property
    def current(self) -> str:
        """The node that is asked now, without secrets."""
        return self._nodes[self._current].shown

    def request(self, method: str, params: list[Any]) -> Any:
        """See `Transport`.

        Raises:
            EngineError: no node answers, or none has caught up with what was seen before.
        """
        (answer,) = self.request_many(method, [params])
        if isinstance(answer, RpcError):
            raise answer
        return answer

    def request_many(self, method: str, many: Sequence[list[Any]]) -> list[Any]:
        """See `Transport`."""
        return self.request_all([(method, params) for params in many])

    def request_all(self, asked: Sequence[tuple[str, list[Any]]]) -> list[Any]:
        """See `Transport`. Transactions go alone, not among questions."""
        if not asked:
            return []
        sends = asked[0][0] == _SEND
        deadline = self._clock() + self._patience
        elsewhere: list[Any] | None = None  # what a node said that may have taken what is sent
        while True:
            self._look_around()
            for node in self._in_turn():
                floor = self._seen
                try:
                    answers, height = self._ask(node, asked)
                except EngineError as silence:
                    elsewhere = elsewhere or []
                    self._rest(node, str(silence))
                    continue
                if sends and elsewhere is not None:
                    answers = self._taken(node, asked, answers)
                if sends and _cannot_now(answers):
                    elsewhere = elsewhere or answers
                    self._rest(node, f"{node.shown} takes nothing now: {answers[0]}")
                    continue
                if height is not None and height < floor:
                    elsewhere = answers
                    self._rest(node, f"{node.shown} is at block {height}, {floor} was seen")
                    continue
                self._raise_seen(height)
                self._prefer(node)
                return answers
            if sends and elsewhere:
                return elsewhere  # a node that lags has them, and will pass them on
            if self._clock() >= deadline or all(node.refused for node in self._nodes):
                raise EngineError(self._why())
            self._sleep(_PAUSE_SECONDS)

    def close(self) -> None:
        """Hang up everywhere."""
        for node in self._nodes:
            node.transport.close()

    # ------------------------------------------------------------ the inside

    def _ask(
        self, node: _Node, asked: Sequence[tuple[str, list[Any]]]
    ) -> tuple[list[Any], int | None]:
        """Answers, and a height that the node had when it gave them or soon after."""
        self._check_chain(node)
        if all(method in _TIMELESS for method, _ in asked):
            return node.transport.request_all(asked), None
        *answers, height = node.transport.request_all([*asked, (_HEIGHT, [])])
        if isinstance(height, RpcError):
            raise EngineError(f"{node.shown} does not tell its height: {height}")
        said = [
            answer
            for (method, _), answer in zip(asked, answers, strict=True)
            if method == _HEIGHT and isinstance(answer, str)
        ]
        return answers, min(int(each, 16) for each in [*said, height])

    def _check_chain(self, node: _Node) -> None:
        if node.refused:
            raise EngineError(node.refused)
        if node.known:
            return
        try:
            chain = node.transport.request("eth_chainId", [])
        except RpcError as refusal:
            raise EngineError(f"the node at {node.shown} refuses to talk: {refusal}") from refusal
        with self._lock:
            if self._chain is None:
                self._chain = chain
        if chain != self._chain:
            node.refused = (
                f"the node at {node.shown} serves chain {int(chain, 16)}, the others "
                f"{int(self._chain, 16)}; leave it out"
            )
            raise EngineError(node.refused)
        node.known = True

    def _taken(
        self, node: _Node, asked: Sequence[tuple[str, list[Any]]], answers: list[Any]
    ) -> list[Any]:
        """Sent again after a silence: what this node knows already was taken then."""
        settled = list(answers)
        for place, ((_, params), answer) in enumerate(zip(asked, answers, strict=True)):
            if not isinstance(answer, RpcError):
                continue
            tx_hash = "0x" + keccak(bytes.fromhex(params[0][2:])).hex()
            kind = _kind(answer)
            if kind == "known":
                settled[place] = tx_hash
            elif kind == "nonce too low":
                try:
                    mined = node.transport.request("eth_getTransactionReceipt", [tx_hash])
                except (EngineError, RpcError):
                    mined = None
                if mined is not None:
                    settled[place] = tx_hash
        return settled

    def _look_around(self) -> None:
        """Where the height has stood still, see whether another node is further."""
        with self._lock:
            now = self._clock()
            if now - self._rose < _STILL_SECONDS:
                return
            self._rose = now
        best, place = self._seen, None
        for number, node in enumerate(self._nodes):
            try:
                self._check_chain(node)
                height = int(node.transport.request(_HEIGHT, []), 16)
            except (EngineError, RpcError) as problem:
                node.said = str(problem)
                continue
            node.rests_until = 0.0
            if height > best:
                best, place = height, number
        if place is not None:
            with self._lock:
                self._current = place
        self._raise_seen(best)

    def _in_turn(self) -> list[_Node]:
        """The current node, then the others; those that rest come last."""
        with self._lock:
            start, now = self._current, self._clock()
        turn = [self._nodes[(start + step) % len(self._nodes)] for step in range(len(self._nodes))]
        return sorted(turn, key=lambda node: node.rests_until > now)

    def _rest(self, node: _Node, said: str) -> None:
        node.said = said
        node.rests_until = self._clock() + _REST_SECONDS

    def _prefer(self, node: _Node) -> None:
        with self._lock:
            self._current = self._nodes.index(node)

    def _raise_seen(self, height: int | None) -> None:
        with self._lock:
            if height is not None and height > self._seen:
                self._seen = height
                self._rose = self._clock()

    def _why(self) -> str:
        said = "; ".join(f"{node.shown}: {node.refused or node.said}" for node in self._nodes)
        return (
            f"none of {len(self._nodes)} nodes can answer at block {self._seen} or later ({said}); "
            "see whether they run and reach each other"
        )


def _kind(refusal: RpcError) -> str:
    """What a refusal means, as `dhow.ledger.sending.answers` names it."""
    from dhow.ledger.sending.answers import kind_of  # noqa: PLC0415 - sending imports engines

    return str(kind_of(refusal))


def _cannot_now(answers: Sequence[Any]) -> bool:
    """Whether a node takes nothing for now: it starts, syncs, or is overloaded."""
    refusals = [answer for answer in answers if isinstance(answer, RpcError)]
    return len(refusals) == len(answers) and all(_kind(each) == "unavailable" for each in refusals)
