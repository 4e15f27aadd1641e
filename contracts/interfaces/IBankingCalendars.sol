// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Day, OrgId, Place} from "../types/Ids.sol";
import {YearCalendar} from "../types/MemberTypes.sol";

/// @title Banking days
/// @notice When each bank is regularly open at each of its places, and the clocks that follow from it.
/// @dev A banking day is a day on which the bank is regularly open at the place where the act is to be
/// performed (UCP 600 art. 2). A year is published once; after that a bank may only announce further
/// closures of days still to come, so nobody can shorten or stretch a clock that already runs.
///
/// A later year that a bank has not published is read against it: open on every day, with the hours and
/// the offset of the last year it did publish. So a bank that keeps silent can neither stop documents from
/// reaching it nor lengthen its own time to decide. What it publishes later holds from then on.
interface IBankingCalendars {
    /// @notice A bank published a year's banking days at a place.
    event CalendarPublished(OrgId indexed bank, Place indexed place, uint16 indexed year, YearCalendar calendar);
    /// @notice A bank announced that it will be closed on a day still to come.
    event ClosureAnnounced(OrgId indexed bank, Place indexed place, Day indexed day, bytes32 reason);

    /// @notice No calendar is published for this bank, place and year, nor, where the year's own is not asked
    /// for, for any year before it; or the year is past 2200. The bank must publish it first.
    /// @custom:rule UCP 600 art. 2 (banking day)
    error Calendars_NotPublished(OrgId bank, Place place, uint16 year);
    /// @notice This year's calendar is published already; only closures still to come may be announced.
    error Calendars_AlreadyPublished(OrgId bank, Place place, uint16 year);
    /// @notice The calendar cannot be true: year out of range, hours or offsets impossible, or closed
    /// for longer than any bank is.
    error Calendars_Implausible(uint16 year, uint256 closedRun);
    /// @notice A closure must be announced before its day begins at the place.
    error Calendars_ClosureNotAhead(Day day, Day today);
    /// @notice More banking days were asked for than a calendar can answer.
    error Calendars_TooFar(uint16 bankingDays);

    /// @notice Publishes a year's banking days of the caller's bank at `place` (a binding act).
    /// @dev Days after the year's end must not be set. Errors: Calendars_AlreadyPublished, Calendars_Implausible.
    /// @param bank whose banking days these are
    /// @param place where that bank does business
    /// @param year a civil year
    /// @param calendar the year's banking days, hours and offsets
    function publish(OrgId bank, Place place, uint16 year, YearCalendar calldata calendar) external;

    /// @notice Announces that the caller's bank will be closed on a day still to come (a binding act).
    /// @dev The day's year must be published. Errors: Calendars_ClosureNotAhead, Calendars_NotPublished,
    /// Calendars_Implausible where it would stay closed for longer than any bank is.
    /// @param bank whose banking days these are
    /// @param place where that bank does business
    /// @param day on which it will be closed, still to come at the place
    /// @param reason the reason in words, at most 32 bytes
    function announceClosure(OrgId bank, Place place, Day day, bytes32 reason) external;

    /// @notice One year's calendar, as published.
    /// @dev Errors: Calendars_NotPublished.
    /// @param bank whose banking days these are
    /// @param place where that bank does business
    /// @param year a civil year
    /// @return as published, with every closure announced since
    function calendar(OrgId bank, Place place, uint16 year) external view returns (YearCalendar memory);

    /// @notice Confirms that the years themselves are published in which a clock starts and ends: the one now
    /// running at the place, and that of the last of `bankingDays` following `day`, rolled forward.
    /// @dev Errors: Calendars_NotPublished, Calendars_TooFar.
    /// @param bank whose banking days these are
    /// @param place where that bank does business
    /// @param day that the clock counts from
    /// @param bankingDays how many banking days the clock runs, up to 30
    function requirePublished(OrgId bank, Place place, Day day, uint16 bankingDays) external view;

    /// @notice Whether the bank is regularly open at the place on that day.
    /// @dev Errors, here and in all that follow: Calendars_NotPublished where neither that year nor any before
    /// it is published.
    /// @param bank whose banking days these are
    /// @param place where that bank does business
    /// @param day a civil day at the place
    /// @return whether it is a banking day there
    function isBankingDay(OrgId bank, Place place, Day day) external view returns (bool);

    /// @notice The civil date at the place at an instant, summer time included.
    /// @param bank whose banking days these are
    /// @param place where that bank does business
    /// @param instant UTC seconds
    /// @return the civil day at the place
    function localDay(OrgId bank, Place place, uint64 instant) external view returns (Day);

    /// @notice The day on which something delivered at an instant counts as delivered: that day where
    /// it is a banking day and the bank has not closed yet, else the next banking day.
    /// @dev UCP 600 art. 33.
    /// @param bank whose banking days these are
    /// @param place where that bank does business
    /// @param instant at which it was delivered, UTC seconds
    /// @return the day that counts
    function deliveryDay(OrgId bank, Place place, uint64 instant) external view returns (Day);

    /// @notice That day where it is a banking day, else the first following banking day.
    /// @dev UCP 600 art. 29(a).
    /// @param bank whose banking days these are
    /// @param place where that bank does business
    /// @param day a civil day at the place
    /// @return that day or the first banking day after it
    function rollForward(OrgId bank, Place place, Day day) external view returns (Day);

    /// @notice The `count`th banking day following `day`, and the instant the bank closes on it.
    /// @dev UCP 600 art. 14(b), 16(d). `count` up to 30.
    /// @param bank whose banking days these are
    /// @param place where that bank does business
    /// @param day that is not counted itself
    /// @param count how many banking days, up to 30
    /// @return last that banking day
    /// @return closes its close of business, UTC seconds
    function bankingDaysAfter(OrgId bank, Place place, Day day, uint16 count)
        external
        view
        returns (Day last, uint64 closes);

    /// @notice How many banking days follow today up to the day of an instant, that one counted.
    /// @dev eUCP art. e12(b)(i). At most the few days of a clock: it costs gas for each.
    /// @param bank whose banking days these are
    /// @param place where that bank does business
    /// @param instant at which a clock ends, UTC seconds
    /// @return left how many; none on that day itself and after it
    function bankingDaysLeft(OrgId bank, Place place, uint64 instant) external view returns (uint8 left);

    /// @notice The instant the bank closes on a day, open or not, in UTC seconds.
    /// @param bank whose banking days these are
    /// @param place where that bank does business
    /// @param day a civil day at the place
    /// @return UTC seconds
    function closeOfBusiness(OrgId bank, Place place, Day day) external view returns (uint64);
}
