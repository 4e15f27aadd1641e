// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Fingerprint, OrgId} from "../types/Ids.sol";
import {InvoiceRecord, InvoiceStatus} from "../types/InvoiceTypes.sol";

/// @title Invoice registry
/// @notice Invoices known by their fingerprint, each financed once at most.
/// @dev The fingerprint is the id: registering the same invoice twice is impossible, whoever tries. The
/// answer to a second attempt tells that it is one, and never by whom or for how much. Financing pays
/// the advance in the same transaction; nothing is held here.
interface IInvoices {
    /// @notice An invoice was registered.
    event InvoiceRegistered(Fingerprint indexed fingerprint, OrgId indexed seller);
    /// @notice A newly registered invoice shares seller, number and year with an earlier one: to be reviewed.
    event ConflictNoted(Fingerprint indexed conflictKey, Fingerprint indexed earlier, Fingerprint indexed later);
    /// @notice The seller offered an invoice to one financier.
    event InvoiceOffered(Fingerprint indexed fingerprint, OrgId indexed financier, address money, uint128 advanceMinor, uint64 reservedUntil);
    /// @notice An offer was withdrawn or lapsed.
    event OfferWithdrawn(Fingerprint indexed fingerprint);
    /// @notice An invoice was financed and the advance paid.
    event InvoiceFinanced(Fingerprint indexed fingerprint, OrgId indexed seller, OrgId indexed financier, uint128 advanceMinor);
    /// @notice The financier was repaid.
    event InvoiceSettled(Fingerprint indexed fingerprint);
    /// @notice A financing was undone; the invoice may be financed again.
    event FinancingReleased(Fingerprint indexed fingerprint);
    /// @notice The seller withdrew an invoice for good.
    event InvoiceCancelled(Fingerprint indexed fingerprint, bytes32 reason);

    /// @notice This invoice is registered already: a duplicate.
    /// @custom:rule one invoice, one registration (red flag)
    error Invoices_Duplicate(Fingerprint fingerprint, InvoiceStatus status);
    /// @notice This invoice has been financed already.
    /// @custom:rule one invoice, one financing (red flag)
    error Invoices_AlreadyFinanced(Fingerprint fingerprint);
    /// @notice No such invoice is registered.
    error Invoices_Unknown(Fingerprint fingerprint);
    /// @notice The invoice's status does not allow this.
    error Invoices_WrongStatus(Fingerprint fingerprint, InvoiceStatus found, InvoiceStatus required);
    /// @notice The invoice is on offer to a financier until the time given.
    error Invoices_Reserved(Fingerprint fingerprint, uint64 reservedUntil);
    /// @notice The offer has lapsed.
    error Invoices_OfferLapsed(Fingerprint fingerprint, uint64 reservedUntil);
    /// @notice The offer is of another amount or in other money than the financier agreed to pay.
    /// @param money the offer's currency as it stands
    /// @param advanceMinor the offer's amount as it stands
    error Invoices_OfferDiffers(Fingerprint fingerprint, address money, uint128 advanceMinor);
    /// @notice An amount of zero, a fingerprint or conflict key of zero, money that is no token, or an offer
    /// to oneself, of the past or for longer than 30 days.
    error Invoices_InvalidOffer();

    /// @notice Registers an invoice of the caller's organisation, an exporter, which becomes its seller.
    /// @dev The fingerprint says nothing of who the seller is, so the ledger cannot check it: an exporter that
    /// sees another's registration pending could send its own first, and stands on record for it; see the
    /// README. Errors: Invoices_Duplicate, Invoices_InvalidOffer, Members_LacksCapability.
    /// @param fingerprint over seller, buyer, number, date, currency, amount and type
    /// @param conflictKey over seller, number and year
    function register(Fingerprint fingerprint, Fingerprint conflictKey) external;

    /// @notice Offers a registered invoice to one financier for a time: by its seller (a binding act).
    /// @dev An offer that has lapsed makes room for a new one. Errors: Invoices_Reserved,
    /// Invoices_AlreadyFinanced, Invoices_WrongStatus, Invoices_InvalidOffer, Members_LacksCapability.
    /// @param fingerprint under which the invoice is registered
    /// @param financier the one organisation it is offered to
    /// @param money the currency's token
    /// @param advanceMinor what the financier is to pay, minor units
    /// @param reservedUntil UTC seconds, at most 30 days away
    function offer(Fingerprint fingerprint, OrgId financier, address money, uint128 advanceMinor, uint64 reservedUntil) external;

    /// @notice Withdraws an offer: by its seller, or by anyone once it has lapsed.
    /// @param fingerprint under which the invoice is registered
    function withdrawOffer(Fingerprint fingerprint) external;

    /// @notice Finances an invoice offered to the caller's organisation, a financier or a bank (a binding
    /// act): status and payment in one.
    /// @dev Pulls the advance from the financier's settlement account (allowance to this contract) and
    /// pays it to the seller's. Errors: Invoices_AlreadyFinanced, Invoices_OfferLapsed,
    /// Invoices_OfferDiffers, Invoices_WrongStatus, Money_NotInFull.
    /// @param fingerprint under which the invoice is registered
    /// @param money the currency the financier agreed to: what it signs says what it pays
    /// @param advanceMinor the amount it agreed to, minor units
    function finance(Fingerprint fingerprint, address money, uint128 advanceMinor) external;

    /// @notice Notes that the financier was repaid: by the financier (a binding act).
    /// @param fingerprint under which the invoice is registered
    function settle(Fingerprint fingerprint) external;

    /// @notice Undoes a financing: by the financier (a binding act), once it has its money back by other means.
    /// @param fingerprint under which the invoice is registered
    function releaseFinancing(Fingerprint fingerprint) external;

    /// @notice Withdraws an invoice for good: by its seller (a binding act), while neither financed nor on offer.
    /// @param fingerprint under which the invoice is registered
    /// @param reason the reason in words, at most 32 bytes
    function cancel(Fingerprint fingerprint, bytes32 reason) external;

    /// @notice An invoice's record; status NONE where there is none.
    /// @param fingerprint under which the invoice is registered
    /// @return its record
    function invoice(Fingerprint fingerprint) external view returns (InvoiceRecord memory);

    /// @notice The first invoice registered under a conflict key; zero where there is none.
    /// @param conflictKey over seller, number and year
    /// @return fingerprint of the first
    function firstUnder(Fingerprint conflictKey) external view returns (Fingerprint);
}
