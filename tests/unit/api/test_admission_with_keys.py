"""An organisation with a process of its own is admitted with its keys, and with no password."""

from typing import Any

import pytest
from pydantic import ValidationError

from api.members.schemas import AdmitMember

KEY = "0x" + "ab" * 20
CHECKER = {"name": "checker", "duty": "checker"}
MAKER = {"name": "maker", "duty": "maker"}
BODY = {
    "lei": "894500000CREEKBANK66",
    "name": "Creek Bank",
    "country": "AE",
    "capabilities": ("bank",),
}
PASSWORD = {"password": "a long enough secret"}


def admitted(*users: dict[str, Any], **more: Any) -> AdmitMember:
    return AdmitMember.model_validate({**BODY, "users": users, **more})


def test_keys_or_passwords_and_the_account_with_the_keys() -> None:
    here = admitted(CHECKER | PASSWORD)
    assert here.settlement_account is None
    elsewhere = admitted(CHECKER | {"key": KEY}, MAKER | {"key": KEY}, settlement_account=KEY)
    assert {user.password for user in elsewhere.users} == {None}


@pytest.mark.parametrize(
    ("users", "more", "words"),
    [
        ([CHECKER], {}, "give a password, or the key"),
        ([CHECKER | PASSWORD | {"key": KEY}], {}, "give a password, or the key"),
        ([CHECKER | {"key": KEY}], {}, "and the settlement_account"),
        (
            [CHECKER | {"key": KEY}, MAKER | PASSWORD],
            {"settlement_account": KEY},
            "so is everyone's",
        ),
        ([CHECKER | PASSWORD], {"settlement_account": KEY}, "given with the users' keys"),
        ([CHECKER | {"key": "0x12"}], {"settlement_account": KEY}, "pattern"),
    ],
    ids=["neither", "both", "no account", "some of each", "account alone", "no key"],
)
def test_half_of_both_is_refused(
    users: list[dict[str, Any]], more: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        admitted(*users, **more)
