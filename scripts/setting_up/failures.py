"""Why setting up failed, in words: what, and what to do next."""

from typing import NamedTuple

FREE_SPACE = "free about 700 MB where the checkout and your home folder are, then run it again"
ASK_FOR_MIRROR = (
    "check the network, or name a registry you can reach (PIP_INDEX_URL for Python packages, "
    "`npm config set registry` for npm packages), then run the same command again"
)


class CannotSetUpError(Exception):
    """The machine lacks something that the set-up cannot bring.

    `what` and `next_step` are clauses without a full stop; `details` is an installer's own output.
    """

    def __init__(self, what: str, next_step: str, details: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step
        self.details = details


class Cause(NamedTuple):
    """A reason known by what installers print (lower case)."""

    signs: tuple[str, ...]
    what: str
    next_step: str


# pip ends with "no matching distribution" after a refused connection too, so what cannot be
# mistaken comes first.
CAUSES = (
    Cause(("no space left", "enospc", "disk quota", "os error 28"), "the disk is full", FREE_SPACE),
    Cause(
        ("read-only file system", "erofs", "permission denied", "eacces"),
        "a folder cannot be written",
        "use a checkout and a home folder that you may write to",
    ),
    Cause(
        ("hash mismatch", "do not match the hashes", "eintegrity"),
        "a downloaded package is not the one that the lock file names",
        "clear the package caches and try once more; if it persists, the registry or mirror "
        "serves altered files: do not go on with it",
    ),
    Cause(
        (
            "failed to establish a new connection",
            "connection broken",
            "connection refused",
            "connect error",
            "connection error",
            "error sending request",
            "timed out",
            "dns error",
            "name resolution",
            "failed to fetch",
            "enotfound",
            "econnrefused",
            "econnreset",
            "eai_again",
            "etimedout",
            "proxyerror",
            "certificate",
            "401 ",
            "403 ",
            "e401",
            "e403",
            "e404",
        ),
        "no network, or the package registry refused",
        ASK_FOR_MIRROR,
    ),
    Cause(
        (
            "no matching distribution",
            "no solution found",
            "no wheels with a matching",
            "no usable wheels",
            "ebadplatform",
        ),
        "the registry has no build of a package for this Python and machine",
        "use CPython 3.11 to 3.13 on Linux or macOS (`make PYTHON=...` names it), or a registry "
        "that has these packages",
    ),
)


def explain_failure(what: str, output: str) -> CannotSetUpError:
    """The failure of an installer named `what`, explained from everything it printed."""
    lines = [line.rstrip() for line in output.splitlines() if line.strip()]
    details = "\n".join(lines[-8:])
    lowered = output.lower()
    for cause in CAUSES:
        if any(sign in lowered for sign in cause.signs):
            return CannotSetUpError(f"{what} failed: {cause.what}", cause.next_step, details)
    return CannotSetUpError(f"{what} failed", "read the lines above, then run it again", details)
