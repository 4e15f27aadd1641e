"""The client on the embedded chain: values, refusals, receipts, time."""

import pytest

from dhow.ledger.contract import Contract
from tests.support.chain import Chain, expect_refusal

TICKET = b"\x07" * 32
NOBODY = "0x" + "00" * 20


@pytest.fixture(scope="module")
def counter(module_chain: Chain) -> Contract:
    return module_chain.deploy("Counter", 100, NOBODY)


def entry(amount: int, who: str = NOBODY) -> dict[str, object]:
    return {"who": who, "amount_minor": amount, "mood": 1, "proofs": [TICKET]}


def test_every_kind_of_value_goes_in_and_comes_back(chain: Chain, counter: Contract) -> None:
    buyer = chain.signer("buyer")
    receipt = chain.send(counter.act("count", TICKET, entry(40, buyer.address)), buyer)
    counted = receipt.event("Counted")
    assert (counted.ticket, counted.by, counted.amount_minor) == (TICKET, buyer.address, 40)
    assert counted.mood is chain.enum("Mood").BUSY
    assert receipt.result == 40
    (kept,) = chain.call(counter.view("entries"))
    assert (kept.who, kept.mood.name, kept.proofs) == (buyer.address, "BUSY", (TICKET,))
    assert chain.call(counter.view("move", -1500, b"x")) == (-1500, b"x")
    assert chain.client.events(receipt.block_number) == receipt.events


def test_a_refusal_arrives_decoded_and_sends_nothing(chain: Chain, counter: Contract) -> None:
    before = chain.client.block_number()
    with expect_refusal("TooMuch", amount_minor=101, limit=100):
        chain.send(counter.act("count", TICKET, entry(101)), "buyer")
    with expect_refusal("Error", reason="in words"):
        chain.call(counter.view("fail", "in words"))
    with expect_refusal("Panic", code=0x11):
        chain.send(counter.act("overflow"), "buyer")
    assert chain.client.block_number() == before


def test_the_trial_is_judged_at_the_time_of_the_next_block(chain: Chain, counter: Contract) -> None:
    start = chain.now()
    with expect_refusal("TooEarly", time=start + 1, from_=start + 500):
        chain.send(counter.act("after_", start + 500), "buyer")
    chain.set_time(start + 500)
    assert chain.now() == chain.call(counter.view("clock")) == start + 500
    receipt = chain.send(counter.act("after_", start + 500), "buyer")
    assert receipt.timestamp == receipt.result == start + 500
    assert chain.send(counter.act("after_", 0), "buyer").timestamp == start + 501


@pytest.mark.parametrize(
    ("arguments", "problem", "says"),
    [
        ((TICKET, entry(-1)), ValueError, r"entry\)\.amount_minor = -1 does not fit uint64"),
        ((TICKET, entry(2**64)), ValueError, "does not fit uint64"),
        ((b"short", entry(1)), ValueError, "exactly 32 bytes, not 5"),
        ((TICKET, entry(1, "bob")), TypeError, "takes a 0x address"),
        ((TICKET, {"who": NOBODY}), TypeError, "missing or unknown fields amount_minor, mood"),
        ((TICKET,), TypeError, "missing entry"),
        ((TICKET, entry(1), 3), TypeError, "takes 2 arguments, not 3"),
        ((TICKET, entry(True)), TypeError, "takes an int, not bool"),
    ],
)
def test_a_wrong_argument_is_named(
    counter: Contract, arguments: tuple[object, ...], problem: type[Exception], says: str
) -> None:
    with pytest.raises(problem, match=says):
        counter.act("count", *arguments)
