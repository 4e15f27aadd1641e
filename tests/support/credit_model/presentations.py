"""Presentation, and what becomes of documents until a bank examines (UCP 600 art. 6, 14, 29-35)."""

from collections.abc import Callable

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.support.credit_model.records import GONE, Credit, Presentation
from tests.support.credit_model.rules import Verdict, rule
from tests.support.credit_model.world import World

MAX_DOCUMENTS = 32


def presentation_id(credit: bytes, number: int) -> bytes:
    """The id of a credit's presentation by its running number, from 1."""
    return bytes(keccak(encode(["bytes32", "uint32"], [credit, number])))


@rule("present")
def present(
    world: World, by: str, credit_id: bytes, bank: str, amount: int, documents: list[bytes]
) -> Verdict:
    """Documents and a drawing: by the beneficiary, in time, within what is left."""
    verdict = Verdict()
    credit = world.credit(credit_id, verdict)
    if credit is None:
        return verdict
    world.require_party(verdict, by, credit.terms.beneficiary, "EXPORTER")
    presented = presenting(world, verdict, credit, bank, amount, documents)
    verdict.effect = lambda: presented(credit)
    return verdict


def presenting(
    world: World, verdict: Verdict, credit: Credit, bank: str, amount: int, documents: list[bytes]
) -> Callable[[Credit], None]:
    """What is asked of a presentation as the credit stands, and what it does to that credit."""
    terms = credit.terms
    verdict.unless(credit.is_binding, "Credit_WrongState")
    verdict.unless(amount > 0, "Credit_InvalidTerms")
    require_documents(world, verdict, documents)
    require_nobody_bound(verdict, credit, documents)
    if bank not in {terms.issuing, terms.nominated} - {""}:
        verdict.unless(False, "Credit_NotAPlaceForPresentation")
        return lambda _: None
    # a second beneficiary's documents go to the bank that transferred (art. 38(k))
    is_there = credit.original is None or bank == terms.transferring
    verdict.unless(is_there, "Credit_NotTheTransferringBank")
    day = world.clocks.delivered(bank, world.now)
    verdict.unless(day <= world.clocks.rolled(bank, terms.expiry), "Credit_Expired")
    instalment = _require_instalment(world, verdict, credit, bank, day)
    require_left(verdict, credit, instalment, amount)

    def effect(credit: Credit) -> None:
        number = len(credit.made) + 1
        made = Presentation(
            presentation_id(credit.id, number),
            credit,
            amount,
            day,
            world.now,
            list(documents),
            instalment=instalment,
        )
        credit.made.append(made)
        world.presentations[made.id] = made
        if bank == terms.issuing:
            receive(world, made, day)
            return
        made.forward_by = world.clocks.close_after(bank, day)
        made.state = "WITH_NOMINATED_BANK"
        hold(made)
        if (
            credit.confirmation == "ADDED"
            and credit.reserved <= credit.confirmed
            and day <= world.clocks.rolled(bank, credit.confirmed_until)
        ):
            made.confirming, made.is_with_confirming = bank, True
            made.state, made.decide_by = "RECEIVED", made.forward_by

    return effect


def require_nobody_bound(
    verdict: Verdict, credit: Credit, documents: list[bytes], own: Presentation | None = None
) -> None:
    """None of them is the only security of a bank that owes, or that paid and was refused."""
    is_bound = any(
        held is not own and (held.is_still_bound or (held.is_acted_upon and held.state in GONE))
        for each in documents
        for held in credit.held_for.get(each, ())
    )
    verdict.unless(not is_bound, "Credit_BankBoundOnDocuments")


def hold(made: Presentation) -> None:
    """A nominated bank has them; no later drawing on them hides this one."""
    for document in made.documents:
        held = made.credit.held_for.setdefault(document, [])
        if all(each is not made for each in held):
            held.append(made)


def require_presenter(world: World, verdict: Verdict, by: str, made: Presentation) -> None:
    """The beneficiary, or in its place the bank that acted on them and was not repaid."""
    if made.is_acted_upon:
        world.require_party(verdict, by, made.credit.terms.nominated, "BANK")
    else:
        world.require_party(verdict, by, made.credit.terms.beneficiary, "EXPORTER")


def root_of(documents: list[bytes]) -> bytes:
    """The hash by which the ledger knows the documents of a presentation."""
    return bytes(keccak(encode(["bytes32[]"], [documents])))


def require_documents(world: World, verdict: Verdict, documents: list[bytes]) -> None:
    """At least one and at most 32, each once and registered."""
    is_list = 0 < len(documents) <= MAX_DOCUMENTS and len(set(documents)) == len(documents)
    verdict.unless(is_list, "Credit_InvalidDocuments")
    verdict.unless(all(each in world.registered for each in documents), "Documents_Unknown")


def require_left(verdict: Verdict, credit: Credit, instalment: int, amount: int) -> None:
    """Something is left for the drawing (art. 18(b), 30, 31, 32)."""
    is_first = credit.terms.partial or not credit.live
    verdict.unless(is_first, "Credit_PartialDrawingNotAllowed")
    verdict.unless(amount <= credit.left_of(instalment), "Credit_DrawingExceedsCredit")


def _require_instalment(world: World, verdict: Verdict, credit: Credit, bank: str, day: int) -> int:
    """In whose period the day lies, from 1; none may have been missed before (art. 32)."""
    for at, each in enumerate(credit.instalments, start=1):
        if day <= world.clocks.rolled(bank, each.last):
            verdict.unless(day >= each.first, "Credit_NoInstalment")
            return at
        verdict.unless(bool(credit.used_of(at)), "Credit_InstalmentMissed")
    verdict.unless(not credit.instalments, "Credit_NoInstalment")
    return 0


def receive(world: World, made: Presentation, day: int) -> None:
    """The issuing bank has the documents; five banking days of its own begin (art. 14(b))."""
    made.state = "RECEIVED"
    made.received_at = world.now
    made.decide_by = world.clocks.close_after(made.credit.terms.issuing, day)


@rule("forward")
def forward(world: World, by: str, presentation_id_: bytes) -> Verdict:
    """Documents go on to the issuing bank: by the bank that has them, or past it (art. 14(b)).

    A confirming bank sends on what it acted upon: what it owes it honours first. Past its five days
    the beneficiary reaches the issuing bank by itself, and at once with what was refused.
    """
    verdict = Verdict()
    made = world.presentation(presentation_id_, verdict)
    if made is None:
        return verdict
    terms = made.credit.terms
    is_unpaid = made.is_with_confirming and made.state in {"COMPLYING", "PRECLUDED"}
    is_refused = made.is_with_confirming and made.state == "REFUSED"
    is_there = made.state in {"WITH_NOMINATED_BANK", "ACTED_UPON"}
    verdict.unless(is_unpaid or is_refused or is_there, "Credit_WrongPresentationState")
    world.require_member(verdict, by, "")
    allowed = {terms.beneficiary}
    if not is_unpaid and not is_refused:
        allowed.add(terms.nominated)
    verdict.unless(by in allowed, "Members_NotTheParty")
    if by == terms.beneficiary and not is_refused:
        verdict.unless(world.now > made.forward_by, "Credit_StillInTime")
    if is_refused:
        # the drawing is open again, under a credit that has not ended
        verdict.unless(made.credit.is_binding, "Credit_WrongState")
        require_left(verdict, made.credit, made.instalment, made.amount)

    def effect() -> None:
        made.is_with_confirming = False
        if is_unpaid:  # art. 8(a), (b): nobody lets it off
            made.is_still_bound = True
        receive(world, made, world.clocks.delivered(terms.issuing, world.now))

    verdict.effect = effect
    return verdict


@rule("takeBack")
def take_back(world: World, by: str, presentation_id_: bytes) -> Verdict:
    """Refused documents, or those not sent on yet: the beneficiary has them back.

    A bank that acted upon them, and was not repaid, has them in its place.
    """
    verdict = Verdict()
    made = world.presentation(presentation_id_, verdict)
    if made is None:
        return verdict
    require_presenter(world, verdict, by, made)
    is_to_have = made.state in {"WITH_NOMINATED_BANK", "REFUSED"} or (
        made.is_still_bound and made.state == "RETURNED"
    )
    verdict.unless(is_to_have, "Credit_WrongPresentationState")

    def effect() -> None:
        made.state, made.is_still_bound = "RETURNED", False

    verdict.effect = effect
    return verdict


@rule("returnDocuments")
def return_documents(world: World, by: str, presentation_id_: bytes) -> Verdict:
    """The bank that refused returns the documents (art. 16(e))."""
    verdict = Verdict()
    made = world.presentation(presentation_id_, verdict)
    if made is None:
        return verdict
    world.require_party(verdict, by, made.decider, "BANK")
    verdict.unless(made.state == "REFUSED", "Credit_WrongPresentationState")
    verdict.effect = lambda: _set(made, "RETURNED")
    return verdict


@rule("agreeToAct")
def agree_to_act(world: World, by: str, presentation_id_: bytes) -> Verdict:
    """The nominated bank binds itself, once, while it has the documents (art. 12(a))."""
    verdict = Verdict()
    made = world.presentation(presentation_id_, verdict)
    if made is None:
        return verdict
    world.require_party(verdict, by, made.credit.terms.nominated, "BANK")
    is_first = made.state == "WITH_NOMINATED_BANK" and not made.bound_at
    verdict.unless(is_first, "Credit_WrongPresentationState")

    def effect() -> None:
        made.bound_at = world.now

    verdict.effect = effect
    return verdict


@rule("reportLost")
def report_lost(world: World, by: str, presentation_id_: bytes, cover: bytes) -> Verdict:
    """Complying documents were lost on their way: the issuing bank is bound (art. 35).

    What it would have received counts as received when it is told, since a tenor from sight and its
    own undertaking need a day to begin on.
    """
    verdict = Verdict()
    made = world.presentation(presentation_id_, verdict)
    if made is None:
        return verdict
    world.require_party(verdict, by, made.credit.terms.nominated, "BANK")
    is_sent = made.is_found_complying and made.state in {"WITH_NOMINATED_BANK", "ACTED_UPON"}
    verdict.unless(is_sent, "Credit_WrongPresentationState")
    verdict.unless(cover != bytes(32), "Credit_InvalidTerms")

    def effect() -> None:
        made.is_with_confirming = False
        made.state = "COMPLYING"
        made.received_at = world.now

    verdict.effect = effect
    return verdict


def _set(made: Presentation, state: str) -> None:
    made.state = state
