// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ICreditRefusals} from "../interfaces/ICreditRefusals.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {Governed} from "../libraries/Governed.sol";
import {OrgId} from "../types/Ids.sol";
import {Capability} from "../types/MemberTypes.sol";

/// @title What the contracts of a credit have in common
/// @notice Who may act, and how a missing term is refused; no rule of the trade beyond that.
abstract contract CreditPart is ICreditRefusals, Governed, ReentrancyGuardTransient {
    IMembers internal immutable MEMBERS;

    constructor(IMembers members, address authority, address forwarder) Governed(authority, forwarder) {
        MEMBERS = members;
    }

    /// @dev A binding act: maker and checker where the bank's policy asks for them.
    function _authoriseBank(OrgId bank) internal {
        MEMBERS.authorise(_msgSender(), bank, Capability.BANK, _msgData());
    }

    function _requireParty(OrgId organisation, Capability capability) internal view {
        MEMBERS.requireParty(_msgSender(), organisation, capability);
    }

    function _account(OrgId organisation) internal view returns (address) {
        return MEMBERS.settlementAccount(organisation);
    }

    function _requireTerm(bool holds, bytes32 field) internal pure {
        require(holds, Credit_InvalidTerms(field));
    }

    /// @dev Seconds fit 64 bits for the next 584 thousand million years.
    function _now() internal view returns (uint64) {
        return uint64(block.timestamp);
    }
}
