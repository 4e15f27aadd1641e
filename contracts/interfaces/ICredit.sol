// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AmendmentChanges} from "../types/CreditAmendmentTypes.sol";
import {CreditId, Day, OrgId} from "../types/Ids.sol";
import {CreditClauses, Instalment} from "../types/CreditClauseTypes.sol";
import {CreditRecord, CreditState, CreditTerms} from "../types/CreditTypes.sol";
import {ICreditCollateral} from "./ICreditCollateral.sol";
import {ICreditRefusals} from "./ICreditRefusals.sol";

/// @title Letters of credit: the register
/// @notice Which credits there are, on what terms, in what state, and how much of each is drawn, open or left.
/// @dev A credit pays against documents, not events (UCP 600 art. 4, 5): no oracle is read here. The
/// register knows neither documents nor money: {ICreditPresentations} follows the documents,
/// {ICreditSettlement} moves what is due, {ICreditCollateral} holds what the applicant lodged. What they may
/// change here, they may because the access manager gave each of them that power when it was deployed.
interface ICredit is ICreditRefusals {
    /// @notice The applicant applied for a credit on these terms.
    event CreditAppliedFor(CreditId indexed credit, OrgId indexed applicant, OrgId indexed issuingBank, CreditTerms terms);
    /// @notice What a credit applied for says beyond a plain sight credit.
    event ClausesStated(CreditId indexed credit, CreditClauses clauses);
    /// @notice The instalments of a credit applied for.
    event InstalmentsStated(CreditId indexed credit, Instalment[] instalments);
    /// @notice The bank told that it will issue, and must (art. 11).
    event CreditPreAdvised(CreditId indexed credit, OrgId indexed issuingBank, Day issueByDay, bool fullDetailsToFollow);
    /// @notice The applicant took its application back.
    event ApplicationWithdrawn(CreditId indexed credit);
    /// @notice The bank declined to issue.
    event ApplicationDeclined(CreditId indexed credit);
    /// @notice The credit is issued and irrevocable.
    event CreditIssued(CreditId indexed credit, OrgId indexed issuingBank, OrgId indexed beneficiary, bytes16 number, uint128 amountMinor);
    /// @notice An amendment that was accepted made this of what the ledger enforces.
    event CreditAmended(
        CreditId indexed credit,
        uint128 amountMinor,
        uint16 tolerancePlusBps,
        bool partialShipments,
        Day expiryDay,
        Day latestShipmentDay
    );
    /// @notice The credit was cancelled by all whose consent it needs.
    event CreditCancelled(CreditId indexed credit, uint128 undrawnMinor);
    /// @notice An instalment was missed: it and all later ones are gone.
    event CreditLapsed(CreditId indexed credit, uint256 instalment);
    /// @notice Nothing more can be drawn: the credit has ended.
    event CreditFullyDrawn(CreditId indexed credit);
    /// @notice The credit expired with nothing left open.
    event CreditExpired(CreditId indexed credit, uint128 undrawnMinor);
    /// @notice New credits were stopped; everything owed under old ones stays payable.
    event NewCreditsPaused(bool paused);
    /// @notice Where what the applicant lodges is held; told once.
    event CollateralConnected(address collateral);

    /// @notice Applies for a credit: by the applicant.
    /// @dev The id is content-derived, so an application is never overwritten. Errors: Credit_InvalidTerms,
    /// Credit_AlreadyExists, Members_LacksCapability.
    /// @param terms of the credit applied for
    /// @param applicationReference the applicant's own, unique for it and this bank
    /// @return credit its id
    function applyFor(CreditTerms calldata terms, bytes16 applicationReference) external returns (CreditId credit);

    /// @notice Applies for a credit that says more than a plain sight credit does: by the applicant.
    /// @dev As {applyFor}. The clauses are fixed with the application; instalments are stated after it.
    /// @param terms of the credit applied for
    /// @param clauses what it says beyond a plain sight credit
    /// @param applicationReference the applicant's own, unique for it and this bank
    /// @return credit its id
    function applyForWith(CreditTerms calldata terms, CreditClauses calldata clauses, bytes16 applicationReference)
        external
        returns (CreditId credit);

    /// @notice Gives the instalments whose hash the application bears: by anyone, before the credit is issued.
    /// @dev What they must be, {ICreditDrafting} says.
    /// Errors: Credit_WrongState, Credit_InvalidTerms, Credit_InstalmentsMeet.
    /// @param credit the credit's id
    /// @param instalments amounts and periods, hashed as the clauses bear them
    function stateInstalments(CreditId credit, Instalment[] calldata instalments) external;

    /// @notice Tells that the credit will be issued, which from then on the bank must do without delay: by the
    /// issuing bank (a binding act; art. 11(b)).
    /// @dev Nothing can be presented under it yet. Errors: Credit_WrongState, Credit_TermsDiffer.
    /// @param credit the credit's id
    /// @param termsHash of the terms the bank means to issue; must be the terms applied for
    /// @param issueByDay until when the bank means to issue
    /// @param fullDetailsToFollow whether it was a teletransmission that says so (art. 11(a)(ii))
    function preAdvise(CreditId credit, bytes32 termsHash, Day issueByDay, bool fullDetailsToFollow) external;

    /// @notice Takes an application back before it is issued: by the applicant. Collateral returns.
    /// @param credit the credit's id
    function withdrawApplication(CreditId credit) external;

    /// @notice Declines an application: by the bank applied to. Collateral returns.
    /// @param credit the credit's id
    function declineApplication(CreditId credit) external;

    /// @notice Issues the credit, irrevocably: by the issuing bank (a binding act).
    /// @dev The bank's calendar at its place must be published for today and for the end of the examination of
    /// what is presented on the last day, and the nominated bank's at its place for this or an earlier year: a
    /// credit names only places whose clocks can be read, and they can be read ever after. Errors:
    /// Credit_TermsDiffer, Credit_AlreadyExists (number), Credit_InvalidTerms, Calendars_NotPublished.
    /// @param credit the credit's id
    /// @param termsHash of the terms the bank means to issue; must be the terms applied for
    /// @param number the bank's documentary credit number, unique for it
    function issue(CreditId credit, bytes32 termsHash, bytes16 number) external;

    /// @notice Ends a credit of which an instalment was missed: by anyone, with nothing open (art. 32).
    /// @dev Errors: Credit_WrongState, Credit_NothingMissed.
    /// @param credit the credit's id
    function lapse(CreditId credit) external;

    /// @notice Closes a credit after its expiry with nothing open: by anyone. Collateral is settled.
    /// @dev Once every place for presentation has closed on its last day, and on the later one that an amendment would
    /// give, answered or not: the bank is bound by it. A refused presentation is not open.
    /// Errors: Credit_NotExpired.
    /// @param credit the credit's id
    function expire(CreditId credit) external;

    /// @notice Stops or reopens new applications and issues. Guardian only.
    /// @param paused true to stop, false to reopen
    function pauseNewCredits(bool paused) external;

    /// @notice Who applied for a credit: of a part that was transferred, for the original, whoever its terms name.
    /// @param credit the credit's id
    /// @return the applicant; zero where there is no such credit
    function applicantOf(CreditId credit) external view returns (OrgId);

    /// @notice Whether no new credits and amendments are taken.
    /// @return true while paused
    function newCreditsPaused() external view returns (bool);

    /// @notice A credit's record; state NONE where there is none.
    /// @param id the credit's
    /// @return terms, state and sums
    function credit(CreditId id) external view returns (CreditRecord memory);

    /// @notice The id an application will have.
    /// @param issuingBank LEI of the bank applied to
    /// @param applicant LEI of the applicant
    /// @param applicationReference the applicant's own
    /// @return hash over chain, this contract and all three
    function creditIdOf(OrgId issuingBank, OrgId applicant, bytes16 applicationReference) external view returns (CreditId);

    /// @notice What can still be drawn: the amount with its tolerance, less what is honoured or open. Nothing
    /// before the credit is issued, after it has ended, or where a second drawing is not allowed; beside a part that was
    /// transferred the first beneficiary's own share still is.
    /// @param credit the credit's id
    /// @return minor units
    function availableMinor(CreditId credit) external view returns (uint128);

    /// @notice What a credit says beyond a plain sight credit.
    /// @param credit the credit's id
    /// @return as applied for
    function clausesOf(CreditId credit) external view returns (CreditClauses memory);

    /// @notice The instalments of a credit; none where it has none.
    /// @param credit the credit's id
    /// @return in order
    function instalmentsOf(CreditId credit) external view returns (Instalment[] memory);

    /// @notice Whether a bank pre-advised a credit and let the day pass by which it was to issue (art. 11(b)).
    /// @param credit the credit's id
    /// @return whether it is late
    function isIssueOverdue(CreditId credit) external view returns (bool);

    /// @notice The terms of a credit, in whatever state.
    /// @dev Errors: Credit_Unknown.
    /// @param credit the credit's id
    /// @return as they stand
    function termsOf(CreditId credit) external view returns (CreditTerms memory);

    /// @notice The terms of a credit under which something can still be drawn.
    /// @dev Errors: Credit_Unknown, Credit_WrongState.
    /// @param credit the credit's id
    /// @return as they stand
    function operativeTermsOf(CreditId credit) external view returns (CreditTerms memory);

    /// @notice The bank that is bound by a credit, or was asked to be.
    /// @dev Errors: Credit_Unknown.
    /// @param credit the credit's id
    /// @return its LEI
    function issuingBankOf(CreditId credit) external view returns (OrgId);

    /// @notice A credit's standing: its state, what is drawn, set aside, and the most that may be.
    /// @param credit the credit's id
    /// @return state where it stands
    /// @return drawnMinor honoured so far, minor units
    /// @return reservedMinor honoured or set aside for open drawings, minor units
    /// @return capMinor the amount with its tolerance, minor units
    function standingOf(CreditId credit) external view returns (CreditState state, uint128 drawnMinor, uint128 reservedMinor, uint128 capMinor);

    /// @notice Marks a credit as advised for the first time. For {ICreditAdvice} only.
    /// @dev Errors: Credit_WrongState.
    /// @param credit the credit's id
    function markAdvised(CreditId credit) external;

    /// @notice Sets a drawing aside from what is left, so that drawings made side by side can never together
    /// exceed the credit. For {ICreditPresentations} only.
    /// @dev Errors: Credit_PartialDrawingNotAllowed, Credit_DrawingExceedsCredit, Credit_InstalmentMissed,
    /// Credit_NoInstalment, Credit_NotTheTransferringBank.
    /// @param credit the credit's id
    /// @param bank whom it is presented to
    /// @param day that counts for the presentation there
    /// @param amountMinor the drawing, minor units
    /// @return number the drawing's running number, from 1
    /// @return instalment the instalment it is of, from 1; 0 where the credit has none
    function reserve(CreditId credit, OrgId bank, Day day, uint128 amountMinor)
        external
        returns (uint32 number, uint8 instalment);

    /// @notice Sets a drawing aside again that was let go. For {ICreditPresentations} only.
    /// @dev Errors: Credit_PartialDrawingNotAllowed, Credit_DrawingExceedsCredit.
    /// @param credit the credit's id
    /// @param instalment that it is of, from 1; 0 where the credit has none
    /// @param amountMinor the drawing, minor units
    function reserveAgain(CreditId credit, uint8 instalment, uint128 amountMinor) external;

    /// @notice Lets a drawing go that ended unpaid. For {ICreditPresentations} only.
    /// @param credit the credit's id
    /// @param instalment that it is of, from 1; 0 where the credit has none
    /// @param amountMinor the drawing, minor units
    function release(CreditId credit, uint8 instalment, uint128 amountMinor) external;

    /// @notice Counts a drawing that was set aside as honoured. For {ICreditSettlement} only.
    /// @param credit the credit's id
    /// @param amountMinor the drawing, minor units
    /// @return ended whether the credit was still open and has ended with this drawing
    function draw(CreditId credit, uint128 amountMinor) external returns (bool ended);

    /// @notice Issues a part of a credit to a second beneficiary, and sets it aside from what is left of the credit
    /// (art. 38). For {ICreditTransfers} only, which says what may be transferred.
    /// @dev Counted as open under the original until it is given back. What is drawn of the part is drawn of the
    /// original too. It has the original's number. Errors: Credit_AlreadyExists (reference),
    /// Credit_PartialDrawingNotAllowed, Credit_DrawingExceedsCredit.
    /// @param original the credit's id
    /// @param terms of the part
    /// @param clauses of the part
    /// @param ownReference the transferring bank's own, unique for issuing bank and applicant
    /// @return transferred the part's id, a credit like any other
    /// @return capMinor the part with its tolerance, minor units
    function issuePart(CreditId original, CreditTerms calldata terms, CreditClauses calldata clauses, bytes16 ownReference)
        external
        returns (CreditId transferred, uint128 capMinor);

    /// @notice Gives what is left of a part back to the original, once, and ends the part where it has not ended.
    /// For {ICreditTransfers} only.
    /// @dev Errors: Credit_PresentationsOpen.
    /// @param transferred the part's id
    function endPart(CreditId transferred) external;

    /// @notice Notes the latest day that an amendment still to be answered would give: the credit does not expire
    /// before it. For {ICreditAmendments} only.
    /// @param credit the credit's id
    /// @param untilDay the latest such expiry; 0 where none is pending
    function keepOpen(CreditId credit, Day untilDay) external;

    /// @notice Applies an amendment that was accepted, or cancels the credit. For {ICreditAmendments} only.
    /// @dev Nothing that is drawn or open is touched. Errors: Credit_WrongState, Credit_InvalidTerms,
    /// Credit_DrawingExceedsCredit, Credit_PresentationsOpen.
    /// @param credit the credit's id
    /// @param changes the amendment's
    /// @return capDeltaMinor by how much the most that may be drawn moved
    function amend(CreditId credit, AmendmentChanges calldata changes) external returns (int136 capDeltaMinor);

    /// @notice Says where collateral is held, once, when the contracts are put in place. Administrator only.
    /// @dev Errors: Credit_AlreadyConnected.
    /// @param collateral the contract that holds it
    function connect(ICreditCollateral collateral) external;
}
