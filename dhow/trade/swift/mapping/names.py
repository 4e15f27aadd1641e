"""Names of parties that go on in a second line of 35 characters, as long ones have to.

name_and_address(["LION CITY FOODS AND BEVERAGES", "PTE LTD", "10 ANSON ROAD"])
    -> "LION CITY FOODS AND BEVERAGES PTE LTD", ["10 ANSON ROAD"]
"""

import re
from collections.abc import Sequence

_WIDTH = 35
_FORMS = frozenset(
    (
        *("LTD", "LIMITED", "LTDA", "LLC", "LLP", "INC", "INCORPORATED", "CORP", "CORPORATION"),
        *("GMBH", "PLC", "PTE", "PVT", "PTY", "BHD", "SDN", "BV", "NV", "SARL", "SAS", "SRL"),
        *("SPA", "DMCC", "FZE", "FZCO", "FZ-LLC", "WLL", "COMPANY", "PRIVATE"),
    )
)
"""Legal forms that are no code of a country and no word of an address."""
_BESIDE = frozenset(("CO", "AND", "PUBLIC", "OF"))
"""Words that stand in a legal form and make none by themselves."""
_UNENDED = re.compile(r"(?:\b(?:AND|OF|FOR|THE)|[&,-])$")
"""How a line ends that cannot be the end of a name."""
_ELSEWHERE = re.compile(r"\d|^(?:C/O|ATTN|ATTENTION|P\.? ?O\.?|DIV|DEPT)\b")
"""Of a line that is no name: figures, and whose care it goes to."""


def name_and_address(lines: Sequence[str]) -> tuple[str, list[str]]:
    """The name, with the lines in which it surely goes on, and the lines after it."""
    taken = 1
    while taken < len(lines) and _goes_on(lines[taken - 1], lines[taken]):
        taken += 1
    return " ".join(lines[:taken]), list(lines[taken:])


def may_go_on(lines: Sequence[str]) -> bool:
    """Whether a line may be more of the name though nothing says so: told, not taken."""
    _, rest = name_and_address(lines)
    last = lines[len(lines) - len(rest) - 1]
    return bool(rest) and not (
        _has_form(last) or _ELSEWHERE.search(rest[0].upper()) or not _was_full(last, rest[0])
    )


def _goes_on(line: str, following: str) -> bool:
    words = _words(following)
    if words and not _FORMS.isdisjoint(words) and _FORMS.issuperset(set(words) - _BESIDE):
        return True
    if not words or _has_form(line) or _ELSEWHERE.search(following.upper()):
        return False
    return bool(_UNENDED.search(line.upper())) or (
        _was_full(line, following) and words[-1] in _FORMS
    )


def _was_full(line: str, following: str) -> bool:
    """Whether the next word had no room in the line."""
    return len(line) + 1 + len(following.partition(" ")[0]) > _WIDTH


def _has_form(name: str) -> bool:
    return bool(words := _words(name)) and words[-1] in _FORMS


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Z0-9&-]+", text.upper().replace(".", ""))
