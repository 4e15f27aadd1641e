// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Day, OrgId} from "./Ids.sol";

/// @notice What a nominated or confirming bank did of its own about a drawing.
/// @dev Transitions
/// NONE -> HONOURED : honour
/// NONE -> UNDERTAKEN : undertake
/// NONE -> NEGOTIATED : negotiate
/// UNDERTAKEN -> HONOURED : payUndertaking
/// UNDERTAKEN -> PURCHASED : prepay
enum Nomination {
    NONE,
    HONOURED,
    UNDERTAKEN,
    NEGOTIATED,
    PURCHASED // paid before maturity; reimbursement is still due at maturity (UCP 600 art. 7(c), 12(b))
}

/// @notice What a bank that acts on its nomination must pay at least, and on what terms: the beneficiary's word.
struct AdvanceTerms {
    uint128 minimumMinor; // the least it is content with now
    bool withRecourse; // whether it will pay back what the issuing bank does not reimburse
}

/// @notice A drawing where more happens than one payment at sight by the issuing bank.
struct DrawingRecord {
    // slot 1
    OrgId claimant; // the bank that acted on its nomination and is to be reimbursed
    // slot 2
    OrgId reimburser; // who reimbursed it before the issuing bank's decision; zero where nobody did
    // slot 3: 16 + 4 + 1 + 1 + 1 + 8 bytes
    uint128 advancedMinor; // paid to the beneficiary by the claimant
    Day maturityDay; // 0 at sight
    Nomination nomination;
    bool withRecourse;
    bool isRefunded;
    uint64 reimbursedAt; // UTC seconds
    // slot 4
    uint128 sightMinor; // paid at sight by the issuing bank where the rest is undertaken, or reimbursed of that part
    bool isRepaid; // by the beneficiary, on recourse
    bool isClaimed; // of the reimbursing bank
    uint64 sightReimbursedAt; // UTC seconds
    // slot 5
    OrgId sightReimburser; // who reimbursed the claimant's part at sight ahead of the rest; zero where nobody did
}
