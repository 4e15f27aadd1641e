// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ICredit} from "../interfaces/ICredit.sol";
import {ICreditCollateral} from "../interfaces/ICreditCollateral.sol";
import {ICreditTransfers} from "../interfaces/ICreditTransfers.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {ExactTransfer} from "../libraries/ExactTransfer.sol";
import {CollateralRecord, CreditRecord, CreditState} from "../types/CreditTypes.sol";
import {CreditId, Day, OrgId} from "../types/Ids.sol";
import {Capability} from "../types/MemberTypes.sol";
import {CreditPart} from "./CreditPart.sol";

/// @title Collateral for letters of credit
/// @notice Held between applicant and bank, apart from every duty under a credit. See {ICreditCollateral},
/// which is the manual.
contract CreditCollateral is ICreditCollateral, CreditPart {
    /// @inheritdoc ICreditCollateral
    uint32 public constant LONG_STOP_DAYS = 180;

    ICredit private immutable CREDIT;
    ICreditTransfers private immutable TRANSFERS;

    mapping(CreditId id => CollateralRecord record) private _collateral;
    mapping(address money => uint256 amountMinor) private _owedMinor;
    // Of the undertakings under a credit the last day on which one falls due.
    mapping(CreditId id => Day maturityDay) private _lastMaturity;

    constructor(
        IMembers members,
        ICredit credit,
        ICreditTransfers creditTransfers,
        address authority,
        address forwarder
    ) CreditPart(members, authority, forwarder) {
        CREDIT = credit;
        TRANSFERS = creditTransfers;
    }

    /// @inheritdoc ICreditCollateral
    function lodgeCollateral(CreditId credit, uint128 amountMinor) external nonReentrant {
        CreditRecord memory under = _existing(credit);
        _requireParty(under.terms.applicant, Capability.IMPORTER);
        require(_isUnfinished(under), Credit_WrongState(credit, uint8(under.state)));
        // What is drawn of a part is drawn of the original: the bank would be given the same drawing twice.
        CreditId original = TRANSFERS.partOf(credit).original;
        require(CreditId.unwrap(original) == 0, Credit_CollateralBehindOriginal(credit, original));
        _requireTerm(amountMinor != 0, "amountMinor");

        address money = under.terms.money;
        _collateral[credit].heldMinor += amountMinor;
        _owedMinor[money] += amountMinor;
        emit CollateralLodged(credit, amountMinor);
        ExactTransfer.pull(money, _account(under.terms.applicant), address(this), amountMinor);
    }

    /// @inheritdoc ICreditCollateral
    function applyCollateral(CreditId credit) external nonReentrant {
        CreditRecord memory under = _existing(credit);
        OrgId bank = under.terms.issuingBank;
        _requireParty(bank, Capability.BANK);
        CollateralRecord storage record = _collateral[credit];
        uint128 amountMinor = _bankShareMinor(record, under);
        require(amountMinor != 0, Credit_NoCollateral(credit));

        address money = under.terms.money;
        record.reimbursedMinor += amountMinor;
        record.heldMinor -= amountMinor;
        _owedMinor[money] -= amountMinor;
        emit CollateralApplied(credit, amountMinor);
        SafeERC20.safeTransfer(IERC20(money), _account(bank), amountMinor);
    }

    /// @inheritdoc ICreditCollateral
    function returnCollateral(CreditId credit) external nonReentrant {
        CreditRecord memory under = _existing(credit);
        if (_isUnfinished(under) && !_isPastLongStop(credit, under.terms.expiryDay)) {
            _requireParty(under.terms.issuingBank, Capability.BANK);
        }
        require(_giveOut(credit, under) != 0, Credit_NoCollateral(credit));
    }

    /// @inheritdoc ICreditCollateral
    function settle(CreditId credit) external nonReentrant {
        if (_collateral[credit].heldMinor == 0) return;
        CreditRecord memory under = _existing(credit);
        if (!_isUnfinished(under)) _giveOut(credit, under);
    }

    /// @inheritdoc ICreditCollateral
    function notePostponed(CreditId credit, Day maturityDay) external restricted {
        // What is undertaken under a part is drawn of the original, where the collateral is.
        CreditId original = TRANSFERS.partOf(credit).original;
        if (CreditId.unwrap(original) != 0) credit = original;
        if (maturityDay > _lastMaturity[credit]) _lastMaturity[credit] = maturityDay;
    }

    /// @inheritdoc ICreditCollateral
    function collateral(CreditId credit) external view returns (CollateralRecord memory) {
        return _collateral[credit];
    }

    /// @inheritdoc ICreditCollateral
    function owedMinor(address money) external view returns (uint256) {
        return _owedMinor[money];
    }

    /// @dev Gives the collateral out: to the bank what it has honoured and not been reimbursed, the rest to
    /// the applicant. A share whose transfer the token refuses stays owed and can be asked for again by
    /// {returnCollateral}: neither party's account may hold up the other's, nor the act that ends the credit.
    /// @return movedMinor what left this contract
    function _giveOut(CreditId id, CreditRecord memory under) private returns (uint128 movedMinor) {
        CollateralRecord storage record = _collateral[id];
        address money = under.terms.money;
        uint128 toBankMinor = _bankShareMinor(record, under);
        uint128 toApplicantMinor = record.heldMinor - toBankMinor;
        if (toBankMinor != 0) {
            record.reimbursedMinor += toBankMinor;
            if (_tryRelease(record, money, under.terms.issuingBank, toBankMinor)) {
                movedMinor += toBankMinor;
                emit CollateralApplied(id, toBankMinor);
            } else {
                record.reimbursedMinor -= toBankMinor;
            }
        }
        if (toApplicantMinor != 0 && _tryRelease(record, money, under.terms.applicant, toApplicantMinor)) {
            movedMinor += toApplicantMinor;
            emit CollateralReturned(id, toApplicantMinor);
        }
    }

    function _tryRelease(CollateralRecord storage record, address money, OrgId organisation, uint128 amountMinor)
        private
        returns (bool moved)
    {
        record.heldMinor -= amountMinor;
        _owedMinor[money] -= amountMinor;
        moved = SafeERC20.trySafeTransfer(IERC20(money), _account(organisation), amountMinor);
        if (!moved) {
            record.heldMinor += amountMinor;
            _owedMinor[money] += amountMinor;
        }
    }

    function _existing(CreditId id) private view returns (CreditRecord memory under) {
        under = CREDIT.credit(id);
        require(under.state != CreditState.NONE, Credit_Unknown(id));
    }

    function _bankShareMinor(CollateralRecord storage record, CreditRecord memory under)
        private
        view
        returns (uint128)
    {
        // Not above either of two uint128.
        return uint128(Math.min(record.heldMinor, under.drawnMinor - record.reimbursedMinor));
    }

    /// @dev From the end of the expiry day at the westernmost place on, or of the last day on which an undertaking
    /// falls due, with a day to spare.
    function _isPastLongStop(CreditId id, Day lastDay) private view returns (bool) {
        if (_lastMaturity[id] > lastDay) lastDay = _lastMaturity[id];
        return block.timestamp > (uint256(Day.unwrap(lastDay)) + LONG_STOP_DAYS + 2) * 1 days;
    }

    /// @dev Applied for, or binding: something may still be honoured.
    function _isUnfinished(CreditRecord memory under) private pure returns (bool) {
        return under.state == CreditState.APPLIED || under.state == CreditState.PRE_ADVISED
            || under.state == CreditState.ISSUED
            || under.state == CreditState.ADVISED;
    }
}
