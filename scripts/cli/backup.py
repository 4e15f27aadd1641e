"""`dhow backup` and `dhow restore`: a store, and what belongs to it, as one file."""

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dhow.errors import BadInputError
from scripts.cli.options import (
    Database,
    Secrets,
    chain_option,
    is_typed,
    json_option,
    manifest_option,
    secrets_option,
)
from scripts.cli.output import say, tell, write_json

if TYPE_CHECKING:
    from dhow.store.backup import Contents

_JOURNAL, _DEPLOYMENT, _SECRETS = "chain/blocks.journal", "network.json", "secrets.json"
_EMBEDDED = "embedded:"

Chain = Annotated[
    str | None, chain_option("embedded:FOLDER, where the chain is this machine's own")
]
AsJson = Annotated[bool, json_option("what the archive holds, on stdout")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(
    context: typer.Context,
    archive: Annotated[Path, typer.Argument(help="the file to make, such as monday.dhow")],
    database: Database,
    chain: Chain = None,
    manifest: Annotated[Path | None, manifest_option()] = None,
    secrets: Secrets = None,
    with_secrets: Annotated[
        bool,
        typer.Option(
            "--with-secrets", help="the secrets too: whoever has the archive reads everything"
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Back up a store, and the embedded chain it goes with, while they are in use."""
    from dhow.store.backup import FilePart, Part, back_up

    parts: list[Part] = []
    if not is_typed(context, "chain") and not _is_own(chain):
        chain = None  # named for every command; its nodes keep it
    if chain is not None:
        parts.append(_ChainPart(_folder(chain)))
    if manifest is not None:
        parts.append(FilePart(_DEPLOYMENT, manifest))
    if with_secrets:
        parts.append(FilePart(_SECRETS, _secrets_of(database, secrets)))
    made = back_up(database, archive, parts=parts)
    if as_json:
        write_json(_told(made))
        return
    rows = sum(table["rows"] for table in made["tables"].values())
    tell(f"{archive}: {rows} rows of {len(made['tables'])} tables, as of {made['made_at']}")
    for name, facts in made["parts"].items():
        block = f", up to block {facts['block']}" if "block" in facts else ""
        tell(f"  {name}{block}")
    if with_secrets:
        say("It holds the secrets: whoever has it reads everything.", style="bold yellow")
    else:
        say("Its bodies are sealed: keep the database's secrets too, in another place.")


def restore(
    context: typer.Context,
    archive: Annotated[Path, typer.Argument(help="a file that `dhow backup` made")],
    database: Database,
    chain: Chain = None,
    manifest: Annotated[
        Path | None, manifest_option("where to put the deployment manifest")
    ] = None,
    secrets: Annotated[
        Path | None, secrets_option("where to put secrets that the archive holds")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a store anew from a backup: in an empty place, whole or not at all."""
    from dhow.store.backup import opened_backup, require_empty
    from dhow.store.backup import restore as restore_store

    with opened_backup(archive) as contents:
        if not is_typed(context, "chain") and not (_is_own(chain) and contents.file(_JOURNAL)):
            chain = None  # named for every command; it has no part in this archive
        places = _places(contents, database, chain, manifest, secrets)
        require_empty(database)
        made: list[Path] = []
        try:
            for name, place in places.items():
                made.extend(_put(contents, name, place))
            with_chain = _JOURNAL in places
            restore_store(contents, database, suspend=None if with_chain else _why(contents))
        except BaseException:
            for path in reversed(made):
                path.rmdir() if path.is_dir() else path.unlink()
            raise
        if as_json:
            write_json(_told(contents.manifest))
            return
        tell(f"restored what {archive} holds of {contents.manifest['made_at']}")
        for name, place in places.items():
            tell(f"  {name} is now {place}")
        if _SECRETS not in places:
            say(
                "Its bodies open with the secrets of the database that was backed up only: put"
                " them where this one's are looked for (FILE.secrets, or --secrets) before it is"
                " served."
            )
        if not with_chain:
            say(
                "Every sending key is suspended, and what was under way is set aside: commands"
                " accepted after the backup are not on record. Compare with the chain before"
                " `dhow outbox resume` and `lift`; `dhow outbox list` says what is set aside.",
                style="bold yellow",
            )


@dataclass
class _ChainPart:
    """The journal of an embedded chain, which may go on meanwhile."""

    folder: Path
    name: str = _JOURNAL
    size: int = 0

    def mark(self) -> int:
        """Bytes of its journal."""
        from dhow.ledger.engines.embedded_copy import journal_size

        self.size = journal_size(self.folder)
        return self.size

    def copy(self, to: Path) -> Mapping[str, Any]:
        """Its whole records, up to the mark."""
        from dhow.ledger.engines.embedded_copy import copy_journal

        to.parent.mkdir()
        return asdict(copy_journal(self.folder, self.size, to))


def _is_own(chain: str | None) -> bool:
    return chain is not None and chain.startswith(_EMBEDDED) and chain != _EMBEDDED


def _folder(chain: str) -> Path:
    if not _is_own(chain):
        raise BadInputError(
            f"--chain is {chain!r}: only an embedded chain's journal goes into a backup"
            f" ({_EMBEDDED}FOLDER). Other chains are kept by their nodes; leave --chain out."
        )
    return Path(chain.removeprefix(_EMBEDDED))


def _secrets_of(database: str, named: Path | None) -> Path:
    from api.secrets import kept_at

    path = named or kept_at(database, {})
    if path is None:
        raise BadInputError("name the file of the database's secrets: --secrets FILE")
    return path


def _places(
    contents: "Contents",
    database: str,
    chain: str | None,
    manifest: Path | None,
    secrets: Path | None,
) -> dict[str, Path]:
    """Where each part goes; refused before anything is made where one may not."""
    places: dict[str, Path] = {}
    if _has(contents, _JOURNAL, chain, "--chain embedded:FOLDER") and chain is not None:
        places[_JOURNAL] = _folder(chain) / "blocks.journal"
    if _has(contents, _DEPLOYMENT, manifest, "--manifest FILE") and manifest is not None:
        places[_DEPLOYMENT] = manifest
    if contents.file(_SECRETS) is not None:
        places[_SECRETS] = _secrets_of(database, secrets)
    for place in places.values():
        home = place.parent if place.name != "blocks.journal" else place.parent.parent
        if not home.is_dir():
            raise BadInputError(f"there is no folder {home}; make it first")
        if place.exists() or (place.name == "blocks.journal" and place.parent.exists()):
            raise BadInputError(f"{place} is there already; a backup is restored to a new place")
    return places


def _has(contents: "Contents", name: str, given: object, option: str) -> bool:
    there = contents.file(name) is not None
    if there and given is None:
        raise BadInputError(f"the backup holds {name}: say with {option} where it goes")
    if given is not None and not there:
        raise BadInputError(f"the backup holds no {name}; leave {option} out")
    return there


def _put(contents: "Contents", name: str, place: Path) -> list[Path]:
    """Put a part in its place; what was made, for taking it back."""
    source = contents.file(name)
    assert source is not None  # noqa: S101 - `_places` has looked
    made: list[Path] = []
    if not place.parent.is_dir():
        place.parent.mkdir()
        made.append(place.parent)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    made.append(place)
    with os.fdopen(descriptor, "wb") as file, source.open("rb") as content:
        while chunk := content.read(1024 * 1024):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return made


def _why(contents: "Contents") -> str:
    return (
        f"restored from a backup of {contents.manifest['made_at']}: commands accepted since then"
        " are not on record here, though the chain may have mined them. Compare the chain with what"
        " was asked since, then resume the key"
    )


def _told(manifest: Mapping[str, Any]) -> dict[str, Any]:
    keys = ("made_at", "database", "revisions", "tables", "parts")
    return {key: manifest[key] for key in keys}
