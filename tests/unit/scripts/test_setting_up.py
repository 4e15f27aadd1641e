"""The set-up on machines that lack something: it says what and what to do, and leaves no stamp."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts.setting_up import stamps
from scripts.setting_up.failures import explain_failure
from scripts.setting_up.installers import Installers, machine_python
from scripts.setting_up.node import machine_npm
from scripts.setting_up.python_environment import COMMAND

ENVIRONMENT_ERROR = 5


@pytest.fixture
def checkout(tmp_path: Path, repository_root: Path) -> Path:
    """A checkout with nothing set up: only what the set-up itself reads."""
    place = tmp_path / "a checkout"
    shutil.copytree(
        repository_root / "scripts/setting_up",
        place / "scripts/setting_up",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for name in ("scripts/__init__.py", "scripts/bootstrap.py", "package.json"):
        shutil.copy(repository_root / name, place / name)
    shutil.copy(repository_root / "package-lock.json", place)
    shutil.copytree(repository_root / "requirements", place / "requirements")
    return place


def bootstrap(checkout: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PIP_")},
        "HOME": str(checkout),
        **settings,
    }
    return subprocess.run(
        [machine_python(), checkout / "scripts/bootstrap.py", *arguments],
        env=environment,
        cwd=checkout.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def closed_port() -> str:
    """A loopback address at which nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


def assert_nothing_half_done(checkout: Path) -> None:
    assert list(checkout.rglob(stamps.STAMP)) == []
    assert not (checkout / ".venv").exists()


def test_no_network_is_said_and_nothing_is_half_done(checkout: Path, closed_port: str) -> None:
    answer = bootstrap(
        checkout, PIP_INDEX_URL=closed_port, npm_config_registry=closed_port, PIP_RETRIES="0"
    )
    assert answer.returncode == ENVIRONMENT_ERROR, answer.stderr
    assert "no network, or the package registry refused" in answer.stderr
    assert "what to do: check the network" in answer.stderr
    assert answer.stdout == ""
    assert_nothing_half_done(checkout)


def test_a_python_without_pip_is_said(checkout: Path) -> None:
    (checkout / "pip.py").write_text("raise ImportError\n")
    answer = bootstrap(checkout, PYTHONPATH=str(checkout), PATH=os.devnull)
    assert answer.returncode == ENVIRONMENT_ERROR, answer.stderr
    assert "no pip" in answer.stderr
    assert "apt install python3-pip" in answer.stderr or "install Node with npm" in answer.stderr
    assert_nothing_half_done(checkout)


def test_a_checkout_that_cannot_be_written_is_said(checkout: Path) -> None:
    (checkout / ".tools").touch()  # as a read-only folder, but root meets it too
    answer = bootstrap(checkout)
    assert answer.returncode == ENVIRONMENT_ERROR, answer.stderr
    assert "cannot write" in answer.stderr
    assert "use a checkout that you may write to" in answer.stderr


def test_a_python_too_old_is_said(checkout: Path) -> None:
    program = checkout / "scripts/bootstrap.py"
    text = program.read_text()
    assert "OLDEST_PYTHON = (3, 11)" in text
    program.write_text(text.replace("OLDEST_PYTHON = (3, 11)", "OLDEST_PYTHON = (4, 0)"))
    answer = bootstrap(checkout, PATH=os.devnull)
    assert answer.returncode == ENVIRONMENT_ERROR, answer.stderr
    assert "is too old" in answer.stderr
    assert "install Python 3.11 or newer" in answer.stderr
    assert_nothing_half_done(checkout)


def test_an_unknown_level_is_a_usage_error(checkout: Path) -> None:
    answer = bootstrap(checkout, "everything")
    assert answer.returncode == 2
    assert "usage: bootstrap.py [runtime|dev]" in answer.stderr


def test_a_second_set_up_waits_for_the_first(checkout: Path, closed_port: str) -> None:
    (checkout / ".tools").mkdir()
    with (checkout / ".tools/.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = subprocess.Popen(
            [machine_python(), checkout / "scripts/bootstrap.py"],
            env={"PATH": os.devnull, "HOME": str(checkout), "PIP_INDEX_URL": closed_port},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert second.stderr is not None
        assert "another set-up of this checkout is running" in second.stderr.readline()
        assert second.poll() is None
        second.terminate()
        second.communicate(timeout=10)


def test_a_stamp_fits_one_lock_one_python_and_one_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("web3==8.0.0\n")
    seen = {stamps.fingerprint(lock)}
    monkeypatch.setattr(stamps, "ROOT", tmp_path / "moved")
    seen.add(stamps.fingerprint(lock))
    monkeypatch.setattr(stamps, "python_version", lambda: "3.99")
    seen.add(stamps.fingerprint(lock))
    lock.write_text("web3==8.0.1\n")
    seen.add(stamps.fingerprint(lock))
    assert len(seen) == 4


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe"])
def test_a_broken_stamp_means_unfinished(tmp_path: Path, content: bytes) -> None:
    (tmp_path / stamps.STAMP).write_bytes(content)
    assert stamps.read_stamp(tmp_path) == {}
    stamps.write_stamp(tmp_path, {"level": "dev"})
    assert stamps.read_stamp(tmp_path) == {"level": "dev"}


def test_a_development_environment_stays_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "VENV", tmp_path)
    assert stamps.level_to_keep("runtime") == "runtime"
    assert stamps.level_to_keep("dev") == "dev"
    stamps.write_stamp(tmp_path, {"level": "dev"})
    assert stamps.level_to_keep("runtime") == "dev"


@pytest.mark.parametrize(
    ("output", "cause", "next_step"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full", "free about 700 MB"),
        ("npm error code EROFS", "a folder cannot be written", "that you may write to"),
        ("npm error code EINTEGRITY", "not the one that the lock file names", "altered files"),
        ("npm error code E403", "the package registry refused", "PIP_INDEX_URL"),
        (
            "Failed to establish a new connection: [Errno 111]\nERROR: No matching distribution",
            "no network",
            "check the network",
        ),
        ("ERROR: No matching distribution found for uv", "has no build", "make PYTHON="),
        ("something unheard of", "making it failed", "read the lines above"),
    ],
)
def test_an_installers_failure_is_told_in_words(output: str, cause: str, next_step: str) -> None:
    failure = explain_failure("making it", output)
    assert cause in failure.what
    assert next_step in failure.next_step
    assert failure.details == output


def test_one_failure_stops_what_runs_beside_it() -> None:
    installers = Installers()
    began = time.monotonic()
    with pytest.raises(Exception, match="quick failed"):
        installers.side_by_side(
            [
                lambda: installers.run(
                    "slow", [sys.executable, "-c", "import time; time.sleep(60)"]
                ),
                lambda: installers.run("quick", [sys.executable, "-c", "raise SystemExit(1)"]),
            ]
        )
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    ("node", "npm", "usable"),
    [
        ("echo v20.1.0", "echo 10.0.0", True),
        ("echo v16.20.0", "echo 8.0.0", False),
        ("echo v20.1.0", "exit 1", False),
        ("exit 127", "echo 10.0.0", False),
        ("echo v20.1.0", None, False),
    ],
)
def test_only_a_node_that_runs_and_is_new_enough_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, node: str, npm: str | None, usable: bool
) -> None:
    for name, script in (("node", node), ("npm", npm)):
        if script is not None:
            (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
            (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (machine_npm() == str(tmp_path / "npm")) is usable


def test_the_command_runs_from_a_path_with_blanks_and_quotes(tmp_path: Path) -> None:
    place = tmp_path / "it's a place"
    (place / "scripts/cli").mkdir(parents=True)
    (place / "scripts/cli/main.py").write_text(
        "import sys\ndef main(): print(sys.executable, sys.argv[1:])\n"
    )
    python = place / "python"
    python.symlink_to(sys.executable)
    command = place / "dhow"
    import shlex

    command.write_text(COMMAND.format(python=shlex.quote(str(python))))
    command.chmod(0o755)
    answer = subprocess.run(
        [command, "run", "two words"],
        env={"PYTHONPATH": str(place), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert "['run', 'two words']" in answer.stdout
