"""A user is erased: nothing kept names them, and everything they did goes on to verify."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.audit.anchoring import anchor
from api.audit.verifying import on_ledger, verify
from api.auth.session import read_actor
from api.auth.tokens import Claims
from api.context import DEVELOPMENT_PASSWORD, development_context
from api.development import seed
from api.ids import OPERATOR, org_hex
from api.operations.desk import KeptAnswer
from api.users import service as users
from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.signers import Keystore
from dhow.store import NotEntitled, StoreUnusable
from dhow.store.repositories.erasing import Erasing
from tests.support.api import (
    EXPORTER,
    IMPORTER,
    ISSUER,
    NEWCOMERS,
    Network,
    commercial_invoice,
    problem_of,
)

PASSWORD = "first password"


class Kept(Network):
    """A network whose database and keys are files."""

    folder: Path

    def files(self) -> bytes:
        """Every byte of database and key folder, with the files' names."""
        found = [path for path in self.folder.rglob("*") if path.is_file()]
        return b"".join(str(path.name).encode() + path.read_bytes() for path in found)

    def by(self, token: str, method: str, path: str, **how: Any) -> httpx.Response:
        headers = {**how.pop("headers", {}), "Authorization": f"Bearer {token}"}
        return self.request(method, path, headers=headers, **how)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("erasing")
    box = Keystore.open(folder / "keys", "a passphrase", scrypt_n=2)
    url = f"sqlite:///{folder / 'network.db'}"
    with EmbeddedEngine() as engine, asyncio.Runner() as runner:
        context = development_context(engine, url, keys=box, password=DEVELOPMENT_PASSWORD)
        seed(
            context,
            [each for each in NEWCOMERS if each.lei in (EXPORTER, IMPORTER, ISSUER)],
            years=(2026,),
        )
        opened = Kept(context, runner)
        opened.folder = folder
        try:
            yield opened
        finally:
            opened.close()
            context.store.close()


def lived(network: Kept, name: str) -> str:
    """A user of the exporter who has done all that leaves a name somewhere; their token."""
    network.post(
        "/users",
        EXPORTER,
        {"name": name, "duty": "checker", "password": PASSWORD, "administrator": True},
        headers={"Idempotency-Key": f"add-{len(name)}"},
    )
    token: str = network.sign_in(EXPORTER, name, PASSWORD).json()["access_token"]
    body = {"document": commercial_invoice(f"OF-{len(name)}")}
    keyed = {"Idempotency-Key": "my own request"}
    for method, path, json, headers in (
        ("POST", "/documents", body, keyed),
        ("POST", "/service-tokens", {"name": "a machine", "user": name}, {}),
        ("POST", "/service-tokens", {"name": "another's", "user": "maker"}, {}),
        ("POST", "/webhooks", {"url": "http://127.0.0.1:9/x"}, {}),
        (
            "POST",
            "/users/maker/administrator",
            {"administrator": True},
            {"Idempotency-Key": "of theirs"},
        ),
    ):
        made = network.by(token, method, path, json=json, headers=headers)
        assert made.status_code in (200, 201), made.text
    network.post(
        f"/users/{name}/password",
        EXPORTER,
        {"password": PASSWORD + "!"},
        headers={"Idempotency-Key": f"about-{len(name)}"},
    )
    network.post("/members/keys/rotations", EXPORTER, {"user": name})
    return token


def kept_answers(network: Kept, organisation: str) -> list[bytes]:
    """What every kept answer of an organisation says."""
    with network.context.store.read() as work:
        erasing: Erasing = work.erasing
        found = [kept for _, kept in erasing._kept(org_hex(organisation))]
    return [KeptAnswer.unpacked(each).body for each in found]


def verified(network: Kept) -> None:
    context = network.context
    anchor(context, every_seconds=0)
    verdict = verify(context.store, on_ledger(context.ledger, context.contracts))
    assert (verdict.breaks, verdict.lines > 0, verdict.roots > 0) == ([], True, True)


def test_nothing_names_an_erased_user_and_the_log_verifies(network: Kept) -> None:
    name = "Priyadarshini.Kuriakose"
    token = lived(network, name)
    verified(network)
    assert name.encode() in network.files()  # what is looked for can be found
    assert any(name.encode() in each for each in kept_answers(network, EXPORTER))
    before = network.get("/audit?limit=200", EXPORTER)["lines"]
    theirs = [line["number"] for line in before if line["by"] == name]
    assert theirs

    network.post("/users/Priyadarshini.Kuriakose/disable", EXPORTER)
    instead = network.post("/users/erasures", EXPORTER, {"user": name})["instead"]

    assert name.encode() not in network.files()
    assert not any(name.encode() in each for each in kept_answers(network, EXPORTER))
    after = {line["number"]: line for line in network.get("/audit?limit=200", EXPORTER)["lines"]}
    assert {after[number]["by"] for number in theirs} == {instead}
    assert {line["hash"] for line in before} <= {line["hash"] for line in after.values()}
    verified(network)
    assert network.by(token, "GET", "/members/me").status_code == 401
    assert network.sign_in(EXPORTER, name, PASSWORD + "!").status_code == 401
    assert network.sign_in(EXPORTER, instead, "").status_code in (401, 422)
    assert name not in str(network.get("/users", EXPORTER))
    assert instead not in str(network.get("/users", EXPORTER))
    hooks = network.get("/webhooks", EXPORTER)
    assert instead in str(hooks)
    assert name not in str(hooks)
    tokens = network.get("/service-tokens", EXPORTER)
    assert [(each["name"], each["created_by"]) for each in tokens] == [("another's", instead)]
    # who is no more cannot be brought back, nor given a key under the number
    for path, body in (
        (f"/users/{instead}/enable", None),
        (f"/users/{instead}/duty", {"duty": "maker"}),
    ):
        assert network.refused(path, EXPORTER, body)["status"] == 404
    rotated = network.refused("/members/keys/rotations", EXPORTER, {"user": instead})
    assert rotated["status"] == 404


def test_the_name_is_free_again_and_gets_another_key(network: Kept) -> None:
    body = {"name": "again", "duty": "maker", "password": PASSWORD}
    first = network.post("/users", EXPORTER, body)
    network.post("/users/again/disable", EXPORTER)
    network.post("/users/erasures", EXPORTER, {"user": "again"})
    second = network.post("/users", EXPORTER, body)
    assert second["key"] != first["key"]
    assert second["key_duty"] == "maker"


def test_who_may_act_is_not_erased(network: Kept) -> None:
    refused = network.refused("/users/erasures", EXPORTER, {"user": "maker"})
    assert refused["type"].endswith("user-may-act")
    assert network.get("/users/maker", EXPORTER)["disabled"] is False


def test_nobody_erases_themselves_another_organisations_user_or_nobody(network: Kept) -> None:
    assert network.refused("/users/erasures", EXPORTER, {"user": "checker"})["status"] == 403
    network.post("/users", IMPORTER, {"name": "theirs", "duty": "maker", "password": PASSWORD})
    for name in ("theirs", "nobody"):
        assert network.refused("/users/erasures", EXPORTER, {"user": name})["status"] == 404
    assert network.get("/users/theirs", IMPORTER)["disabled"] is False
    asked = network.send("POST", "/users/erasures", EXPORTER, user="maker", json={"user": "x"})
    assert problem_of(asked)["status"] in (403, 404)


def test_what_is_under_way_is_seen_to_its_end_first(network: Kept) -> None:
    network.post("/users", EXPORTER, {"name": "busy", "duty": "maker", "password": PASSWORD})
    network.post("/users/busy/disable", EXPORTER)
    organisation = org_hex(EXPORTER)
    with network.context.store.begin() as work:
        work.operations.add(
            organisation,
            "busy",
            operation="0e" * 16,
            idempotency_key=None,
            method="POST",
            path="/documents",
            fingerprint="f",
            request=b"{}",
            promised=True,
            holder="another machine 1",
            due_at=2**40,
            at=1,
        )
    refused = network.refused("/users/erasures", EXPORTER, {"user": "busy"})
    assert refused["type"].endswith("user-under-way")
    with network.context.store.begin() as work:
        work.operations.finish("0e" * 16, status=200, answer=b'[200,{},"",{}]', at=2)
    network.post("/users/erasures", EXPORTER, {"user": "busy"})


def test_under_dual_control_two_administrators_erase(network: Kept) -> None:
    body = {"name": "leaver", "duty": "maker", "password": PASSWORD}
    network.bind("/users", ISSUER, body)
    network.post("/users/leaver/disable", ISSUER)
    asked = network.send("POST", "/users/erasures", ISSUER, json={"user": "leaver"})
    assert asked.status_code == 202
    assert network.get("/users/leaver", ISSUER)["name"] == "leaver"
    agreed = network.send("POST", "/users/erasures", ISSUER, user="maker", json={"user": "leaver"})
    assert agreed.status_code == 200, agreed.text
    assert network.send("GET", "/users/leaver", ISSUER).status_code == 404
    assert network.get("/users/waiting", ISSUER) == []
    assert b"leaver" not in network.files()


def test_asked_again_under_its_key_the_answer_is_the_same(network: Kept) -> None:
    network.post("/users", EXPORTER, {"name": "twice", "duty": "maker", "password": PASSWORD})
    network.post("/users/twice/disable", EXPORTER)
    answers = [
        network.post(
            "/users/erasures", EXPORTER, {"user": "twice"}, headers={"Idempotency-Key": "erase"}
        )
        for _ in range(2)
    ]
    assert answers[0] == answers[1]


def test_cut_off_before_its_answer_it_is_completed_by_the_same_request(
    network: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    network.post("/users", EXPORTER, {"name": "halfway", "duty": "maker", "password": PASSWORD})
    network.post("/users/halfway/disable", EXPORTER)
    keyed = {"Idempotency-Key": "erase, cut off"}
    body = {"user": "halfway"}

    def full() -> None:
        raise StoreUnusable("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(network.context.store, "scrub", full)
        cut = network.send("POST", "/users/erasures", EXPORTER, json=body, headers=keyed)
    assert cut.status_code == 503
    done = network.post("/users/erasures", EXPORTER, body, headers=keyed)
    assert done["instead"].startswith("erased-")
    assert b"halfway" not in network.files()


def test_an_operators_user_is_erased_and_its_key_stays(network: Kept) -> None:
    key = network.context.keys.operator().address
    token = network.token(OPERATOR, "registrar")
    body = {"name": "second.registrar", "duty": "maker", "password": PASSWORD}
    assert network.by(token, "POST", "/users", json=body).status_code == 201
    stopped = network.by(token, "POST", "/users/second.registrar/disable")
    assert stopped.status_code == 200, stopped.text
    gone = network.by(token, "POST", "/users/erasures", json={"user": "second.registrar"})
    assert gone.status_code == 200, gone.text
    assert network.context.keys.operator().address == key
    assert b"second.registrar" not in network.files()


def test_a_session_of_one_who_was_erased_is_not_the_next_ones_of_the_name(network: Kept) -> None:
    """A token names a user; who takes the name afterwards is another."""
    body = {"name": "robin", "duty": "maker", "password": PASSWORD}
    network.post("/users", EXPORTER, body)
    token: str = network.sign_in(EXPORTER, "robin", PASSWORD).json()["access_token"]
    assert network.by(token, "GET", "/members/me").status_code == 200
    network.post("/users/robin/disable", EXPORTER)
    network.post("/users/erasures", EXPORTER, {"user": "robin"})
    network.post("/users", EXPORTER, {**body, "duty": "checker", "administrator": True})
    answer = network.by(token, "GET", "/members/me")
    assert answer.status_code == 401, answer.text


def test_who_administers_no_more_takes_nobodys_right_away_with_a_request_under_way(
    network: Kept,
) -> None:
    """Two administrators at once, each against the other: one of them stays."""
    body = {"name": "rival", "duty": "checker", "password": PASSWORD, "administrator": True}
    network.post("/users", EXPORTER, body)
    with network.context.store.read() as work:
        rival = work.users.get(org_hex(EXPORTER), "rival")
    assert rival is not None
    # read when the request came, before the other's was carried out
    stale = read_actor(network.context, Claims(EXPORTER, "rival", rival.epoch))
    network.post("/users/rival/administrator", EXPORTER, {"administrator": False})
    with pytest.raises(NotEntitled, match="has just ended"):
        users.set_administrator(network.context, stale, "checker", administrator=False)
    listed = {each["name"]: each["administrator"] for each in network.get("/users", EXPORTER)}
    assert (listed["checker"], listed["rival"]) == (True, False)
