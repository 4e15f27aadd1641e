"""SWIFT messages of category 7 (documentary credits and guarantees), release of 2025.

    file = read_file(data)              # every message of a file, with what is wrong in each
    message = read_message(data)        # one message, or MessageRefused
    message.emit()                      # the same bytes

Formats, messages and rules are data: `fields`, `types`, `rules`.
"""

from dhow.trade.swift.findings import Finding, MessageRefused, Severity, errors
from dhow.trade.swift.message import Field, Message, compose
from dhow.trade.swift.reader import (
    FinFile,
    ReadMessage,
    examine,
    read_file,
    read_message,
    read_text,
)
from dhow.trade.swift.types import MESSAGE_TYPES, message_type

__all__ = [
    "MESSAGE_TYPES",
    "Field",
    "FinFile",
    "Finding",
    "Message",
    "MessageRefused",
    "ReadMessage",
    "Severity",
    "compose",
    "errors",
    "examine",
    "message_type",
    "read_file",
    "read_message",
    "read_text",
]
