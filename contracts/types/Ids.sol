// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice An organisation: its 20-character LEI (ISO 17442) as ASCII, left-aligned.
type OrgId is bytes32;

/// @notice A letter of credit: hash of issuing bank, applicant and the application's reference.
type CreditId is bytes32;

/// @notice One presentation of documents under a credit: hash of the credit and its running number.
type PresentationId is bytes32;

/// @notice A payment undertaking: hash of the obligor and its reference.
type UndertakingId is bytes32;

/// @notice The hash of an electronic document's bytes, its salt among them.
type DocumentHash is bytes32;

/// @notice A keyed token over an invoice's identity; equal invoices have equal fingerprints.
type Fingerprint is bytes32;

/// @notice One piece of evidence on the ledger: the EIP-712 digest of the report that carries it.
type EvidenceId is bytes32;

/// @notice A civil date at a stated place: days since 1 January 1970.
type Day is uint32;

/// @notice A place by its UN/LOCODE in ASCII, such as `AEDXB`.
type Place is bytes5;

using {sameOrg as ==, otherOrg as !=} for OrgId global;
using {samePresentation as ==, otherPresentation as !=} for PresentationId global;
using {samePlace as ==} for Place global;
using {laterThan as >, noLaterThan as <=} for Day global;

function sameOrg(OrgId left, OrgId right) pure returns (bool) {
    return OrgId.unwrap(left) == OrgId.unwrap(right);
}

function otherOrg(OrgId left, OrgId right) pure returns (bool) {
    return OrgId.unwrap(left) != OrgId.unwrap(right);
}

function samePresentation(PresentationId left, PresentationId right) pure returns (bool) {
    return PresentationId.unwrap(left) == PresentationId.unwrap(right);
}

function otherPresentation(PresentationId left, PresentationId right) pure returns (bool) {
    return PresentationId.unwrap(left) != PresentationId.unwrap(right);
}

function samePlace(Place left, Place right) pure returns (bool) {
    return Place.unwrap(left) == Place.unwrap(right);
}

function laterThan(Day left, Day right) pure returns (bool) {
    return Day.unwrap(left) > Day.unwrap(right);
}

function noLaterThan(Day left, Day right) pure returns (bool) {
    return Day.unwrap(left) <= Day.unwrap(right);
}
