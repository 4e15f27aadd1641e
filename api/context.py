"""What the application stands on: one frozen record, made once, handed to every request."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from api.audit.log import AuditLog
from api.auth.limiter import FailureLimiter
from api.auth.tokens import Tokens
from api.background import Background
from api.current import current
from api.errors import unacceptable
from api.events.streams import Streams
from api.exchange.answered import Answered
from api.exchange.peers import Apart
from api.following import Follower
from api.ids import OPERATOR, org_hex
from api.keyring import LedgerKeyRing
from api.keys import OPERATOR_PLACE, DevelopmentKeyRing, KeyBox, KeyRing
from api.operator_password import DEVELOPMENT_PASSWORD, MEMBERS, first_password
from api.own_keys import OwnKeys
from api.secrets import secrets_of
from api.turns import Turns
from api.upkeep import keep_small
from api.webhooks.delivering import Deliverer
from dhow.errors import BadInputError
from dhow.ledger.bindings import Money
from dhow.ledger.bindings.registry import decoder
from dhow.ledger.calls import CallBook
from dhow.ledger.client import LedgerClient
from dhow.ledger.compiler import compile_contracts
from dhow.ledger.deploy import Deployment, Plan, deploy, load
from dhow.ledger.engines.base import Engine
from dhow.ledger.refusals import RefusalBook
from dhow.ledger.sending import DependableSender
from dhow.ledger.signers import known_to_everyone
from dhow.ledger.signers.policy_file import read_policies
from dhow.ledger.signers.wellknown import DEVELOPMENT_CHAINS
from dhow.store import Store, open_store
from dhow.store.passwords import Cost
from dhow.trade.money import Currency

DEVELOPMENT_CURRENCIES = ("USD", "EUR", "AED", "INR")
_SALT_BYTES = 16

__all__ = [
    "DEVELOPMENT_CURRENCIES",
    "DEVELOPMENT_PASSWORD",
    "ApiContext",
    "admit_operator",
    "development_context",
    "require_secret_keys",
]


def _salt() -> str:
    """By chance; within an operation the same each time it is run."""
    under_way = current.get()
    return under_way.salt() if under_way else secrets.token_hex(_SALT_BYTES)


@dataclass(frozen=True)
class ApiContext:
    """Ledger, store, keys and secrets.

    Attributes:
        invoice_secret: the registry's, under which invoices are fingerprinted; at least 32 bytes.
        tokens: issues and reads session tokens, by the wall clock.
        salt: makes the salt of a document that came without one, in hex.
        apart: what this process is among others, where its database is its own; None where all
            organisations share the database.
        answered: requests of other processes that were answered here.
        first_password: makes the password that an organisation's first users sign in with.
    """

    ledger: LedgerClient
    contracts: Deployment
    refusals: RefusalBook
    store: Store
    keys: KeyRing
    invoice_secret: bytes = field(repr=False)
    tokens: Tokens = field(repr=False)
    salt: Callable[[], str] = _salt
    sign_in_failures: FailureLimiter = field(default_factory=FailureLimiter)
    turns: Turns = field(init=False)
    background: Background = field(default_factory=Background)
    streams: Streams = field(default_factory=Streams)
    apart: Apart | None = None
    answered: Answered = field(default_factory=Answered)
    first_password: Callable[[], str] = field(default=lambda: DEVELOPMENT_PASSWORD, repr=False)
    follower: Follower = field(init=False)
    sender: DependableSender = field(init=False)
    audit: AuditLog = field(init=False)

    def __post_init__(self) -> None:
        """Follow the contracts into the store's tables, whoever asks first."""
        object.__setattr__(self, "turns", Turns(self.store.hold))
        sender = DependableSender(self.ledger, self.store, signers=self.keys.named)
        object.__setattr__(self, "sender", sender)
        receipts = sender.node.receipts
        made = Follower(self.ledger.engine, self.contracts, self.store, receipts=receipts)
        object.__setattr__(self, "follower", made)
        object.__setattr__(self, "audit", AuditLog(self.store))

    @cached_property
    def calls(self) -> CallBook:
        """Reads what parties sign themselves."""
        return CallBook(self.contracts, compile_contracts())

    def now(self) -> int:
        """The chain's time, UTC seconds: the only clock of the trade."""
        return self.ledger.engine.now()

    def money_of(self, currency: str, path: str = "currency") -> Money:
        """The token of a currency; `path` names the field that asked for it.

        Raises:
            ApiError: 422, the network has no such money.
        """
        money = self.contracts.money.get(currency)
        if money is None:
            known = ", ".join(sorted(self.contracts.money))
            raise unacceptable(path, f"{currency} is not issued here; there is {known}")
        return money

    def currency_of(self, address: str) -> str:
        """The currency of a token's address; empty for none."""
        found = (code for code, money in self.contracts.money.items() if money.address == address)
        return next(found, "")


def admit_operator(store: Store, *, password: str, at: int) -> None:
    """Let the network's operator sign in, as `OPERATOR/registrar` and `OPERATOR/agent`."""
    with store.begin() as work:
        work.organisations.system_add(
            organisation=org_hex(OPERATOR),
            lei=OPERATOR,
            name="Network operator",
            bic=None,
            country="",
            capabilities=(),
            dual_control=False,
            at=at,
        )
        for user in ("registrar", "agent"):
            work.users.system_add(
                organisation=org_hex(OPERATOR),
                name=user,
                duty="checker",
                password=password,
                at=at,
                administrator=user == "registrar",
            )


def development_context(
    engine: Engine,
    database_url: str = "sqlite://",
    *,
    currencies: tuple[str, ...] = DEVELOPMENT_CURRENCIES,
    password: str | None = None,
    keys: KeyBox | None = None,
    policies: Path | None = None,
    master_key: bytes | None = None,
    invoice_secret: bytes | None = None,
    token_secret: bytes | None = None,
    manifest: Path | None = None,
    secrets_file: Path | None = None,
    apart: Apart | None = None,
) -> ApiContext:
    """A network on a development chain: deployed now, or taken up again from its manifest.

    Args:
        database_url: as `dhow.store.open_store` takes it; in memory unless given.
        currencies: ISO 4217 codes of the money to be issued, where the network is deployed now.
        manifest: where the deployment is written down; if the file is there, that deployment is
            used, and refused where it does not match the chain.
        password: the operator's; as `first_password` finds or makes it unless given.
        keys: where the keys are; known to everyone unless given.
        policies: a file of what the keys may sign, beside what their roles let them.
        master_key, invoice_secret, token_secret: as `secrets_of` finds or makes them unless given:
            values that everyone knows only where the database is in memory.
        secrets_file: where they are kept; a server's database has nothing beside it.
        apart: where the database is one organisation's own, what it is among the others.

    Raises:
        BadInputError: keys that everyone knows, on no development chain; database and contracts
            are not of the same network; the manifest is not for this chain or these keys; or the
            database's secrets are missing or open.
        EnvironmentProblemError: chain or database cannot be used.
    """
    box = keys or DevelopmentKeyRing()
    require_secret_keys(engine, box)
    kept = secrets_of(database_url, secrets_file=secrets_file)
    artifacts = compile_contracts()
    ledger = LedgerClient(engine, decoder())
    plan = Plan(tuple(Currency(code) for code in currencies), {})
    store = open_store(
        database_url, master_key or kept.master_key, password_cost=Cost(log2_n=10, p=1)
    )
    try:
        with store.hold(("the start of the network",)):  # by one process, then taken up by others
            if manifest is not None and manifest.exists():
                contracts = load(manifest, ledger, artifacts)
                joins = apart is not None and OPERATOR not in apart.organisations
                _require_same_network(store, taken_up=True, joins=joins)
            else:
                _require_same_network(store, taken_up=False)
                contracts = deploy(ledger, artifacts, box.make(OPERATOR_PLACE), plan)
                if manifest is not None:
                    contracts.manifest.write(manifest)
                first = password or first_password(database_url, secrets_file=secrets_file)
                admit_operator(store, password=first, at=engine.now())
            ring = _ring(box, ledger, contracts, policies)
    except BaseException:
        store.close()
        raise
    context = ApiContext(
        ledger=ledger,
        contracts=contracts,
        refusals=RefusalBook(artifacts),
        store=store,
        keys=ring,
        invoice_secret=invoice_secret or kept.invoice_secret,
        tokens=Tokens(token_secret or kept.token_secret),
        apart=apart,
        first_password=lambda: (
            password or first_password(database_url, secrets_file=secrets_file, suffix=MEMBERS)
        ),
    )
    context.background.add("follower", context.follower.run)
    context.background.add("outbox", context.sender.run)
    context.background.add("upkeep", lambda stop: keep_small(store, stop))
    context.background.add("audit log", context.audit.run)
    context.background.add(
        "events", lambda stop: context.streams.run(context.store, context.now, stop)
    )
    development = engine.chain_id in DEVELOPMENT_CHAINS
    context.background.add("webhooks", Deliverer(store, development=development).run)
    return context


def require_secret_keys(engine: Engine, box: KeyBox) -> None:
    """Refuse keys that everyone knows on a chain where they could hold something.

    Raises:
        BadInputError: naming the keys.
    """
    if engine.chain_id in DEVELOPMENT_CHAINS:
        return
    if isinstance(box, OwnKeys):
        box = box.inner  # some of the keys are as well known as all of them
    known = ", ".join(str(each) for each in sorted(DEVELOPMENT_CHAINS))
    if isinstance(box, DevelopmentKeyRing):
        raise BadInputError(
            f"chain {engine.chain_id} is no development chain ({known}), and this network's keys "
            "are known to everyone. Use an embedded or anvil chain, or give keys of your own "
            "(--keys)."
        )
    development = DevelopmentKeyRing()
    for name, address in box.addresses():
        whose = known_to_everyone(address, [development.secret_name(name.numbered(1))])
        if whose is not None:
            raise BadInputError(
                f"the key {address} of {name} is {whose}, which everyone has, and chain "
                f"{engine.chain_id} is no development chain ({known}). Replace it: `dhow keys new`."
            )


def _ring(
    box: KeyBox, ledger: LedgerClient, contracts: Deployment, policies: Path | None
) -> LedgerKeyRing:
    """The guarded keys of a network.

    Raises:
        BadInputError: the operator's key is not this network's, or the policies cannot be read.
    """
    chain = ledger.engine.chain_id
    file = read_policies(policies, contracts, chain) if policies is not None else None
    ring = LedgerKeyRing(box, ledger, contracts, policies=file)
    if box.find(OPERATOR_PLACE) is None and not isinstance(box, OwnKeys):
        raise BadInputError(
            f"there is no key {OPERATOR_PLACE} among the keys given, and the contracts of this "
            "manifest have an operator. Give the keys they were deployed with (--keys)."
        )
    if isinstance(box, OwnKeys) and OPERATOR not in box.organisations:
        return ring  # whose key the operator's is, is the operator's process to see to
    operator = ring.operator().address
    administers, _ = ledger.call(contracts.access.has_role(role_id=0, account=operator))
    if not administers:
        raise BadInputError(
            f"the operator's key {operator} does not administer the contracts of this manifest. "
            "Give the keys they were deployed with (--keys), or another manifest."
        )
    return ring


def _require_same_network(store: Store, *, taken_up: bool, joins: bool = False) -> None:
    """A database holds what one network's ledger has hashes of: never mix two networks.

    One that `joins` is empty at first, and is told what concerns it by the others' processes.
    """
    with store.read() as work:
        known = len(work.organisations.all(org_hex(OPERATOR)))
    if known and not taken_up:
        raise BadInputError(
            f"{store.address} holds {known} organisations of an earlier network, and this chain "
            "starts anew. Give a new file, or leave the database in memory; to go on with that "
            "network, give its chain and its --manifest."
        )
    if taken_up and not known and not joins:
        raise BadInputError(
            f"{store.address} is empty, and the manifest is of a network that has begun. Give that "
            "network's database with --db, or another manifest file to deploy anew."
        )
