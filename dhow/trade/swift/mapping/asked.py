"""An item of 46A while it is read."""

import re
from typing import Any

_FILLERS = frozenset(
    (
        *("A", "AN", "THE", "OF", "IN", "AND", "OR", "TO", "BE", "FOR", "BY", "WITH"),
        *("MADE", "OUT", "MARKED", "SHOWING", "DULY", "EACH", "CLEAN", "ON", "BOARD", "SHIPPED"),
        *("SET", "SETS", "ORIGINAL", "COVERING", "AT", "LEAST"),
    )
)
"""Words that ask for nothing by themselves: "clean" is not needed (UCP 600 art. 27)."""


class Asked:
    """An item while it is read: what is left of its words, and what is known of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.known: dict[str, Any] = {}
        self.unsure = False

    def take(self, pattern: str, leaving: str = " ") -> re.Match[str] | None:
        """Take out the first place where the pattern stands."""
        found = re.search(pattern, self.text)
        if found is not None:
            self.text = f"{self.text[: found.start()]}{leaving}{self.text[found.end() :]}"
        return found

    @property
    def left(self) -> list[str]:
        """The words nothing was made of."""
        words = re.findall(r"[A-Z0-9][A-Z0-9/'.-]*", self.text)
        return [word for word in words if word.strip("'.-") not in _FILLERS]
