"""Parties and banks between their records and the fields 50, 59 and 51a to 58a."""

from collections.abc import Mapping
from dataclasses import replace

from dhow.trade.members.party import Party
from dhow.trade.records import FieldRefused
from dhow.trade.swift.findings import Finding, MessageRefused
from dhow.trade.swift.mapping.names import may_go_on, name_and_address
from dhow.trade.swift.mapping.places import country_of
from dhow.trade.swift.mapping.text import lines, written
from dhow.trade.swift.message import Field

_LINES = 4
_WIDTH = 35
_ACCOUNT = "ACCOUNT "


def written_party(party: Party, tag: str) -> str:
    """Name, address and country in four lines of 35.

    Raises:
        MessageRefused: it does not fit, or has characters that FIN has not.
    """
    address = [*party.address]
    if party.country and not any(country_of(line) == party.country for line in address[-1:]):
        address.append(party.country)
    name = lines(written(party.name, "x", tag), _WIDTH + 1)
    parts = [lines(written(line, "x", tag), _WIDTH + 1) for line in address]
    found = [*name, *(line for part in parts for line in part)]
    if slash := next((line for line in found if line.startswith("/")), None):
        words = f'"{slash}" begins with /, which is how an account begins; write it otherwise'
        raise MessageRefused([Finding(tag, "4*35x", words)])
    if len(found) > _LINES:
        joined = written(", ".join(address), "x", tag)
        found = [*name, *lines(joined, _WIDTH + 1)]
    if len(found) > _LINES:
        words = f"{party.name} does not fit into four lines of 35; shorten name or address"
        raise MessageRefused([Finding(tag, "4*35x", words)])
    if tag != "50" and (account := _account(party)):
        found.insert(0, f"/{written(account, 'x', tag)}")
    return "\n".join(found)


def _account(party: Party) -> str | None:
    account = next((each for each in party.contacts if each.startswith(_ACCOUNT)), None)
    return None if account is None else account.removeprefix(_ACCOUNT)


def read_party(value: str) -> Party:
    """Name on the first line, or on those it goes on in, then address, country if the last is one.

    An account goes to the contacts, which no examination looks at.
    """
    account, given = _given(value)
    contacts = (f"{_ACCOUNT}{account}",) if account else ()
    name, address = name_and_address(given)
    country = country_of(address[-1]) if address else None
    if country and address[-1] == country:
        address = address[:-1]
    if address and country is None:
        country = country_of(address[-1].rpartition(" ")[2])
    return Party(name=name, address=tuple(address), country=country, contacts=contacts)


def name_may_go_on(value: str) -> bool:
    """Whether the second line may belong to the name, which nothing in it says."""
    return may_go_on(_given(value)[1])


def _given(value: str) -> tuple[str, list[str]]:
    """The account, empty where there is none, and the lines of name and address."""
    lines = [" ".join(line.split()) for line in value.split("\n") if line.strip()]
    if lines[0].startswith("/") and len(lines) > 1:
        return lines[0][1:], lines[1:]
    return "", lines


def bank_field(number: str, bank: Party) -> tuple[str, str]:
    """A bank as a field: option A with its BIC, or D with name and address."""
    if bank.bic is None:
        return f"{number}D", written_party(bank, f"{number}D")
    account = _account(bank)
    return f"{number}A", bank.bic if account is None else f"/{account}\n{bank.bic}"


def read_bank(field: Field, banks: Mapping[str, Party]) -> Party:
    """The bank a field names; an account in it goes to the contacts.

    Raises:
        MessageRefused: a BIC of no country.
    """
    if field.option != "A":
        return read_party(field.value)
    try:
        bank = bank_of(field.lines[-1], banks)
    except FieldRefused as refused:
        words = f"{refused.words}; write the bank's BIC"
        raise MessageRefused([Finding(field.tag, "T27", words, field.line, 1)]) from None
    if len(field.lines) == 1:
        return bank
    return replace(bank, contacts=(*bank.contacts, f"{_ACCOUNT}{field.lines[0][1:]}"))


def bank_of(bic: str, banks: Mapping[str, Party]) -> Party:
    """A bank by its BIC: as the caller knows it, else by the BIC alone."""
    known = banks.get(bic) or banks.get(short_bic(bic)) or banks.get(f"{short_bic(bic)}XXX")
    return known or Party(name=bic, bic=bic, country=bic[4:6])


def short_bic(bic: str) -> str:
    """A BIC of head office in its short form, so that both forms compare equal."""
    return bic[:8] if bic[8:] in ("", "XXX") else bic


def same_bank(one: Party | None, other: Party | None) -> bool:
    """Whether two records are of one bank."""
    if one is None or other is None:
        return False
    if one.bic and other.bic:
        return short_bic(one.bic) == short_bic(other.bic)
    return one.name == other.name
