"""Free ports, for tests."""

from dhow.ledger.ports import free_port

__all__ = ["free_port"]
