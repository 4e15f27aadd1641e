"""`dhow examine` as it is called: files in, findings out, and what is said of bad input."""

import json
import os
import shutil
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from dhow.errors import BadInputError
from dhow.ledger.compiler.toolchain import REPOSITORY_ROOT
from dhow.trade.credit import Terms
from dhow.trade.records import MAX_JSON_BYTES
from dhow.trade.swift.mapping import write_credit
from scripts.cli import examine

LESSON = REPOSITORY_ROOT / "lessons" / "examination"
CREDIT = LESSON / "credit.json"


def call(*words: object) -> Result:
    app = typer.Typer()
    examine.add_to(app)
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the presentation that complies, to be spoilt."""
    shutil.copytree(LESSON / "complying", tmp_path / "papers")
    return tmp_path / "papers"


def envelope(folder: Path, **changes: Any) -> None:
    path = folder / "presentation.json"
    given = {**json.loads(path.read_text()), **changes}
    path.write_text(json.dumps({k: v for k, v in given.items() if v is not None}))


def test_the_lesson_complies() -> None:
    done = call(CREDIT, LESSON / "complying", "--fail-on", "discrepancy")
    assert done.exit_code == 0, done.output
    assert "complying presentation" in done.stdout


def test_the_lesson_with_faults_names_each_with_its_article() -> None:
    done = call(CREDIT, LESSON / "discrepant", "--json", "--fail-on", "discrepancy")
    assert done.exit_code == 3
    report = json.loads(done.stdout)
    assert [(f["code"], f["article"]) for f in report["findings"]] == [
        ("LATE_PRESENTATION", "UCP 600 art. 14(c)"),
        ("DESCRIPTION", "UCP 600 art. 18(c)"),
        ("UNCLEAN", "UCP 600 art. 27"),
        ("INSURED_AMOUNT", "UCP 600 art. 28(f)(ii)"),
        ("CONFLICT", "UCP 600 art. 14(d)"),
    ]
    assert call(CREDIT, LESSON / "discrepant").exit_code == 0
    words = call(CREDIT, LESSON / "discrepant").stdout
    assert all(finding["would_comply"] in words for finding in report["findings"])


def test_a_file_and_the_folder_it_lies_in_are_one_presentation() -> None:
    one, other = LESSON / "complying", LESSON / "complying" / "presentation.json"
    assert call(CREDIT, one, "--json").stdout == call(CREDIT, other, "--json").stdout


def test_files_that_the_envelope_does_not_name_are_documents_too(folder: Path) -> None:
    path = folder / "presentation.json"
    listed = json.loads(path.read_text())["documents"]
    envelope(folder, documents=listed[:-1])
    assert json.loads(call(CREDIT, folder, "--json").stdout)["complying"] is True
    (folder / "certificate-of-origin.json").unlink()
    codes = [f["code"] for f in json.loads(call(CREDIT, folder, "--json").stdout)["findings"]]
    assert codes == ["MISSING"]


def test_a_document_given_in_full_needs_no_salt(folder: Path) -> None:
    path = folder / "presentation.json"
    listed = json.loads(path.read_text())["documents"]
    at = next(i for i, one in enumerate(listed) if one["file"].endswith(".json"))
    file = folder / listed[at].pop("file")
    document = {**json.loads(file.read_text()), **listed[at].get("document", {})}
    document.pop("salt", None)
    file.unlink()
    listed[at]["document"] = document
    envelope(folder, documents=listed)
    done = call(CREDIT, folder, "--fail-on", "discrepancy")
    assert done.exit_code == 0, done.output
    listed[at]["document"]["salt"] = "short"
    envelope(folder, documents=listed)
    assert f"documents[{at}].document.salt: must be 32 to 64" in str(call(CREDIT, folder).exception)


def test_a_closed_day_moves_the_last_day(folder: Path) -> None:
    plain = json.loads(call(CREDIT, folder, "--json").stdout)
    closed = json.loads(call(CREDIT, folder, "--json", "--closed", "2026-05-25").stdout)
    assert plain["decide_by"] == "2026-05-25"
    assert closed["decide_by"] > plain["decide_by"]


def spoilt(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("presentation.json", "{", ("presentation.json", "is not JSON")),
        ("presentation.json", "[]", ("presentation.json", "must be a JSON object")),
        ("presentation.json", "{}", ("presentation.json", "drawn: is missing")),
        ("presentation.json", '{"documents": 1}', ("documents: must be a list",)),
        ("presentation.json", '{"documents": [{"file": "../x"}]}', ("documents[0].file", "alone")),
        ("insurance.json", '{"kind": "poem"}', ("insurance.json", "kind: 'poem'", "schemas")),
        ("insurance.json", "{}", ("insurance.json", "kind: is missing")),
        ("invoice.xml", "<html/>", ("invoice.xml", "a web page")),
        ("invoice.xml", "", ("invoice.xml", "empty")),
    ],
)
def test_bad_input_names_file_field_and_what_to_do(
    folder: Path, name: str, text: str, words: tuple[str, ...]
) -> None:
    error = call(CREDIT, spoilt(folder, name, text)).exception
    assert isinstance(error, BadInputError), error
    assert error.exit_code == 4
    assert all(word in str(error) for word in words), error


def test_a_field_that_is_wrong_is_named(folder: Path) -> None:
    envelope(folder, place="NOWHERE", drawn="EUR 1.005")
    error = call(CREDIT, folder).exception
    assert isinstance(error, BadInputError)
    assert "drawn" in str(error)
    assert "presentation.json" in str(error)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"place": "ZZZZZ"}, "banking days of"),
        ({"presented_at": "2046-05-18T06:00:00Z"}, "years apart"),
    ],
)
def test_days_that_cannot_be_counted(folder: Path, changes: dict[str, Any], words: str) -> None:
    envelope(folder, **changes)
    error = call(CREDIT, folder).exception
    assert isinstance(error, BadInputError)
    assert words in str(error)


def test_a_credit_as_its_mt700(tmp_path: Path) -> None:
    """The same credit as a SWIFT message gives the same findings."""
    terms = json.loads(CREDIT.read_text())
    terms["issuing_bank"]["bic"] = "CRTBAEADXXX"
    terms["advising_bank"] = {"name": "BANK OF THE KONKAN", "bic": "BKONINBBXXX"}
    terms.setdefault("issued_on", "2026-03-02")
    messages = write_credit(Terms.from_json(terms))
    (tmp_path / "credit.fin").write_text("".join(message.emit() for message in messages), "latin-1")
    for papers in ("complying", "discrepant"):
        codes = [
            [f["code"] for f in json.loads(call(one, LESSON / papers, "--json").stdout)["findings"]]
            for one in (CREDIT, tmp_path / "credit.fin")
        ]
        assert codes[0] == codes[1]


def test_a_credit_that_is_none(tmp_path: Path) -> None:
    for text, words in (("{}", "credit_number: is missing"), ("{1:F01}", "dhow swift")):
        (tmp_path / "credit").write_text(text)
        error = call(tmp_path / "credit", LESSON / "complying").exception
        assert isinstance(error, BadInputError), error
        assert words in str(error)
    error = call(tmp_path / "nothing", LESSON / "complying").exception
    assert isinstance(error, BadInputError)
    assert "Check the path" in str(error)


def test_a_folder_without_its_envelope(tmp_path: Path) -> None:
    error = call(CREDIT, tmp_path).exception
    assert isinstance(error, BadInputError)
    assert "presented_at" in str(error)


def test_a_pipe_that_gives_more_than_a_document_is_refused() -> None:
    """A pipe or a device has no size to look at before it is read."""
    reading, writing = os.pipe()

    def pour() -> None:
        with os.fdopen(writing, "wb") as pipe, suppress(BrokenPipeError):
            pipe.write(b" " * (MAX_JSON_BYTES + 1))

    poured = threading.Thread(target=pour)
    poured.start()
    try:
        done = call(f"/dev/fd/{reading}", LESSON / "complying")
    finally:
        os.close(reading)
        poured.join()
    assert isinstance(done.exception, BadInputError)
    assert "larger than" in str(done.exception)


def test_a_place_without_a_calendar_is_told_with_its_file(folder: Path) -> None:
    envelope(folder, place="ZZXXX")
    done = call(CREDIT, folder)
    assert isinstance(done.exception, BadInputError)
    assert f'{folder}: place: the banking days of "ZZXXX" are not known' in str(done.exception)


def test_a_message_whose_place_has_a_name_only_is_examined_once_the_place_is_said(
    folder: Path,
) -> None:
    message = REPOSITORY_ROOT / "lessons" / "swift" / "issue.fin"
    refused = call(message, folder)
    assert isinstance(refused.exception, BadInputError)
    assert str(refused.exception).endswith("Say which place it is: --place NAME=LOCODE.")
    done = call(message, folder, "--place", "India=INBOM", "--json")
    assert done.exit_code == 0, done.output
    assert "CREDIT_NUMBER" in {f["code"] for f in json.loads(done.stdout)["findings"]}


def test_a_link_that_leads_nowhere_is_no_document_left_out(folder: Path) -> None:
    (folder / "beneficiary-certificate.json").symlink_to(folder / "moved.json")
    done = call(CREDIT, folder)
    assert isinstance(done.exception, BadInputError)
    assert "beneficiary-certificate.json cannot be read" in str(done.exception)
