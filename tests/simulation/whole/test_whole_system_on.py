"""The second hundred lives of the whole system."""

from tests.support.whole.founded import Founded
from tests.support.whole.playing import play, seeds


def test_another_hundred_lives(founded: Founded) -> None:
    for number in seeds(100, 100):
        play(founded, number)
