"""What is made of the compiled contracts is made once in a test process, not for each network.

The stored build is read and its hash taken, each event is learned and each refusal is put into
words: none of it differs between the networks of one process, and nothing changes it afterwards.
Whoever compiles something else than the contracts as they stand has that compiled as ever.
"""

import sys
from functools import cache
from typing import Any

from dhow.ledger.compiler.artifacts import Artifacts


def pytest_collection_finish() -> None:
    """From now on the networks of this process share it, if any test here has one."""
    context: Any = sys.modules.get("api.context")
    if context is None or hasattr(context.decoder, "__wrapped__"):
        return
    context.compile_contracts = cache(context.compile_contracts)
    context.decoder = cache(context.decoder)
    context.RefusalBook = _by_sources(context.RefusalBook)


def _by_sources(book: Any) -> Any:
    made: dict[str, Any] = {}

    def shared(artifacts: Artifacts) -> Any:
        if (same := artifacts.sources_hash) not in made:
            made[same] = book(artifacts)
        return made[same]

    return shared
