"""A rule of examination: a small function, the article it applies, and one sentence."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code, Discrepancy, Observation
from dhow.trade.documents import Document

Finding = Discrepancy | Observation
Findings = Iterator[Finding]


@dataclass(frozen=True)
class Rule:
    """`name` appears in the report; `sentence` says the rule to a reader who is no lawyer."""

    name: str
    article: str
    sentence: str
    check: Callable[[Case], Findings]

    def __call__(self, case: Case) -> Findings:
        """What the rule finds in this case, each finding marked with the rule's name."""
        for finding in self.check(case):
            yield replace(finding, rule=self.name, article=finding.article or self.article)


def rule(article: str) -> Callable[[Callable[[Case], Findings]], Rule]:
    """Make a rule of a function; its docstring is the sentence."""

    def made(check: Callable[[Case], Findings]) -> Rule:
        if not check.__doc__:
            raise ValueError(f"{check.__name__} needs a sentence that says the rule")
        return Rule(check.__name__, article, check.__doc__.strip(), check)

    return made


def found_on(
    code: Code, article: str, document: Document, field: str,
    found: str, required: str, would_comply: str,
) -> Discrepancy:  # fmt: skip
    """A discrepancy on one document, its parts in the order they are told."""
    return Discrepancy(
        code=code,
        article=article,
        document=str(document),
        field=field,
        found=found,
        required=required,
        would_comply=would_comply,
    )
