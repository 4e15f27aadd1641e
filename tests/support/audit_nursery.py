"""Processes that write an audit log and are killed in the middle of it, one after another.

    python -m tests.support.audit_nursery URL FOLDER SEED DEATHS

Each has four threads that write lines and note in FOLDER/acks what came back as kept. A process
ends by SIGKILL at a time that the seed gives, wherever its threads are.
"""

import os
import random
import signal
import sys
import threading
import time
from pathlib import Path

from api.audit.log import AuditLog
from dhow.store import open_store
from dhow.store.hashchain import canonical
from dhow.store.repositories.audit import NewLine
from tests.support.stores import BANK, CHEAP, EXPORTER, MASTER_KEY

THREADS = 4
_LONGEST_SECONDS = 0.15


def write(url: str, folder: Path, life: int) -> None:
    """Write lines until killed."""
    store = open_store(url, MASTER_KEY, password_cost=CHEAP)
    log = AuditLog(store)
    acks = os.open(folder / "acks", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def lines(thread: int) -> None:
        number = 0
        while True:
            number += 1
            body = canonical({"line": f"{life}.{thread}.{number}"})
            organisation = EXPORTER if number % 2 else BANK
            log.later(NewLine(organisation, life, "outcome", canonical({"later": number})))
            log.append(NewLine(organisation, life, "intent", body))
            os.write(acks, f"{body}\n".encode())

    for thread in range(THREADS):
        threading.Thread(target=lines, args=(thread,), daemon=True).start()
    (folder / f"writing.{life}").touch()
    time.sleep(60)


def main(url: str, folder: Path, seed: int, deaths: int) -> None:
    """Let one process after another live for a while."""
    chance = random.Random(seed)
    for life in range(deaths):
        child = os.fork()
        if child == 0:
            write(url, folder, life)
            os._exit(0)
        deadline = time.monotonic() + 30
        while not (folder / f"writing.{life}").exists() and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, _LONGEST_SECONDS))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
