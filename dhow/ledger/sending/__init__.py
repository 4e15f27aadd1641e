"""The outbox: from a command to a mined transaction, whatever crashes in between.

    node = EngineNode(engine)                            # one for all keys of a process
    outbox = Outbox(store, node, signer)                 # one for each sending key
    entry = outbox.accept("issue LC-4711", Command.of(act, gas=gas))    # on record now
    outbox.run(stop)                                     # in a thread: the leader's rounds
    outbox.wait("issue LC-4711", seconds=30).state       # State.MINED

The promise: a command that `accept` returned for is mined exactly once, or its nonce is used up and
its state is `REFUSED`; nothing else is ever signed with the key. It holds through crashes between
any two steps, lost answers, reorderings, several processes, nodes that forget. It rests on

- one transaction keeping idempotency key, command, nonce and signed bytes before any broadcast;
- the next nonce as the one thing all writers compare and move; it never goes down;
- outcomes read from final blocks only: no reorganisation within the confirmations matters;
- a command being signed anew at another nonce only once a final block shows that its nonce was
  used by a transaction which is none of its own;
- a fencing number in every write of a leader.

It does not hold where the database is restored from a backup older than an accepted command, nor
where a chain replaces final blocks: then the key suspends itself, in words.

| file | idea |
|---|---|
| `commands` | what is asked, what became of it |
| `outbox` | taking commands; suspend, resume, inspect |
| `leader` | one round: lease, outcomes, order of nonces, broadcast |
| `posting` | a broadcast on its way while something else is read |
| `dependable` | an act from its trial to its receipt, with every key of a process |
| `together` | acts of many callers and keys in one pass: one record, one block, one outcome |
| `desks` | what a process keeps of each key |
| `overseeing` | keys seen, suspended, resumed by hand |
| `drafts` | signing an attempt, a no-op, a higher bid |
| `answers` | what nodes mean by their refusals |
| `node`, `records` | what is needed of a node and of a database |
"""

from dhow.ledger.sending.answers import Answer, RefusalKind, kind_of
from dhow.ledger.sending.commands import (
    Command,
    Entry,
    ForgottenCommand,
    IdempotencyConflict,
    KeySuspended,
    State,
)
from dhow.ledger.sending.dependable import DependableSender, StillUnderWay
from dhow.ledger.sending.node import Block, EngineNode, Fees, MinedTransaction, Node
from dhow.ledger.sending.outbox import KeyView, Outbox
from dhow.ledger.sending.policy import Policy, Round
from dhow.ledger.sending.records import OutboxRecords

__all__ = [
    "Answer",
    "Block",
    "Command",
    "DependableSender",
    "EngineNode",
    "Entry",
    "Fees",
    "ForgottenCommand",
    "IdempotencyConflict",
    "KeySuspended",
    "KeyView",
    "MinedTransaction",
    "Node",
    "Outbox",
    "OutboxRecords",
    "Policy",
    "RefusalKind",
    "Round",
    "State",
    "StillUnderWay",
    "kind_of",
]
