// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICredit} from "../interfaces/ICredit.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {ExactTransfer} from "../libraries/ExactTransfer.sol";
import {
    CreditRecord,
    CreditState,
    CreditTerms,
    Disposal,
    PresentationRecord,
    PresentationState
} from "../types/CreditTypes.sol";
import {CreditId, Day, DocumentHash, OrgId, Place, PresentationId} from "../types/Ids.sol";
import {Capability} from "../types/MemberTypes.sol";
import {CreditCollateral} from "./CreditCollateral.sol";

/// @title Presentations
/// @notice From the documents' delivery to payment or refusal (UCP 600 art. 6, 14 to 16, 29, 33).
abstract contract CreditPresentations is CreditCollateral {
    uint256 private constant MAX_DOCUMENTS = 32;
    uint256 private constant MAX_DISCREPANCIES = 64;

    /// @inheritdoc ICredit
    function present(CreditId credit_, OrgId bank, uint128 amountMinor, DocumentHash[] calldata documents)
        external
        returns (PresentationId presentation_)
    {
        CreditRecord storage record = _existing(credit_);
        _requireParty(record.terms.beneficiary, Capability.EXPORTER);
        _requireState(_isOperative(record), record, credit_);
        _requireTerm(amountMinor != 0, "amountMinor");
        Day presentedDay = _requireInTime(credit_, record.terms, bank);
        _requireDocuments(documents);
        _reserve(credit_, record, amountMinor);

        record.presentations += 1;
        presentation_ = presentationIdOf(credit_, record.presentations);
        PresentationRecord storage made = _presentations[presentation_];
        made.credit = credit_;
        made.amountMinor = amountMinor;
        made.presentedDay = presentedDay;
        made.presentedAt = _now();
        made.documentsRoot = keccak256(abi.encode(documents));
        uint64 forwardBy = 0;
        if (bank != record.terms.issuingBank) {
            // Fixed now: no closure announced later moves it.
            forwardBy = _closeOfExamination(bank, record.terms.nominatedPlace, presentedDay);
            made.forwardBy = forwardBy;
            made.state = PresentationState.WITH_NOMINATED_BANK;
        }
        emit Presented(presentation_, credit_, bank, amountMinor, presentedDay, forwardBy, documents);
        if (forwardBy == 0) _receive(presentation_, made, record.terms, presentedDay);
    }

    /// @inheritdoc ICredit
    function forward(PresentationId presentation_) external {
        (PresentationRecord storage record, CreditRecord storage under) = _existing(presentation_);
        _requireMayForward(record, under.terms, presentation_);
        _requireState(record, presentation_, PresentationState.WITH_NOMINATED_BANK);
        // The issuing bank has five days of its own (art. 14(b)); expiry was judged when they were presented.
        Day receivedDay = _deliveryDay(under.terms.issuingBank, under.terms.issuingPlace);
        _receive(presentation_, record, under.terms, receivedDay);
    }

    /// @inheritdoc ICredit
    function examine(PresentationId presentation_, bool complying, bytes32 examinationHash) external {
        (PresentationRecord storage record, CreditRecord storage under) = _existing(presentation_);
        _authoriseIssuingBank(under.terms);
        _requireState(record, presentation_, PresentationState.RECEIVED);
        _requireTimeToDecide(record, presentation_);
        _requireTerm(examinationHash != 0, "examinationHash");

        record.state = complying ? PresentationState.COMPLYING : PresentationState.DISCREPANT;
        record.examinationHash = examinationHash;
        emit Examined(presentation_, record.credit, complying, examinationHash);
    }

    /// @inheritdoc ICredit
    function refuse(
        PresentationId presentation_,
        bytes32[] calldata discrepancies,
        Disposal disposal,
        bytes32 noticeHash
    ) external {
        (PresentationRecord storage record, CreditRecord storage under) = _existing(presentation_);
        _authoriseIssuingBank(under.terms);
        _requireState(record, presentation_, PresentationState.DISCREPANT);
        _requireTimeToDecide(record, presentation_);
        require(discrepancies.length != 0, Credit_NoDiscrepancies());
        _requireTerm(discrepancies.length <= MAX_DISCREPANCIES, "discrepancies");
        for (uint256 index = 0; index < discrepancies.length; ++index) {
            require(discrepancies[index] != 0, Credit_NoDiscrepancies());
        }
        require(disposal != Disposal.NONE, Credit_NoDisposal());
        _requireTerm(noticeHash != 0, "noticeHash");

        record.state = PresentationState.REFUSED;
        record.disposal = disposal;
        record.noticeHash = noticeHash;
        _release(under, record.amountMinor);
        emit Refused(presentation_, record.credit, discrepancies, disposal, noticeHash);
    }

    /// @inheritdoc ICredit
    function waive(PresentationId presentation_) external {
        (PresentationRecord storage record, CreditRecord storage under) = _existing(presentation_);
        _authoriseIssuingBank(under.terms);
        if (record.state == PresentationState.REFUSED) {
            require(record.disposal == Disposal.HOLDING_FOR_WAIVER, Credit_NotHeldForWaiver(presentation_));
            _reserve(record.credit, under, record.amountMinor);
        } else {
            // No clock: taking the documents up is in the beneficiary's favour at any time.
            _requireState(record, presentation_, PresentationState.DISCREPANT);
        }
        record.state = PresentationState.WAIVED;
        emit DiscrepanciesWaived(presentation_, record.credit);
    }

    /// @inheritdoc ICredit
    function preclude(PresentationId presentation_) external {
        (PresentationRecord storage record,) = _existing(presentation_);
        PresentationState found = record.state;
        _requireState(
            found == PresentationState.RECEIVED || found == PresentationState.DISCREPANT, record, presentation_
        );
        _requirePast(record.decideBy, presentation_);

        record.state = PresentationState.PRECLUDED;
        emit Precluded(presentation_, record.credit);
    }

    /// @inheritdoc ICredit
    function honour(PresentationId presentation_) external nonReentrant {
        (PresentationRecord storage record, CreditRecord storage under) = _existing(presentation_);
        MEMBERS.authorisePayment(_msgSender(), under.terms.issuingBank, _msgData());
        PresentationState found = record.state;
        _requireState(
            found == PresentationState.COMPLYING || found == PresentationState.WAIVED
                || found == PresentationState.PRECLUDED,
            record,
            presentation_
        );

        uint128 amountMinor = record.amountMinor;
        record.state = PresentationState.HONOURED;
        under.drawnMinor += amountMinor;
        under.openPresentations -= 1;
        bool exhausted = _isOperative(under) && _isExhausted(under);
        if (exhausted) under.state = CreditState.FULLY_DRAWN;
        emit Honoured(presentation_, record.credit, under.terms.beneficiary, amountMinor);
        if (exhausted) emit CreditFullyDrawn(record.credit);

        ExactTransfer.pull(
            under.terms.money,
            _account(under.terms.issuingBank),
            _account(under.terms.beneficiary),
            amountMinor
        );
        if (exhausted) _settleCollateral(record.credit, under);
    }

    /// @inheritdoc ICredit
    function takeBack(PresentationId presentation_) external {
        (PresentationRecord storage record, CreditRecord storage under) = _existing(presentation_);
        _requireParty(under.terms.beneficiary, Capability.EXPORTER);
        if (record.state == PresentationState.WITH_NOMINATED_BANK) {
            _release(under, record.amountMinor);
        } else {
            _requireState(record, presentation_, PresentationState.REFUSED);
        }
        record.state = PresentationState.RETURNED;
        emit DocumentsTakenBack(presentation_, record.credit);
    }

    /// @dev The issuing bank has the documents; its five banking days begin.
    function _receive(
        PresentationId id,
        PresentationRecord storage record,
        CreditTerms storage terms,
        Day receivedDay
    ) private {
        uint64 decideBy = _closeOfExamination(terms.issuingBank, terms.issuingPlace, receivedDay);
        record.state = PresentationState.RECEIVED;
        record.receivedAt = _now();
        record.decideBy = decideBy;
        emit PresentationReceived(id, record.credit, decideBy);
    }

    /// @dev A timely presentation shall not die with a nominated bank that sits on it, suspended or without its
    /// keys: after that bank's five banking days the presenter reaches the issuing bank by itself.
    function _requireMayForward(PresentationRecord storage record, CreditTerms storage terms, PresentationId id)
        private
        view
    {
        OrgId actor = MEMBERS.requireMember(_msgSender(), Capability.NONE);
        OrgId nominated = terms.nominatedBank;
        if (actor == nominated) return;
        require(actor == terms.beneficiary, IMembers.Members_NotTheParty(_msgSender(), nominated, actor));
        _requirePast(record.forwardBy, id);
    }

    function _requireInTime(CreditId id, CreditTerms storage terms, OrgId bank) private view returns (Day day) {
        Day last;
        (day, last) = _presentationDays(terms, bank);
        require(day <= last, Credit_Expired(id, Day.unwrap(day), Day.unwrap(last)));
    }

    function _requireDocuments(DocumentHash[] calldata documents) private view {
        require(documents.length != 0, Credit_InvalidDocuments(0));
        require(documents.length <= MAX_DOCUMENTS, Credit_InvalidDocuments(MAX_DOCUMENTS));
        for (uint256 index = 0; index < documents.length; ++index) {
            bytes32 document = DocumentHash.unwrap(documents[index]);
            for (uint256 earlier = 0; earlier < index; ++earlier) {
                require(DocumentHash.unwrap(documents[earlier]) != document, Credit_InvalidDocuments(index));
            }
            DOCUMENTS.requireStanding(documents[index]);
        }
    }

    function _requirePast(uint64 deadline, PresentationId id) private view {
        require(_now() > deadline, Credit_StillInTime(id, deadline));
    }

    function _requireTimeToDecide(PresentationRecord storage record, PresentationId id) private view {
        require(_now() <= record.decideBy, Credit_TooLate(id, record.decideBy));
    }

    /// @dev Sets a drawing aside from what the credit still has, so that drawings made side by side can
    /// never together exceed it.
    function _reserve(CreditId id, CreditRecord storage record, uint128 amountMinor) private {
        require(_mayDrawAgain(record), Credit_PartialDrawingNotAllowed(id));
        uint128 leftMinor = _unreservedMinor(record);
        require(amountMinor <= leftMinor, Credit_DrawingExceedsCredit(id, amountMinor, leftMinor));
        record.reservedMinor += amountMinor;
        record.openPresentations += 1;
    }

    function _release(CreditRecord storage record, uint128 amountMinor) private {
        record.reservedMinor -= amountMinor;
        record.openPresentations -= 1;
    }

    /// @dev Drawn to the last unit, or drawn once where the credit allows but one drawing.
    function _isExhausted(CreditRecord storage record) private view returns (bool) {
        return !record.terms.partialShipments
            || record.drawnMinor == _capMinor(record.terms.amountMinor, record.terms.tolerancePlusBps);
    }
}
