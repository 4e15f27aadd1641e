"""Statements that a credit asks for, compared by what they say, not letter by letter.

A beneficiary's certificate need not repeat the credit's words: figures may be spelled, another verb
for sending will do, and a day that lies within a time allowed meets it (UCP 600 art. 14(d), 14(f);
ISBP 745 P3, P4).
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

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
_UNDOES = frozenset(["not", "never", "neither", "nor", "will", "shall"])
_ONE_ACT = dict.fromkeys(
    ["sent", "dispatched", "despatched", "forwarded", "transmitted", "couriered"], "sent"
)
_WITHIN = re.compile(
    r"\s*\bwithin\s+(?P<days>\w+)(?:\s*\(\w+\))?\s+(?:calendar\s+)?days?\s+(?:after|of|from)\s+"
    r"(?:the\s+)?(?:date\s+of\s+)?(?:the\s+)?(?:shipment|bill\s+of\s+lading|b/l)(?:\s+date)?\b",
    re.IGNORECASE,
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DATES = tuple(
    re.compile(rf"\s*(?:\b(?:on|dated)\s+)?\b{form}", re.IGNORECASE)
    for form in (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?{_MONTH},?[\s-]+(?P<year>\d{{4}})\b",
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b",
        r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b",
    )
)


def states(texts: Iterable[str], phrase: str, shipped: date | None) -> bool:
    """Whether one of the `texts`, or all in a row, state `phrase`.

    `shipped` is the day from which "within 3 days after shipment" is counted, where known.
    """
    texts = tuple(texts)
    if _contains(" . ".join(texts), phrase):
        return True
    window = _WITHIN.search(phrase)
    days = number_of(window["days"].casefold()) if window else None
    if window is None or days is None or shipped is None:
        return False
    act = phrase[: window.start()] + phrase[window.end() :]
    if not act.strip():
        return False
    last = shipped + min(timedelta(days=days), date.max - shipped)
    return any(
        any(shipped <= day <= last for day in _days(text)) and _contains(_undated(text), act)
        for text in texts
    )


def _contains(text: str, phrase: str) -> bool:
    found, wanted = _plain(text), _plain(phrase)
    return any(
        all(map(same_word, found[i : i + len(wanted)], wanted))
        and not (i and found[i - 1] in _UNDOES)
        for i in range(len(found) - len(wanted) + 1)
    )


def _plain(text: str) -> list[str]:
    """The words that carry a statement: figures for numbers, one verb for sending.

    A number in figures and in words, "3 (three)", is one number.
    """
    plain: list[str] = []
    for word in words(text):
        if word in _SAYS_NOTHING:
            continue
        number = number_of(word)
        said = _ONE_ACT.get(word, word) if number is None else str(number)
        if number is None or not plain or plain[-1] != said:
            plain.append(said)
    return plain


def _days(text: str) -> Iterator[date]:
    for form in _DATES:
        for match in form.finditer(text):
            month = match["month"].casefold()
            at = int(month) if month.isdecimal() else _MONTHS.index(month[:3]) + 1
            try:
                yield date(int(match["year"]), at, int(match["day"]))
            except ValueError:  # 31 June is no day
                continue


def _undated(text: str) -> str:
    for form in _DATES:
        text = form.sub("", text)
    return text
