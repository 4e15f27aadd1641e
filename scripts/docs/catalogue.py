"""What is generated, and where it is kept."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from dhow.ledger.compiler.toolchain import REPOSITORY_ROOT

Files = Mapping[str, str]


def client() -> Files:
    """The typed client: `api/client/shapes.py` and `calls.py`."""
    from scripts.docs.application import description
    from scripts.docs.client import generate

    return {
        f"api/client/{name}": _formatted(text) for name, text in generate(description()).items()
    }


def examples() -> Files:
    """Requests and answers of real runs: `api/examples/`."""
    from scripts.docs.examples import generate

    return generate()


def privacy() -> Files:
    """What is kept of whom: `docs/privacy.md`."""
    from scripts.docs.privacy import generate

    return {"docs/privacy.md": generate()}


def schemas() -> Files:
    """JSON Schemas of terms, presentations and documents: `docs/schemas/`."""
    from scripts.docs.schemas import generate

    return {f"docs/schemas/{name}": text for name, text in generate().items()}


def conformance() -> Files:
    """The conformance table and how a run of it went: `docs/conformance.md`. Takes a minute."""
    from scripts.docs.conformance import generate

    return {"docs/conformance.md": generate()}


def examination() -> Files:
    """False refusals and missed discrepancies by class: `docs/examination.md`."""
    from scripts.docs.examination import generate

    return {"docs/examination.md": generate()}


PARTS: Final[Mapping[str, Callable[[], Files]]] = {
    "client": client,
    "examples": examples,
    "privacy": privacy,
    "schemas": schemas,
    "conformance": conformance,
    "examination": examination,
}
"""By name: makes file contents by path in the checkout."""


def differing(files: Files, root: Path = REPOSITORY_ROOT) -> list[str]:
    """Paths whose file is missing or has other contents."""
    return [
        path
        for path, text in files.items()
        if not (root / path).is_file() or (root / path).read_text(encoding="utf-8") != text
    ]


def write(files: Files, root: Path = REPOSITORY_ROOT) -> None:
    """Write every file."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def _formatted(source: str) -> str:
    """In the house's form, imports sorted and unused ones dropped."""
    ruff = [sys.executable, "-m", "ruff"]
    for step in (
        [*ruff, "check", "--fix-only", "--quiet", "--stdin-filename", "api/client/made.py", "-"],
        [*ruff, "format", "--quiet", "--stdin-filename", "api/client/made.py", "-"],
    ):
        source = subprocess.run(
            step, input=source, capture_output=True, text=True, cwd=REPOSITORY_ROOT, check=True
        ).stdout
    return source
