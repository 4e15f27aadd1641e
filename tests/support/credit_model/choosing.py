"""Chooses acts at random: mostly what may come next, often what may not, by whom it may not."""

from collections.abc import Callable
from random import Random
from typing import Any

from eth_utils.crypto import keccak

from tests.support.credit_model.amending import FINDING, amending, showing
from tests.support.credit_model.amendments import amended
from tests.support.credit_model.assigning import assigning
from tests.support.credit_model.clocks import number_of
from tests.support.credit_model.contracts import AVAILABILITIES, CONFIRMATIONS, DISPOSALS
from tests.support.credit_model.records import (
    ENDED,
    USANCE,
    Credit,
    Instalment,
    Presentation,
    Terms,
)
from tests.support.credit_model.rules import Act, judged
from tests.support.credit_model.terms import DAY, root_of
from tests.support.credit_model.transferring import substituting, transferring
from tests.support.credit_model.world import World
from tests.support.deals import EXPIRY
from tests.support.network import fixed

WRONG = 0.12  # how often a part of an act is not as it should be
LIKELY = 0.75  # how often an act is sought that may be accepted
SAME_BLOCK = 0.08  # how often an act is in the block of the one before
TRIES = 14
LONGEST_WAIT = 60 * DAY
END_OF_TIME = number_of(EXPIRY.replace(year=2027)) * DAY
REPORT, NOTICE, COVER, ORDER, LAW = (
    keccak(text=name) for name in ("report", "notice", "cover", "order", "law")
)
NO_HASH = bytes(32)
REGISTERS = ("regulator", "court")
IDLENESS = 0.95  # how often nothing is said where nothing moves
# What is allowed at almost any time and moves nothing.
IDLE = {"offerAdvance", "takeBack", "returnDocuments", "askWaiver"}


class Chooser:
    """Draws acts from a seed, looking at the model to know what there is to act on."""

    def __init__(self, world: World, random: Random) -> None:
        """Draw for this world."""
        self.world = world
        self.random = random
        self.applied = 0
        self.promised: dict[bytes, list[Instalment]] = {}
        self.acts: list[tuple[int, Callable[[], Act | None]]] = [
            (1, self.application),
            (8, self.on_application),
            (12, self.on_issued),
            (24, self.presenting),
            (150, self.on_presentation),
            (20, lambda: amending(self)),
            (12, lambda: assigning(self)),
            (16, lambda: transferring(self)),
            (9, self.collateral),
            (3, self.restraint),
            (3, self.around),
        ]

    def next(self) -> Act:
        """An act that the rules allow, more often than not; any other one else."""
        weights = [weight for weight, _ in self.acts]
        is_likely = self.random.random() < LIKELY
        if is_likely and all(each.state in ENDED for each in self.world.credits.values()):
            return self.application()
        found: Act | None = None
        for _ in range(TRIES):
            act = self.random.choices(self.acts, weights)[0][1]()
            found = act or found
            if act is not None and (not is_likely or not judged(self.world, act).reasons):
                return act
        return found or self.application()

    def wait(self) -> int:
        """When the next act happens: mostly soon, at times just about a deadline or a due day."""
        now, random = self.world.now, self.random
        kind = random.random()
        if kind < SAME_BLOCK:
            return now
        if kind < 0.72:
            return now + random.randint(1, 3_600)
        if kind < 0.84:
            return min(now + random.randint(3_600, 3 * DAY), END_OF_TIME)
        marks = [mark for mark in self._marks() if now < mark <= END_OF_TIME]
        if marks and kind < 0.98:
            return max(now + 1, random.choice(marks[:2]) + random.choice([-1, 0, 1, 3_600]))
        return min(now + random.randint(DAY, LONGEST_WAIT), END_OF_TIME)

    def _marks(self) -> list[int]:
        marks: list[int] = []
        for credit in self.world.credits.values():
            marks.append(credit.terms.expiry * DAY + random_hour(self.random))
            marks += [each.last * DAY + 9 * 3_600 for each in credit.instalments]
            marks.append((credit.terms.expiry + 182) * DAY)
        for made in self.world.presentations.values():
            marks += [made.decide_by, made.forward_by]
            marks.append(made.maturity * DAY + random_hour(self.random) - DAY)
            marks.append(made.replace_by * DAY + random_hour(self.random))
            marks.append(made.answer_by)
        return sorted(marks)

    # ------------------------------------------------------------------ parts

    def is_wrong(self) -> bool:
        """Whether this part shall be wrong."""
        return self.random.random() < WRONG

    def sender(self, right: str) -> str:
        """Whose act it is, or at times anyone else."""
        anyone = (*self.world.capabilities, "nobody")
        return self.random.choice(anyone) if self.is_wrong() or not right else right

    def hash(self, right: bytes) -> bytes:
        """A hash, at times missing."""
        return NO_HASH if self.random.random() < WRONG / 3 else right

    def credit(self) -> Credit | None:
        """Any credit."""
        return self.random.choice(list(self.world.credits.values()) or [None])

    def number(self) -> bytes:
        """A credit number, at times used or missing."""
        if self.random.random() < WRONG / 2:
            return self.random.choice([bytes(16), fixed("LC-0", 16)])
        return fixed(f"LC-{len(self.world.credits)}-{self.random.randint(0, 9)}", 16)

    # ----------------------------------------------------------- applications

    def application(self) -> Act:
        """An application for a credit of any kind, at times with contradictory terms."""
        self.applied += 1
        again = self.applied > 1 and self.random.random() < WRONG / 2
        reference = fixed("APP-1" if again else f"APP-{self.applied}", 16)
        return Act("applyForWith", self.sender("applicant"), (self.terms(), reference))

    def terms(self) -> Terms:
        """Terms of every availability, with and without other banks."""
        random = self.random
        availability = random.choice(AVAILABILITIES)
        nominated = "nominated" if availability == "NEGOTIATION" or random.random() < 0.8 else ""
        amount = random.choice([100, 999, 250_000_00])
        expiry = self.world.now // DAY + random.choice([12, 25, 40, 90])
        is_usance = availability in USANCE
        partial = random.random() < 0.7
        parts = self.instalments(amount, expiry) if partial and random.random() < 0.2 else []
        self.promised[root_of(parts)] = parts
        transferable = not parts and random.random() < 0.4
        second = "adviser" if nominated and random.random() < 0.2 else ""
        made: dict[str, Any] = {
            "applicant": "applicant",
            "beneficiary": "beneficiary",
            "issuing": "bank",
            "nominated": nominated,
            "amount": amount,
            "tolerance_bps": random.choice([0, 0, 500, 1_000]),
            "partial": partial,
            "expiry": expiry,
            "hash": keccak(text=f"terms {self.applied}"),
            "availability": availability,
            "confirmation": random.choice(CONFIRMATIONS) if nominated else "WITHOUT",
            "tenor_start": random.choice(["SIGHT", "STATED_DAY"]) if is_usance else "NONE",
            "tenor_days": random.choice([1, 10, 30]) if is_usance else 0,
            "sight_bps": random.choice([1, 3_000, 9_999]) if availability == "MIXED" else 0,
            "interest_bps": random.choice([0, 450, 65_535]),
            "advising": "adviser" if not second and random.random() < 0.3 else "",
            "second_advising": second,
            "reimbursing": "reimburser" if random.random() < 0.4 else "",
            "instalments_root": root_of(parts),
            "shipment": max(expiry - 21, 0) if random.random() < 0.4 else 0,
            "transferable": transferable,
            "insured_bps": random.choice([0, 11_000]) if transferable else 0,
            "electronic": random.random() < 0.7,
        }
        if self.is_wrong():
            made |= random.choice(_CONTRADICTIONS)
        return Terms(**made)

    def instalments(self, amount: int, expiry: int) -> list[Instalment]:
        """Two instalments of a credit."""
        half = amount // 2
        first = self.world.now // DAY
        middle = (first + expiry) // 2
        apart = 3 if self.is_wrong() else 15  # more than a bank may be closed in a row
        second = min(middle + apart, expiry)
        return [Instalment(first, middle, half), Instalment(second, expiry, amount - half)]

    def on_application(self) -> Act | None:
        """What becomes of an application."""
        credit = self.credit()
        if credit is None:
            return None
        random, terms = self.random, credit.terms
        if terms.instalments_root != NO_HASH and not credit.instalments and random.random() < 0.7:
            parts = self.promised.get(terms.instalments_root, [])
            if self.is_wrong():
                parts = parts[:1]
            return Act("stateInstalments", self.sender("beneficiary"), (credit.id, parts))
        hash_ = NOTICE if random.random() < WRONG / 2 else terms.hash
        by = random.randint(1, max(2, terms.expiry - self.world.now // DAY + 2))
        day = self.world.now // DAY + by - 1
        return random.choice(
            [
                Act("issue", self.sender("bank"), (credit.id, hash_, self.number())),
                Act("issue", self.sender("bank"), (credit.id, hash_, self.number())),
                Act("issue", self.sender("bank"), (credit.id, hash_, self.number())),
                Act("preAdvise", self.sender("bank"), (credit.id, hash_, day, True)),
                Act("withdrawApplication", self.sender("applicant"), (credit.id,)),
                Act("declineApplication", self.sender("bank"), (credit.id,)),
            ]
        )

    def on_issued(self) -> Act | None:
        """Advice, confirmation, and the end."""
        credit = self.credit()
        if credit is None:
            return None
        terms = credit.terms
        adviser = self.random.choice([terms.first_advising, terms.second_advising])
        return self.random.choice(
            [
                Act("advise", self.sender(adviser), (credit.id,)),
                Act("refuseToAdvise", self.sender(adviser), (credit.id, self.hash(REPORT))),
                Act("confirm", self.sender(terms.nominated), (credit.id,)),
                Act("confirm", self.sender(terms.nominated), (credit.id,)),
                Act("declineConfirmation", self.sender(terms.nominated), (credit.id,)),
                Act("expire", self.sender(""), (credit.id,)),
                Act("lapse", self.sender(""), (credit.id,)),
            ]
        )

    # ---------------------------------------------------------- presentations

    def documents(self) -> list[bytes]:
        """Registered documents, at times none, twice the same, or unknown."""
        papers = sorted(self.world.registered)
        if self.random.random() < WRONG / 3:
            return self.random.choice([[], papers[:1] * 2, [REPORT]])
        return papers

    def presenting(self) -> Act | None:
        """Documents, for all, a part, or more than is left; at times under an amendment."""
        credit = self.credit()
        if credit is None:
            return None
        if credit.amendments and self.random.random() < 0.4:
            number = showing(self, credit)
            at = max(number, 1) - 1
            terms = amended(credit.terms, credit.amendments[at].changes)
            under = (credit.id, number, *self.drawing(credit, terms.cap))
            return Act("presentUnder", self.sender(credit.terms.beneficiary), under)
        args = (credit.id, *self.drawing(credit, credit.terms.cap))
        return Act("present", self.sender(credit.terms.beneficiary), args)

    def drawing(self, credit: Credit, cap: int) -> tuple[str, int, list[bytes]]:
        """To which bank, how much of what may be drawn, on which documents."""
        left = cap - credit.reserved
        first = credit.instalments[0].amount if credit.instalments else left
        amount = self.random.choice([left, left // 2, left // 3, first, left])
        if self.random.random() < WRONG / 2:
            amount = self.random.choice([0, left + 1])
        bank = self.random.choice([credit.terms.transferring, "bank"])
        if credit.original is not None and not self.is_wrong():
            bank = credit.terms.transferring
        if self.random.random() < WRONG / 3:
            bank = self.random.choice(["adviser", "beneficiary"])
        return bank, max(amount, 0), self.documents()

    def on_presentation(self) -> Act | None:
        """Any act on a presentation by whoever it is for."""
        if not self.world.presentations:
            return None
        made = self.random.choice(list(self.world.presentations.values()))
        if made.state in {"RETURNED", "HONOURED"}:
            made = self.random.choice(list(self.world.presentations.values()))
        at = bytes(32) if self.random.random() < WRONG / 10 else made.id
        steps = self.steps(made)
        if not self.is_wrong():
            # what moves it, where there is anything, before what could always be said again
            fits = [each for each in steps if self.is_allowed(made, *each)]
            moving = [each for each in fits if not self.is_idle(made, each[0])]
            if not moving and self.random.random() < IDLENESS:
                return None
            steps = moving or fits or steps
        name, right, args = self.random.choice(steps)
        return Act(name, self.sender(right), (at, *args))

    def is_idle(self, made: Presentation, name: str) -> bool:
        """Whether it could always be said again and moves nothing."""
        is_to_sell = made.is_at_nominated or made.nomination == "UNDERTAKEN"
        return name in IDLE and not (name == "offerAdvance" and is_to_sell and not made.minimum)

    def is_allowed(self, made: Presentation, name: str, right: str, args: tuple[Any, ...]) -> bool:
        """Whether the rules give no reason against it."""
        act = Act(name, right or "stranger", (made.id, *args))
        return not judged(self.world, act).reasons

    def steps(self, made: Presentation) -> list[tuple[str, str, tuple[Any, ...]]]:
        """Every act on a presentation, whose it is, and what it says."""
        random, terms = self.random, made.credit.terms
        decider, issuing, nominated = made.decider, terms.issuing, terms.nominated
        beneficiary, whole = terms.beneficiary, made.credit.original or made.credit
        today = self.world.now // DAY
        stated = today - random.randint(-2, 20) if random.random() < 0.5 else 0
        if terms.tenor_start == "STATED_DAY" and not self.is_wrong():
            stated = today - random.randint(1, 40)
        elif terms.tenor_start == "SIGHT" and not self.is_wrong():
            stated = 0
        why = (
            [fixed("LATE_SHIPMENT", 32)] if not self.is_wrong() else random.choice([[], [NO_HASH]])
        )
        disposal = "HOLDING_FOR_WAIVER" if random.random() < 0.6 else random.choice(DISPOSALS)
        has_acted = made.nomination != "NONE"
        complying = random.random() < (0.2 if made.with_recourse else 0.25 if has_acted else 0.6)
        advance = random.choice([made.minimum, made.amount, made.amount // 2, made.minimum - 1])
        advance = max(advance, 0)
        minimum = random.choice([1, made.amount * 9 // 10 or 1, made.amount])
        recourse = random.random() < 0.5
        # bought as it is offered; of a bank that confirmed always without recourse
        buys_with = made.sells_with_recourse and not made.is_with_confirming
        buys_with = buys_with if not self.is_wrong() else not buys_with
        # a long way: offered, bought, sent on, found wanting, refused, and only then paid back
        weight = 6 if made.with_recourse else 1
        is_for_sale = terms.availability == "NEGOTIATION" and made.is_at_nominated
        asks = 6 if is_for_sale and not made.minimum else 1
        report, notice = self.hash(REPORT), self.hash(NOTICE)
        acting = nominated if made.is_at_nominated else issuing
        if made.is_still_bound and random.random() < 0.6:
            acting = made.confirming
        shown = showing(self, made.credit)
        claimant = made.claimant or nominated
        presenter = claimant if made.is_acted_upon else beneficiary
        named = self.documents() if self.is_wrong() else made.documents
        bits = random.randint(0, 1 << len(named)) if self.is_wrong() else 1
        again = self.documents()[: max(made.corrupted.bit_count(), 1)]
        return [
            *[("forward", random.choice([nominated, beneficiary]), ())] * weight,
            ("takeBack", presenter, ()),
            ("returnDocuments", decider, ()),
            ("agreeToAct", nominated, ()),
            ("reportLost", nominated, (self.hash(COVER),)),
            ("examineAsNominated", nominated, (random.random() < 0.8, report)),
            ("examine", decider, (complying, report)),
            ("examine", decider, (complying, report)),
            *[("refuse", decider, (why, disposal, notice))] * 3,
            ("waive", issuing, ()),
            ("askWaiver", issuing, ()),
            (
                "answerWaiver",
                whole.terms.applicant,
                (random.random() < 0.5,),
            ),
            ("preclude", "", ()),
            ("reportCorruption", decider, (named, bits)),
            ("replaceRecords", presenter, (named, again)),
            ("dropCorrupted", "", ()),
            *[("acceptByPresentation", made.having, (shown, self.hash(FINDING)))] * 5,
            ("honour", acting, ()),
            ("honour", acting, ()),
            ("undertake", acting, (stated,)),
            ("payAtMaturity", issuing, ()),
            ("payUndertaking", claimant, ()),
            *[("offerAdvance", beneficiary, (0 if self.is_wrong() else minimum, recourse))] * asks,
            *[("negotiate", nominated, (advance, buys_with))] * (9 if is_for_sale else 3),
            ("prepay", claimant, (advance,)),
            ("claimReimbursement", claimant, ()),
            *[("reimburse", random.choice([issuing, terms.reimbursing]), ())] * 3,
            ("refund", claimant, ()),
            *[("repay", beneficiary, ())] * 3 * weight,
            *substituting(self, made),
        ]

    # ------------------------------------------------------------ what is around

    def collateral(self) -> Act | None:
        """Collateral comes, goes to the bank, goes back."""
        credit = self.credit()
        if credit is None:
            return None
        amount = self.random.choice([0, 1, credit.terms.amount, credit.terms.amount // 3 or 1])
        return self.random.choice(
            [
                Act("lodgeCollateral", self.sender(credit.terms.applicant), (credit.id, amount)),
                Act("lodgeCollateral", self.sender(credit.terms.applicant), (credit.id, amount)),
                Act("applyCollateral", self.sender("bank"), (credit.id,)),
                Act("returnCollateral", self.random.choice(["bank", "stranger"]), (credit.id,)),
                Act("settle", self.sender("stranger"), (credit.id,)),
            ]
        )

    def restraint(self) -> Act | None:
        """A court's order, a bank's own hold, and their ends."""
        credit = self.credit()
        if credit is None:
            return None
        terms = credit.terms
        bank = self.random.choice([terms.issuing, terms.nominated or "bank", "reimburser"])
        law = (self.hash(LAW), self.random.choice([b"SG", b"IN", b"SG", bytes(2)]))
        registrar = self.random.choice(REGISTERS)
        if credit.orders and self.random.random() < 0.5:
            registrar = self.random.choice(sorted(credit.orders))
            by = self.random.choice(REGISTERS) if registrar in self.world.suspended else registrar
            return Act("liftCourtOrder", self.sender(by), (credit.id, registrar))
        if bank in credit.holds and self.random.random() < 0.7:
            return Act("endComplianceHold", self.sender(bank), (credit.id, bank))
        return self.random.choice(
            [
                Act("suspendByCourt", self.sender(registrar), (credit.id, self.hash(ORDER))),
                Act("liftCourtOrder", self.sender("regulator"), (credit.id, registrar)),
                Act("holdForCompliance", self.sender(bank), (credit.id, bank, *law)),
                Act("endComplianceHold", self.sender(bank), (credit.id, bank)),
            ]
        )

    def around(self) -> Act:
        """What befalls members: a closure, a suspension, the pause of new credits."""
        random, world = self.random, self.world
        bank = random.choice(["bank", "nominated"])
        if world.suspended and random.random() < 0.7:
            return Act("reinstate", "registrar", (random.choice(sorted(world.suspended)),))
        if world.is_paused and random.random() < 0.7:
            return Act("pauseNewCredits", "guardian", (False,))
        kind = random.random()
        if kind < 0.6:
            day = world.clocks.today(bank, world.now) + random.randint(0, 12)
            return Act("announceClosure", self.sender(bank), (bank, day, fixed("STORM", 32)))
        member = random.choice(["bank", "nominated", "beneficiary", "applicant", "court"])
        if kind < 0.85 and member not in world.suspended:
            return Act("suspend", "registrar", (member, fixed("FEES", 32)))
        return Act("pauseNewCredits", "guardian", (True,))


_CONTRADICTIONS: list[dict[str, Any]] = [
    {"beneficiary": "applicant"},
    {"beneficiary": "carrier"},
    {"issuing": "beneficiary"},
    {"issuing": "regulator"},
    {"nominated": "bank"},
    {"nominated": "", "confirmation": "CONFIRM"},
    {"nominated": "", "availability": "NEGOTIATION"},
    {"amount": 0},
    {"tolerance_bps": 10_001},
    {"expiry": 20_000},
    {"expiry": 2**32 - 1},
    {"hash": NO_HASH},
    {"shipment": END_OF_TIME // DAY + 200},
    {"availability": "SIGHT", "tenor_days": 30},
    {"availability": "DEFERRED", "tenor_start": "NONE"},
    {"availability": "MIXED", "sight_bps": 0},
    {"availability": "MIXED", "sight_bps": 10_000},
    {"partial": False, "instalments_root": REPORT},
    {"partial": True, "transferable": True, "instalments_root": REPORT},
    {"advising": "beneficiary"},
    {"advising": "regulator"},
    {"advising": "adviser", "second_advising": "adviser"},
    {"nominated": "", "advising": "", "second_advising": "adviser"},
    {"reimbursing": "bank"},
]


def random_hour(random: Random) -> int:
    """A time of day, in seconds."""
    return random.randint(0, 23) * 3_600
