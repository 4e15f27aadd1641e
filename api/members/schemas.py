"""Members as the interface takes and gives them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from api.schemas import (
    Address,
    Answer,
    Bic,
    CountryCode,
    Lei,
    Locode,
    ReceiptView,
    Request,
    ShortWords,
    Text,
)

CapabilityName = Literal[
    "exporter",
    "importer",
    "bank",
    "carrier",
    "inspector",
    "customs",
    "terminal",
    "financier",
    "oracle operator",
    "regulator",
]
UserName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
DutyName = Literal["maker", "checker"]
Minute = Annotated[int, Field(ge=0, le=24 * 60)]


Password = Annotated[str, StringConstraints(min_length=8, max_length=200)]


class NewUser(Request):
    """A person who acts for the organisation: with a password here, or a key of its own process."""

    name: UserName
    duty: DutyName
    password: Password | None = Field(default=None, repr=False)
    key: Address | None = Field(
        default=None, description="its key, where the organisation's own process holds it"
    )
    administrator: bool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> "NewUser":
        if (self.password is None) is (self.key is None):
            raise ValueError("give a password, or the key that the organisation's process holds")
        return self


class AdmitMember(Request):
    """An organisation to be admitted. Its first checker's key is the first it has on the ledger."""

    lei: Lei
    name: Text
    country: CountryCode
    capabilities: Annotated[tuple[CapabilityName, ...], Field(min_length=1)]
    bic: Bic | None = None
    dual_control: bool = False
    users: Annotated[tuple[NewUser, ...], Field(min_length=1, max_length=20)]
    settlement_account: Address | None = Field(
        default=None, description="its account, where its own process holds the keys"
    )

    @model_validator(mode="after")
    def _enough_users(self) -> "AdmitMember":
        duties = [user.duty for user in self.users]
        if "checker" not in duties:
            raise ValueError("users: at least one must be a checker, who carries out binding acts")
        if self.dual_control and "maker" not in duties:
            raise ValueError("users: dual control needs a maker besides the checker")
        if len({user.name for user in self.users}) != len(self.users):
            raise ValueError("users: each name once")
        elsewhere = [user for user in self.users if user.key is not None]
        if elsewhere and (len(elsewhere) < len(self.users) or self.settlement_account is None):
            raise ValueError(
                "users: where one's key is given, so is everyone's, and the settlement_account"
            )
        if self.settlement_account is not None and not elsewhere:
            raise ValueError("settlement_account: is given with the users' keys, or not at all")
        named = [user for user in self.users if user.administrator]
        if named and all(user.duty != "checker" for user in named):
            raise ValueError("users: one administrator at least must be a checker")
        return self

    def administrators(self) -> frozenset[str]:
        """Who administers the users: those named, or else the first checker.

        With dual control the first maker does too, for then two must agree.
        """
        named = frozenset(user.name for user in self.users if user.administrator)
        if named:
            return named
        duties = ("checker", "maker") if self.dual_control else ("checker",)
        return frozenset(
            next(user.name for user in self.users if user.duty == duty) for duty in duties
        )


class Reason(Request):
    """Why, in a few words: at most 31 characters; stands on the ledger."""

    reason: ShortWords


class PublishCalendar(Request):
    """A year's banking days at a place. Days not named are open (UCP 600 art. 2)."""

    place: Locode
    year: Annotated[int, Field(ge=2000, le=2100)]
    closed: Annotated[tuple[date, ...], Field(max_length=366)]
    utc_offset_minutes: Annotated[int, Field(ge=-14 * 60, le=14 * 60)]
    opens_minute: Minute
    closes_minute: Minute
    summer_from: Annotated[int, Field(ge=0, le=366, description="day of the year, from 0")] = 0
    summer_until: Annotated[int, Field(ge=0, le=366)] = 0
    summer_shift_minutes: Annotated[int, Field(ge=0, le=180)] = 0


class CalendarView(Answer):
    """A year's banking days of a bank at a place."""

    bank: str
    place: str
    year: int
    closed: tuple[date, ...]
    utc_offset_minutes: int
    opens_minute: int
    closes_minute: int
    summer_from: int
    summer_until: int
    summer_shift_minutes: int
    receipt: ReceiptView | None = None


class MemberView(Answer):
    """A member as the directory shows it; the directory is open to every member."""

    lei: str
    name: str
    bic: str | None
    country: str
    capabilities: tuple[str, ...]
    dual_control: bool
    standing: str
    receipt: ReceiptView | None = None


class MeView(Answer):
    """Who is signed in."""

    organisation: str
    name: str
    user: str
    duty: str
    roles: tuple[str, ...]
    key: Address
    settlement_account: Address | None


class AppointKey(Request):
    """A key that your organisation holds itself, and what it is to be."""

    key: Address
    duty: DutyName


class RotateKey(Request):
    """A user of your organisation whose key, kept here, is to be replaced."""

    user: UserName


class ChangeAccount(Request):
    """Where your organisation is to be paid and to pay from: an address whose key you hold."""

    account: Address


class AccountView(Answer):
    """Where your organisation is paid and pays from.

    `held_here` says whether its key is kept here, and so whether requests can be signed with it.
    """

    settlement_account: Address
    held_here: bool
    receipt: ReceiptView | None = None


class KeyView(Answer):
    """A key that acts for your organisation on the ledger.

    `user` is whose it is where it is kept here; a key without one is held by yourselves. `duty` is
    `none` for one that was just taken away.
    """

    key: Address
    duty: str
    user: str | None
    receipt: ReceiptView | None = None


class RotationView(Answer):
    """A user's new key, and those that were taken away."""

    user: str
    key: Address
    retired: tuple[Address, ...]
    receipt: ReceiptView | None = None
