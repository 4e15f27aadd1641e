"""A model of letters of credit on the ledger, to play the same acts against as the contracts.

Written from the rules of trade and the interfaces' words, not from the contracts' code: where model
and contract differ, one of them is wrong. One module a concern, each act a rule of its own:

    @rule("waive")
    def waive(world: World, by: str, presentation: bytes) -> Verdict:
        ...

A rule tells every reason for which the act must be refused, by the names of the contracts' errors,
and what it does where there is none. A new act is a rule here, a line in `looking` where there is a
new record, and a way to try it in `playing`.
"""

from tests.support.credit_model import (
    advice,
    amendments,
    assignments,
    collateral,
    consents,
    examining,
    presentations,
    reimbursement,
    restraints,
    settlement,
    substituting,
    terms,
    transfers,
    waiting,
)

__all__ = [
    "advice",
    "amendments",
    "assignments",
    "collateral",
    "consents",
    "examining",
    "presentations",
    "reimbursement",
    "restraints",
    "settlement",
    "substituting",
    "terms",
    "transfers",
    "waiting",
]
