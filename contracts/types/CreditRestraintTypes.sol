// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId} from "./Ids.sol";

/// @notice A court's order not to pay under a credit, and whose register holds it. One stands of each register.
struct CourtOrder {
    OrgId registrar; // who recorded it and lifts it
    bytes32 orderReference;
    uint64 recordedAt; // UTC seconds
}

/// @notice A bank's own hold under the law that binds it.
struct ComplianceHold {
    bytes32 legalBasis; // hash of the reference to the provision; zero where none stands
    bytes2 jurisdiction; // ISO 3166-1 alpha-2 of the law
    uint64 setAt; // UTC seconds
}
