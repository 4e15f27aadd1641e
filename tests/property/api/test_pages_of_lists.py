"""Pages together are the list, each row once, whatever is added meanwhile; cursors are sealed."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.errors import ApiError
from api.pages import Asked, Cursors, Page, Place, page
from dhow.store import Store
from tests.support.api import (
    CARRIER,
    EXPORTER,
    IMPORTER,
    NOMINATED,
    Network,
    commercial_invoice,
    issued_credit,
    open_network,
    problem_of,
)
from tests.support.stores import EXPORTER as OWNER
from tests.support.stores import STRANGER, add_document, store

__all__ = ["store"]

KEY = bytes(range(64))
LEI = "529900T8BM49AURSDO55"


@dataclass
class Shelf:
    """Rows that stand at an instant, some of which the reader may not see."""

    rows: set[tuple[int, int]]

    def fetch(self, after: Place | None, limit: int) -> list[tuple[int, int]]:
        rest = sorted(row for row in self.rows if after is None or row > tuple(after))
        return rest[:limit]


def seen(row: tuple[int, int]) -> bool:
    return row[1] % 3 != 0


ROWS = st.sets(st.tuples(st.integers(0, 5), st.integers(0, 60)), max_size=40)


@given(first=ROWS, added=st.lists(ROWS, max_size=6), limit=st.integers(1, 7))
@settings(max_examples=150, deadline=None)
def test_every_row_that_was_there_comes_once(
    first: set[tuple[int, int]], added: list[set[tuple[int, int]]], limit: int
) -> None:
    shelf = Shelf(set(first))
    cursors = Cursors(KEY)
    told: list[tuple[int, int]] = []
    cursor: str | None = None
    more = iter(added)
    while True:
        part: Page[tuple[int, int]] = page(
            cursors,
            Asked(limit, cursor),
            "rows",
            LEI,
            fetch=shelf.fetch,
            place=lambda row: row,
            show=lambda rows: [row if seen(row) else None for row in rows],
        )
        assert len(part.items) <= limit
        assert part.next is None or len(part.items) == limit, "a page is full, or the last"
        told += part.items
        cursor = part.next
        if cursor is None:
            break
        shelf.rows |= next(more, set())
    assert len(set(told)) == len(told), "none twice"
    assert told == sorted(told)
    assert {row for row in first if seen(row)} <= set(told) <= {r for r in shelf.rows if seen(r)}


@given(st.text(max_size=80), st.binary(max_size=80))
@settings(max_examples=200, deadline=None)
def test_an_invented_cursor_is_refused_in_words(text: str, raw: bytes) -> None:
    for cursor in (text, base64.urlsafe_b64encode(raw).decode()):
        with pytest.raises(ApiError) as refused:
            Cursors(KEY).open("rows", LEI, cursor)
        assert refused.value.status == 400


def test_a_cursor_opens_for_its_list_and_organisation_alone() -> None:
    cursors = Cursors(KEY)
    sealed = cursors.seal("rows", LEI, (1, "0xab"))
    assert cursors.open("rows", LEI, sealed) == (1, "0xab")
    assert "0xab" not in sealed
    for listing, organisation, key in (
        ("others", LEI, KEY),
        ("rows", "another", KEY),
        ("rows", LEI, bytes(64)),
    ):
        with pytest.raises(ApiError):
            Cursors(key).open(listing, organisation, sealed)


def test_the_store_gives_rows_after_a_place_to_those_who_may_see_them(store: Store) -> None:
    with store.begin() as work:
        for number in range(7):
            add_document(work, number)
    with store.read() as work:
        every = work.documents.all(OWNER)
        after = (every[2].created_at, every[2].document_id)
        assert work.documents.all(OWNER, after=after, limit=3) == every[3:6]
        assert work.documents.all(OWNER, limit=2) == every[:2]
        assert work.documents.all(STRANGER, limit=2) == ()


# ------------------------------------------------------------------ over HTTP


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        for number in range(3):
            issued_credit(opened, f"LC-PAGE-{number}")
        yield opened


def pages(
    network: Network, path: str, organisation: str, limit: int, between: Callable[[], None]
) -> list[Any]:
    """Everything, page by page, with something happening in between."""
    found: list[Any] = []
    following = f"{path}?limit={limit}"
    while following:
        answer = network.send("GET", following, organisation)
        assert answer.status_code == 200, answer.text
        assert len(answer.json()) <= limit
        found += answer.json()
        following = answer.links["next"]["url"] if "next" in answer.links else ""
        between()
    return found


@pytest.mark.parametrize("limit", [1, 2])
def test_pages_of_credits_while_others_are_applied_for(network: Network, limit: int) -> None:
    before = network.get("/credits?limit=200", IMPORTER)
    left = [f"LC-MORE-{limit}-{number}" for number in range(2)]
    told = pages(
        network,
        "/credits",
        IMPORTER,
        limit,
        lambda: issued_credit(network, left.pop()) and None if left else None,
    )
    ids = [each["id"] for each in told]
    assert ids[: len(before)] == [each["id"] for each in before]
    assert len(set(ids)) == len(ids)


def test_pages_of_documents_members_and_presentations(network: Network) -> None:
    numbers = iter(range(8))

    def register() -> None:
        for number in islice(numbers, 1):
            body = {"document": commercial_invoice(f"P-{number}")}
            network.post("/documents", EXPORTER, body)

    for _ in range(5):
        register()
    before = [each["hash"] for each in network.get("/documents?limit=200", EXPORTER)]
    told = pages(
        network, "/documents", EXPORTER, 2, lambda: register() if len(before) < 3 else None
    )
    assert [each["hash"] for each in told][: len(before)] == before
    members = network.get("/members?limit=200", IMPORTER)
    assert pages(network, "/members", IMPORTER, 4, lambda: None) == members
    assert [each["name"] for each in members] == sorted(each["name"] for each in members)
    credit = network.get("/credits?limit=1", EXPORTER)[0]["id"]
    path = f"/credits/{credit}/presentations"
    for at in range(3):
        body = {
            "bank": NOMINATED,
            "amount": {"currency": "USD", "minor": 10_000_000},
            "documents": before[at : at + 2],
        }
        made = network.post(path, EXPORTER, body)["id"]
        network.post(f"/presentations/{made}/return", EXPORTER)
    whole = network.get(path, EXPORTER)
    assert len(whole) == 3
    for limit in (1, 2, 3):
        assert pages(network, path, EXPORTER, limit, lambda: None) == whole


LISTS = ("/credits", "/documents", "/goods/shipments", "/invoices", "/undertakings", "/members")


@pytest.mark.parametrize("path", [*LISTS, "/operations"])
def test_a_cursor_of_elsewhere_is_refused(network: Network, path: str) -> None:
    first = network.send("GET", "/credits?limit=1", EXPORTER).links["next"]["url"]
    cursor = first.partition("cursor=")[2]
    whose = (IMPORTER, CARRIER) if path == "/credits" else (EXPORTER, CARRIER)
    for organisation in whose:
        problem = problem_of(network.send("GET", f"{path}?cursor={cursor}", organisation))
        assert problem["status"] == 400, organisation
        assert problem["fields"][0]["path"] == "cursor"
    for bad in ("limit=0", "limit=201", "limit=many"):
        assert network.send("GET", f"{path}?{bad}", EXPORTER).status_code == 422
