"""A file of checked records: torn tails are cut off, other damage is told and never passed over."""

import os
from pathlib import Path

import pytest

from dhow.ledger.engines.base import EngineError
from dhow.ledger.engines.embedded_records import DamagedFileError, RecordFile

TITLE = b"test 1"
BODIES = [b"first", b"", b"third" * 100]


@pytest.fixture
def file(tmp_path: Path) -> RecordFile:
    file = RecordFile.create(tmp_path / "records", TITLE, BODIES[0])
    list(file.records())
    for body in BODIES[1:]:
        file.append(body, sync=True)
    return file


def reopened(file: RecordFile) -> RecordFile:
    file.close()
    return RecordFile(file.path, TITLE)


def test_records_come_back(file: RecordFile) -> None:
    again = reopened(file)
    assert list(again.records()) == BODIES
    assert again.drop_torn_tail() == 0
    again.close()


def test_every_length_of_the_last_write_leaves_what_was_before(file: RecordFile) -> None:
    """A crash may stop a write at any byte."""
    before = file.end
    file.append(b"the last", sync=True)
    whole = file.path.read_bytes()
    for length in range(before, len(whole)):
        file.path.write_bytes(whole[:length])
        again = reopened(file)
        assert list(again.records()) == BODIES
        assert again.drop_torn_tail() == length - before
        assert file.path.stat().st_size == before
        again.append(b"another", sync=False)
        assert list(again.records()) == [*BODIES, b"another"]
        again.close()


def test_every_damaged_byte_of_the_last_record_is_found(file: RecordFile) -> None:
    before = file.end
    file.append(b"the last", sync=True)
    whole = file.path.read_bytes()
    for at in range(before, len(whole)):
        file.path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        again = reopened(file)
        assert list(again.records()) == BODIES
        assert again.drop_torn_tail() == len(whole) - before
        again.close()


def test_damage_with_whole_records_behind_it_is_refused_and_nothing_changed(
    file: RecordFile,
) -> None:
    whole = file.path.read_bytes()
    at = whole.index(b"first")
    for spoilt in (at, at - 1, at - 20, at - 24):  # body, check, length, mark
        damaged = whole[:spoilt] + bytes([whole[spoilt] ^ 0xFF]) + whole[spoilt + 1 :]
        file.path.write_bytes(damaged)
        again = reopened(file)
        assert list(again.records()) == []
        with pytest.raises(DamagedFileError, match=r"whole records follow from byte \d+"):
            again.drop_torn_tail()
        assert file.path.read_bytes() == damaged
        again.close()


def test_a_record_quoted_inside_a_torn_one_is_no_record(file: RecordFile) -> None:
    """Otherwise whoever chooses a transaction's bytes could keep the chain from starting."""
    whole = file.path.read_bytes()
    before = file.end
    file.append(whole[32:], sync=True)
    file.path.write_bytes(file.path.read_bytes()[:-1])
    again = reopened(file)
    assert list(again.records()) == BODIES
    assert again.drop_torn_tail() > len(whole) - 32
    assert again.end == before
    again.close()


def test_cut_forgets(file: RecordFile) -> None:
    place = file.end
    file.append(b"to be forgotten", sync=False)
    file.cut(place)
    file.append(b"instead", sync=False)
    assert list(reopened(file).records()) == [*BODIES, b"instead"]


@pytest.mark.parametrize("content", [b"", b"dhow", b"x" * 100, b"dhow other 1".ljust(32)])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "records"
    path.write_bytes(content)
    with pytest.raises(EngineError, match="is not a test 1 file of dhow"):
        RecordFile(path, TITLE)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="cannot be opened: No such file"):
        RecordFile(tmp_path / "none", TITLE)
    with pytest.raises(EngineError, match="cannot be made: No such file"):
        RecordFile.create(tmp_path / "none" / "records", TITLE)


@pytest.mark.parametrize("call", ["pwrite", "fsync"])
def test_after_a_failed_write_nothing_more_is_taken(
    file: RecordFile, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """What a failed fsync left behind nobody knows: another try would hide it."""

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        with pytest.raises(EngineError, match="No space left on device; make room"):
            file.append(b"lost", sync=True)
    with pytest.raises(EngineError, match="No space left on device"):
        file.append(b"later", sync=True)
    assert list(reopened(file).records())[:3] == BODIES


def test_closed(file: RecordFile) -> None:
    file.close()
    file.close()
    with pytest.raises(EngineError, match="is closed"):
        file.append(b"late", sync=True)
