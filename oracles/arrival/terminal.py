"""The terminal's message: a ship has berthed, signed by the terminal's P-256 key.

The wire form is one JSON object with three texts: `terminal` (who), `message` (canonical JSON of
the statement: sorted keys, no white space) and `signature` (64 bytes in hex over those bytes). What
is signed is carried as signed, so no two parsers can read different things from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from dhow.trade.members.identifiers import imo_number, un_locode
from dhow.trade.oracles.arrival import ArrivalPolicy, VesselIdentity
from dhow.trade.oracles.merkle import keccak256
from oracles.devices.keys import PublicKey, SigningKey
from oracles.errors import BadEvidence

KIND = "dhow.terminal-arrival.v1"
LARGEST_MESSAGE_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class TerminalArrival:
    """The statement: which terminal says which ship (IMO) berthed where and when (UTC seconds)."""

    terminal: str
    place: str
    vessel_imo: int
    berth: str
    berthed_at: int
    digest: bytes


class TerminalRegistry:
    """Terminals' keys, and the port each speaks for."""

    def __init__(self) -> None:
        """An empty registry."""
        self._terminals: dict[str, tuple[str, PublicKey]] = {}

    def register(self, terminal: str, place: str, key: PublicKey) -> None:
        """Add a terminal by name; `place` is its UN/LOCODE.

        Raises:
            ValueError: not a UN/LOCODE, or a terminal of that name is there.
        """
        if terminal in self._terminals:
            raise ValueError(f"terminal {terminal} is registered already")
        self._terminals[terminal] = (un_locode(place), key)

    def find(self, terminal: str) -> tuple[str, PublicKey] | None:
        """Place and key of a terminal."""
        return self._terminals.get(terminal)


def sign_arrival(
    key: SigningKey, *, terminal: str, place: str, vessel_imo: int, berth: str, berthed_at: int
) -> bytes:
    """A terminal's message in its wire form."""
    message = orjson.dumps(
        {
            "berth": berth,
            "berthed_at": f"{datetime.fromtimestamp(berthed_at, UTC):%Y-%m-%dT%H:%M:%SZ}",
            "kind": KIND,
            "place": place,
            "vessel_imo": str(vessel_imo),
        },
        option=orjson.OPT_SORT_KEYS,
    ).decode()
    return orjson.dumps(
        {
            "terminal": terminal,
            "message": message,
            "signature": key.sign(_signed_bytes(terminal, message)).hex(),
        }
    )


def _signed_bytes(terminal: str, message: str) -> bytes:
    return f"{KIND}\n{terminal}\n{message}".encode()


def read_arrival(data: bytes, registry: TerminalRegistry) -> TerminalArrival:
    """Read and verify a terminal's message.

    Raises:
        BadEvidence: not of the form, an unknown terminal, a signature that is not the terminal's,
            or a terminal speaking for a port that is not its own.
    """
    outer = _object(data, "terminal's message", {"terminal", "message", "signature"})
    terminal, message, signature = outer["terminal"], outer["message"], outer["signature"]
    where = f"message of terminal {terminal[:40]}"
    known = registry.find(terminal)
    if known is None:
        raise BadEvidence(
            "no such terminal is registered",
            where=where,
            next_step="Register the terminal and its key with the oracle operator",
        )
    place, key = known
    try:
        raw = bytes.fromhex(signature)
    except ValueError:
        raw = b""
    if not key.verifies(_signed_bytes(terminal, message), raw):
        raise BadEvidence(
            "is not signed by that terminal: altered on the way, or by another's key",
            where=where,
            next_step="Ask the terminal to send it again",
        )
    inner = _object(message.encode(), where, {"berth", "berthed_at", "kind", "place", "vessel_imo"})
    if inner["kind"] != KIND:
        raise BadEvidence(
            f"kind is {inner['kind'][:40]!r}, not {KIND!r}",
            where=where,
            next_step="Ask the terminal for an arrival message",
        )
    if inner["place"] != place:
        raise BadEvidence(
            f"speaks of {inner['place'][:10]!r}, but the terminal is at {place}",
            where=where,
            next_step="Ask a terminal at the port of arrival",
        )
    try:
        vessel = int(imo_number(inner["vessel_imo"]))
        moment = datetime.strptime(inner["berthed_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise BadEvidence(
            str(error), where=where, next_step="Ask the terminal to correct it"
        ) from error
    return TerminalArrival(
        terminal=terminal,
        place=place,
        vessel_imo=vessel,
        berth=inner["berth"],
        berthed_at=int(moment.timestamp()),
        digest=keccak256(_signed_bytes(terminal, message)),
    )


def arrival_time(policy: ArrivalPolicy, message: TerminalArrival) -> tuple[int | None, str]:
    """When the terminal says the policy's ship berthed, and in words why not."""
    if policy.identity is VesselIdentity.MMSI:
        return None, "terminals name ships by IMO number, the policy by MMSI"
    if message.place != policy.port.place:
        return None, f"terminal {message.terminal} is at {message.place}"
    if message.vessel_imo != policy.vessel:
        return None, f"terminal {message.terminal} berthed IMO {message.vessel_imo}"
    return message.berthed_at, f"terminal {message.terminal}: berthed at {message.berth}"


def _object(data: bytes, where: str, fields: set[str]) -> dict[str, str]:
    next_step = f"Give one JSON object with the texts {', '.join(sorted(fields))}"
    if len(data) > LARGEST_MESSAGE_BYTES:
        raise BadEvidence(f"is {len(data)} bytes", where=where, next_step=next_step)
    try:
        parsed: Any = orjson.loads(data)
    except ValueError as error:
        raise BadEvidence(f"is not JSON ({error})", where=where, next_step=next_step) from error
    if not isinstance(parsed, Mapping) or set(parsed) != fields:
        found = ", ".join(sorted(map(str, parsed))) if isinstance(parsed, Mapping) else "no object"
        raise BadEvidence(f"has {found[:200]}", where=where, next_step=next_step)
    for field, value in parsed.items():
        if not isinstance(value, str) or not value:
            raise BadEvidence(f"{field} is not text", where=where, next_step=next_step)
    return dict(parsed)
