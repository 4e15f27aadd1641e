// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AmendmentChanges} from "../types/CreditAmendmentTypes.sol";
import {CreditClauses, Instalment} from "../types/CreditClauseTypes.sol";
import {CreditTerms} from "../types/CreditTypes.sol";
import {Day} from "../types/Ids.sol";
import {ICreditRefusals} from "./ICreditRefusals.sol";

/// @title What the terms of a credit must be
/// @notice Held against each other and against who takes part, before a credit is applied for.
interface ICreditDrafting is ICreditRefusals {
    /// @notice Refuses terms and clauses that cannot be a credit's (UCP 600 art. 2, 6, 8, 9(c), 13, 32, 38).
    /// @dev Errors: Credit_InvalidTerms with the first field found wanting, Members_LacksCapability.
    /// @param terms of a credit or of one as amended
    /// @param clauses what it says beyond a plain sight credit
    function requireSound(CreditTerms calldata terms, CreditClauses calldata clauses) external view;

    /// @notice Terms as an amendment would have them (UCP 600 art. 10). The hash of the text stays that of the credit
    /// as issued: what was accepted since stands in the amendments.
    /// @dev Errors: Credit_InvalidTerms with the first field that no credit could have.
    /// @param terms as they stand
    /// @param changes the amendment's
    /// @return the terms with them
    function amended(CreditTerms calldata terms, AmendmentChanges calldata changes)
        external
        pure
        returns (CreditTerms memory);

    /// @notice Refuses instalments that cannot be a credit's: in order, apart, each of something, together the amount,
    /// the last one ending by the expiry; at most 36 (UCP 600 art. 32).
    /// @dev Apart by more days than a bank may be closed in a row: the last day of one runs on where its bank is closed
    /// (art. 29(a)), also by a closure that is announced later, and never to a day of the next. Errors:
    /// Credit_InvalidTerms, Credit_InstalmentsMeet.
    /// @param amountMinor of the credit, minor units
    /// @param expiryDay of the credit
    /// @param instalments amounts and periods
    function requireInstalments(uint128 amountMinor, Day expiryDay, Instalment[] calldata instalments) external pure;
}
