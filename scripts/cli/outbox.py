"""`dhow outbox`: the keys that send, what waits with each, and stopping one."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scripts.cli.kept import kept_store
from scripts.cli.options import AsJson, Chain, Database, Secrets
from scripts.cli.output import say, tell, write_json

if TYPE_CHECKING:
    from dhow.ledger.sending.overseeing import KeySummary

_MOST_SHOWN = 1000
_SET_ASIDE = "set aside at a restore: look at the ledger, then ask anew under a new key"

Key = Annotated[str, typer.Argument(help="address of a sending key, or its label in quotes")]

outbox = typer.Typer(
    help="The keys that send: what waits with each, suspending and resuming one.",
    no_args_is_help=True,
)


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(outbox, name="outbox")


@outbox.command("list")
def listed(database: Database, secrets: Secrets = None, as_json: AsJson = False) -> None:
    """Every key that has sent: how much waits, whether it is suspended or in trouble."""
    from dhow.ledger.sending.overseeing import all_keys

    with kept_store(database, secrets) as store:
        found = all_keys(store)
        with store.read() as work:
            aside = work.operations.system_set_aside(_MOST_SHOWN)
            stands = work.outbox.restore_that_stands()
    if as_json:
        write_json([asdict(each) for each in found])
        return
    for each in found:
        tell(_line(each))
    for row in aside:
        tell(f"operation {row.operation}, {row.method} {row.path}: {_SET_ASIDE}")
    say(f"{len(found)} keys" if found else "No key has sent yet.")
    if stands is not None:
        say(f"Every other key is suspended when it is first used: {stands}", style="bold yellow")


@outbox.command("inspect")
def inspected(
    key: Key,
    database: Database,
    secrets: Secrets = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="open entries to show")] = 20,
    as_json: AsJson = False,
) -> None:
    """One key: its next nonce, who leads, and what has no outcome yet."""
    from dhow.ledger.sending.overseeing import inspect

    with kept_store(database, secrets) as store:
        view = inspect(store, key, limit=limit)
    if as_json:
        write_json(asdict(view))
        return
    tell(f"{view.sender} on chain {view.chain_id}: next nonce {view.next_nonce}")
    tell(f"  blocks read up to {view.block}")
    tell(f"  led by {view.holder or 'nobody'}, until {_instant(view.lease_until)}")
    for what, words in (("suspended", view.suspended), ("trouble", view.trouble)):
        if words:
            tell(f"  {what}: {words}")
    tell(f"  {view.open_count} without an outcome")
    for entry in view.open:
        name = f"{entry.nonce} {entry.name}, accepted {_instant(entry.accepted_at)}"
        tell(f"    {name}" + (f", refused: {entry.refusal}" if entry.refusal else ""))


@outbox.command("suspend")
def suspended(
    key: Key,
    reason: Annotated[str, typer.Option(help="why, for whoever finds it suspended")],
    database: Database,
    secrets: Secrets = None,
    as_json: AsJson = False,
) -> None:
    """Take and send nothing more with a key. What nodes hold already may still be mined."""
    from dhow.ledger.sending.overseeing import suspend

    with kept_store(database, secrets) as store:
        _show(suspend(store, key, reason), as_json)


@outbox.command("resume")
def resumed(
    key: Key,
    database: Database,
    chain: Chain,
    secrets: Secrets = None,
    as_json: AsJson = False,
) -> None:
    """Use a key again, on its chain as it stands now."""
    from dhow.ledger.engines import open_engine
    from dhow.ledger.sending import EngineNode
    from dhow.ledger.sending.overseeing import resume

    with kept_store(database, secrets) as store, open_engine(chain) as engine:
        _show(resume(store, key, EngineNode(engine)), as_json)


@outbox.command("lift")
def lifted(database: Database, secrets: Secrets = None, as_json: AsJson = False) -> None:
    """End a restore, once compared with the chain: no key is suspended at its first use any more.

    Those that are suspended stay so: resume each.
    """
    import time

    with kept_store(database, secrets) as store, store.begin() as work:
        count = work.outbox.lift_restores(at=int(time.time()))
    if as_json:
        write_json({"lifted": count})
    elif count:
        say("Keys are used as they come again. `dhow outbox resume` those that are suspended.")
    else:
        say("No restore stood; nothing was changed.")


def _show(summary: "KeySummary", as_json: bool) -> None:
    if as_json:
        write_json(asdict(summary))
    else:
        tell(_line(summary))


def _line(each: "KeySummary") -> str:
    words: list[Any] = [f"{each.sender} on chain {each.chain_id}"]
    if each.label:
        words.append(each.label)
    words.append(f"next nonce {each.next_nonce}")
    words.append(f"{each.open_count} open")
    if each.suspended:
        words.append(f"suspended: {each.suspended}")
    if each.trouble:
        words.append(f"trouble: {each.trouble}")
    return ", ".join(words)


def _instant(unix: int) -> str:
    return datetime.fromtimestamp(unix, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
