"""kill -9 of real processes at their steps, over a real node and a database on disk."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from dhow.ledger.engines.anvil import AnvilEngine
from dhow.ledger.engines.remote import RemoteEngine
from dhow.ledger.sending import State
from dhow.store import open_store
from tests.support.sending_nursery import Deadly, command, outbox_over
from tests.support.stores import MASTER_KEY


@pytest.mark.anvil
@pytest.mark.parametrize(
    ("first", "every"),
    [(2, 7), pytest.param(1, 1, marks=pytest.mark.long)],
    ids=["every seventh step", "every step"],
)
def test_killed_between_steps_nothing_is_lost_or_doubled(
    first: int, every: int, tmp_path: Path, repository_root: Path
) -> None:
    with AnvilEngine() as anvil:
        ran = subprocess.run(
            [
                *(sys.executable, "-m", "tests.support.sending_nursery"),
                *(anvil.url, str(tmp_path), str(first), str(every)),
            ],
            cwd=repository_root,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        said = json.loads(ran.stdout)
        assert said["deaths"] >= (50 if every == 1 else 5), said
        keys = [f"{n}-{k}" for n in range(first, said["last"] + 1, every) for k in "abc"]
        with (
            RemoteEngine(anvil.url) as engine,
            open_store(f"sqlite:///{tmp_path / 'dhow.db'}", MASTER_KEY) as store,
        ):
            outbox = outbox_over(Deadly(engine, store, None), said["last"] + 1)
            for _ in range(20):
                if not outbox.tend().open:
                    break
            kept = {key: entry for key in keys if (entry := outbox.find(key)) is not None}
        accepted = set((tmp_path / "accepted").read_text().split())
        assert accepted <= kept.keys()
        assert {entry.state for entry in kept.values()} == {State.MINED}
        mined = Counter(
            bytes.fromhex(tx["input"][2:])
            for number in range(1, int(anvil.rpc("eth_blockNumber", []), 16) + 1)
            for tx in anvil.rpc("eth_getBlockByNumber", [hex(number), True])["transactions"]
        )
        assert mined == Counter(command(key).calldata for key in kept)
