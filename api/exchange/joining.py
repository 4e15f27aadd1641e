"""The first users of an organisation whose process has a database of its own.

The registrar admits it with the keys that it made itself. Once the directory tells of it, those of
its users whose keys the ledger knows can sign in here, with a first password that only this process
has written down; they are who the ledger says: makers, checkers.
"""

from typing import Any

from api import records
from api.context import ApiContext
from api.exchange.signing import first_users
from api.ids import lei_of, org_hex
from dhow.ledger.bindings.values import Duty, Standing


def admitted(context: ApiContext, lei: str) -> bool:
    """Whether the ledger has an organisation: before, nobody hands its process anything."""
    with context.store.read() as work:
        return records.organisation(work, lei).standing is not Standing.NONE


def join(context: ApiContext, lei: str, *, whole: bool = True) -> bool:
    """Make the first users, once the organisation is admitted; whether it was done now.

    Args:
        whole: not before the ledger has the key of every one of them: they are added one by one.
    """
    organisation = org_hex(lei)
    with context.store.read() as work:
        if work.users.all(organisation) or work.organisations.by_lei(organisation, lei) is None:
            return False
        duties = {
            name: record.duty.name.lower()
            for name in first_users(context, lei)
            if (record := records.key(work, context.keys.user(lei, name).address)).duty
            is not Duty.NONE
            and lei_of(record.organisation) == lei
        }
        row = work.organisations.by_lei(organisation, lei)
    if not duties or row is None or (whole and len(duties) < len(first_users(context, lei))):
        return False
    administrators = {
        next((name for name, found in sorted(duties.items()) if found == duty), "")
        for duty in (("checker", "maker") if row.dual_control else ("checker",))
    }
    password = context.first_password()
    at = context.now()
    with context.store.begin() as work:
        for name, duty in sorted(duties.items()):
            work.users.system_add(
                organisation=organisation,
                name=name,
                duty=duty,
                password=password,
                at=at,
                administrator=name in administrators,
            )
    return True


def to_be_admitted(context: ApiContext, lei: str) -> dict[str, Any]:
    """The keys that the registrar is to admit an organisation with."""
    return {
        "lei": lei,
        "settlement_account": context.keys.account(lei).address,
        "users": [
            {
                "name": name,
                "duty": "maker" if "maker" in name else "checker",
                "key": context.keys.user(lei, name).address,
            }
            for name in first_users(context, lei)
        ],
    }
