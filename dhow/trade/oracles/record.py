"""Which record is attested: of which container, from when to when.

Whoever asks for a report must not choose its stretch: a request that leaves out the hot afternoon
would be answered with good figures. So container and stretch are agreed beforehand, stand in the
policy hash, and every node finds the stretch by itself. Two rules for it:

- the logger's own record, the usual one: from the first entry the logger signs for this voyage to
  the entry that closes its record. Nobody needs to know the times when a credit or an undertaking
  is given, and nobody can move them later: the first entry is fixed by where the logger's chain
  stood when it was sealed into the container, the last is signed by the logger as it is unsealed.
  Whoever can open the container can close a record early, so terms also set the shortest span or
  ask for the whole voyage.
- agreed instants, for storage or for a logger that runs on: both stand in the terms.

Either way a report is made only once the logger has signed something at the end of the stretch or
after it: an early request is refused, not answered with half a record. A logger that dies on the
way has no closing entry, and so no report under the first rule: missing data is no evidence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dhow.trade.members.identifiers import container_number
from dhow.trade.oracles.merkle import keccak256
from dhow.trade.oracles.policy import TemperaturePolicy
from dhow.trade.oracles.readings import Reading

_TYPE = "AgreedRecord(bytes32 limits,string container,uint64 fromTime,uint64 untilTime)"


class RecordNotComplete(ValueError):
    """The record has not reached the end of the agreed stretch; the message says what is due."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What of a logger's chain an agreed record covers.

    Attributes:
        from_time, until_time: UTC seconds, both included.
        readings: the measurements between them, in the order of the chain.
    """

    from_time: int
    until_time: int
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class AgreedRecord:
    """The terms of one temperature report.

    Attributes:
        limits: limits and way of measuring.
        container: ISO 6346 number of the container whose logger counts.
        from_time, until_time: the agreed stretch in UTC seconds, both included; both `None` for
            the logger's own record, from its first entry for this voyage to its closing one.
    """

    limits: TemperaturePolicy
    container: str
    from_time: int | None = None
    until_time: int | None = None

    def __post_init__(self) -> None:
        """Refuse terms that name no container or no stretch.

        Raises:
            ValueError: a container number that fails its check digit (ISO 6346), one end of the
                stretch without the other, or an end that does not come after the beginning.
        """
        object.__setattr__(self, "container", container_number(self.container))
        begins, ends = self.from_time, self.until_time
        if (begins is None) != (ends is None):
            raise ValueError("an agreed stretch has both ends: give from_time and until_time")
        if begins is not None and ends is not None and not 0 < begins < ends < 2**64:
            raise ValueError(f"the window ends ({ends}) before it begins ({begins})")

    def between(self, from_time: int, until_time: int) -> "AgreedRecord":
        """The same terms over agreed instants, UTC seconds."""
        return replace(self, from_time=from_time, until_time=until_time)

    def canonical_bytes(self) -> bytes:
        """The terms as EIP-712 encodes a struct; a whole record has 0 for both instants."""
        return (
            keccak256(_TYPE.encode())
            + self.limits.policy_hash
            + keccak256(self.container.encode("ascii"))
            + (self.from_time or 0).to_bytes(32, "big")
            + (self.until_time or 0).to_bytes(32, "big")
        )

    @property
    def policy_hash(self) -> bytes:
        """keccak256 of the canonical bytes: the `policy` of a report."""
        return keccak256(self.canonical_bytes())

    def stretch(self, chain: Sequence[Reading]) -> Stretch:
        """The agreed stretch of a logger's chain.

        Args:
            chain: the logger's entries for this voyage, whole and in sequence from the first one
                (`readings.first_chain_break` found nothing). Entries after the first closing one
                belong to a later voyage.

        Raises:
            RecordNotComplete: nothing there yet from the end of the stretch or later.
        """
        closing = next((entry for entry in chain if entry.closes), None)
        voyage = [entry for entry in chain if closing is None or entry.counter < closing.counter]
        if not voyage:
            raise RecordNotComplete(f"the logger of {self.container} has measured nothing")
        if self.from_time is None or self.until_time is None:
            if closing is None:
                raise RecordNotComplete(
                    f"the logger of {self.container} has not closed its record: its last entry, "
                    f"counter {voyage[-1].counter} at {voyage[-1].time}, is a reading"
                )
            if closing.time <= voyage[0].time:
                raise RecordNotComplete(
                    f"the logger of {self.container} closed its record as it began, at "
                    f"{closing.time}"
                )
            return Stretch(voyage[0].time, closing.time, tuple(voyage))
        if closing is None and voyage[-1].time < self.until_time:
            raise RecordNotComplete(
                f"the agreed window runs until {self.until_time}; the logger of {self.container} "
                f"has nothing yet after {voyage[-1].time}"
            )
        inside = tuple(r for r in voyage if self.from_time <= r.time <= self.until_time)
        return Stretch(self.from_time, self.until_time, inside)
