"""What the embedded chain has, in JSON-RPC's shapes (quantities and data as 0x strings)."""

from functools import lru_cache
from typing import Any

from eth.abc import BlockAPI, BlockHeaderAPI, LogAPI, ReceiptAPI, SignedTransactionAPI
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

# the same few addresses stand in every receipt, and each costs a hash
_checksummed = lru_cache(maxsize=8_192)(to_checksum_address)


def shown_block(header: BlockHeaderAPI, transactions: list[Any]) -> dict[str, Any]:
    """A block, with its transactions as they are to be shown: hashes or whole."""
    return {
        "number": hex(header.block_number),
        "hash": as_hex(header.hash),
        "parentHash": as_hex(header.parent_hash),
        "timestamp": hex(header.timestamp),
        "gasLimit": hex(header.gas_limit),
        "gasUsed": hex(header.gas_used),
        "baseFeePerGas": hex(header.base_fee_per_gas or 0),
        "miner": _checksummed(header.coinbase),
        "stateRoot": as_hex(header.state_root),
        "transactionsRoot": as_hex(header.transaction_root),
        "receiptsRoot": as_hex(header.receipt_root),
        "logsBloom": f"0x{header.bloom:0512x}",
        "sha3Uncles": as_hex(header.uncles_hash),
        "mixHash": as_hex(header.mix_hash),
        "nonce": as_hex(header.nonce),
        "extraData": as_hex(header.extra_data),
        "difficulty": hex(header.difficulty),
        "size": hex(0),
        "uncles": [],
        "transactions": transactions,
    }


def shown_transaction(
    header: BlockHeaderAPI, at: int, tx: SignedTransactionAPI, chain_id: int
) -> dict[str, Any]:
    """The transaction at a place in the block of this header."""
    return {
        "hash": as_hex(tx.hash),
        "blockHash": as_hex(header.hash),
        "blockNumber": hex(header.block_number),
        "transactionIndex": hex(at),
        "from": _checksummed(tx.sender),
        "to": _checksummed(tx.to) if tx.to else None,
        "nonce": hex(tx.nonce),
        "gas": hex(tx.gas),
        "value": hex(tx.value),
        "input": as_hex(tx.data),
        "chainId": hex(chain_id),
        "type": hex(tx.type_id or 0),
        "gasPrice": hex(header.base_fee_per_gas or 0),
    }


def shown_receipts(
    header: BlockHeaderAPI, block: BlockAPI, receipts: tuple[ReceiptAPI, ...]
) -> list[dict[str, Any]]:
    """Every receipt of a block, in order."""
    shown = []
    gas_before = logs_before = 0
    for at, (tx, receipt) in enumerate(zip(block.transactions, receipts, strict=True)):
        created = None
        if not tx.to:
            created = _checksummed(keccak(_rlp_address_and_nonce(tx.sender, tx.nonce))[12:])
        shown.append(
            {
                "transactionHash": as_hex(tx.hash),
                "transactionIndex": hex(at),
                "blockHash": as_hex(header.hash),
                "blockNumber": hex(header.block_number),
                "from": _checksummed(tx.sender),
                "to": _checksummed(tx.to) if tx.to else None,
                "contractAddress": created,
                "status": "0x1" if receipt.state_root == b"\x01" else "0x0",
                "gasUsed": hex(receipt.gas_used - gas_before),
                "cumulativeGasUsed": hex(receipt.gas_used),
                "effectiveGasPrice": hex(header.base_fee_per_gas or 0),
                "type": hex(tx.type_id or 0),
                "logsBloom": f"0x{receipt.bloom:0512x}",
                "logs": [
                    _shown_log(header, at, tx, log, logs_before + place)
                    for place, log in enumerate(receipt.logs)
                ],
            }
        )
        gas_before = receipt.gas_used
        logs_before += len(receipt.logs)
    return shown


def copy_of_log(log: dict[str, Any]) -> dict[str, Any]:
    """A log as it is shown, for someone who may change it."""
    return {**log, "topics": [*log["topics"]]}


def _shown_log(
    header: BlockHeaderAPI, at: int, tx: SignedTransactionAPI, log: LogAPI, index: int
) -> dict[str, Any]:
    return {
        "address": _checksummed(log.address),
        "topics": [f"0x{topic:064x}" for topic in log.topics],
        "data": as_hex(log.data),
        "blockNumber": hex(header.block_number),
        "blockHash": as_hex(header.hash),
        "blockTimestamp": hex(header.timestamp),
        "transactionHash": as_hex(tx.hash),
        "transactionIndex": hex(at),
        "logIndex": hex(index),
        "removed": False,
    }


def _rlp_address_and_nonce(sender: bytes, nonce: int) -> bytes:
    number = nonce.to_bytes((nonce.bit_length() + 7) // 8, "big")
    short = len(number) == 1 and number[0] < 0x80
    encoded = number if short else bytes([0x80 + len(number)]) + number
    body = b"\x94" + sender + encoded
    return bytes([0xC0 + len(body)]) + body


def as_quantity(value: int | str) -> int:
    """A quantity as a number."""
    return value if isinstance(value, int) else int(value, 16)


def as_data(value: str) -> bytes:
    """Data as bytes."""
    return bytes.fromhex(value[2:])


def as_hex(value: bytes) -> str:
    """Bytes as data."""
    return "0x" + bytes(value).hex()


def bloom_bits(value: bytes) -> int:
    """Bits that an address or a topic sets in the bloom of a block that logs it."""
    hashed = keccak(value)
    bits = 0
    for at in (0, 2, 4):
        bits |= 1 << (int.from_bytes(hashed[at : at + 2], "big") & 2047)
    return bits
