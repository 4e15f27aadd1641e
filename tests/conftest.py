"""What every test may ask for: the checkout's root, the recorded data, one Hypothesis profile."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.statements import share_compiled

pytest_plugins = [
    "tests.support.chain",
    "tests.support.compiled",
    "tests.support.conformance",
    "tests.support.deployed",
    "tests.support.garbage",
    "tests.support.migrated",
    "tests.support.order",
    "tests.support.postgresql",
    "tests.support.reflected",
    "tests.support.routes",
]

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"

# Where there is room in memory, the tests' files lie there: a test kills processes, never the
# machine, so waiting for a disk at each commit would prove nothing. TMPDIR, where set, is obeyed.
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - folders of one's own are made in it
_ROOM = 4 * 2**30
if (
    "TMPDIR" not in os.environ
    and os.access(IN_MEMORY, os.W_OK)
    and shutil.disk_usage(IN_MEMORY).free > _ROOM
):
    os.environ["TMPDIR"] = str(IN_MEMORY)
    tempfile.tempdir = None  # asked again

# `--hypothesis-profile=long` widens the search; both profiles give the same examples every time.
settings.register_profile(
    "quick",
    max_examples=50,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "long", parent=settings.get_profile("quick"), max_examples=2000, stateful_step_count=100
)
settings.load_profile("quick")
share_compiled()


@pytest.fixture(scope="session")
def repository_root() -> Path:
    """The root of the checkout under test."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Recorded data made by others, which lies beside the checkout and is never copied into it.

    Skips the test, saying which folder is missing, where it is absent.
    """
    if not SHARED_DATA.is_dir():
        pytest.skip(f"recorded data is absent: no folder {SHARED_DATA} beside the checkout")
    return SHARED_DATA
