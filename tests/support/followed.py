"""A ledger to follow: random lives of trade on the real embedded chain, kept as a tree of blocks.

The chain goes back to earlier snapshots and lives on differently, so the tree has forks; a
`RecordedNode` then serves any branch of it by JSON-RPC, and can be told to change its mind.
"""

import copy
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from eth_utils.crypto import keccak
from sqlalchemy import Connection, select

from dhow.ledger.abi import Refusal
from dhow.ledger.engines import EngineError, RpcError, TimeControlError
from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.following import Followed
from dhow.ledger.types import Act
from dhow.store import Store
from dhow.store.tables import metadata
from tests.support.chain import Chain
from tests.support.deals import NOTICE_HASH, REPORT_HASH, TERMS_HASH, USD, Deals
from tests.support.network import fixed, org_id

Row = tuple[Any, ...]


@dataclass
class Known:
    """What has been made so far on the branch that is being lived."""

    credits: list[bytes] = field(default_factory=list)
    presentations: list[bytes] = field(default_factory=list)
    undertakings: list[bytes] = field(default_factory=list)
    invoices: list[bytes] = field(default_factory=list)
    documents: list[bytes] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    evidence: list[bytes] = field(default_factory=list)


def followed_from(contracts: Mapping[str, tuple[str, str]], first_block: int = 1) -> Followed:
    """What to listen to on a recorded chain."""
    return Followed(contracts, chain_id=31337, genesis_hash="0x00", first_block=first_block)


class Trading:
    """Deals and invoices on one chain, and acts on them chosen by chance."""

    def __init__(self, chain: Chain) -> None:
        """Deploy everything; what stands before is not followed."""
        self.deals = deals = Deals(chain)
        self.chain = chain
        net = deals.net
        self.invoices = net.deploy("Invoices", net.members.address)
        chain.send(
            deals.money.act("approve", self.invoices.address, 2**256 - 1), "financier.account"
        )
        self.known = Known()
        self.count = 0
        self.waiting: Act[Any] | None = None
        named = {
            "Members": net.members,
            "BankingCalendars": deals.calendars,
            "Documents": deals.documents,
            "Oracles": deals.oracles,
            "Invoices": self.invoices,
            **deals.credit.all,
            "Undertaking": deals.undertaking,
        }
        self.contracts = {str(contract.address): (name, "") for name, contract in named.items()}
        self.contracts[str(deals.money.address)] = ("Money", "USD")
        self.followed = followed_from(self.contracts)

    def live(self, rng: random.Random, acts: int) -> None:
        """So many acts that the contracts take; those they refuse leave no trace."""
        done = 0
        while done < acts:
            try:
                rng.choice(self._acts())(rng)
                done += 1
            except (Refusal, TimeControlError, IndexError):
                continue

    def _acts(self) -> list[Callable[[random.Random], None]]:
        return [
            *(self._apply, self._issue, self._issue, self._issue, self._advise, self._lodge),
            *(self._present, self._present, self._present, self._forward, self._examine),
            *(self._examine, self._examine, self._refuse, self._waive, self._honour, self._honour),
            *(self._take_back, self._return_collateral, self._apply_collateral, self._withdraw),
            *(self._preclude, self._undertake, self._attest, self._forgo),
            *(self._register, self._offer, self._finance, self._settle, self._release),
            *(self._withdraw_offer, self._cancel, self._document, self._revoke, self._burst),
            *(self._admit, self._suspend, self._keys, self._prepare, self._check, self._close),
            *(self._evidence, self._publish),
        ]

    def _fresh(self, what: str) -> str:
        self.count += 1
        return f"{what}-{self.count}"

    def _apply(self, rng: random.Random) -> None:
        several = rng.random() < 0.5
        credit = self.deals.applied(
            self._fresh("A"), amount_minor=rng.randrange(1, 10) * USD, partial_shipments=several
        )
        self.known.credits.append(credit)

    def _credit(self, rng: random.Random, function: str, by: str, *args: Any) -> None:
        self.deals.do(function, rng.choice(self.known.credits), *args, by=by)

    def _issue(self, rng: random.Random) -> None:
        self._credit(rng, "issue", "bank", TERMS_HASH, fixed(self._fresh("LC"), 16))

    def _advise(self, rng: random.Random) -> None:
        self._credit(rng, "advise", "nominated")

    def _lodge(self, rng: random.Random) -> None:
        self._credit(rng, "lodgeCollateral", "applicant", rng.randrange(1, 5 * USD))

    def _return_collateral(self, rng: random.Random) -> None:
        self._credit(rng, "returnCollateral", "bank")

    def _apply_collateral(self, rng: random.Random) -> None:
        self._credit(rng, "applyCollateral", "bank")

    def _withdraw(self, rng: random.Random) -> None:
        if rng.random() < 0.3:
            self._credit(rng, "withdrawApplication", "applicant")
        else:
            self._credit(rng, "declineApplication", "bank")

    def _present(self, rng: random.Random) -> None:
        made = self.deals.presented(
            rng.choice(self.known.credits),
            rng.randrange(1, 3 * USD),
            to=rng.choice(["bank", "bank", "nominated"]),
        )
        self.known.presentations.append(made)

    def _presentation(self, rng: random.Random, function: str, by: str, *args: Any) -> None:
        self.deals.do(function, rng.choice(self.known.presentations), *args, by=by)

    def _forward(self, rng: random.Random) -> None:
        self._presentation(rng, "forward", "nominated")

    def _examine(self, rng: random.Random) -> None:
        self._presentation(rng, "examine", "bank", rng.random() < 0.5, REPORT_HASH)

    def _refuse(self, rng: random.Random) -> None:
        named = [fixed(f"DISCREPANCY_{n}", 32) for n in range(rng.randrange(1, 4))]
        self._presentation(rng, "refuse", "bank", named, rng.randrange(1, 5), NOTICE_HASH)

    def _waive(self, rng: random.Random) -> None:
        self._presentation(rng, "waive", "bank")

    def _honour(self, rng: random.Random) -> None:
        self._presentation(rng, "honour", "bank")

    def _take_back(self, rng: random.Random) -> None:
        self._presentation(rng, "takeBack", "beneficiary")

    def _preclude(self, rng: random.Random) -> None:
        if rng.random() < 0.2:
            self.deals.after_decision_time(rng.choice(self.known.presentations))
        self._presentation(rng, "preclude", "stranger")

    def _undertake(self, rng: random.Random) -> None:
        made = self.deals.undertaken(
            *(self.deals.attestation("carrier") for _ in range(2)),
            obligor_reference=fixed(self._fresh("U"), 32),
            amount_minor=rng.randrange(1, 5 * USD),
            required=rng.randrange(1, 3),
            payable_from=rng.choice([0, 2**64 - 1]),
        )
        self.known.undertakings.append(made)

    def _attest(self, rng: random.Random) -> None:
        undertaking = rng.choice(self.known.undertakings)
        self.deals.send(
            self.deals.undertaking, "attest", undertaking, rng.randrange(2), by="carrier"
        )

    def _forgo(self, rng: random.Random) -> None:
        undertaking = rng.choice(self.known.undertakings)
        self.deals.send(self.deals.undertaking, "forgo", undertaking, by="beneficiary")

    def _invoice(self, rng: random.Random, function: str, by: str, *args: Any) -> None:
        act = self.invoices.act(function, rng.choice(self.known.invoices), *args)
        self.chain.send(act, by)

    def _register(self, rng: random.Random) -> None:
        fingerprint = keccak(text=self._fresh("I"))
        key = keccak(text=f"key {rng.randrange(3)}")
        self.chain.send(self.invoices.act("register", fingerprint, key), "beneficiary")
        self.known.invoices.append(fingerprint)

    def _offer(self, rng: random.Random) -> None:
        until = self.chain.now() + rng.randrange(60, 86_400)
        terms = (org_id("financier"), self.deals.money.address, rng.choice([500, 900]), until)
        self._invoice(rng, "offer", "beneficiary", *terms)

    def _finance(self, rng: random.Random) -> None:
        self._invoice(rng, "finance", "financier", self.deals.money.address, rng.choice([500, 900]))

    def _settle(self, rng: random.Random) -> None:
        self._invoice(rng, "settle", "financier")

    def _release(self, rng: random.Random) -> None:
        self._invoice(rng, "releaseFinancing", "financier")

    def _withdraw_offer(self, rng: random.Random) -> None:
        self._invoice(rng, "withdrawOffer", "beneficiary")

    def _cancel(self, rng: random.Random) -> None:
        if rng.random() < 0.3:
            self._invoice(rng, "cancel", "beneficiary", fixed("ISSUED IN ERROR", 32))

    def _document(self, rng: random.Random) -> None:
        document = keccak(text=self._fresh("D"))
        act = self.deals.documents.act("register", document, rng.randrange(3))
        self.chain.send(act, "carrier")
        self.known.documents.append(document)

    def _revoke(self, rng: random.Random) -> None:
        document = rng.choice(self.known.documents)
        act = self.deals.documents.act("revoke", document, fixed("LOST", 32))
        self.chain.send(act, "carrier")

    def _admit(self, rng: random.Random) -> None:
        name = self._fresh("member")
        self.deals.net.admit(
            name, "EXPORTER", dual_control=rng.random() < 0.5, bic="ABCDESMM", country="ES"
        )
        self.known.members.append(name)

    def _suspend(self, rng: random.Random) -> None:
        members, org = self.deals.net.members, org_id(rng.choice(self.known.members))
        if rng.random() < 0.5:
            self.chain.send(members.act("suspend", org, fixed("LATE", 32)), "registrar")
        else:
            self.chain.send(members.act("reinstate", org), "registrar")

    def _keys(self, rng: random.Random) -> None:
        members, name = self.deals.net.members, rng.choice(self.known.members)
        key = self.chain.signer(f"{name}.second").address
        if rng.random() < 0.7:
            duty = rng.randrange(1, 3)
            act = members.act("restoreKey", org_id(name), key, duty)
            self.chain.send(act, "registrar")
        else:
            self.chain.send(members.act("revokeKey", org_id(name), key), name)

    def _publish(self, rng: random.Random) -> None:
        """A binding act of a bank under dual control: prepared now, carried out by `_check`."""
        year = rng.randrange(2028, 2060)
        closed = rng.randrange(2**16)
        values = (closed, rng.randrange(2**4), 480, 0, 0, 0, 540, 1020)
        self.waiting = self.deals.calendars.act(
            "publish", org_id("careful"), b"SGSIN", year, values
        )
        self.deals.net.prepare(self.waiting, "careful.maker")

    def _check(self, rng: random.Random) -> None:  # noqa: ARG002 - one of many
        if self.waiting is None:
            raise IndexError
        self.chain.send(self.waiting, "careful")
        self.waiting = None

    def _prepare(self, rng: random.Random) -> None:
        act = self.deals.net.members.act("prepare", keccak(text=f"act {rng.randrange(4)}"))
        self.chain.send(act, "careful.maker")

    def _close(self, rng: random.Random) -> None:
        day = self.chain.now() // 86_400 + rng.randrange(1, 400)
        act = self.deals.calendars.act(
            "announceClosure", org_id("bank"), b"SGSIN", day, fixed("STORM", 32)
        )
        self.chain.send(act, "bank")

    def _evidence(self, rng: random.Random) -> None:
        subject = rng.choice([*self.known.credits, *self.known.undertakings])
        if rng.random() < 0.5:
            report = self.deals.temperature_report(subject)
        else:
            report = self.deals.arrival_report(subject)
        self.known.evidence.append(self.deals.recorded(report))

    def _burst(self, rng: random.Random) -> None:
        """Several transactions in one block, one of them refused by its contract."""
        account = self.chain.signer("financier.account")
        to = self.deals.account(rng.choice(["beneficiary", "applicant", "carrier"]))
        acts = [self.deals.money.act("transfer", to, rng.randrange(1, 50)) for _ in range(3)]
        acts.insert(1, self.deals.money.act("transfer", to, 2**255))
        self._one_block(acts, account)

    def _one_block(self, acts: list[Act[Any]], signer: Any) -> None:
        engine = self.chain.engine
        assert isinstance(engine, EmbeddedEngine)
        nonce = int(engine.rpc("eth_getTransactionCount", [signer.address, "latest"]), 16)
        decode = engine.backend.chain.get_transaction_builder().decode
        engine.mine_transactions(
            tuple(
                decode(
                    signer.sign_transaction(
                        {
                            "type": 2,
                            "chainId": engine.chain_id,
                            "nonce": nonce + place,
                            "gas": 1_000_000,
                            "maxFeePerGas": 0,
                            "maxPriorityFeePerGas": 0,
                            "value": 0,
                            "to": act.target,
                            "data": act.calldata,
                        }
                    )
                )
                for place, act in enumerate(acts)
            )
        )


class BlockTree:
    """Blocks with their receipts by hash, and the tips of its branches."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.headers: dict[str, dict[str, Any]] = {}
        self.receipts: dict[str, list[dict[str, Any]]] = {}
        self.tips: list[str] = []

    def record(self, engine: EmbeddedEngine) -> None:
        """The chain as it stands now is one more branch."""
        header = engine.rpc("eth_getBlockByNumber", ["latest", False])
        self.tips.append(header["hash"])
        while header is not None and header["hash"] not in self.headers:
            self.headers[header["hash"]] = header
            self.receipts[header["hash"]] = engine.rpc("eth_getBlockReceipts", [header["number"]])
            header = engine.rpc("eth_getBlockByHash", [header["parentHash"], False])

    def branch(self, tip: str) -> list[str]:
        """Hashes from block 0 to a tip."""
        found = []
        at: str | None = tip
        while at in self.headers:
            found.append(at)
            at = self.headers[at]["parentHash"]
        return found[::-1]


def recorded(trading: Trading, rng: random.Random, *, branches: int, acts: int) -> BlockTree:
    """Live, go back, live differently: a tree with so many branches."""
    engine = trading.chain.engine
    assert isinstance(engine, EmbeddedEngine)
    tree = BlockTree()
    moments: list[tuple[str, Known]] = []
    for _ in range(branches):
        if moments:
            at = rng.randrange(len(moments))
            engine.restore(moments[at][0])
            trading.known = copy.deepcopy(moments[at][1])
            moments = moments[: at + 1]
        for _ in range(rng.randrange(1, 4)):
            trading.live(rng, rng.randrange(1, acts))
            moments.append((engine.snapshot(), copy.deepcopy(trading.known)))
            tree.record(engine)
    return tree


class RecordedNode:
    """Serves one branch of a tree by JSON-RPC; `before` is asked before every answer."""

    name = "recorded"
    chain_id = 31337
    free_of_charge = True

    def __init__(self, tree: BlockTree, tip: str, *, may_shorten: bool = True) -> None:
        """Serve the branch that ends in `tip`."""
        self.tree = tree
        self.controls_time = may_shorten
        self.before: Callable[[str, list[Any]], None] = lambda _method, _params: None
        self.knows_block_receipts = True
        self.knows_finalized = True
        self.requests = 0
        self.turn(tip)

    def turn(self, tip: str) -> None:
        """From now on this is the chain."""
        self.branch = self.tree.branch(tip)

    def rpc(self, method: str, params: list[Any]) -> Any:
        """One request."""
        self.requests += 1
        self.before(method, params)
        if method == "eth_blockNumber":
            return hex(len(self.branch) - 1)
        if method == "eth_getBlockByNumber":
            if params[0] == "finalized" and not self.knows_finalized:
                raise RpcError("Block 'finalized' is not known", -39001)
            found = self._hash(params[0])
            return None if found is None else self.tree.headers[found]
        if method == "eth_getBlockReceipts":
            if not self.knows_block_receipts:
                raise RpcError(f"the method {method} does not exist", -32601)
            found = self._hash(params[0])
            return None if found is None else self.tree.receipts[found]
        if method == "eth_getTransactionReceipt":
            return self._receipt(params[0])
        raise EngineError(f"{method} was not recorded")

    def _receipt(self, transaction: str) -> dict[str, Any] | None:
        for block in reversed(self.branch):
            for receipt in self.tree.receipts[block]:
                if receipt["transactionHash"] == transaction:
                    return receipt
        return None

    def _hash(self, number: str) -> str | None:
        if number in ("latest", "finalized"):
            return self.branch[-1]
        at = int(number, 16)
        return self.branch[at] if at < len(self.branch) else None

    def now(self) -> int:
        """Time of the latest block."""
        return int(self.tree.headers[self.branch[-1]]["timestamp"], 16)

    def next_time(self) -> None:
        """Unknown."""

    def set_time(self, unix: int) -> None:
        """Not on a recording."""
        raise NotImplementedError(unix)

    def snapshot(self) -> str:
        """Not on a recording."""
        raise NotImplementedError

    def restore(self, snapshot: str) -> None:
        """Not on a recording."""
        raise NotImplementedError(snapshot)

    def mine(self) -> None:
        """Not on a recording."""
        raise NotImplementedError

    def close(self) -> None:
        """Nothing to close."""

    def __enter__(self) -> Self:
        """For `with`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to close."""


_ROWS = {
    name: select(table) for name, table in metadata.tables.items() if name.startswith("ledger_")
}


def dump(store: Store) -> dict[str, list[Row]]:
    """Every row of every table that follows the ledger."""
    with store.read() as work:
        connection: Connection = work.folding.connection
        return {
            name: sorted((tuple(row) for row in connection.execute(rows)), key=repr)
            for name, rows in _ROWS.items()
        }
