"""Transfer: a credit made available to second beneficiaries, and given back (UCP 600 art. 38)."""

from dataclasses import replace

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.support.credit_model.clocks import EXAMINATION_DAYS
from tests.support.credit_model.records import Asked, Changes, Credit, Terms, Transfer
from tests.support.credit_model.rules import Verdict, rule_on
from tests.support.credit_model.terms import ended, is_exhausted, require_sound
from tests.support.credit_model.world import World

INVALID = "Credit_InvalidTerms"
NO_REFERENCE = bytes(16)
NO_HASH = bytes(32)
_NOWHERE = Credit(bytes(32), Terms("", "", "", "", 0, 0, False, 0, bytes(32)))


def _any(world: World, id_: bytes, _: Verdict) -> Credit | None:
    """A credit, or one under which nothing was ever asked."""
    return world.credits.get(id_, _NOWHERE)


@rule_on(World.credit, "requestTransfer")
def request(
    world: World, verdict: Verdict, by: str, credit: Credit, number: int, asked: Asked
) -> None:
    """The first beneficiary asks; nothing is set aside before the bank agrees."""
    world.require_party(verdict, by, credit.terms.beneficiary, "EXPORTER")
    verdict.unless(credit.is_binding, "Credit_WrongState")
    verdict.unless(number == len(credit.transfers) + 1, "Credit_TransferOutOfTurn")
    _require_transferable(world, verdict, credit, asked)
    verdict.effect = lambda: credit.transfers.append(Transfer(asked))


@rule_on(_any, "withdrawTransferRequest")
def withdraw(world: World, verdict: Verdict, by: str, credit: Credit, number: int) -> None:
    """It takes back what the bank has not granted."""
    transfer = _requested(verdict, credit, number)
    if transfer is None:
        return
    world.require_party(verdict, by, credit.terms.beneficiary, "EXPORTER")
    verdict.effect = lambda: _set(transfer, "WITHDRAWN")


@rule_on(_any, "transfer")
def grant(
    world: World, verdict: Verdict, by: str, credit: Credit, number: int, reference: bytes
) -> None:
    """The bank that may transfer agrees: the part is a credit of the second beneficiary's own.

    It is set aside whole, and carries the confirmation as far as that goes: what the confirming
    bank did not extend to, it is not bound to by transferring either.
    """
    transfer = _requested(verdict, credit, number)
    if transfer is None:
        return
    world.require_party(verdict, by, credit.terms.transferring, "BANK")
    verdict.unless(credit.is_binding, "Credit_WrongState")
    verdict.unless(reference != NO_REFERENCE, INVALID)
    terms = _require_transferable(world, verdict, credit, transfer.asked)
    bank, last = credit.terms.transferring, terms.expiry
    # nowhere else can a second beneficiary present (art. 38(k))
    is_known = not bank or world.clocks.is_known(bank, last, EXAMINATION_DAYS)
    verdict.unless(is_known, "Calendars_NotPublished")
    # of the bank's own numbering of parts, apart from the applicant's references
    own = keccak(encode(["bytes32", "bytes16"], [credit.id, reference]))[:16]
    id_ = world.id_of(terms.issuing, terms.applicant, own)
    verdict.unless(id_ not in world.credits, "Credit_AlreadyExists")
    verdict.unless(terms.cap <= credit.left_of(0), "Credit_DrawingExceedsCredit")
    verdict.unless(_is_still_covered(credit, terms.cap), "Credit_AssignedBeyondProceeds")

    def effect() -> None:
        part = Credit(id_, terms, "ISSUED", credit.number, world.now)
        part.original, part.came_of = credit, transfer
        if credit.confirmation == "ADDED":
            part.confirmation = "ADDED"
            part.confirmed = min(terms.cap, max(0, credit.confirmed - credit.reserved))
            part.confirmed_until = min(terms.expiry, credit.confirmed_until)
        world.credits[id_] = part
        transfer.state, transfer.part = "TRANSFERRED", part

    verdict.effect = effect


def _is_still_covered(credit: Credit, more: int) -> bool:
    """Whether so much more may be transferred beside what banks acknowledged and have not paid."""
    unpaid = credit.acknowledged_unpaid
    return not credit.is_all_assigned and (not unpaid or unpaid <= credit.to_come - more)


def _standing(world: World, id_: bytes, verdict: Verdict) -> Credit | None:
    """A part that its second beneficiary still has."""
    found = world.credits.get(id_)
    stands = found is not None and found.came_of is not None and found.came_of.stands
    verdict.unless(stands, "Credit_NotTransferred")
    return found if stands else None


@rule_on(_standing, "giveBack")
def give_back(world: World, verdict: Verdict, by: str, part: Credit) -> None:
    """The second beneficiary does without what is left; nothing may be open (art. 38(d))."""
    world.require_party(verdict, by, part.terms.beneficiary, "EXPORTER")
    _close(world, verdict, part)


@rule_on(_standing, "closePart")
def close_part(world: World, verdict: Verdict, by: str, part: Credit) -> None:
    """What is left of a part that has ended goes back to the credit. By whom it concerns."""
    assert part.original is not None
    terms = part.original.terms
    parties = {terms.applicant, terms.beneficiary, terms.issuing, terms.nominated}
    world.require_member(verdict, by, "")
    verdict.unless(by in parties | {part.terms.beneficiary}, "Members_NotTheParty")
    verdict.unless(not part.is_binding, "Credit_WrongState")
    _close(world, verdict, part)


def _close(world: World, verdict: Verdict, part: Credit) -> None:
    verdict.unless(not part.open, "Credit_PresentationsOpen")
    original, transfer = part.original, part.came_of

    def effect() -> None:
        assert original is not None
        assert transfer is not None
        if part.is_binding:
            ended(world, part, "CANCELLED")
        transfer.state = "CLOSED"
        if original.is_binding and is_exhausted(original):
            ended(world, original, "FULLY_DRAWN")

    verdict.effect = effect


@rule_on(_standing, "allowAmendment")
def allow(
    world: World, verdict: Verdict, by: str, part: Credit, number: int, changes: Changes
) -> None:
    """The first beneficiary lets one amendment pass, where it wanted to be asked (art. 38(e)).

    As it is told of it: in other words, or to another effect, it is asked for again.
    """
    assert part.original is not None
    assert part.came_of is not None
    transfer = part.came_of
    world.require_party(verdict, by, part.original.terms.beneficiary, "EXPORTER")
    verdict.unless(transfer.asked.passes == "ASK_FIRST", "Credit_AmendmentNotPassedOn")
    verdict.unless(changes.text_hash != NO_HASH, INVALID)

    def effect() -> None:
        transfer.allowed[number] = changes

    verdict.effect = effect


def _require_transferable(world: World, verdict: Verdict, credit: Credit, asked: Asked) -> Terms:
    """What art. 38(b), (d) and (g) ask; the terms of the part."""
    terms = credit.terms
    verdict.unless(terms.transferable, "Credit_NotTransferable")
    # one drawing alone is one second beneficiary's, whole
    verdict.unless(terms.partial or not credit.reserved, "Credit_PartialDrawingNotAllowed")
    is_reduced = (
        asked.amount <= terms.amount
        and asked.expiry <= terms.expiry
        and asked.shipment <= terms.shipment
        and bool(asked.shipment) == bool(terms.shipment)
        and asked.insured_bps >= terms.insured_bps
        and bool(asked.insured_bps) == bool(terms.insured_bps)
    )
    verdict.unless(is_reduced, "Credit_NotReducible")
    verdict.unless(asked.second not in {terms.beneficiary, terms.applicant}, INVALID)
    part = part_of(terms, asked)
    require_sound(world, verdict, part)
    return part


def part_of(terms: Terms, asked: Asked) -> Terms:
    """The terms with what a request reduces; the bank that transfers it advises it."""
    return replace(
        terms,
        beneficiary=asked.second,
        applicant=terms.beneficiary if asked.names_first else terms.applicant,
        amount=asked.amount,
        expiry=asked.expiry,
        shipment=asked.shipment,
        hash=asked.hash,
        insured_bps=asked.insured_bps,
        transferable=False,
        advising="",
        second_advising="",
    )


def _requested(verdict: Verdict, credit: Credit, number: int) -> Transfer | None:
    known = credit.transfers
    found = known[number - 1] if 0 < number <= len(known) else None
    is_pending = found is not None and found.state == "REQUESTED"
    verdict.unless(is_pending, "Credit_NoSuchTransfer")
    return found if is_pending else None


def _set(transfer: Transfer, state: str) -> None:
    transfer.state = state
