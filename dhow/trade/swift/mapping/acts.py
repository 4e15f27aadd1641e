"""The acts under a credit that banks tell each other: each a record, and a message of its own.

MT730 acknowledgement, 732 discrepant documents taken up, 734 refusal, 742 claim on the reimbursing
bank, 744 claim refused, 747 authority to reimburse amended, 750 discrepancies told with the
question whether to pay, 752 the answer, 754 payment, acceptance or negotiation, 756 reimbursement,
759 anything else.

    message = write_act(Refusal(...), sender="IMBKSGSG", receiver="EXBKINBB")
    act = read_act(message)
"""

from collections.abc import Mapping
from typing import Any

from dhow.trade.credit.examination import ExaminationReport
from dhow.trade.members.party import Party
from dhow.trade.money import Amount
from dhow.trade.records import FieldRefused
from dhow.trade.swift.findings import Finding, MessageRefused, errors
from dhow.trade.swift.mapping.codecs import (
    Bank,
    Codec,
    Coded,
    Dated,
    Day,
    Due,
    Items,
    Money,
    Plain,
    Words,
    says_more,
)
from dhow.trade.swift.mapping.records import (
    Acknowledgement,
    Act,
    Authorised,
    Authority,
    AuthorityAmended,
    ClaimRefused,
    Discharge,
    Discrepancies,
    Disposal,
    FreeMessage,
    Function,
    Payment,
    Refusal,
    Reimbursed,
    ReimbursementClaim,
    Undertaking,
)
from dhow.trade.swift.message import Message, compose
from dhow.trade.swift.reader import examine
from dhow.trade.swift.types import message_type

_CHARGES = Words("71D", "z", 35)
_INFORMATION = Words("72Z", "z", 35)
_NARRATIVE = Words("79Z", "z", 50)
_COMMON: dict[str, Codec] = {"reference": Plain("20"), "related": Plain("21")}
_ACTS: dict[str, tuple[type[Act], dict[str, Codec]]] = {
    "730": (
        Acknowledgement,
        {
            "account": Plain("25"),
            "received_on": Day("30"),
            "charges_due": Dated("32", with_day="D"),
            "account_with": Bank("57"),
            "charges": _CHARGES,
            "information": _INFORMATION,
            "narrative": _NARRATIVE,
        },
    ),
    "732": (
        Discharge,
        {"taken_up_on": Day("30"), "amount": Money("32B"), "information": _INFORMATION},
    ),
    "734": (
        Refusal,
        {
            "drawing": Dated("32"),
            "charges": Words("73A", "z", 35),
            "total_claimed": Dated("33"),
            "account_with": Bank("57"),
            "information": _INFORMATION,
            "discrepancies": Items("77J", 50),
            "disposal": Coded("77B", Disposal),
        },
    ),
    "742": (
        ReimbursementClaim,
        {
            "issued_on": Day("31C"),
            "issuing_bank": Bank("52"),
            "principal": Money("32B"),
            "additional": Money("33B"),
            "charges": _CHARGES,
            "total": Dated("34"),
            "account_with": Bank("57"),
            "pay_to": Bank("58"),
            "information": _INFORMATION,
        },
    ),
    "744": (
        ClaimRefused,
        {
            "issuing_bank": Bank("52"),
            "credit_number": Plain("21A"),
            "issued_on": Day("31C"),
            "claimed": Dated("34"),
            "reason": Words("73R", "z", 65),
            "disposal": Words("73S", "z", 65),
            "charges": _CHARGES,
            "information": _INFORMATION,
        },
    ),
    "747": (
        AuthorityAmended,
        {
            "amended_on": Day("30"),
            "expiry": Day("31E"),
            "increase": Money("32B"),
            "decrease": Money("33B"),
            "total": Money("34B"),
            "tolerance": Plain("39A"),
            "additional": Words("39C", "x", 35),
            "information": _INFORMATION,
            "narrative": Words("77", "z", 35),
        },
    ),
    "750": (
        Discrepancies,
        {
            "drawing": Money("32B"),
            "additional": Money("33B"),
            "deducted": _CHARGES,
            "added": Words("73A", "z", 35),
            "total": Money("34B"),
            "account_with": Bank("57"),
            "information": _INFORMATION,
            "discrepancies": Items("77J", 50),
        },
    ),
    "752": (
        Authority,
        {
            "authorised": Coded("23", Authorised),
            "advised_on": Day("30"),
            "total": Money("32B"),
            "charges": _CHARGES,
            "net": Dated("33"),
            "sender_correspondent": Bank("53"),
            "receiver_correspondent": Bank("54"),
            "information": _INFORMATION,
            "narrative": _NARRATIVE,
        },
    ),
    "754": (
        Payment,
        {
            "principal": Dated("32"),
            "additional": Money("33B"),
            "deducted": _CHARGES,
            "added": Words("73A", "z", 35),
            "total": Dated("34"),
            "reimbursing_bank": Bank("53"),
            "account_with": Bank("57"),
            "pay_to": Bank("58"),
            "information": _INFORMATION,
            "narrative": Words("77", "z", 35),
        },
    ),
    "756": (
        Reimbursed,
        {
            "claimed": Money("32B"),
            "paid": Dated("33"),
            "sender_correspondent": Bank("53"),
            "receiver_correspondent": Bank("54"),
            "information": _INFORMATION,
            "narrative": _NARRATIVE,
        },
    ),
    "759": (
        FreeMessage,
        {
            "form": Coded("22D", Undertaking),
            "undertaking_number": Plain("23"),
            "issuing_bank": Bank("52"),
            "function": Coded("23H", Function),
            "narrative": Words("45D", "z", 65),
        },
    ),
}
_MESSAGE_OF = {kind: mt for mt, (kind, _) in _ACTS.items()}
_ALWAYS = {"759": {"27": "1/1"}}
"""Fields that every message of ours of this type has alike."""

ACT_MESSAGES = tuple(_ACTS)
"""Messages an act can be made of."""


def write_act(act: Act, *, sender: str, receiver: str) -> Message:
    """The message of an act; `sender` and `receiver` are BICs.

    Raises:
        MessageRefused: something of the act cannot be said in its message; the field is named.
    """
    mt = _MESSAGE_OF[type(act)]
    values = dict(_ALWAYS.get(mt, {}))
    for name, codec in (_COMMON | _ACTS[mt][1]).items():
        value = getattr(act, name)
        if value is not None:
            tag, text = codec.write(value)
            values[tag] = text
    kind = message_type(mt)
    slots = kind.sections[0].slots if kind else ()
    fields = tuple((tag, values[tag]) for slot in slots for tag in slot.tags if tag in values)
    message = compose(mt, fields, sender=sender, receiver=receiver)
    if wrong := errors(examine(message)):
        raise MessageRefused(wrong)
    return message


def read_act(message: Message, banks: Mapping[str, Party] | None = None) -> Act:
    """The act a message tells of; `banks` are parties by BIC.

    Raises:
        MessageRefused: the message is refused itself, tells of no act known here, or says something
            that the act has no place for; nothing is dropped.
    """
    if message.mt not in _ACTS:
        words = f"MT{message.mt} tells of no act known here; there are {', '.join(_ACTS)}"
        raise MessageRefused([Finding("block 2", "type", words)])
    if not message.is_bare and (wrong := errors(examine(message))):
        raise MessageRefused(wrong)
    kind, codecs = _ACTS[message.mt]
    always = _ALWAYS.get(message.mt, {})
    said: dict[str, Any] = {}
    taken = {found.tag for found in message.fields if always.get(found.tag) == found.value}
    for name, codec in (_COMMON | codecs).items():
        value = codec.read(message, banks or {})
        if value is not None:
            said[name] = value
            taken |= {*codec.tags()} - {says_more(message, codec, value)}
    over = [found for found in message.fields if found.tag not in taken]
    if over:
        words = f"says what {kind.__name__} has no place for; handle this message by hand"
        raise MessageRefused([Finding(found.tag, "act", words, found.line, 1) for found in over])
    try:
        return kind(**said)
    except FieldRefused as refused:
        raise MessageRefused([Finding("message", "act", str(refused))]) from None


def discrepancy_line(finding: Mapping[str, Any]) -> str:
    """A discrepancy of an examination report, given as JSON values, as 77J names it."""
    name = str(finding["code"]).replace("_", " ")
    told = f"found {finding['found']}, required {finding['required']}"
    return f"{name} ({finding['article']}) {finding['document']}: {told}"


def refusal_of(
    report: ExaminationReport,
    *,
    reference: str,
    presenter_reference: str,
    drawn: Amount,
    disposal: Disposal,
) -> Refusal:
    """The notice of refusal that an examination report leads to, with every discrepancy.

    Raises:
        ValueError: the presentation complies; there is nothing to refuse (UCP 600 art. 15).
    """
    if report.complying:
        raise ValueError("the presentation complies; honour is due and there is nothing to refuse")
    return Refusal(
        reference=reference,
        related=presenter_reference,
        drawing=Due(amount=drawn, day=report.presentation_day),
        discrepancies=tuple(discrepancy_line(finding.encode_json()) for finding in report.findings),
        disposal=disposal,
    )
