"""`dhow` as people and scripts meet it: data on stdout, prose on stderr, honest exit codes."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.commands import dhow
from tests.support.ports import free_port

DHOW = [sys.executable, "-m", "scripts.cli.main"]


def from_nothing(*arguments: str, root: Path) -> subprocess.CompletedProcess[str]:
    """`dhow` in an interpreter that has nothing imported yet."""
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        [*DHOW, *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_help_names_every_command(repository_root: Path) -> None:
    shown = from_nothing("--help", root=repository_root)

    assert shown.returncode == 0
    for command in ("demo", "run", "serve", "screen", "bench", "doctor"):
        assert command in shown.stdout


def test_help_imports_nothing_of_the_chain(repository_root: Path) -> None:
    code = (
        "import sys, contextlib\n"
        "import scripts.cli.main, scripts.cli.commands\n"
        "heavy = {'web3', 'eth', 'eth_tester', 'fastapi', 'sqlalchemy'} & set(sys.modules)\n"
        "sys.exit(f'imported {sorted(heavy)}' if heavy else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=repository_root,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


STOPPED_BY_AN_IMPORT = """
import os, signal, sys

class Stop:
    def find_spec(self, name, *_):
        if name == {name!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Stop())
signal.signal(signal.SIGINT, signal.default_int_handler)  # also where a shell ignores it
sys.argv = ["dhow", "run", "crude-oil"]
from scripts.cli.main import main
main()
"""


@pytest.mark.parametrize("name", ["scripts.cli.commands", "scenarios.stage.player", "numpy"])
def test_ctrl_c_while_something_is_imported_stops_without_a_traceback(
    repository_root: Path, name: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", STOPPED_BY_AN_IMPORT.format(name=name)],
        cwd=repository_root, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert done.returncode == 130, done.stderr
    assert done.stderr.endswith("dhow: stopped\n")
    assert "Traceback" not in done.stderr
    assert "Chain" not in done.stderr  # nothing had begun


def test_the_list_of_scenarios_is_data(repository_root: Path) -> None:
    listed = from_nothing("run", "--list", "--json", root=repository_root)

    (juice,) = [story for story in json.loads(listed.stdout) if story["name"] == "dubai-juice"]
    assert set(juice["faults"]) >= {
        "excursion",
        "silent-sensor",
        "replayed-reading",
        "late-presentation",
        "double-financed",
    }
    assert listed.stderr == ""


def test_a_run_as_json_is_one_document_and_no_prose() -> None:
    done = dhow("run", "dubai-juice", "--fault", "late-presentation", "--json")

    record = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert record["ending"]["code"] == "LATE_PRESENTATION"
    assert record["as_expected"] is True
    assert {event["name"] for event in record["events"]} >= {"CreditIssued", "Refused"}


def test_a_run_tells_on_stderr_and_answers_on_stdout_without_colour(repository_root: Path) -> None:
    done = from_nothing("run", "dubai-juice", "--fault", "excursion", root=repository_root)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("PAYMENT STOPPED: ")
    assert "Rule: UCP 600" in done.stdout
    assert "Creek Bank PJSC" in done.stderr
    assert "\x1b[" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("run",), 2, "--list"),
        (("run", "no-such-story"), 4, "dubai-juice"),
        (("run", "dubai-juice", "--fault", "flood"), 4, "excursion"),
        (("run", "dubai-juice", "--temperatures", "no-such-file"), 4, "no-such-file"),
        (("run", "dubai-juice", "--port", "north"), 4, "LATITUDE,LONGITUDE"),
        (("run", "dubai-juice", "--chain", "moon"), 4, "embedded"),
        (("run", "dubai-juice", "--chain", "http://127.0.0.1:9"), 5, "127.0.0.1:9"),
        (("run", "dubai-juice", "--minimum", "20", "--maximum", "10"), 4, "--minimum"),
        (("run", "dubai-juice", "--minimum", "nan"), 4, "--minimum nan"),
        (("run", "dubai-juice", "--maximum", "inf"), 4, "--maximum inf"),
        (("run", "dubai-juice", "--maximum-kinetic=-inf"), 4, "--maximum-kinetic -inf"),
        (("run", "dubai-juice", "--minimum", "1e300"), 4, "-273.15 to 1000"),
        (("run", "dubai-juice", "--port", "nan,nan"), 4, "outside the globe"),
        (("run", "--no-such-option"), 2, "--no-such-option"),
        (("screen", "no-such-folder"), 4, "no-such-folder"),
        (("screen", "Makefile"), 4, "Makefile"),
        (("bench", "no-such-benchmark"), 4, "gas"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_exit_code(
    arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = dhow(*arguments)

    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == "" or arguments[0] == "screen"


def test_a_port_in_use_is_said_before_anything_slow() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = dhow("serve", "--port", str(port))

    assert done.returncode == 5
    assert f"Port {port}" in done.stderr
    assert "--port" in done.stderr


def test_settings_come_from_option_then_environment_then_file(tmp_path: Path) -> None:
    (tmp_path / "dhow.toml").write_text('chain = "from-the-file"\n')

    def chosen(*arguments: str, **variables: str) -> str:
        done = dhow("run", "dubai-juice", *arguments, cwd=tmp_path, **variables)
        assert done.returncode == 4
        return done.stderr

    assert "'from-the-file'" in chosen()
    assert "'from-the-environment'" in chosen(DHOW_CHAIN="from-the-environment")
    assert "'from-the-option'" in chosen("--chain", "from-the-option", DHOW_CHAIN="other")


def test_a_settings_file_that_is_not_toml_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "dhow.toml").write_text("chain = \n")

    done = dhow("run", "--list", cwd=tmp_path)

    assert done.returncode == 4
    assert "dhow.toml" in done.stderr
    assert "line 1" in done.stderr


def test_the_duplicate_check_flags_and_can_fail(shared_data: Path) -> None:
    folder = shared_data / "invoices"
    files = [str(folder / "ubl/ubl-tc434-example1.xml"), str(folder / "cii/CII_example1.xml")]

    shown = dhow("screen", *files, "--json")
    failing = dhow("screen", *files, "--fail-on", "red")

    assert shown.returncode == 0
    (same,) = json.loads(shown.stdout)["red"]
    assert same["files"] == files
    assert failing.returncode == 3


@pytest.mark.anvil
def test_a_killed_demo_leaves_no_child_behind(repository_root: Path) -> None:
    """A crash of the demo, as hard as it can be: the chain it started dies with it."""
    demo = subprocess.Popen(
        [*DHOW, "demo", "--chain", "anvil"],
        cwd=repository_root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(repository_root)},
    )
    try:
        child = wait_for(lambda: children_of(demo.pid))
    finally:
        os.kill(demo.pid, signal.SIGKILL)
        demo.wait()

    assert wait_for(lambda: not [pid for pid in child if Path(f"/proc/{pid}/cmdline").exists()])


def children_of(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in task.read_text().split()]
    return [child for child in found if b"anvil" in Path(f"/proc/{child}/cmdline").read_bytes()]


def wait_for(found: object, seconds: float = 30) -> list[int]:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        answer = found()  # type: ignore[operator]
        if answer:
            return answer if isinstance(answer, list) else [1]
        time.sleep(0.05)
    raise AssertionError("it did not come to pass")


def test_a_kept_database_is_not_served_on_a_chain_that_ends(tmp_path: Path) -> None:
    done = dhow("serve", "--db", f"sqlite:///{tmp_path / 'kept.db'}")
    assert done.returncode == 4, done.stderr
    told = " ".join(done.stderr.split())
    assert "--chain embedded:FOLDER" in told
    assert "--manifest FILE" in told
    assert not list(tmp_path.iterdir())  # nothing is begun


@pytest.mark.anvil
def test_the_doctor_tells_of_what_only_some_commands_need() -> None:
    done = dhow("doctor", "--json")
    findings = {each["part"]: each for each in json.loads(done.stdout)}
    optional = {"anvil", "validator", "Go", "PostgreSQL"}
    assert optional < set(findings)
    needed = all(each["works"] for part, each in findings.items() if part not in optional)
    assert done.returncode == (0 if needed else 5)
    assert findings["Go"]["works"] is (shutil.which("go") is not None)
    for part in optional:
        assert findings[part]["works"] or findings[part]["what_to_do"]


@pytest.mark.anvil
def test_a_manifest_of_another_chain_is_refused_and_nothing_is_left(
    repository_root: Path, tmp_path: Path
) -> None:
    """First a network is deployed and written down, then its manifest is taken elsewhere."""
    manifest = tmp_path / "network.json"
    port = free_port()
    serving = subprocess.Popen(
        [*DHOW, "serve", "--chain", "embedded", "--manifest", str(manifest),
         "--port", str(port)],
        cwd=repository_root, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(repository_root)},
    )  # fmt: skip
    try:
        wait_for(lambda: manifest.exists() and answers(port))
    finally:
        serving.terminate()
        _, told = serving.communicate(timeout=30)
    assert "OPERATOR/registrar" in told
    assert "clock stands at 2026-01-01" in told
    assert 'POST /chain/time {"at": "2026-01-02T' in told  # a day ahead of where it stands
    assert "Traceback" not in told

    elsewhere = dhow(
        "serve", "--chain", "anvil", "--manifest", str(manifest),
        "--port", str(free_port()),
    )  # fmt: skip

    assert elsewhere.returncode == 4
    assert "chain" in elsewhere.stderr
    assert "Traceback" not in elsewhere.stderr


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
