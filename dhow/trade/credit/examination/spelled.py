"""Amounts in English words, as drafts repeat them (ISBP 745 B14)."""

from dhow.trade.money import Amount

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS = (
    *("zero", "ten", "twenty", "thirty", "forty", "fifty"),
    *("sixty", "seventy", "eighty", "ninety"),
)
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"))
_HUNDRED = 100
_NUMBER_WORDS = frozenset((*_ONES, *_TENS, *(name for _, name in _SCALES), "hundred"))
_LONGEST = 18
"""Figures: no amount, number of days or of copies has more; what has is a reference."""
_MISSPELT = {"fourty": "forty", "ninty": "ninety", "fourtyfive": "forty five"}


def in_words(amount: Amount) -> str:
    """An amount in words: USD two hundred fifty thousand and 50/100."""
    whole, rest, unit = _parts(amount)
    fraction = f" and {rest}/{unit}" if rest else ""
    return f"{amount.currency.code} {_spell(whole)}{fraction}"


def same_amount_in_words(said: str, amount: Amount) -> bool:
    """Whether words say the amount: number words in their order, minor units in words or figures.

    Other words (the currency's name, "only", "say", "and") do not matter.
    """
    whole, rest, unit = _parts(amount)
    plain = "".join(c if c.isalnum() else " " for c in said.casefold())
    found = [_MISSPELT.get(word, word) for word in plain.split()]
    numbers = [word for word in found if word in _NUMBER_WORDS]
    figures = [word.lstrip("0") for word in found if word.isdecimal()]
    figures = [word for word in figures if word != str(unit)]
    spelled = _spell(whole).split()
    if figures:
        return numbers == spelled and figures == [str(rest) if rest else ""]
    return numbers == spelled + (_spell(rest).split() if rest else [])


def number_of(word: str) -> int | None:
    """The number that one word says, in figures or spelled up to ninety; None where none."""
    if word.isascii() and word.isdecimal():
        return int(word) if len(word) <= _LONGEST else None
    if word in _ONES:
        return _ONES.index(word)
    return _TENS.index(word) * 10 if word in _TENS else None


def _parts(amount: Amount) -> tuple[int, int, int]:
    unit = 10**amount.currency.minor_units
    return (*divmod(amount.minor, unit), unit)


def _spell(number: int) -> str:
    for scale, name in (*_SCALES, (_HUNDRED, "hundred")):
        if number >= scale:
            head, rest = divmod(number, scale)
            return f"{_spell(head)} {name}" + (f" {_spell(rest)}" if rest else "")
    if number >= len(_ONES):
        head, rest = divmod(number, 10)
        return _TENS[head] + (f" {_ONES[rest]}" if rest else "")
    return _ONES[number]
