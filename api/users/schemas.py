"""Users as the interface takes and gives them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from api.members.schemas import DutyName, UserName
from api.schemas import Address, Answer, ReceiptView, Request

Password = Annotated[str, StringConstraints(min_length=8, max_length=200)]


class AddUser(Request):
    """A person, or a machine, who acts for your organisation."""

    name: UserName
    duty: DutyName
    password: Password = Field(repr=False)
    administrator: bool = False


class NewDuty(Request):
    """The duty a user shall have."""

    duty: DutyName


class Administering(Request):
    """Whether a user shall administer the others."""

    administrator: bool


class NewPassword(Request):
    """A password an administrator sets; the user changes it after signing in."""

    password: Password = Field(repr=False)


class OwnPassword(Request):
    """Your new password, with the one you have."""

    current: Annotated[str, StringConstraints(max_length=200)] = Field(repr=False)
    password: Password = Field(repr=False)


class EraseUser(Request):
    """A user of your organisation who was stopped before. In the body: paths are kept longer."""

    user: UserName


class ErasedView(Answer):
    """A user is erased; `instead` stands wherever the name stood, in the audit log too."""

    instead: str


class UserView(Answer):
    """A user of your organisation.

    `key_duty` is what the ledger lets the user's key do: `maker`, `checker`, or `none`.
    """

    name: str
    duty: str
    administrator: bool
    disabled: bool
    added_at: datetime
    key: Address | None
    key_duty: str
    receipt: ReceiptView | None = None
