"""Ranges of ports and places in a credit (ISBP 745 E6): of a country, or in words alone."""

import pytest

from tests.support.base_credit import BILL, INSURANCE, Change, Json, document, examined

INDIAN = {"name": "INDIAN PORT(S)", "country": "IN", "any_in_country": True}
ANYWHERE = {"name": "ANY PLACE IN INDIA", "country": "IN", "any_in_country": True}
EUROPEAN = {"name": "ANY EUROPEAN PORT"}


def loaded(allowed: Json, shown: Json) -> Change:
    def change(credit: Json, presented: Json) -> None:
        credit["shipment"]["port_of_loading"] = [allowed]
        document(presented, BILL)["port_of_loading"] = shown
        document(presented, INSURANCE)["covered_from"] = shown

    return change


def insured(allowed: Json, shown: Json) -> Change:
    def change(credit: Json, presented: Json) -> None:
        credit["shipment"]["taking_in_charge"] = allowed
        document(presented, INSURANCE)["covered_from"] = shown

    return change


NHAVA = {"name": "NHAVA SHEVA"}
SHANGHAI = {"name": "SHANGHAI", "locode": "CNSHA"}


@pytest.mark.parametrize(
    ("change", "found", "asked"),
    [
        (loaded(INDIAN, NHAVA), [], False),
        (loaded(INDIAN, SHANGHAI), ["INSURED_ROUTE", "PORT"], False),
        (insured(ANYWHERE, {"name": "NAVI MUMBAI", "country": "IN"}), [], False),
        (insured(ANYWHERE, SHANGHAI), ["INSURED_ROUTE"], False),
        (loaded(EUROPEAN, {"name": "ROTTERDAM", "country": "NL"}), [], True),
        (loaded(EUROPEAN, {"name": "ANY EUROPEAN PORT"}), ["PORT"], False),
    ],
)
def test_a_place_within_a_range_passes_and_one_that_nobody_can_tell_is_asked(
    change: Change, found: list[str], asked: bool
) -> None:
    report = examined(change)
    assert sorted(each.code.value for each in report.findings) == found
    assert any("words alone do not tell" in each.words for each in report.observations) is asked


SEA_PORT = {"name": "NHAVA SHEVA SEA PORT"}
NEAR_BY = {"name": "NAVI MUMBAI", "country": "IN"}


@pytest.mark.parametrize(
    ("port", "cover", "found"),
    [
        ({"name": "NHAVA SHEVA", "locode": "INNSA"}, NEAR_BY, []),
        ({"name": "NHAVA SHEVA", "locode": "INNSA"}, SHANGHAI, ["INSURED_ROUTE"]),
        # the port that the credit names is not shown, so that nothing tells where it is
        ({"name": "MUNDRA", "locode": "INMUN"}, NEAR_BY, ["INSURED_ROUTE", "PORT"]),
    ],
)
def test_the_bill_of_lading_tells_the_country_of_a_port_named_alone(
    port: Json, cover: Json, found: list[str]
) -> None:
    def change(credit: Json, presented: Json) -> None:
        credit["shipment"]["port_of_loading"] = [SEA_PORT]
        document(presented, BILL)["port_of_loading"] = port
        document(presented, INSURANCE)["covered_from"] = cover

    assert sorted(each.code.value for each in examined(change).findings) == found
