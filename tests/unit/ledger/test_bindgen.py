"""Generated bindings: up to date, and a wrong argument is an error before and at run time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dhow.errors import BadInputError
from dhow.ledger import bindgen
from dhow.ledger.abi import python_name
from dhow.ledger.bindings import Documents, Members
from dhow.ledger.bindings.values import DocumentHash, Duty, OrgId
from dhow.ledger.compiler import Artifacts
from dhow.ledger.types import Address

NOBODY = Address("0x" + "00" * 20)


def test_the_committed_bindings_are_what_the_contracts_give(artifacts: Artifacts) -> None:
    files = bindgen.formatted(bindgen.generate(artifacts))
    stale = bindgen.differences(files, bindgen.FOLDER)
    assert stale == [], "run: python -m dhow.ledger.bindgen"


def test_stale_missing_and_left_over_files_are_found(tmp_path: Path) -> None:
    files = {"a.py": "A", "b.py": "B", "abi/C.json": "{}"}
    bindgen.write({**files, "old.py": "", "a.py": "old"}, tmp_path)
    (tmp_path / "b.py").unlink()
    assert bindgen.differences(files, tmp_path) == ["a.py", "b.py", "old.py"]
    bindgen.write(files, tmp_path)
    assert bindgen.differences(files, tmp_path) == []


def test_a_contract_that_is_not_there(artifacts: Artifacts) -> None:
    with pytest.raises(BadInputError, match="neither a contract Customs nor an interface ICustoms"):
        bindgen.generate(artifacts, ["Customs"])


@pytest.mark.parametrize(
    ("solidity", "python"),
    [
        ("amountMinor", "amount_minor"),
        ("from", "from_"),
        ("DOMAIN_SEPARATOR", "domain_separator"),
        ("isLEIValid", "is_lei_valid"),
        ("ERC2771Forwarder", "erc2771_forwarder"),
        ("fee_", "fee"),
        ("", "value3"),
    ],
)
def test_names_in_python(solidity: str, python: str) -> None:
    assert python_name(solidity, 3) == python


def test_an_act_says_what_it_will_do() -> None:
    act = Members(NOBODY).add_key(org=OrgId(b"L" * 32), key=NOBODY, duty=Duty.MAKER)
    assert act.name == "addKey"
    assert act.arguments == {"org": b"L" * 32, "key": NOBODY, "duty": Duty.MAKER}
    assert len(act.calldata) == 4 + 3 * 32


def test_a_wrong_argument_at_run_time() -> None:
    with pytest.raises(ValueError, match=r"addKey\(org\) takes exactly 32 bytes, not 3"):
        Members(NOBODY).add_key(org=OrgId(b"LEI"), key=NOBODY, duty=Duty.MAKER)
    with pytest.raises(ValueError, match=r"register\(kind\) = 256 does not fit uint8"):
        Documents(NOBODY).register(document=DocumentHash(b"\1" * 32), kind=256)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="takes a 0x address"):
        Members(NOBODY).add_key(org=OrgId(b"L" * 32), key="bob", duty=Duty.MAKER)  # type: ignore[arg-type]


SNIPPET = """
from dhow.ledger.bindings import Members
from dhow.ledger.bindings.values import Capability, CreditId, Duty, OrgId
from dhow.ledger.types import Address
members = Members(Address("0x"))
credit, org, key = CreditId(b""), OrgId(b""), Address("0x")
members.add_key(org=org, key=key, duty=Duty.MAKER)
members.add_key(org=credit, key=key, duty=Duty.MAKER)  # wrong: a credit is no organisation
members.add_key(org=org, key="0x", duty=Duty.MAKER)  # wrong: a text is no address
members.add_key(org=org, key=key, duty=Capability.BANK)  # wrong: a capability is no duty
members.add_key(org=org, key=key)  # wrong: the duty is missing
members.key_record(key).send  # wrong: a view cannot be sent
"""


def test_mypy_rejects_a_wrong_argument(tmp_path: Path, repository_root: Path) -> None:
    place = tmp_path / "snippet.py"
    place.write_text(SNIPPET)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull, str(place)],
        cwd=repository_root,
        env={**os.environ, "MYPYPATH": str(repository_root)},
        capture_output=True,
        text=True,
        check=False,
    )
    found = [
        int(line.split(":")[1])
        for line in done.stdout.splitlines()
        if "snippet.py" in line and "error" in line
    ]
    expected = [at for at, line in enumerate(SNIPPET.splitlines(), 1) if "# wrong" in line]
    assert found == expected, done.stdout + done.stderr
