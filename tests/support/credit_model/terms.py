"""The register: applications, issue, lapse and expiry (UCP 600 art. 2, 6 to 11, 29, 32)."""

from datetime import date
from itertools import pairwise

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.support.credit_model.records import USANCE, WHOLE_BPS, Credit, Instalment, Terms
from tests.support.credit_model.rules import Verdict, rule
from tests.support.credit_model.world import World

DAY = 86_400
LAST_EXPIRY = (date(9997, 12, 31) - date(1970, 1, 1)).days
MAX_INSTALMENTS = 36
LONGEST_CLOSED = 14  # days that a bank may be closed in a row
NO_NUMBER = bytes(16)
NO_HASH = bytes(32)


@rule("applyForWith")
def apply_for(world: World, by: str, terms: Terms, reference: bytes) -> Verdict:
    """An application: by the applicant, on terms that agree with one another."""
    verdict = Verdict()
    id_ = world.id_of(terms.issuing, terms.applicant, reference)
    verdict.unless(not world.is_paused, "Credit_Paused")
    world.require_party(verdict, by, terms.applicant, "IMPORTER")
    require_sound(world, verdict, terms)
    verdict.unless(id_ not in world.credits, "Credit_AlreadyExists")

    def effect() -> None:
        world.credits[id_] = Credit(id_, terms)

    verdict.effect = effect
    return verdict


def require_sound(world: World, verdict: Verdict, terms: Terms) -> None:
    """What any credit must be: members on their sides, and terms that agree with one another."""
    _require_parties(world, verdict, terms)
    verdict.unless(_is_sound(world, terms), "Credit_InvalidTerms")


def _require_parties(world: World, verdict: Verdict, terms: Terms) -> None:
    banks = {
        terms.issuing,
        terms.nominated,
        terms.advising,
        terms.second_advising,
        terms.reimbursing,
    } - {""}
    for party, capability in [(terms.beneficiary, "EXPORTER"), *((b, "BANK") for b in banks)]:
        allowed = capability in world.capabilities.get(party, ())
        verdict.unless(allowed, "Members_LacksCapability")
        verdict.unless(party not in world.suspended, "Members_Suspended")


def _is_sound(world: World, terms: Terms) -> bool:
    sides = (terms.applicant, terms.beneficiary, terms.issuing)
    others = (terms.nominated, terms.advising, terms.second_advising, terms.reimbursing)
    is_usance, is_mixed = terms.availability in USANCE, terms.availability == "MIXED"
    has_instalments = terms.instalments_root != NO_HASH
    return all(
        (
            len(set(sides)) == len(sides),
            all(bank not in sides for bank in others if bank),
            terms.amount > 0 and 0 <= terms.tolerance_bps <= WHOLE_BPS,
            world.now // DAY < terms.expiry <= LAST_EXPIRY,
            terms.hash != NO_HASH,
            terms.shipment <= terms.expiry,
            # somebody must be there to confirm, or to negotiate
            bool(terms.nominated) or terms.confirmation == "WITHOUT",
            bool(terms.nominated) or terms.availability != "NEGOTIATION",
            is_usance == (terms.tenor_start != "NONE"),
            is_usance == (terms.tenor_days != 0),
            is_mixed == (terms.sight_bps != 0) and terms.sight_bps < WHOLE_BPS,
            not has_instalments or (terms.partial and not terms.transferable),
            # the second advising bank has the credit from a first (art. 9(c))
            not terms.second_advising or terms.first_advising not in ("", terms.second_advising),
        )
    )


@rule("stateInstalments")
def state_instalments(
    world: World, _by: str, credit_id: bytes, instalments: list[Instalment]
) -> Verdict:
    """The instalments that the application promised: by anyone, once, before issue (art. 32)."""
    verdict = Verdict()
    credit = world.credit(credit_id, verdict)
    if credit is None:
        return verdict
    verdict.unless(credit.state == "APPLIED", "Credit_WrongState")
    is_right = (
        root_of(instalments) == credit.terms.instalments_root
        and not credit.instalments
        and 0 < len(instalments) <= MAX_INSTALMENTS
        and all(each.amount > 0 and each.first <= each.last for each in instalments)
        and instalments[-1].last <= credit.terms.expiry
        and sum(each.amount for each in instalments) == credit.terms.amount
    )
    verdict.unless(is_right, "Credit_InvalidTerms")
    # wherever the bank is closed on the last day of one, that runs into no day of the next
    apart = all(one.last + LONGEST_CLOSED < other.first for one, other in pairwise(instalments))
    verdict.unless(apart, "Credit_InstalmentsMeet")

    def effect() -> None:
        credit.instalments = list(instalments)

    verdict.effect = effect
    return verdict


def root_of(instalments: list[Instalment]) -> bytes:
    """The hash that an application bears of its instalments; zero where it has none."""
    if not instalments:
        return NO_HASH
    listed = [(each.first, each.last, each.amount) for each in instalments]
    return bytes(keccak(encode(["(uint32,uint32,uint128)[]"], [listed])))


@rule("preAdvise")
def pre_advise(
    world: World, by: str, credit_id: bytes, terms_hash: bytes, issue_by: int, _full: bool
) -> Verdict:
    """The bank tells that it will issue, and must from then on (art. 11(b))."""
    verdict = Verdict()
    credit = world.credit(credit_id, verdict)
    if credit is None:
        return verdict
    world.require_party(verdict, by, credit.terms.issuing, "BANK")
    verdict.unless(not world.is_paused, "Credit_Paused")
    verdict.unless(credit.state == "APPLIED", "Credit_WrongState")
    verdict.unless(terms_hash == credit.terms.hash, "Credit_TermsDiffer")
    in_time = world.now // DAY < issue_by <= credit.terms.expiry
    has_all = credit.terms.instalments_root == NO_HASH or bool(credit.instalments)
    verdict.unless(in_time and has_all, "Credit_InvalidTerms")

    def effect() -> None:
        credit.state, credit.issue_by = "PRE_ADVISED", issue_by

    verdict.effect = effect
    return verdict


@rule("withdrawApplication")
def withdraw(world: World, by: str, credit_id: bytes) -> Verdict:
    """The applicant takes its application back, before the bank is bound."""
    return _application_ends(world, by, credit_id, "WITHDRAWN")


@rule("declineApplication")
def decline(world: World, by: str, credit_id: bytes) -> Verdict:
    """The bank will not issue, and has not said that it would."""
    return _application_ends(world, by, credit_id, "DECLINED")


def _application_ends(world: World, by: str, credit_id: bytes, state: str) -> Verdict:
    verdict = Verdict()
    credit = world.credit(credit_id, verdict)
    if credit is None:
        return verdict
    if state == "WITHDRAWN":
        world.require_party(verdict, by, credit.terms.applicant, "IMPORTER")
    else:
        world.require_party(verdict, by, credit.terms.issuing, "BANK")
    verdict.unless(credit.state == "APPLIED", "Credit_WrongState")
    verdict.effect = lambda: ended(world, credit, state)
    return verdict


@rule("issue")
def issue(world: World, by: str, credit_id: bytes, terms_hash: bytes, number: bytes) -> Verdict:
    """The bank binds itself; one that pre-advised must, paused or not (art. 7(b), 11(b))."""
    verdict = Verdict()
    credit = world.credit(credit_id, verdict)
    if credit is None:
        return verdict
    terms = credit.terms
    world.require_party(verdict, by, terms.issuing, "BANK")
    is_promised = credit.state == "PRE_ADVISED"
    verdict.unless(is_promised or not world.is_paused, "Credit_Paused")
    verdict.unless(is_promised or credit.state == "APPLIED", "Credit_WrongState")
    verdict.unless(terms_hash == terms.hash, "Credit_TermsDiffer")
    is_taken = any(
        each.number == number and each.terms.issuing == terms.issuing
        for each in world.credits.values()
    )
    verdict.unless(number == NO_NUMBER or not is_taken, "Credit_AlreadyExists")
    is_sound = (
        number != NO_NUMBER
        and terms.expiry > world.now // DAY
        and (terms.instalments_root == NO_HASH or bool(credit.instalments))
    )
    verdict.unless(is_sound, "Credit_InvalidTerms")

    def effect() -> None:
        credit.state, credit.number, credit.issued_at = "ISSUED", number, world.now

    verdict.effect = effect
    return verdict


@rule("lapse")
def lapse(world: World, _by: str, credit_id: bytes) -> Verdict:
    """An instalment was missed: it and all later ones are gone (art. 32). By anyone."""
    verdict = Verdict()
    credit = world.credit(credit_id, verdict)
    if credit is None:
        return verdict
    verdict.unless(credit.is_binding, "Credit_WrongState")
    missed = first_missed(credit)
    is_missed = missed is not None and world.is_over(credit.terms, missed.last)
    verdict.unless(is_missed and not credit.open, "Credit_NothingMissed")
    verdict.effect = lambda: ended(world, credit, "LAPSED")
    return verdict


def first_missed(credit: Credit) -> Instalment | None:
    """The first instalment of which nothing is drawn or open."""
    unused = (at for at in range(len(credit.instalments)) if not credit.used_of(at + 1))
    return next((credit.instalments[at] for at in unused), None)


@rule("expire")
def expire(world: World, _by: str, credit_id: bytes) -> Verdict:
    """Past expiry everywhere and with nothing open, the credit is over. By anyone."""
    verdict = Verdict()
    credit = world.credit(credit_id, verdict)
    if credit is None:
        return verdict
    can_expire = credit.is_binding or credit.state == "PRE_ADVISED"
    verdict.unless(can_expire, "Credit_WrongState")
    is_over = world.is_over(credit.terms, credit.open_until) and not credit.open
    verdict.unless(is_over, "Credit_NotExpired")
    verdict.effect = lambda: ended(world, credit, "EXPIRED")
    return verdict


def is_exhausted(credit: Credit) -> bool:
    """Nothing is open, and nothing more can be drawn (art. 31(a))."""
    is_whole = credit.drawn == credit.terms.cap
    return not credit.open and (is_whole or bool(credit.drawn and not credit.terms.partial))


def ended(world: World, credit: Credit, state: str) -> None:
    """The credit has ended; collateral goes where it belongs."""
    credit.state = state
    world.give_out(credit)
