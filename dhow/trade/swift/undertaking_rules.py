"""Network rules of demand guarantees and standby credits: MT760 to MT787."""

from dhow.trade.swift.ruling import Found, Text, Whole, needs, not_both, one_currency, rule

# Guarantees and standby credits -------------------------------------------------------------------

rule("C34", "769", "C3")(not_both("33B", "39a"))
rule("C33", "769", "C4")(needs(("71D",), "32a"))
rule("C02", "769", "C5")(one_currency("33B", "34B"))
rule("C81", "785", "C1")(needs(("57a",), "56a"))
rule("C81", "760", "C7", "B")(needs(("57a",), "56a"))
rule("C12", "767", "C1", "B C")(not_both("32B", "33B"))


@rule("E01", "760", "C1", "B C")
def fixed_expiry_has_its_day(text: Text, _: Whole) -> Found:
    """FIXD needs a day, COND may have one, OPEN has none."""
    expiry, day = text.get("23B"), text.get("31E")
    if expiry is not None and expiry.value == "FIXD" and day is None:
        yield expiry, "FIXD needs 31E, the day of expiry"
    if expiry is not None and expiry.value == "OPEN" and day is not None:
        yield day, "OPEN has no day of expiry; leave 31E out, or write FIXD or COND"


@rule("E02", "760 767", "C2", "B C")
def condition_goes_with_cond(text: Text, _: Whole) -> Found:
    """The condition or event of expiry goes with COND and with nothing else."""
    expiry, condition = text.get("23B"), text.get("35G")
    if expiry is not None and expiry.value == "COND" and condition is None:
        yield expiry, "COND needs 35G, the condition or event of expiry"
    if condition is not None and (expiry is None or expiry.value != "COND"):
        yield condition, "35G is for 23B COND only; leave it out"


@rule("E03", "760", "C3", "B C")
def open_has_no_extension(text: Text, _: Whole) -> Found:
    """What never expires is not extended."""
    if text.code("23B") == "OPEN" and "23F" in text:
        yield text.get("23F"), "23B OPEN has no extension period; leave 23F out"


@rule("C17", "760", "C4", "B")
def issue_names_the_applicant(text: Text, whole: Whole) -> Found:
    """An undertaking that is issued has an applicant."""
    if _purpose(whole) == "ISSU" and "50" not in text:
        yield None, "22A ISSU needs 50, the applicant, in sequence B"


@rule("C18", "760", "C5", "B")
def standby_says_confirmation(text: Text, whole: Whole) -> Found:
    """A standby credit that is issued says whether it may be confirmed; a guarantee does not."""
    form, wanted = text.code("22D"), text.get("49")
    if _purpose(whole) == "ISSU" and form == "STBY" and wanted is None:
        yield text.get("22D"), "a standby credit that is issued needs 49"
    if form == "DGAR" and wanted is not None:
        yield wanted, "49 is for standby credits; leave it out for a guarantee"


@rule("C19", "760", "C6", "B")
def counter_undertaking(text: Text, whole: Whole) -> Found:
    """A counter-undertaking asks for a local one, and is itself neither transferred nor sent."""
    counter = _purpose(whole) in ("ISCO", "ICCO")
    if counter:
        for name in ("48D", "24E", "24G"):
            if name in text:
                yield text.get(name), f"{name} has no place in a counter-undertaking; leave it out"
    yield from _local_sequence(whole, counter, "ISCO or ICCO")


@rule("C19", "767", "C3", "A")
def counter_amendment(_: Text, whole: Whole) -> Found:
    """An amendment of a counter-undertaking has a local part; no other has."""
    yield from _local_sequence(whole, _purpose(whole) in ("ISCA", "ICCA"), "ISCA or ICCA")


def _local_sequence(whole: Whole, wanted: bool, codes: str) -> Found:
    local = whole.sections.get("C")
    if wanted and local is None:
        yield None, f"22A {codes} needs sequence C, the local undertaking"
    if not wanted and local is not None:
        yield local.fields[0], f"sequence C is for 22A {codes} only; leave it out"


@rule("C16", "760", "C8", "B C")
def extension_has_its_period(text: Text, _: Whole) -> Found:
    """What is said of the extension goes with its period."""
    for name in ("78", "26E", "31S"):
        if name in text and "23F" not in text:
            yield text.get(name), f"{name} goes with 23F; add the extension period or leave it out"


@rule("C20", "760", "C9", "B")
def confirming_party(text: Text, _: Whole) -> Found:
    """Who is asked to confirm is named where confirmation is asked for, and only there."""
    asked = text.code("49") in ("CONFIRM", "MAY ADD")
    if asked and "58a" not in text:
        yield text.get("49"), "49 asks for confirmation; add 58a, the bank that is asked"
    if not asked and "58a" in text:
        yield text.get("58a"), "58a is for 49 CONFIRM or MAY ADD only; leave it out"


@rule("", "760", "usage of 40D", "C")
def language_of_wording(text: Text, _: Whole) -> Found:
    """The language is that of the standard wording."""
    if "40D" in text and "22Y" not in text:
        yield text.get("40D"), "40D is the language of standard wording; add 22Y STND"


@rule("", "761 775", "usage of 77U")
def continuation_says_something(text: Text, _: Whole) -> Found:
    """A continuation continues something."""
    if "77U" not in text and "77L" not in text:
        yield None, "nothing is continued; add 77U or 77L"


@rule("C98", "767", "C4", "C")
def local_sequence_says_something(text: Text, _: Whole) -> Found:
    """A sequence that is begun holds something."""
    if len(text.fields) == 1:
        yield text.fields[0], "sequence C is empty; leave 15C out"


def _purpose(whole: Whole) -> str | None:
    general = whole.sections.get("A")
    return None if general is None else general.code("22A")
