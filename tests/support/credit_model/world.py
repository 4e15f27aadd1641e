"""All that the model knows: who there is, what credits there are, who has how much."""

from collections.abc import Callable, Mapping

from tests.support.credit_model.clocks import Clocks
from tests.support.credit_model.records import Credit, Presentation, Terms
from tests.support.credit_model.rules import Verdict

CUSTODY = "collateral"  # where what applicants lodge is held


class World:
    """The ledger as it must be."""

    def __init__(
        self,
        capabilities: dict[str, frozenset[str]],
        places: dict[str, str],
        balances: dict[str, int],
        registered: Mapping[bytes, str],
        now: int,
        id_of: Callable[[str, str, bytes], bytes],
    ) -> None:
        """Begin with members, the places of banks, everyone's money and registered documents.

        Args:
            capabilities: what each member is admitted for.
            places: UN/LOCODE of each bank.
            balances: of each member, minor units.
            registered: by whom, of hashes of documents.
            now: unix seconds.
            id_of: the id of a credit by issuing bank, applicant and reference.
        """
        self.capabilities = capabilities
        self.places = places
        self.clocks = Clocks(places)
        self.balances = dict(balances) | {CUSTODY: 0}
        self.registered = dict(registered)
        self.now = now
        self.id_of = id_of
        self.credits: dict[bytes, Credit] = {}
        self.presentations: dict[bytes, Presentation] = {}
        self.suspended: set[str] = set()
        self.is_paused = False

    def credit(self, id_: bytes, verdict: Verdict) -> Credit | None:
        """A credit, where there is one."""
        found = self.credits.get(id_)
        verdict.unless(found is not None, "Credit_Unknown")
        return found

    def presentation(self, id_: bytes, verdict: Verdict) -> Presentation | None:
        """A presentation, where there is one."""
        found = self.presentations.get(id_)
        verdict.unless(found is not None, "Credit_WrongPresentationState")
        return found

    # ------------------------------------------------------------ who may act

    def require_party(self, verdict: Verdict, by: str, party: str, capability: str) -> None:
        """The act is that party's; it is admitted for it and in good standing."""
        self.require_payer(verdict, by, party)
        self.require_member(verdict, by, capability)

    def require_member(self, verdict: Verdict, by: str, capability: str) -> None:
        """Some member that is admitted for this and in good standing."""
        if by not in self.capabilities:
            verdict.unless(False, "Members_UnknownKey")
            return
        verdict.unless(by not in self.suspended, "Members_Suspended")
        allowed = not capability or capability in self.capabilities[by]
        verdict.unless(allowed, "Members_LacksCapability")

    def require_payer(self, verdict: Verdict, by: str, party: str) -> None:
        """The party itself, suspended or not: a suspension does not excuse a debtor."""
        if by not in self.capabilities:
            verdict.unless(False, "Members_UnknownKey")
        verdict.unless(by == party, "Members_NotTheParty")

    def require_may_pay(self, verdict: Verdict, by: str, bank: str, credit: Credit) -> None:
        """That bank, which neither a court nor the law keeps from paying."""
        self.require_payer(verdict, by, bank)
        for each in (credit, credit.original):
            if each is not None:
                verdict.unless(not each.orders, "Credit_SuspendedByCourt")
                verdict.unless(bank not in each.holds, "Credit_OnHold")

    # ------------------------------------------------------------------ money

    def pay(self, payer: str, payee: str, amount: int) -> None:
        """Move money."""
        self.balances[payer] -= amount
        self.balances[payee] += amount

    def pay_proceeds(self, credit: Credit, bank: str, amount: int) -> None:
        """A bank pays what it owes the beneficiary: assignees first, as it acknowledged them."""
        for each in credit.acknowledged.get(bank, []):
            share = each.share_of(amount)
            each.paid += share
            amount -= share
            self.pay(bank, each.assignee, share)
        self.pay(bank, credit.terms.beneficiary, amount)

    def give_out(self, credit: Credit) -> int:
        """Collateral to whom it belongs: the bank as far as it has honoured, then the applicant."""
        moved = credit.lodged
        to_bank = self.bank_share(credit)
        credit.taken += to_bank
        self.pay(CUSTODY, credit.terms.issuing, to_bank)
        self.pay(CUSTODY, credit.terms.applicant, credit.lodged - to_bank)
        credit.lodged = 0
        return moved

    def bank_share(self, credit: Credit) -> int:
        """What is held and covers what the bank honoured and has not been given yet."""
        return min(credit.lodged, credit.drawn - credit.taken)

    # ------------------------------------------------------------------ clocks

    def is_over(self, terms: Terms, day: int) -> bool:
        """Whether a day is past at every place to which documents may be presented."""
        banks = [bank for bank in (terms.issuing, terms.nominated) if bank]
        clocks = self.clocks
        return all(clocks.delivered(bank, self.now) > clocks.rolled(bank, day) for bank in banks)
