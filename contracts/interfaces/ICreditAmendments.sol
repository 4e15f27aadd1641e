// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AmendmentChanges, AmendmentRecord} from "../types/CreditAmendmentTypes.sol";
import {CreditId, DocumentHash, OrgId, PresentationId} from "../types/Ids.sol";
import {ICreditRefusals} from "./ICreditRefusals.sol";

/// @title Amendments
/// @notice Who has agreed to which change of a credit (UCP 600 art. 10). Each amendment is answered by itself.
/// @dev The issuing bank is bound from {issueAmendment} on: nothing here takes an amendment back. No function looks
/// at a clock, so that silence is never an answer, whatever the amendment's text says of it (art. 10(f)).
interface ICreditAmendments is ICreditRefusals {
    /// @notice The issuing bank issued an amendment and is bound by it.
    event AmendmentIssued(CreditId indexed credit, uint16 number, AmendmentChanges changes);
    /// @notice An advising bank advised it to the beneficiary.
    event AmendmentAdvised(CreditId indexed credit, uint16 number, OrgId indexed advisingBank);
    /// @notice The confirming bank is bound by it too, as far as the beneficiary accepts it.
    event ConfirmationExtended(CreditId indexed credit, uint16 number, OrgId indexed confirmingBank);
    /// @notice The confirming bank stands behind the credit as if it had not been issued.
    event ConfirmationNotExtended(CreditId indexed credit, uint16 number, OrgId indexed confirmingBank);
    /// @notice Accepted while no bank had confirmed: a confirmation added later is of the credit as amended.
    event AmendmentBeforeConfirmation(CreditId indexed credit, uint16 number);
    /// @notice The beneficiary accepted it: in words, or by the presentation named.
    event AmendmentAccepted(CreditId indexed credit, uint16 number, PresentationId indexed presentation);
    /// @notice A bank stated that a presentation accepts an amendment that changes text: that holds for this presentation.
    event AcceptanceStated(CreditId indexed credit, uint16 number, PresentationId indexed presentation, OrgId indexed bank);
    /// @notice The beneficiary rejected it; `acceptedPartsHash` is of the parts that it would have had, if any.
    event AmendmentRejected(CreditId indexed credit, uint16 number, bytes32 acceptedPartsHash);

    /// @notice Issues an amendment, or a cancellation, which needs the same consents: by the issuing bank (a binding
    /// act; art. 10(a), (b)).
    /// @dev Its changes must be ones the credit as it stands could have. The amount, tolerance, expiry and partial
    /// drawings of a credit in instalments are its schedule, and are not amended. Errors: Credit_WrongState,
    /// Credit_Paused, Credit_AmendmentOutOfTurn, Credit_InvalidTerms, Calendars_NotPublished; of a transferred credit
    /// Credit_AmendmentNotPassedOn, Credit_NotReducible (art. 38(e), (f)).
    /// @param credit the credit's id
    /// @param number the next one, from 1, so that an amendment sent twice is issued once
    /// @param changes what it changes
    function issueAmendment(CreditId credit, uint16 number, AmendmentChanges calldata changes) external;

    /// @notice Advises an amendment: by the bank that advised the credit, then by the second one where there is one,
    /// and no other bank (art. 9(d)). A confirming bank that advises it without having said that it does not extend
    /// its confirmation is bound by it (a binding act for that bank; art. 10(b)).
    /// @dev Errors: Credit_NoSuchAmendment, Credit_NotTheAdvisingBank, Credit_AdviceGiven.
    /// @param credit the credit's id
    /// @param number the amendment's
    function adviseAmendment(CreditId credit, uint16 number) external;

    /// @notice Says whether the confirmation extends to an amendment: by the confirming bank, once (a binding act;
    /// art. 10(b)).
    /// @dev What was accepted before the bank confirmed is in its confirmation already. Where another amendment was
    /// accepted since, extending to an older one never brings the confirmation's last day forward. Errors:
    /// Credit_NoSuchAmendment, Credit_AmendmentAnswered.
    /// @param credit the credit's id
    /// @param number the amendment's
    /// @param extends whether it does
    function extendConfirmation(CreditId credit, uint16 number, bool extends) external;

    /// @notice Answers an amendment: by the beneficiary, once (a binding act; art. 10(c), (e)).
    /// @dev Accepting parts of it rejects it. An acceptance that the credit cannot bear now (less than is drawn or
    /// open) is refused and the amendment stays pending. A cancellation asks for the confirming bank's word first.
    /// Errors: Credit_NoSuchAmendment, Credit_AmendmentAnswered, Credit_InvalidTerms, Credit_WrongState,
    /// Credit_DrawingExceedsCredit, Credit_PresentationsOpen, Credit_ConfirmingBankNotAgreed.
    /// @param credit the credit's id
    /// @param number the amendment's
    /// @param accepts whether it accepts it, whole or in part
    /// @param acceptedPartsHash of the parts accepted, where not all are; zero otherwise
    function answerAmendment(CreditId credit, uint16 number, bool accepts, bytes32 acceptedPartsHash) external;

    /// @notice States that a presentation complies with a pending amendment and would not comply without it, which
    /// accepts that amendment and no other: by the bank that has the documents and found them complying, the issuing, a
    /// confirming or a nominated one (a binding act; art. 10(c)).
    /// @dev Once for a presentation, which was made after the amendment was issued; a nominated bank does so before it
    /// pays, since the beneficiary may answer otherwise as long as nobody has. That documents need the amendment no
    /// contract can see; it takes the bank's word where that can harm nobody. An amendment that gives what the ledger
    /// counts and changes nothing else is accepted, and the credit amended as of that moment. One that changes text, in
    /// part or alone, may take from the beneficiary what the ledger cannot weigh: of it the statement holds for this
    /// presentation, whatever the beneficiary answers later, so that who pays against the documents is reimbursed; for
    /// the rest of the credit it stays pending until the beneficiary accepts it by its own act ({answerAmendment},
    /// {presentUnder}; art. 10(a)). Another presentation that needs it is stated likewise. An amendment that takes away
    /// what the ledger counts is never accepted thus: what fits both versions says nothing. Nor is a cancellation.
    /// Errors: Credit_NoSuchAmendment, Credit_AmendmentAnswered, Credit_NotAcceptedByPresentation, and those of an
    /// acceptance.
    /// @param presentation the presentation that accepts it
    /// @param number the amendment's
    /// @param findingHash of the examination with and without the amendment
    function acceptByPresentation(PresentationId presentation, uint16 number, bytes32 findingHash) external;

    /// @notice Presents documents that need a pending amendment, which the presentation accepts: by the beneficiary (a
    /// binding act; art. 10(c)). For a drawing or a day that only the amendment allows.
    /// @dev Presenting under it is the beneficiary's word: it stays accepted where the documents are found discrepant.
    /// Not for an amendment that only takes away, nor for a cancellation. Errors: Credit_NoSuchAmendment,
    /// Credit_AmendmentAnswered, Credit_NotAcceptedByPresentation, and those of an acceptance and of a presentation;
    /// where either is refused, neither is done.
    /// @param credit that is drawn under
    /// @param number the amendment's
    /// @param bank whom it is presented to
    /// @param amountMinor the drawing
    /// @param documents hashes of registered documents
    /// @return presentation its id
    function presentUnder(CreditId credit, uint16 number, OrgId bank, uint128 amountMinor, DocumentHash[] calldata documents)
        external
        returns (PresentationId presentation);

    /// @notice An amendment; state NONE where there is none.
    /// @param credit the credit's id
    /// @param number the amendment's
    /// @return what it changes, and who has answered it
    function amendment(CreditId credit, uint16 number) external view returns (AmendmentRecord memory);

    /// @notice Whether a bank has stated that a presentation accepts an amendment that changes text.
    /// @param presentation the presentation's id
    /// @param number the amendment's
    /// @return true from then on, whatever became of the amendment
    function isStatedFor(PresentationId presentation, uint16 number) external view returns (bool);

    /// @notice How many amendments of a credit were issued.
    /// @param credit the credit's id
    /// @return the number of the last one; 0 where there is none
    function amendmentsOf(CreditId credit) external view returns (uint16);
}
