// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";

/// @notice A small contract for tests of the ledger client: every kind of value passes through it.
contract Counter is ERC2771Context {
    type Ticket is bytes32;

    enum Mood {
        CALM,
        BUSY
    }

    struct Entry {
        address who;
        uint64 amountMinor;
        Mood mood;
        bytes32[] proofs;
    }

    event Counted(Ticket indexed ticket, address indexed by, uint64 amountMinor, Mood mood);

    error TooMuch(uint64 amountMinor, uint64 limit);
    error TooEarly(uint256 time, uint256 from);

    uint64 public immutable limit;
    uint64 public total;
    address public last;
    Entry[] private _entries;

    constructor(uint64 limit_, address forwarder) ERC2771Context(forwarder) {
        limit = limit_;
    }

    function count(Ticket ticket, Entry calldata entry) external returns (uint64 sum) {
        require(entry.amountMinor <= limit, TooMuch(entry.amountMinor, limit));
        total += entry.amountMinor;
        last = _msgSender();
        _entries.push(entry);
        emit Counted(ticket, last, entry.amountMinor, entry.mood);
        return total;
    }

    function after_(uint256 from) external returns (uint256) {
        require(block.timestamp >= from, TooEarly(block.timestamp, from));
        ++total;
        return block.timestamp;
    }

    function fail(string calldata reason) external pure {
        revert(reason);
    }

    function overflow() external {
        total = type(uint64).max;
        ++total;
    }

    function entries() external view returns (Entry[] memory) {
        return _entries;
    }

    function clock() external view returns (uint256) {
        return block.timestamp;
    }

    function move(int32 milliDegrees, bytes calldata data) external pure returns (int32, bytes memory) {
        return (milliDegrees, data);
    }
}
