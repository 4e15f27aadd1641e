"""Airports, which an air transport document may show by their IATA codes (ISBP 745 H13).

A UN/LOCODE ends in the IATA code of its airport, or in that of the city where several serve it.
"""

import re

from dhow.trade.credit.examination.places import same_place, without_fillers
from dhow.trade.documents.place import Place
from dhow.trade.members.locodes import LOCODES

_IATA = re.compile(r"[A-Z]{3}")
_CITIES = {
    "BJS": "PEK PKX", "BUE": "AEP EZE", "BUH": "BBU OTP", "CHI": "MDW ORD",
    "JKT": "CGK HLP",
    "LON": "LCY LGW LHR LTN SEN STN", "MIL": "BGY LIN MXP", "MOW": "DME SVO VKO ZIA",
    "NYC": "EWR JFK LGA", "OSA": "ITM KIX UKB", "PAR": "BVA CDG LBG ORY", "RIO": "GIG SDU",
    "ROM": "CIA FCO", "SAO": "CGH GRU VCP", "SEL": "GMP ICN", "SHA": "PVG SHA",
    "STO": "ARN BMA NYO VST", "TYO": "HND NRT", "WAS": "BWI DCA IAD",
    "YMQ": "YMX YUL", "YTO": "YHM YTZ YYZ",
}  # fmt: skip
"""The airports of a city whose own code stands for all of them: LON, of which LHR is one."""
_CODES = {code[2:]: code for code in LOCODES.values()}
_CITY_OF = {airport: city for city, airports in _CITIES.items() for airport in airports.split()}


def same_airport(found: Place, allowed: Place) -> bool:
    """Whether an airport on a document is the one in the credit, by name or by its IATA code."""
    if same_place(found, allowed):
        return True
    left, right = _codes(found), _codes(allowed)
    if allowed.any_in_country:
        country = found.country or next((_CODES[c][:2] for c in left if c in _CODES), None)
        return country == allowed.country
    if found.country and allowed.country and found.country != allowed.country:
        return False
    if not left or not right or not (_is_code(found) or _is_code(allowed)):
        return False
    return left[0] in right or right[0] in left


def _is_code(place: Place) -> bool:
    return _IATA.fullmatch(place.name.strip()) is not None


def _codes(place: Place) -> tuple[str, ...]:
    """The IATA code of a place, and that of the city it serves where that is another."""
    if _is_code(place):
        code = place.name.strip()
    elif place.locode is not None:
        code = place.locode[2:]
    else:
        code = LOCODES.get(without_fillers(place.name), "")[2:]
    return tuple(dict.fromkeys((code, _CITY_OF.get(code, code)))) if code else ()
