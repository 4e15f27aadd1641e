"""The clock that whoever teaches or presents may move."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.api import ISSUER, Network, open_network


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def move(network: Network, to: str, organisation: str, user: str) -> tuple[int, dict[str, str]]:
    answer = network.send("POST", "/chain/time", organisation, user=user, json={"at": to})
    return answer.status_code, answer.json()


def test_the_operator_moves_the_clock_on(network: Network) -> None:
    later = network.now().astimezone(UTC).replace(microsecond=0) + timedelta(days=3)

    status, answer = move(network, f"{later:%Y-%m-%dT%H:%M:%SZ}", "OPERATOR", "registrar")

    assert status == 200, answer
    assert datetime.fromisoformat(answer["time"]) == later


def test_the_clock_never_goes_back(network: Network) -> None:
    status, answer = move(network, "2025-01-01T00:00:00Z", "OPERATOR", "registrar")

    assert status == 422
    assert "only go forward" in str(answer)


def test_a_bank_cannot_move_the_clock_that_binds_it(network: Network) -> None:
    status, _ = move(network, "2030-01-01T00:00:00Z", ISSUER, "checker")

    assert status == 403


@pytest.mark.parametrize("to", ["2199-12-31T23:59:59Z", "9999-12-31T23:59:58Z"])
def test_a_leap_that_could_never_be_undone_is_refused(network: Network, to: str) -> None:
    status, answer = move(network, to, "OPERATOR", "registrar")

    assert status == 422
    assert "too far ahead" in str(answer)
    assert network.get("/chain", ISSUER)["time"] < "2100"
