"""What each event does to rows and stories, and that no event was forgotten."""

from typing import Any

import orjson
import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from dhow.ledger.abi import EventAbi
from dhow.ledger.bindings import events
from dhow.ledger.bindings.registry import NAMES, SHAPES, abi
from dhow.ledger.bindings.values import (
    ArrivalReport,
    CreditId,
    Day,
    DocumentHash,
    EvidenceId,
    Fingerprint,
    OrgId,
    Place,
    PresentationId,
    UndertakingId,
)
from dhow.ledger.following.changes import Change, Placed
from dhow.ledger.following.decoding import event_reader
from dhow.ledger.following.folding import FOLDS, fold
from dhow.ledger.following.timeline import Teller
from dhow.ledger.types import ZERO_ADDRESS, Address
from dhow.store.projections.tables import VERSIONED

ID = bytes(range(32))
HEX = "0x" + ID.hex()
OTHER = bytes(range(1, 33))
ALICE, BOB = Address("0x" + "11" * 20), Address("0x" + "22" * 20)

# Events that change no row of ours: they tell stories, or govern contracts.
ROWLESS = {
    "Oracles": {"EIP712DomainChanged"},
    "Money": {"Issued", "Redeemed", "Approval", "EIP712DomainChanged"},
    "Credit": {"CollateralConnected", "NewCreditsPaused"},
    "CreditAssignments": {"SettlementConnected"},
    "CreditPresentations": {"PresentedWithinExtendedTime"},
    "Undertaking": {"NewUndertakingsPaused"},
}


def placed(event: Any, contract: str, currency: str = "") -> Placed:
    return Placed(contract, currency, event, 9, 1_000, HEX, 3)


def abi_of(contract: str, name: str) -> EventAbi:
    return next(EventAbi(e) for e in abi(contract) if e["type"] == "event" and e["name"] == name)


@pytest.mark.parametrize("contract", [n for n in NAMES if n in {*FOLDS, *ROWLESS}])
def test_every_event_has_a_fold_or_is_known_to_need_none(contract: str) -> None:
    emitted = {e["name"] for e in abi(contract) if e["type"] == "event"} - {"AuthorityUpdated"}
    folded = {made.__name__ for made in FOLDS.get(contract, {})}
    assert emitted == folded | ROWLESS.get(contract, set())


@pytest.mark.parametrize(
    ("contract", "name"),
    [(contract, made.__name__) for contract, folds in FOLDS.items() for made in folds],
)
def test_every_fold_writes_columns_that_there_are(contract: str, name: str) -> None:
    event = abi_of(contract, name)
    topics = ["0x" + event.topic.hex(), *["0x" + "00" * 31 + "01"] * len(event.indexed)]
    changes = fold(placed(event_reader(event, SHAPES)(topics, bytes(512)), contract, "USD"))
    assert changes
    for change in changes:
        columns = set(VERSIONED[change.table].columns.keys())
        assert {*change.put, *change.add} <= columns


MOVED = placed(events.Transfer(ALICE, BOB, 2**255), "Money", "USD")


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (b"LC-2026/7".ljust(16, b"\0"), "LC-2026/7"),
        (b"a\0b".ljust(16, b"\0"), "0x" + b"a\0b".ljust(16, b"\0").hex()),
        (b"\xff" * 16, "0x" + "ff" * 16),
        (bytes(16), ""),
    ],
)
def test_a_credit_number_is_text_or_plain_hex(number: bytes, shown: str) -> None:
    event = events.CreditIssued(CreditId(ID), OrgId(ID), OrgId(ID), number, 1)
    (change,) = fold(placed(event, "Credit"))
    assert change.put["number"] == shown


def test_money_moved_is_taken_here_and_put_there() -> None:
    assert fold(MOVED) == [
        Change(
            "ledger_balances", (ALICE, "USD"), {"changed_at": 1_000}, {"balance_minor": -(2**255)}
        ),
        Change("ledger_balances", (BOB, "USD"), {"changed_at": 1_000}, {"balance_minor": 2**255}),
    ]


@pytest.mark.parametrize(
    ("event", "account"),
    [
        (events.Transfer(ZERO_ADDRESS, BOB, 5), BOB),
        (events.Transfer(ALICE, ZERO_ADDRESS, 5), ALICE),
    ],
)
def test_money_issued_and_redeemed_has_one_side(event: events.Transfer, account: str) -> None:
    (change,) = fold(placed(event, "Money", "USD"))
    assert change.key == (account, "USD")


def test_a_time_without_end_is_kept_as_far_as_a_database_counts() -> None:
    event = events.PresentationReceived(PresentationId(ID), CreditId(ID), 2**64 - 1)
    (change,) = fold(placed(event, "CreditPresentations"))
    assert change.put["decide_by"] == 2**63 - 1


def test_a_condition_met_is_counted_and_marked() -> None:
    event = events.ConditionMet(UndertakingId(ID), 15, ID)
    (change,) = fold(placed(event, "Undertaking"))
    assert change.add == {"met": 1, "met_bitmap": 1 << 15}


@pytest.mark.parametrize("count", [0, 1, 32])
def test_what_was_presented_has_the_contract_s_hash(count: int) -> None:
    documents = tuple(DocumentHash(bytes([n] * 32)) for n in range(count))
    event = events.Presented(
        PresentationId(ID), CreditId(ID), OrgId(ID), 1, Day(20_000), 0, documents
    )
    change, _ = fold(placed(event, "CreditPresentations"))
    encoded = encode(["bytes32[]"], [list(documents)])
    assert change.put["documents_root"] == "0x" + keccak(encoded).hex()


def test_a_closure_announced_twice_is_one() -> None:
    event = events.ClosureAnnounced(
        OrgId(ID), Place(b"AEDXB"), Day(20_000), b"EID".ljust(32, b"\0")
    )
    (change,) = fold(placed(event, "BankingCalendars"))
    assert change.key == (HEX, "AEDXB", "20000")
    assert (change.put["reason"], change.add) == ("EID", {})


def test_a_presentation_is_told_of_its_credit_and_each_document_once() -> None:
    event = events.Presented(
        PresentationId(ID),
        CreditId(OTHER),
        OrgId(ID),
        2**127,
        Day(20_000),
        0,
        (DocumentHash(b"a" * 32), DocumentHash(b"b" * 32), DocumentHash(b"a" * 32)),
    )
    lines = Teller("CreditPresentations", abi_of("CreditPresentations", "Presented")).lines(
        placed(event, "CreditPresentations")
    )
    assert [(line.subject, line.subject_kind) for line in lines] == [
        (HEX, "presentation"),
        ("0x" + OTHER.hex(), "credit"),
        ("0x" + "61" * 32, "document"),
        ("0x" + "62" * 32, "document"),
    ]
    body = orjson.loads(lines[0].body)
    assert body["amount_minor"] == str(2**127)  # wider than JSON readers keep exactly
    assert body["documents"] == ["0x" + "61" * 32, "0x" + "62" * 32, "0x" + "61" * 32]


def test_a_report_is_told_with_its_figures() -> None:
    report = ArrivalReport(ID, OTHER, Place(b"SGSIN"), 9_321_483, 1_000, 5, ID, 1)
    event = events.ArrivalRecorded(EvidenceId(ID), OTHER, ID, report, 2**200)
    teller = Teller("Oracles", abi_of("Oracles", "ArrivalRecorded"))
    lines = teller.lines(placed(event, "Oracles"))
    assert [line.subject_kind for line in lines] == ["evidence", "subject"]
    body = orjson.loads(lines[0].body)
    assert body["report"]["vessel"] == 9_321_483
    assert body["signer_bitmap"] == str(2**200)


def test_an_organisation_has_a_line_only_where_nothing_else_is_concerned() -> None:
    closed = events.OrganisationSuspended(OrgId(ID), ID)
    teller = Teller("Members", abi_of("Members", "OrganisationSuspended"))
    assert [line.subject_kind for line in teller.lines(placed(closed, "Members"))] == [
        "organisation"
    ]
    registered = events.InvoiceRegistered(Fingerprint(ID), OrgId(OTHER))
    teller = Teller("Invoices", abi_of("Invoices", "InvoiceRegistered"))
    assert [line.subject_kind for line in teller.lines(placed(registered, "Invoices"))] == [
        "invoice"
    ]
