"""Ids as the store keeps them: 32 bytes as `0x` and 64 lower-case hex digits."""

import re
from typing import Final, NewType

from dhow.store.errors import StoreError

OrgId = NewType("OrgId", str)
"""An organisation's ledger id."""

_ID: Final = re.compile(r"0x[0-9a-f]{64}")


def check_id(value: str, what: str) -> str:
    """`value`, if it is an id.

    Raises:
        StoreError: naming `what` it should have been.
    """
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise StoreError(f"{what} is {str(value)[:80]!r}, expected 0x and 64 lower-case hex digits")
    return value


def to_hex(value: bytes) -> str:
    """The id of 32 bytes.

    Raises:
        StoreError: for any other length.
    """
    return check_id(f"0x{value.hex()}", "a token")
