"""What the ledger tells of documents lost, and of records refused or that could not be read."""

from dataclasses import dataclass
from datetime import date, timedelta

import orjson

from api import records
from api.credit import recorded
from api.ids import bytes_text, from_hex, lei_of
from api.shown import day_of, instant
from dhow.ledger.bindings.values import (
    Disposal,
    HandlingRecord,
    PresentationRecord,
    PresentationState,
)
from dhow.store import PresentationRow, UnitOfWork
from dhow.trade.credit.disposal import disposable_from


@dataclass(frozen=True, slots=True)
class Unread:
    """Records of a presentation that a bank could not read, by their hashes, in their order.

    Attributes:
        kinds: of document, of each.
        places: where among the documents each stands, from 0.
        replace_by: the last day for presenting them again.
        replaced: the documents of the whole presentation since, where they came again.
    """

    records: tuple[str, ...]
    kinds: tuple[str, ...]
    places: tuple[int, ...]
    replace_by: date
    replaced: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What the presenter is told of each."""
        since = "It was presented again." if self.replaced else f"Replace it by {self.replace_by}."
        return tuple(
            f"The bank cannot read record {each} ({kind}). {since}"
            for each, kind in zip(self.records, self.kinds, strict=True)
        )

    @property
    def in_their_place(self) -> tuple[str, ...]:
        """What came in place of each; empty where nothing did."""
        return tuple(self.replaced[at] for at in self.places) if self.replaced else ()


@dataclass(frozen=True, slots=True)
class Lost:
    """That complying documents were lost: when the issuing bank was told, UTC seconds; by what."""

    told_at: int
    cover_hash: bytes


def unread(work: UnitOfWork, presentation_id: str) -> Unread | None:
    """What the ledger tells of records that could not be read; None where all could be."""
    told = work.ledger.system_told(presentation_id, "RecordsCorrupted", "RecordsReplaced")
    first = next((each for each in told if each.event == "RecordsCorrupted"), None)
    if first is None:
        return None
    asked = orjson.loads(first.body)
    documents, bits = asked["documents"], int(asked["corrupted"])
    places = tuple(at for at in range(len(documents)) if bits >> at & 1)
    named = tuple(documents[at] for at in places)
    known = records.documents(work, named)
    again = [orjson.loads(each.body) for each in told if each.event == "RecordsReplaced"]
    return Unread(
        records=named,
        kinds=tuple(known[each].kind.name.lower().replace("_", " ") for each in named),
        places=places,
        replace_by=day_of(int(asked["replace_by_day"])),
        replaced=tuple(again[-1]["documents"]) if again else (),
    )


def covers(work: UnitOfWork, credit_id: str) -> tuple[bytes, ...]:
    """The hashes of the covering letters of documents lost under a credit."""
    under = work.ledger.system_presentations((credit_id,)).get(credit_id, ())
    # the issuing bank has what was lost without having received or examined it
    may = [each for each in under if each["received_at"] and not each["examination_hash"]]
    told = [lost(work, each["presentation_id"]) for each in may]
    return tuple(each.cover_hash for each in told if each is not None)


def lost(work: UnitOfWork, presentation_id: str) -> Lost | None:
    """What the ledger tells of documents lost; None where none were."""
    told = next(iter(work.ledger.system_told(presentation_id, "DocumentsLost")), None)
    if told is None:
        return None
    return Lost(told.at, from_hex(orjson.loads(told.body)["cover_hash"]))


def records_disposable_from(
    work: UnitOfWork, row: PresentationRow, record: PresentationRecord, handling: HandlingRecord
) -> date | None:
    """The day from which the bank that refused records, and has no instructions, is free of them.

    Where it is; None of documents on paper, of any not refused, and of those that the bank handles
    by instructions it had before. Calendar days are those of the place of the bank (eUCP art. e8).
    """
    if record.state is not PresentationState.REFUSED:
        return None
    if record.disposal is Disposal.PRIOR_INSTRUCTIONS:
        return None
    credit = records.credit(work, row.credit_id)
    if not recorded.standing(work, row.credit_id, credit).clauses.is_electronic:
        return None
    told = work.ledger.system_told(row.presentation_id, "Refused")
    given = instant(told[-1].at)  # a second notice is another bank's, which has the records now
    terms = credit.terms
    bank, place = (
        (terms.nominated_bank, terms.nominated_place)
        if handling.is_with_confirming_bank
        else (terms.issuing_bank, terms.issuing_place)
    )
    known = records.calendar(work, lei_of(bank), bytes_text(place), given.year)
    ahead = timedelta(minutes=known.utc_offset_minutes if known else 0)
    return disposable_from((given + ahead).date())
