"""What a request says in `Idempotency-Key` and `Prefer`."""

import pytest
from starlette.datastructures import Headers

from api.errors import ApiError
from api.operations.asked import LONGEST_KEY, asked


def said(*headers: tuple[str, str]) -> Headers:
    return Headers(raw=[(name.encode(), value.encode("latin-1")) for name, value in headers])


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('"8e03978e-40d5-43dd-bc93-6894a57f9324"', "8e03978e-40d5-43dd-bc93-6894a57f9324"),
        ("8e03978e-40d5-43dd-bc93-6894a57f9324", "8e03978e-40d5-43dd-bc93-6894a57f9324"),
        ("LC 4711 / issue", "LC 4711 / issue"),
        (r'"a \"quoted\" \\ word"', r'a "quoted" \ word'),
        ("x" * LONGEST_KEY, "x" * LONGEST_KEY),
    ],
)
def test_a_key_is_taken_with_quotes_and_without(text: str, key: str) -> None:
    assert asked(said(("idempotency-key", text))).key == key


@pytest.mark.parametrize(
    "text", ["", '""', '"', '"open', 'a"b', "x" * (LONGEST_KEY + 1), "gr\xfc\xdfe", '"tab\there"']
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ApiError) as refused:
        asked(said(("idempotency-key", text)))
    assert (refused.value.status, refused.value.code) == (400, "idempotency-key-malformed")


def test_two_keys_are_no_key() -> None:
    with pytest.raises(ApiError):
        asked(said(("idempotency-key", "a"), ("idempotency-key", "b")))


@pytest.mark.parametrize(
    ("texts", "wait", "applied"),
    [
        ((), 30.0, ""),
        (("respond-async",), 0.0, "respond-async"),
        (("wait=5",), 5.0, "wait=5"),
        (("respond-async, wait=10",), 10.0, "wait=10"),
        (("respond-async", "wait=10"), 10.0, "wait=10"),
        (("Respond-Async; x=y",), 0.0, "respond-async"),
        (("wait=3600",), 60.0, "wait=60"),
        (("wait=soon",), 30.0, ""),
        (("wait=-1",), 30.0, ""),
        (("handling=strict",), 30.0, ""),
        (('wait="7"',), 7.0, "wait=7"),
    ],
)
def test_preferences(texts: tuple[str, ...], wait: float, applied: str) -> None:
    found = asked(said(*(("prefer", text) for text in texts)))
    assert (found.wait, found.applied) == (wait, applied)
    assert found.kept_at_once is (wait == 0)
