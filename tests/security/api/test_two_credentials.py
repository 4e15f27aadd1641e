"""Two credentials in one request; and a forged one, to have an answer kept under its name."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator

import orjson
import pytest

from api.auth.tokens import Tokens
from tests.support.api import EXPORTER, Network, open_network, problem_of


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as opened:
        yield opened


def forged() -> str:
    """A token without a signature that says it lives for long."""
    header, claims = ({"alg": "none"}, {"exp": 4e9})
    parts = (
        urlsafe_b64encode(orjson.dumps(each)).rstrip(b"=").decode() for each in (header, claims)
    )
    return ".".join((*parts, "x"))


@pytest.mark.parametrize("path", ["/members", "/documents"])
@pytest.mark.parametrize("first", [True, False])
def test_two_credentials_are_refused_and_nothing_is_kept(
    network: Network, path: str, first: bool
) -> None:
    false = forged()
    both = [("Authorization", f"Bearer {network.token(EXPORTER)}")]
    both.insert(0 if first else 1, ("Authorization", f"Bearer {false}"))
    refused = network.request("GET", path, headers=both)
    assert refused.status_code == 400
    assert problem_of(refused)["type"] == "urn:dhow:problem:several-credentials"
    alone = network.request("GET", path, headers={"Authorization": f"Bearer {false}"})
    assert alone.status_code == 401


def test_two_credentials_write_nothing(network: Network) -> None:
    both = [("Authorization", f"Bearer {network.token(EXPORTER)}")] * 2
    refused = network.request("POST", "/documents", headers=both, json={})
    assert refused.status_code == 400


def test_the_end_of_a_token_is_read_of_our_own_only(network: Network) -> None:
    ours, others = network.context.tokens, Tokens(b"o" * 32)
    token = network.token(EXPORTER)
    assert ours.end_of(token) > time.time()
    assert others.end_of(token) == 0
    assert ours.end_of(forged()) == 0
