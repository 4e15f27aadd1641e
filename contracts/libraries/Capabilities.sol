// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Capability} from "../types/MemberTypes.sol";

/// @title Sets of capabilities
/// @notice Reads the bitmap in which bit `n` stands for the capability numbered `n`.
library Capabilities {
    // Bit 0 stands for NONE and is nobody's; above the last capability there is nothing.
    uint256 private constant KNOWN = (1 << (uint256(type(Capability).max) + 1)) - 2;

    /// @notice Whether the set is not empty and names only capabilities there are.
    function isSet(uint16 capabilities) internal pure returns (bool) {
        return capabilities != 0 && uint256(capabilities) & ~KNOWN == 0;
    }

    /// @notice Whether the set holds `wanted`; NONE asks for nothing and is always held.
    function has(uint16 capabilities, Capability wanted) internal pure returns (bool) {
        return wanted == Capability.NONE || (uint256(capabilities) >> uint256(wanted)) & 1 == 1;
    }

    /// @notice The one of two capabilities to ask for where either will do: the second only where the
    /// set holds it and lacks the first, so that a refusal names the first.
    function eitherOf(uint16 capabilities, Capability first, Capability second)
        internal
        pure
        returns (Capability)
    {
        return !has(capabilities, first) && has(capabilities, second) ? second : first;
    }
}
