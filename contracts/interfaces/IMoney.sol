// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

/// @title Bank money
/// @notice One currency on the ledger: an ERC-20 in the minor units of its ISO 4217 code, with permit,
/// put in and taken out of circulation by a settlement agent against money held outside.
/// @dev Never paused: payment, refund and return stay open whatever else stops.
interface IMoney is IERC20, IERC20Permit {
    /// @notice Money was put into circulation.
    event Issued(address indexed account, uint256 amountMinor, bytes32 indexed orderReference);
    /// @notice Money was taken out of circulation.
    event Redeemed(address indexed account, uint256 amountMinor, bytes32 indexed orderReference);

    /// @notice A reference was used before: the same order is never carried out twice.
    error Money_ReferenceUsed(bytes32 orderReference);

    /// @notice Puts money into circulation. Settlement agent only.
    /// @param account that receives it
    /// @param amountMinor minor units
    /// @param orderReference the settlement agent's own, once only
    function issue(address account, uint256 amountMinor, bytes32 orderReference) external;

    /// @notice Takes money of the caller's own account out of circulation, to be paid out outside.
    /// @param amountMinor minor units
    /// @param orderReference the holder's own, once only for that holder
    function redeem(uint256 amountMinor, bytes32 orderReference) external;

    /// @notice The ISO 4217 code in ASCII, such as `USD`.
    /// @return three letters
    function currency() external view returns (bytes3);

    /// @notice The number of decimal places of one unit, as ISO 4217 has it.
    /// @return how many, such as 2 where a unit has a hundred parts
    function decimals() external view returns (uint8);
}
