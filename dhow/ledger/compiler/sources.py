"""Collects Solidity sources and everything they import, so that a build can be named by a hash."""

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

from dhow.errors import BadInputError, EnvironmentProblemError

_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_IMPORT = re.compile(r"""\bimport\s+(?:[^"';]*?\bfrom\s+)?["']([^"']+)["']""")
LIBRARY_PREFIX = "@openzeppelin/"


def collect(root: Path, entries: Iterable[str]) -> dict[str, str]:
    """Text by source unit name for the entries and all they import.

    Args:
        root: the repository; source unit names are paths relative to it.
        entries: files or folders relative to `root`, or library names such as
            `@openzeppelin/contracts/metatx/ERC2771Forwarder.sol`.

    Raises:
        BadInputError: an entry does not exist.
        EnvironmentProblemError: the library is not installed.
    """
    waiting: list[str] = []
    for entry in entries:
        place = root / entry
        if entry.startswith(LIBRARY_PREFIX) or place.is_file():
            waiting.append(entry)
        elif place.is_dir():
            waiting.extend(p.relative_to(root).as_posix() for p in sorted(place.rglob("*.sol")))
        else:
            raise BadInputError(f"no Solidity source {entry} under {root}")
    found: dict[str, str] = {}
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        text = _read(root, name)
        if text is None:
            continue  # the compiler says so with the line that imports it
        found[name] = text
        for imported in _IMPORT.findall(_COMMENT.sub(" ", text)):
            waiting.append(
                posixpath.normpath(posixpath.join(posixpath.dirname(name), imported))
                if imported.startswith(".")
                else imported
            )
    return dict(sorted(found.items()))


def _read(root: Path, name: str) -> str | None:
    library = name.startswith(LIBRARY_PREFIX)
    place = root / "node_modules" / name if library else root / name
    if place.is_file():
        return place.read_text(encoding="utf-8")
    if library and not (root / "node_modules" / LIBRARY_PREFIX).is_dir():
        raise EnvironmentProblemError(
            f"OpenZeppelin's contracts are not installed: {place} is missing; run `make setup` "
            "(it calls `npm ci`)"
        )
    return None
