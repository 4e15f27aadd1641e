"""Amendments that documents accept by complying with them, and not without: over HTTP."""

from collections.abc import Iterator

import pytest

from api.ids import from_hex
from dhow.ledger.bindings.values import CreditId
from tests.support.api import (
    CARRIER,
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    Json,
    Network,
    bill_of_lading,
    commercial_invoice,
    issued_credit,
    open_network,
    presented,
    registered_documents,
    terms,
)

LATER = {"path": "shipment.latest", "action": "set", "value": "2026-05-06"}


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        opened.at(2026, 5, 4, 6, 0)
        yield opened


def amended(network: Network, number: str, *changes: Json) -> str:
    """A credit with one amendment, issued and not answered."""
    credit = issued_credit(network, number)
    said = {
        "credit_number": number,
        "number": 1,
        "issued_on": "2026-05-04",
        "changes": list(changes),
    }
    network.bind(f"/credits/{credit}/amendments", ISSUER, {"amendment": said})
    return credit


def shipped(network: Network, number: str, day: str, minor: int = 10_000_000) -> list[str]:
    invoice = commercial_invoice(number, minor)
    lading = bill_of_lading(number, on_board=day)
    return registered_documents(network, number, (EXPORTER, invoice), (CARRIER, lading))


def amendment_of(network: Network, credit: str, reader: str = EXPORTER) -> Json:
    (only,) = network.get(f"/credits/{credit}/amendments", reader)
    found: Json = only
    return found


def test_documents_that_need_it_accept_it_and_the_bank_says_so_before_it_pays(
    network: Network,
) -> None:
    credit = amended(network, "BP-1", LATER)
    drawing = presented(network, credit, shipped(network, "BP-1", "2026-04-30"))
    path = f"/presentations/{drawing}"
    early = network.refused(f"{path}/amendment-acceptance", ISSUER, {"number": 1})
    assert early["type"].endswith("not-examined")
    found = network.bind(f"{path}/examination", ISSUER)["examination"]
    assert (found["complying"], found["accepts"]) == (True, [1])
    assert "amendment 1 and not without" in found["observations"][-1]["words"]
    assert amendment_of(network, credit)["state"] == "PENDING"
    unstated = network.send("POST", f"{path}/honour", ISSUER, user="maker").json()
    assert unstated["type"].endswith("amendment-not-stated")
    assert unstated["rule"] == "UCP 600 art. 10(c)"
    body = {"number": 1}
    assert network.refused(f"{path}/amendment-acceptance", NOMINATED, body)["status"] == 403
    stated = network.bind(f"{path}/amendment-acceptance", ISSUER, body)
    assert (stated["state"], stated["accepted_by"]) == ("ACCEPTED", drawing)
    assert stated["warnings"] == []
    assert network.post(f"{path}/amendment-acceptance", ISSUER, body)["receipt"] is None
    assert network.get(f"/credits/{credit}", IMPORTER)["latest_shipment_day"] == "2026-05-06"
    before = network.balance(EXPORTER)
    assert network.bind(f"{path}/honour", ISSUER)["state"] == "HONOURED"
    assert network.balance(EXPORTER) == before + 10_000_000
    answered = network.refused(f"/credits/{credit}/amendments/1/answer", EXPORTER, {"accepts": 0})
    assert answered["status"] in (409, 422)


def test_documents_that_fit_both_versions_accept_nothing(network: Network) -> None:
    credit = amended(network, "BP-2", LATER)
    drawing = presented(network, credit, shipped(network, "BP-2", "2026-04-20"))
    path = f"/presentations/{drawing}"
    found = network.bind(f"{path}/examination", ISSUER)["examination"]
    assert (found["complying"], found["accepts"]) == (True, [])
    assert "accepts nothing" in found["observations"][-1]["words"]
    refused = network.refused(f"{path}/amendment-acceptance", ISSUER, {"number": 1})
    assert refused["type"].endswith("not-accepted-by-presentation")
    assert network.bind(f"{path}/honour", ISSUER)["state"] == "HONOURED"
    assert amendment_of(network, credit)["state"] == "PENDING"


@pytest.mark.long
def test_what_takes_something_away_too_is_not_accepted_by_documents(network: Network) -> None:
    shorter = {"path": "expiry.day", "action": "set", "value": "2026-05-20"}
    credit = amended(network, "BP-3", LATER, shorter)
    drawing = presented(network, credit, shipped(network, "BP-3", "2026-04-30"))
    found = network.bind(f"/presentations/{drawing}/examination", ISSUER)["examination"]
    assert [each["code"] for each in found["findings"]] == ["LATE_SHIPMENT"]
    assert amendment_of(network, credit)["state"] == "PENDING"


@pytest.mark.long
def test_an_amendment_issued_after_the_documents_came_is_not_accepted_by_them(
    network: Network,
) -> None:
    credit = issued_credit(network, "BP-4")
    drawing = presented(network, credit, shipped(network, "BP-4", "2026-04-30"))
    said = {"credit_number": "BP-4", "number": 1, "issued_on": "2026-05-04", "changes": [LATER]}
    network.bind(f"/credits/{credit}/amendments", ISSUER, {"amendment": said})
    found = network.bind(f"/presentations/{drawing}/examination", ISSUER)["examination"]
    assert not found["complying"]


LONGER = {"path": "presentation_days", "action": "set", "value": 30}


@pytest.mark.parametrize(("worded", "day"), [(False, "2026-04-30"), (True, "2026-04-10")])
def test_a_nominated_bank_states_the_acceptance_and_pays_and_it_is_not_taken_back(
    network: Network, *, worded: bool, day: str
) -> None:
    number = f"BP-7-{day[-2:]}"
    credit = amended(network, number, LONGER if worded else LATER)
    given = {
        "bank": NOMINATED,
        "amount": {"currency": "USD", "minor": 10_000_000},
        "documents": shipped(network, number, day),
    }
    drawing = network.post(f"/credits/{credit}/presentations", EXPORTER, given)["id"]
    path, answer = f"/presentations/{drawing}", f"/credits/{credit}/amendments/1/answer"
    found = network.post(f"{path}/examination", NOMINATED)["nominated_examination"]
    assert (found["complying"], found["accepts"]) == (True, [1])
    network.post(
        "/money/USD/issues",
        "OPERATOR",
        {"organisation": NOMINATED, "minor": 10_000_000, "reference": number},
        user="agent",
    )
    network.post("/money/USD/allowances", NOMINATED, {"contract": "credit", "minor": 10_000_000})
    for act in ("agreement", "honour"):
        unstated = network.refused(f"{path}/{act}", NOMINATED)
        assert unstated["type"].endswith("amendment-not-stated")
        assert "amendment-acceptance with number 1" in unstated["next"]
    refusal = {"accepts": False}
    taken_back = network.refused(answer, EXPORTER, refusal)
    assert taken_back["type"].endswith("accepted-by-presentation")
    assert network.refused(f"{path}/amendment-acceptance", ISSUER, {"number": 1})["status"] == 404
    stated = network.post(f"{path}/amendment-acceptance", NOMINATED, {"number": 1})
    if worded:  # no bank amends the credit's text by its word: it is accepted for these documents
        assert (stated["state"], stated["accepted_for"]) == ("PENDING", [drawing])
        key = network.context.keys.user(EXPORTER, "checker")
        amendments = network.context.contracts.credit_amendments
        act = amendments.answer_amendment(
            credit=CreditId(from_hex(credit)),
            number=1,
            accepts=False,
            accepted_parts_hash=bytes(32),
        )
        receipt = network.context.sender.send(act, key, key=None, label="past the interface")
        network.context.follower.caught_up_to(receipt.block_number, receipt.block_hash)
        assert amendment_of(network, credit)["state"] == "REJECTED"
    else:
        assert (stated["state"], stated["accepted_by"]) == ("ACCEPTED", drawing)
    assert network.post(f"{path}/amendment-acceptance", NOMINATED, {"number": 1})["receipt"] is None
    before = network.balance(EXPORTER)
    network.post(f"{path}/honour", NOMINATED)
    assert network.balance(EXPORTER) == before + 10_000_000
    network.post(f"{path}/forward", NOMINATED)
    assert network.bind(f"{path}/examination", ISSUER)["examination"]["complying"]


SOONER = {"path": "shipment.latest", "action": "set", "value": "2026-04-18"}
PAPER = {"kind": "other_document", "wording": "INSPECTION CERTIFICATE", "originals": 1}
CONFIRMED_AND_AMENDED = [
    pytest.param(  # more than it confirmed
        [(LATER, False)], "2026-04-30", ["LATE_SHIPMENT"], True, marks=pytest.mark.long
    ),
    ([(SOONER, False)], "2026-04-22", ["LATE_SHIPMENT"], False),  # nobody would reimburse it
    (  # what cannot stand on what it confirmed is judged as the credit stands
        [
            ({"path": "documents", "action": "add", "value": PAPER}, False),
            ({"path": "documents", "action": "delete", "value": PAPER}, True),
        ],
        "2026-04-20",
        [],
        True,
    ),
]


@pytest.mark.parametrize(("said", "day", "codes", "honoured"), CONFIRMED_AND_AMENDED)
def test_a_confirming_bank_examines_by_the_credit_and_by_what_it_confirmed(
    network: Network, said: list[tuple[Json, bool]], day: str, codes: list[str], *, honoured: bool
) -> None:
    """The beneficiary has accepted what the bank did not extend its confirmation to."""
    name = f"BP-6-{day}"
    body = {"reference": name, "terms": terms(name) | {"confirmation": "CONFIRM"}}
    credit = network.post("/credits/applications", IMPORTER, body)["id"]
    network.bind(f"/credits/{credit}/issue", ISSUER, {"number": name})
    network.post(f"/credits/{credit}/advise", NOMINATED)
    network.post(f"/credits/{credit}/confirmation", NOMINATED)
    path = f"/credits/{credit}/amendments"
    for number, (change, extends) in enumerate(said, 1):
        if change["action"] == "delete":
            standing = network.get(f"/credits/{credit}", ISSUER)["terms_in_force"]
            change = change | {"value": standing["documents"][-1]}  # noqa: PLW2901 - with defaults
        words = {"credit_number": name, "number": number, "issued_on": "2026-05-04"}
        network.bind(path, ISSUER, {"amendment": words | {"changes": [change]}})
        if change["action"] == "delete":  # of what it did not confirm
            beyond = network.refused(f"{path}/{number}/extension", NOMINATED, {"extends": extends})
            assert beyond["type"].endswith("amendment-beyond-confirmation")
            assert "documents" in beyond["detail"]
            advised = network.refused(f"{path}/{number}/advice", NOMINATED)  # extends to it too
            assert advised["type"] == beyond["type"]
            extends = False  # noqa: PLW2901 - as it is told
        network.post(f"{path}/{number}/extension", NOMINATED, {"extends": extends})
        network.post(f"{path}/{number}/advice", NOMINATED)
        network.post(f"{path}/{number}/answer", EXPORTER, {"accepts": True})
    given = {
        "bank": NOMINATED,
        "amount": {"currency": "USD", "minor": 10_000_000},
        "documents": shipped(network, name, day),
    }
    drawing = network.post(f"/credits/{credit}/presentations", EXPORTER, given)["id"]
    path = f"/presentations/{drawing}"
    found = network.post(f"{path}/examination", NOMINATED)["examination"]
    assert [each["code"] for each in found["findings"]] == codes
    if not codes:
        return
    network.post(f"{path}/refusal", NOMINATED, {"disposal": "HOLDING_FOR_INSTRUCTIONS"})
    network.post(f"{path}/forward", EXPORTER)
    found = network.bind(f"{path}/examination", ISSUER)["examination"]
    assert found["complying"] is honoured


def amend(network: Network, credit: str, number: str, change: Json, counted: int = 1) -> None:
    """Issue an amendment, which the beneficiary accepts at once."""
    words = {"credit_number": number, "number": counted, "issued_on": "2026-05-04"}
    path = f"/credits/{credit}/amendments"
    network.bind(path, ISSUER, {"amendment": words | {"changes": [change]}})
    network.post(f"{path}/{counted}/advice", NOMINATED)
    network.post(f"{path}/{counted}/answer", EXPORTER, {"accepts": True})


@pytest.mark.parametrize("confirms", [True, pytest.param(False, marks=pytest.mark.long)])
def test_who_paid_is_reimbursed_whatever_is_agreed_after_the_presentation(
    network: Network, *, confirms: bool
) -> None:
    """Neither the beneficiary, paid already, nor the issuing bank takes it back by an amendment."""
    name = f"BP-7-{confirms}"
    stated = terms(name) | ({"confirmation": "CONFIRM"} if confirms else {})
    credit = network.post("/credits/applications", IMPORTER, {"reference": name, "terms": stated})
    credit = credit["id"]
    network.bind(f"/credits/{credit}/issue", ISSUER, {"number": name})
    network.post(f"/credits/{credit}/advise", NOMINATED)
    if confirms:
        network.post(f"/credits/{credit}/confirmation", NOMINATED)
    given = {
        "bank": NOMINATED,
        "amount": {"currency": "USD", "minor": 10_000_000},
        "documents": shipped(network, name, "2026-04-22"),
    }
    drawing = network.post(f"/credits/{credit}/presentations", EXPORTER, given)["id"]
    path = f"/presentations/{drawing}"
    network.post(f"{path}/examination", NOMINATED)
    money = {"organisation": NOMINATED, "minor": 10_000_000, "reference": name}
    network.post("/money/USD/issues", "OPERATOR", money, user="agent")
    allowance = {"contract": "credit", "minor": 10_000_000}
    network.post("/money/USD/allowances", NOMINATED, allowance)
    network.post(f"{path}/honour", NOMINATED)
    amend(network, credit, name, SOONER)
    assert network.get(f"/credits/{credit}", ISSUER)["latest_shipment_day"] == "2026-04-18"
    network.post(f"{path}/forward", NOMINATED)
    assert network.bind(f"{path}/examination", ISSUER)["examination"]["complying"]
    before = network.balance(NOMINATED)
    network.bind(f"{path}/reimbursement", ISSUER)
    assert network.balance(NOMINATED) == before + 10_000_000


def test_what_is_agreed_after_the_presentation_may_help_it_and_what_follows_undoes_nothing(
    network: Network,
) -> None:
    credit = issued_credit(network, "BP-8")
    drawing = presented(network, credit, shipped(network, "BP-8", "2026-04-30"))
    amend(network, credit, "BP-8", LATER)
    amend(network, credit, "BP-8", SOONER, 2)
    found = network.bind(f"/presentations/{drawing}/examination", ISSUER)["examination"]
    assert (found["complying"], found["accepts"]) == (True, [])
    assert "complies by amendment 1" in found["observations"][-1]["words"]


def test_what_only_the_amendment_allows_is_presented_under_it(network: Network) -> None:
    more = {"path": "amount", "action": "increase", "value": {"currency": "USD", "minor": 500}}
    credit = amended(network, "BP-5", more)
    minor = 10_000_500
    body = {
        "bank": NOMINATED,
        "amount": {"currency": "USD", "minor": minor},
        "documents": shipped(network, "BP-5", "2026-04-20", minor),
    }
    plainly = network.refused(f"/credits/{credit}/presentations", EXPORTER, body)
    assert plainly["status"] == 409
    path = f"/credits/{credit}/amendments/1/presentation"
    too_much = body | {"amount": {"currency": "USD", "minor": minor + 1}}
    assert network.refused(path, EXPORTER, too_much)["status"] == 409
    assert amendment_of(network, credit)["state"] == "PENDING"  # neither is done
    made = network.post(path, EXPORTER, body)
    assert amendment_of(network, credit, ISSUER)["accepted_by"] == made["id"]
    assert network.post(path, EXPORTER, body)["receipt"] is None  # asked for again it is the same
    network.post(f"/presentations/{made['id']}/forward", NOMINATED)
    found = network.bind(f"/presentations/{made['id']}/examination", ISSUER)["examination"]
    assert (found["complying"], found["accepts"]) == (True, [])  # it was accepted already
    assert amendment_of(network, credit)["warnings"] == []
    paid = network.bind(f"/presentations/{made['id']}/honour", ISSUER)
    assert paid["amount"]["minor"] == minor
    again = network.refused(path, EXPORTER, body)
    assert again["status"] == 409
    missing = network.refused(f"/credits/{credit}/amendments/7/presentation", EXPORTER, body)
    assert missing["type"].endswith("no-such-amendment")


def test_a_bank_that_does_not_advise_keeps_no_amendment_from_being_accepted(
    network: Network,
) -> None:
    """Art. 9(d) binds the issuing bank to the bank it used; art. 10(c) asks for one consent."""
    credit = amended(network, "BP-9", LATER)
    answer = f"/credits/{credit}/amendments/1/answer"
    accepts = {"accepts": True}
    assert network.refused(answer, EXPORTER, accepts)["type"].endswith("amendment-not-advised")
    network.at(2026, 5, 11, 8)
    assert network.post(answer, EXPORTER, accepts)["state"] == "ACCEPTED"
