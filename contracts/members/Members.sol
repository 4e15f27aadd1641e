// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMembers} from "../interfaces/IMembers.sol";
import {Capabilities} from "../libraries/Capabilities.sol";
import {Governed} from "../libraries/Governed.sol";
import {Lei} from "../libraries/Lei.sol";
import {OrgId} from "../types/Ids.sol";
import {Capability, Duty, KeyRecord, Organisation, Standing} from "../types/MemberTypes.sol";

/// @title Members
/// @notice The register of organisations and of the keys that act for them.
contract Members is IMembers, Governed {
    using Capabilities for uint16;

    mapping(OrgId org => Organisation organisation) private _organisations;
    mapping(address key => KeyRecord record) private _keys;
    mapping(OrgId org => mapping(bytes32 act => address maker)) private _prepared;

    constructor(address authority, address forwarder) Governed(authority, forwarder) {}

    /// @inheritdoc IMembers
    function admit(OrgId org, Organisation calldata details, address firstChecker) external restricted {
        require(Lei.isValid(org), Members_InvalidLei(org));
        require(_organisations[org].standing == Standing.NONE, Members_AlreadyAdmitted(org));
        require(
            details.settlementAccount != address(0) && details.capabilities.isSet(), Members_Incomplete()
        );

        _organisations[org] = Organisation({
            settlementAccount: details.settlementAccount,
            capabilities: details.capabilities,
            standing: Standing.ADMITTED,
            dualControl: details.dualControl,
            bic: details.bic,
            country: details.country
        });
        emit OrganisationAdmitted(
            org, details.country, details.bic, details.capabilities, details.dualControl
        );
        emit SettlementAccountChanged(org, details.settlementAccount);
        _giveKey(org, firstChecker, Duty.CHECKER);
    }

    /// @inheritdoc IMembers
    function suspend(OrgId org, bytes32 reason) external restricted {
        Organisation storage found = _organisations[org];
        _requireGoodStanding(org, found.standing);
        found.standing = Standing.SUSPENDED;
        emit OrganisationSuspended(org, reason);
    }

    /// @inheritdoc IMembers
    function reinstate(OrgId org) external restricted {
        Organisation storage found = _organisations[org];
        require(found.standing != Standing.NONE, Members_UnknownOrganisation(org));
        require(found.standing == Standing.SUSPENDED, Members_AlreadyAdmitted(org));
        found.standing = Standing.ADMITTED;
        emit OrganisationReinstated(org);
    }

    /// @inheritdoc IMembers
    function addKey(OrgId org, address key, Duty duty) external {
        _authorise(address(this), _msgSender(), org, Capability.NONE, _msgData());
        _giveKey(org, key, duty);
    }

    /// @inheritdoc IMembers
    function restoreKey(OrgId org, address key, Duty duty) external restricted {
        require(_organisations[org].standing != Standing.NONE, Members_UnknownOrganisation(org));
        _giveKey(org, key, duty);
    }

    /// @inheritdoc IMembers
    function revokeKey(OrgId org, address key) external {
        address sender = _msgSender();
        requireParty(sender, org, Capability.NONE);
        require(_keys[sender].duty == Duty.CHECKER, Members_WrongDuty(sender, Duty.CHECKER));
        OrgId found = _keys[key].organisation;
        require(_keys[key].duty != Duty.NONE, Members_UnknownKey(key));
        require(found == org, Members_NotTheParty(key, org, found));

        delete _keys[key];
        emit KeyRevoked(org, key);
    }

    /// @inheritdoc IMembers
    function setSettlementAccount(OrgId org, address account) external {
        _authorise(address(this), _msgSender(), org, Capability.NONE, _msgData());
        require(account != address(0), Members_Incomplete());
        _organisations[org].settlementAccount = account;
        emit SettlementAccountChanged(org, account);
    }

    /// @inheritdoc IMembers
    function prepare(bytes32 act) external {
        address maker = _msgSender();
        KeyRecord storage record = _keys[maker];
        require(record.duty != Duty.NONE, Members_UnknownKey(maker));
        require(record.duty == Duty.MAKER, Members_WrongDuty(maker, Duty.MAKER));
        // Standing is asked when the act is carried out; a payment does not ask for it at all.
        OrgId org = record.organisation;
        _prepared[org][act] = maker;
        emit ActPrepared(org, act, maker);
    }

    /// @inheritdoc IMembers
    function authorise(address key, OrgId org, Capability capability, bytes calldata callData) external {
        // The immediate caller, never a forwarded one: the act belongs to the contract that carries it out.
        _authorise(msg.sender, key, org, capability, callData);
    }

    /// @inheritdoc IMembers
    function authorisePayment(address key, OrgId org, bytes calldata callData) external {
        _requireKeyOf(key, org);
        _check(msg.sender, key, org, callData);
    }

    /// @inheritdoc IMembers
    function requireParty(address key, OrgId org, Capability capability) public view {
        _requireKeyOf(key, org);
        requireCapability(org, capability);
    }

    /// @inheritdoc IMembers
    function requireMember(address key, Capability capability) public view returns (OrgId org) {
        KeyRecord storage record = _keys[key];
        require(record.duty != Duty.NONE, Members_UnknownKey(key));
        org = record.organisation;
        requireCapability(org, capability);
    }

    /// @inheritdoc IMembers
    function requireCapability(OrgId org, Capability capability) public view {
        Organisation storage found = _organisations[org];
        _requireGoodStanding(org, found.standing);
        require(found.capabilities.has(capability), Members_LacksCapability(org, capability));
    }

    /// @inheritdoc IMembers
    function organisation(OrgId org) external view returns (Organisation memory) {
        return _organisations[org];
    }

    /// @inheritdoc IMembers
    function keyRecord(address key) external view returns (KeyRecord memory) {
        return _keys[key];
    }

    /// @inheritdoc IMembers
    function settlementAccount(OrgId org) external view returns (address) {
        Organisation storage found = _organisations[org];
        require(found.standing != Standing.NONE, Members_UnknownOrganisation(org));
        return found.settlementAccount;
    }

    /// @inheritdoc IMembers
    function preparedBy(OrgId org, bytes32 act) external view returns (address maker) {
        return _prepared[org][act];
    }

    function _authorise(
        address actor,
        address key,
        OrgId org,
        Capability capability,
        bytes calldata callData
    ) private {
        requireParty(key, org, capability);
        _check(actor, key, org, callData);
    }

    /// @dev The second pair of eyes: a checker's key, and a maker's preparation under dual control.
    function _check(address actor, address key, OrgId org, bytes calldata callData) private {
        require(_keys[key].duty == Duty.CHECKER, Members_WrongDuty(key, Duty.CHECKER));
        if (!_organisations[org].dualControl) return;

        bytes32 act = keccak256(abi.encode(actor, keccak256(callData)));
        KeyRecord storage maker = _keys[_prepared[org][act]];
        // A maker whose key was revoked, or moved elsewhere, since preparing no longer stands for the act.
        require(maker.duty == Duty.MAKER && maker.organisation == org, Members_NotPrepared(org, act));
        delete _prepared[org][act];
        emit ActChecked(org, act, key);
    }

    function _requireKeyOf(address key, OrgId org) private view {
        KeyRecord storage record = _keys[key];
        require(record.duty != Duty.NONE, Members_UnknownKey(key));
        OrgId found = record.organisation;
        require(found == org, Members_NotTheParty(key, org, found));
    }

    function _giveKey(OrgId org, address key, Duty duty) private {
        require(key != address(0) && duty != Duty.NONE, Members_Incomplete());
        require(_keys[key].duty == Duty.NONE, Members_KeyTaken(key));
        _keys[key] = KeyRecord({organisation: org, duty: duty});
        emit KeyAdded(org, key, duty);
    }

    function _requireGoodStanding(OrgId org, Standing standing) private pure {
        require(standing != Standing.NONE, Members_UnknownOrganisation(org));
        require(standing == Standing.ADMITTED, Members_Suspended(org));
    }
}
