// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICreditDrafting} from "../interfaces/ICreditDrafting.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {AmendmentChanges, PartialDrawings} from "../types/CreditAmendmentTypes.sol";
import {Availability, Confirmation, CreditClauses, Instalment, TenorStart} from "../types/CreditClauseTypes.sol";
import {CreditTerms} from "../types/CreditTypes.sol";
import {Day, OrgId, Place} from "../types/Ids.sol";
import {Capability, LONGEST_CLOSED_RUN} from "../types/MemberTypes.sol";

/// @title What the terms of a credit must be
/// @notice Keeps nothing and is nobody's. See {ICreditDrafting}, which is the manual.
contract CreditDrafting is ICreditDrafting {
    uint256 private constant MAX_TOLERANCE_BPS = 10_000;
    uint256 private constant WHOLE_BPS = 10_000;
    uint256 private constant MAX_INSTALMENTS = 36;
    // 31 December 9997, in days since 1970: a calendar date has four digits of a year, and what is told of a credit
    // counts on from its last day.
    uint32 private constant LAST_EXPIRY_DAY = 2_932_166;
    // With at most 100% on top, half of the range always fits.
    uint256 private constant MAX_AMOUNT_MINOR = type(uint128).max / 2;

    IMembers private immutable MEMBERS;

    constructor(IMembers members) {
        MEMBERS = members;
    }

    /// @inheritdoc ICreditDrafting
    function requireSound(CreditTerms calldata terms, CreditClauses calldata clauses) external view {
        _requireParties(terms);
        _requireTerms(terms);
        _requireClauses(terms, clauses);
    }

    /// @inheritdoc ICreditDrafting
    function amended(CreditTerms calldata terms, AmendmentChanges calldata changes)
        external
        pure
        returns (CreditTerms memory after_)
    {
        after_ = terms;
        int256 amountMinor = int256(uint256(terms.amountMinor)) + changes.amountDeltaMinor;
        _requireTerm(amountMinor > 0 && amountMinor <= int256(MAX_AMOUNT_MINOR), "amountMinor");
        int256 toleranceBps = int256(uint256(terms.tolerancePlusBps)) + changes.toleranceDeltaBps;
        _requireTerm(
            toleranceBps >= 0 && toleranceBps <= int256(MAX_TOLERANCE_BPS), "tolerancePlusBps"
        );
        after_.amountMinor = uint128(uint256(amountMinor));
        after_.tolerancePlusBps = uint16(uint256(toleranceBps));
        if (Day.unwrap(changes.expiryDay) != 0) after_.expiryDay = changes.expiryDay;
        if (Day.unwrap(changes.latestShipmentDay) != 0) after_.latestShipmentDay = changes.latestShipmentDay;
        _requireTerm(Day.unwrap(after_.expiryDay) <= LAST_EXPIRY_DAY, "expiryDay");
        _requireTerm(after_.latestShipmentDay <= after_.expiryDay, "latestShipmentDay");
        if (changes.partialDrawings != PartialDrawings.UNCHANGED) {
            after_.partialShipments = changes.partialDrawings == PartialDrawings.ALLOWED;
        }
    }

    /// @inheritdoc ICreditDrafting
    function requireInstalments(uint128 amountMinor, Day expiryDay, Instalment[] calldata instalments)
        external
        pure
    {
        uint256 count = instalments.length;
        _requireTerm(count != 0 && count <= MAX_INSTALMENTS, "instalments");
        uint256 totalMinor = 0;
        for (uint256 index = 0; index < count; ++index) {
            Instalment calldata each = instalments[index];
            _requireTerm(each.amountMinor != 0 && each.fromDay <= each.untilDay, "instalments");
            if (index != 0) {
                uint256 before = Day.unwrap(instalments[index - 1].untilDay);
                require(Day.unwrap(each.fromDay) > before + LONGEST_CLOSED_RUN, Credit_InstalmentsMeet(index));
            }
            totalMinor += each.amountMinor;
        }
        _requireTerm(instalments[count - 1].untilDay <= expiryDay, "instalments");
        _requireTerm(totalMinor == amountMinor, "instalments");
    }

    /// @dev UCP 600 art. 2: who is who. One organisation cannot be on both sides of an undertaking.
    function _requireParties(CreditTerms calldata terms) private view {
        _requireTerm(terms.beneficiary != terms.applicant, "beneficiary");
        _requireTerm(
            terms.issuingBank != terms.applicant && terms.issuingBank != terms.beneficiary, "issuingBank"
        );
        _requireCapability(terms.beneficiary, Capability.EXPORTER);
        _requireCapability(terms.issuingBank, Capability.BANK);
        if (OrgId.unwrap(terms.nominatedBank) == 0) {
            _requireTerm(Place.unwrap(terms.nominatedPlace) == 0, "nominatedPlace");
        } else {
            _requireTerm(Place.unwrap(terms.nominatedPlace) != 0, "nominatedPlace");
            _requireTerm(
                terms.nominatedBank != terms.issuingBank && terms.nominatedBank != terms.applicant
                    && terms.nominatedBank != terms.beneficiary,
                "nominatedBank"
            );
            _requireCapability(terms.nominatedBank, Capability.BANK);
        }
    }

    function _requireCapability(OrgId organisation, Capability capability) private view {
        MEMBERS.requireCapability(organisation, capability);
    }

    function _requireTerms(CreditTerms calldata terms) private view {
        _requireTerm(terms.money.code.length != 0, "money");
        _requireTerm(terms.tolerancePlusBps <= MAX_TOLERANCE_BPS, "tolerancePlusBps");
        _requireTerm(terms.amountMinor != 0 && terms.amountMinor <= MAX_AMOUNT_MINOR, "amountMinor");
        _requireTerm(Place.unwrap(terms.issuingPlace) != 0, "issuingPlace");
        // Compared in UTC: places differ by a day at most, and a credit for less than a day is none.
        uint32 expiryDay = Day.unwrap(terms.expiryDay);
        _requireTerm(expiryDay > block.timestamp / 1 days && expiryDay <= LAST_EXPIRY_DAY, "expiryDay");
        _requireTerm(terms.latestShipmentDay <= terms.expiryDay, "latestShipmentDay");
        _requireTerm(terms.termsHash != 0, "termsHash");
    }

    /// @dev What clauses must agree with one another and with the terms (UCP 600 art. 6(b), 8, 9(c), 32).
    function _requireClauses(CreditTerms calldata terms, CreditClauses calldata clauses) private view {
        bool isNominated = OrgId.unwrap(terms.nominatedBank) != 0;
        _requireTerm(isNominated || clauses.confirmation == Confirmation.WITHOUT, "confirmation");
        _requireTerm(isNominated || clauses.availability != Availability.NEGOTIATION, "availability");
        bool isMixed = clauses.availability == Availability.MIXED;
        bool isUsance = isMixed || clauses.availability == Availability.DEFERRED
            || clauses.availability == Availability.ACCEPTANCE;
        _requireTerm(isUsance == (clauses.tenorStart != TenorStart.NONE), "tenorStart");
        _requireTerm(isUsance == (clauses.tenorDays != 0), "tenorDays");
        _requireTerm(isMixed == (clauses.sightBps != 0) && clauses.sightBps < WHOLE_BPS, "sightBps");
        _requireTerm(clauses.instalmentsRoot == 0 || terms.partialShipments, "instalmentsRoot");
        _requireTerm(clauses.instalmentsRoot == 0 || !clauses.transferable, "transferable");
        _requireOtherBank(terms, clauses.advisingBank, "advisingBank");
        _requireOtherBank(terms, clauses.secondAdvisingBank, "secondAdvisingBank");
        _requireOtherBank(terms, clauses.reimbursingBank, "reimbursingBank");
        if (OrgId.unwrap(clauses.secondAdvisingBank) != 0) {
            OrgId first = OrgId.unwrap(clauses.advisingBank) != 0 ? clauses.advisingBank : terms.nominatedBank;
            _requireTerm(
                OrgId.unwrap(first) != 0 && first != clauses.secondAdvisingBank, "secondAdvisingBank"
            );
        }
    }

    /// @dev A bank, where one is named, that is neither applicant, beneficiary nor issuing bank.
    function _requireOtherBank(CreditTerms calldata terms, OrgId bank, bytes32 field) private view {
        if (OrgId.unwrap(bank) == 0) return;
        _requireTerm(
            bank != terms.issuingBank && bank != terms.applicant && bank != terms.beneficiary, field
        );
        _requireCapability(bank, Capability.BANK);
    }

    function _requireTerm(bool holds, bytes32 field) private pure {
        require(holds, Credit_InvalidTerms(field));
    }
}
