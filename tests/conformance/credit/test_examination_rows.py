"""The conformance table: one row a rule, named by its id, changed from the base credit."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from dhow.trade.credit.examination import MissingCalendar
from tests.support import base_credit as bc
from tests.support.base_credit import (
    BILL,
    INSURANCE,
    INVOICE,
    ORIGIN,
    Json,
    add,
    at_singapore,
    document,
)
from tests.support.conformance import rows

Change = Callable[[Json, Json], None]


@dataclass(frozen=True)
class Row:
    id: str
    change: Change
    codes: tuple[str, ...] = ()
    article: str = ""
    calendars: Any = field(default=None, repr=False)


def ok(name: str, change: Change, **more: Any) -> Row:
    return Row(name, change, **more)


def disc(name: str, code: str, article: str, change: Change, **more: Any) -> Row:
    return Row(name, change, (code,), article, **more)


def presented(day: str, hour: str = "10:00") -> Change:
    def change(_: Json, p: Json) -> None:
        p["presented_at"] = at_singapore(day, hour)

    return change


def shipped(day: str, *, presented_on: str, **shipment: Any) -> Change:
    """Shipped on `day`; the shipment terms are replaced by `shipment` where given."""

    def change(t: Json, p: Json) -> None:
        document(p, BILL).update(on_board_on=day, issued_on=day)
        document(p, INSURANCE)["issued_on"] = "2026-05-01"
        if shipment:
            del t["shipment"]["latest"]
            t["shipment"].update(shipment)
            t["expiry"]["day"] = "2026-07-31"
        p["presented_at"] = at_singapore(presented_on)

    return change


def both(*changes: Change) -> Change:
    def change(t: Json, p: Json) -> None:
        for one in changes:
            one(t, p)

    return change


def fields(at: int, **changes: Any) -> Change:
    """Change fields of one presented document; None takes a field away."""

    def change(_: Json, p: Json) -> None:
        doc = document(p, at)
        doc.update(changes)
        for name in [n for n, v in changes.items() if v is None]:
            del doc[name]

    return change


def credit(**changes: Any) -> Change:
    def change(t: Json, _: Json) -> None:
        t.update(changes)

    return change


def shipment(**changes: Any) -> Change:
    def change(t: Json, _: Json) -> None:
        t["shipment"].update(changes)

    return change


def paper(at: int, originals: int, copies: int = 0) -> Change:
    def change(_: Json, p: Json) -> None:
        p["documents"][at].update(originals=originals, copies=copies)

    return change


def services_only(t: Json, p: Json) -> None:
    t["documents"] = [{"kind": "commercial_invoice"}]
    t.pop("presentation_days")
    del p["documents"][1:]


def second_bill(**changes: Any) -> Change:
    """The same goods on two bills: half the weight each."""

    def change(_: Json, p: Json) -> None:
        half = {"amount": "27.3", "unit": "t"}
        document(p, BILL)["gross_weight"] = half
        other = {**bc.bill_of_lading(), "number": "ARAB-NSA-7732", "gross_weight": half, **changes}
        add(p, other, originals=3)

    return change


def two_ships(on_board_on: str, *, presented_on: str) -> Change:
    """A second bill, for another ship that sailed on another day."""
    other = {"vessel": "MV OTHER", "vessel_imo": "9074729", "issued_on": on_board_on}
    return both(second_bill(on_board_on=on_board_on, **other), presented(presented_on))


def one_voyage(on_board_on: str) -> Change:
    """A second bill for the same ship and voyage, loaded on another day; parts are barred."""
    return both(second_bill(on_board_on=on_board_on), shipment(partial_shipments="NOT ALLOWED"))


LEI, OTHER_LEI = "894500000000KONKAN73", "89450000ARABIANSEA64"
CARRIER_NAME: str = bc.bill_of_lading()["carrier"]["name"]


def parties_with_lei(credit_has: str | None = None, invoice_has: str | None = None) -> Change:
    """The beneficiary's LEI in the credit and on the invoice."""

    def change(t: Json, p: Json) -> None:
        t["beneficiary"] = {**bc.BENEFICIARY, "lei": credit_has}
        document(p, INVOICE)["issuer"] = {**bc.BENEFICIARY, "lei": invoice_has}

    return change


def carried_by(issuer: str, lei: str, capacity: str) -> Change:
    """A bill issued and signed by `issuer`, naming the usual carrier by LEI."""
    signature: Json = {"name": issuer, "capacity": capacity}
    if capacity == "agent":
        signature.update(principal=CARRIER_NAME, principal_capacity="carrier")
    return fields(
        BILL,
        issuer={"name": issuer, "lei": lei},
        carrier={"name": CARRIER_NAME, "lei": LEI},
        signature=signature,
    )


def tonnes(
    weight: str, drawn: str, *, about: bool = False, partial: str = "ALLOWED", **more: Any
) -> Change:
    """Invoice `weight` tonnes at the credit's price and draw `drawn`."""

    def change(t: Json, p: Json) -> None:
        t["goods"]["quantity_about"] = about
        t["shipment"]["partial_shipments"] = partial
        t.update(more)
        p["drawn"] = drawn
        document(p, INVOICE).update(quantity={"amount": weight, "unit": "t"}, total=drawn)
        document(p, INSURANCE)["insured_amount"] = "USD 400,000.00"

    return change


MEAN = {"mean_kinetic_maximum_milli_c": -19_000}
COLDEST = {"minimum_milli_c": -22_000}
TWO = ("CSQU3054383", "APZU4812090")


def with_temperature(
    *, limits: Json | None = None, named: str | None = None, **changes: Any
) -> Change:
    """A certificate with changes, under limits and for a container that the credit names."""

    def change(t: Json, p: Json) -> None:
        asked = limits or {"maximum_milli_c": -18_000, "longest_gap_seconds": 3600}
        required = {"kind": "temperature_certificate", "temperature": asked, "covers_voyage": True}
        t["documents"].append(required | ({"container": named} if named else {}))
        add(p, bc.temperature(**changes))

    return change


def with_arrival(*, asked: Json | None = None, **changes: Any) -> Change:
    def change(t: Json, p: Json) -> None:
        t["documents"].append({"kind": "notice_of_arrival", "arrival": asked or {}})
        add(p, bc.notice_of_arrival(**changes))

    return change


def by_air(t: Json, p: Json) -> None:
    t["documents"][BILL] = {"kind": "air_waybill"}
    t["shipment"]["port_of_loading"] = [{"name": "MUMBAI AIRPORT", "locode": "INBOM"}]
    p["documents"][BILL] = {"document": bc.air_waybill(), "medium": "paper"}
    document(p, INVOICE)["gross_weight"] = {"amount": "54600", "unit": "kg"}


def electronic(notice: str | None) -> Change:
    """Everything as electronic records under eUCP, with notice of completeness on a day."""

    def change(t: Json, p: Json) -> None:
        t["rules"] = "EUCP LATEST VERSION"
        for one in p["documents"]:
            one.update(medium="electronic", originals=1)
        if notice:
            p["notice_of_completeness"] = {
                "credit_number": bc.NUMBER,
                "received_at": at_singapore(notice),
            }

    return change


def instalments(*months: tuple[str, str], before: list[str], day: str) -> Change:
    def change(t: Json, p: Json) -> None:
        t["shipment"].pop("latest")
        t["shipment"]["instalments"] = [{"first": a, "last": b} for a, b in months]
        p["before"] = {"shipments": before}
        document(p, BILL)["on_board_on"] = day

    return change


def of_its_own(partial: str = "ALLOWED", **of: Any) -> Change:
    """The second of two instalments, with a quantity or an amount of its own, or parts barred."""

    def change(t: Json, p: Json) -> None:
        instalments(*SPRING[1:], before=["2026-04-15"], day="2026-05-10")(t, p)
        t["shipment"]["partial_shipments"] = partial
        t["shipment"]["instalments"][1] |= of

    return change


def silent_on_period(t: Json, _: Json) -> None:
    """A credit that states no period for presentation (field 48): the article's own applies."""
    del t["presentation_days"]


def nothing(_: Json, __: Json) -> None:
    pass


SPRING = (
    ("2026-03-01", "2026-03-31"),
    ("2026-04-01", "2026-04-30"),
    ("2026-05-01", "2026-05-31"),
)

DATES = (
    ok("C01-last-day", presented("2026-05-29")),
    ok("C01-rolled", presented("2026-06-02")),
    disc("C02", "LATE_PRESENTATION", "14(c)", presented("2026-06-03")),
    ok("C01-credit-silent", both(silent_on_period, presented("2026-06-02"))),
    disc(
        "C02-credit-silent",
        "LATE_PRESENTATION",
        "14(c)",
        both(silent_on_period, presented("2026-06-03")),
    ),
    disc(
        "C03",
        "EXPIRED",
        "6(e)",
        both(
            shipped("2026-05-28", presented_on="2026-06-16"),
            shipment(latest="2026-06-05"),
        ),
    ),
    ok("C04", both(services_only, presented("2026-06-15"))),
    disc("C04-expiry", "EXPIRED", "6(e)", both(services_only, presented("2026-06-16"))),
    ok("C05-delivered-on-closed-day", presented("2026-05-31")),
    disc(
        "C06",
        "LATE_SHIPMENT",
        "29(c)",
        both(
            shipped("2026-05-18", presented_on="2026-05-20"),
            shipment(latest="2026-05-17"),  # a Sunday
        ),
    ),
    ok("C07-day-15", both(credit(presentation_days=15), presented("2026-05-25"))),
    disc(
        "C07",
        "LATE_PRESENTATION",
        "14(c)",
        both(credit(presentation_days=15), presented("2026-05-26")),
    ),
    disc(
        "C08",
        "EXPIRED",
        "36",
        both(services_only, presented("2026-06-16")),
        calendars=bc.strike(date(2026, 6, 15)),
    ),
    ok(
        "C09-first",
        shipped("2026-06-05", presented_on="2026-06-15", period="on or about 10 June 2026"),
    ),
    ok(
        "C09-last",
        shipped("2026-06-15", presented_on="2026-06-22", period="on or about 10 June 2026"),
    ),
    disc(
        "C09",
        "LATE_SHIPMENT",
        "29(c)",
        shipped("2026-06-16", presented_on="2026-06-22", period="on or about 10 June 2026"),
    ),
    disc(
        "C10-before",
        "LATE_SHIPMENT",
        "29(c)",
        shipped("2026-06-10", presented_on="2026-06-22", period="before 10 June 2026"),
    ),
    ok("C10-until", shipped("2026-06-10", presented_on="2026-06-22", period="until 10 June 2026")),
    ok(
        "C11-15th",
        shipped("2026-06-15", presented_on="2026-06-22", period="first half of June 2026"),
    ),
    disc(
        "C11-16th",
        "LATE_SHIPMENT",
        "29(c)",
        shipped("2026-06-16", presented_on="2026-06-22", period="first half of June 2026"),
    ),
    ok("C11-end", shipped("2026-06-21", presented_on="2026-06-24", period="end of June 2026")),
    disc(
        "C11-before-end",
        "EARLY_SHIPMENT",
        "art. 3",
        shipped("2026-06-20", presented_on="2026-06-24", period="end of June 2026"),
    ),
    ok("C12", shipped("2026-07-01", presented_on="2026-07-06", period="prompt")),
    disc("C13", "POSTDATED", "14(i)", fields(ORIGIN, issued_on="2026-05-21")),
    ok("C13-older-than-credit", fields(ORIGIN, issued_on="2026-01-05")),
    disc("C14", "LATE_PRESENTATION", "14(c)", presented("2026-06-02", "19:30")),
    ok("C14-in-hours", presented("2026-06-02", "16:59")),
    # one voyage, loaded on 10 and 13 May: 21 days run from the later, to Wednesday 3 June
    ok("C17", both(one_voyage("2026-05-13"), presented("2026-06-03"))),
    disc(
        "C17-after-it",
        "LATE_PRESENTATION",
        "14(c)",
        both(one_voyage("2026-05-13"), presented("2026-06-04")),
    ),
    disc(
        "C17-late-shipment",
        "LATE_SHIPMENT",
        "29(c)",
        both(one_voyage("2026-05-13"), shipment(latest="2026-05-12")),
    ),
    ok("C17-insured", both(one_voyage("2026-05-13"), fields(INSURANCE, issued_on="2026-05-13"))),
    disc(
        "C17-insured-late",
        "INSURANCE_DATE",
        "28(e)",
        both(one_voyage("2026-05-13"), fields(INSURANCE, issued_on="2026-05-14")),
    ),
    # two ships, of 10 and 13 May: from the earlier, whose last day rolls to Tuesday 2 June
    ok("C18-last-day", two_ships("2026-05-13", presented_on="2026-06-02")),
    disc(
        "C18",
        "LATE_PRESENTATION",
        "14(c)",
        two_ships("2026-05-13", presented_on="2026-06-03"),
    ),
    disc(
        "C18-insured-late",
        "INSURANCE_DATE",
        "28(e)",
        both(
            two_ships("2026-05-13", presented_on="2026-06-02"),
            fields(INSURANCE, issued_on="2026-05-11"),
        ),
    ),
    # two ships: 21 days run from the earlier, 10 May, to Monday 1 June (ISBP 821 G7(c), E19(c))
    ok("G07c-two-ships-last-day", two_ships("2026-05-16", presented_on="2026-06-01")),
    disc(
        "G07c-two-ships",
        "LATE_PRESENTATION",
        "14(c)",
        two_ships("2026-05-16", presented_on="2026-06-03"),
    ),
    disc(
        "G07c-two-ships-later-first",
        "LATE_PRESENTATION",
        "14(c)",
        both(
            fields(BILL, on_board_on="2026-05-16", issued_on="2026-05-16"),
            two_ships("2026-05-10", presented_on="2026-06-03"),
        ),
    ),
)

EXAMINATION = (
    ok("BC", nothing),
    ok("D17", lambda _, p: add(p, {**_packing(), "gross_weight": {"amount": "1", "unit": "kg"}})),
    ok(
        "D18-road",
        fields(INVOICE, buyer={**bc.APPLICANT, "name": "Lion City Foods Private Limited"}),
    ),
    ok("D18-street", fields(INVOICE, buyer={**bc.APPLICANT, "address": ["2 SHENTON WAY"]})),
    disc(
        "D18-other-country",
        "CONFLICT",
        "14(j)",
        fields(INVOICE, buyer={**bc.APPLICANT, "country": "MY"}),
    ),
    ok(
        "D19-machene",
        lambda t, p: _describe(t, p, "MILLING MACHINE MODEL 789", "MILLING MACHENE MODEL 789"),
    ),
    disc(
        "D19-model",
        "DESCRIPTION",
        "18(c)",
        lambda t, p: _describe(t, p, "MILLING MACHINE MODEL 789", "MILLING MACHINE MODEL 987"),
    ),
    disc(
        "D20",
        "CONFLICT",
        "14(d)",
        fields(BILL, gross_weight={"amount": "24600", "unit": "kg"}),
    ),
    disc("D21", "MISSING", "14(a)", lambda _, p: p["documents"].pop(ORIGIN)),
    ok("A18", credit(conditions=["GOODS MUST ARRIVE BY 1 JUNE"])),
    ok("A19-in-range", with_temperature()),
    disc(
        "A19",
        "TEMPERATURE_CONTENT",
        "14(d)",
        with_temperature(maximum_milli_c=-16_000),
    ),
    ok("A19-at-the-maximum", with_temperature(maximum_milli_c=-18_000)),
    disc(
        "A19-above-the-maximum",
        "TEMPERATURE_CONTENT",
        "14(d)",
        with_temperature(maximum_milli_c=-17_999),
    ),
    ok("A19-at-the-mean", with_temperature(limits=MEAN, mean_kinetic_milli_c=-19_000)),
    disc(
        "A19-above-the-mean",
        "TEMPERATURE_CONTENT",
        "14(d)",
        with_temperature(limits=MEAN, mean_kinetic_milli_c=-18_999),
    ),
    ok("A19-at-the-minimum", with_temperature(limits=COLDEST, minimum_milli_c=-22_000)),
    disc(
        "A19-below-the-minimum",
        "TEMPERATURE_CONTENT",
        "14(d)",
        with_temperature(limits=COLDEST, minimum_milli_c=-22_001),
    ),
    ok("A19-named-container", with_temperature(named=TWO[0], container=TWO[0])),
    disc(
        "A19-the-other-of-two-containers",
        "CONFLICT",
        "14(d)",
        both(
            with_temperature(named=TWO[0], container=TWO[1]),
            fields(BILL, containers=list(TWO)),
        ),
    ),
)


def _packing() -> Json:
    return {
        "kind": "packing_list",
        "number": "PL-1",
        "issuer": bc.BENEFICIARY,
        "issued_on": "2026-05-06",
        "salt": bc.SALT,
        "goods": "SOMETHING ELSE",
    }


def _describe(t: Json, p: Json, wanted: str, found: str) -> None:
    t["goods"]["description"] = wanted
    document(p, INVOICE)["goods"] = found
    for at in (BILL, ORIGIN):
        document(p, at)["goods"] = "MACHINERY"


DOCUMENTS = (
    disc("E01", "ORIGINAL", "17(a)", paper(ORIGIN, 0, 1)),
    ok("E01-eucp", electronic("2026-05-20")),
    ok(
        "E02",
        both(
            lambda t, _: t["documents"][INVOICE].update(originals=1, copies=2),
            paper(INVOICE, 1, 2),
        ),
    ),
    disc(
        "E02-two",
        "COPIES",
        "17",
        both(
            lambda t, _: t["documents"][INVOICE].update(originals=1, copies=2),
            paper(INVOICE, 1, 1),
        ),
    ),
    disc(
        "E03-currency",
        "CURRENCY",
        "18(a)(iii)",
        fields(INVOICE, total="EUR 250,000.00"),
    ),
    disc(
        "E03-issuer",
        "ISSUER",
        "18(a)(i)",
        fields(INVOICE, issuer={"name": "DECCAN EXPORTS"}),
    ),
    disc(
        "E03-addressee",
        "ADDRESSEE",
        "18(a)(ii)",
        fields(INVOICE, buyer={"name": "TIGER FOODS"}),
    ),
    disc("E04", "SIGNATURE", "18(a)(iv)", fields(INVOICE, signature=None)),
    ok(
        "E04-silent",
        both(
            lambda t, _: t["documents"][INVOICE].pop("signed"),
            fields(INVOICE, signature=None),
        ),
    ),
    disc("E05", "DESCRIPTION", "18(c)", fields(INVOICE, goods=f"USED {bc.DESCRIPTION}")),
    ok(
        "E06",
        both(
            fields(INVOICE, total="USD 251,000.00"),
            fields(INSURANCE, insured_amount="USD 280,000.00"),
        ),
    ),
    disc(
        "E07",
        "SIGNATURE",
        "20(a)(i)",
        fields(BILL, signature={"name": "HARBOUR AGENCIES", "capacity": "agent"}),
    ),
    ok(
        "E07-named",
        fields(
            BILL,
            signature={
                "name": "HARBOUR AGENCIES",
                "capacity": "agent",
                "principal": "ARABIAN SEA LINES",
                "principal_capacity": "carrier",
            },
        ),
    ),
    disc(
        "E08",
        "ON_BOARD",
        "20(a)(ii)",
        fields(BILL, received_for_shipment=True, on_board_on=None),
    ),
    disc("E09", "ON_BOARD", "20(a)(ii)", fields(BILL, vessel_intended=True)),
    ok("E09-noted", fields(BILL, vessel_intended=True, on_board_vessel="MV KONKAN STAR")),
    disc(
        "E10",
        "PORT",
        "20(a)(iii)",
        fields(BILL, port_of_discharge={"name": "PORT KLANG", "locode": "MYPKG"}),
    ),
    disc(
        "E11",
        "FULL_SET",
        "20(a)(iv)",
        both(lambda t, _: t["documents"][BILL].update(originals=2), paper(BILL, 2)),
    ),
    ok("E12", both(shipment(transhipment="NOT ALLOWED"), fields(BILL, transhipment=True))),
    disc(
        "E12-break-bulk",
        "TRANSHIPMENT",
        "20(c)",
        both(
            shipment(transhipment="NOT ALLOWED"),
            fields(BILL, transhipment=True, containers=[]),
        ),
    ),
    disc("E13", "CHARTER_PARTY", "20(a)(vi)", fields(BILL, subject_to_charter_party=True)),
    ok(
        "E13-allowed",
        both(
            lambda t, _: t["documents"][BILL]["transport"].update(charter_party_acceptable=True),
            fields(BILL, subject_to_charter_party=True),
        ),
    ),
    disc(
        "E14",
        "LATE_SHIPMENT",
        "29(c)",
        both(by_air, fields(BILL, flown_on="2026-05-21"), presented("2026-05-22")),
    ),
    ok("E14-issue-date", both(by_air, presented("2026-05-22"))),
    disc("E15", "UNCLEAN", "27", fields(BILL, clauses=["TWO CARTONS TORN"])),
    ok("E15-no-defect", fields(BILL, clauses=["SHIPPER'S LOAD AND COUNT", "NOT DAMAGED"])),
    disc("E16", "ON_DECK", "26(a)", fields(BILL, clauses=["LOADED ON DECK"])),
    ok("E16-may-be", fields(BILL, clauses=["CONTAINERS MAY BE LOADED ON DECK"])),
    ok("E17", fields(BILL, shipper={"name": "RATNAGIRI FACTORY", "country": "IN"})),
    ok(
        "E18",
        both(tonnes("24.8", "USD 124,000.00"), fields(INSURANCE, insured_amount="USD 136,400.00")),
    ),
    disc(
        "E18-short",
        "INSURED_AMOUNT",
        "28(f)(ii)",
        both(
            tonnes("24.8", "USD 124,000.00"),
            fields(INSURANCE, insured_amount="USD 136,000.00"),
        ),
    ),
    ok("E19", lambda t, p: _fob(t, p, "USD 110,000.00")),
    disc(
        "E19-short",
        "INSURED_AMOUNT",
        "28(f)(ii)",
        lambda t, p: _fob(t, p, "USD 109,999.99"),
    ),
    disc("E20", "INSURANCE_DATE", "28(e)", fields(INSURANCE, issued_on="2026-05-11")),
    ok(
        "E20-effective",
        fields(INSURANCE, issued_on="2026-05-11", effective_from="2026-05-09"),
    ),
    disc("E21-cover-note", "INSURANCE_FORM", "28(c)", fields(INSURANCE, form="cover_note")),
    ok("E21-policy", fields(INSURANCE, form="policy")),
    disc("E22", "CURRENCY", "28(f)(i)", fields(INSURANCE, insured_amount="EUR 275,000.00")),
    ok(
        "E23",
        both(
            lambda t, _: t["documents"][ORIGIN].pop("issuer_description"),
            fields(ORIGIN, issuer=bc.BENEFICIARY),
        ),
    ),
    disc("E23-competent", "ISSUER", "art. 3", fields(ORIGIN, issuer=bc.BENEFICIARY)),
    disc("E24", "ALTERATION", "A7", fields(ORIGIN, alterations=[{"field": "goods"}])),
    ok(
        "E24-authenticated",
        fields(
            ORIGIN,
            alterations=[{"field": "goods", "authenticated_by": "MUMBAI CHAMBER OF COMMERCE"}],
        ),
    ),
)


def _fob(t: Json, p: Json, insured: str) -> None:
    tonnes("20", "USD 100,000.00")(t, p)
    p["drawn"] = "USD 98,000.00"
    fob = {"rule": "FOB", "place": "NHAVA SHEVA"}
    t["goods"]["incoterm"] = fob
    document(p, INVOICE)["incoterm"] = fob
    document(p, INSURANCE)["insured_amount"] = insured


def _cartons(count: str, partial: str) -> Change:
    def change(t: Json, p: Json) -> None:
        t["goods"]["quantity"] = {"amount": "1000", "unit": "cartons"}
        t["goods"].pop("unit_price")
        t["shipment"]["partial_shipments"] = partial
        document(p, INVOICE).update(quantity={"amount": count, "unit": "carton"})

    return change


def _two_hundred(drawn: str, **more: Any) -> Change:
    """A credit of USD 200,000 for 40 t, partial shipments barred, quantity and price in full."""

    def change(t: Json, p: Json) -> None:
        t["amount"] = "USD 200,000.00"
        t["goods"]["quantity"]["amount"] = "40"
        t["shipment"]["partial_shipments"] = "NOT ALLOWED"
        t.update(more)
        p["drawn"] = drawn
        document(p, INVOICE).update(quantity={"amount": "40", "unit": "t"}, total="USD 200,000.00")

    return change


def _about(term: str) -> Change:
    """30(c)'s five per cent undercut, the credit saying "about" of its quantity or its price."""

    def change(t: Json, p: Json) -> None:
        _two_hundred("USD 189,999.00")(t, p)
        t["goods"][term] = True

    return change


TEN_PERCENT: Json = {"tolerance": {"plus_percent": 10, "minus_percent": 10}}
OTHER_SHIP = {"vessel": "MV OTHER", "vessel_imo": "9074729"}
AMOUNTS = (
    ok(
        "F01-45",
        tonnes(
            "45",
            "USD 225,000.00",
            about=True,
            partial="NOT ALLOWED",
            tolerance={"minus_percent": 10},
        ),
    ),
    ok("F01-55", tonnes("55", "USD 275,000.00", about=True, amount="USD 275,000.00")),
    disc(
        "F01-55.1",
        "QUANTITY",
        "30(a)",
        tonnes("55.1", "USD 275,500.00", about=True, amount="USD 300,000.00"),
    ),
    ok("F02-47.5", tonnes("47.5", "USD 237,500.00", partial="NOT ALLOWED")),
    ok("F02-52.5", tonnes("52.5", "USD 250,000.00")),
    disc("F02-52.6", "QUANTITY", "30(b)", tonnes("52.6", "USD 250,000.00")),
    disc("F03", "OVERDRAWN", "30(b)", tonnes("52.5", "USD 262,500.00")),
    ok(
        "F04",
        tonnes("52.5", "USD 262,500.00", tolerance={"plus_percent": 5, "minus_percent": 5}),
    ),
    disc(
        "F04-above",
        "OVERDRAWN",
        "18(b)",
        lambda t, p: (tonnes("50", "USD 262,500.01", tolerance={"plus_percent": 5})(t, p),),
    ),
    # 39A lets the amount differ and nothing else: the quantity keeps to 5%
    ok("F04-amount-only", tonnes("52.5", "USD 262,500.00", **TEN_PERCENT)),
    disc("F04-quantity", "QUANTITY", "30(b)", tonnes("55", "USD 275,000.00", **TEN_PERCENT)),
    disc(
        "F04-quantity-less",
        "SHORT",
        "30(b)",
        tonnes("45", "USD 225,000.00", partial="NOT ALLOWED", **TEN_PERCENT),
    ),
    disc("F05", "SHORT", "30(b)", _cartons("990", "NOT ALLOWED")),
    ok("F05-exact", _cartons("1000", "NOT ALLOWED")),
    ok("F06-190000", _two_hundred("USD 190,000.00")),
    disc("F06-189999", "UNDERDRAWN", "30(c)", _two_hundred("USD 189,999.00")),
    ok(
        "F07-39A",
        _two_hundred("USD 180,000.00", tolerance={"plus_percent": 10, "minus_percent": 10}),
    ),
    ok("F07-about-quantity", _about("quantity_about")),
    ok("F07-about-price", _about("unit_price_about")),
    disc(
        "F07-39A-below",
        "UNDERDRAWN",
        "39A",
        _two_hundred("USD 179,999.99", tolerance={"plus_percent": 10, "minus_percent": 10}),
    ),
    disc(
        "F07-39A-narrow",
        "UNDERDRAWN",
        "39A",
        _two_hundred("USD 190,000.00", tolerance={"plus_percent": 2, "minus_percent": 2}),
    ),
    ok(
        "F08",
        both(
            tonnes("20", "USD 100,000.00"),
            lambda t, _: t["shipment"].pop("partial_shipments"),
        ),
    ),
    disc(
        "F09",
        "PARTIAL",
        "31(b)",
        both(second_bill(**OTHER_SHIP), shipment(partial_shipments="NOT ALLOWED")),
    ),
    ok("F09-allowed", second_bill(**OTHER_SHIP)),
    disc(
        "F10",
        "INSTALMENT",
        "32",
        instalments(*SPRING, before=["2026-03-15"], day="2026-05-10"),
    ),
    ok(
        "F10-kept",
        instalments(*SPRING, before=["2026-03-15", "2026-04-20"], day="2026-05-10"),
    ),
    disc(
        "F10-quantity",
        "INSTALMENT",
        "32",
        of_its_own(quantity={"amount": "47.6", "unit": "t"}),
    ),
    ok("F10-in-bulk", of_its_own(quantity={"amount": "47.7", "unit": "t"})),
    disc("F10-amount", "INSTALMENT", "32", of_its_own(amount="USD 249,999.99")),
    ok("F10-one-shipment-each", of_its_own(partial="NOT ALLOWED")),
    disc(
        "F11",
        "OVERDRAWN",
        "18(b)",
        both(
            tonnes("20.2", "USD 101,000.00"),
            lambda _, p: p.update(before={"amount": "USD 150,000.00"}),
        ),
    ),
    ok(
        "F11-within",
        both(
            tonnes("20", "USD 100,000.00"),
            lambda _, p: p.update(before={"amount": "USD 150,000.00"}),
        ),
    ),
)

ELECTRONIC = (
    disc(
        "G01",
        "LATE_PRESENTATION",
        "14(c)",
        both(presented("2026-06-02"), electronic("2026-06-04")),
    ),
    ok("G01-in-time", both(presented("2026-05-29"), electronic("2026-06-02"))),
    disc("G02", "NOT_PRESENTED", "e6(c)", electronic(None)),
    ok("G06", both(electronic("2026-05-20"), nothing)),
)

EVIDENCE = (
    disc(
        "temperature-gap",
        "NO_EVIDENCE",
        "14(f)",
        with_temperature(longest_gap_seconds=5400),
    ),
    disc("temperature-none", "NO_EVIDENCE", "14(f)", with_temperature(readings=0)),
    disc(
        "temperature-starts-late",
        "NO_EVIDENCE",
        "14(f)",
        with_temperature(from_time="2026-05-12T00:00:00Z"),
    ),
    disc(
        "temperature-other-container",
        "CONFLICT",
        "14(d)",
        with_temperature(container="MSKU9070323"),
    ),
    disc(
        "temperature-of-nothing",
        "NO_EVIDENCE",
        "14(f)",
        with_temperature(container=None),
    ),
    disc("temperature-unsigned", "SIGNATURE", "14(f)", with_temperature(signers=[])),
    ok("arrival", with_arrival()),
    disc("arrival-elsewhere", "ARRIVAL_CONTENT", "14(d)", with_arrival(place="MYPKG")),
    disc(
        "arrival-late",
        "ARRIVAL_CONTENT",
        "14(d)",
        with_arrival(asked={"not_later_than": "2026-05-17"}),
    ),
    disc(
        "arrival-one-source",
        "ARRIVAL_CONTENT",
        "14(d)",
        with_arrival(asked={"minimum_sources": 2}, sources=["ais"]),
    ),
    disc(
        "arrival-same-source-twice",
        "ARRIVAL_CONTENT",
        "14(d)",
        with_arrival(asked={"minimum_sources": 2}, sources=["ais", "ais"]),
    ),
    disc("arrival-other-ship", "CONFLICT", "14(d)", with_arrival(vessel_imo="9074729")),
    disc(
        "temperature-ends-before-arrival",
        "NO_EVIDENCE",
        "14(f)",
        both(with_temperature(until_time="2026-05-17T00:00:00Z"), with_arrival()),
    ),
)


def required(at: int, **changes: Any) -> Change:
    """Change what the credit asks of the document at `at`."""

    def change(t: Json, _: Json) -> None:
        t["documents"][at].update(changes)

    return change


def goods(**changes: Any) -> Change:
    def change(t: Json, _: Json) -> None:
        t["goods"].update(changes)

    return change


def drawing(**changes: Any) -> Change:
    def change(_: Json, p: Json) -> None:
        p.update(changes)

    return change


def inspected(*results: Json, satisfactory: bool = True) -> Change:
    """An inspection certificate is asked for with moisture of at most 12 per cent."""

    def change(t: Json, p: Json) -> None:
        limit = {"name": "moisture", "unit": "percent", "maximum": "12"}
        t["documents"].append({"kind": "inspection_certificate", "results": [limit]})
        certificate = {**_packing(), "kind": "inspection_certificate", "goods": "FROZEN SHRIMP"}
        certificate["signature"] = {"name": "S. Rao"}
        add(p, {**certificate, "satisfactory": satisfactory, "results": list(results)})

    return change


def moisture(value: str) -> Json:
    return {"name": "Moisture", "value": value, "unit": "percent"}


def _nearly_nothing() -> Json:
    """Another invoice under the number of the first."""
    nothing_more = {"amount": "0", "unit": "t"}
    again = {"quantity": nothing_more, "gross_weight": nothing_more, "total": "USD 0.01"}
    return {**bc.invoice(), **again}


OTHERS = (
    disc("other-credit", "CREDIT_NUMBER", "14(a)", drawing(credit_number="LC2026000124")),
    disc("no-credit-number", "CREDIT_NUMBER", "14(d)", required(ORIGIN, show_credit_number=True)),
    disc("another-credit-number", "CREDIT_NUMBER", "14(d)", fields(ORIGIN, credit_number="LC9")),
    disc("statement-missing", "CONTENT", "14(d)", required(ORIGIN, states=["wholly obtained"])),
    ok(
        "statement-made",
        both(
            required(ORIGIN, states=["wholly obtained"]),
            fields(ORIGIN, remarks=["Goods WHOLLY OBTAINED in India"]),
        ),
    ),
    disc(
        "A07-elsewhere",
        "PLACE",
        "6(d)(ii)",
        credit(issuing_place="HKHKG", expiry={"day": "2026-06-15", "place": "INBOM"}),
    ),
    ok("A07", credit(issuing_place="SGSIN", expiry={"day": "2026-06-15", "place": "INBOM"})),
    disc("price-cut", "UNIT_PRICE", "18(c)", fields(INVOICE, unit_price="USD 4,999.99")),
    ok(
        "price-about",
        both(goods(unit_price_about=True), fields(INVOICE, unit_price="USD 4,500.00")),
    ),
    disc(
        "price-about-too-low",
        "UNIT_PRICE",
        "30(a)",
        both(goods(unit_price_about=True), fields(INVOICE, unit_price="USD 4,499.99")),
    ),
    disc("drawn-in-euro", "CURRENCY", "18(a)(iii)", drawing(drawn="EUR 250,000.00")),
    disc("drawn-above-invoice", "INVOICE_AMOUNT", "18", fields(INVOICE, total="USD 249,999.99")),
    disc(
        "consignee",
        "CONSIGNEE",
        "14(d)",
        fields(BILL, consignee="TO ORDER", endorsed_in_blank=True),
    ),
    disc("notify-missing", "NOTIFY", "14(d)", fields(BILL, notify=None)),
    disc("freight-collect", "FREIGHT", "14(d)", fields(BILL, freight="collect")),
    disc(
        "airport",
        "PORT",
        "23(a)(iv)",
        both(
            by_air, lambda _, p: document(p, BILL).update(airport_of_destination={"name": "DELHI"})
        ),
    ),
    ok("beneficiary-by-LEI", parties_with_lei(credit_has=LEI, invoice_has=LEI)),
    ok("beneficiary-LEI-not-on-the-invoice", parties_with_lei(credit_has=LEI)),
    ok("beneficiary-LEI-not-in-the-credit", parties_with_lei(invoice_has=LEI)),
    disc(
        "beneficiary-of-another-LEI",
        "ISSUER",
        "18(a)(i)",
        parties_with_lei(credit_has=LEI, invoice_has=OTHER_LEI),
    ),
    ok("carrier-one-LEI", carried_by(CARRIER_NAME, LEI, "carrier")),
    disc("carrier-two-LEIs", "CONFLICT", "14(d)", carried_by(CARRIER_NAME, OTHER_LEI, "carrier")),
    disc(
        "carrier-two-LEIs-other-spelling",
        "CONFLICT",
        "14(d)",
        carried_by("Arabian-Sea Lines", OTHER_LEI, "carrier"),
    ),
    disc(
        "signed-as-carrier-by-the-seller",
        "CONFLICT",
        "20(a)(i)",
        carried_by(str(bc.BENEFICIARY["name"]), OTHER_LEI, "carrier"),
    ),
    ok(
        "signed-as-agent-by-a-forwarder",
        carried_by("HARBOUR FORWARDERS", OTHER_LEI, "agent"),
    ),
    disc(
        "shipper-two-LEIs",
        "CONFLICT",
        "14(d)",
        both(
            fields(INVOICE, issuer={**bc.BENEFICIARY, "lei": LEI}),
            fields(BILL, shipper={**bc.BENEFICIARY, "lei": OTHER_LEI}),
        ),
    ),
    disc("other-goods-in-general", "CONFLICT", "14(e)", fields(ORIGIN, goods="STEEL COILS")),
    disc("no-trade-term", "INCOTERM", "18(c)", fields(INVOICE, incoterm=None)),
    disc(
        "trade-term-elsewhere",
        "INCOTERM",
        "18(c)",
        fields(INVOICE, incoterm={"rule": "CIF", "place": "PORT KLANG"}),
    ),
    disc(
        "origin",
        "CONFLICT",
        "14(d)",
        both(goods(country_of_origin="IN"), fields(ORIGIN, country_of_origin="VN")),
    ),
    ok("moisture", inspected(moisture("12"))),
    disc("moisture-above", "CONTENT", "14(d)", inspected(moisture("12.1"))),
    disc(
        "moisture-one-of-two-above", "CONTENT", "14(d)", inspected(moisture("11"), moisture("13"))
    ),
    disc("moisture-not-stated", "CONTENT", "14(d)", inspected()),
    disc("adverse", "CONTENT", "14(f)", inspected(moisture("11"), satisfactory=False)),
    disc(
        "insured-elsewhere",
        "INSURED_ROUTE",
        "28(f)(iii)",
        fields(INSURANCE, covered_to={"name": "COLOMBO", "locode": "LKCMB"}),
    ),
    disc(
        "risks", "INSURED_RISKS", "28(g)", required(INSURANCE, insurance={"risks": ["war risks"]})
    ),
    ok("all-risks", required(INSURANCE, insurance={"risks": ["all risks"]})),
    disc("other-invoice", "CONFLICT", "14(d)", fields(ORIGIN, invoice_number="KS-2026-042")),
    disc(
        "two-invoices-one-number",
        "CONFLICT",
        "14(d)",
        both(
            lambda _, p: add(p, _nearly_nothing(), originals=3),
            fields(INSURANCE, insured_amount="USD 280,000.00"),
        ),
    ),
    ok("same-invoice", fields(ORIGIN, invoice_number="KS-2026-041")),
)

ROWS = (*DATES, *EXAMINATION, *DOCUMENTS, *AMOUNTS, *ELECTRONIC, *EVIDENCE, *OTHERS)


@pytest.mark.parametrize("row", rows(ROWS, by="examination", name=lambda row: row.id))
def test_row(row: Row) -> None:
    report = bc.examined(row.change, row.calendars)
    assert report.codes == row.codes, report.words()
    if row.codes:
        assert row.article in report.findings[0].article
        assert report.findings[0].document
        assert report.findings[0].field


def test_a_row_is_named_once() -> None:
    ids = [row.id for row in ROWS]
    assert len(ids) == len(set(ids))


def test_a_missing_calendar_is_an_error_not_a_guess() -> None:
    with pytest.raises(MissingCalendar, match="SGSIN"):
        bc.examined(nothing, {"INBOM": bc.SINGAPORE})


def test_every_discrepancy_in_one_report() -> None:
    """UCP 600 art. 16(c)(ii): a refusal names each discrepancy, so one report has them all."""
    change = both(
        presented("2026-06-16"),
        fields(INVOICE, goods=f"USED {bc.DESCRIPTION}"),
        fields(BILL, clauses=["CARTONS WET"]),
        lambda _, p: p["documents"].pop(ORIGIN),
    )
    report = bc.examined(change)
    assert set(report.codes) == {
        "EXPIRED",
        "LATE_PRESENTATION",
        "DESCRIPTION",
        "UNCLEAN",
        "MISSING",
    }
    assert len(report.words()) == 1 + len(report.findings) + len(report.observations)


@pytest.mark.rule("C05", by="examination")
def test_rolled_last_day_asks_for_the_covering_statement() -> None:
    """C05: on a rolled last day the nominated bank says so (UCP 600 art. 29(b))."""
    report = bc.examined(presented("2026-06-02"))
    assert report.last_day_for_presentation == date(2026, 6, 2)
    assert [o.article for o in report.observations] == ["UCP 600 art. 29(b)"]
    assert not bc.examined(presented("2026-05-29")).observations


def test_after_the_rolled_last_day_nobody_asks_for_the_covering_statement() -> None:
    """UCP 600 art. 29(b) is of a presentation on the day that it moved to, of none after it."""
    report = bc.examined(presented("2026-06-03"))
    assert report.codes == ("LATE_PRESENTATION",)
    assert not report.observations


@pytest.mark.rule("G01", by="examination")
@pytest.mark.parametrize(
    ("notice", "decide_by"), [("2026-06-03", date(2026, 6, 10)), ("2026-06-04", date(2026, 6, 11))]
)
def test_the_five_days_run_from_the_notice_of_completeness(notice: str, decide_by: date) -> None:
    """G01: records until Wednesday, notice on Thursday: the fifth banking day is a Thursday."""
    change = both(credit(presentation_days=28), presented("2026-06-03"), electronic(notice))
    report = bc.examined(change)
    assert report.complying, report.words()
    assert report.decide_by == decide_by


@pytest.mark.rule("E06", by="examination")
def test_over_invoice_is_honoured_within_the_credit() -> None:
    """E06: the bank may accept the invoice and does not honour more than the credit."""
    row = next(r for r in DOCUMENTS if r.id == "E06")
    report = bc.examined(row.change)
    assert str(report.amount_to_honour) == "USD 250,000.00"
    assert [o.article for o in report.observations] == ["UCP 600 art. 18(b)"]


@pytest.mark.rule("D17", "A18", by="examination")
def test_disregarded_documents_and_conditions_are_reported() -> None:
    """D17, A18: what is disregarded is said, and is no discrepancy."""
    for name, article in (("D17", "14(g)"), ("A18", "14(h)")):
        row = next(r for r in EXAMINATION if r.id == name)
        (observation,) = bc.examined(row.change).observations
        assert article in observation.article


@pytest.mark.rule("D01", by="examination")
def test_five_banking_days_follow_the_day_of_presentation() -> None:
    """D01: presented Thursday 28 May in Singapore, decided by Friday 5 June."""
    assert bc.examined(presented("2026-05-28")).decide_by == date(2026, 6, 5)


@pytest.mark.rule("D03", by="examination")
def test_expiry_does_not_shorten_examination() -> None:
    """D03: presented the banking day before expiry, five banking days stand."""
    report = bc.examined(both(services_only, presented("2026-06-12")))
    assert report.decide_by == date(2026, 6, 19)


def test_the_same_case_gives_the_same_bytes() -> None:
    rows = {row.id: row for row in ROWS}
    for name in ("BC", "E05", "F11"):
        first = bc.examined(rows[name].change).to_json()
        assert first == bc.examined(rows[name].change).to_json()
        assert b'"complying"' in first
