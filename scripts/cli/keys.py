"""`dhow keys`: the encrypted keys of a network, made, listed, imported, checked, replaced."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dhow.errors import BadInputError, EnvironmentProblemError
from scripts.cli.options import AsJson
from scripts.cli.output import say, tell, write_json
from scripts.cli.passphrase import PassphraseFile, passphrase_for

if TYPE_CHECKING:
    from dhow.ledger.signers import KeyName, Keystore

Folder = Annotated[
    Path, typer.Option("--keys", envvar="DHOW_KEYS", help="the folder of encrypted keys")
]
Place = Annotated[
    str,
    typer.Argument(
        help="LEI/user/NAME, LEI/account, OPERATOR/system (deploys and administers) or "
        "OPERATOR/relay (sends what parties signed)"
    ),
]

_FOLDER = Path("keys")
_SECRET_DIGITS = 64
_OPERATORS = "OPERATOR/system"

keys = typer.Typer(
    help="Encrypted keys: made, listed, imported, checked, replaced.", no_args_is_help=True
)


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(keys, name="keys")


@keys.command("new")
def new(
    place: Place,
    folder: Folder = _FOLDER,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """Make a key, encrypted at once; the first makes the folder and sets its passphrase."""
    from dhow.ledger.signers import KeyName

    name = KeyName.parse(place)
    signer = _opened(folder, passphrase_file).new(name)
    _show([(name, str(signer.address))], folder, as_json)


@keys.command("list")
def listed(folder: Folder = _FOLDER, as_json: AsJson = False) -> None:
    """Every key's name and stated address; no passphrase is needed."""
    from dhow.ledger.signers.keystore import address_of, names_in

    _show([(name, str(address_of(folder, name))) for name in names_in(folder)], folder, as_json)


@keys.command("import")
def imported(
    place: Place,
    source: Annotated[
        Path,
        typer.Option(
            "--from", help="a v3 key file of another tool, or 64 hexadecimal digits in a file"
        ),
    ],
    folder: Folder = _FOLDER,
    passphrase_file: PassphraseFile = None,
    source_passphrase_file: Annotated[
        Path | None, typer.Option(help="what opens the other tool's file; else asked")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Keep a key that was made elsewhere, under this folder's passphrase."""
    from dhow.ledger.signers import KeyName, known_to_everyone

    name = KeyName.parse(place)
    if not source.is_file():
        raise BadInputError(f"there is no key file {source}; name one with --from")
    secret = _secret(source, source_passphrase_file)
    signer = _opened(folder, passphrase_file).keep(name, secret)
    _show([(name, str(signer.address))], folder, as_json)
    if whose := known_to_everyone(signer.address):
        say(f"{signer.address} is {whose}: everyone has it. For development chains only.", "yellow")


@keys.command("check")
def check(
    folder: Folder = _FOLDER,
    passphrase_file: PassphraseFile = None,
    chain_id: Annotated[
        int | None, typer.Option(help="refuse keys that everyone knows, unless of development")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Open every key: passphrase, damage, rights, keys twice, keys that everyone knows."""
    from dhow.ledger.signers import Keystore, known_to_everyone
    from dhow.ledger.signers.wellknown import DEVELOPMENT_CHAINS

    _there(folder)
    opened = Keystore.open(folder, passphrase_for(f"the keys in {folder}", passphrase_file))
    found = [(name, str(address)) for name, address in opened.addresses()]
    _show(found, folder, as_json)
    known = {address: whose for _, address in found if (whose := known_to_everyone(address))}
    for address, whose in known.items():
        say(f"{address} is {whose}: everyone has it.", "yellow")
    if known and chain_id is not None and chain_id not in DEVELOPMENT_CHAINS:
        raise BadInputError(
            f"{len(known)} of these keys are known to everyone, and chain {chain_id} is no "
            "development chain: make others with `dhow keys new`"
        )
    say(f"{len(found)} keys in {folder} open and are sound")


@keys.command("rotate")
def rotate(
    user: Annotated[
        str,
        typer.Argument(
            help="the user of your organisation whose key it is; of the operator OPERATOR/system"
        ),
    ],
    sign_in: Annotated[
        str, typer.Option("--as", help="who asks: LEI/NAME; a maker first under dual control")
    ],
    url: Annotated[
        str, typer.Option(envvar="DHOW_URL", help="the API that holds the keys")
    ] = "http://127.0.0.1:8000",
    password_file: Annotated[
        Path | None,
        typer.Option(help="file whose first line is the password; else DHOW_PASSWORD, else asked"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Replace a key: a new one is appointed, what waits on the old is seen to its end."""
    import getpass
    import sys

    import httpx

    from dhow.ledger.signers import read_passphrase

    if password_file is not None:
        password = read_passphrase(password_file)
    elif (given := os.environ.get("DHOW_PASSWORD")) is not None:
        password = given
    elif sys.stdin.isatty():
        password = getpass.getpass(f"Password of {sign_in}: ")
    else:
        raise BadInputError(
            "no password: give --password-file FILE (readable by you alone) or DHOW_PASSWORD"
        )
    try:
        with httpx.Client(base_url=url, timeout=180) as client:
            form = {"username": sign_in, "password": password}
            token = _answer(client.post("/auth/token", data=form))["access_token"]
            bearer = {"Authorization": f"Bearer {token}"}
            done = _answer(
                client.post("/chain/keys/rotation", headers=bearer)
                if user == _OPERATORS
                else client.post("/members/keys/rotations", json={"user": user}, headers=bearer)
            )
    except httpx.HTTPError as problem:
        raise EnvironmentProblemError(
            f"{url} does not answer ({type(problem).__name__}); is `dhow serve` running there?"
        ) from problem
    if as_json:
        write_json(done)
    elif "awaits" in done:
        tell(f"Prepared: {done['summary']}. Let a {done['awaits']} give the same command.")
    elif user == _OPERATORS:
        tell(f"{user} now signs with {done['key']}; retired: {', '.join(done['retired'])}")
        for each in done["others"]:
            say(f"{each['key']} is {each['role']} too: is that yours?", "yellow")
    else:
        tell(f"{done['user']} now signs with {done['key']}; retired: {', '.join(done['retired'])}")


def _answer(response: Any) -> dict[str, Any]:
    if response.is_error:
        try:
            problem = response.json()
            words = f"{problem['detail']} {problem.get('next', '')}".strip()
        except ValueError:
            words = f"the API answers {response.status_code}"
        raise (EnvironmentProblemError if response.is_server_error else BadInputError)(words)
    found: dict[str, Any] = response.json()
    return found


def _opened(folder: Path, passphrase_file: Path | None) -> "Keystore":
    from dhow.ledger.signers import Keystore

    first = not folder.is_dir() or not any(folder.iterdir())
    passphrase = passphrase_for(f"the keys in {folder}", passphrase_file, new=first)
    return Keystore.open(folder, passphrase)


def _there(folder: Path) -> None:
    if not folder.is_dir():
        raise BadInputError(f"there is no folder {folder}; name it with --keys")


def _secret(source: Path, passphrase_file: Path | None) -> bytes:
    from dhow.ledger.signers.keyfiles import decrypt, read

    text = read(source).strip()
    bare = text.removeprefix("0x")
    if not text.startswith("{"):
        try:
            if len(bare) != _SECRET_DIGITS:
                raise ValueError
            return bytes.fromhex(bare)
        except ValueError:
            raise BadInputError(
                f"{source} is neither a key file nor {_SECRET_DIGITS} hexadecimal digits"
            ) from None
    return decrypt(source, passphrase_for(str(source), passphrase_file))


def _show(found: "list[tuple[KeyName, str]]", folder: Path, as_json: bool) -> None:
    if as_json:
        write_json(
            [
                {
                    "name": name.place,
                    "number": name.number,
                    "address": address,
                    "file": str(folder / name.file),
                }
                for name, address in found
            ]
        )
        return
    for name, address in found:
        tell(f"{address}  {name}")
