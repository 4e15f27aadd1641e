"""Checking every audit log of a database, by itself and against the roots on the ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from api.ids import to_hex
from dhow.ledger.bindings.events import RootAnchored
from dhow.ledger.client import LedgerClient
from dhow.ledger.deploy import Deployment
from dhow.store import Store
from dhow.store.hashchain import Break, first_break, root_of
from dhow.store.ids import OrgId
from dhow.store.rows import AuditRootRow

ALL_OF_THEM = "all logs"
"""Whose a finding is that is about a root and no one log."""


@dataclass(frozen=True, slots=True)
class OnLedger:
    """One root on the ledger: whose, which of theirs, where."""

    by: str
    number: int
    root: str
    transaction: str
    block: int


@dataclass
class Verdict:
    """What checking found; `breaks` has the first broken line of each log."""

    lines: int = 0
    logs: int = 0
    roots: int = 0
    breaks: list[Break] = field(default_factory=list)


def on_ledger(ledger: LedgerClient, contracts: Deployment) -> tuple[OnLedger, ...]:
    """Every root that anybody put on the ledger, in order.

    Raises:
        EnvironmentProblemError: the node does not answer.
    """
    logs = ledger.events(contracts.manifest.first_block, contracts=(contracts.anchors.address,))
    return tuple(
        OnLedger(
            log.event.by,
            log.event.number,
            to_hex(log.event.root),
            log.transaction_hash,
            log.block_number,
        )
        for log in logs
        if isinstance(log.event, RootAnchored)
    )


def verify(store: Store, anchored: Iterable[OnLedger] | None, *, by: str | None = None) -> Verdict:
    """Recompute every log.

    Args:
        anchored: what is on the ledger; None to check the database by itself, which cannot show
            that a log was cut off or written anew together with its hashes.
        by: whose roots are this database's; unless given, whoever has one here that is known, or
            everyone where none is.
    """
    verdict = Verdict()
    with store.read() as work:
        kept = work.audit.system_roots()
        heads = work.audit.system_heads()
        proved = _proved(verdict, kept, anchored, by)
        known = sorted({*heads, *work.audit.system_organisations(), *proved})
        for organisation in known:
            rows = list(work.audit.system_lines(organisation))
            verdict.lines += len(rows)
            verdict.logs += 1
            found = first_break(
                organisation,
                rows,
                head=heads.get(organisation),
                anchors=proved.get(organisation, {}),
            )
            if found is not None:
                verdict.breaks.append(found)
    return verdict


def _proved(
    verdict: Verdict,
    kept: tuple[AuditRootRow, ...],
    anchored: Iterable[OnLedger] | None,
    by: str | None,
) -> Mapping[OrgId, Mapping[int, list[str]]]:
    """By log and line, the hashes that the ledger vouches for."""
    if anchored is None:
        return {}
    found = {one.root: one for one in anchored}
    verdict.roots = sum(row.root in found for row in kept)
    proved: dict[OrgId, dict[int, list[str]]] = {}
    for row in kept:
        if root_of(row.leaves) != row.root:
            verdict.breaks.append(
                Break(ALL_OF_THEM, 0, f"what is kept under the root {row.root} does not give it")
            )
        elif row.root in found:
            for each in row.leaves:
                proved.setdefault(each.organisation, {}).setdefault(each.number, []).append(
                    each.hash
                )
        elif row.tx_hash:
            verdict.breaks.append(
                Break(ALL_OF_THEM, 0, f"the root {row.root} is not on the ledger as it should be")
            )
    here = {row.root for row in kept}
    ours = {one.by for one in found.values() if one.root in here}
    if by is not None:
        ours = {one.by for one in found.values() if one.by.lower() == by.lower()}
    for one in found.values():
        if one.root not in here and (not ours or one.by in ours):
            verdict.breaks.append(
                Break(
                    ALL_OF_THEM,
                    0,
                    f"the ledger holds root {one.number} of {one.by} (block {one.block}), which "
                    "this database does not know",
                )
            )
    return proved
