"""Runs every check of the repository: `python -m scripts.checks`. Exit code 1 where one finds."""

import importlib
import sys
from pathlib import Path

CHECKS = (
    "settings_without_urls",
    "no_machine_paths",
    "no_registry_hosts",
    "locks_agree",
    "imports_declared",
    "pure_rules",
    "solidity_direction",
    "natspec",
    "state_machines",
)


def main() -> int:
    """Print each finding as `path:line: what; next step` and a closing count."""
    root = Path(__file__).resolve().parents[2]
    count = 0
    for name in CHECKS:
        for finding in importlib.import_module(f"scripts.checks.{name}").find(root):
            print(f"{finding} [{name}]")
            count += 1
    print(f"{len(CHECKS)} checks of the repository, {count} findings")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
