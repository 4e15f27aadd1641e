"""The shortened machine against py-evm's own: the same programs, the same everything."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from eth.vm import opcode_values as op
from eth.vm.forks.cancun.computation import CancunComputation
from eth.vm.forks.cancun.state import CancunState
from eth.vm.message import Message
from eth_typing import Address

from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.engines.embedded_vm import SharedCodeStream, ShorterComputation
from tests.support.crashing_chain import raw, state

Run = Callable[[type[CancunComputation], bytes, int], dict[str, Any]]

HERE = Address(b"\x11" * 20)
ENDS = (op.RETURN, op.REVERT, op.STOP)
EDGES = (0, 1, 2, 31, 32, 255, 256, 2**255, 2**256 - 1)
# what reads the stack in all its forms, beside the shortened ones
OTHERS = (
    op.MSTORE,
    op.MSTORE8,
    op.MLOAD,
    op.SHA3,
    op.SSTORE,
    op.SLOAD,
    op.TSTORE,
    op.TLOAD,
    op.LOG1,
    op.LOG2,
    op.CALLDATALOAD,
    op.BYTE,
    op.SIGNEXTEND,
    op.SAR,
    op.SLT,
    op.ADDMOD,
    op.EXP,
    op.EXTCODESIZE,
    op.BALANCE,
    op.PC,
    op.GAS,
    op.MSIZE,
    op.ADDRESS,
    op.CODESIZE,
)
SHORTENED = tuple(
    code
    for code, step in ShorterComputation.opcodes.items()
    if step is not CancunComputation.opcodes[code]
)


def program(chosen: random.Random) -> bytes:
    """Steps of every kind; operands often at an edge; now and then any byte at all."""
    code = bytearray(bytes([op.PUSH1, 3, op.CALLDATALOAD, op.PUSH1, 7]) * chosen.randrange(8))
    for _ in range(chosen.randrange(1, 60)):
        draw = chosen.random()
        if draw < 0.45:
            value = chosen.choice(EDGES) if chosen.random() < 0.3 else chosen.randrange(64)
            size = chosen.choice((1, 1, 1, 2, 4, 20, 32))
            code += bytes([op.PUSH0 + size]) + (value % 256**size).to_bytes(size, "big")
        elif draw < 0.8:
            code.append(chosen.choice(SHORTENED))
        elif draw < 0.9:
            code.append(chosen.choice(OTHERS))
        elif draw < 0.97:
            code.append(op.JUMPDEST)
        elif draw < 0.99:
            code.append(chosen.choice(ENDS))
        else:
            code.append(chosen.randrange(256))
    return bytes(code)


@pytest.fixture(scope="module")
def run() -> Run:
    engine = EmbeddedEngine()
    chain = engine.backend.chain

    def run(computation: type[CancunComputation], code: bytes, gas: int) -> dict[str, Any]:
        own: CancunState = chain.get_vm(chain.header).state
        context = own.get_transaction_context_class()(gas_price=0, origin=HERE)
        message = Message(gas=gas, to=HERE, sender=HERE, value=0, data=bytes(range(40)), code=code)
        done: Any = computation.apply_computation(own, message, context)
        return {
            "error": done._error and (type(done._error), str(done._error)),
            "gas": done._gas_meter.gas_remaining,
            "refund": done._gas_meter.gas_refunded,
            "stack": [
                value if isinstance(value, int) else int.from_bytes(value, "big")
                for value in done._stack.values
            ],
            "memory": bytes(done._memory._bytes),
            "output": done._output,
            "logs": done._log_entries,
            "at": done.code.program_counter,
            "state": own.make_state_root(),
        }

    return run


@pytest.mark.filterwarnings("ignore:SELFDESTRUCT:DeprecationWarning")
@pytest.mark.parametrize("seed", range(12))
def test_random_programs_end_alike(run: Run, seed: int) -> None:
    chosen = random.Random(seed)
    endings: set[str] = set()
    for _ in range(150):
        code, gas = program(chosen), chosen.choice((50, 500, 100_000))
        plain, shorter = run(CancunComputation, code, gas), run(ShorterComputation, code, gas)
        assert shorter == plain, code.hex()
        endings.add(plain["error"][0].__name__ if plain["error"] else "none")
    assert endings > {"none", "OutOfGas", "InsufficientStack"}, endings


@pytest.mark.parametrize(
    "code", SHORTENED, ids=lambda code: CancunComputation.opcodes[code].mnemonic
)
def test_each_shortened_step_at_its_edges(run: Run, code: int) -> None:
    """With no items, few, edges, a full stack, too little gas, and cut off in the middle."""
    words = [bytes([op.PUSH32]) + value.to_bytes(32, "big") for value in EDGES]
    loaded = bytes([op.PUSH1, 0, op.CALLDATALOAD])  # bytes on the stack, not a number
    pairs = [left + right for left in words for right in words]
    before = [b"", words[1], loaded, loaded * 17, loaded + words[1], words[1] + loaded, *pairs]
    before += [bytes([op.PUSH1, 5]) * 16, bytes([op.PUSH1, 5]) * 17, bytes([op.PUSH0]) * 1024]
    for start in before:
        whole = start + bytes([code]) + bytes([op.JUMPDEST]) * 3
        for gas in (1_000_000, 2):
            assert run(ShorterComputation, whole, gas) == run(CancunComputation, whole, gas)
    lone = bytes([code])
    assert run(ShorterComputation, lone, 2) == run(CancunComputation, lone, 2)


@pytest.mark.parametrize(
    "code",
    [
        bytes([op.PUSH1, 3, op.JUMP, op.JUMPDEST]),
        bytes([op.PUSH1, 4, op.JUMP, op.PUSH1, op.JUMPDEST]),  # inside a push
        bytes([op.PUSH1, 200, op.JUMP]),
        bytes([op.PUSH32]) + b"\xff" * 32 + bytes([op.JUMP]),
        bytes([op.PUSH1, 1, op.PUSH1, 5, op.JUMPI, op.JUMPDEST]),
        bytes([op.PUSH1, 0, op.PUSH1, 99, op.JUMPI, op.STOP]),
        bytes([op.PUSH1, 1, op.PUSH1, 6, op.JUMPI, op.PUSH1, op.JUMPDEST]),
    ],
    ids=bytes.hex,
)
def test_jumps(run: Run, code: bytes) -> None:
    for _ in range(2):  # what the first found out, the second takes over
        assert run(ShorterComputation, code, 1_000) == run(CancunComputation, code, 1_000)


def test_what_is_known_of_codes_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dhow.ledger.engines.embedded_vm._CODES_AT_HAND", 8)
    monkeypatch.setattr(SharedCodeStream, "_found", type(SharedCodeStream._found)())
    for number in range(20):
        SharedCodeStream(bytes([number]))
    assert len(SharedCodeStream._found) == 8


def test_gas_stays_free_after_full_blocks() -> None:
    """By Ethereum's own rule a block more than half full would end a free network."""
    with EmbeddedEngine(gas_limit=300_000) as engine:
        for nonce in range(4):
            engine.send_many([raw(engine, nonce, None)])
            shown = engine.rpc("eth_getBlockByNumber", ["latest", False])
            assert shown["baseFeePerGas"] == "0x0"
        engine.send_many([raw(engine, 4 + place, "0x" + "11" * 20) for place in range(9)])
        assert state(engine)[0] >= 5
        assert engine.rpc("eth_getBlockByNumber", ["latest", False])["baseFeePerGas"] == "0x0"
