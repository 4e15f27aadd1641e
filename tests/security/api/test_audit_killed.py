"""A process killed while it writes the audit log leaves a chain that verifies, and lost no line."""

import subprocess
import sys
from pathlib import Path

import pytest

from dhow.store import open_store
from dhow.store.hashchain import first_break
from tests.support.stores import BANK, CHEAP, EXPORTER, MASTER_KEY, store_url

__all__ = ["store_url"]


@pytest.mark.parametrize(("seed", "deaths"), [(1, 4), pytest.param(2, 200, marks=pytest.mark.long)])
def test_killed_in_the_middle_of_writing_the_chain_verifies(
    store_url: str, tmp_path: Path, repository_root: Path, seed: int, deaths: int
) -> None:
    nursery = [sys.executable, "-m", "tests.support.audit_nursery", store_url, str(tmp_path)]
    subprocess.run([*nursery, str(seed), str(deaths)], cwd=repository_root, check=True, timeout=600)
    acknowledged = (tmp_path / "acks").read_text().split()
    assert len(acknowledged) > deaths
    with open_store(store_url, MASTER_KEY, password_cost=CHEAP) as store, store.read() as work:
        heads = work.audit.system_heads()
        kept: list[str] = []
        for organisation in (EXPORTER, BANK):
            rows = list(work.audit.system_lines(organisation))
            head = heads[organisation]
            assert first_break(organisation, rows, head=head, anchors={}) is None
            assert head[0] == len(rows)
            kept += [row.body for row in rows if row.kind == "intent"]
    assert len(kept) == len(set(kept))  # none twice
    assert set(acknowledged) <= set(kept)
