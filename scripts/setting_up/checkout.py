"""The whole set-up of a checkout: what is missing, done once, by one process at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from scripts.setting_up.stamps import (
    ROOT,
    TOOLS,
    is_node_ready,
    is_python_ready,
    level_to_keep,
)

SPACE_NEEDED_MB = 700  # environment, node_modules and the download caches


def set_up(wanted: str) -> None:
    """Bring the checkout to the level `runtime` or `dev`, doing only what is missing.

    Raises CannotSetUpError where the machine lacks what is needed; what was not finished carries
    no stamp and is done again by the next run.
    """
    if is_python_ready(level_to_keep(wanted)) and is_node_ready():
        return
    # Imported here: a run with nothing to do, the usual one, pays for none of it.
    from scripts.setting_up.failures import FREE_SPACE, CannotSetUpError
    from scripts.setting_up.installers import Installers, say
    from scripts.setting_up.node import set_up_node
    from scripts.setting_up.python_environment import set_up_python

    try:
        with one_at_a_time():
            level = level_to_keep(wanted)  # another run may just have done the work
            installers = Installers()
            jobs = []
            if not is_python_ready(level):
                jobs.append(lambda: set_up_python(installers, level))
            if not is_node_ready():
                jobs.append(lambda: set_up_node(installers))
            if jobs:
                check_space()
                installers.side_by_side(jobs)
                say("ready")
    except OSError as error:
        raise CannotSetUpError(
            f"cannot write {error.filename or ROOT}: {error.strerror}",
            f"use a checkout that you may write to, and {FREE_SPACE}",
        ) from error


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold this checkout's lock; the system frees it when the process dies, however it dies."""
    import fcntl

    from scripts.setting_up.installers import say

    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up of this checkout is running; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def check_space() -> None:
    """Raise CannotSetUpError where the disk has no room, before anything is half written."""
    import shutil

    from scripts.setting_up.failures import FREE_SPACE, CannotSetUpError

    free = shutil.disk_usage(ROOT).free // 2**20
    if free < SPACE_NEEDED_MB:
        raise CannotSetUpError(
            f"only {free} MB are free where the checkout is; setting up needs {SPACE_NEEDED_MB} MB",
            FREE_SPACE,
        )
