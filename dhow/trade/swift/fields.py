"""The fields of category 7 (SRU 2025): format, name, what the value must be besides its format.

One dictionary by tag. Where a tag means another thing in one message, its key is `mt/tag`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from dhow.trade.swift import values
from dhow.trade.swift.notation import Format, parse_format
from dhow.trade.swift.values import Fault

BIC = "4!a2!a2!c[3!c]"
_IDENTIFIER = "[/1!a[/34x]$|/34x$]"
PARTY_A = f"{_IDENTIFIER}{BIC}"
PARTY_B = "/1!a[/34x][$35x]|/34x[$35x]|35x"
PARTY_D = f"{_IDENTIFIER}4*35x"
MONEY = "3!a15d"
DATED_MONEY = "6!n3!a15d"

Check = Callable[[str], Iterator[Fault]]


@dataclass(frozen=True)
class FieldFormat:
    """What one field may hold.

    Attributes:
        tag: with the letter of its option.
        name: as the handbook calls it.
        format: its format.
        checks: of a value that has the format.
    """

    tag: str
    name: str
    format: Format
    checks: tuple[Check, ...] = ()


_FORMS = (
    *("IRREVOCABLE", "IRREVOCABLE TRANSFERABLE"),
    *("IRREVOCABLE STANDBY", "IRREVOC TRANS STANDBY"),
)
_RULES = (
    *("UCP LATEST VERSION", "EUCP LATEST VERSION", "UCPURR LATEST VERSION"),
    *("EUCPURR LATEST VERSION", "ISP LATEST VERSION", "OTHR"),
)
_AVAILABLE_BY = (
    *("BY PAYMENT", "BY DEF PAYMENT", "BY ACCEPTANCE"),
    *("BY NEGOTIATION", "BY MIXED PYMT"),
)
_ADDED = ("ADDING OUR CONFIRMATION", "WITHOUT OUR CONFIRMATION")
_PERMISSIONS = ("ALLOWED", "NOT ALLOWED", "CONDITIONAL")
_UNDERTAKING_RULES = ("ISPR", "UCPR", "URDG", "NONE", "OTHR")
_SENT_BY = ("COUR", "EMAL", "FACT", "FAXT", "HARD", "HOST", "MAIL", "OTHR")
_FUNCTIONS = (
    *("CLSVCLOS", "CLSVOPEN", "FRAUDMSG", "GENINFAD", "ISSAMEND", "ISSUANCE", "OTHERFNC"),
    *("PREDENOT", "REIMBURS", "REQAMEND", "REQFINAN", "REQISSUE", "TRANSFER"),
)
_BANK = values.bank_of_country()
_AUTHORISED = ("ACCEPT", "DEBIT", "NEGOTIATE", "REIMBURSE", "REMITTED", "SEE72Z")

_TABLE: Mapping[str, tuple[str, str, tuple[Check, ...]]] = {
    "15A": ("", "New sequence", ()),
    "15B": ("", "New sequence", ()),
    "15C": ("", "New sequence", ()),
    "20": ("16x", "Documentary credit number or sender's reference", (values.reference,)),
    "21": ("16x", "Related reference", (values.reference,)),
    "21A": ("16x", "Reference to credit", (values.reference,)),
    "22A": ("4!c", "Purpose of message", ()),
    "707/22A": ("4!c", "Purpose of message", (values.one_of("ISSU", "ADVI", "ACNF"),)),
    "760/22A": (
        "4!c",
        "Purpose of message",
        (values.one_of("ISSU", "ADVI", "ACNF", "ISCO", "ICCO"),),
    ),
    "22D": ("4!c", "Form of undertaking", (values.one_of("DGAR", "STBY"),)),
    "759/22D": (
        "4!c",
        "Form of undertaking",
        (values.one_of("DGAR", "DOCR", "STBY", "UNDK"),),
    ),
    "22G": ("4!c", "Demand type", ()),
    "22K": ("4!c[/35x]", "Type of undertaking", ()),
    "22Y": ("4!c", "Standard wording required", (values.one_of("STND"),)),
    "23": ("16x", "Reference to pre-advice or of the bank", (values.reference,)),
    "752/23": ("16x", "Further identification", (values.one_of(*_AUTHORISED),)),
    "23B": ("4!c", "Expiry type", (values.one_of("COND", "FIXD", "OPEN"),)),
    "23F": ("4!a[/35x]", "Automatic extension period", ()),
    "23H": ("8!c", "Function of message", (values.one_of(*_FUNCTIONS),)),
    "23R": ("4!c[$6*35x]", "Amendment response", ()),
    "23S": ("6!a", "Cancellation request", (values.one_of("CANCEL"),)),
    "23X": ("4!c/65x", "File identification", (values.one_of(*_SENT_BY, length=4),)),
    "24E": ("4!c[/35x]", "Delivery of original undertaking", ()),
    "24G": ("4!c[$12*35x]", "Delivery to or collection by", ()),
    "25": ("35x", "Account identification", ()),
    "26E": ("3n", "Number of amendment", (values.not_zero,)),
    "760/26E": ("3n", "Automatic extension notification period", (values.not_zero,)),
    "27": ("1!n/1!n", "Sequence of total", (values.sequence_of_total,)),
    "30": ("6!n", "Date", (values.dated,)),
    "31C": ("6!n", "Date of issue", (values.dated,)),
    "31D": ("6!n29x", "Date and place of expiry", (values.dated,)),
    "31E": ("6!n", "Date of expiry", (values.dated,)),
    "31L": ("6!n", "Date of demand", (values.dated,)),
    "31R": ("6!n", "Requested new date of expiry", (values.dated,)),
    "31S": ("6!n", "Automatic extension final expiry date", (values.dated,)),
    "32A": (DATED_MONEY, "Date and amount", (values.dated, values.money)),
    "32B": (MONEY, "Currency, amount", (values.money,)),
    "32D": (DATED_MONEY, "Date and amount of charges", (values.dated, values.money)),
    "33A": (DATED_MONEY, "Date and net amount", (values.dated, values.money)),
    "33B": (MONEY, "Currency, amount", (values.money,)),
    "34A": (DATED_MONEY, "Date and total amount", (values.dated, values.money)),
    "34B": (MONEY, "Total amount", (values.money,)),
    "35G": ("12*65x", "Expiry condition or event", ()),
    "39A": ("2n/2n", "Percentage credit amount tolerance", ()),
    "39C": ("4*35x", "Additional amounts covered", ()),
    "39D": ("12*65z", "Additional amount information", ()),
    "39E": ("12*65z", "Transfer conditions", ()),
    "39F": ("12*65z", "Supplementary information about amount", ()),
    "40A": ("24x", "Form of documentary credit", (values.one_of(*_FORMS),)),
    "40B": (
        "24x$24x",
        "Form of documentary credit",
        (values.one_of(*_FORMS, line=1), values.one_of(*_ADDED, line=2)),
    ),
    "40C": (
        "4!a[/35x]",
        "Applicable rules",
        (values.one_of(*_UNDERTAKING_RULES, length=4), values.narrative_only_with("OTHR", "/")),
    ),
    "40D": ("2!a", "Standard wording requested language", ()),
    "40E": (
        "30x[/35x]",
        "Applicable rules",
        (values.one_of(*_RULES, before="/"), values.narrative_only_with("OTHR", "/")),
    ),
    "40F": ("30x", "Applicable rules", (values.one_of("URR LATEST VERSION", "NOTURR"),)),
    "41A": (
        f"{BIC}$14x",
        "Available with ... by ...",
        (values.bank_of_country(1), values.one_of(*_AVAILABLE_BY, line=-1)),
    ),
    "41D": ("4*35x$14x", "Available with ... by ...", (values.one_of(*_AVAILABLE_BY, line=-1),)),
    "41F": (BIC, "Available with", (_BANK,)),
    "41G": ("4*35x", "Available with", ()),
    "42A": (PARTY_A, "Drawee", (_BANK,)),
    "42C": ("3*35x", "Drafts at", ()),
    "42D": (PARTY_D, "Drawee", ()),
    "42M": ("4*35x", "Mixed payment details", ()),
    "42P": ("4*35x", "Negotiation or deferred payment details", ()),
    "43P": ("11x", "Partial shipments", (values.one_of(*_PERMISSIONS),)),
    "43T": ("11x", "Transhipment", (values.one_of(*_PERMISSIONS),)),
    "44A": ("140z", "Place of taking in charge, dispatch or receipt", ()),
    "44B": ("140z", "Place of final destination or delivery", ()),
    "44C": ("6!n", "Latest date of shipment", (values.dated,)),
    "44D": ("6*65x", "Shipment period", ()),
    "44E": ("140z", "Port of loading or airport of departure", ()),
    "44F": ("140z", "Port of discharge or airport of destination", ()),
    "44H": ("2!a[/65x]", "Governing law and place of jurisdiction", ()),
    "44J": ("2!a[/35x][$/65x]", "Governing law and place of jurisdiction", ()),
    "45A": ("100*65z", "Description of goods and services", ()),
    "45B": ("100*65z", "Description of goods and services", (values.changes,)),
    "708/45B": ("100*65z", "Description of goods and services", (values.changes_continued,)),
    "45C": ("100*65z", "Document and presentation instructions", ()),
    "45D": ("150*65z", "Narrative", ()),
    "45L": ("50*65z", "Underlying transaction details", ()),
    "46A": ("100*65z", "Documents required", ()),
    "46B": ("100*65z", "Documents required", (values.changes,)),
    "708/46B": ("100*65z", "Documents required", (values.changes_continued,)),
    "47A": ("100*65z", "Additional conditions", ()),
    "47B": ("100*65z", "Additional conditions", (values.changes,)),
    "708/47B": ("100*65z", "Additional conditions", (values.changes_continued,)),
    "48": ("3n[/35x]", "Period for presentation in days", ()),
    "48B": ("4!c", "Demand indicator", ()),
    "48D": ("4!c", "Transfer indicator", (values.one_of("TRAN"),)),
    "49": ("7!x", "Confirmation instructions", (values.one_of("CONFIRM", "MAY ADD", "WITHOUT"),)),
    "49A": ("4!c[$50*65z]", "Demand statement", ()),
    "49G": ("100*65z", "Special payment conditions for beneficiary", ()),
    "49H": ("100*65z", "Special payment conditions for bank only", ()),
    "49M": ("100*65z", "Special payment conditions for beneficiary", (values.changes,)),
    "708/49M": (
        "100*65z",
        "Special payment conditions for beneficiary",
        (values.changes_continued,),
    ),
    "49N": ("100*65z", "Special payment conditions for bank only", (values.changes,)),
    "708/49N": ("100*65z", "Special payment conditions for bank only", (values.changes_continued,)),
    "50": ("4*35x", "Applicant", ()),
    "50B": ("4*35x", "Non-bank issuer", ()),
    "51": ("4*35x", "Obligor or instructing party", ()),
    "51A": (PARTY_A, "Applicant bank", (_BANK,)),
    "51D": (PARTY_D, "Applicant bank", ()),
    "52A": (PARTY_A, "Issuing bank", (_BANK,)),
    "52D": (PARTY_D, "Issuing bank", ()),
    "53A": (PARTY_A, "Reimbursing bank", (_BANK,)),
    "53B": (PARTY_B, "Sender's correspondent", ()),
    "53D": (PARTY_D, "Reimbursing bank", ()),
    "54A": (PARTY_A, "Receiver's correspondent", (_BANK,)),
    "54B": (PARTY_B, "Receiver's correspondent", ()),
    "54D": (PARTY_D, "Receiver's correspondent", ()),
    "56A": (PARTY_A, "Advising bank or intermediary", (_BANK,)),
    "56B": (PARTY_B, "Intermediary", ()),
    "56D": (PARTY_D, "Advising bank or intermediary", ()),
    "57A": (PARTY_A, "'Advise through' bank or account with bank", (_BANK,)),
    "57B": (PARTY_B, "'Advise through' bank or account with bank", ()),
    "57D": (PARTY_D, "'Advise through' bank or account with bank", ()),
    "58A": (PARTY_A, "Requested confirmation party or negotiating bank", (_BANK,)),
    "58D": (PARTY_D, "Requested confirmation party or negotiating bank", ()),
    "59": ("[/34x$]4*35x", "Beneficiary", ()),
    "59A": (f"[/34x$]{BIC}", "Beneficiary", (_BANK,)),
    "71A": ("3!a", "Reimbursing bank's charges", (values.one_of("CLM", "OUR"),)),
    "71D": ("6*35z", "Charges", ()),
    "71N": (
        "4!c[$6*35z]",
        "Amendment charge payable by",
        (values.one_of("APPL", "BENE", "OTHR", length=4), values.narrative_only_with("OTHR", "\n")),
    ),
    "72Z": ("6*35z", "Sender to receiver information", ()),
    "73A": ("6*35z", "Charges claimed or added", ()),
    "73R": ("4!c[$50*65z]", "Reason for non-payment", ()),
    "73S": ("4!c[$50*65z]", "Disposal of reimbursement claim", ()),
    "77": ("20*35z", "Narrative", ()),
    "77B": ("3*35x", "Disposal of documents", ()),
    "77J": ("70*50z", "Discrepancies", ()),
    "77L": ("150*65z", "Requested local undertaking terms and conditions", ()),
    "77U": ("150*65z", "Undertaking terms and conditions", ()),
    "78": ("12*65x", "Instructions to the paying, accepting or negotiating bank", ()),
    "765/78": ("12*65z", "Additional amount information", ()),
    "78D": ("12*65z", "Instructions from intermediary bank", ()),
    "79": ("35*50x", "Narrative", ()),
    "79Z": ("35*50z", "Narrative", ()),
}


@cache
def field_format(mt: str, tag: str) -> FieldFormat | None:
    """The format of a tag in a message; None where category 7 has no such tag."""
    entry = _TABLE.get(f"{mt}/{tag}") or _TABLE.get(tag)
    if entry is None:
        return None
    notation, name, checks = entry
    return FieldFormat(tag, name, parse_format(notation), checks)


def known_tags() -> frozenset[str]:
    """Every tag with its option that some message of category 7 has."""
    return frozenset(key.rpartition("/")[2] for key in _TABLE)
