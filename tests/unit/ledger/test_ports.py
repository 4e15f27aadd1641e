"""Free ports differ from each other, and one that somebody listens on is told."""

import socket
from contextlib import ExitStack

from dhow.ledger.ports import free_port, free_ports, in_use


def test_ports_asked_for_together_differ() -> None:
    assert len(set(free_ports(50))) == 50


def test_a_port_is_in_use_while_somebody_listens() -> None:
    port = free_port()
    assert not in_use(port)
    with socket.create_server(("127.0.0.1", port)):
        assert in_use(port)
    assert not in_use(port)


def test_the_system_gives_no_connection_such_a_port() -> None:
    with ExitStack() as held:
        given = []
        for _ in range(200):
            probe = held.enter_context(socket.socket())
            probe.bind(("127.0.0.1", 0))
            given.append(probe.getsockname()[1])
    assert max(free_ports(200)) < min(given)
