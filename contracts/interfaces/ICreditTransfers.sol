// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AmendmentChanges} from "../types/CreditAmendmentTypes.sol";
import {PartRecord, SubstitutionRecord, TransferRecord, TransferRequest} from "../types/CreditTransferTypes.sol";
import {CreditId, DocumentHash, OrgId, PresentationId} from "../types/Ids.sol";
import {ICreditRefusals} from "./ICreditRefusals.sol";

/// @title Transfer
/// @notice A credit made available, whole or in part, to a second beneficiary (UCP 600 art. 38).
/// @dev What is transferred becomes a credit of its own in the register, with the issuing bank's undertaking behind it
/// and the second beneficiary as its beneficiary; it is set aside from what is left of the original, and what is drawn
/// of it is drawn of the original. It is presented under, examined, honoured and amended like any other, at the bank
/// that transferred it. The difference between the invoices is a drawing of the first beneficiary's under the original.
interface ICreditTransfers is ICreditRefusals {
    /// @notice The first beneficiary asked the transferring bank to transfer.
    event TransferRequested(CreditId indexed original, uint16 number, TransferRequest asked);
    /// @notice It took the request back.
    event TransferRequestWithdrawn(CreditId indexed original, uint16 number);
    /// @notice The bank transferred: `transferred` is the second beneficiary's credit.
    event CreditTransferred(
        CreditId indexed original,
        CreditId indexed transferred,
        OrgId indexed secondBeneficiary,
        uint16 number,
        OrgId transferringBank
    );
    /// @notice What was left of a transferred credit is the first beneficiary's again.
    event PartClosed(CreditId indexed original, CreditId indexed transferred);
    /// @notice The first beneficiary allows an amendment to be passed on to the second; `changesHash` is of its changes.
    event AmendmentAllowed(CreditId indexed transferred, uint16 number, bytes32 changesHash);
    /// @notice The transferring bank asked for the first beneficiary's invoice.
    event SubstitutionDemanded(PresentationId indexed presentation, CreditId indexed original, uint64 answerBy);
    /// @notice The first beneficiary's invoice goes on in the place of the second's.
    event InvoiceSubstituted(
        PresentationId indexed presentation,
        CreditId indexed original,
        DocumentHash invoice,
        PresentationId indexed own
    );
    /// @notice It was not given on first demand: the second beneficiary's documents go on as received.
    event TakenAsReceived(PresentationId indexed presentation, CreditId indexed original);

    /// @notice Asks for a transfer: by the first beneficiary (a binding act).
    /// @dev Only what art. 38(g) lists may be reduced, curtailed or, for cover, raised; unit price and period for
    /// presentation stand behind the hash. A part given back may be transferred again, a transferred credit never.
    /// Errors: Credit_WrongState, Credit_NotTransferable, Credit_TransferOutOfTurn, Credit_NotReducible,
    /// Credit_InvalidTerms, Credit_PartialDrawingNotAllowed for a second transfer where partial drawings are not.
    /// @param credit the credit's id
    /// @param number the next one, from 1, so that a request sent twice is made once
    /// @param asked what is to be transferred
    function requestTransfer(CreditId credit, uint16 number, TransferRequest calldata asked) external;

    /// @notice Takes a request back that the bank has not granted: by the first beneficiary.
    /// @dev Errors: Credit_NoSuchTransfer.
    /// @param credit the credit's id
    /// @param number the request's
    function withdrawTransferRequest(CreditId credit, uint16 number) external;

    /// @notice Transfers as asked: by the transferring bank, which is the nominated bank, or the issuing bank where
    /// there is none (a binding act; art. 38(a), (b)). A confirmation goes with the part, as far as it goes: a bank that
    /// did not extend it to an amendment is not bound further by transferring.
    /// @dev Held against the credit as it stands now. Errors: Credit_NoSuchTransfer, those of {requestTransfer},
    /// Credit_AlreadyExists (reference), Credit_DrawingExceedsCredit, Credit_AssignedBeyondProceeds where a bank has
    /// acknowledged that they go to somebody else: the assignee releases them first.
    /// @param credit the credit's id
    /// @param number the request's
    /// @param ownReference the bank's own, unique for issuing bank and applicant
    /// @return transferred the second beneficiary's credit
    function transfer(CreditId credit, uint16 number, bytes16 ownReference) external returns (CreditId transferred);

    /// @notice Gives what is left of a transferred credit back to the first beneficiary: by the second, which transfers
    /// to nobody else (a binding act; art. 38(d)).
    /// @dev Errors: Credit_NotTransferred, Credit_PresentationsOpen.
    /// @param transferred the second beneficiary's credit
    function giveBack(CreditId transferred) external;

    /// @notice Gives what is left of a transferred credit that has ended back to the original: by a party to the original,
    /// or the second beneficiary.
    /// @dev Until then the original stays open; nothing can be taken up under the part afterwards. Errors:
    /// Credit_NotTransferred, Credit_WrongState, Members_NotTheParty, Credit_PresentationsOpen.
    /// @param transferred the second beneficiary's credit
    function closePart(CreditId transferred) external;

    /// @notice Allows one amendment to be passed on, where the first beneficiary wanted to be asked: by it, before the
    /// amendment is issued.
    /// @dev What is allowed is what the amendment says, not its number: issued with another text, or changing anything
    /// else, it is asked for again. Another allowed under the number takes the place of the one before; once it is
    /// issued the issuing bank is bound by it (art. 10(b)), and nothing that is allowed afterwards takes it back. Errors:
    /// Credit_NotTransferred, Credit_AmendmentNotPassedOn where it is not to be asked, Credit_InvalidTerms (textHash).
    /// @param transferred the second beneficiary's credit
    /// @param number the amendment's, still to be issued
    /// @param changes what it changes, with the hash of its text
    function allowAmendment(CreditId transferred, uint16 number, AmendmentChanges calldata changes) external;

    /// @notice Asks for the first beneficiary's invoice in the place of the second's: by the transferring bank, once.
    /// @dev The first beneficiary has until the close of the next banking day there, and after that until the bank
    /// takes the documents as received. No clock of the examination stops. Errors: Credit_NotTransferred,
    /// Credit_NoSubstitution.
    /// @param presentation under the transferred credit, not decided on yet
    function demandSubstitution(PresentationId presentation) external;

    /// @notice Puts the first beneficiary's invoice in the place of the second's: by the first beneficiary, asked or not
    /// yet (art. 38(h)).
    /// @dev The difference is a presentation of its own under the original, made to the transferring bank before;
    /// where nothing is left of a credit that allows one drawing only, it is a share of that drawing. Errors:
    /// Credit_NotTransferred, Credit_NoSubstitution, Credit_InvalidDocuments for an invoice that is another's,
    /// Credit_WrongPresentationState for a drawing that is none of the original, or decided on, or used already.
    /// @param presentation under the transferred credit, not decided on yet
    /// @param invoice the first beneficiary's, registered by it
    /// @param own its presentation of the difference; zero where it draws none
    function substitute(PresentationId presentation, DocumentHash invoice, PresentationId own) external;

    /// @notice Takes the second beneficiary's documents as received, after a first demand that was not met: by the
    /// transferring bank (a binding act; art. 38(i)).
    /// @dev Errors: Credit_NotTransferred, Credit_NoSubstitution, Credit_StillInTime.
    /// @param presentation under the transferred credit
    function takeAsReceived(PresentationId presentation) external;

    /// @notice Refuses to issue an amendment of a transferred credit that the original, or the first beneficiary, does
    /// not allow.
    /// @dev Nothing is refused for a credit that was not transferred. Errors: Credit_AmendmentNotPassedOn, and those of
    /// {requireWithinOriginal}.
    /// @param credit the credit's id
    /// @param number the amendment's
    /// @param changes what it changes
    function requirePassedOn(CreditId credit, uint16 number, AmendmentChanges calldata changes) external view;

    /// @notice Refuses an amendment of a transferred credit that the original as it stands does not allow.
    /// @dev Nothing is refused for a credit that was not transferred. The amount of a part moves by another transfer or
    /// by its being given back. Errors: Credit_NotReducible.
    /// @param credit the credit's id
    /// @param changes what the amendment changes
    function requireWithinOriginal(CreditId credit, AmendmentChanges calldata changes) external view;

    /// @notice What the first beneficiary allows to be issued under an amendment's number.
    /// @param transferred the second beneficiary's credit
    /// @param number the amendment's
    /// @return hash of its changes, ABI-encoded; zero where it allowed none
    function allowedAmendment(CreditId transferred, uint16 number) external view returns (bytes32);

    /// @notice A request and what came of it; state NONE where there is none.
    /// @param credit the original's id
    /// @param number the request's
    /// @return what was asked, and the credit that came of it
    function transferOf(CreditId credit, uint16 number) external view returns (TransferRecord memory);

    /// @notice Where a transferred credit comes from.
    /// @param transferred the second beneficiary's credit
    /// @return the original and the request's number; zeros for a credit that was not transferred
    function partOf(CreditId transferred) external view returns (PartRecord memory);

    /// @notice Whose invoice goes on with a presentation.
    /// @param presentation under a transferred credit
    /// @return what was demanded and substituted
    function substitution(PresentationId presentation) external view returns (SubstitutionRecord memory);
}
