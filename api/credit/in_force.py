"""Which terms of a credit are in force: as issued, with what was accepted (UCP 600 art. 10(c))."""

from collections.abc import Mapping

from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import awaiting
from api.credit.amended import acceptances, accepted, in_force, stated, words_held
from api.credit.consenting import held_words
from api.credit.service import standing_of
from api.credit.visibility import Found
from api.errors import ApiError, conflict
from api.ids import org_hex
from dhow.ledger.bindings.values import AmendmentState, CreditRecord, ExtensionState
from dhow.store import CreditRow
from dhow.trade.credit import Terms
from dhow.trade.credit.accepted_since import Standing
from dhow.trade.credit.amendment import Amendment, apply
from dhow.trade.records import InvalidInput

_BIND_A_CONFIRMING_BANK = frozenset((ExtensionState.EXTENDED, ExtensionState.UNCONFIRMED))


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


def as_it_stood(
    context: ApiContext, actor: Actor, found: Found, record: CreditRecord
) -> tuple[Standing, ...]:
    """What a presentation is examined by: the credit when it was made, and after each acceptance.

    When it was made what had been accepted by then counts, in the ledger's order, and what the
    presentation accepted itself (art. 10(c)). What a bank stated that it accepts may only help, for
    the beneficiary has not said so. Nobody keeps a bank from examining by an amendment
    that cannot be made, or whose words did not come in time: it is left out, and told.

    Raises:
        ApiError: 409 or 503 as `terms_in_force`, while words may still come.
    """
    row, presented = found.credit, found.row.presentation_id
    known = standing_of(context, row.credit_id, record).amendments
    with context.store.read() as work:
        order = acceptances(work, row.credit_id)
        told = [e for e in stated(work, row.credit_id) if e.presentation == presented]
        made = work.ledger.system_places("Presented", (presented,)).get(presented)
        rows = work.amendments.all(org_hex(actor.organisation), row.credit_id)
    held = {each.number: each.body for each in rows}
    awaited = awaiting.words(context, found.record)
    issued = Terms.from_json(row.terms)

    def take(number: int) -> bytes | None:
        try:
            return held_words(context, row, held, number, known[number])
        except ApiError:
            if awaited:
                raise
            return None

    def stood(
        words: Mapping[int, bytes | None], by: int | None = None, *, is_stated: bool = False
    ) -> Standing:
        terms, lacking = _composed(issued, words)
        confirmed = None
        if found.handling.is_with_confirming_bank:
            confirmed, more = _composed(issued, {n: words[n] for n in words if n in extended})
            lacking = tuple(dict.fromkeys((*lacking, *more)))
        return Standing(
            terms=terms, confirmed=confirmed, by=by, is_stated=is_stated, without=lacking
        )

    extended = {n for n, each in known.items() if each.extension in _BIND_A_CONFIRMING_BANK}
    then = [e for e in order if not made or e.place < made or e.presentation == presented]
    words = {each.number: take(each.number) for each in then}
    stages = [stood(words)]
    relied = dict(words)
    for each in told:
        if each.number not in relied:
            relied[each.number] = take(each.number)
            stages.append(stood(relied, each.number, is_stated=True))
    for each in order:
        if each not in then:
            words[each.number] = take(each.number)
            stages.append(stood(words, each.number))
    return tuple(stages)


def require_on_confirmed(
    context: ApiContext, actor: Actor, row: CreditRow, record: CreditRecord, number: int
) -> None:
    """Before a confirmation extends to an amendment: it can be made in what the bank confirmed.

    What it did not extend to, another amendment may take back: to extend to that alone would bind
    it to words that nobody could apply (art. 10(b)).

    Raises:
        ApiError: 409 it cannot.
    """
    known = standing_of(context, row.credit_id, record).amendments
    with context.store.read() as work:
        order = accepted(work, row.credit_id)
        held = words_held(work, org_hex(actor.organisation), row.credit_id)
    if number not in held:
        return
    confirmed = [each for each in order if known[each].extension in _BIND_A_CONFIRMING_BANK]
    pending = [
        each
        for each, one in known.items()
        if one.state is AmendmentState.PENDING and one.extension is ExtensionState.EXTENDED
    ]
    amendment = Amendment.from_json(held[number])
    issued = Terms.from_json(row.terms)
    why = ""
    for words in (confirmed, [*confirmed, *(each for each in pending if each != number)]):
        terms, _ = _composed(issued, {each: held.get(each) for each in words})
        try:
            if not amendment.cancels:
                apply(terms, amendment)
        except InvalidInput as problem:
            why = why or str(problem)
        else:
            return
    raise conflict(
        "amendment-beyond-confirmation",
        f"Amendment {number} cannot be made in what this bank confirmed: {why}.",
        rule="UCP 600 art. 10(b)",
        next_step="Extend first to the amendment that it rests on, or say that you do not extend:"
        ' "extends": false.',
    )


def _composed(terms: Terms, words: Mapping[int, bytes | None]) -> tuple[Terms, tuple[int, ...]]:
    """Terms with the amendments that can be made, in their order, and the numbers of the others.

    What a confirming bank extended its confirmation to may not stand without what it did not: what
    was only given back, or changes what was never confirmed (art. 10(b)).
    """
    lacking = []
    for number, said in words.items():
        try:
            made = None if said is None else in_force(terms, [said])
        except InvalidInput:
            made = None
        if made is None:
            lacking.append(number)
        else:
            terms = made
    return terms, tuple(lacking)
