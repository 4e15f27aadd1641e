"""A process counts as ended when all of it is: what it held may be held by the next."""

import sys
import time
from pathlib import Path

import pytest

from dhow.ledger.network import processes
from dhow.ledger.ports import free_port, in_use

# Its first thread ends while another goes on, as for a moment in each process that is killed.
_LISTENS = """
import ctypes, socket, sys, threading, time
listening = socket.create_server(("127.0.0.1", int(sys.argv[1])))
threading.Thread(target=time.sleep, args=(600,)).start()
ctypes.CDLL(None).pthread_exit(None)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only /proc tells of threads")
def test_a_process_whose_first_thread_is_over_still_runs_and_can_be_killed(tmp_path: Path) -> None:
    port = free_port()
    started = processes.spawn([sys.executable, "-c", _LISTENS, str(port)], tmp_path / "log")
    stat = Path(f"/proc/{started.pid}/stat")
    deadline = time.monotonic() + 60
    while stat.read_text().rpartition(")")[2].split()[0] != "Z":
        assert time.monotonic() < deadline, (tmp_path / "log").read_text()
        time.sleep(0.02)
    assert in_use(port)
    assert started.alive
    processes.kill(started)
    assert not started.alive
    assert not in_use(port)
