// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Day, OrgId} from "./Ids.sol";

/// @notice What the applicant answered when asked for a waiver; it binds nobody (UCP 600 art. 16(b)).
enum WaiverAnswer {
    NONE,
    ASKED,
    WAIVES,
    DECLINES
}

/// @notice What befell a presentation besides its way to the issuing bank's decision.
struct HandlingRecord {
    // slot 1
    OrgId confirmingBank; // which must decide before the issuing bank does; zero where none must
    // slot 2: 1 + 1 + 1 + 1 + 4 + 1 + 4 + 8 + 1 bytes
    bool isWithConfirmingBank; // its decision and clock, not the issuing bank's
    bool isFoundComplying; // by the nominated or confirming bank
    WaiverAnswer waiver;
    bool isActedUpon; // the bank presented to honoured, negotiated or undertook, and has not been repaid
    uint32 corrupted; // a bit for each document, the first lowest: once, all of them, as all discrepancies; else 0
    uint8 bankingDaysLeft; // of five, while records are awaited
    Day replaceByDay; // last day for presenting them again
    uint64 boundAt; // UTC seconds at which the bank presented to agreed to act (art. 12(a)); 0 where it did not
    bool isStillBound; // the confirming bank owed it and did not pay, and nobody has since (art. 8)
    // slot 3
    bytes32 nominatedFindingHash; // of the nominated or confirming bank's examination
}
