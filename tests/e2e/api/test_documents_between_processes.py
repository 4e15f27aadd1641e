"""Documents between two organisations' applications: own databases, own keys, a real connection."""

import dataclasses
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from eth_utils.crypto import keccak

from api.app import create_app
from api.auth.roles import Actor, Duty
from api.auth.tokens import Tokens
from api.context import ApiContext, development_context
from api.development import actor as seeded
from api.development import seed
from api.documents import exchange, service
from api.documents.schemas import AskForDocument
from api.documents.sealing import open_sealed, opening_key
from api.errors import ApiError
from api.ids import from_hex, to_hex
from api.keyring import LedgerKeyRing
from api.keys import DevelopmentKeyRing
from api.own_keys import OwnKeys
from dhow.ledger.compiler import compile_contracts
from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.refusals import RefusalBook
from dhow.store import open_store
from tests.support.api import EXPORTER, IMPORTER, NEWCOMERS, STRANGER
from tests.support.served import listening
from tests.support.stores import CHEAP, MASTER_KEY

PAPER = {
    "kind": "packing_list",
    "number": "PL-1",
    "issued_on": "2026-03-01",
    "issuer": {"name": "Orchards", "country": "IN", "lei": EXPORTER},
    "goods": "FRESH ALPHONSO MANGOES",
}


@dataclass
class Two:
    """The exporter's application, and one that holds the importer's keys and another database."""

    owner: ApiContext
    reader: ApiContext
    url: str

    @property
    def peers(self) -> dict[str, str]:
        """Where the exporter's answers."""
        return {EXPORTER: self.url}

    def importer(self) -> Actor:
        """Who asks."""
        return Actor(IMPORTER, "checker", Duty.CHECKER, seeded(self.owner, IMPORTER).roles)

    def fetch(self, document: str, **how: Any) -> Any:
        """The importer's application asks the exporter's."""
        self.reader.follower.catch_up()
        asked = {"owner": EXPORTER, "peers": self.peers} | how
        return exchange.fetch(self.reader, self.importer(), document, **asked)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """Two applications over one chain."""
    folder: Path = tmp_path_factory.mktemp("two")
    with (
        EmbeddedEngine() as engine,
        open_store("sqlite://", MASTER_KEY, password_cost=CHEAP) as other,
    ):
        owner = development_context(engine, currencies=("USD",), manifest=folder / "network.json")
        newcomers = [each for each in NEWCOMERS if each.lei in (EXPORTER, IMPORTER, STRANGER)]
        seed(owner, newcomers, years=(2026,))
        reader = ApiContext(
            ledger=owner.ledger,
            contracts=owner.contracts,
            refusals=RefusalBook(compile_contracts()),
            store=other,
            keys=LedgerKeyRing(
                OwnKeys(DevelopmentKeyRing(), [IMPORTER]), owner.ledger, owner.contracts
            ),
            invoice_secret=bytes(32),
            tokens=Tokens(bytes(range(32))),
        )
        with closing(owner.store), listening(create_app(owner)) as (url, _):
            yield Two(owner, reader, url)


_numbers = iter(range(1, 1000))


def registered(two: Two, *grantees: str) -> str:
    """A document of the exporter's, granted to these."""
    paper = {**PAPER, "number": f"PL-{next(_numbers)}"}
    exporter = seeded(two.owner, EXPORTER)
    return service.register(two.owner, exporter, paper, grantees).hash


def asked(two: Two, document: str, **changed: Any) -> tuple[AskForDocument, Any]:
    """A request of the importer's, signed, and the key that its answer opens with."""
    key, public = opening_key()
    request = AskForDocument(
        document=document,
        owner=EXPORTER,
        reader=IMPORTER,
        seal_to=to_hex(public),
        nonce=to_hex(keccak(public)),
        deadline=two.owner.now() + 60,
        signature="0x" + "00" * 65,
    ).model_copy(update=changed)
    signer = DevelopmentKeyRing().user(IMPORTER, "checker")  # as a thief would, past any policy
    signature = signer.sign_typed_data(exchange.typed_request(two.reader, request))
    return request.model_copy(update={"signature": to_hex(signature)}), key


def post(two: Two, request: AskForDocument) -> httpx.Response:
    with httpx.Client(trust_env=False) as http:
        return http.post(f"{two.url}/documents/exchange", json=request.model_dump(mode="json"))


def test_what_was_granted_arrives_and_is_kept(two: Two) -> None:
    document = registered(two, IMPORTER)
    found = two.fetch(document)
    assert found.hash == document
    kept = service.content(two.reader, two.importer(), document)
    assert to_hex(keccak(kept)) == document
    # from now on nobody is asked
    assert two.fetch(document, peers={}).hash == document


def test_what_was_not_granted_is_not_there(two: Two) -> None:
    document = registered(two)
    with pytest.raises(ApiError) as raised:
        two.fetch(document)
    assert raised.value.status == 404
    with pytest.raises(ApiError):
        service.content(two.reader, two.importer(), document)


def test_the_bytes_on_the_way_are_sealed_to_the_request(two: Two) -> None:
    document = registered(two, IMPORTER)
    request, key = asked(two, document)
    answer = post(two, request)
    assert answer.status_code == 200, answer.text
    assert b"MANGOES" not in answer.content
    sealed = answer.json()
    ciphertext = from_hex(sealed["ciphertext"])
    assert b"MANGOES" not in ciphertext
    ephemeral, bound = from_hex(sealed["ephemeral"]), from_hex(document) + from_hex(request.nonce)
    assert to_hex(keccak(open_sealed(key, ephemeral, ciphertext, bound))) == document
    other, _ = opening_key()
    for wrong in (
        (other, ephemeral, ciphertext, bound),
        (key, ephemeral, ciphertext, bound[:-1] + b"\x00"),
        (key, ephemeral, ciphertext[:-1] + bytes([ciphertext[-1] ^ 1]), bound),
    ):
        with pytest.raises(ValueError, match="does not open"):
            open_sealed(*wrong)


def test_a_request_is_answered_once(two: Two) -> None:
    request, _ = asked(two, registered(two, IMPORTER))
    assert post(two, request).status_code == 200
    again = post(two, request)
    assert again.status_code == 401
    assert "answered before" in again.json()["detail"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"deadline": 1}, "valid until"),
        ({"deadline": 2**40}, "valid until"),
        ({"reader": STRANGER}, "not signed by a key of"),
    ],
    ids=["expired", "too long", "another's name"],
)
def test_a_request_that_is_not_the_readers_own_for_now_is_refused(
    two: Two, changed: dict[str, Any], words: str
) -> None:
    request, _ = asked(two, registered(two, IMPORTER, STRANGER), **changed)
    answer = post(two, request)
    assert answer.status_code == 401
    assert words in answer.json()["detail"]


@pytest.mark.parametrize("field", ["document", "owner", "seal_to", "nonce", "deadline"])
def test_whatever_is_changed_after_signing_breaks_the_signature(two: Two, field: str) -> None:
    request, _ = asked(two, registered(two, IMPORTER))
    other = {
        "document": registered(two, IMPORTER),
        "owner": STRANGER,
        "seal_to": to_hex(opening_key()[1]),
        "nonce": "0x" + "77" * 32,
        "deadline": request.deadline + 1,
    }
    answer = post(two, request.model_copy(update={field: other[field]}))
    assert answer.status_code == 401
    assert "not signed by a key of" in answer.json()["detail"]


def test_a_signature_that_is_none_is_refused(two: Two) -> None:
    request, _ = asked(two, registered(two, IMPORTER))
    answer = post(two, request.model_copy(update={"signature": "0x" + "ff" * 65}))
    assert answer.status_code == 401


def test_another_document_under_the_name_of_this_one_is_not_kept(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = registered(two, IMPORTER)
    monkeypatch.setattr(exchange.service, "content", lambda *_: b"another")
    with pytest.raises(ApiError, match="its hash is not the one asked for") as raised:
        two.fetch(document)
    assert raised.value.status == 502
    monkeypatch.undo()
    with two.reader.store.read() as work:
        assert work.documents.system_get(document) is None


def test_a_peer_that_is_unknown_or_silent_is_said_so(two: Two) -> None:
    document = registered(two, IMPORTER)
    with pytest.raises(ApiError, match="is not known here"):
        two.fetch(document, peers={})
    with pytest.raises(ApiError, match="does not answer") as raised:
        two.fetch(document, peers={EXPORTER: "http://127.0.0.1:1"})
    assert raised.value.status == 502


def test_a_document_nobody_registered_is_not_asked_for(two: Two) -> None:
    with pytest.raises(ApiError) as raised:
        two.fetch("0x" + "00" * 31 + "01", peers={})
    assert raised.value.status == 404


def test_the_importers_process_signs_for_nobody_else(two: Two) -> None:
    document = registered(two, STRANGER)
    two.reader.follower.catch_up()
    stranger = dataclasses.replace(two.importer(), organisation=STRANGER)
    with pytest.raises(ApiError, match="is not held here") as raised:
        exchange.fetch(two.reader, stranger, document, EXPORTER, two.peers)
    assert raised.value.status == 421
