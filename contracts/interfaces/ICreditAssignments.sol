// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AssignmentRecord, ProceedsShare} from "../types/CreditAssignmentTypes.sol";
import {CreditId, OrgId, PresentationId} from "../types/Ids.sol";
import {ICreditRefusals} from "./ICreditRefusals.sol";
import {ICreditSettlement} from "./ICreditSettlement.sol";

/// @title Assignment of proceeds
/// @notice To whom a bank pays what it owes the beneficiary of a credit (UCP 600 art. 39).
/// @dev Proceeds are assigned, not the right to perform: an assignee presents nothing, draws nothing and answers
/// nothing. A bank is bound by what it has acknowledged, and pays in the order in which it acknowledged; what another
/// bank pays, or has bought of the beneficiary, is that bank's affair.
interface ICreditAssignments is ICreditRefusals {
    /// @notice The beneficiary notified an assignment; no bank is bound yet.
    event ProceedsAssigned(
        CreditId indexed credit, uint16 number, OrgId indexed assignee, uint128 amountMinor, bytes32 noticeHash
    );
    /// @notice A bank will pay the assignee out of what it pays under the credit.
    event AssignmentAcknowledged(CreditId indexed credit, uint16 number, OrgId indexed bank);
    /// @notice The beneficiary took it back before any bank acknowledged it.
    event AssignmentWithdrawn(CreditId indexed credit, uint16 number);
    /// @notice The assignee gave up what was not paid to it yet.
    event AssignmentReleased(CreditId indexed credit, uint16 number);
    /// @notice Where payments are recorded; told once.
    event SettlementConnected(address settlement);
    /// @notice The assignee's share of one payment, in the transaction that pays it.
    event AssigneePaid(
        CreditId indexed credit,
        uint16 number,
        PresentationId indexed presentation,
        OrgId indexed assignee,
        uint128 amountMinor
    );

    /// @notice Assigns proceeds: by the beneficiary (a binding act).
    /// @dev From issue on, also of a drawing that is still to be paid when the credit has ended. The assignee is a
    /// member, other than the beneficiary. Errors: Credit_WrongState, Credit_AssignmentOutOfTurn, Credit_InvalidTerms,
    /// Members_LacksCapability.
    /// @param credit the credit's id
    /// @param number the next one, from 1, so that an assignment sent twice is made once
    /// @param assignee LEI of who is to be paid
    /// @param amountMinor the most of all payments together, minor units; 0 for all proceeds
    /// @param noticeHash of the notice of assignment
    function assignProceeds(
        CreditId credit,
        uint16 number,
        OrgId assignee,
        uint128 amountMinor,
        bytes32 noticeHash
    ) external;

    /// @notice Acknowledges an assignment: by the issuing or the nominated bank, each for what it will pay itself (a
    /// binding act).
    /// @dev No bank need acknowledge any. What is acknowledged and unpaid, by whichever bank, never comes to more than
    /// {toComeMinor}: the same proceeds are not assigned twice, nor what the beneficiary has been paid, nor what it has
    /// transferred. At most 16 by one bank, those released not counted. Errors:
    /// Credit_NoSuchAssignment, Credit_AssignmentAnswered, Credit_NotAPlaceForPresentation for a bank that is no
    /// party, Credit_AssignedBeyondProceeds.
    /// @param credit the credit's id
    /// @param number the assignment's
    function acknowledgeAssignment(CreditId credit, uint16 number) external;

    /// @notice Takes back an assignment that no bank has acknowledged: by the beneficiary.
    /// @dev Errors: Credit_NoSuchAssignment, Credit_AssignmentStands once a bank is bound by it,
    /// Credit_AssignmentAnswered.
    /// @param credit the credit's id
    /// @param number the assignment's
    function withdrawAssignment(CreditId credit, uint16 number) external;

    /// @notice Gives up what was not paid yet under an assignment: by the assignee, and nobody else (a binding act).
    /// @dev Whose right it is consents to its end; what was paid stays paid. Errors: Credit_NoSuchAssignment,
    /// Credit_AssignmentAnswered.
    /// @param credit the credit's id
    /// @param number the assignment's
    function releaseAssignment(CreditId credit, uint16 number) external;

    /// @notice Divides what a bank is about to pay the beneficiary, and counts it as paid. For {ICreditSettlement}
    /// only.
    /// @dev In the order in which that bank acknowledged; the shares together never exceed the payment.
    /// @param presentation the drawing that is paid
    /// @param credit the credit's id
    /// @param bank that pays
    /// @param amountMinor it pays, minor units
    /// @return shares of assignees, each more than nothing; the rest is the beneficiary's
    function apportion(PresentationId presentation, CreditId credit, OrgId bank, uint128 amountMinor)
        external
        returns (ProceedsShare[] memory shares);

    /// @notice Refuses to let go of proceeds that a bank has acknowledged and not paid: all of them, where all are
    /// assigned.
    /// @dev Errors: Credit_AssignedBeyondProceeds, with 0 for all proceeds.
    /// @param credit the credit's id, as it stands once they are gone
    function requireStillCovered(CreditId credit) external view;

    /// @notice What the beneficiary of a credit can still be paid: what it may still draw, and of its own drawings what
    /// is due or open. What was accepted or undertaken and falls due later is still to come; what a bank honoured,
    /// negotiated or prepaid is not, and what second beneficiaries may draw is theirs.
    /// @dev Goes through the last 256 presentations under the credit; drawings before them are taken to be paid, so that
    /// what it costs has an end however many there are. It then says too little, never too much.
    /// @param credit the credit's id
    /// @return minor units
    function toComeMinor(CreditId credit) external view returns (uint128);

    /// @notice Says where payments are recorded, once, when the contracts are put in place. Administrator only.
    /// @dev Errors: Credit_AlreadyConnected.
    /// @param settlement the contract that records them
    function connectSettlement(ICreditSettlement settlement) external;

    /// @notice An assignment; state NONE where there is none.
    /// @param credit the credit's id
    /// @param number the assignment's
    /// @return to whom, how much, and who has acknowledged it
    function assignment(CreditId credit, uint16 number) external view returns (AssignmentRecord memory);

    /// @notice The assignments a bank has acknowledged under a credit.
    /// @param credit the credit's id
    /// @param bank the issuing or nominated bank
    /// @return their numbers, in the order in which it pays them; one that was released until the bank's next
    function acknowledgedBy(CreditId credit, OrgId bank) external view returns (uint16[] memory);
}
