"""Where the set-up puts things, and the stamps that say which of them are finished."""

import hashlib
import json
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
NODE_HOME = TOOLS / "node"  # filled only where the machine has no usable Node

REQUIREMENTS = ROOT / "requirements"
UV_LOCK = REQUIREMENTS / "bootstrap.txt"
NODE_LOCK = REQUIREMENTS / "node.txt"
NPM_LOCK = ROOT / "package-lock.json"
PYTHON_LOCKS = {"runtime": REQUIREMENTS / "runtime.txt", "dev": REQUIREMENTS / "lock.txt"}

STAMP = ".dhow-stamp"


def python_version() -> str:
    """Packages fit a minor version of Python: 3.11.2 and 3.11.7 share an environment."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def fingerprint(lock: Path) -> str:
    """SHA-256 over a lock file, the Python that reads it and the place of the checkout.

    The place counts because the commands of an environment hold its absolute path, so a checkout
    that was moved is set up again.
    """
    try:
        content = lock.read_bytes()
    except FileNotFoundError:
        return f"no file {lock}"  # matches no stamp; the installer then names the missing file
    return hashlib.sha256(content + f"{python_version()} {ROOT}".encode()).hexdigest()


def read_stamp(folder: Path) -> dict[str, str]:
    """The stamp of a result; empty where the result was never finished or cannot be read."""
    try:
        values = json.loads((folder / STAMP).read_bytes())
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def write_stamp(folder: Path, values: dict[str, str]) -> None:
    """Declare a result finished; the last act of every part of the set-up."""
    new = folder / f"{STAMP}.new"
    new.write_text(json.dumps(values), encoding="utf-8")
    new.replace(folder / STAMP)


def remove_stamp(folder: Path) -> None:
    """Declare a result unfinished, before it is touched."""
    (folder / STAMP).unlink(missing_ok=True)


def level_to_keep(wanted: str) -> str:
    """An environment made for development stays one when only the demo is asked for."""
    return "dev" if "dev" in (wanted, read_stamp(VENV).get("level")) else "runtime"


def is_python_ready(level: str) -> bool:
    """Whether .venv holds the packages of the level's lock file; starts no process."""
    stamp = read_stamp(VENV)
    return (
        stamp.get("level") == level
        and stamp.get("fingerprint") == fingerprint(PYTHON_LOCKS[level])
        and VENV_PYTHON.exists()
    )


def is_node_ready() -> bool:
    """Whether there is a Node, and node_modules holds what package-lock.json names."""
    return read_stamp(NODE_MODULES).get("fingerprint") == fingerprint(NPM_LOCK) and (
        is_own_node_ready() or shutil.which("node") is not None
    )


def is_own_node_ready() -> bool:
    """Whether the Node that the set-up brings itself is there, whole."""
    return read_stamp(NODE_HOME).get("fingerprint") == fingerprint(NODE_LOCK)
