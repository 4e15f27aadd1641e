"""What a process calls itself in a lease, and whether one that did so is gone."""

import os
import secrets
import socket
from pathlib import Path
from typing import Final

_PARTS: Final = 3


def this_process() -> str:
    """A name no other process has, nor this one at another time: `machine:pid:random`."""
    return f"{_machine()}:{os.getpid()}:{secrets.token_hex(4)}"


def _machine() -> str:
    """Host and, where there are such, the space in which its process ids count (containers)."""
    try:
        space = Path("/proc/self/ns/pid").readlink().name
    except OSError:
        space = ""
    return f"{socket.gethostname()}/{''.join(filter(str.isdecimal, space))}"


def has_ended(holder: str) -> bool:
    """Whether a process of this name is certainly no more: it was of this machine, and is gone.

    A process elsewhere, or a name of another form, may live: its lease must be waited for. So must
    that of a process id in use again.
    """
    machine, _, rest = holder.rpartition(":")[0].rpartition(":")
    if holder.count(":") < _PARTS - 1 or machine != _machine() or not rest.isdecimal():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False
