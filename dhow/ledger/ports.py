"""Ports of this machine's loopback interface, for the processes that are started on it."""

import random
import socket
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path
from typing import Final

LOOPBACK = "127.0.0.1"
_LOWEST: Final = 10_000
_TRIES: Final = 10_000
_OWN_RANGE: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")
_USUAL_FIRST: Final = 32_768


def free_port() -> int:
    """A port that nothing listens on now."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Ports that nothing listens on now, all different, which stay ours while nobody listens.

    They lie below those that the system gives to connections going out. Of those, one that a
    process which died left for a moment is given to somebody else's connection; worse, whoever
    calls such a port again and again until it answers is in the end connected with itself.

    Raises:
        OSError: no port is free.
    """
    drawn = random.SystemRandom()
    with ExitStack() as held:
        ports: list[int] = []
        for _ in range(_TRIES):
            if len(ports) == count:
                return ports
            port = drawn.randrange(_LOWEST, _first_outgoing())
            probe = held.enter_context(socket.socket())
            with suppress(OSError):
                probe.bind((LOOPBACK, port))
                ports.append(port)
    raise OSError(f"no {count} ports from {_LOWEST} to {_first_outgoing()} are free")


@cache
def _first_outgoing() -> int:
    """The first port that the system may give to a connection going out."""
    with suppress(OSError, ValueError, IndexError):
        first = int(_OWN_RANGE.read_text().split()[0])
        if first > _LOWEST:
            return first
    return _USUAL_FIRST


def in_use(port: int) -> bool:
    """Whether something listens on a port; a connection that lingers after its end does not."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return True
    return False
