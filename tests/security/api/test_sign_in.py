"""Attacks on signing in, on tokens, and on routes that forget to ask."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import jwt
import pytest
from fastapi import APIRouter

from api.auth import service
from api.auth.roles import EVERY_ROLE, Public, Role, RoleCheck, refuse_undeclared, served
from api.auth.session import not_signed_in
from api.auth.tokens import Claims, InvalidTokenError, Tokens
from api.context import DEVELOPMENT_PASSWORD
from tests.support.api import (
    CARRIER,
    EXPORTER,
    INSPECTOR,
    ISSUER,
    Network,
    open_network,
    problem_of,
)

SECRET = b"s" * 32


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def bearer(network: Network, token: str) -> int:
    response = network.request("GET", "/members/me", headers={"Authorization": f"Bearer {token}"})
    if response.status_code == 401:
        problem_of(response)
        assert response.headers["www-authenticate"] == "Bearer"
    return response.status_code


def test_wrong_password_user_and_organisation_are_answered_alike(network: Network) -> None:
    answers = [
        network.sign_in(organisation, user, password)
        for organisation, user, password in (
            (EXPORTER, "checker", "wrong password"),
            (EXPORTER, "nobody", DEVELOPMENT_PASSWORD),
            ("NOSUCHORGANISATION00", "checker", DEVELOPMENT_PASSWORD),
        )
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1


def test_guessing_a_password_is_slowed_down(network: Network) -> None:
    for _ in range(5):
        assert network.sign_in(CARRIER, "maker", "wrong password").status_code == 401
    blocked = network.sign_in(CARRIER, "maker", DEVELOPMENT_PASSWORD)
    assert problem_of(blocked)["status"] == 429
    assert int(blocked.headers["retry-after"]) > 0
    # another user of the same organisation is not locked out with it
    assert network.sign_in(CARRIER, "checker", DEVELOPMENT_PASSWORD).status_code == 200


def from_address(network: Network, address: str, *passwords: str) -> list[int]:
    """Sign-ins as one user, all at once, from a client's address: the answers' status codes."""
    transport = httpx.ASGITransport(app=network.app, client=(address, 40_000))

    async def sign_in() -> list[int]:
        form = {"username": f"{INSPECTOR}/checker"}
        async with httpx.AsyncClient(transport=transport, base_url="http://dhow.test") as client:
            answers = await asyncio.gather(
                *(
                    client.post("/auth/token", data={**form, "password": password})
                    for password in passwords
                )
            )
        return [answer.status_code for answer in answers]

    return network.run(sign_in())


def test_sixty_guesses_sent_at_once_are_five_tries(network: Network) -> None:
    """Each counts before its password is hashed; the right one among the rest comes too late."""
    guesses = [f"wrong password {n}" for n in range(59)]
    answers = from_address(network, "198.51.100.7", *guesses, DEVELOPMENT_PASSWORD)
    assert Counter(answers) == {401: 5, 429: 55}


def test_a_stranger_locks_a_users_own_address_out(network: Network) -> None:
    """It locks itself out, and every address of its network; the user signs in as before."""
    wrong = ["wrong password"] * 6
    assert from_address(network, "2001:db8::1", *wrong).count(429) == 1
    assert from_address(network, "2001:db8::2", DEVELOPMENT_PASSWORD) == [429]
    assert from_address(network, "192.0.2.44", DEVELOPMENT_PASSWORD) == [200]
    # the user's signing in forgives the stranger nothing
    assert from_address(network, "2001:db8::3", DEVELOPMENT_PASSWORD) == [429]


def test_slow_sign_ins_keep_nobody_else_waiting(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More guesses than there are threads, all held up in the hash: a member's read comes back."""
    held = threading.Event()
    waiting = threading.Semaphore(0)

    def slow(*_: object) -> None:
        waiting.release()
        assert held.wait(20)
        raise not_signed_in("held up")

    bearer_header = {"Authorization": f"Bearer {network.token(EXPORTER)}"}
    monkeypatch.setattr(service, "sign_in", slow)

    async def guess_and_read() -> int:
        form = {"username": f"{CARRIER}/checker", "password": "wrong password"}
        guesses = [
            asyncio.create_task(network.client.post("/auth/token", data=form)) for _ in range(40)
        ]
        await asyncio.to_thread(waiting.acquire)
        try:
            read = await asyncio.wait_for(
                network.client.get("/members/me", headers=bearer_header), timeout=10
            )
        finally:
            held.set()
            await asyncio.gather(*guesses)
        return read.status_code

    assert network.run(guess_and_read()) == 200


def test_guessing_under_another_spelling_of_the_same_user(network: Network) -> None:
    """LEI, BIC, small letters and spaces stand for one organisation, so they share the limit."""
    spellings = (ISSUER, "CRKBAEAD", "crkbaead", f" {ISSUER} ", "CRKBAEAD  ")
    for spelling in spellings:
        assert network.sign_in(spelling, "checker", "wrong password").status_code == 401
    assert network.sign_in("CrkbAEAD", "checker", DEVELOPMENT_PASSWORD).status_code == 429


def test_signing_in_by_bic_and_in_small_letters(network: Network) -> None:
    answer = network.sign_in("crkbaead", "maker", DEVELOPMENT_PASSWORD)
    assert answer.status_code == 200
    assert answer.json()["organisation"] == ISSUER
    assert answer.json()["duty"] == "maker"


@pytest.mark.parametrize(
    "username",
    ["' OR 1=1 --", f"{EXPORTER}/checker' OR '1'='1", "/", "", "a" * 10_000, "\x00", "%2e%2e/"],
)
def test_nonsense_for_a_user_name(network: Network, username: str) -> None:
    response = network.request(
        "POST", "/auth/token", data={"username": username, "password": "password"}
    )
    assert response.status_code in (401, 422)
    problem_of(response)


def test_a_token_altered_by_one_letter(network: Network) -> None:
    token = network.token(EXPORTER)
    head, body, signature = token.split(".")
    swapped = ("A" if body[10] != "A" else "B") + body[11:]
    assert bearer(network, f"{head}.{body[:10]}{swapped}.{signature}") == 401
    assert bearer(network, f"{head}.{body}.{signature[:-4]}AAAA") == 401
    assert bearer(network, token) == 200


def test_a_token_of_another_secret(network: Network) -> None:
    forged = Tokens(SECRET).issue(Claims(ISSUER, "checker"))
    assert bearer(network, forged) == 401


def test_a_token_that_names_no_algorithm(network: Network) -> None:
    payload = jwt.decode(network.token(EXPORTER), options={"verify_signature": False})
    unsigned = jwt.encode(payload, "", algorithm="none")
    assert bearer(network, unsigned) == 401


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é", "null"])
def test_what_is_no_token(network: Network, token: str) -> None:
    headers = {b"Authorization": b"Bearer " + token.encode()}
    response = network.request("GET", "/members/me", headers=list(headers.items()))
    assert response.status_code == 401


def test_a_token_past_its_end() -> None:
    began = datetime(2026, 4, 1, tzinfo=UTC)
    tokens = Tokens(SECRET, lifetime=timedelta(minutes=30), now=lambda: began)
    token = tokens.issue(Claims(EXPORTER, "checker"))
    later = Tokens(SECRET, now=lambda: began + timedelta(minutes=29))
    assert later.read(token) == Claims(EXPORTER, "checker", epoch=0)
    for minutes in (30, 31):
        over = Tokens(SECRET, now=lambda minutes=minutes: began + timedelta(minutes=minutes))
        with pytest.raises(InvalidTokenError) as caught:
            over.read(token)
        assert caught.value.expired


@pytest.mark.parametrize("left_out", ["sub", "exp", "aud", "iss", "epoch"])
def test_a_token_that_leaves_something_out(left_out: str) -> None:
    now = datetime.now(UTC)
    whole = {
        "sub": f"{EXPORTER}/checker",
        "iss": "dhow",
        "aud": "dhow-api",
        "iat": now,
        "exp": now + timedelta(minutes=1),
        "epoch": 3,
    }
    assert Tokens(SECRET).read(jwt.encode(whole, SECRET)) == Claims(EXPORTER, "checker", epoch=3)
    del whole[left_out]
    with pytest.raises(InvalidTokenError):
        Tokens(SECRET).read(jwt.encode(whole, SECRET))


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Tokens(b"short")


def test_a_disabled_user_is_out_at_once(network: Network) -> None:
    token = network.token(EXPORTER, "maker")
    assert bearer(network, token) == 200
    with network.context.store.begin() as work:
        from api.ids import org_hex

        work.users.disable(org_hex(EXPORTER), "maker")
    assert bearer(network, token) == 401
    assert network.sign_in(EXPORTER, "maker", DEVELOPMENT_PASSWORD).status_code == 401


def test_every_route_says_whom_it_serves(network: Network) -> None:
    routes = served(network.app)
    described = {
        (method.upper(), path)
        for path, operations in network.app.openapi()["paths"].items()
        for method in operations
    }
    assert {(each.method, each.path) for each in routes} >= described
    assert [each for each in routes if each.whom is None] == []
    public = {each.path for each in routes if isinstance(each.whom, Public)}
    health = {"/health", "/health/live", "/health/ready"}
    # who asks is proved by the request itself
    by_signature = {"/exchange", "/exchange/offers", "/exchange/acts"}
    assert public == health | by_signature | {"/chain", "/auth/token", "/docs"}


def test_a_route_that_forgets_its_role_stops_the_application(network: Network) -> None:
    forgetful = APIRouter()

    @forgetful.get("/forgotten")
    async def forgotten() -> str:
        return "everything"

    from api.app import create_app

    app = create_app(network.context)
    app.include_router(forgetful)
    with pytest.raises(RuntimeError, match="GET /forgotten"):
        refuse_undeclared(app)


def test_every_route_refuses_whoever_has_not_signed_in(network: Network) -> None:
    for each in served(network.app):
        if isinstance(each.whom, RoleCheck):
            path = each.path.replace("{currency}", "USD")
            response = network.request(each.method, path.replace("{year}", "2026"))
            assert response.status_code == 401, (each, response.text)


def test_every_route_refuses_a_role_it_does_not_name(network: Network) -> None:
    """The carrier, and the operator, at each door that is not theirs."""
    carrier = frozenset((Role.CARRIER,))
    operator = frozenset((Role.REGISTRAR, Role.SETTLEMENT_AGENT))
    tried = 0
    for each in served(network.app):
        if not isinstance(each.whom, RoleCheck) or each.whom.allowed == EVERY_ROLE:
            continue
        for roles, organisation, user in (
            (carrier, CARRIER, "checker"),
            (operator, "OPERATOR", "registrar"),
        ):
            if roles & each.whom.allowed:
                continue
            path = each.path.replace("{currency}", "USD").replace("{year}", "2026")
            response = network.send(each.method, path, organisation, user=user)
            assert response.status_code == 403, (each, organisation, response.text)
            tried += 1
    assert tried > 50
