// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A currency that misbehaves on demand: calls somebody back while it moves money, keeps a fee,
/// says yes and moves nothing, or refuses an account.
contract HostileToken is ERC20 {
    address private _target;
    bytes private _callback;
    uint256 public feeBps;
    bool public lying;
    mapping(address account => bool) public blocked;

    /// @notice How the last call back ended.
    bool public calledBack;
    bool public succeeded;
    bytes public answer;

    constructor() ERC20("Hostile", "BAD") {}

    function mint(address account, uint256 amountMinor) external {
        _mint(account, amountMinor);
    }

    function setCallback(address target, bytes calldata data) external {
        _target = target;
        _callback = data;
        calledBack = false;
    }

    function setFee(uint256 bps) external {
        feeBps = bps;
    }

    function setLying(bool lies) external {
        lying = lies;
    }

    function setBlocked(address account, bool isBlocked) external {
        blocked[account] = isBlocked;
    }

    function _update(address from, address to, uint256 value) internal override {
        require(!blocked[to], "account is blocked");
        if (lying && from != address(0)) return;
        if (from != address(0) && feeBps != 0) {
            uint256 fee = (value * feeBps) / 10_000;
            super._update(from, address(this), fee);
            value -= fee;
        }
        super._update(from, to, value);
        if (_target != address(0)) {
            address target = _target;
            _target = address(0);
            calledBack = true;
            (succeeded, answer) = target.call(_callback);
        }
    }
}
