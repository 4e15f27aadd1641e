"""Brings the lock files in step with pyproject.toml and package.json: `make lock`.

    requirements/lock.txt      what running and testing need
    requirements/runtime.txt   the part of it that running needs, at the same versions
    package-lock.json          the Solidity compiler, its libraries and anvil

No lock names the place that a package came from, so that every reader's own registry serves.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ADDRESSES = ("resolved", "funding")  # the entries of an npm lock that hold addresses


def lock_python() -> None:
    """Resolve for every platform and every Python the project supports, with hashes."""
    compile_lock = [
        *(
            str(ROOT / ".tools/bin/uv"),
            "pip",
            "compile",
            "pyproject.toml",
            "--quiet",
            "--no-header",
        ),
        *("--generate-hashes", "--no-emit-index-url", "--universal", "--python-version", "3.11"),
        *("--prerelease", "if-necessary-or-explicit"),
    ]
    everything, runtime = "requirements/lock.txt", "requirements/runtime.txt"
    for options in (
        ("--group", "dev", "--output-file", everything),
        ("--constraint", everything, "--no-annotate", "--output-file", runtime),
    ):
        subprocess.run([*compile_lock, *options], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def lock_npm() -> None:
    """Resolve package.json and drop the addresses that npm writes beside the hashes."""
    subprocess.run(
        ["npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    path = ROOT / "package-lock.json"
    lock = json.loads(path.read_text(encoding="utf-8"))
    lock["packages"] = {
        place: {key: value for key, value in entry.items() if key not in ADDRESSES}
        for place, entry in lock["packages"].items()
    }
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> int:
    """Write all three; a failing tool has said why."""
    try:
        lock_python()
        lock_npm()
    except (OSError, subprocess.CalledProcessError) as failure:
        print(f"locking stopped: {failure}; mend that and run `make lock` again", file=sys.stderr)
        return 5
    return 0


if __name__ == "__main__":
    sys.exit(main())
