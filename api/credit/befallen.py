"""What the ledger tells of documents lost, and of records that could not be read."""

from dataclasses import dataclass
from datetime import date

import orjson

from api import records
from api.ids import from_hex
from api.shown import day_of
from dhow.store import UnitOfWork


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
