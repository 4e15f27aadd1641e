"""What each repository keeps and gives back."""

from dataclasses import replace
from typing import Any

import pytest

from dhow.store import (
    AlreadyStored,
    NotEntitled,
    NotFound,
    OrganisationRow,
    Store,
    StoreError,
    TokenMatch,
    UnitOfWork,
)
from dhow.store.ids import to_hex
from dhow.trade.invoices import Invoice, Party, TransportDocument, fingerprint
from tests.support.invoices import SECRET, sample_invoice
from tests.support.stores import (
    BANK,
    CARRIER,
    EXPORTER,
    IMPORTER,
    NOMINATED,
    STRANGER,
    add_credit,
    add_document,
    an_id,
    store,
)

__all__ = ["store"]


def _admit(work: UnitOfWork) -> OrganisationRow:
    return work.organisations.system_add(
        organisation=BANK,
        lei="529900T8BM49AURSDO55",
        name="Gulf Bank",
        bic="GULFAEAD",
        country="AE",
        capabilities=("FINANCIER", "BANK", "BANK"),
        dual_control=True,
        at=5,
    )


def test_an_organisation_is_found_by_each_name(store: Store) -> None:
    with store.begin() as work:
        row = _admit(work)
        assert row.capabilities == ("BANK", "FINANCIER")
    with store.read() as work:
        organisations = work.organisations
        assert organisations.get(EXPORTER, BANK) == row
        assert organisations.by_lei(EXPORTER, row.lei) == row
        assert organisations.by_bic(EXPORTER, "GULFAEAD") == row
        assert organisations.system_find("GULFAEAD") == organisations.system_find(row.lei) == row
        assert organisations.system_find("NOBODY") is None
        assert organisations.all(EXPORTER) == (row,)


def test_a_member_is_admitted_once(store: Store) -> None:
    with store.begin() as work:
        _admit(work)
        with pytest.raises(AlreadyStored):
            _admit(work)


def test_a_user_signs_in_with_their_own_password(store: Store) -> None:
    with store.begin() as work:
        _admit(work)
        user = work.users.system_add(
            organisation=BANK, name="amina", duty="maker", password="a long secret", at=6
        )
        users = work.users
        assert users.system_authenticate(BANK, "amina", "a long secret") == user
        assert users.system_authenticate(BANK, "amina", "a long Secret") is None
        assert users.system_authenticate(BANK, "omar", "a long secret") is None
        assert users.system_authenticate(None, "amina", "a long secret") is None
        users.change_password(BANK, "amina", "another secret")
        assert users.system_authenticate(BANK, "amina", "a long secret") is None
        # the password's change ended the session tokens of before
        assert users.system_authenticate(BANK, "amina", "another secret") == replace(
            user, epoch=user.epoch + 1
        )
        users.disable(BANK, "amina")
        assert users.system_authenticate(BANK, "amina", "another secret") is None
        assert users.all(BANK) == (replace(user, disabled=True, epoch=user.epoch + 2),)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"duty": "owner"}, StoreError),
        ({"password": "short"}, StoreError),
        ({"name": " "}, StoreError),
        ({"name": "a/b"}, StoreError),
        ({"organisation": STRANGER}, NotFound),
    ],
)
def test_a_user_that_cannot_be(
    store: Store, change: dict[str, str], error: type[Exception]
) -> None:
    good = {"organisation": BANK, "name": "amina", "duty": "maker", "password": "a long secret"}
    with store.begin() as work:
        _admit(work)
        with pytest.raises(error):
            work.users.system_add(**{**good, **change}, at=6)  # type: ignore[arg-type]


def test_documents_are_seen_by_owner_issuer_and_grantee(store: Store) -> None:
    with store.begin() as work:
        document = add_document(work, 1)
        add_document(work, 2)
        work.documents.grant(EXPORTER, document, BANK, at=200)
        work.documents.grant(EXPORTER, document, BANK, at=300)  # again changes nothing
    with store.read() as work:
        assert [d.document_id for d in work.documents.all(CARRIER)] == [an_id(1), an_id(2)]
        assert [d.document_id for d in work.documents.all(BANK)] == [an_id(1)]
        assert work.documents.all(EXPORTER, kind="air_waybill") == ()
        assert work.documents.content(BANK, document) == b"clean on board 1"
        assert set(work.documents.grantees(BANK, document)) == {EXPORTER, CARRIER, BANK}


def test_a_credit_is_its_parties(store: Store) -> None:
    with store.begin() as work:
        credit = add_credit(work)
    with store.read() as work:
        for party in (IMPORTER, EXPORTER, BANK, NOMINATED):
            row = work.credits.get(party, credit)
            assert row is not None
            assert row.terms == b'{"terms":1}'
            assert work.credits.all(party) == (row,)
        assert work.credits.get(CARRIER, credit) is None


def _present(work: UnitOfWork, number: int = 0xF) -> str:
    credit = add_credit(work)
    documents = [add_document(work, n) for n in (3, 1, 2)]
    presentation_id = an_id(number)
    work.presentations.put(
        EXPORTER,
        presentation_id=presentation_id,
        credit_id=credit,
        documents=documents,
        body=b'{"drawn":1}',
        at=50,
    )
    work.presentations.reveal(EXPORTER, presentation_id, NOMINATED, at=50)
    return presentation_id


def test_a_presentation_carries_its_documents_to_the_bank(store: Store) -> None:
    with store.begin() as work:
        presentation = _present(work)
        row = work.presentations.get(NOMINATED, presentation)
        assert row is not None
        assert row.documents == (an_id(3), an_id(1), an_id(2))
        assert work.documents.content(NOMINATED, an_id(3)) == b"clean on board 3"
        assert work.presentations.get(BANK, presentation) is None
        work.presentations.reveal(NOMINATED, presentation, BANK, at=60)
        assert work.documents.get(BANK, an_id(2)) is not None
        work.presentations.record_report(BANK, presentation, b"[]")
        work.presentations.record_report(BANK, presentation, b'["late"]')
        work.presentations.record_notice(BANK, presentation, b"we refuse")
        after = work.presentations.get(EXPORTER, presentation)
        assert after == replace(row, report=b'["late"]', notice=b"we refuse")
        assert work.presentations.system_get(presentation) == after


def test_a_waiver_enquiry_may_leave_the_documents_out(store: Store) -> None:
    with store.begin() as work:
        presentation = _present(work)
        work.presentations.reveal(NOMINATED, presentation, IMPORTER, at=60, with_documents=False)
        assert work.presentations.get(IMPORTER, presentation) is not None
        assert work.documents.get(IMPORTER, an_id(1)) is None


def test_a_presentation_put_again_replaces_the_first_and_who_saw_it(store: Store) -> None:
    with store.begin() as work:
        presentation = _present(work)
        work.presentations.record_report(NOMINATED, presentation, b"[]")
        row = work.presentations.put(
            EXPORTER,
            presentation_id=presentation,
            credit_id=an_id(0xC),
            documents=[an_id(2)],
            body=b'{"drawn":2}',
            at=60,
        )
    with store.read() as work:
        assert work.presentations.get(EXPORTER, presentation) == row
        assert (row.documents, row.report, row.body) == ((an_id(2),), None, b'{"drawn":2}')
        assert work.presentations.get(NOMINATED, presentation) is None


def test_what_is_put_again_is_replaced_for_its_owner_alone(store: Store) -> None:
    terms: dict[str, Any] = {
        "credit_id": an_id(0xC),
        "reference": "REF-2",
        "beneficiary": EXPORTER,
        "issuing_bank": BANK,
        "nominated_bank": None,
        "terms": b"other terms",
        "at": 9,
    }
    given: dict[str, Any] = {
        "undertaking_id": an_id(1),
        "beneficiary": EXPORTER,
        "others": (),
        "body": b"text",
        "at": 1,
    }
    with store.begin() as work:
        presentation = _present(work)
        with pytest.raises(NotEntitled):
            work.credits.put(STRANGER, applicant=STRANGER, **terms)
        row = work.credits.put(IMPORTER, applicant=IMPORTER, **terms)
        assert work.credits.get(BANK, an_id(0xC)) == row
        assert work.credits.get(NOMINATED, an_id(0xC)) is None
        document = add_document(work, 9, owner=BANK)
        with pytest.raises(NotEntitled):
            work.presentations.put(
                BANK,
                presentation_id=presentation,
                credit_id=an_id(0xC),
                documents=[document],
                body=b"",
                at=2,
            )
        work.undertakings.put(BANK, obligor=BANK, **given)
        with pytest.raises(NotEntitled):
            work.undertakings.put(STRANGER, obligor=STRANGER, **given)
        again = work.undertakings.put(BANK, obligor=BANK, **{**given, "body": b"other text"})
        assert work.undertakings.all(EXPORTER) == (again,)


def test_only_a_bank_records_an_examination(store: Store) -> None:
    with store.begin() as work:
        presentation = _present(work)
        with pytest.raises(NotEntitled):
            work.presentations.record_report(EXPORTER, presentation, b"[]")


@pytest.mark.parametrize("documents", [[], [an_id(1), an_id(1)]])
def test_a_presentation_of_nothing_or_of_one_twice(store: Store, documents: list[str]) -> None:
    with store.begin() as work:
        credit = add_credit(work)
        add_document(work, 1)
        with pytest.raises(StoreError, match="at least one document"):
            work.presentations.put(
                EXPORTER,
                presentation_id=an_id(9),
                credit_id=credit,
                documents=documents,
                body=b"",
                at=1,
            )


def test_a_shipment_tells_its_story_to_participants(store: Store) -> None:
    shipment = an_id(0x5)
    with store.begin() as work:
        row = work.shipments.add(
            CARRIER,
            shipment_id=shipment,
            reference="BKG-1",
            participants=(EXPORTER, IMPORTER),
            body=b"legs",
            subjects=(an_id(0xC),),
            at=1,
        )
        assert set(row.participants) == {CARRIER, EXPORTER, IMPORTER}
        work.shipments.add_event(CARRIER, shipment, b"loaded", at=2)
        second = work.shipments.add_event(EXPORTER, shipment, b"departed", at=1)
        assert second.position == 2
        work.shipments.add_subject(EXPORTER, shipment, an_id(0xD))
        work.shipments.add_subject(EXPORTER, shipment, an_id(0xD))
        work.shipments.replace_body(IMPORTER, shipment, b"legs and lots")
    with store.read() as work:
        again = work.shipments.get(IMPORTER, shipment)
        assert again is not None
        assert again.subjects == (an_id(0xC), an_id(0xD))
        assert again.body == b"legs and lots"
        events = work.shipments.events(IMPORTER, shipment)
        assert [(e.position, e.body) for e in events] == [(1, b"loaded"), (2, b"departed")]
        assert work.shipments.all(STRANGER) == ()


def _register(work: UnitOfWork, invoice: Invoice, owner: object = EXPORTER) -> str:
    tokens = fingerprint(invoice, SECRET)
    assert isinstance(owner, str)
    row = work.invoices.put(type(EXPORTER)(owner), tokens=tokens, body=invoice.to_json(), at=1)
    return row.fingerprint


def _matches(work: UnitOfWork, invoice: Invoice) -> list[str]:
    return [m.match for m in work.invoices.system_matches(fingerprint(invoice, SECRET))]


def test_an_invoice_is_shared_by_its_seller(store: Store) -> None:
    with store.begin() as work:
        invoice = _register(work, sample_invoice())
        assert work.invoices.get(BANK, invoice) is None
        work.invoices.share(EXPORTER, invoice, BANK, at=2)
        row = work.invoices.get(BANK, invoice)
        assert row is not None
        assert Invoice.from_json(row.body) == sample_invoice()
        with pytest.raises(NotEntitled, match="by its seller"):
            work.invoices.share(BANK, invoice, STRANGER, at=2)
        assert work.invoices.all(EXPORTER) == (row,)


def test_the_registry_finds_copies_by_class(store: Store) -> None:
    base = replace(sample_invoice(), number="INV-2024-0012")
    with store.begin() as work:
        registered = _register(work, base)
        matches = work.invoices.system_matches(fingerprint(base, SECRET))
        assert matches == (TokenMatch(registered, "DUPLICATE"),)
        assert _matches(work, replace(base, number="inv 2024/12")) == ["DUPLICATE"]
        assert _matches(work, replace(base, number="INV20240012")) == ["DUPLICATE"]
        poorer = replace(base, seller=replace(base.seller, identifiers=(), vat=None))
        assert _matches(work, poorer) == ["DUPLICATE"]
        assert _matches(work, replace(base, total_minor=1)) == ["CONFLICT"]
        other = replace(base, number="X", seller=Party(name="Someone", country="IN"))
        assert _matches(work, other) == ["COLLATERAL_CONFLICT"]
        far = replace(other, transport_documents=(TransportDocument("BM", "MSCU1"),))
        assert _matches(work, far) == []


def test_the_registry_finds_what_the_poorer_copy_registered_first(store: Store) -> None:
    """Order does not matter: the copy that says less may come first."""
    base = sample_invoice()
    with store.begin() as work:
        _register(work, replace(base, seller=replace(base.seller, identifiers=(), vat=None)))
        assert _matches(work, base) == ["DUPLICATE"]


def test_numbers_that_only_meet_when_joined_are_a_conflict(store: Store) -> None:
    with store.begin() as work:
        _register(work, replace(sample_invoice(), number="12-3"))
        assert _matches(work, replace(sample_invoice(), number="1-23")) == ["CONFLICT"]


def test_one_fingerprint_is_one_row_whoever_puts_it(store: Store) -> None:
    with store.begin() as work:
        _register(work, sample_invoice())
        own = _register(work, sample_invoice(), STRANGER)
        assert own is not None
        assert work.invoices.system_get(own) == work.invoices.get(STRANGER, own)
        assert work.invoices.all(EXPORTER) == ()
        assert _matches(work, sample_invoice()) == ["DUPLICATE"]


def test_undertakings_evidence_and_acts(store: Store) -> None:
    with store.begin() as work:
        undertaking = work.undertakings.put(
            BANK,
            undertaking_id=an_id(1),
            obligor=BANK,
            beneficiary=EXPORTER,
            others=(CARRIER,),
            body=b"text",
            at=1,
        )
        assert work.undertakings.all(CARRIER) == (undertaking,)
        evidence = work.evidence.add(
            CARRIER,
            evidence_id=an_id(2),
            subject=an_id(1),
            kind="TEMPERATURE",
            body=b"report",
            visible_to=undertaking.parties,
            at=2,
        )
        assert work.evidence.of_subject(EXPORTER, an_id(1)) == (evidence,)
        work.evidence.reveal(EXPORTER, an_id(2), IMPORTER, at=3)
        assert work.evidence.of_subject(IMPORTER, an_id(1)) == (evidence,)


def test_maker_and_checker(store: Store) -> None:
    with store.begin() as work:
        _admit(work)
        for name, duty in (("amina", "maker"), ("omar", "checker")):
            work.users.system_add(
                organisation=BANK, name=name, duty=duty, password="a long secret", at=1
            )
        act = work.acts.add(
            BANK,
            act_id=an_id(4),
            kind="credit.issue",
            summary="Issue LC-1",
            request=b"{}",
            prepared_by="amina",
            at=2,
        )
        assert work.acts.waiting(BANK) == (act,)
        with pytest.raises(NotEntitled, match="another user"):
            work.acts.complete(BANK, act.act_id, "amina", at=3)
        done = work.acts.complete(BANK, act.act_id, "omar", at=3)
        assert (done.completed_by, done.completed_at) == ("omar", 3)
        assert work.acts.waiting(BANK) == ()
        with pytest.raises(StoreError, match="was carried out"):
            work.acts.complete(BANK, act.act_id, "omar", at=4)


def test_tokens_become_ids() -> None:
    assert to_hex(bytes(32)) == "0x" + "00" * 32
    with pytest.raises(StoreError):
        to_hex(bytes(31))
