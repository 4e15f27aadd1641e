"""What the figures were taken on: enough to compare, nothing that tells whose machine it was."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = ("py-evm", "eth-tester", "web3", "coincurve", "cryptography")


def machine() -> dict[str, Any]:
    """Cores, memory, load, Python, compiler, engines, packages: what the figures hang on.

    The load is the average number of processes that wanted a core over the last minute, ours too.
    """
    from dhow.ledger.compiler.toolchain import SOLC_VERSION

    return {
        "cores": os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count(),
        "processor": _processor(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "solc": SOLC_VERSION,
        "anvil": _anvil(),
        "load": round(os.getloadavg()[0], 1),
        "packages": {name: version(name) for name in PACKAGES},
    }


def in_words(described: dict[str, Any]) -> str:
    """The same on one line."""
    packages = ", ".join(f"{name} {number}" for name, number in described["packages"].items())
    return (
        f"{described['cores']} cores ({described['processor']}), {described['memory_gib']} GiB, "
        f"{described['system']}, {described['python']}, solc {described['solc']}, "
        f"anvil {described['anvil']}, {packages}; "
        f"load average {described['load']} when measured"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    for line in lines:
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return " ".join(value.split())
    return platform.processor() or "unknown processor"


def _anvil() -> str:
    from dhow.ledger.engines.anvil import find_anvil
    from dhow.ledger.engines.base import EngineError

    try:
        asked = [str(find_anvil()), "--version"]
    except EngineError:
        return "not installed"
    said = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=30).stdout
    first = said.splitlines()[0] if said else "of unknown version"
    return first.removeprefix("anvil").removeprefix(" Version:").strip()
