// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IBankingCalendars} from "../interfaces/IBankingCalendars.sol";
import {IMembers} from "../interfaces/IMembers.sol";
import {CivilDate} from "../libraries/CivilDate.sol";
import {Day, OrgId, Place} from "../types/Ids.sol";
import {Capability, LONGEST_CLOSED_RUN, YearCalendar} from "../types/MemberTypes.sol";

/// @title Banking calendars
/// @notice Each bank's banking days at each of its places, and the clocks that follow from them.
/// @dev An announced closure is written into the year it falls in, so that one bitmap answers.
contract BankingCalendars is IBankingCalendars, ERC2771Context {
    uint256 private constant FIRST_YEAR = 2000;
    uint256 private constant LAST_YEAR = 2200;
    uint256 private constant LOW_DAYS = 256;
    uint256 private constant MINUTES_PER_DAY = 1440;
    int16 private constant LARGEST_OFFSET_MINUTES = 14 * 60;
    uint16 private constant LARGEST_SHIFT_MINUTES = 120;
    uint16 private constant MOST_BANKING_DAYS = 30;

    /// @notice The register of members.
    IMembers public immutable MEMBERS;

    mapping(OrgId bank => mapping(Place place => mapping(uint256 year => YearCalendar))) private _calendars;
    // Bit `year - FIRST_YEAR` set where that year is published.
    mapping(OrgId bank => mapping(Place place => uint256 bitmap)) private _years;

    constructor(IMembers members, address forwarder) ERC2771Context(forwarder) {
        MEMBERS = members;
    }

    /// @inheritdoc IBankingCalendars
    function publish(OrgId bank, Place place, uint16 year, YearCalendar calldata yearCalendar) external {
        MEMBERS.authorise(_msgSender(), bank, Capability.BANK, _msgData());
        YearCalendar storage stored = _calendars[bank][place][year];
        require(!_isPublished(stored), Calendars_AlreadyPublished(bank, place, year));
        require(_isPlausible(year, yearCalendar), Calendars_Implausible(year, 0));

        _calendars[bank][place][year] = yearCalendar;
        _years[bank][place] |= 1 << (year - FIRST_YEAR);

        uint256 length = CivilDate.lengthOf(year);
        uint256 firstDay = CivilDate.firstDayOf(year);
        uint256 run = _longestRun(yearCalendar, length);
        // A run may go on in the neighbouring years, where those are published already.
        run = Math.max(run, _closedRunAround(bank, place, firstDay));
        run = Math.max(run, _closedRunAround(bank, place, firstDay + length - 1));
        require(run <= LONGEST_CLOSED_RUN, Calendars_Implausible(year, run));

        emit CalendarPublished(bank, place, year, yearCalendar);
    }

    /// @inheritdoc IBankingCalendars
    function announceClosure(OrgId bank, Place place, Day day, bytes32 reason) external {
        MEMBERS.authorise(_msgSender(), bank, Capability.BANK, _msgData());
        Day today = localDay(bank, place, uint64(block.timestamp));
        require(day > today, Calendars_ClosureNotAhead(day, today));

        uint256 number = Day.unwrap(day);
        (uint256 year, uint256 dayOfYear) = CivilDate.yearAndDayOf(number);
        YearCalendar storage stored = _published(bank, place, year);
        if (dayOfYear < LOW_DAYS) stored.closedLow |= 1 << dayOfYear;
        else stored.closedHigh |= SafeCast.toUint128(1 << (dayOfYear - LOW_DAYS));

        uint256 run = _closedRunAround(bank, place, number);
        require(run <= LONGEST_CLOSED_RUN, Calendars_Implausible(uint16(year), run));
        emit ClosureAnnounced(bank, place, day, reason);
    }

    /// @inheritdoc IBankingCalendars
    function calendar(OrgId bank, Place place, uint16 year) external view returns (YearCalendar memory) {
        return _published(bank, place, year);
    }

    /// @inheritdoc IBankingCalendars
    function requirePublished(OrgId bank, Place place, Day day, uint16 bankingDays) external view {
        (uint256 year,) = CivilDate.yearAndDayOf(Day.unwrap(localDay(bank, place, uint64(block.timestamp))));
        _published(bank, place, year);
        (Day last,) = bankingDaysAfter(bank, place, rollForward(bank, place, day), bankingDays);
        (year,) = CivilDate.yearAndDayOf(Day.unwrap(last));
        _published(bank, place, year);
    }

    /// @inheritdoc IBankingCalendars
    function isBankingDay(OrgId bank, Place place, Day day) external view returns (bool) {
        return _isOpen(bank, place, Day.unwrap(day));
    }

    /// @inheritdoc IBankingCalendars
    function localDay(OrgId bank, Place place, uint64 instant) public view returns (Day) {
        (uint256 day,) = _localTime(bank, place, instant);
        return _toDay(day);
    }

    /// @inheritdoc IBankingCalendars
    function deliveryDay(OrgId bank, Place place, uint64 instant) external view returns (Day) {
        (uint256 day, uint256 minuteOfDay) = _localTime(bank, place, instant);
        (uint256 year, uint256 dayOfYear) = CivilDate.yearAndDayOf(day);
        (YearCalendar storage found, bool published) = _inForce(bank, place, year);
        bool open = !published || !_isClosed(found, dayOfYear);
        if (open && minuteOfDay < found.closesMinute) return _toDay(day);
        return _toDay(_nextOpen(bank, place, day + 1));
    }

    /// @inheritdoc IBankingCalendars
    function rollForward(OrgId bank, Place place, Day day) public view returns (Day) {
        return _toDay(_nextOpen(bank, place, Day.unwrap(day)));
    }

    /// @inheritdoc IBankingCalendars
    function bankingDaysAfter(OrgId bank, Place place, Day day, uint16 count)
        public
        view
        returns (Day last, uint64 closes)
    {
        require(count != 0 && count <= MOST_BANKING_DAYS, Calendars_TooFar(count));
        uint256 current = Day.unwrap(day);
        for (uint256 i = 0; i < count; ++i) {
            current = _nextOpen(bank, place, current + 1);
        }
        return (_toDay(current), _closeOf(bank, place, current));
    }

    /// @inheritdoc IBankingCalendars
    function bankingDaysLeft(OrgId bank, Place place, uint64 instant) external view returns (uint8 left) {
        (uint256 reached,) = _localTime(bank, place, uint64(block.timestamp));
        (uint256 last,) = _localTime(bank, place, instant);
        while (last > reached) {
            ++left;
            reached = _nextOpen(bank, place, reached + 1);
        }
    }

    /// @inheritdoc IBankingCalendars
    function closeOfBusiness(OrgId bank, Place place, Day day) external view returns (uint64) {
        return _closeOf(bank, place, Day.unwrap(day));
    }

    /// @dev Ends within two of the longest closed runs, since publishing lets none be longer, or on the
    /// first day of a year that is not published.
    function _nextOpen(OrgId bank, Place place, uint256 day) private view returns (uint256) {
        while (!_isOpen(bank, place, day)) ++day;
        return day;
    }

    function _isOpen(OrgId bank, Place place, uint256 day) private view returns (bool) {
        (uint256 year, uint256 dayOfYear) = CivilDate.yearAndDayOf(day);
        (YearCalendar storage found, bool published) = _inForce(bank, place, year);
        return !published || !_isClosed(found, dayOfYear);
    }

    /// @dev Standard time decides the year and whether summer time is on; then the shift is added.
    function _localTime(OrgId bank, Place place, uint64 instant)
        private
        view
        returns (uint256 day, uint256 minuteOfDay)
    {
        (uint256 year,) = CivilDate.yearAndDayOf(instant / CivilDate.SECONDS_PER_DAY);
        (YearCalendar storage found,) = _inForce(bank, place, year);
        uint256 standard = _shifted(instant, found.utcOffsetMinutes);
        (uint256 localYear,) = CivilDate.yearAndDayOf(standard / CivilDate.SECONDS_PER_DAY);
        if (localYear != year) {
            (found,) = _inForce(bank, place, localYear);
            standard = _shifted(instant, found.utcOffsetMinutes);
        }

        (, uint256 dayOfYear) = CivilDate.yearAndDayOf(standard / CivilDate.SECONDS_PER_DAY);
        uint256 local = standard + _summerShift(found, dayOfYear) * CivilDate.SECONDS_PER_MINUTE;
        day = local / CivilDate.SECONDS_PER_DAY;
        minuteOfDay = (local % CivilDate.SECONDS_PER_DAY) / CivilDate.SECONDS_PER_MINUTE;
    }

    function _closeOf(OrgId bank, Place place, uint256 day) private view returns (uint64) {
        (uint256 year, uint256 dayOfYear) = CivilDate.yearAndDayOf(day);
        (YearCalendar storage found,) = _inForce(bank, place, year);
        uint256 localClose = day * CivilDate.SECONDS_PER_DAY
            + uint256(found.closesMinute) * CivilDate.SECONDS_PER_MINUTE
            - _summerShift(found, dayOfYear) * CivilDate.SECONDS_PER_MINUTE;
        return SafeCast.toUint64(_shifted(localClose, -found.utcOffsetMinutes));
    }

    /// @dev Never below zero: only instants of published years, from 2000 on, come here.
    function _shifted(uint256 instant, int256 minutes_) private pure returns (uint256) {
        int256 seconds_ = minutes_ * int256(CivilDate.SECONDS_PER_MINUTE);
        return SafeCast.toUint256(SafeCast.toInt256(instant) + seconds_);
    }

    /// @dev South of the equator summer goes over the new year: `summerFrom` is then the later one.
    function _summerShift(YearCalendar storage year, uint256 dayOfYear) private view returns (uint256) {
        uint256 from = year.summerFrom;
        uint256 until = year.summerUntil;
        bool summer = from <= until
            ? dayOfYear >= from && dayOfYear < until
            : dayOfYear >= from || dayOfYear < until;
        return summer ? year.summerShiftMinutes : 0;
    }

    function _published(OrgId bank, Place place, uint256 year)
        private
        view
        returns (YearCalendar storage found)
    {
        found = _calendars[bank][place][year];
        require(_isPublished(found), Calendars_NotPublished(bank, place, _named(year)));
    }

    /// @dev The year's own calendar, or where it is not published the last one before it, of which only the
    /// hours and the offset count: a bank that leaves a year out is taken to be open on every day of it, so
    /// that its silence neither holds up a delivery nor lengthens its own time to decide.
    /// @return found whose hours and offset hold
    /// @return published whether it is the year's own, so that its closed days count too
    function _inForce(OrgId bank, Place place, uint256 year)
        private
        view
        returns (YearCalendar storage found, bool published)
    {
        found = _calendars[bank][place][year];
        if (_isPublished(found)) return (found, true);

        bool inRange = year > FIRST_YEAR && year <= LAST_YEAR;
        uint256 earlier = inRange ? _years[bank][place] & ((1 << (year - FIRST_YEAR)) - 1) : 0;
        require(earlier != 0, Calendars_NotPublished(bank, place, _named(year)));
        return (_calendars[bank][place][FIRST_YEAR + Math.log2(earlier)], false);
    }

    /// @dev A year as an error names it: those beyond 16 bits as the last.
    function _named(uint256 year) private pure returns (uint16) {
        return uint16(Math.min(year, type(uint16).max));
    }

    /// @dev Every plausible year closes after it opens, so never at minute 0.
    function _isPublished(YearCalendar storage year) private view returns (bool) {
        return year.closesMinute != 0;
    }

    function _isClosed(YearCalendar storage year, uint256 dayOfYear) private view returns (bool) {
        return dayOfYear < LOW_DAYS
            ? (year.closedLow >> dayOfYear) & 1 == 1
            : (uint256(year.closedHigh) >> (dayOfYear - LOW_DAYS)) & 1 == 1;
    }

    function _isPlausible(uint16 year, YearCalendar calldata yearCalendar) private pure returns (bool) {
        if (year < FIRST_YEAR || year > LAST_YEAR) return false;
        uint256 length = CivilDate.lengthOf(year);
        return yearCalendar.opensMinute < yearCalendar.closesMinute && yearCalendar.closesMinute <= MINUTES_PER_DAY
            && yearCalendar.utcOffsetMinutes >= -LARGEST_OFFSET_MINUTES
            && yearCalendar.utcOffsetMinutes <= LARGEST_OFFSET_MINUTES
            && yearCalendar.summerShiftMinutes <= LARGEST_SHIFT_MINUTES
            && yearCalendar.summerFrom <= length && yearCalendar.summerUntil <= length
            && uint256(yearCalendar.closedHigh) >> (length - LOW_DAYS) == 0;
    }

    function _longestRun(YearCalendar calldata year, uint256 length) private pure returns (uint256 longest) {
        uint256 low = year.closedLow;
        uint256 high = year.closedHigh;
        uint256 run = 0;
        for (uint256 d = 0; d < length; ++d) {
            uint256 bit = d < LOW_DAYS ? low >> d : high >> (d - LOW_DAYS);
            run = bit & 1 == 1 ? run + 1 : 0;
            if (run > longest) longest = run;
        }
    }

    /// @dev How many closed days in a row `day` stands among, 0 where it is open; counts one more than the
    /// longest allowed to either side, and a year that is not published as open.
    function _closedRunAround(OrgId bank, Place place, uint256 day) private view returns (uint256 run) {
        if (!_isKnownClosed(bank, place, day)) return 0;
        run = 1;
        for (uint256 i = 1; i <= LONGEST_CLOSED_RUN && _isKnownClosed(bank, place, day - i); ++i) ++run;
        for (uint256 i = 1; i <= LONGEST_CLOSED_RUN && _isKnownClosed(bank, place, day + i); ++i) ++run;
    }

    function _isKnownClosed(OrgId bank, Place place, uint256 day) private view returns (bool) {
        (uint256 year, uint256 dayOfYear) = CivilDate.yearAndDayOf(day);
        return _isClosed(_calendars[bank][place][year], dayOfYear);
    }

    /// @dev Fits: only days of published years, at most a day or so past them, come here.
    function _toDay(uint256 day) private pure returns (Day) {
        return Day.wrap(SafeCast.toUint32(day));
    }
}
