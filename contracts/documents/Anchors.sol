// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";

import {IAnchors} from "../interfaces/IAnchors.sol";

/// @title Anchors
/// @notice Roots by sender, numbered.
contract Anchors is IAnchors, ERC2771Context {
    mapping(address by => uint64 roots) private _counts;

    constructor(address forwarder) ERC2771Context(forwarder) {}

    /// @inheritdoc IAnchors
    function anchor(bytes32 root) external returns (uint64 number) {
        require(root != bytes32(0), Anchors_EmptyRoot());
        address by = _msgSender();
        number = ++_counts[by];
        emit RootAnchored(by, number, root);
    }

    /// @inheritdoc IAnchors
    function count(address by) external view returns (uint64) {
        return _counts[by];
    }
}
