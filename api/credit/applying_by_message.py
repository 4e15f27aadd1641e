"""An application for a credit as the MT700 it is to become: its terms are read and applied for.

The messages say nothing of LEIs, which the ledger knows its parties by: banks are found by their
BIC, the applicant is who asks, the beneficiary is found by its name or given beside them.
"""

from dataclasses import replace

from api.auth.roles import Actor
from api.context import ApiContext
from api.credit import applying, fin
from api.credit.message_schemas import ApplyByMessage
from api.credit.schemas import ApplyForCredit, CreditView
from api.errors import ApiError
from api.ids import org_hex
from dhow.store import UnitOfWork
from dhow.trade.credit import Terms
from dhow.trade.credit.examination.wording import same_name
from dhow.trade.members import Party
from dhow.trade.swift import Finding, Message, MessageRefused
from dhow.trade.swift.mapping import Knowledge, read_credit
from dhow.trade.swift.mapping.tags import line_of, tag_of

_BANKS = (
    "issuing_bank",
    "advising_bank",
    "second_advising_bank",
    "nominated_bank",
    "confirming_bank",
    "reimbursing_bank",
)


def apply_for(context: ApiContext, actor: Actor, given: ApplyByMessage) -> CreditView:
    """Apply for the credit that the messages say: by the applicant.

    Raises:
        ApiError: 422 messages that are refused, that are no MT700, of which no terms can be made,
            or whose terms no bank may issue; by tag, line and rule.
        Refusal: the ledger's own checks, or the reference was used before.
    """
    messages = fin.read(given.message)
    first = messages[0]
    if first.mt != "700":
        words = f"MT{first.mt} applies for no credit; give an MT700, and what continues it"
        raise fin.refused([Finding("block 2", "type", words, 1, 1)])
    with context.store.read() as work:
        banks = fin.banks_named(work, actor, messages, given.banks)
        places = {name.upper(): locode for name, locode in given.places.items()}
        try:
            read = read_credit(messages, Knowledge(banks=banks, places=places))
        except MessageRefused as problem:
            raise fin.refused(problem.findings) from None
        terms = _with_members(work, actor, first, read.terms, given)
    try:
        view = applying.apply_for(
            context,
            actor,
            ApplyForCredit(
                reference=given.reference,
                terms=terms.as_dict(),
                issuing_place=given.issuing_place,
                nominated_place=given.nominated_place,
            ),
        )
    except ApiError as problem:
        raise _by_tag(problem, messages) from None
    kept = tuple(f"KEPT {note}" for note in read.notes)
    return view.model_copy(update={"warnings": (*kept, *view.warnings)})


def _with_members(
    work: UnitOfWork, actor: Actor, message: Message, terms: Terms, given: ApplyByMessage
) -> Terms:
    """The terms with the LEIs of the parties."""
    wrong: list[Finding] = []

    def note(path: str, rule: str, words: str) -> None:
        tag = tag_of(path)
        wrong.append(Finding(tag, rule, words, line_of(message, tag), 1))

    reader = org_hex(actor.organisation)
    own = work.organisations.by_lei(reader, actor.organisation)
    if own is None or not same_name(terms.applicant.name, own.name):
        known = own.name if own else actor.organisation
        words = f"names {terms.applicant.name}, and you are {known}; apply in your own name"
        note("applicant", "applicant", words)
    for name in _BANKS:
        bank: Party | None = getattr(terms, name)
        if bank is not None and bank.lei is None:
            words = f"{bank.name} is no member's here; say in `banks` whose LEI it is"
            note(name, "party", words)
    beneficiary = given.beneficiary
    if beneficiary is None:
        named = terms.beneficiary.name
        found = [each for each in work.organisations.all(reader) if same_name(named, each.name)]
        if len(found) == 1:
            beneficiary = found[0].lei
        else:
            how_many = f"{len(found)} members are" if found else "no member is"
            words = f"{how_many} called {named}; say in `beneficiary` whose LEI it is"
            note("beneficiary", "party", words)
    if wrong:
        raise fin.refused(wrong)
    return replace(
        terms,
        applicant=replace(terms.applicant, lei=actor.organisation),
        beneficiary=replace(terms.beneficiary, lei=beneficiary),
    )


def _by_tag(problem: ApiError, messages: tuple[Message, ...]) -> ApiError:
    """A problem with a part of the terms, told by the field of the message that says it."""
    if not any(path.startswith("terms.") for path, _ in problem.fields):
        return problem
    findings = []
    for path, words in problem.fields:
        tag = tag_of(path.removeprefix("terms."))
        line = next((at for each in messages if (at := line_of(each, tag))), 0)
        findings.append(Finding(tag, problem.rule or "terms", words, line, 1 if line else 0))
    return fin.refused(findings)
