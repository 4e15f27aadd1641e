"""Labels by which the outbox finds a key again, and names of development keys."""

import pytest

from api.acts import label_of
from api.auth.roles import Actor, Duty
from api.ids import OPERATOR
from api.keys import ACCOUNT, OPERATOR_PLACE, RELAY, RELAY_PLACE, DevelopmentKeyRing, place_of
from dhow.ledger.signers import KeyName
from dhow.ledger.signing import LocalSigner

LEI = "5493001KJTIIGC8Y1R12"


def actor(organisation: str, user: str) -> Actor:
    return Actor(organisation, user, Duty.CHECKER, frozenset())


@pytest.mark.parametrize(
    ("label", "place"),
    [
        (label_of(actor(LEI, "checker")), KeyName(LEI, "user", "checker")),
        (label_of(actor(LEI, "a.b-c_1")), KeyName(LEI, "user", "a.b-c_1")),
        (label_of(actor(OPERATOR, "agent")), OPERATOR_PLACE),
        (f"{ACCOUNT} {LEI}", KeyName(LEI, "account")),
        (RELAY, RELAY_PLACE),
    ],
)
def test_a_label_names_one_place(label: str, place: KeyName) -> None:
    assert place_of(label) == place


@pytest.mark.parametrize(
    "label", ["", "user", "user A", "account", "account A b", "operator x", "relay x", "boss", " "]
)
def test_what_is_no_label(label: str) -> None:
    assert place_of(label) is None


def test_development_keys_keep_the_addresses_they_always_had() -> None:
    ring = DevelopmentKeyRing()
    named = LocalSigner.named
    assert ring.user(LEI, "maker").address == named(f"dhow development/{LEI}/user/maker").address
    assert ring.account(LEI).address == named(f"dhow development/{LEI}/settlement account").address
    assert ring.operator().address == named("dhow development/operator").address
    second = ring.find(KeyName(LEI, "user", "maker", 2))
    assert second.address not in (ring.user(LEI, "maker").address, ring.account(LEI).address)
