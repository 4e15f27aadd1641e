// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId, Fingerprint} from "./Ids.sol";

/// @notice The financing status of an invoice.
/// @dev Transitions
/// NONE -> REGISTERED : register
/// REGISTERED -> RESERVED : offer
/// RESERVED -> REGISTERED : withdrawOffer
/// RESERVED -> FINANCED : finance
/// FINANCED -> SETTLED : settle
/// FINANCED -> REGISTERED : releaseFinancing
/// REGISTERED -> CANCELLED : cancel
enum InvoiceStatus {
    NONE,
    REGISTERED,
    RESERVED,
    FINANCED,
    SETTLED,
    CANCELLED
}

/// @notice One invoice, known by its fingerprint alone.
struct InvoiceRecord {
    OrgId seller; // who registered it
    OrgId financier; // who was offered it or financed it; zero while REGISTERED
    Fingerprint conflictKey; // weak key: same seller, number and year
    // slot 4: 20 + 8 + 1 bytes
    address money; // the currency of the offer
    uint64 registeredAt; // UTC seconds
    InvoiceStatus status;
    // slot 5: 16 + 8 bytes
    uint128 advanceMinor; // what the financier is to pay or has paid, minor units
    uint64 reservedUntil; // UTC seconds; an offer lapses by itself
}
