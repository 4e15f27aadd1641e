"""Each network rule with a message that keeps it and one that breaks it, by its error code."""

import pytest

from dhow.trade.swift import message_type, read_text
from dhow.trade.swift.rules import RULES

_730 = {"20": "A", "21": "LC1", "30": "260410"}
_734 = {"20": "A", "21": "B", "32A": "260605USD1,", "77J": "+LATE", "77B": "/HOLD/"}
_740 = {"20": "A", "40F": "NOTURR", "32B": "USD1,", "41D": "ANY BANK\nBY NEGOTIATION"}
_742 = {"20": "A", "21": "B", "52A": "IMBKSGSG", "32B": "USD1,", "34B": "USD1,"}
_747 = {"20": "A", "30": "260410"}
_750 = {"20": "A", "21": "B", "32B": "USD1,", "77J": "+LATE"}
_752 = {"20": "A", "21": "B", "23": "ACCEPT", "30": "260410", "32B": "USD1,"}
_754 = {"20": "A", "21": "B", "32B": "USD1,"}
_756 = {"20": "A", "21": "B", "32B": "USD1,", "33A": "260605USD1,"}
_769 = {"20": "A", "21": "B", "30": "260410"}
_785 = {"20": "A", "52A": "IMBKSGSG", "31C": "260410", "59": "BENEFICIARY"}
_700 = {
    "27": "1/1",
    "40A": "IRREVOCABLE",
    "20": "LC1",
    "31C": "260302",
    "40E": "UCP LATEST VERSION",
    "31D": "260615SINGAPORE",
    "50": "APPLICANT",
    "59": "BENEFICIARY",
    "32B": "USD1,",
    "41D": "ANY BANK\nBY PAYMENT",
    "49": "WITHOUT",
}
_710 = {
    **{tag: value for tag, value in _700.items() if tag != "40A"},
    **{"40B": "IRREVOCABLE\nADDING OUR CONFIRMATION", "21": "LC1", "52A": "IMBKSGSG"},
}
_707 = {
    **{
        "27": "1/1",
        "20": "LC1",
        "21": "B",
        "23": "LC1",
        "31C": "260302",
        "26E": "001",
        "30": "260410",
    },
    **{"22A": "ISSU", "44C": "260605"},
}
_760 = {
    **{"15A": "", "27": "1/1", "22A": "ADVI", "15B": "", "20": "A", "30": "260410"},
    **{"22D": "DGAR", "40C": "URDG", "23B": "OPEN", "52A": "IMBKSGSG", "59": "BENEFICIARY"},
    **{"32B": "USD1,", "77U": "WE UNDERTAKE"},
}
_STANDBY = {"22D": "STBY", "49": "WITHOUT"}
_COUNTER = {"22A": "ISCO"}
_LOCAL = {
    **{"15C": "", "C22D": "DGAR", "C40C": "URDG", "C23B": "OPEN", "C50": "APPLICANT"},
    **{"C59": "BENEFICIARY", "C32B": "USD1,", "C45L": "CONTRACT 7"},
}
_767 = {
    **{"15A": "", "27": "1/1", "21": "A", "22A": "ISUA", "15B": "", "20": "A", "26E": "001"},
    **{"30": "260410", "52A": "IMBKSGSG"},
}

ROWS = [
    ("700", _700, {"42C": "AT SIGHT"}, {"42A": "IMBKSGSG"}, "C90"),
    ("700", _700, {"42M": "HALF AT SIGHT", "42P": "30 DAYS AFTER SIGHT"}, {"42P": None}, "C90"),
    ("700", _700, {"44C": "260520", "44D": "MAY 2026"}, {"44D": None}, "D06"),
    ("710", _710, {"50B": "ISSUER WHO IS NO BANK"}, {"52A": None}, "C06"),
    ("710", _710, {"52A": None}, {"50B": "ISSUER WHO IS NO BANK"}, "C06"),
    ("707", _707, {"52A": "IMBKSGSG", "50B": "NO BANK"}, {"50B": None}, "C06"),
    ("707", _707, {"32B": "USD1,", "33B": "USD1,"}, {"33B": None}, "C12"),
    ("707", _707, {"44C": None}, {"23S": "CANCEL"}, "C30"),
    ("730", _730, {"25": "ACC1", "57A": "EXBKINBB"}, {"25": None}, "C77"),
    ("730", _730, {"32D": "260410USD1,", "57A": "EXBKINBB"}, {"57A": None}, "C78"),
    ("734", _734, {"73A": "/FEE/USD1,"}, {"33B": "USD2,"}, "C17"),
    ("734", _734, {"33B": "EUR2,"}, {"33B": "USD2,"}, "C02"),
    ("740", _740, {"58A": "EXBKINBB", "59": "BENEFICIARY"}, {"58A": None}, "D84"),
    ("742", _742, {"33B": "EUR1,"}, {"33B": "USD1,"}, "C02"),
    ("747", _747, {}, {"72Z": "NOTE"}, "C15"),
    ("747", _747, {"32B": "USD1,"}, {"34B": "USD2,"}, "C12"),
    ("747", _747, {"34B": "USD2,"}, {"33B": "USD1,"}, "C12"),
    ("747", _747, {"32B": "USD1,", "33B": "USD1,", "34B": "USD1,"}, {"33B": None}, "C12"),
    ("747", _747, {"32B": "USD1,", "34B": "EUR1,"}, {"34B": "USD1,"}, "C02"),
    ("750", _750, {"71D": "/COMM/USD1,"}, {"34B": "USD2,"}, "C13"),
    ("750", _750, {"34B": "EUR2,"}, {"34B": "USD2,"}, "C02"),
    ("752", _752, {"71D": "/COMM/USD1,"}, {"33B": "USD1,"}, "C18"),
    ("752", _752, {"33B": "EUR1,"}, {"33B": "USD1,"}, "C02"),
    ("754", _754, {"72Z": "NOTE", "77": "NOTE"}, {"77": None}, "C19"),
    ("754", _754, {"53A": "EXBKINBB", "57A": "EXBKINBB"}, {"53A": None}, "C14"),
    ("754", _754, {"34A": "260605EUR1,"}, {"34A": "260605USD1,"}, "C02"),
    ("756", _756, {"33A": "260605EUR1,"}, {"33A": "260605USD1,"}, "C02"),
    ("760", _760, {"23B": "FIXD"}, {"31E": "270101"}, "E01"),
    ("760", _760, {"31E": "270101"}, {"23B": "FIXD"}, "E01"),
    ("760", _760, {"23B": "COND"}, {"35G": "COMPLETION"}, "E02"),
    ("760", _760, {"35G": "COMPLETION"}, {"35G": None}, "E02"),
    ("760", _760, {"23F": "ONEY"}, {"23F": None}, "E03"),
    ("760", _760, {"22A": "ISSU"}, {"50": "APPLICANT"}, "C17"),
    ("760", _760, {"22A": "ISSU", "50": "A", "22D": "STBY"}, {"49": "WITHOUT"}, "C18"),
    ("760", _760, {"49": "WITHOUT"}, {"22D": "STBY"}, "C18"),
    ("760", _760, _COUNTER, _LOCAL, "C19"),
    ("760", _760, _LOCAL, _COUNTER, "C19"),
    ("760", _760, {**_COUNTER, **_LOCAL, "48D": "TRAN"}, {"48D": None}, "C19"),
    ("760", _760, {"57A": "EXBKINBB"}, {"56A": "EXBKINBB"}, "C81"),
    ("760", {**_760, "23B": "FIXD", "31E": "270101"}, {"78": "NOTICE"}, {"23F": "ONEY"}, "C16"),
    ("760", {**_760, **_STANDBY}, {"49": "CONFIRM"}, {"58A": "EXBKINBB"}, "C20"),
    ("760", {**_760, **_STANDBY}, {"58A": "EXBKINBB"}, {"49": "MAY ADD"}, "C20"),
    ("767", _767, {"32B": "USD1,", "33B": "USD1,"}, {"33B": None}, "C12"),
    ("767", _767, {"35G": "COMPLETION"}, {"23B": "COND"}, "E02"),
    ("767", _767, {"22A": "ISCA"}, {"15C": "", "C77L": "AS AGREED"}, "C19"),
    ("767", {**_767, "22A": "ISCA"}, {"15C": ""}, {"C77L": "AS AGREED"}, "C98"),
    ("768", _730, {"25": "ACC1", "57A": "EXBKINBB"}, {"25": None}, "C77"),
    ("769", _769, {"33B": "USD1,", "39C": "PART"}, {"39C": None}, "C34"),
    ("769", _769, {"71D": "/COMM/USD1,"}, {"32B": "USD1,"}, "C33"),
    ("769", _769, {"33B": "USD1,", "34B": "EUR1,"}, {"34B": "USD1,"}, "C02"),
    ("785", _785, {"57A": "EXBKINBB"}, {"56A": "EXBKINBB"}, "C81"),
]

WARNED = [
    ("700", _700, {"49": "CONFIRM"}, {"58A": "EXBKINBB"}, "usage of 58a"),
    ("700", _700, {"41D": "ANY BANK\nBY DEF PAYMENT"}, {"42P": "LATER"}, "usage of 42a"),
    ("734", _734, {"77B": "KEPT"}, {"77B": "/NOTIFY/"}, "usage of 77B"),
    ("760", {**_760, **_COUNTER, **_LOCAL}, {"C40D": "EN"}, {"C22Y": "STND"}, "usage of 40D"),
    ("761", {"27": "1/1", "20": "A", "52A": "IMBKSGSG"}, {}, {"77L": "MORE"}, "usage of 77U"),
]


def found(mt: str, *parts: dict[str, str | None]) -> list[tuple[str, str]]:
    values: dict[str, str | None] = {}
    for part in parts:
        values |= part
    fields = _in_order(mt, {tag: value for tag, value in values.items() if value is not None})
    (read,) = read_text(mt, "\n".join(f":{tag}:{value}" for tag, value in fields).encode()).messages
    return [(finding.severity.value, finding.rule) for finding in read.findings]


def _in_order(mt: str, values: dict[str, str]) -> list[tuple[str, str]]:
    """Fields in the order of their message; those of sequence C are keyed with a C before them."""
    kind = message_type(mt)
    assert kind is not None
    ordered: list[tuple[str, str]] = []
    for section in kind.sections:
        mark = "C" if section.name == "C" else ""
        for slot in section.slots:
            for tag in slot.tags:
                key = tag if tag.startswith("15") else mark + tag
                if key in values:
                    ordered.append((tag, values[key]))
    return ordered


@pytest.mark.parametrize(("mt", "base", "breaks", "mends", "code"), ROWS)
def test_a_rule_is_broken_and_mended(
    mt: str,
    base: dict[str, str | None],
    breaks: dict[str, str | None],
    mends: dict[str, str | None],
    code: str,
) -> None:
    broken = found(mt, base, breaks)
    assert ("error", code) in broken
    assert {rule for severity, rule in broken if severity == "error"} == {code}
    assert not [each for each in found(mt, base, breaks, mends) if each[0] == "error"]


@pytest.mark.parametrize(("mt", "base", "breaks", "mends", "rule"), WARNED)
def test_a_rule_of_use_warns(
    mt: str,
    base: dict[str, str | None],
    breaks: dict[str, str | None],
    mends: dict[str, str | None],
    rule: str,
) -> None:
    assert found(mt, base, breaks) == [("warning", rule)]
    assert not found(mt, base, breaks, mends)


def test_every_rule_is_tried() -> None:
    tried = {(mt, code) for mt, *_, code in (*ROWS, *WARNED)}
    for rule in RULES:
        name = rule.code or rule.name
        assert any((mt, name) in tried for mt in rule.messages), (rule.messages, rule.name, name)
