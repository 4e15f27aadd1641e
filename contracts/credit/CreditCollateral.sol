// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ICredit} from "../interfaces/ICredit.sol";
import {ExactTransfer} from "../libraries/ExactTransfer.sol";
import {CreditRecord, CreditState} from "../types/CreditTypes.sol";
import {CreditId, OrgId} from "../types/Ids.sol";
import {Capability} from "../types/MemberTypes.sol";
import {CreditRecords} from "./CreditRecords.sol";

/// @title Collateral
/// @notice What the applicant lodged with its bank. The bank's duty to pay neither waits for it nor ends
/// with it (UCP 600 art. 4, 7).
abstract contract CreditCollateral is CreditRecords {
    /// @inheritdoc ICredit
    function lodgeCollateral(CreditId credit_, uint128 amountMinor) external nonReentrant {
        CreditRecord storage record = _existing(credit_);
        _requireParty(record.terms.applicant, Capability.IMPORTER);
        _requireState(_isUnfinished(record), record, credit_);
        _requireTerm(amountMinor != 0, "amountMinor");

        address money = record.terms.money;
        record.collateralMinor += amountMinor;
        _owedMinor[money] += amountMinor;
        emit CollateralLodged(credit_, amountMinor);
        ExactTransfer.pull(money, _account(record.terms.applicant), address(this), amountMinor);
    }

    /// @inheritdoc ICredit
    function applyCollateral(CreditId credit_) external nonReentrant {
        CreditRecord storage record = _existing(credit_);
        OrgId bank = record.terms.issuingBank;
        _requireParty(bank, Capability.BANK);
        uint128 amountMinor = _bankShareMinor(record);
        require(amountMinor != 0, Credit_NoCollateral(credit_));

        address money = record.terms.money;
        record.reimbursedMinor += amountMinor;
        record.collateralMinor -= amountMinor;
        _owedMinor[money] -= amountMinor;
        emit CollateralApplied(credit_, amountMinor);
        SafeERC20.safeTransfer(IERC20(money), _account(bank), amountMinor);
    }

    /// @inheritdoc ICredit
    function returnCollateral(CreditId credit_) external nonReentrant {
        CreditRecord storage record = _existing(credit_);
        if (_isUnfinished(record) && !_isPastLongStop(record.terms)) {
            _requireParty(record.terms.issuingBank, Capability.BANK);
        }
        require(_settleCollateral(credit_, record) != 0, Credit_NoCollateral(credit_));
    }

    /// @dev Gives the collateral out: to the bank what it has honoured and not been reimbursed, the rest to
    /// the applicant. A share whose transfer the token refuses stays owed and can be asked for again by
    /// {returnCollateral}: neither party's account may hold up the other's, nor the act that ends the credit.
    /// @return movedMinor what left this contract
    function _settleCollateral(CreditId id, CreditRecord storage record) internal returns (uint128 movedMinor) {
        uint128 toBankMinor = _bankShareMinor(record);
        uint128 toApplicantMinor = record.collateralMinor - toBankMinor;
        if (toBankMinor != 0) {
            record.reimbursedMinor += toBankMinor;
            if (_tryRelease(record, record.terms.issuingBank, toBankMinor)) {
                movedMinor += toBankMinor;
                emit CollateralApplied(id, toBankMinor);
            } else {
                record.reimbursedMinor -= toBankMinor;
            }
        }
        if (toApplicantMinor != 0 && _tryRelease(record, record.terms.applicant, toApplicantMinor)) {
            movedMinor += toApplicantMinor;
            emit CollateralReturned(id, toApplicantMinor);
        }
    }

    function _isUnfinished(CreditRecord storage record) private view returns (bool) {
        return record.state == CreditState.APPLIED || _isOperative(record);
    }

    function _bankShareMinor(CreditRecord storage record) private view returns (uint128) {
        // Not above either of two uint128.
        return uint128(Math.min(record.collateralMinor, record.drawnMinor - record.reimbursedMinor));
    }

    function _tryRelease(CreditRecord storage record, OrgId organisation, uint128 amountMinor)
        private
        returns (bool moved)
    {
        address money = record.terms.money;
        record.collateralMinor -= amountMinor;
        _owedMinor[money] -= amountMinor;
        moved = SafeERC20.trySafeTransfer(IERC20(money), _account(organisation), amountMinor);
        if (!moved) {
            record.collateralMinor += amountMinor;
            _owedMinor[money] += amountMinor;
        }
    }
}
