"""What is wrong with the shape of a request, field by field, in words that name what to write."""

import re
from collections.abc import Mapping
from typing import Any, Final

_SAID: Final = {
    "missing": "is missing; give it",
    "extra_forbidden": "is no field of this request; leave it out",
    "json_invalid": "is not JSON",
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "date_type": "must be a day such as 2026-05-29",
    "date_parsing": "must be a day such as 2026-05-29",
    "date_from_datetime_parsing": "must be a day such as 2026-05-29",
    "date_from_datetime_inexact": "must be a day such as 2026-05-29",
    "datetime_type": "must be an instant such as 2026-05-29T12:00:00Z",
    "datetime_parsing": "must be an instant such as 2026-05-29T12:00:00Z",
    "datetime_from_date_parsing": "must be an instant such as 2026-05-29T12:00:00Z",
    "too_short": "has {actual_length} entries; give at least {min_length}",
    "too_long": "has too many entries; give at most {max_length}",
    "string_too_short": "is too short; give at least {min_length} characters",
    "string_too_long": "is too long; give at most {max_length} characters",
    "string_pattern_mismatch": "does not have the form {pattern}",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
    "greater_than_equal": "must be {ge} or more",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "must be {le} or less",
    "less_than": "must be less than {lt}",
}
"""By the kind of error that pydantic finds."""


_NONE_OF: Final = "^[^"
"""How a pattern begins of text that may hold all but some characters, each of which is unseen."""


def words(error: Mapping[str, Any]) -> str:
    """What is wrong with one field; what a check of our own says, as it says it."""
    unseen = _unseen(error)
    if unseen is not None:
        return f"holds U+{ord(unseen):04X}, which nobody sees who reads it; leave it out"
    said = _SAID.get(error["type"])
    if said is None:
        return str(error["msg"]).removeprefix("Value error, ")
    try:
        return said.format(**error.get("ctx", {}))
    except LookupError:  # the library tells less than it used to
        return str(error["msg"])


def _unseen(error: Mapping[str, Any]) -> str | None:
    """The first character of a text that may hold nothing unseen; None where that is not it."""
    pattern, text = str(error.get("ctx", {}).get("pattern", "")), error.get("input")
    if not pattern.startswith(_NONE_OF) or not isinstance(text, str):
        return None
    return next((each for each in text if not re.match(pattern, each)), None)
