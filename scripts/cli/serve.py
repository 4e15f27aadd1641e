"""`dhow serve`: the API on this machine."""

import errno
import os
import socket
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dhow.errors import BadInputError, EnvironmentProblemError
from scripts.cli.options import Chain, database_option, manifest_option, secrets_option
from scripts.cli.output import say
from scripts.cli.passphrase import PassphraseFile, key_box

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

    from api.context import ApiContext
    from api.exchange.peers import Apart


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("serve")(serve)


def serve(
    chain: Chain = "embedded",
    database: Annotated[
        str,
        database_option(
            "sqlite:///FILE, with its secrets in FILE.secrets, or postgresql://USER@HOST/NAME; in"
            " memory unless given"
        ),
    ] = "sqlite://",
    secrets: Annotated[
        Path | None,
        secrets_option("the file of the database's secrets, made where the database is new"),
    ] = None,
    manifest: Annotated[
        Path | None,
        manifest_option("deployment manifest: used if it is there, written if it is not"),
    ] = None,
    keys: Annotated[
        Path | None,
        typer.Option(
            envvar="DHOW_KEYS",
            help="folder of encrypted keys (dhow keys), or a TOML file of keys in a signing server;"
            " unless given, development keys that everyone can derive",
        ),
    ] = None,
    passphrase_file: PassphraseFile = None,
    policies: Annotated[
        Path | None,
        typer.Option(help="TOML file of what the keys may sign, beside what their roles let them"),
    ] = None,
    organisations: Annotated[
        list[str] | None,
        typer.Option(
            "--organisation",
            metavar="LEI",
            help="hold the keys of this organisation only (OPERATOR for the operator); may be"
            " repeated; of all of them unless given",
        ),
    ] = None,
    peers: Annotated[
        Path | None,
        typer.Option(
            help="JSON file: where the processes of other organisations answer, by LEI. The"
            " database is then the organisation's own, and what concerns it comes from them",
        ),
    ] = None,
    host: Annotated[str, typer.Option(help="address to listen on; loopback unless given")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=1, max=65535, envvar="DHOW_PORT")] = 8000,
    proxy: Annotated[
        str | None,
        typer.Option(help="address of the proxy in front, whose X-Forwarded-For is believed"),
    ] = None,
    log: Annotated[
        str,
        typer.Option(
            envvar="DHOW_LOG",
            help="info (a line a request), warning, or auto: warning in a terminal, else info",
        ),
    ] = "auto",
) -> None:
    """The API on http://127.0.0.1:8000, with its description at /docs."""
    try:
        ip_address(host)
    except ValueError as error:
        message = f"--host {host!r} is not an address. Give one, such as 127.0.0.1."
        raise BadInputError(message) from error
    _require_kept_whole(chain, database, manifest)
    apart = _apart(peers, organisations)
    listener = _listener(host, port)
    from api.app import create_app
    from api.context import development_context
    from api.ids import OPERATOR
    from api.limits import Limits
    from api.observing import logs, traces
    from api.operator_password import MEMBERS, password_file, where_to_find
    from api.serving import Server
    from dhow.ledger.engines import open_engine

    box = key_box(keys, passphrase_file)
    if organisations:
        from api.keys import DevelopmentKeyRing
        from api.own_keys import OwnKeys

        box = OwnKeys(box or DevelopmentKeyRing(), organisations)
    limits = Limits.of(os.environ)
    logs.install(level=logs.level_of(log, sys.stderr))
    with listener, traces.recorded(os.environ), open_engine(chain) as engine:
        context = development_context(
            engine,
            database,
            manifest=manifest,
            secrets_file=secrets,
            keys=box,
            policies=policies,
            apart=apart,
        )
        app = create_app(context, limits)
        say(f"API on http://{host}:{port}, described at http://{host}:{port}/docs")
        if apart is None or OPERATOR in apart.organisations:
            say(where_to_find(database, secrets_file=secrets))
        if apart is not None:
            _say_how_to_join(context, password_file(database, secrets_file=secrets, suffix=MEMBERS))
        if engine.controls_time:
            stands = datetime.fromtimestamp(engine.now(), UTC)
            say(
                f"The chain's own clock stands at {stands:%Y-%m-%d %H:%M} UTC and goes a second a"
                " block. The operator moves it on: POST /chain/time"
                f' {{"at": "{stands + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"}}.'
            )
        if keys is None and not ip_address(host).is_loopback:
            say(
                f"{host} is open to others, and everyone knows the keys: for development on this "
                "machine only. Keys of your own: --keys.",
                style="bold yellow",
            )
        Server(server_config(app, proxy)).run(sockets=[listener])


def _apart(peers: Path | None, organisations: list[str] | None) -> "Apart | None":
    """What the process is among others, where its database is its organisation's own.

    Raises:
        BadInputError: a file of peers that cannot be read, or nobody named whose process it is.
    """
    if peers is None:
        return None
    if not organisations:
        message = (
            "--peers says where the others' processes answer, and not whose this one is. Name"
            " it with --organisation LEI (OPERATOR for the operator)."
        )
        raise BadInputError(message)
    from api.exchange.peers import Apart, PeersFile

    return Apart(frozenset(organisations), PeersFile(peers))


def _say_how_to_join(context: "ApiContext", first: Path | None) -> None:
    """With which keys the operator is to admit whom this process stands for."""
    import json

    from api.exchange.joining import to_be_admitted
    from api.ids import OPERATOR, org_hex

    assert context.apart is not None  # noqa: S101 - asked for one that is
    for lei in sorted(context.apart.organisations - {OPERATOR}):
        with context.store.read() as work:
            joined = bool(work.users.all(org_hex(lei)))
        if not joined:
            keys = json.dumps(to_be_admitted(context, lei))
            say(
                f"{lei} joins when the operator has admitted it (POST /members) with its name,"
                f" country and capabilities, and these keys: {keys}"
            )
        if first is not None and (not joined or first.exists()):
            say(f"The first password of its first users is in {first}, once it has joined.")


def _require_kept_whole(chain: str, database: str, manifest: Path | None) -> None:
    """A database that is kept needs its chain and its manifest kept too.

    Raises:
        BadInputError: the next start would not find what the database tells of.
    """
    from dhow.store.databases import in_memory, shown_url

    if in_memory(database):
        return
    missing = []
    ends = chain == "embedded" or chain.partition(":")[0] == "anvil"
    if ends:
        missing.append("--chain embedded:FOLDER (this chain ends with the process)")
    if manifest is None:
        missing.append("--manifest FILE (which contracts)")
    if missing:
        whole = f"--chain {'embedded:FOLDER' if ends else chain} --manifest FILE --db"
        message = (
            f"the database {shown_url(database)} is kept, and is of no use at the next start"
            f" without {' and '.join(missing)}. Serve with: {whole} ... Or leave out --db,"
            " and nothing is kept."
        )
        raise BadInputError(message)


def server_config(app: "FastAPI", proxy: str | None) -> "uvicorn.Config":
    """How the application is served.

    Sign-ins are limited by client address. Only a proxy that was named may say another: the server
    would else believe any client on this machine, and each forged address would be five new tries.
    """
    import uvicorn

    return uvicorn.Config(
        app,
        log_config=None,  # lines go where the program's own go
        proxy_headers=proxy is not None,
        forwarded_allow_ips=proxy or "",
    )


def _listener(host: str, port: int) -> socket.socket:
    """Take the port before anything slow starts.

    Raises:
        EnvironmentProblemError: it is taken, or may not be taken.
    """
    # the protocol is named: asyncio switches Nagle off only where it is, else 40 ms an answer
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            message = f"Port {port} on {host} is in use. Stop what uses it, or choose one: --port."
        else:
            message = f"Cannot listen on {host}:{port}: {error.strerror}. Choose another: --port."
        raise EnvironmentProblemError(message) from error
    return listener
