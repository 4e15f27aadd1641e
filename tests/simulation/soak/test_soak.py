"""An hour at work: what a served network uses stays in its bounds, and nothing is lost or doubled.

`DHOW_SOAK_SECONDS` says how long, an hour unless given.
"""

import os
from pathlib import Path

import pytest

from scripts.bench import soak
from scripts.bench.serving import can_be_watched


@pytest.mark.long
@pytest.mark.skipif(not can_be_watched(), reason="this system has no /proc to read from")
def test_an_hour_of_work_stays_in_its_bounds(tmp_path: Path) -> None:
    soaked = soak.soak(tmp_path, float(os.environ.get("DHOW_SOAK_SECONDS", "3600")))
    assert soak.excesses(soaked) == []
    # the last look comes a little before the last act; what became of each act is among the faults
    assert soaked.writing[-1].acts >= 0.95 * soaked.asked[0]
