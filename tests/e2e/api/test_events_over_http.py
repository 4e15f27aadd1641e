"""Events over HTTP: pages and streams tell each organisation what it may hear, once, in order."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.events.streams import Streams
from api.ids import org_hex
from tests.support.api import (
    CARRIER,
    EXPORTER,
    FINANCIER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    STRANGER,
    Network,
    issued_credit,
    open_network,
    presented,
    problem_of,
    registered_documents,
)
from tests.support.served import Listener, listen, served, until


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def every(network: Network, organisation: str, query: str = "") -> list[dict[str, Any]]:
    """All pages of an organisation's events."""
    found: list[dict[str, Any]] = []
    path = f"/events?limit=3{query}"
    while path:
        answer = network.send("GET", path, organisation)
        assert answer.status_code == 200, answer.text
        found += answer.json()
        path = answer.links["next"]["url"] if "next" in answer.links else ""
    return found


def about(events: list[dict[str, Any]], *ids: str) -> list[str]:
    """The names of the events that concern any of these things."""
    return [each["event"] for each in events if any(one["id"] in ids for one in each["subjects"])]


def test_each_party_hears_of_a_credit_what_it_may_read(network: Network) -> None:
    credit = issued_credit(network, "LC-HEARD")
    network.post(f"/credits/{credit}/collateral", IMPORTER, {"minor": 1_000})
    network.at(2026, 4, 21, 8)
    documents = registered_documents(network, "LC-HEARD")
    presentation = presented(network, credit, documents)
    things = (credit, presentation)
    heard = {
        who: about(every(network, who), *things)
        for who in (IMPORTER, EXPORTER, ISSUER, NOMINATED, STRANGER, CARRIER, FINANCIER)
    }
    between = [
        "CreditAppliedFor",
        "ClausesStated",
        "CreditIssued",
        "CreditAdvised",
        "CollateralLodged",
    ]
    assert heard[IMPORTER] == between  # the presentation is not yet its concern (art. 16(b))
    assert heard[ISSUER] == [*between, "Presented", "PresentationReceived"]
    assert heard[EXPORTER] == heard[NOMINATED]
    assert heard[EXPORTER] == [
        *("CreditIssued", "CreditAdvised", "Presented", "PresentationReceived"),
    ]
    assert heard[STRANGER] == heard[CARRIER] == heard[FINANCIER] == []

    network.bind(f"/presentations/{presentation}/examination", ISSUER)
    assert about(every(network, IMPORTER), presentation) == []
    network.post("/money/USD/allowances", ISSUER, {"contract": "credit", "minor": 10_000_000})
    network.bind(f"/presentations/{presentation}/honour", ISSUER)
    assert about(every(network, IMPORTER), presentation) == [
        *("Presented", "PresentationReceived", "Examined", "Honoured"),
    ]
    assert about(every(network, CARRIER), *documents) == ["DocumentRegistered"]


def test_an_event_is_written_as_in_the_receipt_of_its_act(network: Network) -> None:
    credit = issued_credit(network, "LC-WRITTEN")
    receipt = network.post(f"/credits/{credit}/collateral", IMPORTER, {"minor": 700})["receipt"]
    (lodged,) = (
        each
        for each in every(network, IMPORTER, f"&subject={credit}")
        if each["event"] == "CollateralLodged"
    )
    said = next(each for each in receipt["events"] if each["name"] == "CollateralLodged")
    assert lodged["values"] == said["values"]
    assert (lodged["transaction"], lodged["block"]) == (receipt["transaction"], receipt["block"])
    assert {"kind": "credit", "id": credit} in lodged["subjects"]
    issued = next(each for each in every(network, ISSUER) if each["event"] == "CreditIssued")
    assert issued["values"]["beneficiary"] == EXPORTER


def test_pages_go_on_exactly_after_an_event(network: Network) -> None:
    whole = every(network, ISSUER)
    ids = [each["id"] for each in whole]
    assert len(set(ids)) == len(ids) > 6
    for at in (0, 3, len(ids) - 1):
        rest = network.get(f"/events?limit=200&after={ids[at]}", ISSUER)
        assert [each["id"] for each in rest] == ids[at + 1 :]


@pytest.mark.parametrize("cursor", ["nonsense", "AAAA", "%00", "é"])
def test_an_invented_place_is_refused(network: Network, cursor: str) -> None:
    answer = network.send("GET", f"/events?after={cursor}", ISSUER)
    assert answer.status_code == 400
    assert problem_of(answer)["fields"][0]["path"] == "after"


def test_another_organisation_s_place_is_refused(network: Network) -> None:
    place = network.get("/events?limit=1", ISSUER)[0]["id"]
    assert network.send("GET", f"/events?after={place}", IMPORTER).status_code == 400
    altered = place[:-1] + ("A" if place[-1] != "A" else "B")
    assert network.send("GET", f"/events?after={altered}", ISSUER).status_code == 400


def test_a_stream_tells_from_now_on_and_again_from_where_it_was_cut(network: Network) -> None:
    token = network.token(ISSUER)
    with served(network) as (base, _):
        first = listen(base, token)
        assert first.status == 200
        credit = issued_credit(network, "LC-STREAM")
        until(lambda: "CreditAdvised" in first.names(), "the stream has told it")
        assert first.names() == [
            "CreditAppliedFor",
            "ClausesStated",
            "ActPrepared",
            *_issued(first),
            "CreditAdvised",
        ]
        first.close()
        network.post(f"/credits/{credit}/collateral", IMPORTER, {"minor": 50})
        again = listen(base, token, **{"Last-Event-ID": first.last_id})
        until(lambda: "CollateralLodged" in again.names(), "what was missed is told")
        assert again.names() == ["CollateralLodged"]
        from_second = listen(base, token, f"?after={first.told[0]['id']}&subject={credit}")
        until(lambda: "CollateralLodged" in from_second.names(), "all after the first is told")
        told = ["ClausesStated", "CreditIssued", "CreditAdvised", "CollateralLodged"]
        assert from_second.names() == told


def _issued(stream: Listener) -> list[str]:
    """What issuing tells under dual control, in the order of its logs."""
    return [name for name in stream.names() if name in ("ActChecked", "CreditIssued")]


def test_a_stream_tells_nothing_of_others_and_of_other_things(network: Network) -> None:
    with served(network) as (base, _):
        stranger = listen(base, network.token(STRANGER))
        applicant = listen(base, network.token(IMPORTER))
        credit = issued_credit(network, "LC-OTHERS")
        narrowed = listen(base, network.token(IMPORTER), f"?subject={credit}")
        other = issued_credit(network, "LC-ANOTHER")
        network.post(f"/credits/{credit}/collateral", IMPORTER, {"minor": 9})
        until(lambda: "CollateralLodged" in narrowed.names(), "it was told")
        until(lambda: "CollateralLodged" in applicant.names(), "it was told")
        assert narrowed.names() == ["CollateralLodged"]
        applied = ["CreditAppliedFor", "ClausesStated"]
        assert about(applicant.told, other) == [*applied, "CreditIssued", "CreditAdvised"]
        assert stranger.told == []


def test_the_server_stops_promptly_with_streams_open(network: Network) -> None:
    with served(network) as (base, _):
        streams = [listen(base, network.token(who)) for who in (ISSUER, IMPORTER, EXPORTER)]
    for each in streams:
        until(each.over.is_set, "the stream has ended")
        assert each.told[-1]["event"] == "ended"
        assert "connect again" in each.told[-1]["reason"]


def test_a_stream_ends_with_the_rights_of_its_reader(network: Network) -> None:
    context = network.context
    with served(network) as (base, _):
        token = network.token(NOMINATED, "maker")
        stream = listen(base, token)
        assert stream.status == 200
        with context.store.begin() as work:
            work.users.disable(org_hex(NOMINATED), "maker")
        issued_credit(network, "LC-RIGHTS")
        until(stream.over.is_set, "the stream has ended")
        assert stream.names() == ["ended"]
        assert "no longer" in stream.told[0]["reason"]


def test_an_organisation_has_only_so_many_streams(network: Network) -> None:
    with served(network) as (base, _):
        token = network.token(FINANCIER)
        open_ones = [listen(base, token) for _ in range(8)]
        assert {each.status for each in open_ones} == {200}
        refused = listen(base, token)
        assert refused.status == 429
        assert listen(base, network.token(CARRIER)).status == 200
        open_ones[0].close()
        until(lambda: network.context.streams.count() <= 8, "one is closed")
        assert listen(base, token).status == 200


def test_one_reader_serves_every_stream(network: Network) -> None:
    streams: Streams = network.context.streams
    with served(network) as (base, _):
        alone = [listen(base, network.token(ISSUER))]
        before = streams.reads
        until(lambda: streams.reads > before + 5, "the reader reads")
        many = alone + [
            listen(base, network.token(who)) for who in (ISSUER, IMPORTER, EXPORTER) * 2
        ]
        before = streams.reads
        credit = issued_credit(network, "LC-FAN")
        until(lambda: all("CreditAdvised" in each.names() for each in many), "all have heard")
        # by the clock of the reader, not by the number of those who listen
        assert streams.reads - before < 200
        assert all("CreditIssued" in about(each.told, credit) for each in many)
