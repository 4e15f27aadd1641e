// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICredit} from "../interfaces/ICredit.sol";
import {ICreditRestraints} from "../interfaces/ICreditRestraints.sol";
import {ICreditTransfers} from "../interfaces/ICreditTransfers.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {ComplianceHold, CourtOrder} from "../types/CreditRestraintTypes.sol";
import {CreditTerms} from "../types/CreditTypes.sol";
import {CreditId, OrgId} from "../types/Ids.sol";
import {Capability} from "../types/MemberTypes.sol";
import {CreditPart} from "./CreditPart.sol";

/// @title What may keep a bank from paying
/// @notice Court orders and compliance holds. See {ICreditRestraints}, which is the manual.
contract CreditRestraints is ICreditRestraints, CreditPart {
    ICredit private immutable CREDIT;
    ICreditTransfers private immutable TRANSFERS;

    mapping(CreditId credit => CourtOrder order) private _orders;
    mapping(CreditId credit => mapping(OrgId bank => ComplianceHold hold)) private _holds;

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

    /// @inheritdoc ICreditRestraints
    function suspendByCourt(CreditId credit, bytes32 orderReference) external {
        CREDIT.issuingBankOf(credit);
        OrgId registrar = MEMBERS.requireMember(_msgSender(), Capability.REGULATOR);
        MEMBERS.authorise(_msgSender(), registrar, Capability.REGULATOR, _msgData());
        _requireTerm(orderReference != 0, "orderReference");
        require(OrgId.unwrap(_orders[credit].registrar) == 0, Credit_NoSuchRestraint(credit));

        _orders[credit] = CourtOrder(registrar, orderReference, _now());
        emit SuspendedByCourt(credit, registrar, orderReference);
    }

    /// @inheritdoc ICreditRestraints
    function liftCourtOrder(CreditId credit) external {
        CourtOrder memory order = _orders[credit];
        require(OrgId.unwrap(order.registrar) != 0, Credit_NoSuchRestraint(credit));
        MEMBERS.authorise(_msgSender(), order.registrar, Capability.REGULATOR, _msgData());

        delete _orders[credit];
        emit CourtOrderLifted(credit, order.registrar, order.orderReference);
    }

    /// @inheritdoc ICreditRestraints
    function holdForCompliance(CreditId credit, OrgId bank, bytes32 legalBasis, bytes2 jurisdiction) external {
        CreditTerms memory terms = CREDIT.termsOf(credit);
        _authoriseBank(bank);
        require(
            bank == terms.issuingBank || bank == terms.nominatedBank
                || bank == CREDIT.clausesOf(credit).reimbursingBank,
            Credit_NotAPlaceForPresentation(bank)
        );
        _requireTerm(legalBasis != 0, "legalBasis");
        _requireTerm(jurisdiction != 0, "jurisdiction");
        require(_holds[credit][bank].legalBasis == 0, Credit_NoSuchRestraint(credit));

        _holds[credit][bank] = ComplianceHold(legalBasis, jurisdiction, _now());
        emit HeldForCompliance(credit, bank, legalBasis, jurisdiction);
    }

    /// @inheritdoc ICreditRestraints
    function endComplianceHold(CreditId credit, OrgId bank) external {
        _authoriseBank(bank);
        require(_holds[credit][bank].legalBasis != 0, Credit_NoSuchRestraint(credit));

        delete _holds[credit][bank];
        emit ComplianceHoldEnded(credit, bank);
    }

    /// @inheritdoc ICreditRestraints
    function requirePayable(CreditId credit, OrgId bank) external view {
        _requireUnrestrained(credit, bank);
        CreditId original = TRANSFERS.partOf(credit).original;
        if (CreditId.unwrap(original) != 0) _requireUnrestrained(original, bank);
    }

    /// @inheritdoc ICreditRestraints
    function courtOrder(CreditId credit) external view returns (CourtOrder memory) {
        return _orders[credit];
    }

    /// @inheritdoc ICreditRestraints
    function complianceHold(CreditId credit, OrgId bank) external view returns (ComplianceHold memory) {
        return _holds[credit][bank];
    }

    function _requireUnrestrained(CreditId credit, OrgId bank) private view {
        bytes32 orderReference = _orders[credit].orderReference;
        require(orderReference == 0, Credit_SuspendedByCourt(credit, orderReference));
        bytes32 legalBasis = _holds[credit][bank].legalBasis;
        require(legalBasis == 0, Credit_OnHold(credit, bank, legalBasis));
    }
}
