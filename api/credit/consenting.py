"""Whether an amendment can be consented to by its words: they are here, and the ledger means them.

Each is answered by itself (UCP 600 art. 10(c), 10(e)), so one is not issued beside another that
waits for its answer where the two could not both be accepted.
"""

from typing import Final

from eth_utils.crypto import keccak

from api import records
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit.amended import clashing, says_the_same, words_held
from api.credit.service import standing_of
from api.errors import ApiError, conflict, elsewhere, unacceptable
from api.ids import is_zero, lei_of, org_hex
from dhow.ledger.bindings.values import AdviceState, AmendmentRecord, AmendmentState, CreditRecord
from dhow.store import CreditRow
from dhow.trade.credit import Terms
from dhow.trade.credit.amendment import Amendment

_ADVISED_WITHIN: Final = 7 * 86_400
"""Seconds: five banking days, the most that a bank has for anything (art. 14(b)), and a weekend."""


def require_beside_pending(
    context: ApiContext,
    actor: Actor,
    row: CreditRow,
    record: CreditRecord,
    before: Terms,
    amendment: Amendment,
) -> None:
    """Raises 409 where it and one that waits for its answer cannot both be accepted."""
    if amendment.cancels:
        return
    known = standing_of(context, row.credit_id, record).amendments
    with context.store.read() as work:
        held = words_held(work, org_hex(actor.organisation), row.credit_id)
    pending = [
        (Amendment.from_json(held[number]), each.changes)
        for number, each in known.items()
        if each.state is AmendmentState.PENDING and not each.changes.cancels and number in held
    ]
    clash = clashing(context, record, before, amendment, pending)
    if clash is not None:
        raise conflict(
            "amendment-clashes",
            f"Amendment {amendment.number} and amendment {clash}, which is not answered, cannot"
            " both be accepted: their words and what the ledger adds up would differ.",
            rule="UCP 600 art. 10(c)",
            next_step="Increase or decrease the amount instead of setting it, leave out what the"
            " other changes already, or wait for the answer.",
        )


def require_says_the_same(
    context: ApiContext,
    actor: Actor,
    row: CreditRow,
    number: int,
    found: AmendmentRecord,
    before: Terms,
) -> None:
    """Raises 409 where the words would have something else agreed than the ledger enforces."""
    with context.store.read() as work:
        record = records.credit(work, row.credit_id)
        words = words_held(work, org_hex(actor.organisation), row.credit_id).get(number, b"")
    try:
        same = says_the_same(context, record, before, Amendment.from_json(words), found.changes)
    except (ApiError, ValueError):
        same = False
    if not same:
        raise conflict(
            "amendment-differs",
            f"The words of amendment {number} change something else than the ledger would.",
            rule="UCP 600 art. 10",
            next_step="Reject it, or ask the issuing bank for another.",
        )


def require_advised(
    context: ApiContext, row: CreditRow, number: int, record: AmendmentRecord
) -> None:
    """What was advised through a bank is amended through it, and accepted to it (art. 9(d), 10(c)).

    A rejection needs no advice: nothing comes of it. Nor does an acceptance wait for ever for a
    bank that does not advise: its acceptance is the beneficiary's alone (art. 10(a), 10(c)).

    Raises:
        ApiError: 409 a bank that advised the credit has not advised the amendment, and still may.
    """
    if context.now() >= record.issued_at + _ADVISED_WITHIN:
        return
    with context.store.read() as work:
        credit = records.credit(work, row.credit_id)
    standing = standing_of(context, row.credit_id, credit)
    clauses, advice = standing.clauses, standing.advice
    first = clauses.advising_bank
    first = credit.terms.nominated_bank if is_zero(first) else first
    if advice.first is AdviceState.ADVISED and not record.is_advised:
        bank = first
    elif advice.second is AdviceState.ADVISED and not record.is_advised_on:
        bank = clauses.second_advising_bank
    else:
        return
    raise conflict(
        "amendment-not-advised",
        f"{lei_of(bank)} advised the credit, and has not advised amendment {number} yet.",
        rule="UCP 600 art. 9(d)",
        next_step="Wait until that bank advises it: POST .../amendments/{number}/advice. Until then"
        " it may be rejected, and documents may be presented under it; a week after its issue it"
        " may be accepted all the same.",
    )


def is_part(
    context: ApiContext,
    actor: Actor,
    row: CreditRow,
    number: int,
    record: AmendmentRecord,
    only: tuple[str, ...],
) -> bool:
    """Whether these are some of an amendment's changes, and not all; none named is all.

    Raises:
        ApiError: 422 it has no such changes; as `held_words`.
    """
    with context.store.read() as work:
        rows = work.amendments.all(org_hex(actor.organisation), row.credit_id)
    stored = {each.number: each.body for each in rows}
    words = held_words(context, row, stored, number, record)
    paths = {each.path for each in Amendment.from_json(words).changes}
    strange = sorted(set(only) - paths)
    if strange:
        raise unacceptable("only", f"amendment {number} changes no {', '.join(strange)}")
    return bool(only) and set(only) != paths


def held_words(
    context: ApiContext,
    row: CreditRow,
    stored: dict[int, bytes],
    number: int,
    record: AmendmentRecord,
) -> bytes:
    """The words of an amendment, as far as they count.

    Raises:
        ApiError: 409 they are not held here; 503 they have not come here yet.
    """
    body = stored.get(number)
    if body is not None and keccak(body) == record.changes.text_hash:
        return body
    if context.apart is not None:
        bank = lei_of(row.issuing_bank)
        raise elsewhere(f"the text of amendment {number}", bank, "has not handed it over yet")
    raise conflict(
        "amendment-not-held",
        f"The text of amendment {number} is not held here.",
        next_step="Ask the issuing bank for it.",
    )
