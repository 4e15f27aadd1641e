"""The contracts of letters of credit, put in place as `dhow.ledger.deploy` does it."""

from typing import Any

from dhow.ledger.abi import python_name
from dhow.ledger.contract import Contract
from dhow.ledger.deploy import PARTS, POWERS, SINGLETONS
from dhow.ledger.types import Act, View
from tests.support.network import Network

REGISTER = "Credit"


class CreditContracts:
    """Register and sisters, asked as one: an act or view goes to the contract that has it."""

    def __init__(self, net: Network, calendars: Contract, documents: Contract) -> None:
        """Deploy each with what its constructor asks for, and hand out their powers."""
        known: dict[str, str] = {
            "members": net.members.address,
            "calendars": calendars.address,
            "documents": documents.address,
            "authority": net.manager.address,
            "forwarder": net.forwarder.address,
        }
        self.all: dict[str, Contract] = {}
        for name in SINGLETONS:
            if name.startswith(REGISTER):
                abi = net.chain.artifacts[name].abi
                asked = next(each["inputs"] for each in abi if each["type"] == "constructor")
                arguments = [known[python_name(each["name"])] for each in asked]
                self.all[name] = net.chain.deploy(name, *arguments)
                known[python_name(name[0].lower() + name[1:])] = self.all[name].address
        self.register = self.all[REGISTER]
        self.address = self.register.address
        self.collateral = self.all["CreditCollateral"]
        self.advice = self.all["CreditAdvice"]
        self.amendments = self.all["CreditAmendments"]
        self.assignments = self.all["CreditAssignments"]
        self.transfers = self.all["CreditTransfers"]
        self.restraints = self.all["CreditRestraints"]
        self.presentations = self.all["CreditPresentations"]
        self.settlement = self.all["CreditSettlement"]
        net.chain.send(self.register.act("connect", self.collateral.address), net.admin)
        connecting = self.assignments.act("connectSettlement", self.settlement.address)
        net.chain.send(connecting, net.admin)
        for part, holder in PARTS.items():
            for name, powers in POWERS.items():
                given = [function for function, who in powers.items() if who is part]
                if given:
                    net.empower(part, self.all[holder], self.all[name], *given)

    def act(self, function: str, *args: Any, **kwargs: Any) -> Act[Any]:
        """An act of whichever of them has the function."""
        return self.having(function).act(function, *args, **kwargs)

    def view(self, function: str, *args: Any, **kwargs: Any) -> View[Any]:
        """A view of whichever of them has the function."""
        return self.having(function).view(function, *args, **kwargs)

    def having(self, function: str) -> Contract:
        """The first of them that has a function."""
        return next(each for each in self.all.values() if each.has(function))
