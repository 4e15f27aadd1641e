"""A network of organisations for contract tests: access manager, forwarder, members, keys.

`Network` deploys what every capability needs and admits organisations by short names; keys are
signers of the same names (`seller`, `bank.maker`, ...). Build it in a module-scoped fixture:

    @pytest.fixture(scope="module")
    def net(module_chain):
        return Network(module_chain)
"""

from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from dhow.ledger.consent import typed_data
from dhow.ledger.contract import Contract
from dhow.ledger.deploy import FORWARDER_NAME
from dhow.ledger.types import Act, Receipt, View
from tests.support.chain import Chain

ROLES = {"registrar": 1, "settlement_agent": 2, "oracle_registrar": 3, "guardian": 4}
CAPABILITIES = (
    "NONE",
    "EXPORTER",
    "IMPORTER",
    "BANK",
    "CARRIER",
    "INSPECTOR",
    "CUSTOMS",
    "TERMINAL",
    "FINANCIER",
    "ORACLE_OPERATOR",
    "REGULATOR",
)


def lei_of(name: str) -> str:
    """A LEI with right check digits, the same for the same name (ISO 17442, ISO 7064 mod 97-10)."""
    body = "5493" + "00" + "".join(c for c in name.upper() if c.isalnum())[:12].ljust(12, "0")
    number = int("".join(str(int(c, 36)) for c in body + "00"))
    return f"{body}{98 - number % 97:02d}"


def org_id(name: str) -> bytes:
    """The organisation's id on the ledger: its LEI in ASCII, left-aligned in 32 bytes."""
    return lei_of(name).encode().ljust(32, b"\0")


def bitmap(*capabilities: str) -> int:
    """The bitmap of capabilities, by their Solidity names."""
    return sum(1 << CAPABILITIES.index(name) for name in set(capabilities))


def fixed(text: str, length: int) -> bytes:
    """ASCII text in a fixed number of bytes, zeros after."""
    return text.encode().ljust(length, b"\0")


class Network:
    """Members and what governs them, on one chain."""

    def __init__(self, chain: Chain) -> None:
        """Deploy access manager, forwarder and members; each role goes to the signer so named."""
        self.chain = chain
        self.admin = chain.signer("admin")
        self.manager = chain.deploy("AccessManager", self.admin.address)
        self.forwarder = chain.deploy("ERC2771Forwarder", FORWARDER_NAME)
        self.members = self.deploy("Members", self.manager.address)
        self.allow(
            "registrar",
            self.members,
            "admit(bytes32,(address,uint16,uint8,bool,bytes11,bytes2),address)",
            "suspend(bytes32,bytes32)",
            "reinstate(bytes32)",
            "restoreKey(bytes32,address,uint8)",
        )

    def deploy(self, name: str, *args: Any) -> Contract:
        """Deploy a contract of ours; the forwarder is always its last argument."""
        return self.chain.deploy(name, *args, self.forwarder.address)

    def allow(self, role: str, target: Contract, *signatures: str) -> None:
        """Let a role, given to the signer of its name, call functions of a contract."""
        selectors = [bytes(keccak(text=signature)[:4]) for signature in signatures]
        number = ROLES[role]
        setup = self.manager.act("setTargetFunctionRole", target.address, selectors, number)
        self.chain.send(setup, self.admin)
        grant = self.manager.act("grantRole", number, self.chain.signer(role).address, 0)
        self.chain.send(grant, self.admin)

    def empower(self, number: int, holder: Contract, target: Contract, *functions: str) -> None:
        """Let one contract call functions of another, under a role of its own."""
        selectors = [target.selector(function) for function in functions]
        setup = self.manager.act("setTargetFunctionRole", target.address, selectors, number)
        self.chain.send(setup, self.admin)
        self.chain.send(self.manager.act("grantRole", number, holder.address, 0), self.admin)

    def admit(
        self,
        name: str,
        *capabilities: str,
        dual_control: bool = False,
        account: str | None = None,
        country: str = "ES",
        bic: str = "",
    ) -> bytes:
        """Admit an organisation and give its id.

        Its checker is the signer `name`; its settlement account, where none is given, that of the
        signer `name.account`. Under dual control the signer `name.maker` prepares for it.
        """
        org = org_id(name)
        details = {
            "settlement_account": account or self.chain.signer(f"{name}.account").address,
            "capabilities": bitmap(*capabilities),
            "standing": 0,
            "dual_control": dual_control,
            "bic": fixed(bic, 11),
            "country": fixed(country, 2),
        }
        checker = self.chain.signer(name).address
        self.chain.send(self.members.act("admit", org, details, checker), "registrar")
        if dual_control:
            maker = self.chain.signer(f"{name}.maker").address
            restore = self.members.act("restoreKey", org, maker, 1)
            self.chain.send(restore, "registrar")
        return org

    def send(self, act: Act[Any], name: str) -> Receipt[Any]:
        """Send an act with the signer of this name."""
        return self.chain.send(act, name)

    def call(self, view: View[Any]) -> Any:
        """Ask a view."""
        return self.chain.call(view)

    def prepare(self, act: Act[Any], maker: str) -> Receipt[Any]:
        """Prepare a binding act as its organisation's maker."""
        return self.send(self.members.act("prepare", act_hash(act)), maker)

    def forwarded(self, act: Act[Any], party: str, *, deadline: int | None = None) -> Act[Any]:
        """The act with `party`'s signature, ready to be sent by anyone (ERC-2771, EIP-712)."""
        signer = self.chain.signer(party)
        request = typed_data(
            act,
            signer.address,
            chain_id=self.chain.engine.chain_id,
            forwarder=self.forwarder.address,
            nonce=self.call(self.forwarder.view("nonces", signer.address)),
            deadline=deadline if deadline is not None else self.chain.now() + 3600,
        )
        signature = signer.sign_typed_data(request)
        fields = ("from", "to", "value", "gas", "deadline", "data")
        signed = (*(request["message"][name] for name in fields), signature)
        return self.forwarder.act("execute", signed)


def act_hash(act: Act[Any]) -> bytes:
    """What a maker prepares: keccak256(abi.encode(contract, keccak256(call data)))."""
    return keccak(encode(["address", "bytes32"], [act.target, keccak(act.calldata)]))
