"""How the command line stops when it is told to: at once, or by way of what it has begun.

A library that is interrupted while it is imported may swallow the interruption, say that it cannot
be imported, or print a traceback of its own. So until something is begun the process just ends.
"""

import os
import signal
import sys
from types import FrameType
from typing import Final, NoReturn

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
STOPPED: Final = 130
_WORDS: Final = "dhow: stopped\n"


class _Process:
    has_begun = False


def heed_signals() -> None:
    """Stop on Ctrl-C and on a request to end; what the shell has ignored stays so."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


def begin() -> None:
    """From here on something may be half done: a stop is a KeyboardInterrupt that lets it end."""
    _Process.has_begun = True


def end_stopped() -> NoReturn:
    """Say so and exit; a second Ctrl-C has nothing left to stop."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    sys.stderr.write(_WORDS)
    sys.exit(STOPPED)


def _stop(_number: int, _frame: FrameType | None) -> None:
    if _Process.has_begun:
        raise KeyboardInterrupt
    os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, _WORDS.encode())
    os._exit(STOPPED)
