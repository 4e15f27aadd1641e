"""Puts the contracts on a chain, writes down where, and refuses what is written for another.

The order is that of what asks whom: members first, the instruments last. No contract can be
replaced: a new version is deployed beside the old one, and old deals end where they began.
"""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any, cast

from eth_utils.address import is_address
from eth_utils.crypto import keccak

from dhow.errors import BadInputError
from dhow.ledger.abi import FunctionAbi, python_name
from dhow.ledger.bindings import (
    AccessManager,
    Anchors,
    BankingCalendars,
    Credit,
    CreditAdvice,
    CreditAmendments,
    CreditAssignments,
    CreditCollateral,
    CreditPresentations,
    CreditRestraints,
    CreditSettlement,
    CreditTransfers,
    Documents,
    ERC2771Forwarder,
    Invoices,
    Members,
    Money,
    Oracles,
    Undertaking,
)
from dhow.ledger.client import LedgerClient
from dhow.ledger.compiler.artifacts import Artifact, Artifacts
from dhow.ledger.signing import Signer
from dhow.ledger.types import Address
from dhow.trade.money import Currency

FORWARDER_NAME = "dhow Consents"
MANIFEST_FORMAT = 1


class Role(IntEnum):
    """System powers, as numbered in the access manager. Powers over a deal are never roles."""

    REGISTRAR = 1
    SETTLEMENT_AGENT = 2
    ORACLE_REGISTRAR = 3
    GUARDIAN = 4


class Part(IntEnum):
    """Powers of one contract over another, numbered among the roles; no key ever holds one."""

    CREDIT_PRESENTATIONS = 5
    CREDIT_SETTLEMENT = 6
    CREDIT_ADVICE = 7
    CREDIT_AMENDMENTS = 8
    CREDIT_TRANSFERS = 9


ADMINISTRATOR = 0  # of the access manager itself: the deployer
PARTS: Mapping[Part, str] = {
    Part.CREDIT_PRESENTATIONS: "CreditPresentations",
    Part.CREDIT_SETTLEMENT: "CreditSettlement",
    Part.CREDIT_ADVICE: "CreditAdvice",
    Part.CREDIT_AMENDMENTS: "CreditAmendments",
    Part.CREDIT_TRANSFERS: "CreditTransfers",
}

# What each role may call. A restricted function that is missing here could only be called by the
# administrator; a test compares this with what the contracts restrict.
POWERS: Mapping[str, Mapping[str, int]] = {
    "Members": {
        "admit": Role.REGISTRAR,
        "suspend": Role.REGISTRAR,
        "reinstate": Role.REGISTRAR,
        "restoreKey": Role.REGISTRAR,
    },
    "Money": {"issue": Role.SETTLEMENT_AGENT},
    "Oracles": {"adoptSigners": Role.ORACLE_REGISTRAR},
    "Credit": {
        "pauseNewCredits": Role.GUARDIAN,
        "connect": ADMINISTRATOR,
        "reserve": Part.CREDIT_PRESENTATIONS,
        "reserveAgain": Part.CREDIT_PRESENTATIONS,
        "release": Part.CREDIT_PRESENTATIONS,
        "markAdvised": Part.CREDIT_ADVICE,
        "draw": Part.CREDIT_SETTLEMENT,
        "keepOpen": Part.CREDIT_AMENDMENTS,
        "amend": Part.CREDIT_AMENDMENTS,
        "issuePart": Part.CREDIT_TRANSFERS,
        "endPart": Part.CREDIT_TRANSFERS,
    },
    "CreditAdvice": {
        "amendConfirmation": Part.CREDIT_AMENDMENTS,
        "carryConfirmation": Part.CREDIT_TRANSFERS,
    },
    "CreditAssignments": {
        "apportion": Part.CREDIT_SETTLEMENT,
        "connectSettlement": ADMINISTRATOR,
    },
    "CreditCollateral": {"notePostponed": Part.CREDIT_SETTLEMENT},
    "CreditPresentations": {
        "discharge": Part.CREDIT_SETTLEMENT,
        "markRepaid": Part.CREDIT_SETTLEMENT,
        "presentFor": Part.CREDIT_AMENDMENTS,
    },
    "Undertaking": {"pauseNewUndertakings": Role.GUARDIAN},
}

# In the order of deployment; money comes after Members, once for each currency.
SINGLETONS = (
    "Members",
    "BankingCalendars",
    "Documents",
    "Anchors",
    "Oracles",
    "Invoices",
    "CreditDrafting",
    "Credit",
    "CreditAdvice",
    "CreditPresentations",
    "CreditAssignments",
    "CreditTransfers",
    "CreditCollateral",
    "CreditAmendments",
    "CreditRestraints",
    "CreditSettlement",
    "Undertaking",
)
_MONEY = "Money:"


class ManifestError(BadInputError):
    """A manifest cannot be read, or is not for this chain."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to deploy: the currencies of money, and who holds each system role.

    A role that is not given goes to the deployer, who always is the administrator.
    """

    currencies: tuple[Currency, ...]
    holders: Mapping[Role, Address] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placed:
    """One contract in a manifest: where, and the hashes of its code on chain and as compiled.

    The compiled code's hash leaves out what the constructor fills in.
    """

    address: Address
    code_hash: str
    build_hash: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was deployed where. `genesis_hash` tells one development chain from the next."""

    chain_id: int
    genesis_hash: str
    first_block: int
    compiler: str
    sources_hash: str
    contracts: Mapping[str, Placed]

    def write(self, place: Path) -> None:
        """Write as JSON: whole or not at all.

        Raises:
            BadInputError: the folder cannot be written to.
        """
        body = {
            "format": MANIFEST_FORMAT,
            "chain_id": self.chain_id,
            "genesis_hash": self.genesis_hash,
            "first_block": self.first_block,
            "compiler": self.compiler,
            "sources_hash": self.sources_hash,
            "contracts": {
                name: {
                    "address": placed.address,
                    "code_hash": placed.code_hash,
                    "build_hash": placed.build_hash,
                }
                for name, placed in self.contracts.items()
            },
        }
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            descriptor, fresh = tempfile.mkstemp(dir=place.parent, suffix=".part")
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(body, file, indent=2)
                file.write("\n")
                file.flush()
                os.fsync(file.fileno())
            Path(fresh).replace(place)
        except OSError as problem:
            raise BadInputError(
                f"the manifest cannot be written to {place}: {problem.strerror}"
            ) from problem

    @staticmethod
    def read(place: Path) -> "Manifest":
        """Read what `write` wrote.

        Raises:
            ManifestError: missing, damaged, or of another format.
        """
        try:
            body = json.loads(place.read_text(encoding="utf-8"))
        except OSError as problem:
            raise ManifestError(
                f"no manifest at {place}: {problem.strerror}; deploy first"
            ) from problem
        except ValueError as problem:
            raise ManifestError(f"{place} is not JSON: {problem}") from problem
        if not isinstance(body, dict) or body.get("format") != MANIFEST_FORMAT:
            raise ManifestError(f"{place} is not a deployment manifest of format {MANIFEST_FORMAT}")
        try:
            contracts = {
                str(name): Placed(_address(entry), entry["code_hash"], entry["build_hash"])
                for name, entry in body["contracts"].items()
            }
            return Manifest(
                chain_id=int(body["chain_id"]),
                genesis_hash=str(body["genesis_hash"]),
                first_block=int(body["first_block"]),
                compiler=str(body["compiler"]),
                sources_hash=str(body["sources_hash"]),
                contracts=contracts,
            )
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise ManifestError(
                f"{place} is damaged: {type(problem).__name__} {problem}"
            ) from problem


@dataclass(frozen=True, slots=True)
class Deployment:
    """The contracts on a chain, ready to use. `money` is by ISO 4217 code."""

    access: AccessManager
    forwarder: ERC2771Forwarder
    members: Members
    calendars: BankingCalendars
    documents: Documents
    anchors: Anchors
    oracles: Oracles
    money: Mapping[str, Money]
    invoices: Invoices
    credit: Credit
    credit_advice: CreditAdvice
    credit_amendments: CreditAmendments
    credit_assignments: CreditAssignments
    credit_collateral: CreditCollateral
    credit_presentations: CreditPresentations
    credit_restraints: CreditRestraints
    credit_settlement: CreditSettlement
    credit_transfers: CreditTransfers
    undertaking: Undertaking
    manifest: Manifest


def deploy(client: LedgerClient, artifacts: Artifacts, deployer: Signer, plan: Plan) -> Deployment:
    """Deploy everything and hand out the system roles.

    Args:
        client: the chain.
        artifacts: `compile_contracts()`.
        deployer: pays, signs, and is the administrator of the access manager.
        plan: currencies and role holders.

    Raises:
        BadInputError: a constructor takes something that is not deployed before it.
        Refusal: the chain refuses a step; contracts placed so far stay there, unused.
    """
    first_block = client.block_number() + 1
    placed: dict[str, Placed] = {}

    def place(key: str, artifact: Artifact, **arguments: Any) -> Address:
        receipt = client.create(artifact, deployer, **arguments)
        address = cast(Address, receipt.created)
        placed[key] = Placed(address, _hash(client.code(address)), _build_hash(artifact))
        return address

    authority = place("AccessManager", artifacts["AccessManager"], initial_admin=deployer.address)
    forwarder = place("ERC2771Forwarder", artifacts["ERC2771Forwarder"], name=FORWARDER_NAME)
    known: dict[str, Any] = {"authority": authority, "forwarder": forwarder}
    for name in SINGLETONS:
        artifact = artifacts[name]
        address = place(name, artifact, **_supplied(artifact, known))
        known["calendars" if name == "BankingCalendars" else _snake(name)] = address
    for currency in plan.currencies:
        own = {
            "name": f"{currency.code} bank money",
            "symbol": currency.code,
            "currency": currency.code.encode(),
            "minor_units": currency.minor_units,
        }
        artifact = artifacts["Money"]
        place(_MONEY + currency.code, artifact, **_supplied(artifact, known | own))

    collateral = placed["CreditCollateral"].address
    client.send(Credit(placed["Credit"].address).connect(collateral=collateral), deployer)
    settlement = placed["CreditSettlement"].address
    assignments = CreditAssignments(placed["CreditAssignments"].address)
    client.send(assignments.connect_settlement(settlement=settlement), deployer)
    _hand_out_roles(client, artifacts, deployer, plan, placed)
    return _bound(
        Manifest(
            chain_id=client.engine.chain_id,
            genesis_hash=_genesis_hash(client),
            first_block=first_block,
            compiler=artifacts.compiler,
            sources_hash=artifacts.sources_hash,
            contracts=placed,
        )
    )


def load(place: Path, client: LedgerClient, artifacts: Artifacts | None = None) -> Deployment:
    """The deployment that a manifest describes, after checking that it is on this chain.

    Args:
        place: the manifest's file.
        client: the chain it should be on.
        artifacts: where given, the deployed contracts must be what these sources compile to.

    Raises:
        ManifestError: another chain, a chain that began anew, other code at an address, or
            contracts that have changed since.
    """
    manifest = Manifest.read(place)
    if manifest.chain_id != client.engine.chain_id:
        raise ManifestError(
            f"{place} is for chain {manifest.chain_id}, this is chain {client.engine.chain_id}; "
            "use the manifest of this chain, or deploy here"
        )
    genesis = _genesis_hash(client)
    if manifest.genesis_hash != genesis:
        raise ManifestError(
            f"{place} is for a chain that began with block {manifest.genesis_hash}, this one began "
            f"with {genesis}: the development chain was started anew; deploy again"
        )
    for name, placed in manifest.contracts.items():
        code = client.code(placed.address)
        if not code:
            raise ManifestError(
                f"{place}: no contract at {placed.address}, where {name} should be; deploy again"
            )
        if _hash(code) != placed.code_hash:
            raise ManifestError(
                f"{place}: the code at {placed.address} is not the {name} that was deployed"
            )
        if artifacts is not None and placed.build_hash != _build_hash(artifacts[_contract(name)]):
            raise ManifestError(
                f"{place}: {name} was deployed from other sources than these; use the checkout it "
                "was deployed from, or deploy again beside it"
            )
    return _bound(manifest)


# -------------------------------------------------------------------- the inside


def _hand_out_roles(
    client: LedgerClient,
    artifacts: Artifacts,
    deployer: Signer,
    plan: Plan,
    placed: Mapping[str, Placed],
) -> None:
    access = AccessManager(placed["AccessManager"].address)
    for key, where in placed.items():
        powers = POWERS.get(_contract(key), {})
        for role in (*Role, *Part):
            selectors = [
                _selector(artifacts[_contract(key)], function)
                for function, holder in powers.items()
                if holder is role
            ]
            if selectors:
                act = access.set_target_function_role(
                    target=where.address, selectors=selectors, role_id=role
                )
                client.send(act, deployer)
    for role in Role:
        holder = plan.holders.get(role, deployer.address)
        client.send(access.grant_role(role_id=role, account=holder, execution_delay=0), deployer)
        client.send(access.label_role(role_id=role, label=role.name), deployer)
    for part, contract in PARTS.items():
        holder = placed[contract].address
        client.send(access.grant_role(role_id=part, account=holder, execution_delay=0), deployer)
        client.send(access.label_role(role_id=part, label=part.name), deployer)


def _selector(artifact: Artifact, function: str) -> bytes:
    for entry in artifact.abi:
        if entry["type"] == "function" and entry["name"] == function:
            return FunctionAbi(entry).selector
    raise BadInputError(f"{artifact.name} has no function {function}, which a role should hold")


def _supplied(artifact: Artifact, known: Mapping[str, Any]) -> dict[str, Any]:
    """What a constructor asks for, by the names of its parameters."""
    for entry in artifact.abi:
        if entry["type"] == "constructor":
            names = [python_name(parameter["name"]) for parameter in entry["inputs"]]
            if missing := [name for name in names if name not in known]:
                raise BadInputError(
                    f"the constructor of {artifact.name} asks for {', '.join(missing)}, which is "
                    "not deployed before it"
                )
            return {name: known[name] for name in names}
    return {}


def _bound(manifest: Manifest) -> Deployment:
    def at(name: str) -> Address:
        try:
            return manifest.contracts[name].address
        except KeyError:
            raise ManifestError(f"the manifest lacks {name}: deploy again") from None

    return Deployment(
        access=AccessManager(at("AccessManager")),
        forwarder=ERC2771Forwarder(at("ERC2771Forwarder")),
        members=Members(at("Members")),
        calendars=BankingCalendars(at("BankingCalendars")),
        documents=Documents(at("Documents")),
        anchors=Anchors(at("Anchors")),
        oracles=Oracles(at("Oracles")),
        money={
            name.removeprefix(_MONEY): Money(placed.address)
            for name, placed in manifest.contracts.items()
            if name.startswith(_MONEY)
        },
        invoices=Invoices(at("Invoices")),
        credit=Credit(at("Credit")),
        credit_advice=CreditAdvice(at("CreditAdvice")),
        credit_amendments=CreditAmendments(at("CreditAmendments")),
        credit_assignments=CreditAssignments(at("CreditAssignments")),
        credit_collateral=CreditCollateral(at("CreditCollateral")),
        credit_restraints=CreditRestraints(at("CreditRestraints")),
        credit_presentations=CreditPresentations(at("CreditPresentations")),
        credit_settlement=CreditSettlement(at("CreditSettlement")),
        credit_transfers=CreditTransfers(at("CreditTransfers")),
        undertaking=Undertaking(at("Undertaking")),
        manifest=manifest,
    )


def _snake(contract: str) -> str:
    """A contract's name as that of a parameter: `CreditPresentations` is `credit_presentations`."""
    return python_name(contract[0].lower() + contract[1:])


def _contract(key: str) -> str:
    return "Money" if key.startswith(_MONEY) else key


def _genesis_hash(client: LedgerClient) -> str:
    return str(client.engine.rpc("eth_getBlockByNumber", ["0x0", False])["hash"])


def _hash(code: bytes) -> str:
    return "0x" + keccak(code).hex()


def _build_hash(artifact: Artifact) -> str:
    return _hash(artifact.without_immutables(artifact.deployed_bytecode))


def _address(entry: Mapping[str, Any]) -> Address:
    address = entry["address"]
    if not isinstance(address, str) or not is_address(address):
        raise ValueError(f"not an address: {address!r}")
    return Address(address)
