"""The file of peers, and what a process remembers of them."""

import json
import os
from pathlib import Path

import pytest

from api.exchange.answered import Answered
from api.exchange.offers import Patience
from api.exchange.peers import Apart, PeersFile
from dhow.errors import BadInputError

ONE, OTHER = "894500000CREEKBANK66", "8945000000ORCHARDS94"


def written(place: Path, body: object, at: int) -> None:
    place.write_text(json.dumps(body), encoding="utf-8")
    os.utime(place, ns=(at, at))


def test_the_file_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    place = tmp_path / "peers.json"
    written(place, {ONE: "http://127.0.0.1:1"}, 1)
    peers = PeersFile(place)
    assert dict(peers) == {ONE: "http://127.0.0.1:1"}
    written(place, {ONE: "http://127.0.0.1:2", OTHER: "https://other.test"}, 2)
    assert peers[ONE] == "http://127.0.0.1:2"
    assert len(peers) == 2


def test_a_change_that_cannot_be_read_leaves_what_was_known(tmp_path: Path) -> None:
    place = tmp_path / "peers.json"
    written(place, {ONE: "http://127.0.0.1:1"}, 1)
    peers = PeersFile(place)
    written(place, {ONE: "ftp://wrong"}, 2)
    assert peers.get(ONE) == "http://127.0.0.1:1"
    place.unlink()
    assert peers.get(ONE) == "http://127.0.0.1:1"
    assert peers.get(OTHER) is None


@pytest.mark.parametrize("body", ["[]", '{"X": 1}', '{"X": "ftp://x"}', '{"X": "http://"}', "{"])
def test_a_file_that_is_none_is_refused_at_the_start(tmp_path: Path, body: str) -> None:
    place = tmp_path / "peers.json"
    place.write_text(body, encoding="utf-8")
    with pytest.raises(BadInputError, match="peers file"):
        PeersFile(place)
    with pytest.raises(BadInputError, match="cannot be read"):
        PeersFile(tmp_path / "none.json")


def test_a_silent_peer_is_remembered_until_it_answers() -> None:
    apart = Apart(frozenset((ONE,)), {})
    assert not apart.silent(OTHER)
    apart.note(OTHER, answers=False)
    assert apart.silent(OTHER)
    assert not apart.silent(ONE)
    apart.note(OTHER, answers=True)
    assert not apart.silent(OTHER)


def test_what_failed_waits_longer_each_time() -> None:
    patience = Patience()
    assert patience.due("x")
    waits = []
    for _ in range(10):
        patience.failed("x")
        waits.append(patience._next["x"][1])
    assert not patience.due("x")
    assert waits == sorted(waits)
    assert waits[0] < waits[-1] == waits[-2]
    patience.done("x")
    assert patience.due("x")


def test_each_organisation_has_a_share_of_its_own_in_each_minute() -> None:
    answered = Answered(most=2)
    assert [answered.too_many(ONE, 10.0) for _ in range(3)] == [False, False, True]
    assert not answered.too_many(OTHER, 10.0)
    assert not answered.too_many(ONE, 70.0)


def test_a_request_is_answered_once_until_it_has_expired() -> None:
    answered = Answered()
    assert answered.first(b"one", 100, 50)
    assert not answered.first(b"one", 100, 100)
    assert answered.first(b"one", 300, 101)
