"""Where the processes of other organisations answer, and what this one stands for among them."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from dhow.errors import BadInputError

_SILENT_SECONDS: Final = 3.0
_SLOW_SECONDS: Final = 30.0


class PeersFile(Mapping[str, str]):
    """Addresses by LEI from a JSON file, which is read again when it has changed."""

    def __init__(self, place: Path) -> None:
        """Read the file.

        Raises:
            BadInputError: not such a file, naming the entry that is wrong.
        """
        self._place = place
        self._read: tuple[int, dict[str, str]] = (_changed(place), read_peers(place))

    def __getitem__(self, lei: str) -> str:
        return self._now()[lei]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())

    def _now(self) -> dict[str, str]:
        changed = _changed(self._place)
        if changed != self._read[0]:
            try:
                self._read = (changed, read_peers(self._place))
            except BadInputError:
                return self._read[1]  # half written, or wrong: what was known goes on
        return self._read[1]


def read_peers(place: Path) -> dict[str, str]:
    """Addresses by LEI, from a JSON file.

    Raises:
        BadInputError: not such a file, naming the entry that is wrong.
    """
    try:
        body = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise BadInputError(
            f"the peers file {place} cannot be read: {problem}. Give a JSON object of addresses by "
            "LEI."
        ) from problem
    if not isinstance(body, dict):
        raise BadInputError(f"the peers file {place} is no JSON object of addresses by LEI.")
    for lei, url in body.items():
        parts = urlsplit(url) if isinstance(url, str) else None
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadInputError(
                f"the peers file {place} has {url!r} for {lei}. Give an http(s):// address."
            )
    return body


def _changed(place: Path) -> int:
    try:
        return place.stat().st_mtime_ns
    except OSError:
        return 0


@dataclass
class Apart:
    """An organisation's process with a database of its own.

    Attributes:
        organisations: LEIs of whom it stands for; `OPERATOR` for the network's operator.
        peers: where the others' processes answer, by LEI.
    """

    organisations: frozenset[str]
    peers: Mapping[str, str]
    _silent: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def silent(self, lei: str) -> bool:
        """Whether a peer did not answer a moment ago: it is not waited for again so soon."""
        with self._lock:
            return self._silent.get(lei, 0.0) > time.monotonic()

    def note(self, lei: str, *, answers: bool, slow: bool = False) -> None:
        """Keep whether a peer answers.

        Args:
            slow: it took our time and said nothing: it is left alone for longer.
        """
        with self._lock:
            if answers:
                self._silent.pop(lei, None)
            else:
                self._silent[lei] = time.monotonic() + (_SLOW_SECONDS if slow else _SILENT_SECONDS)
