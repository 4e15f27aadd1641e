"""A user is taken out of the tables, on either database; rows of others that hang on it stay."""

import pytest

from dhow.store import NotFound, Store
from tests.support.stores import BANK, EXPORTER, an_id, store

__all__ = ["store"]

PASSWORD = "long enough"
GONE = "erased-1"


@pytest.fixture
def peopled(store: Store) -> Store:
    """Two organisations, each with a user `ann` and one `annette`."""
    with store.begin() as work:
        for number, organisation in enumerate((EXPORTER, BANK)):
            work.organisations.system_add(
                organisation=organisation,
                lei=f"{number:020d}",
                name=f"Firm {number}",
                bic=None,
                country="AE",
                capabilities=("bank",),
                dual_control=True,
                at=1,
            )
            for name, duty in (("ann", "maker"), ("annette", "checker")):
                work.users.system_add(
                    organisation=organisation, name=name, duty=duty, password=PASSWORD, at=1
                )
            work.acts.add(
                organisation,
                act_id=an_id(0xAC7 + number),
                kind="addKey",
                summary="Let annette act as maker, after ann",
                request=b"",
                prepared_by="ann",
                at=2,
            )
            work.acts.complete(organisation, an_id(0xAC7 + number), "annette", at=3)
            for operation, user, path in (
                ("a", "ann", "/documents"),
                ("b", "annette", "/users/ann/duty"),
                ("c", "annette", "/users/annette/duty"),
            ):
                work.operations.add(
                    organisation,
                    user,
                    operation=f"{operation}{number}" * 16,
                    idempotency_key=operation,
                    method="POST",
                    path=path,
                    fingerprint="f",
                    request=b"",
                    promised=False,
                    holder="h",
                    due_at=9,
                    at=2,
                )
                work.operations.finish(
                    f"{operation}{number}" * 16, status=200, answer=path.encode(), at=3
                )
    return store


def erase(store: Store, name: str) -> None:
    with store.begin() as work:
        work.erasing.user(
            EXPORTER,
            name,
            instead=GONE,
            label=f"user A {name}",
            label_instead=f"user A {GONE}",
            kind="administration",
            told=lambda kept: kept,
        )


def test_the_number_stands_where_the_name_stood(peopled: Store) -> None:
    erase(peopled, "ann")
    with peopled.read() as work:
        assert work.users.get(EXPORTER, "ann") is None
        assert work.users.get(EXPORTER, GONE) is None
        gone = work.users.get(EXPORTER, GONE, erased=True)
        assert gone is not None
        assert (gone.erased, gone.disabled, gone.duty) == (True, True, "maker")
        assert [each.name for each in work.users.all(EXPORTER)] == ["annette"]
        assert work.users.system_authenticate(EXPORTER, GONE, "") is None
        act = work.acts.get(EXPORTER, an_id(0xAC7))
        assert act is not None
        assert (act.prepared_by, act.completed_by) == (GONE, "annette")
        assert act.summary == f"Let annette act as maker, after {GONE}"
        assert work.operations.page(EXPORTER, "ann", None, 9) == []
        paths = [each.path for each in work.operations.page(EXPORTER, "annette", None, 9)]
        assert sorted(paths) == ["/users/annette/duty", f"/users/{GONE}/duty"]
        assert work.operations.answer(EXPORTER, "annette", "b0" * 16) is None
        assert work.operations.answer(EXPORTER, "annette", "c0" * 16) == b"/users/annette/duty"


def test_another_organisations_user_of_that_name_stays(peopled: Store) -> None:
    erase(peopled, "ann")
    with peopled.read() as work:
        assert work.users.system_authenticate(BANK, "ann", PASSWORD) is not None
        assert len(work.operations.page(BANK, "ann", None, 9)) == 1
        act = work.acts.get(BANK, an_id(0xAC8))
        assert act is not None
        assert act.prepared_by == "ann"


def test_nobody_is_not_erased(peopled: Store) -> None:
    with pytest.raises(NotFound):
        erase(peopled, "nobody")
