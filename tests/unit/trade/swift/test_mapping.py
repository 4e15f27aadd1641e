"""Credits as messages and back: what terms say comes back, what is not understood is kept."""

import random
from collections.abc import Callable
from datetime import date

import pytest

from dhow.trade.credit import DocumentRequired
from dhow.trade.credit.maturity import Tenor, TenorStart
from dhow.trade.credit.preadvice import PreAdvice
from dhow.trade.documents.figures import number
from dhow.trade.swift import (
    MessageRefused,
    compose,
    examine,
    read_file,
)
from dhow.trade.swift.mapping import (
    Knowledge,
    read_credit,
    read_preadvice,
    write_authority,
    write_credit,
    write_preadvice,
)
from dhow.trade.swift.mapping.document_words import document_words
from dhow.trade.swift.mapping.documents import read_document, read_documents
from dhow.trade.swift.mapping.goods import read_goods, written_goods
from dhow.trade.swift.mapping.places import read_places
from dhow.trade.swift.mapping.tenors import read_tenor
from tests.support.swift import valid_message, with_fields
from tests.support.swift_credits import ADVISING, REIMBURSING, Json, base, knowledge


def _sight(data: Json) -> None:
    data["availability"] = {"mode": "sight", "with_bank": "nominated_bank"}
    data["nominated_bank"] = ADVISING


def _deferred(data: Json) -> None:
    tenor = {"days": 90, "after": "shipment_date"}
    data["availability"] = {"mode": "deferred", "tenor": tenor}


def _negotiation(data: Json) -> None:
    data["availability"] = {
        "mode": "negotiation",
        "with_bank": "any_bank",
        "any_bank_in": "IN",
        "tenor": {"days": 30, "after": "sight"},
        "drawee": "issuing_bank",
    }


def _mixed(data: Json) -> None:
    data["availability"] = {
        "mode": "mixed",
        "parts": [
            {"mode": "sight", "percent": 30},
            {"mode": "deferred", "percent": 70, "tenor": {"days": 60, "after": "sight"}},
        ],
    }


def _confirmed(data: Json) -> None:
    data["confirming_bank"] = ADVISING
    data["confirmation"] = "CONFIRM"
    data["reimbursing_bank"] = REIMBURSING
    data["availability"]["drawee"] = "confirming_bank"


def _transferable(data: Json) -> None:
    data["form"] = "IRREVOCABLE TRANSFERABLE"
    data["tolerance"] = {"plus_percent": 10, "minus_percent": 5}
    data["additional_amounts"] = [{"purpose": "FREIGHT", "amount": "USD 1,250.50"}]


def _places(data: Json) -> None:
    data["expiry"]["place"] = "INPAV"
    data["shipment"] = {
        "taking_in_charge": {"name": "PUNE, INDIA", "country": "IN"},
        "port_of_loading": [{"name": "ANY PORT IN INDIA", "country": "IN", "any_in_country": True}],
        "port_of_discharge": [
            {"name": "SINGAPORE", "locode": "SGSIN"},
            {"name": "PORT KLANG", "locode": "MYPKG"},
        ],
        "final_destination": {"name": "JOHOR BAHRU"},
        "period": "first half of june 2026",
    }


def _words(data: Json) -> None:
    data["conditions"] = ["ALL DOCUMENTS IN ENGLISH", "FEE USD 50 FOR DISCREPANT DOCUMENTS " * 3]
    data["conditions"][1] = data["conditions"][1].strip()
    data["special_payment_conditions"] = ["PAYMENT IN SINGAPORE"]
    data["special_payment_conditions_for_bank"] = ["COVER BY SWIFT"]
    data["charges"] = "ALL CHARGES OUTSIDE SINGAPORE ARE FOR ACCOUNT OF BENEFICIARY"
    data["instructions_to_bank"] = "FORWARD DOCUMENTS IN ONE LOT BY COURIER"
    data["sender_to_receiver"] = "/PHONBEN/"
    data["presentation_days"] = 10
    data["presentation_narrative"] = "AFTER DATE OF INVOICE"


def _papers(data: Json) -> None:
    data["documents"] = [
        {"kind": "commercial_invoice", "signed": True, "copies": 2, "show_credit_number": True},
        {"kind": "air_waybill", "transport": {"freight": "collect", "consignee": "IMPORT BANK"}},
        {
            "kind": "insurance_document",
            "originals": 2,
            "insurance": {"minimum_percent": "122.23", "risks": ["INSTITUTE CARGO CLAUSES (A)"]},
        },
        {"kind": "packing_list", "originals": 2, "copies": 1},
        {"kind": "inspection_certificate", "issuer_description": "SGS"},
        {"kind": "weight_certificate", "originals": 0, "copies": 1},
        {
            "kind": "temperature_certificate",
            "temperature": {"minimum_milli_c": 2000, "maximum_milli_c": 8500},
            "covers_voyage": True,
        },
        {"kind": "other_document", "wording": "RADIATION STATEMENT AS PER ANNEX 4"},
    ]


CHANGES = [
    *(_sight, _deferred, _negotiation, _mixed, _confirmed),
    *(_transferable, _places, _words, _papers),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_terms_come_back_from_their_mt700(change: Callable[[Json], None]) -> None:
    terms = base(change)
    messages = write_credit(terms)
    assert all(not [f for f in examine(m) if f.severity.value == "error"] for m in messages)
    read = read_credit(messages, knowledge())
    assert read.terms == terms


def test_many_terms_come_back() -> None:
    """Changes put together by chance, so that one does not disturb another."""
    chance = random.Random(700)
    exclusive = CHANGES[:4]
    for _ in range(60):
        chosen = [chance.choice(exclusive), *chance.sample(CHANGES[5:], chance.randint(0, 4))]

        def change(data: Json, chosen: list[Callable[[Json], None]] = chosen) -> None:
            for each in chosen:
                each(data)

        terms = base(change)
        data = b"\r\n".join(m.emit().encode() for m in write_credit(terms))
        file = read_file(data)
        messages = [read.message for read in file.messages if read.message]
        assert read_credit(messages, knowledge()).terms == terms


@pytest.mark.rule("H10", by="message")
@pytest.mark.parametrize("mt", ["700", "710", "720"])
def test_h10_rules_are_written_as_incorporated(mt: str) -> None:
    def electronic(data: Json) -> None:
        data["rules"] = "EUCP LATEST VERSION"

    terms = base(electronic)
    (message,) = write_credit(terms, mt=mt)
    assert message.get("40E") == "EUCP LATEST VERSION"
    assert read_credit([message], knowledge()).terms.is_electronic


@pytest.mark.parametrize("mt", ["710", "720"])
def test_advice_and_transfer_name_the_issuing_bank(mt: str) -> None:
    terms = base(_transferable)
    sender = terms.advising_bank
    (message,) = write_credit(terms, mt=mt, sender=sender, receiver=sender)
    assert message.get("52A") == "IMBKSGSGXXX"
    assert (
        message.get(
            "40B",
        )
        is not None
    )
    assert ("TRANSFERABLE" in (message.get("40B") or "")) is (mt == "710")
    assert read_credit([message], knowledge()).terms.issuing_bank == terms.issuing_bank


def test_a_long_credit_goes_on_and_comes_back() -> None:
    def long(data: Json) -> None:
        data["conditions"] = [f"CONDITION {n:03} " + "W" * 40 for n in range(160)]

    terms = base(long)
    messages = write_credit(terms)
    assert [m.mt for m in messages] == ["700", *["701"] * (len(messages) - 1)]
    assert len(messages) > 1
    assert read_credit(messages, knowledge()).terms == terms
    with pytest.raises(MessageRefused, match="all of them, in their order"):
        read_credit(messages[:1], knowledge())


def test_a_pre_advice_comes_back_and_agrees_with_its_credit() -> None:
    terms = base(_sight)
    advice = PreAdvice(
        credit_number=terms.credit_number,
        pre_advised_on=date(2026, 2, 27),
        issuing_bank=terms.issuing_bank,
        applicant=terms.applicant,
        beneficiary=terms.beneficiary,
        amount=terms.amount,
        expiry=terms.expiry,
        availability=terms.availability,
        goods=terms.goods,
    )
    assert terms.advising_bank is not None
    message = write_preadvice(advice, receiver=terms.advising_bank)
    assert message.mt == "705"
    read = read_preadvice(message, date(2026, 2, 27), knowledge())
    assert read.pre_advice == advice
    assert [note.tag for note in read.notes] == ["41a"]


def test_a_pre_advice_leaves_open_what_it_does_not_say() -> None:
    terms = base()
    message = compose(
        "705",
        (
            ("40A", "IRREVOCABLE"),
            ("20", terms.credit_number),
            ("31D", "260615SINGAPORE"),
            ("50", "LION CITY FOODS PTE LTD\nSG"),
            ("59", "KONKAN SPICES PVT LTD\nIN"),
            ("32B", "USD250000,00"),
            ("41A", "EXBKINBB\nBY ACCEPTANCE"),
            ("79Z", "FULL DETAILS TO FOLLOW"),
        ),
        sender="IMBKSGSG",
        receiver="EXBKINBB",
    )
    read = read_preadvice(message, date(2026, 2, 27), knowledge())
    advice = read.pre_advice
    assert (advice.availability, advice.shipment, advice.goods) == (None, None, None)
    assert [note.tag for note in read.notes] == ["41a", "79Z"]
    (issue,) = write_credit(terms)
    with pytest.raises(MessageRefused, match="MT700 is no pre-advice"):
        read_preadvice(issue, date(2026, 2, 27))


def test_the_authority_to_reimburse() -> None:
    def reimbursed(data: Json) -> None:
        data["reimbursing_bank"] = REIMBURSING
        data["reimbursement"] = {"rules": "URR 725", "charges": "beneficiary"}

    terms = base(reimbursed)
    authority = write_authority(terms)
    assert (authority.mt, authority.get("40F"), authority.get("71A")) == (
        "740",
        "URR LATEST VERSION",
        "CLM",
    )
    assert authority.get("31D") is None
    assert authority.receiver.startswith("USBKUS33")
    with pytest.raises(MessageRefused, match="nobody to authorise"):
        write_authority(base())


@pytest.mark.parametrize(
    ("tag", "value", "words"),
    [
        ("31D", "260615DELHI", '"DELHI" is no place with a banking calendar'),
        ("31D", "260615INDIA", '"INDIA" is no place with a banking calendar'),
        ("42C", "WHEN THE SHIP COMES IN", "is no tenor that is understood"),
        ("42A", "OTHRDEFF", "is none of the banks of this credit"),
    ],
)
def test_structured_fields_are_not_guessed(tag: str, value: str, words: str) -> None:
    (message,) = write_credit(base())
    with pytest.raises(MessageRefused, match=words) as refused:
        read_credit([with_fields(message, tag, value)], knowledge())
    assert refused.value.findings[0].tag == tag


def test_a_place_that_is_told_is_taken() -> None:
    (message,) = write_credit(base())
    known = Knowledge(places={"INDIA": "INBOM"})
    read = read_credit([with_fields(message, "31D", "260615INDIA")], known)
    assert read.terms.expiry.place == "INBOM"


def test_what_is_not_understood_is_kept_and_told() -> None:
    (message,) = write_credit(base())
    item = "CERTIFICATE OF NON-MANIPULATION ISSUED BY THE PORT AUTHORITY IN TRIPLICATE"
    read = read_credit(
        [with_fields(message, "46A", f"+{item[:50]}\n{item[51:]}\n+INVOICE")], knowledge()
    )
    assert [(d.kind, d.wording) for d in read.terms.documents] == [
        ("other_document", item),
        ("commercial_invoice", None),
    ]
    assert [(note.tag, note.rule) for note in read.notes] == [("46A", "kept")]
    again = write_credit(read.terms)[0].get("46A") or ""
    assert item in " ".join(again.split())


def test_text_of_other_scripts_is_refused_by_field() -> None:
    def chinese(data: Json) -> None:
        data["applicant"]["name"] = "\u65b0\u52a0\u5761\u98df\u54c1"

    with pytest.raises(MessageRefused, match="spell it in Latin letters") as refused:
        write_credit(base(chinese))
    assert refused.value.findings[0].tag == "50"

    def accents(data: Json) -> None:
        data["applicant"]["name"] = "CAF\u00c9 & S\u00d8N \u2013 M\u00dcNCHEN"

    (message,) = write_credit(base(accents))
    assert (message.get("50") or "").startswith("CAFE AND SON - MUNCHEN\n")


def test_messages_by_chance_are_read_or_refused() -> None:
    """Valid messages with nonsense in them: terms, or the one declared error; never another."""
    read = refused = 0
    for seed in range(300):
        message = valid_message(("700", "710", "720")[seed % 3], seed)
        if message.get("41A") or seed % 2:
            message = with_fields(message, "41A", None, "41D", "ANY BANK\nBY PAYMENT", "42M", None)
        message = with_fields(message, "31D", "260615SINGAPORE", "45A", "GOODS", "46A", "+INVOICE")
        try:
            terms = read_credit([message], knowledge()).terms
        except MessageRefused:
            refused += 1
        else:
            assert terms.credit_number == message.get("20" if message.mt == "700" else "21")
            read += 1
    assert read > 50
    assert refused > 50


@pytest.mark.parametrize(
    ("text", "kind", "known"),
    [
        ("SIGNED COMMERCIAL INVOICE IN 3 ORIGINALS", "commercial_invoice", (3, 0, True)),
        ("INVOICE IN TRIPLICATE", "commercial_invoice", (1, 2, False)),
        ("COMMERCIAL INVOICE IN 3 COPIES", "commercial_invoice", (1, 2, False)),
        ("FULL SET (3/3) OF CLEAN ON BOARD OCEAN BILLS OF LADING", "bill_of_lading", (3, 0, False)),
        (
            "FULL SET OF ORIGINAL BILLS OF LADING PLUS 2 NON-NEGOTIABLE COPIES",
            "bill_of_lading",
            (1, 2, False),
        ),
        ("CHARTER PARTY BILL OF LADING", "charter_party_bill_of_lading", (1, 0, False)),
        ("PACKING LIST IN ONE ORIGINAL AND TWO COPIES", "packing_list", (1, 2, False)),
        ("AIR WAYBILL MARKED FREIGHT COLLECT", "air_waybill", (1, 0, False)),
        ("PHYTOSANITARY CERTIFICATE", "phytosanitary_certificate", (1, 0, False)),
        (
            "PHYTOSANITARY CERTIFICATE ORIGINAL AND 1 COPY",
            "phytosanitary_certificate",
            (1, 1, False),
        ),
        ("COPY OF COMMERCIAL INVOICE", "commercial_invoice", (0, 1, False)),
        ("ONE NON-NEGOTIABLE COPY OF BILL OF LADING", "bill_of_lading", (0, 1, False)),
        ("AIRWAY BILL", "air_waybill", (1, 0, False)),
        ("AIR CONSIGNMENT NOTE", "air_waybill", (1, 0, False)),
        ("TRUCK WAYBILL", "road_consignment_note", (1, 0, False)),
        ("RAILWAY BILL", "rail_consignment_note", (1, 0, False)),
    ],
)
def test_usual_wording_is_understood(text: str, kind: str, known: tuple[int, int, bool]) -> None:
    document = read_document(text)
    assert document.wording is None
    assert document.kind == kind
    assert (document.originals, document.copies, document.signed) == known
    assert read_document(document_words(document)) == document


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("FUMIGATION CERTIFICATE ORIGINAL AND 1 COPY", (1, 1)),
        ("FUMIGATION CERTIFICATE IN DUPLICATE", (1, 1)),
        ("COPY OF TELEX ADVISING THE APPLICANT OF SHIPMENT", (0, 1)),
        ("CARRIER'S STATEMENT THAT 2 COPIES OF THE BILL WERE HANDED OVER", (1, 0)),
    ],
)
def test_how_many_is_read_of_a_document_that_is_kept_by_its_wording(
    text: str, counts: tuple[int, int]
) -> None:
    """And what a document says of others is not of itself."""
    document = read_document(text)
    assert (document.kind, document.wording) == ("other_document", text)
    assert (document.originals, document.copies) == counts
    assert read_document(document_words(document)) == document


@pytest.mark.parametrize(
    "text",
    [
        "MANUALLY SIGNED COMMERCIAL INVOICE",
        "CERTIFICATE OF ORIGIN FORM A",
        "3/2 SET OF BILLS OF LADING",
        "INSURANCE POLICY IN NEGOTIABLE FORM FOR 110 PERCENT OF CIF VALUE",
        "COMMERCIAL INVOICE CERTIFYING THAT GOODS ARE OF INDIAN ORIGIN",
        "INSURANCE POLICY FOR 10 PERCENT",
        "INSURANCE POLICY FOR 1.10 PERCENT OF CIF VALUE",
        "INSURANCE POLICY FOR INVOICE VALUE AND 50 PERCENT DEDUCTIBLE",
        "FULL SET OF BILLS OF LADING NOT MADE OUT TO OUR ORDER",
        "INVOICE, ORIGINAL NOT REQUIRED, 2 COPIES",
        "DRAFT SURVEY REPORT",
    ],
)
def test_words_left_over_are_kept(text: str) -> None:
    document = read_document(text)
    assert document.wording == text
    least = document.insurance.minimum_percent if document.insurance else None
    assert least in (None, 110 if " 110 " in text else None)
    assert document.transport is None or document.transport.consignee is None


@pytest.mark.parametrize(
    "value",
    [
        "A) SIGNED COMMERCIAL INVOICE\nB) SIGNED PACKING LIST",
        "* SIGNED COMMERCIAL INVOICE\n* SIGNED PACKING LIST",
        "01 SIGNED COMMERCIAL INVOICE\n02 SIGNED PACKING LIST",
        "SIGNED COMMERCIAL INVOICE\nSIGNED PACKING LIST",
        "+SIGNED COMMERCIAL INVOICE AND PACKING LIST",
    ],
)
def test_each_document_of_a_list_is_asked_for_however_it_is_marked(value: str) -> None:
    found, kept = read_documents(value)
    assert [(each.kind, each.signed) for each in found] == [
        ("commercial_invoice", True),
        ("packing_list", True),
    ]
    assert kept == ()


def test_one_document_in_several_lines_is_one() -> None:
    value = "COMMERCIAL INVOICE IN 3 COPIES SHOWING THAT THE GOODS\nARE NEW AND PACKED IN CASES"
    assert len(read_documents(value)[0]) == 1


@pytest.mark.parametrize(
    ("cover", "percent"),
    [
        ("FULL CIF VALUE PLUS 10 PERCENT", 110),
        ("INVOICE VALUE PLUS 20 PCT", 120),
        ("100 PCT OF CIF VALUE PLUS 10 PCT", 110),
        ("110 PERCENT OF CIF VALUE", 110),
    ],
)
def test_the_least_cover_is_the_value_and_what_is_added_to_it(cover: str, percent: int) -> None:
    document = read_document(f"INSURANCE POLICY OR CERTIFICATE FOR {cover}")
    assert document.wording is None
    assert document.insurance is not None
    assert document.insurance.minimum_percent == percent
    assert read_document(document_words(document)) == document


def test_either_of_two_documents_and_the_bank_that_speaks() -> None:
    document = read_document("SEA WAYBILL OR BILL OF LADING MADE OUT TO OUR ORDER")
    assert (document.kind, document.alternatives) == ("sea_waybill", ("bill_of_lading",))
    assert document.transport is not None
    assert document.transport.consignee == "TO ORDER OF ISSUING BANK"
    assert document.wording is None
    assert read_document(document_words(document)) == document


def test_additional_amounts_are_read_however_they_are_spaced() -> None:
    (message,) = write_credit(base(_transferable))
    for said in ("FREIGHT USD 1250,50", "FREIGHT USD1250,50", "USD1250,50 FREIGHT"):
        read = read_credit([with_fields(message, "39C", said)], knowledge())
        (extra,) = read.terms.additional_amounts
        assert (extra.purpose, str(extra.amount)) == ("FREIGHT", "USD 1,250.50")


def test_goods_are_read_as_far_as_they_say() -> None:
    goods = read_goods(
        "+ABOUT 1,200.5 MT CRUDE PALM OIL IN BULK\nAT ABOUT USD 912,75 PER MT\n"
        "CFR JEBEL ALI, INCOTERMS 2020\nCONTRACT 77 OF 2026"
    )
    assert str(goods.quantity) == "1200.5 t"
    assert goods.quantity_about
    assert str(goods.unit_price) == "USD 912.75"
    assert goods.unit_price_about
    assert str(goods.incoterm) == "CFR JEBEL ALI (Incoterms 2020)"
    assert goods.description == "CRUDE PALM OIL IN BULK\nCONTRACT 77 OF 2026"
    assert read_goods("VARIOUS GOODS AS PER ORDER").description == "VARIOUS GOODS AS PER ORDER"


@pytest.mark.parametrize(
    ("text", "set_of", "copies"),
    [
        ("2/3 SET OF CLEAN ON BOARD BILLS OF LADING", 3, 0),
        ("TWO THIRDS (2/3) SET OF ORIGINAL BILLS OF LADING", 3, 0),
        ("2/3 ORIGINAL BILLS OF LADING AND 2 NON-NEGOTIABLE COPIES", 3, 2),
        ("SET OF 2/4 BILLS OF LADING", 4, 0),
    ],
)
def test_part_of_a_set_is_understood(text: str, set_of: int, copies: int) -> None:
    document = read_document(text)
    assert document.wording is None
    assert (document.originals, document.set_of, document.copies) == (2, set_of, copies)
    assert read_document(document_words(document)) == document


@pytest.mark.parametrize(
    ("text", "term", "description"),
    [
        ("CIF JEBEL ALI", "CIF JEBEL ALI", "SHRIMP"),
        ("CIF: JEBEL ALI PORT, UAE.", "CIF JEBEL ALI PORT, UAE", "SHRIMP"),
        ("TRADE TERMS: CIF JEBEL ALI", "CIF JEBEL ALI", "SHRIMP"),
        ("CFR Jebel Ali", "CFR Jebel Ali", "SHRIMP"),
        ("TERMS OF DELIVERY - FOB NHAVA SHEVA, INCOTERMS", "FOB NHAVA SHEVA", "SHRIMP"),
        ("AT USD 5,00 PER KG CIF JEBEL ALI", "CIF JEBEL ALI", "SHRIMP"),
        ("CFR MUNDRA (AS PER INCOTERMS 2010)", "CFR MUNDRA (Incoterms 2010)", "SHRIMP"),
        ("CIF JEBEL ALI PACKED IN CARTONS", None, "SHRIMP\nCIF JEBEL ALI PACKED IN CARTONS"),
        ("FOB VALUE", None, "SHRIMP\nFOB VALUE"),
    ],
)
def test_a_trade_term_is_read_with_and_without_the_year_of_the_incoterms(
    text: str, term: str | None, description: str
) -> None:
    goods = read_goods(f"+50 MT SHRIMP\n{text}")
    assert (str(goods.incoterm) if goods.incoterm else None) == term
    assert goods.description == description
    assert read_goods(written_goods(goods)) == goods


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5000,00", "5000.00"),
        ("5,000.00", "5000.00"),
        ("1.250.000,5", "1250000.5"),
        ("1,250,000", "1250000"),
        ("12.5", "12.5"),
        ("TEN", None),
    ],
)
def test_numbers_as_people_write_them(text: str, value: str | None) -> None:
    found = number(text)
    assert (None if found is None else str(found)) == value


@pytest.mark.parametrize(
    ("changes", "tag"),
    [
        ({"applicant": {"name": "/REPALL/X", "address": ["1 ROAD"], "country": "SG"}}, "50"),
        ({"beneficiary": {"name": "//", "address": ["PLOT 7"], "country": "IN"}}, "59"),
        ({"beneficiary": {"name": "SPICES", "address": ["/123"], "country": "IN"}}, "59"),
    ],
)
def test_a_name_that_reads_as_an_account_is_not_written(changes: Json, tag: str) -> None:
    with pytest.raises(MessageRefused, match=f"{tag}.*is how an account begins"):
        write_credit(base(lambda terms: terms.update(changes)))


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (
            {"kind": "commercial_invoice", "originals": 3, "signed": True, "wording": "FORM X"},
            "SIGNED COMMERCIAL INVOICE IN 3 ORIGINALS, FORM X",
        ),
        ({"kind": "other_document", "wording": "FORM X"}, "FORM X"),
        (
            {"kind": "certificate_of_origin", "wording": "CERTIFICATE OF ORIGIN FORM A"},
            "CERTIFICATE OF ORIGIN FORM A",
        ),
    ],
)
def test_a_message_says_all_that_is_asked_of_a_document(document: Json, words: str) -> None:
    asked = DocumentRequired.from_json(document)
    assert document_words(asked) == words
    again = read_document(words)
    assert (again.kind, again.originals, again.signed) == (
        asked.kind,
        asked.originals,
        asked.signed,
    )
    assert document_words(again) == words


@pytest.mark.parametrize(
    ("old", "new", "tag"),
    [(":31D:260615", ":31D:260101", "31D"), (":44C:260520", ":44C:260720", "44C")],
)
def test_days_that_cannot_be_met_are_told(old: str, new: str, tag: str) -> None:
    text = "".join(message.emit() for message in write_credit(base()))
    assert old in text
    read = [each.message for each in read_file(text.replace(old, new).encode()).messages]
    found = read_credit([each for each in read if each is not None], knowledge())
    assert tag in [note.tag for note in found.notes]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("ANY PORT IN U.A.E.", "AE"),
        ("ANY UAE PORT", "AE"),
        ("ANY PORT OF THE U. A. E.", "AE"),
        ("ANY TURKISH PORT", "TR"),
        ("ANY SAUDI ARABIA SEAPORT", "SA"),
        ("INDIAN PORT(S)", "IN"),
        ("INDIAN PORTS", "IN"),
        ("ANY PORT(S) IN INDIA", "IN"),
        ("ONE SAFE PORT IN INDIA", "IN"),
        ("ANY ONE SAFE PORT INDIA", "IN"),
        ("1 SAFE PORT, INDIA", "IN"),
        ("ANY PORT, INDIA", "IN"),
        ("ANY PLACE IN INDIA", "IN"),
        ("ANY CITY IN THE NETHERLANDS", "NL"),
        ("ANY SEAPORT OR AIRPORT IN INDIA", "IN"),
        ("GERMANY", "DE"),
        ("ANY MAIN PORT", None),
        ("LONDON CITY", None),
        ("PORT SAID", None),
        ("PORT OF TURKEY CREEK", None),
    ],
)
def test_any_port_of_a_country_is_understood(text: str, country: str | None) -> None:
    (place,) = read_places(text, {})
    assert (place.country, place.any_in_country) == (country, country is not None)


@pytest.mark.parametrize("tag", ["44E", "44A"])
@pytest.mark.parametrize("text", ["ANY EUROPEAN PORT", "EUROPEAN MAIN PORTS", "EUROPEAN PORT(S)"])
def test_a_range_that_no_country_bounds_is_told(text: str, tag: str) -> None:
    (message,) = write_credit(base())
    notes = read_credit([with_fields(message, tag, text)], knowledge()).notes
    assert [note.tag for note in notes] == [tag]


def test_any_port_of_either_country_is_two_ranges() -> None:
    (message,) = write_credit(base())
    read = read_credit([with_fields(message, "44E", "ANY PORT IN INDIA OR CHINA")], knowledge())
    ports = [(each.country, each.any_in_country) for each in read.terms.shipment.port_of_loading]
    assert (ports, read.notes) == ([("IN", True), ("CN", True)], ())


@pytest.mark.parametrize(
    ("text", "days", "start"),
    [
        ("60 DAYS SIGHT", 60, TenorStart.SIGHT),
        ("DRAFTS AT 60 DAYS' SIGHT", 60, TenorStart.SIGHT),
        ("60 DAYS DATE", 60, TenorStart.DRAFT_DATE),
        ("90 DAYS AFTER SIGHT", 90, TenorStart.SIGHT),
    ],
)
def test_a_tenor_is_read_as_banks_word_it(text: str, days: int, start: TenorStart) -> None:
    assert read_tenor(text) == Tenor(days=days, after=start)


@pytest.mark.parametrize(
    ("text", "originals", "set_of", "sure"),
    [
        ("FULL SET (3/3) LESS ONE ORIGINAL CLEAN ON BOARD BILLS OF LADING", 2, 3, True),
        ("FULL SET OF 3/3 BILLS OF LADING LESS ONE (1) ORIGINAL", 2, 3, True),
        ("FULL SET LESS ONE ORIGINAL BILL OF LADING MADE OUT TO ORDER", 2, 3, False),
        ("FULL SET OF CLEAN ON BOARD BILLS OF LADING LESS ONE, FREIGHT PREPAID", 2, 3, False),
        ("FULL SET OF CLEAN ON BOARD BILLS OF LADING", 1, None, True),
    ],
)  # fmt: skip
def test_a_set_less_one_is_asked_for_without_it(
    text: str, originals: int, set_of: int | None, sure: bool
) -> None:
    document = read_document(text)
    assert (document.originals, document.set_of) == (originals, set_of)
    assert (document.wording is None) is sure
    assert read_document(document_words(document)) == document
