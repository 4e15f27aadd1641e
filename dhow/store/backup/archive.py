"""One file: a gzipped tar that begins with a manifest, which has the SHA-256 of every other part.

The hashes tell damage, not forgery: who can write the archive can write its manifest too. Keep it
where only those may write who may write the database.
"""

import gzip
import hashlib
import io
import os
import re
import secrets
import tarfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import orjson

from dhow.errors import BadInputError, EnvironmentProblemError

FORMAT: Final = 1
_MANIFEST: Final = "manifest.json"
_MOST_MANIFEST: Final = 16 * 1024 * 1024
_NAME: Final = re.compile(r"[a-z0-9_]+(?:[./-][a-z0-9_]+)*")
_CHUNK: Final = 1024 * 1024


class DamagedBackup(BadInputError):
    """The archive is not what was written, or no backup at all."""


@dataclass(frozen=True, slots=True)
class Contents:
    """An archive that was read, checked and unpacked.

    Attributes:
        manifest: what it says of itself; `files` with size and hash of each part.
        folder: where its parts are now.
    """

    manifest: Mapping[str, Any]
    folder: Path

    def file(self, name: str) -> Path | None:
        """A part; None where the archive has none of this name."""
        return self.folder / name if name in self.manifest["files"] else None


def write_archive(target: Path, folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write the files of `folder` with a manifest to `target`: whole, or not at all.

    Readable by its owner alone; on the disk when this returns.

    Raises:
        BadInputError: something is there already.
        EnvironmentProblemError: it cannot be written.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    listed = {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": _hash(path)}
        for path in files
    }
    said = orjson.dumps(
        {"format": FORMAT, **manifest, "files": listed},
        option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS,
    )
    part = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as tar:
                tar.addfile(_member(_MANIFEST, len(said)), io.BytesIO(said))
                for path in files:
                    name = path.relative_to(folder).as_posix()
                    with path.open("rb") as content:
                        tar.addfile(_member(name, path.stat().st_size), content)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(part, target)
    except OSError as problem:
        raise EnvironmentProblemError(
            f"the backup {target} cannot be written: {problem.strerror}; nothing was left there"
        ) from problem
    finally:
        with suppress(OSError):
            part.unlink()


def put_in_place(part: Path, target: Path) -> None:
    """Give a finished file its name, if nothing has it; for good when this returns.

    Raises:
        BadInputError: something has it.
    """
    try:
        os.link(part, target)
    except FileExistsError:
        raise BadInputError(f"{target} is there already; nothing was changed") from None
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_archive(path: Path, folder: Path) -> Contents:
    """Unpack into an empty folder, and check every part against the manifest.

    Raises:
        DamagedBackup: a part is missing, altered, cut short or too much; or this is no backup.
        BadInputError: the archive is not there, or of a newer format.
    """
    try:
        with gzip.open(path) as plain:
            with tarfile.open(fileobj=plain, mode="r|") as tar:
                contents = _read(tar, path, folder)
            while plain.read(_CHUNK):
                pass  # to the end, where gzip has its own sum
            return contents
    except FileNotFoundError:
        raise BadInputError(f"there is no backup {path}; check its name") from None
    except (tarfile.TarError, EOFError, zlib.error, orjson.JSONDecodeError) as problem:
        raise _damaged(path, str(problem)) from problem
    except OSError as problem:  # among them what gzip says of a bad sum
        raise _damaged(path, problem.strerror or str(problem)) from problem


def _read(tar: tarfile.TarFile, path: Path, folder: Path) -> Contents:
    first = tar.next()
    if first is None or first.name != _MANIFEST or first.size > _MOST_MANIFEST:
        raise _damaged(path, "it does not begin with a manifest")
    manifest = orjson.loads(_content(tar, first).read())
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise _damaged(path, "its manifest is none")
    its_format = manifest.get("format")
    if not isinstance(its_format, int):
        raise _damaged(path, "its manifest does not say its format")
    if its_format != FORMAT:
        raise BadInputError(
            f"{path} has format {its_format}, this version reads {FORMAT}; use the version of dhow"
            " that made it"
        )
    listed = dict(manifest["files"])
    while (member := tar.next()) is not None:
        facts = listed.pop(member.name, None)
        if facts is None or not _NAME.fullmatch(member.name) or not member.isreg():
            raise _damaged(path, f"{member.name!r} does not belong in it, or is there twice")
        # the sum over the whole comes last: until then the manifest itself may be what was altered
        if not isinstance(facts, dict) or not {"bytes", "sha256"} <= facts.keys():
            raise _damaged(path, f"its manifest does not say what {member.name} is")
        if member.size != facts["bytes"]:
            raise _damaged(path, f"{member.name} has {member.size} bytes, not {facts['bytes']}")
        found = _unpack(_content(tar, member), folder / member.name)
        if found != facts["sha256"]:
            raise _damaged(path, f"{member.name} was altered")
    if listed:
        raise _damaged(path, f"it lacks {', '.join(sorted(listed))}")
    return Contents(manifest, folder)


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(member) if member.isreg() else None
    if content is None:
        raise tarfile.TarError(f"{member.name} is no file")
    return content


def _unpack(content: IO[bytes], to: Path) -> str:
    to.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with to.open("xb") as file:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _damaged(path: Path, what: str) -> DamagedBackup:
    return DamagedBackup(
        f"{path} is damaged or no backup of dhow: {what}. Nothing was restored; use another copy."
    )
