"""The manual's walk with curl, as it stands, against a server of its own."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.ports import free_port

_WALK = re.compile(r"^## A walk with curl\n.*?^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def server(repository_root: Path) -> Iterator[str]:
    """`dhow serve` on a free port."""
    port = free_port()
    command = [sys.executable, "-m", "scripts.cli.main", "serve", "--port", str(port)]
    with subprocess.Popen(
        command,
        cwd=repository_root,
        env=os.environ | {"PYTHONPATH": str(repository_root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(600):
                assert process.poll() is None, "the server ended"
                try:
                    if httpx.get(f"{address}/health", trust_env=False).status_code == 200:
                        break
                except httpx.TransportError:
                    time.sleep(0.1)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def test_the_manuals_walk_leads_to_an_issued_credit(
    server: str, repository_root: Path, tmp_path: Path
) -> None:
    for program in ("bash", "curl", "python3"):
        if shutil.which(program) is None:
            pytest.skip(f"there is no {program} here")
    found = _WALK.search((repository_root / "api" / "README.md").read_text(encoding="utf-8"))
    assert found
    done = subprocess.run(
        ["bash", "-c", found.group(1)],
        cwd=tmp_path,
        env=os.environ | {"DHOW": server, "no_proxy": "127.0.0.1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    state, available, clock = done.stdout.splitlines()
    assert (state, available) == ("ISSUED", "{'currency': 'USD', 'minor': 12500000}")
    assert clock.endswith("T08:00:00Z")  # moved on, as the text says


def test_the_walk_stops_at_the_first_that_fails(
    server: str, repository_root: Path, tmp_path: Path
) -> None:
    if shutil.which("curl") is None:
        pytest.skip("there is no curl here")
    found = _WALK.search((repository_root / "api" / "README.md").read_text(encoding="utf-8"))
    assert found
    done = subprocess.run(
        ["bash", "-c", found.group(1)],
        cwd=tmp_path,
        env=os.environ
        | {"DHOW": server, "no_proxy": "127.0.0.1", "OPERATOR_PASSWORD": "not the one"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.count("curl:") == 1
