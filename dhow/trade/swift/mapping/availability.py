"""How the credit is available (41a, 42C, 42a, 42M, 42P), both ways."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from dhow.trade.credit.availability import Availability, AvailableWith, Drawee, Mode
from dhow.trade.credit.maturity import Tenor, TenorStart
from dhow.trade.credit.terms import Terms
from dhow.trade.members.party import Party
from dhow.trade.swift.findings import Finding, MessageRefused
from dhow.trade.swift.mapping.mixed import part_words, read_parts
from dhow.trade.swift.mapping.parties import bank_field, read_bank, read_party, same_bank, short_bic
from dhow.trade.swift.mapping.places import COUNTRIES, country_name, country_of
from dhow.trade.swift.mapping.tenors import is_at_sight, read_tenor_and_more, tenor_words
from dhow.trade.swift.mapping.text import block, lines
from dhow.trade.swift.message import Field, Message

MODES = {
    "BY PAYMENT": Mode.SIGHT,
    "BY DEF PAYMENT": Mode.DEFERRED,
    "BY ACCEPTANCE": Mode.ACCEPTANCE,
    "BY NEGOTIATION": Mode.NEGOTIATION,
    "BY MIXED PYMT": Mode.MIXED,
}
_CODES = {mode: code for code, mode in MODES.items()}
_ANY_BANK = re.compile(r"ANY BANK(?: IN (.+))?")
_ISSUING = ("ISSUING BANK", "THE ISSUING BANK", "OURSELVES", "US")
_SIGHT_ACCEPTED = (
    "is at sight under a credit by acceptance, which pays later (UCP 600 art. 2): drafts would be "
    "paid as they are accepted; amend 41a to BY PAYMENT or 42C to a tenor"
)
_NO_PARTS = (
    "no part is made of it, so no draft is called for and nothing falls due by itself; write "
    "20 PERCENT AT SIGHT / 80 PERCENT 60 DAYS AFTER BILL OF LADING DATE, which come to the whole"
)
_WHOLE_VALUE = re.compile(
    r"(?:DRAWN )?FOR (?:THE )?(?:FULL|100 ?(?:PCT|PERCENT|PER CENT|%)(?: OF)?)(?: THE)?"
    r"(?: (?:FULL|GROSS|COMMERCIAL))* INVOICE (?:VALUE|AMOUNT)[ .]*"
)
_DRAFTS = re.compile(r"\bDRAFTS?\b(?! SURVEY)")
_BANK = re.compile(r"BANK|BANQUE|BANCO\b|BANCA\b|BANC\b|CREDIT|KASSE\b|HSBC")
"""In the name of a bank: a draft on anybody else is none of a credit (UCP 600 art. 6(c))."""
_LINES_OF_42M = 4
Note = Callable[[str, str], None]
"""Told of what a field says that the terms do not: its tag, and words."""


def written_availability(terms: Terms) -> list[tuple[str, str]]:
    """The fields 41a, 42C, 42a, 42M, 42P of a credit."""
    available = terms.availability
    code = _CODES[available.mode]
    fields = [_with_whom(terms, code)]
    if available.drawee is not None:
        tenor = available.tenor or Tenor(days=0, after=TenorStart.SIGHT)
        details = f"\n{available.payment_details}" if available.payment_details else ""
        fields.append(("42C", block(tenor_words(tenor) + details, "x", 36, "42C")))
        fields.append(bank_field("42", _bank_drawn_on(terms, available.drawee)))
    elif available.mode is Mode.MIXED:
        fields.append(("42M", block(_mixed(available), "x", 36, "42M")))
    elif available.mode is Mode.DEFERRED or available.payment_details:
        words = "" if available.tenor is None else tenor_words(available.tenor)
        text = "\n".join(filter(None, (words, available.payment_details)))
        fields.append(("42P", block(text, "x", 36, "42P")))
    return fields


def read_availability(
    message: Message, issuing: Party, banks: Mapping[str, Party], note: Note = lambda *_: None
) -> tuple[Availability, Party | None]:
    """How a credit is available, and the bank nominated where one is.

    `note` is told what was taken, or kept by its wording, with its tag.

    Raises:
        MessageRefused: a tenor or a drawee that is not understood; nothing is guessed.
    """
    field = message.option("41")
    if field is None:
        raise MessageRefused([Finding("41a", "mandatory", "is missing; say with whom and how")])
    *where, code = field.lines
    mode = MODES[code]
    with_bank, country, nominated = _read_bank(field, where, issuing, banks)
    tenor, details = _read_tenor(message, mode, note)
    return (
        Availability(
            mode=mode,
            with_bank=with_bank,
            any_bank_in=country,
            tenor=tenor,
            drawee=_read_drawee(message, issuing, nominated, banks, note),
            payment_details=details,
            **_read_mixed(message, note),
        ),
        nominated,
    )


def _with_whom(terms: Terms, code: str) -> tuple[str, str]:
    available = terms.availability
    if available.with_bank is AvailableWith.ANY_BANK:
        country = available.any_bank_in
        place = f" IN {country_name(country)}" if country else ""
        return "41D", f"ANY BANK{place}\n{code}"
    bank = terms.issuing_bank
    if available.with_bank is AvailableWith.NOMINATED_BANK and terms.nominated_bank:
        bank = terms.nominated_bank
    tag, value = bank_field("41", bank)
    if tag == "41D" and value.count("\n") > 3:  # pragma: no cover - a party has four lines
        value = "\n".join(value.split("\n")[:4])
    return tag, f"{value}\n{code}"


def _read_bank(
    field: Field, where: list[str], issuing: Party, banks: Mapping[str, Party]
) -> tuple[AvailableWith, str | None, Party | None]:
    if field.option == "D":
        text = " ".join(" ".join(where).upper().split()).strip(" .")
        if text in _ISSUING:
            return AvailableWith.ISSUING_BANK, None, None
        if found := _ANY_BANK.fullmatch(text):
            return AvailableWith.ANY_BANK, country_of(found[1]) if found[1] else None, None
    bank = read_bank(Field(field.tag, "\n".join(where)), banks)
    if same_bank(bank, issuing):
        return AvailableWith.ISSUING_BANK, None, None
    return AvailableWith.NOMINATED_BANK, None, bank


def _read_tenor(message: Message, mode: Mode, note: Note) -> tuple[Tenor | None, str | None]:
    """The tenor and what else the field says; at sight there is none to state."""
    for tag in ("42C", "42P"):
        value = message.get(tag)
        if value is None:
            continue
        found = read_tenor_and_more(value.split("\n"))
        if found is not None:
            tenor, rest = found
            if is_at_sight(tenor) and mode is Mode.ACCEPTANCE:
                note(tag, _SIGHT_ACCEPTED)
            if tag == "42C" and rest and not _WHOLE_VALUE.fullmatch(" ".join(rest.upper().split())):
                note(tag, f'kept by its wording, which no draft is held to: "{rest}"')
            at_sight = is_at_sight(tenor) and mode in (Mode.SIGHT, Mode.NEGOTIATION)
            return (None if at_sight else tenor), rest
        if tag == "42C" or mode is Mode.DEFERRED:
            words = f'"{" ".join(value.split())}" is no tenor that is understood; write for example'
            words += " 60 DAYS AFTER BILL OF LADING DATE"
            raise MessageRefused([Finding(tag, "tenor", words)])
        return None, value
    return None, None


def _read_mixed(message: Message, note: Note) -> dict[str, Any]:
    """The parts of 42M where all of it is understood, its wording where that says more."""
    value = message.get("42M")
    if value is None:
        return {}
    said = " ".join(value.split())
    parts = read_parts(value)
    drafts_asked = _DRAFTS.search((message.get("46A") or "").upper()) is not None
    if not parts or (drafts_asked and not all(part.drawee for part in parts)):
        note("42M", f'kept by its wording: "{said}"; {_NO_PARTS}')
        return {"mixed_details": value}
    if any(part.mode is Mode.DEFERRED and "DEF" not in said for part in parts):
        note("42M", f'"{said}" speaks of no draft: what is due later is deferred payment')
    return {"parts": parts}


def _read_drawee(
    message: Message,
    issuing: Party,
    nominated: Party | None,
    banks: Mapping[str, Party],
    note: Note,
) -> Drawee | None:
    field = next((f for f in message.fields if f.tag in ("42A", "42D")), None)
    if field is None:
        return None
    if field.option == "D" and " ".join(field.lines).upper().strip(" .") in _ISSUING:
        return Drawee.ISSUING_BANK
    drawn_on = read_bank(field, banks)
    asked = message.option("58")
    reimbursing = message.option("53")
    candidates = (
        (issuing, Drawee.ISSUING_BANK),
        (nominated, Drawee.NOMINATED_BANK),
        (read_bank(asked, banks) if asked else None, Drawee.CONFIRMING_BANK),
        (read_bank(reimbursing, banks) if reimbursing else None, Drawee.REIMBURSING_BANK),
    )
    for candidate, drawee in candidates:
        if same_bank(candidate, drawn_on):
            return drawee
    nameless = [(bank, drawee) for bank, drawee in candidates if bank and bank.name == bank.bic]
    where = _countries_in(field.value)
    fitting = [each for each in nameless if not where or each[0].country in where]
    traders = [read_party(message.get(tag) or "-").name for tag in ("50", "59")]
    is_bank = drawn_on.name not in traders and _BANK.search(drawn_on.name.upper()) is not None
    if is_bank and len({short_bic(bank.name) for bank, _ in fitting}) == 1:
        bank, drawee = fitting[0]
        words = f"{drawn_on.name} is taken for {bank.name}, the only bank of this credit that the"
        note("42D", f"{words} message names by its BIC alone; with 42A nothing has to be taken")
        return drawee
    words = f"{drawn_on.name} is none of the banks of this credit; drafts are drawn on the issuing,"
    words += " nominated, confirming or reimbursing bank (UCP 600 art. 6(c))"
    if nameless:
        words += f"; of {', '.join(bank.name for bank, _ in nameless)} the name is not known here:"
        words += " write the BIC in 42A"
    raise MessageRefused([Finding(field.tag, "UCP 600 art. 6(c)", words, field.line, 1)])


def _countries_in(text: str) -> frozenset[str]:
    """The countries that a bank's name and address speak of: a part of the words names each."""
    words = re.findall(r"[A-Z.]+", text.upper())
    spans = (" ".join(words[at : at + n]) for n in (1, 2, 3) for at in range(len(words)))
    return frozenset(COUNTRIES[span] for span in spans if span in COUNTRIES)


def _bank_drawn_on(terms: Terms, drawee: Drawee) -> Party:
    bank = {
        Drawee.ISSUING_BANK: terms.issuing_bank,
        Drawee.NOMINATED_BANK: terms.nominated_bank,
        Drawee.CONFIRMING_BANK: terms.confirming_bank,
        Drawee.REIMBURSING_BANK: terms.reimbursing_bank,
    }[drawee]
    if bank is None:  # pragma: no cover - terms refuse a drawee that they do not name
        raise MessageRefused([Finding("42a", "mandatory", f"{drawee.value} is not named")])
    return bank


def _mixed(available: Availability) -> str:
    if available.mixed_details is not None:
        return available.mixed_details
    words = [*map(part_words, available.parts)]
    apart = "\n".join(words)
    return apart if len(lines(apart, 36)) <= _LINES_OF_42M else ", ".join(words)
