"""The operator's key is replaced: every role moves, nothing is lost, the old key can do nothing."""

from collections.abc import Iterator
from itertools import count

import pytest

from api.ids import OPERATOR
from api.keyring import LedgerKeyRing
from api.keys import OPERATOR_KEY, OPERATOR_PLACE, DevelopmentKeyRing
from dhow.ledger.abi import Refusal
from dhow.ledger.bindings.access_manager import AccessManager
from dhow.ledger.deploy import ADMINISTRATOR, Role
from dhow.ledger.sending import Command, State
from dhow.ledger.signing import LocalSigner
from tests.support.api import EXPORTER, IMPORTER, Network, open_network, problem_of

ROTATION = "/chain/keys/rotation"
EVERY = (ADMINISTRATOR, *Role)
_orders = count()


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with open_network() as network:
        yield network


def rotated(network: Network) -> dict[str, object]:
    response = network.send("POST", ROTATION, OPERATOR, user="registrar")
    assert response.status_code == 200, response.text
    found: dict[str, object] = response.json()
    return found


def roles_of(network: Network, key: str) -> set[int]:
    access: AccessManager = network.context.contracts.access
    call = network.context.ledger.call
    return {role for role in EVERY if call(access.has_role(role_id=role, account=key))[0]}  # type: ignore[arg-type]


def issue(network: Network) -> int:
    body = {"organisation": IMPORTER, "minor": 100_00, "reference": f"ORDER-{next(_orders)}"}
    done = network.send("POST", "/money/USD/issues", OPERATOR, user="registrar", json=body)
    assert done.status_code < 300, done.text
    return done.status_code


def test_every_role_moves_and_the_old_key_is_refused(network: Network) -> None:
    context = network.context
    old = context.keys.operator()
    done = rotated(network)
    new = str(done["key"])
    assert done["retired"] == [old.address]
    assert new != old.address
    assert done["others"] == []
    assert (roles_of(network, new), roles_of(network, old.address)) == (set(EVERY), set())
    assert issue(network) in (200, 201)
    suspension = {"reason": "a test"}
    path = f"/members/{EXPORTER}/suspension"
    suspended = network.send("POST", path, OPERATOR, user="registrar", json=suspension)
    assert suspended.status_code == 200, suspended.text
    act = context.contracts.members.suspend(org=b"\x01" * 32, reason=bytes(32))  # type: ignore[arg-type]
    with pytest.raises(Refusal) as caught:
        context.ledger.trial(act, old.address)
    assert caught.value.error_name == "AccessManagedUnauthorized"
    # found by the ledger after a restart, and replaced once more
    again = LedgerKeyRing(DevelopmentKeyRing(), context.ledger, context.contracts)
    assert again.operator().address == new
    assert again.named(OPERATOR_KEY, old.address) is not None
    later = rotated(network)
    assert later["retired"] == [new]
    assert issue(network) in (200, 201)


def test_another_process_finds_the_new_key_when_its_own_is_refused(network: Network) -> None:
    context = network.context
    ring = context.keys
    assert isinstance(ring, LedgerKeyRing)
    before = ring.operator()
    rotated(network)
    ring._signers[OPERATOR_PLACE] = before  # what a process that did not replace it still has
    assert issue(network) in (200, 201)
    assert ring.operator().address != before.address


def test_what_waits_on_the_old_key_is_seen_to_its_end(network: Network) -> None:
    context = network.context
    old = context.keys.operator()
    outbox = context.sender.outbox(old, OPERATOR_KEY)
    act = context.contracts.anchors.anchor(b"\x0c" * 32)
    outbox.accept("before the rotation", Command.of(act, gas=1_000_000))
    rotated(network)
    settled = outbox.find("before the rotation")
    assert settled is not None
    assert settled.state is State.MINED


@pytest.mark.parametrize(
    "after",  # the fifth gives the administrator's role, and the new key is in force
    [
        pytest.param(step, marks=() if step in (4, 5, 9) else pytest.mark.long)
        for step in range(1, 2 * len(EVERY))
    ],
)
def test_cut_off_after_any_step_it_is_completed(
    network: Network, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    old = network.context.keys.operator()
    sender = network.context.sender
    plain, done = sender.send, []

    def send(*args: object, **how: object) -> object:
        if len(done) == after:
            raise OSError("the process ends here")
        receipt = plain(*args, **how)  # type: ignore[arg-type]
        done.append(receipt)
        return receipt

    with monkeypatch.context() as cut:
        cut.setattr(sender, "send", send)
        assert network.send("POST", ROTATION, OPERATOR, user="registrar").status_code == 500
    network.context.keys.look_again(OPERATOR, "")
    assert issue(network) in (200, 201)  # whichever key is in force holds every role
    new = str(rotated(network)["key"])
    assert (roles_of(network, new), roles_of(network, old.address)) == (set(EVERY), set())


def test_a_role_that_somebody_else_holds_is_told(network: Network) -> None:
    context = network.context
    thief = LocalSigner.named("a thief of the operator's key").address
    grant = context.contracts.access.grant_role(
        role_id=Role.SETTLEMENT_AGENT, account=thief, execution_delay=0
    )
    context.sender.send(grant, context.keys.operator())
    assert rotated(network)["others"] == [{"role": "settlement agent", "key": thief}]
    back = context.contracts.access.revoke_role(role_id=Role.SETTLEMENT_AGENT, account=thief)  # type: ignore[arg-type]
    context.sender.send(back, context.keys.operator())
    assert rotated(network)["others"] == []


def test_only_an_administrator_of_the_operators_replaces_it(network: Network) -> None:
    body = {"name": "clerk", "duty": "maker", "password": "first password"}
    made = network.send("POST", "/users", OPERATOR, user="registrar", json=body)
    assert made.status_code == 201, made.text
    token = network.sign_in(OPERATOR, "clerk", "first password").json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    assert problem_of(network.request("POST", ROTATION, headers=bearer))["status"] == 403
    assert problem_of(network.send("POST", ROTATION, IMPORTER))["status"] == 403
