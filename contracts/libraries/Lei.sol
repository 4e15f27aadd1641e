// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId} from "../types/Ids.sol";

/// @title Legal entity identifiers
/// @notice Whether an organisation's id is a LEI: 20 characters and check digits (ISO 17442).
library Lei {
    uint256 private constant LENGTH = 20;
    uint256 private constant CHECK_DIGITS_FROM = 18;

    /// @notice ISO 7064 mod 97-10: letters count as 10 to 35, and the whole number leaves 1.
    /// @dev Check digits run from 02 to 98: 00, 01 and 99 leave 1 as well where 97, 98 and 02 do, and would
    /// give one entity a second id.
    function isValid(OrgId organisation) internal pure returns (bool) {
        uint256 raw = uint256(OrgId.unwrap(organisation));
        // Nothing may follow the 20 characters: one LEI, one id.
        if (raw << (LENGTH * 8) != 0) return false;

        uint256 remainder = 0;
        uint256 checkDigits = 0;
        for (uint256 i = 0; i < LENGTH; ++i) {
            uint256 character = (raw >> (248 - 8 * i)) & 0xff;
            if (character >= 0x30 && character <= 0x39) {
                remainder = (remainder * 10 + character - 0x30) % 97;
                if (i >= CHECK_DIGITS_FROM) checkDigits = checkDigits * 10 + character - 0x30;
            } else if (character >= 0x41 && character <= 0x5a && i < CHECK_DIGITS_FROM) {
                remainder = (remainder * 100 + character - 0x41 + 10) % 97;
            } else {
                return false;
            }
        }
        return remainder == 1 && checkDigits >= 2 && checkDigits <= 98;
    }
}
