"""What the stories played here share: four nodes check a logger's signature, one after another."""

from collections.abc import Iterator
from functools import lru_cache

import pytest

from oracles.devices.keys import PublicKey


@pytest.fixture(scope="package", autouse=True)
def signatures_are_checked_once() -> Iterator[None]:
    """The same key, message and signature have the same answer whichever node, or story, asks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PublicKey, "verifies", lru_cache(maxsize=50_000)(PublicKey.verifies))
        yield
