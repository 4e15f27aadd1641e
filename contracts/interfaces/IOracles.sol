// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EvidenceId} from "../types/Ids.sol";
import {ArrivalReport, EvidenceKind, TemperatureReport} from "../types/OracleTypes.sol";

/// @title Evidence
/// @notice Reports signed by a quorum of oracle nodes, checked and kept.
/// @dev n = 3f + 1 nodes, 2f + 1 signatures: with f liars two different reports cannot both gather a
/// quorum. The signer set is stored as contract code; `signerBitmap` says whose signatures follow, in
/// the order of the set, each 64 bytes compact (EIP-2098). A report is an EIP-712 struct bound to this
/// contract, this chain, a subject, a policy and the current signer set; anyone may submit it. For one
/// subject, policy and kind there is one report for good: a second, different one is refused.
interface IOracles {
    /// @notice A new signer set is in force.
    event SignersAdopted(uint32 indexed epoch, address[] signers, uint8 faulty);
    /// @notice A temperature report is on the ledger.
    event TemperatureRecorded(
        EvidenceId indexed evidence, bytes32 indexed subject, bytes32 indexed policy, TemperatureReport report, uint256 signerBitmap
    );
    /// @notice An arrival report is on the ledger.
    event ArrivalRecorded(
        EvidenceId indexed evidence, bytes32 indexed subject, bytes32 indexed policy, ArrivalReport report, uint256 signerBitmap
    );

    /// @notice Signers must be 3f + 1, at most 31, in ascending order, without zero or repeats.
    error Oracles_InvalidSigners(uint256 count, uint8 faulty);
    /// @notice The report names a signer set that is not in force.
    error Oracles_WrongEpoch(uint32 found, uint32 current);
    /// @notice Fewer signatures than a quorum.
    error Oracles_NoQuorum(uint256 found, uint256 required);
    /// @notice A signature is not by the signer whose bit is set.
    error Oracles_BadSignature(uint256 signerIndex);
    /// @notice The number of signature bytes does not fit the bitmap, or the bitmap names nobody's bit.
    error Oracles_MalformedSignatures(uint256 length, uint256 signerBitmap);
    /// @notice For this subject and policy another report stands already.
    error Oracles_ConflictingReport(bytes32 subject, bytes32 policy, EvidenceId standing);
    /// @notice The report contradicts itself: times, figures or sources cannot be so, or lie in the future.
    error Oracles_ImplausibleReport();
    /// @notice No such evidence is on the ledger.
    error Oracles_UnknownEvidence(EvidenceId evidence);

    /// @notice Puts a new signer set in force. Oracle registrar only.
    /// @param signers the nodes' addresses, ascending
    /// @param faulty f, how many of the 3f + 1 may be faulty
    /// @return epoch its number, from 1
    function adoptSigners(address[] calldata signers, uint8 faulty) external returns (uint32 epoch);

    /// @notice Records a temperature report signed by a quorum. Recording the same one again changes nothing.
    /// @param report what the nodes saw
    /// @param signerBitmap bit i is set where signer i of the set has signed
    /// @param signatures 65 bytes for each bit set, lowest first
    /// @return evidence its EIP-712 digest
    function recordTemperature(TemperatureReport calldata report, uint256 signerBitmap, bytes calldata signatures)
        external
        returns (EvidenceId evidence);

    /// @notice Records an arrival report signed by a quorum. Recording the same one again changes nothing.
    /// @param report what the nodes saw
    /// @param signerBitmap bit i is set where signer i of the set has signed
    /// @param signatures 65 bytes for each bit set, lowest first
    /// @return evidence its EIP-712 digest
    function recordArrival(ArrivalReport calldata report, uint256 signerBitmap, bytes calldata signatures)
        external
        returns (EvidenceId evidence);

    /// @notice The signer set in force.
    /// @return epoch its number, from 1
    /// @return members the nodes' addresses, ascending
    /// @return faulty f, how many of the 3f + 1 may be faulty
    function signers() external view returns (uint32 epoch, address[] memory members, uint8 faulty);

    /// @notice A temperature report by its evidence id.
    /// @dev Errors: Oracles_UnknownEvidence.
    /// @param evidence EIP-712 digest of the report
    /// @return the report as signed
    function temperature(EvidenceId evidence) external view returns (TemperatureReport memory);

    /// @notice An arrival report by its evidence id.
    /// @dev Errors: Oracles_UnknownEvidence.
    /// @param evidence EIP-712 digest of the report
    /// @return the report as signed
    function arrival(EvidenceId evidence) external view returns (ArrivalReport memory);

    /// @notice The evidence that stands for a subject under a policy; zero where there is none.
    /// @param subject what the report is made for
    /// @param policy by which rules it was made
    /// @param kind temperature or arrival
    /// @return the report's EIP-712 digest
    function evidenceFor(bytes32 subject, bytes32 policy, EvidenceKind kind) external view returns (EvidenceId);

    /// @notice The digest the nodes sign for a temperature report.
    /// @param report as it would be recorded
    /// @return EIP-712 digest, which is its evidence id
    function temperatureDigest(TemperatureReport calldata report) external view returns (bytes32);

    /// @notice The digest the nodes sign for an arrival report.
    /// @param report as it would be recorded
    /// @return EIP-712 digest, which is its evidence id
    function arrivalDigest(ArrivalReport calldata report) external view returns (bytes32);
}
