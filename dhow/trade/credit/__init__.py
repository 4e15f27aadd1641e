"""Documentary credits under UCP 600: terms, presentation, examination.

    terms = Terms.from_json(text)                       # InvalidInput names every wrong field
    notes = check_draft(terms)                          # REJECT and WARN before issue
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

`dhow.trade.documents.parse_document` reads one document; `dhow.trade.members.make_calendar` makes
the banking calendar of a place.
"""

from dhow.trade.credit.drafting import DraftingNote, Severity, check_draft
from dhow.trade.credit.examination import (
    Code,
    Discrepancy,
    ExaminationReport,
    Observation,
    examine,
)
from dhow.trade.credit.maturity import Tenor, TenorStart, maturity
from dhow.trade.credit.presentation import (
    DrawnBefore,
    Medium,
    NoticeOfCompleteness,
    Presentation,
    Presented,
)
from dhow.trade.credit.terms import DocumentRequired, Mode, Rules, Terms

__all__ = [
    "Code",
    "Discrepancy",
    "DocumentRequired",
    "DraftingNote",
    "DrawnBefore",
    "ExaminationReport",
    "Medium",
    "Mode",
    "NoticeOfCompleteness",
    "Observation",
    "Presentation",
    "Presented",
    "Rules",
    "Severity",
    "Tenor",
    "TenorStart",
    "Terms",
    "check_draft",
    "examine",
    "maturity",
]
