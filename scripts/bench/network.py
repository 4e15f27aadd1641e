"""A network to measure on: every contract deployed, organisations admitted, money and calendars.

Keys are development keys by name: `bank` acts for the organisation of that name and
`bank account` is where it pays from. All system roles are the operator's. Nothing here depends on
the clock of the machine, so the same acts use the same gas every time.
"""

from collections.abc import Sequence
from typing import TypeVar

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from dhow.ledger.bindings import Money
from dhow.ledger.bindings.registry import decoder
from dhow.ledger.bindings.values import (
    Capability,
    DocumentHash,
    DocumentKind,
    Duty,
    Organisation,
    OrgId,
    Place,
    Standing,
    YearCalendar,
)
from dhow.ledger.client import GAS_PER_TRANSACTION, LedgerClient
from dhow.ledger.compiler import compile_contracts
from dhow.ledger.deploy import Deployment, Plan, deploy
from dhow.ledger.engines.base import Engine
from dhow.ledger.signing import LocalSigner
from dhow.ledger.types import Act, Address, Receipt
from dhow.trade.members import make_calendar
from dhow.trade.money import Currency

Result = TypeVar("Result")

OPERATOR = "operator"
YEARS = (2026, 2027)
PURSE_MINOR = 10_000_000_00


class Network:
    """Contracts on a chain, and the organisations that use them."""

    def __init__(self, engine: Engine) -> None:
        """Deploy everything, with USD as the only money."""
        self.engine = engine
        self.client = LedgerClient(engine, decoder())
        self.contracts: Deployment = deploy(
            self.client, compile_contracts(), key(OPERATOR), Plan((Currency("USD"),))
        )

    @property
    def usd(self) -> Money:
        """The money."""
        return self.contracts.money["USD"]

    def send(self, act: Act[Result], by: str) -> Receipt[Result]:
        """Send an act, signed with the key of this name."""
        return self.client.send(act, key(by))

    def raw(self, act: Act[object], by: str, nonce: int) -> str:
        """The act as a signed transaction, in hex, ready for `eth_sendRawTransaction`."""
        signed = key(by).sign_transaction(
            {
                "type": 2,
                "chainId": self.engine.chain_id,
                "nonce": nonce,
                "gas": GAS_PER_TRANSACTION,
                "maxFeePerGas": 0,
                "maxPriorityFeePerGas": 0,
                "value": 0,
                "to": act.target,
                "data": act.calldata,
            }
        )
        return "0x" + signed.hex()

    def nonce(self, name: str) -> int:
        """How many transactions the key of this name has sent."""
        counted = self.engine.rpc("eth_getTransactionCount", [key(name).address, "latest"])
        return int(counted, 16)

    def send_untried(self, act: Act[object], by: str) -> int:
        """Send what the contract will refuse; the gas it uses all the same."""
        raw = self.raw(act, by, self.nonce(by))
        sent = self.engine.rpc("eth_sendRawTransaction", [raw])
        receipt = self.engine.rpc("eth_getTransactionReceipt", [sent])
        return int(receipt["gasUsed"], 16)

    def admission(
        self, name: str, *capabilities: Capability, dual_control: bool = False
    ) -> Act[None]:
        """The act that admits an organisation with its first key, a checker's."""
        details = Organisation(
            settlement_account=key(account_of(name)).address,
            capabilities=sum(1 << capability for capability in set(capabilities)),
            standing=Standing.NONE,
            dual_control=dual_control,
            bic=bytes(11),
            country=b"SG",
        )
        return self.contracts.members.admit(
            org=org(name), details=details, first_checker=key(name).address
        )

    def admit(self, name: str, *capabilities: Capability, dual_control: bool = False) -> OrgId:
        """Admit an organisation; under dual control the key `NAME maker` prepares for it."""
        self.send(self.admission(name, *capabilities, dual_control=dual_control), OPERATOR)
        if dual_control:
            maker = key(maker_of(name)).address
            act = self.contracts.members.restore_key(org=org(name), key=maker, duty=Duty.MAKER)
            self.send(act, OPERATOR)
        return org(name)

    def preparation(self, act: Act[object]) -> Act[None]:
        """The act by which a maker prepares another."""
        whole = encode(["address", "bytes32"], [act.target, keccak(act.calldata)])
        return self.contracts.members.prepare(keccak(whole))

    def fund(self, name: str, *, spenders: Sequence[Address] = ()) -> None:
        """Issue a full purse to an organisation and let contracts take from it."""
        account = key(account_of(name)).address
        order = keccak(text=f"purse of {name}")
        self.send(
            self.usd.issue(account=account, amount_minor=PURSE_MINOR, order_reference=order),
            OPERATOR,
        )
        for spender in spenders:
            self.send(self.usd.approve(spender=spender, value=2**256 - 1), account_of(name))

    def calendar(self, bank: str, place: str, year: int) -> Act[None]:
        """The act that publishes a bank's banking days of a year at a place."""
        kept = make_calendar(place, [year]).year(year).to_ledger()
        return self.contracts.calendars.publish(
            bank=org(bank),
            place=Place(place.encode()),
            year=year,
            year_calendar=YearCalendar(
                closed_low=kept.closed_low,
                closed_high=kept.closed_high,
                utc_offset_minutes=kept.utc_offset_minutes,
                summer_from=kept.summer_from,
                summer_until=kept.summer_until,
                summer_shift_minutes=kept.summer_shift_minutes,
                opens_minute=kept.opens_minute,
                closes_minute=kept.closes_minute,
            ),
        )

    def publish(self, bank: str, place: str) -> None:
        """Publish a bank's banking days of `YEARS`."""
        for year in YEARS:
            act = self.calendar(bank, place, year)
            if self.client.call(self.contracts.members.organisation(org(bank))).dual_control:
                self.send(self.preparation(act), maker_of(bank))
            self.send(act, bank)

    def registration(self, text: str, kind: DocumentKind = DocumentKind.OTHER) -> Act[None]:
        """The act that registers a document of this text's hash."""
        return self.contracts.documents.register(document=document(text), kind=kind)

    def documents(self, by: str, *texts: str) -> list[DocumentHash]:
        """Register documents; their hashes."""
        for text in texts:
            self.send(self.registration(text), by)
        return [document(text) for text in texts]


def key(name: str) -> LocalSigner:
    """The key of a name."""
    return LocalSigner.named(f"bench {name}")


def account_of(name: str) -> str:
    """Name of the key of an organisation's settlement account."""
    return f"{name} account"


def maker_of(name: str) -> str:
    """Name of the key of an organisation's maker."""
    return f"{name} maker"


def document(text: str) -> DocumentHash:
    """A document's hash."""
    return DocumentHash(keccak(text=text))


def org(name: str) -> OrgId:
    """An organisation's id: a LEI with right check digits (ISO 17442), the same for its name."""
    body = "549300" + "".join(c for c in name.upper() if c.isalnum())[:12].ljust(12, "0")
    number = int("".join(str(int(c, 36)) for c in body + "00"))
    return OrgId(f"{body}{98 - number % 97:02d}".encode().ljust(32, b"\0"))
