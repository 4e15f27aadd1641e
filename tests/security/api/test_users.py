"""Users, administrators and service tokens: who may stop whom, and what two must agree on."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.context import DEVELOPMENT_PASSWORD
from api.ids import OPERATOR, org_hex
from tests.support.api import (
    CARRIER,
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    TERMINAL,
    Network,
    open_network,
    problem_of,
)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def with_token(network: Network, token: str, method: str, path: str, **how: Any) -> httpx.Response:
    return network.request(method, path, headers={"Authorization": f"Bearer {token}"}, **how)


def signed_in(network: Network, organisation: str, user: str, password: str) -> str:
    response = network.sign_in(organisation, user, password)
    assert response.status_code == 200, response.text
    token: str = response.json()["access_token"]
    return token


def user(network: Network, organisation: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = network.get(f"/users/{name}", organisation)
    return found


def added(network: Network, organisation: str, name: str, **how: Any) -> str:
    """A new user of an organisation without dual control; its session token."""
    body = {"name": name, "duty": "checker", "password": "first password", **how}
    made = network.post("/users", organisation, body)
    assert made["key_duty"] == body["duty"]
    return signed_in(network, organisation, name, "first password")


def test_a_user_added_by_the_administrator_acts_at_once(network: Network) -> None:
    token = added(network, EXPORTER, "added")
    me = with_token(network, token, "GET", "/members/me").json()
    assert (me["user"], me["duty"]) == ("added", "checker")
    taken = network.refused(
        "/users", EXPORTER, {"name": "added", "duty": "maker", "password": "x" * 8}
    )
    assert taken["status"] == 409


def test_under_dual_control_a_maker_and_a_checker_add_a_user(network: Network) -> None:
    body = {"name": "second", "duty": "maker", "password": "first password"}
    alone = network.refused("/users", ISSUER, body)
    assert alone["error"] == "Members_NotPrepared"
    made = network.bind("/users", ISSUER, body)
    assert (made["duty"], made["key_duty"], made["administrator"]) == ("maker", "maker", False)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/users"),
        ("GET", "/users/checker"),
        ("GET", "/users/waiting"),
        ("POST", "/users"),
        ("POST", "/users/checker/disable"),
        ("POST", "/users/checker/administrator"),
        ("POST", "/users/checker/password"),
        ("GET", "/service-tokens"),
        ("POST", "/service-tokens"),
        ("GET", "/audit"),
    ],
)
def test_who_is_no_administrator_sees_and_changes_nobody(
    network: Network, method: str, path: str
) -> None:
    response = network.send(method, path, EXPORTER, user="maker", json={})
    assert problem_of(response)["status"] in (403, 422)
    assert response.status_code == 403 or method == "POST"
    assert network.request(method, path).status_code == 401


def test_another_organisations_user_is_nobody(network: Network) -> None:
    added(network, EXPORTER, "hidden")
    for path in ("disable", "enable"):
        assert network.refused(f"/users/hidden/{path}", IMPORTER)["status"] == 404
    assert network.send("GET", "/users/hidden", IMPORTER).status_code == 404
    assert {each["name"] for each in network.get("/users", IMPORTER)} == {"maker", "checker"}


def test_a_user_that_is_stopped_is_out_with_session_token_and_key(network: Network) -> None:
    token = added(network, EXPORTER, "stopped")
    machine = network.post(
        "/service-tokens", EXPORTER, {"name": "of the stopped", "user": "stopped"}
    )["token"]
    assert with_token(network, machine, "GET", "/members/me").status_code == 200
    view = network.post("/users/stopped/disable", EXPORTER)
    assert (view["disabled"], view["key_duty"]) == (True, "none")
    for each in (token, machine):
        assert with_token(network, each, "GET", "/members/me").status_code == 401
    assert network.sign_in(EXPORTER, "stopped", "first password").status_code == 401
    again = network.post("/users/stopped/disable", EXPORTER)  # asked twice: nothing more happens
    assert again["receipt"] is None
    back = network.post("/users/stopped/enable", EXPORTER)
    assert (back["disabled"], back["key_duty"]) == (False, "checker")
    assert with_token(network, token, "GET", "/members/me").status_code == 401  # it stays over
    signed_in(network, EXPORTER, "stopped", "first password")


def test_nobody_stops_or_demotes_themselves(network: Network) -> None:
    for path, body in (
        ("disable", None),
        ("duty", {"duty": "maker"}),
        ("password", {"password": "another password"}),
    ):
        assert network.refused(f"/users/checker/{path}", EXPORTER, body)["status"] == 403


def test_the_last_administrator_stays(network: Network) -> None:
    refused = network.refused("/users/checker/administrator", CARRIER, {"administrator": False})
    assert refused["status"] == 403
    assert user(network, CARRIER, "checker")["administrator"] is True
    token = added(network, CARRIER, "other", administrator=True)
    gone = network.post("/users/checker/administrator", CARRIER, {"administrator": False})
    assert gone["administrator"] is False
    assert network.send("GET", "/users", CARRIER).status_code == 403
    # and now the other one is the last: whoever it was that it stops or demotes
    response = with_token(
        network, token, "POST", "/users/other/administrator", json={"administrator": False}
    )
    assert response.status_code == 403
    back = with_token(
        network, token, "POST", "/users/checker/administrator", json={"administrator": True}
    )
    assert back.status_code == 200


def test_two_administrators_that_stop_each_other_leave_one(network: Network) -> None:
    # of an organisation that no other test speaks for: which of the two stays is left to chance
    token = added(network, TERMINAL, "rival", administrator=True)
    own = network.token(TERMINAL)

    async def both() -> list[httpx.Response]:
        import asyncio

        return await asyncio.gather(
            *(
                network.client.post(
                    f"/users/{name}/disable", headers={"Authorization": f"Bearer {bearer}"}
                )
                for name, bearer in (("rival", own), ("checker", token))
            )
        )

    answers = network.run(both())
    assert sorted(each.status_code for each in answers)[0] == 200
    assert sorted(each.status_code for each in answers)[1] in (401, 403)
    with network.context.store.read() as work:
        left = [each for each in work.users.all(org_hex(TERMINAL)) if not each.disabled]
    assert sum(each.administrator for each in left) == 1


def test_a_duty_is_changed_here_and_on_the_ledger(network: Network) -> None:
    token = added(network, EXPORTER, "moved")
    view = network.post("/users/moved/duty", EXPORTER, {"duty": "maker"})
    assert (view["duty"], view["key_duty"]) == ("maker", "maker")
    assert with_token(network, token, "GET", "/members/me").status_code == 401
    token = signed_in(network, EXPORTER, "moved", "first password")
    assert with_token(network, token, "GET", "/members/me").json()["duty"] == "maker"


def test_under_dual_control_a_duty_is_not_half_changed(network: Network) -> None:
    network.bind("/users", ISSUER, {"name": "half", "duty": "maker", "password": "x" * 10})
    refused = network.refused("/users/half/duty", ISSUER, {"duty": "checker"})
    assert refused["status"] == 409
    assert user(network, ISSUER, "half")["key_duty"] == "maker"  # the old key stands
    changed = network.bind("/users/half/duty", ISSUER, {"duty": "checker"})
    assert (changed["duty"], changed["key_duty"]) == ("checker", "checker")


def test_under_dual_control_one_alone_cannot_become_another(network: Network) -> None:
    """An administrator who could set a maker's password alone would be maker and checker."""
    reset = {"password": "chosen by the first"}
    network.bind("/users", ISSUER, {"name": "target", "duty": "maker", "password": "x" * 10})
    for _ in range(2):  # asking twice is not two
        asked = network.send("POST", "/users/target/password", ISSUER, json=reset)
        assert asked.status_code == 202
    assert asked.json()["awaits"] == "another administrator"
    assert network.sign_in(ISSUER, "target", "chosen by the first").status_code == 401
    (waiting,) = network.get("/users/waiting", ISSUER)
    assert waiting["summary"] == "Set a new password for target"
    done = network.send(
        "POST", "/users/target/password", ISSUER, user="maker", json={"password": "of the second"}
    )
    assert done.status_code == 200, done.text
    assert network.get("/users/waiting", ISSUER) == []
    assert network.sign_in(ISSUER, "target", "chosen by the first").status_code == 401
    signed_in(network, ISSUER, "target", "of the second")
    made = network.send(
        "POST", "/service-tokens", ISSUER, json={"name": "for another", "user": "target"}
    )
    assert made.status_code == 202
    made = network.send("POST", "/users/target/administrator", ISSUER, json={"administrator": True})
    assert made.status_code == 202


def test_one_changes_ones_own_password_with_the_present_one(network: Network) -> None:
    token = added(network, EXPORTER, "own")
    wrong = with_token(
        network,
        token,
        "POST",
        "/users/me/password",
        json={"current": "not the one", "password": "second password"},
    )
    assert problem_of(wrong)["status"] == 403
    right = with_token(
        network,
        token,
        "POST",
        "/users/me/password",
        json={"current": "first password", "password": "second password"},
    )
    assert right.status_code == 200
    assert with_token(network, token, "GET", "/members/me").status_code == 401
    token = signed_in(network, EXPORTER, "own", "second password")
    out = with_token(network, token, "POST", "/auth/sign-out")
    assert out.status_code == 200
    assert with_token(network, token, "GET", "/members/me").status_code == 401


def test_guessing_the_present_password_with_a_stolen_session_is_slowed_down(
    network: Network,
) -> None:
    token = added(network, EXPORTER, "stolen")
    tries = [
        with_token(
            network,
            token,
            "POST",
            "/users/me/password",
            json={"current": f"guess {number}", "password": "mine now, thanks"},
        ).status_code
        for number in range(6)
    ]
    assert tries == [403] * 5 + [429]


def test_ones_own_device_signs_in_while_a_guesser_behind_the_address_waits(
    network: Network,
) -> None:
    token = added(network, EXPORTER, "neighbour")
    for _ in range(6):
        last = network.sign_in(EXPORTER, "neighbour", "wrong password")
    assert last.status_code == 429
    form = {"username": f"{EXPORTER}/neighbour", "password": "first password"}
    mine = with_token(network, token, "POST", "/auth/token", data=form)
    assert mine.status_code == 200
    # another user's token, or a forged one, is nobody's device
    for foreign in (network.token(EXPORTER, "maker"), token[:-4] + "AAAA"):
        response = with_token(network, foreign, "POST", "/auth/token", data=form)
        assert response.status_code == 429


# ------------------------------------------------------------------ service tokens


def make(network: Network, **how: Any) -> dict[str, Any]:
    body = {"name": "back office", "user": "checker", **how}
    made: dict[str, Any] = network.post("/service-tokens", EXPORTER, body)
    return made


def test_a_service_token_acts_as_its_user_until_it_is_revoked(network: Network) -> None:
    made = make(network)
    me = with_token(network, made["token"], "GET", "/members/me").json()
    assert (me["user"], me["organisation"]) == ("checker", EXPORTER)
    listed = next(
        each for each in network.get("/service-tokens", EXPORTER) if each["id"] == made["id"]
    )
    assert "token" not in listed
    network.post(f"/service-tokens/{made['id']}/revocation", EXPORTER)
    response = with_token(network, made["token"], "GET", "/members/me")
    assert problem_of(response)["detail"] == "This service token was revoked."
    assert network.refused(f"/service-tokens/{made['id']}/revocation", IMPORTER)["status"] == 404


def test_the_database_does_not_hold_a_tokens_secret(network: Network) -> None:
    made = make(network)
    secret = made["token"].split("_", 2)[2]
    from dhow.store.tables import service_tokens

    with network.context.store.read() as work:
        rows = work.service_tokens._connection.execute(service_tokens.select()).all()
    assert rows
    assert secret not in repr(rows)


def test_a_service_token_that_only_reads_changes_nothing(network: Network) -> None:
    token = make(network, reads_only=True)["token"]
    assert with_token(network, token, "GET", "/documents").status_code == 200
    response = with_token(network, token, "POST", "/documents", json={})
    assert response.status_code == 403


def test_a_service_token_has_the_roles_it_was_given(network: Network) -> None:
    body = {"name": "narrow", "user": "checker", "roles": ["presenter"]}
    token = network.post("/service-tokens", EXPORTER, body)["token"]
    me = with_token(network, token, "GET", "/members/me").json()
    assert me["roles"] == ["presenter"]
    assert with_token(network, token, "POST", "/invoices", json={}).status_code == 403
    beyond = network.refused("/service-tokens", EXPORTER, {**body, "roles": ["bank"]})
    assert beyond["status"] == 422


def test_a_service_token_administers_nobody_and_makes_no_tokens(network: Network) -> None:
    token = make(network)["token"]
    for method, path in (("GET", "/users"), ("POST", "/service-tokens"), ("GET", "/audit")):
        body = {"name": "n", "user": "checker"}
        assert with_token(network, token, method, path, json=body).status_code == 403
    assert with_token(network, token, "POST", "/auth/sign-out").status_code == 403


def test_a_service_token_ends_with_its_days_and_with_its_users_duty(network: Network) -> None:
    added(network, EXPORTER, "machine")
    token = network.post("/service-tokens", EXPORTER, {"name": "m", "user": "machine", "days": 1})[
        "token"
    ]
    assert with_token(network, token, "GET", "/members/me").status_code == 200
    network.post("/users/machine/duty", EXPORTER, {"duty": "maker"})
    response = with_token(network, token, "GET", "/members/me")
    assert "was made for a checker" in problem_of(response)["detail"]

    from datetime import UTC, datetime, timedelta

    from api.auth.session import actor_of
    from api.auth.tokens import Tokens
    from api.errors import ApiError

    token = make(network, days=1)["token"]
    context = network.context
    actor_of(context, token)
    later = Tokens(b"s" * 32, now=lambda: datetime.now(UTC) + timedelta(days=1, seconds=2))
    kept = context.tokens
    object.__setattr__(context, "tokens", later)
    try:
        with pytest.raises(ApiError, match="has expired"):
            actor_of(context, token)
    finally:
        object.__setattr__(context, "tokens", kept)


@pytest.mark.parametrize("broken", ["dhow_", "dhow_x_y", "dhow_0011223344556677_AAAA", "cut", "id"])
def test_what_is_no_service_token(network: Network, broken: str) -> None:
    token = make(network)["token"]
    tried = {"cut": token[:-2], "id": token.replace(token[5:21], "0" * 16)}.get(broken, broken)
    assert with_token(network, tried, "GET", "/members/me").status_code == 401


def test_the_operators_users_are_administered_too(network: Network) -> None:
    token = signed_in(network, "OPERATOR", "registrar", DEVELOPMENT_PASSWORD)
    body = {"name": "deputy", "duty": "checker", "password": "first password"}
    made = with_token(network, token, "POST", "/users", json=body)
    assert made.status_code == 201, made.text
    assert made.json()["key"] is None
    signed_in(network, "OPERATOR", "deputy", "first password")
    assert with_token(network, token, "POST", "/users/deputy/disable").status_code == 200
    assert network.sign_in("OPERATOR", "deputy", "first password").status_code == 401


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/service-tokens", {"name": "late", "user": "maker"}),
        ("/webhooks", {"url": "http://127.0.0.1:9/x"}),
    ],
)
def test_a_suspended_organisation_makes_no_tokens_and_no_webhooks(
    network: Network, path: str, body: dict[str, Any]
) -> None:
    suspension = (f"/members/{NOMINATED}/suspension", {"reason": "in a test"})
    done = network.send("POST", suspension[0], OPERATOR, user="registrar", json=suspension[1])
    assert done.status_code == 200, done.text
    try:
        assert "suspended" in network.refused(path, NOMINATED, body)["detail"]
        assert network.get(path, NOMINATED) == []
    finally:
        back = f"/members/{NOMINATED}/reinstatement"
        assert network.send("POST", back, OPERATOR, user="registrar").status_code == 200
    assert network.send("POST", path, NOMINATED, json=body).status_code == 201
