"""Listens to requests and answers, and keeps one of each kind for each operation.

Kept is the first answer of each status that has something to show; tokens and passwords are not.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

import httpx

from api.openapi import operations

Json = dict[str, Any]

LONGEST_LIST = 2
_SECRETS = {"password", "access_token", "token", "secret"}
_PORT = re.compile(rb"127\.0\.0\.1:\d+")
_NOT_SHOWN = "not shown here"
_PLACE = re.compile(r"\{([^}]+)\}")


class Recorder:
    """Examples of every operation by its name, as `api.openapi` shows them.

    Attributes:
        operations: by operation, `request`, `answers` and `problems` by status.
        acts: every act that was carried out or prepared, in order.
    """

    def __init__(self, description: Json) -> None:
        """`description` has the operations to listen for."""
        self.operations: Json = {}
        self.acts: list[httpx.Request] = []
        self._routes: list[tuple[str, re.Pattern[str], Json]] = []
        for method, path, operation in operations(description):
            pattern = re.compile(_PLACE.sub(r"(?P<\1>[^/]+)", path) + r"\Z")
            self._routes.append((method.upper(), pattern, operation))
        # the more is said of a path, the sooner it is tried: /members/me before /members/{lei}
        self._routes.sort(key=lambda each: each[1].groups)

    async def heard(self, response: httpx.Response) -> None:
        """Keep what is new in an exchange."""
        await response.aread()
        request = response.request
        found = self.operation_of(request.method, request.url.path)
        if found is None:
            return
        operation, places = found
        kept = self.operations.setdefault(operation["operationId"], {})
        if response.is_success:
            if request.method != "GET" and "authorization" in request.headers:
                self.acts.append(request)
            self._keep_request(kept, request, operation, places)
            self._keep_answer(kept, response)
        else:
            status = str(response.status_code)
            kept.setdefault("problems", {}).setdefault(status, _shown(response.json()))

    def operation_of(self, method: str, path: str) -> tuple[Json, Mapping[str, str]] | None:
        """The operation that serves a path, and what stands in its places."""
        for its_method, pattern, operation in self._routes:
            match = pattern.match(path)
            if its_method == method and match:
                return operation, match.groupdict()
        return None

    def _keep_request(
        self, kept: Json, request: httpx.Request, operation: Json, places: Mapping[str, str]
    ) -> None:
        shown = kept.setdefault("request", {})
        types = {
            each["name"]: each["schema"].get("type") for each in operation.get("parameters", ())
        }
        if places:
            shown.setdefault(
                "path",
                {
                    name: int(value) if types.get(name) == "integer" else unquote(value)
                    for name, value in places.items()
                },
            )
        if request.url.params:
            shown.setdefault("query", dict(request.url.params))
        content = request.content
        if content:
            media_type = request.headers["content-type"].partition(";")[0]
            shown.setdefault("bodies", {}).setdefault(media_type, _body(media_type, content))

    def _keep_answer(self, kept: Json, response: httpx.Response) -> None:
        answers = kept.setdefault("answers", {}).setdefault(str(response.status_code), {})
        if not response.content:
            return
        media_type = response.headers["content-type"].partition(";")[0]
        body = _body(media_type, response.content)
        if media_type not in answers or answers[media_type] == []:
            answers[media_type] = body


def _body(media_type: str, content: bytes) -> Any:
    content = _PORT.sub(rb"127.0.0.1:9000", content)  # whichever was free in this run
    if media_type.endswith("json"):
        return _shown(json.loads(content))
    text = content.decode(errors="replace")
    if media_type == "application/x-www-form-urlencoded":
        return _shown(dict(parse_qsl(text)))
    return text


def _shown(value: Any, depth: int = 0) -> Any:
    """A value without secrets; of a long list of answers its beginning."""
    if isinstance(value, dict):
        return {
            name: _NOT_SHOWN
            if name in _SECRETS and isinstance(part, str)
            else _shown(part, depth + 1)
            for name, part in value.items()
        }
    if isinstance(value, list):
        items = value if depth else value[:LONGEST_LIST]
        return [_shown(part, depth + 1) for part in items]
    return value


def _secret(name: str, value: Any) -> bool:
    return name in _SECRETS and isinstance(value, str)
