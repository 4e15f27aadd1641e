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
    /// @dev Courts know nothing of one another: an order of each register stands by itself, and all of them keep banks
    /// from paying. Errors: Members_LacksCapability, Credit_RestraintStands where one of this register stands.
    /// @param credit the credit's id
    /// @param orderReference the court's own reference, hashed
    function suspendByCourt(CreditId credit, bytes32 orderReference) external;

    /// @notice Lifts a register's order: by the member that recorded it, and no other but, while that one is suspended,
    /// another that keeps such a register (a binding act). Others' orders stand on.
    /// @dev Errors: Members_NotTheParty, Members_LacksCapability, Credit_NoSuchRestraint.
    /// @param credit the credit's id
    /// @param registrar LEI of the member that recorded it
    function liftCourtOrder(CreditId credit, OrgId registrar) external;

    /// @notice Holds a bank's own payments under a credit: by that bank (a binding act).
    /// @dev By the issuing, nominated or reimbursing bank. A policy of the bank's own is no legal basis. Errors:
    /// Credit_InvalidTerms, Credit_RestraintStands, Credit_NotAPayer for a bank that is no party.
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

    /// @notice The courts' orders that stand against a credit, of each register at most one.
    /// @param credit the credit's id
    /// @return who recorded each, its reference and time, in no order
    function courtOrders(CreditId credit) external view returns (CourtOrder[] memory);

    /// @notice A bank's hold under a credit; zeros where none stands.
    /// @param credit the credit's id
    /// @param bank that holds its payments
    /// @return legal basis, law and time
    function complianceHold(CreditId credit, OrgId bank) external view returns (ComplianceHold memory);
}
