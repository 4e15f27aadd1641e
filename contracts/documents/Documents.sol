// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";

import {IDocuments} from "../interfaces/IDocuments.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {DocumentKind, DocumentRecord, DocumentStanding} from "../types/DocumentTypes.sol";
import {DocumentHash, OrgId} from "../types/Ids.sol";
import {Capability} from "../types/MemberTypes.sol";

/// @title Documents
/// @notice The register of issued documents by their hashes.
contract Documents is IDocuments, ERC2771Context {
    /// @notice The register of members.
    IMembers public immutable MEMBERS;

    mapping(DocumentHash document => DocumentRecord) private _records;

    constructor(IMembers members, address forwarder) ERC2771Context(forwarder) {
        MEMBERS = members;
    }

    /// @inheritdoc IDocuments
    function register(DocumentHash document, DocumentKind kind) external {
        OrgId issuer = MEMBERS.requireMember(_msgSender(), Capability.NONE);
        require(DocumentHash.unwrap(document) != bytes32(0), Documents_EmptyHash());
        require(
            _records[document].standing == DocumentStanding.NONE, Documents_AlreadyRegistered(document)
        );

        _records[document] = DocumentRecord({
            issuer: issuer,
            registeredAt: uint64(block.timestamp),
            revokedAt: 0,
            kind: kind,
            standing: DocumentStanding.REGISTERED
        });
        emit DocumentRegistered(document, issuer, kind);
    }

    /// @inheritdoc IDocuments
    function revoke(DocumentHash document, bytes32 reason) external {
        OrgId issuer = requireStanding(document).issuer;
        MEMBERS.requireParty(_msgSender(), issuer, Capability.NONE);

        _records[document].standing = DocumentStanding.REVOKED;
        _records[document].revokedAt = uint64(block.timestamp);
        emit DocumentRevoked(document, issuer, reason);
    }

    /// @inheritdoc IDocuments
    function record(DocumentHash document) external view returns (DocumentRecord memory) {
        return _records[document];
    }

    /// @inheritdoc IDocuments
    function requireStanding(DocumentHash document) public view returns (DocumentRecord memory found) {
        found = _records[document];
        require(found.standing != DocumentStanding.NONE, Documents_Unknown(document));
        require(found.standing != DocumentStanding.REVOKED, Documents_Revoked(document));
    }
}
