"""The text of a file while it is read: lines and columns of positions, and where texts end."""

TEXT_END = "\n-}"
"""What ends the text block of a message."""


class Source:
    """The text of a file, with what is asked of it in rising order and never looked for twice."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._at = 0
        self._line = 1
        self._text_end = -1

    def line(self, at: int) -> int:
        """The line of a position, from 1."""
        if at < self._at:  # only within the message that is being read
            self._line -= self.text.count("\n", at, self._at)
        else:
            self._line += self.text.count("\n", self._at, at)
        self._at = at
        return self._line

    def column(self, at: int) -> int:
        """The column of a position, from 1."""
        return at - self.text.rfind("\n", 0, at)

    def text_end(self, at: int) -> int:
        """Where the next `-}` begins a line from `at` on; the length of the file if nowhere."""
        if self._text_end < at:
            found = self.text.find(TEXT_END, at)
            self._text_end = len(self.text) if found < 0 else found
        return self._text_end
