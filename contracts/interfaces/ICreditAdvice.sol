// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AdviceRecord} from "../types/CreditClauseTypes.sol";
import {CreditId, Day, OrgId} from "../types/Ids.sol";
import {ICreditRefusals} from "./ICreditRefusals.sol";

/// @title Advice and confirmation
/// @notice Who tells the beneficiary of a credit, and who binds itself to it besides the issuing bank
/// (UCP 600 art. 8, 9).
interface ICreditAdvice is ICreditRefusals {
    /// @notice The credit was advised to the beneficiary.
    event CreditAdvised(CreditId indexed credit, OrgId indexed advisingBank);
    /// @notice The second advising bank advised the credit on (art. 9(c)).
    event CreditAdvisedOn(CreditId indexed credit, OrgId indexed secondAdvisingBank);
    /// @notice A bank would not advise, and told the bank it had the credit from (art. 9(e)).
    event AdviceRefused(CreditId indexed credit, OrgId indexed advisingBank, bytes32 reasonHash);
    /// @notice The nominated bank bound itself besides the issuing bank, for so much and up to that day (art. 8(b)).
    event ConfirmationAdded(CreditId indexed credit, OrgId indexed confirmingBank, uint128 amountMinor, Day expiryDay);
    /// @notice The bank asked to confirm would not; the issuing bank is told (art. 8(d)).
    event ConfirmationDeclined(CreditId indexed credit, OrgId indexed bank);
    /// @notice An amendment that the confirmation extends to made this of what it covers (art. 10(b)).
    event ConfirmationAmended(CreditId indexed credit, uint128 amountMinor, Day expiryDay);

    /// @notice Advises the credit to the beneficiary: by the advising bank, then by the second one where the credit
    /// names one; without undertaking (art. 9).
    /// @dev Errors: Credit_WrongState, Credit_AdviceGiven.
    /// @param credit the credit's id
    function advise(CreditId credit) external;

    /// @notice Tells that it will not advise: by an advising bank, before it has (art. 9(e)).
    /// @dev Errors: Credit_WrongState, Credit_AdviceGiven.
    /// @param credit the credit's id
    /// @param reasonHash of the reason in words
    function refuseToAdvise(CreditId credit, bytes32 reasonHash) external;

    /// @notice Adds its confirmation: by the nominated bank, where the credit asks for it (a binding act; art. 8).
    /// @dev It is bound for the amount and expiry that stand now; an amendment binds it where it extends to it.
    /// Errors: Credit_WrongState, Credit_NotToConfirm.
    /// @param credit the credit's id
    function confirm(CreditId credit) external;

    /// @notice Declines to confirm, and may still advise: by the nominated bank asked to (art. 8(d)).
    /// @dev Errors: Credit_WrongState, Credit_NotToConfirm.
    /// @param credit the credit's id
    function declineConfirmation(CreditId credit) external;

    /// @notice Adds the confirmation of a credit to a part of it that the confirming bank has transferred (art. 38(g)).
    /// For {ICreditTransfers} only.
    /// @param credit the part's id
    /// @param bank the confirming bank
    /// @param amountMinor the part with its tolerance, as far as the confirmation covers it, minor units
    /// @param expiryDay the part's, or the confirmation's where that is earlier
    function carryConfirmation(CreditId credit, OrgId bank, uint128 amountMinor, Day expiryDay) external;

    /// @notice Moves a confirmation with an amendment that it extends to. For {ICreditAmendments} only.
    /// @param credit the credit's id
    /// @param capDeltaMinor by how much the most that may be drawn moved
    /// @param expiryDay the amendment's; 0 where it leaves the expiry as it is
    function amendConfirmation(CreditId credit, int136 capDeltaMinor, Day expiryDay) external;

    /// @notice Who advised a credit, and whether it is confirmed.
    /// @param credit the credit's id
    /// @return how far each advice and the confirmation have come, and what that covers
    function advice(CreditId credit) external view returns (AdviceRecord memory);

    /// @notice Whether a bank's confirmation covers what is presented to it on a day, the drawing set aside already.
    /// @param credit the credit's id
    /// @param bank presented to
    /// @param day that counts for the presentation
    /// @return whether that bank is bound by its confirmation
    function isConfirmedFor(CreditId credit, OrgId bank, Day day) external view returns (bool);
}
