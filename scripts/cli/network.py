"""`dhow network`: several validators on this machine, and the contracts on them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scripts.cli.options import AsJson, database_option, json_option
from scripts.cli.output import say, tell, write_json

if TYPE_CHECKING:
    from dhow.ledger.network import Network

Folder = Annotated[
    Path,
    typer.Option("--folder", envvar="DHOW_NETWORK", help="where the network keeps everything"),
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="a node, or another of its processes")]
HERE = Path("dhow-network")

network = typer.Typer(help="A network of several validators on this machine.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(network, name="network")


@network.command()
def build() -> None:
    """Build the validator with Go; nothing where it is built or on the PATH already."""
    import shutil

    from dhow.ledger.network.validator import NAME, build_validator

    if found := shutil.which(NAME):
        say(f"{found} is on the PATH and is used.")
        return
    say("Building the validator; the first time this takes some minutes.")
    tell(str(build_validator()))


@network.command()
def up(
    folder: Folder = HERE,
    nodes: Annotated[
        int | None,
        typer.Option(min=1, max=16, help="how many validators a new network has; 4 unless given"),
    ] = None,
    pause: Annotated[
        int, typer.Option("--block-milliseconds", help="pause between two blocks")
    ] = 1000,
    currencies: Annotated[
        str, typer.Option(help="ISO 4217 codes of the money to be issued, by commas")
    ] = "USD,EUR,AED,INR",
    begins: Annotated[
        str | None,
        typer.Option(help="a date (2026-01-01): the chain's clock starts there and can be set"),
    ] = None,
    database: Annotated[
        str | None,
        database_option(
            "that the network's API processes share; unless given each has one of its own in the"
            " folder, and they tell one another what concerns both"
        ),
    ] = None,
    organisations: Annotated[
        list[str] | None,
        typer.Option(
            "--organisation",
            metavar="LEI",
            help="start an API process that holds this organisation's keys only (OPERATOR for the"
            " operator), each preferring another node; may be repeated",
        ),
    ] = None,
    bare: Annotated[bool, typer.Option("--bare", help="leave the contracts out")] = False,
    as_json: Annotated[bool, json_option("the network as JSON on stdout")] = False,
) -> None:
    """Start the network, made now where the folder holds none, and deploy the contracts."""
    from dhow.errors import BadInputError
    from dhow.ledger.network import Network, Plan

    one = Network(folder)
    there = len(one.layout.nodes) if (one.folder / "network.json").exists() else None
    if there is not None and nodes not in (None, there):
        raise BadInputError(
            f"the network in {folder} has {there} validators, not {nodes}, and keeps them: leave"
            " out --nodes, or make another in another --folder"
        )
    say(f"Starting {there or nodes or 4} validators.")
    layout = one.up(Plan(nodes=nodes or 4, block_milliseconds=pause, begins=_unix(begins)))
    if not bare and not one.manifest.exists():
        where = database or f"sqlite:///{one.folder / 'dhow.db'}"
        _deploy(one, where, tuple(currencies.split(",")))
    _start_processes(one, database, organisations or [])
    if as_json:
        _write_status(one)
        return
    _tell_status(one)
    say(f"Talk to it with --chain network:{folder} or --chain {layout.spec}")
    say(f"It runs until `dhow network down --folder {folder}`.")


@network.command()
def status(
    folder: Folder = HERE,
    as_json: AsJson = False,
) -> None:
    """What runs, and at which block each validator is."""
    from dhow.ledger.network import Network

    one = Network(folder)
    if as_json:
        _write_status(one)
    else:
        _tell_status(one)


@network.command()
def down(folder: Folder = HERE) -> None:
    """Stop every process; what they hold stays, and `up` goes on with it."""
    from dhow.ledger.network import Network

    one = Network(folder)
    _ = one.layout  # a folder without a network is an error worth telling
    one.down()
    say("Stopped.")


@network.command()
def kill(name: Name, folder: Folder = HERE) -> None:
    """Kill a process at once, as a power cut would."""
    from dhow.ledger.network import Network

    one = Network(folder)
    back = f"`dhow network start {name} --folder {folder}` brings it back."
    if not one.runs(name):
        say(f"{name} does not run; {back}")
        return
    one.kill(name)
    say(f"{name} is killed; {back}")


@network.command()
def start(name: Name, folder: Folder = HERE) -> None:
    """Start a process again."""
    from dhow.ledger.network import Network

    one = Network(folder)
    if one.runs(name):
        say(f"{name} runs already.")
        return
    one.start(name)
    say(f"{name} is started.")


@network.command()
def partition(
    groups: Annotated[
        list[str],
        typer.Argument(metavar="NODES...", help="node0,node1 node2: the rest is one more group"),
    ],
    folder: Folder = HERE,
) -> None:
    """Cut the lines between groups of nodes."""
    from dhow.ledger.network import Network

    one = Network(folder)
    one.partition([group.split(",") for group in groups])
    _tell_status(one)


@network.command()
def heal(folder: Folder = HERE) -> None:
    """Mend every line."""
    from dhow.ledger.network import Network

    one = Network(folder)
    one.heal()
    _tell_status(one)


@network.command()
def besu(
    folder: Annotated[Path, typer.Option(help="a new folder for keys and settings")] = Path("besu"),
    nodes: Annotated[int, typer.Option(min=1, max=16, help="how many validators")] = 4,
    chain_id: Annotated[int, typer.Option(min=1, help="of the new chain")] = 31337,
) -> None:
    """Write keys, genesis, settings and compose file for Besu under QBFT. Runs nothing."""
    from dhow.ledger.network.besu import write_besu

    for number, validator in enumerate(write_besu(folder, nodes, chain_id=chain_id)):
        tell(f"node{number}  {validator}")
    say(f"Next: cd {folder} && docker compose up -d. The keys in it are secret.")


def _unix(day: str | None) -> int | None:
    from datetime import UTC, datetime

    from dhow.errors import BadInputError

    if day is None:
        return None
    try:
        return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())
    except ValueError as problem:
        raise BadInputError(f"--begins {day!r} is no date; give one, as 2026-01-01") from problem


def _secrets(one: "Network", database: str | None) -> Path | None:
    return one.folder / "dhow.secrets" if (database or "").startswith("postgresql") else None


def _deploy(one: "Network", database: str, currencies: tuple[str, ...]) -> None:
    from api.context import development_context
    from api.operator_password import where_to_find
    from dhow.ledger.network.engine import NetworkEngine

    say("Deploying the contracts.")
    secrets = _secrets(one, database)
    with NetworkEngine(one.folder) as engine:
        development_context(
            engine,
            database,
            currencies=tuple(code.strip() for code in currencies),
            manifest=one.manifest,
            secrets_file=secrets,
        ).store.close()
    say(where_to_find(database, secrets_file=secrets))


def _start_processes(one: "Network", database: str | None, organisations: list[str]) -> None:
    from dhow.errors import BadInputError
    from dhow.ledger.network.organisations import PREFIX, organisation_service

    if len(organisations) > 1 and database and not database.startswith("postgresql"):
        raise BadInputError(
            f"{database} serves one process, not {len(organisations)}. Leave --db out, and each "
            "has a database of its own, or give a postgresql:// database."
        )
    running = {service.name for service in one.layout.services}
    for number, organisation in enumerate(organisations):
        name = organisation.lower()
        if PREFIX + name in running:
            continue
        service = organisation_service(
            one,
            name,
            (organisation,),
            number=number,
            database=database,
            secrets=_secrets(one, database),
        )
        one.add_service(service)
        say(f"The API of {organisation} comes up on http://127.0.0.1:{service.port}")


def _write_status(one: "Network") -> None:
    from dhow.ledger.network.control import as_json

    manifest = str(one.manifest) if one.manifest.exists() else None
    layout = one.layout
    write_json(as_json(one.status()) | {"chain": layout.spec, "manifest": manifest})


def _tell_status(one: "Network") -> None:
    now = one.status()
    for node in now.nodes:
        if not node.running:
            tell(f"{node.name:8} stopped")
        elif node.block is None:
            tell(f"{node.name:8} pid {node.pid}  {node.url}  does not answer")
        else:
            tell(
                f"{node.name:8} pid {node.pid}  {node.url}  block {node.block}, {node.peers} peers"
            )
    for name, running, port in now.services:
        where = f" on port {port}" if port else ""
        tell(f"{name:8} {'running' if running else 'stopped'}{where}")
    for one_end, other in now.cut:
        tell(f"cut: {one_end} from {other}")
    if now.halted:
        say(
            f"Chain {now.chain_id} stands still: {now.together} of {len(now.nodes)} validators run"
            f" and reach each other, and {now.needed} must. Start or heal the others.",
            style="bold yellow",
        )
        return
    more = now.together - now.needed
    say(
        f"Chain {now.chain_id}; it bears the loss of {now.bears} of {len(now.nodes)} validators"
        + ("." if more == now.bears else f", and of {more} more as it is now.")
    )
