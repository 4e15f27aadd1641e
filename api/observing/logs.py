"""Log lines as JSON on standard error: one object a line, with the request's id where there is one.

Nothing secret and nothing of a person is to be in a line: routes are told by their templates, users
not at all, and whatever looks like a token is blacked out wherever it came from.
"""

import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any, Final, TextIO

import orjson

from api.observing.exchange import exchange
from dhow.errors import BadInputError

_TOKENS: Final = re.compile(
    r"dhow_[0-9a-f]{16}_[A-Za-z0-9_-]{20,}"
    r"|eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}"
    r"|whsec_[A-Za-z0-9+/=_-]{10,}"
    r"|(?<=://)[^/\s@:]+:[^/\s@]+(?=@)"
    r"|(?i:(?<=bearer )\S+)"
    r"|(?m:(?<=^DETAIL:  ).+$)"  # PostgreSQL repeats the row here that it would not have
)
_LONGEST_TRACEBACK: Final = 20_000


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "says": without_secrets(record.getMessage()),
        }
        under_way = exchange.get()
        if under_way is not None:
            line["request"] = under_way.request_id
        line.update(getattr(record, "said", {}))
        if record.exc_info:
            trace = self.formatException(record.exc_info)
            line["traceback"] = without_secrets(trace)[-_LONGEST_TRACEBACK:]
        return orjson.dumps(line, default=str).decode()


def without_secrets(text: str) -> str:
    """The text, blacked out where it looks like a token, a password in an address or a row."""
    return _TOKENS.sub("[secret]", text)


def level_of(name: str, stream: TextIO) -> int:
    """The level a person named: `info`, `warning`, or `auto`, by whether a person looks on.

    Raises:
        BadInputError: another name.
    """
    levels = {"info": logging.INFO, "warning": logging.WARNING}
    levels["auto"] = logging.WARNING if stream.isatty() else logging.INFO
    if name not in levels:
        raise BadInputError(f"--log is {name!r}. Give info, warning or auto.")
    return levels[name]


def install(stream: TextIO | None = None, level: int = logging.INFO) -> logging.Handler:
    """Send the program's log lines to `stream`, standard error unless given."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    for name in ("dhow", "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level if name == "dhow" else logging.WARNING)
        logger.propagate = False
    return handler
