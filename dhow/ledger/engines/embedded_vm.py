"""py-evm's Cancun machine with the rules of a free network, and its commonest steps made shorter.

- The base fee stays zero, as permissioned networks configure it. py-evm would raise it to one wei
  after every block that is more than half full, and refuse the next transaction that offers none.
- Stack, arithmetic and jump instructions are two thirds of what a contract executes. Here each is
  one function instead of five layers. Gas, results and refusals are py-evm's; a test runs both on
  the same programs.
- Where a contract's code may be jumped to is found out once, not for every call.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, ClassVar, cast

from eth.abc import (
    BlockHeaderAPI,
    MessageAPI,
    StateAPI,
    TransactionContextAPI,
)
from eth.exceptions import (
    FullStack,
    InsufficientStack,
    InvalidInstruction,
    InvalidJumpDestination,
)
from eth.rlp.headers import BlockHeader
from eth.validation import validate_gas_limit
from eth.vm import opcode_values as op
from eth.vm.code_stream import CodeStream
from eth.vm.forks.cancun import CancunVM
from eth.vm.forks.cancun.computation import CancunComputation
from eth.vm.forks.cancun.headers import create_cancun_header_from_parent
from eth.vm.forks.cancun.state import CancunState
from eth_utils.exceptions import ValidationError

_CODES_AT_HAND = 256
_DEEPEST = 1023
_MAX = 2**256 - 1

Step = Callable[..., None]  # called by name: computation=


class SharedCodeStream(CodeStream):
    """A contract's code; what was found out about its bytes is shared by all that run it."""

    __slots__ = ()

    _found: ClassVar[OrderedDict[bytes, tuple[set[int], set[int]]]] = OrderedDict()

    def __init__(self, code_bytes: bytes) -> None:
        """Of this code."""
        super().__init__(code_bytes)
        found = self._found.get(code_bytes)
        if found is None:
            self._found[code_bytes] = self.invalid_positions, self.valid_positions
            if len(self._found) > _CODES_AT_HAND:
                self._found.popitem(last=False)
        else:
            self.invalid_positions, self.valid_positions = found


def _spend(computation: Any, amount: int, mnemonic: str) -> None:
    meter = computation._gas_meter
    if amount > meter.gas_remaining:
        meter.consume_gas(amount, mnemonic)  # refuses in its own words
    meter.gas_remaining -= amount


def _push(size: int, gas: int, mnemonic: str) -> Step:
    def push(computation: Any) -> None:
        _spend(computation, gas, mnemonic)
        code = computation.code
        at = code.program_counter
        code.program_counter = end = at + size
        values = computation._stack.values
        if len(values) > _DEEPEST:
            raise FullStack("Stack limit reached")
        data = code._raw_code_bytes[at:end]
        if len(data) < size:
            data = data.ljust(size, b"\0")
        values.append(int.from_bytes(data, "big"))

    return push


def _dup(place: int, gas: int, mnemonic: str) -> Step:
    def dup(computation: Any) -> None:
        _spend(computation, gas, mnemonic)
        values = computation._stack.values
        if len(values) > _DEEPEST:
            raise FullStack("Stack limit reached")
        if len(values) < place:
            raise InsufficientStack(f"Insufficient stack items for {mnemonic}")
        values.append(values[-place])

    return dup


def _swap(place: int, gas: int, mnemonic: str) -> Step:
    below = place + 1

    def swap(computation: Any) -> None:
        _spend(computation, gas, mnemonic)
        values = computation._stack.values
        if len(values) < below:
            raise InsufficientStack(f"Insufficient stack items for {mnemonic}")
        values[-1], values[-below] = values[-below], values[-1]

    return swap


def _one(work: Callable[[int], int], gas: int, mnemonic: str) -> Step:
    def one(computation: Any) -> None:
        _spend(computation, gas, mnemonic)
        values = computation._stack.values
        if not values:
            raise InsufficientStack("Wanted 1 stack item, had none")
        value = values[-1]
        if value.__class__ is not int:
            value = int.from_bytes(value, "big")
        values[-1] = work(value)

    return one


def _two(work: Callable[[int, int], int], gas: int, mnemonic: str) -> Step:
    def two(computation: Any) -> None:
        _spend(computation, gas, mnemonic)
        values = computation._stack.values
        if len(values) < 2:
            raise InsufficientStack(f"Wanted 2 stack items, only had {len(values)}")
        top = values.pop()
        if top.__class__ is not int:
            top = int.from_bytes(top, "big")
        below = values[-1]
        if below.__class__ is not int:
            below = int.from_bytes(below, "big")
        values[-1] = work(top, below)

    return two


def _pop(gas: int, mnemonic: str) -> Step:
    def pop(computation: Any) -> None:
        _spend(computation, gas, mnemonic)
        values = computation._stack.values
        if not values:
            raise InsufficientStack("Wanted 1 stack item, had none")
        values.pop()

    return pop


def _jumpdest(gas: int, mnemonic: str) -> Step:
    def jumpdest(computation: Any) -> None:
        _spend(computation, gas, mnemonic)

    return jumpdest


def _jump(gas: int, mnemonic: str) -> Step:
    def jump(computation: Any) -> None:
        _spend(computation, gas, mnemonic)
        values = computation._stack.values
        if not values:
            raise InsufficientStack("Wanted 1 stack item, had none")
        _go(computation.code, values.pop())

    return jump


def _jump_if(gas: int, mnemonic: str) -> Step:
    def jump_if(computation: Any) -> None:
        _spend(computation, gas, mnemonic)
        values = computation._stack.values
        if len(values) < 2:
            raise InsufficientStack(f"Wanted 2 stack items, only had {len(values)}")
        place = values.pop()
        condition = values.pop()
        if condition.__class__ is not int:
            condition = int.from_bytes(condition, "big")
        if condition:
            _go(computation.code, place)

    return jump_if


def _go(code: Any, place: int | bytes) -> None:
    if isinstance(place, bytes):
        place = int.from_bytes(place, "big")
    code.program_counter = place
    if code.peek() != op.JUMPDEST:
        raise InvalidJumpDestination("Invalid Jump Destination")
    if place not in code.valid_positions and not code.is_valid_opcode(place):
        raise InvalidInstruction("Jump resulted in invalid instruction")


def _shifted_left(by: int, value: int) -> int:
    return (value << by) & _MAX if by < 256 else 0


def _shifted_right(by: int, value: int) -> int:
    return value >> by if by < 256 else 0


_WITH_TWO: dict[int, Callable[[int, int], int]] = {
    op.ADD: lambda top, below: (top + below) & _MAX,
    op.SUB: lambda top, below: (top - below) & _MAX,
    op.MUL: lambda top, below: (top * below) & _MAX,
    op.DIV: lambda top, below: top // below if below else 0,
    op.MOD: lambda top, below: top % below if below else 0,
    op.LT: lambda top, below: int(top < below),
    op.GT: lambda top, below: int(top > below),
    op.EQ: lambda top, below: int(top == below),
    op.AND: lambda top, below: top & below,
    op.OR: lambda top, below: top | below,
    op.XOR: lambda top, below: top ^ below,
    op.SHL: _shifted_left,
    op.SHR: _shifted_right,
}
_WITH_ONE: dict[int, Callable[[int], int]] = {
    op.ISZERO: lambda value: int(not value),
    op.NOT: lambda value: _MAX - value,
}


def _shorter(of: dict[int, Any]) -> dict[int, Any]:
    """py-evm's instructions with the commonest replaced; gas and names stay as they are there."""
    steps: dict[int, Step] = {}

    def put(code: int, make: Callable[..., Step], *first: Any) -> None:
        steps[code] = make(*first, of[code].gas_cost, of[code].mnemonic)

    for size in range(33):
        put(op.PUSH0 + size, _push, size)
    for place in range(1, 17):
        put(op.DUP1 + place - 1, _dup, place)
        put(op.SWAP1 + place - 1, _swap, place)
    for code, with_two in _WITH_TWO.items():
        put(code, _two, with_two)
    for code, with_one in _WITH_ONE.items():
        put(code, _one, with_one)
    put(op.POP, _pop)
    put(op.JUMP, _jump)
    put(op.JUMPI, _jump_if)
    put(op.JUMPDEST, _jumpdest)
    return {**of, **steps}


class ShorterComputation(CancunComputation):
    """Runs a message with the shorter steps."""

    opcodes = _shorter(CancunComputation.opcodes)

    def __init__(
        self,
        state: StateAPI,
        message: MessageAPI,
        transaction_context: TransactionContextAPI,
    ) -> None:
        """Of one message."""
        super().__init__(state, message, transaction_context)
        self.code = SharedCodeStream(message.code)


class FreeState(CancunState):
    """State of the free machine."""

    computation_class = ShorterComputation


class FreeVM(CancunVM):
    """Cancun where gas is measured and costs nothing."""

    _state_class = FreeState

    @staticmethod
    def create_header_from_parent(
        parent_header: BlockHeaderAPI | None, **header_params: Any
    ) -> BlockHeader:
        """As Cancun's, at no base fee."""
        header = create_cancun_header_from_parent(parent_header, **header_params)
        return cast(BlockHeader, header.copy(base_fee_per_gas=0))

    @classmethod
    def validate_gas(cls, header: BlockHeaderAPI, parent_header: BlockHeaderAPI) -> None:
        """As London's, at no base fee."""
        validate_gas_limit(header.gas_limit, parent_header.gas_limit)
        if header.base_fee_per_gas:
            raise ValidationError(f"base fee of {header.base_fee_per_gas}, and gas is free here")
