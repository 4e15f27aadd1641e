"""The network validated rules of category 7: what fields must or must not stand together.

Each rule names the messages it belongs to, its number there, and the error code the network answers
with. Rules of use, which the network lets pass and a banker does not, are warnings.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dhow.trade.swift.findings import Finding, Severity
from dhow.trade.swift.message import Field

Found = Iterator[tuple[Field | None, str]]
"""The field at fault (none where one is missing), and words."""


class Text:
    """The fields of one sequence, asked by tag, or by number for any option of it."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.fields = fields
        self._found: dict[str, Field] = {}
        for field in fields:
            self._found.setdefault(field.tag, field)
            self._found.setdefault(f"{field.number}a", field)

    def get(self, name: str) -> Field | None:
        """A field by its tag, or `42a` by its number."""
        return self._found.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self._found

    def code(self, name: str) -> str | None:
        """The value of a field that holds a code."""
        field = self._found.get(name)
        return None if field is None else field.value


Judge = Callable[[Text, "Whole"], Found]


@dataclass(frozen=True)
class Whole:
    """A message as its rules see it: every sequence by name, one that is absent left out."""

    mt: str
    sections: dict[str, Text]


@dataclass(frozen=True)
class NetworkRule:
    """One rule: `code` is the network's, empty for a rule of use."""

    messages: tuple[str, ...]
    sections: tuple[str, ...]
    name: str
    code: str
    judge: Judge

    def findings(self, whole: Whole) -> Iterator[Finding]:
        """What it finds in a message it belongs to."""
        for section in self.sections:
            text = whole.sections.get(section)
            if text is None:
                continue
            for field, words in self.judge(text, whole):
                yield Finding(
                    tag=field.tag if field else "",
                    rule=self.code or self.name,
                    words=words,
                    line=field.line if field else 0,
                    column=1 if field else 0,
                    severity=Severity.ERROR if self.code else Severity.WARNING,
                )


RULES: list[NetworkRule] = []
"""Every rule, in the order of the messages."""


def rule(code: str, messages: str, name: str, sections: str = "") -> Callable[[Judge], Judge]:
    """Register a rule; `sections` names the sequences it looks at, where there are any."""

    def register(judge: Judge) -> Judge:
        named = tuple(sections.split()) or ("",)
        RULES.append(NetworkRule(tuple(messages.split()), named, name, code, judge))
        return judge

    return register


def broken_rules(mt: str, sections: dict[str, Text]) -> Iterator[Finding]:
    """What the rules of a message find in its fields."""
    whole = Whole(mt, sections)
    for candidate in RULES:
        if mt in candidate.messages:
            yield from candidate.findings(whole)


def _first(text: Text, names: Sequence[str]) -> Field | None:
    return next((found for name in names if (found := text.get(name))), None)


def _not_both(one: str, other: str) -> Judge:
    def judge(text: Text, _: Whole) -> Found:
        if one in text and other in text:
            yield text.get(other), f"{one} and {other} exclude each other; leave one of them out"

    return judge


def _needs(present: Sequence[str], needed: str) -> Judge:
    def judge(text: Text, _: Whole) -> Found:
        field = _first(text, present)
        if field is not None and needed not in text:
            yield field, f"{field.tag} needs {needed}; add it"

    return judge


def _one_currency(*names: str) -> Judge:
    def judge(text: Text, _: Whole) -> Found:
        first: Field | None = None
        for name in names:
            field = text.get(name)
            if field is None:
                continue
            if first is None:
                first = field
            elif currency(field.value) != currency(first.value):
                told = f"{field.tag} is in {currency(field.value)}, {first.tag} in"
                yield field, f"{told} {currency(first.value)}; write one currency"

    return judge


def _at_least_one(*names: str) -> Judge:
    def judge(text: Text, _: Whole) -> Found:
        if not any(name in text for name in names):
            yield None, f"nothing is said; at least one of {', '.join(names)} is needed"

    return judge


def currency(value: str) -> str:
    """The currency of an amount, after its date where it has one."""
    start = 6 if value[:1].isdigit() else 0
    return value[start : start + 3]


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


rule("D06", "700 705 707 710 720", "C3")(_not_both("44C", "44D"))


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


rule("C06", "707", "C4")(_not_both("52a", "50B"))
rule("C12", "707", "C1")(_not_both("32B", "33B"))
_AMENDED = "23S 40A 40E 31D 50 59 32B 33B 39A 39C 41a 42C 42A 42D 42M 42P 43P 43T 44A 44E 44F 44B"
_AMENDED += " 44C 44D 45B 46B 47B 49M 49N 71D 71N 48 49 58a 53a 78 57a 72Z"
rule("C30", "707", "C2")(_at_least_one(*_AMENDED.split()))

# Acknowledgement, refusal, discrepancy ------------------------------------------------------------

rule("C77", "730 768 769", "C1")(_not_both("25", "57a"))
rule("C78", "730 768 769", "C2")(_not_both("32D", "57a"))
rule("C17", "734", "C1")(_needs(("73A",), "33a"))
rule("C02", "734", "C2")(_one_currency("32A", "33a"))
rule("C13", "750", "C1")(_needs(("33B", "71D", "73A"), "34B"))
rule("C02", "750", "C2")(_one_currency("32B", "34B"))
rule("C18", "752", "C1")(_needs(("71D",), "33a"))
rule("C02", "752", "C2")(_one_currency("32B", "33a"))
rule("C19", "754", "C1")(_not_both("72Z", "77"))
rule("C14", "754", "C2")(_not_both("53a", "57a"))
rule("C02", "754", "C3")(_one_currency("32a", "34a"))
rule("C02", "756", "C1")(_one_currency("32B", "33A"))


@rule("", "734", "usage of 77B")
def disposal_is_said(text: Text, _: Whole) -> Found:
    """What becomes of the documents, in the code of UCP 600 art. 16(c)(iii)."""
    disposal = text.get("77B")
    codes = ("/HOLD/", "/NOTIFY/", "/PREVINST/", "/RETURN/")
    if disposal is not None and not disposal.value.startswith(codes):
        words = "does not begin with the status of the documents (UCP 600 art. 16(c)(iii))"
        yield disposal, f"{words}; write {', '.join(codes)}"


# Reimbursement ------------------------------------------------------------------------------------

rule("D84", "740", "C4")(_not_both("58a", "59"))
rule("C02", "742", "C1")(_one_currency("32B", "33B", "34a"))
rule("C12", "747", "C1")(_not_both("32B", "33B"))
rule("C12", "747", "C2")(_needs(("32B", "33B"), "34B"))
rule("C02", "747", "C4")(_one_currency("32B", "33B", "34B"))
rule("C15", "747", "C5")(_at_least_one("31E", "32B", "33B", "34B", "39A", "39C", "72Z", "77"))


@rule("C12", "747", "C3")
def new_amount_has_its_change(text: Text, _: Whole) -> Found:
    """A new amount comes of an increase or of a decrease."""
    if "34B" in text and "32B" not in text and "33B" not in text:
        yield text.get("34B"), "34B needs 32B or 33B; say by how much the amount changes"


# Guarantees and standby credits -------------------------------------------------------------------

rule("C34", "769", "C3")(_not_both("33B", "39a"))
rule("C33", "769", "C4")(_needs(("71D",), "32a"))
rule("C02", "769", "C5")(_one_currency("33B", "34B"))
rule("C81", "785", "C1")(_needs(("57a",), "56a"))
rule("C81", "760", "C7", "B")(_needs(("57a",), "56a"))
rule("C12", "767", "C1", "B C")(_not_both("32B", "33B"))


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
