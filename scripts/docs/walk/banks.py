"""What banks do of their own under a credit: advise, confirm, act on their nomination."""

from datetime import UTC, datetime

from eth_utils.crypto import keccak

from api.acts import label_of, send_signed, signer_of
from api.auth.roles import Actor, Duty
from api.client.shapes import AssignProceeds, HoldForCompliance, IssueAmendment, PreAdvise
from api.credit.presentations import id_of
from scenarios.stage.stage import Stage
from scripts.docs.walk.trade import (
    CLEARING,
    COURT,
    FACTORS,
    ISSUER,
    JUICE,
    LINE,
    MUMBAI,
    ORCHARDS,
    PRICE,
    api_of,
    applied,
    delivered,
    issued,
    party,
    presented,
)

TO_CONFIRM = {"confirmation": "MAY ADD"}


async def advised(stage: Stage) -> None:
    """One credit pre-advised and confirmed; one that its bank neither advises nor confirms."""
    credit = (await applied(stage, "WALK-07", **TO_CONFIRM))["id"]
    bank, mumbai = stage.actor(ISSUER), api_of(stage, MUMBAI)
    day: PreAdvise = {"issue_by": "2026-05-15", "full_details_to_follow": True}
    await bank.bind(lambda api: api.credit.pre_advise(credit, day))
    await bank.bind(lambda api: api.credit.issue(credit, {"number": "WALK-07"}))
    await mumbai.credit.advise(credit)
    await mumbai.credit.confirm(credit)
    declined = (await applied(stage, "WALK-08", **TO_CONFIRM))["id"]
    await bank.bind(lambda api: api.credit.issue(declined, {"number": "WALK-08"}))
    await mumbai.credit.decline_confirmation(declined)
    await mumbai.credit.refuse_to_advise(declined, {"reason": "We keep no account for you."})


async def bought_before_maturity(stage: Stage) -> None:
    """A deferred payment undertaken by the nominated bank, prepaid, and reimbursed at maturity."""
    credit = await issued(
        stage,
        "WALK-09",
        availability={
            "mode": "deferred",
            "with_bank": "nominated_bank",
            "tenor": {"days": 3, "after": "sight"},
        },
        reimbursing_bank=party(CLEARING),
    )
    mumbai, orchards = api_of(stage, MUMBAI), api_of(stage, ORCHARDS)
    drawing = await delivered(stage, credit, "WALK-09")
    await mumbai.credit.agree(drawing)
    await mumbai.credit.examine(drawing)
    await mumbai.credit.undertake(drawing, {"stated_day": None})
    await orchards.credit.offer_advance(drawing, {"minimum_minor": PRICE - 500})
    await mumbai.credit.prepay(drawing, {"advance_minor": PRICE - 500})
    await mumbai.credit.claim(drawing)
    await api_of(stage, CLEARING).credit.read_messages(credit)
    await api_of(stage, CLEARING).credit.read_reimbursements()
    stage.at(datetime(2026, 5, 4, 8, tzinfo=UTC))
    await api_of(stage, CLEARING).credit.reimburse(drawing)


async def paid_at_maturity(stage: Stage) -> None:
    """A deferred payment that the issuing bank undertakes, and makes when it falls due."""
    credit = await issued(
        stage,
        "WALK-10",
        availability={
            "mode": "deferred",
            "with_bank": "issuing_bank",
            "tenor": {"days": 2, "after": "sight"},
        },
    )
    drawing = await presented(stage, credit, "WALK-10")
    bank = stage.actor(ISSUER)
    await bank.bind(lambda api: api.credit.examine(drawing))
    await bank.bind(lambda api: api.credit.undertake(drawing, {"stated_day": None}))
    stage.at(datetime(2026, 5, 8, 8, tzinfo=UTC))
    await bank.bind(lambda api: api.credit.pay_at_maturity(drawing))


async def given_back(stage: Stage) -> None:
    """Bought and reimbursed on the nominated bank's own judgement; then refused, and undone."""
    credit = await issued(
        stage,
        "WALK-11",
        availability={"mode": "negotiation", "with_bank": "nominated_bank"},
    )
    mumbai, orchards = api_of(stage, MUMBAI), api_of(stage, ORCHARDS)
    drawing = await delivered(stage, credit, "WALK-11", on_board="2026-04-26")
    _judges_for_itself(stage, drawing)
    await orchards.credit.offer_advance(
        drawing, {"minimum_minor": PRICE - 900, "with_recourse": True}
    )
    await mumbai.credit.negotiate(drawing, {"advance_minor": PRICE - 900, "with_recourse": True})
    bank = stage.actor(ISSUER)
    await bank.bind(lambda api: api.credit.reimburse(drawing))
    await mumbai.credit.forward(drawing)
    await bank.bind(lambda api: api.credit.examine(drawing))
    await bank.bind(lambda api: api.credit.ask_for_waiver(drawing))
    await api_of(stage, JUICE).credit.answer_waiver(drawing, {"waives": False})
    await bank.bind(lambda api: api.credit.refuse(drawing, {"disposal": "RETURNING"}))
    await mumbai.credit.refund(drawing)
    await orchards.money.allow("USD", {"contract": "credit", "minor": PRICE})
    await orchards.credit.repay(drawing)
    await bank.api.credit.return_documents(drawing)


async def amended_and_held_up(stage: Stage) -> None:
    """An amendment that all agree to; then a bank holds its payments, and a court stops them."""
    credit = await issued(stage, "WALK-12", confirmation="CONFIRM")
    bank, mumbai, orchards = stage.actor(ISSUER), api_of(stage, MUMBAI), api_of(stage, ORCHARDS)
    await mumbai.credit.confirm(credit)
    later: IssueAmendment = {
        "amendment": {
            "credit_number": "WALK-12",
            "number": 1,
            "issued_on": "2026-05-11",
            "changes": [{"path": "expiry.day", "action": "set", "value": "2026-06-15"}],
        }
    }
    await bank.bind(lambda api: api.credit.amend(credit, later))
    await mumbai.credit.extend_confirmation(credit, 1, {"extends": True})
    await mumbai.credit.advise_amendment(credit, 1)
    await orchards.credit.answer_amendment(credit, 1, {"accepts": True})
    await orchards.credit.read_amendments(credit)
    why: HoldForCompliance = {"legal_basis": "Federal Decree 10 of 2025", "jurisdiction": "AE"}
    await bank.bind(lambda api: api.credit.hold(credit, why))
    await bank.bind(lambda api: api.credit.end_hold(credit))
    court = api_of(stage, COURT)
    await court.credit.suspend(credit, {"order_reference": "CC/2026/17"})
    await court.credit.lift(credit)


async def assigned(stage: Stage) -> None:
    """Proceeds assigned: acknowledged and released, and one that is taken back."""
    credit = await issued(stage, "WALK-20")
    orchards, factors = api_of(stage, ORCHARDS), api_of(stage, FACTORS)
    share: AssignProceeds = {
        "assignee": stage.lei(FACTORS),
        "amount": {"currency": "USD", "minor": PRICE // 2},
    }
    await orchards.credit.assign(credit, share)
    await orchards.credit.assign(credit, {"assignee": stage.lei(LINE)})
    await orchards.credit.withdraw_assignment(credit, 2)
    await api_of(stage, MUMBAI).credit.acknowledge_assignment(credit, 1)
    await factors.credit.read_assigned()
    await factors.credit.read_assignments(credit)
    await factors.credit.release_assignment(credit, 1)


def _judges_for_itself(stage: Stage, presentation: str) -> None:
    """The nominated bank takes documents for complying, by an act that it signs itself."""
    context = stage.context
    mumbai = Actor(stage.lei(MUMBAI), "checker", Duty.CHECKER, frozenset())
    act = context.contracts.credit_presentations.examine_as_nominated(
        presentation=id_of(presentation), complying=True, examination_hash=keccak(b"by hand")
    )
    send_signed(context, act, signer_of(context, mumbai), label_of(mumbai))
