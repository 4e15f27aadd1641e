"""After transfers and assignments, the tables say of each credit what its contracts say."""

from collections.abc import Iterator

import pytest
from eth_utils.crypto import keccak

from api import records
from api.credit import passed_on
from api.ids import to_hex as hexed
from dhow.store import Store, open_store
from tests.conformance.ledger.test_acts_of_credits import follow
from tests.conformance.ledger.test_tables_say_what_contracts_say import plain
from tests.support.chain import Chain
from tests.support.deals import REPORT_HASH, USD, Deals
from tests.support.network import fixed, org_id
from tests.support.stores import CHEAP, MASTER_KEY
from tests.unit.contracts.credit.test_amendments import changes
from tests.unit.contracts.credit.test_assignments import assign
from tests.unit.contracts.credit.test_transfers import (
    ASK_FIRST,
    FIRSTS_INVOICE,
    PART,
    SHIPPED_BY,
    honoured,
    request,
    shown,
    transferable,
    transferred,
)

OTHERS = 40_000 * USD


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    """With two second beneficiaries."""
    deals = Deals(module_chain)
    for name in ("maker", "grower"):
        deals.net.admit(name, "EXPORTER")
        deals.send(deals.documents, "register", keccak(text=f"papers of {name}"), 0, by=name)
    deals.send(deals.documents, "register", FIRSTS_INVOICE, 0, by="beneficiary")
    return deals


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://", MASTER_KEY, password_cost=CHEAP) as opened:
        yield opened


def test_every_record_is_the_contracts(deals: Deals, store: Store) -> None:
    credit = transferable(deals, "A")
    parts = [
        transferred(deals, credit),
        transferred(deals, credit, 2, to="grower", amount=OTHERS, amendments=ASK_FIRST),
        transferred(deals, credit, 3, to="grower", amount=OTHERS),
    ]
    request(deals, credit, 4, amount=OTHERS)
    request(deals, credit, 5, amount=OTHERS)
    deals.do("withdrawTransferRequest", credit, 5, by="beneficiary")
    for text in (False, True):  # what was said last counts
        said = changes(changes_text=text, latest_shipment_day=SHIPPED_BY)
        deals.do("allowAmendment", parts[1], 1, said, by="beneficiary")
    deals.do("allowAmendment", parts[1], 3, changes(changes_text=True), by="beneficiary")
    shares = [shown(deals, parts[0], 50_000 * USD), shown(deals, parts[1], OTHERS, by="grower")]
    shares.append(shown(deals, parts[0], PART - 50_000 * USD))
    own = deals.presented(credit, 1_000 * USD, to="nominated")
    deals.do("demandSubstitution", shares[0], by="nominated")
    deals.do("substitute", shares[0], FIRSTS_INVOICE, own, by="beneficiary")
    deals.do("demandSubstitution", shares[1], by="nominated")
    honoured(deals, shares[0])
    deals.do("giveBack", parts[2], by="grower")
    other = deals.advised("B")
    _assigned(deals, other)
    credits = [credit, other, *parts]
    followed = follow(deals, store)
    _compare(deals, store, credits, [*shares, own])
    due = deals.net.call(deals.credit.view("substitution", shares[1])).answer_by
    deals.chain.set_time(due + 60)
    deals.do("takeAsReceived", shares[1], by="nominated")
    honoured(deals, shares[1])
    deals.do("closePart", parts[1], by="beneficiary")
    followed.catch_up()
    _compare(deals, store, credits, [*shares, own])


def test_the_share_of_the_one_drawing_that_is_left(deals: Deals, store: Store) -> None:
    """UCP 600 art. 38(h): beside the part, the difference; once presented, nothing."""
    credit = transferable(deals, "C", partial_shipments=False)
    request(deals, credit, amount=OTHERS)
    granted = deals.do("transfer", credit, 1, fixed("ALONE-1", 16), by="nominated")
    followed = follow(deals, store)
    assert deals.available(credit) > 0
    _compare(deals, store, [credit, bytes(granted.result)], [])
    own = deals.presented(credit, 1_000 * USD, to="nominated")
    followed.catch_up()
    assert deals.available(credit) == 0
    _compare(deals, store, [credit, bytes(granted.result)], [own])


def test_part_given_back_of_which_a_confirming_bank_paid_some(deals: Deals, store: Store) -> None:
    """What it paid stays drawn of the original, though the issuing bank refused (art. 8(a))."""
    credit = deals.confirmed("D", transferable=True)
    left = deals.available(credit)
    request(deals, credit, amount=OTHERS)
    granted = deals.do("transfer", credit, 1, fixed("PAID-1", 16), by="nominated")
    part = bytes(granted.result)
    presentation = shown(deals, part, 1_000 * USD)
    deals.do("examine", presentation, True, REPORT_HASH, by="nominated")
    deals.do("honour", presentation, by="nominated")
    deals.do("forward", presentation, by="nominated")
    deals.do("examine", presentation, False, REPORT_HASH, by="bank")
    deals.refuse(presentation)
    deals.do("takeBack", presentation, by="nominated")
    deals.do("giveBack", part, by="maker")
    assert deals.available(credit) == left - 1_000 * USD
    follow(deals, store)
    _compare(deals, store, [credit, part], [])


def _assigned(deals: Deals, credit: bytes) -> None:
    """Acknowledged in another order than notified; paid in part; released; withdrawn."""
    sums = (60_000 * USD, 10_000 * USD, 5_000 * USD)
    for number, amount in enumerate(sums, start=1):
        assign(deals, credit, "financier", amount, number)
    for number, by in ((2, "bank"), (1, "nominated"), (1, "bank")):
        deals.do("acknowledgeAssignment", credit, number, by=by)
    deals.do("honour", deals.examined(credit, 30_000 * USD, complying=True), by="bank")
    deals.do("releaseAssignment", credit, 2, by="financier")
    deals.do("withdrawAssignment", credit, 3, by="beneficiary")


def _compare(deals: Deals, store: Store, credits: list[bytes], drawings: list[bytes]) -> None:
    def told(view: str, *of: object) -> object:
        return plain(deals.net.call(deals.credit.view(view, *of)))

    with store.read() as work:
        for credit in credits:
            name = hexed(credit)
            record = records.credit(work, name)
            assert plain(record) == plain(deals.record(credit))
            assert records.available_minor(work, name, record) == deals.available(credit)
            assert plain(passed_on.part(work, name)) == told("partOf", credit)
            for number in range(1, 5):
                allowed = passed_on.allowed(work, name, number)
                assert allowed == told("allowedAmendment", credit, number)
            asked, given = passed_on.transfers(work, name), passed_on.assignments(work, name)
            for number in range(1, 7):
                kept = asked.get(number)
                state = told("transferOf", credit, number)
                assert (plain(kept) if kept else "NONE") == (state if kept else state["state"])
            for number in range(1, 5):
                held = given.get(number)
                state = told("assignment", credit, number)
                assert (plain(held) if held else "NONE") == (state if held else state["state"])
            for bank in ("bank", "nominated"):
                found = passed_on.acknowledged_by(work, name, hexed(org_id(bank)))
                assert found == told("acknowledgedBy", credit, org_id(bank))
        for drawing in drawings:
            found = passed_on.substitution(work, hexed(drawing))
            assert plain(found) == told("substitution", drawing)
