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
    /// @notice The drawing is above what is left of the credit.
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
    /// @notice A refusal must name every discrepancy; it named none, or one without a name.
    /// @custom:rule UCP 600 art. 16(c)(ii)
    error Credit_NoDiscrepancies();
    /// @notice A refusal must say what happens to the documents.
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
    /// @notice Where collateral is held was said already, and is said once.
    error Credit_AlreadyConnected(address collateral);
}
