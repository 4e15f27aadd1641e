"""A kept answer is the answer that would be given now, whatever was done in between."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from api.context import DEVELOPMENT_PASSWORD
from api.reading import MOST_ANSWERS, Answers, _Kept
from tests.support.api import (
    CARRIER,
    EXPORTER,
    FINANCIER,
    IMPORTER,
    ISSUER,
    REGULATOR,
    STRANGER,
    Network,
    issued_credit,
    open_network,
    presented,
    registered_documents,
)

READERS = (EXPORTER, IMPORTER, ISSUER, STRANGER)
LISTS = ("/credits", "/documents", "/invoices", "/members")


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        opened.context.background.start()
        wait_until_beside(opened)
        yield opened
        opened.context.background.stop()


def wait_until_beside(network: Network) -> None:
    for _ in range(1_000):
        if network.context.follower.beside:
            return
        time.sleep(0.01)
    raise AssertionError("nothing follows beside the requests")


class Watch:
    """Asks the same paths again and again, and each time anew beside it."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.paths = list(LISTS)
        self.count = 0
        self.changed = 0
        self.last: dict[tuple[str, str], httpx.Response] = {}

    def see(self, *paths: str) -> None:
        """Everybody's answers, twice with what is kept and once without, are the same."""
        self.paths += [path for path in paths if path not in self.paths]
        for reader in READERS:
            for path in self.paths:
                self._one(reader, path)

    def _one(self, reader: str, path: str) -> None:
        before = self.last.get((reader, path))
        self.count += 1
        fresh = self.network.send("GET", f"{path}?asked={self.count}", reader)
        for _ in range(2):
            given = self.network.send("GET", path, reader)
            assert given.status_code == fresh.status_code, (reader, path, given.text)
            if given.status_code == 200:
                assert given.content == fresh.content, (reader, path)
                assert given.headers["etag"] == fresh.headers["etag"]
                assert given.headers["cache-control"] == "private, no-cache"
        if given.status_code == 200:
            known = before.headers["etag"] if before is not None else '"nothing"'
            again = self.network.send("GET", path, reader, headers={"If-None-Match": known})
            same = before is not None and before.content == given.content
            assert again.status_code == (304 if same else 200), (reader, path)
            assert again.content == (b"" if same else given.content)
            self.changed += not same
            self.last[reader, path] = given
        else:
            self.last.pop((reader, path), None)


def test_kept_answers_are_fresh_through_a_whole_trade(network: Network) -> None:
    watch = Watch(network)
    watch.see()
    credit = issued_credit(network, "LC-HOT-1")
    watch.see(f"/credits/{credit}", f"/credits/{credit}/presentations")
    documents = registered_documents(network, "LC-HOT-1")
    watch.see(*(f"/documents/{each}" for each in documents))
    network.post(f"/documents/{documents[0]}/grants", EXPORTER, {"organisation": STRANGER})
    watch.see()
    presentation = presented(network, credit, documents)
    watch.see(f"/presentations/{presentation}")
    network.bind(f"/presentations/{presentation}/examination", ISSUER)
    watch.see()
    network.bind(f"/presentations/{presentation}/waiver-enquiry", ISSUER)
    watch.see()
    network.bind(f"/presentations/{presentation}/waiver", ISSUER)
    network.bind(f"/presentations/{presentation}/honour", ISSUER)
    watch.see()
    network.post(f"/documents/{documents[0]}/revocation", EXPORTER, {"reason": "LOST"})
    watch.see()
    network.post(f"/members/{CARRIER}/suspension", "OPERATOR", {"reason": "LATE"}, user="registrar")
    watch.see()
    network.post(f"/members/{CARRIER}/reinstatement", "OPERATOR", user="registrar")
    watch.see(f"/members/{CARRIER}")
    assert watch.changed > 40  # or nothing was asked of it


def test_an_offer_lapses_for_its_financier_by_time_alone(network: Network) -> None:
    invoice = {
        "number": "HOT/1",
        "issue_date": "2026-03-30",
        "currency": "USD",
        "seller": {"name": "Orchards", "lei": EXPORTER, "country": "IN"},
        "buyer": {"name": "Juice Works", "lei": IMPORTER, "country": "AE"},
        "total_minor": 80_000,
    }
    path = f"/invoices/{network.post('/invoices', EXPORTER, invoice)['fingerprint']}"
    until = int(network.now().timestamp()) + 86_400
    network.post(
        f"{path}/offers",
        EXPORTER,
        {
            "financier": FINANCIER,
            "advance": {"currency": "USD", "minor": 60_000},
            "reserved_until": until,
        },
    )
    for _ in range(3):
        assert network.send("GET", path, FINANCIER).status_code == 200
    network.context.ledger.engine.set_time(until + 1)  # and no block
    assert network.send("GET", path, FINANCIER).status_code == 404
    assert network.send("GET", path, EXPORTER).status_code == 200


def test_who_is_disabled_or_shut_out_is_refused_at_once(network: Network) -> None:
    token = network.sign_in(REGULATOR, "maker", DEVELOPMENT_PASSWORD).json()["access_token"]

    def asked() -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return network.request("GET", "/members", headers=headers).status_code

    assert [asked() for _ in range(3)] == [200, 200, 200]
    organisation = network.context.store
    with organisation.begin() as work:
        found = work.organisations.system_find(REGULATOR)
        assert found is not None
        work.users.disable(found.organisation, "maker")
    assert asked() == 401


def test_a_token_s_end_by_the_clock_ends_its_answers(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert network.send("GET", "/members", STRANGER).status_code == 200
    assert network.send("GET", "/members", STRANGER).status_code == 200
    tokens = network.context.tokens
    later = datetime.now(UTC) + timedelta(hours=1)
    monkeypatch.setattr(tokens, "_now", lambda: later)
    assert network.send("GET", "/members", STRANGER).status_code == 401


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ("*", 304),
        ("{etag}", 304),
        ('W/{etag}, "other"', 304),
        ('"other" ,{etag}', 304),
        ('"other"', 200),
        ("etag", 200),
        ("", 200),
    ],
)
def test_if_none_match(network: Network, wanted: str, status: int) -> None:
    first = network.send("GET", "/members", ISSUER)
    asked = {"If-None-Match": wanted.format(etag=first.headers["etag"])}
    given = network.send("GET", "/members", ISSUER, headers=asked)
    assert given.status_code == status
    assert given.headers["etag"] == first.headers["etag"]
    assert (given.content == b"") == (status == 304)
    assert "content-length" not in given.headers or status == 200


def a_kept(size: int) -> Any:
    return _Kept([], b"x" * size, b"e", 1e12, None, None, {})  # type: ignore[arg-type]


def test_what_is_kept_is_bounded_in_number_and_bytes() -> None:
    answers = Answers(most_bytes=8_000)
    assert answers.find(1, (b"", b"", b""), 0) is None
    for number in range(MOST_ANSWERS * 2):
        answers.keep(1, (b"", b"", str(number).encode()), a_kept(1))
    assert len(answers) == MOST_ANSWERS
    answers.keep(1, (b"", b"", b"large"), a_kept(1_001))  # more than an eighth of all
    assert answers.find(1, (b"", b"", b"large"), 0) is None
    for number in range(20):
        answers.keep(1, (b"", b"", f"big {number}".encode()), a_kept(1_000))
    assert len(answers) == 8
    assert answers.find(1, (b"", b"", b"big 19"), 0) is not None
    answers.keep(1, (b"", b"", b"big 19"), a_kept(10))  # in place of the other
    assert len(answers) == 8


def test_what_was_begun_before_the_store_moved_on_is_not_kept() -> None:
    answers = Answers()
    answers.find(1, (b"", b"", b""), 0)
    answers.find(2, (b"", b"", b""), 0)
    answers.keep(1, (b"", b"", b""), a_kept(1))
    assert answers.find(2, (b"", b"", b""), 0) is None
    assert answers.find(1, (b"", b"", b""), 0) is None
    assert len(answers) == 0
