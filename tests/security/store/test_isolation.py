"""Reaching for what is another organisation's, each test by the name of the attack."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dhow.store import (
    NotEntitled,
    NotFound,
    OrgId,
    Store,
    StoreError,
    StoreUnusable,
    UnitOfWork,
    open_store,
)
from dhow.store.passwords import Cost, hash_password, verify_password
from dhow.store.repositories.audit import NewLine
from dhow.store.rows import AuditLeafRow
from dhow.store.vault import Sealed, Vault
from dhow.trade.invoices import fingerprint
from tests.support.invoices import SECRET, sample_invoice
from tests.support.stores import (
    BANK,
    CARRIER,
    CHEAP,
    EXPORTER,
    IMPORTER,
    MASTER_KEY,
    STRANGER,
    add_credit,
    add_document,
    alter,
    an_id,
    store,
    store_url,
)

__all__ = ["store", "store_url"]

DOCUMENT, SECOND, CREDIT, PRESENTATION, SHIPMENT, UNDERTAKING, EVIDENCE, ACT = (
    an_id(n) for n in (1, 2, 0xC, 0xD, 0xE, 0xF, 0x10, 0x11)
)
INVOICE = "0x" + fingerprint(sample_invoice(), SECRET).fingerprint.hex()


def _fill(work: UnitOfWork) -> None:
    """One object of each kind, none of them the stranger's."""
    add_document(work, 1)
    add_document(work, 2)
    add_credit(work)
    work.presentations.put(
        EXPORTER,
        presentation_id=PRESENTATION,
        credit_id=CREDIT,
        documents=[DOCUMENT],
        body=b"for their eyes",
        at=1,
    )
    work.presentations.reveal(EXPORTER, PRESENTATION, BANK, at=1)
    work.shipments.add(
        CARRIER,
        shipment_id=SHIPMENT,
        reference="B",
        participants=(EXPORTER,),
        body=b"for their eyes",
        at=1,
    )
    work.shipments.add_event(CARRIER, SHIPMENT, b"for their eyes", at=1)
    work.invoices.put(
        EXPORTER, tokens=fingerprint(sample_invoice(), SECRET), body=b"for their eyes", at=1
    )
    work.undertakings.put(
        BANK,
        undertaking_id=UNDERTAKING,
        obligor=BANK,
        beneficiary=EXPORTER,
        others=(),
        body=b"for their eyes",
        at=1,
    )
    work.evidence.add(
        CARRIER,
        evidence_id=EVIDENCE,
        subject=CREDIT,
        kind="ARRIVAL",
        body=b"for their eyes",
        visible_to=(),
        at=1,
    )
    work.organisations.system_add(
        organisation=BANK,
        lei="529900T8BM49AURSDO55",
        name="Gulf Bank",
        bic=None,
        country="AE",
        capabilities=("BANK",),
        dual_control=True,
        at=1,
    )
    work.users.system_add(
        organisation=BANK, name="amina", duty="maker", password="a long secret", at=1
    )
    work.acts.add(
        BANK,
        act_id=ACT,
        kind="k",
        summary="s",
        request=b"for their eyes",
        prepared_by="amina",
        at=1,
    )
    work.service_tokens.add(
        BANK,
        token_id="token",
        secret=b"secret of a machine",
        user="amina",
        name="back office",
        duty="maker",
        roles=("bank",),
        reads_only=False,
        created_by="amina",
        at=1,
        expires_at=2,
    )
    (line,) = work.audit.append([NewLine(BANK, 1, "outcome", "{}")])
    work.audit.system_add_root(CREDIT, [AuditLeafRow(BANK, line.number, line.hash)], at=1)
    work.audit.system_root_mined(CREDIT, ACT, 7)


READS: dict[str, Callable[[UnitOfWork, OrgId], object]] = {
    "document-by-guessing-its-hash": lambda w, a: w.documents.get(a, DOCUMENT),
    "document-content-by-guessing-its-hash": lambda w, a: w.documents.content(a, DOCUMENT),
    "list-of-documents": lambda w, a: w.documents.all(a),
    "credit-by-guessing-its-id": lambda w, a: w.credits.get(a, CREDIT),
    "list-of-credits": lambda w, a: w.credits.all(a),
    "presentation-by-guessing-its-id": lambda w, a: w.presentations.get(a, PRESENTATION),
    "shipment-by-guessing-its-id": lambda w, a: w.shipments.get(a, SHIPMENT),
    "list-of-shipments": lambda w, a: w.shipments.all(a),
    "events-of-a-known-shipment": lambda w, a: w.shipments.events(a, SHIPMENT),
    "invoice-by-its-public-fingerprint": lambda w, a: w.invoices.get(a, INVOICE),
    "list-of-invoices": lambda w, a: w.invoices.all(a),
    "undertaking-by-guessing-its-id": lambda w, a: w.undertakings.get(a, UNDERTAKING),
    "list-of-undertakings": lambda w, a: w.undertakings.all(a),
    "evidence-of-a-known-subject": lambda w, a: w.evidence.of_subject(a, CREDIT),
    "act-by-guessing-its-id": lambda w, a: w.acts.get(a, ACT),
    "acts-waiting": lambda w, a: w.acts.waiting(a),
    "user-by-name": lambda w, a: w.users.get(a, "amina"),
    "list-of-users": lambda w, a: w.users.all(a),
    "service-token-by-guessing-its-id": lambda w, a: w.service_tokens.get(a, "token"),
    "list-of-service-tokens": lambda w, a: w.service_tokens.all(a),
    "audit-log": lambda w, a: w.audit.page(a, before=None, limit=9),
    "audit-outcomes": lambda w, a: w.audit.outcomes(a, after=0, until=9),
    "audit-anchors": lambda w, a: w.audit.anchors(a),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_reading_what_is_another_organisations(
    store: Store, read: Callable[[UnitOfWork, OrgId], object]
) -> None:
    with store.begin() as work:
        _fill(work)
    with store.read() as work:
        assert not read(work, STRANGER)
        # The same question by one of those it belongs to is answered, so that the test can fail.
        assert any(read(work, a) for a in (EXPORTER, IMPORTER, BANK, CARRIER))


WRITES: dict[str, Callable[[UnitOfWork, OrgId], object]] = {
    "grant-oneself-a-document": lambda w, a: w.documents.grant(a, DOCUMENT, a, at=2),
    "ask-who-may-read-a-document": lambda w, a: w.documents.grantees(a, DOCUMENT),
    "pass-on-a-document": lambda w, a: w.documents.pass_on(a, DOCUMENT, a, 2),
    "reveal-a-presentation-to-oneself": lambda w, a: w.presentations.reveal(
        a, PRESENTATION, a, at=2
    ),
    "record-a-report": lambda w, a: w.presentations.record_report(a, PRESENTATION, b"[]"),
    "record-a-notice": lambda w, a: w.presentations.record_notice(a, PRESENTATION, b"no"),
    "report-a-false-event": lambda w, a: w.shipments.add_event(a, SHIPMENT, b"arrived", at=2),
    "rewrite-a-shipment": lambda w, a: w.shipments.replace_body(a, SHIPMENT, b"x"),
    "link-a-shipment": lambda w, a: w.shipments.add_subject(a, SHIPMENT, CREDIT),
    "share-an-invoice-with-oneself": lambda w, a: w.invoices.share(a, INVOICE, a, at=2),
    "reveal-evidence-to-oneself": lambda w, a: w.evidence.reveal(a, EVIDENCE, a, at=2),
    "complete-an-act": lambda w, a: w.acts.complete(a, ACT, "omar", at=2),
    "disable-a-user": lambda w, a: w.users.disable(a, "amina"),
    "change-a-password": lambda w, a: w.users.change_password(a, "amina", "stolen secret"),
    "enable-a-user": lambda w, a: w.users.enable(a, "amina"),
    "change-a-duty": lambda w, a: w.users.set_duty(a, "amina", "checker"),
    "make-an-administrator": lambda w, a: w.users.set_administrator(a, "amina", administrator=True),
    "end-somebodys-sessions": lambda w, a: w.users.end_sessions(a, "amina"),
    "revoke-a-service-token": lambda w, a: w.service_tokens.revoke(a, "token", by="x", at=2),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_changing_what_is_another_organisations(
    store: Store, write: Callable[[UnitOfWork, OrgId], object]
) -> None:
    with store.begin() as work:
        _fill(work)
    with pytest.raises(NotFound), store.begin() as work:
        write(work, STRANGER)
    with store.read() as work:
        for read in READS.values():
            assert not read(work, STRANGER)


def test_hidden_and_absent_are_the_same_answer(store: Store) -> None:
    with store.begin() as work:
        _fill(work)
        with pytest.raises(NotFound) as hidden:
            work.documents.grantees(STRANGER, DOCUMENT)
        with pytest.raises(NotFound) as absent:
            work.documents.grantees(STRANGER, an_id(0x999))
    assert str(hidden.value).replace(DOCUMENT, "ID") == str(absent.value).replace(
        an_id(0x999), "ID"
    )


def test_presenting_a_document_one_was_never_shown(store: Store) -> None:
    """A hash learnt from the ledger must not become content by presenting it to oneself."""
    with store.begin() as work:
        add_credit(work)
        add_document(work, 1, owner=CARRIER)
        with pytest.raises(NotFound, match="document"):
            work.presentations.put(
                EXPORTER,
                presentation_id=PRESENTATION,
                credit_id=CREDIT,
                documents=[DOCUMENT],
                body=b"",
                at=1,
            )


def test_presenting_under_another_parties_credit(store: Store) -> None:
    with store.begin() as work:
        add_credit(work)
        add_document(work, 1, owner=STRANGER)
        with pytest.raises(NotFound, match="credit"):
            work.presentations.put(
                STRANGER,
                presentation_id=PRESENTATION,
                credit_id=CREDIT,
                documents=[DOCUMENT],
                body=b"",
                at=1,
            )


def test_a_grantee_granting_onwards(store: Store) -> None:
    with store.begin() as work:
        add_document(work, 1)
        work.documents.grant(EXPORTER, DOCUMENT, BANK, at=2)
        with pytest.raises(NotEntitled):
            work.documents.grant(BANK, DOCUMENT, STRANGER, at=3)
        assert work.documents.get(STRANGER, DOCUMENT) is None


def test_storing_a_credit_between_others(store: Store) -> None:
    with store.begin() as work, pytest.raises(NotEntitled):
        work.credits.put(
            STRANGER,
            credit_id=CREDIT,
            reference="R",
            applicant=IMPORTER,
            beneficiary=EXPORTER,
            issuing_bank=BANK,
            nominated_bank=None,
            terms=b"",
            at=1,
        )


def test_giving_an_undertaking_in_anothers_name(store: Store) -> None:
    with store.begin() as work, pytest.raises(NotEntitled):
        work.undertakings.put(
            EXPORTER,
            undertaking_id=UNDERTAKING,
            obligor=BANK,
            beneficiary=EXPORTER,
            others=(),
            body=b"",
            at=1,
        )


@pytest.mark.parametrize("actor", ["", "%", "0x", "' OR 1=1 --", an_id(1).upper()])
def test_an_actor_that_is_no_organisation(store: Store, actor: str) -> None:
    with store.begin() as work:
        _fill(work)
        for read in (work.documents.all, work.credits.all, work.users.all):
            with pytest.raises(StoreError, match="the acting organisation"):
                read(OrgId(actor))


def test_a_match_does_not_say_whose_invoice_it_is(store: Store) -> None:
    """The registry's answer names class and fingerprint, never a lender, seller or amount."""
    with store.begin() as work:
        _fill(work)
        (match,) = work.invoices.system_matches(fingerprint(sample_invoice(), SECRET))
    assert set(match.__slots__) == {"fingerprint", "match"}


def test_reading_the_database_file_without_the_key(tmp_path: Path) -> None:
    path = tmp_path / "dhow.db"
    opened = open_store(f"sqlite:///{path}", MASTER_KEY, password_cost=CHEAP)
    with opened as store, store.begin() as work:
        _fill(work)
        work.presentations.record_report(BANK, PRESENTATION, b"for the bank's eyes")
    raw = b"".join(file.read_bytes() for file in sorted(tmp_path.iterdir()))
    assert len(raw) > 50_000
    for content in (
        b"clean on board",
        b"for their eyes",
        b'{"terms":1}',
        b"a long secret",
        MASTER_KEY,
    ):
        assert content not in raw


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET"
        " content = (SELECT content FROM documents WHERE document_id = :second),"
        " wrapped_key = (SELECT wrapped_key FROM documents WHERE document_id = :second)"
        " WHERE document_id = :document",
        "UPDATE documents SET content = :zeros WHERE document_id = :document",
        "UPDATE documents SET content = :nothing WHERE document_id = :document",
        "UPDATE documents SET wrapped_key = :zeros WHERE document_id = :document",
    ],
    ids=["one-document-put-in-anothers-place", "altered", "emptied", "key-altered"],
)
def test_content_altered_in_the_database_does_not_open(store_url: str, statement: str) -> None:
    with open_store(store_url, MASTER_KEY) as store, store.begin() as work:
        add_document(work, 1)
        add_document(work, 2)
    used = {"document": DOCUMENT, "second": SECOND, "zeros": bytes(60), "nothing": b""}
    alter(store_url, statement, **{name: used[name] for name in used if f":{name}" in statement})
    with open_store(store_url, MASTER_KEY) as store, store.read() as work:
        with pytest.raises(StoreUnusable, match="does not open"):
            work.documents.content(EXPORTER, DOCUMENT)
        assert work.documents.content(EXPORTER, SECOND) == b"clean on board 2"


def test_a_report_moved_into_the_notice_does_not_open() -> None:
    vault = Vault(MASTER_KEY)
    sealed = vault.seal(b"body", "presentation:1")
    report = vault.seal_more(sealed.wrapped_key, b"report", "presentation:1", "report")
    assert vault.open_more(sealed.wrapped_key, report, "presentation:1", "report") == b"report"
    with pytest.raises(StoreUnusable):
        vault.open_more(sealed.wrapped_key, report, "presentation:1", "notice")
    with pytest.raises(StoreUnusable):
        vault.open(Sealed(report, sealed.wrapped_key), "presentation:1")


def test_keys_do_not_show_themselves() -> None:
    assert MASTER_KEY.hex() not in repr(Vault(MASTER_KEY))
    assert repr(Vault(MASTER_KEY)) == "Vault(...)"


def test_one_content_sealed_twice_looks_different() -> None:
    vault = Vault(MASTER_KEY)
    assert vault.seal(b"same", "x:1").ciphertext != vault.seal(b"same", "x:1").ciphertext


def test_equal_passwords_have_unequal_hashes() -> None:
    first, second = (hash_password("correct horse", CHEAP) for _ in range(2))
    assert first != second
    assert verify_password("correct horse", first)
    assert not verify_password("correct hors", first)


def test_the_default_password_cost_is_not_the_cheap_one() -> None:
    assert Cost() == Cost(14, 8, 5)
    assert hash_password("correct horse", Cost()).startswith("scrypt$14$8$5$")
