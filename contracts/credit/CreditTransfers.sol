// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IBankingCalendars} from "../interfaces/IBankingCalendars.sol";
import {ICredit} from "../interfaces/ICredit.sol";
import {ICreditAdvice} from "../interfaces/ICreditAdvice.sol";
import {ICreditAssignments} from "../interfaces/ICreditAssignments.sol";
import {ICreditDrafting} from "../interfaces/ICreditDrafting.sol";
import {ICreditPresentations} from "../interfaces/ICreditPresentations.sol";
import {ICreditTransfers} from "../interfaces/ICreditTransfers.sol";
import {IDocuments} from "../interfaces/IDocuments.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {AmendmentChanges, PartialDrawings} from "../types/CreditAmendmentTypes.sol";
import {AdviceRecord, ConfirmationState, CreditClauses} from "../types/CreditClauseTypes.sol";
import {
    AmendmentsPassedOn,
    PartRecord,
    SubstitutionRecord,
    SubstitutionState,
    TransferRecord,
    TransferRequest,
    TransferState
} from "../types/CreditTransferTypes.sol";
import {CreditState, CreditTerms, PresentationRecord, PresentationState} from "../types/CreditTypes.sol";
import {CreditId, Day, DocumentHash, OrgId, PresentationId} from "../types/Ids.sol";
import {Capability} from "../types/MemberTypes.sol";
import {CreditClocks} from "./CreditClocks.sol";
import {CreditPart} from "./CreditPart.sol";

/// @title Transfer
/// @notice Says what may be transferred and whose invoice goes on; the register keeps and counts the parts. See
/// {ICreditTransfers}, which is the manual.
contract CreditTransfers is ICreditTransfers, CreditClocks {
    ICredit private immutable CREDIT;
    ICreditAdvice private immutable ADVICE;
    ICreditAssignments private immutable ASSIGNMENTS;
    ICreditDrafting private immutable DRAFTING;
    ICreditPresentations private immutable PRESENTATIONS;
    IDocuments private immutable DOCUMENTS;

    mapping(CreditId original => mapping(uint16 number => TransferRecord record)) private _transfers;
    mapping(CreditId original => uint16 count) private _transferCounts;
    mapping(CreditId transferred => PartRecord record) private _parts;
    mapping(CreditId transferred => mapping(uint16 number => bytes32 changesHash)) private _allowedAmendments;
    mapping(PresentationId presentation => SubstitutionRecord record) private _substitutions;
    mapping(PresentationId own => bool used) private _usedDrawings;

    constructor(
        IMembers members,
        IBankingCalendars calendars,
        IDocuments documents,
        ICredit credit,
        ICreditAdvice creditAdvice,
        ICreditAssignments creditAssignments,
        ICreditDrafting creditDrafting,
        ICreditPresentations creditPresentations,
        address authority,
        address forwarder
    ) CreditPart(members, authority, forwarder) CreditClocks(calendars) {
        DOCUMENTS = documents;
        CREDIT = credit;
        ADVICE = creditAdvice;
        ASSIGNMENTS = creditAssignments;
        DRAFTING = creditDrafting;
        PRESENTATIONS = creditPresentations;
    }

    /// @inheritdoc ICreditTransfers
    function requestTransfer(CreditId credit, uint16 number, TransferRequest calldata asked) external {
        CreditTerms memory terms = CREDIT.operativeTermsOf(credit);
        MEMBERS.authorise(_msgSender(), terms.beneficiary, Capability.EXPORTER, _msgData());
        uint16 next = _transferCounts[credit] + 1;
        require(number == next, Credit_TransferOutOfTurn(credit, next, number));
        _part(credit, terms, asked);

        _transferCounts[credit] = next;
        TransferRecord storage record = _transfers[credit][next];
        record.asked = asked;
        record.state = TransferState.REQUESTED;
        emit TransferRequested(credit, next, asked);
    }

    /// @inheritdoc ICreditTransfers
    function withdrawTransferRequest(CreditId credit, uint16 number) external {
        TransferRecord storage record = _requested(credit, number);
        _requireParty(CREDIT.termsOf(credit).beneficiary, Capability.EXPORTER);
        record.state = TransferState.WITHDRAWN;
        emit TransferRequestWithdrawn(credit, number);
    }

    /// @inheritdoc ICreditTransfers
    function transfer(CreditId credit, uint16 number, bytes16 ownReference)
        external
        returns (CreditId transferred)
    {
        TransferRecord storage record = _requested(credit, number);
        CreditTerms memory terms = CREDIT.operativeTermsOf(credit);
        OrgId bank = _transferringBank(terms);
        _authoriseBank(bank);
        _requireTerm(ownReference != 0, "ownReference");
        (CreditTerms memory part, CreditClauses memory clauses) = _part(credit, terms, record.asked);
        // The second beneficiary can present nowhere else (art. 38(k)): that bank's hours are fixed up to the end.
        CALENDARS.requirePublished(bank, _placeOf(terms, bank), part.expiryDay, EXAMINATION_BANKING_DAYS);

        record.state = TransferState.TRANSFERRED;
        uint128 capMinor;
        // Of its own numbering: no application of the applicant's can have the same reference.
        (transferred, capMinor) =
            CREDIT.issuePart(credit, part, clauses, bytes16(keccak256(abi.encode(credit, ownReference))));
        record.transferred = transferred;
        _parts[transferred] = PartRecord(credit, number);
        // A bank that acknowledged an assignment is not passed by a transfer of what was assigned.
        ASSIGNMENTS.requireStillCovered(credit);
        emit CreditTransferred(credit, transferred, part.beneficiary, number, bank);
        _carryConfirmation(credit, transferred, bank, capMinor, part.expiryDay);
    }

    /// @inheritdoc ICreditTransfers
    function giveBack(CreditId transferred) external {
        TransferRecord storage record = _standing(transferred);
        MEMBERS.authorise(
            _msgSender(), record.asked.secondBeneficiary, Capability.EXPORTER, _msgData()
        );
        _close(transferred, record);
    }

    /// @inheritdoc ICreditTransfers
    function closePart(CreditId transferred) external {
        TransferRecord storage record = _standing(transferred);
        (CreditState state,,,) = CREDIT.standingOf(transferred);
        require(
            state != CreditState.ISSUED && state != CreditState.ADVISED,
            Credit_WrongState(transferred, uint8(state))
        );
        // With it ends what a bank may still take up under it: no outsider's to end.
        CreditTerms memory terms = CREDIT.termsOf(_parts[transferred].original);
        OrgId actor = MEMBERS.requireMember(_msgSender(), Capability.NONE);
        require(
            actor == terms.beneficiary || actor == record.asked.secondBeneficiary || actor == terms.applicant
                || actor == terms.issuingBank || actor == terms.nominatedBank,
            IMembers.Members_NotTheParty(_msgSender(), terms.beneficiary, actor)
        );
        _close(transferred, record);
    }

    /// @inheritdoc ICreditTransfers
    function allowAmendment(CreditId transferred, uint16 number, AmendmentChanges calldata changes) external {
        TransferRecord storage record = _standing(transferred);
        _requireParty(CREDIT.termsOf(_parts[transferred].original).beneficiary, Capability.EXPORTER);
        require(
            record.asked.amendments == AmendmentsPassedOn.ASK_FIRST,
            Credit_AmendmentNotPassedOn(transferred, number)
        );
        _requireTerm(changes.textHash != 0, "textHash");
        bytes32 changesHash = keccak256(abi.encode(changes));
        _allowedAmendments[transferred][number] = changesHash;
        emit AmendmentAllowed(transferred, number, changesHash);
    }

    /// @inheritdoc ICreditTransfers
    function demandSubstitution(PresentationId presentation) external {
        (CreditId original, CreditTerms memory terms) = _undecided(presentation);
        OrgId bank = _transferringBank(terms);
        _requireParty(bank, Capability.BANK);
        SubstitutionRecord storage record = _substitutions[presentation];
        require(record.state == SubstitutionState.NONE, Credit_NoSubstitution(presentation));

        record.state = SubstitutionState.DEMANDED;
        (, uint64 answerBy) = CALENDARS.bankingDaysAfter(
            bank, _placeOf(terms, bank), _deliveryDay(bank, _placeOf(terms, bank)), 1
        );
        record.answerBy = answerBy;
        emit SubstitutionDemanded(presentation, original, answerBy);
    }

    /// @inheritdoc ICreditTransfers
    function substitute(PresentationId presentation, DocumentHash invoice, PresentationId own) external {
        (CreditId original, CreditTerms memory terms) = _undecided(presentation);
        _requireParty(terms.beneficiary, Capability.EXPORTER);
        SubstitutionRecord storage record = _substitutions[presentation];
        require(
            record.state == SubstitutionState.NONE || record.state == SubstitutionState.DEMANDED,
            Credit_NoSubstitution(presentation)
        );
        require(
            DOCUMENTS.requireStanding(invoice).issuer == terms.beneficiary, Credit_InvalidDocuments(0)
        );
        if (PresentationId.unwrap(own) != 0) {
            PresentationRecord memory drawn = PRESENTATIONS.presentation(own);
            bool isThere = OrgId.unwrap(terms.nominatedBank) == 0 || drawn.forwardBy != 0;
            require(
                CreditId.unwrap(drawn.credit) == CreditId.unwrap(original) && isThere
                    && _isUndecided(drawn.state) && !_usedDrawings[own],
                Credit_WrongPresentationState(own, uint8(drawn.state))
            );
            _usedDrawings[own] = true;
        }

        record.state = SubstitutionState.SUBSTITUTED;
        record.invoice = invoice;
        record.own = own;
        emit InvoiceSubstituted(presentation, original, invoice, own);
    }

    /// @inheritdoc ICreditTransfers
    function takeAsReceived(PresentationId presentation) external {
        (CreditId original, CreditTerms memory terms) = _undecided(presentation);
        _authoriseBank(_transferringBank(terms));
        SubstitutionRecord storage record = _substitutions[presentation];
        require(record.state == SubstitutionState.DEMANDED, Credit_NoSubstitution(presentation));
        require(_now() > record.answerBy, Credit_StillInTime(presentation, record.answerBy));

        record.state = SubstitutionState.AS_RECEIVED;
        emit TakenAsReceived(presentation, original);
    }

    /// @inheritdoc ICreditTransfers
    function requirePassedOn(CreditId credit, uint16 number, AmendmentChanges calldata changes) external view {
        PartRecord memory from = _parts[credit];
        if (CreditId.unwrap(from.original) == 0) return;
        AmendmentsPassedOn passed = _transfers[from.original][from.number].asked.amendments;
        require(
            passed == AmendmentsPassedOn.ALL
                || (passed == AmendmentsPassedOn.ASK_FIRST
                    && _allowedAmendments[credit][number] == keccak256(abi.encode(changes))),
            Credit_AmendmentNotPassedOn(credit, number)
        );
        requireWithinOriginal(credit, changes);
    }

    /// @inheritdoc ICreditTransfers
    function requireWithinOriginal(CreditId credit, AmendmentChanges calldata changes) public view {
        PartRecord memory from = _parts[credit];
        if (CreditId.unwrap(from.original) == 0) return;
        CreditTerms memory terms = CREDIT.termsOf(from.original);
        _requireReducible(changes.amountDeltaMinor == 0, "amountDeltaMinor");
        _requireReducible(changes.toleranceDeltaBps == 0, "toleranceDeltaBps");
        _requireReducible(changes.expiryDay <= terms.expiryDay, "expiryDay");
        _requireReducible(changes.latestShipmentDay <= terms.latestShipmentDay, "latestShipmentDay");
        _requireReducible(
            changes.partialDrawings != PartialDrawings.ALLOWED || terms.partialShipments, "partialDrawings"
        );
    }

    /// @inheritdoc ICreditTransfers
    function allowedAmendment(CreditId transferred, uint16 number) external view returns (bytes32) {
        return _allowedAmendments[transferred][number];
    }

    /// @inheritdoc ICreditTransfers
    function transferOf(CreditId credit, uint16 number) external view returns (TransferRecord memory) {
        return _transfers[credit][number];
    }

    /// @inheritdoc ICreditTransfers
    function partOf(CreditId transferred) external view returns (PartRecord memory) {
        return _parts[transferred];
    }

    /// @inheritdoc ICreditTransfers
    function substitution(PresentationId presentation) external view returns (SubstitutionRecord memory) {
        return _substitutions[presentation];
    }

    /// @dev A bank that has not extended its confirmation to all of the credit is bound to a part no further: of the
    /// sum by what drawings and parts before it have left of it, of the days up to its own last one (art. 10(b), 38(g)).
    function _carryConfirmation(
        CreditId credit,
        CreditId transferred,
        OrgId bank,
        uint128 capMinor,
        Day expiryDay
    ) private {
        AdviceRecord memory given = ADVICE.advice(credit);
        if (given.confirmation != ConfirmationState.ADDED) return;
        (,, uint128 reservedMinor,) = CREDIT.standingOf(credit);
        uint256 leftMinor = Math.saturatingSub(given.confirmedMinor, reservedMinor - capMinor);
        if (expiryDay > given.confirmedExpiryDay) expiryDay = given.confirmedExpiryDay;
        // Not above a uint128.
        ADVICE.carryConfirmation(transferred, bank, uint128(Math.min(capMinor, leftMinor)), expiryDay);
    }

    function _close(CreditId transferred, TransferRecord storage record) private {
        record.state = TransferState.CLOSED;
        emit PartClosed(_parts[transferred].original, transferred);
        CREDIT.endPart(transferred);
    }

    /// @dev The part's terms and clauses, held against the credit's as they stand (UCP 600 art. 38(g)).
    function _part(CreditId credit, CreditTerms memory terms, TransferRequest memory asked)
        private
        view
        returns (CreditTerms memory part, CreditClauses memory clauses)
    {
        clauses = CREDIT.clausesOf(credit);
        require(clauses.transferable, Credit_NotTransferable(credit));
        (,, uint128 reservedMinor,) = CREDIT.standingOf(credit);
        // More than one second beneficiary, or a share drawn before, is a partial drawing (art. 38(d)).
        require(terms.partialShipments || reservedMinor == 0, Credit_PartialDrawingNotAllowed(credit));
        _requireReducible(asked.amountMinor <= terms.amountMinor, "amountMinor");
        _requireReducible(asked.expiryDay <= terms.expiryDay, "expiryDay");
        _requireReducible(
            asked.latestShipmentDay <= terms.latestShipmentDay
                && (Day.unwrap(asked.latestShipmentDay) == 0) == (Day.unwrap(terms.latestShipmentDay) == 0),
            "latestShipmentDay"
        );
        _requireReducible(
            asked.insuredBps >= clauses.insuredBps && (asked.insuredBps == 0) == (clauses.insuredBps == 0),
            "insuredBps"
        );
        _requireTerm(
            asked.secondBeneficiary != terms.beneficiary && asked.secondBeneficiary != terms.applicant,
            "secondBeneficiary"
        );

        part = _copied(terms);
        part.beneficiary = asked.secondBeneficiary;
        if (asked.namesFirstBeneficiary) part.applicant = terms.beneficiary;
        part.amountMinor = asked.amountMinor;
        part.expiryDay = asked.expiryDay;
        part.latestShipmentDay = asked.latestShipmentDay;
        part.termsHash = asked.termsHash;
        clauses.transferable = false;
        clauses.insuredBps = asked.insuredBps;
        // The bank that transferred it advises it.
        clauses.advisingBank = OrgId.wrap(0);
        clauses.secondAdvisingBank = OrgId.wrap(0);
        DRAFTING.requireSound(part, clauses);
    }

    /// @dev Of a presentation under a transferred credit that no bank has decided on for good: where it comes from.
    function _undecided(PresentationId presentation)
        private
        view
        returns (CreditId original, CreditTerms memory terms)
    {
        PresentationRecord memory shown = PRESENTATIONS.presentation(presentation);
        original = _parts[shown.credit].original;
        require(CreditId.unwrap(original) != 0, Credit_NotTransferred(shown.credit));
        require(_isUndecided(shown.state), Credit_NoSubstitution(presentation));
        terms = CREDIT.termsOf(original);
    }

    function _requested(CreditId credit, uint16 number) private view returns (TransferRecord storage record) {
        record = _transfers[credit][number];
        require(record.state == TransferState.REQUESTED, Credit_NoSuchTransfer(credit, number));
    }

    function _standing(CreditId transferred) private view returns (TransferRecord storage record) {
        PartRecord memory from = _parts[transferred];
        record = _transfers[from.original][from.number];
        require(record.state == TransferState.TRANSFERRED, Credit_NotTransferred(transferred));
    }

    function _transferringBank(CreditTerms memory terms) private pure returns (OrgId) {
        return OrgId.unwrap(terms.nominatedBank) == 0 ? terms.issuingBank : terms.nominatedBank;
    }

    function _isUndecided(PresentationState state) private pure returns (bool) {
        return state == PresentationState.WITH_NOMINATED_BANK || state == PresentationState.RECEIVED
            || state == PresentationState.COMPLYING || state == PresentationState.DISCREPANT
            || state == PresentationState.ACTED_UPON;
    }

    function _copied(CreditTerms memory terms) private pure returns (CreditTerms memory) {
        return abi.decode(abi.encode(terms), (CreditTerms));
    }

    function _requireReducible(bool holds, bytes32 field) private pure {
        require(holds, Credit_NotReducible(field));
    }
}
