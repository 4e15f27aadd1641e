"""From a credit's whole text to what the ledger enforces of it.

The ledger gets parties, amount, places and days; everything else of the terms is behind their hash.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from eth_utils.crypto import keccak

from api.auth.roles import Actor
from api.context import ApiContext
from api.errors import ApiError, unacceptable
from api.ids import org_bytes, org_hex, text_bytes
from api.schemas import MAX_MINOR
from api.shown import day_number
from dhow.ledger.bindings.values import CreditTerms, Day, OrgId, Place
from dhow.trade.credit import (
    Amendment,
    DraftingNote,
    Severity,
    Terms,
    check_amendment,
    check_draft,
)
from dhow.trade.credit.availability import AvailableWith
from dhow.trade.credit.examination.wording import same_name
from dhow.trade.credit.periods import shipment_window
from dhow.trade.credit.terms import Confirmation
from dhow.trade.members import Party
from dhow.trade.swift.mapping.parties import short_bic

_BPS_PER_PERCENT = 100
_ABOUT_PERCENT = 10


@dataclass(frozen=True)
class Parties:
    """LEIs of a credit's parties; a bank is None where there is none.

    Attributes:
        nominated_bank: the bank asked to confirm where one is, else the one nominated, else the
            advising bank where more is asked of it than advice; None where no bank but the issuing
            bank receives presentations.
        advising_bank: None where the nominated bank advises.
    """

    applicant: str
    beneficiary: str
    issuing_bank: str
    nominated_bank: str | None
    advising_bank: str | None = None
    second_advising_bank: str | None = None
    reimbursing_bank: str | None = None

    @property
    def advising(self) -> tuple[str, ...]:
        """The banks that see the credit because they advise it, and for nothing else."""
        return tuple(each for each in (self.advising_bank, self.second_advising_bank) if each)


def check_terms(terms: Terms) -> tuple[str, ...]:
    """Warnings on a draft.

    Raises:
        ApiError: 422 for a draft no bank may issue, with every reason.
    """
    warnings = _warned(
        check_draft(terms),
        "terms",
        "These terms cannot be issued",
        "Change the terms named and apply again.",
    )
    if terms.special_payment_conditions_for_bank:
        raise unacceptable(
            "terms.special_payment_conditions_for_bank",
            "are for one bank alone (49H), and every party reads these terms; tell it apart",
        )
    return warnings


def check_amended(terms: Terms, amendment: Amendment) -> tuple[str, ...]:
    """Warnings on an amendment of `terms`, of itself and of the terms that it would make.

    Raises:
        ApiError: 422 for one that no bank may issue, with every reason.
    """
    return _warned(
        check_amendment(terms, amendment),
        "amendment",
        "This amendment cannot be issued",
        "Change it where named, or the terms that it makes, and issue it again.",
    )


def _warned(
    notes: Sequence[DraftingNote], given: str, title: str, next_step: str
) -> tuple[str, ...]:
    rejected = [note for note in notes if note.severity is Severity.REJECT]
    if rejected:
        raise ApiError(
            422,
            "draft-rejected",
            title,
            "; ".join(f"{note.field}: {_said(note)}" for note in rejected),
            rule="; ".join(dict.fromkeys(note.article for note in rejected)),
            next_step=next_step,
            fields=tuple((f"{given}.{note.field}", _said(note)) for note in rejected),
        )
    return tuple(str(note) for note in notes)


def _said(note: DraftingNote) -> str:
    return f"{note.words}; instead: {note.instead}" if note.instead else note.words


def directory_warnings(context: ApiContext, actor: Actor, terms: Terms) -> tuple[str, ...]:
    """Names in the terms that are not the directory's for their LEI.

    A member registers documents in the name it was admitted under and no other, so that a credit
    that names it otherwise asks for a document nobody can present.
    """
    named = [("beneficiary", terms.beneficiary)]
    for i, required in enumerate(terms.documents):
        if required.issuer is not None:
            named.append((f"documents[{i}].issuer", required.issuer))
    found = []
    with context.store.read() as work:
        for field, party in named:
            if party.lei is None:
                continue
            member = work.organisations.by_lei(org_hex(actor.organisation), party.lei)
            if member is None:
                found.append(
                    f"WARN {field}: {party.lei} is no member, and registers no document here"
                    " (UCP 600 art. 14(f))"
                )
            elif not same_name(party.name, member.name):
                found.append(
                    f"WARN {field}: {party.lei} is in the directory as {member.name}, and its"
                    f" documents say so; the credit asks for {party.name} (UCP 600 art. 14(f))"
                )
    return tuple(found)


_BANKS = (
    *("issuing_bank", "nominated_bank", "confirming_bank", "advising_bank"),
    *("second_advising_bank", "reimbursing_bank", "transferring_bank"),
)


def require_banks(context: ApiContext, actor: Actor, terms: Terms) -> None:
    """Each bank has the name and BIC of the member whose LEI it bears.

    The beneficiary reads names: a credit issued by one bank in another's would be trusted as the
    other's (UCP 600 art. 7, 9(b)).

    Raises:
        ApiError: 422 naming each field that is another's.
    """
    wrong: list[tuple[str, str]] = []
    with context.store.read() as work:
        reader = org_hex(actor.organisation)
        for field in _BANKS:
            bank = getattr(terms, field)
            member = work.organisations.by_lei(reader, bank.lei) if bank and bank.lei else None
            if member is None:
                continue
            told = f"{bank.lei} is in the directory as {member.name}"
            if not same_name(bank.name, member.name):
                wrong.append((f"terms.{field}.name", f"is {bank.name}; {told}"))
            if bank.bic and member.bic and short_bic(bank.bic) != short_bic(member.bic):
                wrong.append((f"terms.{field}.bic", f"is {bank.bic}; {told}, BIC {member.bic}"))
    if wrong:
        raise ApiError(
            422,
            "another-banks-name",
            "A bank is named as another",
            "; ".join(f"{field} {words}" for field, words in wrong),
            rule="UCP 600 art. 7, 9(b)",
            next_step="Give name and LEI of one bank: GET /members has both.",
            fields=tuple(wrong),
        )


def parties_of(terms: Terms) -> Parties:
    """Who the parties are, by LEI.

    Raises:
        ApiError: 422 where one has none, or another bank is to confirm than the one nominated.
    """
    named = {
        name: _lei(party, name)
        for name in (
            "nominated_bank",
            "confirming_bank",
            "advising_bank",
            "second_advising_bank",
            "reimbursing_bank",
        )
        if (party := getattr(terms, name)) is not None
    }
    nominated, confirming = named.get("nominated_bank"), named.get("confirming_bank")
    if nominated and confirming and nominated != confirming:
        raise unacceptable(
            "terms.confirming_bank.lei",
            f"is {confirming}; on the ledger the bank asked to confirm is the nominated bank,"
            f" {nominated}",
            rule="UCP 600 art. 8",
        )
    advising = named.get("advising_bank")
    issuing = _lei(terms.issuing_bank, "issuing_bank")
    # The ledger knows a bank that only advises as that: its calendar keeps nothing open, and what
    # a nominated bank may do it may not.
    bank = (confirming or nominated or advising) if receives_presentations(terms) else None
    transferring = terms.transferring_bank
    if transferring is not None and transferring.lei not in (bank or issuing, None):
        raise unacceptable(
            "terms.transferring_bank.lei",
            f"is {transferring.lei}; on the ledger the nominated bank transfers, or the issuing"
            f" bank where none is nominated: {bank or issuing}",
            rule="UCP 600 art. 38(b)",
        )
    return Parties(
        applicant=_lei(terms.applicant, "applicant"),
        beneficiary=_lei(terms.beneficiary, "beneficiary"),
        issuing_bank=issuing,
        nominated_bank=bank,
        advising_bank=advising if advising != bank else None,
        second_advising_bank=named.get("second_advising_bank"),
        reimbursing_bank=named.get("reimbursing_bank"),
    )


def receives_presentations(terms: Terms) -> bool:
    """Whether documents may be presented to another bank than the issuing bank.

    One that only advises receives none, examines none and pays nothing (UCP 600 art. 2, 9(a)); one
    that is asked to confirm, or is any bank, does more.
    """
    return (
        terms.nominated_bank is not None
        or terms.confirming_bank is not None
        or terms.confirmation is not Confirmation.WITHOUT
        or terms.availability.with_bank is AvailableWith.ANY_BANK
    )


def ledger_terms(
    context: ApiContext, terms: Terms, issuing_place: str | None, nominated_place: str | None
) -> CreditTerms:
    """What the ledger enforces.

    Additional amounts (39C) are drawn on top of the credit and its tolerance: where there are any,
    the ledger's amount is the most that may be drawn, all of it together.

    Raises:
        ApiError: 422 for a currency that is not issued here, or a bank without a calendar.
    """
    parties = parties_of(terms)
    expiry = terms.expiry.place
    if terms.amount.minor > MAX_MINOR:
        raise unacceptable("terms.amount.minor", "is more than the ledger can hold")
    nominated = parties.nominated_bank
    amount, tolerance = terms.amount.minor, _plus_percent(terms)
    if terms.additional_amounts:
        amount = terms.maximum_amount.minor + sum(
            each.amount.minor for each in terms.additional_amounts
        )
        tolerance = 0
    if amount > MAX_MINOR:
        raise unacceptable("terms.additional_amounts", "come to more than the ledger can hold")
    return CreditTerms(
        applicant=OrgId(org_bytes(parties.applicant)),
        beneficiary=OrgId(org_bytes(parties.beneficiary)),
        issuing_bank=OrgId(org_bytes(parties.issuing_bank)),
        nominated_bank=OrgId(org_bytes(nominated) if nominated else bytes(32)),
        amount_minor=amount,
        tolerance_plus_bps=tolerance * _BPS_PER_PERCENT,
        partial_shipments=terms.shipment.partial_allowed,
        issuing_place=_place(context, parties.issuing_bank, issuing_place, expiry, "issuing_place"),
        nominated_place=_place(context, nominated, nominated_place, expiry, "nominated_place")
        if nominated
        else Place(bytes(5)),
        money=context.money_of(terms.amount.currency.code, "terms.amount.currency").address,
        expiry_day=Day(_day(terms.expiry.day, "terms.expiry.day")),
        latest_shipment_day=Day(_latest_shipment(terms)),
        terms_hash=keccak(terms.to_json()),
    )


def _lei(party: Party, field: str) -> str:
    if party.lei is None:
        raise unacceptable(
            f"terms.{field}.lei", "is missing; a party to a credit on the ledger is named by LEI"
        )
    return party.lei


def _plus_percent(terms: Terms) -> int:
    if terms.amount_about:
        return _ABOUT_PERCENT
    return terms.tolerance.plus_percent if terms.tolerance else 0


def _latest_shipment(terms: Terms) -> int:
    """The last day for shipment, from 44C or a phrase in 44D; 0 where neither ends."""
    latest = terms.shipment.latest
    if latest is None and terms.shipment.period is not None:
        latest = shipment_window(terms.shipment.period).last
    return _day(latest, "terms.shipment.latest") if latest else 0


def _day(day: date, field: str) -> int:
    number = day_number(day)
    if number <= 0:
        raise unacceptable(field, f"is {day}; the ledger counts days from 1970-01-02 on")
    return number


def _place(context: ApiContext, bank: str, given: str | None, expiry: str, field: str) -> Place:
    """Where a bank receives presentations: its calendar there is the clock."""
    if given is not None:
        return Place(text_bytes(given, 5))
    places = _places_of(context, bank)
    if expiry in places:
        return Place(text_bytes(expiry, 5))
    if len(places) == 1:
        return Place(text_bytes(places[0], 5))
    known = f"it keeps calendars at {', '.join(places)}" if places else "it keeps no calendar yet"
    raise unacceptable(
        field,
        f"say where {bank} receives presentations; {known}",
        rule="UCP 600 art. 6(d)",
    )


def _places_of(context: ApiContext, bank: str) -> list[str]:
    """The places at which a bank has published its banking days."""
    with context.store.read() as work:
        return list(work.ledger.calendar_places(org_hex(bank)))
