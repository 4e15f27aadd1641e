"""Are the documents there, in the number asked for, signed, and identified?"""

import re

from dhow.trade.credit.conditions import asks_credit_number
from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.function import is_doubtful
from dhow.trade.credit.examination.model import Code, Discrepancy, Observation
from dhow.trade.credit.examination.non_documentary import conditions_without_document
from dhow.trade.credit.examination.rule import Findings, rule
from dhow.trade.credit.examination.statements import states
from dhow.trade.credit.examination.transport import article_of
from dhow.trade.credit.examination.wording import same_name, same_reference
from dhow.trade.credit.presentation import Medium
from dhow.trade.credit.terms import DocumentRequired
from dhow.trade.documents.carried import InlandWaterwayDocument
from dhow.trade.documents.certificates import (
    BeneficiaryCertificate,
    Certificate,
    CertificateOfOrigin,
    OtherDocument,
)
from dhow.trade.documents.draft import Draft
from dhow.trade.documents.transport import (
    AirWaybill,
    ByVessel,
    InsuranceDocument,
    MultimodalDocument,
    RoadConsignmentNote,
)


@rule("UCP 600 art. 14(a)")
def required_documents(case: Case) -> Findings:
    """Every document the credit asks for is presented."""
    for required, presented in case.matched:
        if not presented:
            yield Discrepancy(
                code=Code.MISSING,
                article="",
                document=required.name,
                field="document",
                found="none presented",
                required=_as_asked(case, required),
                would_comply=f"present the {required.name.lower()} within the time allowed",
            )


@rule("UCP 600 art. 14(f)")
def documents_by_another_name(case: Case) -> Findings:
    """What bears another title is read for what it states; where nothing tells, that is said."""
    for required, one in case.answers:
        if is_doubtful(required, one.document):
            yield Observation(
                article="",
                document=str(one.document),
                words=f'is taken for "{required.title or required.wording}" and shares no word of'
                " it: read whether it fulfils that function",
            )


def _as_asked(case: Case, required: DocumentRequired) -> str:
    """What a credit asks for in its own words, or in those of its fields."""
    if required.wording:
        return f'"{required.wording}"'
    if required.kind == Draft.kind and case.drafts_called_for:
        return " and ".join(map(str, case.drafts_called_for))
    by = required.issuer.name if required.issuer else required.issuer_description
    issued = f", issued by {by}" if by else ""
    return f"{required.name} as stipulated{issued}"


@rule("UCP 600 art. 14(g)")
def documents_not_required(case: Case) -> Findings:
    """A document the credit does not ask for is disregarded and may be returned."""
    for presented in case.disregarded:
        yield Observation(
            article="",
            document=str(presented.document),
            words="not asked for by the credit; disregarded",
        )


@rule("UCP 600 art. 17(a), (d), (e)")
def originals_and_copies(case: Case) -> Findings:
    """At least one original of each document, and the copies asked for, or originals in place."""
    for required, presented in case.matched:
        for one in presented:
            if one.medium is Medium.ELECTRONIC:
                continue
            wanted = required.originals
            if isinstance(one.document, AirWaybill | RoadConsignmentNote):
                wanted = min(wanted, 1)  # the shipper's, whatever is asked (23(a)(v), 24(b)(i))
            if one.originals < wanted:
                yield Discrepancy(
                    code=Code.ORIGINAL,
                    article="",
                    document=str(one.document),
                    field="originals",
                    found=f"{one.originals} original(s)",
                    required=f"{wanted} original(s)",
                    would_comply=f"present {wanted} original(s)",
                )
            elif one.originals + one.copies < wanted + required.copies:
                total = wanted + required.copies
                yield Discrepancy(
                    code=Code.COPIES,
                    article="",
                    document=str(one.document),
                    field="copies",
                    found=f"{one.originals + one.copies} in all",
                    required=f"{total} in all",
                    would_comply=f"present {total}, of which {wanted} original(s)",
                )


@rule("UCP 600 art. 19(a)(iv), 20(a)(iv), 21(a)(iv), 22(a)(iv), 24(c), 28(b)")
def full_set(case: Case) -> Findings:
    """All originals that a transport or insurance document says were issued are presented.

    By air and road there is one for the shipper, by rail a duplicate will do; where an inland
    waterway document does not say how many were issued, those presented are the set. A credit may
    ask for part of the set (2/3, the third going to the applicant).
    """
    for required, one in case.answers:
        document = one.document
        if isinstance(document, InsuranceDocument):
            article = "UCP 600 art. 28(b)"
        elif isinstance(document, ByVessel | MultimodalDocument):
            article = article_of(document, "(a)(iv)")
        elif isinstance(document, InlandWaterwayDocument):
            article = "UCP 600 art. 24(c)"
        else:
            continue
        if one.medium is Medium.ELECTRONIC or not required.originals or required.set_of:
            continue
        if one.originals < (document.originals_issued or 1):
            yield Discrepancy(
                code=Code.FULL_SET,
                article=article,
                document=str(document),
                field="originals",
                found=f"{one.originals} of {document.originals_issued} originals",
                required=f"the full set of {document.originals_issued}",
                would_comply="present all originals issued",
            )


@rule("UCP 600 art. 14(d), 18(a)(iv)")
def signed_where_required(case: Case) -> Findings:
    """A document is signed where the credit says so; an invoice need not be otherwise."""
    for required, presented in case.matched:
        for one in presented:
            if required.signed and one.document.signature is None:
                yield Discrepancy(
                    code=Code.SIGNATURE,
                    article="",
                    document=str(one.document),
                    field="signature",
                    found="no signature",
                    required="a signed document",
                    would_comply="have the issuer sign it; an electronic signature will do",
                )


_CERTIFIES = re.compile(r"\b(?:certificat\w*|declaration|statement)\b", re.IGNORECASE)


@rule("ISBP 745 A3")
def certificates_signed(case: Case) -> Findings:
    """A certificate, declaration or statement is signed, whether or not the credit says so."""
    for required, one in case.answers:
        document = one.document
        certifies = isinstance(
            document, Certificate | CertificateOfOrigin | BeneficiaryCertificate
        ) or (isinstance(document, OtherDocument) and _CERTIFIES.search(document.name))
        if (
            certifies and document.signature is None and not required.signed  # said already
        ):
            yield Discrepancy(
                code=Code.SIGNATURE,
                article="",
                document=str(document),
                field="signature",
                found="no signature",
                required="a signed certificate",
                would_comply="have its issuer sign it; an electronic signature will do",
            )


@rule("UCP 600 art. 14(d)")
def credit_number_shown(case: Case) -> Findings:
    """The credit number is shown where asked for, and no other credit's number is."""
    wanted = case.terms.credit_number
    on_all = any(map(asks_credit_number, (*case.terms.conditions, *case.permissions)))
    for required, presented in case.matched:
        for one in presented:
            number = one.document.credit_number
            if number is None and not (on_all or required.show_credit_number):
                continue
            if number is None or not same_reference(number, wanted):
                yield Discrepancy(
                    code=Code.CREDIT_NUMBER,
                    article="",
                    document=str(one.document),
                    field="credit_number",
                    found=number or "no credit number",
                    required=wanted,
                    would_comply=f"show credit number {wanted}",
                )


@rule("UCP 600 art. 14(d)")
def stated_text(case: Case) -> Findings:
    """A document states what the credit says it must state, in these words or others."""
    for required, presented in case.matched:
        for one in presented if required.states else ():
            said = _texts(one.document.as_dict())
            for phrase in required.states:
                if not states(said, phrase, case.period_starts):
                    yield Discrepancy(
                        code=Code.CONTENT,
                        article="",
                        document=str(one.document),
                        field="text",
                        found="no such statement",
                        required=f'"{phrase}"',
                        would_comply=f'state "{phrase}"',
                    )


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [t for item in value.values() for t in _texts(item)]
    if isinstance(value, list):
        return [t for item in value for t in _texts(item)]
    return []


@rule("ISBP 745 A7")
def alterations_authenticated(case: Case) -> Findings:
    """A correction on a document not issued by the beneficiary is authenticated by its issuer.

    The beneficiary's own documents need no authentication, a draft apart (ISBP 745 A7, B16).
    """
    beneficiary = case.terms.beneficiary.name
    for one in case.examined_documents:
        document = one.document
        own = same_name(document.issuer.name, beneficiary)
        if own and not isinstance(document, Draft):
            continue
        for alteration in document.alterations:
            by = alteration.authenticated_by
            if by is None or (not own and same_name(by, beneficiary)):
                yield Discrepancy(
                    code=Code.ALTERATION,
                    article="",
                    document=str(document),
                    field=alteration.field,
                    found=f"a correction authenticated by {by}, who did not issue it"
                    if by
                    else "a correction nobody authenticated",
                    required="authentication by the issuer or its agent",
                    would_comply="have the issuer authenticate the correction",
                )


@rule("UCP 600 art. 14(a)")
def presented_under_this_credit(case: Case) -> Findings:
    """The presentation is made under this credit."""
    wanted, found = case.terms.credit_number, case.presentation.credit_number
    if not same_reference(found, wanted):
        yield Discrepancy(
            code=Code.CREDIT_NUMBER,
            article="",
            document="Presentation",
            field="credit_number",
            found=found,
            required=wanted,
            would_comply=f"present under credit {wanted}",
        )


RULES = (
    presented_under_this_credit,
    required_documents,
    documents_by_another_name,
    documents_not_required,
    conditions_without_document,
    originals_and_copies,
    full_set,
    signed_where_required,
    certificates_signed,
    credit_number_shown,
    stated_text,
    alterations_authenticated,
)
