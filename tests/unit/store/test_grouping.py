"""Group commit: units of several threads in one transaction, each kept whole or not at all."""

import threading

import pytest

from dhow.store import Store, StoreError, StoreUnusable, UnitOfWork
from dhow.store.grouping import Grouping, Handed
from tests.support.stores import EXPORTER, add_document, an_id, store

__all__ = ["store"]


def test_what_is_written_is_there_when_the_call_returns(store: Store) -> None:
    assert store.write(lambda work: add_document(work, 1)) == an_id(1)
    with store.read() as work:
        assert work.documents.get(EXPORTER, an_id(1)) is not None


def test_one_that_fails_takes_nothing_of_the_others_with_it(store: Store) -> None:
    def fail(work: UnitOfWork, number: int) -> None:
        add_document(work, 1_000 + number)
        raise RuntimeError(f"{number} is odd")

    problems: list[str] = []

    def run(thread: int) -> None:
        for n in range(12):
            number = 100 * thread + n
            try:
                if n % 2:
                    store.write(lambda work, number=number: fail(work, number))  # type: ignore[misc]
                else:
                    store.write(lambda work, number=number: add_document(work, number))  # type: ignore[misc]
            except RuntimeError as problem:
                problems.append(str(problem))

    threads = [threading.Thread(target=run, args=(n,)) for n in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = {an_id(100 * thread + n) for thread in range(1, 7) for n in range(0, 12, 2)}
    with store.read() as work:
        assert {row.document_id for row in work.documents.all(EXPORTER)} == kept
    odd = {f"{100 * thread + n} is odd" for thread in range(1, 7) for n in range(1, 12, 2)}
    assert set(problems) == odd
    assert len(problems) == len(odd)


def test_a_unit_within_a_unit_is_refused(store: Store) -> None:
    with store.begin(), pytest.raises(StoreError, match="in a unit of work already"):
        store.write(lambda _: None)
    with pytest.raises(StoreError, match="in a unit of work already"):
        store.write(lambda _: store.begin().__enter__())
    store.write(lambda work: add_document(work, 1))


def test_what_does_not_fit_is_refused_in_words_and_alone(postgresql_store: Store) -> None:
    with pytest.raises(StoreError, match="does not fit"):
        postgresql_store.write(
            lambda work: work.documents.put(
                EXPORTER, document_id=an_id(2), kind="x" * 41, issuer=EXPORTER, content=b"", at=1
            )
        )
    postgresql_store.write(lambda work: add_document(work, 1))


class _Disk:
    """Commits groups; the second of them fails as a full disk does."""

    def __init__(self) -> None:
        self.groups: list[int] = []
        self.at_work = threading.Event()
        self.go_on = threading.Event()

    def carry_out(self, group: object) -> None:
        handed: list[Handed] = list(group)  # type: ignore[call-overload]
        self.groups.append(len(handed))
        if len(self.groups) == 1:
            self.at_work.set()
            self.go_on.wait(20)
        for each in handed:
            each.result = each.work(None)
        if len(self.groups) == 2:
            raise StoreUnusable("the disk is full")


def test_those_who_come_meanwhile_go_together_and_none_is_told_of_a_lost_commit() -> None:
    disk = _Disk()
    grouping = Grouping(threading.Lock(), disk.carry_out)
    told: list[object] = []

    def write(number: int) -> None:
        try:
            told.append(grouping.write(lambda _: number))
        except StoreUnusable as problem:
            told.append(str(problem))

    first = threading.Thread(target=write, args=(0,))
    first.start()
    assert disk.at_work.wait(20)
    others = [threading.Thread(target=write, args=(n,)) for n in range(1, 6)]
    for thread in others:
        thread.start()
    while len(grouping._waiting) < len(others):
        pass
    disk.go_on.set()
    for thread in (first, *others):
        thread.join()
    assert disk.groups == [1, 5]
    assert sorted(map(str, told)) == ["0", *["the disk is full"] * 5]
    assert grouping.write(lambda _: "again") == "again"


def test_who_is_stopped_while_writing_for_others_stops_no_other(store: Store) -> None:
    class Stopped(BaseException):
        """As a signal ends what is under way."""

    told: list[str] = []

    def run(work: object) -> None:
        try:
            store.write(work)  # type: ignore[arg-type]
        except (Stopped, StoreUnusable) as problem:
            told.append(type(problem).__name__)

    def stop(_: UnitOfWork) -> None:
        raise Stopped

    first = threading.Thread(target=run, args=(stop,))
    second = threading.Thread(target=run, args=(lambda work: add_document(work, 1),))
    with store._writing:
        first.start()
        while not store._grouping._led:
            pass
        second.start()
        while len(store._grouping._waiting) < 2:
            pass
    first.join()
    second.join()
    assert sorted(told) == ["Stopped", "StoreUnusable"]
    with store.read() as work:
        assert not work.documents.all(EXPORTER)
    assert store.write(lambda work: add_document(work, 2)) == an_id(2)
