// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ComplianceHold, CourtOrder} from "../types/CreditRestraintTypes.sol";
import {CreditId, OrgId} from "../types/Ids.sol";
import {ICreditRefusals} from "./ICreditRefusals.sol";

/// @title What may keep a bank from paying
/// @notice Court orders and compliance holds: outside UCP 600, inside every bank.
/// @dev Neither stops a clock: documents are presented, examined, refused in time or precluded as ever. What
/// stands still is payment, and it is due again when the restraint is lifted.
interface ICreditRestraints is ICreditRefusals {
    /// @notice A court's order against payment was recorded.
    event SuspendedByCourt(CreditId indexed credit, OrgId indexed registrar, bytes32 orderReference);
    /// @notice The order was lifted.
    event CourtOrderLifted(CreditId indexed credit, OrgId indexed registrar, bytes32 orderReference);
    /// @notice A bank holds its own payments under a credit.
    event HeldForCompliance(CreditId indexed credit, OrgId indexed bank, bytes32 legalBasis, bytes2 jurisdiction);
    /// @notice A bank ended its hold.
    event ComplianceHoldEnded(CreditId indexed credit, OrgId indexed bank);

    /// @notice Records a court's order not to pay under a credit: by a member admitted as REGULATOR, which keeps the
    /// register of such orders (a binding act).
    /// @dev Errors: Members_LacksCapability, Credit_NoSuchRestraint where one stands already.
    /// @param credit the credit's id
    /// @param orderReference the court's own reference, hashed
    function suspendByCourt(CreditId credit, bytes32 orderReference) external;

    /// @notice Lifts the order: by the member that recorded it, and no other (a binding act).
    /// @dev Errors: Credit_NoSuchRestraint.
    /// @param credit the credit's id
    function liftCourtOrder(CreditId credit) external;

    /// @notice Holds a bank's own payments under a credit: by that bank (a binding act).
    /// @dev By the issuing, nominated or reimbursing bank. A policy of the bank's own is no legal basis. Errors:
    /// Credit_InvalidTerms, Credit_NoSuchRestraint, Credit_NotAPlaceForPresentation for a bank that is no party.
    /// @param credit the credit's id
    /// @param bank that holds its payments
    /// @param legalBasis hash of the reference to the provision that binds the bank
    /// @param jurisdiction ISO 3166-1 alpha-2 of the law
    function holdForCompliance(CreditId credit, OrgId bank, bytes32 legalBasis, bytes2 jurisdiction) external;

    /// @notice Ends a bank's hold: by that bank (a binding act).
    /// @dev Errors: Credit_NoSuchRestraint.
    /// @param credit the credit's id
    /// @param bank that held its payments
    function endComplianceHold(CreditId credit, OrgId bank) external;

    /// @notice Refuses where a bank may not pay under a credit now.
    /// @dev What stands against a credit stands against what was transferred of it: the undertaking is one. Errors: Credit_SuspendedByCourt, Credit_OnHold.
    /// @param credit the credit's id
    /// @param bank that is to pay
    function requirePayable(CreditId credit, OrgId bank) external view;

    /// @notice The court's order against a credit; zeros where none stands.
    /// @param credit the credit's id
    /// @return who recorded it, its reference and time
    function courtOrder(CreditId credit) external view returns (CourtOrder memory);

    /// @notice A bank's hold under a credit; zeros where none stands.
    /// @param credit the credit's id
    /// @param bank that holds its payments
    /// @return legal basis, law and time
    function complianceHold(CreditId credit, OrgId bank) external view returns (ComplianceHold memory);
}
