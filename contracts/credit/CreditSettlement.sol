// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICredit} from "../interfaces/ICredit.sol";
import {ICreditCollateral} from "../interfaces/ICreditCollateral.sol";
import {ICreditPresentations} from "../interfaces/ICreditPresentations.sol";
import {ICreditSettlement} from "../interfaces/ICreditSettlement.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {ExactTransfer} from "../libraries/ExactTransfer.sol";
import {CreditTerms, PresentationRecord, PresentationState} from "../types/CreditTypes.sol";
import {PresentationId} from "../types/Ids.sol";
import {CreditPart} from "./CreditPart.sol";

/// @title Settlement under letters of credit
/// @notice Pays what is due. See {ICreditSettlement}, which is the manual.
contract CreditSettlement is ICreditSettlement, CreditPart {
    ICredit private immutable CREDIT;
    ICreditPresentations private immutable PRESENTATIONS;
    ICreditCollateral private immutable COLLATERAL;

    constructor(
        IMembers members,
        ICredit credit,
        ICreditPresentations creditPresentations,
        ICreditCollateral creditCollateral,
        address authority,
        address forwarder
    ) CreditPart(members, authority, forwarder) {
        CREDIT = credit;
        PRESENTATIONS = creditPresentations;
        COLLATERAL = creditCollateral;
    }

    /// @inheritdoc ICreditSettlement
    function honour(PresentationId presentation) external nonReentrant {
        PresentationRecord memory record = PRESENTATIONS.presentation(presentation);
        require(
            record.state != PresentationState.NONE,
            Credit_WrongPresentationState(presentation, uint8(record.state))
        );
        CreditTerms memory terms = CREDIT.termsOf(record.credit);
        MEMBERS.authorisePayment(_msgSender(), terms.issuingBank, _msgData());

        PRESENTATIONS.discharge(presentation);
        bool ended = CREDIT.draw(record.credit, record.amountMinor);
        emit Honoured(presentation, record.credit, terms.beneficiary, record.amountMinor);
        ExactTransfer.pull(
            terms.money, _account(terms.issuingBank), _account(terms.beneficiary), record.amountMinor
        );
        if (ended) COLLATERAL.settle(record.credit);
    }
}
