"""The interface's manual (`api/README.md`) says what is there: every route, every binding act."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from api.auth.roles import served
from tests.support.api import open_network

_CODE = re.compile(r"`([^`]+)`")
_PLACE = re.compile(r"\{[^}]+\}")


@pytest.fixture(scope="module")
def app() -> Iterator[FastAPI]:
    with open_network() as network:
        yield network.app


def written(manual: str) -> dict[str, bool]:
    """`METHOD /path` of each row, places unnamed, and whether it is marked as binding."""
    found: dict[str, bool] = {}
    for line in manual.splitlines():
        cell = line.split(" | ")[0]
        if not re.match(r"\| `(GET|POST|PUT|PATCH|DELETE) /", cell):
            continue
        first, *others = _CODE.findall(cell)
        method, base = first.split(" ")
        routes = [base]
        for other in others:
            if other.startswith(("GET ", "POST ", "PUT ", "PATCH ", "DELETE ")):
                routes.append(other.split(" ")[1])
            elif other.startswith("/{"):
                routes.append(base + other)
            else:
                routes.append(base.rpartition("/")[0] + other)
        for route in (each.partition("?")[0] for each in routes):
            found[f"{method} {_PLACE.sub('{}', route)}"] = "◆" in cell
    return found


def there(app: FastAPI) -> dict[str, bool]:
    """The same of the application: a binding act may answer 202 with what was prepared."""
    described = app.openapi()["paths"]
    return {
        f"{each.method} {_PLACE.sub('{}', each.path)}": "content"
        in described.get(each.path, {})
        .get(each.method.lower(), {})
        .get("responses", {})
        .get("202", {})
        for each in served(app)
        if each.path != "/docs"
    }


def test_the_manual_lists_the_routes_there_are(app: FastAPI, repository_root: Path) -> None:
    manual = written((repository_root / "api" / "README.md").read_text(encoding="utf-8"))
    routes = there(app)
    assert sorted(set(manual) - set(routes)) == [], "in the manual, not there"
    assert sorted(set(routes) - set(manual)) == [], "there, not in the manual"


def test_the_manual_marks_the_binding_acts(app: FastAPI, repository_root: Path) -> None:
    manual = written((repository_root / "api" / "README.md").read_text(encoding="utf-8"))
    routes = there(app)
    assert sum(manual.values()) > 8
    assert {each for each, binding in manual.items() if binding} == {
        each for each, binding in routes.items() if binding
    }


def test_every_route_has_words_and_a_shape(app: FastAPI) -> None:
    described = app.openapi()
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert len(operation["description"]) > 20, where
            answers = [operation["responses"].get(status) for status in ("200", "201", "204")]
            (answer,) = [each for each in answers if each]
            assert answer.get("content") or "204" in operation["responses"], where
            problems = {status for status in operation["responses"] if status >= "400"}
            assert {"500", "503"} <= problems, where
            for status in problems:
                (media_type,) = operation["responses"][status]["content"]
                assert media_type == "application/problem+json", where
    assert "Problem" in described["components"]["schemas"]
