// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId} from "./Ids.sol";

/// @notice Where an assignment of proceeds stands (UCP 600 art. 39). It binds nobody before a bank acknowledges it.
/// @dev Transitions
/// NONE -> NOTIFIED : assignProceeds
/// NOTIFIED -> ACKNOWLEDGED : acknowledgeAssignment
/// NOTIFIED -> WITHDRAWN : withdrawAssignment
/// ACKNOWLEDGED -> RELEASED : releaseAssignment
enum AssignmentState {
    NONE,
    NOTIFIED,
    ACKNOWLEDGED,
    WITHDRAWN,
    RELEASED
}

/// @notice Proceeds that go to somebody else; the right to perform under the credit does not.
struct AssignmentRecord {
    // slot 1
    OrgId assignee;
    // slot 2
    uint128 amountMinor; // the most of all payments together; 0: all proceeds
    uint128 paidMinor; // to the assignee so far
    // slot 3
    bytes32 noticeHash; // of the notice of assignment
    // slot 4: 1 + 1 + 1 bytes
    AssignmentState state;
    bool isByIssuingBank; // acknowledged by it
    bool isByNominatedBank; // acknowledged by it
}

/// @notice What one assignee has of one payment.
struct ProceedsShare {
    OrgId assignee;
    uint128 amountMinor;
}
