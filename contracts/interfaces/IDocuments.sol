// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DocumentHash, OrgId} from "../types/Ids.sol";
import {DocumentKind, DocumentRecord} from "../types/DocumentTypes.sol";

/// @title Documents
/// @notice Who issued which document when, and whether it still stands. The content stays with the
/// parties; whoever is shown it can check it against its hash.
interface IDocuments {
    /// @notice A document was issued.
    event DocumentRegistered(DocumentHash indexed document, OrgId indexed issuer, DocumentKind kind);
    /// @notice A document's issuer withdrew it.
    event DocumentRevoked(DocumentHash indexed document, OrgId indexed issuer, bytes32 reason);

    /// @notice This document is registered already; its issuer and time stand as they are.
    error Documents_AlreadyRegistered(DocumentHash document);
    /// @notice No such document is registered.
    error Documents_Unknown(DocumentHash document);
    /// @notice This document was revoked by its issuer.
    error Documents_Revoked(DocumentHash document);
    /// @notice A document's hash cannot be zero.
    error Documents_EmptyHash();

    /// @notice Registers a document as issued by the caller's organisation, now.
    /// @dev A hash has one issuer, the first to register it, and proves no more than that: whoever relies on a
    /// document compares `record(document).issuer` with the issuer it names. An issuer whose hash was taken
    /// issues the document again with another salt. Errors: Documents_AlreadyRegistered, Documents_EmptyHash.
    /// @param document the document's salted hash
    /// @param kind what sort of document it is
    function register(DocumentHash document, DocumentKind kind) external;

    /// @notice Withdraws a document: by its issuer only. What was done on it before stays done.
    /// @dev Errors: Documents_Unknown, Documents_Revoked, Members_NotTheParty.
    /// @param document the document's salted hash
    /// @param reason the reason in words, at most 32 bytes
    function revoke(DocumentHash document, bytes32 reason) external;

    /// @notice What the ledger knows of a document; standing NONE where nothing.
    /// @param document the document's salted hash
    /// @return issuer, kind, standing and times
    function record(DocumentHash document) external view returns (DocumentRecord memory);

    /// @notice Confirms that a document is registered and stands.
    /// @dev Errors: Documents_Unknown, Documents_Revoked.
    /// @param document the document's salted hash
    /// @return its record, REGISTERED
    function requireStanding(DocumentHash document) external view returns (DocumentRecord memory);
}
