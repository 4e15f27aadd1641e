// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IBankingCalendars} from "../interfaces/IBankingCalendars.sol";
import {ICredit} from "../interfaces/ICredit.sol";
import {ICreditAssignments} from "../interfaces/ICreditAssignments.sol";
import {ICreditCollateral} from "../interfaces/ICreditCollateral.sol";
import {ICreditPresentations} from "../interfaces/ICreditPresentations.sol";
import {ICreditRestraints} from "../interfaces/ICreditRestraints.sol";
import {ICreditSettlement} from "../interfaces/ICreditSettlement.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {Availability, CreditClauses, TenorStart} from "../types/CreditClauseTypes.sol";
import {AdvanceTerms, DrawingRecord, Nomination} from "../types/CreditDrawingTypes.sol";
import {CreditTerms, PresentationRecord, PresentationState} from "../types/CreditTypes.sol";
import {CreditId, Day, OrgId, PresentationId} from "../types/Ids.sol";
import {Capability} from "../types/MemberTypes.sol";
import {CreditPayments} from "./CreditPayments.sol";

/// @title Settlement under letters of credit
/// @notice Who owes what, and pays. See {ICreditSettlement}, which is the manual.
contract CreditSettlement is ICreditSettlement, CreditPayments {
    uint256 private constant WHOLE_BPS = 10_000;
    uint256 private constant INTEREST_YEAR = 360 days;

    mapping(PresentationId id => DrawingRecord record) private _drawings;
    mapping(PresentationId id => AdvanceTerms terms) private _advances;

    constructor(
        IMembers members,
        IBankingCalendars calendars,
        ICredit credit,
        ICreditPresentations creditPresentations,
        ICreditCollateral creditCollateral,
        ICreditRestraints creditRestraints,
        ICreditAssignments creditAssignments,
        address authority,
        address forwarder
    )
        CreditPayments(
            members,
            calendars,
            credit,
            creditPresentations,
            creditCollateral,
            creditRestraints,
            creditAssignments,
            authority,
            forwarder
        )
    {}

    /// @inheritdoc ICreditSettlement
    function honour(PresentationId presentation) external nonReentrant {
        Case memory one = _caseOf(presentation);
        DrawingRecord storage made = _drawings[presentation];
        // Anyone but that bank is told what state the documents are in, as the issuing bank would be.
        if (one.isNominated && MEMBERS.keyRecord(_msgSender()).organisation == one.terms.nominatedBank) {
            _authorisePayment(one, one.terms.nominatedBank);
            // What the issuing bank undertook to pay and does not, a confirming bank pays in its place.
            _require(
                one.clauses.availability == Availability.SIGHT || one.state == PresentationState.UNDERTAKEN, one
            );
            _requireMatured(one, one.terms.issuingBank, made.maturityDay);
            uint128 dueMinor = one.amountMinor - made.sightMinor;
            PRESENTATIONS.discharge(presentation, PresentationState.ACTED_UPON);
            made.claimant = one.terms.nominatedBank;
            made.nomination = Nomination.HONOURED;
            made.advancedMinor = dueMinor;
            emit HonouredOnNomination(presentation, one.credit, made.claimant, dueMinor);
            _tellBeside(one);
            _payProceeds(one, made.claimant, dueMinor);
            return;
        }
        _authorisePayment(one, one.terms.issuingBank);
        _require(made.nomination != Nomination.NONE || !_isUsance(one.clauses), one);
        _requireMatured(one, one.terms.issuingBank, made.maturityDay);
        PRESENTATIONS.discharge(presentation, PresentationState.HONOURED);
        if (made.nomination != Nomination.UNDERTAKEN) {
            _settleSight(one, made.sightReimburser, made.sightMinor);
            _drawAndPay(one, _payeeOf(one, made), one.amountMinor - made.sightMinor);
            return;
        }
        // The bank that undertook has not paid at maturity: the issuing bank does (art. 7(a)(iii), (iv)).
        uint128 advancedMinor = made.advancedMinor;
        made.nomination = Nomination.HONOURED;
        OrgId sightPayee = OrgId.unwrap(made.sightReimburser) == 0 ? made.claimant : made.sightReimburser;
        _settleSight(one, sightPayee, advancedMinor);
        _drawAndPay(one, one.terms.beneficiary, one.amountMinor - advancedMinor);
    }

    /// @inheritdoc ICreditSettlement
    function undertake(PresentationId presentation, Day statedDay) external nonReentrant {
        Case memory one = _caseOf(presentation);
        OrgId bank = one.isNominated ? one.terms.nominatedBank : one.terms.issuingBank;
        _authorisePayment(one, bank);
        DrawingRecord storage made = _drawings[presentation];
        _require(
            _isUsance(one.clauses) && made.nomination == Nomination.NONE
                && !(one.isNominated && one.state == PresentationState.UNDERTAKEN),
            one
        );
        PRESENTATIONS.discharge(
            presentation, one.isNominated ? PresentationState.ACTED_UPON : PresentationState.UNDERTAKEN
        );
        Day maturityDay = _maturityOf(one, bank, statedDay);
        uint128 sightMinor = _sightDueMinor(one, made);

        made.maturityDay = maturityDay;
        COLLATERAL.notePostponed(one.credit, maturityDay);
        if (one.isNominated) {
            made.claimant = bank;
            made.nomination = Nomination.UNDERTAKEN;
            made.advancedMinor = sightMinor;
            emit UndertakingIncurredOnNomination(presentation, one.credit, bank, maturityDay, sightMinor);
            _tellBeside(one);
        } else {
            made.sightMinor = sightMinor;
            emit UndertakingIncurred(presentation, one.credit, bank, maturityDay, sightMinor);
        }
        if (sightMinor != 0) _payProceeds(one, bank, sightMinor);
    }

    /// @inheritdoc ICreditSettlement
    function payAtMaturity(PresentationId presentation) external nonReentrant {
        Case memory one = _caseOf(presentation);
        _authorisePayment(one, one.terms.issuingBank);
        require(
            one.state == PresentationState.UNDERTAKEN,
            Credit_WrongPresentationState(presentation, uint8(one.state))
        );
        DrawingRecord storage made = _drawings[presentation];
        _requireMatured(one, one.terms.issuingBank, made.maturityDay);
        PRESENTATIONS.discharge(presentation, PresentationState.HONOURED);
        _drawAndPay(one, _payeeOf(one, made), one.amountMinor - made.sightMinor);
    }

    /// @inheritdoc ICreditSettlement
    function payUndertaking(PresentationId presentation) external nonReentrant {
        Case memory one = _caseOf(presentation);
        DrawingRecord storage made = _requireNomination(one, Nomination.UNDERTAKEN);
        _authorisePayment(one, made.claimant);
        _requireMatured(one, made.claimant, made.maturityDay);
        uint128 dueMinor = one.amountMinor - made.advancedMinor;

        made.nomination = Nomination.HONOURED;
        made.advancedMinor = one.amountMinor;
        emit UndertakingPaidOnNomination(presentation, one.credit, made.claimant, dueMinor);
        _payProceeds(one, made.claimant, dueMinor);
    }

    /// @inheritdoc ICreditSettlement
    function offerAdvance(PresentationId presentation, uint128 minimumMinor, bool withRecourse) external {
        Case memory one = _caseOf(presentation);
        _requireParty(one.terms.beneficiary, Capability.EXPORTER);
        _requireTerm(minimumMinor != 0 && minimumMinor <= one.amountMinor, "minimumMinor");
        _advances[presentation] = AdvanceTerms(minimumMinor, withRecourse);
        emit AdvanceOffered(presentation, one.credit, minimumMinor, withRecourse);
    }

    /// @inheritdoc ICreditSettlement
    function negotiate(PresentationId presentation, uint128 advanceMinor, bool withRecourse)
        external
        nonReentrant
    {
        Case memory one = _caseOf(presentation);
        OrgId bank = one.terms.nominatedBank;
        _authorisePayment(one, bank);
        _require(one.isNominated && one.clauses.availability == Availability.NEGOTIATION, one);
        _requireAdvance(one, advanceMinor, 0);
        // A confirming bank, or one whose time has passed, negotiates without recourse (art. 8(a)(ii)).
        require(
            !withRecourse || (!one.isConfirming && _advances[presentation].withRecourse),
            Credit_NoRecourse(presentation)
        );
        PRESENTATIONS.discharge(presentation, PresentationState.ACTED_UPON);

        DrawingRecord storage made = _drawings[presentation];
        made.claimant = bank;
        made.nomination = Nomination.NEGOTIATED;
        made.advancedMinor = advanceMinor;
        made.withRecourse = withRecourse;
        emit Negotiated(presentation, one.credit, bank, advanceMinor, withRecourse);
        _tellBeside(one);
        _payProceeds(one, bank, advanceMinor);
    }

    /// @inheritdoc ICreditSettlement
    function prepay(PresentationId presentation, uint128 advanceMinor) external nonReentrant {
        Case memory one = _caseOf(presentation);
        DrawingRecord storage made = _requireNomination(one, Nomination.UNDERTAKEN);
        _authorisePayment(one, made.claimant);
        _requireAdvance(one, advanceMinor, made.advancedMinor);

        made.nomination = Nomination.PURCHASED;
        made.advancedMinor += advanceMinor;
        emit Prepaid(presentation, one.credit, made.claimant, advanceMinor);
        _payProceeds(one, made.claimant, advanceMinor);
    }

    /// @inheritdoc ICreditSettlement
    function claimReimbursement(PresentationId presentation) external {
        Case memory one = _caseOf(presentation);
        DrawingRecord storage made = _drawings[presentation];
        _requireParty(made.claimant, Capability.BANK);
        OrgId bank = one.clauses.reimbursingBank;
        bool isDue = _isUnsettled(one, made)
            && (made.nomination != Nomination.UNDERTAKEN || _sightDueMinor(one, made) != 0);
        _requireDue(isDue && !made.isClaimed && OrgId.unwrap(bank) != 0, presentation);
        made.isClaimed = true;
        emit ReimbursementClaimed(presentation, one.credit, made.claimant, bank);
    }

    /// @inheritdoc ICreditSettlement
    function reimburse(PresentationId presentation) external nonReentrant {
        Case memory one = _caseOf(presentation);
        DrawingRecord storage made = _drawings[presentation];
        bool isWhole = made.nomination != Nomination.UNDERTAKEN && _isMatured(one, one.terms.issuingBank, made.maturityDay);
        uint128 dueMinor = isWhole ? one.amountMinor - made.sightMinor : _sightDueMinor(one, made);
        _requireDue(
            _isUnsettled(one, made) && (dueMinor != 0 || made.nomination != Nomination.UNDERTAKEN), presentation
        );
        OrgId bank = MEMBERS.keyRecord(_msgSender()).organisation;
        if (bank != one.clauses.reimbursingBank || !made.isClaimed) bank = one.terms.issuingBank;
        _authorisePayment(one, bank);
        require(dueMinor != 0, Credit_NotMatured(presentation, Day.unwrap(made.maturityDay)));

        if (isWhole) {
            made.reimburser = bank;
            made.reimbursedAt = _now();
            emit Reimbursed(presentation, one.credit, bank, dueMinor);
        } else {
            // The rest is claimed, and reimbursed by either bank, when it falls due.
            made.sightMinor = dueMinor;
            made.sightReimburser = bank;
            made.sightReimbursedAt = _now();
            made.isClaimed = false;
            emit ReimbursedAtSight(presentation, one.credit, bank, dueMinor);
        }
        _pay(one.terms.money, bank, made.claimant, dueMinor);
    }

    /// @inheritdoc ICreditSettlement
    function refund(PresentationId presentation) external nonReentrant {
        Case memory one = _caseOf(presentation);
        DrawingRecord storage made = _drawings[presentation];
        (uint128 amountMinor, uint128 interestMinor) = refundDueMinor(presentation);
        _requireDue(amountMinor != 0, presentation);
        _authorisePayment(one, made.claimant);

        OrgId sightReimburser = made.sightReimburser;
        uint128 toSightMinor = made.sightMinor + _interestMinor(one.credit, made.sightMinor, made.sightReimbursedAt);
        if (OrgId.unwrap(sightReimburser) == 0) toSightMinor = 0;
        made.isRefunded = true;
        // The claimant is out of pocket for the part at sight again.
        made.sightMinor = 0;
        made.sightReimburser = OrgId.wrap(0);
        made.sightReimbursedAt = 0;
        emit Refunded(presentation, one.credit, made.claimant, amountMinor, interestMinor);
        if (toSightMinor != 0) _pay(one.terms.money, made.claimant, sightReimburser, toSightMinor);
        uint128 toReimburserMinor = amountMinor + interestMinor - toSightMinor;
        if (toReimburserMinor != 0) _pay(one.terms.money, made.claimant, made.reimburser, toReimburserMinor);
    }

    /// @inheritdoc ICreditSettlement
    function repay(PresentationId presentation) external nonReentrant {
        Case memory one = _caseOf(presentation);
        DrawingRecord storage made = _requireNomination(one, Nomination.NEGOTIATED);
        require(made.withRecourse, Credit_NoRecourse(presentation));
        _requireDue(
            _isRefused(one.state) && !made.isRepaid
                && (OrgId.unwrap(made.reimburser) == 0 || made.isRefunded),
            presentation
        );
        MEMBERS.authorisePayment(_msgSender(), one.terms.beneficiary, _msgData());

        made.isRepaid = true;
        PRESENTATIONS.markRepaid(presentation);
        emit RepaidOnRecourse(presentation, one.credit, made.claimant, made.advancedMinor);
        _pay(one.terms.money, one.terms.beneficiary, made.claimant, made.advancedMinor);
    }

    /// @inheritdoc ICreditSettlement
    function drawing(PresentationId presentation) external view returns (DrawingRecord memory) {
        return _drawings[presentation];
    }

    /// @inheritdoc ICreditSettlement
    function advanceTerms(PresentationId presentation) external view returns (AdvanceTerms memory) {
        return _advances[presentation];
    }

    /// @inheritdoc ICreditSettlement
    function refundDueMinor(PresentationId presentation)
        public
        view
        returns (uint128 amountMinor, uint128 interestMinor)
    {
        DrawingRecord storage made = _drawings[presentation];
        PresentationRecord memory record = PRESENTATIONS.presentation(presentation);
        if (made.isRefunded || !_isRefused(record.state)) return (0, 0);
        if (OrgId.unwrap(made.sightReimburser) != 0) {
            amountMinor = made.sightMinor;
            interestMinor = _interestMinor(record.credit, amountMinor, made.sightReimbursedAt);
        }
        if (OrgId.unwrap(made.reimburser) != 0) {
            uint128 restMinor = record.amountMinor - made.sightMinor;
            amountMinor += restMinor;
            interestMinor += _interestMinor(record.credit, restMinor, made.reimbursedAt);
        }
    }

    /// @dev What the issuing bank still owes who paid, or reimbursed, the part at sight; nobody, or itself: nothing.
    function _settleSight(Case memory one, OrgId payee, uint128 amountMinor) private {
        if (OrgId.unwrap(payee) == 0 || payee == one.terms.issuingBank || amountMinor == 0) return;
        _pay(one.terms.money, one.terms.issuingBank, payee, amountMinor);
    }

    /// @dev The documents stay with the issuing bank, in the state in which they are there.
    function _tellBeside(Case memory one) private {
        if (one.isBeside) emit PerformedBeside(one.id, one.credit, one.terms.nominatedBank, one.state);
    }

    /// @dev Pays what the credit gives and counts it as drawn; nobody is paid where the issuing bank reimbursed
    /// before its decision.
    function _drawAndPay(Case memory one, OrgId payee, uint128 amountMinor) private {
        bool ended = CREDIT.draw(one.credit, one.amountMinor);
        emit Honoured(one.id, one.credit, one.terms.beneficiary, one.amountMinor);
        if (payee == one.terms.beneficiary) {
            _payProceeds(one, one.terms.issuingBank, amountMinor);
        } else if (payee != one.terms.issuingBank) {
            _pay(one.terms.money, one.terms.issuingBank, payee, amountMinor);
        }
        if (ended) COLLATERAL.settle(one.credit);
    }

    /// @dev Who is out of pocket for a drawing: the beneficiary, the bank that acted, or who reimbursed that bank.
    function _payeeOf(Case memory one, DrawingRecord storage made) private view returns (OrgId) {
        if (made.nomination == Nomination.NONE || made.isRepaid) return one.terms.beneficiary;
        return OrgId.unwrap(made.reimburser) == 0 || made.isRefunded ? made.claimant : made.reimburser;
    }

    /// @dev The day on which an undertaking falls due, rolled to a day on which the bank is open.
    function _maturityOf(Case memory one, OrgId bank, Day statedDay) private view returns (Day) {
        bool isStated = one.clauses.tenorStart == TenorStart.STATED_DAY;
        _requireTerm(isStated == (Day.unwrap(statedDay) != 0), "statedDay");
        Day start = statedDay;
        if (!isStated) {
            uint64 seenAt = one.isNominated ? one.presentedAt : one.receivedAt;
            start = CALENDARS.deliveryDay(bank, _placeOf(one.terms, bank), seenAt);
        }
        // A document states no day after the one on which it was presented.
        Day latest = CALENDARS.localDay(bank, _placeOf(one.terms, bank), one.presentedAt);
        _requireTerm(!isStated || statedDay <= latest, "statedDay");
        Day due = Day.wrap(Day.unwrap(start) + one.clauses.tenorDays);
        return CALENDARS.rollForward(bank, _placeOf(one.terms, bank), due);
    }

    /// @dev A bank acted and has not been reimbursed in full, and the issuing bank has neither paid nor refused. A
    /// bank that was repaid on recourse is out of pocket no more: the beneficiary is (see {_payeeOf}). What was refunded
    /// the issuing bank pays by honouring, if it takes the documents up after all.
    function _isUnsettled(Case memory one, DrawingRecord storage made) private view returns (bool) {
        return made.nomination != Nomination.NONE && OrgId.unwrap(made.reimburser) == 0 && !made.isRefunded
            && !made.isRepaid && one.state != PresentationState.HONOURED && !_isRefused(one.state);
    }

    /// @dev What a nominated bank paid at sight under a mixed payment is due at once, the rest at maturity (UCP 600
    /// art. 7(c)). Not above a uint128.
    function _sightDueMinor(Case memory one, DrawingRecord storage made) private view returns (uint128) {
        if (made.sightMinor != 0) return 0;
        return uint128((uint256(one.amountMinor) * one.clauses.sightBps) / WHOLE_BPS);
    }

    /// @dev Interest on what is refunded (UCP 600 art. 16(g)), by a year of 360 days. At most 655% a year of a
    /// uint128: it fits after a few hundred years only if the amount is small.
    function _interestMinor(CreditId credit, uint128 amountMinor, uint64 since) private view returns (uint128) {
        uint256 bps = CREDIT.clausesOf(credit).refundInterestBps;
        uint256 interest =
            Math.mulDiv(amountMinor, bps * (block.timestamp - since), WHOLE_BPS * INTEREST_YEAR);
        return uint128(Math.min(interest, type(uint120).max));
    }

    function _requireNomination(Case memory one, Nomination required)
        private
        view
        returns (DrawingRecord storage made)
    {
        made = _drawings[one.id];
        _requireDue(made.nomination == required, one.id);
    }

    function _requireAdvance(Case memory one, uint128 advanceMinor, uint128 advancedMinor) private view {
        uint128 minimumMinor = _advances[one.id].minimumMinor;
        require(
            minimumMinor != 0 && advanceMinor >= minimumMinor && advanceMinor <= one.amountMinor - advancedMinor,
            Credit_AdvanceTooLow(one.id, advanceMinor, minimumMinor)
        );
    }
}
