"""Items of 46A in the words of banks: which document is asked for, how many, made out to whom."""

import pytest

from dhow.trade.credit.conditions import asks_credit_number
from dhow.trade.swift.mapping.documents import read_document
from dhow.trade.swift.mapping.tenors import read_tenor

SENT = "BENEFICIARY'S CERTIFICATE STATING THAT"


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ("SHIPMENT ADVICE SHOWING INVOICE AMOUNT, B/L NO. AND DATE", "other_document"),
        ("COPY OF FAX ADVISING APPLICANT OF INVOICE VALUE AND B/L NUMBER", "other_document"),
        ("CERTIFICATE FROM CARRIER STATING THAT VESSEL OF B/L IS ISM CERTIFIED", "other_document"),
        ("MASTER'S RECEIPT FOR ONE ORIGINAL BILL OF LADING", "other_document"),
        ("CERTIFICATE BY BENEFICIARY THAT AN INVOICE WAS SENT", "beneficiary_certificate"),
        ("COMMERCIAL INVOICE CERTIFYING THAT GOODS ARE AS PER B/L", "commercial_invoice"),
        ("SHIPPED GOODS, SHOWING FREIGHT PREPAID, BILLS OF LADING", "bill_of_lading"),
        ("PACKING/WEIGHT LIST OF EACH BAG", "packing_list"),
        ("PACKING AND WEIGHT LIST OF EACH BAG", "packing_list"),
        ("WEIGHT LIST OF EACH BAG", "weight_certificate"),
        ("COURIER RECEIPT FOR ONE ORIGINAL BILL OF LADING", "courier_receipt"),
    ],
)
def test_what_a_document_says_of_another_is_no_other_document(item: str, kind: str) -> None:
    document = read_document(item)
    assert (document.kind, document.wording) == (kind, item)


@pytest.mark.parametrize(
    ("item", "originals", "copies"),
    [
        (f"{SENT} 1/3 ORIGINAL B/L AND ONE ORIGINAL INVOICE WERE SENT BY DHL", 1, 0),
        (f"{SENT} TWO COPIES OF BILL OF LADING HAVE BEEN FORWARDED", 1, 0),
        ("BENEFICIARY'S CERTIFICATE IN DUPLICATE THAT TWO COPIES OF B/L WERE SENT", 1, 1),
        ("COMMERCIAL INVOICE STATING THAT GOODS ARE NEW, IN 3 COPIES", 1, 2),
        ("2/3 ORIGINAL BILLS OF LADING, ONE SENT TO APPLICANT", 2, 0),
    ],
)
def test_what_was_sent_is_no_number_of_this_document(
    item: str, originals: int, copies: int
) -> None:
    document = read_document(item)
    assert (document.originals, document.copies) == (originals, copies)


@pytest.mark.parametrize(
    ("words", "consignee", "notify"),
    [
        ("MADE OUT TO ORDER OF ISSUING BANK SHOWING FREIGHT PREPAID AND NOTIFY APPLICANT",
         "TO ORDER OF ISSUING BANK", "applicant"),
        ("MADE OUT TO ORDER OF SHIPPER BLANK ENDORSED NOTIFY APPLICANT WITH FULL ADDRESS",
         "TO ORDER OF SHIPPER", "applicant"),
        ("CONSIGNED TO THE ISSUING BANK INDICATING FREIGHT COLLECT",
         "THE ISSUING BANK", None),
        ("MADE OUT TO ORDER OF SMITH BANK, NOTIFY SMITH AND SONS INDICATING FREIGHT PREPAID",
         "TO ORDER OF SMITH BANK", "SMITH AND SONS"),
        ("NOTIFY SMITH AND SONS AND MADE OUT TO ORDER OF SMITH BANK",
         "TO ORDER OF SMITH BANK", "SMITH AND SONS"),
        ("CONSIGNED TO SMITH AND SONS, MARKED FREIGHT PREPAID", "SMITH AND SONS", None),
    ],
)  # fmt: skip
def test_a_name_ends_where_something_else_is_asked(
    words: str, consignee: str, notify: str | None
) -> None:
    asked = read_document(f"FULL SET OF CLEAN ON BOARD BILLS OF LADING {words}").transport
    assert asked is not None
    assert (asked.consignee, asked.notify) == (consignee, notify)


@pytest.mark.parametrize(
    ("condition", "asks"),
    [
        ("LC NUMBER AND DATE MUST BE QUOTED ON ALL DOCUMENTS", True),
        ("CREDIT NO. TO BE SHOWN ON EACH DOCUMENT", True),
        ("LC NUMBER MUST BE QUOTED ON COVERING LETTER", False),
        ("LC NUMBER MUST BE QUOTED ON THE INVOICE AND NOT ON ALL DOCUMENTS", False),
    ],
)
def test_the_credits_number_is_asked_for_on_all_documents(condition: str, asks: bool) -> None:
    assert asks_credit_number(condition) is asks


@pytest.mark.parametrize(
    ("words", "tenor"),
    [
        ("USANCE 90 DAYS FROM B/L DATE", "90 days after bill of lading date"),
        ("90 (NINETY) DAYS AFTER SIGHT", "90 days after sight"),
        ("AT MATURITY 90 DAYS AFTER BILL OF LADING DATE", "90 days after bill of lading date"),
        ("USANCE 90 DAYS FROM ARRIVAL", None),
        ("90 (NINETY) DAYS AFTER NOR", None),
    ],
)
def test_a_tenor_is_read_whatever_stands_before_it(words: str, tenor: str | None) -> None:
    read = read_tenor(words)
    assert (str(read) if read else None) == tenor


@pytest.mark.parametrize(
    ("words", "freight"),
    [
        ("FREIGHT PRE-PAID", "prepaid"),
        ("FREIGHT PAID", "prepaid"),
        ("FREIGHT TO COLLECT", "collect"),
        ("FREIGHT PAYABLE AT DESTINATION", "collect"),
        ("FREIGHT PAYABLE AS PER CHARTER PARTY", None),
        ("FREIGHT PAID BY APPLICANT", None),
    ],
)
def test_freight_is_marked_in_the_words_of_banks(words: str, freight: str | None) -> None:
    asked = read_document(f"BILLS OF LADING TO ORDER, MARKED {words}").transport
    assert asked is not None
    assert (asked.freight.value if asked.freight else None) == freight


@pytest.mark.parametrize(
    ("words", "risks"),
    [
        ("ALL RISKS AND WAR RISKS", ("ALL RISKS", "WAR RISKS")),
        ("ALL RISKS EXCLUDING WAR RISKS", ("ALL RISKS",)),
        ("ALL RISKS, WAR RISKS EXCLUDED", ("ALL RISKS",)),
    ],
)
def test_war_is_a_risk_of_its_own(words: str, risks: tuple[str, ...]) -> None:
    asked = read_document(f"INSURANCE POLICY FOR 110 PERCENT COVERING {words}").insurance
    assert asked is not None
    assert asked.risks == risks
