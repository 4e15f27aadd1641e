"""Operations that a process left behind, and whoever runs them next."""

import time
from typing import Any

from api.operations.runner import Runner
from tests.support.api import Network


def runner_of(network: Network) -> Runner:
    """The application's own."""
    layer: Any = network.app.middleware_stack
    while not hasattr(layer, "runner"):
        layer = layer.app
    runner: Runner = layer.runner
    return runner


def run_what_was_left(network: Network) -> int:
    """What the worker beside the requests does; how many operations it ran."""
    runner = runner_of(network)

    async def once() -> int:
        rows = [row for row in runner.desk.left_behind() if row.operation not in runner.running]
        for row in rows:
            await runner.once_more(row)
        return len(rows)

    return network.run(once())


def let_the_lease_end(network: Network, operation: str) -> None:
    desk = runner_of(network).desk
    with network.context.store.begin() as work:
        work.operations.put_off(
            operation, state="UNDER_WAY", status=0, due_at=int(time.time()) - 1, at=0
        )
    assert desk.left_behind()
