"""Our client against what Besu under QBFT is documented to answer, over real HTTP.

Besu itself is not run here. Its words and codes are those of `RpcErrorType.java`; its blocks have
extra data of more than 32 bytes (validators and seals), a base fee of zero or none, and no notion
of `finalized`.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from dhow.ledger.client import LedgerClient
from dhow.ledger.engines import open_engine
from dhow.ledger.engines.remote import RemoteEngine
from dhow.ledger.following import NodeBlocks, final_of
from dhow.ledger.network.besu import extra_data
from dhow.ledger.sending import EngineNode, Fees, RefusalKind
from tests.support.fake_node import FakeNode, Refused

VALIDATORS = ["0x" + f"{number:02x}" * 20 for number in (0xA1, 0xB2, 0xC3, 0xD4)]
HASH = "0x" + "5a" * 32
SENDER = "0x" + "5e" * 20
BLOOM = "0x" + "00" * 256


def block(number: int, **changed: Any) -> dict[str, Any]:
    """A block as Besu gives it under QBFT."""
    return {
        "number": hex(number),
        "hash": f"0x{number:064x}",
        "parentHash": f"0x{number - 1:064x}",
        "timestamp": hex(1_700_000_000 + number),
        "extraData": extra_data(VALIDATORS) + "ab" * 65,
        "difficulty": "0x1",
        "mixHash": "0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365",
        "baseFeePerGas": "0x0",
        "gasUsed": "0x0",
        "logsBloom": BLOOM,
        "transactions": [],
    } | changed


class Besu(FakeNode):
    """A Besu node at block 7."""

    def __init__(self, **answers: Any) -> None:
        super().__init__(height=7, **answers)
        self.answers.setdefault("eth_getBlockByNumber", self._block)
        self.answers.setdefault("eth_getBalance", "0x0")
        self.answers.setdefault("eth_gasPrice", "0x0")
        self.answers.setdefault("eth_getLogs", [])
        self.changed: dict[str, Any] = {}

    def _block(self, params: list[Any]) -> Any:
        if params[0] in ("finalized", "safe"):
            raise Refused("Unknown block", -39001)
        number = self.height if params[0] == "latest" else int(params[0], 16)
        return block(number, **self.changed) if number <= self.height else None


@pytest.fixture
def besu() -> Iterator[Besu]:
    """A node, gone afterwards."""
    with Besu() as node:
        yield node


@pytest.fixture
def engine(besu: Besu) -> Iterator[RemoteEngine]:
    """An engine on it."""
    with open_engine(besu.url) as opened:
        assert isinstance(opened, RemoteEngine)
        yield opened


@pytest.mark.parametrize("finalized", [Refused("Unknown block", -39001), None])
def test_the_latest_block_is_final_where_the_node_knows_no_other(
    besu: Besu, engine: RemoteEngine, finalized: Refused | None
) -> None:
    plain = besu._block

    def answer(params: list[Any]) -> Any:
        if params[0] != "finalized":
            return plain(params)
        if finalized is not None:
            raise finalized
        return None

    besu.answers["eth_getBlockByNumber"] = answer
    assert EngineNode(engine).final_block() == 7
    assert final_of(engine).head(engine) == 7


@pytest.mark.usefixtures("besu")
def test_blocks_with_validators_and_seals_are_followed(engine: RemoteEngine) -> None:
    source = NodeBlocks(engine, final_of(engine))
    found = [source.block(number) for number in range(1, 9)]
    assert [each.number for each in found if each is not None] == [1, 2, 3, 4, 5, 6, 7]
    assert source.hash_of(7) == f"0x{7:064x}"
    kept = EngineNode(engine).block(5)
    assert kept is not None
    assert kept.parent_hash == f"0x{4:064x}"


@pytest.mark.parametrize("base_fee", ["0x0", None, "absent"])
def test_nothing_is_offered_where_gas_is_free(
    besu: Besu, engine: RemoteEngine, base_fee: str | None
) -> None:
    besu.changed = {"baseFeePerGas": base_fee}
    if base_fee == "absent":
        besu.answers["eth_getBlockByNumber"] = lambda _: {
            name: value for name, value in block(7).items() if name != "baseFeePerGas"
        }
    assert EngineNode(engine).fees(SENDER) == Fees(0, 0)
    assert LedgerClient(engine)._fees(SENDER) == (0, 0)


@pytest.mark.parametrize(
    ("words", "code", "kind"),
    [
        ("Known transaction", -32000, RefusalKind.KNOWN),
        ("Nonce too low", -32001, RefusalKind.NONCE_TOO_LOW),
        ("Nonce too high", -32006, RefusalKind.NONCE_GAP),
        ("Intrinsic gas exceeds gas limit", -32003, RefusalKind.INVALID),
        ("Transaction gas limit exceeds block gas limit", -32005, RefusalKind.INVALID),
        ("Upfront cost exceeds account balance", -32004, RefusalKind.UNFUNDED),
        ("Gas price below configured minimum gas price", -32009, RefusalKind.UNDERPRICED),
        ("Gas price below current base fee", -32009, RefusalKind.UNDERPRICED),
        ("Replacement transaction underpriced", -32000, RefusalKind.UNDERPRICED),
        ("Initial sync is still in progress", -32008, RefusalKind.UNAVAILABLE),
        ("Timeout expired", -32603, RefusalKind.UNAVAILABLE),
    ],
)
def test_its_refusals_are_understood_through_the_wire(
    besu: Besu, engine: RemoteEngine, words: str, code: int, kind: RefusalKind
) -> None:
    def refuse(_: list[Any]) -> Any:
        raise Refused(words, code)

    besu.answers["eth_sendRawTransaction"] = refuse
    (answer,) = EngineNode(engine).send([b"\x02signed"])
    assert answer.kind is kind
    assert answer.words == words


def test_a_revert_carries_its_data_beside_the_message(besu: Besu, engine: RemoteEngine) -> None:
    def refuse(_: list[Any]) -> Any:
        raise Refused("Execution reverted", 3, "0xdeadbeef")

    besu.answers["eth_call"] = refuse
    with pytest.raises(Exception, match="Execution reverted") as raised:
        engine.rpc("eth_call", [{}, "latest"])
    assert raised.value.data == b"\xde\xad\xbe\xef"  # type: ignore[attr-defined]


def test_two_nodes_one_of_them_syncing(besu: Besu) -> None:
    def refuse(_: list[Any]) -> Any:
        raise Refused("Initial sync is still in progress", -32008)

    besu.answers["eth_sendRawTransaction"] = refuse
    with (
        Besu(eth_sendRawTransaction=HASH) as other,
        open_engine(f"{besu.url},{other.url}") as engine,
    ):
        assert engine.rpc("eth_sendRawTransaction", ["0x02"]) == HASH
