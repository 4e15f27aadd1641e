// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IInvoices} from "../interfaces/IInvoices.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {Capabilities} from "../libraries/Capabilities.sol";
import {ExactTransfer} from "../libraries/ExactTransfer.sol";
import {Fingerprint, OrgId} from "../types/Ids.sol";
import {InvoiceRecord, InvoiceStatus} from "../types/InvoiceTypes.sol";
import {Capability} from "../types/MemberTypes.sol";

/// @title Invoices
/// @notice The register of invoices, each financed once at most.
contract Invoices is IInvoices, ERC2771Context, ReentrancyGuardTransient {
    uint256 private constant LONGEST_OFFER = 30 days;

    /// @notice The register of members.
    IMembers public immutable MEMBERS;

    mapping(Fingerprint fingerprint => InvoiceRecord) private _invoices;
    mapping(Fingerprint conflictKey => Fingerprint fingerprint) private _firstUnder;

    constructor(IMembers members, address forwarder) ERC2771Context(forwarder) {
        MEMBERS = members;
    }

    /// @inheritdoc IInvoices
    function register(Fingerprint fingerprint, Fingerprint conflictKey) external {
        OrgId seller = MEMBERS.requireMember(_msgSender(), Capability.EXPORTER);
        require(!_isZero(fingerprint) && !_isZero(conflictKey), Invoices_InvalidOffer());
        InvoiceRecord storage record = _invoices[fingerprint];
        InvoiceStatus status = record.status;
        require(status == InvoiceStatus.NONE, Invoices_Duplicate(fingerprint, status));

        record.seller = seller;
        record.conflictKey = conflictKey;
        record.registeredAt = uint64(block.timestamp);
        record.status = InvoiceStatus.REGISTERED;
        emit InvoiceRegistered(fingerprint, seller);

        Fingerprint earlier = _firstUnder[conflictKey];
        if (_isZero(earlier)) _firstUnder[conflictKey] = fingerprint;
        else emit ConflictNoted(conflictKey, earlier, fingerprint);
    }

    /// @inheritdoc IInvoices
    function offer(
        Fingerprint fingerprint,
        OrgId financier,
        address money,
        uint128 advanceMinor,
        uint64 reservedUntil
    ) external {
        InvoiceRecord storage record = _known(fingerprint);
        OrgId seller = record.seller;
        MEMBERS.authorise(_msgSender(), seller, Capability.NONE, _msgData());
        _requireRegistered(record, fingerprint);
        require(
            financier != seller && money.code.length != 0 && advanceMinor != 0
                && reservedUntil > block.timestamp && reservedUntil <= block.timestamp + LONGEST_OFFER,
            Invoices_InvalidOffer()
        );
        MEMBERS.requireCapability(financier, _financingCapability(financier));

        record.financier = financier;
        record.money = money;
        record.advanceMinor = advanceMinor;
        record.reservedUntil = reservedUntil;
        record.status = InvoiceStatus.RESERVED;
        emit InvoiceOffered(fingerprint, financier, money, advanceMinor, reservedUntil);
    }

    /// @inheritdoc IInvoices
    function withdrawOffer(Fingerprint fingerprint) external {
        InvoiceRecord storage record = _known(fingerprint);
        _requireStatus(record, fingerprint, InvoiceStatus.RESERVED);
        if (!_hasLapsed(record)) MEMBERS.requireParty(_msgSender(), record.seller, Capability.NONE);

        _clearOffer(record);
        emit OfferWithdrawn(fingerprint);
    }

    /// @inheritdoc IInvoices
    function finance(Fingerprint fingerprint, address money, uint128 advanceMinor) external nonReentrant {
        InvoiceRecord storage record = _known(fingerprint);
        require(record.status != InvoiceStatus.FINANCED, Invoices_AlreadyFinanced(fingerprint));
        _requireStatus(record, fingerprint, InvoiceStatus.RESERVED);
        OrgId financier = record.financier;
        MEMBERS.authorise(_msgSender(), financier, _financingCapability(financier), _msgData());
        require(!_hasLapsed(record), Invoices_OfferLapsed(fingerprint, record.reservedUntil));
        // A seller may withdraw and offer anew while the financier's consent is on its way.
        require(
            record.money == money && record.advanceMinor == advanceMinor,
            Invoices_OfferDiffers(fingerprint, record.money, record.advanceMinor)
        );

        record.status = InvoiceStatus.FINANCED;
        OrgId seller = record.seller;
        emit InvoiceFinanced(fingerprint, seller, financier, advanceMinor);
        // Straight from account to account: nothing rests here, so nothing can be stranded.
        address payer = MEMBERS.settlementAccount(financier);
        ExactTransfer.pull(money, payer, MEMBERS.settlementAccount(seller), advanceMinor);
    }

    /// @inheritdoc IInvoices
    function settle(Fingerprint fingerprint) external {
        InvoiceRecord storage record = _known(fingerprint);
        _requireStatus(record, fingerprint, InvoiceStatus.FINANCED);
        MEMBERS.authorise(_msgSender(), record.financier, Capability.NONE, _msgData());

        record.status = InvoiceStatus.SETTLED;
        emit InvoiceSettled(fingerprint);
    }

    /// @inheritdoc IInvoices
    function releaseFinancing(Fingerprint fingerprint) external {
        InvoiceRecord storage record = _known(fingerprint);
        _requireStatus(record, fingerprint, InvoiceStatus.FINANCED);
        MEMBERS.authorise(_msgSender(), record.financier, Capability.NONE, _msgData());

        _clearOffer(record);
        emit FinancingReleased(fingerprint);
    }

    /// @inheritdoc IInvoices
    function cancel(Fingerprint fingerprint, bytes32 reason) external {
        InvoiceRecord storage record = _known(fingerprint);
        MEMBERS.authorise(_msgSender(), record.seller, Capability.NONE, _msgData());
        _requireRegistered(record, fingerprint);

        record.status = InvoiceStatus.CANCELLED;
        emit InvoiceCancelled(fingerprint, reason);
    }

    /// @inheritdoc IInvoices
    function invoice(Fingerprint fingerprint) external view returns (InvoiceRecord memory) {
        return _invoices[fingerprint];
    }

    /// @inheritdoc IInvoices
    function firstUnder(Fingerprint conflictKey) external view returns (Fingerprint) {
        return _firstUnder[conflictKey];
    }

    /// @dev REGISTERED, or under an offer that has lapsed, which is then withdrawn on the way.
    function _requireRegistered(InvoiceRecord storage record, Fingerprint fingerprint) private {
        InvoiceStatus status = record.status;
        if (status == InvoiceStatus.RESERVED) {
            require(_hasLapsed(record), Invoices_Reserved(fingerprint, record.reservedUntil));
            _clearOffer(record);
            emit OfferWithdrawn(fingerprint);
            return;
        }
        require(status != InvoiceStatus.FINANCED, Invoices_AlreadyFinanced(fingerprint));
        _requireStatus(record, fingerprint, InvoiceStatus.REGISTERED);
    }

    function _clearOffer(InvoiceRecord storage record) private {
        record.financier = OrgId.wrap(bytes32(0));
        record.money = address(0);
        record.advanceMinor = 0;
        record.reservedUntil = 0;
        record.status = InvoiceStatus.REGISTERED;
    }

    function _requireStatus(InvoiceRecord storage record, Fingerprint fingerprint, InvoiceStatus required)
        private
        view
    {
        InvoiceStatus found = record.status;
        require(found == required, Invoices_WrongStatus(fingerprint, found, required));
    }

    function _known(Fingerprint fingerprint) private view returns (InvoiceRecord storage record) {
        record = _invoices[fingerprint];
        require(record.status != InvoiceStatus.NONE, Invoices_Unknown(fingerprint));
    }

    function _hasLapsed(InvoiceRecord storage record) private view returns (bool) {
        return block.timestamp > record.reservedUntil;
    }

    function _financingCapability(OrgId financier) private view returns (Capability) {
        return Capabilities.eitherOf(
            MEMBERS.organisation(financier).capabilities, Capability.FINANCIER, Capability.BANK
        );
    }

    function _isZero(Fingerprint fingerprint) private pure returns (bool) {
        return Fingerprint.unwrap(fingerprint) == bytes32(0);
    }
}
