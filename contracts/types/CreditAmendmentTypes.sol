// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Day} from "./Ids.sol";

/// @notice Where the beneficiary stands to one amendment. Silence is PENDING for good (UCP 600 art. 10(c), (f)).
/// @dev Transitions
/// NONE -> PENDING : issueAmendment
/// PENDING -> ACCEPTED : answerAmendment, acceptByPresentation, presentUnder
/// PENDING -> REJECTED : answerAmendment
enum AmendmentState {
    NONE,
    PENDING,
    ACCEPTED,
    REJECTED
}

/// @notice Where the confirming bank stands to one amendment (UCP 600 art. 10(b)).
/// @dev Transitions
/// NONE -> EXTENDED : extendConfirmation, adviseAmendment
/// NONE -> NOT_EXTENDED : extendConfirmation
/// NONE -> UNCONFIRMED : answerAmendment, acceptByPresentation, presentUnder
enum ExtensionState {
    NONE,
    EXTENDED,
    NOT_EXTENDED,
    UNCONFIRMED // accepted before any confirmation, which is then of the credit as amended
}

/// @notice What an amendment makes of partial drawings.
enum PartialDrawings {
    UNCHANGED,
    ALLOWED,
    PROHIBITED
}

/// @notice What an amendment changes of what the ledger enforces, so that each can be applied after any other.
struct AmendmentChanges {
    // slot 1: 16 + 2 + 4 + 4 + 1 + 1 + 1 bytes
    int128 amountDeltaMinor; // 32B, 33B of MT707
    int16 toleranceDeltaBps; // basis points
    Day expiryDay; // 0: as it is
    Day latestShipmentDay; // 0: as it is
    PartialDrawings partialDrawings;
    bool changesText; // documents, goods, conditions: what stands behind the hash only
    bool cancels; // and changes nothing besides
    // slot 2
    bytes32 textHash; // of the canonical amendment, whole
}

/// @notice One amendment and who has answered it.
struct AmendmentRecord {
    AmendmentChanges changes; // slots 1 and 2
    // slot 3: 1 + 1 + 1 + 1 + 8 + 17 bytes
    AmendmentState state;
    ExtensionState extension;
    bool isAdvised;
    bool isAdvisedOn; // by the second advising bank
    uint64 issuedAt; // UTC seconds
    int136 capDeltaMinor; // by how much the most that may be drawn moved when it was accepted
}
