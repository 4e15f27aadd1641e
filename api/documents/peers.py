"""Where the processes of other organisations answer."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from dhow.errors import BadInputError


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
