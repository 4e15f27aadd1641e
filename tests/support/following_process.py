"""A process that follows recorded blocks into a database, to be killed at any moment.

`python -m tests.support.following_process RECORDING DATABASE BRANCH` takes the recording as a test
pickled it, the database's file, and the number of the branch that is the chain. It says `step` on
stdout after each transaction, and ends when it has caught up.
"""

import pickle
import sys
from pathlib import Path

from dhow.ledger.following import AfterBlocks, NodeBlocks, Projector
from dhow.store import open_store
from dhow.store.projections import StoredProjections
from tests.support.followed import RecordedNode, followed_from
from tests.support.stores import CHEAP, MASTER_KEY


def main(recording: str, database: str, branch: str) -> None:
    """Follow to the end."""
    tree, contracts = pickle.loads(Path(recording).read_bytes())  # noqa: S301 - the test's own
    source = NodeBlocks(RecordedNode(tree, tree.tips[int(branch)]), AfterBlocks(0))
    with open_store(f"sqlite:///{database}", MASTER_KEY, password_cost=CHEAP) as store:
        tables = StoredProjections(store)
        projector = Projector(source, followed_from(contracts), tables, batch_blocks=1)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while not projector.step().caught_up:
            sys.stdout.write("step\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
