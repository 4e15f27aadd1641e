"""The page on running a network says of keys what there is: rules and files."""

import re
import tomllib
from pathlib import Path

import pytest

from dhow.ledger.signers.policy_file import _KNOWN as POLICY_ENTRIES
from dhow.ledger.signers.web3signer_keys import _KNOWN as SERVER_ENTRIES


@pytest.fixture
def section(repository_root: Path) -> str:
    page = (repository_root / "docs" / "operations.md").read_text(encoding="utf-8")
    return page.split("\n## Keys\n", 1)[1].split("\n## ", 1)[0]


def blocks(section: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


def test_its_files_have_known_entries(section: str) -> None:
    server, policies = (tomllib.loads(text) for text in blocks(section, "toml"))
    assert set(server) <= SERVER_ENTRIES
    for table in policies.values():
        assert set(table) <= POLICY_ENTRIES


def test_its_policies_are_taken_as_they_stand(section: str, tmp_path: Path) -> None:
    from api.context import development_context
    from dhow.ledger.engines.embedded import EmbeddedEngine

    path = tmp_path / "policies.toml"
    operator = '\n[operator]\nkeys = ["OPERATOR/*"]\n[operator.calls]\nMembers = ["admit"]\n'
    path.write_text(blocks(section, "toml")[1] + operator)
    with EmbeddedEngine() as engine:
        development_context(engine, currencies=("USD",), policies=path).store.close()
