"""Following the ledger: blocks in, tables out; never an event lost, never one counted twice.

    followed = Followed.of(deployment)               # whose events count, and nobody else's
    source = NodeBlocks(engine, final_of(engine))    # blocks deep enough to be relied on
    tables = StoredProjections(store)                # of `dhow.store.projections`
    projector = Projector(source, followed, tables)
    projector.catch_up()                             # to the head, then
    projector.follow(stop)                           # from there on, until `stop` is set

A block's rows and the checkpoint that says "up to here" are one transaction, so a crash between any
two steps changes nothing. Where the chain replaces blocks, their rows are undone and the new ones
folded in, in one transaction again. `rebuild()` starts from nothing and gives the same tables.

| module | what it is |
|---|---|
| `contracts` | the addresses we listen to, and what stands behind each |
| `decoding` | from a log to the generated event, by precomputed slices |
| `folding` | from an event to changes of rows: pure functions, one module a capability |
| `timeline` | from an event to a line in the story of each thing it concerns |
| `blocks` | blocks with their logs from a node, checked against each other |
| `finality` | which block can be relied on, by engine |
| `ports` | what the projector needs of a database |
| `projector` | the loop |
"""

from dhow.ledger.following.blocks import Block, BlockSource, ChainMoved, NodeBlocks
from dhow.ledger.following.contracts import Followed
from dhow.ledger.following.decoding import DamagedLog
from dhow.ledger.following.finality import AfterBlocks, Finality, Finalized, final_of
from dhow.ledger.following.ports import Projections
from dhow.ledger.following.projector import (
    AnotherLedger,
    Progress,
    Projector,
    ReorganisedTooDeep,
)

__all__ = [
    "AfterBlocks",
    "AnotherLedger",
    "Block",
    "BlockSource",
    "ChainMoved",
    "DamagedLog",
    "Finality",
    "Finalized",
    "Followed",
    "NodeBlocks",
    "Progress",
    "Projections",
    "Projector",
    "ReorganisedTooDeep",
    "final_of",
]
