"""Valid messages of category 7 made by chance, and ways to damage one.

Values are made from the tree of a field's format; what formats do not say (codes, which fields go
together) is written out here anew, so that a mistake in the product's own lists and rules shows.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dhow.trade.swift import MESSAGE_TYPES, Field, Message, message_type
from dhow.trade.swift.charsets import CHARSETS
from dhow.trade.swift.fields import field_format
from dhow.trade.swift.notation import Choice, Lines, Literal, Node, Optional, Run, Sequence
from dhow.trade.swift.types import Section
from tests.support.swift_tags import listed

_CURRENCIES = {"USD": 2, "JPY": 0, "KWD": 3, "EUR": 2, "SGD": 2}
_UCP = ["UCP LATEST VERSION", "EUCP LATEST VERSION", "UCPURR LATEST VERSION"]
_UCP += ["EUCPURR LATEST VERSION", "ISP LATEST VERSION", "OTHR/HOUSE RULES"]
_AVAILABLE = ["BY PAYMENT", "BY DEF PAYMENT", "BY ACCEPTANCE", "BY NEGOTIATION", "BY MIXED PYMT"]
_PERMITTED = ["ALLOWED", "NOT ALLOWED", "CONDITIONAL"]
_FORMS = ["IRREVOCABLE", "IRREVOCABLE TRANSFERABLE", "IRREVOCABLE STANDBY"]
_WHOLE = {
    "22D": ["DGAR", "STBY"],
    "22Y": ["STND"],
    "23B": ["COND", "FIXD", "OPEN"],
    "23H": ["ISSUANCE", "GENINFAD", "FRAUDMSG", "REQAMEND", "OTHERFNC"],
    "23S": ["CANCEL"],
    "23X": ["COUR/BY COURIER", "MAIL/SEE LETTER", "OTHR/AS AGREED"],
    "26E": ["001", "12", "7"],
    "27": ["1/1"],
    "40A": _FORMS,
    "40B": [
        "IRREVOCABLE\nADDING OUR CONFIRMATION",
        "IRREVOC TRANS STANDBY\nWITHOUT OUR CONFIRMATION",
    ],
    "40C": ["URDG", "ISPR", "UCPR", "NONE", "OTHR/LOCAL LAW"],
    "40E": _UCP,
    "40F": ["URR LATEST VERSION", "NOTURR"],
    "43P": _PERMITTED,
    "43T": _PERMITTED,
    "48D": ["TRAN"],
    "49": ["CONFIRM", "MAY ADD", "WITHOUT"],
    "71A": ["CLM", "OUR"],
    "71N": ["APPL", "BENE", "OTHR\nSHARED"],
    "707/22A": ["ISSU", "ADVI", "ACNF"],
    "752/23": ["ACCEPT", "DEBIT", "NEGOTIATE", "SEE72Z"],
    "759/22D": ["DGAR", "DOCR", "STBY", "UNDK"],
    "767/22A": ["ISUA", "ADVA"],
    "77B": ["/HOLD/", "/NOTIFY/", "/RETURN/BY COURIER", "/PREVINST/"],
}
_DATED = {"30", "31C", "31D", "31E", "31L", "31R", "31S", "32A", "32D", "33A", "34A", "44C"}
_MONEY = {"32A", "32B", "32D", "33A", "33B", "34A", "34B"}
_REFERENCES = {"20", "21", "21A", "23"}
_CHANGED = {"45B", "46B", "47B", "49M", "49N"}
_SENDERS = ["IMBKSGSG", "EXBKINBB", "USBKUS33XXX", "BANKDEFF500"]

_BANKS = {"42", "51", "52", "53", "54", "56", "57", "58", "59"}

_NARRATIVE = sorted(CHARSETS["x"] - set(":-/ "))


class Chance:
    """What is drawn for one message: one currency, so that amounts go together."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.currency = self.random.choice(sorted(_CURRENCIES))

    def likely(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, choices: list[str]) -> str:
        return self.random.choice(choices)

    def day(self) -> str:
        r = self.random
        return f"{r.randint(20, 35):02}{r.randint(1, 12):02}{r.randint(1, 28):02}"

    def money(self) -> str:
        decimals = self.random.randint(0, _CURRENCIES[self.currency])
        cents = "".join(self.one(list("0123456789")) for _ in range(decimals))
        return f"{self.currency}{self.random.randint(0, 10 ** self.random.randint(1, 11))},{cents}"


def sample(node: Node, chance: Chance) -> str:
    """A value of this part of a format."""
    r = chance.random
    match node:
        case Run(charset="d"):
            return f"{r.randint(0, 99999)},{r.randint(0, 99)}"
        case Run(charset=charset, least=least, most=most):
            length = r.choice([least, most, r.randint(least, most)])
            first = r.choice(_NARRATIVE) if charset in "xz" else r.choice(sorted(CHARSETS[charset]))
            rest = "".join(r.choices(sorted(CHARSETS[charset]), k=length - 1))
            return first + rest
        case Lines(most=most, line=line):
            count = r.choice([1, min(2, most), min(r.randint(1, most), 12)])
            return "\n".join(sample(line, chance) for _ in range(count))
        case Literal(character=character):
            return character
        case Sequence(parts=parts):
            return "".join(sample(part, chance) for part in parts)
        case Optional(part=part):
            return sample(part, chance) if chance.likely(0.5) else ""
        case Choice(parts=parts):
            return sample(r.choice(parts), chance)
    raise AssertionError(f"a part of a format that is not known here: {node}")


def value(mt: str, tag: str, chance: Chance) -> str:
    """A valid value of a field."""
    whole = _WHOLE.get(f"{mt}/{tag}") or _WHOLE.get(tag)
    if whole is not None:
        return chance.one(whole)
    if tag in _REFERENCES:
        return "/".join(sample(Run("c", 1, 4), chance) for _ in range(chance.random.randint(1, 3)))
    if tag == "41F" or (tag.endswith("A") and tag[:2] in _BANKS):
        account = sample(Run("x", 1, 20), chance) if tag != "41F" and chance.likely(0.3) else ""
        return f"/{account}\n{chance.one(_SENDERS)}" if account else chance.one(_SENDERS)
    if tag in ("41A", "41D"):
        place = "EXBKINBBXXX" if tag == "41A" else "ANY BANK IN\nINDIA"
        return f"{place}\n{chance.one(_AVAILABLE)}"
    if tag in _MONEY:
        return (chance.day() if tag in _DATED else "") + chance.money()
    if tag in _DATED:
        place = sample(Run("x", 1, 29), chance) if tag == "31D" else ""
        return chance.day() + place
    form = field_format(mt, tag)
    assert form is not None, tag
    if tag in _CHANGED:
        lines = [sample(Run("z", 1, 50), chance) for _ in range(chance.random.randint(1, 3))]
        return "\n".join(chance.one(["/ADD/", "/DELETE/"]) + line for line in lines)
    return sample(form.format.root, chance)


def valid_message(mt: str, seed: int) -> Message:
    """A message of this type that breaks no rule."""
    chance = Chance(seed)
    kind = message_type(mt)
    assert kind is not None
    chosen: dict[str, dict[str, str]] = {}
    places = {section.name: _places(mt, section) for section in kind.sections}
    for name, slots in places.items():
        held: dict[str, str] = {}
        for tags, mandatory in slots:
            if mandatory or chance.likely(0.4):
                tag = chance.one(list(tags))
                held[tag] = value(mt, tag, chance)
        chosen[name] = held
    _settle(mt, chosen, chance)
    fields: list[Field] = []
    for name, slots in places.items():
        order = {tag: at for at, (tags, _) in enumerate(slots) for tag in tags}
        held = chosen.get(name, {})
        fields += [Field(tag, held[tag]) for tag in sorted(held, key=order.__getitem__)]
    r = chance.random
    sender, receiver = r.sample(_SENDERS, 2)
    application = f"I{mt}{_terminal(receiver)}N"
    if chance.likely(0.3):
        reference = (
            f"{chance.day()}{_terminal(sender)}{r.randint(0, 9999):04}{r.randint(0, 999999):06}"
        )
        application = f"O{mt}1200{reference}{chance.day()}1201N"
    return Message(
        mt=mt,
        basic_header=f"F01{_terminal(sender)}{r.randint(0, 9999):04}{r.randint(0, 999999):06}",
        application_header=application,
        user_header=r.choice([None, (("108", "OURS/1"),), (("113", "0001"), ("119", "MCE"))]),
        fields=tuple(fields),
        trailers=r.choice([None, (("CHK", "0123456789AB"),), (("CHK", "F" * 12), ("TNG", ""))]),
        newline=r.choice(["\r\n", "\n"]),
    )


def _places(mt: str, section: Section) -> list[tuple[tuple[str, ...], bool]]:
    """The tags of each field in order, and whether it is mandatory.

    Both from the list typed apart where it has the message; options that it leaves open, and
    messages that it has not, are the product's.
    """
    own = [(slot.tags, slot.mandatory) for slot in section.slots]
    fields = listed(mt, section.name)
    if fields is None:
        return own
    found: list[tuple[tuple[str, ...], bool]] = []
    for field in fields:
        options = sorted(field.options or ())
        tags = tuple(field.number + each for each in options) or next(
            tags for tags, _ in own if tags[0][:2] == field.number and len(tags) > 1
        )
        found.append((tags, field.mandatory))
    return found


def _terminal(bic: str) -> str:
    return f"{bic[:8]}A{bic[8:] or 'XXX'}"


def _settle(mt: str, chosen: dict[str, dict[str, str]], chance: Chance) -> None:
    """Leave out, and add, what the rules of the message ask for."""
    for name, held in chosen.items():
        _settle_section(mt, name, held, chance)
    if mt in ("760", "767"):
        _settle_undertaking(mt, chosen, chance)


def _drop(held: dict[str, str], *numbers: str) -> None:
    for tag in [tag for tag in held if tag in numbers or tag[:2] + "a" in numbers]:
        del held[tag]


def _any(held: dict[str, str], number: str) -> bool:
    return any(tag[:2] == number for tag in held)


def _settle_section(mt: str, name: str, held: dict[str, str], chance: Chance) -> None:
    if "44C" in held:
        _drop(held, "44D")
    if mt in ("707", "767", "747") and "32B" in held:
        _drop(held, "33B")
    if mt in ("730", "768", "769") and ("25" in held or "32D" in held):
        _drop(held, "57a")
    if mt in ("785", "760") and not _any(held, "56"):
        _drop(held, "57a")
    if mt in ("700", "707", "710", "720", "740"):
        _settle_credit(mt, held, chance)
    if mt in ("734", "747", "750", "752", "754", "769"):
        _settle_advice(mt, held, chance)
    if mt in ("760", "767") and name in ("B", "C"):
        _settle_expiry(mt, held, chance)


def _settle_credit(mt: str, held: dict[str, str], chance: Chance) -> None:
    if mt != "707":
        _drop(held, "42C", "42A", "42D", "42M", "42P")
        for tag in chance.random.choice([(), ("42C", "42A"), ("42C", "42D"), ("42M",), ("42P",)]):
            held[tag] = value(mt, tag, chance)
    if mt in ("710", "720"):
        _drop(held, "50B", "52a")
        issuer = chance.one(["50B", "52A", "52D"])
        held[issuer] = value(mt, issuer, chance)
    if mt == "707":
        held.setdefault("71N", "APPL")
        if _any(held, "52"):
            _drop(held, "50B")
    if mt == "740" and _any(held, "58"):
        _drop(held, "59")


def _settle_advice(mt: str, held: dict[str, str], chance: Chance) -> None:
    if mt == "747":
        held.setdefault("72Z", "/REIMBREF/7")
        if "32B" in held or "33B" in held:
            held.setdefault("34B", chance.money())
        else:
            _drop(held, "34B")
    if mt == "734" and "73A" in held and not _any(held, "33"):
        held["33B"] = chance.money()
    if mt == "750":
        held.setdefault("34B", chance.money())
    if mt == "752" and not _any(held, "33"):
        _drop(held, "71D")
    if mt == "754" and "72Z" in held:
        _drop(held, "77")
    if mt == "754" and _any(held, "53"):
        _drop(held, "57a")
    if mt == "769" and "33B" in held:
        _drop(held, "39a")
    if mt == "769" and not _any(held, "32"):
        _drop(held, "71D")


def _settle_expiry(mt: str, held: dict[str, str], chance: Chance) -> None:
    _drop(held, "35G")
    if mt == "760":
        _drop(held, "31E", "23F", "78", "26E", "31S")
    wanted = {"COND": ["35G"], "FIXD": ["31E", "23F", "78"] if mt == "760" else []}
    for tag in wanted.get(held.get("23B", ""), []):
        held[tag] = value(mt, tag, chance)
    if "22Y" not in held:
        _drop(held, "40D")


def _settle_undertaking(mt: str, chosen: dict[str, dict[str, str]], chance: Chance) -> None:
    local = chance.likely(0.5)
    undertaking = chosen["B"]
    if mt == "767":
        chosen["A"]["22A"] = chance.one(["ISCA", "ICCA"] if local else ["ISUA", "ADVA"])
        chosen["C"].setdefault("77L", "AS THE UNDERTAKING")
    else:
        chosen["A"]["22A"] = chance.one(["ISCO", "ICCO"] if local else ["ISSU", "ADVI", "ACNF"])
        undertaking["50"] = "APPLICANT LTD"
        _drop(undertaking, "49", "58a")
        if undertaking["22D"] == "STBY":
            undertaking["49"] = chance.one(["CONFIRM", "MAY ADD", "WITHOUT"])
            if undertaking["49"] != "WITHOUT":
                undertaking["58A"] = "EXBKINBB"
        if local:
            _drop(undertaking, "48D", "24E", "24G")
    if not local:
        del chosen["C"]


@dataclass(frozen=True)
class Damage:
    """A damaged message: what should be named, by tag and by rule (by its end, for a format)."""

    kind: str
    data: str
    tag: str
    rule: str


Damager = Callable[[Message, Chance], Damage | None]


def _with(message: Message, old: Field, *new: Field) -> str:
    at = next(place for place, field in enumerate(message.fields) if field is old)
    fields = (*message.fields[:at], *new, *message.fields[at + 1 :])
    return message.with_fields(fields).emit()


def _pick(message: Message, chance: Chance, wanted: Callable[[Field], bool]) -> Field | None:
    candidates = [field for field in message.fields if wanted(field)]
    return chance.random.choice(candidates) if candidates else None


def _notation(message: Message, field: Field) -> str:
    form = field_format(message.mt, field.tag)
    assert form is not None
    return form.format.notation


def _is(numbers: set[str]) -> Callable[[Field], bool]:
    return lambda field: field.tag in numbers


def _lines_of(message: Message, field: Field) -> Lines | None:
    form = field_format(message.mt, field.tag)
    parts = form.format.root.parts if form else ()
    return parts[0] if len(parts) == 1 and isinstance(parts[0], Lines) else None


def missing(message: Message, chance: Chance) -> Damage | None:
    """A mandatory field is left out."""
    kind = message_type(message.mt)
    assert kind is not None
    slots = [s for s in kind.sections[-1 if message.get("15C") else 0].slots if s.mandatory]
    slots = [slot for slot in slots if not slot.name.startswith("15")]
    held = [f for f in message.fields if sum(g.tag == f.tag for g in message.fields) == 1]
    found = [(s, f) for s in slots for f in held if f.tag in s.tags]
    if not found:
        return None
    slot, field = chance.random.choice(found)
    return Damage("missing", _with(message, field), slot.name, "mandatory")


def unknown(message: Message, chance: Chance) -> Damage | None:
    """A field that the message does not have."""
    field = chance.random.choice(message.fields)
    return Damage("unknown", _with(message, field, field, Field("99Z", "WHAT")), "99Z", "T13")


def twice(message: Message, chance: Chance) -> Damage | None:
    """A field stands twice."""
    field = _pick(message, chance, lambda found: not found.tag.startswith("15"))
    assert field is not None
    again = Field(field.tag, field.value)
    return Damage("twice", _with(message, field, field, again), field.tag, "order")


def swapped(message: Message, chance: Chance) -> Damage | None:
    """Two fields stand in the other's place."""
    fields = list(message.fields)
    places = [
        at for at in range(len(fields) - 1) if not (fields[at].tag + fields[at + 1].tag).count("15")
    ]
    if not places:
        return None
    at = chance.random.choice(places)
    fields[at], fields[at + 1] = fields[at + 1], fields[at]
    moved = fields[at + 1].tag
    return Damage("swapped", message.with_fields(tuple(fields)).emit(), moved, "order")


def too_wide(message: Message, chance: Chance) -> Damage | None:
    """A line longer than the format has room for."""
    field = _pick(message, chance, lambda found: _lines_of(message, found) is not None)
    if field is None:
        return None
    lines = _lines_of(message, field)
    assert lines is not None
    wide = Field(field.tag, "W" * (lines.line.most + 1))
    return Damage("too wide", _with(message, field, wide), field.tag, lines.notation)


def too_many(message: Message, chance: Chance) -> Damage | None:
    """More lines than the format has room for."""
    field = _pick(message, chance, lambda found: _lines_of(message, found) is not None)
    if field is None:
        return None
    lines = _lines_of(message, field)
    assert lines is not None
    long = Field(field.tag, "\n".join(["L"] * (lines.most + 1)))
    return Damage("too many lines", _with(message, field, long), field.tag, lines.notation)


def foreign(message: Message, chance: Chance) -> Damage | None:
    """A character that no set has."""
    field = _pick(message, chance, lambda found: bool(found.value))
    if field is None:
        return None
    at = chance.random.randrange(len(field.value))
    sign = chance.one(list("~^|`\\\x7f\xe9}"))
    bad = Field(field.tag, field.value[:at] + sign + field.value[at + 1 :])
    return Damage(
        "foreign character", _with(message, field, bad), field.tag, _notation(message, field)
    )


def empty(message: Message, chance: Chance) -> Damage | None:
    """A field without a value."""
    field = _pick(message, chance, lambda found: bool(found.value))
    if field is None:
        return None
    bad = Field(field.tag, "")
    return Damage("empty", _with(message, field, bad), field.tag, _notation(message, field))


def no_day(message: Message, chance: Chance) -> Damage | None:
    """A date that no calendar has."""
    field = _pick(message, chance, _is(_DATED))
    if field is None:
        return None
    day = chance.one(["260231", "261301", "260600", "230229"])
    return Damage(
        "no day", _with(message, field, Field(field.tag, day + field.value[6:])), field.tag, "T50"
    )


def point(message: Message, chance: Chance) -> Damage | None:
    """A decimal point where the comma belongs."""
    field = _pick(message, chance, _is(_MONEY))
    if field is None:
        return None
    bad = Field(field.tag, field.value.replace(",", "."))
    return Damage("decimal point", _with(message, field, bad), field.tag, _notation(message, field))


def decimals(message: Message, chance: Chance) -> Damage | None:
    """More decimals than the currency has."""
    field = _pick(message, chance, _is(_MONEY))
    if field is None:
        return None
    day = field.value[:6] if field.value[0].isdigit() else ""
    amount = chance.one(["JPY1000,50", "USD10,125", "KWD1,0005"])
    return Damage(
        "decimals", _with(message, field, Field(field.tag, day + amount)), field.tag, "C03"
    )


def currency(message: Message, chance: Chance) -> Damage | None:
    """A currency that nobody has."""
    field = _pick(message, chance, _is(_MONEY))
    if field is None:
        return None
    day = field.value[:6] if field.value[0].isdigit() else ""
    return Damage(
        "currency", _with(message, field, Field(field.tag, f"{day}QQQ1,")), field.tag, "T52"
    )


def slashes(message: Message, chance: Chance) -> Damage | None:
    """A reference with slashes where none may be."""
    field = _pick(message, chance, lambda f: f.tag in {"20", "21", "21A"})
    if field is None:
        return None
    bad = Field(field.tag, chance.one(["/LC1", "LC1/", "LC//1", "/"]))
    return Damage("slashes", _with(message, field, bad), field.tag, "T26")


def code(message: Message, chance: Chance) -> Damage | None:
    """A code that the field does not have."""
    wrong = {"40A": "REVOCABLE", "43P": "PERMITTED", "49": "PERHAPS", "22D": "XXXX", "23B": "NEVR"}
    wrong |= {
        "40E": "UCP 600",
        "40F": "UCP",
        "71A": "SHA",
        "23H": "NOTHING1",
        "41A": "EXBKINBB\nBY CASH",
    }
    wrong |= {"23X": "PIGN/BY PIGEON"}
    if message.mt == "707":
        wrong |= {"46B": "WITHOUT CODE"}
    field = _pick(message, chance, lambda f: f.tag in wrong)
    if field is None:
        return None
    return Damage(
        "code", _with(message, field, Field(field.tag, wrong[field.tag])), field.tag, "codes"
    )


def series(message: Message, chance: Chance) -> Damage | None:
    """A place in a series that there is not."""
    field = _pick(message, chance, _is({"27"}))
    if field is None:
        return None
    bad = Field("27", chance.one(["2/1", "0/1", "1/9"]))
    return Damage("series", _with(message, field, bad), "27", "T75")


def replaced(message: Message, chance: Chance) -> Damage | None:
    """/REPALL/ beside another code."""
    field = _pick(message, chance, _is(_CHANGED))
    if field is None:
        return None
    return Damage(
        "repall",
        _with(message, field, Field(field.tag, "/REPALL/ALL\n/ADD/ONE")),
        field.tag,
        "REPALL",
    )


def headers(message: Message, chance: Chance) -> Damage | None:
    """A header that is no header."""
    data = message.emit()
    what = chance.random.randrange(3)
    if what == 0:
        return Damage("block 1", data.replace("{1:F01", "{1:X01", 1), "block 1", "codes")
    if what == 1:
        return Damage("block 2", data.replace("{2:", "{9:", 1), "block 2", "envelope")
    return Damage(
        "block 4", data.replace("-}", "", 1) if "-}" in data else data, "block 4", "envelope"
    )


def together(message: Message, chance: Chance) -> Damage | None:
    """Fields that exclude, or need, each other."""
    held = {field.tag: field for field in message.fields}
    broken: list[Damage] = []

    def put(tag: str, text: str, named: str, error: str) -> None:
        kind = message_type(message.mt)
        assert kind is not None
        order = {t: at for at, slot in enumerate(kind.sections[0].slots) for t in slot.tags}
        fields = sorted((*message.fields, Field(tag, text)), key=lambda f: order[f.tag])
        data = message.with_fields(tuple(fields)).emit()
        broken.append(Damage(f"rule {error}", data, named, error))

    mt = message.mt
    if mt in ("700", "710", "720", "740") and not any(t[:2] == "42" for t in held):
        put("42C", "AT SIGHT", "42C", "C90")
        put("42A", "IMBKSGSG", "42A", "C90")
    if mt in ("700", "705", "707", "710", "720") and "44C" in held:
        put("44D", "FIRST HALF OF JUNE 2026", "44D", "D06")
    if mt == "707" and "32B" in held:
        put("33B", f"{held['32B'].value[:3]}1,", "33B", "C12")
    if mt == "730" and "25" in held and "32D" not in held:
        put("57A", "EXBKINBB", "57A", "C77")
    if mt == "734" and not any(t in held for t in ("73A", "33A", "33B")):
        put("73A", "/FEE/USD50,", "73A", "C17")
    if mt == "734" and "33A" not in held and "33B" not in held:
        put("33B", "XOF1," if held["32A"].value[6:9] != "XOF" else "USD1,", "33B", "C02")
    if mt == "754" and "72Z" in held:
        put("77", "MORE", "77", "C19")
    if mt == "740" and "59" in held:
        put("58A", "EXBKINBB", "59", "D84")
    if mt == "769" and "33B" in held:
        put("39C", "FREIGHT", "39C", "C34")
    return chance.random.choice(broken) if broken else None


DAMAGERS: tuple[Damager, ...] = (
    *(missing, unknown, twice, swapped, too_wide, too_many, foreign, empty, no_day, point),
    *(decimals, currency, slashes, code, series, replaced, headers, together),
)


def valid_messages(count: int) -> Iterator[Message]:
    """Valid messages of every type in turn."""
    for seed in range(count):
        yield valid_message(MESSAGE_TYPES[seed % len(MESSAGE_TYPES)], seed)


def damages(count: int) -> Iterator[Damage]:
    """Damage of every kind in turn, each to a message that has what it needs."""
    pool = list(valid_messages(10 * len(MESSAGE_TYPES)))
    for number in range(count):
        damage = DAMAGERS[number % len(DAMAGERS)]
        chance = Chance(number)
        found = None
        while found is None:
            found = damage(chance.random.choice(pool), chance)
        yield found


def with_fields(message: Message, *pairs: str | None) -> Message:
    """The message with fields changed, left out, or put where their type has them."""
    values = {field.tag: field.value for field in message.fields}
    for tag, value in zip(pairs[::2], pairs[1::2], strict=True):
        assert tag is not None
        values.pop(tag, None)
        if value is not None:
            values[tag] = value
    kind = message_type(message.mt)
    assert kind is not None
    order = {tag: at for at, slot in enumerate(kind.sections[0].slots) for tag in slot.tags}
    tags = sorted(values, key=lambda tag: order[tag])
    return message.with_fields(tuple(Field(tag, values[tag]) for tag in tags))
