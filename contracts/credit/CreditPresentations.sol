// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBankingCalendars} from "../interfaces/IBankingCalendars.sol";
import {ICredit} from "../interfaces/ICredit.sol";
import {ICreditPresentations} from "../interfaces/ICreditPresentations.sol";
import {IDocuments} from "../interfaces/IDocuments.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {CreditTerms, Disposal, PresentationRecord, PresentationState} from "../types/CreditTypes.sol";
import {CreditId, Day, DocumentHash, OrgId, Place, PresentationId} from "../types/Ids.sol";
import {Capability} from "../types/MemberTypes.sol";
import {CreditClocks} from "./CreditClocks.sol";
import {CreditPart} from "./CreditPart.sol";

/// @title Presentations of documents
/// @notice Follows the documents. See {ICreditPresentations}, which is the manual.
contract CreditPresentations is ICreditPresentations, CreditClocks {
    uint256 private constant MAX_DOCUMENTS = 32;
    uint256 private constant MAX_DISCREPANCIES = 64;

    ICredit private immutable CREDIT;
    IDocuments private immutable DOCUMENTS;

    mapping(PresentationId id => PresentationRecord record) private _presentations;

    constructor(
        IMembers members,
        IBankingCalendars calendars,
        IDocuments documents,
        ICredit credit,
        address authority,
        address forwarder
    ) CreditPart(members, authority, forwarder) CreditClocks(calendars) {
        DOCUMENTS = documents;
        CREDIT = credit;
    }

    /// @inheritdoc ICreditPresentations
    function present(CreditId credit, OrgId bank, uint128 amountMinor, DocumentHash[] calldata documents)
        external
        returns (PresentationId presentation_)
    {
        CreditTerms memory terms = CREDIT.operativeTermsOf(credit);
        _requireParty(terms.beneficiary, Capability.EXPORTER);
        _requireTerm(amountMinor != 0, "amountMinor");
        Day presentedDay = _requireInTime(credit, terms, bank);
        _requireDocuments(documents);

        presentation_ = presentationIdOf(credit, CREDIT.reserve(credit, amountMinor, false));
        PresentationRecord storage made = _presentations[presentation_];
        made.credit = credit;
        made.amountMinor = amountMinor;
        made.presentedDay = presentedDay;
        made.presentedAt = _now();
        made.documentsRoot = keccak256(abi.encode(documents));
        uint64 forwardBy = 0;
        if (bank != terms.issuingBank) {
            // Fixed now: no closure announced later moves it.
            forwardBy = _closeOfExamination(bank, terms.nominatedPlace, presentedDay);
            made.forwardBy = forwardBy;
            made.state = PresentationState.WITH_NOMINATED_BANK;
        }
        emit Presented(presentation_, credit, bank, amountMinor, presentedDay, forwardBy, documents);
        if (forwardBy == 0) _receive(presentation_, made, terms, presentedDay);
    }

    /// @inheritdoc ICreditPresentations
    function forward(PresentationId presentation_) external {
        PresentationRecord storage record = _existing(presentation_);
        CreditTerms memory terms = CREDIT.termsOf(record.credit);
        _requireMayForward(record, terms, presentation_);
        _requireState(record, presentation_, PresentationState.WITH_NOMINATED_BANK);
        // The issuing bank has five days of its own (art. 14(b)); expiry was judged when they were presented.
        _receive(presentation_, record, terms, _deliveryDay(terms.issuingBank, terms.issuingPlace));
    }

    /// @inheritdoc ICreditPresentations
    function examine(PresentationId presentation_, bool complying, bytes32 examinationHash) external {
        PresentationRecord storage record = _existing(presentation_);
        _authoriseBank(CREDIT.issuingBankOf(record.credit));
        _requireState(record, presentation_, PresentationState.RECEIVED);
        _requireTimeToDecide(record, presentation_);
        _requireTerm(examinationHash != 0, "examinationHash");

        record.state = complying ? PresentationState.COMPLYING : PresentationState.DISCREPANT;
        record.examinationHash = examinationHash;
        emit Examined(presentation_, record.credit, complying, examinationHash);
    }

    /// @inheritdoc ICreditPresentations
    function refuse(
        PresentationId presentation_,
        bytes32[] calldata discrepancies,
        Disposal disposal,
        bytes32 noticeHash
    ) external {
        PresentationRecord storage record = _existing(presentation_);
        _authoriseBank(CREDIT.issuingBankOf(record.credit));
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
        CREDIT.release(record.credit, record.amountMinor);
        emit Refused(presentation_, record.credit, discrepancies, disposal, noticeHash);
    }

    /// @inheritdoc ICreditPresentations
    function waive(PresentationId presentation_) external {
        PresentationRecord storage record = _existing(presentation_);
        _authoriseBank(CREDIT.issuingBankOf(record.credit));
        if (record.state == PresentationState.REFUSED) {
            require(record.disposal == Disposal.HOLDING_FOR_WAIVER, Credit_NotHeldForWaiver(presentation_));
            CREDIT.reserve(record.credit, record.amountMinor, true);
        } else {
            // No clock: taking the documents up is in the beneficiary's favour at any time.
            _requireState(record, presentation_, PresentationState.DISCREPANT);
        }
        record.state = PresentationState.WAIVED;
        emit DiscrepanciesWaived(presentation_, record.credit);
    }

    /// @inheritdoc ICreditPresentations
    function preclude(PresentationId presentation_) external {
        PresentationRecord storage record = _existing(presentation_);
        PresentationState found = record.state;
        _requireState(
            found == PresentationState.RECEIVED || found == PresentationState.DISCREPANT, record, presentation_
        );
        _requirePast(record.decideBy, presentation_);

        record.state = PresentationState.PRECLUDED;
        emit Precluded(presentation_, record.credit);
    }

    /// @inheritdoc ICreditPresentations
    function discharge(PresentationId presentation_) external restricted {
        PresentationRecord storage record = _existing(presentation_);
        PresentationState found = record.state;
        _requireState(
            found == PresentationState.COMPLYING || found == PresentationState.WAIVED
                || found == PresentationState.PRECLUDED,
            record,
            presentation_
        );
        record.state = PresentationState.HONOURED;
    }

    /// @inheritdoc ICreditPresentations
    function takeBack(PresentationId presentation_) external {
        PresentationRecord storage record = _existing(presentation_);
        _requireParty(CREDIT.termsOf(record.credit).beneficiary, Capability.EXPORTER);
        if (record.state == PresentationState.WITH_NOMINATED_BANK) {
            CREDIT.release(record.credit, record.amountMinor);
        } else {
            _requireState(record, presentation_, PresentationState.REFUSED);
        }
        record.state = PresentationState.RETURNED;
        emit DocumentsTakenBack(presentation_, record.credit);
    }

    /// @inheritdoc ICreditPresentations
    function presentation(PresentationId id) external view returns (PresentationRecord memory) {
        return _presentations[id];
    }

    /// @inheritdoc ICreditPresentations
    function presentationIdOf(CreditId credit, uint32 number) public pure returns (PresentationId) {
        return PresentationId.wrap(keccak256(abi.encode(credit, number)));
    }

    /// @dev The issuing bank has the documents; its five banking days begin.
    function _receive(
        PresentationId id,
        PresentationRecord storage record,
        CreditTerms memory terms,
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
    function _requireMayForward(PresentationRecord storage record, CreditTerms memory terms, PresentationId id)
        private
        view
    {
        OrgId actor = MEMBERS.requireMember(_msgSender(), Capability.NONE);
        OrgId nominated = terms.nominatedBank;
        if (actor == nominated) return;
        require(actor == terms.beneficiary, IMembers.Members_NotTheParty(_msgSender(), nominated, actor));
        _requirePast(record.forwardBy, id);
    }

    function _requireInTime(CreditId id, CreditTerms memory terms, OrgId bank) private view returns (Day day) {
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

    function _existing(PresentationId id) private view returns (PresentationRecord storage record) {
        record = _presentations[id];
        _requireState(record.state != PresentationState.NONE, record, id);
    }

    function _requireState(bool allowed, PresentationRecord storage record, PresentationId id) private view {
        require(allowed, Credit_WrongPresentationState(id, uint8(record.state)));
    }

    function _requireState(PresentationRecord storage record, PresentationId id, PresentationState required)
        private
        view
    {
        _requireState(record.state == required, record, id);
    }
}
