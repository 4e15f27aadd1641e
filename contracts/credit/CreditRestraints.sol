// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICredit} from "../interfaces/ICredit.sol";
import {ICreditRestraints} from "../interfaces/ICreditRestraints.sol";
import {ICreditTransfers} from "../interfaces/ICreditTransfers.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {ComplianceHold, CourtOrder} from "../types/CreditRestraintTypes.sol";
import {CreditTerms} from "../types/CreditTypes.sol";
import {CreditId, OrgId} from "../types/Ids.sol";
import {Capability, Standing} from "../types/MemberTypes.sol";
import {CreditPart} from "./CreditPart.sol";

/// @title What may keep a bank from paying
/// @notice Court orders and compliance holds. See {ICreditRestraints}, which is the manual.
contract CreditRestraints is ICreditRestraints, CreditPart {
    ICredit private immutable CREDIT;
    ICreditTransfers private immutable TRANSFERS;

    mapping(CreditId credit => CourtOrder[] orders) private _orders;
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
        CourtOrder[] storage orders = _orders[credit];
        require(_indexOf(orders, registrar) == orders.length, Credit_RestraintStands(credit));

        orders.push(CourtOrder(registrar, orderReference, _now()));
        emit SuspendedByCourt(credit, registrar, orderReference);
    }

    /// @inheritdoc ICreditRestraints
    function liftCourtOrder(CreditId credit, OrgId registrar) external {
        OrgId by = registrar;
        // Suspended, it cannot act: the courts' word reaches the ledger by another of them.
        if (MEMBERS.organisation(registrar).standing == Standing.SUSPENDED) {
            by = MEMBERS.requireMember(_msgSender(), Capability.REGULATOR);
        }
        MEMBERS.authorise(_msgSender(), by, Capability.REGULATOR, _msgData());
        CourtOrder[] storage orders = _orders[credit];
        uint256 index = _indexOf(orders, registrar);
        require(index != orders.length, Credit_NoSuchRestraint(credit));

        bytes32 orderReference = orders[index].orderReference;
        orders[index] = orders[orders.length - 1];
        orders.pop();
        emit CourtOrderLifted(credit, registrar, orderReference);
    }

    /// @inheritdoc ICreditRestraints
    function holdForCompliance(CreditId credit, OrgId bank, bytes32 legalBasis, bytes2 jurisdiction) external {
        CreditTerms memory terms = CREDIT.termsOf(credit);
        _authoriseBank(bank);
        require(
            bank == terms.issuingBank || bank == terms.nominatedBank
                || bank == CREDIT.clausesOf(credit).reimbursingBank,
            Credit_NotAPayer(bank)
        );
        _requireTerm(legalBasis != 0, "legalBasis");
        _requireTerm(jurisdiction != 0, "jurisdiction");
        require(_holds[credit][bank].legalBasis == 0, Credit_RestraintStands(credit));

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
    function courtOrders(CreditId credit) external view returns (CourtOrder[] memory) {
        return _orders[credit];
    }

    /// @inheritdoc ICreditRestraints
    function complianceHold(CreditId credit, OrgId bank) external view returns (ComplianceHold memory) {
        return _holds[credit][bank];
    }

    /// @dev Where a register's order stands among them; their number where it has none.
    function _indexOf(CourtOrder[] storage orders, OrgId registrar) private view returns (uint256 index) {
        while (index < orders.length && orders[index].registrar != registrar) ++index;
    }

    function _requireUnrestrained(CreditId credit, OrgId bank) private view {
        CourtOrder[] storage orders = _orders[credit];
        bytes32 orderReference = orders.length == 0 ? bytes32(0) : orders[0].orderReference;
        require(orderReference == 0, Credit_SuspendedByCourt(credit, orderReference));
        bytes32 legalBasis = _holds[credit][bank].legalBasis;
        require(legalBasis == 0, Credit_OnHold(credit, bank, legalBasis));
    }
}
