"""Policies out of a TOML file: what the owner of the keys allows, beside what the roles allow.

    ["exporters' keys"]
    keys = ["*/user/*"]              # places of keys; * stands for anything
    chains = [1337]
    max_gas = 3_000_000
    max_fee_wei = 0                  # no limit where left out
    consent_hours = 24               # no consents where left out
    [ "exporters' keys".calls ]
    Credit = ["present", "forward"]
    Members = ["prepare"]

Every table that names a key must agree. A key that no table names signs nothing.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from dhow.errors import BadInputError
from dhow.ledger.client import GAS_PER_TRANSACTION
from dhow.ledger.deploy import Deployment
from dhow.ledger.signers.policy import Policy
from dhow.ledger.signers.roles import policy_of

_KNOWN: Final = frozenset(
    ("keys", "chains", "max_gas", "max_fee_wei", "consent_hours", "creates", "calls")
)


@dataclass(frozen=True, slots=True)
class PolicyTable:
    """One table of the file: for which keys, and the policy."""

    keys: tuple[str, ...]
    policy: Policy


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """The tables of a file."""

    path: Path
    tables: tuple[PolicyTable, ...]

    def of(self, place: str) -> tuple[Policy, ...]:
        """The policies of a key, by its place (`LEI/user/NAME`); one that forbids all where none.

        Never empty, so that a guard made of it always guards.
        """
        found = tuple(
            table.policy
            for table in self.tables
            if any(fnmatchcase(place, pattern) for pattern in table.keys)
        )
        return found or (
            Policy(f"of {self.path}, where no table names {place},", frozenset(), {}, 0),
        )


def read_policies(path: Path, contracts: Deployment, chain_id: int) -> PolicyFile:
    """Read a file for a deployment.

    Raises:
        BadInputError: not TOML, a key that is not known, a value of the wrong kind, or a contract
            or function that the deployment does not have; with file and table.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise BadInputError(f"the policies {path} cannot be read: {problem.strerror}") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise BadInputError(f"{path} cannot be read as TOML: {problem}") from problem
    if not content:
        raise BadInputError(f"{path} holds no table: with it no key could sign anything")
    return PolicyFile(
        path,
        tuple(_table(path, name, table, contracts, chain_id) for name, table in content.items()),
    )


def _table(path: Path, name: str, table: Any, contracts: Deployment, chain_id: int) -> PolicyTable:
    where = f"{path}, table {name}"
    if not isinstance(table, dict):
        raise BadInputError(f"{path}: {name} stands outside of any table; put it into one")
    if unknown := sorted(set(table) - _KNOWN):
        raise BadInputError(
            f"{where}: {', '.join(unknown)} is not known; known: {', '.join(sorted(_KNOWN))}"
        )
    calls = table.get("calls", {})
    if not isinstance(calls, dict):
        raise BadInputError(f"{where}: calls must be a table of contract = [functions]")
    hours = _number(where, table, "consent_hours", None)
    try:
        policy = policy_of(
            name,
            {str(c): tuple(_texts(f"{where}, calls.{c}", f)) for c, f in calls.items()},
            contracts,
            chain_id=chain_id,
            max_gas=_number(where, table, "max_gas", GAS_PER_TRANSACTION) or 0,
            max_fee_wei=_number(where, table, "max_fee_wei", None),
            creates=_truth(where, table, "creates"),
            consents=hours is not None,
            exchanges=hours is not None,
        )
    except LookupError as problem:
        raise BadInputError(f"{where}: {problem}") from None
    return PolicyTable(
        tuple(_texts(f"{where}, keys", table.get("keys", ()))),
        replace(
            policy,
            chains=frozenset(_numbers(f"{where}, chains", table.get("chains", [chain_id]))),
            consent_seconds=(hours or 0) * 3600,
        ),
    )


def _texts(where: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(v, str) for v in value):
        raise BadInputError(f"{where} must be a list of one text or more")
    return value


def _numbers(where: str, value: Any) -> list[int]:
    if not isinstance(value, list) or not all(type(v) is int and v > 0 for v in value):
        raise BadInputError(f"{where} must be a list of whole numbers")
    return value


def _number(where: str, table: Mapping[str, Any], key: str, default: int | None) -> int | None:
    value = table.get(key, default)
    if value is not None and (type(value) is not int or value < 0):
        raise BadInputError(f"{where}: {key} must be a whole number of 0 or more")
    return value


def _truth(where: str, table: Mapping[str, Any], key: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise BadInputError(f"{where}: {key} must be true or false")
    return value
