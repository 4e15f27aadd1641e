"""What the application stands on: one frozen record, made once, handed to every request."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from api.auth.limiter import FailureLimiter
from api.auth.tokens import Tokens
from api.errors import unacceptable
from api.ids import OPERATOR, org_hex
from api.keys import DevelopmentKeyRing, KeyRing
from dhow.errors import BadInputError
from dhow.ledger.bindings import Money
from dhow.ledger.bindings.registry import decoder
from dhow.ledger.client import LedgerClient
from dhow.ledger.compiler import compile_contracts
from dhow.ledger.deploy import Deployment, Plan, deploy
from dhow.ledger.engines.base import Engine
from dhow.ledger.refusals import RefusalBook
from dhow.store import Store, open_store
from dhow.store.passwords import Cost
from dhow.trade.money import Currency

DEVELOPMENT_CURRENCIES = ("USD", "EUR", "AED", "INR")
DEVELOPMENT_PASSWORD = "dhow-development"  # noqa: S105 - known to all, as the keys are
_SALT_BYTES = 16


@dataclass(frozen=True)
class ApiContext:
    """Ledger, store, keys and secrets.

    Attributes:
        invoice_secret: the registry's, under which invoices are fingerprinted; at least 32 bytes.
        tokens: issues and reads session tokens, by the wall clock.
        salt: makes the salt of a document that came without one, in hex.
    """

    ledger: LedgerClient
    contracts: Deployment
    refusals: RefusalBook
    store: Store
    keys: KeyRing
    invoice_secret: bytes = field(repr=False)
    tokens: Tokens = field(repr=False)
    salt: Callable[[], str] = lambda: secrets.token_hex(_SALT_BYTES)
    sign_in_failures: FailureLimiter = field(default_factory=FailureLimiter)

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
            )


def development_context(
    engine: Engine,
    database_url: str = "sqlite://",
    *,
    currencies: tuple[str, ...] = DEVELOPMENT_CURRENCIES,
    password: str = DEVELOPMENT_PASSWORD,
    keys: KeyRing | None = None,
    master_key: bytes = bytes(32),
    invoice_secret: bytes = b"dhow development invoice secret.",
    token_secret: bytes | None = None,
) -> ApiContext:
    """A fresh network on a development chain: contracts deployed, operator admitted.

    Args:
        database_url: as `dhow.store.open_store` takes it; in memory unless given.
        currencies: ISO 4217 codes of the money to be issued.
        password: the operator's.
        master_key, invoice_secret, token_secret: development values unless given; sessions end
            with the process where no token secret is given.

    Raises:
        BadInputError: the database belongs to an earlier network, whose contracts are not here.
        EnvironmentProblemError: chain or database cannot be used.
    """
    ring = keys or DevelopmentKeyRing()
    artifacts = compile_contracts()
    ledger = LedgerClient(engine, decoder())
    plan = Plan(tuple(Currency(code) for code in currencies), {})
    store = open_store(database_url, master_key, password_cost=Cost(log2_n=10, p=1))
    _require_fresh(store, database_url)
    contracts = deploy(ledger, artifacts, ring.operator(), plan)
    context = ApiContext(
        ledger=ledger,
        contracts=contracts,
        refusals=RefusalBook(artifacts),
        store=store,
        keys=ring,
        invoice_secret=invoice_secret,
        tokens=Tokens(token_secret or secrets.token_bytes(32)),
    )
    admit_operator(store, password=password, at=context.now())
    return context


def _require_fresh(store: Store, database_url: str) -> None:
    """A database without its chain holds credits that no ledger knows: refuse to mix them."""
    with store.read() as work:
        known = work.organisations.all(org_hex(OPERATOR))
    if known:
        store.close()
        raise BadInputError(
            f"{database_url} holds {len(known)} organisations of an earlier network, and this chain"
            " starts anew. Give a new file, or leave the database in memory."
        )
