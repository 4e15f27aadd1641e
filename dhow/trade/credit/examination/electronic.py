"""Electronic records: notice, credit, format, authenticity, corruption (eUCP 2.1, e5 to e12)."""

from datetime import date, timedelta

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code, Discrepancy, Observation
from dhow.trade.credit.examination.rule import Findings, found_on, rule
from dhow.trade.credit.examination.wording import same_name, same_reference
from dhow.trade.credit.presentation import ElectronicRecord, Medium, Presented
from dhow.trade.documents.transport import BillOfLading, CharterPartyBill

_DAYS_TO_RE_PRESENT = 30


@rule("eUCP art. e6(c)")
def notice_of_completeness(case: Case) -> Findings:
    """Electronic records count as presented only with a notice that they are complete."""
    if not case.is_electronic:
        return
    notice = case.presentation.notice_of_completeness
    wanted = case.terms.credit_number
    if notice is None or not same_reference(notice.credit_number, wanted):
        yield Discrepancy(
            code=Code.NOT_PRESENTED,
            article="",
            document="Presentation",
            field="notice_of_completeness",
            found="none" if notice is None else f"for credit {notice.credit_number}",
            required=f"a notice that identifies credit {wanted}",
            would_comply="give notice of completeness within the time for presentation",
        )


@rule("eUCP art. e1")
def records_without_the_eucp(case: Case) -> Findings:
    """Electronic records are presented under a credit that incorporates the eUCP; else paper is."""
    records = [p for p in case.examined_documents if p.medium is Medium.ELECTRONIC]
    if records and not case.terms.is_electronic:
        yield Observation(
            article="",
            document="Presentation",
            words=f"{len(records)} of its documents are electronic records, and the credit does "
            f"not incorporate the eUCP (its rules are {case.terms.rules.value}): a bank need not "
            'take them; say "medium": "paper" of those that are on paper',
        )


@rule("UCP 600 art. 2")
def undelivered_record(case: Case) -> Findings:
    """Presentation is delivery: a record that is named and never came was not presented."""
    for each in case.presentation.undelivered:
        yield Observation(
            article="",
            document=f"Record {each}",
            words="was named in the presentation and its content was not delivered; examined as not"
            " presented",
        )


@rule("eUCP art. e6(d)")
def record_names_the_credit(case: Case) -> Findings:
    """A record sent apart identifies the credit, or the bank may treat it as not received."""
    for one, record in _records(case):
        if not record.names_credit and one.document.credit_number is None:
            wanted = case.terms.credit_number
            yield found_on(
                Code.NOT_PRESENTED, "", one.document, "credit_number", "a record of no credit",
                f"a record that identifies credit {wanted}",
                f"name credit {wanted} in the record, its metadata or the covering letter",
            )  # fmt: skip


@rule("eUCP art. e5, e6(b)")
def record_format(case: Case) -> Findings:
    """A record has a format that the credit allows; a credit that names none allows any."""
    allowed = case.terms.electronic_formats
    for one, record in _records(case):
        if allowed and record.format and not _is_one_of(record.format, allowed):
            yield found_on(
                Code.FORMAT, "", one.document, "record.format", record.format,
                " or ".join(allowed), f"present it as {' or '.join(allowed)}",
            )  # fmt: skip


@rule("eUCP art. e7(c)")
def unreadable_record(case: Case) -> Findings:
    """That the bank cannot read a format that the credit allows is no ground to refuse."""
    for one, record in _records(case):
        if not record.readable:
            yield Observation(
                article="",
                document=str(one.document),
                words=f"could not be read in the format {record.format or 'presented'}; that is no "
                "ground for refusal",
            )


@rule("eUCP art. e7(b)")
def external_record(case: Case) -> Findings:
    """A record that lies in an external system can be opened there when it is examined."""
    for one, record in _records(case):
        if record.link_opens is False:
            yield found_on(
                Code.NOT_PRESENTED, "", one.document, "record.link_opens",
                "the external system did not give access to it",
                "access to the record when it is examined",
                "present the record itself, or a link that opens",
            )  # fmt: skip


@rule("eUCP art. e6(f)")
def authentic_record(case: Case) -> Findings:
    """A record that cannot be authenticated is deemed not to have been presented."""
    for one, record in _records(case):
        if not record.authentic:
            yield found_on(
                Code.NOT_PRESENTED, "", one.document, "record.authentic",
                "a record that cannot be authenticated",
                "a record whose sender and wholeness can be verified",
                "present it again, signed so that it can be verified",
            )  # fmt: skip


@rule("eUCP art. e12(b)")
def corrupted_record(case: Case) -> Findings:
    """A record corrupted after receipt comes again within 30 days and the time for presentation."""
    for one, record in _records(case):
        asked, came = record.corrupted_on, record.re_presented_on
        if asked is None:
            continue
        latest = re_presentation_limit(case, asked)
        if came is None or came > latest:
            yield found_on(
                Code.NOT_PRESENTED, "eUCP art. e12(b)(iii)", one.document, "record.re_presented_on",
                f"re-presented {came}" if came else "corrupted, and not presented again",
                f"the record again on or before {latest}", f"present it again by {latest}",
            )  # fmt: skip


def re_presentation_limit(case: Case, asked: date) -> date:
    """The last day for a corrupted record: 30 calendar days, or the last day for presentation."""
    return min(asked + timedelta(days=_DAYS_TO_RE_PRESENT), case.last_day)


def _records(case: Case) -> list[tuple[Presented, ElectronicRecord]]:
    if not case.is_electronic:
        return []
    return [(p, p.record) for p in case.examined_documents if p.record is not None]


def _is_one_of(found: str, allowed: tuple[str, ...]) -> bool:
    return any(_plain(found) == _plain(each) for each in allowed)


def _plain(name: str) -> str:
    """A format without what is written around it: ".pdf" and "application/pdf" are PDF."""
    return name.casefold().rpartition("/")[2].strip(" .")


@rule("MLETR art. 10, 11")
def control_of_the_record(case: Case) -> Findings:
    """Who presents an electronic bill of lading, or the bank it came to, has control of it."""
    terms = case.terms
    banks = (terms.issuing_bank, terms.nominated_bank, terms.confirming_bank)
    parties = [terms.beneficiary.name, *(bank.name for bank in banks if bank)]
    if case.presentation.presented_to:
        parties.append(case.presentation.presented_to)
    for bill in case.transport_of(BillOfLading):
        if bill.control is None:
            continue
        holder = bill.control.holder
        if holder is None or not any(same_name(holder, name) for name in parties):
            yield found_on(
                Code.CONTROL, "", bill, "control",
                f"control with {holder}" if holder else "a record that has ended",
                f"control with {' or '.join(parties[:2])}",
                "transfer control of the record to the bank",
            )  # fmt: skip


@rule("UCP 600 art. 17(a); eUCP art. e9(a)")
def original_delivered_before(case: Case) -> Findings:
    """One record is all originals of a bill of lading: it is with one bank, or with the presenter.

    That a bank has it is known from outside the documents, as whether a record is authentic is.
    """
    for one in case.examined_documents:
        is_bill = isinstance(one.document, BillOfLading | CharterPartyBill)
        if is_bill and one.record is not None and one.record.delivered_before:
            yield found_on(
                Code.CONTROL, "", one.document, "record.delivered_before",
                "a record that was delivered to a bank before and not given back",
                "an original that is the presenter's to deliver",
                "present it once that bank has given it back, or another bill of lading",
            )  # fmt: skip


RULES = (
    control_of_the_record,
    original_delivered_before,
    notice_of_completeness,
    records_without_the_eucp,
    undelivered_record,
    record_names_the_credit,
    record_format,
    unreadable_record,
    external_record,
    authentic_record,
    corrupted_record,
)
