"""Documentary credits under UCP 600: terms, drafting, amendments, transfer, examination.

    terms = Terms.from_json(text)                       # InvalidInput names every wrong field
    notes = check_draft(terms)                          # REJECT and WARN before issue
    amendment = Amendment(credit_number=..., number=1, issued_on=..., changes=diff(terms, new))
    check_amendment(terms, amendment)                   # REJECT and WARN before it is issued
    apply(terms, amendment)                             # the terms once it is accepted
    transfer(terms, TransferRequest(...), bank_consents=True)      # NotAllowed says the article
    presentation = Presentation.from_json(text)         # documents inside by their `kind`
    presentation = Presentation(
        credit_number=..., documents=(Presented(document=parse_document(text)), ...),
        drawn=Amount.parse("USD 250,000.00"), presented_at=instant_utc, place="AEDXB",
        notice_of_completeness=NoticeOfCompleteness(credit_number=..., received_at=instant_utc))
    report = examine(terms, presentation, {"AEDXB": make_calendar("AEDXB", [2026])})
    # reports={evidence_id: Report} where certificates of evidence are to be authenticated
    report.complying, report.findings, report.last_day_for_presentation
    report.to_json()                                    # canonical bytes; their hash goes on ledger
    report.words()                                      # one line a finding

What else a desk decides has a module each: `amendment` (`diff`, `apply`), `consent` (which pending
amendments a presentation accepts), `transfer`, `assignment`, `maturity`, `instalments`,
`preadvice`, `disposal` (of records refused). Who is bound, owes and has agreed the ledger holds.
`dhow.trade.documents.parse_document` reads one document; `dhow.trade.members.make_calendar` makes
the banking calendar of a place. What each record looks like in JSON is published in `docs/schemas`.
"""

from dhow.trade.credit.amendment import Action, Amendment, Change
from dhow.trade.credit.assignment import Assignment
from dhow.trade.credit.consent import examine_beside_pending
from dhow.trade.credit.drafting import DraftingNote, Severity, check_draft
from dhow.trade.credit.drafting.amending import check_amendment
from dhow.trade.credit.examination import (
    Code,
    Discrepancy,
    ExaminationReport,
    Observation,
    examine,
)
from dhow.trade.credit.maturity import Tenor, TenorStart, maturity
from dhow.trade.credit.preadvice import PreAdvice
from dhow.trade.credit.presentation import (
    DrawnBefore,
    Medium,
    NoticeOfCompleteness,
    Presentation,
    Presented,
)
from dhow.trade.credit.refused import NotAllowed
from dhow.trade.credit.terms import DocumentRequired, Mode, Rules, Terms
from dhow.trade.credit.transfer import Transferred, TransferRequest

__all__ = [
    "Action",
    "Amendment",
    "Assignment",
    "Change",
    "Code",
    "Discrepancy",
    "DocumentRequired",
    "DraftingNote",
    "DrawnBefore",
    "ExaminationReport",
    "Medium",
    "Mode",
    "NotAllowed",
    "NoticeOfCompleteness",
    "Observation",
    "PreAdvice",
    "Presentation",
    "Presented",
    "Rules",
    "Severity",
    "Tenor",
    "TenorStart",
    "Terms",
    "TransferRequest",
    "Transferred",
    "check_amendment",
    "check_draft",
    "examine",
    "examine_beside_pending",
    "maturity",
]
