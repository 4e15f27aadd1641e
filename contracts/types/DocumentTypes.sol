// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId} from "./Ids.sol";

/// @notice What a document is. The ledger needs it only where a term asks for a kind.
enum DocumentKind {
    OTHER,
    COMMERCIAL_INVOICE,
    BILL_OF_LADING,
    AIR_WAYBILL,
    INSURANCE_DOCUMENT,
    CERTIFICATE_OF_ORIGIN,
    INSPECTION_CERTIFICATE,
    PACKING_LIST,
    TEMPERATURE_CERTIFICATE,
    NOTICE_OF_ARRIVAL,
    PRODUCTION_RECORD,
    CUSTOMS_RELEASE,
    PURCHASE_ORDER,
    DRAFT
}

/// @notice Whether a registered document still stands.
/// @dev Transitions
/// NONE -> REGISTERED : register
/// REGISTERED -> REVOKED : revoke
enum DocumentStanding {
    NONE,
    REGISTERED,
    REVOKED
}

/// @notice What the ledger knows of a document; its content stays with the parties.
struct DocumentRecord {
    OrgId issuer;
    uint64 registeredAt; // UTC seconds
    uint64 revokedAt; // UTC seconds, 0 while it stands
    DocumentKind kind;
    DocumentStanding standing;
}
