// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Civil dates
/// @notice Years and days of the Gregorian calendar, with days counted from 1 January 1970.
/// @dev Plain integers, so that a day far outside any calendar is still answered rather than truncated.
library CivilDate {
    uint256 internal constant SECONDS_PER_DAY = 1 days;
    uint256 internal constant SECONDS_PER_MINUTE = 1 minutes;

    uint256 private constant EPOCH_YEAR = 1970;
    uint256 private constant DAYS_PER_400_YEARS = 146_097;
    // Leap days between the year 1 and the end of 1969.
    uint256 private constant LEAP_DAYS_BEFORE_EPOCH = 477;

    /// @notice The day number of 1 January.
    /// @param year 1970 or later
    function firstDayOf(uint256 year) internal pure returns (uint256) {
        uint256 before = year - 1;
        uint256 leapDays = before / 4 - before / 100 + before / 400 - LEAP_DAYS_BEFORE_EPOCH;
        return (year - EPOCH_YEAR) * 365 + leapDays;
    }

    /// @notice 365 or 366.
    function lengthOf(uint256 year) internal pure returns (uint256) {
        return firstDayOf(year + 1) - firstDayOf(year);
    }

    /// @notice The year a day lies in, and its number within that year from 0.
    function yearAndDayOf(uint256 day) internal pure returns (uint256 year, uint256 dayOfYear) {
        // The mean year puts the estimate within one year of the truth.
        year = EPOCH_YEAR + (day * 400) / DAYS_PER_400_YEARS;
        if (firstDayOf(year) > day) year -= 1;
        else if (firstDayOf(year + 1) <= day) year += 1;
        dayOfYear = day - firstDayOf(year);
    }
}
