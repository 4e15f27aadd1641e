"""Failed sign-ins are counted over all processes that share a database."""

import pytest
from sqlalchemy import select

from api.auth.limiter import FAILURES, FAILURES_OF_AN_ADDRESS, FailureLimiter
from dhow.store import Store, open_store
from dhow.store.tables import quota_windows
from tests.support.stores import MASTER_KEY

NOW = 60.0 * 1000 + 15


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def processes(postgresql_store: Store, clock: Clock) -> tuple[FailureLimiter, FailureLimiter]:
    both = FailureLimiter(), FailureLimiter()
    for each in both:
        each.share(postgresql_store, clock)
    return both


def test_two_processes_are_not_twice_the_tries(
    processes: tuple[FailureLimiter, FailureLimiter], clock: Clock
) -> None:
    one, other = processes
    for turn in range(FAILURES):
        assert processes[turn % 2].attempt("org/anna", "192.0.2.1", known=True) == 0
    assert one.attempt("org/anna", "192.0.2.1", known=True) == 45
    assert other.attempt("org/anna", "192.0.2.1", known=True) == 45
    assert other.attempt("org/ben", "192.0.2.1", known=True) == 0
    clock.now = NOW + 60
    assert FailureLimiter.attempt(one, "org/anna", "192.0.2.9", known=True) == 0


def test_who_signed_in_starts_anew_everywhere(
    processes: tuple[FailureLimiter, FailureLimiter],
) -> None:
    one, other = processes
    for _ in range(FAILURES - 1):
        one.attempt("org/anna", "192.0.2.1", known=True)
    other.attempt("org/anna", "192.0.2.1", known=True)
    other.succeeded("org/anna", "192.0.2.1")
    assert other.attempt("org/anna", "192.0.2.1", known=True) == 0


def test_an_address_is_counted_over_many_names_and_processes(
    processes: tuple[FailureLimiter, FailureLimiter],
) -> None:
    for turn in range(FAILURES_OF_AN_ADDRESS):
        assert processes[turn % 2].attempt(f"org/{turn}", "192.0.2.1") == 0
    assert processes[0].attempt("org/another", "192.0.2.1") > 0
    assert processes[1].attempt("org/another", "192.0.2.2") == 0


def test_neither_names_nor_addresses_are_kept_and_old_counts_go(
    processes: tuple[FailureLimiter, FailureLimiter], postgresql_store: Store, clock: Clock
) -> None:
    def keys() -> set[tuple[str, int]]:
        with postgresql_store.read() as work:
            rows = work.quotas._connection.execute(select(quota_windows)).all()
        return {(row.key, row.window) for row in rows}

    processes[0].attempt("org/anna", "192.0.2.1", known=True)
    assert len(keys()) == 2
    assert not any("anna" in key or "192" in key for key, _ in keys())
    with postgresql_store.begin() as work:
        work.quotas.forget(10**12)  # the allowances' windows have another length
    assert len(keys()) == 2
    clock.now = NOW + 60
    processes[0].attempt("org/anna", "192.0.2.1", known=True)
    assert {window for _, window in keys()} == {1001}


def test_a_database_of_one_process_is_not_asked() -> None:
    with open_store("sqlite://", MASTER_KEY) as store:
        limiter = FailureLimiter()
        limiter.share(store)
        assert limiter.attempt("org/anna", "192.0.2.1", known=True) == 0
        with store.read() as work:
            rows = work.quotas._connection.execute(select(quota_windows)).all()
        assert rows == []


def test_what_was_never_let_through_is_not_given_back_to_the_address(
    processes: tuple[FailureLimiter, FailureLimiter],
) -> None:
    """Else who signs in with a name of their own buys tries at the others'."""
    one, other = processes
    for each in processes:
        for _ in range(FAILURES):
            each.attempt("org/own", "192.0.2.1", known=True)
    one.succeeded("org/own", "192.0.2.1")
    other.succeeded("org/own", "192.0.2.1")
    let_in = sum(
        processes[turn % 2].attempt(f"org/{turn}", "192.0.2.1") == 0
        for turn in range(2 * FAILURES_OF_AN_ADDRESS)
    )
    assert let_in == FAILURES_OF_AN_ADDRESS
