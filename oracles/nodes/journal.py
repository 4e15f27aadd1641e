"""What a node has signed, kept so that a restart cannot make it sign a second, different report.

One line a signature, appended and forced to the disk before the signature leaves the node. A last
line cut short by a crash was never followed by a signature, so it is dropped.
"""

import os
from pathlib import Path

from dhow.trade.oracles.reports import ArrivalReport, Report, TemperatureReport
from oracles.errors import BadEvidence

_PARTS = 4
_KINDS = tuple(kind.__name__.encode() for kind in (TemperatureReport, ArrivalReport))


class SigningJournal:
    """Digests signed, by kind of report, subject and policy; in memory, and in a file if given."""

    def __init__(self, path: Path | None = None) -> None:
        """Open a journal; its file is made where there is none.

        Raises:
            BadEvidence: a file that is not a journal: a node that has lost its memory must not
                sign.
        """
        self._path = path
        self._signed: dict[tuple[str, bytes, bytes], bytes] = {}
        if path is not None and path.exists():
            self._read(path)

    def _read(self, path: Path) -> None:
        text = path.read_bytes()
        whole, _, cut_short = text.rpartition(b"\n")
        for number, line in enumerate(whole.splitlines(), start=1):
            try:
                parts = line.decode("ascii").split(" ")
                kind = parts[0]
                subject, policy, digest = (bytes.fromhex(part) for part in parts[1:])
                if len(parts) != _PARTS or {len(subject), len(policy), len(digest)} != {32}:
                    raise ValueError("not a kind and three hashes")
            except ValueError as error:
                raise BadEvidence(
                    f"is not a signing journal ({error})",
                    where=f"{path.name} line {number}",
                    next_step="Restore it from a copy; without it the node must not sign again "
                    "under this key",
                ) from error
            self._signed[kind, subject, policy] = digest
        if cut_short:
            begun = cut_short.split(b" ")[0]
            if not any(kind.startswith(begun) for kind in _KINDS):
                raise BadEvidence(
                    "is not a signing journal (its last line is not one that a crash cut short)",
                    where=path.name,
                    next_step="Give the node its own journal file",
                )
            with path.open("r+b") as file:
                file.truncate(len(text) - len(cut_short))

    def signed(self, report: Report, digest: bytes) -> bytes:
        """Digest signed for this kind, subject and policy: `digest` itself if it is the first.

        The record is on the disk when this returns.
        """
        kind = type(report).__name__
        key = (kind, report.subject, report.policy)
        earlier = self._signed.get(key)
        if earlier is not None:
            return earlier
        if self._path is not None:
            line = f"{kind} {report.subject.hex()} {report.policy.hex()} {digest.hex()}\n"
            with self._path.open("ab") as file:
                file.write(line.encode("ascii"))
                file.flush()
                os.fsync(file.fileno())
        self._signed[key] = digest
        return digest
