"""The invoice registry with a seller, two financiers and their money."""

from typing import Any

from eth_utils.crypto import keccak

from dhow.ledger.contract import Contract
from dhow.ledger.types import Act, Receipt
from tests.support.chain import Chain
from tests.support.network import Network, fixed, org_id

FINANCIERS = ("factor", "forfaiter")
OPENING = 1_000_000_00


def token(text: str) -> bytes:
    """A fingerprint for tests: 32 bytes that look like a keyed token."""
    return bytes(keccak(text=text))


class Receivables:
    """Invoices, USD and members: `seller`, `rival`, a financier and a bank that lend, a carrier."""

    def __init__(self, chain: Chain) -> None:
        """Deploy and admit; both lenders hold OPENING and allow the registry to take it."""
        self.net = Network(chain)
        self.invoices: Contract = self.net.deploy("Invoices", self.net.members.address)
        self.usd: Contract = self.net.deploy(
            "Money", "US dollar", "USD", b"USD", 2, self.net.manager.address
        )
        self.net.allow("settlement_agent", self.usd, "issue(address,uint256,bytes32)")
        self.net.admit("seller", "EXPORTER")
        self.net.admit("rival", "EXPORTER")
        self.net.admit("factor", "FINANCIER")
        self.net.admit("forfaiter", "BANK")
        self.net.admit("carrier", "CARRIER")
        for name in FINANCIERS:
            account = chain.signer(f"{name}.account")
            issue = self.usd.act("issue", account.address, OPENING, fixed(name, 32))
            self.net.send(issue, "settlement_agent")
            chain.send(self.usd.act("approve", self.invoices.address, 2**256 - 1), account)

    def send(self, act: Act[Any], name: str) -> Receipt[Any]:
        """Send an act with the signer of this name."""
        return self.net.send(act, name)

    def register(self, fingerprint: bytes, by: str = "seller", key: bytes = b"") -> Receipt[Any]:
        """Register under a conflict key (one of its own where none is given)."""
        act = self.invoices.act("register", fingerprint, key or keccak(fingerprint))
        return self.send(act, by)

    def offer(
        self,
        fingerprint: bytes,
        to: str = "factor",
        *,
        by: str = "seller",
        advance: int = 80_000_00,
        seconds: int = 3600,
        money: str | None = None,
    ) -> Receipt[Any]:
        """Offer to a financier for some seconds from now."""
        until = self.net.chain.now() + seconds
        act = self.invoices.act(
            "offer", fingerprint, org_id(to), money or self.usd.address, advance, until
        )
        return self.send(act, by)

    def financing(self, fingerprint: bytes) -> Act[Any]:
        """The act that takes the offer as it stands."""
        offered = self.record(fingerprint)
        return self.invoices.act("finance", fingerprint, offered.money, offered.advance_minor)

    def finance(self, fingerprint: bytes, by: str = "factor") -> Receipt[Any]:
        """Finance, and pay the advance."""
        return self.send(self.financing(fingerprint), by)

    def record(self, fingerprint: bytes) -> Any:
        """The invoice's record."""
        return self.net.call(self.invoices.view("invoice", fingerprint))

    def status(self, fingerprint: bytes) -> str:
        """The invoice's status by name."""
        return str(self.record(fingerprint).status.name)

    def balance(self, name: str, money: Contract | None = None) -> int:
        """What an organisation's settlement account holds."""
        account = self.net.chain.signer(f"{name}.account").address
        return int(self.net.call((money or self.usd).view("balanceOf", account)))
