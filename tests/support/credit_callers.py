"""Every act of the contracts of credits, brought to where it may be done, and who may do it there.

A row is named `Contract.function`, with words after a space where one function has several: it
brings a credit there, gives the arguments, and says whose act it is. Everyone else is refused for
who they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.support.deals import (
    CONFIRM,
    DEFERRED,
    EXPIRY,
    FOR_INSTRUCTIONS,
    FROM_SIGHT,
    NEGOTIATION,
    NOTICE_HASH,
    REPORT_HASH,
    SHIPMENT,
    TERMS_HASH,
    USD,
    Deals,
    day_number,
    unix,
)
from tests.support.network import fixed, org_id

SUM = 100_000 * USD
EXPIRES = day_number(EXPIRY)
HASH = keccak(text="any hash that is asked for")
ADVISED_BY = {"advising_bank": org_id("adviser"), "second_advising_bank": org_id("nominated")}
REIMBURSED_BY = {"availability": NEGOTIATION, "reimbursing_bank": org_id("reimburser")}
USANCE = {"availability": DEFERRED, "tenor_start": FROM_SIGHT, "tenor_days": 30}
COMPLYING, HONOURED = 3, 8
ANYONE = "anyone"
PRESENTATIONS, SETTLEMENT = "CreditPresentations", "CreditSettlement"
ADVICE, AMENDMENTS = "CreditAdvice", "CreditAmendments"
WRONG_STATE = "Credit_WrongState"
WRONG_PRESENTATION = "Credit_WrongPresentationState"

Reach = Callable[[Deals], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """Who may do an act where `reach` brings the credit; it gives the arguments.

    `but` names the refusal of a caller to whom it says more than that the act is not theirs, and of
    one whose act it is where it can be done but once.
    """

    reach: Reach
    by: frozenset[str]
    but: dict[str, str]


ROWS: dict[str, Row] = {}


def row(name: str, *by: str, but: dict[str, str] | None = None) -> Callable[[Reach], Reach]:
    """Make a function the row of an act."""

    def kept(reach: Reach) -> Reach:
        ROWS[name] = Row(reach, frozenset(by), but or {})
        return reach

    return kept


def also(name: str, *by: str, reach: Reach, but: dict[str, str] | None = None) -> None:
    """A row that needs few words."""
    row(name, *by, but=but)(reach)


# ------------------------------------------------------------------ places to begin


def amendment(**stated: Any) -> dict[str, Any]:
    """An amendment that changes what is stated."""
    return {
        "amount_delta_minor": 0,
        "tolerance_delta_bps": 0,
        "expiry_day": 0,
        "latest_shipment_day": 0,
        "partial_drawings": 0,
        "changes_text": False,
        "cancels": False,
        "text_hash": HASH,
    } | stated


def amending(d: Deals, credit: bytes, **stated: Any) -> bytes:
    """A credit with an amendment that nobody has answered."""
    d.do("issueAmendment", credit, 1, amendment(**stated or {"changes_text": True}), by="bank")
    return credit


def assigning(d: Deals, *, acknowledged: bool = False) -> bytes:
    """A credit of which the beneficiary has assigned proceeds to the financier."""
    credit = d.issued()
    d.do("assignProceeds", credit, 1, org_id("financier"), USD, HASH, by="beneficiary")
    if acknowledged:
        d.do("acknowledgeAssignment", credit, 1, by="bank")
    return credit


def transferring(d: Deals, **stated: Any) -> bytes:
    """A credit of which the beneficiary asks that a part go to the stranger, which exports too."""
    credit = d.issued(clauses={"transferable": True})
    d.do("requestTransfer", credit, 1, transfer_of(**stated), by="beneficiary")
    return credit


def transfer_of(**stated: Any) -> dict[str, Any]:
    """A request that reduces nothing but the amount."""
    return {
        "second_beneficiary": org_id("stranger"),
        "amount_minor": USD,
        "expiry_day": EXPIRES,
        "latest_shipment_day": day_number(SHIPMENT),
        "insured_bps": 0,
        "amendments": 0,
        "names_first_beneficiary": True,
        "terms_hash": HASH,
    } | stated


def transferred(d: Deals, **stated: Any) -> bytes:
    """The stranger's part."""
    granted = d.do("transfer", transferring(d, **stated), 1, fixed("TR-1", 16), by="nominated")
    return bytes(granted.result or b"")


def under_a_part(d: Deals, *, demanded: bool = False) -> bytes:
    """The stranger's documents at the transferring bank."""
    part = transferred(d)
    made = d.do("present", part, org_id("nominated"), USD, d.papers(), by="stranger")
    presentation = bytes(made.result or b"")
    if demanded:
        d.do("demandSubstitution", presentation, by="nominated")
    return presentation


def in_instalments(d: Deals, *, stated: bool) -> tuple[bytes, list[tuple[int, int, int]]]:
    """A credit of one instalment, told or not yet."""
    parts = [(EXPIRES - 70, EXPIRES - 40, 250_000 * USD)]
    listed = encode(["(uint32,uint32,uint128)[]"], [parts])
    credit = d.applied(clauses={"instalments_root": keccak(listed)})
    if stated:
        d.do("stateInstalments", credit, parts, by="beneficiary")
        d.do("issue", credit, TERMS_HASH, fixed("LC-1", 16), by="bank")
    return credit, parts


def undertaken(d: Deals, by: str) -> bytes:
    """A drawing that a bank will pay at maturity."""
    credit = d.issued(clauses=USANCE)
    is_issuing = by == "bank"
    presentation = d.examined(credit, complying=True) if is_issuing else d.found_complying(credit)
    d.do("undertake", presentation, 0, by=by)
    return presentation


def negotiated(d: Deals, *, recourse: bool = False) -> bytes:
    """A drawing that the nominated bank has bought."""
    presentation = d.found_complying(d.issued(clauses=REIMBURSED_BY))
    d.do("offerAdvance", presentation, SUM, recourse, by="beneficiary")
    d.do("negotiate", presentation, SUM, recourse, by="nominated")
    return presentation


def refused_after(d: Deals, presentation: bytes) -> bytes:
    """The issuing bank refuses what the nominated bank acted upon."""
    d.do("forward", presentation, by="nominated")
    d.do("examine", presentation, False, REPORT_HASH, by="bank")
    d.refuse(presentation, FOR_INSTRUCTIONS)
    return presentation


def corrupted(d: Deals) -> bytes:
    """A presentation of which a record cannot be read."""
    presentation = d.presented(d.issued(clauses={"is_electronic": True}))
    d.do("reportCorruption", presentation, d.papers(), 1, by="bank")
    return presentation


def corrupted_when_paid(d: Deals) -> bytes:
    """A nominated bank honoured and sent them on; of one the issuing bank reads nothing."""
    presentation = d.found_complying(d.issued(clauses={"is_electronic": True}))
    d.do("honour", presentation, by="nominated")
    d.do("forward", presentation, by="nominated")
    d.do("reportCorruption", presentation, d.papers(), 1, by="bank")
    return presentation


def late(d: Deals, presentation: bytes, clock: str) -> bytes:
    """The five banking days have passed."""
    d.chain.set_time(getattr(d.presentation(presentation), clock) + 1)
    return presentation


def later(d: Deals, *instant: int) -> None:
    """Time passes."""
    d.chain.set_time(unix(*instant))


# ------------------------------------------------------------------ the register

also(
    "Credit.applyFor",
    "applicant",
    reach=lambda d: (d.terms(), fixed("A-1", 16)),
)
also(
    "Credit.applyForWith",
    "applicant",
    reach=lambda d: (d.terms(), d.clauses(), fixed("A-1", 16)),
)
also("Credit.withdrawApplication", "applicant", reach=lambda d: (d.applied(),))
also("Credit.declineApplication", "bank", reach=lambda d: (d.applied(),))
also("Credit.preAdvise", "bank", reach=lambda d: (d.applied(), TERMS_HASH, EXPIRES, True))
also("Credit.issue", "bank", reach=lambda d: (d.applied(), TERMS_HASH, fixed("LC-1", 16)))
also("Credit.stateInstalments", ANYONE, reach=lambda d: in_instalments(d, stated=False))
also("Credit.pauseNewCredits", "guardian", reach=lambda _: (True,))
also(
    "Credit.connect",
    "admin",
    reach=lambda d: (d.collateral.address,),
    but={"admin": "Credit_AlreadyConnected"},
)
also("Credit.markAdvised", ADVICE, reach=lambda d: (d.issued(),))
also(
    "Credit.reserve",
    PRESENTATIONS,
    reach=lambda d: (d.issued(), org_id("bank"), EXPIRES - 1, USD),
)
also("Credit.reserveAgain", PRESENTATIONS, reach=lambda d: (d.issued(), 0, USD))
also("Credit.keepOpen", AMENDMENTS, reach=lambda d: (d.issued(), EXPIRES + 1))
also("Credit.amend", AMENDMENTS, reach=lambda d: (d.issued(), amendment(changes_text=True)))


@row("Credit.release", PRESENTATIONS)
def _release(d: Deals) -> tuple[Any, ...]:
    credit = d.issued()
    d.presented(credit, USD)
    return credit, 0, USD


@row("Credit.draw", SETTLEMENT)
def _draw(d: Deals) -> tuple[Any, ...]:
    credit = d.issued()
    d.presented(credit, USD)
    return credit, USD


@row("Credit.lapse", ANYONE)
def _lapse(d: Deals) -> tuple[Any, ...]:
    credit, _ = in_instalments(d, stated=True)
    later(d, 2026, 6, 10)
    return (credit,)


@row("Credit.expire", ANYONE)
def _expire(d: Deals) -> tuple[Any, ...]:
    credit = d.issued()
    later(d, 2026, 6, 20)
    return (credit,)


# ------------------------------------------------------------------ advice, confirmation

also(
    "CreditAdvice.advise",
    "adviser",
    reach=lambda d: (d.issued(clauses=ADVISED_BY),),
    but={"nominated": WRONG_STATE},
)
also("CreditAdvice.refuseToAdvise", "adviser", reach=lambda d: (advising(d), HASH))
also(
    "CreditAdvice.confirm",
    "nominated",
    reach=lambda d: (d.issued(clauses={"confirmation": CONFIRM}),),
)
also(
    "CreditAdvice.declineConfirmation",
    "nominated",
    reach=lambda d: (d.issued(clauses={"confirmation": CONFIRM}),),
)
also("CreditAdvice.amendConfirmation", AMENDMENTS, reach=lambda d: (d.confirmed(), USD, EXPIRES))


def advising(d: Deals) -> bytes:
    """A credit that one bank is to advise."""
    return d.issued(clauses={"advising_bank": org_id("adviser")})


@row("CreditAdvice.advise as the second bank", "nominated", but={"adviser": WRONG_STATE})
def _advise_on(d: Deals) -> tuple[Any, ...]:
    credit = d.issued(clauses=ADVISED_BY)
    d.do("advise", credit, by="adviser")
    return (credit,)


# ------------------------------------------------------------------ amendments

also(
    "CreditAmendments.issueAmendment",
    "bank",
    reach=lambda d: (d.issued(), 1, amendment(changes_text=True)),
)
also(
    "CreditAmendments.extendConfirmation",
    "nominated",
    reach=lambda d: (amending(d, d.confirmed()), 1, True),
)
also(
    "CreditAmendments.answerAmendment",
    "beneficiary",
    reach=lambda d: (amending(d, d.issued()), 1, True, bytes(32)),
)
also(
    "CreditAmendments.presentUnder",
    "beneficiary",
    reach=lambda d: (amending(d, d.issued()), 1, org_id("bank"), USD, d.papers()),
)


@row("CreditAmendments.adviseAmendment", "adviser")
def _advise_amendment(d: Deals) -> tuple[Any, ...]:
    credit = advising(d)
    d.do("advise", credit, by="adviser")
    return amending(d, credit), 1


@row("CreditAmendments.acceptByPresentation", "bank")
def _accept(d: Deals) -> tuple[Any, ...]:
    credit = amending(d, d.issued())
    return d.examined(credit, complying=True), 1, HASH


@row("CreditAmendments.acceptByPresentation to the confirming bank", "nominated")
def _accept_confirming(d: Deals) -> tuple[Any, ...]:
    credit = amending(d, d.confirmed())
    d.do("extendConfirmation", credit, 1, True, by="nominated")
    return d.found_complying(credit), 1, HASH


also(
    "CreditAmendments.acceptByPresentation to the nominated bank",
    "nominated",
    reach=lambda d: (d.found_complying(amending(d, d.issued())), 1, HASH),
)

# ------------------------------------------------------------------ assignments

also(
    "CreditAssignments.assignProceeds",
    "beneficiary",
    reach=lambda d: (d.issued(), 1, org_id("financier"), USD, HASH),
)
also(
    "CreditAssignments.acknowledgeAssignment",
    "bank",
    "nominated",
    reach=lambda d: (assigning(d), 1),
)
also("CreditAssignments.withdrawAssignment", "beneficiary", reach=lambda d: (assigning(d), 1))
also(
    "CreditAssignments.releaseAssignment",
    "financier",
    reach=lambda d: (assigning(d, acknowledged=True), 1),
)
also(
    "CreditAssignments.apportion",
    SETTLEMENT,
    reach=lambda d: (HASH, assigning(d, acknowledged=True), org_id("bank"), USD),
)
also(
    "CreditAssignments.connectSettlement",
    "admin",
    reach=lambda d: (d.credit.settlement.address,),
    but={"admin": "Credit_AlreadyConnected"},
)

# ------------------------------------------------------------------ transfers

also(
    "CreditTransfers.requestTransfer",
    "beneficiary",
    reach=lambda d: (d.issued(clauses={"transferable": True}), 1, transfer_of()),
)
also(
    "CreditTransfers.withdrawTransferRequest",
    "beneficiary",
    reach=lambda d: (transferring(d), 1),
)
also(
    "CreditTransfers.transfer",
    "nominated",
    reach=lambda d: (transferring(d), 1, fixed("TR-1", 16)),
)
also("CreditTransfers.giveBack", "stranger", reach=lambda d: (transferred(d),))
also(
    "CreditTransfers.allowAmendment",
    "beneficiary",
    reach=lambda d: (transferred(d, amendments=1), 1, amendment(changes_text=True)),
)
also("CreditTransfers.demandSubstitution", "nominated", reach=lambda d: (under_a_part(d),))
also(
    "CreditTransfers.substitute",
    "beneficiary",
    reach=lambda d: (under_a_part(d), d.papers("its own invoice")[0], bytes(32)),
)
also("Credit.endPart", "CreditTransfers", reach=lambda d: (transferred(d),))
also(
    "Credit.issuePart",
    "CreditTransfers",
    reach=lambda d: (d.issued(), d.terms(), d.clauses(), fixed("TR-1", 16)),
)
also(
    "CreditAdvice.carryConfirmation",
    "CreditTransfers",
    reach=lambda d: (d.issued(), org_id("nominated"), USD, EXPIRES),
)


@row("CreditTransfers.closePart", "applicant", "beneficiary", "stranger", "bank", "nominated")
def _close_part(d: Deals) -> tuple[Any, ...]:
    part = transferred(d)
    later(d, 2026, 7, 1)
    d.do("expire", part, by="stranger")
    return (part,)


@row("CreditTransfers.takeAsReceived", "nominated")
def _take_as_received(d: Deals) -> tuple[Any, ...]:
    presentation = under_a_part(d, demanded=True)
    later(d, 2026, 3, 10)
    return (presentation,)


# ------------------------------------------------------------------ collateral

also("CreditCollateral.lodgeCollateral", "applicant", reach=lambda d: (d.issued(), USD))
also("CreditCollateral.settle", ANYONE, reach=lambda d: (d.issued(),))
also("CreditCollateral.notePostponed", SETTLEMENT, reach=lambda d: (d.issued(), day_number(EXPIRY)))


def covered(d: Deals) -> bytes:
    """A credit with collateral, of which a part has been honoured."""
    credit = d.issued()
    d.lodge(credit, USD)
    d.do("honour", d.examined(credit, complying=True), by="bank")
    return credit


also("CreditCollateral.applyCollateral", "bank", reach=lambda d: (covered(d),))
also("CreditCollateral.returnCollateral", "bank", reach=lambda d: (covered(d),))


@row("CreditCollateral.returnCollateral past the long stop", ANYONE)
def _return_late(d: Deals) -> tuple[Any, ...]:
    credit = covered(d)
    later(d, 2027, 1, 15)
    return (credit,)


# ------------------------------------------------------------------ presentations

also(
    "CreditPresentations.present",
    "beneficiary",
    reach=lambda d: (d.issued(), org_id("bank"), USD, d.papers()),
)
also(
    "CreditPresentations.presentFor",
    AMENDMENTS,
    reach=lambda d: (d.issued(), org_id("bank"), USD, d.papers()),
)
also(
    "CreditPresentations.discharge",
    SETTLEMENT,
    reach=lambda d: (d.examined(d.issued(), complying=True), HONOURED),
)
also(
    "CreditPresentations.markRepaid",
    SETTLEMENT,
    reach=lambda d: (d.examined(d.issued(), complying=True),),
)


def at_nominated(d: Deals) -> bytes:
    """Presented to the nominated bank, which has not looked yet."""
    return d.presented(d.issued(), to="nominated")


for _name, _by, _args in (
    ("forward", "nominated", ()),
    ("agreeToAct", "nominated", ()),
    ("examineAsNominated", "nominated", (True, HASH)),
    ("takeBack", "beneficiary", ()),
):
    also(
        f"CreditPresentations.{_name}",
        _by,
        reach=lambda d, args=_args: (at_nominated(d), *args),  # type: ignore[misc]
        but={"beneficiary": "Credit_StillInTime"} if _name == "forward" else None,
    )
also(
    "CreditPresentations.forward past its time",
    "nominated",
    "beneficiary",
    reach=lambda d: (late(d, at_nominated(d), "forward_by"),),
)
also(
    "CreditPresentations.forward past a confirming bank",
    "beneficiary",
    reach=lambda d: (late(d, d.found_complying(d.confirmed()), "forward_by"),),
)
also(
    "CreditPresentations.reportLost",
    "nominated",
    reach=lambda d: (d.found_complying(d.issued()), HASH),
)
also(
    "CreditPresentations.examine",
    "bank",
    reach=lambda d: (d.presented(d.issued()), True, HASH),
)
also(
    "CreditPresentations.examine as confirming bank",
    "nominated",
    reach=lambda d: (d.presented(d.confirmed(), to="nominated"), True, HASH),
)
also(
    "CreditPresentations.reportCorruption",
    "bank",
    reach=lambda d: (d.presented(d.issued(clauses={"is_electronic": True})), d.papers(), 1),
)
also(
    "CreditPresentations.replaceRecords",
    "beneficiary",
    reach=lambda d: (corrupted(d), d.papers(), d.papers("again")),
)
also(
    "CreditPresentations.replaceRecords of documents paid for",
    "nominated",
    reach=lambda d: (corrupted_when_paid(d), d.papers(), d.papers("again")),
)


def discrepant(d: Deals) -> bytes:
    """Examined by the issuing bank, and found not to comply."""
    return d.examined(d.issued(), complying=False)


also(
    "CreditPresentations.refuse",
    "bank",
    reach=lambda d: (discrepant(d), [HASH], FOR_INSTRUCTIONS, NOTICE_HASH),
)
also("CreditPresentations.waive", "bank", reach=lambda d: (discrepant(d),))
also("CreditPresentations.askWaiver", "bank", reach=lambda d: (discrepant(d),))
also("CreditPresentations.returnDocuments", "bank", reach=lambda d: (d.refused(d.issued()),))


@row("CreditPresentations.answerWaiver", "applicant")
def _answer_waiver(d: Deals) -> tuple[Any, ...]:
    presentation = discrepant(d)
    d.do("askWaiver", presentation, by="bank")
    return presentation, True


@row("CreditPresentations.preclude", ANYONE)
def _preclude(d: Deals) -> tuple[Any, ...]:
    return (late(d, d.presented(d.issued()), "decide_by"),)


@row("CreditPresentations.dropCorrupted", ANYONE)
def _drop(d: Deals) -> tuple[Any, ...]:
    presentation = corrupted(d)
    later(d, 2026, 5, 1)
    return (presentation,)


# ------------------------------------------------------------------ restraints

also("CreditRestraints.suspendByCourt", "regulator", reach=lambda d: (d.issued(), HASH))
also(
    "CreditRestraints.holdForCompliance",
    "bank",
    reach=lambda d: (d.issued(), org_id("bank"), HASH, b"SG"),
)


@row("CreditRestraints.liftCourtOrder", "regulator")
def _lift(d: Deals) -> tuple[Any, ...]:
    credit = d.issued()
    d.do("suspendByCourt", credit, HASH, by="regulator")
    return credit, org_id("regulator")


@row("CreditRestraints.endComplianceHold", "nominated")
def _end_hold(d: Deals) -> tuple[Any, ...]:
    credit = d.issued()
    d.do("holdForCompliance", credit, org_id("nominated"), HASH, b"IN", by="nominated")
    return credit, org_id("nominated")


# ------------------------------------------------------------------ settlement

also("CreditSettlement.honour", "bank", reach=lambda d: (d.examined(d.issued(), complying=True),))
also(
    "CreditSettlement.honour as nominated bank",
    "nominated",
    reach=lambda d: (d.found_complying(d.issued()),),
    but={"bank": WRONG_PRESENTATION},
)
also(
    "CreditSettlement.undertake",
    "bank",
    reach=lambda d: (d.examined(d.issued(clauses=USANCE), complying=True), 0),
)
also(
    "CreditSettlement.undertake as nominated bank",
    "nominated",
    reach=lambda d: (d.found_complying(d.issued(clauses=USANCE)), 0),
)
also("CreditSettlement.offerAdvance", "beneficiary", reach=lambda d: (at_nominated(d), USD, True))
also("CreditSettlement.claimReimbursement", "nominated", reach=lambda d: (negotiated(d),))
also("CreditSettlement.reimburse", "bank", reach=lambda d: (negotiated(d),))
also(
    "CreditSettlement.repay",
    "beneficiary",
    reach=lambda d: (refused_after(d, negotiated(d, recourse=True)),),
)


@row("CreditSettlement.negotiate", "nominated")
def _negotiate(d: Deals) -> tuple[Any, ...]:
    presentation = d.found_complying(d.issued(clauses=REIMBURSED_BY))
    d.do("offerAdvance", presentation, SUM, False, by="beneficiary")
    return presentation, SUM, False


@row("CreditSettlement.prepay", "nominated")
def _prepay(d: Deals) -> tuple[Any, ...]:
    presentation = undertaken(d, "nominated")
    d.do("offerAdvance", presentation, SUM, False, by="beneficiary")
    return presentation, SUM


@row("CreditSettlement.payUndertaking", "nominated")
def _pay_undertaking(d: Deals) -> tuple[Any, ...]:
    presentation = undertaken(d, "nominated")
    later(d, 2026, 5, 1)
    return (presentation,)


@row("CreditSettlement.payAtMaturity", "bank")
def _pay_at_maturity(d: Deals) -> tuple[Any, ...]:
    presentation = undertaken(d, "bank")
    later(d, 2026, 5, 1)
    return (presentation,)


@row("CreditSettlement.reimburse on a claim", "bank", "reimburser")
def _reimburse(d: Deals) -> tuple[Any, ...]:
    presentation = negotiated(d)
    d.do("claimReimbursement", presentation, by="nominated")
    return (presentation,)


@row("CreditSettlement.refund", "nominated")
def _refund(d: Deals) -> tuple[Any, ...]:
    presentation = negotiated(d)
    d.do("reimburse", presentation, by="bank")
    return (refused_after(d, presentation),)
