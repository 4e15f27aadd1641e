"""Ledger values as rows keep them."""


def hexed(value: bytes) -> str:
    """Bytes as 0x and lower-case hex digits."""
    return "0x" + value.hex()


def hexed_or_none(value: bytes) -> str | None:
    """As `hexed`; None for nothing but zeros, which stand for nobody."""
    return hexed(value) if any(value) else None


def text(value: bytes) -> str:
    """A short ASCII name padded with zeros, as text; anything else in hex."""
    bare = value.rstrip(b"\0")
    if all(0x20 <= byte < 0x7F for byte in bare):
        return bare.decode("ascii")
    return hexed(value)


def instant(value: int) -> int:
    """Unix seconds, at most what a database's integers hold: a term may name a time without end."""
    return min(value, 2**63 - 1)
