"""Processes that are killed and come back, on a small scale; each run checks what is there."""

import io

import pytest

from dhow.ledger.engines import EngineError
from scripts.bench import recovery, recovery_api, recovery_network
from scripts.bench.measure import Table


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "RUNS", 1)
    monkeypatch.setattr(recovery, "BLOCKS", 60)
    monkeypatch.setattr(recovery, "KEPT", 25)


def test_a_killed_chain_has_all_that_was_answered() -> None:
    (table,) = recovery._embedded()
    assert {figure.limit.value for figure in table.figures if figure.limit} == {5.0}
    assert all(figure.value > 0 for figure in table.figures)


def test_a_chain_that_lost_something_gives_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    said = recovery._number_of
    monkeypatch.setattr(recovery, "_number_of", lambda line, word: said(line, word) + 1000)
    with pytest.raises(RuntimeError, match=r"transactions were answered, \d+ are there"):
        recovery._embedded()


@pytest.mark.anvil
def test_a_killed_follower_comes_to_the_same_tables() -> None:
    (table,) = recovery._follower()
    whole, rest = (figure.value for figure in table.figures)
    assert whole > 0
    assert rest > 0


@pytest.mark.anvil
@pytest.mark.long
def test_a_killed_api_does_all_that_it_accepted() -> None:
    (table,) = recovery_api.measure()
    assert "each is on the ledger once" in table.note


def test_a_process_that_ends_or_babbles_is_told_of() -> None:
    with pytest.raises(RuntimeError, match="ended before it said 'tip'"):
        recovery._read_to(io.StringIO("block 1\n"), "tip")
    with pytest.raises(RuntimeError, match="said '' where 'sent' should come"):
        recovery._number_of("", "sent")


def test_what_is_not_installed_is_named_and_the_rest_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing() -> list[Table]:
        raise EngineError("anvil is not installed")

    for module, name in (
        (recovery_api, "measure"),
        (recovery, "_follower"),
        (recovery_network, "measure"),
    ):
        monkeypatch.setattr(module, name, missing)
    notes = [table.note for table in recovery.run()]
    assert notes[0] == notes[1] == notes[3] == "Not measured: anvil is not installed"
    assert "killed while it writes" in notes[2]
