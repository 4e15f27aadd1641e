// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AdvanceTerms, DrawingRecord} from "../types/CreditDrawingTypes.sol";
import {PresentationState} from "../types/CreditTypes.sol";
import {CreditId, Day, OrgId, PresentationId} from "../types/Ids.sol";
import {ICreditRefusals} from "./ICreditRefusals.sol";

/// @title Settlement under letters of credit
/// @notice What is due is paid here: by the bank that owes it, out of its own money (UCP 600 art. 7, 8, 12, 13).
/// @dev Nothing is held here: money goes from the payer's settlement account straight to the payee's. A bank pays
/// the beneficiary; a bank that did so on its nomination is reimbursed by the issuing bank, directly or
/// through the reimbursing bank that the credit names, whose failure leaves the issuing bank liable (art. 13(c)).
/// A court's order or the bank's own hold ({ICreditRestraints}) stops every payment of that bank but none of
/// the beneficiary's back to a bank.
interface ICreditSettlement is ICreditRefusals {
    /// @notice The issuing bank paid what the credit gives: to the beneficiary, or to the bank that had paid it.
    event Honoured(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed beneficiary, uint128 amountMinor);
    /// @notice A nominated or confirming bank paid the beneficiary at sight.
    event HonouredOnNomination(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed bank, uint128 amountMinor);
    /// @notice The issuing bank accepted a draft or incurred a deferred payment undertaking; `sightMinor` was paid at once.
    event UndertakingIncurred(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed bank, Day maturityDay, uint128 sightMinor);
    /// @notice A nominated or confirming bank accepted a draft or incurred a deferred payment undertaking.
    event UndertakingIncurredOnNomination(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed bank, Day maturityDay, uint128 sightMinor);
    /// @notice A nominated or confirming bank paid what it had undertaken, at maturity.
    event UndertakingPaidOnNomination(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed bank, uint128 amountMinor);
    /// @notice The beneficiary said at what price it sells, and on what terms.
    event AdvanceOffered(PresentationId indexed presentation, CreditId indexed credit, uint128 minimumMinor, bool withRecourse);
    /// @notice A bank negotiated: it bought the drawing by advancing money.
    event Negotiated(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed bank, uint128 advancedMinor, bool withRecourse);
    /// @notice A bank paid its own undertaking before maturity.
    event Prepaid(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed bank, uint128 advancedMinor);
    /// @notice The bank that acted claimed reimbursement of the bank the credit names for it.
    event ReimbursementClaimed(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed claimant, OrgId reimbursingBank);
    /// @notice The bank that acted was reimbursed before the issuing bank's decision.
    event Reimbursed(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed reimburser, uint128 amountMinor);
    /// @notice The part of a mixed payment that the bank that acted had paid at sight was reimbursed ahead of the rest.
    event ReimbursedAtSight(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed reimburser, uint128 amountMinor);
    /// @notice A confirming bank that was gone past did what it owed; the documents stay with the issuing bank, as they are.
    event PerformedBeside(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed confirmingBank, PresentationState state);
    /// @notice What was reimbursed went back with interest, after a refusal in time.
    event Refunded(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed claimant, uint128 amountMinor, uint128 interestMinor);
    /// @notice The beneficiary paid back what a bank had advanced with recourse.
    event RepaidOnRecourse(PresentationId indexed presentation, CreditId indexed credit, OrgId indexed bank, uint128 amountMinor);

    /// @notice Pays a drawing at sight out of the bank's own account: by the issuing bank; by the confirming bank while
    /// the documents are its to decide on; by a nominated bank that found them complying (a binding act).
    /// @dev A confirming bank that owed it and was gone past pays, undertakes or negotiates until somebody has paid, and
    /// pays what the issuing bank undertook to and did not (art. 8(a), (b)): the documents stay where they are.
    /// Open after expiry for what was presented in time, while paused, and to a suspended bank, which stays
    /// bound (art. 7(b)) and moves only its own money to whom it owes it. Needs the allowance of the bank's
    /// settlement account. Where another bank has acted on its nomination the issuing bank pays that bank, at
    /// maturity where it undertook (art. 7(c)), or the bank that reimbursed it; and the beneficiary after all
    /// where that bank did not pay at maturity (art. 7(a)(iii), (iv)), or was paid back by the beneficiary. The credit is FULLY_DRAWN once
    /// its amount with tolerance is drawn, or after one drawing where it allows no partial ones; what is left of
    /// the collateral then goes out. Errors: Credit_NotAvailableThus, Credit_NotMatured, Credit_SuspendedByCourt,
    /// Credit_OnHold; Money_NotInFull where the payee would receive another amount.
    /// @param presentation the presentation's id
    function honour(PresentationId presentation) external;

    /// @notice Accepts the draft, or incurs the deferred payment undertaking, of a usance credit; pays the part at
    /// sight of a mixed one: by the bank that could honour (a binding act).
    /// @dev The maturity is computed from the tenor; "after" excludes the day counted from (art. 3). Errors:
    /// Credit_NotAvailableThus, Credit_InvalidTerms.
    /// @param presentation the presentation's id
    /// @param statedDay the day in the documents that the tenor runs from; 0 where it runs from sight
    function undertake(PresentationId presentation, Day statedDay) external;

    /// @notice Pays the issuing bank's own undertaking at its maturity: by that bank (a binding act).
    /// @dev Errors: Credit_NotMatured, Credit_WrongPresentationState.
    /// @param presentation the presentation's id
    function payAtMaturity(PresentationId presentation) external;

    /// @notice Pays a nominated or confirming bank's own undertaking at its maturity: by that bank (a binding act).
    /// @dev Errors: Credit_NotMatured, Credit_NothingDue.
    /// @param presentation the presentation's id
    function payUndertaking(PresentationId presentation) external;

    /// @notice Says the least for which the beneficiary sells a drawing: by the beneficiary.
    /// @param presentation the presentation's id
    /// @param minimumMinor the least it takes, minor units
    /// @param withRecourse whether it agrees to pay back what the issuing bank does not reimburse
    function offerAdvance(PresentationId presentation, uint128 minimumMinor, bool withRecourse) external;

    /// @notice Negotiates complying documents by paying the beneficiary now: by the nominated or confirming bank of a
    /// credit available by negotiation (a binding act).
    /// @dev With recourse only where the beneficiary agreed to it and the bank has not confirmed. Errors:
    /// Credit_NotAvailableThus, Credit_AdvanceTooLow, Credit_NoRecourse.
    /// @param presentation the presentation's id
    /// @param advanceMinor what the bank pays now, minor units
    /// @param withRecourse whether the bank may ask it back where it is not reimbursed
    function negotiate(PresentationId presentation, uint128 advanceMinor, bool withRecourse) external;

    /// @notice Pays its own undertaking before maturity, at what the beneficiary sells it for: by the nominated or
    /// confirming bank that undertook (a binding act; art. 12(b)). It is still reimbursed at maturity.
    /// @dev Errors: Credit_NothingDue, Credit_AdvanceTooLow.
    /// @param presentation the presentation's id
    /// @param advanceMinor what the bank pays now, minor units
    function prepay(PresentationId presentation, uint128 advanceMinor) external;

    /// @notice Claims reimbursement of the reimbursing bank: by the bank that acted, once; of a mixed payment once for
    /// the part at sight and once for the rest.
    /// @dev Errors: Credit_NothingDue.
    /// @param presentation the presentation's id
    function claimReimbursement(PresentationId presentation) external;

    /// @notice Reimburses the bank that acted before the issuing bank's decision: by the reimbursing bank on a claim,
    /// or by the issuing bank (a binding act). At maturity where it undertook; the part of a mixed payment that it paid at
    /// sight at once (art. 7(c)).
    /// @dev Errors: Credit_NothingDue, Credit_NotMatured.
    /// @param presentation the presentation's id
    function reimburse(PresentationId presentation) external;

    /// @notice Gives back what was reimbursed, with interest, after the issuing bank refused in time: by the bank that
    /// was reimbursed (a binding act; art. 16(g)).
    /// @dev Interest runs on while a court's order or a hold keeps it back. Errors: Credit_NothingDue,
    /// Credit_SuspendedByCourt, Credit_OnHold.
    /// @param presentation the presentation's id
    function refund(PresentationId presentation) external;

    /// @notice Pays a bank back that negotiated with recourse and was not reimbursed: by the beneficiary.
    /// @dev Errors: Credit_NothingDue, Credit_NoRecourse.
    /// @param presentation the presentation's id
    function repay(PresentationId presentation) external;

    /// @notice What stands of a drawing besides one payment at sight by the issuing bank.
    /// @param presentation the presentation's id
    /// @return who acted and who reimbursed it, sums, maturity and recourse
    function drawing(PresentationId presentation) external view returns (DrawingRecord memory);

    /// @notice At what price the beneficiary sells a drawing.
    /// @param presentation the presentation's id
    /// @return the least it takes, and whether with recourse
    function advanceTerms(PresentationId presentation) external view returns (AdvanceTerms memory);

    /// @notice What is to be given back now under art. 16(g): the amount, and interest on it.
    /// @param presentation the presentation's id
    /// @return amountMinor the sum reimbursed, minor units
    /// @return interestMinor interest on it, minor units
    function refundDueMinor(PresentationId presentation) external view returns (uint128 amountMinor, uint128 interestMinor);
}
