"""Messages by the thousand: valid ones come back, damaged ones are refused by tag and rule."""

import json
import random

from dhow.trade.swift import MESSAGE_TYPES, MessageRefused, read_file
from dhow.trade.swift.plain import plain, read_plain
from tests.support.swift import DAMAGERS, damages, valid_messages

MANY = 1_000


def test_valid_messages_come_back_byte_for_byte() -> None:
    types: set[str] = set()
    for message in valid_messages(MANY):
        data = message.emit().encode("latin-1")
        file = read_file(data)
        assert file.valid, (data, file.messages[0].findings)
        assert file.messages[0].message == message
        assert file.emit().encode("latin-1") == data
        types.add(message.mt)
    assert types == set(MESSAGE_TYPES)


def test_valid_messages_come_back_from_json() -> None:
    for message in valid_messages(200):
        assert read_plain(json.dumps(plain(message))) == (message,)


def test_damaged_messages_are_refused_naming_tag_and_rule() -> None:
    kinds: set[str] = set()
    for damage in damages(MANY):
        file = read_file(damage.data.encode("latin-1"))
        findings = [finding for read in file.messages for finding in read.findings]
        named = [(finding.tag, finding.rule) for finding in findings]
        assert not file.valid, damage
        assert (damage.tag, damage.rule) in named, (damage, named)
        assert all(f.line and f.column for f in findings if f.tag == damage.tag), findings
        assert file.emit() == damage.data
        kinds.add(damage.kind)
    assert len(kinds) >= len(DAMAGERS)


def test_several_messages_in_one_file() -> None:
    messages = list(valid_messages(40))
    data = "\r\n$\r\n".join(message.emit() for message in messages).encode()
    file = read_file(data)
    assert [read.message for read in file.messages] == messages
    assert file.emit().encode() == data


def test_a_broken_message_hides_no_other() -> None:
    good = [message.emit() for message in valid_messages(6)]
    broken = good[2].replace("{2:", "{7:", 1)
    data = "\n".join([*good[:2], broken, *good[3:]])
    file = read_file(data.encode())
    assert [read.valid for read in file.messages] == [True, True, False, True, True, True]
    assert file.emit() == data


def test_bytes_by_chance_never_raise_anything_else() -> None:
    """Whatever is read comes back; what is not read is refused by the one declared error."""
    chance = random.Random(600)
    good = [message.emit().encode("latin-1") for message in valid_messages(len(MESSAGE_TYPES))]
    read = 0
    for number in range(3_000):
        if number % 3:
            data = bytearray(chance.choice(good))
            for _ in range(chance.randint(1, 6)):
                at = chance.randrange(max(len(data), 1))
                match chance.randrange(4):
                    case 0:
                        data[at : at + 1] = chance.randbytes(1)
                    case 1:
                        del data[at : at + chance.randint(1, 40)]
                    case 2:
                        data[at:at] = chance.choice([b"\n", b"\r", b"-}", b"{1:", b":20:", b"\x00"])
                    case _:
                        data = data[: at + 1]
        else:
            data = bytearray(chance.randbytes(chance.randint(0, 200)))
        try:
            file = read_file(bytes(data))
        except MessageRefused:
            continue
        read += 1
        assert file.emit().encode("latin-1") == bytes(data)
    assert read > 1_000
