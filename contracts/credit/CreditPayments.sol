// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBankingCalendars} from "../interfaces/IBankingCalendars.sol";
import {ICredit} from "../interfaces/ICredit.sol";
import {ICreditAssignments} from "../interfaces/ICreditAssignments.sol";
import {ICreditCollateral} from "../interfaces/ICreditCollateral.sol";
import {ICreditPresentations} from "../interfaces/ICreditPresentations.sol";
import {ICreditRestraints} from "../interfaces/ICreditRestraints.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {ExactTransfer} from "../libraries/ExactTransfer.sol";
import {ProceedsShare} from "../types/CreditAssignmentTypes.sol";
import {Availability, CreditClauses} from "../types/CreditClauseTypes.sol";
import {HandlingRecord} from "../types/CreditHandlingTypes.sol";
import {CreditTerms, PresentationRecord, PresentationState} from "../types/CreditTypes.sol";
import {CreditId, Day, OrgId, PresentationId} from "../types/Ids.sol";
import {CreditClocks} from "./CreditClocks.sol";
import {CreditPart} from "./CreditPart.sol";

/// @title Payments under credits
/// @notice What every payment asks first: which drawing, whose money, is it due, may it be paid.
abstract contract CreditPayments is CreditClocks {
    /// @dev One drawing with all that is asked of it.
    struct Case {
        PresentationId id;
        CreditId credit;
        PresentationState state;
        bool isNominated; // it is the nominated or confirming bank that acts next, or acts beside the issuing bank
        bool isConfirming;
        bool isBeside; // a confirming bank that was gone past, beside the issuing bank that has the documents
        uint128 amountMinor;
        uint64 presentedAt;
        uint64 receivedAt;
        CreditTerms terms;
        CreditClauses clauses;
    }

    ICredit internal immutable CREDIT;
    ICreditPresentations internal immutable PRESENTATIONS;
    ICreditCollateral internal immutable COLLATERAL;
    ICreditRestraints internal immutable RESTRAINTS;
    ICreditAssignments internal immutable ASSIGNMENTS;

    constructor(
        IMembers members,
        IBankingCalendars calendars,
        ICredit credit,
        ICreditPresentations creditPresentations,
        ICreditCollateral creditCollateral,
        ICreditRestraints creditRestraints,
        ICreditAssignments creditAssignments,
        address authority,
        address forwarder
    ) CreditPart(members, authority, forwarder) CreditClocks(calendars) {
        CREDIT = credit;
        PRESENTATIONS = creditPresentations;
        COLLATERAL = creditCollateral;
        RESTRAINTS = creditRestraints;
        ASSIGNMENTS = creditAssignments;
    }

    function _pay(address money, OrgId payer, OrgId payee, uint128 amountMinor) internal {
        ExactTransfer.pull(money, _account(payer), _account(payee), amountMinor);
    }

    /// @dev Pays the beneficiary what a bank owes it, assignees of proceeds first (UCP 600 art. 39). A bank that is
    /// an assignee itself keeps its share.
    function _payProceeds(Case memory one, OrgId bank, uint128 amountMinor) internal {
        // Asked before, since most credits have none and a restricted call costs three times as much.
        if (ASSIGNMENTS.acknowledgedBy(one.credit, bank).length != 0) {
            ProceedsShare[] memory shares = ASSIGNMENTS.apportion(one.id, one.credit, bank, amountMinor);
            for (uint256 index = 0; index < shares.length; ++index) {
                ProceedsShare memory share = shares[index];
                amountMinor -= share.amountMinor;
                if (share.assignee != bank) _pay(one.terms.money, bank, share.assignee, share.amountMinor);
            }
        }
        if (amountMinor != 0) _pay(one.terms.money, bank, one.terms.beneficiary, amountMinor);
    }

    /// @dev A bank pays what it owes even when suspended as a member; not where a court or the law forbids it.
    function _authorisePayment(Case memory one, OrgId bank) internal {
        MEMBERS.authorisePayment(_msgSender(), bank, _msgData());
        RESTRAINTS.requirePayable(one.credit, bank);
    }

    function _caseOf(PresentationId id) internal view returns (Case memory one) {
        PresentationRecord memory record = PRESENTATIONS.presentation(id);
        require(
            record.state != PresentationState.NONE, Credit_WrongPresentationState(id, uint8(record.state))
        );
        HandlingRecord memory handled = PRESENTATIONS.handling(id);
        one.id = id;
        one.credit = record.credit;
        one.state = record.state;
        // A confirming bank that was gone past acts at any time until somebody has paid (UCP 600 art. 8(a), (b)).
        one.isBeside =
            handled.isStillBound && MEMBERS.keyRecord(_msgSender()).organisation == handled.confirmingBank;
        one.isConfirming = handled.isWithConfirmingBank || one.isBeside;
        one.isNominated = one.isConfirming || record.state == PresentationState.WITH_NOMINATED_BANK;
        one.amountMinor = record.amountMinor;
        one.presentedAt = record.presentedAt;
        one.receivedAt = record.receivedAt;
        one.terms = CREDIT.termsOf(record.credit);
        one.clauses = CREDIT.clausesOf(record.credit);
    }

    /// @dev The day has come at the place of the bank whose undertaking it is.
    function _requireMatured(Case memory one, OrgId bank, Day maturityDay) internal view {
        require(_isMatured(one, bank, maturityDay), Credit_NotMatured(one.id, Day.unwrap(maturityDay)));
    }

    function _isMatured(Case memory one, OrgId bank, Day maturityDay) internal view returns (bool) {
        if (Day.unwrap(maturityDay) == 0) return true;
        return maturityDay <= CALENDARS.localDay(bank, _placeOf(one.terms, bank), _now());
    }

    function _require(bool isAvailable, Case memory one) internal pure {
        require(isAvailable, Credit_NotAvailableThus(one.id));
    }

    function _requireDue(bool isDue, PresentationId id) internal pure {
        require(isDue, Credit_NothingDue(id));
    }

    function _isUsance(CreditClauses memory clauses) internal pure returns (bool) {
        return clauses.availability == Availability.DEFERRED || clauses.availability == Availability.ACCEPTANCE
            || clauses.availability == Availability.MIXED;
    }

    function _isRefused(PresentationState state) internal pure returns (bool) {
        return state == PresentationState.REFUSED || state == PresentationState.RETURNED;
    }
}
