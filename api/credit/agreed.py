"""Whether words say what the ledger enforces of them.

A hash on the ledger shows that these are the words its sender put there, and no more: who signs
past this interface can hash one thing and have the ledger enforce another. So what words and ledger
both say is compared wherever words are read, and words that say something else are not told as the
credit.
"""

from dataclasses import fields, replace
from typing import Any, Final

from api.context import ApiContext
from api.credit import recorded
from api.credit.clauses import insured_bps, ledger_clauses
from api.credit.terms import ledger_terms, parties_of
from api.errors import ApiError, conflict
from api.ids import bytes_text
from dhow.ledger.bindings.values import CreditClauses, CreditTerms
from dhow.trade.credit import Terms

UNREADABLE: Final = "everything: they are no terms that the ledger could have"
_NAMES: Final = {
    "amount_minor": "the amount",
    "tolerance_plus_bps": "the tolerance",
    "partial_shipments": "partial shipments",
    "money": "the currency",
    "terms_hash": "the text itself",
    "is_electronic": "whether the eUCP applies",
}
_MOST_KNOWN: Final = 4_096
_KNOWN: Final[dict[tuple[object, ...], tuple[str, ...]]] = {}
"""What was compared already: nothing of it changes, and every read of a credit asks."""


def differences(
    context: ApiContext,
    applied: CreditTerms | None,
    clauses: CreditClauses,
    words: bytes,
    *,
    is_part: bool,
) -> tuple[str, ...]:
    """What the words of a credit say otherwise than the ledger, as a trader names it.

    Args:
        applied: the credit as applied for or transferred, whatever was amended since; None where
            the ledger does not tell.
        is_part: it is a credit as transferred, which has its tolerance of the original, and is
            advised by the bank that transferred it.
    """
    if applied is None:
        return ()
    money = tuple((code, each.address) for code, each in context.contracts.money.items())
    asked = (money, applied, clauses, words, is_part)
    found = _KNOWN.get(asked)
    if found is None:
        found = _compared(context, applied, clauses, words, is_part=is_part)
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[asked] = found
    return found


def meaning(
    context: ApiContext, applied: CreditTerms, words: bytes
) -> tuple[Terms, CreditTerms, CreditClauses]:
    """Terms of a credit, and what they are on the ledger at the places applied for.

    Raises:
        ValueError: they are no terms; ApiError: the ledger cannot have them.
    """
    terms = Terms.from_json(words)
    nominated = bytes_text(applied.nominated_place) or None
    said = ledger_terms(context, terms, bytes_text(applied.issuing_place), nominated)
    return terms, said, ledger_clauses(terms, parties_of(terms)) or recorded.NO_CLAUSES


def require(
    context: ApiContext,
    applied: CreditTerms | None,
    clauses: CreditClauses,
    words: bytes,
    *,
    is_part: bool,
) -> None:
    """The words of a credit say what the ledger enforces.

    Raises:
        ApiError: 409 naming what they say otherwise.
    """
    found = differences(context, applied, clauses, words, is_part=is_part)
    if found:
        raise conflict(
            "words-differ",
            told(found),
            rule="UCP 600 art. 4(b), 7(b)",
            next_step="Do not act on it. Decline or withdraw it, and have it applied for again.",
        )


def parties(terms: CreditTerms, clauses: CreditClauses) -> frozenset[bytes]:
    """Whom the ledger has as parties to a credit."""
    named = (
        terms.applicant,
        terms.beneficiary,
        terms.issuing_bank,
        terms.nominated_bank,
        clauses.advising_bank,
        clauses.second_advising_bank,
    )
    return frozenset(each for each in named if any(each))


def told(found: tuple[str, ...]) -> str:
    """What the reader of a credit is told of words that say something else."""
    return (
        "The words of this credit say something else than the ledger enforces, of "
        f"{', '.join(found)}; they are not the credit."
    )


def _compared(
    context: ApiContext,
    applied: CreditTerms,
    clauses: CreditClauses,
    words: bytes,
    *,
    is_part: bool,
) -> tuple[str, ...]:
    try:
        terms, said, meant = meaning(context, applied, words)
        if is_part:
            said, meant = _of_part(terms, said, meant, applied, clauses)
    except (ApiError, ValueError):
        return (UNREADABLE,)
    return (*_names(applied, said), *_names(clauses, meant))


def _of_part(
    terms: Terms,
    said: CreditTerms,
    meant: CreditClauses,
    on_ledger: CreditTerms,
    clauses: CreditClauses,
) -> tuple[CreditTerms, CreditClauses]:
    """What terms as transferred say, as the ledger has it of a part (see `part_terms`)."""
    same = said.tolerance_plus_bps == on_ledger.tolerance_plus_bps
    said = replace(
        said,
        tolerance_plus_bps=on_ledger.tolerance_plus_bps,
        amount_minor=said.amount_minor if same else terms.maximum_amount.minor,
    )
    insured = insured_bps(terms) if clauses.insured_bps else 0
    return said, replace(
        meant,
        advising_bank=recorded.NOBODY,
        second_advising_bank=recorded.NOBODY,
        insured_bps=insured,
        reimbursing_bank=clauses.reimbursing_bank,
        transferable=False,
    )


def _names(on_ledger: Any, said: Any) -> tuple[str, ...]:
    moved = [
        each.name
        for each in fields(on_ledger)
        if getattr(on_ledger, each.name) != getattr(said, each.name)
    ]
    return tuple(_NAMES.get(each, f"the {each.replace('_', ' ')}") for each in moved)
