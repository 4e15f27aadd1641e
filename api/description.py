"""The interface described as one page, drawn here: no script, no font, nothing from elsewhere.

It is made from the same OpenAPI description that `/openapi.json` gives, with the roles each route
declares.
"""

from html import escape
from typing import Any

from fastapi import FastAPI

from api.auth.roles import EVERY_ROLE, MEMBER_ROLES, Public, RoleCheck, served

_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}
h2{margin-top:2.5rem;text-transform:capitalize}
details{border-top:1px solid #8888;padding:.4rem 0}
summary{cursor:pointer}
code{font:.9em ui-monospace,monospace;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0}
.who{opacity:.8}
"""


def page(app: FastAPI) -> str:
    """The whole page."""
    description = app.openapi()
    schemas = description.get("components", {}).get("schemas", {})
    whom = {(each.path, each.method.lower()): _whom(each.whom) for each in served(app)}
    groups: dict[str, list[str]] = {}
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            tag = operation.get("tags", ["network"])[0]
            drawn = _operation(method, path, operation, schemas, whom.get((path, method), ""))
            groups.setdefault(tag, []).append(drawn)
    body = "".join(
        f"<section><h2 id='{escape(tag)}'>{escape(tag)}</h2>{''.join(drawn)}</section>"
        for tag, drawn in groups.items()
    )
    contents = " · ".join(f"<a href='#{escape(tag)}'>{escape(tag)}</a>" for tag in groups)
    words = "".join(
        f"<p>{_inline(part)}</p>"
        for part in description["info"]["description"].strip().split("\n\n")
    )
    title = f"{escape(description['info']['title'])} {escape(description['info']['version'])}"
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>"
        "<meta name='viewport' content='width=device-width,initial-scale=1'>"
        f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1>{words}"
        f"<nav aria-label='Capabilities'>{contents}</nav>{body}"
        "<p>The same as data: <a href='/openapi.json'>/openapi.json</a></p></main></body></html>"
    )


def _whom(mark: RoleCheck | Public | None) -> str:
    if not isinstance(mark, RoleCheck):
        return "anyone"
    if mark.allowed == EVERY_ROLE:
        return "anyone signed in"
    if mark.allowed == MEMBER_ROLES:
        return "any member"
    return ", ".join(sorted(mark.allowed))


def _operation(
    method: str, path: str, operation: dict[str, Any], schemas: dict[str, Any], whom: str
) -> str:
    parts = [f"<p>{_inline(operation.get('description', ''))}</p>"]
    parts.append(f"<p class='who'>For: {escape(whom)}.</p>")
    request = _schema_of(operation.get("requestBody", {}))
    if request:
        parts.append("<h3>Takes</h3>" + _table(request, schemas))
    for status in ("200", "201"):
        answer = _schema_of(operation.get("responses", {}).get(status, {}))
        if answer:
            parts.append(f"<h3>Answers {status}</h3>" + _table(answer, schemas))
    heading = f"<code>{method.upper()} {escape(path)}</code> {escape(operation['summary'])}"
    return f"<details><summary>{heading}</summary>{''.join(parts)}</details>"


def _schema_of(part: dict[str, Any]) -> dict[str, Any]:
    for content in part.get("content", {}).values():
        schema: dict[str, Any] = content.get("schema", {})
        return schema
    return {}


def _table(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    """The fields of an object; anything else in one word."""
    name, whole = _resolved(schema, schemas)
    if whole.get("type") == "array":
        return "<p>A list of:</p>" + _table(whole["items"], schemas)
    fields = whole.get("properties")
    if not fields:
        return f"<p><code>{escape(name)}</code></p>"
    needed = set(whole.get("required", ()))
    rows = "".join(
        f"<tr><td><code>{escape(field)}</code>{'' if field in needed else ' (optional)'}</td>"
        f"<td><code>{escape(_kind(part))}</code> {escape(part.get('description', ''))}</td></tr>"
        for field, part in fields.items()
    )
    words = _inline(whole.get("description", ""))
    return f"<p>{words}</p><table><tr><th>field</th><th>is</th></tr>{rows}</table>"


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    reference = schema.get("$ref", "")
    if not reference:
        return _kind(schema), schema
    name = reference.rpartition("/")[2]
    return name, schemas.get(name, {})


def _kind(part: dict[str, Any]) -> str:
    if "$ref" in part:
        return str(part["$ref"]).rpartition("/")[2]
    if "anyOf" in part:
        return " or ".join(_kind(each) for each in part["anyOf"])
    if "enum" in part:
        return " | ".join(str(each) for each in part["enum"])
    if "const" in part:
        return str(part["const"])
    if part.get("type") == "array":
        return f"list of {_kind(part.get('items', {}))}"
    return str(part.get("format") or part.get("type") or "value")


def _inline(text: str) -> str:
    """Escaped text; what stands between backticks is code."""
    pieces = escape(text).split("`")
    return "".join(f"<code>{piece}</code>" if at % 2 else piece for at, piece in enumerate(pieces))
