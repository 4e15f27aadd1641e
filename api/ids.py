"""Identifiers on their way between JSON, the ledger and the store.

In JSON an organisation is its LEI and everything else 32 bytes of hex; on the ledger both are
bytes32; the store keeps hex throughout.
"""

from dhow.store import OrgId as StoreOrgId

OPERATOR = "OPERATOR"
"""Code of the network's operator, which is no member and has no LEI."""


def org_bytes(lei: str) -> bytes:
    """An organisation's id on the ledger: its LEI as ASCII, left-aligned in 32 bytes."""
    return text_bytes(lei, 32)


def org_hex(lei: str) -> StoreOrgId:
    """An organisation's id in the store."""
    return StoreOrgId(to_hex(org_bytes(lei)))


def lei_of(organisation: bytes | str) -> str:
    """The LEI behind an organisation's id; empty for none."""
    raw = from_hex(organisation) if isinstance(organisation, str) else organisation
    return raw.rstrip(b"\x00").decode("ascii", "replace")


def to_hex(value: bytes) -> str:
    """`0x` and lower-case hex."""
    return "0x" + value.hex()


def from_hex(value: str) -> bytes:
    """The bytes behind `0x..`."""
    return bytes.fromhex(value.removeprefix("0x"))


def text_bytes(text: str, length: int) -> bytes:
    """ASCII text left-aligned in `length` bytes.

    Raises:
        ValueError: longer, or not ASCII.
    """
    raw = text.encode("ascii")
    if len(raw) > length:
        raise ValueError(f"at most {length} characters, found {len(raw)}")
    return raw.ljust(length, b"\x00")


def bytes_text(value: bytes) -> str:
    """The text left-aligned in fixed bytes."""
    return value.rstrip(b"\x00").decode("ascii", "replace")


def is_zero(value: bytes) -> bool:
    """Whether an id is nobody's."""
    return not any(value)
