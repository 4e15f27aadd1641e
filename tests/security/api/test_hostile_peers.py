"""A member whose process says whatever it likes to the others: words that are not the ledger's,
what nobody can show, answers that never end, and offers that make others work."""

import gzip
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import orjson
import pytest
from eth_utils.crypto import keccak

from api import records
from api.acts import act_hash
from api.credit import amended, part_terms, reasons, recorded
from api.credit import terms as drafting
from api.credit.recorded import NO_CLAUSES
from api.errors import ApiError
from api.exchange import arrivals, asking, serving
from api.exchange.answered import MOST_AT_ONCE
from api.exchange.schemas import ActElsewhere
from api.ids import from_hex, org_bytes, org_hex, text_bytes, to_hex
from api.keys import DevelopmentKeyRing
from api.undertaking import service as undertakings
from api.undertaking.schemas import Undertake
from dhow.ledger.bindings.values import (
    AmendmentChanges,
    CreditId,
    Day,
    OrgId,
    PartialDrawings,
)
from dhow.ledger.types import Act
from dhow.trade.credit import Terms
from dhow.trade.credit.amendment import Amendment
from dhow.trade.records import canonical
from tests.security.api.test_exchange_between_processes import asked, offer, post, signed
from tests.support.apart import Organisations, organisations
from tests.support.api import (
    CARRIER,
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

OBLIGOR = NOMINATED
KEYS = DevelopmentKeyRing()


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organisations]:
    folder = tmp_path_factory.mktemp("hostile")
    parties = (EXPORTER, IMPORTER, ISSUER, NOMINATED, CARRIER, STRANGER)
    with organisations(folder, *parties) as opened:
        given = {"organisation": OBLIGOR, "minor": 1_000_000, "reference": "to-undertake"}
        opened.operator.post("/money/USD/issues", given, user="agent")
        yield opened


def straight_to_the_ledger(apart: Organisations, lei: str, act: Act[Any]) -> Any:
    """An act by a member's own key and no API at all, as nobody can keep it from doing."""
    result = apart.operator.context.ledger.send(act, KEYS.user(lei, "checker")).result
    for process in apart.processes.values():
        process.context.follower.catch_up()
    return result


def applied_for(apart: Organisations, number: str, words: bytes, *, minor: int) -> str:
    """A credit applied for whose words the importer hashes, and whose amount it says apart."""
    context = apart[IMPORTER].context
    honest = drafting.ledger_terms(context, Terms.from_json(terms(number)), None, None)
    on_ledger = replace(honest, amount_minor=minor, terms_hash=keccak(words))
    act = context.contracts.credit.apply_for_with(
        terms=on_ledger,
        clauses=replace(NO_CLAUSES, is_electronic=True),
        application_reference=text_bytes(number, 16),
    )
    return to_hex(straight_to_the_ledger(apart, IMPORTER, act))


def says(monkeypatch: pytest.MonkeyPatch, content: Any) -> None:
    """Whatever is asked of anybody, this is answered, signed and sealed as it should be."""
    raw = content if isinstance(content, bytes) else canonical(content)
    monkeypatch.setattr(serving, "content_for", lambda *_: raw)


def test_terms_that_promise_more_than_the_ledger_enforces_are_not_taken(
    apart: Organisations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hash is the ledger's, and the ledger has a hundredth of the amount."""
    words = Terms.from_json(terms("LC-MORE")).to_json()
    credit = applied_for(apart, "LC-MORE", words, minor=100_000)
    says(monkeypatch, {"reference": "LC-MORE", "terms": words.decode()})
    with pytest.raises(ApiError, match="something else than the ledger enforces") as raised:
        arrivals.fetch(apart[ISSUER].context, ISSUER, IMPORTER, "credit", credit)
    assert raised.value.status == 502
    assert credit not in {each["id"] for each in apart[ISSUER].get("/credits")}


@pytest.mark.parametrize(
    "words", [b'{"amount":1}', b"[]", b"\xff\xfe", b"1" * 5000], ids=["odd", "list", "raw", "long"]
)
def test_terms_that_nobody_can_read_do_not_break_the_list_of_credits(
    apart: Organisations, words: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = f"BAD-{keccak(words).hex()[:6]}"
    credit = applied_for(apart, number, words, minor=10_000_000)
    says(monkeypatch, {"reference": number, "terms": words.decode("latin-1")})
    with pytest.raises(ApiError) as raised:
        arrivals.fetch(apart[ISSUER].context, ISSUER, IMPORTER, "credit", credit)
    assert raised.value.status == 502
    assert credit not in {each["id"] for each in apart[ISSUER].get("/credits")}


@pytest.mark.parametrize("reference", ["R" * 17, "ř", 7, None])
def test_a_reference_that_the_ledger_cannot_have_is_refused(
    apart: Organisations, reference: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = f"REF-{keccak(repr(reference).encode()).hex()[:6]}"
    words = Terms.from_json(terms(number)).to_json()
    credit = applied_for(apart, number, words, minor=10_000_000)
    says(monkeypatch, {"reference": reference, "terms": words.decode()})
    with pytest.raises(ApiError) as raised:
        arrivals.fetch(apart[ISSUER].context, ISSUER, IMPORTER, "credit", credit)
    assert raised.value.status == 502


def undertaking(apart: Organisations, reference: str) -> Undertake:
    now = datetime.fromtimestamp(apart[ISSUER].context.now(), UTC)
    return Undertake.model_validate(
        {
            "reference": reference,
            "beneficiary": EXPORTER,
            "amount": {"currency": "USD", "minor": 5_000},
            "expires_at": now + timedelta(days=30),
            "conditions": [
                {"kind": "ATTESTATION", "party": CARRIER, "statement": "The goods are loaded."}
            ],
        }
    )


def undertaken(apart: Organisations, given: Undertake, words: bytes, **condition: Any) -> str:
    """An undertaking of the bank's on the ledger with these words' hash."""
    context = apart[OBLIGOR].context
    on_ledger, (enforced,) = undertakings.on_ledger(context, OBLIGOR, given)
    act = context.contracts.undertaking.undertake(
        terms=replace(on_ledger, terms_hash=keccak(words)),
        conditions=[replace(enforced, **condition)],
    )
    return to_hex(straight_to_the_ledger(apart, OBLIGOR, act))


def test_an_undertaking_whose_words_are_kinder_than_its_conditions_is_not_taken(
    apart: Organisations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the words a carrier attests; on the ledger it is one whom the obligor pays not to."""
    given = undertaking(apart, "KIND-1")
    words = own_words(given)
    made = undertaken(apart, given, words, party=OrgId(org_bytes(STRANGER)))
    says(monkeypatch, words)
    with pytest.raises(ApiError, match="something else than the ledger enforces"):
        arrivals.fetch(apart[EXPORTER].context, EXPORTER, OBLIGOR, "undertaking", made)
    assert apart[EXPORTER].get("/undertakings") == []
    honest = undertaken(apart, other := undertaking(apart, "KIND-2"), own_words(other))
    says(monkeypatch, own_words(other))
    arrivals.fetch(apart[EXPORTER].context, EXPORTER, OBLIGOR, "undertaking", honest)
    assert [each["id"] for each in apart[EXPORTER].get("/undertakings")] == [honest]


def own_words(given: Undertake) -> bytes:
    return canonical({"obligor": OBLIGOR, **given.model_dump(mode="json")})


@pytest.mark.parametrize("words", [b'{"conditions":[1]}', b'{"conditions":{}}', b"no"])
def test_words_of_an_undertaking_that_nobody_can_read_stop_no_round(
    apart: Organisations, words: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is behind it is fetched, and others are told, as though it were not there."""
    given = undertaking(apart, f"ODD-{keccak(words).hex()[:6]}")
    made = undertaken(apart, given, words)
    says(monkeypatch, words)
    with pytest.raises(ApiError, match="no undertaking that can be read"):
        arrivals.fetch(apart[EXPORTER].context, EXPORTER, OBLIGOR, "undertaking", made)
    assert apart[EXPORTER].round() is False
    assert made not in {each["id"] for each in apart[EXPORTER].get("/undertakings")}


def shipment(reference: str, **changed: Any) -> tuple[str, dict[str, Any]]:
    """A shipment of the carrier's, as its process hands it over."""
    told = {
        "reference": reference,
        "opened_by": CARRIER,
        "participants": [CARRIER, EXPORTER],
        "subjects": [],
        "body": '{"legs":[],"lots":[]}',
        "created_at": 1_775_000_000,
        "events": [],
    }
    made = keccak(canonical({"carrier": CARRIER, "reference": reference}))
    return to_hex(made), {**told, **changed}


@pytest.mark.parametrize(
    "changed",
    [
        {"created_at": 2**70},
        {"created_at": -(2**40)},
        {"body": "{}"},
        {"body": '{"legs":[{"mode":"camel"}],"lots":[]}'},
        {"subjects": ["not an id"]},
        {"participants": [EXPORTER, "L" * 40]},
        {"events": [{"recorded_by": CARRIER, "recorded_at": 2**70, "body": "{}"}]},
        {"events": [{"recorded_by": CARRIER, "recorded_at": 1, "body": "[1]"}]},
        {"events": [7]},
    ],
    ids=lambda changed: repr(changed)[:40],
)
def test_a_shipment_that_nobody_can_be_shown_does_not_break_the_list(
    apart: Organisations, changed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, told = shipment("POISON", **changed)
    says(monkeypatch, told)
    sent = offer(apart, made, CARRIER, kind="shipment", reader=EXPORTER)
    assert post(apart[EXPORTER], "/exchange/offers", sent).status_code == 502
    assert apart[EXPORTER].get("/goods/shipments") == []


@contextmanager
def peer(answer: bytes, pause: float = 0.0) -> Iterator[str]:
    """Somebody who answers every connection with this, a byte every `pause` seconds, for ever."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)

        def serve(connection: socket.socket) -> None:
            with connection:
                try:
                    connection.recv(65536)
                    if not pause:
                        connection.sendall(answer)
                        return
                    connection.sendall(answer)
                    while not stop.wait(pause):
                        connection.sendall(b"x")
                except OSError:
                    return

        def accept() -> None:
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except OSError:
                    continue
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            stop.set()
            accepting.join()


@contextmanager
def at(apart: Organisations, lei: str, url: str) -> Iterator[None]:
    usual, apart.peers[lei] = apart.peers[lei], url
    try:
        yield
    finally:
        apart.peers[lei] = usual
        for process in apart.processes.values():
            if process.context.apart is not None:
                process.context.apart.note(lei, answers=True)


_ENDLESS = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999999\r\n\r\n"


@pytest.mark.parametrize(
    "begun", [_ENDLESS, b"HTTP/1.1 200 OK\r\nX-Slow: "], ids=["in its body", "in its headers"]
)
def test_a_peer_that_drips_its_answer_is_left_and_keeps_no_thread(
    apart: Organisations, begun: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_ANSWER_SECONDS", 0.5)
    reader = apart[IMPORTER].context
    with peer(begun, pause=0.05) as url, at(apart, EXPORTER, url):
        with pytest.raises(ApiError, match="does not end its answer") as raised:
            asking.ask(reader, IMPORTER, EXPORTER, "document", "0x" + "11" * 32)
        assert raised.value.status == 503
        assert reader.apart is not None
        assert reader.apart.silent(EXPORTER)  # and is not asked again so soon


def test_a_peer_that_redirects_leads_nowhere(apart: Organisations) -> None:
    reader = apart[IMPORTER].context
    with peer(b"", pause=0) as inside:
        to = f"HTTP/1.1 307 Elsewhere\r\nLocation: {inside}/secret\r\nContent-Length: 0\r\n\r\n"
        with (
            peer(to.encode()) as url,
            at(apart, EXPORTER, url),
            pytest.raises(ApiError, match="HTTP 307") as raised,
        ):
            asking.ask(reader, IMPORTER, EXPORTER, "document", "0x" + "12" * 32)
    assert raised.value.status == 502


def test_a_packed_answer_is_not_unpacked(apart: Organisations) -> None:
    packed = gzip.compress(b"0" * 50_000_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    reader = apart[IMPORTER].context
    with (
        peer(head.encode() + packed) as url,
        at(apart, EXPORTER, url),
        pytest.raises(ApiError, match="cannot be opened") as raised,
    ):
        asking.ask(reader, IMPORTER, EXPORTER, "document", "0x" + "13" * 32)
    assert raised.value.status == 502


def test_an_offer_makes_nobody_but_its_sender_be_asked(
    apart: Organisations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a member uses up the share that another has with its bank, in its name."""
    asked_of: list[str] = []
    usual = asking.ask

    def noted(context: Any, reader: str, holder: str, kind: str, object_id: str) -> bytes:
        asked_of.append(holder)
        return usual(context, reader, holder, kind, object_id)

    monkeypatch.setattr(asking, "ask", noted)
    words = Terms.from_json(terms("LC-NOSY")).to_json()
    credit = applied_for(apart, "LC-NOSY", words, minor=10_000_000)
    for kind, object_id in (("shipment", "0x" + "22" * 32), ("credit", credit)):
        told = offer(apart, object_id, STRANGER, kind=kind, reader=EXPORTER)
        assert post(apart[EXPORTER], "/exchange/offers", told).status_code == 404
    assert asked_of == [STRANGER, STRANGER]


def test_offers_of_a_slow_peer_hold_few_threads(
    apart: Organisations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_ANSWER_SECONDS", 2.0)
    found: list[int] = []

    def send() -> None:
        told = offer(apart, "0x" + "33" * 32, STRANGER, kind="document")
        found.append(post(apart[IMPORTER], "/exchange/offers", told).status_code)

    with peer(_ENDLESS, pause=0.05) as url, at(apart, STRANGER, url):
        threads = [threading.Thread(target=send) for _ in range(MOST_AT_ONCE + 4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert found.count(429) >= 4
    assert set(found) <= {429, 503}


def test_an_act_that_is_none_is_refused_by_its_fields(apart: Organisations) -> None:
    shipment = apart[CARRIER].post(
        "/goods/shipments",
        {
            "reference": "HOSTILE-1",
            "participants": [EXPORTER],
            "legs": [{"mode": "sea", "from_place": "INBOM", "to_place": "AEJEA"}],
        },
    )["id"]
    for number, body in enumerate(({"kind": "NOTE"}, {"odd": [1.5]}, {"kind": 7, "at": "x"})):
        message = ActElsewhere(
            kind="shipment",
            object=shipment,
            act="event",
            body={"kind": "NOTE"},
            holder=CARRIER,
            reader=EXPORTER,
            nonce="0x" + f"{number + 1:064x}",
            deadline=apart[CARRIER].context.now() + 60,
            signature=asking.UNSIGNED,
        )
        try:
            message = signed(apart[CARRIER], message.model_copy(update={"body": body}), EXPORTER)
        except TypeError:  # no signature can be made of it: it is sent without one
            message = message.model_copy(update={"body": body})
        assert post(apart[CARRIER], "/exchange/acts", message).status_code in (401, 422)


def test_a_key_to_seal_to_that_is_none_is_refused(apart: Organisations) -> None:
    """X25519 gives a secret that everybody knows for some points."""
    request, _ = asked(
        apart, "member", org_hex(EXPORTER), holder="OPERATOR", seal_to="0x" + "0" * 64
    )
    assert post(apart.operator, "/exchange", request).status_code == 422


def issued_by_a_bank_of_its_own_mind(apart: Organisations, number: str, **changed: Any) -> str:
    """A credit of the nominated bank's, issued and known to the beneficiary."""
    words = {**terms(number), "issuing_bank": terms(number)["nominated_bank"], **changed}
    del words["nominated_bank"]
    words["availability"] = {"mode": "sight", "with_bank": "issuing_bank"}
    applied = {"reference": number, "terms": words}
    credit: str = apart[IMPORTER].post("/credits/applications", applied)["id"]
    apart[OBLIGOR].post(f"/credits/{credit}/issue", {"number": number})
    assert apart[EXPORTER].get(f"/credits/{credit}")["state"] == "ISSUED"
    return credit


def an_amendment(number: str, place: int = 1, minor: int = 500, **changed: Any) -> Amendment:
    change = {"path": "amount", "action": "increase", "value": {"currency": "USD", "minor": minor}}
    told = {"credit_number": number, "number": place, "issued_on": "2026-04-10"}
    return Amendment.from_json({**told, "changes": [change], **changed})


def amended_on_the_ledger(
    apart: Organisations, credit: str, meant: Amendment, words: bytes, **changed: Any
) -> None:
    """An amendment whose words the bank hashes, and what they change it says apart."""
    context = apart[OBLIGOR].context
    with context.store.read() as work:
        record = records.credit(work, credit)
        row = work.credits.get(org_hex(OBLIGOR), credit)
    assert row is not None
    before = Terms.from_json(row.terms)
    changes = amended.changes_of(context, record, before, meant, keccak(words))
    act = context.contracts.credit_amendments.issue_amendment(
        credit=CreditId(from_hex(credit)),
        number=meant.number,
        changes=replace(changes, **changed),
    )
    straight_to_the_ledger(apart, OBLIGOR, act)


def texts(**words: bytes) -> dict[str, Any]:
    return {"amendments": {each.strip("n"): told.decode() for each, told in words.items()}}


def shown_amendments(apart: Organisations, credit: str) -> list[Any]:
    return [each["amendment"] for each in apart[EXPORTER].get(f"/credits/{credit}/amendments")]


def fetch_amendments(apart: Organisations, credit: str) -> None:
    arrivals.fetch(apart[EXPORTER].context, EXPORTER, OBLIGOR, "amendments", credit)


def test_an_amendment_whose_words_are_kinder_than_what_it_changes_is_not_taken(
    apart: Organisations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the words it gives more; on the ledger it takes away. Accepted unread it would count."""
    credit = issued_by_a_bank_of_its_own_mind(apart, "LC-KINDER")
    unkind, honest = an_amendment("LC-KINDER"), an_amendment("LC-KINDER", 2, 700)
    words = unkind.to_json()
    amended_on_the_ledger(apart, credit, unkind, words, amount_delta_minor=-9_000_000)
    amended_on_the_ledger(apart, credit, honest, honest.to_json())
    says(monkeypatch, texts(n1=words, n2=honest.to_json()))
    with pytest.raises(ApiError, match="changes something else than the ledger") as raised:
        fetch_amendments(apart, credit)
    assert (raised.value.status, OBLIGOR in str(raised.value)) == (502, True)
    kept = shown_amendments(apart, credit)
    assert kept == [None, orjson.loads(honest.to_json())]  # one that is false keeps no other out
    path = f"/credits/{credit}/amendments/1/answer"
    problem = apart[EXPORTER].problem("POST", path, {"accepts": True})
    assert (problem["status"], OBLIGOR in problem["detail"]) == (503, True)
    assert apart[EXPORTER].post(path, {"accepts": False})["state"] == "REJECTED"  # unread
    assert apart[EXPORTER].get(f"/credits/{credit}")["amount"]["minor"] == 10_000_000


def test_no_other_words_than_the_ledgers_are_taken_for_an_amendment(
    apart: Organisations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not other words, not those of another number or credit, and none that nobody can read."""
    number = "LC-OTHERS"
    credit = issued_by_a_bank_of_its_own_mind(apart, number)
    meant = an_amendment(number)
    another_credits, odd = an_amendment("LC-KINDER").to_json(), b'{"changes":7}'
    amended_on_the_ledger(apart, credit, meant, meant.to_json())
    amended_on_the_ledger(apart, credit, an_amendment(number, 2), another_credits)
    amended_on_the_ledger(apart, credit, an_amendment(number, 3), an_amendment(number).to_json())
    amended_on_the_ledger(apart, credit, an_amendment(number, 4), odd)
    for told in (
        texts(n1=an_amendment(number, minor=501).to_json()),
        texts(n2=another_credits),
        texts(n3=meant.to_json()),
        texts(n4=odd),
        {"amendments": {"1": 7}},
        {"amendments": {"first": meant.to_json().decode()}},
        {"amendments": [meant.to_json().decode()]},
        {},
        b"no",
    ):
        says(monkeypatch, told)
        with pytest.raises(ApiError) as raised:
            fetch_amendments(apart, credit)
        assert raised.value.status == 502
        assert shown_amendments(apart, credit) == [None] * 4
    assert apart[EXPORTER].round() is False
    says(monkeypatch, texts(n1=meant.to_json(), n9=odd))  # of a ninth the ledger knows nothing
    fetch_amendments(apart, credit)
    assert shown_amendments(apart, credit) == [orjson.loads(meant.to_json()), *[None] * 3]


def test_words_of_amendments_are_for_the_parties_and_nobody_else(apart: Organisations) -> None:
    credit = issued_by_a_bank_of_its_own_mind(apart, "LC-PRIVATE")
    given = {"amendment": an_amendment("LC-PRIVATE").as_dict()}
    apart[OBLIGOR].post(f"/credits/{credit}/amendments", given)
    for by, status in ((STRANGER, 404), (ISSUER, 404), (EXPORTER, 200), (IMPORTER, 200)):
        request, _ = asked(apart, "amendments", credit, by, holder=OBLIGOR)
        assert post(apart[OBLIGOR], "/exchange", request).status_code == status, by
    pushed = offer(apart, credit, OBLIGOR, kind="amendments", reader=STRANGER)
    assert post(apart[STRANGER], "/exchange/offers", pushed).status_code == 404  # never pushed


def test_a_reason_in_other_words_than_the_ledgers_is_not_taken(
    apart: Organisations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why a bank will not advise is for the bank it had the credit from, as it said it."""
    applied = {"reference": "LC-REASON", "terms": terms("LC-REASON")}
    credit = apart[IMPORTER].post("/credits/applications", applied)["id"]
    apart[ISSUER].bind(f"/credits/{credit}/issue", {"number": "LC-REASON"})
    why = {"reason": "We keep no account for you."}
    apart[NOMINATED].post(f"/credits/{credit}/advice-refusal", why)
    for by, status in ((ISSUER, 200), (EXPORTER, 404), (IMPORTER, 404), (STRANGER, 404)):
        request, _ = asked(apart, "reasons", credit, by, holder=NOMINATED)
        assert post(apart[NOMINATED], "/exchange", request).status_code == status, by
    apart[ISSUER].context.follower.catch_up()

    def shown(credit: str) -> Any:
        with apart[ISSUER].context.store.read() as work:
            due = reasons.for_reader(work, ISSUER, credit)
            return list(work.reasons.system_held(credit, due).values())

    with monkeypatch.context() as patched:
        forged = {"words": "Your signature is forged.", "salt": "00" * 16}
        other = canonical({"by": org_hex(NOMINATED), **forged}).decode()
        for told in ({"reasons": [other]}, {"reasons": [7]}, {"reasons": []}):
            says(patched, told)
            with suppress(ApiError):
                arrivals.fetch(apart[ISSUER].context, ISSUER, NOMINATED, "reasons", credit)
            assert shown(credit) == []
    (told,) = apart[ISSUER].get(f"/credits/{credit}")["advice_refusals"]
    assert (told["bank"], told["reason"]) == (NOMINATED, why["reason"])


def test_a_peer_cannot_put_other_words_in_a_nominated_banks_mouth(
    apart: Organisations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor take away the words that are here, by saying nothing of them."""
    bank, number = apart[NOMINATED], "LC-MOUTH"
    credit = apart[IMPORTER].post(
        "/credits/applications", {"reference": number, "terms": terms(number)}
    )["id"]
    apart[ISSUER].bind(f"/credits/{credit}/issue", {"number": number})
    documents = registered_documents(
        cast("Network", apart), number, (EXPORTER, commercial_invoice(number))
    )
    given = {"bank": NOMINATED, "amount": {"currency": "USD", "minor": 10_000_000}}
    made = apart[EXPORTER].post(
        f"/credits/{credit}/presentations", {**given, "documents": documents}
    )["id"]
    found = bank.post(f"/presentations/{made}/examination")["nominated_examination"]
    assert found["complying"] is False
    told = orjson.loads(serving.content_for(bank.context, NOMINATED, "presentation", made))
    complying = orjson.loads(told["finding"]) | {"complying": True, "findings": []}
    exporter = apart[EXPORTER].context
    exporter.follower.catch_up()
    for part in ("finding", "report", "notice"):
        says(monkeypatch, told | {part: canonical(complying).decode()})
        with pytest.raises(ApiError, match="other words of a bank") as raised:
            arrivals.fetch(exporter, EXPORTER, NOMINATED, "presentation", made)
        assert raised.value.status == 502
    says(monkeypatch, told)
    arrivals.fetch(exporter, EXPORTER, NOMINATED, "presentation", made)
    says(monkeypatch, told | {"finding": None})
    arrivals.fetch(exporter, EXPORTER, NOMINATED, "presentation", made)
    arrivals.fetch(bank.context, NOMINATED, EXPORTER, "presentation", made)
    for process in (apart[EXPORTER], bank):
        assert process.get(f"/presentations/{made}")["nominated_examination"] == found


def test_a_transfer_that_asks_for_more_than_its_words_is_not_taken(
    apart: Organisations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor other words; and of what is asked nobody hears but the bank that is asked."""
    number, form = "LC-PARTED", "IRREVOCABLE TRANSFERABLE"
    credit = issued_by_a_bank_of_its_own_mind(apart, number, form=form)
    first = apart[EXPORTER].context
    with first.store.read() as work:
        row, record = work.credits.get(org_hex(EXPORTER), credit), records.credit(work, credit)
        clauses = recorded.standing(work, credit, record).clauses
    assert row is not None
    whole = Terms.from_json(row.terms)
    supplier = {"name": "Stranger", "country": "SG", "lei": STRANGER}

    def words_for(minor: int) -> part_terms.AskedFor:
        amount = {"currency": "USD", "minor": minor}
        told = {"second_beneficiary": supplier, "amount": amount, "amendments": "advise_all"}
        return part_terms.asked_for(whole, part_terms.read_request(told, whole), ())

    told = words_for(5_000_000)
    meant = part_terms.on_ledger(first, told, record, clauses)
    act = first.contracts.credit_transfers.request_transfer(
        credit=CreditId(from_hex(credit)),
        number=1,
        asked=replace(meant, amount_minor=meant.amount_minor + 1_000_000),
    )
    straight_to_the_ledger(apart, EXPORTER, act)
    for said in (
        {"transfers": {"1": told.body.decode()}},
        {"transfers": {"1": words_for(6_000_000).body.decode()}},
        {"transfers": {"1": "{}"}},
        {"transfers": ["1"]},
        b"no",
    ):
        says(monkeypatch, said)
        with pytest.raises(ApiError) as raised:
            arrivals.fetch(apart[OBLIGOR].context, OBLIGOR, EXPORTER, "transfers", credit)
        assert raised.value.status == 502
        (shown,) = apart[OBLIGOR].get(f"/credits/{credit}/transfers")
        assert shown["terms"] is None
    refused = apart[OBLIGOR].problem(
        "POST", f"/credits/{credit}/transfers/1/consent", {"reference": "P"}
    )
    assert refused["status"] == 409
    monkeypatch.undo()
    for by in (STRANGER, IMPORTER, CARRIER):
        request, _ = asked(apart, "transfers", credit, by)
        assert post(apart[EXPORTER], "/exchange", request).status_code == 404


def test_a_first_beneficiary_is_asked_about_words_by_the_issuing_bank_alone(
    apart: Organisations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not by another who would have its consent to them; and the second beneficiary is not told."""
    number, form = "LC-ASKED", "IRREVOCABLE TRANSFERABLE"
    credit = issued_by_a_bank_of_its_own_mind(apart, number, form=form)
    wanted = {
        "second_beneficiary": {"name": "Stranger", "country": "SG", "lei": STRANGER},
        "amount": {"currency": "USD", "minor": 5_000_000},
        "amendments": "ask_first",
    }
    apart[EXPORTER].post(f"/credits/{credit}/transfers", {"transfer": wanted})
    consent = f"/credits/{credit}/transfers/1/consent"
    part = apart[OBLIGOR].post(consent, {"reference": "ASKED-1"})["transferred"]
    first, meant = apart[EXPORTER], an_amendment(number).to_json()
    for party in (EXPORTER, STRANGER):
        assert apart[party].get(f"/credits/{part}")["terms"] is not None
    for told in (texts(n2=meant), texts(n1=b"{}"), texts(n1=b"7"), texts(n1=meant + b" ")):
        says(monkeypatch, told)
        answer = first.send("GET", f"/credits/{part}/passing-on")
        assert (answer.status_code, OBLIGOR in answer.text) == (502, True)
    says(monkeypatch, texts(n1=meant))
    arrivals.fetch(first.context, EXPORTER, STRANGER, "amendments", part)
    with first.context.store.read() as work:
        assert work.amendments.all(org_hex(EXPORTER), part) == ()
    (shown,) = first.get(f"/credits/{part}/passing-on")
    assert (shown["amendment"], shown["allowed"]) == (orjson.loads(meant), False)
    assert apart[STRANGER].get(f"/credits/{part}/passing-on") == []
    monkeypatch.undo()
    request, _ = asked(apart, "amendments", part, STRANGER)
    assert post(first, "/exchange", request).status_code == 404


def test_words_of_an_amendment_that_are_kept_back_keep_no_bank_from_examining(
    apart: Organisations,
) -> None:
    """Its own key issues it, and nobody is handed its words: they are waited for a day."""
    bank, number = apart[NOMINATED], "LC-KEPT-BACK"
    asked = {"reference": number, "terms": terms(number)}
    credit = apart[IMPORTER].post("/credits/applications", asked)["id"]
    apart[ISSUER].bind(f"/credits/{credit}/issue", {"number": number})
    nothing = AmendmentChanges(
        amount_delta_minor=0,
        tolerance_delta_bps=0,
        expiry_day=Day(0),
        latest_shipment_day=Day(0),
        partial_drawings=PartialDrawings.UNCHANGED,
        changes_text=True,
        cancels=False,
        text_hash=keccak(text="never told"),
    )
    context = apart[ISSUER].context
    act = context.contracts.credit_amendments.issue_amendment(
        credit=CreditId(from_hex(credit)), number=1, changes=nothing
    )
    prepared = context.contracts.members.prepare(from_hex(act_hash(act)))
    apart.operator.context.ledger.send(prepared, KEYS.user(ISSUER, "maker"))
    straight_to_the_ledger(apart, ISSUER, act)
    documents = registered_documents(cast("Network", apart), number)
    given = {"bank": NOMINATED, "amount": {"currency": "USD", "minor": 10_000_000}}
    made = apart[EXPORTER].post(
        f"/credits/{credit}/presentations", {**given, "documents": documents}
    )["id"]
    path = f"/presentations/{made}/examination"
    answered = bank.send("POST", path)
    assert (answered.status_code, answered.headers["Retry-After"]) == (503, "5")
    assert "amendment 1" in answered.json()["detail"]
    tomorrow = datetime.fromtimestamp(bank.context.now() + 86_400, UTC)
    apart.at(*tomorrow.timetuple()[:6])
    found = bank.post(path)["nominated_examination"]
    assert found["accepts"] == []
