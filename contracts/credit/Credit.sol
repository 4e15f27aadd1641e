// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBankingCalendars} from "../interfaces/IBankingCalendars.sol";
import {ICredit} from "../interfaces/ICredit.sol";
import {ICreditCollateral} from "../interfaces/ICreditCollateral.sol";
import {ICreditDrafting} from "../interfaces/ICreditDrafting.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {AmendmentChanges} from "../types/CreditAmendmentTypes.sol";
import {CreditClauses, Instalment} from "../types/CreditClauseTypes.sol";
import {CreditRecord, CreditState, CreditTerms} from "../types/CreditTypes.sol";
import {CreditId, Day, OrgId, Place} from "../types/Ids.sol";
import {Capability} from "../types/MemberTypes.sol";
import {CreditClocks} from "./CreditClocks.sol";
import {CreditPart} from "./CreditPart.sol";

/// @title Letters of credit: the register
/// @notice A credit's own life: applied for, issued, advised, drawn, expired. See {ICredit}, which is the
/// manual.
contract Credit is ICredit, CreditClocks {
    ICreditDrafting private immutable DRAFTING;

    mapping(CreditId id => CreditRecord record) private _credits;
    mapping(CreditId id => CreditClauses clauses) private _clauses;
    mapping(CreditId id => Day day) private _issueBy;
    // The latest expiry that a pending amendment would give.
    mapping(CreditId id => Day day) private _openUntil;
    mapping(CreditId id => Instalment[] instalments) private _instalments;
    // Of each instalment, what is honoured or open.
    mapping(CreditId id => mapping(uint256 index => uint128 amountMinor)) private _instalmentReserved;
    mapping(OrgId issuingBank => mapping(bytes16 number => CreditId id)) private _numbered;
    // Of a transferred credit, the one it is a part of: whoever waives under it is known when it is over, too.
    mapping(CreditId transferred => CreditId original) private _originals;
    // Set aside for what was transferred of a credit, drawn or not.
    mapping(CreditId original => uint128 amountMinor) private _transferredMinor;
    ICreditCollateral private _connected;
    /// @inheritdoc ICredit
    bool public newCreditsPaused;

    constructor(
        IMembers members,
        IBankingCalendars calendars,
        ICreditDrafting creditDrafting,
        address authority,
        address forwarder
    ) CreditPart(members, authority, forwarder) CreditClocks(calendars) {
        DRAFTING = creditDrafting;
    }

    /// @inheritdoc ICredit
    function applyFor(CreditTerms memory terms, bytes16 applicationReference) external returns (CreditId) {
        CreditClauses memory none;
        return _apply(terms, none, applicationReference);
    }

    /// @inheritdoc ICredit
    function applyForWith(
        CreditTerms memory terms,
        CreditClauses memory clauses,
        bytes16 applicationReference
    ) external returns (CreditId credit_) {
        credit_ = _apply(terms, clauses, applicationReference);
        _state(credit_, clauses);
    }

    /// @inheritdoc ICredit
    function stateInstalments(CreditId credit_, Instalment[] calldata instalments) external {
        CreditRecord storage record = _existing(credit_);
        _requireState(record, credit_, CreditState.APPLIED);
        _requireTerm(keccak256(abi.encode(instalments)) == _clauses[credit_].instalmentsRoot, "instalmentsRoot");
        Instalment[] storage kept = _instalments[credit_];
        _requireTerm(kept.length == 0, "instalments");
        DRAFTING.requireInstalments(record.terms.amountMinor, record.terms.expiryDay, instalments);
        for (uint256 index = 0; index < instalments.length; ++index) {
            kept.push(instalments[index]);
        }
        emit InstalmentsStated(credit_, instalments);
    }

    /// @inheritdoc ICredit
    function preAdvise(CreditId credit_, bytes32 termsHash, Day issueByDay, bool fullDetailsToFollow) external {
        CreditRecord storage record = _existing(credit_);
        OrgId bank = record.terms.issuingBank;
        _authoriseBank(bank);
        require(!newCreditsPaused, Credit_Paused());
        _requireState(record, credit_, CreditState.APPLIED);
        _requireIssuable(credit_, record, termsHash);
        _requireTerm(_isAhead(issueByDay) && issueByDay <= record.terms.expiryDay, "issueByDay");

        record.state = CreditState.PRE_ADVISED;
        _issueBy[credit_] = issueByDay;
        emit CreditPreAdvised(credit_, bank, issueByDay, fullDetailsToFollow);
    }

    /// @inheritdoc ICredit
    function withdrawApplication(CreditId credit_) external {
        CreditRecord storage record = _existing(credit_);
        _requireParty(record.terms.applicant, Capability.IMPORTER);
        _requireState(record, credit_, CreditState.APPLIED);

        record.state = CreditState.WITHDRAWN;
        emit ApplicationWithdrawn(credit_);
        _settle(credit_);
    }

    /// @inheritdoc ICredit
    function declineApplication(CreditId credit_) external {
        CreditRecord storage record = _existing(credit_);
        _requireParty(record.terms.issuingBank, Capability.BANK);
        _requireState(record, credit_, CreditState.APPLIED);

        record.state = CreditState.DECLINED;
        emit ApplicationDeclined(credit_);
        _settle(credit_);
    }

    /// @inheritdoc ICredit
    function issue(CreditId credit_, bytes32 termsHash, bytes16 number) external {
        CreditRecord storage record = _existing(credit_);
        CreditTerms storage terms = record.terms;
        _authoriseBank(terms.issuingBank);
        // A bank that pre-advised is bound to issue, paused or not (UCP 600 art. 11(b)).
        if (record.state != CreditState.PRE_ADVISED) {
            require(!newCreditsPaused, Credit_Paused());
            _requireState(record, credit_, CreditState.APPLIED);
        }
        _requireIssuable(credit_, record, termsHash);
        _requireTerm(number != 0, "number");
        CreditId sameNumber = _numbered[terms.issuingBank][number];
        require(CreditId.unwrap(sameNumber) == 0, Credit_AlreadyExists(sameNumber));

        _numbered[terms.issuingBank][number] = credit_;
        _bind(credit_, record, number);
    }

    /// @inheritdoc ICredit
    function lapse(CreditId credit_) external {
        CreditRecord storage record = _existing(credit_);
        _requireState(_isOperative(record), record, credit_);
        Instalment[] storage instalments = _instalments[credit_];
        uint256 missed = 0;
        while (missed < instalments.length && _instalmentReserved[credit_][missed] != 0) ++missed;
        require(
            record.openPresentations == 0 && missed < instalments.length
                && _isOverEverywhere(record.terms, instalments[missed].untilDay),
            Credit_NothingMissed(credit_)
        );

        record.state = CreditState.LAPSED;
        emit CreditLapsed(credit_, missed);
        _settle(credit_);
    }

    /// @inheritdoc ICredit
    function expire(CreditId credit_) external {
        CreditRecord storage record = _existing(credit_);
        // One that was pre-advised and never issued is over with its last day, too.
        _requireState(_isOperative(record) || record.state == CreditState.PRE_ADVISED, record, credit_);
        Day lastDay = record.terms.expiryDay;
        if (_openUntil[credit_] > lastDay) lastDay = _openUntil[credit_];
        require(
            record.openPresentations == 0 && _isOverEverywhere(record.terms, lastDay),
            Credit_NotExpired(credit_, record.openPresentations)
        );

        record.state = CreditState.EXPIRED;
        emit CreditExpired(credit_, _unreservedMinor(record));
        _settle(credit_);
    }

    /// @inheritdoc ICredit
    function markAdvised(CreditId credit_) external restricted {
        CreditRecord storage record = _existing(credit_);
        _requireState(record, credit_, CreditState.ISSUED);
        record.state = CreditState.ADVISED;
    }

    /// @inheritdoc ICredit
    function reserve(CreditId credit_, OrgId bank, Day day, uint128 amountMinor)
        external
        restricted
        returns (uint32 number, uint8 instalment)
    {
        CreditRecord storage record = _existing(credit_);
        require(
            !_isPart(_originals[credit_]) || OrgId.unwrap(record.terms.nominatedBank) == 0
                || bank == record.terms.nominatedBank,
            Credit_NotTheTransferringBank(bank)
        );
        if (_instalments[credit_].length != 0) instalment = _instalmentOn(credit_, record.terms, bank, day);
        _setAside(credit_, record, instalment, amountMinor);
        record.presentations += 1;
        number = record.presentations;
    }

    /// @inheritdoc ICredit
    function reserveAgain(CreditId credit_, uint8 instalment, uint128 amountMinor) external restricted {
        _setAside(credit_, _existing(credit_), instalment, amountMinor);
    }

    /// @inheritdoc ICredit
    function release(CreditId credit_, uint8 instalment, uint128 amountMinor) external restricted {
        CreditRecord storage record = _existing(credit_);
        if (instalment != 0) _instalmentReserved[credit_][instalment - 1] -= amountMinor;
        record.reservedMinor -= amountMinor;
        record.openPresentations -= 1;
    }

    /// @inheritdoc ICredit
    function draw(CreditId credit_, uint128 amountMinor) external restricted returns (bool ended) {
        CreditRecord storage record = _existing(credit_);
        record.openPresentations -= 1;
        ended = _count(credit_, record, amountMinor);
        CreditId original = _originals[credit_];
        // The original has not ended: the part counts as open under it until it is closed.
        if (_isPart(original)) _credits[original].drawnMinor += amountMinor;
    }

    /// @inheritdoc ICredit
    function issuePart(
        CreditId original,
        CreditTerms memory terms,
        CreditClauses memory clauses,
        bytes16 ownReference
    ) external restricted returns (CreditId transferred, uint128 capMinor) {
        CreditRecord storage record = _credits[original];
        transferred = _enter(terms, ownReference);
        _state(transferred, clauses);
        capMinor = _capMinor(terms.amountMinor, terms.tolerancePlusBps);
        _setAside(original, record, 0, capMinor);
        _transferredMinor[original] += capMinor;
        _originals[transferred] = original;
        _bind(transferred, _credits[transferred], record.number);
    }

    /// @inheritdoc ICredit
    function endPart(CreditId transferred) external restricted {
        CreditRecord storage record = _credits[transferred];
        require(
            record.openPresentations == 0, Credit_PresentationsOpen(transferred, record.openPresentations)
        );
        uint128 leftMinor = _unreservedMinor(record);
        if (_isOperative(record)) {
            record.state = CreditState.CANCELLED;
            emit CreditCancelled(transferred, leftMinor);
        }
        // Nothing can be set aside of it again, whatever a bank still takes up under it.
        record.reservedMinor += leftMinor;
        CreditId original = _originals[transferred];
        _transferredMinor[original] -= leftMinor;
        CreditRecord storage whole = _credits[original];
        whole.reservedMinor -= leftMinor;
        whole.openPresentations -= 1;
        if (_count(original, whole, 0)) _settle(original);
    }

    /// @inheritdoc ICredit
    function keepOpen(CreditId credit_, Day untilDay) external restricted {
        _openUntil[credit_] = untilDay;
    }

    /// @inheritdoc ICredit
    function amend(CreditId credit_, AmendmentChanges calldata changes)
        external
        restricted
        returns (int136 capDeltaMinor)
    {
        CreditRecord storage record = _existing(credit_);
        _requireState(_isOperative(record), record, credit_);
        if (changes.cancels) {
            require(
                record.openPresentations == 0, Credit_PresentationsOpen(credit_, record.openPresentations)
            );
            record.state = CreditState.CANCELLED;
            emit CreditCancelled(credit_, _unreservedMinor(record));
            _settle(credit_);
            return 0;
        }
        CreditTerms memory terms = DRAFTING.amended(record.terms, changes);
        uint128 beforeMinor = _capMinor(record.terms.amountMinor, record.terms.tolerancePlusBps);
        uint128 capMinor = _capMinor(terms.amountMinor, terms.tolerancePlusBps);
        require(
            record.reservedMinor <= capMinor,
            Credit_DrawingExceedsCredit(credit_, record.reservedMinor, capMinor)
        );
        record.terms = terms;
        emit CreditAmended(
            credit_,
            terms.amountMinor,
            terms.tolerancePlusBps,
            terms.partialShipments,
            terms.expiryDay,
            terms.latestShipmentDay
        );
        if (_count(credit_, record, 0)) _settle(credit_);
        // The difference of two uint128.
        return int136(int256(uint256(capMinor)) - int256(uint256(beforeMinor)));
    }

    /// @inheritdoc ICredit
    function connect(ICreditCollateral collateral) external restricted {
        require(address(_connected) == address(0), Credit_AlreadyConnected(address(_connected)));
        _connected = collateral;
        emit CollateralConnected(address(collateral));
    }

    /// @inheritdoc ICredit
    function pauseNewCredits(bool paused) external restricted {
        newCreditsPaused = paused;
        emit NewCreditsPaused(paused);
    }

    /// @inheritdoc ICredit
    function credit(CreditId id) external view returns (CreditRecord memory) {
        return _credits[id];
    }

    /// @inheritdoc ICredit
    function standingOf(CreditId credit_)
        external
        view
        returns (CreditState state, uint128 drawnMinor, uint128 reservedMinor, uint128 capMinor)
    {
        CreditRecord storage record = _existing(credit_);
        capMinor = _capMinor(record.terms.amountMinor, record.terms.tolerancePlusBps);
        return (record.state, record.drawnMinor, record.reservedMinor, capMinor);
    }

    /// @inheritdoc ICredit
    function clausesOf(CreditId credit_) external view returns (CreditClauses memory) {
        return _clauses[credit_];
    }

    /// @inheritdoc ICredit
    function instalmentsOf(CreditId credit_) external view returns (Instalment[] memory) {
        return _instalments[credit_];
    }

    /// @inheritdoc ICredit
    function isIssueOverdue(CreditId credit_) external view returns (bool) {
        return _credits[credit_].state == CreditState.PRE_ADVISED
            && block.timestamp / 1 days > Day.unwrap(_issueBy[credit_]);
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
    function applicantOf(CreditId credit_) external view returns (OrgId) {
        CreditId original = _originals[credit_];
        return _credits[_isPart(original) ? original : credit_].terms.applicant;
    }

    /// @inheritdoc ICredit
    function availableMinor(CreditId credit_) external view returns (uint128) {
        CreditRecord storage record = _existing(credit_);
        return _isOperative(record) && _mayDrawAgain(credit_, record) ? _unreservedMinor(record) : 0;
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

    function _apply(CreditTerms memory terms, CreditClauses memory clauses, bytes16 applicationReference)
        private
        returns (CreditId credit_)
    {
        require(!newCreditsPaused, Credit_Paused());
        _requireParty(terms.applicant, Capability.IMPORTER);
        DRAFTING.requireSound(terms, clauses);
        _requireTerm(applicationReference != 0, "applicationReference");
        return _enter(terms, applicationReference);
    }

    function _enter(CreditTerms memory terms, bytes16 ownReference) private returns (CreditId credit_) {
        credit_ = creditIdOf(terms.issuingBank, terms.applicant, ownReference);
        CreditRecord storage record = _credits[credit_];
        require(record.state == CreditState.NONE, Credit_AlreadyExists(credit_));

        record.state = CreditState.APPLIED;
        record.terms = terms;
        emit CreditAppliedFor(credit_, terms.applicant, terms.issuingBank, terms);
    }

    function _state(CreditId id, CreditClauses memory clauses) private {
        _clauses[id] = clauses;
        emit ClausesStated(id, clauses);
    }

    /// @dev From here on the credit is irrevocable (UCP 600 art. 7(b)).
    function _bind(CreditId id, CreditRecord storage record, bytes16 number) private {
        CreditTerms storage terms = record.terms;
        record.state = CreditState.ISSUED;
        record.number = number;
        record.issuedAt = _now();
        emit CreditIssued(id, terms.issuingBank, terms.beneficiary, number, terms.amountMinor);
    }

    /// @dev Counts a drawing, and says whether the credit was still open and has ended with it.
    function _count(CreditId id, CreditRecord storage record, uint128 amountMinor) private returns (bool ended) {
        record.drawnMinor += amountMinor;
        ended = _isOperative(record) && _isExhausted(record);
        if (ended) {
            record.state = CreditState.FULLY_DRAWN;
            emit CreditFullyDrawn(id);
        }
    }

    function _settle(CreditId id) private {
        _connected.settle(id);
    }

    function _isPart(CreditId original) private pure returns (bool) {
        return CreditId.unwrap(original) != 0;
    }

    /// @dev Sets a drawing aside from what the credit, and its instalment, still have.
    function _setAside(CreditId id, CreditRecord storage record, uint8 instalment, uint128 amountMinor) private {
        require(_mayDrawAgain(id, record), Credit_PartialDrawingNotAllowed(id));
        uint128 leftMinor = _unreservedMinor(record);
        require(amountMinor <= leftMinor, Credit_DrawingExceedsCredit(id, amountMinor, leftMinor));
        if (instalment != 0) {
            uint128 takenMinor = _instalmentReserved[id][instalment - 1];
            leftMinor = _capMinor(_instalments[id][instalment - 1].amountMinor, record.terms.tolerancePlusBps)
                - takenMinor;
            require(amountMinor <= leftMinor, Credit_DrawingExceedsCredit(id, amountMinor, leftMinor));
            _instalmentReserved[id][instalment - 1] = takenMinor + amountMinor;
        }
        record.reservedMinor += amountMinor;
        record.openPresentations += 1;
    }

    /// @dev The instalment, from 1, in whose period a day lies; none before it may have been missed.
    function _instalmentOn(CreditId id, CreditTerms storage terms, OrgId bank, Day day)
        private
        view
        returns (uint8)
    {
        Instalment[] storage instalments = _instalments[id];
        Place place = _placeOf(terms, bank);
        for (uint256 index = 0; index < instalments.length; ++index) {
            Instalment storage each = instalments[index];
            if (day <= CALENDARS.rollForward(bank, place, each.untilDay)) {
                require(each.fromDay <= day, Credit_NoInstalment(id, Day.unwrap(day)));
                return uint8(index + 1);
            }
            require(_instalmentReserved[id][index] != 0, Credit_InstalmentMissed(id, index));
        }
        revert Credit_NoInstalment(id, Day.unwrap(day));
    }

    /// @dev What a bank binds itself to: the terms applied for, whole, and still to come.
    function _requireIssuable(CreditId id, CreditRecord storage record, bytes32 termsHash) private view {
        bytes32 applied = record.terms.termsHash;
        require(termsHash == applied, Credit_TermsDiffer(applied, termsHash));
        _requireTerm(_isAhead(record.terms.expiryDay), "expiryDay");
        _requireTerm(_clauses[id].instalmentsRoot == 0 || _instalments[id].length != 0, "instalments");
        _requireClocks(record.terms);
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
    function _isOverEverywhere(CreditTerms storage terms, Day lastDay) private view returns (bool) {
        if (!_isOver(terms.issuingBank, terms.issuingPlace, lastDay)) return false;
        OrgId nominated = terms.nominatedBank;
        return OrgId.unwrap(nominated) == 0 || _isOver(nominated, terms.nominatedPlace, lastDay);
    }

    function _isOver(OrgId bank, Place place, Day lastDay) private view returns (bool) {
        return _deliveryDay(bank, place) > CALENDARS.rollForward(bank, place, lastDay);
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

    /// @dev UCP 600 art. 31(a): where partial drawings are not allowed one stands alone. It may be the first and the
    /// second beneficiary's, each for its share (art. 38(h)).
    function _mayDrawAgain(CreditId id, CreditRecord storage record) private view returns (bool) {
        return record.terms.partialShipments || record.reservedMinor == _transferredMinor[id];
    }

    /// @dev The amount with its tolerance, less what is honoured or open.
    function _unreservedMinor(CreditRecord storage record) private view returns (uint128) {
        return _capMinor(record.terms.amountMinor, record.terms.tolerancePlusBps) - record.reservedMinor;
    }

    /// @dev Nothing is open, and it is drawn to the last unit, or drawn where it allows but one drawing.
    function _isExhausted(CreditRecord storage record) private view returns (bool) {
        if (record.openPresentations != 0 || record.drawnMinor == 0) return false;
        return !record.terms.partialShipments
            || record.drawnMinor == _capMinor(record.terms.amountMinor, record.terms.tolerancePlusBps);
    }

    /// @dev The most that may be drawn (UCP 600 art. 30(a), field 39A). At most twice a uint128, so the sum
    /// is taken in 256 bits; applyFor refuses what does not fit back.
    function _capMinor(uint256 amountMinor, uint256 tolerancePlusBps) private pure returns (uint128) {
        return uint128(amountMinor + (amountMinor * tolerancePlusBps) / 10_000);
    }
}
