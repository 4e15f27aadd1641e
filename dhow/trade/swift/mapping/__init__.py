"""Messages and the acts of a credit: each made of the other.

write_credit(terms)         MT700 and the MT701 that continue it; 710, 720 likewise
read_credit(messages)       the terms they carry, and what was kept word for word
"""

from dhow.trade.swift.mapping.credit import (
    Knowledge,
    ReadCredit,
    read_credit,
    write_credit,
    write_preadvice,
)

__all__ = ["Knowledge", "ReadCredit", "read_credit", "write_credit", "write_preadvice"]
