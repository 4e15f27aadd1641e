"""Parties as users of the API: all they do in a story is a request they could make themselves."""

from collections import Counter
from typing import Any

import httpx

from dhow.errors import DhowError
from scenarios.stage.parties import Member
from scenarios.stage.shown import Refused

PREPARED = 202  # a maker's binding act, which awaits a checker


class ApiProblem(DhowError):
    """The API refused a request: an RFC 9457 problem.

    Attributes:
        status: HTTP status.
        problem: the whole problem document.
    """

    def __init__(self, actor: str, request: str, status: int, problem: dict[str, Any]) -> None:
        """Keep the problem and say in one line who was refused what."""
        self.status = status
        self.problem = problem
        title = str(problem.get("title", f"HTTP {status}"))
        detail = str(problem.get("detail") or "")
        super().__init__(f"{actor}: {request} was refused ({status}): {title} {detail}".strip())

    @property
    def code(self) -> str:
        """The contract's error name, or the problem's own."""
        return str(self.problem.get("error") or self.problem.get("type", "")).removeprefix(
            "urn:dhow:problem:"
        )

    def as_refused(self) -> Refused:
        """The refusal as a story shows it."""
        words = str(self.problem.get("detail") or self.problem.get("title") or "")
        return Refused(words=words, rule=str(self.problem.get("rule") or ""), code=self.code)


class Actor:
    """One organisation signed in to the API, with a maker and a checker user."""

    def __init__(
        self, member: Member | None, client: httpx.AsyncClient, counter: Counter[str]
    ) -> None:
        """`member` is None for the network's operator."""
        self.member = member
        self.code = member.code if member else "operator"
        self.name = member.name if member else "Network operator"
        self._client = client
        self._counter = counter
        self._tokens: dict[str, str] = {}

    async def sign_in(self, user: str, username: str, password: str) -> None:
        """Get a token for one of the organisation's users."""
        response = await self._client.post(
            "/auth/token", data={"username": username, "password": password}
        )
        self._tokens[user] = self._read(response)["access_token"]

    async def get(self, path: str) -> Any:
        """Read something."""
        return await self._request("GET", path, "checker")

    async def look(self, path: str) -> Any:
        """Read something for the record of a run; not counted as an act of the party."""
        return await self._request("GET", path, "checker", counted=False)

    async def post(self, path: str, body: Any = None) -> Any:
        """Act where one key suffices."""
        return await self._request("POST", path, "checker", json=body)

    async def upload(self, path: str, content: bytes, media_type: str) -> Any:
        """Send a file as it is."""
        return await self._request(
            "POST", path, "checker", content=content, headers={"Content-Type": media_type}
        )

    async def bind(self, path: str, body: Any = None) -> Any:
        """Do a binding act: maker, then checker, where the organisation has dual control."""
        if self.member is not None and self.member.dual_control:
            await self._request("POST", path, "maker", json=body)
        return await self._request("POST", path, "checker", json=body)

    async def _request(
        self, method: str, path: str, user: str, *, counted: bool = True, **how: Any
    ) -> Any:
        headers = {**how.pop("headers", {}), "Authorization": f"Bearer {self._tokens[user]}"}
        if counted:
            self._counter[self.code] += 1
        response = await self._client.request(method, path, headers=headers, **how)
        return self._read(response)

    def _read(self, response: httpx.Response) -> Any:
        if response.is_success:
            return response.json() if response.content else None
        try:
            problem = response.json()
        except ValueError:
            problem = {"title": response.text[:200]}
        request = f"{response.request.method} {response.request.url.path}"
        raise ApiProblem(self.name, request, response.status_code, problem)
