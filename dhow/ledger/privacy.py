"""What each contract keeps and tells, classified: storage, fields of records, fields of events.

Everybody who runs a node of the network, or is let read one, reads all of it, and it stays: that is
what a ledger is for. So what stands here is what must be enforced or proved, and nothing that is
known only from a document's content.
"""

from collections.abc import Mapping
from typing import Final

from dhow.privacy import Classified

_ALL: Final = "every member that runs or reads a node"
_FOR_GOOD: Final = "for good"
_MACHINERY: Final = "_authority _consumingSchedule authority"
_TYPED_DATA: Final = "_nameFallback _versionFallback"

LEDGER: Final[Mapping[str, Classified]] = {
    "Members": Classified(
        _ALL,
        _FOR_GOOD,
        personal="_keys _prepared key maker checker duty",
        commercial="_organisations organisation settlementAccount account capabilities standing"
        " dualControl bic country reason",
        proof="act",
        technical=_MACHINERY,
        words={
            "key": "address of a user's key: a pseudonym; whose it is, only its organisation knows",
            "maker": "address of the key that prepared an act",
            "checker": "address of the key that carried it out",
            "duty": "maker or checker, of a key",
            "_keys": "keys with organisation and duty",
            "_prepared": "acts prepared, by whose key",
            "act": "hash of a prepared call",
            "reason": "why it is suspended: a few words of the registrar; they name nobody",
            "organisation": "legal entity identifier",
        },
    ),
    "BankingCalendars": Classified(
        _ALL,
        _FOR_GOOD,
        commercial="_calendars _years bank place year calendar day reason closedLow closedHigh"
        " utcOffsetMinutes summerFrom summerUntil summerShiftMinutes opensMinute closesMinute",
        words={"calendar": "a year's banking days", "reason": "why a bank closes: a few words"},
    ),
    "Documents": Classified(
        _ALL,
        _FOR_GOOD,
        commercial="issuer kind standing registeredAt revokedAt reason",
        proof="_records document",
        words={
            "document": "hash of a document with its salt: nobody finds the content by guessing",
            "kind": "bill of lading, invoice, ...",
            "reason": "why it was withdrawn: a few words of its issuer; they name nobody",
        },
    ),
    "Anchors": Classified(
        _ALL,
        _FOR_GOOD,
        proof="root",
        technical="_counts by number",
        words={"root": "over the heads of the audit logs", "by": "address of the operator's key"},
    ),
    "Oracles": Classified(
        _ALL,
        _FOR_GOOD,
        commercial="_temperatures _arrivals report subject fromTime untilTime minimumMilliC"
        " maximumMilliC meanKineticMilliC readings longestGapSeconds place vessel arrivedAt"
        " sources",
        proof="_standing evidence policy readingsRoot observationsRoot",
        technical=f"{_MACHINERY} {_TYPED_DATA} _signers signers signerBitmap epoch count faulty",
        words={
            "subject": "the credit, undertaking or shipment it is about",
            "report": "the figures attested",
            "policy": "hash of what was agreed to measure",
            "vessel": "IMO number",
        },
    ),
    "Money": Classified(
        _ALL,
        _FOR_GOOD,
        commercial="_balances _allowances _totalSupply account amountMinor orderReference owner"
        " spender value from to _issueUsed _redemptionUsed",
        technical=f"{_MACHINERY} {_TYPED_DATA} _name _symbol _nonces",
        words={
            "account": "settlement account of an organisation: who pays whom is open to members",
            "orderReference": "the payer's own words, 31 characters; they name nobody",
        },
    ),
    "Invoices": Classified(
        _ALL,
        _FOR_GOOD,
        commercial="seller financier money advanceMinor reservedUntil registeredAt status reason",
        proof="_invoices _firstUnder fingerprint conflictKey earlier later",
        words={
            "fingerprint": "keyed hash of an invoice: not to be guessed without the registry's key",
            "conflictKey": "keyed hash over seller, number and year",
            "advanceMinor": "what the financier advances",
            "reason": "why it was cancelled: a few words of the seller; they name nobody",
        },
    ),
    "Credit": Classified(
        _ALL,
        _FOR_GOOD,
        commercial="_credits _numbered _originals _transferredMinor _clauses _openUntil"
        " _instalments _instalmentReserved"
        " _issueBy clauses instalments instalment issueByDay fullDetailsToFollow fromDay untilDay"
        " secondAdvisingBank reimbursingBank availability confirmation tenorStart transferable"
        " tenorDays sightBps insuredBps refundInterestBps isElectronic credit applicant beneficiary"
        " issuingBank nominatedBank advisingBank"
        " amountMinor tolerancePlusBps partialShipments issuingPlace nominatedPlace"
        " money expiryDay latestShipmentDay state number issuedAt drawnMinor reservedMinor"
        " presentations openPresentations undrawnMinor",
        proof="terms termsHash instalmentsRoot",
        technical=f"{_MACHINERY} newCreditsPaused paused _connected collateral",
        words={
            "terms": "in the record what must be enforced; the whole text is behind `termsHash`",
            "collateral": "address of the contract that holds it",
        },
    ),
    "CreditDrafting": Classified(_ALL, _FOR_GOOD),
    "CreditAdvice": Classified(
        _ALL,
        _FOR_GOOD,
        commercial="_advice credit advisingBank secondAdvisingBank confirmingBank bank first"
        " second confirmation confirmedExpiryDay confirmedMinor amountMinor expiryDay",
        proof="reasonHash",
        technical=_MACHINERY,
        words={"reasonHash": "salted hash of why a bank will not advise"},
    ),
    "CreditAmendments": Classified(
        _ALL,
        _FOR_GOOD,
        commercial="_amendments _counts _stated credit number changes presentation bank"
        " advisingBank confirmingBank amountDeltaMinor toleranceDeltaBps expiryDay"
        " latestShipmentDay partialDrawings changesText cancels state extension isAdvised"
        " isAdvisedOn issuedAt capDeltaMinor",
        proof="textHash acceptedPartsHash",
        technical=_MACHINERY,
        words={
            "changes": "what the ledger must enforce of them; the whole text is behind `textHash`",
            "acceptedPartsHash": "of the parts accepted, where an answer accepts not all",
        },
    ),
    "CreditAssignments": Classified(
        _ALL,
        _FOR_GOOD,
        commercial="_assignments _assignmentCounts _acknowledged _unpaidMinor _isAllAssigned"
        " credit number assignee bank presentation amountMinor paidMinor state isByIssuingBank"
        " isByNominatedBank",
        proof="noticeHash",
        technical=f"{_MACHINERY} _settlement settlement",
        words={
            "noticeHash": "of the notice of assignment, which stays with the parties",
            "settlement": "address of the contract that records payments",
        },
    ),
    "CreditTransfers": Classified(
        _ALL,
        _FOR_GOOD,
        commercial="_transfers _transferCounts _parts _allowedAmendments _substitutions"
        " _usedDrawings original transferred number asked secondBeneficiary amountMinor"
        " expiryDay latestShipmentDay insuredBps amendments namesFirstBeneficiary state"
        " transferringBank presentation answerBy own",
        proof="termsHash invoice changesHash",
        technical=_MACHINERY,
        words={
            "changesHash": "of an amendment that the first beneficiary allows, whole",
            "asked": "who the second beneficiary is, and for how much, is open to members",
            "invoice": "hash of the first beneficiary's invoice",
        },
    ),
    "CreditRestraints": Classified(
        _ALL,
        _FOR_GOOD,
        commercial="_orders _holds credit registrar bank recordedAt setAt jurisdiction",
        proof="orderReference legalBasis",
        technical=_MACHINERY,
        words={
            "orderReference": "salted hash of the court's reference; the words go to the parties",
            "legalBasis": "salted hash of the reference to the provision; the words are the bank's",
        },
    ),
    "CreditCollateral": Classified(
        _ALL,
        _FOR_GOOD,
        commercial="_collateral _owedMinor _lastMaturity credit amountMinor heldMinor"
        " reimbursedMinor",
        technical=_MACHINERY,
    ),
    "CreditPresentations": Classified(
        _ALL,
        _FOR_GOOD,
        commercial="_presentations _handling _instalments _heldFor _heldBefore confirmingBank"
        " isWithConfirmingBank isFoundComplying waiver waives isActedUpon corrupted bankingDaysLeft"
        " replaceByDay boundAt isStillBound presentation credit bank state amountMinor disposal"
        " presentedDay presentedAt forwardBy receivedAt decideBy complying discrepancies",
        proof="documents documentsRoot examinationHash noticeHash nominatedFindingHash coverHash",
        technical=_MACHINERY,
        words={
            "documents": "hashes of the documents presented",
            "discrepancies": "how many; what they are stays with the parties",
        },
    ),
    "CreditSettlement": Classified(
        _ALL,
        _FOR_GOOD,
        commercial="_drawings _advances presentation credit beneficiary bank claimant reimburser"
        " reimbursingBank amountMinor advancedMinor sightMinor minimumMinor interestMinor"
        " maturityDay nomination withRecourse isRefunded isRepaid isClaimed reimbursedAt"
        " sightReimburser sightReimbursedAt confirmingBank state",
        technical=_MACHINERY,
    ),
    "Undertaking": Classified(
        _ALL,
        _FOR_GOOD,
        commercial="_undertakings _conditions _owedMinor undertaking obligor beneficiary money"
        " required amountMinor expiresAt payableFrom obligorReference state conditions met"
        " metBitmap index kind party documentKind minimumMilliC maximumMilliC maximumKineticMilliC"
        " maximumGapSeconds minimumSpanSeconds notBefore notAfter place vessel minimumSources",
        proof="terms termsHash policy evidence",
        technical=f"{_MACHINERY} _newUndertakingsPaused paused",
        words={
            "terms": "in the record what must be enforced; the whole text is behind `termsHash`",
            "evidence": "hash of the report or statement that met a condition",
        },
    ),
    "AccessManager": Classified(
        _ALL,
        _FOR_GOOD,
        technical="_targets _roles _schedules _executionId since delay members admin guardian"
        " grantDelay timepoint nonce allowedRoles adminDelay closed operationId schedule caller"
        " target data roleId account newMember label selector",
    ),
    "ERC2771Forwarder": Classified(
        _ALL,
        _FOR_GOOD,
        personal="signer",
        technical=f"{_TYPED_DATA} _nonces nonce success",
        words={"signer": "address of the key that signed a consent: a pseudonym"},
    ),
}
"""By contract. A transaction's own fields (sender, call) are those of the acts it carries out."""
