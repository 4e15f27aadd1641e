"""Pages of a list: `?limit=` and `?cursor=`, and the next page in the `Link` header.

A cursor names the last row given, never a count of rows, so what is added meanwhile neither hides a
row nor gives one twice. It is sealed: what a row is found by stays unsaid, and a cursor opens only
for the organisation and the list that it was given for.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Final, Generic, Protocol, TypeVar

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from fastapi import Depends, Query, Request, Response

from api.errors import ApiError

LIMIT: Final = 50
MOST: Final = 200
_LONGEST: Final = 400
_PURPOSE: Final = "cursors of lists"
_KEY_BYTES: Final = 64
_ROWS_AT_ONCE: Final = 200

Place = tuple[Any, ...]
"""Where a row stands in its list: the values it is sorted by, the last of them unique."""

Row = TypeVar("Row")
View = TypeVar("View")


class Keeper(Protocol):
    """What has a key to seal with: the store."""

    def derived_key(self, purpose: str, length: int) -> bytes:
        """A key for one purpose, the same in every process over this database."""


class Cursors:
    """Seals and opens cursors."""

    def __init__(self, key: bytes) -> None:
        """Take a key of 64 bytes."""
        self._cipher = AESSIV(key)

    def seal(self, listing: str, organisation: str, place: Place) -> str:
        """The cursor of a place; the same place gives the same cursor."""
        sealed = self._cipher.encrypt(orjson.dumps(place), _bound(listing, organisation))
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, listing: str, organisation: str, cursor: str, path: str = "cursor") -> Place:
        """The place that a cursor names; `path` is the parameter it came in.

        Raises:
            ApiError: 400, it was altered, or is of another list or organisation.
        """
        try:
            if len(cursor) > _LONGEST or not cursor.isascii():
                raise ValueError
            sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
            return tuple(orjson.loads(self._cipher.decrypt(sealed, _bound(listing, organisation))))
        except (InvalidTag, ValueError, binascii.Error):
            raise ApiError(
                400,
                "bad-cursor",
                "Not a cursor of this list",
                f"{path} is no cursor that your organisation was given for this list.",
                next_step="Take the address in the Link header of the page before as it is, or"
                f" leave {path} out to begin at the beginning.",
                fields=((path, "is not a cursor of this list"),),
            ) from None


def cursors_of(keeper: Keeper) -> Cursors:
    """The cursors of everything over one database."""
    return _cursors(keeper.derived_key(_PURPOSE, _KEY_BYTES))


@lru_cache(maxsize=8)
def _cursors(key: bytes) -> Cursors:
    return Cursors(key)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks of a list."""

    limit: int = LIMIT
    cursor: str | None = None


def asked(
    limit: Annotated[int, Query(ge=1, le=MOST, description="at most so many")] = LIMIT,
    cursor: Annotated[
        str | None,
        Query(max_length=_LONGEST, description="where to go on: take it from the Link header"),
    ] = None,
) -> Asked:
    """The page asked for."""
    return Asked(limit, cursor)


Paging = Annotated[Asked, Depends(asked)]
WHOLE_PAGE: Final = Asked(MOST)


@dataclass(frozen=True, slots=True)
class Page(Generic[View]):
    """Part of a list; `next` is the cursor of what follows, None at the end."""

    items: list[View]
    next: str | None = None

    def told(self, request: Request, response: Response) -> list[View]:
        """The items for the body, with the next page's address put into the headers."""
        if self.next is not None:
            response.headers["Link"] = next_link(request, "cursor", self.next)
        return self.items


def next_link(request: Request, parameter: str, cursor: str) -> str:
    """The `Link` header (RFC 8288) to this request's address with another cursor."""
    url = request.url.include_query_params(**{parameter: cursor})
    return f'<{url.path}?{url.query}>; rel="next"'


def page(
    cursors: Cursors,
    page_asked: Asked,
    listing: str,
    organisation: str,
    *,
    fetch: Callable[[Place | None, int], Sequence[Row]],
    place: Callable[[Row], Place],
    show: Callable[[Sequence[Row]], Sequence[View | None]],
) -> Page[View]:
    """A page of what an organisation may see.

    Args:
        listing: the list's name, and what it is narrowed to.
        fetch: so many rows after a place (None: from the first), in the order of their places.
        place: where a row stands.
        show: rows as they are given back, None for each that the organisation may not see.

    Raises:
        ApiError: 400 for a cursor that is not of this list and organisation.
    """
    after = None
    if page_asked.cursor is not None:
        after = cursors.open(listing, organisation, page_asked.cursor)
    items: list[View] = []
    while True:
        wanted = min(page_asked.limit - len(items), _ROWS_AT_ONCE - 1)
        rows = fetch(after, wanted + 1)  # one more, to know whether that was all
        given = rows[:wanted]
        items.extend(view for view in show(given) if view is not None)
        if len(rows) <= wanted:
            return Page(items)
        after = place(given[-1])
        if len(items) >= page_asked.limit:
            return Page(items, cursors.seal(listing, organisation, after))


def _bound(listing: str, organisation: str) -> list[bytes]:
    return [listing.encode(), organisation.encode()]
