// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CreditId, OrgId, PresentationId} from "../types/Ids.sol";

/// @title What the contracts of letters of credit refuse with
/// @notice One list for all of them, so that the same refusal has the same words wherever it comes from.
interface ICreditRefusals {
    /// @notice A term is missing or contradicts another; `field` names it.
    /// @custom:rule UCP 600 art. 6
    error Credit_InvalidTerms(bytes32 field);
    /// @notice This application, or this bank's credit number, exists already.
    error Credit_AlreadyExists(CreditId credit);
    /// @notice No such credit.
    error Credit_Unknown(CreditId credit);
    /// @notice The credit's state does not allow this.
    error Credit_WrongState(CreditId credit, uint8 found);
    /// @notice The presentation's state does not allow this.
    error Credit_WrongPresentationState(PresentationId presentation, uint8 found);
    /// @notice The terms to be issued are not those applied for.
    error Credit_TermsDiffer(bytes32 applied, bytes32 offered);
    /// @notice The credit has expired at the place for presentation.
    /// @custom:rule UCP 600 art. 6(d), 6(e), 29(a)
    error Credit_Expired(CreditId credit, uint32 presentedDay, uint32 lastDay);
    /// @notice The drawing is above what is left of the credit. One that a pending amendment allows is presented under
    /// that amendment.
    /// @custom:rule UCP 600 art. 18(b), 30
    error Credit_DrawingExceedsCredit(CreditId credit, uint128 drawing, uint128 available);
    /// @notice The credit does not allow partial drawings and one is made or open already.
    /// @custom:rule UCP 600 art. 31
    error Credit_PartialDrawingNotAllowed(CreditId credit);
    /// @notice Documents may be presented to the nominated or the issuing bank only.
    /// @custom:rule UCP 600 art. 6(a)
    error Credit_NotAPlaceForPresentation(OrgId bank);
    /// @notice A presentation needs at least one document, each once, all standing.
    error Credit_InvalidDocuments(uint256 index);
    /// @notice A confirming bank is bound on one of these documents, or a bank has paid on it and was refused: it is
    /// not presented again beside that. The presenter takes an unpaid presentation back first, which lets that bank off,
    /// or repays what was bought with recourse.
    /// @custom:rule UCP 600 art. 8(a), 8(b), 17(a)
    error Credit_BankBoundOnDocuments(PresentationId presentation);
    /// @notice A refusal must name every discrepancy; it named none, or one without a name.
    /// @custom:rule UCP 600 art. 16(c)(ii)
    error Credit_NoDiscrepancies();
    /// @notice A refusal must say what happens to the documents; only the issuing bank holds them for a waiver.
    /// @custom:rule UCP 600 art. 16(c)(iii)
    error Credit_NoDisposal();
    /// @notice The fifth banking day following presentation has closed: the bank is precluded.
    /// @custom:rule UCP 600 art. 14(b), 16(d), 16(f)
    error Credit_TooLate(PresentationId presentation, uint64 decideBy);
    /// @notice The bank still has time to decide.
    /// @custom:rule UCP 600 art. 14(b)
    error Credit_StillInTime(PresentationId presentation, uint64 decideBy);
    /// @notice After refusal only documents held for a waiver can still be taken up.
    /// @custom:rule UCP 600 art. 16(c)(iii)(b)
    error Credit_NotHeldForWaiver(PresentationId presentation);
    /// @notice The credit has not expired yet, or a presentation is still open.
    error Credit_NotExpired(CreditId credit, uint32 openPresentations);
    /// @notice There is no collateral to move on this ground.
    error Credit_NoCollateral(CreditId credit);
    /// @notice New credits are paused.
    error Credit_Paused();
    /// @notice Where collateral is held, or payments are recorded, was said already, and is said once.
    error Credit_AlreadyConnected(address connected);
    /// @notice This bank has advised the credit already, or has refused to.
    /// @custom:rule UCP 600 art. 9
    error Credit_AdviceGiven(CreditId credit, OrgId bank);
    /// @notice The credit does not ask for a confirmation, or its bank has answered already.
    /// @custom:rule UCP 600 art. 8
    error Credit_NotToConfirm(CreditId credit);
    /// @notice An instalment was not drawn in its period: the credit has ceased for it and all later ones.
    /// @custom:rule UCP 600 art. 32
    error Credit_InstalmentMissed(CreditId credit, uint256 instalment);
    /// @notice No instalment may be drawn on this day.
    /// @custom:rule UCP 600 art. 32
    error Credit_NoInstalment(CreditId credit, uint32 day);
    /// @notice An instalment, from 0, begins before the last day of the one before it can have run out: no day of
    /// presentation tells which of the two is drawn. Leave the schedule to the examination of the documents.
    /// @custom:rule UCP 600 art. 29(a), 32
    error Credit_InstalmentsMeet(uint256 instalment);
    /// @notice No instalment of this credit has been missed, or something is open under it.
    /// @custom:rule UCP 600 art. 32
    error Credit_NothingMissed(CreditId credit);
    /// @notice A court's order stands against payment under this credit; the register that recorded it lifts it.
    error Credit_SuspendedByCourt(CreditId credit, bytes32 orderReference);
    /// @notice This bank holds payment under a law that binds it; the time for its decision runs on.
    /// @custom:rule UCP 600 art. 14(b), 16(d)
    error Credit_OnHold(CreditId credit, OrgId bank, bytes32 legalBasis);
    /// @notice There is no such order or hold.
    error Credit_NoSuchRestraint(CreditId credit);
    /// @notice Such an order of this register, or a hold of this bank, stands already: lift or end it first.
    error Credit_RestraintStands(CreditId credit);
    /// @notice This bank pays nothing under the credit.
    error Credit_NotAPayer(OrgId bank);
    /// @notice The credit does not incorporate the eUCP: nothing lets the time for its examination stand still.
    /// @custom:rule eUCP art. e1, e12; UCP 600 art. 14(b)
    error Credit_NotElectronic(CreditId credit);
    /// @notice Records of this presentation were reported as corrupted already; all are named at once.
    /// @custom:rule eUCP art. e12(b)
    error Credit_CorruptionReported(PresentationId presentation);
    /// @notice Records may still be presented again until the day given.
    /// @custom:rule eUCP art. e12(b)(iii)
    error Credit_RecordsStillAwaited(PresentationId presentation, uint32 replaceByDay);
    /// @notice The credit is not available in this way, or to this bank, or not yet at this stage.
    /// @custom:rule UCP 600 art. 6(b), 12
    error Credit_NotAvailableThus(PresentationId presentation);
    /// @notice It falls due on a later day.
    /// @custom:rule UCP 600 art. 7(c), 8(a)
    error Credit_NotMatured(PresentationId presentation, uint32 maturityDay);
    /// @notice A confirming bank negotiates without recourse, and nobody takes recourse that was not agreed.
    /// @custom:rule UCP 600 art. 8(a)(ii)
    error Credit_NoRecourse(PresentationId presentation);
    /// @notice The beneficiary has not agreed to so little.
    /// @custom:rule UCP 600 art. 2 (negotiation), 12(b)
    error Credit_AdvanceTooLow(PresentationId presentation, uint128 offeredMinor, uint128 minimumMinor);
    /// @notice Nothing is to be claimed, reimbursed, refunded or repaid here, or it was already.
    /// @custom:rule UCP 600 art. 7(c), 13, 16(g)
    error Credit_NothingDue(PresentationId presentation);
    /// @notice Amendments are numbered one after the other; this is not the next one.
    error Credit_AmendmentOutOfTurn(CreditId credit, uint16 next, uint16 given);
    /// @notice No such amendment.
    error Credit_NoSuchAmendment(CreditId credit, uint16 number);
    /// @notice This amendment was answered already, and is answered once; or nobody asked this bank.
    /// @custom:rule UCP 600 art. 10(b), 10(c)
    error Credit_AmendmentAnswered(CreditId credit, uint16 number);
    /// @notice An amendment is advised by the bank that advised the credit, and no other.
    /// @custom:rule UCP 600 art. 9(d)
    error Credit_NotTheAdvisingBank(CreditId credit, OrgId bank);
    /// @notice This presentation does not accept this amendment: it does not need it.
    /// @custom:rule UCP 600 art. 10(c)
    error Credit_NotAcceptedByPresentation(CreditId credit, uint16 number);
    /// @notice The confirming bank has not agreed to the cancellation.
    /// @custom:rule UCP 600 art. 10(a)
    error Credit_ConfirmingBankNotAgreed(CreditId credit, uint16 number);
    /// @notice A credit is not cancelled while a presentation under it awaits its end.
    /// @custom:rule UCP 600 art. 10(a), 15
    error Credit_PresentationsOpen(CreditId credit, uint32 openPresentations);
    /// @notice Assignments are numbered one after the other; this is not the next one.
    error Credit_AssignmentOutOfTurn(CreditId credit, uint16 next, uint16 given);
    /// @notice No such assignment of proceeds.
    error Credit_NoSuchAssignment(CreditId credit, uint16 number);
    /// @notice This assignment was acknowledged by this bank already, or has ended, or binds nobody yet.
    /// @custom:rule UCP 600 art. 39
    error Credit_AssignmentAnswered(CreditId credit, uint16 number);
    /// @notice A bank has acknowledged this assignment: only the assignee releases it.
    /// @custom:rule UCP 600 art. 39
    error Credit_AssignmentStands(CreditId credit, uint16 number);
    /// @notice More would be assigned than the credit can still yield.
    /// @custom:rule UCP 600 art. 39
    error Credit_AssignedBeyondProceeds(CreditId credit, uint128 assignedMinor, uint128 leftMinor);
    /// @notice The credit does not say that it is transferable, or is one that was transferred: it is transferred once,
    /// and given back to the first beneficiary by {ICreditTransfers}.giveBack.
    /// @custom:rule UCP 600 art. 38(b), 38(d)
    error Credit_NotTransferable(CreditId credit);
    /// @notice Requests for transfer are numbered one after the other; this is not the next one.
    error Credit_TransferOutOfTurn(CreditId credit, uint16 next, uint16 given);
    /// @notice No such request for transfer, or it was answered or withdrawn already.
    /// @custom:rule UCP 600 art. 38(a)
    error Credit_NoSuchTransfer(CreditId credit, uint16 number);
    /// @notice A transfer may reduce or curtail this, and change nothing else; `field` names it.
    /// @custom:rule UCP 600 art. 38(g)
    error Credit_NotReducible(bytes32 field);
    /// @notice A second beneficiary presents to the bank that transferred the credit.
    /// @custom:rule UCP 600 art. 38(k)
    error Credit_NotTheTransferringBank(OrgId bank);
    /// @notice This is no part of a credit that was transferred, or what was left of it was given back already.
    /// @custom:rule UCP 600 art. 38
    error Credit_NotTransferred(CreditId credit);
    /// @notice A credit that was transferred has no collateral of its own: what is drawn of it is drawn of the original,
    /// and the collateral for that drawing is lodged there.
    /// @custom:rule UCP 600 art. 38; collateral is between applicant and bank (art. 4)
    error Credit_CollateralBehindOriginal(CreditId credit, CreditId original);
    /// @notice The first beneficiary has kept from the second amendments such as this, or has still to allow it, in these
    /// words and to this effect.
    /// @custom:rule UCP 600 art. 38(e), 38(f)
    error Credit_AmendmentNotPassedOn(CreditId credit, uint16 number);
    /// @notice The first beneficiary was not asked yet, has substituted already, or did not on first demand.
    /// @custom:rule UCP 600 art. 38(h), 38(i)
    error Credit_NoSubstitution(PresentationId presentation);
}
