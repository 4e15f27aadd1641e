// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DocumentHash, EvidenceId, OrgId, UndertakingId} from "../types/Ids.sol";
import {Condition, UndertakingRecord, UndertakingTerms} from "../types/UndertakingTypes.sol";

/// @title Payment undertakings
/// @notice A payer's obligation that becomes unconditional when stated evidence is on the ledger, in the
/// manner of the URDTT. Not a letter of credit: it turns on evidence, not on documents examined by a bank.
/// @dev The amount is paid in when the undertaking is given and leaves once: to the beneficiary when the
/// conditions are met, or back to the obligor after the last day or when the beneficiary forgoes it. The
/// verdict is derived here from the evidence's figures and the conditions, never taken from a reporter.
/// Evidence counts when it is shown here: recorded in time but shown late, it comes too late. Once
/// unconditional an undertaking is paid, whatever the time; the obligor cannot have it back.
interface IUndertaking {
    /// @notice An undertaking on these terms, with so many conditions, was given and its amount paid in.
    event Undertaken(UndertakingId indexed undertaking, OrgId indexed obligor, OrgId indexed beneficiary, UndertakingTerms terms, uint8 conditions);
    /// @notice A condition is met by the evidence, statement or document given.
    event ConditionMet(UndertakingId indexed undertaking, uint8 indexed index, bytes32 indexed evidence);
    /// @notice Enough conditions are met: payment no longer depends on anything but its day.
    event BecameUnconditional(UndertakingId indexed undertaking, uint64 payableFrom);
    /// @notice The beneficiary was paid.
    event UndertakingPaid(UndertakingId indexed undertaking, OrgId indexed beneficiary, uint128 amountMinor);
    /// @notice The obligor has its money back: the evidence did not come in time.
    event UndertakingReclaimed(UndertakingId indexed undertaking, OrgId indexed obligor, uint128 amountMinor);
    /// @notice The beneficiary gave the undertaking up.
    event UndertakingForgone(UndertakingId indexed undertaking, OrgId indexed obligor, uint128 amountMinor);
    /// @notice New undertakings were stopped; everything owed under old ones stays payable.
    event NewUndertakingsPaused(bool paused);

    /// @notice A term is missing or contradicts another; `field` names it.
    error Undertaking_InvalidTerms(bytes32 field);
    /// @notice The obligor used this reference before.
    error Undertaking_AlreadyExists(UndertakingId undertaking);
    /// @notice No such undertaking.
    error Undertaking_Unknown(UndertakingId undertaking);
    /// @notice The undertaking's state does not allow this.
    error Undertaking_WrongState(UndertakingId undertaking, uint8 found);
    /// @notice There is no such condition, it is of another kind, or it is met already.
    error Undertaking_WrongCondition(UndertakingId undertaking, uint8 index);
    /// @notice The evidence is for another subject or under another policy than the condition asks for.
    error Undertaking_ForeignEvidence(EvidenceId evidence);
    /// @notice A temperature lies outside the limits of the condition. Figures in thousandths of a degree Celsius.
    /// @custom:rule the undertaking's temperature condition
    error Undertaking_TemperatureOutOfRange(int32 minimumFound, int32 maximumFound, int32 minimumAllowed, int32 maximumAllowed);
    /// @notice The mean kinetic temperature lies above the condition's limit.
    /// @custom:rule the undertaking's temperature condition (USP 1079.2)
    error Undertaking_KineticTooHigh(int32 found, int32 allowed);
    /// @notice The record has a silence longer than the condition allows: no evidence is not evidence of good temperature.
    /// @custom:rule the undertaking's temperature condition (missing data)
    error Undertaking_NoEvidence(uint32 longestGapSeconds, uint32 allowedSeconds);
    /// @notice The record does not cover the stretch the condition asks for.
    error Undertaking_SpanNotCovered(uint64 fromTime, uint64 untilTime);
    /// @notice The arrival is at another place, of another vessel, at another time or from too few sources.
    /// @custom:rule the undertaking's arrival condition
    error Undertaking_NotArrived(bytes32 field);
    /// @notice The last instant for evidence has passed.
    error Undertaking_Expired(UndertakingId undertaking, uint64 expiresAt);
    /// @notice It is too early for this.
    error Undertaking_NotYet(UndertakingId undertaking, uint64 from);
    /// @notice New undertakings are paused.
    error Undertaking_Paused();

    /// @notice Gives an undertaking and pays its amount in: by the obligor (a binding act), which must be a bank
    /// or a financier. Needs an allowance from its settlement account.
    /// @dev Its last day lies at most ten years ahead, its maturity at most ten years after that. At most 16
    /// conditions; a field that a condition's kind does not read must be zero. Errors:
    /// Undertaking_InvalidTerms, Undertaking_AlreadyExists, Money_NotInFull.
    /// @param terms parties, amount, days and how many conditions are enough
    /// @param conditions what must be shown, and by whom
    /// @return undertaking its id, from obligor and reference
    function undertake(UndertakingTerms calldata terms, Condition[] calldata conditions) external returns (UndertakingId undertaking);

    /// @notice Shows that a TEMPERATURE or ARRIVAL condition is met by evidence on the ledger: by anyone.
    /// Pays in the same transaction where that was the last thing missing and the day for payment has come.
    /// @dev The report must be made for this undertaking and policy, lie between the condition's two instants and
    /// cover its span. Should the token refuse the payment just then, the undertaking stays unconditional
    /// and {pay} settles it.
    /// @param undertaking its id
    /// @param index the condition's place among them, from 0
    /// @param evidence EIP-712 digest of the report
    function satisfy(UndertakingId undertaking, uint8 index, EvidenceId evidence) external;

    /// @notice Makes the statement an ATTESTATION condition asks for: by the named attester. Pays likewise.
    /// @param undertaking its id
    /// @param index the condition's place among them, from 0
    function attest(UndertakingId undertaking, uint8 index) external;

    /// @notice Shows that a DOCUMENT condition is met by a registered document: by anyone. Pays likewise.
    /// @param undertaking its id
    /// @param index the condition's place among them, from 0
    /// @param document the document's salted hash
    function showDocument(UndertakingId undertaking, uint8 index, DocumentHash document) external;

    /// @notice Pays an unconditional undertaking at maturity: by anyone.
    /// @param undertaking its id
    function pay(UndertakingId undertaking) external;

    /// @notice Pays the amount back to the obligor once the time for evidence has passed: by anyone.
    /// @param undertaking its id
    function reclaim(UndertakingId undertaking) external;

    /// @notice Gives the undertaking up: by the beneficiary. The amount goes back to the obligor.
    /// @param undertaking its id
    function forgo(UndertakingId undertaking) external;

    /// @notice Stops or reopens new undertakings. Guardian only.
    /// @param paused true to stop, false to reopen
    function pauseNewUndertakings(bool paused) external;

    /// @notice An undertaking's record; state NONE where there is none.
    /// @param id the undertaking's
    /// @return terms, state and what is met
    function undertaking(UndertakingId id) external view returns (UndertakingRecord memory);

    /// @notice One of its conditions.
    /// @param id the undertaking's
    /// @param index the condition's place among them, from 0
    /// @return as given
    function condition(UndertakingId id, uint8 index) external view returns (Condition memory);

    /// @notice The id an undertaking will have.
    /// @param obligor LEI of the obligor
    /// @param obligorReference the obligor's own, once only
    /// @return hash over chain, this contract and both
    function undertakingIdOf(OrgId obligor, bytes32 obligorReference) external view returns (UndertakingId);

    /// @notice What this contract owes in a currency; it never holds less.
    /// @param money the currency's token
    /// @return minor units
    function owedMinor(address money) external view returns (uint256);
}
