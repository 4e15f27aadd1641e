"""SWIFT messages read, checked and written a second, beside cutting the same bytes into lines.

`samples/` of the conformance tests are single messages; here the base credit of the benchmarks is
written as an MT700 and taken a few hundred times, so that a file of one day's credits is read.
"""

from pathlib import Path

from dhow.trade.credit import Terms
from dhow.trade.members import Party
from dhow.trade.swift import Message, read_file
from dhow.trade.swift.mapping import Knowledge, read_credit, write_credit
from dhow.trade.swift.plain import PlainMessage
from scripts.bench.measure import Figure, Limit, Table, taking_turns

SAMPLES = Path(__file__).with_name("samples")
BATCH = 200
RUNS = 7


def run() -> list[Table]:
    """One credit as its MT700, many times over in one file."""
    terms, known = _terms()
    (message,) = write_credit(terms)
    data = "\r\n".join([message.emit()] * BATCH).encode()
    file = read_file(data)
    if not file.valid or file.emit().encode() != data:
        raise AssertionError("the sample does not come back byte for byte")
    messages = [read.message for read in file.messages if read.message]
    plain = [PlainMessage.of(each) for each in messages]

    def terms_of(each: Message) -> Terms:
        return read_credit([each], known).terms

    if terms_of(message) != terms:
        raise AssertionError("the sample's terms do not come back")
    ways = {
        "lines": lambda: data.decode().split("\r\n"),
        "read": lambda: read_file(data),
        "emit": file.emit,
        "json": lambda: [each.to_json() for each in plain],
        "terms": lambda: [terms_of(each) for each in messages[:20]],
        "write": lambda: [write_credit(terms) for _ in range(20)],
    }
    many = {"terms": 20, "write": 20}
    taken = taking_turns(RUNS, ways)
    rate = {name: many.get(name, BATCH) / seconds for name, seconds in taken.items()}
    unit = "messages/s"
    lines = Limit("cutting it into lines", rate["lines"])
    reading = Limit("reading it", rate["read"])
    return [
        Table(
            "SWIFT messages",
            f"An MT700 of {len(message.fields)} fields and {len(message.emit()):,} characters, "
            f"{BATCH} of them in one file; a second here is one of processor time, the median of "
            f"{RUNS} runs that take turns.",
            (
                Figure(
                    "read and checked: formats, codes, network rules", rate["read"], unit, lines
                ),
                Figure("written, byte for byte", rate["emit"], unit, lines),
                Figure("as JSON", rate["json"], unit, reading),
                Figure("turned into the terms of a credit", rate["terms"], unit, reading),
                Figure("written from the terms of a credit", rate["write"], unit, reading),
            ),
        )
    ]


def _terms() -> tuple[Terms, Knowledge]:
    """The credit of the benchmarks between banks that have a BIC."""
    data = Terms.from_json((SAMPLES / "credit.json").read_text(encoding="utf-8")).as_dict()
    data["issued_on"] = data.get("issued_on", "2026-03-02")
    for name, bic in (("issuing_bank", "IMBKSGSG"), ("advising_bank", "EXBKINBB")):
        data[name] = {"name": bic, "bic": bic, "country": bic[4:6]}
    (message,) = write_credit(Terms.from_json(data))
    banks = {bic: Party(name=bic, bic=bic, country=bic[4:6]) for bic in ("IMBKSGSG", "EXBKINBB")}
    known = Knowledge(banks=banks)
    # what the message cannot say of the sample is left out of the comparison
    return read_credit([message], known).terms, known
