// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IBankingCalendars} from "../interfaces/IBankingCalendars.sol";
import {ICredit} from "../interfaces/ICredit.sol";
import {IDocuments} from "../interfaces/IDocuments.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {Governed} from "../libraries/Governed.sol";
import {CreditRecord, CreditState, CreditTerms, PresentationRecord, PresentationState} from "../types/CreditTypes.sol";
import {CreditId, Day, OrgId, Place, PresentationId} from "../types/Ids.sol";
import {Capability} from "../types/MemberTypes.sol";

/// @title The records of the credits
/// @notice What is stored, how it is found, and who may touch it; no rule of the trade beyond that.
abstract contract CreditRecords is ICredit, Governed, ReentrancyGuardTransient {
    /// @inheritdoc ICredit
    uint32 public constant LONG_STOP_DAYS = 180;

    uint16 internal constant EXAMINATION_BANKING_DAYS = 5;

    IMembers internal immutable MEMBERS;
    IBankingCalendars internal immutable CALENDARS;
    IDocuments internal immutable DOCUMENTS;

    mapping(CreditId id => CreditRecord record) internal _credits;
    mapping(PresentationId id => PresentationRecord record) internal _presentations;
    mapping(address money => uint256 amountMinor) internal _owedMinor;

    constructor(
        IMembers members,
        IBankingCalendars calendars,
        IDocuments documents,
        address authority,
        address forwarder
    ) Governed(authority, forwarder) {
        MEMBERS = members;
        CALENDARS = calendars;
        DOCUMENTS = documents;
    }

    /// @inheritdoc ICredit
    function credit(CreditId id) external view returns (CreditRecord memory) {
        return _credits[id];
    }

    /// @inheritdoc ICredit
    function presentation(PresentationId id) external view returns (PresentationRecord memory) {
        return _presentations[id];
    }

    /// @inheritdoc ICredit
    function creditIdOf(OrgId issuingBank, OrgId applicant, bytes16 applicationReference)
        public
        view
        returns (CreditId)
    {
        return CreditId.wrap(
            keccak256(abi.encode(block.chainid, address(this), issuingBank, applicant, applicationReference))
        );
    }

    /// @inheritdoc ICredit
    function presentationIdOf(CreditId credit_, uint32 number) public pure returns (PresentationId) {
        return PresentationId.wrap(keccak256(abi.encode(credit_, number)));
    }

    /// @inheritdoc ICredit
    function availableMinor(CreditId credit_) external view returns (uint128) {
        CreditRecord storage record = _existing(credit_);
        return _isOperative(record) && _mayDrawAgain(record) ? _unreservedMinor(record) : 0;
    }

    /// @inheritdoc ICredit
    function lastDayForPresentation(CreditId credit_, OrgId bank) external view returns (uint32 day) {
        CreditTerms storage terms = _existing(credit_).terms;
        return Day.unwrap(_lastDay(terms, bank, _placeOf(terms, bank)));
    }

    /// @inheritdoc ICredit
    function owedMinor(address money) external view returns (uint256) {
        return _owedMinor[money];
    }

    function _existing(CreditId id) internal view returns (CreditRecord storage record) {
        record = _credits[id];
        require(record.state != CreditState.NONE, Credit_Unknown(id));
    }

    function _existing(PresentationId id)
        internal
        view
        returns (PresentationRecord storage record, CreditRecord storage creditRecord)
    {
        record = _presentations[id];
        _requireState(record.state != PresentationState.NONE, record, id);
        creditRecord = _credits[record.credit];
    }

    function _requireState(bool allowed, CreditRecord storage record, CreditId id) internal view {
        require(allowed, Credit_WrongState(id, uint8(record.state)));
    }

    function _requireState(CreditRecord storage record, CreditId id, CreditState required) internal view {
        _requireState(record.state == required, record, id);
    }

    function _requireState(bool allowed, PresentationRecord storage record, PresentationId id) internal view {
        require(allowed, Credit_WrongPresentationState(id, uint8(record.state)));
    }

    function _requireState(PresentationRecord storage record, PresentationId id, PresentationState required)
        internal
        view
    {
        _requireState(record.state == required, record, id);
    }

    function _requireTerm(bool holds, bytes32 field) internal pure {
        require(holds, Credit_InvalidTerms(field));
    }

    /// @dev ISSUED or ADVISED: the bank is bound and something can still be drawn.
    function _isOperative(CreditRecord storage record) internal view returns (bool) {
        return record.state == CreditState.ISSUED || record.state == CreditState.ADVISED;
    }

    /// @dev A binding act: maker and checker where the bank's policy asks for them.
    function _authoriseIssuingBank(CreditTerms storage terms) internal {
        MEMBERS.authorise(_msgSender(), terms.issuingBank, Capability.BANK, _msgData());
    }

    function _requireParty(OrgId organisation, Capability capability) internal view {
        MEMBERS.requireParty(_msgSender(), organisation, capability);
    }

    /// @dev UCP 600 art. 31(a): where partial drawings are not allowed one stands alone.
    function _mayDrawAgain(CreditRecord storage record) internal view returns (bool) {
        return record.terms.partialShipments || record.reservedMinor == 0;
    }

    /// @dev The amount with its tolerance, less what is honoured or open.
    function _unreservedMinor(CreditRecord storage record) internal view returns (uint128) {
        return _capMinor(record.terms.amountMinor, record.terms.tolerancePlusBps) - record.reservedMinor;
    }

    function _account(OrgId organisation) internal view returns (address) {
        return MEMBERS.settlementAccount(organisation);
    }

    /// @dev The most that may be drawn (UCP 600 art. 30(a), field 39A). At most twice a uint128, so the sum
    /// is taken in 256 bits; applyFor refuses what does not fit back.
    function _capMinor(uint256 amountMinor, uint256 tolerancePlusBps) internal pure returns (uint128) {
        return uint128(amountMinor + (amountMinor * tolerancePlusBps) / 10_000);
    }

    function _placeOf(CreditTerms storage terms, OrgId bank) internal view returns (Place) {
        if (bank == terms.issuingBank) return terms.issuingPlace;
        // A credit without a nominated bank has a zero there, and zero is nobody.
        require(
            bank == terms.nominatedBank && OrgId.unwrap(bank) != 0, Credit_NotAPlaceForPresentation(bank)
        );
        return terms.nominatedPlace;
    }

    /// @dev UCP 600 art. 29(a).
    function _lastDay(CreditTerms storage terms, OrgId bank, Place place) internal view returns (Day) {
        return CALENDARS.rollForward(bank, place, terms.expiryDay);
    }

    /// @dev The day that counts for what is presented now at a bank, and the last one there (art. 6(d), 33).
    function _presentationDays(CreditTerms storage terms, OrgId bank) internal view returns (Day day, Day last) {
        Place place = _placeOf(terms, bank);
        return (_deliveryDay(bank, place), _lastDay(terms, bank, place));
    }

    /// @dev The close of a bank's fifth banking day following `day` (UCP 600 art. 14(b)): each bank has its
    /// own five, by its own calendar.
    function _closeOfExamination(OrgId bank, Place place, Day day) internal view returns (uint64 closes) {
        (, closes) = CALENDARS.bankingDaysAfter(bank, place, day, EXAMINATION_BANKING_DAYS);
    }

    /// @dev UCP 600 art. 33: what comes outside banking hours counts as of the next banking day.
    function _deliveryDay(OrgId bank, Place place) internal view returns (Day) {
        return CALENDARS.deliveryDay(bank, place, _now());
    }

    /// @dev From the end of the expiry day at the westernmost place on, with a day to spare.
    function _isPastLongStop(CreditTerms storage terms) internal view returns (bool) {
        return block.timestamp > (uint256(Day.unwrap(terms.expiryDay)) + LONG_STOP_DAYS + 2) * 1 days;
    }

    /// @dev Seconds fit 64 bits for the next 584 thousand million years.
    function _now() internal view returns (uint64) {
        return uint64(block.timestamp);
    }
}
