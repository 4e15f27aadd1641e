"""How and when goods are shipped (43P to 44F), read from a message."""

from collections.abc import Callable, Mapping
from typing import Any

from dhow.trade.credit.shipment import Instalment, Permission, Shipment
from dhow.trade.records import FieldRefused
from dhow.trade.swift.findings import Finding, MessageRefused
from dhow.trade.swift.mapping.goods import read_goods
from dhow.trade.swift.mapping.places import read_place, read_places
from dhow.trade.swift.mapping.schedule import schedule_of
from dhow.trade.swift.mapping.tags import line_of
from dhow.trade.swift.message import Message
from dhow.trade.swift.values import read_date


def read_shipment(
    message: Message,
    places: Mapping[str, str],
    instalments: tuple[Instalment, ...],
    note: Callable[[str, str], None],
) -> Shipment:
    """43P to 44F; `note` is told what is kept by its wording, with its tag.

    Args:
        places: UN/LOCODE by the name of a place, beside those of our own table.
        instalments: those that 47A says.

    Raises:
        MessageRefused: 44D is neither a period nor instalments.
    """
    said: dict[str, Any] = {}
    for name, tag, is_port in (
        ("taking_in_charge", "44A", False),
        ("final_destination", "44B", False),
        ("port_of_loading", "44E", True),
        ("port_of_discharge", "44F", True),
    ):
        if not (value := message.get(tag)):
            continue
        read = read_places(value, places) if is_port else (read_place(value, places),)
        said[name] = read if is_port else read[0]
        if any(each.is_range_in_words for each in read):
            note(tag, "kept by its wording: whether a place is within it nobody can tell")
    if latest := message.get("44C"):
        said["latest"] = read_date(latest)
    for name, tag in (("partial_shipments", "43P"), ("transhipment", "43T")):
        if permission := message.get(tag):
            said[name] = Permission(permission)
    said["instalments"] = instalments
    if message.get("44D"):
        said |= _schedule(message)
    return Shipment(**said)


def _schedule(message: Message) -> dict[str, Any]:
    """44D; what is neither a period nor instalments is refused, for no day would be left."""
    words = " ".join((message.get("44D") or "").split())
    goods = message.get("45A")
    found = schedule_of(words, read_goods(goods).quantity if goods else None)
    try:
        if found is not None:
            said: dict[str, Any] = {"period": found.period}
            if found.instalments:
                Shipment(instalments=found.instalments)
                said["instalments"] = found.instalments
            return said
        why = "is no period of UCP 600 art. 3 and no instalments that are understood"
    except FieldRefused as refused:
        why = f"says instalments of which one {refused.words} (UCP 600 art. 32)"
    line = line_of(message, "44D")
    why = (
        f'"{words}" {why}; write instalments as 12 MT DURING APRIL 2026 / 12 MT DURING MAY '
        "2026, a period as FROM 1 APRIL 2026 TO 15 MAY 2026, or the latest day in 44C"
    )
    raise MessageRefused([Finding("44D", "UCP 600 art. 3, 32", why, line, 1)])
