// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CreditId, Day, DocumentHash, OrgId, PresentationId} from "./Ids.sol";

/// @notice Where one request to transfer stands (UCP 600 art. 38(a)). No bank need grant any.
/// @dev Transitions
/// NONE -> REQUESTED : requestTransfer
/// REQUESTED -> WITHDRAWN : withdrawTransferRequest
/// REQUESTED -> TRANSFERRED : transfer
/// TRANSFERRED -> CLOSED : giveBack, closePart
enum TransferState {
    NONE,
    REQUESTED,
    WITHDRAWN,
    TRANSFERRED,
    CLOSED // what was left went back to the original
}

/// @notice What the first beneficiary lets pass on to the second of later amendments (UCP 600 art. 38(e)).
enum AmendmentsPassedOn {
    ALL,
    ASK_FIRST, // each as the first beneficiary allows it
    NONE
}

/// @notice Whose invoice goes on with a second beneficiary's documents (UCP 600 art. 38(h), (i)).
/// @dev Transitions
/// NONE -> DEMANDED : demandSubstitution
/// NONE -> SUBSTITUTED : substitute
/// DEMANDED -> SUBSTITUTED : substitute
/// DEMANDED -> AS_RECEIVED : takeAsReceived
enum SubstitutionState {
    NONE,
    DEMANDED,
    SUBSTITUTED,
    AS_RECEIVED // the right is lost
}

/// @notice What is to be transferred, to whom, and what of the terms is reduced (UCP 600 art. 38(g)).
struct TransferRequest {
    OrgId secondBeneficiary; // slot 1
    // slot 2: 16 + 4 + 4 + 2 + 1 + 1 bytes
    uint128 amountMinor;
    Day expiryDay;
    Day latestShipmentDay; // 0 where the credit states none
    uint16 insuredBps; // raised so that the cover of the credit is met; 0 where it stipulates none
    AmendmentsPassedOn amendments;
    bool namesFirstBeneficiary; // in the applicant's place
    bytes32 termsHash; // slot 3: of the terms as transferred
}

/// @notice One transfer: what was asked, and the credit that came of it.
struct TransferRecord {
    TransferRequest asked; // slots 1 to 3
    CreditId transferred; // slot 4: zero until the bank transfers
    TransferState state;
}

/// @notice Where a transferred credit comes from.
struct PartRecord {
    CreditId original; // zero for a credit that was not transferred
    uint16 number; // of the transfer
}

/// @notice The first beneficiary's invoice in the place of the second's, for one presentation.
struct SubstitutionRecord {
    SubstitutionState state;
    uint64 answerBy; // UTC seconds: the first demand is answered until here at least
    DocumentHash invoice;
    PresentationId own; // the first beneficiary's drawing of the difference; zero where there is none
}
