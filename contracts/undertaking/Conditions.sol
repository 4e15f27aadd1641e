// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IUndertaking} from "../interfaces/IUndertaking.sol";
import {DocumentHash, EvidenceId, OrgId, Place, UndertakingId} from "../types/Ids.sol";
import {DocumentKind, DocumentRecord} from "../types/DocumentTypes.sol";
import {ArrivalReport, TemperatureReport} from "../types/OracleTypes.sol";
import {Condition, ConditionKind} from "../types/UndertakingTypes.sol";

/// @title What a condition asks for
/// @notice Whether a condition is well made, and whether evidence meets it. The verdict is derived from
/// figures; no reporter ever states one.
library Conditions {
    uint8 internal constant SOURCE_CLASSES = 3; // AIS, carrier, terminal
    uint8 private constant SOURCE_BITS = 7;

    /// @notice Refuses a condition that says too little, contradicts itself, or fills a field its kind
    /// does not read: whoever wrote that meant something this contract would not do.
    function requireWellMade(Condition calldata condition) internal pure {
        ConditionKind kind = condition.kind;
        if (kind == ConditionKind.TEMPERATURE) {
            _requireNoParty(condition);
            _requireNoArrival(condition);
            _requirePolicyAndWindow(condition);
            _requireTemperature(condition);
        } else if (kind == ConditionKind.ARRIVAL) {
            _requireNoParty(condition);
            _requireNoTemperature(condition);
            _requirePolicyAndWindow(condition);
            _requireArrival(condition);
        } else {
            _requireNoTemperature(condition);
            _requireNoArrival(condition);
            _requireTerm(OrgId.unwrap(condition.party) != 0, "party");
            if (kind == ConditionKind.ATTESTATION) {
                _requireTerm(condition.policy != 0, "policy");
                _requireTerm(condition.documentKind == DocumentKind.OTHER, "documentKind");
                _requireTerm(condition.notBefore == 0, "notBefore");
                _requireTerm(condition.notAfter == 0, "notAfter");
            } else {
                _requireTerm(condition.notAfter == 0 || condition.notAfter > condition.notBefore, "notAfter");
            }
        }
    }

    /// @notice Refuses a temperature report that does not meet the condition, saying why.
    /// @dev First whether the record says enough, then what it says: a record with a hole in it is no
    /// evidence of good temperature, however good the readings on either side.
    function requireTemperature(
        Condition storage condition,
        UndertakingId undertaking,
        EvidenceId evidence,
        TemperatureReport memory report
    ) internal view {
        _requireOwn(condition, undertaking, evidence, report.subject, report.policy);
        require(
            report.fromTime >= condition.notBefore && report.untilTime <= condition.notAfter
                && report.untilTime >= report.fromTime
                && report.untilTime - report.fromTime >= condition.minimumSpanSeconds,
            IUndertaking.Undertaking_SpanNotCovered(report.fromTime, report.untilTime)
        );
        require(
            report.longestGapSeconds <= condition.maximumGapSeconds,
            IUndertaking.Undertaking_NoEvidence(report.longestGapSeconds, condition.maximumGapSeconds)
        );
        require(
            report.minimumMilliC >= condition.minimumMilliC && report.maximumMilliC <= condition.maximumMilliC,
            IUndertaking.Undertaking_TemperatureOutOfRange(
                report.minimumMilliC, report.maximumMilliC, condition.minimumMilliC, condition.maximumMilliC
            )
        );
        require(
            report.meanKineticMilliC <= condition.maximumKineticMilliC,
            IUndertaking.Undertaking_KineticTooHigh(report.meanKineticMilliC, condition.maximumKineticMilliC)
        );
    }

    /// @notice Refuses an arrival report that does not meet the condition, saying in which field.
    function requireArrival(
        Condition storage condition,
        UndertakingId undertaking,
        EvidenceId evidence,
        ArrivalReport memory report
    ) internal view {
        _requireOwn(condition, undertaking, evidence, report.subject, report.policy);
        _requireArrived(report.place == condition.place, "place");
        _requireArrived(report.vessel == condition.vessel, "vessel");
        _requireArrived(
            report.arrivedAt >= condition.notBefore && report.arrivedAt <= condition.notAfter, "arrivedAt"
        );
        _requireArrived(_count(report.sources) >= condition.minimumSources, "sources");
    }

    /// @notice Refuses a document of another issuer, kind or time than the condition asks for.
    function requireDocument(Condition storage condition, DocumentHash document, DocumentRecord memory record)
        internal
        view
    {
        bytes32 named = condition.policy;
        require(
            record.issuer == condition.party && record.kind == condition.documentKind
                && (named == 0 || named == DocumentHash.unwrap(document))
                && record.registeredAt >= condition.notBefore
                && (condition.notAfter == 0 || record.registeredAt <= condition.notAfter),
            IUndertaking.Undertaking_ForeignEvidence(EvidenceId.wrap(DocumentHash.unwrap(document)))
        );
    }

    function _requireOwn(
        Condition storage condition,
        UndertakingId undertaking,
        EvidenceId evidence,
        bytes32 subject,
        bytes32 policy
    ) private view {
        require(
            subject == UndertakingId.unwrap(undertaking) && policy == condition.policy,
            IUndertaking.Undertaking_ForeignEvidence(evidence)
        );
    }

    function _requireTemperature(Condition calldata condition) private pure {
        _requireTerm(condition.maximumMilliC >= condition.minimumMilliC, "maximumMilliC");
        // A mean below the lowest reading allowed cannot be.
        _requireTerm(condition.maximumKineticMilliC >= condition.minimumMilliC, "maximumKineticMilliC");
        _requireTerm(condition.maximumGapSeconds != 0, "maximumGapSeconds");
        _requireTerm(
            condition.minimumSpanSeconds != 0
                && condition.minimumSpanSeconds <= condition.notAfter - condition.notBefore,
            "minimumSpanSeconds"
        );
    }

    function _requireArrival(Condition calldata condition) private pure {
        _requireTerm(Place.unwrap(condition.place) != 0, "place");
        _requireTerm(condition.vessel != 0, "vessel");
        _requireTerm(
            condition.minimumSources != 0 && condition.minimumSources <= SOURCE_CLASSES, "minimumSources"
        );
    }

    function _requirePolicyAndWindow(Condition calldata condition) private pure {
        _requireTerm(condition.policy != 0, "policy");
        _requireTerm(condition.notAfter > condition.notBefore, "notAfter");
    }

    function _requireNoParty(Condition calldata condition) private pure {
        _requireTerm(OrgId.unwrap(condition.party) == 0, "party");
        _requireTerm(condition.documentKind == DocumentKind.OTHER, "documentKind");
    }

    function _requireNoTemperature(Condition calldata condition) private pure {
        _requireTerm(condition.minimumMilliC == 0, "minimumMilliC");
        _requireTerm(condition.maximumMilliC == 0, "maximumMilliC");
        _requireTerm(condition.maximumKineticMilliC == 0, "maximumKineticMilliC");
        _requireTerm(condition.maximumGapSeconds == 0, "maximumGapSeconds");
        _requireTerm(condition.minimumSpanSeconds == 0, "minimumSpanSeconds");
    }

    function _requireNoArrival(Condition calldata condition) private pure {
        _requireTerm(Place.unwrap(condition.place) == 0, "place");
        _requireTerm(condition.vessel == 0, "vessel");
        _requireTerm(condition.minimumSources == 0, "minimumSources");
    }

    function _requireTerm(bool holds, bytes32 field) private pure {
        require(holds, IUndertaking.Undertaking_InvalidTerms(field));
    }

    function _requireArrived(bool holds, bytes32 field) private pure {
        require(holds, IUndertaking.Undertaking_NotArrived(field));
    }

    function _count(uint8 sources) private pure returns (uint8 classes) {
        // Each step clears the lowest bit set: three steps at most.
        for (uint8 left = sources & SOURCE_BITS; left != 0; left &= left - 1) {
            ++classes;
        }
    }
}
