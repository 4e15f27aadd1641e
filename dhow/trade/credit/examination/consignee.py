"""To whom a transport document is made out, and who is notified."""

import re

from dhow.trade.credit.examination.case import Case
from dhow.trade.credit.examination.model import Code, Discrepancy, Observation
from dhow.trade.credit.examination.rule import Findings, rule
from dhow.trade.credit.examination.wording import (
    begins_with_name,
    same_name,
    same_text,
    words,
)
from dhow.trade.credit.presentation import Medium
from dhow.trade.credit.terms import Terms
from dhow.trade.documents.transport import (
    BillOfLading,
    CharterPartyBill,
    MultimodalDocument,
    TransportDocument,
)
from dhow.trade.members.countries import country_named
from dhow.trade.members.party import Party

_TO_ORDER = re.compile(
    r"\s*(?:to\s+)?(?:the\s+)?order\b\s*(?:of\b[\s:]*)?(?:the\s+)?", re.IGNORECASE
)
_SHORT_BIC = 8  # characters, without the branch
_LONGEST_COUNTRY = 5  # words
_SHORTEST_NUMBER = 5  # digits


@rule("UCP 600 art. 14(d), 14(j)")
def consignee_and_notify(case: Case) -> Findings:
    """A transport document names the consignee and the notify party the credit asks for.

    One that is not negotiable may name the bank itself where the credit says "to order of" it. One
    to order, or to the shipper's, is endorsed (ISBP 745 D15, E13).
    """
    for required, one in case.answers:
        asked, bill = required.transport, one.document
        if not isinstance(bill, TransportDocument):
            continue
        if required.originals:
            # An electronic bill is endorsed where its title is kept, not on its face.
            paper = one.medium is Medium.PAPER
            yield from _endorsed(bill, asked is not None and bool(asked.endorsed_in_blank), paper)
        if asked is None:
            continue
        consignee = _in_names(case.terms, asked.consignee) if asked.consignee else None
        unnamed = consignee is not None and _is_unnamed(case.terms, consignee)
        if unnamed and consignee is not None and not _consigned(bill, consignee):
            yield Observation(
                article="",
                document=str(bill),
                words=f'is made out "{bill.consignee}"; the credit asks for "{consignee}" and has'
                " no name for that bank: read whether it is the same",
            )
            consignee = None
        if consignee is not None and not _consigned(bill, consignee):
            yield Discrepancy(
                code=Code.CONSIGNEE,
                article="",
                document=str(bill),
                field="consignee",
                found=bill.consignee,
                required=consignee,
                would_comply=f"make it out {consignee}",
            )
        if asked.notify is not None:
            yield from _notify(case, bill, asked.notify)


def _in_names(terms: Terms, asked: str) -> str:
    """What a credit asks for, with the name of a party in the place of its role.

    "To order of issuing bank" is to be made out to the order of that bank, by its name.
    """
    order = _TO_ORDER.match(asked)
    whose = asked[order.end() :] if order else asked
    parties = {
        "issuing bank": terms.issuing_bank,
        "opening bank": terms.issuing_bank,
        "lc issuing bank": terms.issuing_bank,
        "us": terms.issuing_bank,  # in a credit, whose words are the issuing bank's
        "ourselves": terms.issuing_bank,
        "applicant": terms.applicant,
        "accountee": terms.applicant,
        "account party": terms.applicant,
        "opener": terms.applicant,
        "buyer": terms.applicant,
        "importer": terms.applicant,
        "beneficiary": terms.beneficiary,
        "nominated bank": terms.nominated_bank,
        "confirming bank": terms.confirming_bank,
        "advising bank": terms.advising_bank,
    }
    role = " ".join(words(whose.replace("_", " ").replace("/", ""))).removeprefix("the ")
    party = parties.get(role.removesuffix("s") if role != "us" else role) or parties.get(role)
    if party is None:
        return asked
    return f"{'TO ORDER OF ' if order else ''}{party.name}"


def _with_address(asked: str, terms: Terms, found: str) -> bool:
    """Whether a credit asks for the applicant by name and address in one line, and it is named."""
    one = terms.applicant
    if not same_name(found, one.name):
        return False
    name, said = words(one.name), words(asked)
    known = {*words(" ".join(one.address)), (one.country or "").casefold()}
    return said[: len(name)] == name and known.issuperset(said[len(name) :])


def _is_unnamed(terms: Terms, asked: str) -> bool:
    """Whether a credit asks for a bank of which it has the BIC alone, as a message tells it."""
    banks = (terms.issuing_bank, terms.nominated_bank, terms.confirming_bank, terms.advising_bank)
    return any(
        bank is not None
        and bank.bic is not None
        and bank.name in (bank.bic, bank.bic[:_SHORT_BIC])
        and asked.endswith(bank.name)
        for bank in banks
    )


def _consigned(document: TransportDocument, asked: str) -> bool:
    if begins_with_name(document.consignee, asked):
        return True
    if _open_order(asked, document) and _open_order(document.consignee, document):
        return True  # "to order" and "to order of shipper" are one (ISBP 745 E13)
    if isinstance(document, BillOfLading | CharterPartyBill | MultimodalDocument):
        return False
    return begins_with_name(document.consignee, _TO_ORDER.sub("", asked, count=1))


def _open_order(consignee: str, document: TransportDocument) -> bool:
    """Whether goods are to order, or to that of the shipper, who then endorses."""
    order = _TO_ORDER.match(consignee)
    whose = consignee[order.end() :].strip(" .") if order else ""
    return order is not None and (
        not whose or same_name(whose, "shipper") or same_name(whose, document.shipper.name)
    )


def _endorsed(document: TransportDocument, asked: bool, paper: bool) -> Findings:
    if not isinstance(document, BillOfLading | CharterPartyBill | MultimodalDocument):
        return
    open_order = _open_order(document.consignee, document)
    control = document.control if isinstance(document, BillOfLading) else None
    endorsed = document.endorsed_in_blank or (control is not None and control.endorsed)
    if ((open_order and (paper or control)) or asked) and not endorsed:
        yield Discrepancy(
            code=Code.ENDORSEMENT,
            article="ISBP 745 D15" if isinstance(document, MultimodalDocument) else "ISBP 745 E13",
            document=str(document),
            field="endorsed_in_blank",
            found=f'made out "{document.consignee}" and not endorsed',
            required="an endorsement by the shipper",
            would_comply="have the shipper endorse it",
        )


def _notify(case: Case, bill: TransportDocument, asked: str) -> Findings:
    applicant = asked.casefold() == "applicant" or same_name(asked, case.terms.applicant.name)
    wanted = case.terms.applicant.name if applicant else _in_names(case.terms, asked)
    applicant = applicant or wanted == case.terms.applicant.name
    found = bill.notify.name if bill.notify else "nobody"
    if bill.notify is not None and not applicant and _is_unnamed(case.terms, wanted):
        if not same_name(found, wanted):
            yield Observation(
                article="",
                document=str(bill),
                words=f'names "{found}" as notify party; the credit asks for "{wanted}" and has no'
                " name for that bank: read whether it is the same",
            )
        return
    if bill.notify is None or not (
        same_name(found, wanted) or _with_address(wanted, case.terms, found)
    ):
        yield Discrepancy(
            code=Code.NOTIFY,
            article="",
            document=str(bill),
            field="notify",
            found=found,
            required=wanted,
            would_comply=f"name {wanted} as notify party",
        )
        return
    stated = " ".join(case.terms.applicant.address)
    shown = " ".join(bill.notify.address)
    if applicant and stated and shown and not _same_address(shown, stated, case.terms.applicant):
        yield Discrepancy(
            code=Code.NOTIFY,
            article="UCP 600 art. 14(j)",
            document=str(bill),
            field="notify.address",
            found=shown,
            required=f"{stated}, as in the credit",
            would_comply="show the applicant's address as the credit does, or none",
        )
    other = _other_contact(bill.notify.contacts, case.terms.applicant.contacts)
    if applicant and other is not None:
        yield Discrepancy(
            code=Code.NOTIFY,
            article="UCP 600 art. 14(j)",
            document=str(bill),
            field="notify.contacts",
            found=other,
            required=f"{', '.join(case.terms.applicant.contacts)}, as in the credit",
            would_comply="show the applicant's contact details as the credit does, or none",
        )


def _other_contact(shown: tuple[str, ...], stated: tuple[str, ...]) -> str | None:
    """The first contact detail that is not the credit's, which gives others of its sort.

    A number and an address of e-mail are two sorts; how a number is spaced and introduced, and an
    account (which a message puts beside a name), do not matter.
    """
    known = [_contact(each) for each in stated]
    for one in shown:
        sort, value = _contact(one)
        alike = [v for s, v in known if s == sort]
        if sort and alike and not any(v.endswith(value) or value.endswith(v) for v in alike):
            return one
    return None


def _contact(text: str) -> tuple[str, str]:
    """What sort of contact detail it is and its value; no sort where that is not clear."""
    if "@" in text:
        address = text[: text.index("@")].split()[-1:] + text[text.index("@") :].split()[:1]
        return "e-mail", "".join(address).casefold().rpartition(":")[2]
    digits = "".join(c for c in text if c.isdigit()).lstrip("0")
    is_number = len(digits) >= _SHORTEST_NUMBER and not text.upper().startswith("ACCOUNT")
    return ("number", digits) if is_number else ("", "")


def _same_address(shown: str, stated: str, whose: Party) -> bool:
    """As stated in the credit; the country that the credit gives may be written behind it."""
    if same_text(shown, stated):
        return True
    found = words(shown)
    return whose.country is not None and any(
        country_named(" ".join(found[at:])) == whose.country
        and same_text(" ".join(found[:at]), stated)
        for at in range(max(len(found) - _LONGEST_COUNTRY, 1), len(found))
    )


RULES = (consignee_and_notify,)
