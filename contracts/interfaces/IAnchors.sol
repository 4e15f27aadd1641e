// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Anchors
/// @notice Roots that somebody put on the ledger to prove later what its own records were now: the state of
/// audit logs, of an index, of whatever has a root. A root says nothing of what is under it.
/// @dev Each sender has a row of its own, numbered without a gap, so that nobody can crowd another's out and
/// a sender that hides one of its roots later is found out by the numbers.
interface IAnchors {
    /// @notice A root was put on the ledger.
    /// @param by who put it there
    /// @param number which of its roots it is, from 1
    /// @param root over its records
    event RootAnchored(address indexed by, uint64 indexed number, bytes32 root);

    /// @notice An empty root proves nothing.
    error Anchors_EmptyRoot();

    /// @notice Puts a root on the ledger, as the sender's next: anyone.
    /// @dev Errors: Anchors_EmptyRoot.
    /// @param root over the sender's records
    /// @return number which of the sender's roots it is, from 1
    function anchor(bytes32 root) external returns (uint64 number);

    /// @notice How many roots a sender has anchored.
    /// @param by the sender
    /// @return roots how many; the number of its newest one, 0 where it has none
    function count(address by) external view returns (uint64 roots);
}
