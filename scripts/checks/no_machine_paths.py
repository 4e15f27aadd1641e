"""Nothing in the repository depends on, or tells of, the machine that it was written on."""

import re
from pathlib import Path

from scripts.checks.findings import Finding, read_text, repository_files

# Folders of a person or an administrator; assembled so that this file does not break its own rule.
FOLDERS = "|".join(["wo" + "rk", "ro" + "ot", r"ho" + r"me/[\w.-]+", r"Us" + r"ers/[\w.-]+"])
MACHINE_PATH = re.compile(rf"(?<![\w./)\]}}>*-])/(?:{FOLDERS})/[\w.]+")


def find(root: Path) -> list[Finding]:
    """Every absolute path into somebody's folder in a file under `root`."""
    return [
        Finding(
            path.relative_to(root).as_posix(),
            number,
            f"the path {match.group()} exists on one machine only",
            "take it from the checkout's root or from a setting",
        )
        for path in repository_files(root)
        for number, line in enumerate(read_text(path).splitlines(), 1)
        if (match := MACHINE_PATH.search(line))
    ]
