"""Lock and settings files name packages and hashes, never where to fetch them from.

A lock file that holds addresses ties everyone to the registry or mirror of whoever wrote it.
"""

import re
from pathlib import Path

from scripts.checks.findings import Finding, read_text, repository_files

SETTINGS = re.compile(
    r"(^|/)(requirements/[^/]+\.(txt|in)|pyproject\.toml|package(-lock)?\.json|uv\.lock|"
    r"\.npmrc|pip\.conf|setup\.cfg|foundry\.toml|remappings\.txt)$"
)
ADDRESS = re.compile(r"(?:https?|ftp|ssh|git|file)(?:\+\w+)?://\S*|git@\S+")


def find(root: Path) -> list[Finding]:
    """Every address in a lock or settings file under `root`."""
    return [
        Finding(
            path.relative_to(root).as_posix(),
            number,
            f"a settings file holds the address {match.group()[:60]}",
            "write it without one: `make lock` does",
        )
        for path in repository_files(root)
        if SETTINGS.search(path.relative_to(root).as_posix())
        for number, line in enumerate(read_text(path).splitlines(), 1)
        if (match := ADDRESS.search(line))
    ]
