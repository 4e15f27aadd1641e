// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CollateralRecord} from "../types/CreditTypes.sol";
import {CreditId, Day} from "../types/Ids.sol";
import {ICreditRefusals} from "./ICreditRefusals.sol";

/// @title Collateral for letters of credit
/// @notice What the applicant lodged with its bank. The bank's duty to pay neither waits for it nor ends
/// with it (UCP 600 art. 4, 7).
/// @dev The only money that the contracts of credits hold. It leaves in three ways: to the bank, as far as
/// the bank has honoured; to the applicant, once nothing more can be drawn or when the bank lets it go; to
/// the applicant again when a bank has left a credit unsettled for {LONG_STOP_DAYS} after its expiry.
interface ICreditCollateral is ICreditRefusals {
    /// @notice The applicant lodged collateral.
    event CollateralLodged(CreditId indexed credit, uint128 amountMinor);
    /// @notice The issuing bank took collateral for what it had honoured.
    event CollateralApplied(CreditId indexed credit, uint128 amountMinor);
    /// @notice Collateral went back to the applicant.
    event CollateralReturned(CreditId indexed credit, uint128 amountMinor);

    /// @notice How long after expiry an unsettled credit's collateral goes back to the applicant, in days.
    /// @return days
    function LONG_STOP_DAYS() external view returns (uint32);

    /// @notice Lodges collateral with the bank: by the applicant, from its settlement account.
    /// @dev While applied for, pre-advised, issued or advised. Errors: Money_NotInFull where the token keeps a part back;
    /// Credit_CollateralBehindOriginal for a credit that was transferred, whose drawings are the original's.
    /// @param credit the credit's id
    /// @param amountMinor minor units
    function lodgeCollateral(CreditId credit, uint128 amountMinor) external;

    /// @notice Takes collateral for what the bank has honoured and not yet been reimbursed: by the issuing bank.
    /// @param credit the credit's id
    function applyCollateral(CreditId credit) external;

    /// @notice Gives collateral back to the applicant: by the issuing bank at any time; by anyone once the credit
    /// has ended, or is unsettled {LONG_STOP_DAYS} after its expiry and after all that was undertaken under it has
    /// fallen due. What the bank is owed goes to the bank first.
    /// @dev Where the token refuses one party's transfer the other is paid all the same, and that share stays owed.
    /// @param credit the credit's id
    function returnCollateral(CreditId credit) external;

    /// @notice What this contract owes in a currency; it never holds less.
    /// @param money the currency's token
    /// @return minor units
    function owedMinor(address money) external view returns (uint256);

    /// @notice Gives out what is held for a credit that has ended: by anyone, and by the contract in whose act a
    /// credit ends. Nothing happens where nothing is held or its credit has not ended.
    /// @param credit the credit's id
    function settle(CreditId credit) external;

    /// @notice Notes that a bank undertook to pay on a day: until then no long stop begins. For {ICreditSettlement} only.
    /// @param credit the credit's id; of a part that was transferred, noted for the original
    /// @param maturityDay on which it falls due
    function notePostponed(CreditId credit, Day maturityDay) external;

    /// @notice What is held for a credit, and what the bank has taken of it.
    /// @param credit the credit's id
    /// @return sums in minor units
    function collateral(CreditId credit) external view returns (CollateralRecord memory);
}
