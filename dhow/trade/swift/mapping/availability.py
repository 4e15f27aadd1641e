"""How the credit is available (41a, 42C, 42a, 42M, 42P), both ways."""

import re
from collections.abc import Mapping
from datetime import date

from dhow.trade.credit.availability import Availability, AvailableWith, Drawee, Mode
from dhow.trade.credit.maturity import Tenor, TenorStart
from dhow.trade.credit.periods import read_day
from dhow.trade.credit.terms import Terms
from dhow.trade.members.party import Party
from dhow.trade.swift.findings import Finding, MessageRefused
from dhow.trade.swift.mapping.parties import bank_field, read_bank, same_bank
from dhow.trade.swift.mapping.places import country_name, country_of
from dhow.trade.swift.mapping.text import block
from dhow.trade.swift.message import Field, Message

MODES = {
    "BY PAYMENT": Mode.SIGHT,
    "BY DEF PAYMENT": Mode.DEFERRED,
    "BY ACCEPTANCE": Mode.ACCEPTANCE,
    "BY NEGOTIATION": Mode.NEGOTIATION,
    "BY MIXED PYMT": Mode.MIXED,
}
_CODES = {mode: code for code, mode in MODES.items()}
_STARTS = {
    "BILL OF LADING DATE": TenorStart.BILL_OF_LADING_DATE,
    "B/L DATE": TenorStart.BILL_OF_LADING_DATE,
    "DATE OF BILL OF LADING": TenorStart.BILL_OF_LADING_DATE,
    "SHIPMENT DATE": TenorStart.SHIPMENT_DATE,
    "DATE OF SHIPMENT": TenorStart.SHIPMENT_DATE,
    "DRAFT DATE": TenorStart.DRAFT_DATE,
    "DATE OF DRAFT": TenorStart.DRAFT_DATE,
    "PRESENTATION DATE": TenorStart.PRESENTATION_DATE,
    "DATE OF PRESENTATION": TenorStart.PRESENTATION_DATE,
    "PRESENTATION OF DOCUMENTS": TenorStart.PRESENTATION_DATE,
    "INVOICE DATE": TenorStart.INVOICE_DATE,
    "DATE OF INVOICE": TenorStart.INVOICE_DATE,
    "SIGHT": TenorStart.SIGHT,
}
_START_WORDS = {start: words for words, start in reversed(tuple(_STARTS.items()))}
_DAYS = re.compile(
    r"(?:DRAFTS? )?(?:AT )?(\d{1,4}) DAYS?(?:'S?)? (?:(?:AFTER|FROM) (?:THE )?(.+)|(SIGHT|DATE))"
)
_SHORT = {"SIGHT": TenorStart.SIGHT, "DATE": TenorStart.DRAFT_DATE}
"""What a draft is drawn "60 days sight" or "60 days date" counts from."""
_AT_SIGHT = re.compile(r"(?:AT )?SIGHT|(?:DRAFTS? )?AT SIGHT")
_ANY_BANK = re.compile(r"ANY BANK(?: IN (.+))?")
_ISSUING = ("ISSUING BANK", "THE ISSUING BANK", "OURSELVES")


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
    message: Message, issuing: Party, banks: Mapping[str, Party]
) -> tuple[Availability, Party | None]:
    """How a credit is available, and the bank nominated where one is.

    Raises:
        MessageRefused: a tenor or a drawee that is not understood; nothing is guessed.
    """
    field = message.option("41")
    if field is None:
        raise MessageRefused([Finding("41a", "mandatory", "is missing; say with whom and how")])
    *where, code = field.lines
    mode = MODES[code]
    with_bank, country, nominated = _read_bank(field, where, issuing, banks)
    tenor, details = _read_tenor(message, mode)
    return (
        Availability(
            mode=mode,
            with_bank=with_bank,
            any_bank_in=country,
            tenor=tenor,
            drawee=_read_drawee(message, issuing, nominated, banks),
            mixed_details=message.get("42M"),
            payment_details=details,
        ),
        nominated,
    )


def tenor_words(tenor: Tenor) -> str:
    """A tenor as messages word it."""
    if tenor.after is TenorStart.SIGHT and tenor.days == 0:
        return "AT SIGHT"
    start = _day(tenor.fixed) if tenor.fixed else _START_WORDS[tenor.after]
    return f"{tenor.days} DAYS AFTER {start}"


def read_tenor(text: str) -> Tenor | None:
    """A tenor from its words; None where they are not understood."""
    words = " ".join(text.upper().split()).strip(" .,")
    if _AT_SIGHT.fullmatch(words):
        return Tenor(days=0, after=TenorStart.SIGHT)
    found = _DAYS.fullmatch(words)
    if found is None:
        return None
    start = _SHORT[found[3]] if found[3] else _STARTS.get(found[2])
    if start is not None:
        return Tenor(days=int(found[1]), after=start)
    try:
        return Tenor(days=int(found[1]), after=TenorStart.FIXED_DATE, fixed=read_day(found[2]))
    except ValueError:
        return None


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


def _read_tenor(message: Message, mode: Mode) -> tuple[Tenor | None, str | None]:
    """The tenor and what else the field says; at sight there is none to state."""
    for tag in ("42C", "42P"):
        value = message.get(tag)
        if value is None:
            continue
        held = value.split("\n")
        for count in range(len(held), 0, -1):
            tenor = read_tenor(" ".join(held[:count]))
            if tenor is not None:
                rest = "\n".join(held[count:]) or None
                at_sight = tenor.days == 0 and mode in (Mode.SIGHT, Mode.NEGOTIATION)
                return (None if at_sight else tenor), rest
        if mode in (Mode.DEFERRED, Mode.ACCEPTANCE):
            words = f'"{" ".join(held)}" is no tenor that is understood; write for example'
            words += " 60 DAYS AFTER BILL OF LADING DATE"
            raise MessageRefused([Finding(tag, "tenor", words)])
        return None, value
    return None, None


def _read_drawee(
    message: Message, issuing: Party, nominated: Party | None, banks: Mapping[str, Party]
) -> Drawee | None:
    field = next((f for f in message.fields if f.tag in ("42A", "42D")), None)
    if field is None:
        return None
    if field.option == "D" and " ".join(field.lines).upper().strip(" .") in _ISSUING:
        return Drawee.ISSUING_BANK
    drawn_on = read_bank(field, banks)
    asked = message.option("58")
    reimbursing = message.option("53")
    for candidate, drawee in (
        (issuing, Drawee.ISSUING_BANK),
        (nominated, Drawee.NOMINATED_BANK),
        (read_bank(asked, banks) if asked else None, Drawee.CONFIRMING_BANK),
        (read_bank(reimbursing, banks) if reimbursing else None, Drawee.REIMBURSING_BANK),
    ):
        if same_bank(candidate, drawn_on):
            return drawee
    words = f"{drawn_on.name} is none of the banks of this credit; drafts are drawn on the issuing,"
    words += " nominated, confirming or reimbursing bank (UCP 600 art. 6(c))"
    raise MessageRefused([Finding(field.tag, "UCP 600 art. 6(c)", words, field.line, 1)])


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
    words: list[str] = []
    for part in available.parts:
        share = f"{part.percent} PERCENT" if part.amount is None else part.amount.swift()
        due = "AT SIGHT" if part.tenor is None else tenor_words(part.tenor)
        words.append(f"{share} {due}")
    return "\n".join(words)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}".upper()
