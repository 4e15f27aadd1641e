"""One request to a receiver: bounded in time and size, to one address, never redirected."""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Final

from api.webhooks.addresses import Target

SECONDS: Final = 15.0
_TAKEN: Final = range(200, 300)
_REDIRECTS: Final = range(300, 400)
_LONGEST_WAIT: Final = 3_600


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a receiver answered: `words` is empty where it took the message."""

    status: int | None
    words: str = ""
    retry_after: int = 0  # seconds it asked for

    @property
    def taken(self) -> bool:
        """Whether the receiver has the message."""
        return not self.words


def post(
    target: Target,
    address: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    seconds: float = SECONDS,
    trusted: ssl.SSLContext | None = None,
) -> Outcome:
    """Send a body to an address in the name of its target's host.

    Args:
        seconds: for the whole of it, however the receiver drips its answer.
        trusted: whose certificates count; the system's unless given.
    """
    late = threading.Event()
    opened: list[socket.socket] = []

    def give_up() -> None:
        late.set()
        for each in opened:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(seconds, give_up)
    watch.daemon = True
    watch.start()
    try:
        return _answered(target, address, headers, body, seconds, trusted, opened)
    except ssl.SSLCertVerificationError as problem:
        return Outcome(None, f"its certificate does not count: {problem.verify_message}")
    except (OSError, http.client.HTTPException) as problem:
        if late.is_set() or isinstance(problem, TimeoutError):
            return Outcome(None, f"no answer in {seconds:g} seconds")
        return Outcome(None, f"no answer: {type(problem).__name__}: {problem}"[:200])
    finally:
        watch.cancel()
        for each in opened:
            with suppress(OSError):
                each.close()


def _answered(
    target: Target,
    address: str,
    headers: Mapping[str, str],
    body: bytes,
    seconds: float,
    trusted: ssl.SSLContext | None,
    opened: list[socket.socket],
) -> Outcome:
    plain = socket.create_connection((address, target.port), timeout=seconds)
    opened.append(plain)
    connection = http.client.HTTPConnection(target.host, target.port, timeout=seconds)
    if target.scheme == "https":
        wrapped = (trusted or _system()).wrap_socket(plain, server_hostname=target.host)
        opened.append(wrapped)
        connection.sock = wrapped
    else:
        connection.sock = plain
    try:
        connection.request(
            "POST",
            target.path,
            body,
            {
                "Host": target.authority,
                "Content-Type": "application/json",
                "User-Agent": "dhow",
                "Connection": "close",
                **headers,
            },
        )
        answer = connection.getresponse()
        status = answer.status
        wait = answer.getheader("Retry-After", "")
    finally:
        connection.close()
    if status in _TAKEN:
        return Outcome(status)
    if status in _REDIRECTS:
        return Outcome(status, f"answered {status}: redirects are not followed, give the new URL")
    asked = min(int(wait), _LONGEST_WAIT) if wait.isdecimal() and len(wait) < 10 else 0
    return Outcome(status, f"answered {status}", asked)


@cache
def _system() -> ssl.SSLContext:
    return ssl.create_default_context()
