"""Whether a network makes blocks, by who runs and who reaches whom."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from dhow.errors import BadInputError
from dhow.ledger.network import Network, NetworkError
from dhow.ledger.network.control import NodeStatus, Status, as_json


def status(running: Sequence[bool], cut: Sequence[tuple[str, str]] = ()) -> Status:
    nodes = tuple(
        NodeStatus(f"node{number}", "http://127.0.0.1:1", runs, 1, 1, 1)
        for number, runs in enumerate(running)
    )
    return Status(1, nodes, tuple(cut), ())


HALVES = [("node0", "node2"), ("node0", "node3"), ("node1", "node2"), ("node1", "node3")]


@pytest.mark.parametrize(
    ("now", "together", "halted"),
    [
        (status([True] * 4), 4, False),
        (status([True, True, True, False]), 3, False),
        (status([True, True, False, False]), 2, True),
        (status([False] * 4), 0, True),
        (status([True] * 4, HALVES), 2, True),
        (status([True] * 4, HALVES[:1]), 4, False),
        (status([True] * 5), 5, False),
        (status([True, True, True, False, False]), 3, True),
        (status([True]), 1, False),
    ],
    ids=[
        "all",
        "one lost",
        "two lost",
        "none",
        "parted in halves",
        "a line cut",
        "five",
        "two of five lost",
        "alone",
    ],
)
def test_a_network_stands_still_where_too_few_reach_each_other(
    now: Status, together: int, halted: bool
) -> None:
    assert (now.together, now.halted) == (together, halted)
    assert as_json(now)["halted"] is halted


def test_a_folder_without_a_network_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match="dhow network up --folder") as refused:
        Network(tmp_path).runs("node0")
    assert refused.value.exit_code == BadInputError.exit_code
