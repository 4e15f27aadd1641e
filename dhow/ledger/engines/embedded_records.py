"""A file of records that is only ever appended to, and says what of it is whole.

    file   := title (16 bytes) salt (16 bytes) record*
    record := mark (4) length (4, big-endian) check (16) body

The check is a keyed hash over the record's place in the file and its body, under the file's own
random salt: bytes that were never appended as a record there, such as a record quoted inside
another one's body, do not pass for one.
"""

import os
import secrets
import struct
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Self

from dhow.ledger.engines.base import EngineError

SALT_BYTES = 16
_TITLE_BYTES = 16
_START = _TITLE_BYTES + SALT_BYTES
_MARK = b"\xd4rec"
_FRAME = struct.Struct(">4sI16s")


class DamagedFileError(EngineError):
    """Records were lost in the middle of a file: what follows cannot stand without them."""


class RecordFile:
    """One such file, open for reading and appending by one process.

    Attributes:
        end: where the next record goes: behind the last whole one, once `records` was read.
    """

    def __init__(self, path: Path, title: bytes) -> None:
        """Open a file that is there.

        Raises:
            EngineError: it cannot be opened, or is no file of this title.
        """
        self.path = path
        self.end = _START
        self._failed: OSError | None = None
        try:
            self._fd = os.open(path, os.O_RDWR | getattr(os, "O_CLOEXEC", 0))
        except OSError as problem:
            raise EngineError(f"{path} cannot be opened: {problem.strerror}") from problem
        begins = os.pread(self._fd, _START, 0)
        if len(begins) != _START or begins[:_TITLE_BYTES] != _titled(title):
            self.close()
            raise EngineError(
                f"{path} is not a {title.decode()} file of dhow; give another folder, or take the "
                "file away"
            )
        self.salt = begins[_TITLE_BYTES:]

    @classmethod
    def create(
        cls, path: Path, title: bytes, first: bytes | None = None, salt: bytes | None = None
    ) -> Self:
        """Make the file, whole or not at all, replacing what is there.

        Args:
            first: body of its first record, if it is to be born with one.
            salt: its own random one where not given.
        """
        salt = secrets.token_bytes(SALT_BYTES) if salt is None else salt
        begins = _titled(title) + salt
        if first is not None:
            begins += _framed(salt, _START, first)
        new = path.with_name(path.name + ".new")
        try:
            with new.open("wb") as file:
                file.write(begins)
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
            _sync_folder(path.parent)
        except OSError as problem:
            raise EngineError(f"{path} cannot be made: {problem.strerror}") from problem
        return cls(path, title)

    def records(self) -> Iterator[bytes]:
        """Bodies of the whole records from the start; `end` moves along."""
        self.end = _START
        with self.path.open("rb") as file:
            file.seek(_START)
            while True:
                frame = file.read(_FRAME.size)
                if len(frame) < _FRAME.size:
                    return
                mark, length, check = _FRAME.unpack(frame)
                if mark != _MARK:
                    return
                body = file.read(length)
                if len(body) < length or _check(self.salt, self.end, body) != check:
                    return
                self.end += _FRAME.size + length
                yield body

    def drop_torn_tail(self) -> int:
        """Cut off what stands behind the last whole record; how many bytes that were.

        A write that a crash interrupted leaves such a tail, and never a whole record behind it.

        Raises:
            DamagedFileError: whole records follow, so this is no interrupted write; nothing is
                changed.
        """
        with self.path.open("rb") as file:
            file.seek(self.end)
            tail = file.read()
        at = tail.find(_MARK)
        while at >= 0:
            if _whole_at(tail, at, self.salt, self.end + at):
                raise DamagedFileError(
                    f"{self.path} is damaged at byte {self.end}, and whole records follow from "
                    f"byte {self.end + at}: this is no interrupted write. Put back a copy of the "
                    "file, or cut it off at the damage to give up what follows"
                )
            at = tail.find(_MARK, at + 1)
        if tail:
            self.cut(self.end)
        return len(tail)

    def append(self, body: bytes, *, sync: bool) -> None:
        """Add a record; with `sync` it is on the disk when this returns.

        Raises:
            EngineError: it could not be written, now or an earlier time. Whether it is found at
                the next start is not known; nothing more is taken.
        """
        if self._fd < 0:
            raise EngineError(f"{self.path} is closed")
        if self._failed is not None:
            raise self._refusal(self._failed)
        frame = memoryview(_framed(self.salt, self.end, body))
        try:
            written = 0
            while written < len(frame):
                written += os.pwrite(self._fd, frame[written:], self.end + written)
            if sync:
                os.fsync(self._fd)
        except OSError as problem:
            self._failed = problem
            raise self._refusal(problem) from problem
        self.end += len(frame)

    def cut(self, end: int) -> None:
        """Forget every record from this place on."""
        try:
            os.ftruncate(self._fd, end)
            os.fsync(self._fd)
        except OSError as problem:
            self._failed = problem
            raise self._refusal(problem) from problem
        self.end = end

    def close(self) -> None:
        """Close the file. May be called twice."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def fileno(self) -> int:
        """Its descriptor, for locks."""
        return self._fd

    def _refusal(self, problem: OSError) -> EngineError:
        return EngineError(
            f"{self.path} cannot be written: {problem.strerror}; make room or give rights, then "
            "start again"
        )


def _titled(title: bytes) -> bytes:
    return (b"dhow " + title).ljust(_TITLE_BYTES)


def _check(salt: bytes, place: int, body: bytes) -> bytes:
    hashed = blake2b(place.to_bytes(8, "big"), key=salt, digest_size=16)
    hashed.update(body)
    return hashed.digest()


def _framed(salt: bytes, place: int, body: bytes) -> bytes:
    return _FRAME.pack(_MARK, len(body), _check(salt, place, body)) + body


def _whole_at(data: bytes, at: int, salt: bytes, place: int) -> bool:
    if at + _FRAME.size > len(data):
        return False
    length: int
    check: bytes
    _, length, check = _FRAME.unpack_from(data, at)
    body = data[at + _FRAME.size : at + _FRAME.size + length]
    return len(body) == length and _check(salt, place, body) == check


def _sync_folder(folder: Path) -> None:
    """A new name in a folder is on the disk only when the folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
