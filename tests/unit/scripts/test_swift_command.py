"""`dhow swift` as people meet it: what it tells, what it writes, how it ends."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from dhow.errors import BadInputError
from dhow.ledger.compiler.toolchain import REPOSITORY_ROOT
from dhow.trade.credit import Terms
from scripts.cli import swift
from tests.support.swift_credits import SAMPLES, base

ISSUE = SAMPLES / "mt700.fin"
LESSON = REPOSITORY_ROOT / "lessons" / "swift"


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    app = typer.Typer()
    swift.add_to(app)
    return CliRunner().invoke(app, [str(each) for each in arguments], input=stdin)


def refused(*arguments: object, stdin: bytes | None = None) -> str:
    done = run(*arguments, stdin=stdin)
    assert isinstance(done.exception, BadInputError), done.output
    return str(done.exception)


def test_a_valid_message() -> None:
    done = run(ISSUE)
    assert done.exit_code == 0, done.output
    assert done.stdout == "MT700 LC2026000123, line 1: valid\n1 message read, 0 refused\n"


def test_an_invalid_one_names_tag_position_and_rule(tmp_path: Path) -> None:
    path = tmp_path / "bad.fin"
    path.write_bytes(ISSUE.read_bytes().replace(b"USD250000,00", b"JPY250000,50"))
    done = run(path)
    assert done.exit_code == 4
    assert "error, line 18, column 16: 32B: JPY has 0 decimals" in done.stdout
    assert done.stdout.endswith("[C03]\n1 message read, 1 refused\n")
    assert run(path, "--fail-on", "error").exit_code == 3


def test_warnings_end_well_unless_asked_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "warned.fin"
    path.write_bytes(ISSUE.read_bytes().replace(b":58A:EXBKINBBXXX\n", b""))
    done = run(path)
    assert (done.exit_code, "usage of 58a" in done.stdout) == (0, True)
    assert run(path, "--fail-on", "warning").exit_code == 3
    assert run(path, "--fail-on", "error").exit_code == 0


def test_several_messages_and_their_json_and_back(tmp_path: Path) -> None:
    one = ISSUE.read_bytes().rstrip(b"\n")
    many = tmp_path / "many.fin"
    many.write_bytes(one + b"\n" + one)
    assert run(many, "--emit").stdout_bytes == many.read_bytes()
    shown = run(many, "--json")
    document = json.loads(shown.stdout)
    assert (document["valid"], len(document["messages"])) == (True, 2)
    assert document["messages"][1]["line"] > document["messages"][0]["line"]
    as_json = tmp_path / "many.json"
    as_json.write_text(shown.stdout)
    assert run(as_json).stdout_bytes == many.read_bytes()
    # and where the file ends its last line, as an editor leaves it
    as_json.write_text(run(ISSUE, "--json").stdout)
    assert ISSUE.read_bytes().endswith(b"\n")
    assert run(as_json, "--emit").stdout_bytes == ISSUE.read_bytes()
    told = json.loads(as_json.read_text()) | {"between": ["", "{1:F01"]}  # is more than blanks
    as_json.write_text(json.dumps(told))
    assert run(as_json).stdout_bytes == one


def test_fields_without_blocks() -> None:
    path = SAMPLES / "mt734.txt"
    assert run(path, "--type", "734").exit_code == 0
    assert run(path, "--type", "734", "--emit").stdout_bytes == path.read_bytes()
    assert "Say of which message: --type 707" in refused(path)
    assert "MT103 is not a message known here" in refused(path, "--type", "103")


def test_a_credit_as_terms_and_terms_as_a_credit(tmp_path: Path) -> None:
    assert '"INDIA" is no place with a banking calendar' in refused(ISSUE, "--terms")
    done = run(ISSUE, "--terms", "--place", "INDIA=INBOM")
    assert done.exit_code == 0, done.output
    assert "warning, line" in done.stderr
    terms = Terms.from_json(done.stdout)
    assert (terms.credit_number, terms.expiry.place) == ("LC2026000123", "INBOM")
    path = tmp_path / "terms.json"
    path.write_bytes(base().to_json())
    written = run(path)
    assert written.exit_code == 0, written.output
    assert written.stdout_bytes.startswith(
        b"{1:F01IMBKSGSGXXXX0000000000}{2:I700EXBKINBBXXXXN}{4:\r\n"
    )
    again = run("-", "--terms", stdin=written.stdout_bytes)
    assert Terms.from_json(again.stdout).amount == base().amount


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "there is no message"),
        (b'{"mt": "730"}', "fields: is missing"),
        (b'{"mt": "730", "fields": [], "sender": "EXBKINBB"}', "receiver: is missing"),
        (b'{"messages": []}', "must be a list of messages"),
        (b'{"credit_number": "LC1"}', "issuing_bank: is missing"),
    ],
)
def test_bad_input_is_told(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "input"
    path.write_bytes(content)
    assert words in refused(path)


def test_a_value_cannot_break_out_of_its_field(tmp_path: Path) -> None:
    fields = [
        {"tag": "20", "value": "A1\n:21:LC1\n:30:260410"},
        {"tag": "30", "value": "260410"},
    ]
    path = tmp_path / "smuggled.json"
    message = {"mt": "730", "sender": "EXBKINBB", "receiver": "IMBKSGSG", "fields": fields}
    path.write_text(json.dumps(message))
    assert run(path).exit_code == 4
    fields[1:] = []
    path.write_text(json.dumps(message))
    assert "a value holds what ends its field" in refused(path)


def test_usage() -> None:
    assert run(ISSUE, "--json", "--emit").exit_code == 2
    assert run(ISSUE, "--terms", "--place", "INDIA").exit_code == 2
    for wrong in ("XXXXX", "INDIA1", "IN-BO"):
        done = run(ISSUE, "--terms", "--place", f"INDIA={wrong}")
        assert (done.exit_code, f"{wrong} is no" in done.stderr) == (2, True), done.stderr
    assert "cannot be read" in refused("no-such-file")


@pytest.mark.parametrize("path", sorted(LESSON.glob("*.fin")), ids=lambda path: path.stem)
def test_the_lesson_has_valid_messages_and_names_each(path: Path) -> None:
    done = run(path, "--fail-on", "warning")
    assert done.exit_code == 0, done.output
    mt = done.stdout.removeprefix("MT")[:3]
    assert mt in (LESSON / "README.md").read_text(encoding="utf-8")


def test_an_item_kept_by_its_wording_is_told_with_its_own_line() -> None:
    done = run(ISSUE, "--terms", "--place", "INDIA=INBOM")
    told = [line for line in " ".join(done.stderr.split()).split("warning, ") if "[kept]" in line]
    lines = ISSUE.read_text().splitlines()
    assert told
    for each in told:
        line = int(each.removeprefix("line ").partition(",")[0])
        begins = lines[line - 1].removeprefix(":46A:").removeprefix("+")
        assert f'"{begins}' in each


def test_a_place_that_is_told_otherwise_than_our_table_has_it_is_taken_and_said() -> None:
    done = run(ISSUE, "--terms", "--place", "INDIA=INBOM", "--place", "MUMBAI=DEHAM")
    assert done.exit_code == 0
    assert "MUMBAI is INBOM in our own table; DEHAM is taken" in " ".join(done.stderr.split())
    assert "our own table" not in run(ISSUE, "--terms", "--place", "INDIA=INBOM").stderr
