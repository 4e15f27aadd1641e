"""The kept chain: the same again after a restart, whatever became of its files."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dhow.errors import BadInputError
from dhow.ledger.engines import EngineError, RpcError, open_engine
from dhow.ledger.engines.embedded import EmbeddedEngine
from dhow.ledger.engines.embedded_journal import JOURNAL, ROWS
from dhow.ledger.engines.embedded_vm import FreeVM
from tests.support.crashing_chain import KEY, create, hashes, nonce, raw, state


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[str]]]:
    """A folder with a chain of every kind of act, and the chain's hashes."""
    folder = tmp_path_factory.mktemp("story") / "chain"
    with EmbeddedEngine(folder=folder) as engine:
        counter = create(engine)
        engine.set_time(engine.now() + 5_000)
        engine.rpc("eth_sendRawTransaction", ["0x" + raw(engine, 1, counter).hex()])
        engine.mine()
        kept = engine.snapshot()
        engine.send_many([raw(engine, 2, counter), raw(engine, 3, counter)])
        engine.restore(kept)
        engine.send_many([raw(engine, place, counter) for place in range(2, 7)])
        engine.set_time(engine.now() + 86_400)
        yield folder, hashes(engine)


@pytest.fixture
def folder(story: tuple[Path, list[str]], tmp_path: Path) -> Path:
    return Path(shutil.copytree(story[0], tmp_path / "chain"))


def everything(engine: EmbeddedEngine) -> list[object]:
    return [
        engine.rpc(method, [hex(number)])
        for number in range(state(engine)[0] + 1)
        for method in ("eth_getBlockByNumber", "eth_getBlockReceipts")
    ]


def test_taken_up_again_it_is_the_same_chain(story: tuple[Path, list[str]], folder: Path) -> None:
    with EmbeddedEngine(folder=folder) as engine:
        assert hashes(engine) == story[1]
        answers = everything(engine)
        clock = engine.now(), engine.next_time()
    (folder / ROWS).unlink()
    with EmbeddedEngine(folder=folder) as replayed:
        assert everything(replayed) == answers
        assert (replayed.now(), replayed.next_time()) == clock
    assert clock[0] == clock[1]  # the day set for a block that was not yet made


def spoilt(at: float, flip: bool) -> Callable[[bytes], bytes]:
    def spoil(data: bytes) -> bytes:
        place = int(len(data) * at)
        return data[:place] + (bytes([data[place] ^ 0xFF]) + data[place + 1 :] if flip else b"")

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        *(spoilt(at, flip) for at in (0, 0.001, 0.2, 0.5, 0.9, 0.9999) for flip in (True, False)),
        lambda data: data + b"\0" * 4096,
        lambda data: data[:16] + bytes(16) + data[32:],
    ],
    ids=lambda _: "",
)
def test_rows_only_save_time(
    story: tuple[Path, list[str]], folder: Path, spoil: Callable[[bytes], bytes]
) -> None:
    whole = (folder / ROWS).read_bytes()
    (folder / ROWS).write_bytes(spoil(whole))
    with EmbeddedEngine(folder=folder) as engine:
        assert hashes(engine) == story[1]
    with EmbeddedEngine(folder=folder) as again:
        assert hashes(again) == story[1]
    # compared but for the salt: made good, to the byte
    assert (folder / ROWS).read_bytes() == whole


def test_a_torn_journal_loses_the_last_act_alone(
    story: tuple[Path, list[str]], folder: Path
) -> None:
    """The rows of a block that the journal lost are cut off too."""
    journal = folder / JOURNAL
    journal.write_bytes(journal.read_bytes()[:-1])
    with EmbeddedEngine(folder=folder) as engine:
        assert hashes(engine) == story[1]
        assert engine.next_time() == engine.now() + 1  # the clock's record was the last
    journal.write_bytes(journal.read_bytes()[:-1])
    with EmbeddedEngine(folder=folder) as engine:
        assert hashes(engine) == story[1][:-1]
        engine.mine()
        assert hashes(engine)[-1] != story[1][-1]
        ours = hashes(engine)
    with EmbeddedEngine(folder=folder) as engine:
        assert hashes(engine) == ours


def test_a_journal_damaged_in_the_middle_is_refused(folder: Path) -> None:
    journal = folder / JOURNAL
    whole = journal.read_bytes()
    journal.write_bytes(spoilt(0.5, True)(whole))
    with pytest.raises(EngineError, match=r"is damaged at byte .* whole records follow"):
        EmbeddedEngine(folder=folder)
    journal.write_bytes(whole)
    EmbeddedEngine(folder=folder).close()  # nothing is held by the one that failed


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"chain_id": 1337}, "chain id: 31337 there, 1337 here"),
        ({"genesis_time": 0}, r"first block: 2026-01-01T00:00:00\+00:00 there, 1970-01-01"),
        ({"gas_limit": 10_000_000}, "gas limit of a block: 30000000 there, 10000000 here"),
        ({"funded": [KEY.address]}, "accounts with coin: none there, "),
    ],
)
def test_another_genesis_is_refused(folder: Path, given: dict[str, object], says: str) -> None:
    before = (folder / JOURNAL).read_bytes()
    with pytest.raises(BadInputError, match=f"is of another chain .*{says}"):
        EmbeddedEngine(folder=folder, **given)  # type: ignore[arg-type]
    assert (folder / JOURNAL).read_bytes() == before


def test_a_journal_of_other_software_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two ways: its first block is another, or a later block comes out differently."""
    from dhow.ledger.engines import embedded

    with monkeypatch.context() as patch:
        patch.setattr(embedded, "_BALANCE", 7)
        EmbeddedEngine(folder=folder.with_name("funded"), funded=[KEY.address]).close()
    with pytest.raises(BadInputError, match="written by other software: its first block is 0x"):
        EmbeddedEngine(folder=folder.with_name("funded"), funded=[KEY.address])

    class Dearer(FreeVM):
        @classmethod
        def make_receipt(cls, header, transaction, computation, state):  # type: ignore[no-untyped-def]
            receipt = super().make_receipt(header, transaction, computation, state)
            return receipt.copy(gas_used=receipt.gas_used + 1)

    (folder / ROWS).unlink()
    monkeypatch.setattr(EmbeddedEngine, "vm_class", Dearer)
    with pytest.raises(EngineError, match=r"block 1 of the journal comes out as 0x.*and was 0x"):
        EmbeddedEngine(folder=folder)


def test_funded_in_any_order_and_case_is_the_same_chain(tmp_path: Path) -> None:
    other = "0x" + "ab" * 20
    with EmbeddedEngine(folder=tmp_path / "chain", funded=[KEY.address, other]) as engine:
        engine.mine()
        ours = hashes(engine)
    again = [other.upper().replace("X", "x"), KEY.address.lower()]
    with EmbeddedEngine(folder=tmp_path / "chain", funded=again) as engine:
        assert hashes(engine) == ours


def test_one_process_at_a_time(folder: Path) -> None:
    with (
        EmbeddedEngine(folder=folder),
        pytest.raises(EngineError, match="in use by another process"),
    ):
        EmbeddedEngine(folder=folder)
    EmbeddedEngine(folder=folder).close()


def test_places_where_no_chain_can_be_kept(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(BadInputError, match="is a file; a chain is kept in a folder"):
        open_engine(f"embedded:{file}")
    with pytest.raises(BadInputError, match=r"no folder .*none to keep a chain in; make it first"):
        open_engine(f"embedded:{tmp_path / 'none' / 'chain'}")
    with pytest.raises(BadInputError, match="give embedded, embedded:FOLDER"):
        open_engine("embedded:")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / JOURNAL).write_bytes(b"not a journal")
    with pytest.raises(EngineError, match="is not a journal 1 file of dhow"):
        open_engine(f"embedded:{tmp_path / 'other'}")


def test_open_engine_keeps_it(tmp_path: Path) -> None:
    with open_engine(f"embedded:{tmp_path / 'chain'}") as engine:
        engine.mine()
    with open_engine(f"embedded:{tmp_path / 'chain'}") as engine:
        assert engine.rpc("eth_blockNumber", []) == "0x1"


def full(*_: object) -> int:
    raise OSError(28, "No space left on device")


def test_what_cannot_be_kept_does_not_count(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with EmbeddedEngine(folder=folder) as engine:
        before, clock = hashes(engine), engine.now()
        with monkeypatch.context() as patch:
            patch.setattr(os, "pwrite", full)
            with pytest.raises(EngineError, match="No space left"):
                engine.mine()
            with pytest.raises(EngineError, match="No space left"):
                engine.set_time(clock + 10)
            with pytest.raises(EngineError, match="No space left"):
                engine.send_many([raw(engine, nonce(engine), KEY.address)])
        assert (hashes(engine), engine.now()) == (before, clock)
    with EmbeddedEngine(folder=folder) as engine:
        assert (hashes(engine), engine.now()) == (before, clock)


def test_a_chain_goes_on_without_room_for_rows(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with EmbeddedEngine(folder=folder) as engine:
        assert engine._journal is not None
        assert engine._journal._rows is not None
        monkeypatch.setattr(engine._journal._rows, "_failed", OSError(28, "No space left"))
        for _ in range(3):
            engine.mine()
        ours = hashes(engine)
    with EmbeddedEngine(folder=folder) as engine:
        assert hashes(engine) == ours


def test_closed_it_takes_nothing_more(folder: Path) -> None:
    engine = EmbeddedEngine(folder=folder)
    engine.close()
    engine.close()
    with pytest.raises(EngineError, match="is closed"):
        engine.mine()


def test_no_block_is_made_behind_the_journals_back(folder: Path) -> None:
    with EmbeddedEngine(folder=folder) as engine:
        for method in ("evm_increaseTime", "eth_sendTransaction", "eth_feeHistory"):
            with pytest.raises(RpcError, match=f"{method} is not offered by a chain that is kept"):
                engine.rpc(method, [])


def test_a_home_folder_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    open_engine("embedded:~/chain").close()
    assert (tmp_path / "chain" / JOURNAL).exists()


def test_a_refused_transaction_leaves_no_trace(folder: Path) -> None:
    with EmbeddedEngine(folder=folder) as engine:
        before = (folder / JOURNAL).read_bytes()
        with pytest.raises(RpcError, match="nonce too high"):
            engine.rpc("eth_sendRawTransaction", ["0x" + raw(engine, 99, None).hex()])
        assert (folder / JOURNAL).read_bytes() == before


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """In memory where there is such a place: power is cut by the test, not by the disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own within it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as folder:
        yield Path(folder)


def crashing(folder: Path, root: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.support.crashing_chain", str(folder), *map(str, arguments)],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )


def test_killed_or_without_power_at_any_step(repository_root: Path, quick_folder: Path) -> None:
    """Each seed: four processes on one chain, killed between or within two writes."""
    done = crashing(quick_folder, repository_root, 0, 10)
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"acknowledged": ' in done.stdout


def test_the_search_finds_a_forgotten_fsync(repository_root: Path, quick_folder: Path) -> None:
    done = crashing(quick_folder, repository_root, 0, 6, "forgetful")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "acknowledged" in done.stdout
    assert '"again": ' in done.stdout


@pytest.mark.long
def test_killed_or_without_power_at_any_step_for_long(
    repository_root: Path, quick_folder: Path
) -> None:
    done = crashing(quick_folder, repository_root, 1_000, 1_000)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("acts", [1, 17])
def test_killed_from_outside(repository_root: Path, tmp_path: Path, acts: int) -> None:
    """A real kill -9 in the middle of sending: what was told is there."""
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from dhow.ledger.engines.embedded import EmbeddedEngine\n"
        "from tests.support.crashing_chain import create, raw, state\n"
        "engine = EmbeddedEngine(folder=Path(sys.argv[1]))\n"
        "counter = create(engine)\n"
        "for place in range(1, 10_000):\n"
        "    engine.send_many([raw(engine, place, counter)])\n"
        "    print(*state(engine)[:2], flush=True)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "chain")],
        cwd=repository_root,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    told = [child.stdout.readline() for _ in range(acts)]
    os.kill(child.pid, signal.SIGKILL)
    told += child.stdout.read().splitlines(keepends=True)
    child.wait()
    child.stdout.close()
    told = [line for line in told if line.endswith("\n")]
    number, block_hash = told[-1].split()
    with EmbeddedEngine(folder=tmp_path / "chain") as engine:
        assert hashes(engine)[int(number)] == block_hash
        assert state(engine)[0] <= int(number) + 1
