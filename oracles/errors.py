"""Evidence that cannot be taken: what is wrong, where, and what to do next."""

from dhow.errors import BadInputError


class BadEvidence(BadInputError, ValueError):
    """A file or message that cannot serve as evidence.

    Attributes:
        what: what is wrong.
        where: file and line, or field.
        next_step: what the person can do.
    """

    def __init__(self, what: str, *, where: str, next_step: str) -> None:
        self.what = what
        self.where = where
        self.next_step = next_step
        super().__init__(f"{where}: {what}. {next_step}")
