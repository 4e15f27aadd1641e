"""Where the validator comes from, and what is said where it cannot be had."""

import os
import sys
from pathlib import Path

import pytest

from dhow.ledger.network import NetworkError, Plan, build_validator, find_validator
from dhow.ledger.network.layout import Layout, Link, Node, Service, read_layout, write_layout
from dhow.ledger.network.processes import Process, end, kill, spawn


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the validator's sources and nothing built."""
    sources = tmp_path / "deploy" / "cosmos-evm"
    sources.mkdir(parents=True)
    (sources / "main.go").write_text("package main")
    return tmp_path


def program(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    place = folder / name
    place.write_text(f"#!/bin/sh\n{text}\n")
    place.chmod(0o755)


def test_one_on_the_path_is_used(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(checkout / "bin", "dhow-validator", "exit 0")
    monkeypatch.setenv("PATH", str(checkout / "bin"))
    assert find_validator(checkout) == checkout / "bin" / "dhow-validator"


def test_without_one_it_says_how_to_build_it(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(checkout))
    with pytest.raises(NetworkError, match="dhow network build"):
        find_validator(checkout)
    with pytest.raises(NetworkError, match="no `go` on the PATH"):
        build_validator(checkout)


def test_an_old_go_is_refused(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(checkout / "bin", "go", "echo go version go1.21.3 linux/amd64")
    monkeypatch.setenv("PATH", str(checkout / "bin"))
    with pytest.raises(NetworkError, match=r"Go 1\.25 or newer is needed"):
        build_validator(checkout)


def test_a_module_that_cannot_be_fetched_is_said_with_go_s_own_words(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says = (
        'case "$1" in version) echo go version go1.26.0;; *) echo no such host >&2; exit 1;; esac'
    )
    program(checkout / "bin", "go", says)
    monkeypatch.setenv("PATH", str(checkout / "bin"))
    with pytest.raises(NetworkError, match="cannot be fetched: no such host"):
        build_validator(checkout)


def test_what_was_built_from_other_sources_is_not_used(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(checkout))
    with pytest.raises(NetworkError):
        find_validator(checkout)
    from dhow.ledger.network import validator

    place = validator._place(checkout)
    program(place.parent.parent, "unused", "")
    program(place.parent, place.name, "exit 0")
    assert find_validator(checkout) == place
    (checkout / "deploy" / "cosmos-evm" / "main.go").write_text("package changed")
    with pytest.raises(NetworkError):
        find_validator(checkout)


@pytest.mark.parametrize("plan", [{"nodes": 0}, {"nodes": 17}, {"block_milliseconds": 10}])
def test_a_plan_has_bounds(plan: dict[str, int]) -> None:
    with pytest.raises(NetworkError, match="give from"):
        Plan(**plan)


def test_a_layout_is_read_as_it_was_written(tmp_path: Path) -> None:
    layout = Layout(
        31337,
        500,
        (Node("node0", 1, 2, 3, 4, Process(5, "then")), Node("node1", 6, 7, 8, 9)),
        (Link("node0", "node1", 10),),
        (Service("links", ("python", "-m", "links"), process=Process(11, "now")),),
    )
    write_layout(tmp_path, layout)
    assert read_layout(tmp_path) == layout
    with pytest.raises(NetworkError, match="there are node0, node1"):
        layout.node("node7")


def test_a_process_is_told_from_another_with_its_number(tmp_path: Path) -> None:
    process = spawn([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path / "log")
    assert process.alive
    other = Process(process.pid, "another time")
    assert not other.alive
    kill(other)  # not ours: let be
    end(other)
    assert process.alive
    end(process)
    assert not process.alive
    end(process)  # gone already


def test_what_a_process_says_is_in_its_log(tmp_path: Path) -> None:
    words = "import os, sys; print(os.environ['SAID']); sys.exit(3)"
    process = spawn([sys.executable, "-c", words], tmp_path / "deep" / "log", {"SAID": "here"})
    while process.alive:
        os.sched_yield()
    assert (tmp_path / "deep" / "log").read_text() == "here\n"
