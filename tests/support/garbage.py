"""Python's collector of cycles looks at what a test leaves behind, not at all that was imported.

A process of these tests holds some million objects from the time when all tests are collected until
its end: modules, routes, compiled contracts. Going through them again and again took a sixth of its
time. They are put where the collector does not look, and it looks less often at the rest: what a
test forgets to close is found as ever, at the latest when all tests are over.
"""

import gc

_NEW = 20_000  # objects more than were freed, until it looks at the youngest

gc.disable()  # while tests are collected, of which next to nothing is garbage


def pytest_collection_finish() -> None:
    """From now on it works again, on what comes."""
    gc.freeze()
    gc.set_threshold(_NEW, 20, 20)
    gc.enable()
