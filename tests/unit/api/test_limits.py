"""Shares of requests: by organisation and kind, in this process or in the database."""

import pytest

from api.errors import ApiError
from api.limits import READ, SCREENING, WRITE, Limits, Quotas, kind_of
from dhow.errors import BadInputError
from dhow.store import Store
from tests.support.stores import store

__all__ = ["store"]


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_020.0

    def __call__(self) -> float:
        return self.now


def test_a_share_is_used_up_and_comes_back_with_the_next_window() -> None:
    clock = Clock()
    quotas = Quotas(Limits({WRITE: 3}), clock=clock)
    lefts = []
    for _ in range(4):
        standing = quotas.take("A", WRITE)
        assert standing is not None
        lefts.append((standing.left, standing.exhausted))
    assert lefts == [(2, False), (1, False), (0, False), (-1, True)]
    other = quotas.take("B", WRITE)
    assert other is not None
    assert not other.exhausted
    assert quotas.take("A", READ) is None
    clock.now += 60
    again = quotas.take("A", WRITE)
    assert again is not None
    assert again.left == 2


def test_what_is_told_is_in_the_drafts_form() -> None:
    clock = Clock()
    quotas = Quotas(Limits({READ: 1}), clock=clock)
    standing = quotas.take("A", READ)
    assert standing is not None
    assert standing.headers() == {
        "RateLimit-Policy": '"read";q=1;w=60',
        "RateLimit": f'"read";r=0;t={standing.seconds}',
    }
    assert 0 < standing.seconds <= 60
    beyond = quotas.take("A", READ)
    assert beyond is not None
    problem = beyond.problem()
    assert isinstance(problem, ApiError)
    assert problem.status == 429
    assert problem.headers["Retry-After"] == str(beyond.seconds)
    assert problem.values == {"violated-policies": ["read"]}


class Shared:
    """A store that several processes share."""

    shared = True

    def __init__(self, store: Store) -> None:
        self.begin = store.begin


@pytest.mark.parametrize("most", [1, 7, 20, 100])
def test_processes_that_share_a_database_keep_to_the_limit_together(
    store: Store, most: int
) -> None:
    clock = Clock()
    shared: Store = Shared(store)  # type: ignore[assignment]
    processes = [Quotas(Limits({WRITE: most}), shared, clock=clock) for _ in range(3)]
    granted = 0
    for number in range(3 * most + 9):
        standing = processes[number % 3].take("A", WRITE)
        assert standing is not None
        granted += not standing.exhausted
    assert granted == most
    clock.now += 60
    standing = processes[0].take("A", WRITE)
    assert standing is not None
    assert not standing.exhausted


def test_windows_that_are_over_are_not_kept(store: Store) -> None:
    clock = Clock()
    quotas = Quotas(Limits({WRITE: 1}), Shared(store), clock=clock)  # type: ignore[arg-type]
    for _ in range(50):
        quotas.take("A", WRITE)
        clock.now += 60
    from dhow.store.tables import quota_windows

    with store.read() as work:
        rows = work.quotas._connection.execute(quota_windows.select()).all()
    assert len(rows) < 15


@pytest.mark.parametrize(
    ("method", "route", "kind"),
    [
        ("GET", "/credits", READ),
        ("HEAD", "/credits", READ),
        ("POST", "/credits/applications", WRITE),
        ("DELETE", "/webhooks/{webhook}", WRITE),
        ("POST", "/invoices", SCREENING),
    ],
)
def test_the_kind_of_a_request(method: str, route: str, kind: str) -> None:
    assert kind_of(method, route) == kind


def test_limits_are_set_in_the_environment() -> None:
    limits = Limits.of({"DHOW_LIMIT_WRITES": "5", "DHOW_LIMIT_READS": "0"})
    assert limits.per_window == {WRITE: 5, SCREENING: 600}
    assert Limits.of({"DHOW_LIMIT_WINDOW_SECONDS": "10"}).window_seconds == 10
    assert Limits.of({}) == Limits.usual()


@pytest.mark.parametrize("value", ["", "-1", "many", "1.5", "٣", "10000000000"])
def test_a_limit_that_is_no_number_is_refused_by_name(value: str) -> None:
    with pytest.raises(BadInputError, match="DHOW_LIMIT_WRITES"):
        Limits.of({"DHOW_LIMIT_WRITES": value})


def test_a_window_without_length_is_refused() -> None:
    with pytest.raises(BadInputError, match="from 1"):
        Limits.of({"DHOW_LIMIT_WINDOW_SECONDS": "0"})
