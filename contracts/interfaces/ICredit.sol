// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CreditId, Day, DocumentHash, OrgId, PresentationId} from "../types/Ids.sol";
import {CreditRecord, CreditTerms, Disposal, PresentationRecord} from "../types/CreditTypes.sol";

/// @title Letters of credit
/// @notice Sight credits under UCP 600: applied for, issued, advised, presented under, examined against
/// the clock, honoured or refused.
/// @dev A credit pays against documents, not events (UCP 600 art. 4, 5): no oracle is read here. The
/// issuing bank pays out of its own money (art. 7); collateral is between applicant and bank, and the
/// duty to pay stands with or without it. The examination itself is the bank's; the ledger keeps its
/// hash, holds the bank to five banking days of its own calendar, and to one notice.
///
/// Collateral is the only money held here. It leaves in three ways: to the bank, as far as the bank has
/// honoured; to the applicant, once nothing more can be drawn or when the bank lets it go; to the
/// applicant again when a bank has left a credit unsettled for {LONG_STOP_DAYS} after its expiry.
interface ICredit {
    /// @notice The applicant applied for a credit on these terms.
    event CreditAppliedFor(CreditId indexed credit, OrgId indexed applicant, OrgId indexed issuingBank, CreditTerms terms);
    /// @notice The applicant took its application back.
    event ApplicationWithdrawn(CreditId indexed credit);
    /// @notice The bank declined to issue.
    event ApplicationDeclined(CreditId indexed credit);
    /// @notice The credit is issued and irrevocable.
    event CreditIssued(CreditId indexed credit, OrgId indexed issuingBank, OrgId indexed beneficiary, bytes16 number, uint128 amountMinor);
    /// @notice The credit was advised to the beneficiary.
    event CreditAdvised(CreditId indexed credit, OrgId indexed advisingBank);
    /// @notice Documents were presented; `presentedDay` counts, and `forwardBy` is 0 at the issuing bank itself.
    event Presented(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed bank, uint128 amountMinor, Day presentedDay, uint64 forwardBy, DocumentHash[] documents);
    /// @notice The issuing bank has the documents and must decide by the instant given.
    event PresentationReceived(PresentationId indexed presentation, CreditId indexed credit, uint64 decideBy);
    /// @notice The issuing bank examined the documents.
    event Examined(PresentationId indexed presentation, CreditId indexed credit, bool complying, bytes32 examinationHash);
    /// @notice The issuing bank refused, naming every discrepancy at once.
    event Refused(PresentationId indexed presentation, CreditId indexed credit, bytes32[] discrepancies, Disposal disposal, bytes32 noticeHash);
    /// @notice The issuing bank took up discrepant documents.
    event DiscrepanciesWaived(PresentationId indexed presentation, CreditId indexed credit);
    /// @notice No notice came in time: the issuing bank may no longer say that the documents do not comply.
    event Precluded(PresentationId indexed presentation, CreditId indexed credit);
    /// @notice The issuing bank paid.
    event Honoured(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed beneficiary, uint128 amountMinor);
    /// @notice Nothing more can be drawn: the credit has ended.
    event CreditFullyDrawn(CreditId indexed credit);
    /// @notice The presenter has its documents back.
    event DocumentsTakenBack(PresentationId indexed presentation, CreditId indexed credit);
    /// @notice The credit expired with nothing left open.
    event CreditExpired(CreditId indexed credit, uint128 undrawnMinor);
    /// @notice The applicant lodged collateral.
    event CollateralLodged(CreditId indexed credit, uint128 amountMinor);
    /// @notice The issuing bank took collateral for what it had honoured.
    event CollateralApplied(CreditId indexed credit, uint128 amountMinor);
    /// @notice Collateral went back to the applicant.
    event CollateralReturned(CreditId indexed credit, uint128 amountMinor);
    /// @notice New credits were stopped; everything owed under old ones stays payable.
    event NewCreditsPaused(bool paused);

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

    /// @notice How long after expiry an unsettled credit's collateral goes back to the applicant, in days.
    function LONG_STOP_DAYS() external view returns (uint32);

    /// @notice Applies for a credit: by the applicant.
    /// @dev The id is content-derived, so an application is never overwritten. Errors: Credit_InvalidTerms,
    /// Credit_AlreadyExists, Members_LacksCapability.
    /// @param applicationReference the applicant's own, unique for it and this bank
    function applyFor(CreditTerms calldata terms, bytes16 applicationReference) external returns (CreditId credit);

    /// @notice Takes an application back before it is issued: by the applicant. Collateral returns.
    function withdrawApplication(CreditId credit) external;

    /// @notice Declines an application: by the bank applied to. Collateral returns.
    function declineApplication(CreditId credit) external;

    /// @notice Issues the credit, irrevocably: by the issuing bank (a binding act).
    /// @dev The bank's calendar at its place must be published for today and for the end of the examination of
    /// what is presented on the last day, and the nominated bank's at its place for this or an earlier year: a
    /// credit names only places whose clocks can be read, and they can be read ever after. Errors:
    /// Credit_TermsDiffer, Credit_AlreadyExists (number), Credit_InvalidTerms, Calendars_NotPublished.
    /// @param termsHash of the terms the bank means to issue; must be the terms applied for
    /// @param number the bank's documentary credit number, unique for it
    function issue(CreditId credit, bytes32 termsHash, bytes16 number) external;

    /// @notice Advises the credit to the beneficiary: by the nominated bank, without undertaking (art. 9).
    function advise(CreditId credit) external;

    /// @notice Lodges collateral with the bank: by the applicant, from its settlement account.
    /// @dev While applied for, issued or advised. Errors: Money_NotInFull where the token keeps a part back.
    function lodgeCollateral(CreditId credit, uint128 amountMinor) external;

    /// @notice Presents documents to the nominated or the issuing bank: by the beneficiary. This is also the
    /// notice of completeness (eUCP art. e6(c)).
    /// @dev The day that counts follows the calendar of the bank presented to (art. 29(a), 33). Expiry is judged
    /// here and never again. The drawing is set aside until the presentation ends; where partial drawings are
    /// not allowed, one may be open or honoured at a time. At most 32 documents. Errors: Credit_Expired,
    /// Credit_DrawingExceedsCredit, Credit_PartialDrawingNotAllowed, Credit_NotAPlaceForPresentation,
    /// Credit_InvalidDocuments, Documents_Unknown, Documents_Revoked.
    /// @param bank whom it is presented to
    /// @param amountMinor the drawing
    /// @param documents hashes of registered documents
    function present(CreditId credit, OrgId bank, uint128 amountMinor, DocumentHash[] calldata documents)
        external
        returns (PresentationId presentation);

    /// @notice Sends documents on to the issuing bank, whose five banking days begin: by the nominated bank, and
    /// by the beneficiary once the nominated bank's own five banking days have passed.
    /// @dev Documents presented in time at the nominated bank were presented in time (art. 6(d), 14(b)), whatever
    /// that bank does with them. Errors: Credit_StillInTime where the beneficiary does not wait,
    /// Credit_WrongPresentationState.
    function forward(PresentationId presentation) external;

    /// @notice Records the issuing bank's examination (a binding act).
    /// @dev Up to the close of the fifth banking day. Documents found complying can neither be refused nor need
    /// they be precluded any more. Errors: Credit_TooLate.
    /// @param complying whether the documents comply on their face
    /// @param examinationHash of the examination report
    function examine(PresentationId presentation, bool complying, bytes32 examinationHash) external;

    /// @notice Refuses, once, in time, with every discrepancy (a binding act of the issuing bank).
    /// @dev What was set aside for the drawing is free again. Errors: Credit_TooLate, Credit_NoDiscrepancies,
    /// Credit_NoDisposal.
    /// @param discrepancies short ASCII names, one for each discrepancy; at most 64
    /// @param disposal what happens to the documents
    /// @param noticeHash of the notice in words
    function refuse(PresentationId presentation, bytes32[] calldata discrepancies, Disposal disposal, bytes32 noticeHash) external;

    /// @notice Takes up discrepant documents: the issuing bank's own judgement, whatever the applicant
    /// said (art. 16(b); a binding act). From then on it must honour.
    /// @dev At any time before preclusion, since it binds the bank in the beneficiary's favour. After a refusal
    /// only while the documents are held for a waiver and have not been taken back, and only as far as the
    /// credit still has the amount; the credit's expiry meanwhile does not matter, since the presentation
    /// was in time. Errors: Credit_NotHeldForWaiver, Credit_DrawingExceedsCredit,
    /// Credit_PartialDrawingNotAllowed.
    function waive(PresentationId presentation) external;

    /// @notice Declares that the bank let its time pass without notice: by anyone, from then on it must honour.
    function preclude(PresentationId presentation) external;

    /// @notice Pays the beneficiary from the issuing bank's own account (a binding act of the issuing bank).
    /// @dev Open after expiry for what was presented in time, while paused, and to a suspended bank, which stays
    /// bound (art. 7(b)) and moves only its own money to whom it owes it. Needs the allowance of the bank's
    /// settlement account. The credit is FULLY_DRAWN once its amount with tolerance is drawn, or after one
    /// drawing where it allows no partial ones; what is left of the collateral then goes out. Errors:
    /// Money_NotInFull where the beneficiary would receive another amount.
    function honour(PresentationId presentation) external;

    /// @notice Takes refused documents back, or documents the nominated bank still holds: by the beneficiary.
    function takeBack(PresentationId presentation) external;

    /// @notice Closes a credit after its expiry with nothing open: by anyone. Collateral is settled.
    /// @dev Once every place for presentation has closed on its last day. A refused presentation is not open.
    /// Errors: Credit_NotExpired.
    function expire(CreditId credit) external;

    /// @notice Takes collateral for what the bank has honoured and not yet been reimbursed: by the issuing bank.
    function applyCollateral(CreditId credit) external;

    /// @notice Gives collateral back to the applicant: by the issuing bank at any time; by anyone once the credit
    /// has ended, or is unsettled {LONG_STOP_DAYS} after its expiry. What the bank is owed goes to the bank first.
    /// @dev Where the token refuses one party's transfer the other is paid all the same, and that share stays owed.
    function returnCollateral(CreditId credit) external;

    /// @notice Stops or reopens new applications and issues. Guardian only.
    function pauseNewCredits(bool paused) external;

    /// @notice A credit's record; state NONE where there is none.
    function credit(CreditId id) external view returns (CreditRecord memory);

    /// @notice A presentation's record; state NONE where there is none.
    function presentation(PresentationId id) external view returns (PresentationRecord memory);

    /// @notice The id an application will have.
    function creditIdOf(OrgId issuingBank, OrgId applicant, bytes16 applicationReference) external view returns (CreditId);

    /// @notice The id of a credit's presentation by its running number, from 1.
    function presentationIdOf(CreditId credit, uint32 number) external pure returns (PresentationId);

    /// @notice What can still be drawn: the amount with its tolerance, less what is honoured or open. Nothing
    /// before the credit is issued, after it has ended, or where a second drawing is not allowed.
    function availableMinor(CreditId credit) external view returns (uint128);

    /// @notice The last day for presentation at a bank's place, rolled where that day is not a banking day.
    function lastDayForPresentation(CreditId credit, OrgId bank) external view returns (uint32 day);

    /// @notice What this contract owes in a currency; it never holds less.
    function owedMinor(address money) external view returns (uint256);
}
