"""A credit as an MT700 words it: each document in one of the ways that banks ask for it.

The message is typed here as a bank types it; what reads it is told nothing but the text.
"""

import textwrap

from tests.support import base_credit as bc
from tests.support.generated import INSURANCE, INVOICE, ORIGIN, TRANSPORT, Expected, Papers

WIDTH = 65  # characters a line of 45A to 47A
_HEAD = """{1:F01IMBKSGSGXXXX0000000000}{2:I700EXBKINBBXXXXN}{4:
:27:1/1
:40A:IRREVOCABLE
:20:LC2026000123
:31C:260302
:40E:UCP LATEST VERSION
:31D:260615SINGAPORE
:50:LION CITY FOODS PTE LTD
10 ANSON ROAD 12-08
SINGAPORE 079903
SG
:59:KONKAN SPICES PVT LTD
PLOT 7 MIDC TALOJA
NAVI MUMBAI 410208
IN
:32B:USD250000,00
:41A:IMBKSGSGXXX
BY PAYMENT
:43P:ALLOWED
:43T:ALLOWED
:44E:NHAVA SHEVA, INDIA
:44F:SINGAPORE
:44C:260520
"""
_TAIL = """:71D:ALL CHARGES OUTSIDE SINGAPORE ARE
FOR ACCOUNT OF BENEFICIARY
:48:021/AFTER DATE OF SHIPMENT
:49:WITHOUT
-}
"""
_GOODS = (
    "+50 METRIC TONS FROZEN SHRIMP, BLOCK FROZEN, 16/20 COUNT\n"
    "AT USD 5000,00 PER METRIC TON\nCIF SINGAPORE",
    "FROZEN SHRIMP, BLOCK FROZEN, 16/20 COUNT\nQUANTITY: 50 MT\nUNIT PRICE: USD 5,000.00 PER MT\n"
    "TRADE TERM: CIF SINGAPORE",
    "FROZEN SHRIMP, BLOCK FROZEN, 16/20 COUNT, CIF SINGAPORE",
)
_INVOICE = (
    "SIGNED COMMERCIAL INVOICE IN 3 ORIGINALS",
    "SIGNED COMMERCIAL INVOICE IN TRIPLICATE",
    "BENEFICIARY'S SIGNED COMMERCIAL INVOICE IN 1 ORIGINAL",
)
_BILL = (
    "FULL SET OF CLEAN ON BOARD BILLS OF LADING MADE OUT TO ORDER OF ISSUING BANK, MARKED FREIGHT "
    "PREPAID, NOTIFY APPLICANT",
    "FULL SET (3/3) CLEAN ON BOARD OCEAN BILLS OF LADING MADE OUT TO THE ORDER OF IMPORT BANK OF "
    "SINGAPORE MARKED FREIGHT PREPAID AND NOTIFY APPLICANT",
    "3/3 CLEAN SHIPPED ON BOARD MARINE BILL OF LADING TO OUR ORDER MARKED FREIGHT PREPAID",
    "SEA WAYBILL OR BILL OF LADING MARKED FREIGHT PREPAID",
)
_COVER = (
    "INSURANCE POLICY OR CERTIFICATE FOR FULL CIF VALUE PLUS 10 PERCENT",
    "INSURANCE POLICY/CERTIFICATE FOR 110 PCT OF INVOICE VALUE",
    "INSURANCE CERTIFICATE OR POLICY FOR INVOICE VALUE PLUS 10 PCT COVERING INSTITUTE FROZEN FOOD "
    "CLAUSES (A)",
    "MARINE INSURANCE POLICY OR CERTIFICATE FOR 110 PERCENT OF CIF VALUE",
)
_ORIGIN = (
    "CERTIFICATE OF ORIGIN ISSUED BY A CHAMBER OF COMMERCE",
    "CERTIFICATE OF ORIGIN IN 1 ORIGINAL",
    "CERTIFICATE OF ORIGIN",
)
_TWO_OF_ORIGIN = (
    "CERTIFICATE OF ORIGIN ORIGINAL AND 1 COPY",
    "CERTIFICATE OF ORIGIN IN DUPLICATE",
    "CERTIFICATE OF ORIGIN IN 2 COPIES",
    "CERTIFICATE OF ORIGIN, ONE ORIGINAL PLUS ONE COPY",
)
_FURTHER = ("FUMIGATION CERTIFICATE", "CERTIFICATE OF FUMIGATION")
_MARKS = ("+", "{0}) ", "{0}. ", "* ", "{1}) ")


def _message(
    p: Papers, *more: str, cover: tuple[str, ...] = _COVER, origin: tuple[str, ...] = _ORIGIN
) -> None:
    """Put the credit into a message, and leave the four documents that it asks for."""
    wanted = [p.rng.choice(ways) for ways in (_INVOICE, _BILL, cover, origin)]
    mark = p.rng.choice(_MARKS)
    items = [
        textwrap.fill(mark.format(n, chr(64 + n)) + text, WIDTH)
        for n, text in enumerate([*wanted, *more], 1)
    ]
    goods = p.rng.choice(_GOODS)
    p.message.append(_HEAD + f":45A:{goods}\n:46A:" + "\n".join(items) + "\n" + _TAIL)
    del p.presented["documents"][ORIGIN + 1 :]


def _certificate(p: Papers, name: str) -> None:
    """A certificate of its own name by a laboratory."""
    fields = {
        "kind": "other_document",
        "name": name,
        "number": "FC-88",
        "issuer": {"name": "WESTERN PEST CONTROL", "country": "IN"},
        "issued_on": "2026-05-08",
        "salt": bc.SALT,
        "signature": {"name": "A. Sawant"},
        "goods": "FROZEN SHRIMP",
        "statements": ["The cartons were fumigated with methyl bromide on 7 May 2026."],
    }
    bc.add(p.presented, fields)


def as_worded(p: Papers) -> None:
    """What any of these wordings asks for is presented."""
    if p.rng.random() < 0.5:
        _message(p)
        return
    _message(p, p.rng.choice(_FURTHER))
    _certificate(p, p.rng.choice(_FURTHER))


def missing(p: Papers) -> Expected:
    """One of the documents that the message asks for is not there, however it is asked for."""
    _message(p)
    at = p.rng.choice([TRANSPORT, INSURANCE, ORIGIN])
    kind = p.document(at)["kind"]
    del p.presented["documents"][at]
    return Expected("MISSING", "14(a)", "document", kind)


def too_little_cover(p: Papers) -> Expected:
    """As many per cent as the words come to: "plus 20 percent" is 120."""
    insured, cover = p.rng.choice(
        [
            (30_000, _COVER),
            (274_999, _COVER),
            (299_999, ("INSURANCE POLICY OR CERTIFICATE FOR FULL CIF VALUE PLUS 20 PERCENT",)),
            (287_499, ("INSURANCE POLICY OR CERTIFICATE FOR 115 PCT OF INVOICE VALUE",)),
        ]
    )
    _message(p, cover=cover)
    p.document(INSURANCE)["insured_amount"] = f"USD {insured:,}.00"
    return Expected("INSURED_AMOUNT", "", "insured_amount", "insurance_document")


def copy_missing(p: Papers) -> Expected:
    """ "Original and 1 copy" asks for both."""
    if p.rng.random() < 0.5:
        _message(p, origin=_TWO_OF_ORIGIN)
        return Expected("COPIES", "17", "copies", "certificate_of_origin")
    _message(p, f"{_FURTHER[0]} {p.rng.choice(['ORIGINAL AND 1 COPY', 'IN DUPLICATE'])}")
    _certificate(p, _FURTHER[0])
    return Expected("COPIES", "17", "copies", "other_document")


def another_document(p: Papers) -> Expected:
    """A certificate of something else altogether."""
    _message(p, p.rng.choice(_FURTHER))
    _certificate(p, "CERTIFICATE OF ANALYSIS")
    p.presented["documents"][-1]["document"]["statements"] = ["Protein 18 percent, ash 2 percent"]
    return Expected("MISSING", "14(a)", "document", "other_document")


def other_goods(p: Papers) -> Expected:
    """The invoice has another size than 45A."""
    _message(p)
    invoice = p.document(INVOICE)
    invoice["goods"] = invoice["goods"].replace("16/20", "21/25")
    return Expected("DESCRIPTION", "18(c)", "goods", "commercial_invoice")
