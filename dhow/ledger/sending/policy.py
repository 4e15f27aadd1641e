"""How patient the leader of a key is, and what one of its rounds did."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """How patient a leader is. Times in seconds."""

    lease: int = 15
    """A leader that falls silent is followed by another after this long."""
    look_after: int = 2
    """A node is asked whether it means to put into a block what it has taken."""
    rebroadcast_after: int = 20
    """Bytes without an outcome are broadcast again."""
    resubmit_after: int = 60
    """Where gas costs something, a higher fee is offered."""
    doubt_after: int = 30
    """An entry without an outcome makes the leader ask which nonces the chain has used."""
    fill_after: int = 30
    """A nonce that nobody fills gets a no-op."""
    in_flight: int = 512
    """Entries that are broadcast before the first of them has its outcome."""
    blocks_a_round: int = 256
    """Blocks read in one round, so that a long absence does not outlast the lease."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did."""

    leading: bool
    settled: int = 0
    broadcast: int = 0
    open: int = 0
    trouble: str | None = None
