// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Payment in full
/// @notice Moves money and measures what arrived: a token that keeps a part back, or that says yes and
/// moves nothing, does not discharge a debt.
library ExactTransfer {
    /// @notice Another amount arrived than was to be paid.
    error Money_NotInFull(address money, uint256 dueMinor, uint256 arrivedMinor);

    /// @notice Moves `amountMinor` from `from`, which has allowed it to this contract, to `to`.
    /// @dev Errors: Money_NotInFull; whatever the token itself refuses with.
    function pull(address money, address from, address to, uint256 amountMinor) internal {
        uint256 heldBefore = IERC20(money).balanceOf(to);
        SafeERC20.safeTransferFrom(IERC20(money), from, to, amountMinor);
        uint256 arrivedMinor = Math.saturatingSub(IERC20(money).balanceOf(to), heldBefore);
        require(arrivedMinor == amountMinor, Money_NotInFull(money, amountMinor, arrivedMinor));
    }
}
