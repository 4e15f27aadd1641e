"""What a soak finds wrong: growth, things lost and doubled. The soak itself is `-m long`."""

import asyncio
import dataclasses
from pathlib import Path

import pytest

from dhow.errors import EnvironmentProblemError
from scripts.bench import soak, traffic
from scripts.bench.serving import Serving, Use
from scripts.bench.soak import Soaked, excesses, slope
from scripts.bench.traffic import Heard, Member, steadily

MIB = 2**20


def looks(
    count: int = 100, *, memory: float = 0, disk: float = 0, acts: int = 100, **other: int
) -> tuple[Use, ...]:
    """Looks at a process that grows by so many bytes an act."""
    return tuple(
        Use(
            seconds=float(number),
            acts=number * acts,
            memory=int(200 * MIB + number * acts * memory),
            handles=other.get("handles", 30),
            threads=other.get("threads", 16),
            disk=int(5 * MIB + number * acts * disk),
        )
        for number in range(count)
    )


WELL = Soaked(
    seconds=100,
    writing=looks(memory=10 * 1024, disk=12 * 1024),
    reading=looks(acts=0),
    writes=(0.01, 0.02),
    reads=(0.001, 0.002),
    asked=(9900, 100),
    files={},
    faults=(),
)


def test_what_grows_as_it_should_is_well() -> None:
    assert excesses(WELL) == []
    assert WELL.disk_per_act == pytest.approx(12 * 1024)
    assert WELL.memory_of_reads == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        pytest.param({"writing": looks(memory=24 * 1024)}, "of memory after", id="memory an act"),
        pytest.param({"writing": looks(disk=64 * 1024)}, "of disk after", id="disk an act"),
        pytest.param({"reading": looks(memory=0.5 * MIB, acts=1)}, "by reads alone", id="reads"),
        pytest.param({"writing": looks(handles=900)}, "900 open files", id="handles"),
        pytest.param({"reading": looks(threads=400)}, "400 threads", id="threads"),
        pytest.param({"faults": ("a write was lost",)}, "a write was lost", id="lost"),
    ],
)
def test_what_goes_over_its_bound_is_told(changed: dict[str, object], words: str) -> None:
    found = excesses(dataclasses.replace(WELL, **changed))  # type: ignore[arg-type]
    assert len(found) == 1
    assert words in found[0]


def test_a_slope_is_by_least_squares() -> None:
    assert slope([(0, 1.0), (1, 3.0), (2, 5.0)]) == pytest.approx(2.0)
    assert slope([(4, 1.0), (4, 3.0)]) == 0.0


def member_told(**heard: dict[str, int]) -> Member:
    async def made() -> Member:
        member = Member("http://127.0.0.1:1", seed=1)
        await member.close()
        return member

    member = asyncio.run(made())
    member.accepted = {"0xa": "0x1", "0xb": "0x2"}
    for name in ("streamed", "hooked"):
        getattr(member.heard, name).update(heard.get(name, {"0x1": 1, "0x2": 1}))
    return member


@pytest.mark.parametrize(
    ("heard", "asked", "words"),
    [
        pytest.param({}, 2, [], id="all is well"),
        pytest.param({"hooked": {"0x1": 2, "0x2": 1}}, 2, [], id="a webhook may say it again"),
        pytest.param({}, 3, ["3 writes, 2 documents"], id="a write without an answer"),
        pytest.param({"streamed": {"0x1": 1}}, 2, ["1 were not told"], id="not told"),
        pytest.param(
            {"streamed": {"0x1": 2, "0x2": 1}}, 2, ["the stream told something twice"], id="twice"
        ),
        pytest.param(
            {"hooked": {"0x1": 1, "0x2": 1, "0x3": 1}},
            2,
            ["the webhook told what nobody asked for"],
            id="of others",
        ),
    ],
)
def test_what_a_member_was_told_is_checked(
    heard: dict[str, dict[str, int]], asked: int, words: list[str]
) -> None:
    assert soak._told(member_told(**heard), asked) == words


def test_what_was_told_is_counted_by_both_ways() -> None:
    heard = Heard()
    heard.streamed["0x1"] += 1
    assert heard.missing({"0xa": "0x1"}) == 1
    heard.hooked["0x1"] += 1
    assert heard.missing({"0xa": "0x1"}) == 0


def test_so_many_are_begun_as_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traffic, "MOST_UNANSWERED", 3)
    under_way = most = 0

    async def slow(_: int) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.01)
        under_way -= 1

    begun = asyncio.run(steadily(slow, rate=1e6, seconds=0.2))
    assert begun > 3
    assert most == 3
    assert under_way == 0


def test_one_that_fails_ends_the_soak() -> None:
    async def fails(number: int) -> None:
        if number == 2:
            raise RuntimeError("answered 500")

    with pytest.raises(BaseExceptionGroup, match="unhandled errors") as told:
        asyncio.run(steadily(fails, rate=1e6, seconds=5))
    assert told.value.subgroup(RuntimeError) is not None


def test_a_process_that_has_ended_says_so(tmp_path: Path) -> None:
    (tmp_path / "told").write_text("started\nPort 1 is in use.\n")
    with pytest.raises(EnvironmentProblemError, match="has ended: Port 1 is in use"):
        _ = Serving(tmp_path).pid
