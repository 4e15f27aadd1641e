"""Turns: one at a time for a name, side by side for others, nothing left over."""

import threading

import pytest

from api.turns import Turns
from dhow.store import open_store
from tests.support.stores import CHEAP, MASTER_KEY


def test_holders_of_a_name_follow_each_other() -> None:
    turns = Turns()
    inside, most = 0, 0
    guard = threading.Lock()

    def act() -> None:
        nonlocal inside, most
        for _ in range(50):
            with turns.hold("credit"):
                with guard:
                    inside += 1
                    most = max(most, inside)
                with guard:
                    inside -= 1

    threads = [threading.Thread(target=act) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert (inside, most) == (0, 1)


def test_other_names_do_not_wait() -> None:
    turns = Turns()
    through = threading.Event()

    def other() -> None:
        with turns.hold("b"):
            through.set()

    with turns.hold("a"):
        thread = threading.Thread(target=other)
        thread.start()
        assert through.wait(20)
    thread.join(20)


def test_the_same_names_in_another_order_never_block_each_other() -> None:
    turns = Turns()
    done: list[int] = []

    def act(names: tuple[str, ...]) -> None:
        for _ in range(200):
            with turns.hold(*names, names[0]):  # a name said twice is held once
                pass
        done.append(1)

    threads = [
        threading.Thread(target=act, args=(names,), daemon=True)
        for names in (("a", "b"), ("b", "a"))
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert len(done) == 2


def test_processes_that_share_a_database_take_turns(postgresql_url: str) -> None:
    """Two turnstiles over one server, as of two processes: one act at a time for a name."""
    inside, most = 0, 0
    guard = threading.Lock()

    def act(turns: Turns) -> None:
        nonlocal inside, most
        for _ in range(20):
            with turns.hold("credit", "allowance"):
                with guard:
                    inside += 1
                    most = max(most, inside)
                with guard:
                    inside -= 1

    with (
        open_store(postgresql_url, MASTER_KEY, password_cost=CHEAP) as one,
        open_store(postgresql_url, MASTER_KEY, password_cost=CHEAP) as other,
    ):
        turnstiles = (Turns(one.hold), Turns(other.hold))
        threads = [threading.Thread(target=act, args=(turns,)) for turns in turnstiles * 3]
        for each in threads:
            each.start()
        for each in threads:
            each.join(60)
    assert (inside, most) == (0, 1)


def test_a_turn_ends_with_its_holder_and_leaves_nothing() -> None:
    turns = Turns()
    with pytest.raises(RuntimeError), turns.hold("a", "b"):
        raise RuntimeError
    with turns.hold("a"):
        pass
    assert vars(turns)["_locks"] == vars(turns)["_wanted"] == {}
