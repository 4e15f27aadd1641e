"""Commands that were open in a backup, once it is restored over a chain that went on meanwhile.

The bytes that carried such a command out may have been signed after the backup, and then they are
on no record here: that its nonce is gone says nothing of whether it was done. It is settled by the
chain's own words, or left to a person; it is never signed anew.
"""

from collections.abc import Sequence
from typing import Final

from dhow.ledger.sending.commands import fingerprint_of
from dhow.ledger.sending.node import Node
from dhow.ledger.sending.records import EntryRow

WITHOUT_US: Final = (
    "the chain went on without us: its nonce was used after the backup that this store was restored"
    " from, by no transaction with this content. Look at the ledger, then ask anew under a new key"
)


def done_meanwhile(node: Node, waiting: Sequence[EntryRow], mined: Sequence[str]) -> dict[int, str]:
    """Which transactions, on no record here, carried out which of the restored entries.

    Args:
        waiting: open entries of the backup, lowest nonce first.
        mined: hashes of the sender's transactions in final blocks, in their order.

    Returns:
        Transaction hash by number of the entry: each entry and each transaction once, and no
        transaction before the nonce that the entry had.
    """
    left = [entry for entry in waiting if entry.idempotency_key is not None]
    found: dict[int, str] = {}
    for tx_hash in mined if left else ():
        asked = node.asked(tx_hash)
        if asked is None:
            continue
        content = fingerprint_of(asked.target, asked.calldata)
        for entry in left:
            if entry.fingerprint == content and entry.nonce <= asked.nonce:
                found[entry.entry] = tx_hash
                left.remove(entry)
                break
    return found
