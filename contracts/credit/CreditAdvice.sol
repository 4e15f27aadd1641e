// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBankingCalendars} from "../interfaces/IBankingCalendars.sol";
import {ICredit} from "../interfaces/ICredit.sol";
import {ICreditAdvice} from "../interfaces/ICreditAdvice.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {
    AdviceRecord,
    AdviceState,
    Confirmation,
    ConfirmationState,
    CreditClauses
} from "../types/CreditClauseTypes.sol";
import {CreditState, CreditTerms} from "../types/CreditTypes.sol";
import {CreditId, Day, OrgId} from "../types/Ids.sol";
import {Capability} from "../types/MemberTypes.sol";
import {CreditClocks} from "./CreditClocks.sol";
import {CreditPart} from "./CreditPart.sol";

/// @title Advice and confirmation
/// @notice Who tells the beneficiary, and who stands behind the credit. See {ICreditAdvice}, the manual.
contract CreditAdvice is ICreditAdvice, CreditClocks {
    ICredit private immutable CREDIT;

    mapping(CreditId credit => AdviceRecord record) private _advice;

    constructor(
        IMembers members,
        IBankingCalendars calendars,
        ICredit credit,
        address authority,
        address forwarder
    ) CreditPart(members, authority, forwarder) CreditClocks(calendars) {
        CREDIT = credit;
    }

    /// @inheritdoc ICreditAdvice
    function advise(CreditId credit) external {
        (OrgId bank, bool isSecond) = _adviser(credit);
        AdviceRecord storage given = _advice[credit];
        AdviceState before = isSecond ? given.second : given.first;
        require(before != AdviceState.REFUSED, Credit_AdviceGiven(credit, bank));
        if (isSecond) {
            // It has the credit from the first (UCP 600 art. 9(c)).
            CreditState found = _stateOf(credit);
            require(found == CreditState.ADVISED, Credit_WrongState(credit, uint8(found)));
            require(before == AdviceState.NONE, Credit_AdviceGiven(credit, bank));
            given.second = AdviceState.ADVISED;
            emit CreditAdvisedOn(credit, bank);
        } else {
            CREDIT.markAdvised(credit);
            given.first = AdviceState.ADVISED;
            emit CreditAdvised(credit, bank);
        }
    }

    /// @inheritdoc ICreditAdvice
    function refuseToAdvise(CreditId credit, bytes32 reasonHash) external {
        (OrgId bank, bool isSecond) = _adviser(credit);
        _requireBinding(credit);
        _requireTerm(reasonHash != 0, "reasonHash");
        AdviceRecord storage given = _advice[credit];
        AdviceState before = isSecond ? given.second : given.first;
        require(before == AdviceState.NONE, Credit_AdviceGiven(credit, bank));

        if (isSecond) given.second = AdviceState.REFUSED;
        else given.first = AdviceState.REFUSED;
        emit AdviceRefused(credit, bank, reasonHash);
    }

    /// @inheritdoc ICreditAdvice
    function confirm(CreditId credit) external {
        CreditTerms memory terms = CREDIT.termsOf(credit);
        _authoriseBank(terms.nominatedBank);
        AdviceRecord storage given = _requireToConfirm(credit);
        (,,, uint128 capMinor) = CREDIT.standingOf(credit);
        // As when a credit is issued: nothing it publishes later moves the hours of the last day.
        CALENDARS.requirePublished(
            terms.nominatedBank, terms.nominatedPlace, terms.expiryDay, EXAMINATION_BANKING_DAYS
        );

        _add(credit, given, terms.nominatedBank, capMinor, terms.expiryDay);
    }

    /// @inheritdoc ICreditAdvice
    function declineConfirmation(CreditId credit) external {
        OrgId bank = CREDIT.termsOf(credit).nominatedBank;
        _requireParty(bank, Capability.BANK);

        _requireToConfirm(credit).confirmation = ConfirmationState.DECLINED;
        emit ConfirmationDeclined(credit, bank);
    }

    /// @inheritdoc ICreditAdvice
    function amendConfirmation(CreditId credit, int136 capDeltaMinor, Day expiryDay) external restricted {
        AdviceRecord storage given = _advice[credit];
        int256 boundMinor = int256(uint256(given.confirmedMinor)) + capDeltaMinor;
        // Decreases it extends to may outweigh increases that it did not extend to.
        given.confirmedMinor = boundMinor < 0 ? 0 : uint128(uint256(boundMinor));
        if (Day.unwrap(expiryDay) != 0) given.confirmedExpiryDay = expiryDay;
        emit ConfirmationAmended(credit, given.confirmedMinor, given.confirmedExpiryDay);
    }

    /// @inheritdoc ICreditAdvice
    function carryConfirmation(CreditId credit, OrgId bank, uint128 amountMinor, Day expiryDay) external restricted {
        _add(credit, _advice[credit], bank, amountMinor, expiryDay);
    }

    /// @inheritdoc ICreditAdvice
    function advice(CreditId credit) external view returns (AdviceRecord memory) {
        return _advice[credit];
    }

    /// @inheritdoc ICreditAdvice
    function isConfirmedFor(CreditId credit, OrgId bank, Day day) external view returns (bool) {
        AdviceRecord storage given = _advice[credit];
        if (given.confirmation != ConfirmationState.ADDED) return false;
        CreditTerms memory terms = CREDIT.termsOf(credit);
        (,, uint128 reservedMinor,) = CREDIT.standingOf(credit);
        return bank == terms.nominatedBank && reservedMinor <= given.confirmedMinor
            && day <= CALENDARS.rollForward(bank, terms.nominatedPlace, given.confirmedExpiryDay);
    }

    function _add(CreditId credit, AdviceRecord storage given, OrgId bank, uint128 amountMinor, Day expiryDay)
        private
    {
        given.confirmation = ConfirmationState.ADDED;
        given.confirmedMinor = amountMinor;
        given.confirmedExpiryDay = expiryDay;
        emit ConfirmationAdded(credit, bank, amountMinor, expiryDay);
    }

    /// @dev Who advises, and whether as the second bank; refuses anyone else.
    function _adviser(CreditId credit) private view returns (OrgId bank, bool isSecond) {
        CreditTerms memory terms = CREDIT.termsOf(credit);
        CreditClauses memory clauses = CREDIT.clausesOf(credit);
        bank = clauses.secondAdvisingBank;
        if (OrgId.unwrap(bank) != 0 && MEMBERS.requireMember(_msgSender(), Capability.BANK) == bank) {
            return (bank, true);
        }
        bank = OrgId.unwrap(clauses.advisingBank) == 0 ? terms.nominatedBank : clauses.advisingBank;
        _requireTerm(OrgId.unwrap(bank) != 0, "nominatedBank");
        _requireParty(bank, Capability.BANK);
    }

    function _requireToConfirm(CreditId credit) private view returns (AdviceRecord storage given) {
        _requireBinding(credit);
        given = _advice[credit];
        require(
            CREDIT.clausesOf(credit).confirmation != Confirmation.WITHOUT
                && given.confirmation == ConfirmationState.NONE,
            Credit_NotToConfirm(credit)
        );
    }

    function _requireBinding(CreditId credit) private view {
        CreditState found = _stateOf(credit);
        require(
            found == CreditState.ISSUED || found == CreditState.ADVISED,
            Credit_WrongState(credit, uint8(found))
        );
    }

    function _stateOf(CreditId credit) private view returns (CreditState state) {
        (state,,,) = CREDIT.standingOf(credit);
    }
}
