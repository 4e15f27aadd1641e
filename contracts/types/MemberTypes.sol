// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId} from "./Ids.sol";

// Days that a bank may be closed in a row at one place; publishing and announcing hold to it.
uint256 constant LONGEST_CLOSED_RUN = 14;

/// @notice What an organisation is admitted to do. A member may hold several, kept as a bitmap
/// in which bit `n` stands for the capability numbered `n`.
enum Capability {
    NONE,
    EXPORTER,
    IMPORTER,
    BANK,
    CARRIER,
    INSPECTOR,
    CUSTOMS,
    TERMINAL,
    FINANCIER,
    ORACLE_OPERATOR,
    REGULATOR
}

/// @notice Whether an organisation may act.
/// @dev Transitions
/// NONE -> ADMITTED : admit
/// ADMITTED -> SUSPENDED : suspend
/// SUSPENDED -> ADMITTED : reinstate
enum Standing {
    NONE,
    ADMITTED,
    SUSPENDED
}

/// @notice What one key may do for its organisation. Under dual control a binding act needs a MAKER
/// key to prepare it and another, CHECKER, key to carry it out.
enum Duty {
    NONE,
    MAKER,
    CHECKER
}

/// @notice A member of the network.
struct Organisation {
    // slot 1: 20 + 2 + 1 + 1 bytes
    address settlementAccount; // where this organisation pays from and is paid to
    uint16 capabilities; // bitmap over Capability
    Standing standing;
    bool dualControl; // binding acts need maker and checker
    // slot 2: 11 + 2 bytes
    bytes11 bic; // ISO 9362, padded with zero bytes; empty where it has none
    bytes2 country; // ISO 3166-1 alpha-2
}

/// @notice A key and whose it is.
struct KeyRecord {
    OrgId organisation;
    Duty duty;
}

/// @notice One year's banking days of one bank at one place (UCP 600 art. 2, "banking day").
/// @dev Two slots. Day-of-year counts from 0; bit `d` of the bitmap set = closed on that day.
struct YearCalendar {
    uint256 closedLow; // days 0 to 255 of the year
    uint128 closedHigh; // days 256 to 365: bit 0 is day 256
    int16 utcOffsetMinutes; // standard time at the place
    uint16 summerFrom; // first day of the year on summer time
    uint16 summerUntil; // first day of the year off it again; equal to summerFrom where there is none
    uint16 summerShiftMinutes;
    uint16 opensMinute; // banking hours in minutes of the local day (UCP 600 art. 33)
    uint16 closesMinute;
}
