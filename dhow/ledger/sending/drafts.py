"""Signing one attempt: a command's bytes, or a no-op's, at a nonce and a price."""

from dataclasses import dataclass
from typing import Any, Final

from eth_utils.crypto import keccak

from dhow.ledger.sending.node import Fees
from dhow.ledger.sending.records import NewAttempt
from dhow.ledger.signing import Signer

ACT: Final = "act"
NOOP: Final = "noop"  # instead of a command that no node will have
FILL: Final = "fill"  # for a nonce that belongs to no command
NOOP_GAS: Final = 21_000  # a transfer of nothing to oneself
_LEAST_RISE: Final = 25  # per cent; nodes ask for 10 to 12.5


@dataclass(frozen=True, slots=True)
class Draft:
    """Signed bytes that nobody has seen yet."""

    tx_hash: str
    nonce: int
    purpose: str
    fees: Fees
    raw: bytes

    def kept(self, entry: int, number: int) -> NewAttempt:
        """As the attempt of this number of an entry."""
        return NewAttempt(
            entry,
            self.tx_hash,
            number,
            self.purpose,
            self.nonce,
            self.fees.max_fee,
            self.fees.tip,
            self.raw,
        )


def act(
    signer: Signer,
    chain_id: int,
    nonce: int,
    fees: Fees,
    *,
    target: str | None,
    calldata: bytes,
    gas: int,
) -> Draft:
    """Sign a command."""
    fields: dict[str, Any] = {"data": calldata}
    if target is not None:
        fields["to"] = target
    return _draft(signer, chain_id, nonce, ACT, fees, gas, fields)


def noop(signer: Signer, chain_id: int, nonce: int, fees: Fees, *, purpose: str = NOOP) -> Draft:
    """Sign a transfer of nothing to oneself, which only uses the nonce up."""
    return _draft(
        signer, chain_id, nonce, purpose, fees, NOOP_GAS, {"to": signer.address, "data": b""}
    )


def raised(now: Fees, before: Fees) -> Fees:
    """Fees that replace an attempt: today's, and enough above the earlier ones to be let in.

    Zero stays zero: where gas is free, offering more changes nothing.
    """
    return Fees(_above(now.max_fee, before.max_fee), _above(now.tip, before.tip))


def _above(now: int, before: int) -> int:
    if before == 0:
        return now
    return max(now, before + before * _LEAST_RISE // 100 + 1)


def _draft(
    signer: Signer,
    chain_id: int,
    nonce: int,
    purpose: str,
    fees: Fees,
    gas: int,
    fields: dict[str, Any],
) -> Draft:
    raw = signer.sign_transaction(
        {
            "type": 2,
            "chainId": chain_id,
            "nonce": nonce,
            "gas": gas,
            "maxFeePerGas": fees.max_fee,
            "maxPriorityFeePerGas": fees.tip,
            "value": 0,
            **fields,
        }
    )
    return Draft("0x" + keccak(raw).hex(), nonce, purpose, fees, raw)
