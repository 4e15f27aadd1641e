"""The small parts: limiter, keys, identifiers, values, the act's hash."""

import asyncio
import threading
from datetime import UTC, date, datetime

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from api import ids, shown
from api.acts import act_hash
from api.auth.limiter import FailureLimiter, network_of
from api.auth.roles import CAPABILITIES, requires
from api.blocking import blocking
from api.keys import DevelopmentKeyRing
from dhow.ledger.bindings import CreditAdvice
from dhow.ledger.bindings.events import CreditIssued, KeyAdded, Refused
from dhow.ledger.bindings.values import (
    Capability,
    CreditId,
    Disposal,
    Duty,
    OrgId,
    PresentationId,
)
from dhow.ledger.types import Address

LEI = "529900T8BM49AURSDO55"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_failures_block_for_the_rest_of_the_window_and_no_longer() -> None:
    clock = Clock()
    limiter = FailureLimiter(failures=3, window_seconds=60, clock=clock)
    for second in (0, 10, 20):
        clock.now = second
        assert limiter.attempt("anna") == 0
    assert limiter.attempt("anna") == 40
    assert limiter.attempt("ben") == 0
    clock.now = 60
    assert limiter.attempt("anna") == 0
    assert limiter.attempt("anna") == 10


def test_success_forgets_failures() -> None:
    limiter = FailureLimiter(failures=2, clock=Clock())
    limiter.attempt("anna", known=True)
    limiter.succeeded("anna")
    limiter.attempt("anna", known=True)
    assert limiter.attempt("anna", known=True) == 0
    assert limiter.attempt("anna", known=True) > 0


def test_the_limiter_remembers_a_bounded_number_of_users() -> None:
    limiter = FailureLimiter(failures=1, clock=Clock(), failures_of_an_address=20_000)
    for number in range(10_005):
        limiter.attempt(str(number))
    assert limiter.attempt("10004") > 0
    assert limiter.attempt("0") == 0


def test_one_password_tried_on_many_users_from_one_address_is_slowed_down() -> None:
    limiter = FailureLimiter(failures=5, clock=Clock(), failures_of_an_address=30)
    for number in range(30):
        assert limiter.attempt(f"user {number}", "192.0.2.1", known=True) == 0
    assert limiter.attempt("user 31", "192.0.2.1", known=True) > 0
    assert limiter.attempt("user 31", "192.0.2.2", known=True) == 0


def test_who_signs_in_does_not_use_its_addresss_share_up() -> None:
    limiter = FailureLimiter(failures=5, clock=Clock(), failures_of_an_address=10)
    for _ in range(50):
        assert limiter.attempt("anna", "192.0.2.1", known=True) == 0
        limiter.succeeded("anna", "192.0.2.1")


def test_a_users_own_device_does_not_wait_for_a_guesser_behind_the_same_address() -> None:
    limiter = FailureLimiter(failures=5, clock=Clock(), failures_of_an_address=5)
    for _ in range(5):
        limiter.attempt("anna", "192.0.2.1", known=True)
    assert limiter.attempt("anna", "192.0.2.1", known=True) > 0
    for _ in range(5):  # and whoever holds the device guesses no faster for it
        assert limiter.attempt("anna", "192.0.2.1", known=True, device="d") == 0
    assert limiter.attempt("anna", "192.0.2.1", known=True, device="d") > 0


def test_strangers_do_not_push_a_known_users_failures_out() -> None:
    limiter = FailureLimiter(failures=1, clock=Clock())
    limiter.attempt("anna", known=True)
    for number in range(10_005):
        limiter.attempt(str(number))
    assert limiter.attempt("anna", known=True) > 0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("a unix socket", "a unix socket"),
        ("", ""),
    ],
)
def test_an_address_stands_for_whoever_holds_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


def test_development_keys_are_the_same_every_time_and_apart() -> None:
    ring, again, other = DevelopmentKeyRing(), DevelopmentKeyRing(), DevelopmentKeyRing("other")
    assert ring.user(LEI, "maker").address == again.user(LEI, "maker").address
    keys = [
        ring.user(LEI, "maker"),
        ring.user(LEI, "checker"),
        ring.account(LEI),
        ring.operator(),
        other.user(LEI, "maker"),
    ]
    assert len({key.address for key in keys}) == len(keys)


def test_identifiers_go_there_and_back() -> None:
    assert ids.lei_of(ids.org_bytes(LEI)) == LEI
    assert ids.lei_of(ids.org_hex(LEI)) == LEI
    assert ids.from_hex(ids.to_hex(b"\x00\x01")) == b"\x00\x01"
    assert ids.bytes_text(ids.text_bytes("AEDXB", 5)) == "AEDXB"
    with pytest.raises(ValueError, match="at most 5"):
        ids.text_bytes("AEDXBX", 5)
    with pytest.raises(UnicodeEncodeError):
        ids.text_bytes("Ä", 5)


def test_days_and_instants_go_there_and_back() -> None:
    assert shown.day_of(shown.day_number(date(2026, 5, 29))) == date(2026, 5, 29)
    assert shown.instant(1_777_896_000) == datetime(2026, 5, 4, 12, tzinfo=UTC)
    assert shown.instant_or_none(0) is None


def test_events_show_leis_enums_numbers_and_names() -> None:
    issued = CreditIssued(
        credit=CreditId(b"\x01" * 32),
        issuing_bank=OrgId(ids.org_bytes(LEI)),
        beneficiary=OrgId(ids.org_bytes(LEI)),
        number=b"LC-1".ljust(16, b"\x00"),
        amount_minor=5,
    )
    assert shown.shown_record(issued) == {
        "credit": "0x" + "01" * 32,
        "issuing_bank": LEI,
        "beneficiary": LEI,
        "number": "LC-1",
        "amount_minor": 5,
    }
    key = KeyAdded(organisation=OrgId(ids.org_bytes(LEI)), key=Address("0xAb"), duty=Duty.MAKER)
    assert shown.shown_record(key)["duty"] == "MAKER"
    refused = Refused(
        presentation=PresentationId(b"\x02" * 32),
        credit=CreditId(b"\x01" * 32),
        discrepancies=(b"LATE_SHIPMENT".ljust(32, b"\x00"),),
        disposal=Disposal.RETURNING,
        notice_hash=b"\x03" * 32,
    )
    assert shown.shown_record(refused)["discrepancies"] == ["LATE_SHIPMENT"]
    assert shown.shown_record(refused)["disposal"] == "RETURNING"


def test_the_acts_hash_is_bound_to_contract_and_call() -> None:
    address = Address("0x" + "11" * 20)
    act = CreditAdvice(address).advise(CreditId(b"\x01" * 32))
    expected = keccak(encode(["address", "bytes32"], [address, keccak(act.calldata)]))
    assert act_hash(act) == "0x" + expected.hex()
    elsewhere = CreditAdvice(Address("0x" + "22" * 20)).advise(CreditId(b"\x01" * 32))
    assert act_hash(elsewhere) != act_hash(act)


def test_capabilities_are_numbered_as_on_the_ledger() -> None:
    names = [member.name.lower().replace("_", " ") for member in Capability if member.value]
    assert [str(role) for role in CAPABILITIES] == names


def test_a_route_must_name_a_role() -> None:
    with pytest.raises(ValueError, match="name the roles"):
        requires()


def test_blocking_work_is_done_beside_the_loop_and_a_few_at_a_time() -> None:
    running, most = 0, 0
    lock = threading.Lock()
    gate = threading.Event()

    def work() -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        gate.wait(0.05)
        with lock:
            running -= 1
        return threading.current_thread().name

    async def many() -> list[str]:
        return await asyncio.gather(*(blocking(work) for _ in range(40)))

    names = asyncio.run(many())
    assert threading.main_thread().name not in names
    assert 1 < most <= 16
