"""What is said to a person whose invoice cannot be used."""

from dhow.errors import BadInputError


class InvoiceError(BadInputError):
    """A file, or one element of it, cannot be used.

    Says the file, the path of the element, what was found and expected there, and what to do.
    """

    def __init__(self, file: str, where: str, problem: str, advice: str) -> None:
        self.file = file
        self.where = where
        self.problem = problem
        self.advice = advice
        place = f"{file}: {where}" if where else file
        super().__init__(f"{place}: {problem}. {advice}")


class NotAnInvoice(InvoiceError):
    """The bytes are something else: a text, another kind of message, a PDF without an invoice."""


class BadInvoice(InvoiceError):
    """It is an invoice, but an element is missing, wrong, or beyond what a reader may accept."""
