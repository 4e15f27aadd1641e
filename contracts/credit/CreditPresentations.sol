// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBankingCalendars} from "../interfaces/IBankingCalendars.sol";
import {ICredit} from "../interfaces/ICredit.sol";
import {ICreditAdvice} from "../interfaces/ICreditAdvice.sol";
import {ICreditPresentations} from "../interfaces/ICreditPresentations.sol";
import {IDocuments} from "../interfaces/IDocuments.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {HandlingRecord, WaiverAnswer} from "../types/CreditHandlingTypes.sol";
import {CreditState, CreditTerms, Disposal, PresentationRecord, PresentationState} from "../types/CreditTypes.sol";
import {CreditId, Day, DocumentHash, OrgId, Place, PresentationId} from "../types/Ids.sol";
import {Capability} from "../types/MemberTypes.sol";
import {CreditClocks} from "./CreditClocks.sol";
import {CreditPart} from "./CreditPart.sol";

/// @title Presentations of documents
/// @notice Follows the documents. See {ICreditPresentations}, which is the manual.
contract CreditPresentations is ICreditPresentations, CreditClocks {
    uint256 private constant MAX_DOCUMENTS = 32;
    uint256 private constant MAX_DISCREPANCIES = 64;
    uint32 private constant REPLACEMENT_DAYS = 30;
    PresentationId private constant NONE = PresentationId.wrap(0);
    uint256 private constant ALL = type(uint256).max; // documents, by bits

    ICredit private immutable CREDIT;
    ICreditAdvice private immutable ADVICE;
    IDocuments private immutable DOCUMENTS;

    mapping(PresentationId id => PresentationRecord record) private _presentations;
    // Written only where something befalls it besides the issuing bank's decision.
    mapping(PresentationId id => HandlingRecord record) private _handling;
    // Written only where a credit has instalments; from 1.
    mapping(PresentationId id => uint8 instalment) private _instalments;
    // Written only where a nominated bank has documents: for which drawing it had each last, and for which before that.
    mapping(CreditId credit => mapping(DocumentHash document => PresentationId id)) private _heldFor;
    mapping(PresentationId later => mapping(DocumentHash document => PresentationId id)) private _heldBefore;

    constructor(
        IMembers members,
        IBankingCalendars calendars,
        IDocuments documents,
        ICredit credit,
        ICreditAdvice creditAdvice,
        address authority,
        address forwarder
    ) CreditPart(members, authority, forwarder) CreditClocks(calendars) {
        DOCUMENTS = documents;
        CREDIT = credit;
        ADVICE = creditAdvice;
    }

    /// @inheritdoc ICreditPresentations
    function present(CreditId credit, OrgId bank, uint128 amountMinor, DocumentHash[] calldata documents)
        external
        returns (PresentationId presentation_)
    {
        CreditTerms memory terms = CREDIT.operativeTermsOf(credit);
        _requireParty(terms.beneficiary, Capability.EXPORTER);
        return _present(credit, terms, bank, amountMinor, documents);
    }

    /// @inheritdoc ICreditPresentations
    function presentFor(CreditId credit, OrgId bank, uint128 amountMinor, DocumentHash[] calldata documents)
        external
        restricted
        returns (PresentationId presentation_)
    {
        return _present(credit, CREDIT.operativeTermsOf(credit), bank, amountMinor, documents);
    }

    /// @inheritdoc ICreditPresentations
    function forward(PresentationId presentation_) external {
        PresentationRecord storage record = _existing(presentation_);
        CreditTerms memory terms = _termsOf(record);
        HandlingRecord storage handled = _handling[presentation_];
        PresentationState found = record.state;
        bool isUnpaid = found == PresentationState.COMPLYING || found == PresentationState.PRECLUDED;
        bool isRefused = found == PresentationState.REFUSED;
        bool isPresenters = handled.isWithConfirmingBank && (isUnpaid || isRefused);
        if (isPresenters) {
            // A confirming bank honours what is due and does not send it on unpaid, nor what it refused: that is the
            // presenter's choice.
            _requireParty(terms.beneficiary, Capability.EXPORTER);
            if (isUnpaid) _requirePast(record.forwardBy, presentation_);
        } else {
            _requireMayForward(presentation_, terms, record.forwardBy);
        }
        _requireState(
            isPresenters || found == PresentationState.WITH_NOMINATED_BANK
                || found == PresentationState.ACTED_UPON,
            record,
            presentation_
        );
        // What a confirming bank refused goes on for the issuing bank to take up or not: the drawing is open again.
        // While the credit lasts: afterwards only the issuing bank's own word, a waiver, opens it.
        if (isRefused) {
            CREDIT.operativeTermsOf(record.credit);
            _reserveAgain(presentation_, record);
        }
        if (handled.isWithConfirmingBank) {
            handled.isWithConfirmingBank = false;
            if (isUnpaid) {
                handled.isStillBound = true;
                emit ConfirmingBankStillBound(presentation_, record.credit, handled.confirmingBank);
            }
        }
        if (record.presentedDay > terms.expiryDay) {
            emit PresentedWithinExtendedTime(presentation_, record.credit, record.presentedDay);
        }
        // The issuing bank has five days of its own (art. 14(b)); expiry was judged when they were presented.
        _receive(presentation_, record, terms, _deliveryDay(terms.issuingBank, terms.issuingPlace));
    }

    /// @inheritdoc ICreditPresentations
    function agreeToAct(PresentationId presentation_) external {
        PresentationRecord storage record = _existing(presentation_);
        OrgId bank = _nominatedOf(record);
        _authoriseBank(bank);
        HandlingRecord storage handled = _handling[presentation_];
        _requireState(
            record.state == PresentationState.WITH_NOMINATED_BANK && handled.boundAt == 0, record, presentation_
        );
        handled.boundAt = _now();
        emit AgreedToAct(presentation_, record.credit, bank);
    }

    /// @inheritdoc ICreditPresentations
    function examineAsNominated(PresentationId presentation_, bool complying, bytes32 examinationHash) external {
        PresentationRecord storage record = _existing(presentation_);
        OrgId bank = _nominatedOf(record);
        _authoriseBank(bank);
        _requireState(record, presentation_, PresentationState.WITH_NOMINATED_BANK);
        _requireTerm(examinationHash != 0, "examinationHash");
        HandlingRecord storage handled = _handling[presentation_];
        _requireState(handled.nominatedFindingHash == 0, record, presentation_);
        handled.isFoundComplying = complying;
        handled.nominatedFindingHash = examinationHash;
        emit ExaminedByNominated(presentation_, record.credit, bank, complying, examinationHash);
    }

    /// @inheritdoc ICreditPresentations
    function reportLost(PresentationId presentation_, bytes32 coverHash) external {
        PresentationRecord storage record = _existing(presentation_);
        OrgId bank = _nominatedOf(record);
        _authoriseBank(bank);
        HandlingRecord storage handled = _handling[presentation_];
        _requireState(
            handled.isFoundComplying
                && (record.state == PresentationState.WITH_NOMINATED_BANK
                    || record.state == PresentationState.ACTED_UPON),
            record,
            presentation_
        );
        _requireTerm(coverHash != 0, "coverHash");
        handled.isWithConfirmingBank = false;
        record.state = PresentationState.COMPLYING;
        // What the issuing bank undertakes at a tenor from sight runs from the day it was told.
        record.receivedAt = _now();
        emit DocumentsLost(presentation_, record.credit, bank, coverHash);
    }

    /// @inheritdoc ICreditPresentations
    function examine(PresentationId presentation_, bool complying, bytes32 examinationHash) external {
        PresentationRecord storage record = _existing(presentation_);
        _authoriseBank(_decider(presentation_, record));
        _requireState(record, presentation_, PresentationState.RECEIVED);
        _requireTimeToDecide(record, presentation_);
        _requireTerm(examinationHash != 0, "examinationHash");

        record.state = complying ? PresentationState.COMPLYING : PresentationState.DISCREPANT;
        HandlingRecord storage handled = _handling[presentation_];
        if (handled.isWithConfirmingBank) {
            handled.isFoundComplying = complying;
            handled.nominatedFindingHash = examinationHash;
            emit ExaminedToConfirm(presentation_, record.credit, complying, examinationHash);
        } else {
            record.examinationHash = examinationHash;
            emit Examined(presentation_, record.credit, complying, examinationHash);
        }
    }

    /// @inheritdoc ICreditPresentations
    function reportCorruption(
        PresentationId presentation_,
        DocumentHash[] calldata documents,
        uint32 corrupted
    ) external {
        PresentationRecord storage record = _existing(presentation_);
        OrgId bank = _decider(presentation_, record);
        _authoriseBank(bank);
        _requireState(record, presentation_, PresentationState.RECEIVED);
        _requireTimeToDecide(record, presentation_);
        _requirePresented(record, documents);
        require(CREDIT.clausesOf(record.credit).isElectronic, Credit_NotElectronic(record.credit));
        _requireTerm(corrupted != 0 && uint256(corrupted) >> documents.length == 0, "corrupted");
        HandlingRecord storage handled = _handling[presentation_];
        require(handled.corrupted == 0, Credit_CorruptionReported(presentation_));
        CreditTerms memory terms = _termsOf(record);
        Place place = _placeOf(terms, bank);
        (Day today, Day last) = _presentationDays(terms, bank);
        // A bank that can no longer be given another record says in its one notice what it could not read.
        require(last > today, Credit_Expired(record.credit, Day.unwrap(today), Day.unwrap(last)));

        handled.corrupted = corrupted;
        handled.bankingDaysLeft = CALENDARS.bankingDaysLeft(bank, place, record.decideBy);
        Day limit = Day.wrap(Day.unwrap(today) + REPLACEMENT_DAYS);
        handled.replaceByDay = limit > last ? last : limit;
        record.state = PresentationState.CORRUPTED;
        emit RecordsCorrupted(presentation_, record.credit, handled.replaceByDay, documents, corrupted);
    }

    /// @inheritdoc ICreditPresentations
    function replaceRecords(
        PresentationId presentation_,
        DocumentHash[] calldata documents,
        DocumentHash[] calldata replaced
    ) external {
        PresentationRecord storage record = _existing(presentation_);
        CreditTerms memory terms = _termsOf(record);
        HandlingRecord storage handled = _handling[presentation_];
        _requirePresenter(handled, terms);
        _requireState(record, presentation_, PresentationState.CORRUPTED);
        _requirePresented(record, documents);
        (DocumentHash[] memory made, uint256 fresh) = _replacing(documents, handled.corrupted, replaced);
        _take(record, presentation_, made, fresh);
        OrgId bank = _decider(presentation_, record);
        Place place = _placeOf(terms, bank);
        Day day = _deliveryDay(bank, place);
        require(
            day <= handled.replaceByDay,
            Credit_Expired(record.credit, Day.unwrap(day), Day.unwrap(handled.replaceByDay))
        );

        // What was left of the five days runs on from here (eUCP art. e12).
        uint64 decideBy = CALENDARS.closeOfBusiness(bank, place, day);
        if (handled.bankingDaysLeft != 0) {
            (, decideBy) = CALENDARS.bankingDaysAfter(bank, place, day, handled.bankingDaysLeft);
        }
        record.decideBy = decideBy;
        record.state = PresentationState.RECEIVED;
        emit RecordsReplaced(presentation_, record.credit, decideBy, made);
    }

    /// @inheritdoc ICreditPresentations
    function dropCorrupted(PresentationId presentation_) external {
        PresentationRecord storage record = _existing(presentation_);
        _requireState(record, presentation_, PresentationState.CORRUPTED);
        CreditTerms memory terms = _termsOf(record);
        OrgId bank = _decider(presentation_, record);
        Day day = _deliveryDay(bank, _placeOf(terms, bank));
        uint32 limit = Day.unwrap(_handling[presentation_].replaceByDay);
        require(Day.unwrap(day) > limit, Credit_RecordsStillAwaited(presentation_, limit));

        // Nothing was presented to this bank; one that could read them, and found them complying, stays bound.
        _giveBack(presentation_, record);
        emit TreatedAsNotPresented(presentation_, record.credit);
    }

    /// @inheritdoc ICreditPresentations
    function askWaiver(PresentationId presentation_) external {
        PresentationRecord storage record = _existing(presentation_);
        _authoriseBank(_issuingOf(record));
        HandlingRecord storage handled = _handling[presentation_];
        _requireState(
            !handled.isWithConfirmingBank && handled.waiver == WaiverAnswer.NONE
                && (record.state == PresentationState.DISCREPANT || record.state == PresentationState.REFUSED),
            record,
            presentation_
        );
        handled.waiver = WaiverAnswer.ASKED;
        emit WaiverAsked(presentation_, record.credit);
    }

    /// @inheritdoc ICreditPresentations
    function answerWaiver(PresentationId presentation_, bool waives) external {
        PresentationRecord storage record = _existing(presentation_);
        _requireParty(CREDIT.applicantOf(record.credit), Capability.IMPORTER);
        HandlingRecord storage handled = _handling[presentation_];
        _requireState(handled.waiver == WaiverAnswer.ASKED, record, presentation_);
        handled.waiver = waives ? WaiverAnswer.WAIVES : WaiverAnswer.DECLINES;
        emit WaiverAnswered(presentation_, record.credit, waives);
    }

    /// @inheritdoc ICreditPresentations
    function returnDocuments(PresentationId presentation_) external {
        PresentationRecord storage record = _existing(presentation_);
        _requireParty(_decider(presentation_, record), Capability.BANK);
        _requireState(record, presentation_, PresentationState.REFUSED);
        _giveBack(presentation_, record);
        emit DocumentsReturned(presentation_, record.credit);
    }

    /// @inheritdoc ICreditPresentations
    function refuse(
        PresentationId presentation_,
        bytes32[] calldata discrepancies,
        Disposal disposal,
        bytes32 noticeHash
    ) external {
        PresentationRecord storage record = _existing(presentation_);
        _authoriseBank(_decider(presentation_, record));
        _requireState(record, presentation_, PresentationState.DISCREPANT);
        _requireTimeToDecide(record, presentation_);
        require(discrepancies.length != 0, Credit_NoDiscrepancies());
        _requireTerm(discrepancies.length <= MAX_DISCREPANCIES, "discrepancies");
        for (uint256 index = 0; index < discrepancies.length; ++index) {
            require(discrepancies[index] != 0, Credit_NoDiscrepancies());
        }
        // Only the issuing bank holds documents for a waiver (art. 16(c)(iii)(b)).
        require(
            disposal != Disposal.NONE
                && !(disposal == Disposal.HOLDING_FOR_WAIVER && _handling[presentation_].isWithConfirmingBank),
            Credit_NoDisposal()
        );
        _requireTerm(noticeHash != 0, "noticeHash");

        record.state = PresentationState.REFUSED;
        record.disposal = disposal;
        record.noticeHash = noticeHash;
        // What a confirming bank owes or has paid is drawn of the same credit.
        if (!_isConfirmingBanks(presentation_)) _release(presentation_, record, record.amountMinor);
        emit Refused(presentation_, record.credit, discrepancies, disposal, noticeHash);
    }

    /// @inheritdoc ICreditPresentations
    function waive(PresentationId presentation_) external {
        PresentationRecord storage record = _existing(presentation_);
        _authoriseBank(_issuingOf(record));
        HandlingRecord storage handled = _handling[presentation_];
        if (handled.isWithConfirmingBank) {
            // Discrepancies found by a confirming bank are that bank's to refuse on, and refused documents the
            // presenter's to send on, or to correct under the confirmation: until the credit has ended, when it can
            // do neither.
            _requireState(record, presentation_, PresentationState.REFUSED);
            (CreditState ended,,,) = CREDIT.standingOf(record.credit);
            _requireState(ended != CreditState.ISSUED && ended != CreditState.ADVISED, record, presentation_);
            _reserveAgain(presentation_, record);
            handled.isWithConfirmingBank = false;
            CreditTerms memory terms = _termsOf(record);
            _receive(presentation_, record, terms, _deliveryDay(terms.issuingBank, terms.issuingPlace));
        } else if (record.state == PresentationState.REFUSED) {
            require(record.disposal == Disposal.HOLDING_FOR_WAIVER, Credit_NotHeldForWaiver(presentation_));
            if (!_isConfirmingBanks(presentation_)) _reserveAgain(presentation_, record);
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
    function discharge(PresentationId presentation_, PresentationState to) external restricted {
        PresentationRecord storage record = _existing(presentation_);
        PresentationState found = record.state;
        HandlingRecord storage handled = _handling[presentation_];
        bool isDue = found == PresentationState.COMPLYING || found == PresentationState.PRECLUDED;
        bool isAllowed;
        if (to == PresentationState.ACTED_UPON && handled.isStillBound) {
            // The documents are elsewhere and stay there: it is this bank's undertaking alone that is performed.
            isAllowed = true;
            to = found;
            handled.isActedUpon = true;
            handled.isStillBound = false;
            // Paid, and with the bank that paid: it ends here, and the amount is never free again.
            if (found == PresentationState.RETURNED) _release(presentation_, record, 0);
        } else if (to == PresentationState.ACTED_UPON) {
            handled.isActedUpon = true;
            isAllowed = handled.isWithConfirmingBank
                ? isDue
                : found == PresentationState.WITH_NOMINATED_BANK && handled.isFoundComplying;
        } else {
            isAllowed = !handled.isWithConfirmingBank
                && (isDue || found == PresentationState.WAIVED
                    || (found == PresentationState.UNDERTAKEN && to == PresentationState.HONOURED));
        }
        _requireState(isAllowed, record, presentation_);
        record.state = to;
        // Paid by the issuing bank, the beneficiary has nothing more to ask of the other.
        if (handled.isStillBound && to == PresentationState.HONOURED) handled.isStillBound = false;
    }

    /// @inheritdoc ICreditPresentations
    function markRepaid(PresentationId presentation_) external restricted {
        _handling[presentation_].isActedUpon = false;
    }

    /// @inheritdoc ICreditPresentations
    function takeBack(PresentationId presentation_) external {
        PresentationRecord storage record = _existing(presentation_);
        CreditTerms memory terms = _termsOf(record);
        HandlingRecord storage handled = _handling[presentation_];
        _requirePresenter(handled, terms);
        _requireState(
            record.state == PresentationState.WITH_NOMINATED_BANK || record.state == PresentationState.REFUSED
                || (handled.isStillBound && record.state == PresentationState.RETURNED),
            record,
            presentation_
        );
        _close(presentation_, record);
        emit DocumentsTakenBack(presentation_, record.credit);
    }

    /// @inheritdoc ICreditPresentations
    function presentation(PresentationId id) external view returns (PresentationRecord memory) {
        return _presentations[id];
    }

    /// @inheritdoc ICreditPresentations
    function handling(PresentationId id) external view returns (HandlingRecord memory) {
        return _handling[id];
    }

    /// @inheritdoc ICreditPresentations
    function lastDayForPresentation(CreditId credit, OrgId bank) external view returns (uint32 day) {
        return Day.unwrap(_lastDay(CREDIT.termsOf(credit), bank));
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
    /// keys: after that bank's five banking days the presenter reaches the issuing bank by itself. Nor with one that
    /// undertook to pay and holds the documents: the issuing bank's own duty needs them (art. 7(a)(iii) to (v)).
    function _requireMayForward(PresentationId id, CreditTerms memory terms, uint64 past) private view {
        OrgId actor = MEMBERS.requireMember(_msgSender(), Capability.NONE);
        OrgId nominated = terms.nominatedBank;
        if (actor == nominated) return;
        require(actor == terms.beneficiary, IMembers.Members_NotTheParty(_msgSender(), nominated, actor));
        _requirePast(past, id);
    }

    /// @dev The presenter is known to be the beneficiary, or one that speaks for it.
    function _present(
        CreditId credit,
        CreditTerms memory terms,
        OrgId bank,
        uint128 amountMinor,
        DocumentHash[] calldata documents
    ) private returns (PresentationId presentation_) {
        _requireTerm(amountMinor != 0, "amountMinor");
        Day presentedDay = _requireInTime(credit, terms, bank);

        (uint32 number, uint8 instalment) = CREDIT.reserve(credit, bank, presentedDay, amountMinor);
        presentation_ = presentationIdOf(credit, number);
        if (instalment != 0) _instalments[presentation_] = instalment;
        PresentationRecord storage made = _presentations[presentation_];
        made.credit = credit;
        made.amountMinor = amountMinor;
        made.presentedDay = presentedDay;
        made.presentedAt = _now();
        uint64 forwardBy = 0;
        if (bank != terms.issuingBank) {
            // Fixed now: no closure announced later moves it.
            forwardBy = _closeOfExamination(bank, terms.nominatedPlace, presentedDay);
            made.forwardBy = forwardBy;
            made.state = PresentationState.WITH_NOMINATED_BANK;
        }
        _take(made, presentation_, documents, ALL);
        emit Presented(presentation_, credit, bank, amountMinor, presentedDay, forwardBy, documents);
        if (forwardBy == 0) {
            _receive(presentation_, made, terms, presentedDay);
        } else if (ADVICE.isConfirmedFor(credit, bank, presentedDay)) {
            _handling[presentation_].confirmingBank = bank;
            _handling[presentation_].isWithConfirmingBank = true;
            made.state = PresentationState.RECEIVED;
            made.decideBy = forwardBy;
            emit ReceivedToConfirm(presentation_, credit, bank, forwardBy);
        }
    }

    function _requireInTime(CreditId id, CreditTerms memory terms, OrgId bank) private view returns (Day day) {
        Day last;
        (day, last) = _presentationDays(terms, bank);
        require(day <= last, Credit_Expired(id, Day.unwrap(day), Day.unwrap(last)));
    }

    /// @dev A bank owes a drawing that it was gone past on, or paid one that was refused: the documents are its only
    /// security, and not the beneficiary's to present again (UCP 600 art. 8, 17(a)).
    function _isABanks(PresentationId id) private view returns (bool) {
        PresentationState found = _presentations[id].state;
        return _handling[id].isStillBound
            || (_handling[id].isActedUpon
                && (found == PresentationState.REFUSED || found == PresentationState.RETURNED));
    }

    /// @dev Documents that a bank has paid for, or undertook to, are that bank's to give, to replace and to take back.
    function _requirePresenter(HandlingRecord storage handled, CreditTerms memory terms) private view {
        if (handled.isActedUpon) _requireParty(terms.nominatedBank, Capability.BANK);
        else _requireParty(terms.beneficiary, Capability.EXPORTER);
    }

    function _requirePresented(PresentationRecord storage record, DocumentHash[] calldata documents) private view {
        _requireTerm(keccak256(abi.encode(documents)) == record.documentsRoot, "documents");
    }

    /// @dev The documents with one record in the place of each that could not be read, and nothing else new; which of
    /// them are others than before, by bits: the same record may be sent again.
    function _replacing(DocumentHash[] calldata documents, uint32 bits, DocumentHash[] calldata replaced)
        private
        pure
        returns (DocumentHash[] memory made, uint256 fresh)
    {
        made = documents;
        uint256 used = 0;
        for (uint256 index = 0; index < made.length; ++index) {
            if ((bits >> index) & 1 == 0) continue;
            require(used < replaced.length, Credit_InvalidDocuments(used));
            DocumentHash again = replaced[used++];
            if (DocumentHash.unwrap(again) != DocumentHash.unwrap(made[index])) fresh |= 1 << index;
            made[index] = again;
        }
        require(used == replaced.length, Credit_InvalidDocuments(used));
    }

    /// @dev A drawing's documents, each once. Of those that are a bank's none is taken: by document, since another order,
    /// or one paper more, is the same drawing. Only what is new (`fresh`, by bits) is asked about: neither a document
    /// that was revoked since, nor other drawings on it, however many, keep a bank that paid from having the rest read.
    /// A later drawing on the same document hides none before it: a bank may come to owe either.
    function _take(PresentationRecord storage record, PresentationId id, DocumentHash[] memory documents, uint256 fresh)
        private
    {
        require(documents.length != 0, Credit_InvalidDocuments(0));
        require(documents.length <= MAX_DOCUMENTS, Credit_InvalidDocuments(MAX_DOCUMENTS));
        mapping(DocumentHash document => PresentationId id) storage heldFor = _heldFor[record.credit];
        for (uint256 index = 0; index < documents.length; ++index) {
            DocumentHash document = documents[index];
            for (uint256 earlier = 0; earlier < index; ++earlier) {
                require(
                    DocumentHash.unwrap(documents[earlier]) != DocumentHash.unwrap(document),
                    Credit_InvalidDocuments(index)
                );
            }
            if ((fresh >> index) & 1 == 0) continue;
            DOCUMENTS.requireStanding(document);
            PresentationId last = heldFor[document];
            bool isHeld = record.forwardBy == 0;
            for (PresentationId held = last; held != NONE; held = _heldBefore[held][document]) {
                if (held == id) isHeld = true;
                else require(!_isABanks(held), Credit_BankBoundOnDocuments(held));
            }
            if (isHeld) continue;
            if (last != NONE) _heldBefore[id][document] = last;
            heldFor[document] = id;
        }
        record.documentsRoot = keccak256(abi.encode(documents));
    }

    /// @dev The presenter, or the bank that paid it, has the documents: nobody is bound. The amount is free again where
    /// it is not so since the refusal, and stays drawn where a confirming bank paid it.
    function _close(PresentationId id, PresentationRecord storage record) private {
        bool isSetAside = record.state != PresentationState.REFUSED || _isConfirmingBanks(id);
        _handling[id].isStillBound = false;
        record.state = PresentationState.RETURNED;
        if (isSetAside) _release(id, record, _isConfirmingBanks(id) ? 0 : record.amountMinor);
    }

    /// @dev Away from the issuing bank: to a confirming bank that is still bound on them (see {takeBack}), or for good.
    function _giveBack(PresentationId id, PresentationRecord storage record) private {
        if (_handling[id].isStillBound) record.state = PresentationState.RETURNED;
        else _close(id, record);
    }

    /// @dev Ends the drawing that is open, and frees what it does not keep.
    function _release(PresentationId id, PresentationRecord storage record, uint128 freedMinor) private {
        CREDIT.release(record.credit, _instalments[id], freedMinor);
    }

    /// @dev A confirming bank owes the beneficiary this drawing or has paid it, always without recourse (UCP 600 art.
    /// 8(a)): whatever the issuing bank decides, it is a drawing of this credit.
    function _isConfirmingBanks(PresentationId id) private view returns (bool) {
        HandlingRecord storage handled = _handling[id];
        return handled.isStillBound || (handled.isActedUpon && OrgId.unwrap(handled.confirmingBank) != 0);
    }

    function _reserveAgain(PresentationId id, PresentationRecord storage record) private {
        CREDIT.reserveAgain(record.credit, _instalments[id], record.amountMinor);
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

    /// @dev The bank whose five days run: a confirming bank first, then the issuing bank.
    function _decider(PresentationId id, PresentationRecord storage record) private view returns (OrgId) {
        HandlingRecord storage handled = _handling[id];
        return handled.isWithConfirmingBank ? handled.confirmingBank : _issuingOf(record);
    }

    function _termsOf(PresentationRecord storage record) private view returns (CreditTerms memory) {
        return CREDIT.termsOf(record.credit);
    }

    function _nominatedOf(PresentationRecord storage record) private view returns (OrgId) {
        return _termsOf(record).nominatedBank;
    }

    function _issuingOf(PresentationRecord storage record) private view returns (OrgId) {
        return CREDIT.issuingBankOf(record.credit);
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
