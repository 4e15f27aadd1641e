// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CreditId, OrgId, PresentationId} from "../types/Ids.sol";
import {ICreditRefusals} from "./ICreditRefusals.sol";

/// @title Settlement under letters of credit
/// @notice What is due is paid here: by the bank that owes it, out of its own money (UCP 600 art. 7).
/// @dev Nothing is held here: money goes from the payer's settlement account straight to the payee's.
interface ICreditSettlement is ICreditRefusals {
    /// @notice The issuing bank paid.
    event Honoured(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed beneficiary, uint128 amountMinor);

    /// @notice Pays the beneficiary from the issuing bank's own account (a binding act of the issuing bank).
    /// @dev Open after expiry for what was presented in time, while paused, and to a suspended bank, which stays
    /// bound (art. 7(b)) and moves only its own money to whom it owes it. Needs the allowance of the bank's
    /// settlement account. The credit is FULLY_DRAWN once its amount with tolerance is drawn, or after one
    /// drawing where it allows no partial ones; what is left of the collateral then goes out. Errors:
    /// Money_NotInFull where the beneficiary would receive another amount.
    function honour(PresentationId presentation) external;
}
