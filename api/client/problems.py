"""What a request can come to besides its answer."""

from typing import Any


class ApiProblem(Exception):
    """The interface refused a request: an RFC 9457 problem.

    Attributes:
        request: method and path, such as `POST /credits/applications`.
        status: HTTP status.
        problem: the whole problem document.
    """

    def __init__(self, request: str, status: int, problem: dict[str, Any]) -> None:
        self.request = request
        self.status = status
        self.problem = problem
        super().__init__(f"{request} was refused ({status}): {self.title} {self.detail}".strip())

    @property
    def title(self) -> str:
        """What kind of problem it is."""
        return str(self.problem.get("title") or f"HTTP {self.status}")

    @property
    def detail(self) -> str:
        """What is wrong this time."""
        return str(self.problem.get("detail") or "")

    @property
    def rule(self) -> str:
        """The rule of the trade behind it, such as `UCP 600 art. 14(b)`; often empty."""
        return str(self.problem.get("rule") or "")

    @property
    def next_step(self) -> str:
        """What to do about it."""
        return str(self.problem.get("next") or "")

    @property
    def code(self) -> str:
        """The contract's error name, or the problem's own."""
        named = self.problem.get("error") or self.problem.get("type", "")
        return str(named).removeprefix("urn:dhow:problem:")


class Prepared(Exception):
    """A maker's binding act is prepared; nothing is done until a checker makes the same call.

    Attributes:
        act: what was prepared, as the interface tells it (`PreparedView`).
    """

    def __init__(self, act: dict[str, Any]) -> None:
        self.act = act
        super().__init__(f"{act.get('summary', 'an act')} awaits a checker")


class NoAnswer(Exception):
    """No answer came, however often it was asked for.

    An act may or may not have been carried out. Calling again with the same idempotency key is
    safe: it is done once.

    Attributes:
        idempotency_key: the key it was sent with; None for a read.
    """

    def __init__(self, request: str, why: str, idempotency_key: str | None) -> None:
        self.request = request
        self.idempotency_key = idempotency_key
        again = f"; ask again with the key {idempotency_key}" if idempotency_key else ""
        super().__init__(f"{request} got no answer ({why}){again}")
