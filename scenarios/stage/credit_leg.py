"""The life of a sight credit as a story plays it: each act of a party, and what it shows."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal

from api.client.shapes import ExaminationView, FindingView, Money
from dhow.trade.credit import Terms
from scenarios.stage.paper import Deal
from scenarios.stage.shown import Refused, Shown
from scenarios.stage.stage import Stage
from scenarios.stage.words import clock, day, given, money, short

DisposalName = Literal[
    "HOLDING_FOR_INSTRUCTIONS", "HOLDING_FOR_WAIVER", "RETURNING", "PRIOR_INSTRUCTIONS"
]
_DISPOSAL_WORDS: Final[Mapping[DisposalName, str]] = {
    "HOLDING_FOR_INSTRUCTIONS": "held for the presenter's instructions",
    "HOLDING_FOR_WAIVER": "held until the applicant waives and the bank agrees",
    "RETURNING": "on their way back",
    "PRIOR_INSTRUCTIONS": "as the presenter instructed earlier",
}


@dataclass(frozen=True)
class CreditParties:
    """Codes of the four parties."""

    applicant: str
    beneficiary: str
    issuing_bank: str
    nominated_bank: str


class CreditLeg:
    """One credit from application to its end.

    Attributes:
        credit, presentation: ids on the ledger, once there are any.
        honoured: whether the bank has paid.
        decider: code of the bank that decides on the documents now.
        presented_at, settled_at: of the last set of documents, UTC.
        rounds, refused: sets presented, and of those the ones refused.
        delivered: hash of a document to how often it was presented.
        first_presented_at, first_refused: of the first set.
    """

    def __init__(self, stage: Stage, parties: CreditParties) -> None:
        """A credit between these parties, not yet applied for."""
        self._stage = stage
        self._parties = parties
        self.credit = ""
        self.presentation = ""
        self.honoured = False
        self.decider = parties.issuing_bank
        self.presented_at: datetime | None = None
        self.settled_at: datetime | None = None
        self.rounds = self.refused = 0
        self.delivered: Counter[str] = Counter()
        self.first_presented_at: datetime | None = None
        self.first_refused = False

    async def apply(
        self, terms: Terms, reference: str, facts: tuple[tuple[str, str], ...]
    ) -> Shown:
        """The applicant applies."""
        answer = await self._stage.actor(self._parties.applicant).api.credit.apply_for(
            {"reference": reference, "terms": terms.as_dict()}
        )
        self.credit = answer["id"]
        documents = ", ".join(document.name for document in terms.documents)
        return Shown(
            "The application is on the ledger.",
            (
                ("amount", str(terms.amount)),
                ("documents called for", documents),
                *facts,
                ("hash of the terms", short(answer["terms_hash"])),
            ),
        )

    async def issue(self, number: str) -> Shown:
        """Maker prepares, checker issues."""
        answer = await self._stage.actor(self._parties.issuing_bank).bind(
            lambda api: api.credit.issue(self.credit, {"number": number})
        )
        return Shown(
            f"Credit {answer['number']} is issued, irrevocable.", (("state", answer["state"]),)
        )

    async def lodge_collateral(self, minor: int) -> Shown:
        """Held by the contract between applicant and bank."""
        answer = await self._stage.actor(self._parties.applicant).api.credit.lodge_collateral(
            self.credit, {"minor": minor}
        )
        return Shown(
            "The collateral lies with the contract.",
            (("collateral", money(given(answer["collateral"]))),),
        )

    async def advise(self) -> Shown:
        """The nominated bank advises."""
        bank = self._stage.actor(self._parties.nominated_bank)
        answer = await bank.api.credit.advise(self.credit)
        return Shown(
            "The beneficiary has the credit.",
            (("state", answer["state"]), ("available", money(answer["available"]))),
        )

    async def present(self, amount: Money, documents: list[str], bank: str | None = None) -> Shown:
        """The beneficiary presents to the nominated bank, or to the `bank` said."""
        answer = await self._stage.actor(self._parties.beneficiary).api.credit.present(
            self.credit,
            {
                "bank": self._stage.lei(bank or self._parties.nominated_bank),
                "amount": amount,
                "documents": documents,
            },
        )
        self.presentation = answer["id"]
        self.presented_at, self.settled_at = self._now(), None
        self.first_presented_at = self.first_presented_at or self.presented_at
        self.rounds += 1
        self.delivered.update(documents)
        return Shown(
            f"{len(documents)} documents are presented.",
            (("drawing", money(amount)), ("counts as presented on", day(answer["presented_day"]))),
        )

    async def forward(self) -> Shown:
        """The nominated bank sends them on; it has promised nothing."""
        answer = await self._stage.actor(self._parties.nominated_bank).api.credit.forward(
            self.presentation
        )
        return Shown(
            "The issuing bank has the documents.",
            (("must decide by", clock(given(answer["decide_by"]))),),
        )

    async def examine(self) -> Shown:
        """The issuing bank's examination, each finding with its article."""
        answer = await self._stage.actor(self.decider).bind(
            lambda api: api.credit.examine(self.presentation)
        )
        examination = given(answer["examination"])
        findings = _lines(examination)
        if examination["complying"]:
            says = "The documents comply."
        else:
            says = "One discrepancy." if len(findings) == 1 else f"{len(findings)} discrepancies."
        return Shown(says, (("hash of the report", short(examination["hash"])),), findings)

    async def decide(
        self,
        expected_code: str | None,
        disposal: DisposalName = "HOLDING_FOR_INSTRUCTIONS",
        *,
        stops: bool = True,
    ) -> Shown:
        """Honour, or refuse once with everything; `expected_code` leads the reasons if there.

        Args:
            disposal: what happens to refused documents (UCP 600 art. 16(c)(iii)).
            stops: whether a refusal ends the story's payment; one that is put right does not.
        """
        bank = self._stage.actor(self.decider)
        standing = await bank.api.credit.read_presentation(self.presentation)
        if given(standing["examination"])["complying"]:
            return await self.honour()
        refused = await bank.bind(
            lambda api: api.credit.refuse(self.presentation, {"disposal": disposal})
        )
        self.refused += 1
        self.first_refused = self.first_refused or self.rounds == 1
        findings = given(refused["examination"])["findings"]
        leading = next((found for found in findings if found["code"] == expected_code), findings[0])
        return Shown(
            "The bank refuses, in one notice, and pays nothing.",
            (
                ("state", refused["state"]),
                ("documents", _DISPOSAL_WORDS[disposal]),
            ),
            tuple(found["words"] for found in findings) if not stops else (),
            refused=_everything(findings, leading["code"]) if stops else None,
        )

    async def honour(self, payee: str = "the beneficiary") -> Shown:
        """The bank that decides pays: the beneficiary, or who has paid it before."""
        bank = self._stage.actor(self.decider)
        paid = await bank.bind(lambda api: api.credit.honour(self.presentation))
        self.honoured, self.settled_at = True, self.settled_at or self._now()
        return Shown(
            "The bank honours: it pays from its own money.",
            ((f"paid to {payee}", money(paid["amount"])), ("state", paid["state"])),
        )

    async def ask_for_waiver(self) -> Shown:
        """The issuing bank asks the applicant (UCP 600 art. 16(b))."""
        bank = self._stage.actor(self._parties.issuing_bank)
        answer = await bank.bind(lambda api: api.credit.ask_for_waiver(self.presentation))
        return Shown("The applicant is asked.", (("state", answer["state"]),))

    async def confirm(self) -> Shown:
        """The bank asked to confirm binds itself besides the issuing bank, and decides first."""
        answer = await self._stage.actor(self._parties.nominated_bank).bind(
            lambda api: api.credit.confirm(self.credit)
        )
        self.decider = self._parties.nominated_bank
        return Shown(
            "Two banks are bound now, each for itself.", (("confirmation", answer["confirmation"]),)
        )

    async def decline_confirmation(self) -> Shown:
        """The bank asked to confirm does not, and has advised all the same."""
        bank = self._stage.actor(self._parties.nominated_bank)
        answer = await bank.api.credit.decline_confirmation(self.credit)
        return Shown(
            "The credit stands on the issuing bank alone.",
            (("confirmation", answer["confirmation"]),),
        )

    async def claim(self) -> Shown:
        """The bank that honoured claims of the reimbursing bank."""
        bank = self._stage.actor(self._parties.nominated_bank)
        answer = await bank.api.credit.claim(self.presentation)
        claimed = answer["claimed"]
        return Shown("Reimbursement is claimed.", (("claimed", "yes" if claimed else "no"),))

    async def reimburse(self, bank: str) -> Shown:
        """The reimbursing bank pays the bank that honoured."""
        answer = await self._stage.actor(bank).bind(
            lambda api: api.credit.reimburse(self.presentation)
        )
        return Shown(
            "The bank that honoured has its money back.",
            (("reimbursed at", clock(given(answer["reimbursed_at"]))),),
        )

    async def take_back(self) -> Shown:
        """The beneficiary has its documents again."""
        answer = await self._stage.actor(self._parties.beneficiary).api.credit.take_back(
            self.presentation
        )
        return Shown("The documents are back with the beneficiary.", (("state", answer["state"]),))

    async def sightings(self, reader: str) -> tuple[str, ...]:
        """What a party is told of the documents elsewhere."""
        seen = await self._stage.actor(reader).api.credit.read_presentation(self.presentation)
        return tuple(each["words"] for each in seen["sightings"])

    def deal(self, terms: Terms, applied_on: date) -> Deal:
        """The credit as its paper and its fees depend on it."""
        return Deal(
            amount=terms.amount,
            applied_on=applied_on,
            expires_on=terms.expiry.day,
            documents=len(self.delivered),
            again=sum(often > 1 for often in self.delivered.values()),
            rounds=self.rounds,
            refused=self.refused,
            first_refused=int(self.first_refused),
            first_presented_at=self.first_presented_at,
            presented_at=self.presented_at,
            settled_at=self.settled_at,
        )

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._stage.now(), UTC)

    async def settle_collateral(self, expires: datetime) -> Shown:
        """Paid: the bank takes its collateral. Refused: after expiry the applicant has it back."""
        applicant = self._stage.actor(self._parties.applicant)
        if self.honoured:
            answer = await applicant.api.credit.read(self.credit)
            return Shown(
                "The credit is drawn in full, and the bank took its collateral in the same "
                "transaction; the rest of the price the applicant owes it.",
                (("state", answer["state"]), ("still lodged", money(given(answer["collateral"])))),
            )
        self._stage.at(expires + timedelta(days=12))
        await self._stage.actor(self._parties.beneficiary).api.credit.take_back(self.presentation)
        answer = await applicant.api.credit.expire(self.credit)
        return Shown(
            "The credit has expired undrawn; the collateral is back with the applicant.",
            (("state", answer["state"]), ("still lodged", money(given(answer["collateral"])))),
        )


def _everything(findings: list[FindingView], code: str) -> Refused:
    """The whole notice: every discrepancy (UCP 600 art. 16(c)(ii)), the expected one first."""
    ordered = sorted(findings, key=lambda found: found["code"] != code)
    words = "; ".join(found["words"] for found in ordered)
    rules = dict.fromkeys(found["article"] for found in ordered)
    return Refused(words=words, rule="; ".join(rules), code=code)


def _lines(examination: ExaminationView) -> tuple[str, ...]:
    return tuple(f"{found['article']}: {found['words']}" for found in examination["findings"])
