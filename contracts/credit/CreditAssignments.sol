// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ICredit} from "../interfaces/ICredit.sol";
import {ICreditAssignments} from "../interfaces/ICreditAssignments.sol";
import {ICreditPresentations} from "../interfaces/ICreditPresentations.sol";
import {ICreditSettlement} from "../interfaces/ICreditSettlement.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {AssignmentRecord, AssignmentState, ProceedsShare} from "../types/CreditAssignmentTypes.sol";
import {DrawingRecord, Nomination} from "../types/CreditDrawingTypes.sol";
import {CreditState, CreditTerms, PresentationRecord, PresentationState} from "../types/CreditTypes.sol";
import {CreditId, OrgId, PresentationId} from "../types/Ids.sol";
import {Capability} from "../types/MemberTypes.sol";
import {CreditPart} from "./CreditPart.sol";

/// @title Assignment of proceeds
/// @notice Keeps who is to be paid in the beneficiary's place; it moves no money. See {ICreditAssignments}, which is
/// the manual.
contract CreditAssignments is ICreditAssignments, CreditPart {
    uint256 private constant MAX_ACKNOWLEDGED = 16; // by one bank: each payment goes through all of them
    uint256 private constant MAX_COUNTED = 256; // presentations: some ten million gas, which a transaction has

    ICredit private immutable CREDIT;
    ICreditPresentations private immutable PRESENTATIONS;

    ICreditSettlement private _settlement;
    mapping(CreditId credit => mapping(uint16 number => AssignmentRecord record)) private _assignments;
    mapping(CreditId credit => uint16 count) private _assignmentCounts;
    mapping(CreditId credit => mapping(OrgId bank => uint16[] numbers)) private _acknowledged;
    // Of the fixed sums that some bank has acknowledged and that stand, what no assignee has yet.
    mapping(CreditId credit => uint256 amountMinor) private _unpaidMinor;
    mapping(CreditId credit => bool assigned) private _isAllAssigned;

    constructor(
        IMembers members,
        ICredit credit,
        ICreditPresentations creditPresentations,
        address authority,
        address forwarder
    ) CreditPart(members, authority, forwarder) {
        CREDIT = credit;
        PRESENTATIONS = creditPresentations;
    }

    /// @inheritdoc ICreditAssignments
    function assignProceeds(
        CreditId credit,
        uint16 number,
        OrgId assignee,
        uint128 amountMinor,
        bytes32 noticeHash
    ) external {
        OrgId beneficiary = CREDIT.termsOf(credit).beneficiary;
        MEMBERS.authorise(_msgSender(), beneficiary, Capability.EXPORTER, _msgData());
        _requirePaying(credit);
        uint16 next = _assignmentCounts[credit] + 1;
        require(number == next, Credit_AssignmentOutOfTurn(credit, next, number));
        _requireTerm(assignee != beneficiary, "assignee");
        MEMBERS.requireCapability(assignee, Capability.NONE);
        _requireTerm(noticeHash != 0, "noticeHash");

        _assignmentCounts[credit] = next;
        AssignmentRecord storage record = _assignments[credit][next];
        record.assignee = assignee;
        record.amountMinor = amountMinor;
        record.noticeHash = noticeHash;
        record.state = AssignmentState.NOTIFIED;
        emit ProceedsAssigned(credit, next, assignee, amountMinor, noticeHash);
    }

    /// @inheritdoc ICreditAssignments
    function acknowledgeAssignment(CreditId credit, uint16 number) external {
        AssignmentRecord storage record = _existing(credit, number);
        CreditTerms memory terms = CREDIT.termsOf(credit);
        OrgId bank = MEMBERS.keyRecord(_msgSender()).organisation;
        bool isIssuing = bank == terms.issuingBank;
        require(
            isIssuing || (bank == terms.nominatedBank && OrgId.unwrap(bank) != 0),
            Credit_NotAPlaceForPresentation(bank)
        );
        _authoriseBank(bank);
        bool isFirst = record.state == AssignmentState.NOTIFIED;
        bool isBound = isIssuing ? record.isByIssuingBank : record.isByNominatedBank;
        require(
            isFirst || (record.state == AssignmentState.ACKNOWLEDGED && !isBound),
            Credit_AssignmentAnswered(credit, number)
        );
        uint16[] storage numbers = _acknowledged[credit][bank];
        _dropReleased(credit, numbers);
        _requireTerm(numbers.length < MAX_ACKNOWLEDGED, "assignments");
        _requireToCome(credit, record, isFirst);
        if (isFirst) {
            if (record.amountMinor == 0) _isAllAssigned[credit] = true;
            else _unpaidMinor[credit] += record.amountMinor;
            record.state = AssignmentState.ACKNOWLEDGED;
        }
        if (isIssuing) record.isByIssuingBank = true;
        else record.isByNominatedBank = true;
        numbers.push(number);
        emit AssignmentAcknowledged(credit, number, bank);
    }

    /// @inheritdoc ICreditAssignments
    function withdrawAssignment(CreditId credit, uint16 number) external {
        AssignmentRecord storage record = _existing(credit, number);
        _requireParty(CREDIT.termsOf(credit).beneficiary, Capability.EXPORTER);
        require(record.state != AssignmentState.ACKNOWLEDGED, Credit_AssignmentStands(credit, number));
        require(record.state == AssignmentState.NOTIFIED, Credit_AssignmentAnswered(credit, number));

        record.state = AssignmentState.WITHDRAWN;
        emit AssignmentWithdrawn(credit, number);
    }

    /// @inheritdoc ICreditAssignments
    function releaseAssignment(CreditId credit, uint16 number) external {
        AssignmentRecord storage record = _existing(credit, number);
        MEMBERS.authorise(_msgSender(), record.assignee, Capability.NONE, _msgData());
        require(record.state == AssignmentState.ACKNOWLEDGED, Credit_AssignmentAnswered(credit, number));

        record.state = AssignmentState.RELEASED;
        if (record.amountMinor == 0) _isAllAssigned[credit] = false;
        else _unpaidMinor[credit] -= record.amountMinor - record.paidMinor;
        emit AssignmentReleased(credit, number);
    }

    /// @inheritdoc ICreditAssignments
    function apportion(PresentationId presentation, CreditId credit, OrgId bank, uint128 amountMinor)
        external
        restricted
        returns (ProceedsShare[] memory shares)
    {
        uint16[] storage numbers = _acknowledged[credit][bank];
        uint256 count = numbers.length;
        shares = new ProceedsShare[](count);
        uint256 served = 0;
        for (uint256 index = 0; index < count && amountMinor != 0; ++index) {
            AssignmentRecord storage record = _assignments[credit][numbers[index]];
            uint128 shareMinor = _dueMinor(record, amountMinor);
            if (shareMinor == 0) continue;
            record.paidMinor += shareMinor;
            if (record.amountMinor != 0) _unpaidMinor[credit] -= shareMinor;
            amountMinor -= shareMinor;
            shares[served++] = ProceedsShare(record.assignee, shareMinor);
            emit AssigneePaid(credit, numbers[index], presentation, record.assignee, shareMinor);
        }
        // Those who have nothing of it are left out.
        assembly ("memory-safe") {
            mstore(shares, served)
        }
    }

    /// @inheritdoc ICreditAssignments
    function connectSettlement(ICreditSettlement settlement) external restricted {
        require(address(_settlement) == address(0), Credit_AlreadyConnected(address(_settlement)));
        _settlement = settlement;
        emit SettlementConnected(address(settlement));
    }

    /// @inheritdoc ICreditAssignments
    function assignment(CreditId credit, uint16 number) external view returns (AssignmentRecord memory) {
        return _assignments[credit][number];
    }

    /// @inheritdoc ICreditAssignments
    function acknowledgedBy(CreditId credit, OrgId bank) external view returns (uint16[] memory) {
        return _acknowledged[credit][bank];
    }

    /// @inheritdoc ICreditAssignments
    function requireStillCovered(CreditId credit) external view {
        uint256 unpaidMinor = _unpaidMinor[credit];
        bool isAll = _isAllAssigned[credit];
        if (unpaidMinor == 0 && !isAll) return;
        uint128 leftMinor = _comingMinor(credit, isAll ? type(uint256).max : unpaidMinor);
        require(
            !isAll && unpaidMinor <= leftMinor,
            Credit_AssignedBeyondProceeds(credit, uint128(isAll ? 0 : unpaidMinor), leftMinor)
        );
    }

    /// @inheritdoc ICreditAssignments
    function toComeMinor(CreditId credit) public view returns (uint128) {
        return _comingMinor(credit, type(uint256).max);
    }

    /// @dev What a bank acknowledges is still to be paid, beside what is acknowledged already.
    function _requireToCome(CreditId credit, AssignmentRecord storage record, bool isFirst) private view {
        uint128 restMinor = record.amountMinor == 0 ? 0 : record.amountMinor - record.paidMinor;
        uint256 othersMinor = _unpaidMinor[credit] - (isFirst ? 0 : restMinor);
        bool isTaken = isFirst && _isAllAssigned[credit];
        uint256 comingMinor = isTaken ? 0 : _comingMinor(credit, othersMinor + Math.max(restMinor, 1));
        uint256 leftMinor = Math.saturatingSub(comingMinor, othersMinor);
        require(
            leftMinor != 0 && restMinor <= leftMinor,
            Credit_AssignedBeyondProceeds(credit, restMinor, uint128(leftMinor))
        );
    }

    /// @dev What is to come, counted no further than to what is enough: the newest drawings first, since what is not
    /// paid yet is among them. However many there were, those before the last {MAX_COUNTED} are taken to be paid, so
    /// that no number of presentations keeps a bank from an answer: it acknowledges too little rather than too much.
    function _comingMinor(CreditId credit, uint256 enoughMinor) private view returns (uint128) {
        uint256 comingMinor = CREDIT.availableMinor(credit);
        uint256 number = CREDIT.credit(credit).presentations;
        uint256 uncounted = Math.saturatingSub(number, MAX_COUNTED);
        for (; number > uncounted && comingMinor < enoughMinor; --number) {
            comingMinor += _owedMinor(PRESENTATIONS.presentationIdOf(credit, uint32(number)));
        }
        return uint128(Math.min(comingMinor, type(uint128).max));
    }

    /// @dev What the beneficiary is still to have of a drawing.
    function _owedMinor(PresentationId id) private view returns (uint128) {
        PresentationRecord memory shown = PRESENTATIONS.presentation(id);
        DrawingRecord memory made = _settlement.drawing(id);
        // A bank's own undertaking is paid at its maturity, whatever the issuing bank decides.
        if (made.nomination == Nomination.UNDERTAKEN) return shown.amountMinor - made.advancedMinor;
        bool isBought = made.nomination != Nomination.NONE && !made.isRepaid;
        if (isBought || shown.state == PresentationState.HONOURED) return 0;
        bool isOver = shown.state == PresentationState.REFUSED || shown.state == PresentationState.RETURNED;
        // A confirming bank that was gone past still owes it (UCP 600 art. 8(a)).
        if (isOver && !PRESENTATIONS.handling(id).isStillBound) return 0;
        return shown.amountMinor - made.sightMinor;
    }

    /// @dev What was released takes no other's place among those a bank pays; the order of the rest stays.
    function _dropReleased(CreditId credit, uint16[] storage numbers) private {
        uint256 count = numbers.length;
        uint256 kept = 0;
        for (uint256 index = 0; index < count; ++index) {
            uint16 number = numbers[index];
            if (_assignments[credit][number].state == AssignmentState.RELEASED) continue;
            if (kept != index) numbers[kept] = number;
            ++kept;
        }
        while (numbers.length > kept) numbers.pop();
    }

    /// @dev From issue on and until nothing can be paid any more.
    function _requirePaying(CreditId credit) private view {
        (CreditState state,,,) = CREDIT.standingOf(credit);
        require(
            state == CreditState.ISSUED || state == CreditState.ADVISED || state == CreditState.FULLY_DRAWN
                || state == CreditState.EXPIRED || state == CreditState.LAPSED,
            Credit_WrongState(credit, uint8(state))
        );
    }

    /// @dev What an assignee is still to have of a payment.
    function _dueMinor(AssignmentRecord storage record, uint128 amountMinor) private view returns (uint128) {
        if (record.state != AssignmentState.ACKNOWLEDGED) return 0;
        if (record.amountMinor == 0) return amountMinor;
        return uint128(Math.min(amountMinor, record.amountMinor - record.paidMinor));
    }

    function _existing(CreditId credit, uint16 number) private view returns (AssignmentRecord storage record) {
        record = _assignments[credit][number];
        require(record.state != AssignmentState.NONE, Credit_NoSuchAssignment(credit, number));
    }
}
