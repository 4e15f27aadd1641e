"""A unit of work: the repositories over one transaction."""

from collections.abc import Callable
from typing import Generic, TypeVar

from sqlalchemy import Connection

from dhow.store.passwords import Cost
from dhow.store.projections.feed import LedgerFeed
from dhow.store.projections.folding import Folding
from dhow.store.projections.reading import LedgerReading
from dhow.store.repositories.acts import Acts
from dhow.store.repositories.amendments import Amendments
from dhow.store.repositories.audit import Audit
from dhow.store.repositories.checking import Checking
from dhow.store.repositories.credit import Credits, Presentations
from dhow.store.repositories.documents import Documents
from dhow.store.repositories.erasing import Erasing
from dhow.store.repositories.exchange import Exchange
from dhow.store.repositories.goods import Shipments
from dhow.store.repositories.invoices import Invoices
from dhow.store.repositories.marks import Marks
from dhow.store.repositories.members import Organisations, Users
from dhow.store.repositories.observing import Observing
from dhow.store.repositories.operations import Operations
from dhow.store.repositories.oracles import Evidence
from dhow.store.repositories.outbox import Outbox
from dhow.store.repositories.pruning import Pruning
from dhow.store.repositories.quotas import Quotas
from dhow.store.repositories.reasons import Reasons
from dhow.store.repositories.tokens import ServiceTokens
from dhow.store.repositories.transfers import Transfers
from dhow.store.repositories.undertaking import Undertakings
from dhow.store.repositories.webhooks import Webhooks
from dhow.store.vault import Vault

R = TypeVar("R")


class _Made(Generic[R]):
    """A repository of a unit of work, made when it is first asked for: most need one or two."""

    def __init__(self, make: "Callable[[UnitOfWork], R]") -> None:
        self._make = make

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    def __get__(self, unit: "UnitOfWork", _: type | None = None) -> R:
        made = self._make(unit)
        unit.__dict__[self._name] = made  # found there from now on
        return made


class UnitOfWork:
    """The repositories over one transaction."""

    def __init__(self, connection: Connection, vault: Vault, cost: Cost) -> None:
        self._connection = connection
        self._vault = vault
        self._cost = cost

    organisations = _Made(lambda unit: Organisations(unit._connection, unit._vault))
    users = _Made(lambda unit: Users(unit._connection, unit._vault, unit._cost))
    documents = _Made(lambda unit: Documents(unit._connection, unit._vault))
    credits = _Made(lambda unit: Credits(unit._connection, unit._vault))
    presentations = _Made(
        lambda unit: Presentations(unit._connection, unit._vault, unit.credits, unit.documents)
    )
    amendments = _Made(lambda unit: Amendments(unit._connection, unit._vault, unit.credits))
    transfers = _Made(lambda unit: Transfers(unit._connection, unit._vault, unit.credits))
    reasons = _Made(lambda unit: Reasons(unit._connection, unit._vault))
    marks = _Made(lambda unit: Marks(unit._connection))
    shipments = _Made(lambda unit: Shipments(unit._connection, unit._vault))
    invoices = _Made(lambda unit: Invoices(unit._connection, unit._vault))
    undertakings = _Made(lambda unit: Undertakings(unit._connection, unit._vault))
    evidence = _Made(lambda unit: Evidence(unit._connection, unit._vault))
    acts = _Made(lambda unit: Acts(unit._connection, unit._vault))
    service_tokens = _Made(lambda unit: ServiceTokens(unit._connection, unit._vault))
    audit = _Made(lambda unit: Audit(unit._connection))
    quotas = _Made(lambda unit: Quotas(unit._connection))
    exchange = _Made(lambda unit: Exchange(unit._connection))
    observing = _Made(lambda unit: Observing(unit._connection))
    operations = _Made(lambda unit: Operations(unit._connection, unit._vault))
    pruning = _Made(lambda unit: Pruning(unit._connection))
    erasing = _Made(lambda unit: Erasing(unit._connection, unit._vault))
    checking = _Made(lambda unit: Checking(unit._connection, unit._vault))
    outbox = _Made(lambda unit: Outbox(unit._connection))
    ledger = _Made(lambda unit: LedgerReading(unit._connection))
    feed = _Made(lambda unit: LedgerFeed(unit._connection))
    webhooks = _Made(lambda unit: Webhooks(unit._connection, unit._vault))
    folding = _Made(lambda unit: Folding(unit._connection))
