"""What a key may sign: a guard before any signer, so that a fault or a thief above it gains little.

The contracts refuse what a key has no right to; this refuses what a key has no business with, on
any chain, before a signature exists. Each refusal names its rule.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from dhow.errors import BadInputError
from dhow.ledger.signing import Signer
from dhow.ledger.types import Address

NOOP_GAS: Final = 21_000
_PRIMARY: Final = "ForwardRequest"
_REQUEST: Final = (
    ("from", "address"),
    ("to", "address"),
    ("value", "uint256"),
    ("gas", "uint256"),
    ("nonce", "uint256"),
    ("deadline", "uint48"),
    ("data", "bytes"),
)
EXCHANGED: Final = frozenset(("ContentRequest", "ContentAnswer", "ContentOffer", "ContentAct"))
"""What processes of organisations sign for one another, under the name of the exchange."""
EXCHANGE_NAME: Final = "dhow Exchange"
_EXCHANGE_SECONDS: Final = 600
_ONLY_REQUEST: Final = "only consents (ForwardRequest), as the forwarder takes them, are signed"


class PolicyRefusal(BadInputError):
    """The key's policy does not let it sign this.

    Attributes:
        rule: `type`, `chain`, `creation`, `target`, `selector`, `value`, `gas`, `fee`, `domain`,
            `party` or `deadline`.
    """

    def __init__(self, policy: str, address: str, rule: str, why: str) -> None:
        """Keep the rule beside the words."""
        super().__init__(f"policy {policy} does not let {address} sign this ({rule}): {why}")
        self.rule = rule


@dataclass(frozen=True, slots=True)
class ConsentDomain:
    """The EIP-712 domain of the one forwarder whose requests are signed."""

    name: str
    version: str
    chain_id: int
    forwarder: Address

    def as_json(self) -> dict[str, Any]:
        """As `domain` of typed data."""
        return {
            "name": self.name,
            "version": self.version,
            "chainId": self.chain_id,
            "verifyingContract": self.forwarder,
        }


@dataclass(frozen=True, slots=True)
class Policy:
    """What one key may sign. What is not allowed is refused.

    Attributes:
        name: for the refusals.
        chains: chain ids.
        calls: selectors (4 bytes) by contract address.
        max_gas: of one transaction or consent.
        max_fee_wei: `maxFeePerGas`; None sets no limit.
        creates: may deploy contracts.
        consents: whose requests it may sign; None for none.
        consent_seconds: how far ahead a consent's deadline may lie of `now`.
        exchange: the contract in whose name it may exchange content with other organisations'
            processes; None for none. Nothing of it moves anything on the ledger.
        functions: names of selectors, for the refusals.
    """

    name: str
    chains: frozenset[int]
    calls: Mapping[Address, frozenset[bytes]]
    max_gas: int
    max_fee_wei: int | None = None
    creates: bool = False
    consents: ConsentDomain | None = None
    consent_seconds: int = 7 * 24 * 3600
    exchange: Address | None = None
    functions: Mapping[bytes, str] = field(default_factory=dict)

    def check_transaction(self, address: Address, fields: Mapping[str, Any]) -> None:
        """Raises PolicyRefusal where `address` may not sign a transaction of these fields."""
        if fields.get("type", 2) != 2 or fields.get("accessList"):
            raise self._refusal(address, "type", "only plain EIP-1559 transactions are signed")
        self._check_chain(address, fields.get("chainId"))
        if fields.get("value", 0) != 0:
            raise self._refusal(
                address, "value", f"it would move {fields['value']} wei; every act here moves none"
            )
        self._check_gas(address, fields.get("gas", 0))
        fee = fields.get("maxFeePerGas", 0)
        if self.max_fee_wei is not None and fee > self.max_fee_wei:
            raise self._refusal(
                address, "fee", f"it offers {fee} wei for gas, the limit is {self.max_fee_wei}"
            )
        to = fields.get("to")
        if not to:
            if not self.creates:
                raise self._refusal(address, "creation", "it deploys a contract")
            return
        data = bytes(fields.get("data", b""))
        if same_address(to, address) and not data and fields.get("gas", 0) <= NOOP_GAS:
            return  # uses a nonce up and does nothing else
        self._check_call(address, to, data)

    def check_typed_data(self, address: Address, message: Mapping[str, Any], now: int) -> None:
        """Raises PolicyRefusal where `address` may not sign this EIP-712 message at unix `now`."""
        if self.exchange is not None and message.get("primaryType") in EXCHANGED:
            self._check_exchanged(address, message, now)
            return
        if self.consents is None or message.get("primaryType") != _PRIMARY:
            raise self._refusal(address, "type", _ONLY_REQUEST)
        parts = message.get("types", {}).get(_PRIMARY, ())
        if tuple((part["name"], part["type"]) for part in parts) != _REQUEST:
            raise self._refusal(address, "type", _ONLY_REQUEST)
        domain = dict(message.get("domain", {}))
        mine = self.consents.as_json()
        contract = domain.pop("verifyingContract", "")
        if domain != {k: v for k, v in mine.items() if k != "verifyingContract"} or (
            not same_address(contract, self.consents.forwarder)
        ):
            raise self._refusal(
                address,
                "domain",
                f"it is for {message.get('domain')}, and only {mine} is signed for",
            )
        self._check_chain(address, self.consents.chain_id)
        request = message["message"]
        if not same_address(request["from"], address):
            raise self._refusal(address, "party", f"it speaks for {request['from']}")
        if int(request["value"]) != 0:
            raise self._refusal(address, "value", f"it would move {request['value']} wei")
        self._check_gas(address, int(request["gas"]))
        if int(request["deadline"]) > now + self.consent_seconds:
            raise self._refusal(
                address,
                "deadline",
                f"it would hold until {request['deadline']} (unix seconds), the latest is "
                f"{now + self.consent_seconds}",
            )
        data = request["data"]
        self._check_call(
            address, request["to"], bytes.fromhex(data[2:]) if isinstance(data, str) else data
        )

    def _check_exchanged(self, address: Address, message: Mapping[str, Any], now: int) -> None:
        domain = message.get("domain", {})
        self._check_chain(address, domain.get("chainId"))
        if domain.get("name") != EXCHANGE_NAME or not same_address(
            domain.get("verifyingContract", ""), self.exchange
        ):
            raise self._refusal(address, "domain", f"it exchanges content of {domain}")
        if int(message["message"]["deadline"]) > now + _EXCHANGE_SECONDS:
            raise self._refusal(
                address, "deadline", f"what is exchanged holds {_EXCHANGE_SECONDS} seconds"
            )

    def _check_chain(self, address: Address, chain: object) -> None:
        if chain not in self.chains:
            known = ", ".join(map(str, sorted(self.chains))) or "none"
            raise self._refusal(address, "chain", f"it is for chain {chain}, allowed: {known}")

    def _check_gas(self, address: Address, gas: int) -> None:
        if gas > self.max_gas:
            raise self._refusal(
                address, "gas", f"it may use {gas:,} gas, the limit is {self.max_gas:,}"
            )

    def _check_call(self, address: Address, to: object, data: bytes) -> None:
        allowed = next((s for a, s in self.calls.items() if same_address(a, to)), None)
        if allowed is None:
            raise self._refusal(
                address, "target", f"0x{_plain(to).hex()} is no contract it may call"
            )
        if data[:4] not in allowed:
            known = ", ".join(
                sorted(self.functions.get(each, "0x" + each.hex()) for each in allowed)
            )
            asked = self.functions.get(data[:4], f"the function 0x{data[:4].hex()}")
            raise self._refusal(
                address, "selector", f"it calls {asked}; there it may call {known or 'nothing'}"
            )

    def _refusal(self, address: str, rule: str, why: str) -> PolicyRefusal:
        return PolicyRefusal(self.name, address, rule, why)


def same_address(one: object, other: object) -> bool:
    """Whether two addresses, as text or as 20 bytes, are one."""
    return _plain(one) == _plain(other) != b""


def _plain(address: object) -> bytes:
    if isinstance(address, str):
        try:
            return bytes.fromhex(address.removeprefix("0x"))
        except ValueError:
            return b""
    return bytes(address) if isinstance(address, bytes | bytearray) else b""


class PolicySigner:
    """A signer that signs only what its policies let it. A `Signer` like the one inside."""

    def __init__(
        self, inner: Signer, *policies: Policy, clock: Callable[[], int] | None = None
    ) -> None:
        """Guard `inner`: every one of the policies must agree.

        Args:
            clock: unix seconds for consents' deadlines: the chain's; the machine's where not given.
        """
        if not policies:
            raise ValueError("a guard without a policy guards nothing")
        self.inner = inner
        self._policies = policies
        self._clock = clock or (lambda: int(time.time()))

    @property
    def address(self) -> Address:
        """Whose signature it makes."""
        return self.inner.address

    def sign_transaction(self, transaction: dict[str, Any]) -> bytes:
        """A raw transaction.

        Raises:
            PolicyRefusal: naming the rule; nothing was signed.
        """
        for policy in self._policies:
            policy.check_transaction(self.address, transaction)
        return self.inner.sign_transaction(transaction)

    def sign_typed_data(self, message: dict[str, Any]) -> bytes:
        """EIP-712.

        Raises:
            PolicyRefusal: naming the rule; nothing was signed.
        """
        for policy in self._policies:
            policy.check_typed_data(self.address, message, self._clock())
        return self.inner.sign_typed_data(message)

    def __repr__(self) -> str:
        names = ", ".join(policy.name for policy in self._policies)
        return f"PolicySigner({self.address}, {names})"
