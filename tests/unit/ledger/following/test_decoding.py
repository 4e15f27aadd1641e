"""Slices worked out beforehand give what the general decoder gives, for every event of ours."""

from typing import Any

import pytest
from eth_abi.abi import encode
from hypothesis import given
from hypothesis import strategies as st

from dhow.ledger.abi import EventAbi, Parameter, Shapes, int_range
from dhow.ledger.bindings.registry import NAMES, SHAPES, abi, decoder
from dhow.ledger.following import DamagedLog
from dhow.ledger.following.decoding import event_reader, readers_of

EVENTS = {
    f"{name}.{entry['name']}": EventAbi(entry)
    for name in NAMES
    for entry in abi(name)
    if entry["type"] == "event"
}
STRANGE = EventAbi(
    {
        "name": "Strange",
        "inputs": [
            {"name": "hashed", "type": "string", "indexed": True},
            {"name": "signed", "type": "int24", "indexed": True},
            {"name": "words", "type": "string[]", "indexed": False},
            {"name": "pair", "type": "uint8[2]", "indexed": False},
        ],
    }
)
GENERAL = decoder()


def values_of(parameter: Parameter) -> st.SearchStrategy[Any]:
    """What the encoder takes for a parameter, over its whole range."""
    kind = parameter.type
    if kind.endswith("]"):
        fixed = kind[kind.rindex("[") + 1 : -1]
        low, high = (int(fixed), int(fixed)) if fixed else (0, 4)
        return st.lists(values_of(parameter.element), min_size=low, max_size=high)
    if kind == "tuple":
        return st.tuples(*(values_of(part) for part in parameter.components))
    if kind == "bool":
        return st.booleans()
    if kind == "address":
        return st.binary(min_size=20, max_size=20).map(lambda raw: "0x" + raw.hex())
    if kind == "string":
        return st.text(max_size=70)
    if kind.startswith("bytes"):
        length = int(kind[5:]) if kind != "bytes" else None
        return st.binary(min_size=length or 0, max_size=length or 70)
    low, high = int_range(kind)
    if parameter.internal_type.startswith("enum "):
        enum = SHAPES.enum(parameter.internal_type.removeprefix("enum "))
        assert enum is not None
        high = len(enum) - 1
    return st.integers(low, high)


def log_of(event: EventAbi, data: st.DataObject) -> tuple[list[str], bytes]:
    """Topics and data of a log with drawn values."""
    topics = ["0x" + event.topic.hex()]
    for parameter in event.indexed:
        hashed = parameter.type in ("string", "bytes", "tuple") or parameter.type.endswith("]")
        kind = "bytes32" if hashed else parameter.canonical
        drawn = data.draw(st.binary(min_size=32, max_size=32) if hashed else values_of(parameter))
        topics.append("0x" + encode([kind], [drawn]).hex())
    kinds = [parameter.canonical for parameter in event.plain]
    return topics, encode(kinds, [data.draw(values_of(parameter)) for parameter in event.plain])


@pytest.mark.parametrize("name", EVENTS)
@given(data=st.data())
def test_every_event_reads_as_the_general_decoder_reads_it(name: str, data: st.DataObject) -> None:
    event = EVENTS[name]
    topics, body = log_of(event, data)
    fast = event_reader(event, SHAPES)(topics, body)
    general = GENERAL.event([bytes.fromhex(topic[2:]) for topic in topics], body)
    assert fast == general
    assert type(fast) is type(general)
    assert repr(fast) == repr(general)  # enums as enums, addresses checksummed


@given(data=st.data())
def test_types_without_fixed_slices_are_read_in_the_general_way(data: st.DataObject) -> None:
    topics, body = log_of(STRANGE, data)
    shapes = Shapes()
    fast = event_reader(STRANGE, shapes)(topics, body)
    assert fast == STRANGE.decode([bytes.fromhex(t[2:]) for t in topics[1:]], body, shapes)


@pytest.mark.parametrize("name", [name for name in EVENTS if EVENTS[name].plain])
def test_data_cut_short_is_damaged(name: str) -> None:
    event = EVENTS[name]
    topics = ["0x" + event.topic.hex(), *["0x" + "00" * 32] * len(event.indexed)]
    with pytest.raises(DamagedLog, match=event.name):
        event_reader(event, SHAPES)(topics, bytes(31))


def test_a_list_that_claims_more_than_there_is_is_damaged() -> None:
    event = EVENTS["CreditPresentations.Presented"]
    topics = ["0x" + event.topic.hex(), *["0x" + "00" * 32] * 3]
    claims = encode(["uint256"] * 5, [5, 20_000, 0, 128, 2**255])
    with pytest.raises(DamagedLog, match="elements"):
        event_reader(event, SHAPES)(topics, claims)


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("Documents.DocumentRegistered", [250], "DocumentKind"),
        ("Undertaking.BecameUnconditional", [2**64], "does not fit uint64"),
    ],
)
def test_a_value_that_its_type_cannot_hold_is_damaged(
    name: str, values: list[int], words: str
) -> None:
    event = EVENTS[name]
    topics = ["0x" + event.topic.hex(), *["0x" + "00" * 32] * len(event.indexed)]
    with pytest.raises(DamagedLog, match=words):
        event_reader(event, SHAPES)(topics, encode(["uint256"] * len(values), values))


def test_a_log_with_topics_missing_is_damaged() -> None:
    event = EVENTS["Money.Transfer"]
    with pytest.raises(DamagedLog, match="1 topics"):
        event_reader(event, SHAPES)(["0x" + event.topic.hex()], bytes(32))


def test_readers_are_found_by_topic() -> None:
    found = readers_of(abi("Money"), SHAPES)
    event, _ = found["0x" + EVENTS["Money.Transfer"].topic.hex()]
    assert event.signature == "Transfer(address,address,uint256)"
