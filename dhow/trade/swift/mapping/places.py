"""Places by the names messages give them: ports, cities, countries.

MT700 names places in words; calendars are kept by UN/LOCODE. The table has the places trade is
most often written about; a caller adds those of its own.
"""

import re
from collections.abc import Mapping

from dhow.trade.documents.place import Place
from dhow.trade.members.locodes import LOCODES

COUNTRIES: Mapping[str, str] = {
    "AUSTRALIA": "AU",
    "BANGLADESH": "BD",
    "BELGIUM": "BE",
    "BRAZIL": "BR",
    "CANADA": "CA",
    "CHINA": "CN",
    "EGYPT": "EG",
    "FRANCE": "FR",
    "GERMANY": "DE",
    "HONG KONG": "HK",
    "INDIA": "IN",
    "INDONESIA": "ID",
    "ITALY": "IT",
    "JAPAN": "JP",
    "KENYA": "KE",
    "KOREA": "KR",
    "KUWAIT": "KW",
    "MALAYSIA": "MY",
    "NETHERLANDS": "NL",
    "NIGERIA": "NG",
    "OMAN": "OM",
    "PAKISTAN": "PK",
    "PHILIPPINES": "PH",
    "QATAR": "QA",
    "SAUDI ARABIA": "SA",
    "SINGAPORE": "SG",
    "SOUTH AFRICA": "ZA",
    "SPAIN": "ES",
    "SRI LANKA": "LK",
    "SWITZERLAND": "CH",
    "TANZANIA": "TZ",
    "THAILAND": "TH",
    "TURKEY": "TR",
    "U.A.E.": "AE",
    "U.K.": "GB",
    "U.S.A.": "US",
    "UAE": "AE",
    "UNITED ARAB EMIRATES": "AE",
    "UNITED KINGDOM": "GB",
    "UNITED STATES OF AMERICA": "US",
    "USA": "US",
    "VIETNAM": "VN",
}
"""ISO 3166 code by name, as messages write it."""

_COUNTRY_NAMES: Mapping[str, str] = {
    code: name for name, code in reversed(tuple(COUNTRIES.items()))
}
_PLACE_NAMES: Mapping[str, str] = {code: name for name, code in LOCODES.items()}
_ADJECTIVES: Mapping[str, str] = {
    **{"INDIAN": "IN", "CHINESE": "CN", "JAPANESE": "JP", "EGYPTIAN": "EG", "BRAZILIAN": "BR"},
    **{"KENYAN": "KE", "TURKISH": "TR", "GERMAN": "DE", "DUTCH": "NL", "SPANISH": "ES"},
    **{"ITALIAN": "IT", "FRENCH": "FR", "OMANI": "OM", "SAUDI": "SA", "PAKISTANI": "PK"},
    **{"THAI": "TH", "INDONESIAN": "ID", "MALAYSIAN": "MY", "VIETNAMESE": "VN", "KOREAN": "KR"},
    **{"AUSTRALIAN": "AU", "BELGIAN": "BE", "CANADIAN": "CA", "EMIRATI": "AE", "BRITISH": "GB"},
}
_BARE: Mapping[str, str] = {name.replace(".", ""): code for name, code in COUNTRIES.items()}
_WRITTEN_OUT = re.compile(r"[A-Z]{2} [A-Z2-9]{3}")
_KIND = r"(?:(?:SEA |AIR )?PORT|SEAPORT|AIRPORT|PLACE|CITY|TOWN|POINT|LOCATION|STATION)"
_KINDS = rf"{_KIND}(?:S|\(S\))?(?:(?: OR | ?/ ?)(?:ANY )?{_KIND}(?:S|\(S\))?)*"
_MANY = rf"(?:{_KIND}(?:S|\(S\))(?:(?: OR | ?/ ?){_KIND}(?:S|\(S\)))*|CITIES)"
_ANY_PORT = re.compile(
    rf"(?:(?:ANY(?: (?:ONE|1))?|ONE|1) (?:SAFE |MAIN )?(?:{_KINDS}|CITIES)|{_MANY})"
    r"(?: (?:IN|OF|WITHIN|FROM)|,)? (?:THE )?(?P<where>.+)"
)
_ANY_OF_COUNTRY = re.compile(rf"(?:ANY )?(?P<where>[\w.]+(?: [\w.]+)*?) (?:{_KINDS}|CITIES)")
_LETTERS_OF_A_CODE = 2


def locode_of(text: str, own: Mapping[str, str]) -> str | None:
    """The UN/LOCODE a text names: in the caller's table or in ours, or written out as "IN BOM".

    Five letters on their own are no UN/LOCODE unless a table has it: DELHI is not in Germany.
    """
    name = " ".join(text.upper().split()).strip(" .,")
    for candidate in (name, name.partition(",")[0].strip()):
        if found := own.get(candidate) or LOCODES.get(candidate):
            return found
    if name in _PLACE_NAMES or name in own.values():
        return name
    return name.replace(" ", "") if _WRITTEN_OUT.fullmatch(name) else None


def name_of(locode: str) -> str:
    """The name of a place; where the table does not have it, its UN/LOCODE written out."""
    return _PLACE_NAMES.get(locode, f"{locode[:2]} {locode[2:]}")


def country_of(text: str) -> str | None:
    """The country a text names, in words or as its code."""
    name = text.strip(" .,").upper()
    if name in COUNTRIES:
        return COUNTRIES[name]
    bare = text.strip(" .,")
    if re.fullmatch("[A-Z]{2}", bare):
        return bare
    return _BARE.get("".join(name.split()).replace(".", "")) or _BARE.get(name.replace(".", ""))


def country_name(code: str) -> str:
    """The name of a country; its code where the table does not have it."""
    return _COUNTRY_NAMES.get(code, code)


def read_place(text: str, own: Mapping[str, str]) -> Place:
    """A port, airport or place as 44A, 44B, 44E and 44F name it."""
    name = " ".join(text.split())
    upper = name.upper()
    locode = locode_of(name, own)
    if locode is None and (code := _range_of(upper)):
        return Place(name, country=code, any_in_country=True)
    country = None if locode else country_of(name.rpartition(",")[2])
    return Place(name, locode=locode, country=country)


def _range_of(name: str) -> str | None:
    """The country of which any port or place will do; "India" alone names them all."""
    if found := _ANY_PORT.fullmatch(name):
        return country_of(found["where"])
    if found := _ANY_OF_COUNTRY.fullmatch(name):
        return _ADJECTIVES.get(found["where"]) or _in_words(found["where"])
    return _in_words(name)


def _in_words(name: str) -> str | None:
    """A country by its name, and not by two letters that may be anything."""
    return country_of(name) if len(name.strip(" .,")) > _LETTERS_OF_A_CODE else None


def read_places(text: str, own: Mapping[str, str]) -> tuple[Place, ...]:
    """One port, several of which any will do ("A OR B"), or any of a country or several."""
    whole = read_place(text.strip(), own)
    if whole.any_in_country:
        return (whole,)
    parts = re.split(r"\s+OR\s+", text.strip())
    return tuple(read_place(part, own) for part in parts)
