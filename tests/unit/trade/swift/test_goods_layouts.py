"""45A as banks lay it out: quantity, tolerance, price, total, trade term, wherever they stand."""

import pytest

from dhow.trade.credit.terms import Tolerance
from dhow.trade.money import Amount
from dhow.trade.swift.mapping import read_credit, write_credit
from dhow.trade.swift.mapping.goods import read_goods, unread, written_goods
from tests.support.swift import with_fields
from tests.support.swift_credits import base, knowledge

CREDIT = Amount.parse("USD 48,000.00")
FIVE = Tolerance(plus_percent=5, minus_percent=5)
WHOLE = ("24 t", False, "USD 2,000.00", "CIF JEBEL ALI", "FROZEN SHRIMP")
PRICED = ("24 t", False, "USD 2,000.00", None, "FROZEN SHRIMP")
ABOUT = ("24 t", True, "USD 2,000.00", None, "FROZEN SHRIMP")


@pytest.mark.parametrize(
    ("text", "tolerance", "read"),
    [
        ("+FROZEN SHRIMP\nQUANTITY: 24 MT\nUNIT PRICE: USD 2000,00 PER MT\n"
         "TOTAL AMOUNT: USD 48000,00\nCIF JEBEL ALI", None, WHOLE),
        ("+COMMODITY: FROZEN SHRIMP\n+QTY: 24 MTS\n+PRICE: USD 2,000.00/MT\n"
         "+TOTAL VALUE: USD 48,000.00\n+TRADE TERMS: CIF JEBEL ALI", None, WHOLE),
        ("24 MT FROZEN SHRIMP @ USD 2,000/MT CIF JEBEL ALI", None, WHOLE),
        ("24 MT FROZEN SHRIMP @USD2,000.- P/MT\nCIF JEBEL ALI", None, WHOLE),
        ("24 MT OF FROZEN SHRIMP AT USD 2,000 PMT CIF JEBEL ALI", None, WHOLE),
        ("24 MT (+/-5 PCT) FROZEN SHRIMP AT USD 2000,00 PER MT", None, PRICED),
        ("24 MT +/- 5 PCT OF FROZEN SHRIMP AT USD 2000,00 PER MT", None, PRICED),
        ("24 MT FROZEN SHRIMP AT USD 2000,00 PER MT\n5 PCT MORE OR LESS IN QUANTITY", None, PRICED),
        ("24 MT FROZEN SHRIMP AT USD 2000,00 PER MT\n"
         "+/-5 PCT IN QUANTITY AND AMOUNT ACCEPTABLE", FIVE, PRICED),
        ("QUANTITY: 24 MT +/-10 PCT\nFROZEN SHRIMP\nUNIT PRICE USD 2000,00 PER MT", None, ABOUT),
        ("24 MT FROZEN SHRIMP AT USD 2000,00 PER MT\nTOLERANCE: +/- 10 PERCENT", None, ABOUT),
        ("24 MT FROZEN SHRIMP AT USD 2,00 PER KG", None, PRICED),
        ("24 MT OF FROZEN SHRIMP, USD 2000 PER METRIC TON, CIF JEBEL ALI", None, WHOLE),
        ("24 MT OF FROZEN SHRIMP AT USD\n2000,00/MT CIF JEBEL ALI", None, WHOLE),
        ("FROZEN SHRIMP AT USD 2000/MT\n24 MT +/- 10 PERCENT", None, ABOUT),
        ("FROZEN SHRIMP AT USD 2000/MT\n24 MT", None, PRICED),
        ("24 MT FROZEN SHRIMP\nQUANTITY: 24 MT\nUNIT PRICE: USD 2,000.00/MT", None, PRICED),
    ],
)  # fmt: skip
def test_everyday_layouts_are_read(
    text: str, tolerance: Tolerance | None, read: tuple[str, bool, str, str | None, str]
) -> None:
    goods = read_goods(text, CREDIT, tolerance)
    found = (str(goods.quantity), goods.quantity_about, str(goods.unit_price))
    term = str(goods.incoterm) if goods.incoterm else None
    assert (*found, term, goods.description) == read
    assert unread(goods) == []
    assert read_goods(written_goods(goods)) == goods


@pytest.mark.parametrize(
    ("text", "tolerance", "kept"),
    [
        ("24 MT SHRIMP\n+/-10 PCT IN QUANTITY AND VALUE", FIVE,
         "+/-10 PCT IN QUANTITY AND VALUE"),
        ("RED\nQUANTITY: 12 MT\nBLUE\nQUANTITY: 12 MT", None, "QUANTITY:"),
        ("24 MT SHRIMP\nTOTAL AMOUNT: USD 47000,00", None, "TOTAL AMOUNT:"),
        ("24 MT SHRIMP\nQUANTITY: 25 MT", None, "QUANTITY:"),
        ("24 MT SHRIMP\nPRICE: AS AGREED", None, "PRICE:"),
        ("24 MT SHRIMP AT USD 2,00 PER LB", None, None),
    ],
)  # fmt: skip
def test_what_has_no_place_is_kept_and_told(
    text: str, tolerance: Tolerance | None, kept: str | None
) -> None:
    goods = read_goods(text, CREDIT, tolerance)
    if kept is None:
        assert goods.unit_price is None
        assert "USD 2,00 PER LB" in goods.description
        return
    assert kept in goods.description
    assert any(f'"{kept}"' in each for each in unread(goods))


@pytest.mark.parametrize(
    ("words", "term"),
    [
        ("PRICE TERM: CIF SINGAPORE INCOTERMS 2020", "CIF SINGAPORE (Incoterms 2020)"),
        ("DELIVERY TERMS CIF SINGAPORE, INCOTERMS 2010", "CIF SINGAPORE (Incoterms 2010)"),
        ("TRADE TERMS: CIF SINGAPORE INCOTERMS(R) 2020", "CIF SINGAPORE (Incoterms 2020)"),
        ("INCOTERMS 2020: CIF SINGAPORE", "CIF SINGAPORE (Incoterms 2020)"),
        ("INCOTERMS(R) 2020 CIF SINGAPORE", "CIF SINGAPORE (Incoterms 2020)"),
        ("TERMS OF DELIVERY: C AND F SINGAPORE", "CFR SINGAPORE"),
        ("CNF SINGAPORE", "CFR SINGAPORE"),
        ("C+F SINGAPORE", "CFR SINGAPORE"),
        ("C.I.F. SINGAPORE", "CIF SINGAPORE"),
        ("F. O. B. MUMBAI", "FOB MUMBAI"),
    ],
)
def test_a_trade_term_leaves_no_label_behind(words: str, term: str) -> None:
    for text in (f"SHRIMP\n{words}", f"{words}\nSHRIMP", f"SHRIMP AT USD 5/MT, {words}"):
        goods = read_goods(text)
        assert (str(goods.incoterm), goods.description) == (term, "SHRIMP")
        assert unread(goods) == []


@pytest.mark.parametrize(
    ("said", "quantity"),
    [
        ("1,200 PAIRS", "1200 pair"),
        ("500 DOZENS", "500 dozen"),
        ("40000 YARDS", "40000 yd"),
        ("3000 SQUARE METERS", "3000 m2"),
        ("250 SHORT TONS", "250 short ton"),
        ("75 ROLLS", "75 roll"),
        ("75 LITRES", "75 l"),
        ("75 US GALLONS", "75 us gal"),
        ("75 METERS", "75 m"),
        ("10 CTNS", "10 carton"),
        ("50,000 PC", "50000 piece"),
        ("500 YD", "500 yd"),
        ("500 DOZ", "500 dozen"),
        ("500 PRS", "500 pair"),
    ],
)
def test_goods_are_counted_in_the_units_of_their_trade(said: str, quantity: str) -> None:
    unit = said.partition(" ")[2]
    goods = read_goods(f"{said} OF GOODS AT USD 5,00 PER {unit}")
    assert (str(goods.quantity), goods.description) == (quantity, "GOODS")
    assert str(goods.unit_price) == "USD 5.00"
    assert read_goods(written_goods(goods)) == goods


def test_figures_on_one_line_leave_no_label_behind() -> None:
    goods = read_goods("SHRIMP, QTY 50 MT, UNIT PRICE USD 5,000/MT, CIF SINGAPORE")
    found = (str(goods.quantity), str(goods.unit_price), str(goods.incoterm), goods.description)
    assert found == ("50 t", "USD 5,000.00", "CIF SINGAPORE", "SHRIMP")


@pytest.mark.parametrize("text", ["VITAMIN C AND F COMPLEX", "PACKED CIF VALUE AS PER ORDER"])
def test_words_among_others_are_no_trade_term(text: str) -> None:
    assert read_goods(f"24 MT SHRIMP\n{text}").incoterm is None


@pytest.mark.parametrize(
    ("text", "plus", "minus"),
    [
        ("24 MT (+/-3 PCT) FROZEN SHRIMP", 3, 3),
        ("24 MT +/- 20 PERCENT FROZEN SHRIMP", 20, 20),
        ("24 CARTONS (+/-5 PCT) FROZEN SHRIMP", 5, 5),
        ("24 MT +10/-5 PCT FROZEN SHRIMP", 10, 5),
        ("24 MT 15 PCT MORE OR LESS OF FROZEN SHRIMP", 15, 15),
        ("24 MT FROZEN SHRIMP, 2 PCT MORE OR LESS IN QUANTITY ACCEPTABLE", 2, 2),
        ("24 MT FROZEN SHRIMP\nQUANTITY TOLERANCE: +/-2 PCT", 2, 2),
    ],
)
def test_any_tolerance_of_the_quantity_is_read_and_written(
    text: str, plus: int, minus: int
) -> None:
    goods = read_goods(text)
    stated = Tolerance(plus_percent=plus, minus_percent=minus)
    assert (goods.quantity_tolerance, goods.description) == (stated, "FROZEN SHRIMP")
    assert unread(goods) == []
    assert read_goods(written_goods(goods)) == goods


BOTH = "5 PCT MORE OR LESS IN QUANTITY AND AMOUNT"


@pytest.mark.parametrize(
    ("pairs", "amount", "quantity", "noted"),
    [
        (("39A", "05/05", "47A", f"+{BOTH}"), 5, None, []),
        (("39A", "10/10", "47A", f"+{BOTH}"), 10, None, ["47A"]),
        (("47A", f"+{BOTH} ALLOWED"), 5, None, ["47A"]),
        (("45A", f"50 METRIC TONS ({BOTH}) SHRIMP"), 5, 5, ["45A"]),
        (("45A", f"50 METRIC TONS ({BOTH}) SHRIMP", "39A", "05/05"), 5, 5, []),
        (("47A", "+5 PCT MORE OR LESS ALLOWED"), None, None, ["47A"]),
        (("47A", "+5 PCT MORE OR LESS OF EACH SIZE"), None, None, ["47A"]),
        (("47A", f"+{BOTH}", "45A", "SHRIMP", "39A", "05/05"), 5, None, ["47A"]),
    ],
)
def test_what_a_tolerance_in_words_is_of_is_taken_or_told(
    pairs: tuple[str, ...], amount: int | None, quantity: int | None, noted: list[str]
) -> None:
    (message,) = write_credit(base())
    read = read_credit([with_fields(message, *pairs)], knowledge())
    said = [read.terms.tolerance, read.terms.goods.quantity_tolerance]
    assert [each and each.plus_percent for each in said] == [amount, quantity]
    assert [note.tag for note in read.notes] == noted


@pytest.mark.parametrize(
    "text",
    [
        "24 MT FISH AT USD 5 PER MT AND 24 MT SHRIMP AT USD 9 PER MT",
        "12 MT SHRIMP\n12 MT FISH",
        "10 MT SHRIMP/14 MT FISH",
        "10 MT OF SHRIMP WITH 14 MT OF FISH",
        "10 MT SHRIMP\n14000 KG FISH",
        "SHRIMP\n10 MT\nFISH\n14 MT",
        "24 MT FISH AT USD 5 PER MT, USD 9 PER MT FROZEN",
        "10 PCS PUMPS\n10 SETS SPARES",
        "1) 30 MT SHRIMP 16/20 AT USD 5000/MT\n2) 20 MT SHRIMP 21/25 AT USD 4000/MT",
    ],
)
def test_of_several_articles_no_figure_is_taken_for_that_of_the_whole(text: str) -> None:
    goods = read_goods(text)
    assert (goods.quantity, goods.unit_price, goods.description) == (None, None, text)
    assert any("several articles" in each for each in unread(goods))


@pytest.mark.parametrize(
    ("text", "quantity", "about", "price"),
    [
        ("1 (ONE) SET LATHE CK6140 AT USD 9,00 PER SET", "1 set", False, "USD 9.00"),
        ("ONE SET LATHE CK6140 AT USD 9,00 PER SET", "1 set", False, "USD 9.00"),
        ("TWO (2) SETS LATHE CK6140 AT USD 9,00 PER SET", "2 set", False, "USD 9.00"),
        ("ABT. 50 MT LATHE CK6140 AT USD 9,00 PER MT", "50 t", True, "USD 9.00"),
        ("50 MT LATHE CK6140 AT THE RATE OF USD 9 PER MT", "50 t", False, "USD 9.00"),
        ("50 MT LATHE CK6140 AT USD 9/- PER MT", "50 t", False, "USD 9.00"),
        ("50 MT LATHE CK6140\nUS DOLLARS 9.00 PER MT", "50 t", False, "USD 9.00"),
        ("50 MT LATHE (CK6140) USD 9.00 PER MT", "50 t", False, "USD 9.00"),
    ],
)
def test_figures_with_words_beside_them_are_read(
    text: str, quantity: str, about: bool, price: str
) -> None:
    goods = read_goods(text)
    assert (str(goods.quantity), goods.quantity_about) == (quantity, about)
    assert str(goods.unit_price) == price
    assert goods.description.replace("(", "").replace(")", "") == "LATHE CK6140"


@pytest.mark.parametrize(
    "text", ["ONE PIECE SWIMSUITS", "LATHE, TWO SETS OF JAWS", "NPK 15 PER BAG", "ELEVEN SETS"]
)
def test_words_that_are_of_the_goods_stay(text: str) -> None:
    goods = read_goods(f"{text} AND MORE\nIN BULK")
    assert (goods.quantity, goods.unit_price) == (None, None)
    assert text in goods.description


def test_an_article_after_the_price_of_another_is_the_next() -> None:
    first = "12,000 PCS OF MENS WOVEN SHIRTS, STYLE NO. 1234 AT USD 4.50/PC"
    text = f"{first}\n8,000 PCS OF LADIES TROUSERS AT USD 4.50/PC\nFOB CHITTAGONG"
    goods = read_goods(text)
    assert goods.quantity is None
    assert goods.description.split("\n")[0] == first
    assert any("several articles" in each for each in unread(goods))


@pytest.mark.parametrize(
    ("said", "unit", "price", "amount", "quantity"),
    [
        ("50.000", "KGS", "USD 5,00", "USD 250,000.00", "50000 kg"),
        ("50.000", "MT", "USD 5000,00", "USD 250,000.00", "50 t"),
        ("50,000", "MT", "USD 5000,00", "USD 250,000.00", "50 t"),
        ("0.050", "MT", "USD 5000,00", "USD 250,000.00", "0.05 t"),
        ("50,000", "KGS", "USD 5,00", "USD 250,000.00", "50000 kg"),
        ("50000", "MT", "USD 5000,00", "USD 250,000.00", "50000 t"),
        ("50.000", "KGS", "EUR 5,00", "USD 250,000.00", "50 kg"),
        ("50.000", "KGS", "USD 9,00", "USD 250,000.00", "50 kg"),
        ("1.500", "PCS", "USD 9,00", "USD 250,000.00", "1500 piece"),
        ("1,500", "PCS", "USD 9,00", "USD 13.50", "1500 piece"),
    ],
)
def test_a_stop_or_comma_is_of_what_the_price_makes_the_amount(
    said: str, unit: str, price: str, amount: str, quantity: str
) -> None:
    text = f"{said} {unit} OF GOODS AT {price} PER {unit}"
    assert str(read_goods(text, Amount.parse(amount)).quantity) == quantity


def test_what_goods_are_packed_in_is_no_second_article() -> None:
    goods = read_goods("24 MT FROZEN SHRIMP, 10 KG PER CARTON\n2 KG NET BAGS\n5 KG CARTONS")
    assert str(goods.quantity) == "24 t"


def test_a_purity_is_no_tolerance_of_the_quantity() -> None:
    goods = read_goods("24 MT ZINC, PURITY 99 PCT, GRAIN +/-10 PCT\nLIME, +/-5 PCT MOISTURE")
    assert not goods.quantity_about
    assert goods.description == "ZINC, PURITY 99 PCT, GRAIN +/-10 PCT\nLIME, +/-5 PCT MOISTURE"


def test_a_total_above_the_credit_is_told_with_its_field() -> None:
    (message,) = write_credit(base())
    text = "50 METRIC TONS SHRIMP\nTOTAL AMOUNT: USD 1,00"
    read = read_credit([with_fields(message, "45A", text)], knowledge())
    assert ("45A", "kept") in [(note.tag, note.rule) for note in read.notes]
