"""The same capability has the same name on every floor, so that a newcomer guesses the folder."""

from pathlib import Path

import pytest

from scripts.checks.solidity import LAYERS
from scripts.checks.solidity_direction import STEP

# What each floor has besides capabilities.
FLOORS = {
    "contracts": set(LAYERS),
    "dhow/trade": {"swift"},  # messages about credits, with no contract of their own
    "api": {
        "audit",
        "auth",
        "client",
        "events",
        "examples",
        "exchange",
        "health",
        "network",
        "observing",
        "operations",
        "service_tokens",
        "transactions",
        "users",
        "web",
        "webhooks",
    },
}


@pytest.mark.parametrize("floor", FLOORS)
def test_every_folder_of_a_floor_is_a_capability(repository_root: Path, floor: str) -> None:
    folders = {
        path.name
        for path in (repository_root / floor).iterdir()
        if path.is_dir() and path.name != "__pycache__" and any(path.iterdir())
    }
    assert folders, f"{floor} has no folders"
    assert folders - FLOORS[floor] - set(STEP) == set()
