"""Which registry serves a package is the reader's setting, so no file names a registry's host."""

import re
from pathlib import Path

from scripts.checks.findings import Finding, read_text, repository_files

# Written in halves so that this file does not break its own rule.
HOSTS = [
    ("py", "pi.org"),
    ("python", "hosted.org"),
    ("registry.np", "mjs.org"),
    ("registry.yarn", "pkg.com"),
    ("crat", "es.io"),
    ("proxy.go", "lang.org"),
    ("repo.mav", "en.apache.org"),
    ("deb.deb", "ian.org"),
    ("binaries.solidity", "lang.org"),
    ("solc-bin.ethe", "reum.org"),
]
HOST = re.compile("|".join(re.escape(first + rest) for first, rest in HOSTS), re.IGNORECASE)


def find(root: Path) -> list[Finding]:
    """Every package registry's host name in a file under `root`."""
    return [
        Finding(
            path.relative_to(root).as_posix(),
            number,
            f"the registry host {match.group()} is named",
            "name the package, and leave the registry to the reader's settings",
        )
        for path in repository_files(root)
        for number, line in enumerate(read_text(path).splitlines(), 1)
        if (match := HOST.search(line))
    ]
