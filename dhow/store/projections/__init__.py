"""What stands on the ledger, in tables that follow it.

    tables = StoredProjections(store)       # what `dhow.ledger.following.Projector` folds into
    with store.read() as work:              # readers, as many as there are, beside it
        work.ledger.credit(actor, credit_id)
        work.ledger.timeline(actor, "credit", credit_id)

Writing and reading are apart: `folding` knows versions and nothing of who may see them, `reading`
asks the store's `access` like every other repository.
"""

from dhow.store.projections.reading import (
    LedgerReading,
    TimelineRow,
    VersionRow,
)
from dhow.store.projections.stored import StoredProjections

__all__ = ["LedgerReading", "StoredProjections", "TimelineRow", "VersionRow"]
