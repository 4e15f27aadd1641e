"""The goals of `make` and the entry of continuous integration: what they list, how they fail."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.setting_up.installers import machine_python


def make(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=place,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_lists_every_goal(repository_root: Path) -> None:
    text = (repository_root / "Makefile").read_text()
    (phony,) = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    answer = make(repository_root)
    assert answer.returncode == 0, answer.stderr
    listed = re.findall(r"^ {2}make ([a-z-]+) +\S", answer.stdout, re.MULTILINE)
    assert sorted(listed) == sorted(phony.split())


def test_a_machine_without_python_is_said(tmp_path: Path, repository_root: Path) -> None:
    shutil.copy(repository_root / "Makefile", tmp_path)
    answer = make(tmp_path, "demo", "PYTHON=python-of-nobody")
    assert answer.returncode != 0
    assert "there is no python-of-nobody here; install Python 3.11 or newer" in answer.stderr
    assert "Error 5" in answer.stderr


NETWORK = ("network-engine", "network") if shutil.which("go") else ()
"""Goals that only a machine with Go is asked for."""


@pytest.fixture
def integration(tmp_path: Path, repository_root: Path) -> Path:
    """A place with our entry of continuous integration and goals that fail on demand."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(repository_root / ".ci/run", tmp_path / ".ci/run")
    goals = "".join(
        f"{goal}:\n\t@echo did {goal}; test '$(FAIL)' != {goal}\n"
        for goal in ("setup-dev", *NETWORK, "lint", "types", "test")
    )
    (tmp_path / "Makefile").write_text(goals)
    return tmp_path


def run_integration(place: Path, failing: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", ".ci/run"],
        cwd=place,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(place),
            "FAIL": failing,
            "PYTHON": machine_python(),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_integration_runs_every_goal_and_the_tests_last(integration: Path) -> None:
    answer = run_integration(integration, "")
    assert answer.returncode == 0, answer.stderr
    did = re.findall(r"^did (.*)$", answer.stdout, re.MULTILINE)
    assert did == ["setup-dev", *NETWORK, "lint", "types", "test"]
    assert answer.stdout.rstrip().endswith("did test")


@pytest.mark.parametrize("failing", ["lint", "types", "test"])
def test_one_failing_goal_fails_integration_and_hides_no_other(
    integration: Path, failing: str
) -> None:
    answer = run_integration(integration, failing)
    assert answer.returncode == 1
    assert f"failed: {failing}\n" in answer.stderr
    assert len(re.findall(r"^did ", answer.stdout, re.MULTILINE)) == 4 + len(NETWORK)


def test_integration_stops_where_set_up_fails(integration: Path) -> None:
    answer = run_integration(integration, "setup-dev")
    assert answer.returncode == 5
    assert "did test" not in answer.stdout
