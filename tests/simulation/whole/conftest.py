"""The network that every world begins with."""

from collections.abc import Iterator

import pytest

from tests.support.whole.founded import Founded


@pytest.fixture(scope="package")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Founded]:
    """Founded once for all the worlds of a test process."""
    made = Founded(tmp_path_factory.mktemp("founded"))
    yield made
    made.close()
