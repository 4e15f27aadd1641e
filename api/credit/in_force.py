"""Which terms of a credit are in force: as issued, with what was accepted (UCP 600 art. 10(c))."""

from api.auth.roles import Actor
from api.context import ApiContext
from api.credit.amended import (
    accepted,
    in_force,
)
from api.credit.consenting import (
    held_words,
)
from api.credit.service import (
    standing_of,
)
from api.ids import org_hex
from dhow.ledger.bindings.values import (
    CreditRecord,
)
from dhow.store import CreditRow
from dhow.trade.credit import Terms


def terms_in_force(
    context: ApiContext, actor: Actor, row: CreditRow, record: CreditRecord
) -> Terms:
    """The terms as issued, with every amendment that was accepted (art. 10(c)).

    Raises:
        ApiError: 409 the text of one is not held here; 503 it has not come here yet.
    """
    known = standing_of(context, row.credit_id, record).amendments
    with context.store.read() as work:
        order = accepted(work, row.credit_id)
        rows = work.amendments.all(org_hex(actor.organisation), row.credit_id) if order else ()
    stored = {each.number: each.body for each in rows}
    return in_force(
        Terms.from_json(row.terms),
        [held_words(context, row, stored, number, known[number]) for number in order],
    )
