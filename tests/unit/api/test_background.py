"""Workers beside the requests: started, stopped, started again after a failure."""

import threading

import pytest

from api.background import Background

PATIENCE = 10


def _wait(stop: threading.Event) -> None:
    stop.wait()


def test_a_worker_runs_until_it_is_told_to_stop() -> None:
    background, running, ended = Background(), threading.Event(), threading.Event()

    def follow(stop: threading.Event) -> None:
        running.set()
        stop.wait()
        ended.set()

    background.add("follower", follow)
    assert not running.is_set()
    background.start()
    assert running.wait(PATIENCE)
    background.stop()
    assert ended.is_set()


def test_a_worker_added_late_starts_at_once_and_starting_twice_starts_nothing_twice() -> None:
    background, started = Background(), []
    ready = threading.Event()

    def work(stop: threading.Event) -> None:
        started.append(threading.get_ident())
        ready.set()
        stop.wait()

    background.start()
    background.add("sender", work)
    background.start()
    assert ready.wait(PATIENCE)
    background.stop()
    assert len(started) == 1


def test_a_failure_is_told_and_the_worker_is_started_again() -> None:
    background = Background()
    told, recovered, go_on = threading.Event(), threading.Event(), threading.Event()
    tries = []

    def work(_stop: threading.Event) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("the node is away")
        told.set()
        go_on.wait(PATIENCE)
        recovered.set()

    background.add("sender", work)
    background.start()
    assert told.wait(PATIENCE)
    assert background.failures() == {"sender": "OSError: the node is away"}
    go_on.set()
    assert recovered.wait(PATIENCE)
    background.stop()
    assert background.failures() == {}


def test_two_workers_of_one_name_are_refused() -> None:
    background = Background()
    background.add("sender", _wait)
    with pytest.raises(ValueError, match="sender"):
        background.add("sender", _wait)
