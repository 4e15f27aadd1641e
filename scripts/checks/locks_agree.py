"""The lock files agree with pyproject.toml, package.json and each other.

`requirements/runtime.txt` is what the demo installs and `requirements/lock.txt` adds what testing
needs; a package in one at another version than in the other would test what nobody runs.
"""

import json
import re
import tomllib
from pathlib import Path

from scripts.checks.findings import Finding

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
NEXT_STEP = "run `make lock`"


def find(root: Path) -> list[Finding]:
    """Every package that the locks under `root` miss or hold at two versions."""
    return python_findings(root) + npm_findings(root)


def python_findings(root: Path) -> list[Finding]:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = read_lock(root / "requirements/runtime.txt")
    everything = read_lock(root / "requirements/lock.txt")
    findings = []

    def report(name: str, what: str) -> None:
        findings.append(Finding(f"requirements/{name}", 1, what, NEXT_STEP))

    for package, versions in runtime.items():
        if everything.get(package) != versions:
            report("runtime.txt", f"{package} differs from lock.txt")
    wanted = [("runtime.txt", runtime, project["project"]["dependencies"])]
    wanted.append(("lock.txt", everything, wanted[0][2]))
    wanted.append(("lock.txt", everything, project.get("dependency-groups", {}).get("dev", [])))
    for name, lock, requirements in wanted:
        for requirement in requirements:
            pinned = PINNED.match(requirement)
            if pinned is None:
                what = f"{requirement!r} is not pinned by =="
                findings.append(Finding("pyproject.toml", 1, what, "pin it, then " + NEXT_STEP))
            elif pinned[2] not in lock.get(normal(pinned[1]), set()):
                report(name, f"{pinned[1]}=={pinned[2]} of pyproject.toml is missing")
    return findings


def npm_findings(root: Path) -> list[Finding]:
    wanted = json.loads((root / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    findings = []
    for group in ("dependencies", "optionalDependencies", "devDependencies"):
        for package, version in wanted.get(group, {}).items():
            if locked.get(f"node_modules/{package}", {}).get("version") != version:
                what = f"{package} {version} of package.json is missing"
                findings.append(Finding("package-lock.json", 1, what, NEXT_STEP))
    for place, entry in locked.items():
        if place and "integrity" not in entry:
            what = f"{place} has no hash"
            findings.append(Finding("package-lock.json", 1, what, NEXT_STEP))
    return findings


def read_lock(path: Path) -> dict[str, set[str]]:
    """Versions by package; more than one where a marker chooses between them."""
    versions: dict[str, set[str]] = {}
    for name, version in PINNED.findall(path.read_text(encoding="utf-8")):
        versions.setdefault(normal(name), set()).add(version)
    return versions


def normal(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
