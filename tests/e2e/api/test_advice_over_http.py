"""Pre-advice, advice by two banks, confirmation: over HTTP, as the banks concerned do it."""

from collections.abc import Iterator

import pytest

from tests.support.api import (
    EXPORTER,
    FINANCIER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    Json,
    Network,
    open_network,
    party,
    terms,
)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def applied(network: Network, number: str, **changed: object) -> str:
    body = {"reference": number, "terms": terms(number) | changed}
    credit: str = network.post("/credits/applications", IMPORTER, body)["id"]
    return credit


def confirmable(network: Network, number: str) -> str:
    credit = applied(network, number, confirmation="MAY ADD")
    network.bind(f"/credits/{credit}/issue", ISSUER, {"number": number})
    return credit


def test_a_pre_advised_credit_must_be_issued(network: Network) -> None:
    """Seen by all from then on, and neither withdrawn nor declined (UCP 600 art. 11(b))."""
    credit = applied(network, "PRE-1")
    network.refused(f"/credits/{credit}/pre-advice", ISSUER, {"issue_by": "2020-01-01"})
    seen = network.bind(f"/credits/{credit}/pre-advice", ISSUER, {"issue_by": "2026-05-01"})
    assert (seen["state"], seen["issue_by"]) == ("PRE_ADVISED", "2026-05-01")
    assert network.get(f"/credits/{credit}", EXPORTER)["state"] == "PRE_ADVISED"
    assert network.refused(f"/credits/{credit}/declination", ISSUER)["status"] == 409
    issued = network.bind(f"/credits/{credit}/issue", ISSUER, {"number": "PRE-1"})
    assert (issued["state"], issued["issue_by"]) == ("ISSUED", None)


def test_a_confirmation_is_added_once_and_for_what_the_credit_is(network: Network) -> None:
    credit = confirmable(network, "CON-1")
    path = f"/credits/{credit}/confirmation"
    assert network.get(f"/credits/{credit}", EXPORTER)["confirmation"] == "ASKED"
    assert network.refused(path, ISSUER)["type"].endswith("members-not-the-party")
    seen = network.bind(path, NOMINATED)
    assert (seen["confirmation"], seen["confirmed"]["minor"]) == ("ADDED", 10_000_000)
    assert network.bind(path, NOMINATED)["receipt"] is None  # done by an earlier request
    declined = network.refused(f"/credits/{credit}/confirmation-declination", NOMINATED)
    assert declined["type"].endswith("credit-not-to-confirm"), declined


def test_a_bank_that_does_not_advise_says_so_at_once(network: Network) -> None:
    credit = confirmable(network, "ADV-1")
    network.post(f"/credits/{credit}/confirmation-declination", NOMINATED)
    path, why = f"/credits/{credit}/advice-refusal", {"reason": "We keep no account for you."}
    seen = network.post(path, NOMINATED, why)
    assert (seen["advice"], seen["confirmation"]) == ("REFUSED", "DECLINED")
    said = [{"bank": NOMINATED, "reason": why["reason"]}]
    for reader, heard in ((NOMINATED, said), (ISSUER, said), (EXPORTER, []), (IMPORTER, [])):
        told = network.get(f"/credits/{credit}", reader)["advice_refusals"]  # art. 9(e)
        assert [{"bank": each["bank"], "reason": each["reason"]} for each in told] == heard
    assert network.post(path, NOMINATED, why)["receipt"] is None
    assert network.refused(f"/credits/{credit}/advise", NOMINATED)["status"] == 409


def test_a_bank_that_only_advises_is_not_told_as_nominated(network: Network) -> None:
    """It undertakes nothing and receives no documents (UCP 600 art. 2, 9(a))."""
    words = terms("ADV-2") | {"advising_bank": party(NOMINATED)}
    words["availability"] = {"mode": "sight", "with_bank": "issuing_bank"}
    del words["nominated_bank"]
    body = {"reference": "ADV-2", "terms": words}
    credit = network.post("/credits/applications", IMPORTER, body)["id"]
    network.bind(f"/credits/{credit}/issue", ISSUER, {"number": "ADV-2"})
    assert network.post(f"/credits/{credit}/advise", NOMINATED)["advice"] == "ADVISED"
    seen = network.get(f"/credits/{credit}", EXPORTER)
    assert (seen["advising_bank"], seen["nominated_bank"]) == (NOMINATED, None)
    assert seen["nominated_place"] is None


def test_what_the_ledger_cannot_hold_is_told_by_its_field(network: Network) -> None:
    tenor = {"days": 60, "after": "sight"}
    parts = [
        {"mode": "sight", "percent": "33.333"},
        {"mode": "deferred", "percent": "66.667", "tenor": tenor},
    ]
    wrong: dict[str, Json] = {
        "terms.availability.parts": {"availability": {"mode": "mixed", "parts": parts}},
        "terms.availability.tenor": {
            "availability": {"mode": "deferred", "tenor": {"days": 0, "after": "sight"}}
        },
        "terms.confirming_bank.lei": {
            "confirmation": "CONFIRM",
            "confirming_bank": party(FINANCIER),
        },
    }
    for field, changed in wrong.items():
        body = {"reference": "BAD-1", "terms": terms("BAD-1") | changed}
        told = network.refused("/credits/applications", IMPORTER, body)
        assert told["status"] == 422, told
        assert field in str(told), told


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        (
            {
                "availability": {
                    "mode": "acceptance",
                    "tenor": {"days": 60, "after": "sight"},
                    "drawee": "issuing_bank",
                }
            },
            {"availability": "ACCEPTANCE"},
        ),
        ({"form": "IRREVOCABLE TRANSFERABLE"}, {"transferable": True}),
        (
            {
                "tolerance": {"plus_percent": 5, "minus_percent": 5},
                "additional_amounts": [
                    {"purpose": "freight", "amount": {"currency": "USD", "minor": 70}}
                ],
            },
            {"amount": {"currency": "USD", "minor": 10_500_070}},
        ),
    ],
)
def test_what_a_credit_says_beyond_sight_is_on_the_ledger(
    network: Network, changed: Json, shown: Json
) -> None:
    number = f"BEY-{len(str(changed))}"
    credit = applied(network, number, **changed)
    issued = network.bind(f"/credits/{credit}/issue", ISSUER, {"number": number})
    assert {name: issued[name] for name in shown} == shown
