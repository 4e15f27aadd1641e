"""What desks see beyond one word in one field: several documents of one requirement, roles for
names, other units, dates and titles, certificates that nobody signed, a draft for each part."""

import copy
from typing import Any

from tests.support import base_credit as bc
from tests.support.base_credit import Json
from tests.support.generated import (
    DRAFT,
    INSURANCE,
    INVOICE,
    PACKING,
    TRANSPORT,
    Expected,
    Papers,
)

# --- insurance -------------------------------------------------------------------------------


def _two_certificates(p: Papers, first: int, second: int) -> None:
    one = p.presented["documents"][INSURANCE]
    other = copy.deepcopy(one)
    one["document"]["insured_amount"] = f"USD {first:,}.00"
    other["document"].update(insured_amount=f"USD {second:,}.00", number="MC-99121")
    p.presented["documents"].append(other)


def several_certificates(p: Papers) -> None:
    """Two containers, two certificates, whose cover adds up (art. 28(f)(ii))."""
    first = p.rng.choice([137_500, 100_000, 200_000])
    _two_certificates(p, first, 275_000 - first + p.rng.choice([0, 1_000]))


def several_too_low(p: Papers) -> Expected:
    """Two certificates that do not add up to what is wanted."""
    first = p.rng.choice([137_500, 100_000])
    _two_certificates(p, first, 275_000 - first - p.rng.choice([1, 30_000]))
    return Expected("INSURED_AMOUNT", "28(f)(ii)", "insured_amount", "insurance_document")


def usual_risks(p: Papers) -> None:
    """A credit that asks for "usual risks": whatever risks are covered (art. 28(g))."""
    asked = p.rng.choice(["usual risks", "customary risks", "Usual Risks"])
    p.terms["documents"][INSURANCE]["insurance"]["risks"] = [asked]
    p.document(INSURANCE)["risks"] = p.rng.choice([["ICC (B)"], ["ICC (C)"], ["ALL RISKS"]])


def payable_to_the_insured(p: Papers) -> Expected:
    """Claims payable to the beneficiary or a stranger, and no endorsement (ISBP 745 K21)."""
    insured = p.rng.choice([bc.BENEFICIARY, {"name": "TIGER FOODS"}])
    p.document(INSURANCE)["insured"] = copy.deepcopy(insured)
    return Expected("ENDORSEMENT", "K21", "insured", "insurance_document")


def payable_to_who_holds_it(p: Papers) -> None:
    """Endorsed, or insured in the name of who will claim."""
    document = p.document(INSURANCE)
    if p.rng.random() < 0.5:
        document.update(insured=copy.deepcopy(bc.BENEFICIARY), endorsed_in_blank=True)
    else:
        document["insured"] = copy.deepcopy(p.rng.choice([bc.APPLICANT, bc.ISSUING_BANK]))


# --- who -------------------------------------------------------------------------------------


def roles(p: Papers) -> None:
    """A credit that says issuing bank or applicant, and a document with their names."""
    asked = p.terms["documents"][TRANSPORT]["transport"]
    to_order = asked["consignee"].startswith("TO ORDER OF")
    asked["consignee"] = p.rng.choice(
        ["TO ORDER OF ISSUING BANK", "To the order of the issuing bank"]
        if to_order
        else ["ISSUING BANK", "the issuing bank"]
    )


def role_of_another(p: Papers) -> Expected:
    """A bank that is not the issuing bank, where the credit says the role."""
    roles(p)
    document = p.document(TRANSPORT)
    document["consignee"] = document["consignee"].replace(
        "IMPORT BANK OF SINGAPORE", "HARBOUR BANK"
    )
    return Expected("CONSIGNEE", "14(d)", "consignee", document["kind"])


# --- goods -----------------------------------------------------------------------------------

_PROFORMA = " AS PER PROFORMA INVOICE NO. PI/22 DATED "


def _dated(p: Papers, credit: str, shown: str) -> None:
    p.terms["goods"]["description"] += _PROFORMA + credit
    p.document(INVOICE)["goods"] += _PROFORMA + shown


def dates_in_figures(p: Papers) -> None:
    """One date in words and in figures."""
    ways = ["2 FEBRUARY 2026", "02 FEB 2026", "FEBRUARY 2, 2026", "2026-02-02", "02.02.2026"]
    _dated(p, p.rng.choice(ways[:3]), p.rng.choice(ways))


def another_date(p: Papers) -> Expected:
    """Another day of the proforma invoice than the credit's."""
    ways = ["3 FEBRUARY 2026", "03.02.2026", "2 MARCH 2026", "02.02.2025", "2026-02-20"]
    _dated(p, "2 FEBRUARY 2026", p.rng.choice(ways))
    return Expected("DESCRIPTION", "18(c)", "goods", "commercial_invoice")


_MEASURES = [
    ("yd", "yards"),
    ("m2", "sqm"),
    ("US gallon", "US gallons"),
    ("short ton", "short tons"),
]


def _measured(p: Papers, asked: str, amount: int, shown: str) -> None:
    p.terms["goods"].update(quantity={"amount": "100", "unit": asked}, unit_price=None)
    invoice = p.document(INVOICE)
    invoice.update(quantity={"amount": str(amount), "unit": shown})
    invoice.pop("unit_price")


def measures(p: Papers) -> None:
    """Cloth, tiles, oil, grain are measured: five per cent (art. 30(b))."""
    asked, shown = p.rng.choice(_MEASURES)
    _measured(p, asked, p.rng.randrange(96, 106), p.rng.choice([asked, shown]))


def beyond_the_measure(p: Papers) -> Expected:
    """More than five per cent of a measure, or anything more of what is counted."""
    ways = [(asked, p.rng.randrange(106, 130), shown) for asked, shown in _MEASURES]
    ways += [("pieces", p.rng.randrange(101, 105), "pcs"), ("bales", 104, "bales")]
    _measured(p, *p.rng.choice(ways))
    return Expected("QUANTITY", "30(b)", "quantity", "commercial_invoice")


# --- carriage --------------------------------------------------------------------------------


def leave_to_stow_on_deck(p: Papers) -> None:
    """A right, a leave or an option states no loading on deck (art. 26(a))."""
    said = [
        "CARRIER RESERVES THE RIGHT TO CARRY GOODS ON DECK",
        "STOWAGE ON DECK PERMITTED",
        "OPTIONAL DECK STOWAGE",
        "CARRIER HAS LIBERTY TO STOW ON DECK",
        "ON OR UNDER DECK AT CARRIER'S OPTION",
        "MERCHANT AGREES TO CARRIAGE ON DECK IF CARRIER SO ELECTS",
    ]
    p.document(TRANSPORT)["clauses"] = [p.rng.choice(said)]


def boxes_packed_and_not_shipped(p: Papers) -> Expected:
    """A list names a box that no transport document carries."""
    p.document(TRANSPORT)["containers"] = ["CSQU3054383"]
    p.document(PACKING)["containers"] = ["CSQU3054383", "APZU4812090"]
    return Expected("CONFLICT", "14(d)", "containers", "packing_list")


# --- other documents -------------------------------------------------------------------------


def _fumigation(**changes: Any) -> Json:
    return {
        "kind": "other_document",
        "name": "FUMIGATION CERTIFICATE",
        "number": "FC-88",
        "issuer": {"name": "WESTERN PEST CONTROL", "country": "IN"},
        "issued_on": "2026-05-08",
        "salt": bc.SALT,
        "signature": {"name": "A. Sawant"},
        "goods": "FROZEN SHRIMP",
        "statements": ["The cartons were fumigated with methyl bromide on 7 May 2026."],
        **changes,
    }


def _asked_for(p: Papers, title: str, **presented: Any) -> None:
    p.terms["documents"].append({"kind": "other_document", "title": title})
    document = _fumigation(**presented)
    bc.add(p.presented, {name: each for name, each in document.items() if each is not None})


def titles(p: Papers) -> None:
    """A certificate called as the credit calls it, or nearly so (art. 14(f))."""
    ways = ["FUMIGATION CERTIFICATE", "CERTIFICATE OF FUMIGATION", "Fumigation Certificate"]
    _asked_for(p, p.rng.choice(ways), name=p.rng.choice(ways))


def another_certificate(p: Papers) -> Expected:
    """Of another name and another function."""
    name, said = p.rng.choice(
        [
            ("CERTIFICATE OF ANALYSIS", "Protein 18 percent, ash 2 percent."),
            ("RADIATION CERTIFICATE", "Caesium 137 was not detected."),
        ]
    )
    _asked_for(p, "FUMIGATION CERTIFICATE", name=name, statements=[said])
    return Expected("MISSING", "14(a)", "document", "other_document")


def nobody_signed(p: Papers) -> Expected:
    """What calls itself a certificate is signed, asked for or not (ISBP 745 A3)."""
    _asked_for(p, "FUMIGATION CERTIFICATE", signature=None)
    return Expected("SIGNATURE", "A3", "signature", "other_document")


# --- drafts ----------------------------------------------------------------------------------


def _mixed(p: Papers) -> None:
    """A fifth at sight, the rest 60 days after the bill of lading, a draft for each."""
    usance = p.terms["availability"]
    sight = {"mode": "sight", "percent": "20", "drawee": usance["drawee"]}
    p.terms["availability"] = {"mode": "mixed", "parts": [sight, {**usance, "percent": "80"}]}
    later = p.document(DRAFT)
    later.update(amount="USD 200,000.00")
    later.pop("amount_in_words")
    at_sight = {**copy.deepcopy(later), "number": "KS/D/18", "amount": "USD 50,000.00"}
    for field in ("days", "after", "matures_on"):
        at_sight.pop(field)
    bc.add(p.presented, at_sight)


def a_draft_for_each_part(p: Papers) -> None:
    """Mixed payment, drawn as the credit has it."""
    _mixed(p)


def drafts_that_do_not_add_up(p: Papers) -> Expected:
    """Mixed payment, and one of the two drafts is not there: the other is for less than drawn."""
    _mixed(p)
    del p.presented["documents"][p.rng.choice([DRAFT, -1])]
    return Expected("DRAFT_AMOUNT", "B13", "amount", "draft")
