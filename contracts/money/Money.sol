// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";

import {IMoney} from "../interfaces/IMoney.sol";
import {Governed} from "../libraries/Governed.sol";

/// @title Money
/// @notice Bank money of one currency, in its minor units.
contract Money is ERC20, ERC20Permit, Governed, IMoney {
    bytes3 private immutable CURRENCY;
    uint8 private immutable MINOR_UNITS;

    mapping(bytes32 orderReference => bool used) private _issueUsed;
    mapping(address holder => mapping(bytes32 orderReference => bool used)) private _redemptionUsed;

    /// @param currency_ ISO 4217 code in ASCII
    /// @param minorUnits how many decimal places a unit has, as ISO 4217 has it
    constructor(
        string memory name_,
        string memory symbol_,
        bytes3 currency_,
        uint8 minorUnits,
        address authority,
        address forwarder
    ) ERC20(name_, symbol_) ERC20Permit(name_) Governed(authority, forwarder) {
        CURRENCY = currency_;
        MINOR_UNITS = minorUnits;
    }

    /// @inheritdoc IMoney
    function issue(address account, uint256 amountMinor, bytes32 orderReference) external restricted {
        require(!_issueUsed[orderReference], Money_ReferenceUsed(orderReference));
        _issueUsed[orderReference] = true;
        _mint(account, amountMinor);
        emit Issued(account, amountMinor, orderReference);
    }

    /// @inheritdoc IMoney
    function redeem(uint256 amountMinor, bytes32 orderReference) external {
        address holder = _msgSender();
        require(!_redemptionUsed[holder][orderReference], Money_ReferenceUsed(orderReference));
        _redemptionUsed[holder][orderReference] = true;
        _burn(holder, amountMinor);
        emit Redeemed(holder, amountMinor, orderReference);
    }

    /// @inheritdoc IMoney
    function currency() external view returns (bytes3) {
        return CURRENCY;
    }

    /// @inheritdoc IMoney
    function decimals() public view override(ERC20, IMoney) returns (uint8) {
        return MINOR_UNITS;
    }

    /// @inheritdoc ERC20Permit
    function nonces(address owner) public view override(IERC20Permit, ERC20Permit) returns (uint256) {
        return super.nonces(owner);
    }

    function _msgSender() internal view override(Context, Governed) returns (address) {
        return Governed._msgSender();
    }

    function _msgData() internal view override(Context, Governed) returns (bytes calldata) {
        return Governed._msgData();
    }

    function _contextSuffixLength() internal view override(Context, Governed) returns (uint256) {
        return Governed._contextSuffixLength();
    }
}
