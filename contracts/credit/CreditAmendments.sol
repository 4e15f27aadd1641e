// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBankingCalendars} from "../interfaces/IBankingCalendars.sol";
import {ICredit} from "../interfaces/ICredit.sol";
import {ICreditAdvice} from "../interfaces/ICreditAdvice.sol";
import {ICreditAmendments} from "../interfaces/ICreditAmendments.sol";
import {ICreditDrafting} from "../interfaces/ICreditDrafting.sol";
import {ICreditPresentations} from "../interfaces/ICreditPresentations.sol";
import {ICreditTransfers} from "../interfaces/ICreditTransfers.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {
    AmendmentChanges,
    AmendmentRecord,
    AmendmentState,
    ExtensionState,
    PartialDrawings
} from "../types/CreditAmendmentTypes.sol";
import {AdviceState, ConfirmationState, CreditClauses} from "../types/CreditClauseTypes.sol";
import {HandlingRecord} from "../types/CreditHandlingTypes.sol";
import {CreditTerms, PresentationRecord, PresentationState} from "../types/CreditTypes.sol";
import {CreditId, Day, DocumentHash, OrgId, PresentationId} from "../types/Ids.sol";
import {Capability} from "../types/MemberTypes.sol";
import {CreditClocks} from "./CreditClocks.sol";
import {CreditPart} from "./CreditPart.sol";

/// @title Amendments
/// @notice Keeps the changes and the answers; what is accepted is applied by the register. See
/// {ICreditAmendments}, which is the manual.
contract CreditAmendments is ICreditAmendments, CreditClocks {
    uint256 private constant MAX_AMENDMENTS = 999; // 26E has three digits

    ICredit private immutable CREDIT;
    ICreditAdvice private immutable ADVICE;
    ICreditDrafting private immutable DRAFTING;
    ICreditPresentations private immutable PRESENTATIONS;
    ICreditTransfers private immutable TRANSFERS;

    mapping(CreditId credit => mapping(uint16 number => AmendmentRecord record)) private _amendments;
    mapping(CreditId credit => uint16 count) private _counts;
    // Of an amendment that changes text: the presentations for which a bank has stated that they accept it.
    mapping(PresentationId presentation => mapping(uint16 number => bool stated)) private _stated;

    constructor(
        IMembers members,
        IBankingCalendars calendars,
        ICredit credit,
        ICreditAdvice creditAdvice,
        ICreditDrafting creditDrafting,
        ICreditPresentations creditPresentations,
        ICreditTransfers creditTransfers,
        address authority,
        address forwarder
    ) CreditPart(members, authority, forwarder) CreditClocks(calendars) {
        CREDIT = credit;
        ADVICE = creditAdvice;
        DRAFTING = creditDrafting;
        PRESENTATIONS = creditPresentations;
        TRANSFERS = creditTransfers;
    }

    /// @inheritdoc ICreditAmendments
    function issueAmendment(CreditId credit, uint16 number, AmendmentChanges calldata changes) external {
        CreditTerms memory terms = CREDIT.operativeTermsOf(credit);
        _authoriseBank(terms.issuingBank);
        require(!CREDIT.newCreditsPaused(), Credit_Paused());
        uint16 next = _counts[credit] + 1;
        require(number == next && next <= MAX_AMENDMENTS, Credit_AmendmentOutOfTurn(credit, next, number));
        _requireChanges(credit, changes);
        TRANSFERS.requirePassedOn(credit, next, changes);
        if (!changes.cancels) {
            DRAFTING.amended(terms, changes);
            if (Day.unwrap(changes.expiryDay) != 0) {
                _requireTerm(Day.unwrap(changes.expiryDay) > block.timestamp / 1 days, "expiryDay");
                // A bank binds itself only where the hours of the last day's examination are fixed already.
                CALENDARS.requirePublished(
                    terms.issuingBank, terms.issuingPlace, changes.expiryDay, EXAMINATION_BANKING_DAYS
                );
            }
        }

        _counts[credit] = next;
        AmendmentRecord storage record = _amendments[credit][next];
        record.changes = changes;
        record.state = AmendmentState.PENDING;
        record.issuedAt = _now();
        _keepOpen(credit, changes.expiryDay);
        emit AmendmentIssued(credit, next, changes);
    }

    /// @inheritdoc ICreditAmendments
    function adviseAmendment(CreditId credit, uint16 number) external {
        AmendmentRecord storage record = _existing(credit, number);
        CreditTerms memory terms = CREDIT.termsOf(credit);
        CreditClauses memory clauses = CREDIT.clausesOf(credit);
        OrgId first = OrgId.unwrap(clauses.advisingBank) == 0 ? terms.nominatedBank : clauses.advisingBank;
        OrgId bank = MEMBERS.requireMember(_msgSender(), Capability.BANK);
        bool isSecond = bank == clauses.secondAdvisingBank;
        require(isSecond || bank == first, Credit_NotTheAdvisingBank(credit, bank));
        AdviceState advised = isSecond ? ADVICE.advice(credit).second : ADVICE.advice(credit).first;
        require(advised == AdviceState.ADVISED, Credit_NotTheAdvisingBank(credit, bank));
        // The second has it from the first, as it had the credit.
        require(!isSecond || record.isAdvised, Credit_NotTheAdvisingBank(credit, bank));
        require(isSecond ? !record.isAdvisedOn : !record.isAdvised, Credit_AdviceGiven(credit, bank));

        if (isSecond) record.isAdvisedOn = true;
        else record.isAdvised = true;
        emit AmendmentAdvised(credit, number, bank);
        if (bank == terms.nominatedBank && _isConfirmed(credit) && record.extension == ExtensionState.NONE) {
            _authoriseBank(bank);
            _extend(credit, number, record, bank);
        }
    }

    /// @inheritdoc ICreditAmendments
    function extendConfirmation(CreditId credit, uint16 number, bool extends) external {
        AmendmentRecord storage record = _existing(credit, number);
        OrgId bank = CREDIT.termsOf(credit).nominatedBank;
        _authoriseBank(bank);
        require(
            _isConfirmed(credit) && record.extension == ExtensionState.NONE,
            Credit_AmendmentAnswered(credit, number)
        );
        if (extends) {
            _extend(credit, number, record, bank);
        } else {
            record.extension = ExtensionState.NOT_EXTENDED;
            emit ConfirmationNotExtended(credit, number, bank);
        }
    }

    /// @inheritdoc ICreditAmendments
    function answerAmendment(CreditId credit, uint16 number, bool accepts, bytes32 acceptedPartsHash) external {
        AmendmentRecord storage record = _existing(credit, number);
        MEMBERS.authorise(
            _msgSender(), CREDIT.termsOf(credit).beneficiary, Capability.EXPORTER, _msgData()
        );
        _requirePending(credit, number, record);
        if (accepts && acceptedPartsHash == 0) {
            _accept(credit, number, record);
            emit AmendmentAccepted(credit, number, PresentationId.wrap(0));
        } else {
            record.state = AmendmentState.REJECTED;
            _keepOpen(credit, record.changes.expiryDay);
            emit AmendmentRejected(credit, number, acceptedPartsHash);
        }
    }

    /// @inheritdoc ICreditAmendments
    function acceptByPresentation(PresentationId presentation, uint16 number, bytes32 findingHash) external {
        PresentationRecord memory shown = PRESENTATIONS.presentation(presentation);
        CreditId credit = shown.credit;
        AmendmentRecord storage record = _existing(credit, number);
        CreditTerms memory terms = CREDIT.termsOf(credit);
        HandlingRecord memory handled = PRESENTATIONS.handling(presentation);
        // The bank that has the documents; a nominated one also where it confirms nothing (art. 10(c) asks not by whom
        // the presentation is found to comply), before it pays against them or after.
        bool isNominated = handled.isWithConfirmingBank || shown.state == PresentationState.WITH_NOMINATED_BANK
            || shown.state == PresentationState.ACTED_UPON;
        OrgId bank = isNominated ? terms.nominatedBank : terms.issuingBank;
        _authoriseBank(bank);
        _requirePending(credit, number, record);
        require(!_stated[presentation][number], Credit_AmendmentAnswered(credit, number));
        _requireTerm(findingHash != 0, "findingHash");
        require(
            (isNominated ? handled.isFoundComplying : shown.state == PresentationState.COMPLYING)
                && shown.presentedAt >= record.issuedAt
                && (!handled.isWithConfirmingBank || record.extension == ExtensionState.EXTENDED)
                && _givesAnything(record.changes, terms) && !_takesAnything(record.changes, terms),
            Credit_NotAcceptedByPresentation(credit, number)
        );
        if (record.changes.changesText) {
            // What text gives or takes the ledger cannot weigh: a bank's word of it binds for these documents only.
            _stated[presentation][number] = true;
            emit AcceptanceStated(credit, number, presentation, bank);
            return;
        }
        _accept(credit, number, record);
        emit AmendmentAccepted(credit, number, presentation);
    }

    /// @inheritdoc ICreditAmendments
    function presentUnder(
        CreditId credit,
        uint16 number,
        OrgId bank,
        uint128 amountMinor,
        DocumentHash[] calldata documents
    ) external returns (PresentationId presentation) {
        AmendmentRecord storage record = _existing(credit, number);
        CreditTerms memory terms = CREDIT.termsOf(credit);
        MEMBERS.authorise(_msgSender(), terms.beneficiary, Capability.EXPORTER, _msgData());
        _requirePending(credit, number, record);
        require(_givesAnything(record.changes, terms), Credit_NotAcceptedByPresentation(credit, number));
        _accept(credit, number, record);
        presentation = PRESENTATIONS.presentFor(credit, bank, amountMinor, documents);
        emit AmendmentAccepted(credit, number, presentation);
    }

    /// @inheritdoc ICreditAmendments
    function amendment(CreditId credit, uint16 number) external view returns (AmendmentRecord memory) {
        return _amendments[credit][number];
    }

    /// @inheritdoc ICreditAmendments
    function isStatedFor(PresentationId presentation, uint16 number) external view returns (bool) {
        return _stated[presentation][number];
    }

    /// @inheritdoc ICreditAmendments
    function amendmentsOf(CreditId credit) external view returns (uint16) {
        return _counts[credit];
    }

    function _accept(CreditId credit, uint16 number, AmendmentRecord storage record) private {
        bool isAgreed = record.extension == ExtensionState.EXTENDED;
        if (_isConfirmed(credit)) {
            require(!record.changes.cancels || isAgreed, Credit_ConfirmingBankNotAgreed(credit, number));
        } else {
            record.extension = ExtensionState.UNCONFIRMED;
            emit AmendmentBeforeConfirmation(credit, number);
        }
        // Once more: the original may have been curtailed since.
        TRANSFERS.requireWithinOriginal(credit, record.changes);
        record.state = AmendmentState.ACCEPTED;
        int136 capDeltaMinor = CREDIT.amend(credit, record.changes);
        record.capDeltaMinor = capDeltaMinor;
        _keepOpen(credit, record.changes.expiryDay);
        if (isAgreed) ADVICE.amendConfirmation(credit, capDeltaMinor, record.changes.expiryDay);
    }

    /// @dev The credit does not expire before the day that an amendment still to be answered would give. What was
    /// answered leaves nothing behind.
    function _keepOpen(CreditId credit, Day changed) private {
        if (Day.unwrap(changed) == 0) return;
        Day untilDay = Day.wrap(0);
        for (uint16 number = _counts[credit]; number != 0; --number) {
            AmendmentRecord storage each = _amendments[credit][number];
            if (each.state == AmendmentState.PENDING && each.changes.expiryDay > untilDay) {
                untilDay = each.changes.expiryDay;
            }
        }
        CREDIT.keepOpen(credit, untilDay);
    }

    function _extend(CreditId credit, uint16 number, AmendmentRecord storage record, OrgId bank) private {
        Day expiryGiven = record.changes.expiryDay;
        if (Day.unwrap(expiryGiven) != 0) {
            CALENDARS.requirePublished(
                bank, CREDIT.termsOf(credit).nominatedPlace, expiryGiven, EXAMINATION_BANKING_DAYS
            );
        }
        record.extension = ExtensionState.EXTENDED;
        emit ConfirmationExtended(credit, number, bank);
        if (record.state == AmendmentState.ACCEPTED) {
            Day expiryDay = record.changes.expiryDay;
            // Another amendment may have been accepted since: to extend to an older one shortens nothing.
            bool stands = Day.unwrap(expiryDay) == Day.unwrap(CREDIT.termsOf(credit).expiryDay);
            if (!stands && ADVICE.advice(credit).confirmedExpiryDay > expiryDay) expiryDay = Day.wrap(0);
            ADVICE.amendConfirmation(credit, record.capDeltaMinor, expiryDay);
        }
    }

    /// @dev An amendment changes something, a cancellation nothing besides.
    function _requireChanges(CreditId credit, AmendmentChanges calldata changes) private view {
        _requireTerm(changes.textHash != 0, "textHash");
        bool isSchedule = changes.amountDeltaMinor != 0 || changes.toleranceDeltaBps != 0
            || Day.unwrap(changes.expiryDay) != 0 || changes.partialDrawings != PartialDrawings.UNCHANGED;
        bool isAny = isSchedule || Day.unwrap(changes.latestShipmentDay) != 0 || changes.changesText;
        _requireTerm(isAny != changes.cancels, "changes");
        _requireTerm(!isSchedule || CREDIT.clausesOf(credit).instalmentsRoot == 0, "instalmentsRoot");
    }

    function _isConfirmed(CreditId credit) private view returns (bool) {
        return ADVICE.advice(credit).confirmation == ConfirmationState.ADDED;
    }

    /// @dev Whether it allows anything that the credit as it stands does not (ICC opinions TA638rev, R795).
    function _givesAnything(AmendmentChanges memory changes, CreditTerms memory terms)
        private
        pure
        returns (bool)
    {
        return changes.changesText || changes.amountDeltaMinor > 0 || changes.toleranceDeltaBps > 0
            || changes.expiryDay > terms.expiryDay || changes.latestShipmentDay > terms.latestShipmentDay
            || (changes.partialDrawings == PartialDrawings.ALLOWED && !terms.partialShipments);
    }

    /// @dev Whether it takes anything away that the ledger counts: such a one no bank's finding accepts in the
    /// beneficiary's place.
    function _takesAnything(AmendmentChanges memory changes, CreditTerms memory terms) private pure returns (bool) {
        return changes.amountDeltaMinor < 0 || changes.toleranceDeltaBps < 0
            || (Day.unwrap(changes.expiryDay) != 0 && terms.expiryDay > changes.expiryDay)
            || (Day.unwrap(changes.latestShipmentDay) != 0 && terms.latestShipmentDay > changes.latestShipmentDay)
            || (changes.partialDrawings == PartialDrawings.PROHIBITED && terms.partialShipments);
    }

    function _existing(CreditId credit, uint16 number) private view returns (AmendmentRecord storage record) {
        record = _amendments[credit][number];
        require(record.state != AmendmentState.NONE, Credit_NoSuchAmendment(credit, number));
    }

    function _requirePending(CreditId credit, uint16 number, AmendmentRecord storage record) private view {
        require(record.state == AmendmentState.PENDING, Credit_AmendmentAnswered(credit, number));
    }
}
