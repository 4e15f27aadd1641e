// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OrgId, Place} from "./Ids.sol";
import {DocumentKind} from "./DocumentTypes.sol";

/// @notice The life of a payment undertaking. Its amount is held here from the start, so that
/// becoming unconditional and being able to pay are one thing.
/// @dev Transitions
/// NONE -> CONDITIONAL : undertake
/// CONDITIONAL -> UNCONDITIONAL : satisfy
/// CONDITIONAL -> PAID : satisfy
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
    ConditionKind kind;
    bytes32 policy; // TEMPERATURE, ARRIVAL: the agreed policy; ATTESTATION: hash of the statement
    OrgId party; // ATTESTATION: the attester; DOCUMENT: the issuer
    DocumentKind documentKind; // DOCUMENT
    int32 minimumMilliC; // TEMPERATURE: lowest reading allowed
    int32 maximumMilliC; // TEMPERATURE: highest reading allowed
    int32 maximumKineticMilliC; // TEMPERATURE: highest mean kinetic temperature allowed
    uint32 maximumGapSeconds; // TEMPERATURE: longest silence allowed
    uint32 minimumSpanSeconds; // TEMPERATURE: shortest stretch the report must cover
    uint64 notBefore; // TEMPERATURE, ARRIVAL: earliest instant that counts, UTC seconds
    uint64 notAfter; // TEMPERATURE, ARRIVAL: latest instant that counts, UTC seconds
    Place place; // ARRIVAL
    uint32 vessel; // ARRIVAL: as in the report
    uint8 minimumSources; // ARRIVAL: how many classes of source must agree
}

/// @notice What the obligor undertakes.
struct UndertakingTerms {
    OrgId obligor; // pays
    OrgId beneficiary; // is paid
    address money; // the currency's token
    uint128 amountMinor; // minor units of that currency
    uint64 expiresAt; // UTC seconds: evidence must be on the ledger by then
    uint64 payableFrom; // UTC seconds: maturity; 0 = at once
    uint8 required; // how many of the conditions must be met
    bytes32 termsHash; // of the canonical terms
    bytes32 obligorReference; // the obligor's own reference, unique for it
}

/// @notice An undertaking and where it stands.
struct UndertakingRecord {
    UndertakingTerms terms;
    UndertakingState state;
    uint8 conditions; // how many there are
    uint8 met; // how many are met
    uint256 metBitmap; // which
}
