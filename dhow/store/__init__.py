"""What the parties keep off the ledger: tables, migrations and repositories (SQLAlchemy Core).

    store = open_store("sqlite:///dhow.db", master_key)     # 32 bytes; "sqlite://" lives in memory
                                                            # or postgresql://user@host/database
    with store.begin() as work:                             # commits at the end, or not at all
        work.documents.put(actor, document_id=..., kind=..., issuer=..., content=..., at=...)
    store.write(lambda work: work.acts.get(actor, act_id))  # small, on hot paths: shares its commit
    with store.read() as work:                              # cannot write
        row = work.documents.get(actor, document_id)        # None where the actor may not see it
    store.close()

Every method takes the acting organisation first and sees only what that organisation may see;
another's object is absent, not forbidden. Methods named `system_...` act for the network itself and
belong in sign-in, admission, the registry's own checks and where the ledger says who may see, never
behind a party's request by themselves. What is `put` before its act is on the ledger counts from
then on; a reader asks the ledger. Ids are
`0x` and 64 hex digits; `at` is UTC seconds. Bodies are encrypted at rest. Never await inside a unit
of work: it belongs to one thread.

| repository | methods |
|---|---|
| `organisations` | `system_add`, `system_find`, `get`, `by_lei`, `by_bic`, `all` |
| `users` | `system_add`, `system_authenticate`, `get`, `all`, `disable`, `change_password`, ... |
| `service_tokens` | `add`, `system_find`, `get`, `all`, `revoke` |
| `audit` | `append`, `page`, `anchors`: an organisation's log, never changed |
| `quotas` | `take`, `forget`: counts that several processes share |
| `documents` | `put`, `get`, `content`, `all`, `grant`, `grantees`, `erase` |
| `credits` | `put`, `get`, `all` |
| `presentations` | `put`, `get`, `record_report`, `record_notice`, `reveal`, `system_...` |
| `marks` | `put`, `system_meetings`, `system_registered`: documents that were presented elsewhere |
| `shipments` | `add`, `get`, `all`, `add_event`, `events`, `add_subject`, `replace_body` |
| `invoices` | `put`, `get`, `all`, `share`, `system_get`, `system_matches` |
| `undertakings` | `put`, `get`, `all` |
| `evidence` | `add`, `of_subject`, `reveal` |
| `acts` | `add`, `get`, `waiting`, `complete`, `reopen`: what a maker prepared for a checker |
| `ledger` | `block`, `get`, `history`, `timeline`, `system_balance`: what stands on the ledger |
| `feed` | what happened on the ledger, in its order: `concerning`, `system_events`, `system_head` |
| `webhooks` | `add`, `get`, `all`, `remove`, `rotate`, `resume`, `move`, `deliveries`, `waiting` |
| `exchange` | what other organisations' processes are to be told, and what is to be had from them |
| `operations` | requests that write, and answers: `add`, `get`, `by_key`, `finish`, `put_off` |
| `outbox` | what `dhow.ledger.sending` asks of a database; by sending key, not by organisation |
"""

from dhow.store.databases import database_file, has_begun, in_memory, shown_url
from dhow.store.engine import Store, open_store
from dhow.store.errors import (
    AlreadyStored,
    NotEntitled,
    NotFound,
    StoreError,
    StoreUnusable,
)
from dhow.store.ids import OrgId, check_id
from dhow.store.rows import (
    ActRow,
    AmendmentRow,
    CreditRow,
    DocumentRow,
    EvidenceRow,
    InvoiceRow,
    OrganisationRow,
    PresentationRow,
    ReasonRow,
    ShipmentEventRow,
    ShipmentRow,
    TokenMatch,
    TransferRow,
    UndertakingRow,
    UserRow,
)
from dhow.store.unit import UnitOfWork

__all__ = [
    "ActRow",
    "AlreadyStored",
    "AmendmentRow",
    "CreditRow",
    "DocumentRow",
    "EvidenceRow",
    "InvoiceRow",
    "NotEntitled",
    "NotFound",
    "OrgId",
    "OrganisationRow",
    "PresentationRow",
    "ReasonRow",
    "ShipmentEventRow",
    "ShipmentRow",
    "Store",
    "StoreError",
    "StoreUnusable",
    "TokenMatch",
    "TransferRow",
    "UndertakingRow",
    "UnitOfWork",
    "UserRow",
    "check_id",
    "database_file",
    "has_begun",
    "in_memory",
    "open_store",
    "shown_url",
]
