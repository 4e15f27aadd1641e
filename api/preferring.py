"""What a request says in `Prefer` (RFC 7240): read once, in one pass over a bounded text."""

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers

LONGEST: Final = 500
"""Characters of `Prefer` that are read; what stands after them is no preference of ours."""


def preferences(headers: Headers) -> Mapping[str, str]:
    """Values by name in lower case, without quotes and parameters; the first of a name counts."""
    stated: dict[str, str] = {}
    for each in said(headers).split(","):
        name, _, value = each.partition(";")[0].partition("=")
        stated.setdefault(name.strip().lower(), value.strip().strip('"').strip())
    stated.pop("", None)
    return stated


def said(headers: Headers) -> str:
    """The whole of it, as far as it is read."""
    return ",".join(headers.getlist("prefer"))[:LONGEST]
