"""Webhooks over HTTP: signed, at least once, in order; one's own only, and nowhere private."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.api import (
    EXPORTER,
    IMPORTER,
    ISSUER,
    STRANGER,
    Network,
    issued_credit,
    open_network,
    problem_of,
)
from tests.support.receivers import Receiver, first, receiver, says
from tests.support.served import until

LIFE = ["CreditAppliedFor", "ClausesStated", "CreditIssued", "CreditAdvised"]


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


@contextmanager
def working(network: Network) -> Iterator[None]:
    """What goes on beside the requests goes on."""
    network.context.background.start()
    try:
        yield
    finally:
        network.context.background.stop()


@contextmanager
def hooked(
    network: Network, hook: Receiver, organisation: str, *events: str
) -> Iterator[dict[str, Any]]:
    """A webhook to a receiver, there for a while."""
    made = network.post("/webhooks", organisation, {"url": hook.url, "events": list(events)})
    try:
        yield made
    finally:
        network.send("DELETE", f"/webhooks/{made['id']}", organisation)


def test_a_receiver_is_told_in_order_and_signed(network: Network) -> None:
    with working(network), receiver() as hook, hooked(network, hook, IMPORTER) as made:
        credit = issued_credit(network, "LC-HOOK")
        hook.wait(len(LIFE))
        assert hook.names() == LIFE
        assert all(each.signed_by(made["secret"]) for each in hook.got)
        assert made["secret"].startswith("whsec_")
        told = hook.got[0].payload
        assert told["data"] == network.get(f"/events?subject={credit}", IMPORTER)[0]
        assert told["timestamp"] == told["data"]["at"]
        assert "secret" not in network.get(f"/webhooks/{made['id']}", IMPORTER)
        path = f"/webhooks/{made['id']}/deliveries"
        until(lambda: network.get(path, IMPORTER)[0]["state"] == "delivered", "it is noted")
        assert [each["message"] for each in network.get(path, IMPORTER)] == hook.ids()[::-1]


def test_only_chosen_events_come(network: Network) -> None:
    with (
        working(network),
        receiver() as hook,
        receiver() as other,
        hooked(network, hook, IMPORTER, "CreditIssued"),
        hooked(network, other, STRANGER),
    ):
        issued_credit(network, "LC-CHOSEN")
        hook.wait(1)
        issued_credit(network, "LC-CHOSEN-2")
        hook.wait(2)
        assert hook.names() == ["CreditIssued"] * 2
        assert other.got == []


def test_what_is_not_taken_comes_again_with_the_same_id_and_in_order(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.webhooks.delivering.BACK_OFF_SECONDS", (0.05,))
    with (
        working(network),
        receiver(first(2, says(500), first(1, says(302, Location="http://10.0.0.1/")))) as hook,
        hooked(network, hook, IMPORTER) as made,
    ):
        issued_credit(network, "LC-AGAIN")
        hook.wait(3 + len(LIFE))
        assert hook.names() == [LIFE[0]] * 3 + LIFE
        assert len(set(hook.ids()[:4])) == 1
        assert len({each.body for each in hook.got[:4]}) == 1
        path = f"/webhooks/{made['id']}/deliveries"
        until(lambda: network.get(path, IMPORTER)[-1]["state"] == "delivered", "it is noted")
        assert network.get(path, IMPORTER)[-1]["attempts"] == 4


def test_telling_again_keeps_the_ids(network: Network) -> None:
    with working(network), receiver() as hook, hooked(network, hook, IMPORTER) as made:
        issued_credit(network, "LC-REPLAY")
        hook.wait(len(LIFE))
        start = hook.got[0].payload["data"]["id"]
        network.post(f"/webhooks/{made['id']}/replay?from={start}", IMPORTER)
        hook.wait(2 * len(LIFE) - 1)
        first, again = hook.got[1 : len(LIFE)], hook.got[len(LIFE) :]
        assert hook.ids()[len(LIFE) :] == hook.ids()[1 : len(LIFE)]
        assert [each.body for each in again] == [each.body for each in first]
        path = f"/webhooks/{made['id']}/replay?from="
        assert network.refused(path + "nonsense", IMPORTER)["status"] == 400
        elsewhere = network.get("/events?limit=1", ISSUER)[0]["id"]
        assert network.refused(path + elsewhere, IMPORTER)["status"] == 400


def test_both_secrets_sign_for_a_day_after_a_change(network: Network) -> None:
    with working(network), receiver() as hook, hooked(network, hook, IMPORTER) as made:
        changed = network.post(f"/webhooks/{made['id']}/secret", IMPORTER)
        assert changed["old_secret_until"] is not None
        assert changed["secret"] != made["secret"]
        issued_credit(network, "LC-ROTATE")
        hook.wait(1)
        assert hook.got[0].signed_by(changed["secret"])
        assert hook.got[0].signed_by(made["secret"])
        assert len(hook.got[0].headers["webhook-signature"].split(" ")) == 2


def test_a_test_message_is_sent_at_once_and_told_of(network: Network) -> None:
    with receiver(first(1, says(503))) as hook, hooked(network, hook, IMPORTER) as made:
        path = f"/webhooks/{made['id']}/test"
        failed = network.post(path, IMPORTER)
        assert (failed["taken"], failed["status"]) == (False, 503)
        assert network.post(path, IMPORTER) | {"message": ""} == {
            "message": "",
            "taken": True,
            "status": 204,
            "words": None,
        }
        assert hook.got[1].payload["type"] == "test"
        assert hook.got[1].signed_by(made["secret"])


def test_a_receiver_that_is_gone_for_good_suspends_and_is_resumed(network: Network) -> None:
    with (
        working(network),
        receiver(first(1, says(410))) as hook,
        hooked(network, hook, IMPORTER) as made,
    ):
        issued_credit(network, "LC-GONE")
        path = f"/webhooks/{made['id']}"
        until(lambda: network.get(path, IMPORTER)["suspended"], "it is suspended")
        view = network.get(path, IMPORTER)
        assert "410" in view["suspended"]
        assert "resume" in view["suspended"]
        assert view["waiting"] >= 1
        assert network.post(f"{path}/resumption", IMPORTER)["suspended"] is None
        hook.wait(1 + len(LIFE))
        assert hook.names() == [LIFE[0], *LIFE]


def test_others_webhooks_do_not_exist(network: Network) -> None:
    with receiver() as hook, hooked(network, hook, IMPORTER) as made:
        path = f"/webhooks/{made['id']}"
        nobodys = f"/webhooks/0x{'0' * 64}"
        for method, rest in (
            ("GET", ""),
            ("DELETE", ""),
            ("GET", "/deliveries"),
            ("POST", "/replay?from=x"),
            ("POST", "/test"),
            ("POST", "/secret"),
            ("POST", "/resumption"),
        ):
            answers = [network.send(method, each + rest, EXPORTER) for each in (path, nobodys)]
            if "replay" in rest:  # the place is looked at first: it is not this organisation's
                assert {each.status_code for each in answers} == {400}
                continue
            problems = [problem_of(each) for each in answers]
            assert {each["status"] for each in problems} == {404}, rest
            assert problems[0] | {"instance": ""} == problems[1] | {"instance": ""}
        assert made["id"] not in {each["id"] for each in network.get("/webhooks", EXPORTER)}
        assert made["id"] in {each["id"] for each in network.get("/webhooks", IMPORTER)}
        assert hook.got == []


@pytest.mark.parametrize(
    ("method", "rest"),
    [("POST", ""), ("DELETE", "/{}"), ("POST", "/{}/secret"), ("POST", "/{}/test")],
)
def test_a_maker_does_not_let_anything_out_of_the_house(
    network: Network, method: str, rest: str
) -> None:
    with receiver() as hook, hooked(network, hook, IMPORTER) as made:
        path = f"/webhooks{rest.format(made['id'])}"
        answer = network.send(method, path, IMPORTER, user="maker", json={"url": hook.url})
        assert problem_of(answer)["status"] == 403
        assert hook.got == []


@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.216.34/hook",
        "ftp://example.org/",
        "https://user:secret@example.org/",
        "https://169.254.169.254/latest/meta-data",
        "https://[fe80::1]/",
        "https://example.org/#part",
        "https://",
        "nonsense",
        "https://example.org:99999/",
        "https://exa mple.org/",
        "https://exämple.org/",
    ],
)
def test_where_nothing_may_be_sent_is_refused_in_words(network: Network, url: str) -> None:
    problem = network.refused("/webhooks", IMPORTER, {"url": url})
    assert problem["status"] == 422
    assert problem["fields"][0]["path"] == "url"


def test_an_event_that_does_not_exist_is_refused(network: Network) -> None:
    body = {"url": "https://example.org/", "events": ["CreditIssued", "CreditIsued"]}
    assert "CreditIsued" in network.refused("/webhooks", IMPORTER, body)["detail"]


def test_an_organisation_has_only_so_many(network: Network) -> None:
    body = {"url": "https://example.org/"}
    made = [network.post("/webhooks", STRANGER, body)["id"] for _ in range(16)]
    assert network.refused("/webhooks", STRANGER, body)["status"] == 409
    for each in made:
        network.send("DELETE", f"/webhooks/{each}", STRANGER)
    assert network.get("/webhooks", STRANGER) == []


def test_the_manual_s_example_verifies_a_real_message(
    network: Network, repository_root: Path
) -> None:
    manual = (repository_root / "api" / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(import base64.*?)```", manual, flags=re.DOTALL)
    named: dict[str, Any] = {}
    exec(example, named)  # noqa: S102 - the manual's own words are what is tested
    verified = named["verified"]
    with receiver() as hook, hooked(network, hook, IMPORTER) as made:
        network.post(f"/webhooks/{made['id']}/test", IMPORTER)
        (got,) = hook.got
    now = int(got.headers["webhook-timestamp"])
    assert verified(got.headers, got.body, [made["secret"]], now=now)
    assert not verified(got.headers, got.body + b" ", [made["secret"]], now=now)
    assert not verified(got.headers, got.body, [made["secret"]], now=now + 301)
    assert not verified(got.headers, got.body, ["whsec_" + "A" * 44], now=now)
    other = {**got.headers, "webhook-id": "msg_other"}
    assert not verified(other, got.body, [made["secret"]], now=now)
