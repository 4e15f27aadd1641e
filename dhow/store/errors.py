"""Refusals of the store, in words."""

from dhow.errors import BadInputError, EnvironmentProblemError


def first_line(problem: Exception) -> str:
    """What a driver said, without the statement and its values: those are nobody's to read."""
    return str(getattr(problem, "orig", None) or problem).strip().partition("\n")[0]


class StoreError(BadInputError):
    """Something asked of the store cannot be done."""


class NotFound(StoreError):
    """There is no such object, or the acting organisation may not know of it: the same answer."""

    def __init__(self, what: str, identifier: str) -> None:
        self.what = what
        self.identifier = identifier
        super().__init__(f"no {what} {identifier} is known here")


class NotEntitled(StoreError):
    """The organisation sees the object but may not do this with it."""


class AlreadyStored(StoreError):
    """An object with this id is stored already."""

    def __init__(self, what: str, identifier: str) -> None:
        self.what = what
        self.identifier = identifier
        super().__init__(f"{what} {identifier} is stored already")


class StoreUnusable(EnvironmentProblemError):
    """The database cannot be opened, or not with this master key."""


class NotADatabaseAddress(StoreUnusable):
    """What was given is no address of a database, or of a kind that is not supported."""

    exit_code = BadInputError.exit_code
