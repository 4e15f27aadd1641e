// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IOracles} from "../interfaces/IOracles.sol";
import {Governed} from "../libraries/Governed.sol";
import {Quorum} from "../libraries/Quorum.sol";
import {SignerSet} from "../libraries/SignerSet.sol";
import {EvidenceId, Place} from "../types/Ids.sol";
import {ArrivalReport, EvidenceKind, TemperatureReport} from "../types/OracleTypes.sol";

/// @title Oracles
/// @notice Checks reports of the oracle nodes against their quorum and keeps them as evidence.
contract Oracles is IOracles, EIP712, Governed {
    uint256 private constant MOST_SIGNERS = 31;
    // AIS, carrier's event, terminal's message.
    uint8 private constant KNOWN_SOURCES = 7;

    bytes32 private constant TEMPERATURE_TYPEHASH = keccak256(
        "TemperatureReport(bytes32 subject,bytes32 policy,uint64 fromTime,uint64 untilTime,int32 minimumMilliC,int32 maximumMilliC,int32 meanKineticMilliC,uint32 readings,uint32 longestGapSeconds,bytes32 readingsRoot,uint32 epoch)"
    );
    bytes32 private constant ARRIVAL_TYPEHASH = keccak256(
        "ArrivalReport(bytes32 subject,bytes32 policy,bytes5 place,uint32 vessel,uint64 arrivedAt,uint8 sources,bytes32 observationsRoot,uint32 epoch)"
    );

    /// @dev One slot, read once a report.
    struct Signers {
        // slot 1: 20 + 4 + 1 + 1 bytes
        address place; // of the signer set
        uint32 epoch;
        uint8 count;
        uint8 faulty;
    }

    /// @dev A TemperatureReport with its small figures together: five slots for six.
    struct KeptTemperature {
        bytes32 subject;
        bytes32 policy;
        bytes32 readingsRoot;
        // slot 4: 8 + 8 + 4 + 4 + 4 + 4 bytes
        uint64 fromTime;
        uint64 untilTime;
        int32 minimumMilliC;
        int32 maximumMilliC;
        int32 meanKineticMilliC;
        uint32 readings;
        // slot 5: 4 + 4 bytes
        uint32 longestGapSeconds;
        uint32 epoch;
    }

    /// @dev An ArrivalReport likewise: four slots for five.
    struct KeptArrival {
        bytes32 subject;
        bytes32 policy;
        bytes32 observationsRoot;
        // slot 4: 5 + 4 + 8 + 1 + 4 bytes
        Place place;
        uint32 vessel;
        uint64 arrivedAt;
        uint8 sources;
        uint32 epoch;
    }

    Signers private _signers;
    mapping(EvidenceId evidence => KeptTemperature) private _temperatures;
    mapping(EvidenceId evidence => KeptArrival) private _arrivals;
    mapping(bytes32 subject => mapping(bytes32 policy => mapping(EvidenceKind kind => EvidenceId evidence))) private
        _standing;

    constructor(address authority, address forwarder)
        EIP712("dhow Oracles", "1")
        Governed(authority, forwarder)
    {}

    /// @inheritdoc IOracles
    function adoptSigners(address[] calldata members, uint8 faulty) external restricted returns (uint32 epoch) {
        uint256 count = members.length;
        require(
            count == 3 * uint256(faulty) + 1 && count <= MOST_SIGNERS, Oracles_InvalidSigners(count, faulty)
        );
        address previous = address(0);
        for (uint256 i = 0; i < count; ++i) {
            require(members[i] > previous, Oracles_InvalidSigners(count, faulty));
            previous = members[i];
        }

        epoch = _signers.epoch + 1;
        _signers = Signers({
            place: SignerSet.store(members, bytes32(uint256(epoch))),
            epoch: epoch,
            count: uint8(count),
            faulty: faulty
        });
        emit SignersAdopted(epoch, members, faulty);
    }

    /// @inheritdoc IOracles
    function recordTemperature(TemperatureReport calldata report, uint256 signerBitmap, bytes calldata signatures)
        external
        returns (EvidenceId evidence)
    {
        bytes32 digest = temperatureDigest(report);
        evidence = EvidenceId.wrap(digest);
        if (_stands(report.subject, report.policy, EvidenceKind.TEMPERATURE, evidence)) return evidence;
        require(_isPlausible(report), Oracles_ImplausibleReport());
        _requireQuorum(digest, report.epoch, signerBitmap, signatures);

        _standing[report.subject][report.policy][EvidenceKind.TEMPERATURE] = evidence;
        _temperatures[evidence] = KeptTemperature({
            subject: report.subject,
            policy: report.policy,
            readingsRoot: report.readingsRoot,
            fromTime: report.fromTime,
            untilTime: report.untilTime,
            minimumMilliC: report.minimumMilliC,
            maximumMilliC: report.maximumMilliC,
            meanKineticMilliC: report.meanKineticMilliC,
            readings: report.readings,
            longestGapSeconds: report.longestGapSeconds,
            epoch: report.epoch
        });
        emit TemperatureRecorded(evidence, report.subject, report.policy, report, signerBitmap);
    }

    /// @inheritdoc IOracles
    function recordArrival(ArrivalReport calldata report, uint256 signerBitmap, bytes calldata signatures)
        external
        returns (EvidenceId evidence)
    {
        bytes32 digest = arrivalDigest(report);
        evidence = EvidenceId.wrap(digest);
        if (_stands(report.subject, report.policy, EvidenceKind.ARRIVAL, evidence)) return evidence;
        require(_isPlausible(report), Oracles_ImplausibleReport());
        _requireQuorum(digest, report.epoch, signerBitmap, signatures);

        _standing[report.subject][report.policy][EvidenceKind.ARRIVAL] = evidence;
        _arrivals[evidence] = KeptArrival({
            subject: report.subject,
            policy: report.policy,
            observationsRoot: report.observationsRoot,
            place: report.place,
            vessel: report.vessel,
            arrivedAt: report.arrivedAt,
            sources: report.sources,
            epoch: report.epoch
        });
        emit ArrivalRecorded(evidence, report.subject, report.policy, report, signerBitmap);
    }

    /// @inheritdoc IOracles
    function signers() external view returns (uint32 epoch, address[] memory members, uint8 faulty) {
        Signers memory current = _signers;
        bytes memory code = SignerSet.load(current.place);
        members = new address[](current.count);
        for (uint256 i = 0; i < members.length; ++i) {
            members[i] = SignerSet.signerAt(code, i);
        }
        return (current.epoch, members, current.faulty);
    }

    /// @inheritdoc IOracles
    function temperature(EvidenceId evidence) external view returns (TemperatureReport memory) {
        KeptTemperature storage kept = _temperatures[evidence];
        // Every report was signed under some epoch, and the first is 1.
        require(kept.epoch != 0, Oracles_UnknownEvidence(evidence));
        return TemperatureReport({
            subject: kept.subject,
            policy: kept.policy,
            fromTime: kept.fromTime,
            untilTime: kept.untilTime,
            minimumMilliC: kept.minimumMilliC,
            maximumMilliC: kept.maximumMilliC,
            meanKineticMilliC: kept.meanKineticMilliC,
            readings: kept.readings,
            longestGapSeconds: kept.longestGapSeconds,
            readingsRoot: kept.readingsRoot,
            epoch: kept.epoch
        });
    }

    /// @inheritdoc IOracles
    function arrival(EvidenceId evidence) external view returns (ArrivalReport memory) {
        KeptArrival storage kept = _arrivals[evidence];
        require(kept.epoch != 0, Oracles_UnknownEvidence(evidence));
        return ArrivalReport({
            subject: kept.subject,
            policy: kept.policy,
            place: kept.place,
            vessel: kept.vessel,
            arrivedAt: kept.arrivedAt,
            sources: kept.sources,
            observationsRoot: kept.observationsRoot,
            epoch: kept.epoch
        });
    }

    /// @inheritdoc IOracles
    function evidenceFor(bytes32 subject, bytes32 policy, EvidenceKind kind) external view returns (EvidenceId) {
        return _standing[subject][policy][kind];
    }

    /// @inheritdoc IOracles
    function temperatureDigest(TemperatureReport calldata report) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(TEMPERATURE_TYPEHASH, report)));
    }

    /// @inheritdoc IOracles
    function arrivalDigest(ArrivalReport calldata report) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(ARRIVAL_TYPEHASH, report)));
    }

    /// @dev True where this very report stands already; refuses where another does.
    function _stands(bytes32 subject, bytes32 policy, EvidenceKind kind, EvidenceId evidence)
        private
        view
        returns (bool)
    {
        EvidenceId standing = _standing[subject][policy][kind];
        if (EvidenceId.unwrap(standing) == bytes32(0)) return false;
        require(
            EvidenceId.unwrap(standing) == EvidenceId.unwrap(evidence),
            Oracles_ConflictingReport(subject, policy, standing)
        );
        return true;
    }

    function _requireQuorum(bytes32 digest, uint32 epoch, uint256 signerBitmap, bytes calldata signatures)
        private
        view
    {
        Signers memory current = _signers;
        require(epoch == current.epoch && epoch != 0, Oracles_WrongEpoch(epoch, current.epoch));
        uint256 required = 2 * uint256(current.faulty) + 1;
        (Quorum.Fault fault, uint256 detail) =
            Quorum.check(digest, current.place, current.count, required, signerBitmap, signatures);
        require(
            fault != Quorum.Fault.MALFORMED, Oracles_MalformedSignatures(signatures.length, signerBitmap)
        );
        require(fault != Quorum.Fault.TOO_FEW, Oracles_NoQuorum(detail, required));
        require(fault != Quorum.Fault.BAD_SIGNATURE, Oracles_BadSignature(detail));
    }

    function _isPlausible(TemperatureReport calldata report) private view returns (bool) {
        return report.fromTime <= report.untilTime && report.untilTime <= block.timestamp
            && report.minimumMilliC <= report.meanKineticMilliC
            && report.meanKineticMilliC <= report.maximumMilliC && report.readings != 0
            && report.longestGapSeconds <= report.untilTime - report.fromTime;
    }

    function _isPlausible(ArrivalReport calldata report) private view returns (bool) {
        return report.arrivedAt <= block.timestamp && report.sources != 0 && report.sources <= KNOWN_SOURCES;
    }
}
