"""From time to time, one root over the last lines of all logs that grew is put on the ledger.

It says nothing of whose logs they are or how long, and whoever changes a line later would have to
change the ledger. Root and leaves are kept before the act is sent, under a key of the outbox that
the root gives: a process that dies in between sends it again, once.
"""

import logging
import threading
from typing import Final

from api.context import ApiContext
from api.keys import OPERATOR_KEY
from dhow.store.hashchain import root_of
from dhow.store.rows import AuditLeafRow, AuditRootRow

EVERY_SECONDS: Final = 3600
_LOOKING_SECONDS: Final = 5.0

_log = logging.getLogger("dhow.api.audit")


def anchor(context: ApiContext, *, every_seconds: int = EVERY_SECONDS) -> AuditRootRow | None:
    """Anchor what was written since the last root; None where nothing was, or it is too soon.

    Raises:
        DhowError: the ledger or the store does not answer; the root waits, and is sent again.
    """
    with context.turns.hold("anchoring of the audit logs"):
        context.audit.flush()
        with context.store.read() as work:
            newest = work.audit.system_newest_root()
            heads = work.audit.system_heads()
            anchored = work.audit.system_last_anchors()
        root = newest if newest is not None and newest.tx_hash is None else None
        if root is None:
            at = context.tokens.now()
            if newest is not None and at - newest.at < every_seconds:
                return None
            leaves = tuple(
                AuditLeafRow(organisation, number, digest)
                for organisation, (number, digest) in sorted(heads.items())
                if number > anchored.get(organisation, 0)
            )
            if not leaves:
                return None
            root = AuditRootRow(root_of(leaves), at, None, None, leaves)
            with context.store.begin() as work:
                work.audit.system_add_root(root.root, leaves, at=at)
        return _sent(context, root)


def _sent(context: ApiContext, root: AuditRootRow) -> AuditRootRow:
    act = context.contracts.anchors.anchor(bytes.fromhex(root.root[2:]))
    receipt = context.sender.send(
        act, context.keys.operator(), key=f"audit:{root.root}", label=OPERATOR_KEY
    )
    with context.store.begin() as work:
        work.audit.system_root_mined(root.root, receipt.transaction_hash, receipt.block_number)
    _log.info("the audit logs are anchored in block %s", receipt.block_number)
    return AuditRootRow(
        root.root, root.at, receipt.transaction_hash, receipt.block_number, root.leaves
    )


def keep_anchoring(
    context: ApiContext, stop: threading.Event, *, every_seconds: int = EVERY_SECONDS
) -> None:
    """Anchor beside the requests until `stop` is set."""
    while not stop.wait(_LOOKING_SECONDS):
        anchor(context, every_seconds=every_seconds)
