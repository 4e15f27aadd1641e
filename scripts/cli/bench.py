"""`dhow bench`: what things cost, as ratios to a limit measured in the same run."""

import shlex
import time
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from scripts.cli.options import json_option
from scripts.cli.output import say, tell, write_json


def add_to(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("bench")(bench)


def bench(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="which; all where none is named")
    ] = None,
    as_json: Annotated[bool, json_option("the figures as JSON on stdout")] = False,
    list_all: Annotated[bool, typer.Option("--list", help="the benchmarks there are")] = False,
    write: Annotated[
        bool, typer.Option("--write", help="put the figures into docs/benchmarks.md")
    ] = False,
    seconds: Annotated[
        float | None, typer.Option(min=10, help="how long a soak goes on; two minutes unless given")
    ] = None,
) -> None:
    """Measure start-up, gas, throughput, evidence and examination."""
    from scripts.bench.catalogue import BENCHMARKS, check_seconds, chosen, run

    if list_all:
        if as_json:
            write_json([{"name": name, "measures": words} for name, words in BENCHMARKS.items()])
            return
        for name, words in BENCHMARKS.items():
            tell(f"{name:12}  {words}")
        return

    wanted = chosen(names or [])
    check_seconds(wanted, seconds)
    if write:
        _check_page(wanted)
    day = datetime.now(UTC).date().isoformat()
    found: dict[str, Any] = {}
    taken: dict[str, float] = {}
    for name in wanted:
        say(f"measuring {name}: {BENCHMARKS[name]}")
        began = time.perf_counter()
        found[name] = run(name, seconds)
        taken[name] = round(time.perf_counter() - began, 1)
        if not as_json:
            _show(found[name])
    if as_json:
        from scripts.bench.machine import machine

        write_json(
            {
                "command": shlex.join(["dhow", "bench", *wanted, "--json"]),
                "day": day,
                "machine": machine(),
                "benchmarks": [
                    {
                        "name": name,
                        "seconds": taken[name],
                        "tables": [table.to_json() for table in found[name]],
                    }
                    for name in wanted
                ],
            }
        )
    if write:
        _write(found, day, seconds)


def _show(tables: list[Any]) -> None:
    from rich.table import Table

    from scripts.bench.measure import shown, shown_ratio
    from scripts.cli.output import DATA

    for table in tables:
        held = any(figure.limit is not None for figure in table.figures)
        grid = Table(title=table.title, title_justify="left", caption=table.note, box=None)
        grid.caption_justify = "left"
        grid.add_column("")
        grid.add_column("figure", justify="right")
        if held:
            grid.add_column("held against")
            grid.add_column("limit", justify="right")
            grid.add_column("ratio", justify="right")
        for figure in table.figures:
            cells = [figure.what, shown(figure.value, figure.unit)]
            if held and figure.limit is not None:
                limit = shown(figure.limit.value, figure.unit)
                cells += [figure.limit.words, limit, shown_ratio(figure.ratio)]
            grid.add_row(*cells)
        DATA.print(grid)
        tell()


def _check_page(wanted: tuple[str, ...]) -> None:
    """Better told before minutes of measuring than after."""
    from dhow.ledger.compiler.toolchain import REPOSITORY_ROOT
    from scripts.bench import page

    page.check(REPOSITORY_ROOT, wanted)


def _write(found: dict[str, Any], day: str, seconds: float | None) -> None:
    from dhow.ledger.compiler.toolchain import REPOSITORY_ROOT
    from scripts.bench import page
    from scripts.bench.gas.snapshot import SNAPSHOT, write_snapshot
    from scripts.bench.machine import machine

    described = machine()
    lasting = "" if seconds is None else f" --seconds {seconds:g}"
    bodies = {
        name: page.markdown(
            tables, command=f"dhow bench {name}{lasting} --write", day=day, described=described
        )
        for name, tables in found.items()
    }
    page.write(REPOSITORY_ROOT, bodies)
    say(f"written to {page.PAGE}")
    if "gas" in found:
        write_snapshot(REPOSITORY_ROOT, found["gas"])
        say(f"written to {SNAPSHOT}")
