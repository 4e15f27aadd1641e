"""After the acts that banks practise, the tables say of each credit what its contracts say."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from api import records
from api.credit import recorded
from api.ids import to_hex as hexed
from dhow.ledger.bindings.values import OrgId
from dhow.ledger.following import NodeBlocks, Projector, final_of
from dhow.store import Store, open_store
from dhow.store.projections import StoredProjections
from tests.conformance.ledger.test_tables_say_what_contracts_say import plain
from tests.support.chain import Chain
from tests.support.deals import MIXED, USD, Deals
from tests.support.followed import followed_from
from tests.support.network import org_id
from tests.support.stores import CHEAP, MASTER_KEY
from tests.unit.contracts.credit.test_amendments import answer, issue
from tests.unit.contracts.credit.test_settlement import (
    COVER,
    NEGOTIABLE,
    SUM,
    USANCE,
    negotiated,
    sent_on,
)

LATER = 20_640  # in July 2026
BASIS, REASON = b"\x05" * 32, b"\x06" * 32
SECOND = {"second_advising_bank": org_id("stranger")}


@pytest.fixture(scope="module")
def deals(module_chain: Chain) -> Deals:
    made = Deals(module_chain)
    made.net.admit("court", "REGULATOR")
    return made


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store("sqlite://", MASTER_KEY, password_cost=CHEAP) as opened:
        yield opened


def test_every_record_is_the_contracts(deals: Deals, store: Store) -> None:
    """What banks do of their own, each kind of it at least once."""
    drawings: list[bytes] = []
    confirmed, held = _confirmed(deals, drawings), _held(deals, drawings)
    credits = [confirmed, held]
    credits += [lived(deals, drawings) for lived in (_bought, _covered, _usance)]
    # undertaken and not paid at maturity: the issuing bank honours all the same
    credits += [lived(deals, drawings) for lived in (_gone_past, _paid_and_given_back, _partly)]
    late = deals.issued("F", clauses=USANCE)
    drawings.append(sent_on(deals, _undertaken(deals, late)))
    pre_advised = deals.applied("G")
    deals.do("preAdvise", pre_advised, deals.terms()["terms_hash"], LATER - 100, True, by="bank")
    credits += [late, pre_advised]
    followed = follow(deals, store)
    _compare(deals, store, credits, drawings)
    deals.chain.set_time(86_400 * (deals.drawing(drawings[-1]).maturity_day + 1))
    deals.do("honour", drawings[-1], by="bank")
    deals.do("liftCourtOrder", confirmed, org_id("regulator"), by="regulator")
    deals.do("suspendByCourt", confirmed, REASON, by="court")
    deals.do("endComplianceHold", held, org_id("nominated"), by="nominated")
    followed.catch_up()
    _compare(deals, store, credits, drawings)


def _confirmed(deals: Deals, drawings: list[bytes]) -> bytes:
    """Advised by two, confirmed, amended within and without the confirmation."""
    credit = deals.confirmed("A", **SECOND)
    deals.do("advise", credit, by="nominated")
    deals.do("advise", credit, by="stranger")
    issue(deals, credit, amount_delta_minor=50_000 * USD, expiry_day=LATER)
    issue(deals, credit, 2, amount_delta_minor=-10_000 * USD)
    issue(deals, credit, 3, changes_text=True)
    issue(deals, credit, 4, cancels=True)
    deals.do("extendConfirmation", credit, 1, True, by="nominated")
    deals.do("extendConfirmation", credit, 2, False, by="nominated")
    deals.do("adviseAmendment", credit, 3, by="nominated")
    deals.do("adviseAmendment", credit, 3, by="stranger")
    answer(deals, credit)
    answer(deals, credit, 2, False, REASON)
    drawings.append(deals.found_complying(credit))
    deals.do("acceptByPresentation", drawings[-1], 3, REASON, by="nominated")
    deals.do("suspendByCourt", credit, BASIS, by="regulator")
    return credit


def _held(deals: Deals, drawings: list[bytes]) -> bytes:
    """Amended, neither advised nor confirmed; waiver asked, declined; held, by one bank still."""
    credit = deals.issued("B", clauses={"confirmation": 1})
    issue(deals, credit, changes_text=True)
    answer(deals, credit)  # before any confirmation
    deals.do("refuseToAdvise", credit, REASON, by="nominated")
    deals.do("declineConfirmation", credit, by="nominated")
    drawings.append(deals.refused(credit))
    deals.do("askWaiver", drawings[-1], by="bank")
    deals.do("answerWaiver", drawings[-1], False, by="applicant")
    for bank in ("bank", "nominated"):
        deals.do("holdForCompliance", credit, org_id(bank), BASIS, b"SG", by=bank)
    deals.do("endComplianceHold", credit, org_id("bank"), by="bank")
    return credit


def _bought(deals: Deals, drawings: list[bytes]) -> bytes:
    """Bought with recourse, refused, paid back; the bank agreed to act before."""
    credit = deals.issued("C", clauses=NEGOTIABLE)
    drawings.append(deals.presented(credit, to="nominated"))
    deals.do("agreeToAct", drawings[-1], by="nominated")
    drawings.append(negotiated(deals, credit, recourse=True, advance=SUM - 1))
    sent_on(deals, drawings[-1], complying=False)
    deals.refuse(drawings[-1])
    deals.allow(deals.money, "beneficiary")
    deals.do("repay", drawings[-1], by="beneficiary")
    return credit


def _covered(deals: Deals, drawings: list[bytes]) -> bytes:
    """Reimbursed, refused, refunded; and lost on its way."""
    credit = deals.issued("D", clauses=COVER)
    drawings.append(deals.found_complying(credit))
    deals.do("honour", drawings[-1], by="nominated")
    deals.do("claimReimbursement", drawings[-1], by="nominated")
    deals.do("reimburse", drawings[-1], by="stranger")
    sent_on(deals, drawings[-1], complying=False)
    deals.refuse(drawings[-1])
    deals.do("refund", drawings[-1], by="nominated")
    others = deals.papers("another invoice", "another bill of lading")
    drawings.append(deals.found_complying(credit, papers=others))
    deals.do("reportLost", drawings[-1], REASON, by="nominated")
    return credit


def _usance(deals: Deals, drawings: list[bytes]) -> bytes:
    """Undertaken by the nominated bank, bought before maturity; and by the issuing bank."""
    credit = deals.issued("E", clauses=USANCE | {"transferable": True})
    drawings.append(deals.found_complying(credit))
    deals.do("undertake", drawings[-1], 0, by="nominated")
    deals.do("offerAdvance", drawings[-1], SUM - 5, False, by="beneficiary")
    deals.do("prepay", drawings[-1], SUM - 5, by="nominated")
    drawings.append(deals.examined(credit, complying=True))
    deals.do("undertake", drawings[-1], 0, by="bank")
    return credit


def _gone_past(deals: Deals, drawings: list[bytes]) -> bytes:
    """Past a confirming bank: still bound, paid all the same, paid by the other, taken back.

    And refused: bound still, with the documents or without; paid, and those given back.
    """
    credit = deals.confirmed("H")
    past = [deals.found_complying(credit, amount * USD) for amount in range(1, 9)]
    deals.chain.set_time(deals.presentation(past[-1]).forward_by + 1)
    for each in past:
        deals.do("forward", each, by="beneficiary")
        deals.do("examine", each, each in past[:3], REASON, by="bank")
    deals.do("honour", past[1], by="nominated")
    deals.do("honour", past[2], by="bank")
    for each in past[3:]:
        deals.refuse(each)
    deals.do("takeBack", past[3], by="beneficiary")
    for returned in (past[5], past[7]):
        deals.do("returnDocuments", returned, by="bank")
    for paid in past[6:]:
        deals.do("honour", paid, by="nominated")
    drawings.extend(past)
    return credit


def _paid_and_given_back(deals: Deals, drawings: list[bytes]) -> bytes:
    """By a confirming bank, refused by the other: it stays drawn, and awaits nothing."""
    credit = deals.confirmed("J")
    drawings.append(deals.found_complying(credit))
    deals.do("honour", drawings[-1], by="nominated")
    sent_on(deals, drawings[-1], complying=False)
    deals.refuse(drawings[-1])
    deals.do("takeBack", drawings[-1], by="nominated")
    record = deals.record(credit)
    assert (record.reserved_minor, record.open_presentations) == (SUM, 0)
    return credit


def _partly(deals: Deals, drawings: list[bytes]) -> bytes:
    """A part at sight: reimbursed ahead of the rest, and given back after a refusal."""
    clauses = USANCE | {"availability": MIXED, "sight_bps": 3_000, **COVER}
    credit = deals.issued("I", clauses=clauses)
    for number in range(2):
        drawings.append(_undertaken(deals, credit))
        deals.do("claimReimbursement", drawings[-1], by="nominated")
        deals.do("reimburse", drawings[-1], by="stranger" if number else "bank")
    sent_on(deals, drawings[-1], complying=False)
    deals.refuse(drawings[-1])
    deals.do("refund", drawings[-1], by="nominated")
    return credit


def _undertaken(deals: Deals, credit: bytes) -> bytes:
    presentation = deals.found_complying(credit)
    deals.do("undertake", presentation, 0, by="nominated")
    return presentation


def follow(deals: Deals, store: Store) -> Projector:
    named = {
        "Members": deals.net.members,
        "BankingCalendars": deals.calendars,
        "Documents": deals.documents,
        **deals.credit.all,
    }
    contracts = {str(contract.address): (name, "") for name, contract in named.items()}
    contracts[str(deals.money.address)] = ("Money", "USD")
    engine = deals.chain.engine
    source = NodeBlocks(engine, final_of(engine))
    projector = Projector(source, followed_from(contracts), StoredProjections(store))
    projector.catch_up()
    return projector


def _compare(deals: Deals, store: Store, credits: list[bytes], drawings: list[bytes]) -> None:
    def told(view: str, *of: object) -> object:
        return plain(deals.net.call(deals.credit.view(view, *of)))

    with store.read() as work:
        for credit in credits:
            record = records.credit(work, hexed(credit))
            found = recorded.standing(work, hexed(credit), record)
            assert plain(record) == plain(deals.record(credit))
            assert plain(found.clauses) == told("clausesOf", credit)
            assert plain(found.advice) == told("advice", credit)
            orders = deals.net.call(deals.credit.view("courtOrders", credit))
            assert [plain(each) for each in found.orders.values()] == [*map(plain, orders)]
            for bank in ("bank", "nominated"):
                hold = found.holds.get(OrgId(org_id(bank)), recorded.NO_HOLD)
                assert plain(hold) == told("complianceHold", credit, org_id(bank))
            assert len(found.amendments) == told("amendmentsOf", credit)
            for number, amendment in found.amendments.items():
                view = deals.net.call(deals.credit.view("amendment", credit, number))
                # no event tells by how much the most that may be drawn moved
                assert plain(amendment) == plain(replace(view, cap_delta_minor=0))
        for drawing in drawings:
            name = hexed(drawing)
            assert plain(records.presentation(work, name)) == plain(deals.presentation(drawing))
            assert plain(recorded.handling(work, name)) == told("handling", drawing)
            assert plain(recorded.drawing(work, name)) == told("drawing", drawing)
            assert plain(recorded.advance_terms(work, name)) == told("advanceTerms", drawing)
        absent = hexed(b"\xab" * 32)
        assert recorded.handling(work, absent) == recorded.NO_HANDLING
        assert recorded.drawing(work, absent) == recorded.NO_DRAWING
