// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

import {SignerSet} from "./SignerSet.sol";

/// @title Quorum of signatures
/// @notice Finds whose signatures on a digest hold, by a bitmap over a signer set.
/// @dev Signatures stand in the order of the set, 64 bytes each (EIP-2098). Bit `i` of the bitmap says
/// that signer `i` signed, so no signer can count twice and none need be searched for.
library Quorum {
    uint256 internal constant SIGNATURE_BYTES = 64;

    /// @notice What is wrong with a set of signatures; NONE where nothing is.
    enum Fault {
        NONE,
        MALFORMED,
        TOO_FEW,
        BAD_SIGNATURE
    }

    /// @notice Checks every signature given.
    /// @param digest what was signed
    /// @param place where the signer set is kept
    /// @param size how many signers the set has, at most 31
    /// @param required how many must have signed
    /// @return fault what is wrong
    /// @return detail TOO_FEW: how many signed; BAD_SIGNATURE: whose signature it should have been
    function check(
        bytes32 digest,
        address place,
        uint256 size,
        uint256 required,
        uint256 signerBitmap,
        bytes calldata signatures
    ) internal view returns (Fault fault, uint256 detail) {
        if (signerBitmap >> size != 0) return (Fault.MALFORMED, 0);

        uint256 found = 0;
        for (uint256 i = 0; i < size; ++i) found += (signerBitmap >> i) & 1;
        if (signatures.length != found * SIGNATURE_BYTES) return (Fault.MALFORMED, 0);
        if (found < required) return (Fault.TOO_FEW, found);

        bytes memory signers = SignerSet.load(place);
        uint256 next = 0;
        for (uint256 i = 0; i < size; ++i) {
            if ((signerBitmap >> i) & 1 == 0) continue;
            if (_recover(digest, signatures, next) != SignerSet.signerAt(signers, i)) {
                return (Fault.BAD_SIGNATURE, i);
            }
            ++next;
        }
    }

    /// @dev A failed recovery gives the zero address, which is in no signer set. High `s` values fail too,
    /// so that one signature has one spelling.
    function _recover(bytes32 digest, bytes calldata signatures, uint256 index)
        private
        pure
        returns (address signer)
    {
        bytes calldata signature = signatures[index * SIGNATURE_BYTES:(index + 1) * SIGNATURE_BYTES];
        (signer,,) = ECDSA.tryRecover(digest, bytes32(signature[:32]), bytes32(signature[32:]));
    }
}
