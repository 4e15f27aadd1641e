"""docs/examination.md as it is written; the run it tells of is a test of conformance."""

from scripts.docs import examination

COUNTED = {
    "harmless": {"letter case": {"made": 3, "wrong": 1}},
    "faults": {"time": {"expired": {"made": 2, "wrong": 0}, "late": {"made": 5, "wrong": 2}}},
}


def test_what_goes_wrong_is_counted() -> None:
    page = examination.page(COUNTED)
    assert "| harmless variants refused | 1 | 3 | 1 |" in page
    assert "| single faults missed or called another | 2 | 7 | 2 |" in page
    assert "| late | 5 | 2 |" in page
