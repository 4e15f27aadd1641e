"""One credential a request: who reads a first and who reads a last one would read two people."""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import ApiError, ProblemResponse

_HEADER: Final = b"authorization"


class OneCredentialMiddleware:
    """Refuses a request that names more than one credential (RFC 9110, 5.3: it is no list)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or sum(name == _HEADER for name, _ in scope["headers"]) <= 1:
            await self.app(scope, receive, send)
            return
        problem = ApiError(
            400,
            "several-credentials",
            "More than one credential",
            "The request has more than one Authorization header.",
            next_step="Send one: Authorization: Bearer and the token.",
        )
        response = ProblemResponse(problem.as_problem(scope["path"]), problem.status)
        await response(scope, receive, send)
