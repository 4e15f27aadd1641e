"""Policies out of a deployment: what a key of each role has any business calling.

The table is by capability, as `Members` admits organisations to it: an exporter's key that asks to
issue a credit is a fault or a theft, whatever the contract would say. A test holds the table to the
contracts: each of their functions is some role's, or is named as nobody's.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from dhow.ledger.abi import FunctionAbi
from dhow.ledger.bindings.registry import abi
from dhow.ledger.bindings.values import Capability
from dhow.ledger.client import GAS_PER_TRANSACTION
from dhow.ledger.deploy import FORWARDER_NAME, Deployment
from dhow.ledger.signers.policy import ConsentDomain, Policy
from dhow.ledger.types import Address

Calls = Mapping[str, tuple[str, ...]]
"""Function names by contract name."""

EVERY_MEMBER: Final[Calls] = {
    "Members": ("prepare", "addKey", "revokeKey", "setSettlementAccount"),
    "Documents": ("register", "revoke"),
    "Credit": ("expire", "lapse", "stateInstalments"),
    "CreditAssignments": ("releaseAssignment",),
    "CreditCollateral": ("returnCollateral", "settle"),
    "CreditPresentations": ("dropCorrupted", "preclude"),
    "Invoices": ("withdrawOffer",),
    "Oracles": ("recordArrival", "recordTemperature"),
    "Undertaking": ("attest", "forgo", "pay", "reclaim", "satisfy", "showDocument"),
}
"""What any member may do: its keys and papers, evidence, and what the clock lets anyone do."""

BY_CAPABILITY: Final[Mapping[Capability, Calls]] = {
    Capability.EXPORTER: {
        "CreditAmendments": ("answerAmendment", "presentUnder"),
        "CreditAssignments": ("assignProceeds", "withdrawAssignment"),
        "CreditPresentations": ("present", "forward", "replaceRecords", "takeBack"),
        "CreditSettlement": ("offerAdvance", "repay"),
        "CreditTransfers": (
            "allowAmendment",
            "closePart",
            "giveBack",
            "requestTransfer",
            "substitute",
            "withdrawTransferRequest",
        ),
        "Invoices": ("register", "offer", "cancel"),
    },
    Capability.IMPORTER: {
        "Credit": ("applyFor", "applyForWith", "withdrawApplication"),
        "CreditCollateral": ("lodgeCollateral",),
        "CreditPresentations": ("answerWaiver",),
        "CreditTransfers": ("closePart",),
    },
    Capability.BANK: {
        "BankingCalendars": ("announceClosure", "publish"),
        "Credit": ("declineApplication", "issue", "preAdvise"),
        "CreditAdvice": ("advise", "confirm", "declineConfirmation", "refuseToAdvise"),
        "CreditAmendments": (
            "acceptByPresentation",
            "adviseAmendment",
            "extendConfirmation",
            "issueAmendment",
        ),
        "CreditAssignments": ("acknowledgeAssignment",),
        "CreditCollateral": ("applyCollateral",),
        "CreditPresentations": (
            "agreeToAct",
            "askWaiver",
            "examine",
            "examineAsNominated",
            "forward",
            "refuse",
            "replaceRecords",
            "reportCorruption",
            "reportLost",
            "returnDocuments",
            "takeBack",
            "waive",
        ),
        "CreditRestraints": ("endComplianceHold", "holdForCompliance"),
        "CreditSettlement": (
            "claimReimbursement",
            "honour",
            "negotiate",
            "payAtMaturity",
            "payUndertaking",
            "prepay",
            "refund",
            "reimburse",
            "undertake",
        ),
        "CreditTransfers": ("closePart", "demandSubstitution", "takeAsReceived", "transfer"),
        "Invoices": ("finance", "releaseFinancing", "settle"),
        "Undertaking": ("undertake",),
    },
    Capability.REGULATOR: {"CreditRestraints": ("liftCourtOrder", "suspendByCourt")},
    Capability.FINANCIER: {
        "Invoices": ("finance", "releaseFinancing", "settle"),
        "Undertaking": ("undertake",),
    },
}
"""What a capability adds; the others add nothing."""

ACCOUNT: Final[Calls] = {"Money": ("approve", "transfer", "redeem")}
OPERATOR: Final[Calls] = {
    "Members": ("admit", "suspend", "reinstate", "restoreKey"),
    "Money": ("issue",),
    "Oracles": ("adoptSigners",),
    "Credit": ("pauseNewCredits",),
    "Undertaking": ("pauseNewUndertakings",),
    "Documents": ("register",),
    "Anchors": ("anchor",),
    "AccessManager": ("grantRole", "revokeRole", "labelRole", "setTargetFunctionRole"),
}
RELAY: Final[Calls] = {"ERC2771Forwarder": ("execute",)}

NOBODYS: Final[Mapping[str, frozenset[str]]] = {
    "Members": frozenset(("authorise", "authorisePayment", "setAuthority")),  # by contracts
    "Oracles": frozenset(("setAuthority",)),
    "Money": frozenset(("permit", "transferFrom", "setAuthority")),  # by contracts
    "Credit": frozenset(  # by its sister contracts, and once by who deploys
        (
            "amend",
            "connect",
            "draw",
            "endPart",
            "issuePart",
            "keepOpen",
            "markAdvised",
            "release",
            "reserve",
            "reserveAgain",
            "setAuthority",
        )
    ),
    "CreditAdvice": frozenset(("amendConfirmation", "carryConfirmation", "setAuthority")),
    "CreditAmendments": frozenset(("setAuthority",)),
    "CreditAssignments": frozenset(("apportion", "connectSettlement", "setAuthority")),
    "CreditCollateral": frozenset(("notePostponed", "setAuthority")),
    "CreditRestraints": frozenset(("setAuthority",)),
    "CreditPresentations": frozenset(("discharge", "markRepaid", "presentFor", "setAuthority")),
    "CreditSettlement": frozenset(("setAuthority",)),
    "CreditTransfers": frozenset(("setAuthority",)),
    "Undertaking": frozenset(("setAuthority",)),
    "AccessManager": frozenset(
        (
            "cancel",
            "consumeScheduledOp",
            "execute",
            "multicall",
            "renounceRole",
            "schedule",
            "setGrantDelay",
            "setRoleAdmin",
            "setRoleGuardian",
            "setTargetAdminDelay",
            "setTargetClosed",
            "updateAuthority",
        )
    ),
    "ERC2771Forwarder": frozenset(("executeBatch",)),
}
"""What no key here signs: it is the contracts' among themselves, or a ceremony by hand."""


def member_calls(capabilities: Iterable[Capability]) -> dict[str, tuple[str, ...]]:
    """What a user's key may call whose organisation has these capabilities."""
    return _joined(EVERY_MEMBER, *(BY_CAPABILITY.get(each, {}) for each in capabilities))


def policy_of(
    name: str,
    calls: Calls,
    contracts: Deployment,
    *,
    chain_id: int,
    max_gas: int = GAS_PER_TRANSACTION,
    max_fee_wei: int | None = None,
    creates: bool = False,
    consents: bool = True,
    exchanges: bool = True,
) -> Policy:
    """The policy that lets a key call these functions of a deployment, and nothing else.

    Raises:
        LookupError: a contract or function that the deployment does not have.
    """
    allowed: dict[Address, frozenset[bytes]] = {}
    names: dict[bytes, str] = {}
    for contract, functions in calls.items():
        places = addresses_of(contracts, contract)
        selectors = selectors_of(contract, functions)
        names.update({selector: f"{contract}.{name}" for selector, name in selectors.items()})
        for address in places:
            allowed[address] = allowed.get(address, frozenset()) | frozenset(selectors)
    return Policy(
        name=name,
        chains=frozenset((chain_id,)),
        calls=allowed,
        max_gas=max_gas,
        max_fee_wei=max_fee_wei,
        creates=creates,
        consents=consent_domain(contracts, chain_id) if consents else None,
        exchange=contracts.documents.address if exchanges else None,
        functions=names,
    )


def consent_domain(contracts: Deployment, chain_id: int) -> ConsentDomain:
    """The domain of a deployment's forwarder."""
    return ConsentDomain(FORWARDER_NAME, "1", chain_id, contracts.forwarder.address)


def addresses_of(contracts: Deployment, contract: str) -> tuple[Address, ...]:
    """Where a contract stands: one address, or one for each currency of `Money`.

    Raises:
        LookupError: no such contract.
    """
    placed = contracts.manifest.contracts.items()
    found = tuple(each.address for key, each in placed if key.partition(":")[0] == contract)
    if not found:
        there = sorted({key.partition(":")[0] for key, _ in placed})
        raise LookupError(f"no contract {contract}; there is {', '.join(there)}")
    return found


def selectors_of(contract: str, functions: Iterable[str]) -> dict[bytes, str]:
    """Selectors of a contract's functions that change the ledger, with their names.

    Raises:
        LookupError: no such function.
    """
    changing = _changing(contract)
    found: dict[bytes, str] = {}
    for name in functions:
        matching = [each for each in changing if each.name == name]
        if not matching:
            there = ", ".join(sorted(each.name for each in changing))
            raise LookupError(
                f"{contract} has no function {name} that changes it; there is {there}"
            )
        found.update({each.selector: each.name for each in matching})
    return found


@cache
def _changing(contract: str) -> tuple[FunctionAbi, ...]:
    """Read once: each key has a policy, and reading hashes every signature."""
    known = [FunctionAbi(entry) for entry in abi(contract) if entry["type"] == "function"]
    return tuple(each for each in known if not each.reads_only)


def _joined(*many: Calls) -> dict[str, tuple[str, ...]]:
    whole: dict[str, set[str]] = {}
    for calls in many:
        for contract, functions in calls.items():
            whole.setdefault(contract, set()).update(functions)
    return {contract: tuple(sorted(functions)) for contract, functions in sorted(whole.items())}
