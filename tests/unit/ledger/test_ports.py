"""Free ports differ from each other, and one that somebody listens on is told."""

import socket

from dhow.ledger.ports import free_port, free_ports, in_use


def test_ports_asked_for_together_differ() -> None:
    assert len(set(free_ports(50))) == 50


def test_a_port_is_in_use_while_somebody_listens() -> None:
    port = free_port()
    assert not in_use(port)
    with socket.create_server(("127.0.0.1", port)):
        assert in_use(port)
    assert not in_use(port)
