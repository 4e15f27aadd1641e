// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Place} from "./Ids.sol";

/// @notice What a quorum attests of one temperature record: summary figures, never a verdict. The
/// verdict is re-derived by whoever holds the terms.
/// @dev EIP-712 type; `subject` is the credit or undertaking it was made for, `policy` the hash of
/// the agreed way of measuring and aggregating.
struct TemperatureReport {
    bytes32 subject;
    bytes32 policy;
    uint64 fromTime; // UTC seconds, first instant covered
    uint64 untilTime; // UTC seconds, last instant covered
    int32 minimumMilliC; // thousandths of a degree Celsius
    int32 maximumMilliC;
    int32 meanKineticMilliC; // USP 1079.2
    uint32 readings;
    uint32 longestGapSeconds; // longest stretch without evidence
    bytes32 readingsRoot; // Merkle root over every signed reading
    uint32 epoch; // of the signer set
}

/// @notice What a quorum attests of one arrival.
struct ArrivalReport {
    bytes32 subject;
    bytes32 policy;
    Place place; // where it arrived
    uint32 vessel; // IMO number, or MMSI where the policy says so
    uint64 arrivedAt; // UTC seconds
    uint8 sources; // bitmap: 1 AIS, 2 carrier's event, 4 terminal's message
    bytes32 observationsRoot; // Merkle root over the observations
    uint32 epoch;
}

/// @notice What kind of evidence an EvidenceId stands for.
enum EvidenceKind {
    NONE,
    TEMPERATURE,
    ARRIVAL
}
