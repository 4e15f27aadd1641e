"""Whether the banks of a draft fit together (UCP 600 art. 2, 6, 8, 13, 38; URR 725)."""

from collections.abc import Iterator

from dhow.trade.credit.drafting.notes import DraftingNote, reject, warn
from dhow.trade.credit.examination.wording import same_name
from dhow.trade.credit.terms import (
    AvailableWith,
    Confirmation,
    Drawee,
    Mode,
    ReimbursementRules,
    Rules,
    Terms,
)
from dhow.trade.members.party import Party


def rules(terms: Terms) -> Iterator[DraftingNote]:
    """OTHR says nothing by itself."""
    if terms.rules is Rules.OTHER and not terms.rules_narrative:
        yield warn(
            "UCP 600 art. 1", "rules_narrative", "OTHR without saying which rules apply",
            "name the rules, or choose UCP LATEST VERSION",
        )  # fmt: skip


def availability(terms: Terms) -> Iterator[DraftingNote]:
    """One bank is nominated or any is; drafts are drawn on another bank than negotiates."""
    with_bank, drawee = terms.availability.with_bank, terms.availability.drawee
    if with_bank is AvailableWith.ANY_BANK and terms.nominated_bank:
        yield warn(
            "UCP 600 art. 6(a)", "nominated_bank", "is named although any bank is nominated",
            "leave it out, or make the credit available with it alone",
        )  # fmt: skip
    nominated = drawee is Drawee.NOMINATED_BANK
    if nominated and terms.availability.mode is Mode.NEGOTIATION:
        yield warn(
            "UCP 600 art. 2", "availability.drawee",
            "a bank negotiates drafts that are drawn on another bank than itself",
            "drafts on the issuing, confirming or reimbursing bank",
        )  # fmt: skip


def tenor(terms: Terms) -> Iterator[DraftingNote]:
    """When money falls due follows from the mode, and can be told from fields."""
    mode, when = terms.availability.mode, terms.availability.tenor
    if mode is Mode.SIGHT and when is not None and when.days:
        yield warn(
            "UCP 600 art. 6(b)", "availability.tenor",
            f"{when} is no payment at sight", "deferred payment or acceptance, or no tenor",
        )  # fmt: skip
    if mode is Mode.MIXED and not terms.availability.parts:
        yield warn(
            "UCP 600 art. 6(b)", "availability.parts",
            "are missing: the parts of the payment are told in words, which somebody has to read",
            "each part with its share and its mode (42M)",
        )  # fmt: skip


def confirmation(terms: Terms) -> Iterator[DraftingNote]:
    """Instructions to confirm name a bank; a bank that is named is asked; it is not the issuer."""
    asked = terms.confirmation is not Confirmation.WITHOUT
    if asked and terms.confirming_bank is None:
        yield warn(
            "UCP 600 art. 8; MT700 58a", "confirming_bank",
            f"is missing: {terms.confirmation.value} asks nobody", "the bank asked to confirm",
        )  # fmt: skip
    if terms.confirming_bank is None:
        return
    if not asked:
        yield warn(
            "UCP 600 art. 8; MT700 49", "confirmation",
            f"{terms.confirming_bank} is named to confirm, but the instructions are WITHOUT",
            "CONFIRM or MAY ADD, or no confirming bank",
        )  # fmt: skip
    if _same_bank(terms.confirming_bank, terms.issuing_bank):
        yield reject(
            "UCP 600 art. 2, 3", "confirming_bank",
            "a confirmation is an undertaking in addition to the issuing bank's own",
            "another bank, or a branch in another country",
        )  # fmt: skip


def reimbursement(terms: Terms) -> Iterator[DraftingNote]:
    """The credit says whether URR 725 applies, and asks nothing that art. 13(b) rules out."""
    if terms.reimbursing_bank is None:
        return
    arrangement = terms.reimbursement
    by_urr = terms.rules in (Rules.UCP_URR, Rules.EUCP_URR)
    if arrangement is None:
        if not by_urr:
            yield warn(
                "UCP 600 art. 13(a)", "reimbursement",
                f"{terms.reimbursing_bank} is to reimburse, but the credit does not say whether "
                "URR 725 applies", "rules UCPURR LATEST VERSION, or art. 13(b)",
            )  # fmt: skip
        return
    if by_urr != (arrangement.rules is ReimbursementRules.URR_725):
        yield warn(
            "UCP 600 art. 13(a)", "reimbursement.rules",
            f"{arrangement.rules.value} here and {terms.rules.value} in 40E contradict each other",
            "the same in both",
        )  # fmt: skip
    if arrangement.authority_expires is not None:
        yield warn(
            "UCP 600 art. 13(b)(i)", "reimbursement.authority_expires",
            "an authority to reimburse has no expiry date", "leave it out",
        )  # fmt: skip
    if arrangement.certificate_of_compliance:
        yield warn(
            "UCP 600 art. 13(b)(ii)", "reimbursement.certificate_of_compliance",
            "a claiming bank supplies no certificate of compliance to the reimbursing bank",
            "leave it out",
        )  # fmt: skip


def transferring(terms: Terms) -> Iterator[DraftingNote]:
    """Where any bank may honour, none can transfer unless the credit names it (art. 38(b))."""
    any_bank = terms.availability.with_bank is AvailableWith.ANY_BANK
    if terms.is_transferable and any_bank and terms.transferring_bank is None:
        yield warn(
            "UCP 600 art. 38(b)", "transferring_bank",
            "is missing: the credit is available with any bank, so none may transfer it",
            "the bank authorised to transfer",
        )  # fmt: skip


def place_of_expiry(terms: Terms) -> Iterator[DraftingNote]:
    """Expiry is at the place of the bank with which the credit is available (art. 6(d)(ii))."""
    available, country = terms.availability, None
    match available.with_bank:
        case AvailableWith.ANY_BANK:
            country, bank = available.any_bank_in, "any bank nominated"
        case AvailableWith.NOMINATED_BANK:
            country = terms.nominated_bank.country if terms.nominated_bank else None
            bank = str(terms.nominated_bank)
        case AvailableWith.ISSUING_BANK:
            country, bank = terms.issuing_bank.country, str(terms.issuing_bank)
    if country is not None and terms.expiry.place[:2] != country:
        yield warn(
            "UCP 600 art. 6(d)(ii)", "expiry.place",
            f"the credit expires at {terms.expiry.place}, but is available with {bank} in "
            f"{country}", "the place of the bank with which the credit is available",
        )  # fmt: skip


def _same_bank(one: Party, other: Party) -> bool:
    """Branches of a bank in different countries are separate banks (UCP 600 art. 3)."""
    if one.country and other.country and one.country != other.country:
        return False
    if one.lei and other.lei:
        return one.lei == other.lei
    return same_name(one.name, other.name)


CHECKS = (rules, availability, tenor, confirmation, reimbursement, transferring, place_of_expiry)
