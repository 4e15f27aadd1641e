"""Identifiers of organisations, ships, boxes and places, with their check digits.

Each function returns the compact form or raises ValueError saying what is wrong. Check digits are
python-stdnum's where it has them; shapes that are ours are written out here.
"""

import re
from collections.abc import Callable

from stdnum import bic as _bic
from stdnum import iban as _iban
from stdnum import imo as _imo
from stdnum import iso6346 as _iso6346
from stdnum import lei as _lei
from stdnum.exceptions import ValidationError

_LOCODE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_AWB = re.compile(r"(\d{3})-?(\d{7})(\d)", re.ASCII)
_CONTAINER = re.compile(r"[A-Z]{3}[UJZ]\d{7}", re.ASCII)
_LEI_LENGTH = 20


def lei(text: str) -> str:
    """Legal Entity Identifier, ISO 17442: 20 characters, ISO 7064 mod 97-10."""
    compact = _checked("LEI", "ISO 17442", _lei.validate, text)
    if len(compact) != _LEI_LENGTH:
        raise ValueError(f'"{text}" is not a LEI: ISO 17442 has {_LEI_LENGTH} characters')
    check = compact[-2:]
    if not (
        check.isdigit() and "02" <= check <= "98"
    ):  # 00, 01, 99 also leave 1: a second LEI for one entity
        raise ValueError(f'"{text}" is not a LEI: its check digits run from 02 to 98')
    return compact


def bic(text: str) -> str:
    """Business Identifier Code, ISO 9362: 8 or 11 characters, country in the fifth and sixth."""
    return _checked("BIC", "ISO 9362", _bic.validate, text)


def iban(text: str) -> str:
    """International Bank Account Number, ISO 13616: mod 97 and the country's own form."""
    return _checked("IBAN", "ISO 13616", _iban.validate, text)


def imo_number(text: str) -> str:
    """A ship's IMO number: seven digits, the last being the check digit."""
    return _checked("IMO number", "IMO Res. A.1117(30)", _imo.validate, text)


def container_number(text: str) -> str:
    """A freight container's number, ISO 6346: owner, category U, J or Z, serial, check digit."""
    compact = _checked("container number", "ISO 6346", _iso6346.validate, text)
    if not _CONTAINER.fullmatch(compact):
        raise ValueError(f'"{text}" is not a container number: the fourth letter is U, J or Z')
    return compact


def air_waybill_number(text: str) -> str:
    """An air waybill number: airline prefix, seven digits, and their remainder modulo 7."""
    match = _AWB.fullmatch(text.replace(" ", ""))
    if match is None:
        raise ValueError(f'"{text}" is not an air waybill number; write it as 020-12345675')
    prefix, serial, check = match.groups()
    if int(serial) % 7 != int(check):
        raise ValueError(f'"{text}" has the check digit {check}, expected {int(serial) % 7}')
    return f"{prefix}-{serial}{check}"


def un_locode(text: str) -> str:
    """A place by its UN/LOCODE: country and three characters, letters or 2 to 9 (shape only)."""
    compact = text.replace(" ", "").upper()
    if not _LOCODE.fullmatch(compact):
        raise ValueError(f'"{text}" is not a UN/LOCODE; write it as AEJEA')
    return compact


def country(text: str) -> str:
    """A country by its two letters, ISO 3166-1 alpha-2 (shape only)."""
    if not _COUNTRY.fullmatch(text):
        raise ValueError(f'"{text}" is not a country code; write two capital letters such as IN')
    return text


def _checked(what: str, source: str, validate: Callable[[str], str], text: str) -> str:
    if not text.isascii():  # other scripts have digits too; they are no identifier's
        raise ValueError(f'"{text}" is not a valid {what} ({source}): plain characters only')
    try:
        return str(validate(text.upper()))
    except ValidationError as error:
        raise ValueError(
            f'"{text}" is not a valid {what} ({source}): {str(error).lower()}'
        ) from None
