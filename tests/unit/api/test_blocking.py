"""Work that blocks: in threads, and what is to be done first is done there, once."""

import asyncio
import threading

import pytest

from api.blocking import Threads, blocking, do_first


def test_what_is_to_be_done_first_is_done_once_in_the_thread_of_the_next_work() -> None:
    done: list[tuple[str, str]] = []

    def note(what: str) -> None:
        done.append((what, threading.current_thread().name))

    async def request() -> None:
        do_first(lambda: note("first"))
        await blocking(note, "work")
        await blocking(note, "more")

    asyncio.run(request())
    assert [what for what, _ in done] == ["first", "work", "more"]
    assert done[0][1] == done[1][1] != threading.current_thread().name


def test_what_fails_first_is_told_in_place_of_the_work() -> None:
    done: list[str] = []

    def fail() -> None:
        raise LookupError("first")

    async def request() -> None:
        do_first(fail)
        with pytest.raises(LookupError, match="first"):
            await blocking(done.append, "not this")
        await blocking(done.append, "this")

    asyncio.run(request())
    assert done == ["this"]


def test_no_more_threads_than_said_in_each_loop() -> None:
    threads, most, now = Threads(2), 0, 0
    guard = threading.Lock()

    def work() -> None:
        nonlocal most, now
        with guard:
            now += 1
            most = max(most, now)
        threading.Event().wait(0.01)
        with guard:
            now -= 1

    async def requests() -> None:
        await asyncio.gather(*(threads.run(work) for _ in range(8)))

    for _ in range(2):
        asyncio.run(requests())
    assert most == 2
