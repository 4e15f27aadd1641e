"""Which terms of a credit are in force: as issued, with what was accepted (UCP 600 art. 10(c))."""

from contextlib import suppress

from api.auth.roles import Actor
from api.context import ApiContext
from api.credit.amended import accepted, in_force
from api.credit.consenting import held_words
from api.credit.service import standing_of
from api.ids import org_hex
from dhow.ledger.bindings.values import CreditRecord, ExtensionState
from dhow.store import CreditRow
from dhow.trade.credit import Terms
from dhow.trade.records import InvalidInput

_BIND_A_CONFIRMING_BANK = frozenset((ExtensionState.EXTENDED, ExtensionState.UNCONFIRMED))


def terms_in_force(
    context: ApiContext, actor: Actor, row: CreditRow, record: CreditRecord
) -> Terms:
    """The terms as issued, with every amendment that was accepted (art. 10(c)).

    Raises:
        ApiError: 409 the text of one is not held here; 503 it has not come here yet.
    """
    accepted_words = _accepted(context, actor, row, record)
    return in_force(Terms.from_json(row.terms), [words for _, words in accepted_words])


def terms_confirmed(
    context: ApiContext, actor: Actor, row: CreditRow, record: CreditRecord
) -> Terms:
    """Those that bind the confirming bank.

    Without what was accepted since it confirmed and it did not extend its confirmation to
    (art. 10(b)), and without what it extended to that cannot stand without that: what was only
    given back, or changes what was never confirmed. The credit as amended has both.

    Raises:
        As `terms_in_force`.
    """
    known = standing_of(context, row.credit_id, record).amendments
    terms = Terms.from_json(row.terms)
    for number, words in _accepted(context, actor, row, record):
        if known[number].extension not in _BIND_A_CONFIRMING_BANK:
            continue
        with suppress(InvalidInput):
            terms = in_force(terms, [words])
    return terms


def _accepted(
    context: ApiContext, actor: Actor, row: CreditRow, record: CreditRecord
) -> list[tuple[int, bytes]]:
    """Numbers and words of what was accepted, in the order in which it was."""
    known = standing_of(context, row.credit_id, record).amendments
    with context.store.read() as work:
        order = accepted(work, row.credit_id)
        rows = work.amendments.all(org_hex(actor.organisation), row.credit_id) if order else ()
    stored = {each.number: each.body for each in rows}
    return [(each, held_words(context, row, stored, each, known[each])) for each in order]
