// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Day, OrgId} from "./Ids.sol";

/// @notice How a credit is available; exactly one (UCP 600 art. 6(b)).
enum Availability {
    SIGHT,
    DEFERRED, // a deferred payment undertaking, paid at maturity
    ACCEPTANCE, // a usance draft on the bank, paid at maturity
    NEGOTIATION, // bought by the nominated bank, honoured at sight by the issuing bank
    MIXED // a part at sight, the rest as a deferred payment
}

/// @notice Whether the nominated bank is asked to confirm (field 49).
enum Confirmation {
    WITHOUT,
    MAY_ADD,
    CONFIRM
}

/// @notice What a tenor runs from. The day itself is never counted (UCP 600 art. 3).
enum TenorStart {
    NONE, // no tenor: at sight, or negotiation
    SIGHT, // the day the bank that undertakes received the complying documents
    STATED_DAY // a day in the documents, such as the on-board date, stated by the bank that examined them
}

/// @notice What a credit says beyond a plain sight credit; all zero where it says no more than that.
struct CreditClauses {
    // slots 1 to 3
    OrgId advisingBank; // zero: the nominated bank advises
    OrgId secondAdvisingBank; // art. 9(c); zero where one advises alone
    OrgId reimbursingBank; // art. 13; zero where the issuing bank reimburses itself
    // slot 4: 1 + 1 + 1 + 1 + 2 + 2 + 2 + 2 + 1 bytes
    Availability availability;
    Confirmation confirmation;
    TenorStart tenorStart;
    bool transferable; // art. 38(b); by the nominated bank, or the issuing bank where there is none
    uint16 tenorDays; // calendar days after the start
    uint16 sightBps; // of each drawing, basis points paid at sight where availability is MIXED
    uint16 insuredBps; // the cover stipulated, basis points of the invoice value; 0 where none is
    uint16 refundInterestBps; // a year of 360 days, on what is refunded under art. 16(g)
    bool isElectronic; // its rules incorporate the eUCP (eUCP art. e1)
    // slot 5
    bytes32 instalmentsRoot; // hash over the instalments of art. 32; zero where there are none
}

/// @notice One instalment: what may be drawn within one period (UCP 600 art. 32).
struct Instalment {
    Day fromDay;
    Day untilDay; // last day for its presentation, before art. 29(a)
    uint128 amountMinor;
}

/// @notice What an advising bank did with a credit.
enum AdviceState {
    NONE,
    ADVISED,
    REFUSED
}

/// @notice Whether a credit bears a confirmation.
/// @dev Transitions
/// NONE -> ADDED : confirm, carryConfirmation
/// NONE -> DECLINED : declineConfirmation
enum ConfirmationState {
    NONE,
    ADDED,
    DECLINED
}

/// @notice Who told the beneficiary of a credit, and who stands behind it besides the issuing bank.
struct AdviceRecord {
    AdviceState first;
    AdviceState second;
    ConfirmationState confirmation;
    Day confirmedExpiryDay; // the confirming bank is bound up to here
    uint128 confirmedMinor; // and for no more than this
}
