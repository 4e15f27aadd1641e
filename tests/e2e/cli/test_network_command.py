"""`dhow network` as a person types it: what it says, and what it leaves behind."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dhow.ledger.network import Network, NetworkError, find_validator
from tests.support import commands


def dhow(*words: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """In an interpreter of its own: what it starts stays when it ends."""
    return subprocess.run(
        [sys.executable, "-m", "scripts.cli.main", "network", *words],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def test_where_there_is_no_network_it_says_how_to_make_one(tmp_path: Path) -> None:
    ran = commands.dhow("network", "status", "--folder", str(tmp_path))
    assert ran.returncode == 4
    assert "dhow network up --folder" in ran.stderr


def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    (tmp_path / "network.json").write_text('{"format": 1}')
    ran = commands.dhow("network", "status", "--folder", str(tmp_path))
    assert ran.returncode == 5
    assert "is damaged" in ran.stderr


def test_a_day_that_is_none_is_refused(tmp_path: Path) -> None:
    ran = commands.dhow("network", "up", "--folder", str(tmp_path / "net"), "--begins", "yesterday")
    assert ran.returncode == 4
    assert "2026-01-01" in ran.stderr


@pytest.mark.network
@pytest.mark.long
def test_up_kill_part_heal_start_down(tmp_path: Path) -> None:
    try:
        find_validator()
    except NetworkError as problem:
        pytest.skip(str(problem))
    folder = ("--folder", str(tmp_path / "net"))
    quick = ("--block-milliseconds", "200", "--currencies", "USD")
    one = Network(tmp_path / "net")
    with one.tie():
        up = dhow("up", *folder, *quick, "--json", timeout=300)
        assert up.returncode == 0, up.stderr
        said = json.loads(up.stdout)
        assert [node["running"] for node in said["nodes"]] == [True] * 4
        assert said["bears"] == 1
        assert json.loads(Path(said["manifest"]).read_text())["chain_id"] == said["chain_id"]

        assert dhow("kill", "node3", *folder).returncode == 0
        status = json.loads(dhow("status", *folder, "--json").stdout)
        assert [node["running"] for node in status["nodes"]] == [True, True, True, False]
        assert dhow("kill", "node9", *folder).returncode == 4
        assert "does not run" in dhow("kill", "node3", *folder).stderr
        assert "runs already" in dhow("start", "node0", *folder).stderr
        assert dhow("up", *folder, "--nodes", "5").returncode == 4
        assert dhow("start", "node3", *folder).returncode == 0

        parted = dhow("partition", "node0,node1", *folder)
        assert parted.returncode == 0
        assert parted.stdout.count("cut: ") == 4
        assert dhow("partition", "node0", "node0", *folder).returncode == 5
        assert dhow("heal", *folder).returncode == 0
        one.wait_for_block(one.status().nodes[0].block or 1)

        layout = one.layout
        started = [each.process for each in (*layout.nodes, *layout.services)]
        assert dhow("down", *folder).returncode == 0
        assert [process.alive for process in started if process is not None] == [False] * 5
        again = dhow("up", *folder, *quick, "--json", timeout=300)
        assert again.returncode == 0, again.stderr
        assert json.loads(again.stdout)["manifest"] == said["manifest"]
