// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";

/// @title Signer sets as contract code
/// @notice Keeps a list of addresses as the code of a contract: read at once, for less than a slot each.
/// @dev The code starts with a STOP byte, so that nobody can run it, then 20 bytes an address.
library SignerSet {
    uint256 private constant ADDRESS_BYTES = 20;
    uint256 private constant PREFIX_BYTES = 1;

    /// @notice Stores the addresses.
    /// @param salt makes the place unique for the storing contract
    /// @return place where they are kept
    function store(address[] calldata signers, bytes32 salt) internal returns (address place) {
        bytes memory code = hex"00";
        for (uint256 i = 0; i < signers.length; ++i) {
            code = bytes.concat(code, bytes20(signers[i]));
        }
        // PUSH2 length, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN: hands back what
        // follows these ten bytes.
        bytes memory initCode = bytes.concat(hex"61", bytes2(uint16(code.length)), hex"80600a3d393df3", code);
        return Create2.deploy(0, salt, initCode);
    }

    /// @notice The stored bytes, for {signerAt}.
    function load(address place) internal view returns (bytes memory) {
        return place.code;
    }

    /// @notice The address at `index`.
    /// @param code from {load}
    /// @param index below the number of stored addresses
    function signerAt(bytes memory code, uint256 index) internal pure returns (address signer) {
        uint256 end = PREFIX_BYTES + ADDRESS_BYTES * (index + 1);
        assert(end <= code.length);
        // Safe: the word ends at byte `end` of the array, which the line above keeps within it.
        assembly ("memory-safe") {
            signer := and(mload(add(code, end)), 0xffffffffffffffffffffffffffffffffffffffff)
        }
    }
}
