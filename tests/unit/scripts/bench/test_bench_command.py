"""`dhow bench` as it is called; what it measures is the other files' matter."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from dhow.errors import BadInputError, EnvironmentProblemError
from dhow.ledger.compiler import toolchain
from scripts.bench import catalogue, examination, page, processes, swift, throughput
from scripts.bench.catalogue import ASKED_FOR, BENCHMARKS, chosen
from scripts.bench.measure import Figure, Limit, Table
from scripts.cli import bench

TABLES = [Table("Acts", "A note.", (Figure("pay", 50_000, "gas", Limit("bar", 40_000)),))]


@pytest.fixture
def measuring(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of what was measured; every benchmark gives the same table at once."""
    names: list[str] = []

    def run(name: str, seconds: float | None = None) -> list[Table]:
        names.append(name if seconds is None else f"{name} for {seconds:g} s")
        return TABLES

    monkeypatch.setattr(catalogue, "run", run)
    return names


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a page that has room for every benchmark."""
    (tmp_path / "docs").mkdir()
    parts = ["\n".join(page.markers(name)) for name in BENCHMARKS]
    (tmp_path / page.PAGE).write_text("# Benchmarks\n" + "\n".join(parts))
    monkeypatch.setattr(toolchain, "REPOSITORY_ROOT", tmp_path)
    return tmp_path


def call(*words: str) -> Result:
    app = typer.Typer()
    bench.add_to(app)
    return CliRunner().invoke(app, list(words))


def test_the_list_is_words_or_json() -> None:
    assert all(name in call("--list").stdout for name in BENCHMARKS)
    listed = json.loads(call("--list", "--json").stdout)
    assert {one["name"]: one["measures"] for one in listed} == BENCHMARKS


def test_an_unknown_name_lists_those_there_are(measuring: list[str]) -> None:
    error = call("gas", "speed").exception
    assert isinstance(error, BadInputError)
    assert "'speed'" in str(error)
    assert all(name in str(error) for name in BENCHMARKS)
    assert measuring == []


def test_each_is_measured_once_in_the_order_given() -> None:
    assert chosen(["oracle", "gas", "oracle"]) == ("oracle", "gas")
    # but for what not every machine can run
    assert chosen([]) == tuple(name for name in BENCHMARKS if name not in ASKED_FOR)
    assert chosen(["recovery"]) == ("recovery",)


def test_only_what_lasts_as_long_as_is_said_takes_a_length(
    measuring: list[str], checkout: Path
) -> None:
    assert call("soak", "--seconds", "40", "--write").exit_code == 0
    assert measuring == ["soak for 40 s"]
    assert "`dhow bench soak --seconds 40 --write` on " in (checkout / page.PAGE).read_text()
    error = call("soak", "gas", "--seconds", "40").exception
    assert isinstance(error, BadInputError)
    assert "gas takes the time it takes" in str(error)
    assert measuring == ["soak for 40 s"]


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_name_has_its_module(name: str, repository_root: Path) -> None:
    folder = repository_root / "scripts" / "bench"
    assert (folder / f"{name}.py").is_file() or (folder / name / "__init__.py").is_file()


def test_the_table_is_shown(measuring: list[str]) -> None:
    done = call("gas")
    assert done.exit_code == 0
    assert measuring == ["gas"]
    for words in ("Acts", "A note.", "pay", "50,000 gas", "bar", "40,000 gas", "1.25"):
        assert words in done.stdout


def test_json_has_every_figure_and_the_machine(measuring: list[str]) -> None:
    found = json.loads(call("gas", "oracle", "--json").stdout)
    assert measuring == ["gas", "oracle"]
    assert found["command"] == "dhow bench gas oracle --json"
    assert {"cores", "python", "solc", "anvil", "packages"} <= found["machine"].keys()
    assert [one["name"] for one in found["benchmarks"]] == ["gas", "oracle"]
    assert found["benchmarks"][0]["tables"] == [
        {
            "title": "Acts",
            "note": "A note.",
            "figures": [
                {
                    "what": "pay",
                    "value": 50_000,
                    "unit": "gas",
                    "limit": {"words": "bar", "value": 40_000},
                    "ratio": 1.25,
                }
            ],
        }
    ]


def test_writing_changes_its_own_part_only(measuring: list[str], checkout: Path) -> None:
    assert call("oracle", "--write").exit_code == 0
    text = (checkout / page.PAGE).read_text()
    assert text.count("| pay | 50,000 gas | bar | 40,000 gas | 1.25 |") == 1
    assert "`dhow bench oracle --write` on 20" in text
    assert "\n".join(page.markers("gas")) in text
    assert not (checkout / "docs" / "gas.json").exists()
    assert measuring == ["oracle"]


def test_writing_gas_keeps_the_snapshot(measuring: list[str], checkout: Path) -> None:
    assert call("gas", "--write").exit_code == 0
    assert json.loads((checkout / "docs" / "gas.json").read_text()) == {"Acts: pay": 50_000}
    assert measuring == ["gas"]


def test_a_page_that_cannot_take_figures_is_told_before_measuring(
    measuring: list[str], checkout: Path
) -> None:
    (checkout / page.PAGE).write_text("# Benchmarks\n")
    assert isinstance(call("gas", "--write").exception, BadInputError)
    assert measuring == []


def test_examination_measures_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examination, "BATCH", 1)
    monkeypatch.setattr(examination, "RUNS", 1)
    (table,) = examination.run()
    assert [figure.unit for figure in table.figures] == 4 * ["presentations/s"]
    assert all(figure.value > 0 for figure in table.figures)


def test_swift_measures_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(swift, "BATCH", 20)
    monkeypatch.setattr(swift, "RUNS", 1)
    (table,) = swift.run()
    assert [figure.unit for figure in table.figures] == 5 * ["messages/s"]
    assert all(figure.value > 0 for figure in table.figures)


def test_throughput_counts_only_what_took_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throughput, "SENDS", 4)
    monkeypatch.setattr(throughput, "ROUNDS", 2)
    table = throughput._measured("embedded")
    assert [figure.unit for figure in table.figures] == 4 * ["tx/s"]
    ceiling = table.figures[0].value
    assert all(f.limit == Limit("the ceiling", ceiling) for f in table.figures[1:])


def test_a_process_is_timed_by_clock_and_processor() -> None:
    taken = processes.timed(
        [processes.DHOW[0], "-c", "import time; print('a', flush=True); time.sleep(0.3)"]
    )
    assert 0 < taken.first_line <= taken.clock - 0.2
    assert taken.processor > 0


def test_a_command_that_fails_is_no_figure() -> None:
    command = [processes.DHOW[0], "-c", "raise SystemExit('no chain')"]
    for measure in (processes.timed, processes.output_of):
        with pytest.raises(EnvironmentProblemError, match="ended with 1: no chain") as told:
            measure(command)
        assert processes.DHOW[0] not in str(told.value)
