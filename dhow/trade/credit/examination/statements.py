"""Statements that a credit asks for, compared by what they say, not letter by letter.

A beneficiary's certificate need not repeat the credit's words: figures may be spelled, another verb
for sending will do, and a day that lies within a time allowed meets it (UCP 600 art. 14(d), 14(f);
ISBP 745 P3, P4).
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from dhow.trade.credit.examination.days import FORMS, IN_FIGURES, days_told
from dhow.trade.credit.examination.spelled import number_of
from dhow.trade.credit.examination.wording import same_word, words

_SAYS_NOTHING = frozenset(
    [
        "a",
        "an",
        "the",
        "has",
        "have",
        "had",
        "been",
        "was",
        "were",
        "is",
        "are",
        "be",
        "directly",
        "duly",
    ]
)
_UNDOES = frozenset(
    (
        *("not", "never", "neither", "nor", "no", "will", "shall", "cannot", "can", "could"),
        *("may", "might", "must", "should", "would", "without", "untrue", "false"),
    )
)
_PASSED_OVER = frozenset(["yet", "ever", "already", "that", "they", "so", "even", "hereby"])
"""Words between a denial and what it denies: not yet sent, untrue that it was sent."""
_STILL_TO_BE = re.compile(r"\bto\s+be\b", re.IGNORECASE)
_ONE_ACT = dict.fromkeys(
    ["sent", "dispatched", "despatched", "forwarded", "transmitted", "couriered"], "sent"
)
_WITHIN = re.compile(
    r" ?\bwithin\s+(?P<days>\w+)(?:\s*\(\w+\))?\s+(?:calendar\s+)?days?\s+(?:after|of|from)\s+"
    r"(?:the\s+)?(?:date\s+of\s+)?(?:the\s+)?(?:shipment|bill\s+of\s+lading|b/l)(?:\s+date)?\b",
    re.IGNORECASE,
)
_OR_LATER = re.compile(r" or (?:later|after|thereafter)\b", re.IGNORECASE)
_MOST_DAYS = 16
"""Days told in one text: of more, none is taken for that of the act."""
_OF_ANOTHER_ACT = frozenset(
    (
        *("shipment", "shipped", "loaded", "invoice", "dated", "bill", "lading", "b", "l"),
        *("draft", "contract", "after", "before", "since", "later", "than"),
    )
)
_FARTHEST = 4  # words between an act and its day


def states(texts: Iterable[str], phrase: str, shipped: date | None) -> bool:
    """Whether one of the `texts`, or all in a row, state `phrase`.

    `shipped` is the day from which "within 3 days after shipment" is counted, where known.
    """
    texts, phrase = tuple(" ".join(text.split()) for text in texts), " ".join(phrase.split())
    if _ends(_plain(" . ".join(texts)), phrase):
        return True
    window = _WITHIN.search(phrase)
    days = number_of(window["days"].casefold()) if window else None
    if window is None or days is None or shipped is None:
        return False
    act = phrase[: window.start()] + phrase[window.end() :]
    if not act.strip():
        return False
    last = shipped + timedelta(days=min(days, (date.max - shipped).days))
    return any(
        _within_as_stated(text, act, days)
        or (
            (day := _day_of(text, act)) is not None
            and shipped <= day <= last
            and bool(_ends(_plain(_undated(text)), act))
        )
        for text in texts
    )


def _within_as_stated(text: str, act: str, days: int) -> bool:
    """Whether a text allows itself no more days: within 2 where the credit says within 3."""
    window = _WITHIN.search(text)
    stated = number_of(window["days"].casefold()) if window else None
    if window is None or stated is None or stated > days:
        return False
    return bool(_ends(_plain(text[: window.start()] + text[window.end() :]), act))


def _day_of(text: str, act: str) -> date | None:
    """The day on which a text says that an act was done; None where no day is clearly the act's.

    It stands in the words of the act, soon after them, or right before them. Another's day does not
    count: that of the invoice it speaks of, or of the shipment.
    """
    told = sorted(_days(text), key=lambda each: each[0])
    if len(told) > _MOST_DAYS:
        return None
    before: date | None = None
    for start, end, day in told:
        if _OR_LATER.match(text, end):
            day = None  # noqa: PLW2901 - no day that anything was done
        ahead, behind = _plain(_undated(text[:start])), _plain(_undated(text[end:]))
        if ended := _ends(ahead, act):
            between = ahead[ended[-1] :]
            near = len(between) <= _FARTHEST and _OF_ANOTHER_ACT.isdisjoint(between)
            return day if near else None
        begun = [each - len(_plain(act)) for each in _ends(behind, act)]
        if not begun:
            return day  # the act's words stand around it
        if begun[0] <= _FARTHEST and not _OF_ANOTHER_ACT & set(ahead[-_FARTHEST:]):
            before = day
    return before


def _ends(found: list[str], phrase: str) -> list[int]:
    """Where words end that state a phrase, and are not denied; counted in words."""
    wanted = _plain(phrase)
    return [
        i + len(wanted)
        for i in range(len(found) - len(wanted) + 1)
        if all(map(same_word, found[i : i + len(wanted)], wanted)) and not _is_undone(found[:i])
    ]


def _is_undone(before: list[str]) -> bool:
    said = next((word for word in reversed(before) if word not in _PASSED_OVER), "")
    return said in _UNDOES


def _plain(text: str) -> list[str]:
    """The words that carry a statement: figures for numbers, one verb for sending.

    A number in figures and in words, "3 (three)", is one number.
    """
    plain: list[str] = []
    for word in words(_STILL_TO_BE.sub("will", text)):
        if word in _SAYS_NOTHING:
            continue
        number = number_of(word)
        said = _ONE_ACT.get(word, word) if number is None else str(number)
        if number is None or not plain or plain[-1] != said:
            plain.append(said)
    return plain


def _days(text: str) -> Iterator[tuple[int, int, date | None]]:
    """Each day that a text tells, with where it begins and ends; None for one in figures."""
    for match in IN_FIGURES.finditer(text):
        yield match.start(), match.end(), None
    yield from days_told(text)


def _undated(text: str) -> str:
    for form in (*FORMS, IN_FIGURES):
        text = form.sub("", text)
    return text
