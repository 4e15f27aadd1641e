"""Chooses acts on amendments: changes of every kind, and whoever may answer them, or may not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eth_utils.crypto import keccak

from tests.support.credit_model.records import Amendment, Changes, Credit
from tests.support.credit_model.rules import Act
from tests.support.credit_model.terms import DAY

if TYPE_CHECKING:
    from tests.support.credit_model.choosing import Chooser

TEXT, PARTS, FINDING = (keccak(text=name) for name in ("amendment", "parts", "finding"))
NO_HASH = bytes(32)
FAR = 900  # days ahead for which no bank has published its banking days
OFTEN_PENDING = 2  # how many may await an answer before new ones become rare
_FOUND = ("COMPLYING", "WITH_NOMINATED_BANK", "ACTED_UPON")


def amending(chooser: Chooser) -> Act | None:
    """An amendment is issued, advised, extended to or answered."""
    credit, random = chooser.credit(), chooser.random
    if credit is None:
        return None
    pending = [each for each in credit.amendments if each.state == "PENDING"]
    if not credit.amendments or (random.random() < 0.3 and len(pending) < OFTEN_PENDING):
        return issuing(chooser, credit)
    amendment = random.choice(pending or credit.amendments)
    if chooser.is_wrong():
        amendment = random.choice(credit.amendments)
    number = credit.amendments.index(amendment) + 1
    if random.random() < 0.03:
        number = random.choice([0, len(credit.amendments) + 1])
    return answering(chooser, credit, amendment, number)


def issuing(chooser: Chooser, credit: Credit) -> Act:
    """The issuing bank's next amendment."""
    number = len(credit.amendments) + 1
    if chooser.random.random() < 0.04:
        number += chooser.random.choice([-1, 1])
    wanted = changes(chooser, credit)
    if credit.came_of is not None and chooser.random.random() < 0.85:
        wanted = credit.came_of.allowed.get(number, wanted)
    args = (credit.id, number, wanted)
    return Act("issueAmendment", chooser.sender(credit.terms.issuing), args)


def answering(chooser: Chooser, credit: Credit, amendment: Amendment, number: int) -> Act:
    """What one of those whom an amendment concerns says of it."""
    random, terms = chooser.random, credit.terms
    accepts, extends = random.random() < 0.75, random.random() < 0.7
    parts = PARTS if random.random() < 0.1 else NO_HASH
    adviser = random.choice([terms.first_advising, terms.second_advising])
    beneficiary, nominated = chooser.sender(terms.beneficiary), chooser.sender(terms.nominated)
    acts = [
        Act("answerAmendment", beneficiary, (credit.id, number, accepts, parts)),
        Act("extendConfirmation", nominated, (credit.id, number, extends)),
        Act("adviseAmendment", chooser.sender(adviser), (credit.id, number)),
    ]
    after = [each for each in credit.made if each.presented_at >= amendment.issued_at]
    shown = [each for each in after if each.state in _FOUND] or credit.made
    if shown:
        made = random.choice(shown)
        args = (made.id, number, chooser.hash(FINDING))
        acts.append(Act("acceptByPresentation", chooser.sender(made.having), args))
    return random.choice(acts)


def showing(chooser: Chooser, credit: Credit) -> int:
    """An amendment that documents may accept, by number; a pending one where there is one."""
    all_ = list(enumerate(credit.amendments, start=1))
    pending = [number for number, each in all_ if each.state == "PENDING"]
    return chooser.random.choice(pending or [number for number, _ in all_] or [0])


def changes(chooser: Chooser, credit: Credit) -> Changes:
    """One or two changes, a cancellation, or what no amendment can say."""
    random, terms = chooser.random, credit.terms
    today = chooser.world.now // DAY
    if random.random() < 0.12:
        return Changes(cancels=True, changes_text=chooser.is_wrong(), text_hash=TEXT)
    half, tenth = terms.amount // 2 or 1, terms.amount // 10 or 1
    said: dict[str, Any] = {
        "amount_delta": random.choice([tenth, half, -tenth, -half, 1]),
        "tolerance_delta": random.choice([500, -500, 1_000, -terms.tolerance_bps]),
        "expiry": max(terms.expiry + random.choice([-12, -3, 7, 14, 60]), 1),
        "shipment": max((terms.shipment or terms.expiry) + random.choice([-5, 0, 5]), 1),
        "partial": random.choice(["ALLOWED", "PROHIBITED"]),
        "changes_text": True,
    }
    if chooser.is_wrong():
        said["amount_delta"] = random.choice([-terms.amount, -terms.amount - 1])
        said["expiry"] = random.choice([today, today + FAR])
        said["tolerance_delta"] = random.choice([-terms.tolerance_bps - 1, 10_001])
    count = 0 if random.random() < 0.02 else random.choice([1, 1, 1, 2, 3])
    names = random.sample(sorted(said), count)
    return Changes(**{name: said[name] for name in names}, text_hash=chooser.hash(TEXT))
