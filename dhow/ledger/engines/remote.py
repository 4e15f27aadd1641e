"""Any node that speaks JSON-RPC, or several of one chain. Their clock is their own."""

from collections.abc import Sequence
from typing import Any, Never

from dhow.ledger.engines.base import Closing, EngineError, RpcError, TimeControlError
from dhow.ledger.engines.failover import FailoverTransport
from dhow.ledger.engines.transport import Transport, connect, without_secrets


class RemoteEngine(Closing):
    """A node somewhere else, or several that stand in for each other."""

    name = "remote"
    controls_time = False
    free_of_charge = False

    def __init__(self, url: str, *, chain_id: int | None = None) -> None:
        """Connect.

        Args:
            url: of a node; of several, by commas, the preferred first: see `failover`.
            chain_id: refuse any other chain; taken as it is where not given.

        Raises:
            EngineError: no node answers there, or it serves another chain.
        """
        urls = [each.strip() for each in url.split(",")]
        self._transport: Transport = connect(url) if len(urls) == 1 else FailoverTransport(urls)
        self._shown = ", ".join(without_secrets(each) for each in urls)
        try:
            self.chain_id = int(self._transport.request("eth_chainId", []), 16)
        except RpcError as problem:
            self.close()
            raise EngineError(f"the node at {self._shown} refuses to talk: {problem}") from problem
        except EngineError:
            self.close()
            raise
        if chain_id is not None and self.chain_id != chain_id:
            self.close()
            raise EngineError(
                f"the node at {self._shown} serves chain {self.chain_id}, not {chain_id}; "
                "use the address of the right network"
            )

    def rpc(self, method: str, params: list[Any]) -> Any:
        """One JSON-RPC request."""
        return self._transport.request(method, params)

    def rpc_many(self, method: str, many: Sequence[list[Any]]) -> list[Any]:
        """One method with many parameters: results in order, refusals as `RpcError`."""
        return self._transport.request_many(method, many)

    def now(self) -> int:
        """Time of the latest block."""
        return int(self.rpc("eth_getBlockByNumber", ["latest", False])["timestamp"], 16)

    def next_time(self) -> None:
        """Unknown."""
        return

    def set_time(self, unix: int) -> None:
        """Refused."""
        raise TimeControlError(
            f"the clock of the node at {self._shown} cannot be set to {unix}; "
            "use --chain embedded or --chain anvil to play with time"
        )

    def snapshot(self) -> Never:
        """Refused."""
        raise TimeControlError(
            f"no snapshots on the node at {self._shown}; use --chain embedded or --chain anvil"
        )

    def restore(self, snapshot: str) -> Never:
        """Refused."""
        raise TimeControlError(
            f"the node at {self._shown} cannot go back to {snapshot}; "
            "use --chain embedded or --chain anvil"
        )

    def mine(self) -> Never:
        """Refused."""
        raise TimeControlError(f"the node at {self._shown} makes its blocks itself")

    def close(self) -> None:
        """Hang up."""
        self._transport.close()
