"""Attacks on what organisations' processes tell one another, over real connections."""

from collections.abc import Iterator
from typing import Any, cast

import httpx
import pytest
from eth_utils.crypto import keccak

from api.errors import ApiError
from api.exchange import arrivals, asking, serving, signing
from api.exchange.answered import Answered
from api.exchange.schemas import ActElsewhere, AskForContent, OfferContent
from api.exchange.sealing import open_sealed, opening_key
from api.ids import OPERATOR, from_hex, org_hex, to_hex
from api.keys import DevelopmentKeyRing
from dhow.trade.records import canonical
from tests.support.apart import Organisations, Process, organisations
from tests.support.api import (
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    STRANGER,
    Network,
    commercial_invoice,
    registered_documents,
    terms,
)

KEYS = DevelopmentKeyRing()


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organisations]:
    folder = tmp_path_factory.mktemp("apart")
    with organisations(folder, EXPORTER, IMPORTER, ISSUER, NOMINATED, STRANGER) as opened:
        yield opened


_numbers = iter(range(1, 1000))


def registered(apart: Organisations, *grantees: str) -> str:
    """A document of the exporter's, granted to these."""
    paper = commercial_invoice(f"X-{next(_numbers)}")
    (document,) = registered_documents(cast("Network", apart), "X", (EXPORTER, paper))
    for grantee in grantees:
        apart[EXPORTER].post(f"/documents/{document}/grants", {"organisation": grantee})
    return document


def application(apart: Organisations) -> str:
    """A credit applied for: between applicant and bank so far."""
    number = f"LC-X-{next(_numbers)}"
    given = {"reference": number, "terms": terms(number)}
    found: str = apart[IMPORTER].post("/credits/applications", given)["id"]
    for process in apart.processes.values():
        process.context.follower.catch_up()
    return found


def signed(process: Process, message: Any, by: str) -> Any:
    """A message signed by a key of `by`, past any policy, as a thief of it would."""
    typed = {
        AskForContent: signing.typed_request,
        OfferContent: signing.typed_offer,
        ActElsewhere: signing.typed_act,
    }[type(message)](process.context, message)
    signature = KEYS.user(by, "checker").sign_typed_data(typed)
    return message.model_copy(update={"signature": to_hex(signature)})


def asked(
    apart: Organisations, kind: str, object_id: str, by: str = IMPORTER, **changed: Any
) -> tuple[AskForContent, Any]:
    """A request to the exporter's process, signed by `by`, and the key that its answer opens."""
    key, public = opening_key()
    fields = {
        "kind": kind,
        "object": object_id,
        "holder": EXPORTER,
        "reader": by,
        "seal_to": to_hex(public),
        "nonce": to_hex(keccak(public)),
        "deadline": apart[EXPORTER].context.now() + 60,
        "signature": asking.UNSIGNED,
    }
    return signed(apart[EXPORTER], AskForContent(**{**fields, **changed}), by), key


def post(process: Process, path: str, message: Any) -> httpx.Response:
    with httpx.Client(trust_env=False) as http:
        return http.post(f"{process.url}{path}", json=message.model_dump(mode="json"))


def test_what_was_granted_is_sealed_to_the_request_and_signed_by_the_holder(
    apart: Organisations,
) -> None:
    document = registered(apart, IMPORTER)
    request, key = asked(apart, "document", document)
    answer = post(apart[EXPORTER], "/exchange", request)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    ciphertext, ephemeral = from_hex(told["ciphertext"]), from_hex(told["ephemeral"])
    assert b"goods" not in ciphertext
    bound = from_hex(document) + from_hex(request.nonce)
    content = open_sealed(key, ephemeral, ciphertext, bound)
    assert to_hex(keccak(content)) == document
    said = signing.typed_answer(apart[IMPORTER].context, request, content, told["deadline"])
    signing.require_signed(apart[IMPORTER].context, said, told["signature"], EXPORTER)
    other, _ = opening_key()
    for wrong in (
        (other, ephemeral, ciphertext, bound),
        (key, ephemeral, ciphertext, bound[:-1] + b"\x00"),
        (key, ephemeral, ciphertext[:-1] + bytes([ciphertext[-1] ^ 1]), bound),
    ):
        with pytest.raises(ValueError, match="does not open"):
            open_sealed(*wrong)


def test_a_peer_outside_the_deal_gets_nothing_of_it(apart: Organisations) -> None:
    document, credit = registered(apart, IMPORTER), application(apart)
    for kind, object_id, holder in (
        ("document", document, EXPORTER),
        ("credit", credit, IMPORTER),
    ):
        request, _ = asked(apart, kind, object_id, STRANGER, holder=holder)
        assert post(apart[holder], "/exchange", request).status_code == 404
    # the beneficiary is a party to the credit, and there is no credit yet
    request, _ = asked(apart, "credit", credit, EXPORTER, holder=IMPORTER)
    assert post(apart[IMPORTER], "/exchange", request).status_code == 404
    request, _ = asked(apart, "credit", credit, ISSUER, holder=IMPORTER)
    assert post(apart[IMPORTER], "/exchange", request).status_code == 200


def test_a_stranger_to_the_network_gets_not_even_a_name(apart: Organisations) -> None:
    key = DevelopmentKeyRing("another network").user(IMPORTER, "checker")
    request, _ = asked(apart, "member", org_hex(EXPORTER), holder=OPERATOR)
    message = signing.typed_request(apart.operator.context, request)
    forged = request.model_copy(update={"signature": to_hex(key.sign_typed_data(message))})
    assert post(apart.operator, "/exchange", request).status_code == 200
    other = forged.model_copy(update={"nonce": "0x" + "01" * 32})
    for each in (forged, other):
        assert post(apart.operator, "/exchange", each).status_code == 401


def test_a_request_is_answered_once(apart: Organisations) -> None:
    request, _ = asked(apart, "document", registered(apart, IMPORTER))
    assert post(apart[EXPORTER], "/exchange", request).status_code == 200
    again = post(apart[EXPORTER], "/exchange", request)
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
    apart: Organisations, changed: dict[str, Any], words: str
) -> None:
    document = registered(apart, IMPORTER, STRANGER)
    request, _ = asked(apart, "document", document, **changed)
    answer = post(apart[EXPORTER], "/exchange", request)
    assert answer.status_code == 401
    assert words in answer.json()["detail"]


@pytest.mark.parametrize("field", ["kind", "object", "holder", "seal_to", "nonce", "deadline"])
def test_whatever_is_changed_after_signing_breaks_the_signature(
    apart: Organisations, field: str
) -> None:
    request, _ = asked(apart, "document", registered(apart, IMPORTER))
    other = {
        "kind": "credit",
        "object": registered(apart, IMPORTER),
        "holder": STRANGER,
        "seal_to": to_hex(opening_key()[1]),
        "nonce": "0x" + "77" * 32,
        "deadline": request.deadline + 1,
    }
    changed = request.model_copy(update={field: other[field]})
    answer = post(apart[EXPORTER], "/exchange", changed)
    assert answer.status_code == 401
    assert "not signed by a key of" in answer.json()["detail"]


def test_a_signature_that_is_none_is_refused(apart: Organisations) -> None:
    request, _ = asked(apart, "document", registered(apart, IMPORTER))
    for signature in ("0x" + "ff" * 65, asking.UNSIGNED):
        none = request.model_copy(update={"signature": signature})
        assert post(apart[EXPORTER], "/exchange", none).status_code == 401


@pytest.mark.parametrize("kind", ["document", "credit"])
def test_a_peer_that_sends_other_bytes_than_the_hash_is_refused_and_told(
    apart: Organisations, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, holder, other = (
        (IMPORTER, EXPORTER, b'{"kind":"another"}')
        if kind == "document"
        else (ISSUER, IMPORTER, canonical({"reference": "R", "terms": "{}"}))
    )
    wanted = registered(apart, IMPORTER) if kind == "document" else application(apart)
    if kind == "credit":
        apart[ISSUER].context.follower.catch_up()
    apart[reader].context.follower.catch_up()
    monkeypatch.setattr(serving, "content_for", lambda *_: other)
    with pytest.raises(ApiError, match=r"hash is not the one") as raised:
        arrivals.fetch(apart[reader].context, reader, holder, kind, wanted)
    assert raised.value.status == 502
    assert holder in str(raised.value)
    monkeypatch.undo()
    with apart[reader].context.store.read() as work:
        assert work.documents.system_get(wanted) is None
        assert work.credits.system_get(wanted) is None


def test_an_answer_that_another_signed_is_refused(apart: Organisations) -> None:
    """Whoever stands in for a peer, by its address, has not its keys."""
    document = registered(apart, IMPORTER)
    reader = apart[IMPORTER].context
    reader.follower.catch_up()
    speaker = serving.signing.speaker
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            serving.signing,
            "speaker",
            lambda context, lei: (
                KEYS.user(STRANGER, "checker")
                if context is apart[EXPORTER].context
                else speaker(context, lei)
            ),
        )
        with pytest.raises(ApiError, match="did not sign") as raised:
            arrivals.fetch(reader, IMPORTER, EXPORTER, "document", document)
    assert raised.value.status == 502
    with reader.store.read() as work:
        assert work.documents.system_get(document) is None


def test_a_name_comes_from_the_operator_and_from_nobody_else(apart: Organisations) -> None:
    reader = apart[IMPORTER].context
    with pytest.raises(ApiError, match="another member's entry"):
        arrivals.fetch(reader, IMPORTER, EXPORTER, "member", org_hex(STRANGER))


def offer(apart: Organisations, object_id: str, by: str = EXPORTER, **changed: Any) -> OfferContent:
    """An offer to the importer."""
    fields = {
        "kind": "document",
        "object": object_id,
        "holder": by,
        "reader": IMPORTER,
        "nonce": asking.nonce(),
        "deadline": apart[IMPORTER].context.now() + 60,
        "signature": asking.UNSIGNED,
    }
    found: OfferContent = signed(apart[IMPORTER], OfferContent(**{**fields, **changed}), by)
    return found


def test_an_offer_is_taken_once_and_a_replayed_one_changes_nothing(apart: Organisations) -> None:
    document = registered(apart, IMPORTER)
    one = offer(apart, document)
    assert post(apart[IMPORTER], "/exchange/offers", one).status_code == 204
    replayed = post(apart[IMPORTER], "/exchange/offers", one)
    assert replayed.status_code == 401
    assert "answered before" in replayed.json()["detail"]
    assert post(apart[IMPORTER], "/exchange/offers", offer(apart, document)).status_code == 204
    listed = [each["hash"] for each in apart[IMPORTER].get("/documents")]
    assert listed.count(document) == 1


def test_a_forged_sender_of_an_offer_is_refused(apart: Organisations) -> None:
    document = registered(apart, IMPORTER)
    forged = offer(apart, document, STRANGER, holder=EXPORTER)
    answer = post(apart[IMPORTER], "/exchange/offers", forged)
    assert answer.status_code == 401
    assert "not signed by a key of" in answer.json()["detail"]
    with apart[IMPORTER].context.store.read() as work:
        assert work.documents.system_get(document) is None


def test_an_offer_for_somebody_else_or_of_what_is_not_handed_over_keeps_nothing(
    apart: Organisations,
) -> None:
    not_granted = registered(apart)
    for wrong in (
        offer(apart, not_granted),
        offer(apart, not_granted, reader=ISSUER),
        offer(apart, "0x" + "00" * 31 + "01"),
        offer(apart, org_hex(STRANGER), kind="member"),
    ):
        assert post(apart[IMPORTER], "/exchange/offers", wrong).status_code == 404
    with apart[IMPORTER].context.store.read() as work:
        assert work.documents.system_get(not_granted) is None


def test_a_peer_that_floods_is_held_to_its_share_and_the_others_are_served(
    apart: Organisations,
) -> None:
    flooded = apart[EXPORTER].context
    document = registered(apart, IMPORTER, STRANGER)
    usual = flooded.answered
    object.__setattr__(flooded, "answered", Answered(most=3))
    try:
        found = [
            post(apart[EXPORTER], "/exchange", asked(apart, "document", document, STRANGER)[0])
            for _ in range(5)
        ]
        assert [each.status_code for each in found][:3] == [200, 200, 200]
        assert found[-1].status_code == 429
        assert found[-1].headers["Retry-After"]
        # in another's name nothing is used up: the signature is looked at first
        forged, _ = asked(apart, "document", document, STRANGER, reader=IMPORTER)
        assert [post(apart[EXPORTER], "/exchange", forged).status_code for _ in range(4)] == [
            401
        ] * 4
        own, _ = asked(apart, "document", document)
        assert post(apart[EXPORTER], "/exchange", own).status_code == 200
    finally:
        object.__setattr__(flooded, "answered", usual)


def test_a_peer_that_is_unknown_or_silent_is_said_so(apart: Organisations) -> None:
    document = registered(apart, IMPORTER)
    path = f"/documents/{document}/fetching"
    with apart.down(EXPORTER):
        silent = apart[IMPORTER].problem("POST", path, {"owner": EXPORTER})
    assert (silent["status"], EXPORTER in silent["detail"]) == (503, True)
    url = apart.peers.pop(EXPORTER)
    try:
        context = apart[IMPORTER].context
        with pytest.raises(ApiError, match="is not known here") as raised:
            arrivals.fetch(context, IMPORTER, EXPORTER, "document", document)
    finally:
        apart.peers[EXPORTER] = url
    assert raised.value.status == 422
    assert apart[IMPORTER].post(path, {"owner": EXPORTER})["hash"] == document


def test_a_document_nobody_registered_is_not_asked_for(apart: Organisations) -> None:
    nobodys = "0x" + "00" * 31 + "01"
    with apart.down(EXPORTER):
        found = apart[IMPORTER].problem(
            "POST", f"/documents/{nobodys}/fetching", {"owner": EXPORTER}
        )
    assert found["status"] == 404


def test_a_process_signs_for_nobody_else(apart: Organisations) -> None:
    document = registered(apart, STRANGER)
    with pytest.raises(ApiError) as raised:
        arrivals.fetch(apart[IMPORTER].context, STRANGER, EXPORTER, "document", document)
    assert raised.value.status == 421
