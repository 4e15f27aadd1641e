"""Receipts of a block are asked of the node once, and kept only where they are that block's."""

from typing import Any

from dhow.ledger import receipts
from dhow.ledger.following import AfterBlocks, NodeBlocks
from dhow.ledger.receipts import BlockReceipts
from dhow.ledger.sending import EngineNode


class Chain:
    """Blocks of two transactions; `fork` is in every hash."""

    chain_id, controls_time, free_of_charge = 9, True, True

    def __init__(self) -> None:
        self.fork = "a"
        self.asked: list[str] = []
        self.short = False

    def header(self, number: int) -> dict[str, Any]:
        return {
            "number": hex(number),
            "hash": f"0x{self.fork}{number}",
            "parentHash": f"0x{self.fork}{number - 1}",
            "timestamp": "0x1",
            "transactions": [f"0x{self.fork}{number}{place}" for place in range(2)],
        }

    def rpc(self, method: str, params: list[Any]) -> Any:
        """What the two readers ask."""
        if method == "eth_getBlockByNumber":
            return self.header(int(params[0], 16))
        assert method == "eth_getBlockReceipts"
        self.asked.append(params[0])
        header = self.header(int(params[0], 16))
        given = [
            {
                "transactionHash": each,
                "blockHash": header["hash"],
                "from": "0xab",
                "status": "0x1",
                "gasUsed": "0x1",
                "logs": [],
            }
            for each in header["transactions"]
        ]
        return given[:1] if self.short else given


def test_who_sends_and_who_follows_ask_for_a_block_once() -> None:
    chain = Chain()
    node = EngineNode(chain)
    source = NodeBlocks(chain, AfterBlocks(0), node.receipts)  # type: ignore[arg-type]
    sent, followed = node.block(5), source.block(5)
    assert sent is not None
    assert followed is not None
    assert (sent.block_hash, followed.hash) == ("0xa5", "0xa5")
    assert len(sent.transactions) == 2
    assert chain.asked == ["0x5"]


def test_the_same_number_on_another_branch_is_asked_for_anew() -> None:
    chain = Chain()
    known = BlockReceipts(chain)
    known.of(chain.header(5))
    chain.fork = "b"
    of_the_other = known.of(chain.header(5))
    assert of_the_other is not None
    assert [each["blockHash"] for each in of_the_other] == ["0xb5", "0xb5"]
    assert chain.asked == ["0x5", "0x5"]


def test_what_is_not_whole_or_of_another_block_is_given_and_not_kept() -> None:
    chain = Chain()
    known = BlockReceipts(chain)
    chain.short = True
    assert len(known.of(chain.header(5)) or ()) == 1
    chain.short = False
    before = chain.header(5)
    chain.fork = "b"  # replaced between the two questions
    assert [each["blockHash"] for each in known.of(before) or ()] == ["0xb5", "0xb5"]
    chain.fork = "a"
    assert [each["blockHash"] for each in known.of(before) or ()] == ["0xa5", "0xa5"]
    assert len(chain.asked) == 3


def test_only_the_blocks_read_last_are_kept(monkeypatch: Any) -> None:
    monkeypatch.setattr(receipts, "_KEPT", 4)
    chain = Chain()
    known = BlockReceipts(chain)
    for number in (1, 2, 3, 3, 2, 1):
        known.of(chain.header(number))
    assert chain.asked == ["0x1", "0x2", "0x3", "0x1"]


def test_a_block_without_transactions_is_not_asked_for() -> None:
    chain = Chain()
    assert BlockReceipts(chain).of({**chain.header(1), "transactions": []}) == []
    assert chain.asked == []
