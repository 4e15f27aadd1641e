"""Network rules of documentary credits: MT700 to MT756."""

from dhow.trade.swift.message import Field
from dhow.trade.swift.ruling import (
    Found,
    Text,
    Whole,
    at_least_one,
    needs,
    not_both,
    one_currency,
    rule,
)

# Credits ------------------------------------------------------------------------------------------


@rule("C90", "700 710 720 740", "C1")
def drafts_have_a_drawee(text: Text, _: Whole) -> Found:
    """Drafts and drawee stand together or not at all."""
    for one, other in (("42C", "42a"), ("42a", "42C")):
        field = _bank_drawn_on(text) if one == "42a" else text.get(one)
        partner = _bank_drawn_on(text) if other == "42a" else text.get(other)
        if field is not None and partner is None:
            yield field, f"{field.tag} without {other}; give both or neither"


@rule("C90", "700 710 720 740", "C2")
def one_way_of_payment(text: Text, _: Whole) -> Found:
    """Drafts with their drawee, or mixed payment, or deferred payment; no two of them."""
    drafts = text.get("42C") or _bank_drawn_on(text)
    found = [field for field in (drafts, text.get("42M"), text.get("42P")) if field is not None]
    for second in found[1:]:
        words = f"{found[0].tag} and {second.tag} are two ways of payment; keep one"
        yield second, f"{words}: 42C with 42a, or 42M, or 42P"


def _bank_drawn_on(text: Text) -> Field | None:
    return text.get("42A") or text.get("42D")


rule("D06", "700 705 707 710 720", "C3")(not_both("44C", "44D"))


@rule("", "700 710 720", "usage of 58a")
def confirmation_names_the_bank(text: Text, _: Whole) -> Found:
    """Who is asked to confirm is named where confirmation is asked for."""
    wanted = text.get("49")
    if wanted is not None and wanted.value in ("CONFIRM", "MAY ADD") and "58a" not in text:
        yield wanted, f"{wanted.value} without 58a; name the bank that is asked to confirm"


@rule("", "700 710 720", "usage of 42a")
def mode_has_its_details(text: Text, _: Whole) -> Found:
    """Each way of being available has its field."""
    available = text.get("41a")
    if available is None:
        return
    code = available.value.rpartition("\n")[2]
    needed = {"BY ACCEPTANCE": "42C", "BY DEF PAYMENT": "42P", "BY MIXED PYMT": "42M"}.get(code)
    if needed is not None and needed not in text:
        yield available, f"{code} without {needed}; say there when and how it falls due"


@rule("C06", "710 720", "C4")
def one_issuer(text: Text, _: Whole) -> Found:
    """Exactly one of issuing bank and issuer that is no bank."""
    if "52a" in text and "50B" in text:
        yield text.get("50B"), "52a and 50B exclude each other; leave one of them out"
    if "52a" not in text and "50B" not in text:
        yield None, "the issuer is missing; add 52a, or 50B where it is no bank"


rule("C06", "707", "C4")(not_both("52a", "50B"))
rule("C12", "707", "C1")(not_both("32B", "33B"))
_AMENDED = "23S 40A 40E 31D 50 59 32B 33B 39A 39C 41a 42C 42A 42D 42M 42P 43P 43T 44A 44E 44F 44B"
_AMENDED += " 44C 44D 45B 46B 47B 49M 49N 71D 71N 48 49 58a 53a 78 57a 72Z"
rule("C30", "707", "C2")(at_least_one(*_AMENDED.split()))

# Acknowledgement, refusal, discrepancy ------------------------------------------------------------

rule("C77", "730 768 769", "C1")(not_both("25", "57a"))
rule("C78", "730 768 769", "C2")(not_both("32D", "57a"))
rule("C17", "734", "C1")(needs(("73A",), "33a"))
rule("C02", "734", "C2")(one_currency("32A", "33a"))
rule("C13", "750", "C1")(needs(("33B", "71D", "73A"), "34B"))
rule("C02", "750", "C2")(one_currency("32B", "34B"))
rule("C18", "752", "C1")(needs(("71D",), "33a"))
rule("C02", "752", "C2")(one_currency("32B", "33a"))
rule("C19", "754", "C1")(not_both("72Z", "77"))
rule("C14", "754", "C2")(not_both("53a", "57a"))
rule("C02", "754", "C3")(one_currency("32a", "34a"))
rule("C02", "756", "C1")(one_currency("32B", "33A"))


@rule("", "734", "usage of 77B")
def disposal_is_said(text: Text, _: Whole) -> Found:
    """What becomes of the documents, in the code of UCP 600 art. 16(c)(iii)."""
    disposal = text.get("77B")
    codes = ("/HOLD/", "/NOTIFY/", "/PREVINST/", "/RETURN/")
    if disposal is not None and not disposal.value.startswith(codes):
        words = "does not begin with the status of the documents (UCP 600 art. 16(c)(iii))"
        yield disposal, f"{words}; write {', '.join(codes)}"


# Reimbursement ------------------------------------------------------------------------------------

rule("D84", "740", "C4")(not_both("58a", "59"))
rule("C02", "742", "C1")(one_currency("32B", "33B", "34a"))
rule("C12", "747", "C1")(not_both("32B", "33B"))
rule("C12", "747", "C2")(needs(("32B", "33B"), "34B"))
rule("C02", "747", "C4")(one_currency("32B", "33B", "34B"))
rule("C15", "747", "C5")(at_least_one("31E", "32B", "33B", "34B", "39A", "39C", "72Z", "77"))


@rule("C12", "747", "C3")
def new_amount_has_its_change(text: Text, _: Whole) -> Found:
    """A new amount comes of an increase or of a decrease."""
    if "34B" in text and "32B" not in text and "33B" not in text:
        yield text.get("34B"), "34B needs 32B or 33B; say by how much the amount changes"
