"""Checks before an amendment is issued (UCP 600 art. 9(d), 10)."""

from collections.abc import Iterator

from dhow.trade.credit.amendment import Amendment, apply
from dhow.trade.credit.drafting import check_draft
from dhow.trade.credit.drafting.conditions import is_silence_clause
from dhow.trade.credit.drafting.notes import DraftingNote, reject, warn
from dhow.trade.credit.examination.wording import same_name
from dhow.trade.credit.terms import Terms
from dhow.trade.records import InvalidInput


def check_amendment(terms: Terms, amendment: Amendment) -> tuple[DraftingNote, ...]:
    """Every note on an amendment of `terms`; none of severity REJECT means that it may be issued.

    Beside its own faults, the notes that the amended terms would have and these terms have not.
    """
    notes = [*_route(terms, amendment), *_silence(amendment)]
    try:
        amended = apply(terms, amendment)
    except InvalidInput as error:
        faults = (reject("form of the amendment", p.path, p.words) for p in error.problems)
        return (*notes, *faults)
    before = set(check_draft(terms))
    return (*notes, *(note for note in check_draft(amended) if note not in before))


def _route(terms: Terms, amendment: Amendment) -> Iterator[DraftingNote]:
    through, first = amendment.advised_through, terms.advising_bank
    if through is None or first is None:
        return
    same = (
        through.lei == first.lei
        if through.lei and first.lei
        else same_name(through.name, first.name)
    )
    if not same:
        yield reject(
            "UCP 600 art. 9(d)", "advised_through",
            f"an amendment goes by the bank that advised the credit, {first}, not by {through}",
            str(first),
        )  # fmt: skip


def _silence(amendment: Amendment) -> Iterator[DraftingNote]:
    for i, text in enumerate(amendment.narrative):
        if is_silence_clause(text):
            yield warn(
                "UCP 600 art. 10(f)", f"narrative[{i}]",
                f'"{text}" takes silence for acceptance; it will be disregarded',
                "leave it out; ask the beneficiary to say whether it accepts",
            )  # fmt: skip
