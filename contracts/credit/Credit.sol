// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBankingCalendars} from "../interfaces/IBankingCalendars.sol";
import {ICredit} from "../interfaces/ICredit.sol";
import {ICreditCollateral} from "../interfaces/ICreditCollateral.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {CreditRecord, CreditState, CreditTerms} from "../types/CreditTypes.sol";
import {CreditId, Day, OrgId, Place} from "../types/Ids.sol";
import {Capability} from "../types/MemberTypes.sol";
import {CreditClocks} from "./CreditClocks.sol";
import {CreditPart} from "./CreditPart.sol";

/// @title Letters of credit: the register
/// @notice A credit's own life: applied for, issued, advised, drawn, expired. See {ICredit}, which is the
/// manual.
contract Credit is ICredit, CreditClocks {
    uint256 private constant MAX_TOLERANCE_BPS = 10_000;

    mapping(CreditId id => CreditRecord record) private _credits;
    mapping(OrgId issuingBank => mapping(bytes16 number => CreditId id)) private _numbered;
    ICreditCollateral private _connected;
    bool private _newCreditsPaused;

    constructor(IMembers members, IBankingCalendars calendars, address authority, address forwarder)
        CreditPart(members, authority, forwarder)
        CreditClocks(calendars)
    {}

    /// @inheritdoc ICredit
    function applyFor(CreditTerms memory terms, bytes16 applicationReference)
        external
        returns (CreditId credit_)
    {
        require(!_newCreditsPaused, Credit_Paused());
        _requireParty(terms.applicant, Capability.IMPORTER);
        _requireParties(terms);
        _requireTerms(terms);
        _requireTerm(applicationReference != 0, "applicationReference");
        credit_ = creditIdOf(terms.issuingBank, terms.applicant, applicationReference);
        CreditRecord storage record = _credits[credit_];
        require(record.state == CreditState.NONE, Credit_AlreadyExists(credit_));

        record.state = CreditState.APPLIED;
        record.terms = terms;
        emit CreditAppliedFor(credit_, terms.applicant, terms.issuingBank, terms);
    }

    /// @inheritdoc ICredit
    function withdrawApplication(CreditId credit_) external {
        CreditRecord storage record = _existing(credit_);
        _requireParty(record.terms.applicant, Capability.IMPORTER);
        _requireState(record, credit_, CreditState.APPLIED);

        record.state = CreditState.WITHDRAWN;
        emit ApplicationWithdrawn(credit_);
        _connected.settle(credit_);
    }

    /// @inheritdoc ICredit
    function declineApplication(CreditId credit_) external {
        CreditRecord storage record = _existing(credit_);
        _requireParty(record.terms.issuingBank, Capability.BANK);
        _requireState(record, credit_, CreditState.APPLIED);

        record.state = CreditState.DECLINED;
        emit ApplicationDeclined(credit_);
        _connected.settle(credit_);
    }

    /// @inheritdoc ICredit
    function issue(CreditId credit_, bytes32 termsHash, bytes16 number) external {
        CreditRecord storage record = _existing(credit_);
        CreditTerms storage terms = record.terms;
        _authoriseBank(terms.issuingBank);
        require(!_newCreditsPaused, Credit_Paused());
        _requireState(record, credit_, CreditState.APPLIED);
        require(termsHash == terms.termsHash, Credit_TermsDiffer(terms.termsHash, termsHash));
        _requireTerm(number != 0, "number");
        CreditId sameNumber = _numbered[terms.issuingBank][number];
        require(CreditId.unwrap(sameNumber) == 0, Credit_AlreadyExists(sameNumber));
        _requireTerm(_isAhead(terms.expiryDay), "expiryDay");
        _requireClocks(terms);

        _numbered[terms.issuingBank][number] = credit_;
        record.state = CreditState.ISSUED;
        record.number = number;
        record.issuedAt = _now();
        emit CreditIssued(credit_, terms.issuingBank, terms.beneficiary, number, terms.amountMinor);
    }

    /// @inheritdoc ICredit
    function advise(CreditId credit_) external {
        CreditRecord storage record = _existing(credit_);
        OrgId bank = record.terms.nominatedBank;
        _requireTerm(OrgId.unwrap(bank) != 0, "nominatedBank");
        _requireParty(bank, Capability.BANK);
        _requireState(record, credit_, CreditState.ISSUED);

        record.state = CreditState.ADVISED;
        emit CreditAdvised(credit_, bank);
    }

    /// @inheritdoc ICredit
    function expire(CreditId credit_) external {
        CreditRecord storage record = _existing(credit_);
        _requireState(_isOperative(record), record, credit_);
        require(
            record.openPresentations == 0 && _hasExpired(record.terms),
            Credit_NotExpired(credit_, record.openPresentations)
        );

        record.state = CreditState.EXPIRED;
        emit CreditExpired(credit_, _unreservedMinor(record));
        _connected.settle(credit_);
    }

    /// @inheritdoc ICredit
    function reserve(CreditId credit_, uint128 amountMinor, bool again)
        external
        restricted
        returns (uint32 number)
    {
        CreditRecord storage record = _existing(credit_);
        require(_mayDrawAgain(record), Credit_PartialDrawingNotAllowed(credit_));
        uint128 leftMinor = _unreservedMinor(record);
        require(amountMinor <= leftMinor, Credit_DrawingExceedsCredit(credit_, amountMinor, leftMinor));
        record.reservedMinor += amountMinor;
        record.openPresentations += 1;
        if (!again) record.presentations += 1;
        return record.presentations;
    }

    /// @inheritdoc ICredit
    function release(CreditId credit_, uint128 amountMinor) external restricted {
        CreditRecord storage record = _existing(credit_);
        record.reservedMinor -= amountMinor;
        record.openPresentations -= 1;
    }

    /// @inheritdoc ICredit
    function draw(CreditId credit_, uint128 amountMinor) external restricted returns (bool ended) {
        CreditRecord storage record = _existing(credit_);
        record.drawnMinor += amountMinor;
        record.openPresentations -= 1;
        ended = _isOperative(record) && _isExhausted(record);
        if (ended) {
            record.state = CreditState.FULLY_DRAWN;
            emit CreditFullyDrawn(credit_);
        }
    }

    /// @inheritdoc ICredit
    function connect(ICreditCollateral collateral) external restricted {
        require(address(_connected) == address(0), Credit_AlreadyConnected(address(_connected)));
        _connected = collateral;
        emit CollateralConnected(address(collateral));
    }

    /// @inheritdoc ICredit
    function pauseNewCredits(bool paused) external restricted {
        _newCreditsPaused = paused;
        emit NewCreditsPaused(paused);
    }

    /// @inheritdoc ICredit
    function credit(CreditId id) external view returns (CreditRecord memory) {
        return _credits[id];
    }

    /// @inheritdoc ICredit
    function termsOf(CreditId credit_) external view returns (CreditTerms memory) {
        return _existing(credit_).terms;
    }

    /// @inheritdoc ICredit
    function operativeTermsOf(CreditId credit_) external view returns (CreditTerms memory) {
        CreditRecord storage record = _existing(credit_);
        _requireState(_isOperative(record), record, credit_);
        return record.terms;
    }

    /// @inheritdoc ICredit
    function issuingBankOf(CreditId credit_) external view returns (OrgId) {
        return _existing(credit_).terms.issuingBank;
    }

    /// @inheritdoc ICredit
    function availableMinor(CreditId credit_) external view returns (uint128) {
        CreditRecord storage record = _existing(credit_);
        return _isOperative(record) && _mayDrawAgain(record) ? _unreservedMinor(record) : 0;
    }

    /// @inheritdoc ICredit
    function lastDayForPresentation(CreditId credit_, OrgId bank) external view returns (uint32 day) {
        return Day.unwrap(_lastDay(_existing(credit_).terms, bank));
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

    /// @dev UCP 600 art. 2: who is who. One organisation cannot be on both sides of an undertaking.
    function _requireParties(CreditTerms memory terms) private view {
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

    function _requireTerms(CreditTerms memory terms) private view {
        _requireTerm(terms.money.code.length != 0, "money");
        _requireTerm(terms.tolerancePlusBps <= MAX_TOLERANCE_BPS, "tolerancePlusBps");
        // With at most 100% on top, half of the range always fits.
        _requireTerm(terms.amountMinor != 0 && terms.amountMinor <= type(uint128).max / 2, "amountMinor");
        _requireTerm(Place.unwrap(terms.issuingPlace) != 0, "issuingPlace");
        _requireTerm(_isAhead(terms.expiryDay), "expiryDay");
        _requireTerm(terms.latestShipmentDay <= terms.expiryDay, "latestShipmentDay");
        _requireTerm(terms.termsHash != 0, "termsHash");
    }

    /// @dev Compared in UTC: places differ by a day at most, and a credit for less than a day is none.
    function _isAhead(Day day) private view returns (bool) {
        return Day.unwrap(day) > block.timestamp / 1 days;
    }

    /// @dev A bank binds itself only where its own years are published up to the end of the examination of
    /// what is presented on the last day, so that nothing it publishes later moves that day's hours; and
    /// only on places whose clocks can be read at all, which they can from then on for good.
    function _requireClocks(CreditTerms storage terms) private view {
        CALENDARS.requirePublished(
            terms.issuingBank, terms.issuingPlace, terms.expiryDay, EXAMINATION_BANKING_DAYS
        );
        OrgId nominated = terms.nominatedBank;
        if (OrgId.unwrap(nominated) != 0) _deliveryDay(nominated, terms.nominatedPlace);
    }

    /// @dev Too late at every place for presentation: nothing can be presented any more.
    function _hasExpired(CreditTerms memory terms) private view returns (bool) {
        if (!_isClosed(terms, terms.issuingBank)) return false;
        OrgId nominated = terms.nominatedBank;
        return OrgId.unwrap(nominated) == 0 || _isClosed(terms, nominated);
    }

    function _isClosed(CreditTerms memory terms, OrgId bank) private view returns (bool) {
        (Day day, Day last) = _presentationDays(terms, bank);
        return day > last;
    }

    function _existing(CreditId id) private view returns (CreditRecord storage record) {
        record = _credits[id];
        require(record.state != CreditState.NONE, Credit_Unknown(id));
    }

    function _requireState(bool allowed, CreditRecord storage record, CreditId id) private view {
        require(allowed, Credit_WrongState(id, uint8(record.state)));
    }

    function _requireState(CreditRecord storage record, CreditId id, CreditState required) private view {
        _requireState(record.state == required, record, id);
    }

    /// @dev ISSUED or ADVISED: the bank is bound and something can still be drawn.
    function _isOperative(CreditRecord storage record) private view returns (bool) {
        return record.state == CreditState.ISSUED || record.state == CreditState.ADVISED;
    }

    /// @dev UCP 600 art. 31(a): where partial drawings are not allowed one stands alone.
    function _mayDrawAgain(CreditRecord storage record) private view returns (bool) {
        return record.terms.partialShipments || record.reservedMinor == 0;
    }

    /// @dev The amount with its tolerance, less what is honoured or open.
    function _unreservedMinor(CreditRecord storage record) private view returns (uint128) {
        return _capMinor(record.terms.amountMinor, record.terms.tolerancePlusBps) - record.reservedMinor;
    }

    /// @dev Drawn to the last unit, or drawn once where the credit allows but one drawing.
    function _isExhausted(CreditRecord storage record) private view returns (bool) {
        return !record.terms.partialShipments
            || record.drawnMinor == _capMinor(record.terms.amountMinor, record.terms.tolerancePlusBps);
    }

    /// @dev The most that may be drawn (UCP 600 art. 30(a), field 39A). At most twice a uint128, so the sum
    /// is taken in 256 bits; applyFor refuses what does not fit back.
    function _capMinor(uint256 amountMinor, uint256 tolerancePlusBps) private pure returns (uint128) {
        return uint128(amountMinor + (amountMinor * tolerancePlusBps) / 10_000);
    }
}
