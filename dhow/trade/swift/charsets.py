"""The character sets of FIN: which characters a letter of the format notation stands for.

`n` digits, `a` capitals, `c` capitals and digits, `h` hexadecimal, `x` the SWIFT set, `y` the set
of level A, `z` the set of information service. A line break belongs to none: the notation says
where one may stand (`$` and `n*65x`).
"""

from string import ascii_letters, ascii_uppercase, digits

X = f"{ascii_letters}{digits}/-?:().,'+ "
Y = f"{ascii_uppercase}{digits} .,-()/='+:?!\"%&*<>;"
Z = f"{ascii_letters}{digits}.,-()/='+:?!\"%&*<>;{{@#_ "

CHARSETS: dict[str, frozenset[str]] = {
    "n": frozenset(digits),
    "a": frozenset(ascii_uppercase),
    "c": frozenset(ascii_uppercase + digits),
    "h": frozenset(digits + "ABCDEF"),
    "x": frozenset(X),
    "y": frozenset(Y),
    "z": frozenset(Z),
    "d": frozenset(digits + ","),
}
"""Letter of the notation to its characters; `d` is a decimal number with its comma."""

WORDS: dict[str, str] = {
    "n": "digits",
    "a": "capital letters",
    "c": "capital letters and digits",
    "h": "hexadecimal digits in capitals",
    "x": "letters, digits, space and / - ? : ( ) . , ' +",
    "y": "capital letters, digits and the signs of the character set y",
    "z": "letters, digits, space and . , - ( ) / = ' + : ? ! \" % & * < > ; { @ # _",
    "d": "digits and one decimal comma",
}
"""What to write, for a person."""
