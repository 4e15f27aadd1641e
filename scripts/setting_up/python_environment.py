"""The Python environment: uv by pip, .venv by uv, packages from the lock file, `dhow` in it."""

import ast
import os
import shlex
import shutil
import subprocess
from pathlib import Path

from scripts.setting_up.failures import CannotSetUpError
from scripts.setting_up.installers import Installers, has_pip, install_tool, machine_python, say
from scripts.setting_up.stamps import (
    PYTHON_LOCKS,
    ROOT,
    TOOLS,
    UV_LOCK,
    VENV,
    VENV_PYTHON,
    fingerprint,
    python_version,
    read_stamp,
    remove_stamp,
    write_stamp,
)

UV = TOOLS / "bin" / "uv"

COMMAND = """#!/bin/sh
'''exec' {python} "$0" "$@"
' '''
# The shell above starts this checkout's Python, whatever its path; Python reads on from here.
from scripts.cli.main import main

if __name__ == "__main__":
    main()
"""

# pip's settings for a mirror, in uv's words
REGISTRY_SETTINGS = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "cert": "SSL_CERT_FILE",
    "trusted-host": "UV_INSECURE_HOST",
}


def set_up_python(installers: Installers, level: str) -> None:
    """Make or correct .venv so that it holds exactly the packages of the level's lock file."""
    uv = find_uv(installers)
    made_by = read_stamp(VENV).get("python")
    remove_stamp(VENV)
    settings = {**registry_settings(), "UV_PYTHON_DOWNLOADS": "never"}
    if made_by != python_version() or not VENV_PYTHON.exists():
        installers.run(
            "making the Python environment",
            [uv, "venv", "--quiet", "--clear", "--no-project", "--python", machine_python(), VENV],
            **settings,
        )
    lock = PYTHON_LOCKS[level]
    say(f"Python packages ({lock.relative_to(ROOT)})")
    # No bytecode ahead of time: measured, it costs 4.6 s here and saves 1.9 s once.
    installers.run(
        "installing Python packages",
        [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", VENV_PYTHON, lock],
        **settings,
    )
    write_command()
    write_stamp(
        VENV, {"level": level, "fingerprint": fingerprint(lock), "python": python_version()}
    )


def find_uv(installers: Installers) -> Path:
    """The pinned uv, brought by pip; the machine's own where Python has no pip."""
    if read_stamp(TOOLS).get("fingerprint") == fingerprint(UV_LOCK) and UV.exists():
        return UV
    if not has_pip():
        found = shutil.which("uv")
        if found:
            return Path(found)
        raise CannotSetUpError(
            f"this Python ({machine_python()}) has no pip",
            "install it (Debian, Ubuntu: `apt install python3-pip`; elsewhere: "
            "`python3 -m ensurepip`), or install uv; then run the same command again",
        )
    say("uv, which makes the Python environment")
    install_tool(installers, "installing uv", UV_LOCK, TOOLS)
    return UV


def registry_settings() -> dict[str, str]:
    """Environment variables that tell uv of the registry that pip is configured for.

    uv does not read pip's configuration; what the user set for uv itself is left alone.
    """
    listed = subprocess.run(
        [machine_python(), "-m", "pip", "--disable-pip-version-check", "config", "list"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,  # without pip there is no configuration to pass on
    )
    configured: dict[str, str] = {}
    for line in listed.stdout.splitlines():
        key, _, value = line.partition("=")
        section, _, name = key.partition(".")
        if section in {"global", "install", ":env:"} and name in REGISTRY_SETTINGS:
            configured[name] = " ".join(str(ast.literal_eval(value)).split())
    return {
        REGISTRY_SETTINGS[name]: value
        for name, value in configured.items()
        if REGISTRY_SETTINGS[name] not in os.environ
    }


def write_command() -> None:
    """Put `dhow` into the environment: it runs this checkout, so nothing is built or copied."""
    packages = list(VENV.glob("lib/python3*/site-packages"))
    if len(packages) != 1:
        raise CannotSetUpError(
            f"{VENV} holds {len(packages)} site-packages folders, not one",
            "remove the folder .venv and run the same command again",
        )
    (packages[0] / "dhow-checkout.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    command = VENV / "bin" / "dhow"
    new = command.with_suffix(".new")
    new.write_text(COMMAND.format(python=shlex.quote(str(VENV_PYTHON))), encoding="utf-8")
    new.chmod(0o755)
    new.replace(command)
