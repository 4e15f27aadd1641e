"""Signed consent: an act signed by a party and sent by anyone (ERC-2771).

The party's key signs an EIP-712 request; the forwarder checks it and calls the contract in the
party's name. The signature is evidence of what the party wanted, whoever pays for the sending.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from dhow.ledger.abi import Refusal
from dhow.ledger.bindings import ERC2771Forwarder
from dhow.ledger.bindings.values import ForwardRequestData
from dhow.ledger.client import LedgerClient
from dhow.ledger.deploy import FORWARDER_NAME
from dhow.ledger.signing import Signer
from dhow.ledger.types import Act, Address, Receipt, View

Result = TypeVar("Result")

CONSENT_GAS = 5_000_000  # what the act itself may use, of what its sender gives

_TYPES = {
    "EIP712Domain": [
        {"name": "name", "type": "string"},
        {"name": "version", "type": "string"},
        {"name": "chainId", "type": "uint256"},
        {"name": "verifyingContract", "type": "address"},
    ],
    "ForwardRequest": [
        {"name": "from", "type": "address"},
        {"name": "to", "type": "address"},
        {"name": "value", "type": "uint256"},
        {"name": "gas", "type": "uint256"},
        {"name": "nonce", "type": "uint256"},
        {"name": "deadline", "type": "uint48"},
        {"name": "data", "type": "bytes"},
    ],
}


@dataclass(frozen=True, slots=True)
class Consent:
    """A signed act, ready to be sent by anyone until `deadline` (unix seconds)."""

    name: str
    party: Address
    target: Address
    calldata: bytes = field(repr=False)
    nonce: int
    deadline: int
    signature: bytes = field(repr=False)
    gas: int = CONSENT_GAS

    def to_json(self) -> dict[str, Any]:
        """As JSON values, to hand to whoever sends it."""
        shown = asdict(self)
        return shown | {
            "calldata": "0x" + self.calldata.hex(),
            "signature": "0x" + self.signature.hex(),
        }


def typed_data(
    act: Act[Any], party: str, *, chain_id: int, forwarder: str, nonce: int, deadline: int
) -> dict[str, Any]:
    """What the party signs, as EIP-712 typed data (for a wallet, or `sign_consent`)."""
    return {
        "types": _TYPES,
        "primaryType": "ForwardRequest",
        "domain": {
            "name": FORWARDER_NAME,
            "version": "1",
            "chainId": chain_id,
            "verifyingContract": forwarder,
        },
        "message": {
            "from": party,
            "to": act.target,
            "value": 0,
            "gas": CONSENT_GAS,
            "nonce": nonce,
            "deadline": deadline,
            "data": act.calldata,
        },
    }


def sign_consent(
    client: LedgerClient,
    forwarder: ERC2771Forwarder,
    act: Act[Any],
    signer: Signer,
    deadline: int,
) -> Consent:
    """Sign an act for others to send.

    Args:
        deadline: unix seconds after which the forwarder refuses it.
    """
    nonce = client.call(forwarder.nonces(signer.address))
    message = typed_data(
        act,
        signer.address,
        chain_id=client.engine.chain_id,
        forwarder=forwarder.address,
        nonce=nonce,
        deadline=deadline,
    )
    return Consent(
        name=act.name,
        party=signer.address,
        target=act.target,
        calldata=act.calldata,
        nonce=nonce,
        deadline=deadline,
        signature=signer.sign_typed_data(message),
    )


def relay(
    client: LedgerClient, forwarder: ERC2771Forwarder, consent: Consent, sender: Signer
) -> Receipt[None]:
    """Send a signed act.

    Raises:
        Refusal: the forwarder refuses the consent, or the contract the act; nothing was sent.
    """
    request = ForwardRequestData(
        from_=consent.party,
        to=consent.target,
        value=0,
        gas=consent.gas,
        deadline=consent.deadline,
        data=consent.calldata,
        signature=consent.signature,
    )
    try:
        return client.send(forwarder.execute(request), sender)
    except Refusal as refusal:
        if refusal.error_name == "FailedCall":
            # the forwarder hides the contract's reason: ask the contract as the forwarder would
            client.call(_as_forwarded(consent), sender=forwarder.address, at_next_block=True)
        raise


def _as_forwarded(consent: Consent) -> View[None]:
    # ERC-2771: the party's address stands at the end of the calldata
    calldata = consent.calldata + bytes.fromhex(consent.party[2:])
    return View(consent.target, calldata, consent.name, {}, lambda _: None)
