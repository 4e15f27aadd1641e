"""Insurance documents (UCP 600 art. 28)."""

import re
from dataclasses import replace
from fractions import Fraction

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.lexicon import SMALL_WORDS
from dhow.trade.credit.examination.model import Code, Observation
from dhow.trade.credit.examination.places import one_of, same_place
from dhow.trade.credit.examination.risks import covers, is_imprecise
from dhow.trade.credit.examination.rule import Findings, found_on, rule
from dhow.trade.credit.examination.transport import another_company
from dhow.trade.credit.examination.wording import mentions, words
from dhow.trade.documents.base import SigningCapacity
from dhow.trade.documents.commercial import INSURED_BY_SELLER_RULES
from dhow.trade.documents.place import Place
from dhow.trade.documents.transport import InsuranceDocument, InsuranceForm
from dhow.trade.money import Amount

_SILENT_PERCENT = 110
_BROKERS = frozenset(("broker", "brokers", "brokerage", "broking"))
_INSURERS = frozenset(
    (
        *("insurance", "assurance", "insurer", "insurers", "insurances", "assurances"),
        *("reinsurance", "underwriter", "underwriters", "underwriting", "lloyd", "lloyds"),
        *("takaful", "indemnity", "versicherung", "seguros", "assicurazioni"),
    )
)
"""Words that name one who insures."""
_LEGAL_FORMS = frozenset(
    (
        "limited",
        "company",
        "plc",
        "corporation",
        "incorporated",
        "llc",
        "ag",
        "sa",
        "gmbh",
        "private",
    )
)
_DUPLICATE = re.compile(r"\W*\b(?:duplicate|copy)\b\W*", re.IGNORECASE)
_NO_SALT = "0" * 32
_SIGNERS = (
    SigningCapacity.ISSUER,
    SigningCapacity.INSURER,
    SigningCapacity.UNDERWRITER,
    SigningCapacity.AGENT,
)


@rule("UCP 600 art. 28(a), 28(c), 28(d)")
def form_and_signature(case: Case) -> Findings:
    """A signed policy, certificate or declaration; a cover note is not accepted."""
    for document in case.all_of(InsuranceDocument):
        if document.form is InsuranceForm.COVER_NOTE:
            yield found_on(
                Code.INSURANCE_FORM, "UCP 600 art. 28(c)", document, "form", "a cover note",
                "a policy, certificate or declaration", "present the policy or a certificate",
            )  # fmt: skip
        fault = _signing_fault(document)
        if fault is not None:
            yield found_on(
                Code.SIGNATURE, "UCP 600 art. 28(a)", document, "signature", fault,
                "signature of the insurer, underwriter or their agent", "have the insurer sign",
            )  # fmt: skip


def _signing_fault(document: InsuranceDocument) -> str | None:
    """What is wrong with who signed, if anything (ISBP 745 K2 to K4).

    A broker signs for a named insurer, never in its own name; an insurer may sign on a broker's
    paper.
    """
    signature, issuer = document.signature, document.issuer.name
    if signature is None:
        return "no signature"
    signed = signature.name
    if signature.capacity not in _SIGNERS:
        return f"signed as {signature.capacity.value}"
    if signature.capacity is SigningCapacity.AGENT:
        if signature.principal is None:
            return f"signed by {signed} as agent of a party not named"
        if _is_broker(signature.principal):
            return f"signed for {signature.principal}, a broker"
        return None
    if _is_broker(signed):
        return f"signed by {signed}, a broker, as {signature.capacity.value}"
    if _INSURERS & set(words(signed)):
        if _another_insurer(signed, issuer) and not _told_of(document, signed):
            return f"signed by {signed} as {signature.capacity.value}, while {issuer} issued it"
        return None
    if _is_broker(issuer):
        return f"signed by {signed} for {issuer}, a broker"
    if another_company(signed, issuer):
        return f"signed by {signed} as {signature.capacity.value}, while {issuer} issued it"
    return None


def _another_insurer(signed: str, issuer: str) -> bool:
    """Whether both are insurance companies by their names, which have no word of their own in one.

    What has no legal form may be the person who signs, and a short name that of the initials.
    """
    said, shown = words(signed), words(issuer)
    if not _INSURERS & set(shown) or _is_broker(issuer) or not _LEGAL_FORMS & set(said):
        return False
    initials = {"".join(word[0] for word in name) for name in (said, shown)}
    initials |= {
        "".join(word[0] for word in name if word not in _LEGAL_FORMS) for name in (said, shown)
    }
    own = [set(name) - _INSURERS - _LEGAL_FORMS - SMALL_WORDS for name in (said, shown)]
    return all(own) and own[0].isdisjoint(own[1]) and initials.isdisjoint((*said, *shown))


def _told_of(document: InsuranceDocument, name: str) -> bool:
    """Whether the document tells of a company elsewhere: as insurer beside the one that issued."""
    return any(mentions(text, name) for text in (*document.clauses, *document.remarks))


def _is_broker(name: str) -> bool:
    return bool(_BROKERS & set(words(name)))


@rule("UCP 600 art. 28(d), ISBP 745 K20")
def form_and_endorsement_asked(case: Case) -> Findings:
    """The form of cover the credit asks for, or a policy instead; endorsed where it says so."""
    for required, document in case.required_with(InsuranceDocument):
        asked = required.insurance
        if asked is None:
            continue
        form = document.form
        if asked.form is not None and form not in (
            asked.form,
            InsuranceForm.POLICY,
            InsuranceForm.COVER_NOTE,  # said already
        ):
            yield found_on(
                Code.INSURANCE_FORM, "UCP 600 art. 28(d)", document, "form", f"a {form.value}",
                f"a {asked.form.value}", f"present a {asked.form.value}, or a policy",
            )  # fmt: skip
        if asked.endorsed_in_blank and not document.endorsed_in_blank:
            yield found_on(
                Code.ENDORSEMENT, "ISBP 745 K20", document, "endorsed_in_blank", "not endorsed",
                "an endorsement in blank", "have the insured endorse it in blank",
            )  # fmt: skip


@rule("UCP 600 art. 28(e), 31(b)")
def insurance_date(case: Case) -> Findings:
    """Cover begins no later than shipment, whose date is the latest of the sets of one voyage."""
    shipped = case.period_starts
    if shipped is None:
        return
    for document in case.all_of(InsuranceDocument):
        begins = document.effective_from or document.issued_on
        if begins > shipped:
            yield found_on(
                Code.INSURANCE_DATE, "", document, "issued_on", f"cover from {begins}",
                f"cover effective on or before shipment on {shipped}",
                "show that cover is effective from a date not later than shipment",
            )  # fmt: skip


@rule("UCP 600 art. 28(f)(ii)")
def insured_amount(case: Case) -> Findings:
    """Cover is at least the percentage stated, else 110% of the CIF or CIP value.

    Where that value cannot be told, of the greater of the drawing and the gross invoice value.
    """
    basis = _insured_basis(case)
    if basis is None:
        return
    for required, presented in case.matched:
        given = [one.document for one in presented if isinstance(one.document, InsuranceDocument)]
        alike = [_but_for_the_mark(each) for each in given]
        documents = [each for i, each in enumerate(given) if alike[i] not in alike[:i]]
        if not documents or any(d.insured_amount.currency != basis.currency for d in documents):
            continue  # the currency rule has said so
        stated = required.insurance.minimum_percent if required.insurance else None
        percent = stated or _SILENT_PERCENT
        least = basis.mul_ratio_up(Fraction(percent) / 100)
        # goods in two consignments may be insured by two documents, each for its own
        cover = sum((each.insured_amount for each in documents), Amount(0, basis.currency))
        if cover < least:
            together = f" in {len(documents)} documents" if len(documents) > 1 else ""
            yield found_on(
                Code.INSURED_AMOUNT, "", documents[0], "insured_amount", f"{cover}{together}",
                f"at least {least}, {percent}% of {basis}", f"insure for {least} or more",
            )  # fmt: skip


def _but_for_the_mark(document: InsuranceDocument) -> InsuranceDocument:
    """A duplicate is the same document: it insures nothing more."""
    number = _DUPLICATE.sub("", document.number).strip() or document.number
    return replace(document, number=number, salt=_NO_SALT)


def _insured_basis(case: Case) -> Amount | None:
    currency = case.terms.amount.currency
    if not case.invoices or any(i.total.currency != currency for i in case.invoices):
        return None
    invoiced = sum((i.total for i in case.invoices), Amount(0, currency))
    valued = all(
        i.incoterm is not None and i.incoterm.rule.value in INSURED_BY_SELLER_RULES
        for i in case.invoices
    )
    drawn = case.presentation.drawn
    if valued or drawn.currency != currency:
        return invoiced
    return max(invoiced, drawn)


@rule("UCP 600 art. 28(f)(iii)")
def insured_route(case: Case) -> Findings:
    """Risks are covered at least between the places of the credit."""
    route = case.terms.shipment
    starts = (route.taking_in_charge,) if route.taking_in_charge else route.port_of_loading
    ends = (route.final_destination,) if route.final_destination else route.port_of_discharge
    # of a way that begins or ends inland the ports are not the whole
    carried = [getattr(each, "port_of_loading", None) for each in case.transport]
    from_ports = (*route.port_of_loading, *(each for each in carried if each is not None))
    to_ports = route.port_of_discharge
    for document in case.all_of(InsuranceDocument):
        yield from _covers(
            document,
            "covered_from",
            document.covered_from,
            starts,
            from_ports if route.taking_in_charge else (),
        )
        yield from _covers(
            document,
            "covered_to",
            document.covered_to,
            ends,
            to_ports if route.final_destination else (),
        )


def _covers(
    document: InsuranceDocument,
    field: str,
    found: Place,
    allowed: tuple[Place, ...],
    short_of: tuple[Place, ...],
) -> Findings:
    # Cover may begin inland and end inland of the ports: one country is as near as names can say.
    if not allowed or any(same_place(found, p) for p in allowed):
        return
    is_short = any(same_place(found, p) for p in short_of) and not any(
        mentions(p.name, found.name)
        for p in allowed  # Jurong, Singapore
    )
    if not is_short and found.country and any(found.country == p.country for p in allowed):
        return
    if unknown := [place for place in allowed if place.is_range_in_words]:
        yield Observation(
            article="",
            document=str(document),
            words=f"covers {'from' if field == 'covered_from' else 'to'} {found}: see whether that "
            f"is of {one_of(unknown)}, which words alone do not tell",
        )
        return
    yield found_on(
        Code.INSURED_ROUTE, "", document, field, str(found),
        f"cover at least {'from' if field == 'covered_from' else 'to'} {one_of(allowed)}",
        "extend the cover to the places of the credit",
    )  # fmt: skip


@rule("UCP 600 art. 28(g), 28(h)")
def insured_risks(case: Case) -> Findings:
    """The risks the credit names are covered; an all-risks clause meets "all risks"."""
    for required, document in case.required_with(InsuranceDocument):
        wanted = required.insurance.risks if required.insurance else ()
        said = " ; ".join(document.risks)
        for risk in wanted:
            if is_imprecise(risk):
                yield Observation(
                    article="UCP 600 art. 28(g)",
                    document=str(document),
                    words=f'"{risk}" names no risk: accepted whatever risks it leaves out',
                )
                continue
            if covers(document.risks, risk):
                continue
            yield found_on(
                Code.INSURED_RISKS, "", document, "risks", said or "no risks named",
                risk, f"insure {risk}",
            )  # fmt: skip


RULES = (
    form_and_signature,
    form_and_endorsement_asked,
    insurance_date,
    insured_amount,
    insured_route,
    insured_risks,
)
