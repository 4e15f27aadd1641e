"""The contracts themselves, run in revm: acts by name of the sender, records as last asked.

Nothing is signed and no block is made: an act is a call by its sender at an instant, kept where it
is accepted. That is all a rule can see of a transaction, and a hundred times cheaper.
"""

from collections.abc import Callable
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from dhow.ledger.compiler import Artifacts
from dhow.ledger.contract import Contract
from dhow.ledger.engines.base import BLOCK_GAS_LIMIT, RpcError
from dhow.ledger.engines.revm import RevmEngine
from dhow.ledger.types import Address, View
from tests.support.chain import Chain
from tests.support.credit_model.looking import id_or_zero
from tests.support.credit_model.records import PARTIAL_DRAWINGS, Asked, Changes, Terms
from tests.support.credit_model.rules import Act
from tests.support.credit_model.world import CUSTODY, World
from tests.support.deals import START, Deals
from tests.support.network import org_id

CAPABILITIES = {
    "applicant": frozenset({"IMPORTER"}),
    "beneficiary": frozenset({"EXPORTER"}),
    "bank": frozenset({"BANK"}),
    "nominated": frozenset({"BANK"}),
    "adviser": frozenset({"BANK"}),
    "reimburser": frozenset({"BANK"}),
    "regulator": frozenset({"REGULATOR"}),
    "court": frozenset({"REGULATOR"}),
    "stranger": frozenset({"IMPORTER", "EXPORTER", "BANK", "FINANCIER"}),
    "maker": frozenset({"EXPORTER"}),
    "grower": frozenset({"EXPORTER"}),
}
PLACES = {"bank": "SGSIN", "nominated": "INBOM"}
NO_SENDER = "0x" + "00" * 20
NEWCOMERS = ("adviser", "reimburser", "court", "maker", "grower")
AVAILABILITIES = ("SIGHT", "DEFERRED", "ACCEPTANCE", "NEGOTIATION", "MIXED")
CONFIRMATIONS = ("WITHOUT", "MAY_ADD", "CONFIRM")
PASSED_ON = ("ALL", "ASK_FIRST", "NONE")
TENOR_STARTS = ("NONE", "SIGHT", "STATED_DAY")
DISPOSALS = (
    "NONE",
    "HOLDING_FOR_INSTRUCTIONS",
    "HOLDING_FOR_WAIVER",
    "RETURNING",
    "PRIOR_INSTRUCTIONS",
)


class Unsigned(RevmEngine):
    """The chain of revm, for calls that are kept without a transaction."""

    def act(self, sender: str, target: str, data: bytes, at: int) -> RpcError | None:
        """Keep what a call does; where it is refused, nothing is kept and the refusal told.

        No snapshot is taken: a refused call leaves nothing, and each one that is not taken back
        counts as a call deeper, of which revm allows 1,024.
        """
        self._asked_at = at
        return self._run(sender, target, data, BLOCK_GAS_LIMIT, 0, at).refusal

    def tried(self, sender: str, target: str, data: bytes, at: int) -> RpcError | None:
        """What a call would be told; nothing of it is kept."""
        before = self._evm.snapshot()
        refusal = self.act(sender, target, data, at)
        self._evm.revert(before)
        return refusal

    def ask(self, target: str, data: bytes, at: int) -> bytes:
        """What a view says, of which nothing is kept; events and gas are nobody's concern here."""
        before = self._evm.snapshot()
        if at != self._asked_at:
            self._evm.set_block_env(self._environment(len(self._blocks), at))
            self._asked_at = at
        returned = self._evm.message_call(NO_SENDER, target, calldata=data, gas=BLOCK_GAS_LIMIT)
        self._evm.revert(before)
        return bytes(returned)

    _asked_at = 0


class Contracts:
    """Every contract of ours, deployed once and put back for each sequence."""

    def __init__(self, artifacts: Artifacts) -> None:
        """Deploy, admit, publish calendars, fill accounts, register documents."""
        self.engine = Unsigned()
        self.deals = deals = Deals(Chain(self.engine, artifacts))
        for name in NEWCOMERS:
            deals.net.admit(name, *CAPABILITIES[name])
        for name in (*NEWCOMERS, "beneficiary"):
            deals.fund(name)
        self._papers = dict.fromkeys(deals.papers(), "beneficiary")
        theirs = keccak(text="a second beneficiary's invoice")
        deals.send(deals.documents, "register", theirs, 0, by="maker")
        self._papers[theirs] = "maker"
        self.now = int(START.timestamp())
        self._start = self.engine.snapshot()
        self._views: dict[tuple[Any, ...], View[Any]] = {}
        self._decoded: dict[tuple[str, bytes], Any] = {}
        self._addresses: dict[str, str] = {}
        self._balances = {name: self.balance(name) for name in (*CAPABILITIES, CUSTODY)}

    def begin(self) -> World:
        """Put everything back; the model of what is there then."""
        self.engine.restore(self._start)
        self.now = int(START.timestamp()) + 86_400
        return World(
            CAPABILITIES,
            PLACES,
            {name: self._balances[name] for name in CAPABILITIES},
            self._papers,
            self.now,
            self.id_of,
        )

    def perform(self, act: Act) -> str | None:
        """Send an act; the name of the error where it is refused."""
        contract, name, args = self._sent(act)
        sent = contract.act(name, *args)
        refusal = self.engine.act(self._address(act.by), sent.target, sent.calldata, self.now)
        if refusal is None:
            return None
        data = refusal.data if isinstance(refusal.data, bytes) else b""
        return self.deals.chain.client.decoder.refusal(data, Address(sent.target)).error_name

    def ask(self, name: str, *args: Any) -> Any:
        """What a view of credits says now."""
        key = (name, *args)
        if key not in self._views:
            self._views[key] = self.deals.credit.view(name, *args)
        return self._asked(self._views[key])

    def balance(self, name: str) -> int:
        """What a member, or the contract that holds collateral, has."""
        key = ("balance", name)
        if key not in self._views:
            at = self.deals.collateral.address if name == CUSTODY else self.deals.account(name)
            self._views[key] = self.deals.money.view("balanceOf", at)
        return int(self._asked(self._views[key]))

    def owed(self) -> int:
        """What the contract that holds collateral says it owes."""
        key = ("owed",)
        if key not in self._views:
            self._views[key] = self.deals.collateral.view("owedMinor", self.deals.money.address)
        return int(self._asked(self._views[key]))

    def id_of(self, issuing: str, applicant: str, reference: bytes) -> bytes:
        """The id of a credit (`ICredit.creditIdOf`)."""
        register = self.deals.credit.register.address
        types = ["uint256", "address", "bytes32", "bytes32", "bytes16"]
        parties = (id_or_zero(issuing), id_or_zero(applicant))
        return bytes(keccak(encode(types, [self.engine.chain_id, register, *parties, reference])))

    def _asked(self, view: View[Any]) -> Any:
        returned = self.engine.ask(view.target, view.calldata, self.now)
        key = (view.name, returned)
        if key not in self._decoded:
            self._decoded[key] = view.decode(returned)
        return self._decoded[key]

    def _address(self, name: str) -> str:
        if name not in self._addresses:
            self._addresses[name] = self.deals.chain.signer(name).address.lower()
        return self._addresses[name]

    def _sent(self, act: Act) -> tuple[Contract, str, tuple[Any, ...]]:
        deals, args = self.deals, act.args
        elsewhere = {
            "announceClosure": deals.calendars,
            "suspend": deals.net.members,
            "reinstate": deals.net.members,
        }
        told = _TOLD.get(act.name)
        if act.name == "applyForWith":
            return deals.credit.register, act.name, self._application(*args)
        contract = elsewhere.get(act.name) or deals.credit.having(act.name)
        return contract, act.name, told(*args) if told else args

    def _application(self, terms: Terms, reference: bytes) -> tuple[Any, ...]:
        of_terms = self.deals.terms(
            applicant=id_or_zero(terms.applicant),
            beneficiary=id_or_zero(terms.beneficiary),
            issuing_bank=id_or_zero(terms.issuing),
            nominated_bank=id_or_zero(terms.nominated),
            nominated_place=PLACES["nominated"].encode() if terms.nominated else bytes(5),
            amount_minor=terms.amount,
            tolerance_plus_bps=terms.tolerance_bps,
            partial_shipments=terms.partial,
            expiry_day=terms.expiry,
            latest_shipment_day=terms.shipment,
            terms_hash=terms.hash,
        )
        clauses = self.deals.clauses(
            advising_bank=id_or_zero(terms.advising),
            second_advising_bank=id_or_zero(terms.second_advising),
            reimbursing_bank=id_or_zero(terms.reimbursing),
            availability=AVAILABILITIES.index(terms.availability),
            confirmation=CONFIRMATIONS.index(terms.confirmation),
            tenor_start=TENOR_STARTS.index(terms.tenor_start),
            tenor_days=terms.tenor_days,
            sight_bps=terms.sight_bps,
            refund_interest_bps=terms.interest_bps,
            instalments_root=terms.instalments_root,
            transferable=terms.transferable,
            insured_bps=terms.insured_bps,
            is_electronic=terms.electronic,
        )
        return of_terms, clauses, reference


def told_of(changes: Changes) -> dict[str, Any]:
    """What an amendment changes, as the contract takes it."""
    return {
        "amount_delta_minor": changes.amount_delta,
        "tolerance_delta_bps": changes.tolerance_delta,
        "expiry_day": changes.expiry,
        "latest_shipment_day": changes.shipment,
        "partial_drawings": PARTIAL_DRAWINGS.index(changes.partial),
        "changes_text": changes.changes_text,
        "cancels": changes.cancels,
        "text_hash": changes.text_hash,
    }


def told_of_asked(asked: Asked) -> dict[str, Any]:
    """What is to be transferred, as the contract takes it."""
    return {
        "second_beneficiary": id_or_zero(asked.second),
        "amount_minor": asked.amount,
        "expiry_day": asked.expiry,
        "latest_shipment_day": asked.shipment,
        "insured_bps": asked.insured_bps,
        "amendments": PASSED_ON.index(asked.passes),
        "names_first_beneficiary": asked.names_first,
        "terms_hash": asked.hash,
    }


# How arguments of the model are told to a contract, where they are not the same.
_TOLD: dict[str, Callable[..., tuple[Any, ...]]] = {
    "present": lambda credit, bank, amount, papers: (credit, id_or_zero(bank), amount, papers),
    "presentUnder": lambda credit, number, bank, *drawing: (
        credit,
        number,
        id_or_zero(bank),
        *drawing,
    ),
    "assignProceeds": lambda credit, number, assignee, *sum_: (
        credit,
        number,
        id_or_zero(assignee),
        *sum_,
    ),
    "stateInstalments": lambda credit, parts: (
        credit,
        [(each.first, each.last, each.amount) for each in parts],
    ),
    "requestTransfer": lambda credit, number, asked: (credit, number, told_of_asked(asked)),
    "allowAmendment": lambda part, number, changes: (part, number, told_of(changes)),
    "issueAmendment": lambda credit, number, changes: (credit, number, told_of(changes)),
    "refuse": lambda made, why, disposal, notice: (made, why, DISPOSALS.index(disposal), notice),
    "holdForCompliance": lambda credit, bank, *law: (credit, id_or_zero(bank), *law),
    "endComplianceHold": lambda credit, bank: (credit, id_or_zero(bank)),
    "liftCourtOrder": lambda credit, registrar: (credit, id_or_zero(registrar)),
    "announceClosure": lambda bank, day, reason: (
        org_id(bank),
        PLACES[bank].encode(),
        day,
        reason,
    ),
    "suspend": lambda member, reason: (org_id(member), reason),
    "reinstate": lambda member: (org_id(member),),
}
