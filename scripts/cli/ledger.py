"""`dhow ledger`: the tables that follow the ledger: where they stand, checked, folded anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from dhow.errors import DhowError
from scripts.cli.kept import kept_store
from scripts.cli.options import AsJson, Chain, Database, Manifest, Secrets
from scripts.cli.output import say, tell, write_json

if TYPE_CHECKING:
    from dhow.ledger.engines import Engine
    from dhow.ledger.following import BlockSource, Followed, NodeBlocks, Projector
    from dhow.store import Store


ledger = typer.Typer(
    help="The tables that follow the ledger: where they stand, checked, folded anew.",
    no_args_is_help=True,
)

_SHOWN = 20


class TablesDiffer(DhowError):
    """The tables do not say what the ledger says."""

    exit_code = 3


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(ledger, name="ledger")


@ledger.command("status")
def status(
    database: Database,
    chain: Chain,
    manifest: Manifest,
    secrets: Secrets = None,
    as_json: AsJson = False,
) -> None:
    """How far the tables are, and how far the chain is."""
    with _opened(database, chain, manifest, secrets) as place:
        position = place.position()
        head = place.head()
        same = position is not None and position[0] == place.followed.words
    found: dict[str, Any] = {
        "block": position[1] if position else None,
        "hash": position[2] if position else None,
        "head": head,
        "behind": head - (position[1] if position else place.followed.first_block - 1),
        "of_this_deployment": same,
    }
    if as_json:
        write_json(found)
        return
    if position is None:
        tell(f"The tables are empty; the chain is at block {head}.")
        return
    tell(f"block {position[1]} of {head}, {found['behind']} behind: {position[2]}")
    if not same:
        tell(f"They hold {position[0]}; this is {place.followed.words}: rebuild them.")


@ledger.command("rebuild")
def rebuild(
    database: Database,
    chain: Chain,
    manifest: Manifest,
    secrets: Secrets = None,
    as_json: AsJson = False,
) -> None:
    """Empty the tables and fold the whole ledger into them again. Stop what serves them first."""
    with _opened(database, chain, manifest, secrets) as place:
        say("folding the ledger from its first block; stopped, it goes on where it was")
        progress = place.projector(place.store).rebuild()
    if as_json:
        write_json({"block": progress.block, "head": progress.head})
        return
    tell(f"block {progress.block} of {progress.head}")


@ledger.command("verify")
def verify(
    database: Database,
    chain: Chain,
    manifest: Manifest,
    secrets: Secrets = None,
    as_json: AsJson = False,
) -> None:
    """Fold the ledger beside the tables, up to their block, and compare: 3 if they differ.

    Reads only. What serves the tables may go on; the check is of the block they were at.
    """
    from dhow.store.projections.comparing import differences

    with _opened(database, chain, manifest, secrets) as place, _beside() as fresh:
        position = place.require_position()
        place.projector(fresh, up_to=position[1]).catch_up()
        with place.store.read() as here, fresh.read() as there:
            now = here.folding.position()
            if now != position:
                message = f"The tables moved from block {position[1]} meanwhile: verify again."
                raise DhowError(message)
            if there.folding.position() != position:
                message = (
                    f"Block {position[1]} of the tables is {position[2]}, which this chain does "
                    "not have: they follow another branch. Let what serves them catch up, then "
                    "verify again."
                )
                raise TablesDiffer(message)
            found = [
                str(each)
                for each in islice(
                    differences(here.folding.connection, there.folding.connection), _SHOWN + 1
                )
            ]
    if as_json:
        write_json({"block": position[1], "hash": position[2], "differences": found[:_SHOWN]})
    elif not found:
        tell(f"The tables say what the ledger says, up to block {position[1]}.")
    else:
        for each in found[:_SHOWN]:
            tell(each)
    if found:
        count = f"{_SHOWN} rows and more" if len(found) > _SHOWN else f"{len(found)} rows"
        message = f"{count} differ from the ledger. Fold them anew: dhow ledger rebuild."
        raise TablesDiffer(message)


@dataclass
class _Place:
    """Tables, and the ledger that they follow."""

    store: "Store"
    engine: "Engine"
    followed: "Followed"

    def position(self) -> tuple[str, int, str] | None:
        from dhow.store.projections import StoredProjections

        return StoredProjections(self.store).position()

    def require_position(self) -> tuple[str, int, str]:
        from dhow.errors import BadInputError

        position = self.position()
        if position is None:
            message = "The tables are empty: there is nothing to verify. Serve or rebuild them."
            raise BadInputError(message)
        return position

    def head(self) -> int:
        return self._source().head()

    def projector(self, store: "Store", *, up_to: int | None = None) -> "Projector":
        from dhow.ledger.following import Projector
        from dhow.ledger.following.limited import UpTo
        from dhow.store.projections import StoredProjections

        source = self._source()
        blocks: BlockSource = source if up_to is None else UpTo(source, up_to)
        return Projector(blocks, self.followed, StoredProjections(store))

    def _source(self) -> "NodeBlocks":
        from dhow.ledger.following import NodeBlocks, final_of

        return NodeBlocks(self.engine, final_of(self.engine, 0))


@contextmanager
def _opened(database: str, chain: str, manifest: Path, secrets: Path | None) -> Iterator[_Place]:
    """The tables and the chain, which must both be there: looking must make neither.

    Raises:
        BadInputError: no store there, or the manifest is of another chain.
    """
    from dhow.ledger.bindings.registry import decoder
    from dhow.ledger.client import LedgerClient
    from dhow.ledger.deploy import load
    from dhow.ledger.engines import open_engine
    from dhow.ledger.following import Followed

    with kept_store(database, secrets) as store, open_engine(chain) as engine:
        contracts = load(manifest, LedgerClient(engine, decoder()))
        yield _Place(store, engine, Followed.of(contracts))


@contextmanager
def _beside() -> "Iterator[Store]":
    """Tables of nobody, gone afterwards."""
    import secrets
    import tempfile

    from dhow.store import open_store

    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(f"sqlite:///{folder}/beside.db", secrets.token_bytes(32)) as store,
    ):
        yield store
