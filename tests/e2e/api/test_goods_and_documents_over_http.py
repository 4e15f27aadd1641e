"""Documents, shipments, members and money over HTTP."""

from collections.abc import Iterator

import pytest
from eth_utils.crypto import keccak

from tests.support.api import (
    CARRIER,
    CUSTOMS,
    EXPORTER,
    IMPORTER,
    ISSUER,
    NOMINATED,
    STRANGER,
    Network,
    bill_of_lading,
    commercial_invoice,
    lei,
    open_network,
)


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def test_a_document_is_the_hash_of_the_bytes_it_gives_back(network: Network) -> None:
    body = {"document": commercial_invoice("DOC-1"), "grant_to": [IMPORTER]}
    made = network.post("/documents", EXPORTER, body)
    content = network.send("GET", f"/documents/{made['hash']}/content", IMPORTER)
    assert "0x" + keccak(content.content).hex() == made["hash"]
    assert made["kind"] == "commercial_invoice"
    assert made["issuer"] == EXPORTER
    assert made["grantees"] == sorted([EXPORTER, IMPORTER])
    # who else was shown it is the issuer's to know
    assert network.get(f"/documents/{made['hash']}", IMPORTER)["grantees"] == [IMPORTER]
    assert made["hash"] in [each["hash"] for each in network.get("/documents", IMPORTER)]


def test_a_document_without_salt_gets_one_of_its_own(network: Network) -> None:
    plain = commercial_invoice("DOC-2")
    del plain["salt"]
    first, second = (network.post("/documents", EXPORTER, {"document": plain}) for _ in range(2))
    assert first["hash"] != second["hash"]
    assert len(first["document"]["salt"]) == 32


def test_the_same_document_twice_is_refused_and_changes_nothing(network: Network) -> None:
    body = {"document": commercial_invoice("DOC-3")}
    first = network.post("/documents", EXPORTER, body)
    assert network.refused("/documents", EXPORTER, body)["status"] == 409
    assert (
        network.get(f"/documents/{first['hash']}", EXPORTER)["registered_at"]
        == first["registered_at"]
    )


def test_a_document_is_registered_by_its_issuer_only(network: Network) -> None:
    problem = network.refused("/documents", EXPORTER, {"document": bill_of_lading("DOC-4")})
    assert problem["status"] == 422
    assert problem["fields"][0]["path"] == "document.issuer.lei"


def test_a_grantee_cannot_grant_on(network: Network) -> None:
    made = network.post(
        "/documents", EXPORTER, {"document": commercial_invoice("DOC-5"), "grant_to": [IMPORTER]}
    )
    path = f"/documents/{made['hash']}/grants"
    assert network.refused(path, IMPORTER, {"organisation": STRANGER})["status"] == 403
    assert network.send("GET", f"/documents/{made['hash']}", STRANGER).status_code == 404


def test_a_revoked_document_stands_no_more(network: Network) -> None:
    made = network.post("/documents", EXPORTER, {"document": commercial_invoice("DOC-6")})
    path = f"/documents/{made['hash']}/revocation"
    for reason in ("", " ", "goods were never loaded on board", "caf\u00e9", "two\nlines"):
        problem = network.refused(path, EXPORTER, {"reason": reason})
        assert problem["status"] == 422
        assert "must be 1 to 31 letters, digits, spaces" in problem["fields"][0]["problem"]
    assert (
        network.post(path, EXPORTER, {"reason": "goods were never loaded"})["standing"] == "REVOKED"
    )
    assert network.refused(path, EXPORTER, {"reason": "again"})["error"] == "Documents_Revoked"


def test_every_wrong_field_of_a_document_is_named(network: Network) -> None:
    wrong = {**commercial_invoice("DOC-7"), "issued_on": "yesterday", "total": "much"}
    problem = network.refused("/documents", EXPORTER, {"document": wrong})
    assert {"issued_on", "total"} <= {field["path"] for field in problem["fields"]}


def test_lots_keep_their_balance(network: Network) -> None:
    body = {
        "reference": "VOY-1",
        "participants": [IMPORTER, CUSTOMS],
        "legs": [
            {"mode": "sea", "from_place": "INNSA", "to_place": "AEJEA", "vessel_imo": "9321483"}
        ],
        "lots": [{"lot": "MNG-1", "goods": "mangoes", "kilograms": 20_000}],
    }
    shipment = network.post("/goods/shipments", CARRIER, body)
    path = f"/goods/shipments/{shipment['id']}"
    pressed = network.post(
        f"{path}/lots",
        IMPORTER,
        {
            "inputs": [{"lot": "MNG-1", "kilograms": 20_000}],
            "outputs": [{"lot": "JCE-1", "goods": "juice", "kilograms": 15_000}],
        },
    )
    lots = {lot["lot"]: (lot["kilograms"], lot["made_from"]) for lot in pressed["lots"]}
    assert lots == {"MNG-1": (0, []), "JCE-1": (15_000, ["MNG-1"])}
    more = {"inputs": [{"lot": "MNG-1", "kilograms": 1}], "outputs": []}
    assert network.refused(f"{path}/lots", IMPORTER, more)["type"].endswith("lot-used-up")
    assert network.refused("/goods/shipments", CARRIER, body)["status"] == 409


def test_an_event_that_has_not_happened_is_refused(network: Network) -> None:
    body = {
        "reference": "VOY-2",
        "participants": [CUSTOMS],
        "legs": [{"mode": "sea", "from_place": "INNSA", "to_place": "AEJEA"}],
    }
    path = f"/goods/shipments/{network.post('/goods/shipments', CARRIER, body)['id']}"
    ahead = {"kind": "ARRIVED", "at": "2027-01-01T00:00:00Z", "place": "AEJEA"}
    assert network.refused(f"{path}/events", CARRIER, ahead)["fields"][0]["path"] == "at"
    done = {"kind": "LOADED", "at": "2026-04-01T06:00:00Z", "place": "INNSA", "note": "on board"}
    seen = network.post(f"{path}/events", CARRIER, done)["events"]
    assert [(event["kind"], event["recorded_by"]) for event in seen] == [("LOADED", CARRIER)]


def test_admission_is_whole_or_not_at_all(network: Network) -> None:
    newcomer = {
        "lei": lei("latecomer"),
        "name": "Latecomer",
        "country": "AE",
        "bic": "CRKBAEAD",  # the issuing bank's
        "capabilities": ["bank"],
        "users": [{"name": "checker", "duty": "checker", "password": "long enough"}],
    }
    how = {"user": "registrar"}
    assert network.refused("/members", "OPERATOR", newcomer, **how)["status"] == 409
    assert network.send("GET", f"/members/{newcomer['lei']}", EXPORTER).status_code == 404
    newcomer["bic"] = "LATEAEAD"
    assert network.post("/members", "OPERATOR", newcomer, **how)["standing"] == "ADMITTED"
    again = network.refused("/members", "OPERATOR", newcomer, **how)
    assert again["status"] == 409
    suspended = network.post(
        f"/members/{newcomer['lei']}/suspension", "OPERATOR", {"reason": "enquiry"}, **how
    )
    assert suspended["standing"] == "SUSPENDED"


BAD_MEMBERS = [
    ("a wrong check digit", {"lei": "8945000000000LATECO99"[:20]}, "lei"),
    ("no capability", {"capabilities": []}, "capabilities"),
    ("an unknown capability", {"capabilities": ["pirate"]}, "capabilities[0]"),
    (
        "a short password",
        {"users": [{"name": "c", "duty": "checker", "password": "x"}]},
        "users[0].password",
    ),
    (
        "a stroke in a name",
        {"users": [{"name": "a/b", "duty": "checker", "password": "long enough"}]},
        "users[0].name",
    ),
]


@pytest.mark.parametrize(
    ("changed", "path"), [row[1:] for row in BAD_MEMBERS], ids=[row[0] for row in BAD_MEMBERS]
)
def test_a_member_that_cannot_be_so_is_refused(
    network: Network, changed: dict[str, object], path: str
) -> None:
    body = {
        "lei": lei("fine"),
        "name": "Fine",
        "country": "AE",
        "capabilities": ["bank"],
        "users": [{"name": "checker", "duty": "checker", "password": "long enough"}],
        **changed,
    }
    problem = network.refused("/members", "OPERATOR", body, user="registrar")
    assert path in [field["path"] for field in problem["fields"]], problem


def test_dual_control_needs_a_maker(network: Network) -> None:
    body = {
        "lei": lei("onehand"),
        "name": "One Hand",
        "country": "AE",
        "capabilities": ["bank"],
        "dual_control": True,
        "users": [{"name": "checker", "duty": "checker", "password": "long enough"}],
    }
    assert "maker" in network.refused("/members", "OPERATOR", body, user="registrar")["detail"]


def test_a_banks_calendar_is_read_as_published(network: Network) -> None:
    calendar = network.get(f"/members/{ISSUER}/calendars/AEDXB/2026", EXPORTER)
    assert calendar["opens_minute"] < calendar["closes_minute"]
    assert "2026-01-01" in calendar["closed"]
    missing = network.send("GET", f"/members/{ISSUER}/calendars/AEDXB/2040", EXPORTER)
    assert missing.json()["type"] == "urn:dhow:problem:calendars-not-published"
    body = {
        "place": "INBOM",
        "year": 2026,
        "closed": [],
        "utc_offset_minutes": 330,
        "opens_minute": 600,
        "closes_minute": 960,
    }
    twice = network.refused("/members/calendars", NOMINATED, body)
    assert twice["error"] == "Calendars_AlreadyPublished"


def test_money_is_issued_once_for_an_order(network: Network) -> None:
    body = {"organisation": EXPORTER, "minor": 5_000, "reference": "ORDER-1"}
    before = network.balance(EXPORTER)
    network.post("/money/USD/issues", "OPERATOR", body, user="agent")
    assert network.balance(EXPORTER) - before == 5_000
    again = network.refused("/money/USD/issues", "OPERATOR", body, user="agent")
    assert again["error"] == "Money_ReferenceUsed"
    network.post("/money/USD/redemptions", EXPORTER, {"minor": 5_000, "reference": "OUT-1"})
    assert network.balance(EXPORTER) == before
    too_much = network.refused(
        "/money/USD/redemptions", EXPORTER, {"minor": before + 1, "reference": "OUT-2"}
    )
    assert too_much["error"] == "ERC20InsufficientBalance"


def test_a_maker_alone_moves_no_money_under_dual_control(network: Network) -> None:
    for path, body in (
        ("/money/USD/redemptions", {"minor": 1, "reference": "STEAL"}),
        ("/money/USD/allowances", {"contract": "credit", "minor": 1}),
        ("/money/USD/payments", {"organisation": EXPORTER, "minor": 1, "reference": "STEAL"}),
    ):
        problem = network.refused(path, ISSUER, body, user="maker")
        assert problem["status"] == 403, path
