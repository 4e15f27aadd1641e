"""Which terms of a credit are in force: as issued, with what was accepted (UCP 600 art. 10(c))."""

from api.auth.roles import Actor
from api.context import ApiContext
from api.credit.amended import accepted, in_force
from api.credit.consenting import held_words
from api.credit.service import standing_of
from api.ids import org_hex
from dhow.ledger.bindings.values import CreditRecord, ExtensionState
from dhow.store import CreditRow
from dhow.trade.credit import Terms

_BIND_A_CONFIRMING_BANK = frozenset((ExtensionState.EXTENDED, ExtensionState.UNCONFIRMED))


def terms_in_force(
    context: ApiContext,
    actor: Actor,
    row: CreditRow,
    record: CreditRecord,
    *,
    confirmed: bool = False,
) -> Terms:
    """The terms as issued, with every amendment that was accepted (art. 10(c)).

    Args:
        confirmed: those that bind the confirming bank: without what was accepted since it
            confirmed and it did not extend its confirmation to (art. 10(b)).

    Raises:
        ApiError: 409 the text of one is not held here; 503 it has not come here yet.
    """
    known = standing_of(context, row.credit_id, record).amendments
    with context.store.read() as work:
        order = tuple(
            number
            for number in accepted(work, row.credit_id)
            if not confirmed or known[number].extension in _BIND_A_CONFIRMING_BANK
        )
        rows = work.amendments.all(org_hex(actor.organisation), row.credit_id) if order else ()
    stored = {each.number: each.body for each in rows}
    return in_force(
        Terms.from_json(row.terms),
        [held_words(context, row, stored, number, known[number]) for number in order],
    )
