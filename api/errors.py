"""One shape for everything that goes wrong: RFC 9457 problem details.

Whatever a request runs into, the answer says what is wrong, by which rule, and what to do next. A
contract's refusal keeps its name (`error`), its rule and its values, so that a program can act on
it and a banker can read it.
"""

import logging
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from api import misshapen
from api.blocking import blocking
from api.current import Current, current
from api.observing.exchange import note_refusal
from api.refusals import next_step_for, status_for
from dhow.errors import DhowError, EnvironmentProblemError
from dhow.ledger.abi import Refusal
from dhow.ledger.client import BlockReplaced
from dhow.ledger.engines.base import EngineError
from dhow.ledger.refusals import RefusalBook
from dhow.ledger.sending import StillUnderWay
from dhow.ledger.signers.policy import PolicyRefusal
from dhow.store import AlreadyStored, NotEntitled, NotFound
from dhow.trade.records import InvalidInput

PROBLEM_TYPE = "application/problem+json"

_MOST_FIELDS = 50  # told of one request; an answer is not longer for being asked badly
_LONGEST_PATH = 200
_NO_WORDS = "The ledger or the store cannot be reached at the moment."

_log = logging.getLogger("dhow.api")


class ApiError(Exception):
    """A request that cannot be carried out, in words.

    Args:
        status: HTTP status.
        code: short name in kebab case; becomes the problem's type, `urn:dhow:problem:<code>`.
        title: what kind of problem, the same every time.
        detail: what is wrong this time.
        rule: the rule of the trade behind it, such as `UCP 600 art. 14(b)`.
        next_step: what to do about it.
        error: the contract's error name, where a contract refused.
        values: figures and names a program can act on.
        fields: `(path, problem)` of each field that cannot be taken.
        headers: sent along.
    """

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str = "",
        *,
        rule: str = "",
        next_step: str = "",
        error: str = "",
        values: Mapping[str, Any] | None = None,
        fields: tuple[tuple[str, str], ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or title)
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.rule = rule
        self.next_step = next_step
        self.error = error
        self.values = dict(values or {})
        self.fields = fields
        self.headers = dict(headers or {})

    def as_problem(self, instance: str) -> dict[str, Any]:
        """The problem document; members with nothing to say are left out."""
        whole: dict[str, Any] = {
            "type": f"urn:dhow:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail or self.title,
            "instance": instance,
            "rule": self.rule,
            "next": self.next_step,
            "error": self.error,
            "values": self.values,
            "fields": [{"path": path, "problem": problem} for path, problem in self.fields],
        }
        return {name: value for name, value in whole.items() if value not in ("", {}, [])}


def not_found(what: str) -> ApiError:
    """Unknown, or another organisation's: the answer is the same, so that nothing leaks."""
    return ApiError(
        404,
        "not-found",
        "Not found",
        f"There is no {what} here that your organisation may see.",
        next_step="Check the identifier, and that you signed in as a party to it.",
    )


def elsewhere(what: str, holder: str, why: str = "does not answer") -> ApiError:
    """503: what is needed is with another organisation's process that cannot be reached now."""
    return ApiError(
        503,
        "content-elsewhere",
        "Held by another organisation's process",
        f"{what[:1].upper()}{what[1:]} is held by the process of {holder}, which {why}.",
        next_step="It is fetched as soon as that process answers. Ask again then.",
        headers={"Retry-After": "5"},
    )


def gone(what: str) -> ApiError:
    """There was one, and its content was erased for good."""
    return ApiError(
        410,
        "erased",
        "Erased",
        f"The content of this {what} was erased by its owner. Its hash stands on the ledger.",
        next_step="Whoever kept a copy can still show that it is the one: compare its hash.",
    )


def forbidden(detail: str, next_step: str = "", rule: str = "") -> ApiError:
    """Known to the caller, but not its to do."""
    return ApiError(403, "not-yours-to-do", "Not allowed", detail, next_step=next_step, rule=rule)


def unacceptable(path: str, problem: str, *, rule: str = "", next_step: str = "") -> ApiError:
    """A field that cannot be taken as it is."""
    return ApiError(
        422,
        "invalid-input",
        "The request cannot be taken as it is",
        f"{path}: {problem}" if path else problem,
        rule=rule,
        next_step=next_step or "Correct the field named and send the request again.",
        fields=((path, problem),) if path else (),
    )


def conflict(code: str, detail: str, *, rule: str = "", next_step: str = "") -> ApiError:
    """The state of things does not allow it."""
    title = "The state of things does not allow this"
    return ApiError(409, code, title, detail, rule=rule, next_step=next_step)


def from_refusal(refusal: Refusal, book: RefusalBook) -> ApiError:
    """A contract's refusal as words, rule and values."""
    explained = book.explain(refusal)
    return ApiError(
        status_for(explained.error),
        kebab(explained.error),
        "The ledger refuses this",
        explained.notice,
        rule=explained.rule,
        next_step=next_step_for(explained.error, explained.values),
        error=explained.error,
        values=explained.values,
    )


def from_invalid_input(problem: InvalidInput) -> ApiError:
    """A record of the trade that cannot be read, with each of its fields."""
    return ApiError(
        422,
        "invalid-input",
        "The request cannot be taken as it is",
        str(problem),
        next_step="Correct the fields named and send the request again.",
        fields=tuple((each.path, each.words) for each in problem.problems),
    )


def kebab(error: str) -> str:
    """`Credit_TooLate` -> `credit-too-late`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", error).replace("_", "-").lower()


class ProblemResponse(JSONResponse):
    """A problem document on the wire."""

    media_type = PROBLEM_TYPE

    def render(self, content: Any) -> bytes:
        return orjson.dumps(content)


def respond(request: Request, problem: ApiError) -> ProblemResponse:
    """The answer for a problem."""
    note_refusal(problem.error or problem.code, problem.rule)
    return ProblemResponse(
        problem.as_problem(request.url.path), status_code=problem.status, headers=problem.headers
    )


def install(
    app: FastAPI, book: RefusalBook, with_figures: Callable[[ApiError], ApiError] | None = None
) -> None:
    """Give every kind of failure the one shape.

    Args:
        with_figures: a refusal of the ledger in the figures of its capability.
    """

    async def api_error(request: Request, problem: Exception) -> ProblemResponse:
        assert isinstance(problem, ApiError)  # noqa: S101 - Starlette dispatches by type
        return respond(request, problem)

    async def refusal(request: Request, problem: Exception) -> ProblemResponse:
        assert isinstance(problem, Refusal)  # noqa: S101
        told = from_refusal(problem, book)
        if with_figures is not None:
            told = await blocking(with_figures, told)
        return respond(request, told)

    async def invalid_input(request: Request, problem: Exception) -> ProblemResponse:
        assert isinstance(problem, InvalidInput)  # noqa: S101
        return respond(request, from_invalid_input(problem))

    app.add_exception_handler(ApiError, api_error)
    app.add_exception_handler(Refusal, refusal)
    app.add_exception_handler(InvalidInput, invalid_input)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DhowError, _dhow)
    app.add_exception_handler(PolicyRefusal, _policy)
    app.add_exception_handler(NotFound, _not_found)
    app.add_exception_handler(NotEntitled, _not_entitled)
    app.add_exception_handler(AlreadyStored, _already_stored)


async def _validation(request: Request, problem: Exception) -> ProblemResponse:
    assert isinstance(problem, RequestValidationError)  # noqa: S101
    found = problem.errors()
    fields = tuple(
        (_path(each["loc"])[:_LONGEST_PATH], misshapen.words(each)) for each in found[:_MOST_FIELDS]
    )
    said = [f"{path}: {words}" if path else words for path, words in fields]
    if len(found) > _MOST_FIELDS:
        said.append(f"and {len(found) - _MOST_FIELDS:,} more")
    return respond(
        request,
        ApiError(
            422,
            "invalid-input",
            "The request cannot be taken as it is",
            "; ".join(said),
            next_step="Correct the fields named and send the request again; /docs has the shapes.",
            fields=fields,
        ),
    )


def _path(location: tuple[int | str, ...]) -> str:
    """`("body", "terms", 0, "kind")` -> `terms[0].kind`; path and query parameters by name."""
    whole = ""
    for part in location[1:]:
        if isinstance(part, int):
            whole += f"[{part}]"
        else:
            whole += f".{part}" if whole else part
    return whole


async def _http(request: Request, problem: Exception) -> ProblemResponse:
    assert isinstance(problem, HTTPException)  # noqa: S101
    phrase = HTTPStatus(problem.status_code).phrase
    detail = problem.detail if problem.detail != phrase else ""
    next_step = {
        404: "See /docs for the routes there are.",
        405: "See /docs for the methods this route takes.",
    }.get(problem.status_code, "")
    code = phrase.lower().replace(" ", "-")
    return respond(
        request,
        ApiError(
            problem.status_code,
            code,
            phrase,
            detail,
            next_step=next_step,
            headers=problem.headers,
        ),
    )


async def _dhow(request: Request, problem: Exception) -> ProblemResponse:
    """An error of the core that a person is meant to read; the ledger or the store is the cause."""
    if isinstance(problem, EnvironmentProblemError):
        return respond(request, unavailable(problem))
    route = getattr(request.scope.get("route"), "path", "")  # what stands in a path may be a name
    _log.warning("%s %s: %s", request.method, route, problem)
    return respond(
        request,
        ApiError(
            422,
            "invalid-input",
            "The request cannot be taken as it is",
            str(problem),
            next_step="Correct it and try again.",
        ),
    )


async def _policy(request: Request, problem: Exception) -> ProblemResponse:
    """What the guard of a key does not let it sign: for whoever keeps the keys to look into."""
    assert isinstance(problem, PolicyRefusal)  # noqa: S101
    _log.warning("%s %s: %s", request.method, request.url.path, problem)
    return respond(
        request,
        ApiError(
            403,
            f"signing-policy-{problem.rule}",
            "The key may not sign this",
            str(problem),
            next_step="Ask whoever keeps the keys whether the policy should allow it.",
        ),
    )


async def _not_found(request: Request, problem: Exception) -> ProblemResponse:
    assert isinstance(problem, NotFound)  # noqa: S101
    return respond(request, not_found(problem.what))


async def _not_entitled(request: Request, problem: Exception) -> ProblemResponse:
    return respond(request, forbidden(f"This is not yours to do: {problem}."))


async def _already_stored(request: Request, problem: Exception) -> ProblemResponse:
    assert isinstance(problem, AlreadyStored)  # noqa: S101
    return respond(
        request,
        conflict(
            "exists-already",
            f"There is {'an' if problem.what[0] in 'aeio' else 'a'} {problem.what}"
            f" {problem.identifier} already.",
            next_step="Use the one there is, or another reference.",
        ),
    )


def unavailable(problem: EnvironmentProblemError) -> ApiError:
    """503: ledger or store does not answer, or no block is made. Addresses are for the log only."""
    _log.warning("not available: %s", problem)
    under_way = current.get()
    if under_way is not None and isinstance(problem, StillUnderWay | BlockReplaced):
        under_way.waits = True  # the one who asked is told where to follow it
    return ApiError(
        503,
        "not-available",
        "The ledger or the store does not answer",
        _without_addresses(problem),
        next_step="Try again shortly."
        if under_way is None
        else _next_of_a_write(problem, under_way),
        headers={"Retry-After": "5"},
    )


def _without_addresses(problem: EnvironmentProblemError) -> str:
    """What does not answer, in words of which none names a machine."""
    if isinstance(problem, StillUnderWay):
        return (
            "The act was accepted, and no block is being made that takes it in. It stays accepted:"
            " it will be in a block, or refused, once, when blocks are made again."
        )
    if isinstance(problem, EngineError):
        return (
            "No node of the ledger can answer: no block is being made, or none that reaches us."
            " What was accepted before stays accepted, and is done once."
        )
    said = str(problem)
    return _NO_WORDS if "://" in said else said


def _next_of_a_write(problem: EnvironmentProblemError, under_way: Current) -> str:
    again = "Send the same request again under its Idempotency-Key: nothing is done twice"
    if isinstance(problem, StillUnderWay | BlockReplaced):
        return f"{again}. Follow it at GET /operations/{under_way.operation}."
    return f"{again}. GET /operations lists what was accepted."


def fault() -> ApiError:
    """A fault of ours, told without its inside; the log has it whole under the request id."""
    return ApiError(
        500,
        "internal-error",
        "Internal error",
        "Something went wrong on our side; whether the act was carried out is on the ledger.",
        next_step="Read the object's state before trying again, and report the X-Request-Id.",
    )
