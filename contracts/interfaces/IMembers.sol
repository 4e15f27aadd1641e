// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId} from "../types/Ids.sol";
import {Capability, Duty, KeyRecord, Organisation} from "../types/MemberTypes.sol";

/// @title Who takes part
/// @notice Organisations, what they may do, the keys that act for them, and the maker-checker rule.
/// @dev Every other contract asks here before it lets anyone act. A deal's powers are fields of the
/// deal (this credit's issuing bank); here stands only who a key belongs to.
///
/// Maker and checker: where an organisation has dual control, a binding act takes two keys. The maker
/// calls {prepare} with the hash of the exact call; the checker then makes that call; the called
/// contract asks {authorise}, which uses the preparation up. The same call twice needs preparing twice.
/// A preparation falls with its maker's key. Without dual control a checker acts alone; a maker never does.
interface IMembers {
    /// @notice An organisation was admitted.
    event OrganisationAdmitted(OrgId indexed organisation, bytes2 country, bytes11 bic, uint16 capabilities, bool dualControl);
    /// @notice An organisation may not act until reinstated.
    event OrganisationSuspended(OrgId indexed organisation, bytes32 reason);
    /// @notice A suspended organisation may act again.
    event OrganisationReinstated(OrgId indexed organisation);
    /// @notice A key now acts for an organisation.
    event KeyAdded(OrgId indexed organisation, address indexed key, Duty duty);
    /// @notice A key no longer acts for its organisation.
    event KeyRevoked(OrgId indexed organisation, address indexed key);
    /// @notice An organisation changed where it pays from and is paid to.
    event SettlementAccountChanged(OrgId indexed organisation, address account);
    /// @notice A maker prepared a binding act for a checker of the same organisation.
    event ActPrepared(OrgId indexed organisation, bytes32 indexed act, address indexed maker);
    /// @notice A checker carried out a prepared act.
    event ActChecked(OrgId indexed organisation, bytes32 indexed act, address indexed checker);

    /// @notice The LEI's check digits are wrong or it holds a character no LEI has.
    /// @custom:rule ISO 17442
    error Members_InvalidLei(OrgId organisation);
    /// @notice This organisation is admitted already.
    error Members_AlreadyAdmitted(OrgId organisation);
    /// @notice No such organisation is admitted.
    error Members_UnknownOrganisation(OrgId organisation);
    /// @notice This organisation is suspended and may not act.
    error Members_Suspended(OrgId organisation);
    /// @notice This key acts for no organisation, or was revoked.
    error Members_UnknownKey(address key);
    /// @notice This key acts for another organisation than the one whose act this is.
    error Members_NotTheParty(address key, OrgId required, OrgId found);
    /// @notice This organisation was not admitted to do this.
    error Members_LacksCapability(OrgId organisation, Capability required);
    /// @notice This key belongs to somebody already; a key acts for one organisation only.
    error Members_KeyTaken(address key);
    /// @notice Only a key with the other duty may do this.
    error Members_WrongDuty(address key, Duty required);
    /// @notice A binding act of this organisation must first be prepared by another of its keys.
    /// @custom:rule four-eyes policy of the organisation
    error Members_NotPrepared(OrgId organisation, bytes32 act);
    /// @notice A zero address or an empty set of capabilities was given.
    error Members_Incomplete();

    /// @notice Admits an organisation with its first checker key. Registrar only.
    /// @dev Errors: Members_InvalidLei, Members_AlreadyAdmitted, Members_KeyTaken, Members_Incomplete.
    /// @param organisation its LEI
    /// @param details country, BIC, capabilities, dual control, settlement account; standing is ignored
    /// @param firstChecker the key it starts with
    function admit(OrgId organisation, Organisation calldata details, address firstChecker) external;

    /// @notice Suspends an organisation. Registrar only. What is due to it stays payable, and it may still pay
    /// what it owes ({authorisePayment}).
    /// @param organisation its LEI
    /// @param reason the reason in words, at most 32 bytes
    function suspend(OrgId organisation, bytes32 reason) external;

    /// @notice Lets a suspended organisation act again. Registrar only.
    /// @param organisation its LEI
    function reinstate(OrgId organisation) external;

    /// @notice Gives an organisation a further key: by one of its checkers (a binding act).
    /// @param organisation its LEI
    /// @param key the key's address
    /// @param duty what the key may do: prepare or check
    function addKey(OrgId organisation, address key, Duty duty) external;

    /// @notice Gives an organisation a key when it has lost its own. Registrar only.
    /// @param organisation its LEI
    /// @param key the key's address
    /// @param duty what the key may do: prepare or check
    function restoreKey(OrgId organisation, address key, Duty duty) external;

    /// @notice Takes a key of an organisation away: by one of its checkers, at once and alone,
    /// since a stolen key does not wait for a second signature.
    /// @param organisation whose key it is
    /// @param key the key's address
    function revokeKey(OrgId organisation, address key) external;

    /// @notice Changes where an organisation pays from and is paid to: by one of its checkers (a binding act).
    /// @param organisation its LEI
    /// @param account pays and is paid from then on
    function setSettlementAccount(OrgId organisation, address account) external;

    /// @notice Prepares a binding act for a checker of the caller's organisation, suspended or not: whether it
    /// may act is asked when the act is carried out.
    /// @param act keccak256(abi.encode(contract to be called, keccak256(call data)))
    function prepare(bytes32 act) external;

    /// @notice Confirms that `key` may carry out this binding act for `organisation`, and uses the
    /// preparation up where dual control asks for one. Called by the contract that is about to act.
    /// @dev The act is bound to the calling contract, so nobody else can use a preparation up. Errors:
    /// Members_UnknownKey, Members_NotTheParty, Members_UnknownOrganisation, Members_Suspended,
    /// Members_LacksCapability, Members_WrongDuty, Members_NotPrepared.
    /// @param key that makes the call
    /// @param organisation whose act it is
    /// @param capability that the act asks for
    /// @param callData the call being made, as the key made it
    function authorise(address key, OrgId organisation, Capability capability, bytes calldata callData) external;

    /// @notice As {authorise}, for an act by which `organisation` only pays out of its own money what it owes:
    /// neither its standing nor a capability is asked for, since a suspension shall not excuse a debtor.
    /// @dev Errors: Members_UnknownKey, Members_NotTheParty, Members_WrongDuty, Members_NotPrepared.
    /// @param key that makes the call
    /// @param organisation the debtor, whose act it is
    /// @param callData the call being made, as the key made it
    function authorisePayment(address key, OrgId organisation, bytes calldata callData) external;

    /// @notice Confirms that `key` acts for `organisation`, which is admitted and has `capability`.
    /// @dev Capability NONE asks for membership alone. Errors as in {authorise} but for preparation.
    /// @param key the key's address
    /// @param organisation whose act it is
    /// @param capability that the act asks for
    function requireParty(address key, OrgId organisation, Capability capability) external view;

    /// @notice The organisation that `key` acts for, admitted and with `capability`.
    /// @dev Capability NONE asks for membership alone.
    /// @param key the key's address
    /// @param capability that the act asks for
    /// @return organisation its LEI
    function requireMember(address key, Capability capability) external view returns (OrgId organisation);

    /// @notice Confirms that an organisation is admitted and has `capability`, whoever asks.
    /// @param organisation its LEI
    /// @param capability that it must have been admitted with
    function requireCapability(OrgId organisation, Capability capability) external view;

    /// @notice An organisation's record; standing NONE where there is none.
    /// @param id its LEI
    /// @return as admitted, with its standing now
    function organisation(OrgId id) external view returns (Organisation memory);

    /// @notice Whose a key is; zero where nobody's.
    /// @param key the key's address
    /// @return its organisation and duty
    function keyRecord(address key) external view returns (KeyRecord memory);

    /// @notice Where an organisation pays from and is paid to.
    /// @dev Errors: Members_UnknownOrganisation.
    /// @param organisation its LEI
    /// @return the account's address
    function settlementAccount(OrgId organisation) external view returns (address);

    /// @notice The maker who prepared this act of this organisation; zero where nobody did.
    /// @param organisation its LEI
    /// @param act keccak256(abi.encode(contract to be called, keccak256(call data)))
    /// @return maker the maker's key
    function preparedBy(OrgId organisation, bytes32 act) external view returns (address maker);
}
