// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId, Place} from "./Ids.sol";
import {DocumentKind} from "./DocumentTypes.sol";

/// @notice The life of a payment undertaking. Its amount is held here from the start, so that
/// becoming unconditional and being able to pay are one thing.
/// @dev Transitions
/// NONE -> CONDITIONAL : undertake
/// CONDITIONAL -> UNCONDITIONAL : satisfy, attest, showDocument
/// CONDITIONAL -> PAID : satisfy, attest, showDocument
/// UNCONDITIONAL -> PAID : pay
/// CONDITIONAL -> RECLAIMED : reclaim
/// CONDITIONAL -> FORGONE : forgo
enum UndertakingState {
    NONE,
    CONDITIONAL,
    UNCONDITIONAL,
    PAID,
    RECLAIMED,
    FORGONE
}

/// @notice What kind of evidence a condition asks for.
enum ConditionKind {
    TEMPERATURE, // a quorum's temperature report within the limits
    ARRIVAL, // a quorum's arrival report at the place and in time
    ATTESTATION, // a named organisation's statement
    DOCUMENT // a registered document of a kind by a named issuer
}

/// @notice One condition. Fields that its kind does not use are zero.
struct Condition {
    // slots 1 to 3
    ConditionKind kind;
    bytes32 policy; // TEMPERATURE, ARRIVAL: the agreed policy; ATTESTATION: hash of the statement;
    // DOCUMENT: the very document where its hash is known beforehand, else zero
    OrgId party; // ATTESTATION: the attester; DOCUMENT: the issuer
    // slot 4: 1 + 3 * 4 + 2 * 4 + 8 bytes
    DocumentKind documentKind; // DOCUMENT
    int32 minimumMilliC; // TEMPERATURE: lowest reading allowed
    int32 maximumMilliC; // TEMPERATURE: highest reading allowed
    int32 maximumKineticMilliC; // TEMPERATURE: highest mean kinetic temperature allowed
    uint32 maximumGapSeconds; // TEMPERATURE: longest silence allowed
    uint32 minimumSpanSeconds; // TEMPERATURE: shortest stretch the report must cover
    uint64 notBefore; // TEMPERATURE, ARRIVAL: earliest instant that counts, UTC seconds;
    // DOCUMENT: earliest registration that counts, so that no older deal's document is shown again
    // slot 5: 8 + 5 + 4 + 1 bytes
    uint64 notAfter; // TEMPERATURE, ARRIVAL: latest instant that counts, UTC seconds
    Place place; // ARRIVAL
    uint32 vessel; // ARRIVAL: as in the report
    uint8 minimumSources; // ARRIVAL: how many classes of source must agree
}

/// @notice What the obligor undertakes.
struct UndertakingTerms {
    // slots 1 and 2
    OrgId obligor; // pays
    OrgId beneficiary; // is paid
    // slot 3: 20 + 1 bytes
    address money; // the currency's token
    uint8 required; // how many of the conditions must be met
    // slot 4
    uint128 amountMinor; // minor units of that currency
    uint64 expiresAt; // UTC seconds: evidence must be shown here by then
    uint64 payableFrom; // UTC seconds: maturity; 0 = at once
    // slots 5 and 6
    bytes32 termsHash; // of the canonical terms
    bytes32 obligorReference; // the obligor's own reference, unique for it
}

/// @notice An undertaking and where it stands.
struct UndertakingRecord {
    UndertakingTerms terms; // slots 1 to 6
    // slot 7: 1 + 1 + 1 + 2 bytes
    UndertakingState state;
    uint8 conditions; // how many there are
    uint8 met; // how many are met
    uint16 metBitmap; // which
}
