"""Who made out what to whom."""

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code, Discrepancy
from dhow.trade.credit.examination.rule import Findings, rule
from dhow.trade.credit.examination.wording import same_name, words
from dhow.trade.documents.transport import BillOfLading
from dhow.trade.members.party import Party

_ANY_BUT_BENEFICIARY = frozenset(
    (
        "first",
        "class",
        "well",
        "known",
        "qualified",
        "independent",
        "official",
        "competent",
        "local",
    )
)


@rule("UCP 600 art. 18(a)(i)")
def invoice_issuer(case: Case) -> Findings:
    """The invoice is issued by the beneficiary."""
    wanted = case.terms.beneficiary
    for invoice in case.invoices:
        if not _is(invoice.issuer, wanted):
            yield _party(Code.ISSUER, str(invoice), "issuer", invoice.issuer, wanted)
        elif _other_country(invoice.issuer, wanted):
            yield _country(str(invoice), "issuer.country", invoice.issuer, wanted)


@rule("UCP 600 art. 18(a)(ii)")
def invoice_addressee(case: Case) -> Findings:
    """The invoice is made out in the name of the applicant."""
    wanted = case.terms.applicant
    for invoice in case.invoices:
        if not _is(invoice.buyer, wanted):
            yield _party(Code.ADDRESSEE, str(invoice), "buyer", invoice.buyer, wanted)
        elif _other_country(invoice.buyer, wanted):
            yield _country(str(invoice), "buyer.country", invoice.buyer, wanted)


@rule("UCP 600 art. 14(f), art. 3")
def document_issuer(case: Case) -> Findings:
    """A document comes from the issuer the credit names; from anyone where it names none.

    An issuer called independent, competent, official and the like is anyone but the beneficiary.
    """
    beneficiary = case.terms.beneficiary
    for required, presented in case.matched:
        described = set(words(required.issuer_description or "")) & _ANY_BUT_BENEFICIARY
        for one in presented:
            issuer = one.document.issuer
            if required.issuer is not None and not _is(issuer, required.issuer):
                yield _party(
                    Code.ISSUER, str(one.document), "issuer", issuer, required.issuer,
                    article="UCP 600 art. 14(f)",
                )  # fmt: skip
            elif described and _is(issuer, beneficiary):
                yield Discrepancy(
                    code=Code.ISSUER,
                    article="UCP 600 art. 3",
                    document=str(one.document),
                    field="issuer",
                    found=f"{issuer.name}, the beneficiary",
                    required=f"{required.issuer_description}: anyone except the beneficiary",
                    would_comply="have someone other than the beneficiary issue it",
                )


@rule("UCP 600 art. 14(d), 14(j)")
def consignee_and_notify(case: Case) -> Findings:
    """A bill of lading names the consignee and the notify party the credit asks for."""
    for required, bill in case.required_with(BillOfLading):
        asked = required.transport
        if asked is None:
            continue
        if asked.consignee is not None and not same_name(bill.consignee, asked.consignee):
            yield Discrepancy(
                code=Code.CONSIGNEE,
                article="",
                document=str(bill),
                field="consignee",
                found=bill.consignee,
                required=asked.consignee,
                would_comply=f"make it out {asked.consignee}",
            )
        if asked.notify is not None:
            yield from _notify(case, bill, asked.notify)


def _notify(case: Case, bill: BillOfLading, asked: str) -> Findings:
    wanted = case.terms.applicant.name if asked.casefold() == "applicant" else asked
    found = bill.notify.name if bill.notify else "nobody"
    if bill.notify is None or not same_name(found, wanted):
        yield Discrepancy(
            code=Code.NOTIFY,
            article="",
            document=str(bill),
            field="notify",
            found=found,
            required=wanted,
            would_comply=f"name {wanted} as notify party",
        )


def _is(found: Party, wanted: Party) -> bool:
    """One party: equal identifiers where both have one, else the same name."""
    if found.lei and wanted.lei and found.lei != wanted.lei:
        return False
    return same_name(found.name, wanted.name)


def _other_country(found: Party, wanted: Party) -> bool:
    """Addresses may differ but must be in one country (UCP 600 art. 14(j))."""
    return bool(found.country and wanted.country and found.country != wanted.country)


def _named(party: Party) -> str:
    return f"{party.name} (LEI {party.lei})" if party.lei else party.name


def _party(
    code: Code, document: str, field: str, found: Party, wanted: Party, article: str = ""
) -> Discrepancy:
    return Discrepancy(
        code=code,
        article=article,
        document=document,
        field=field,
        found=_named(found),
        required=_named(wanted),
        would_comply=f"show {wanted.name}",
    )


def _country(document: str, field: str, found: Party, wanted: Party) -> Discrepancy:
    return Discrepancy(
        code=Code.CONFLICT,
        article="UCP 600 art. 14(j)",
        document=document,
        field=field,
        found=f"an address in {found.country}",
        required=f"an address in {wanted.country}, as in the credit",
        would_comply=f"show an address in {wanted.country}; it need not be the same one",
    )


RULES = (invoice_issuer, invoice_addressee, document_issuer, consignee_and_notify)
