"""`dhow` run by tests as often as they like: a process of its own each time, imports once for all.

    python -m tests.support.commands

Most of the time of a short command goes into imports. One process does them and forks a child for
each command. The child becomes it: arguments, folder, environment, streams and exit code are its
own, and it ends as any interpreter does. On stdin the process takes one JSON document a line, on
stdout it answers with the exit code. How `dhow` starts from nothing is for tests that do so.
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_IMPORTED = (
    "scripts.cli.main",
    "scripts.cli.commands",
    "scripts.cli.run",
    "scripts.cli.serve",
    "api.app",
    "api.development",
    "dhow.ledger.engines.embedded",
    "holidays.countries",
)
_ALONE = threading.Lock()


def dhow(
    *arguments: str, cwd: Path = ROOT, timeout: float = 120, **variables: str
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end; `variables` are added to its environment.

    Raises:
        subprocess.TimeoutExpired: it was stopped after `timeout` seconds.
    """
    with tempfile.TemporaryDirectory(prefix="dhow-command-") as folder, _ALONE:
        out, err = Path(folder, "out"), Path(folder, "err")
        order = {
            "arguments": arguments,
            "cwd": str(cwd),
            "environment": {**os.environ, "PYTHONPATH": str(ROOT), **variables},
            "out": str(out),
            "err": str(err),
            "seconds": timeout,
        }
        nursery = _nursery()
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        nursery.stdin.write(json.dumps(order) + "\n")
        nursery.stdin.flush()
        answer = nursery.stdout.readline()
        assert answer, f"the process that forks commands ended with {nursery.wait()}"
        code = json.loads(answer)
        told, prose = out.read_text(), err.read_text()
    if code is None:
        raise subprocess.TimeoutExpired(arguments, timeout, told, prose)
    return subprocess.CompletedProcess(arguments, code, told, prose)


@cache
def _nursery() -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.commands"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(_end, process)
    return process


def _end(process: "subprocess.Popen[str]") -> None:
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    process.wait(30)


def _forked() -> dict[str, Any] | None:
    """In the child, what it is to do; in the parent None, when there is no more."""
    for line in sys.stdin:
        order: dict[str, Any] = json.loads(line)
        child = os.fork()
        if child == 0:
            return order
        print(json.dumps(_ended(child, order["seconds"])), flush=True)  # noqa: T201
    return None


def _ended(child: int, seconds: float) -> int | None:
    """The child's exit code, None where it had to be stopped."""
    until = time.monotonic() + seconds
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None
        time.sleep(0.002)


def _become(order: dict[str, Any]) -> None:
    """Take the arguments, folder, environment and streams of the command."""
    for number, path, how in (
        (0, os.devnull, os.O_RDONLY),
        (1, order["out"], os.O_WRONLY | os.O_CREAT),
        (2, order["err"], os.O_WRONLY | os.O_CREAT),
    ):
        opened = os.open(path, how)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = ["dhow", *order["arguments"]]


if __name__ == "__main__":
    for name in _IMPORTED:
        importlib.import_module(name)
    for capability in importlib.import_module("api.app").CAPABILITIES:
        importlib.import_module(f"api.{capability}.endpoints")
    importlib.import_module("scenarios.catalogue").catalogue()
    assert threading.active_count() == 1, "a fork takes no thread along"
    gc.collect()
    gc.freeze()  # what was imported is nobody's to look through for garbage, least of all a child's
    if (todo := _forked()) is not None:
        _become(todo)
        importlib.import_module("scripts.cli.main").main()
