// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBankingCalendars} from "../interfaces/IBankingCalendars.sol";
import {CreditTerms} from "../types/CreditTypes.sol";
import {Day, OrgId, Place} from "../types/Ids.sol";
import {CreditPart} from "./CreditPart.sol";

/// @title The clocks of a credit
/// @notice Each bank's own days at its own place, read from its own calendar (UCP 600 art. 2, 14(b), 29, 33).
abstract contract CreditClocks is CreditPart {
    uint16 internal constant EXAMINATION_BANKING_DAYS = 5;

    IBankingCalendars internal immutable CALENDARS;

    constructor(IBankingCalendars calendars) {
        CALENDARS = calendars;
    }

    function _placeOf(CreditTerms memory terms, OrgId bank) internal pure returns (Place) {
        if (bank == terms.issuingBank) return terms.issuingPlace;
        // A credit without a nominated bank has a zero there, and zero is nobody.
        require(
            bank == terms.nominatedBank && OrgId.unwrap(bank) != 0, Credit_NotAPlaceForPresentation(bank)
        );
        return terms.nominatedPlace;
    }

    /// @dev UCP 600 art. 29(a).
    function _lastDay(CreditTerms memory terms, OrgId bank) internal view returns (Day) {
        return CALENDARS.rollForward(bank, _placeOf(terms, bank), terms.expiryDay);
    }

    /// @dev The day that counts for what is presented now at a bank, and the last one there (art. 6(d), 33).
    function _presentationDays(CreditTerms memory terms, OrgId bank) internal view returns (Day day, Day last) {
        return (_deliveryDay(bank, _placeOf(terms, bank)), _lastDay(terms, bank));
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
}
