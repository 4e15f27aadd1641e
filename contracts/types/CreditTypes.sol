// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CreditId, Day, OrgId, Place} from "./Ids.sol";

/// @notice The life of a credit. Irrevocable from ISSUED on (UCP 600 art. 7(b)).
/// @dev Transitions
/// NONE -> APPLIED : applyFor
/// APPLIED -> WITHDRAWN : withdrawApplication
/// APPLIED -> DECLINED : declineApplication
/// APPLIED -> ISSUED : issue
/// APPLIED -> PRE_ADVISED : preAdvise
/// PRE_ADVISED -> ISSUED : issue
/// PRE_ADVISED -> EXPIRED : expire
/// ISSUED -> ADVISED : advise
/// ISSUED -> FULLY_DRAWN : honour, amend
/// ADVISED -> FULLY_DRAWN : honour, amend
/// ISSUED -> EXPIRED : expire
/// ADVISED -> EXPIRED : expire
/// ISSUED -> LAPSED : lapse
/// ADVISED -> LAPSED : lapse
/// ISSUED -> CANCELLED : amend
/// ADVISED -> CANCELLED : amend
enum CreditState {
    NONE,
    APPLIED,
    WITHDRAWN,
    DECLINED,
    ISSUED,
    ADVISED,
    FULLY_DRAWN,
    EXPIRED,
    PRE_ADVISED, // the bank must issue (art. 11(b)); nothing can be presented yet (art. 11(a)(ii))
    LAPSED, // an instalment was missed, and it and all later ones are gone (art. 32)
    CANCELLED // by all whose consent it needs (art. 10(a))
}

/// @notice The life of one presentation at the bank that must decide on it.
/// @dev Transitions
/// NONE -> WITH_NOMINATED_BANK : present
/// NONE -> RECEIVED : present
/// WITH_NOMINATED_BANK -> RECEIVED : forward
/// WITH_NOMINATED_BANK -> RETURNED : takeBack
/// RECEIVED -> COMPLYING : examine
/// RECEIVED -> DISCREPANT : examine
/// RECEIVED -> PRECLUDED : preclude
/// DISCREPANT -> WAIVED : waive
/// DISCREPANT -> REFUSED : refuse
/// DISCREPANT -> PRECLUDED : preclude
/// REFUSED -> WAIVED : waive
/// REFUSED -> RETURNED : takeBack, returnDocuments
/// REFUSED -> RECEIVED : forward
/// COMPLYING -> HONOURED : honour
/// WAIVED -> HONOURED : honour
/// PRECLUDED -> HONOURED : honour
/// COMPLYING -> UNDERTAKEN : undertake
/// WAIVED -> UNDERTAKEN : undertake
/// PRECLUDED -> UNDERTAKEN : undertake
/// UNDERTAKEN -> HONOURED : payAtMaturity
/// WITH_NOMINATED_BANK -> ACTED_UPON : honour, undertake, negotiate
/// COMPLYING -> ACTED_UPON : honour, undertake, negotiate
/// PRECLUDED -> ACTED_UPON : honour, undertake, negotiate
/// ACTED_UPON -> RECEIVED : forward
/// COMPLYING -> RECEIVED : forward
/// PRECLUDED -> RECEIVED : forward
/// WITH_NOMINATED_BANK -> COMPLYING : reportLost
/// ACTED_UPON -> COMPLYING : reportLost
/// RECEIVED -> CORRUPTED : reportCorruption
/// CORRUPTED -> RECEIVED : replaceRecords
/// CORRUPTED -> RETURNED : dropCorrupted
enum PresentationState {
    NONE,
    WITH_NOMINATED_BANK,
    RECEIVED,
    COMPLYING,
    DISCREPANT,
    WAIVED,
    REFUSED,
    PRECLUDED,
    HONOURED,
    RETURNED,
    ACTED_UPON, // a nominated or confirming bank honoured, undertook or negotiated, and sends the documents on
    UNDERTAKEN, // the issuing bank accepted, or incurred a deferred payment undertaking
    CORRUPTED // a record must be presented again before the examination goes on (eUCP art. e12)
}

/// @notice What the refusing bank does with the documents (UCP 600 art. 16(c)(iii)).
enum Disposal {
    NONE,
    HOLDING_FOR_INSTRUCTIONS, // a)
    HOLDING_FOR_WAIVER, // b)
    RETURNING, // c)
    PRIOR_INSTRUCTIONS // d)
}

/// @notice What the ledger needs of a credit's terms; the whole text is behind `termsHash`. Parties, amount,
/// drawings, places and expiry are enforced here. What stands in documents (shipment, the days after it of
/// art. 14(c), goods, every document) is examined by the bank and not here.
struct CreditTerms {
    // slots 1 to 4
    OrgId applicant;
    OrgId beneficiary;
    OrgId issuingBank;
    OrgId nominatedBank; // advises and may receive presentations; zero where there is none
    // slot 5: 16 + 2 + 1 + 5 + 5 bytes
    uint128 amountMinor; // minor units of the currency
    uint16 tolerancePlusBps; // field 39A upwards, basis points of the amount
    bool partialShipments; // UCP 600 art. 31(a)
    Place issuingPlace; // where the issuing bank receives presentations
    Place nominatedPlace; // where the nominated bank does; zero where there is none
    // slot 6: 20 + 4 + 4 bytes
    address money; // the currency's token
    Day expiryDay; // last day for presentation at the place of presentation, before art. 29(a)
    Day latestShipmentDay; // recorded; held against the expiry day only (art. 29(c)); 0 where none is stated
    // slot 7
    bytes32 termsHash; // of the canonical terms
}

/// @notice A credit and where it stands.
struct CreditRecord {
    CreditTerms terms; // slots 1 to 7
    // slot 8: 1 + 16 + 8 bytes
    CreditState state;
    bytes16 number; // the issuing bank's documentary credit number (field 20)
    uint64 issuedAt; // UTC seconds
    // slot 9
    uint128 drawnMinor; // honoured so far
    uint128 reservedMinor; // honoured or under a presentation that is still open
    // slot 10
    uint32 presentations; // how many were ever made
    uint32 openPresentations; // how many still await an end
}

/// @notice What stands behind a credit between applicant and bank.
struct CollateralRecord {
    uint128 heldMinor; // lodged by the applicant and still held
    uint128 reimbursedMinor; // of what was honoured, taken by the issuing bank out of the collateral
}

/// @notice One presentation of documents.
struct PresentationRecord {
    CreditId credit; // slot 1
    // slot 2: 1 + 1 + 16 + 4 + 8 bytes
    PresentationState state;
    Disposal disposal;
    uint128 amountMinor; // drawn under it
    Day presentedDay; // the day that counts for expiry, at the place of presentation
    uint64 presentedAt; // UTC seconds
    // slot 3: 8 + 8 + 8 bytes
    uint64 forwardBy; // UTC seconds: close of the nominated bank's fifth banking day following presentation to it
    uint64 receivedAt; // UTC seconds, at the issuing bank
    uint64 decideBy; // UTC seconds: close of the issuing bank's fifth banking day following receipt
    // slots 4 to 6
    bytes32 documentsRoot; // hash over the document hashes in their order
    bytes32 examinationHash; // of the examination report
    bytes32 noticeHash; // of the refusal notice
}
