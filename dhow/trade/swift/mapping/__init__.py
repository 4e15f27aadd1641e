"""Messages and the acts of a credit: each made of the other.

write_credit(terms)                 MT700 and the MT701 that continue it; 710, 720 likewise
read_credit(messages)               the terms they carry, and what was kept word for word
write_amendment(terms, amendment)   MT707 and MT708
read_amendment(messages, terms)     what they change
write_act(act), read_act(message)   acknowledgement, refusal, payment and the like
"""

from dhow.trade.swift.mapping.acts import read_act, refusal_of, write_act
from dhow.trade.swift.mapping.amended import ReadAmendment, read_amendment
from dhow.trade.swift.mapping.amendment import write_amendment
from dhow.trade.swift.mapping.authority import write_authority
from dhow.trade.swift.mapping.credit import Knowledge, ReadCredit, read_credit
from dhow.trade.swift.mapping.issue import write_credit
from dhow.trade.swift.mapping.preadvice import ReadPreAdvice, read_preadvice, write_preadvice
from dhow.trade.swift.mapping.records import Act

__all__ = [
    "Act",
    "Knowledge",
    "ReadAmendment",
    "ReadCredit",
    "ReadPreAdvice",
    "read_act",
    "read_amendment",
    "read_credit",
    "read_preadvice",
    "refusal_of",
    "write_act",
    "write_amendment",
    "write_authority",
    "write_credit",
    "write_preadvice",
]
