"""What a request says of how it is to be run: `Idempotency-Key` and `Prefer`.

`Idempotency-Key` as in draft-ietf-httpapi-idempotency-key-header: a string of RFC 8941, in quotes;
without them it is taken too, as most clients send it. `Prefer` as in RFC 7240.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers

from api.errors import ApiError
from api.preferring import preferences

LONGEST_KEY: Final = 200
DEFAULT_WAIT_SECONDS: Final = 30.0
LONGEST_WAIT_SECONDS: Final = 60.0

_QUOTED = re.compile(r'"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"')
_BARE = re.compile(r"[\x21\x23-\x7e]([\x20\x21\x23-\x7e]*[\x21\x23-\x7e])?")


@dataclass(frozen=True, slots=True)
class Asked:
    """How a request is to be run.

    Attributes:
        key: idempotency key, None without one.
        wait: seconds to wait for the answer.
        applied: for `Preference-Applied`, empty where nothing was preferred.
    """

    key: str | None
    wait: float = DEFAULT_WAIT_SECONDS
    applied: str = ""

    @property
    def kept_at_once(self) -> bool:
        """Whether it is kept before it runs: it may be asked for again, or nobody waits."""
        return self.key is not None or self.wait == 0


def asked(headers: Headers) -> Asked:
    """What the headers say.

    Raises:
        ApiError: 400, not an idempotency key.
    """
    wait, applied = _preferred(preferences(headers))
    return Asked(_key(headers.getlist("idempotency-key")), wait, applied)


def _key(given: list[str]) -> str | None:
    if not given:
        return None
    text = given[0].strip()
    quoted = _QUOTED.fullmatch(text)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else text
    good = quoted is not None or _BARE.fullmatch(text) is not None
    if len(given) > 1 or not good or not 0 < len(key) <= LONGEST_KEY:
        raise ApiError(
            400,
            "idempotency-key-malformed",
            "Not an idempotency key",
            f"Idempotency-Key must be given once: 1 to {LONGEST_KEY} printable ASCII characters.",
            next_step="Give each request a key of its own, such as a UUID; repeat a request with "
            "the key it had.",
        )
    return key


def _preferred(stated: Mapping[str, str]) -> tuple[float, str]:
    """Seconds to wait, and what of it was taken up; what is not understood is passed over."""
    seconds = stated.get("wait", "")
    if seconds.isascii() and seconds.isdecimal() and len(seconds) < 10:
        wait = min(float(seconds), LONGEST_WAIT_SECONDS)
        return wait, f"wait={wait:.0f}"
    if "respond-async" in stated:
        return 0.0, "respond-async"
    return DEFAULT_WAIT_SECONDS, ""
