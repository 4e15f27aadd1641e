// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HandlingRecord} from "../types/CreditHandlingTypes.sol";
import {Disposal, PresentationRecord, PresentationState} from "../types/CreditTypes.sol";
import {CreditId, Day, DocumentHash, OrgId, PresentationId} from "../types/Ids.sol";
import {ICreditRefusals} from "./ICreditRefusals.sol";

/// @title Presentations of documents
/// @notice From the documents' delivery to the bank's decision (UCP 600 art. 6, 14 to 16, 29, 33).
/// @dev The examination itself is the bank's; the ledger keeps its hash, holds the bank to five banking
/// days of its own calendar, and to one notice.
interface ICreditPresentations is ICreditRefusals {
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
    /// @notice A confirming bank has the documents and must decide by the instant given.
    event ReceivedToConfirm(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed confirmingBank, uint64 decideBy);
    /// @notice A confirming bank examined the documents.
    event ExaminedToConfirm(PresentationId indexed presentation, CreditId indexed credit, bool complying, bytes32 examinationHash);
    /// @notice The presenter went past a confirming bank that owes and did not pay: it stays bound beside the issuing
    /// bank (art. 8).
    event ConfirmingBankStillBound(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed confirmingBank);
    /// @notice The nominated bank bound itself to act (art. 12(a)).
    event AgreedToAct(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed bank);
    /// @notice The nominated bank examined the documents.
    event ExaminedByNominated(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed bank, bool complying, bytes32 examinationHash);
    /// @notice The covering statement of art. 29(b): presented after expiry, on the first banking day following.
    event PresentedWithinExtendedTime(PresentationId indexed presentation, CreditId indexed credit, Day presentedDay);
    /// @notice Complying documents were lost on their way; the issuing bank must honour (art. 35).
    event DocumentsLost(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed bank, bytes32 coverHash);
    /// @notice Records must be presented again by the day given; the examination stands still. All documents, and a bit for
    /// each that cannot be read.
    event RecordsCorrupted(PresentationId indexed presentation, CreditId indexed credit, Day replaceByDay, DocumentHash[] documents, uint32 corrupted);
    /// @notice Records were presented again; the bank must decide by the instant given. All documents as they are now.
    event RecordsReplaced(PresentationId indexed presentation, CreditId indexed credit, uint64 decideBy, DocumentHash[] documents);
    /// @notice Records did not come again in time: nothing was presented.
    event TreatedAsNotPresented(PresentationId indexed presentation, CreditId indexed credit);
    /// @notice The issuing bank asked the applicant for a waiver.
    event WaiverAsked(PresentationId indexed presentation, CreditId indexed credit);
    /// @notice The applicant answered.
    event WaiverAnswered(PresentationId indexed presentation, CreditId indexed credit, bool waives);
    /// @notice The bank that refused returned the documents.
    event DocumentsReturned(PresentationId indexed presentation, CreditId indexed credit);
    /// @notice The presenter has its documents back.
    event DocumentsTakenBack(PresentationId indexed presentation, CreditId indexed credit);

    /// @notice Presents documents to the nominated or the issuing bank: by the beneficiary. This is also the
    /// notice of completeness (eUCP art. e6(c)).
    /// @dev The day that counts follows the calendar of the bank presented to (art. 29(a), 33). Expiry is judged
    /// here and never again. The drawing is set aside until the presentation ends; where partial drawings are
    /// not allowed, one may be open or honoured at a time. At most 32 documents. Errors: Credit_Expired,
    /// Credit_DrawingExceedsCredit, Credit_PartialDrawingNotAllowed, Credit_NotAPlaceForPresentation,
    /// Credit_InvalidDocuments, Documents_Unknown, Documents_Revoked, Credit_BankBoundOnDocuments.
    /// @param credit that is drawn under
    /// @param bank whom it is presented to
    /// @param amountMinor the drawing
    /// @param documents hashes of registered documents
    /// @return presentation its id
    function present(CreditId credit, OrgId bank, uint128 amountMinor, DocumentHash[] calldata documents)
        external
        returns (PresentationId presentation);

    /// @notice Presents for the beneficiary, as {present} does. For {ICreditAmendments} only, which has its word.
    /// @dev Errors: those of {present}.
    /// @param credit that is drawn under
    /// @param bank whom it is presented to
    /// @param amountMinor the drawing
    /// @param documents hashes of registered documents
    /// @return presentation its id
    function presentFor(CreditId credit, OrgId bank, uint128 amountMinor, DocumentHash[] calldata documents)
        external
        returns (PresentationId presentation);

    /// @notice Agrees to honour or negotiate what was presented to it, and tells the beneficiary so: by the nominated
    /// bank, which until then owes nothing whatever it receives, examines or sends on (a binding act; art. 12).
    /// @dev Errors: Credit_WrongPresentationState.
    /// @param presentation the presentation's id
    function agreeToAct(PresentationId presentation) external;

    /// @notice Records the nominated bank's own examination (a binding act); no undertaking comes of it (art. 12(c)).
    /// @dev Once. Errors: Credit_WrongPresentationState.
    /// @param presentation the presentation's id
    /// @param complying whether the documents comply on their face
    /// @param examinationHash of the examination report
    function examineAsNominated(PresentationId presentation, bool complying, bytes32 examinationHash) external;

    /// @notice Tells that complying documents were lost on their way to the issuing bank, which must then honour all
    /// the same: by the nominated bank that found them complying and sent them (a binding act; art. 35).
    /// @dev Errors: Credit_WrongPresentationState where it had not found them complying.
    /// @param presentation the presentation's id
    /// @param coverHash of its covering letter and of the proof that it sent them
    function reportLost(PresentationId presentation, bytes32 coverHash) external;

    /// @notice Asks for records to be presented again that cannot be read since they were received: by the bank that
    /// examines, once, naming all of them (a binding act; eUCP art. e12(b)). The examination stands still.
    /// @dev Until 30 days from now or the last day for presentation, whichever comes first. On that last day and later
    /// nothing can be asked for again: the bank says in its notice what it could not read. Under a credit that does not
    /// incorporate the eUCP no time stands still: what cannot be read was not presented. Errors: Credit_NotElectronic,
    /// Credit_TooLate, Credit_CorruptionReported, Credit_Expired, Credit_InvalidTerms for other documents than those presented.
    /// @param presentation the presentation's id
    /// @param documents hashes of all documents presented, in their order
    /// @param corrupted a bit for each of them that cannot be read, the first document's the lowest
    function reportCorruption(PresentationId presentation, DocumentHash[] calldata documents, uint32 corrupted)
        external;

    /// @notice Presents records again: by the beneficiary, or the nominated bank where it acted upon them and was not
    /// repaid (eUCP art. e12(b)). What was left of the five banking days runs on.
    /// @dev Nothing but what could not be read is replaced, by another record or by the same sent again; of what is as
    /// it was before nothing is asked anew, so that no revocation and no other drawing keeps a bank that paid from
    /// presenting. Errors: Credit_Expired after the last day for it,
    /// Credit_InvalidDocuments where they are not one for each, Credit_InvalidTerms for other documents than those
    /// presented, Credit_BankBoundOnDocuments.
    /// @param presentation the presentation's id
    /// @param documents hashes of all documents presented, in their order
    /// @param replaced hashes of the records presented again, in the order of those they replace
    function replaceRecords(
        PresentationId presentation,
        DocumentHash[] calldata documents,
        DocumentHash[] calldata replaced
    ) external;

    /// @notice Treats a presentation as not made whose records did not come again in time: by anyone. A confirming bank
    /// that could read them, and is still bound on them, stays so.
    /// @dev Errors: Credit_RecordsStillAwaited.
    /// @param presentation the presentation's id
    function dropCorrupted(PresentationId presentation) external;

    /// @notice Asks the applicant for a waiver: by the issuing bank only, in its own judgement (a binding act;
    /// art. 16(b)). No clock stands still for it.
    /// @dev Errors: Credit_WrongPresentationState.
    /// @param presentation the presentation's id
    function askWaiver(PresentationId presentation) external;

    /// @notice Answers the bank: by the applicant asked. It binds nobody; the bank takes up or refuses as it judges.
    /// @dev Errors: Credit_WrongPresentationState.
    /// @param presentation the presentation's id
    /// @param waives whether the applicant would accept the documents
    function answerWaiver(PresentationId presentation, bool waives) external;

    /// @notice Returns refused documents to the presenter: by the bank that refused, at any time (art. 16(e)). Where a
    /// confirming bank is still bound, to that bank, which pays on them until the presenter takes them back.
    /// @dev Errors: Credit_WrongPresentationState.
    /// @param presentation the presentation's id
    function returnDocuments(PresentationId presentation) external;

    /// @notice What befell a presentation besides its way to the issuing bank's decision.
    /// @param id the presentation's
    /// @return who decides first, what it found, the waiver, and records awaited
    function handling(PresentationId id) external view returns (HandlingRecord memory);

    /// @notice Sends documents on to the issuing bank, whose five banking days begin: by the nominated bank, and
    /// by the beneficiary, from a confirming bank too, once the nominated bank's own five banking days have passed. What
    /// a confirming bank refused the beneficiary may have sent on while the credit lasts, for the issuing bank to decide.
    /// A confirming bank that owed what it did not pay is not let off: it stays bound beside the issuing bank until
    /// somebody has paid, or the beneficiary has taken refused documents back (art. 8(a), (b)).
    /// @dev Documents presented in time at the nominated bank were presented in time (art. 6(d), 14(b)), whatever
    /// that bank does with them: also where it undertook to pay and then sits on them. Errors: Credit_StillInTime where the beneficiary does not wait,
    /// Credit_WrongPresentationState.
    /// @param presentation the presentation's id
    function forward(PresentationId presentation) external;

    /// @notice Records the issuing bank's examination (a binding act).
    /// @dev Up to the close of the fifth banking day. Documents found complying can neither be refused nor need
    /// they be precluded any more. Errors: Credit_TooLate.
    /// @param presentation the presentation's id
    /// @param complying whether the documents comply on their face
    /// @param examinationHash of the examination report
    function examine(PresentationId presentation, bool complying, bytes32 examinationHash) external;

    /// @notice Refuses, once, in time, with every discrepancy (a binding act of the issuing bank).
    /// @dev What was set aside for the drawing is free again, but where a confirming bank owes it or has paid it (art. 8):
    /// that stays drawn of the credit, or until the presenter takes the documents back. Errors: Credit_TooLate, Credit_NoDiscrepancies,
    /// Credit_NoDisposal.
    /// @param presentation the presentation's id
    /// @param discrepancies short ASCII names, one for each discrepancy; at most 64
    /// @param disposal what happens to the documents
    /// @param noticeHash of the notice in words
    function refuse(PresentationId presentation, bytes32[] calldata discrepancies, Disposal disposal, bytes32 noticeHash) external;

    /// @notice Takes up discrepant documents: the issuing bank's own judgement, whatever the applicant
    /// said (art. 16(b); a binding act). From then on it must honour.
    /// @dev At any time before preclusion, since it binds the bank in the beneficiary's favour. After a refusal
    /// only while the documents are held for a waiver and have not been taken back, and only as far as the
    /// credit still has the amount; the credit's expiry meanwhile does not matter, since the presentation
    /// was in time. What a confirming bank refused is the presenter's
    /// to correct or to send on while the credit lasts; after its end it is taken up wherever it is. Errors:
    /// Credit_NotHeldForWaiver, Credit_DrawingExceedsCredit, Credit_PartialDrawingNotAllowed.
    /// @param presentation the presentation's id
    function waive(PresentationId presentation) external;

    /// @notice Declares that the bank let its time pass without notice: by anyone, from then on it must honour.
    /// @param presentation the presentation's id
    function preclude(PresentationId presentation) external;

    /// @notice Takes refused documents back, or documents the nominated bank still holds: by the beneficiary, and by the
    /// nominated bank where it acted upon them and was not repaid. A confirming bank that is still bound is let off, and
    /// its drawing is free again; from it the beneficiary takes back what the issuing bank returned, too.
    /// @param presentation the presentation's id
    function takeBack(PresentationId presentation) external;

    /// @notice A presentation's record; state NONE where there is none.
    /// @param id the presentation's
    /// @return documents, state, days and findings
    function presentation(PresentationId id) external view returns (PresentationRecord memory);

    /// @notice The last day for presentation at a bank's place, rolled where that day is not a banking day.
    /// @param credit the credit's id
    /// @param bank the nominated or the issuing bank
    /// @return day a civil day at its place
    function lastDayForPresentation(CreditId credit, OrgId bank) external view returns (uint32 day);

    /// @notice The id of a credit's presentation by its running number, from 1.
    /// @param credit that is drawn under
    /// @param number 1 for the first
    /// @return hash over both
    function presentationIdOf(CreditId credit, uint32 number) external pure returns (PresentationId);

    /// @notice Moves a presentation on as a bank pays, undertakes or negotiates. For {ICreditSettlement} only.
    /// @dev Errors: Credit_WrongPresentationState.
    /// @param presentation the presentation's id
    /// @param to HONOURED, UNDERTAKEN, or ACTED_UPON for a nominated or confirming bank
    function discharge(PresentationId presentation, PresentationState to) external;

    /// @notice Notes that the bank that acted on the documents was repaid. For {ICreditSettlement} only.
    /// @param presentation the presentation's id
    function markRepaid(PresentationId presentation) external;
}
