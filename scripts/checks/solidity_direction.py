"""Which way Solidity sources import.

    types <- libraries <- interfaces <- members <- {oracles, money, documents}
          <- {invoices, customs, goods} <- {credit, undertaking, finance}

Contracts of two capabilities meet only through interfaces, and only downwards: a contract may
import the interface of its own capability or of one on a lower step, never of one beside it.
"""

import posixpath
from pathlib import Path

from scripts.checks.findings import Finding
from scripts.checks.solidity import LAYERS, Import, implementers, imports, sources

STEPS = (
    ("members",),
    ("oracles", "money", "documents"),
    ("invoices", "customs", "goods"),
    ("credit", "undertaking", "finance"),
)
STEP = {capability: step for step, names in enumerate(STEPS) for capability in names}
LIBRARIES_OF_OTHERS = ("@openzeppelin/contracts/",)
# What each folder may import besides itself; a capability may import all three layers.
MAY_IMPORT = {
    "types": {"types"},
    "libraries": {"types", "libraries"},
    "interfaces": {"types", "libraries", "interfaces"},
}


def find(root: Path) -> list[Finding]:
    """Every import under contracts/ that points the wrong way."""
    owner = implementers(root)
    findings = []
    for path in sources(root):
        place = path.relative_to(root).as_posix()
        for found in imports(path.read_text(encoding="utf-8")):
            problem = judge(place, found, owner)
            if problem is not None:
                findings.append(Finding(place, found.line, *problem))
    return findings


def judge(place: str, found: Import, owner: dict[str, str]) -> tuple[str, str] | None:
    """What is wrong with one import of the file at `place` and what to do, or None.

    `owner` says which capability implements each interface.
    """
    if found.path.startswith(LIBRARIES_OF_OTHERS):
        return None
    if not found.path.startswith("."):
        return f"imports {found.path}", "import our own sources by relative path"
    target = posixpath.normpath(posixpath.join(posixpath.dirname(place), found.path))
    parts = target.split("/")
    if parts[0] != "contracts" or len(parts) < 3:
        return f"imports {target}", "import from contracts/ or @openzeppelin/contracts/ only"
    ours, theirs = place.split("/")[1], parts[1]
    if ours not in LAYERS and ours not in STEP:
        return (
            f"contracts/{ours} has no place in the order",
            f"give it one in {Path(__file__).name}",
        )
    if theirs not in MAY_IMPORT.get(ours, {*LAYERS, ours}):
        return f"{ours} imports {target}", "meet through an interface in contracts/interfaces"
    provider = owner.get(parts[-1].removesuffix(".sol")) if theirs == "interfaces" else None
    if ours in STEP and provider not in (None, ours) and STEP[str(provider)] >= STEP[ours]:
        return (
            f"{ours} imports {parts[-1]}, which {provider} implements",
            f"{ours} may use only capabilities on a lower step than its own",
        )
    return None
