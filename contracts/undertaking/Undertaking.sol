// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IDocuments} from "../interfaces/IDocuments.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {IOracles} from "../interfaces/IOracles.sol";
import {IUndertaking} from "../interfaces/IUndertaking.sol";
import {Capabilities} from "../libraries/Capabilities.sol";
import {ExactTransfer} from "../libraries/ExactTransfer.sol";
import {Governed} from "../libraries/Governed.sol";
import {DocumentHash, EvidenceId, OrgId, UndertakingId} from "../types/Ids.sol";
import {Capability} from "../types/MemberTypes.sol";
import {
    Condition,
    ConditionKind,
    UndertakingRecord,
    UndertakingState,
    UndertakingTerms
} from "../types/UndertakingTypes.sol";
import {Conditions} from "./Conditions.sol";

/// @title Payment undertakings
/// @notice See {IUndertaking}, which is the manual; what a condition asks for stands in {Conditions}.
contract Undertaking is IUndertaking, Governed, ReentrancyGuardTransient {
    using Conditions for Condition;

    uint256 private constant MAX_CONDITIONS = 16;
    /// @dev Longest time to the last day for evidence, and from there to maturity: nothing is owed for ever.
    uint256 private constant MAX_TENOR = 3_650 days;

    IMembers private immutable MEMBERS;
    IDocuments private immutable DOCUMENTS;
    IOracles private immutable ORACLES;

    mapping(UndertakingId id => UndertakingRecord record) private _undertakings;
    mapping(UndertakingId id => Condition[] conditions) private _conditions;
    mapping(address money => uint256 amountMinor) private _owedMinor;
    bool private _newUndertakingsPaused;

    constructor(IMembers members, IDocuments documents, IOracles oracles, address authority, address forwarder)
        Governed(authority, forwarder)
    {
        MEMBERS = members;
        DOCUMENTS = documents;
        ORACLES = oracles;
    }

    /// @inheritdoc IUndertaking
    function undertake(UndertakingTerms calldata terms, Condition[] calldata conditions)
        external
        nonReentrant
        returns (UndertakingId id)
    {
        require(!_newUndertakingsPaused, Undertaking_Paused());
        MEMBERS.authorise(_msgSender(), terms.obligor, _obligorCapability(terms.obligor), _msgData());
        _requireTerms(terms, conditions.length);
        id = undertakingIdOf(terms.obligor, terms.obligorReference);
        UndertakingRecord storage record = _undertakings[id];
        require(record.state == UndertakingState.NONE, Undertaking_AlreadyExists(id));

        record.terms = terms;
        record.state = UndertakingState.CONDITIONAL;
        record.conditions = uint8(conditions.length); // 16 at most
        for (uint256 index = 0; index < conditions.length; ++index) {
            conditions[index].requireWellMade();
            if (OrgId.unwrap(conditions[index].party) != 0) _requireMember(conditions[index].party);
            _conditions[id].push(conditions[index]);
        }
        _owedMinor[terms.money] += terms.amountMinor;
        emit Undertaken(id, terms.obligor, terms.beneficiary, terms, uint8(conditions.length));
        ExactTransfer.pull(
            terms.money, MEMBERS.settlementAccount(terms.obligor), address(this), terms.amountMinor
        );
    }

    /// @inheritdoc IUndertaking
    function satisfy(UndertakingId undertaking_, uint8 index, EvidenceId evidence) external nonReentrant {
        (UndertakingRecord storage record, Condition storage asked) = _unmet(undertaking_, index);
        if (asked.kind == ConditionKind.TEMPERATURE) {
            asked.requireTemperature(undertaking_, evidence, ORACLES.temperature(evidence));
        } else {
            _requireKind(asked.kind == ConditionKind.ARRIVAL, undertaking_, index);
            asked.requireArrival(undertaking_, evidence, ORACLES.arrival(evidence));
        }
        _meet(undertaking_, record, index, EvidenceId.unwrap(evidence));
    }

    /// @inheritdoc IUndertaking
    function attest(UndertakingId undertaking_, uint8 index) external nonReentrant {
        (UndertakingRecord storage record, Condition storage asked) = _unmet(undertaking_, index);
        _requireKind(asked.kind == ConditionKind.ATTESTATION, undertaking_, index);
        MEMBERS.requireParty(_msgSender(), asked.party, Capability.NONE);
        _meet(undertaking_, record, index, asked.policy);
    }

    /// @inheritdoc IUndertaking
    function showDocument(UndertakingId undertaking_, uint8 index, DocumentHash document) external nonReentrant {
        (UndertakingRecord storage record, Condition storage asked) = _unmet(undertaking_, index);
        _requireKind(asked.kind == ConditionKind.DOCUMENT, undertaking_, index);
        asked.requireDocument(document, DOCUMENTS.requireStanding(document));
        _meet(undertaking_, record, index, DocumentHash.unwrap(document));
    }

    /// @inheritdoc IUndertaking
    function pay(UndertakingId undertaking_) external nonReentrant {
        UndertakingRecord storage record = _existing(undertaking_);
        _requireState(record, undertaking_, UndertakingState.UNCONDITIONAL);
        require(
            block.timestamp >= record.terms.payableFrom,
            Undertaking_NotYet(undertaking_, record.terms.payableFrom)
        );

        record.state = UndertakingState.PAID;
        emit UndertakingPaid(undertaking_, record.terms.beneficiary, record.terms.amountMinor);
        _payOut(record.terms, record.terms.beneficiary);
    }

    /// @inheritdoc IUndertaking
    function reclaim(UndertakingId undertaking_) external nonReentrant {
        UndertakingRecord storage record = _existing(undertaking_);
        _requireState(record, undertaking_, UndertakingState.CONDITIONAL);
        require(
            block.timestamp > record.terms.expiresAt, Undertaking_NotYet(undertaking_, record.terms.expiresAt)
        );

        record.state = UndertakingState.RECLAIMED;
        emit UndertakingReclaimed(undertaking_, record.terms.obligor, record.terms.amountMinor);
        _payOut(record.terms, record.terms.obligor);
    }

    /// @inheritdoc IUndertaking
    function forgo(UndertakingId undertaking_) external nonReentrant {
        UndertakingRecord storage record = _existing(undertaking_);
        MEMBERS.requireParty(_msgSender(), record.terms.beneficiary, Capability.NONE);
        _requireState(record, undertaking_, UndertakingState.CONDITIONAL);

        record.state = UndertakingState.FORGONE;
        emit UndertakingForgone(undertaking_, record.terms.obligor, record.terms.amountMinor);
        _payOut(record.terms, record.terms.obligor);
    }

    /// @inheritdoc IUndertaking
    function pauseNewUndertakings(bool paused) external restricted {
        _newUndertakingsPaused = paused;
        emit NewUndertakingsPaused(paused);
    }

    /// @inheritdoc IUndertaking
    function undertaking(UndertakingId id) external view returns (UndertakingRecord memory) {
        return _undertakings[id];
    }

    /// @inheritdoc IUndertaking
    function condition(UndertakingId id, uint8 index) external view returns (Condition memory) {
        require(index < _existing(id).conditions, Undertaking_WrongCondition(id, index));
        return _conditions[id][index];
    }

    /// @inheritdoc IUndertaking
    function undertakingIdOf(OrgId obligor, bytes32 obligorReference) public view returns (UndertakingId) {
        return UndertakingId.wrap(keccak256(abi.encode(block.chainid, address(this), obligor, obligorReference)));
    }

    /// @inheritdoc IUndertaking
    function owedMinor(address money) external view returns (uint256) {
        return _owedMinor[money];
    }

    /// @dev Marks a condition met. The last one needed makes the undertaking unconditional, and pays it at
    /// once where it is due: should the token refuse just then, the debt stands and {pay} settles it, so
    /// that a blocked account cannot undo evidence that was shown in time.
    function _meet(UndertakingId id, UndertakingRecord storage record, uint8 index, bytes32 evidence) private {
        record.metBitmap |= uint16(1 << index); // index is below 16
        uint8 met = record.met + 1;
        record.met = met;
        emit ConditionMet(id, index, evidence);
        if (met < record.terms.required) return;

        uint64 payableFrom = record.terms.payableFrom;
        record.state = UndertakingState.UNCONDITIONAL;
        emit BecameUnconditional(id, payableFrom);
        if (block.timestamp < payableFrom) return;

        address money = record.terms.money;
        uint128 amountMinor = record.terms.amountMinor;
        OrgId beneficiary = record.terms.beneficiary;
        record.state = UndertakingState.PAID;
        _owedMinor[money] -= amountMinor;
        if (SafeERC20.trySafeTransfer(IERC20(money), MEMBERS.settlementAccount(beneficiary), amountMinor)) {
            emit UndertakingPaid(id, beneficiary, amountMinor);
        } else {
            record.state = UndertakingState.UNCONDITIONAL;
            _owedMinor[money] += amountMinor;
        }
    }

    function _payOut(UndertakingTerms storage terms, OrgId to) private {
        address money = terms.money;
        uint128 amountMinor = terms.amountMinor;
        _owedMinor[money] -= amountMinor;
        SafeERC20.safeTransfer(IERC20(money), MEMBERS.settlementAccount(to), amountMinor);
    }

    function _existing(UndertakingId id) private view returns (UndertakingRecord storage record) {
        record = _undertakings[id];
        require(record.state != UndertakingState.NONE, Undertaking_Unknown(id));
    }

    function _unmet(UndertakingId id, uint8 index)
        private
        view
        returns (UndertakingRecord storage record, Condition storage asked)
    {
        record = _existing(id);
        _requireState(record, id, UndertakingState.CONDITIONAL);
        require(block.timestamp <= record.terms.expiresAt, Undertaking_Expired(id, record.terms.expiresAt));
        _requireKind(index < record.conditions && (record.metBitmap >> index) & 1 == 0, id, index);
        asked = _conditions[id][index];
    }

    function _requireKind(bool holds, UndertakingId id, uint8 index) private pure {
        require(holds, Undertaking_WrongCondition(id, index));
    }

    function _requireState(UndertakingRecord storage record, UndertakingId id, UndertakingState required)
        private
        view
    {
        require(record.state == required, Undertaking_WrongState(id, uint8(record.state)));
    }

    function _obligorCapability(OrgId obligor) private view returns (Capability) {
        return Capabilities.eitherOf(
            MEMBERS.organisation(obligor).capabilities, Capability.BANK, Capability.FINANCIER
        );
    }

    function _requireTerms(UndertakingTerms calldata terms, uint256 conditions) private view {
        _requireTerm(terms.beneficiary != terms.obligor, "beneficiary");
        _requireMember(terms.beneficiary);
        _requireTerm(terms.money.code.length != 0, "money");
        _requireTerm(terms.amountMinor != 0, "amountMinor");
        _requireTerm(
            terms.expiresAt > block.timestamp && terms.expiresAt <= block.timestamp + MAX_TENOR, "expiresAt"
        );
        _requireTerm(terms.payableFrom <= terms.expiresAt + MAX_TENOR, "payableFrom");
        _requireTerm(conditions != 0 && conditions <= MAX_CONDITIONS, "conditions");
        _requireTerm(terms.required != 0 && terms.required <= conditions, "required");
        _requireTerm(terms.termsHash != 0, "termsHash");
        _requireTerm(terms.obligorReference != 0, "obligorReference");
    }

    function _requireMember(OrgId organisation) private view {
        MEMBERS.requireCapability(organisation, Capability.NONE);
    }

    function _requireTerm(bool holds, bytes32 field) private pure {
        require(holds, Undertaking_InvalidTerms(field));
    }
}
