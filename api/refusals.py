"""What a contract's refusal means over HTTP: its status, and what the caller can do about it.

409 unless said otherwise: the request is well formed, the state of the ledger does not allow it.
"""

from collections.abc import Mapping

_FORBIDDEN = frozenset(
    (
        "AccessManagedUnauthorized",
        "AccessManagerUnauthorizedAccount",
        "Members_LacksCapability",
        "Members_NotTheParty",
        "Members_Suspended",
        "Members_UnknownKey",
        "Members_WrongDuty",
    )
)
_UNKNOWN = frozenset(
    (
        "Credit_Unknown",
        "Documents_Unknown",
        "Invoices_Unknown",
        "Members_UnknownOrganisation",
        "Oracles_UnknownEvidence",
        "Undertaking_Unknown",
        "Calendars_NotPublished",
    )
)
_INVALID = frozenset(
    (
        "Calendars_Implausible",
        "Calendars_TooFar",
        "Credit_InvalidDocuments",
        "Credit_InvalidTerms",
        "Credit_NoDiscrepancies",
        "Credit_NoDisposal",
        "Credit_NotAPlaceForPresentation",
        "Documents_EmptyHash",
        "Invoices_InvalidOffer",
        "Members_Incomplete",
        "Members_InvalidLei",
        "Oracles_BadSignature",
        "Oracles_ImplausibleReport",
        "Oracles_InvalidSigners",
        "Oracles_MalformedSignatures",
        "Oracles_NoQuorum",
        "Undertaking_InvalidTerms",
    )
)
# A refusal of the machinery rather than of the trade.
_FAULTS = frozenset(("Panic", "Unknown", "NoReason", "FailedCall"))

# What is next of a presentation, by the state that it is in.
_PRESENTATION = {
    "NONE": "See which there are: GET /presentations.",
    "WITH_NOMINATED_BANK": "The documents are with the nominated bank: it examines them (POST "
    ".../examination), acts upon them, or sends them to the issuing bank (POST .../forward).",
    "RECEIVED": "Examine them first: POST .../examination.",
    "COMPLYING": "They were found complying: the bank honours, undertakes or negotiates, and a "
    "nominated bank sends them on (POST .../forward).",
    "DISCREPANT": "They were found discrepant: the bank that decides refuses them, once and with "
    "every discrepancy (POST .../refusal), or the issuing bank takes them up (POST .../waiver). "
    "What a confirming bank has refused the beneficiary may send to the issuing bank.",
    "WAIVED": "They were taken up: the issuing bank honours them (POST .../honour), or undertakes "
    "to (POST .../undertaking).",
    "REFUSED": "They were refused: the bank gives them back (POST .../documents-return) or the "
    "beneficiary takes them back (POST .../return), which may also send to the issuing bank what "
    "a confirming bank refused (POST .../forward); what is held for a waiver may be taken up.",
    "PRECLUDED": "The bank can refuse no more: it honours (POST .../honour), or undertakes to "
    "(POST .../undertaking).",
    "HONOURED": "They were paid: nothing is left to do. GET /presentations/{id} says by whom.",
    "RETURNED": "They were given back: present anew while the credit is open, POST "
    "/credits/{id}/presentations.",
    "ACTED_UPON": "The nominated bank has acted upon them, and sends them to the issuing bank: "
    "POST .../forward.",
    "UNDERTAKEN": "The issuing bank has undertaken to pay: at maturity, POST .../maturity-payment.",
    "CORRUPTED": "Records are awaited: the beneficiary presents them again (POST "
    ".../replacement-records); after the last day, POST .../non-presentation.",
}
_NEXT = {
    "Members_NotPrepared": "Let a maker of your organisation send the same request first.",
    "Members_WrongDuty": "Sign in with a user who has the duty named.",
    "Members_LacksCapability": "Ask the registrar whether you can be admitted to do this.",
    "Members_Suspended": "Ask the registrar why; payments due to you stay payable.",
    "Members_UnknownKey": "Have the key added by a checker of your organisation or the registrar.",
    "Calendars_NotPublished": "Have the bank publish its calendar: POST /members/calendars.",
    "Credit_TermsDiffer": "Issue the terms applied for, or have the applicant apply anew.",
    "Credit_Expired": "Nothing can be presented any more; ask the applicant for a new credit.",
    "Credit_DrawingExceedsCredit": "Present a drawing within what is left of the credit.",
    "Credit_PartialDrawingNotAllowed": "Present one set of documents for the whole shipment.",
    "Credit_NotAPlaceForPresentation": "Present to the nominated or the issuing bank.",
    "Credit_TooLate": "Declare the bank precluded (POST .../preclusion); it must then honour.",
    "Credit_StillInTime": "Wait until the instant named.",
    "Credit_NotHeldForWaiver": "Take the documents back and present anew while the credit is open.",
    "Credit_NotTheTransferringBank": "Present to the bank that transferred the credit to you.",
    "Credit_AlreadyExists": "Use another reference.",
    "Credit_InvalidTerms": "Correct the term named and send the request again.",
    "Credit_WrongState": "GET /credits/{id} says where the credit stands and what it waits for.",
    "Credit_WrongPresentationState": "GET /presentations/{id} says where it stands.",
    "Credit_SuspendedByCourt": "Wait until the register that recorded the order lifts it: GET "
    "/credits/{id} names it. No clock stands still meanwhile.",
    "Credit_OnHold": "The bank that holds payment ends its hold first: POST "
    "/credits/{id}/compliance-hold/end.",
    "Credit_AmendmentOutOfTurn": "Number it as the next one: GET /credits/{id}/amendments.",
    "Credit_AmendmentAnswered": "Nothing is left to answer; ask the issuing bank for another one.",
    "Credit_NotTheAdvisingBank": "Let the bank do it through which the credit was advised.",
    "Credit_NotMatured": "Pay on the day of maturity: GET /presentations/{id} says it.",
    "Credit_NotExpired": "Wait until the credit has expired and nothing under it is open.",
    "Credit_NoDiscrepancies": "State the discrepancies found: POST .../examination names them.",
    "Credit_NoDisposal": "Say what happens to the documents: `disposal` (UCP 600 art. 16(c)(iii)).",
    "Credit_NoCollateral": "Lodge collateral first: POST /credits/{id}/collateral.",
    "Documents_AlreadyRegistered": "Use the one registered, or issue a new one with a new salt.",
    "Documents_Revoked": "Ask the issuer for a document that stands.",
    "Invoices_Duplicate": "Do not finance it: this invoice is registered already.",
    "Invoices_AlreadyFinanced": "Do not finance it: this invoice was financed already.",
    "Invoices_Reserved": "Wait until the offer lapses, or withdraw it.",
    "Invoices_OfferLapsed": "Ask the seller to offer the invoice again.",
    "Oracles_WrongEpoch": "Have the signers in force sign the report: GET /oracles/signers.",
    "Oracles_NoQuorum": "Gather signatures of 2f + 1 signers.",
    "Oracles_ConflictingReport": "Read the evidence that stands; a second report is refused.",
    "Undertaking_Expired": "The obligor may take its money back: POST .../reclaim.",
    "Undertaking_NotYet": "Wait until the instant named.",
    "Undertaking_AlreadyExists": "Use another reference.",
    "ERC20InsufficientAllowance": "Give the contract more: POST /money/{currency}/allowances.",
    "ERC20InsufficientBalance": "Put money on the settlement account first.",
    "Money_ReferenceUsed": "The order was carried out before; use a new reference for a new one.",
}


def status_for(error: str) -> int:
    """HTTP status of a contract's error."""
    if error in _FORBIDDEN:
        return 403
    if error in _UNKNOWN:
        return 404
    if error in _INVALID:
        return 422
    return 500 if error in _FAULTS else 409


def next_step_for(error: str, values: Mapping[str, str | int | bool] | None = None) -> str:
    """What the caller can do; empty where the notice says all there is.

    Args:
        values: of the refusal, as a person reads them: what is next may follow from them.
    """
    told = values or {}
    if error == "Credit_WrongPresentationState":
        return _PRESENTATION.get(str(told.get("found")), _NEXT[error])
    if error == "Members_NotTheParty" and "required" in told:
        return f"It is for {told['required']} to do."
    return _NEXT.get(error, "")


def known_states() -> frozenset[str]:
    """The states of a presentation that have a next step, for the test that all have."""
    return frozenset(_PRESENTATION)


def known_errors() -> frozenset[str]:
    """Every error name mentioned here, for the test that they exist."""
    return _FORBIDDEN | _UNKNOWN | _INVALID | frozenset(_NEXT)
