"""Who repeats the hash of another's reason is not told its words, and neither is anybody else.

The ledger shows every node the hash of a bank's hold, whose words not even the credit's parties may
know. Each of these acts, by a key of one's own, has a hash for a reason.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from eth_utils.crypto import keccak
from sqlalchemy import select, update

from api import records
from api.acts import act_hash
from api.credit import reasons, recorded
from api.errors import ApiError
from api.exchange import agreeing, arrivals, keeping, serving
from api.ids import from_hex, org_bytes, org_hex, to_hex
from dhow.ledger.bindings.values import CreditId, OrgId, PresentationId
from dhow.ledger.types import Act
from dhow.store import OrgId as StoreOrgId
from dhow.store import ReasonRow
from dhow.store.tables import metadata, organisations
from dhow.trade.records import canonical
from tests.security.api.test_signed_past_the_interface import signed
from tests.support.api import (
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    REGULATOR,
    Json,
    Network,
    issued_credit,
    open_network,
    registered_documents,
    terms,
)

BASIS = "Suspicion of laundering, case 4711"
COURT = "High Court, claim 17 of one Mr Farid"
READERS = (IMPORTER, EXPORTER, ISSUER, NOMINATED)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        opened.at(2026, 4, 27, 7)
        yield opened


@pytest.fixture(scope="module")
def standing(network: Network) -> str:
    return issued_credit(network, "RS-0")


@contextmanager
def under_dual_control(network: Network, lei: str) -> Iterator[None]:
    """What a maker asks of one's own process is prepared, for a checker to carry out."""

    def policy(dual_control: bool) -> None:
        with network.context.store.begin() as work:
            changed = update(organisations).where(organisations.c.lei == lei)
            result = work._connection.execute(changed.values(dual_control=dual_control))
            assert result.rowcount

    policy(True)
    try:
        yield
    finally:
        policy(False)


def held_credit(network: Network, number: str) -> tuple[str, bytes]:
    """A credit under which the issuing bank holds its payments, and the hash that all can see."""
    asked = {"reference": number, "terms": terms(number)}
    credit = network.post("/credits/applications", IMPORTER, asked)["id"]
    network.bind(f"/credits/{credit}/issue", ISSUER, {"number": number})
    basis = {"legal_basis": BASIS, "jurisdiction": "AE"}
    network.bind(f"/credits/{credit}/compliance-hold", ISSUER, basis)
    with network.context.store.read() as work:
        standing = recorded.standing(work, credit, records.credit(work, credit))
    return credit, standing.holds[OrgId(org_bytes(ISSUER))].legal_basis


def bound(network: Network, act: Act[Any], lei: str) -> None:
    """A binding act by a bank's own two keys."""
    prepared = network.context.contracts.members.prepare(from_hex(act_hash(act)))
    signed(network, prepared, lei, "maker")
    signed(network, act, lei)


def nobody_but_the_holder_reads(network: Network, credit: str, hashed: bytes) -> None:
    for reader in READERS:
        seen = network.get(f"/credits/{credit}", reader)
        assert (BASIS in str(seen)) is (reader == ISSUER), reader
        if reader != ISSUER:
            with suppress(ApiError):
                handed = serving.content_for(network.context, reader, "reasons", credit)
                assert BASIS.encode() not in handed
    with network.context.store.read() as work:
        assert reasons.read(work, credit, [(org_bytes(ISSUER), hashed)])  # it is here


def test_a_bank_that_refuses_to_advise_with_a_holds_hash_reads_no_hold(network: Network) -> None:
    credit, hashed = held_credit(network, "LC-ECHO-ADVICE")
    advice = network.context.contracts.credit_advice
    act = advice.refuse_to_advise(credit=CreditId(from_hex(credit)), reason_hash=hashed)
    signed(network, act, NOMINATED)
    (told,) = network.get(f"/credits/{credit}", NOMINATED)["advice_refusals"]
    assert (told["reason"], told["reason_hash"]) == (None, to_hex(hashed))
    (told,) = network.get(f"/credits/{credit}", ISSUER)["advice_refusals"]
    assert told["reason"] is None  # nor is it told as that bank's own words
    nobody_but_the_holder_reads(network, credit, hashed)


def test_a_courts_order_with_a_holds_hash_tells_no_party_of_the_hold(network: Network) -> None:
    credit, hashed = held_credit(network, "LC-ECHO-COURT")
    restraints = network.context.contracts.credit_restraints
    act = restraints.suspend_by_court(credit=CreditId(from_hex(credit)), order_reference=hashed)
    signed(network, act, REGULATOR)
    for reader in READERS:
        order = network.get(f"/credits/{credit}", reader)["court_order"]
        assert (order["order_reference"], order["order_reference_hash"]) == (None, to_hex(hashed))
    nobody_but_the_holder_reads(network, credit, hashed)


def test_a_hold_with_another_banks_hash_shows_not_that_banks_words(network: Network) -> None:
    credit, hashed = held_credit(network, "LC-ECHO-HOLD")
    act = network.context.contracts.credit_restraints.hold_for_compliance(
        credit=CreditId(from_hex(credit)),
        bank=OrgId(org_bytes(NOMINATED)),
        legal_basis=hashed,
        jurisdiction=b"IN",
    )
    bound(network, act, NOMINATED)
    told = network.get(f"/credits/{credit}", NOMINATED)["compliance_hold"]
    assert (told["legal_basis"], told["legal_basis_hash"]) == (None, to_hex(hashed))
    nobody_but_the_holder_reads(network, credit, hashed)


def test_what_is_kept_and_is_no_reason_keeps_nobody_from_the_credit(network: Network) -> None:
    credit = network.post(
        "/credits/applications", IMPORTER, {"reference": "LC-ODD", "terms": terms("LC-ODD")}
    )["id"]
    network.bind(f"/credits/{credit}/issue", ISSUER, {"number": "LC-ODD"})
    body = b'{"salt":"5a","words":"of an earlier form"}'
    own = StoreOrgId(to_hex(org_bytes(ISSUER)))
    with network.context.store.begin() as work:
        work.reasons.put(ReasonRow(credit, to_hex(keccak(body)), own, body, 1))
    act = network.context.contracts.credit_restraints.hold_for_compliance(
        credit=CreditId(from_hex(credit)),
        bank=OrgId(org_bytes(ISSUER)),
        legal_basis=keccak(body),
        jurisdiction=b"AE",
    )
    bound(network, act, ISSUER)
    told = network.get(f"/credits/{credit}", ISSUER)["compliance_hold"]
    assert (told["legal_basis"], told["legal_basis_hash"]) == (None, to_hex(keccak(body)))


def test_a_covering_letter_with_a_holds_hash_shows_no_hold(network: Network) -> None:
    credit, hashed = held_credit(network, "LC-ECHO-COVER")
    presented: Json = {
        "bank": NOMINATED,
        "amount": {"currency": "USD", "minor": 10_000_000},
        "documents": registered_documents(network, "LC-ECHO-COVER"),
    }
    made = network.post(f"/credits/{credit}/presentations", EXPORTER, presented)["id"]
    network.bind(f"/presentations/{made}/examination", NOMINATED)
    act = network.context.contracts.credit_presentations.report_lost(
        presentation=PresentationId(from_hex(made)), cover_hash=hashed
    )
    bound(network, act, NOMINATED)
    for reader in (EXPORTER, ISSUER, NOMINATED):
        lost = network.get(f"/presentations/{made}", reader)["handling"]["lost"]
        assert (lost["cover"], lost["cover_hash"]) == (None, to_hex(hashed)), reader
    nobody_but_the_holder_reads(network, credit, hashed)


def test_words_given_by_one_are_not_kept_as_anothers(network: Network) -> None:
    """Their bytes say who gives them, so that one hash is never two organisations' reason."""
    credit, _ = held_credit(network, "LC-ECHO-PEER")
    body = canonical({"by": org_hex(REGULATOR), "words": "No account.", "salt": "00" * 16})
    act = network.context.contracts.credit_advice.refuse_to_advise(
        credit=CreditId(from_hex(credit)), reason_hash=keccak(body)
    )
    signed(network, act, NOMINATED)

    def arrives(content: Json) -> None:
        handed = canonical(content)
        keeping.keep(network.context, ISSUER, NOMINATED, "reasons", credit, handed)

    arrives({"reasons": [body.decode()]})
    assert not arrivals.whole(network.context, ISSUER, "reasons", credit)
    for odd in (b'{"words":"No account.","salt":"00"}', b'{"by":7,"words":"No","salt":"00"}'):
        with pytest.raises(agreeing.Unfit):
            arrives({"reasons": [odd.decode()]})
    (told,) = network.get(f"/credits/{credit}", ISSUER)["advice_refusals"]
    assert told["reason"] is None
    with pytest.raises(ValueError, match="another"):
        reasons.words_of(body, org_hex(NOMINATED))


@pytest.mark.parametrize(
    "hidden", ["\0", "\t", "\r", "\x1b", "\x85", "\u202e", "\u2066", "\u200f", "\u2028"]
)
def test_words_that_read_otherwise_than_they_are(
    network: Network, standing: str, hidden: str
) -> None:
    """A checker is shown what it approves, and a column of text holds no NUL everywhere."""
    words = f"Order 17{hidden}of 2026"
    for path, by, body in (
        ("compliance-hold", ISSUER, {"legal_basis": words, "jurisdiction": "AE"}),
        ("court-order", REGULATOR, {"order_reference": words}),
        ("advice-refusal", NOMINATED, {"reason": words}),
    ):
        refused = network.refused(f"/credits/{standing}/{path}", by, body)
        (field,) = refused["fields"]
        assert (refused["status"], field["path"]) == (422, next(iter(body)))
        assert f"U+{ord(hidden):04X}" in field["problem"]


def test_a_courts_reference_stands_in_clear_nowhere(network: Network, standing: str) -> None:
    """It names people: sealed with the other reasons, and not told in what awaits a checker."""
    path, order = f"/credits/{standing}/court-order", {"order_reference": f"{COURT}\nin two lines"}
    with under_dual_control(network, REGULATOR):
        prepared = network.send("POST", path, REGULATOR, user="maker", json=order)
        assert prepared.status_code == 202, prepared.text
        (waiting,) = network.get("/members/acts", REGULATOR)
        assert standing in waiting["summary"]
        with network.context.store.read() as work:
            for table in metadata.tables.values():
                for row in work._connection.execute(select(table)):
                    assert COURT not in repr(tuple(row)), table.name
        recorded_order = network.post(path, REGULATOR, order)
    assert recorded_order["order_reference"] == order["order_reference"]
    network.post(f"{path}/lifting", REGULATOR)
