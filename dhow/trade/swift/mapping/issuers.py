"""Who is to issue a document, in the words of 46A, apart from what else is asked of it.

ISSUED BY CHAMBER OF COMMERCE IN INDIA AND LEGALISED BY UAE EMBASSY  -> CHAMBER OF COMMERCE IN INDIA
ISSUED BY A CERTIFIED LABORATORY                                      -> A CERTIFIED LABORATORY
"""

_ASKED_BESIDE = (
    r"(?:(?:AND|DULY|ALSO|TO BE|BOTH|WHICH|THAT|IS|MUST|SHOULD|SHALL|BE) )*"
    r"(?:(?:LEGALI[SZ]|CERTIFY|STAT|SHOW|INDICAT|EVIDENC|CONFIRM|COUNTER-?SIGN|ATTEST|QUOT|BEAR"
    r"|MENTION|DECLAR|CONTAIN|SPECIFY|VERIFY|SIGN|NOTARI[SZ]|STAMP)ING\b"
    r"|(?:LEGALI[SZ]|CERTIFI|COUNTER-?SIGN|ATTEST|AUTHENTICAT|NOTARI[SZ]|VISA|STAMP|SIGN|ENDORS"
    r"|APPROV|VERIFI|CONFIRM|ACCOMPANI|SUPPORT)(?:ED)\b(?= (?:BY|IN|WITH)\b|\.?$)"
    r"|(?:STATES|SHOWS|CERTIFIES|INDICATES|DATED|ADDRESSED|MARKED|WITH|WITHIN|AT|NOT|BEFORE|AFTER"
    r"|PRIOR|FOR EACH|ON (?:THEIR|ITS|LETTER))\b)"
)
"""What else an item asks of a document, after who is to issue it."""

ISSUED_BY = rf"\bISSUED BY ([A-Z][^,;]*?)(?=[,;]| {_ASKED_BESIDE}| IN \d|\.?$)"
"""The issuer, up to what else is asked; that is left over, so that the item is kept and told."""
