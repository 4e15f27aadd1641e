"""45B: goods amended line by line, with their figures, or the whole anew."""

import pytest

from dhow.trade.credit.amendment import apply
from dhow.trade.swift import MessageRefused
from dhow.trade.swift.mapping import read_amendment, write_amendment
from dhow.trade.swift.mapping.amended import ReadAmendment
from tests.support.swift import with_fields
from tests.support.swift_credits import base, knowledge
from tests.unit.trade.swift.test_amendments import amendment

BLOCK = "FROZEN SHRIMP, BLOCK FROZEN, 16/20 COUNT"
FIRST = f"50 METRIC TONS {BLOCK}"
PRICE = "AT USD 5000,00 PER METRIC TON"


def _read(*pairs: str | None) -> ReadAmendment:
    before = base()
    after = base(lambda data: data.update(charges="ALL FOR APPLICANT"))
    (message,) = write_amendment(before, amendment(before, after))
    return read_amendment([with_fields(message, *pairs)], before, knowledge())


@pytest.mark.parametrize(
    ("value", "goods"),
    [
        (f"/DELETE/+{FIRST}\n/ADD/+60 METRIC TONS {BLOCK}",
         ("60 t", "USD 5,000.00", "CIF SINGAPORE", BLOCK)),
        (f"/ADD/+40 MT (+/-5 PCT) {BLOCK}\n/DELETE/+{FIRST}",
         ("40 t", "USD 5,000.00", "CIF SINGAPORE", BLOCK)),
        (f"/DELETE/{PRICE}\n/ADD/AT USD 4800,00 PER METRIC TON",
         ("50 t", "USD 4,800.00", "CIF SINGAPORE", BLOCK)),
        ("/DELETE/CIF SINGAPORE\n/ADD/CFR SINGAPORE (INCOTERMS 2020)",
         ("50 t", "USD 5,000.00", "CFR SINGAPORE (Incoterms 2020)", BLOCK)),
        ("/DELETE/BLOCK FROZEN, 16/20 COUNT\n/ADD/IQF, 21/25 COUNT",
         ("50 t", "USD 5,000.00", "CIF SINGAPORE", "FROZEN SHRIMP, IQF, 21/25 COUNT")),
        (f"/DELETE/{PRICE}", ("50 t", "None", "CIF SINGAPORE", BLOCK)),
        (f"/REPALL/+60 MT {BLOCK}", ("60 t", "None", "None", BLOCK)),
        ("/DELETE/50 METRIC TONS\n/ADD/50 METRIC TONS (+10/-5 PCT)",
         ("50 t", "USD 5,000.00", "CIF SINGAPORE", BLOCK)),
    ],
)  # fmt: skip
def test_figures_are_what_the_amended_words_say(
    value: str, goods: tuple[str, str, str, str]
) -> None:
    found = apply(base(), _read("45B", value).amendment).goods
    said = (str(found.quantity), str(found.unit_price), str(found.incoterm), found.description)
    assert said == goods
    margin = found.quantity_tolerance
    assert (margin is not None) is ("PCT" in value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("/DELETE/TEN ELEPHANTS", 'does not have: it is "'),
        (f"/DELETE/+{FIRST}", "leaves no description of the goods"),
        ("/DELETE/20", "does not have"),
        ("/DELETE/FROZEN SHRIMP\n/DELETE/FROZEN SHRIMP", "does not have"),
    ],
)
def test_what_cannot_be_deleted_is_refused(value: str, words: str) -> None:
    with pytest.raises(MessageRefused, match=words) as refused:
        _read("45B", value)
    (only,) = refused.value.findings
    assert only.tag == "45B"


def test_a_quantity_that_is_taken_away_is_told() -> None:
    read = _read("45B", "/DELETE/50 METRIC TONS")
    assert apply(base(), read.amendment).goods.quantity is None
    assert [note.tag for note in read.notes] == ["45B"]


@pytest.mark.parametrize(("by", "refused"), [("USD250000,00", True), ("USD249999,99", False)])
def test_nothing_is_left_of_a_credit_by_cancelling_it_alone(by: str, refused: bool) -> None:
    if refused:
        with pytest.raises(MessageRefused, match="23S:CANCEL"):
            _read("33B", by)
        return
    assert str(apply(base(), _read("33B", by).amendment).amount) == "USD 0.01"
