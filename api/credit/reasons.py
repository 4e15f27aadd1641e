"""Reasons in words, whose hashes acts put on the ledger: of holds, orders, refusals.

The words are kept sealed, with a salt, since the few there are to choose from would be guessed from
a plain hash, and with who gives them, since a hash on the ledger can be repeated by anybody: they
count as said by the organisation whose own act bears their hash, and by no other. Who reads them
follows from the ledger: of a hold, the bank that holds; of a court's order, its register and the
credit's parties; why a bank will not advise, that bank and the one it had the credit from (UCP 600
art. 9(e)); of a covering letter for documents lost (art. 35), presenter and banks.
"""

from collections.abc import Iterable
from typing import Final

from eth_utils.crypto import keccak

from api import records
from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import agreed, befallen, parts, passed_on, recorded
from api.ids import from_hex, is_zero, org_bytes, org_hex, to_hex
from dhow.ledger.bindings.values import AdviceState, CreditRecord, CreditState, OrgId
from dhow.store import OrgId as StoreOrgId
from dhow.store import ReasonRow, UnitOfWork
from dhow.trade.records import canonical, load

NOT_ISSUED: Final = frozenset(
    (CreditState.NONE, CreditState.APPLIED, CreditState.WITHDRAWN, CreditState.DECLINED)
)

MOST_WORDS: Final = 2000
"""Characters, as the acts' own routes take them (`api.credit.schemas.Words`)."""


def give(context: ApiContext, actor: Actor, credit_id: str, words: str) -> bytes:
    """Keep the words of a reason; gives the hash that the act puts on the ledger.

    The same words given again by the same organisation have the same hash: a checker's request is
    then a maker's, and an act asked for again finds itself done.
    """
    own = org_hex(actor.organisation)
    with context.store.read() as work:
        given = work.reasons.given_by(own, credit_id)
    for each in given:
        if _readable(each.body, own) == words:
            return from_hex(each.hash)
    body = canonical({"by": own, "words": words, "salt": context.salt()})
    hashed = keccak(body)
    with context.store.begin() as work:
        work.reasons.put(ReasonRow(credit_id, to_hex(hashed), own, body, context.now()))
    return hashed


def giver_of(body: bytes) -> StoreOrgId:
    """Who gives a reason, as its own bytes say.

    Raises:
        ValueError: it is no reason.
    """
    told = load(body, "the reason")
    if set(told) != {"by", "words", "salt"} or not all(
        isinstance(each, str) for each in told.values()
    ):
        raise ValueError("a reason has who gives it, words and a salt")
    return StoreOrgId(told["by"])


def words_of(body: bytes, giver: str) -> str:
    """The words that somebody gave, without their salt.

    Raises:
        ValueError: they are none, or another gave them.
    """
    if giver_of(body) != giver:
        raise ValueError("the reason was given by another")
    told = load(body, "the reason")
    if len(told["words"]) > MOST_WORDS:
        raise ValueError(f"a reason has {MOST_WORDS} characters at most")
    return str(told["words"])


def read(
    work: UnitOfWork, credit_id: str, given: Iterable[tuple[bytes, bytes]]
) -> dict[tuple[bytes, bytes], str]:
    """The words that are here, whoever may read them, by who gave them and their hash.

    What is kept and is no reason of who gave it counts as not here.

    Args:
        given: organisations and the hashes that their own acts put on the ledger.
    """
    sought = [_named(giver, hashed) for giver, hashed in given if any(hashed)]
    held = work.reasons.system_held(credit_id, sought)
    said = {each: _readable(body, each[0]) for each, body in held.items()}
    return {
        (from_hex(giver), from_hex(hashed)): words
        for (giver, hashed), words in said.items()
        if words is not None
    }


def _readable(body: bytes, giver: str) -> str | None:
    try:
        return words_of(body, giver)
    except ValueError:
        return None


def _named(giver: bytes, hashed: bytes) -> tuple[StoreOrgId, str]:
    return StoreOrgId(to_hex(giver)), to_hex(hashed)


def refusals_told(
    work: UnitOfWork,
    credit_id: str,
    reader: bytes,
    record: CreditRecord,
    standing: recorded.Standing,
) -> dict[bytes, bytes]:
    """Hashes of why banks will not advise, by bank, as far as the reader is to be told."""
    if AdviceState.REFUSED not in (standing.advice.first, standing.advice.second):
        return {}
    rows = work.ledger.system_under("advices", (credit_id,)).get(credit_id, ())
    refused = {
        from_hex(row["bank"]): from_hex(row["reason_hash"]) for row in rows if row["reason_hash"]
    }
    clauses = standing.clauses
    first = clauses.advising_bank
    first = record.terms.nominated_bank if is_zero(first) else first
    had_from = {clauses.second_advising_bank: first, first: record.terms.issuing_bank}
    return {
        bank: hashed
        for bank, hashed in refused.items()
        if reader in (bank, had_from.get(OrgId(bank)))
    }


def for_reader(work: UnitOfWork, reader: str, credit_id: str) -> frozenset[tuple[StoreOrgId, str]]:
    """The reasons that another organisation's process may have: who gave each, and its hash.

    Those of orders and of refusals to advise: a hold's are its bank's alone, even where another's
    act repeats its hash.
    """
    record = records.credit(work, credit_id)
    if record.state in NOT_ISSUED:
        return frozenset()
    own = org_bytes(reader)
    standing = recorded.standing(work, credit_id, record)
    told = set(refusals_told(work, credit_id, own, record, standing).items())
    terms = record.terms
    if own in (terms.beneficiary, terms.issuing_bank, terms.nominated_bank):
        sent = terms.nominated_bank
        told |= {(sent, hashed) for hashed in befallen.covers(work, credit_id)}
    if own in _parties(work, credit_id, record, standing):
        told |= set(orders(work, credit_id))
    return frozenset(_named(*each) for each in told)


def given_by(work: UnitOfWork, credit_id: str) -> tuple[bytes, ...]:
    """Who gave them: registers of orders, banks that will not advise, or sent what was lost."""
    rows = work.ledger.system_under("advices", (credit_id,)).get(credit_id, ())
    refusing = [from_hex(row["bank"]) for row in rows if row["reason_hash"]]
    sent = (records.credit(work, credit_id).terms.nominated_bank,)
    sending = sent if befallen.covers(work, credit_id) else ()
    return (*(registrar for registrar, _ in orders(work, credit_id)), *refusing, *sending)


def orders(work: UnitOfWork, credit_id: str) -> tuple[tuple[bytes, bytes], ...]:
    """Courts' orders that stand against a credit: by which register, the reference's hash."""
    rows = work.ledger.system_under("court_orders", (credit_id,)).get(credit_id, ())
    return tuple(
        (from_hex(row["registrar"]), from_hex(row["order_reference"]))
        for row in rows
        if row["registrar"] and row["order_reference"]
    )


def _parties(
    work: UnitOfWork, credit_id: str, record: CreditRecord, standing: recorded.Standing
) -> frozenset[bytes]:
    """Who sees a credit that was issued, as the ledger has it."""
    part = passed_on.part_row(work, credit_id)
    if part is None:
        return agreed.parties(record.terms, standing.clauses)
    first: StoreOrgId = parts.first_beneficiary(work, part)
    see = (record.terms.beneficiary, record.terms.issuing_bank)
    return frozenset((*see, from_hex(part["transferring_bank"]), from_hex(first)))
