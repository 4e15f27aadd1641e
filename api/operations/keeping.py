"""What of an answer is kept, and how it is told again.

Schemas mark what must not lie about for days beside its own place: `SHOWN_ONCE` a secret,
`READ_ANEW` content that its owner may erase. Such fields are null in the answer kept. Where it is
asked for again, content is read again from its own place, with the rights there are then; so what
was erased there is erased here. A secret is not told again.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from pydantic import BaseModel

from api.auth.roles import Actor
from api.context import ApiContext
from api.documents import service as documents
from api.errors import ApiError
from api.operations.desk import KeptAnswer
from api.schemas import READ_ANEW, SHOWN_ONCE

MOST_BYTES: Final = 256_000
"""Of an answer's body; of a longer one only the status is kept."""
_TOO_LONG: Final = "too long"
_REFUSED_FROM: Final = 400
_NOT_FOUND: Final = 404


def withheld(model: Any) -> Mapping[str, str]:
    """The fields of an answer that are not kept, and why."""
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return {}
    return {
        name: mark
        for name, field in model.model_fields.items()
        for mark in (SHOWN_ONCE, READ_ANEW)
        if mark in field.metadata
    }


def holds_a_secret(answer: Any) -> bool:
    """Whether an answer of this type holds what is told once."""
    return SHOWN_ONCE in withheld(answer).values()


def kept_of(answer: KeptAnswer, route: Any) -> KeptAnswer:
    """An answer as it may be kept; `route` gave it, None where it came to none."""
    without = withheld(getattr(route, "response_model", None))
    if without and answer.status < _REFUSED_FROM:
        body = json.loads(answer.body)
        answer = replace(answer, body=_text({**body, **dict.fromkeys(without)}), without=without)
    if len(answer.body) > MOST_BYTES:
        return KeptAnswer(answer.status, {}, b"", {"": _TOO_LONG})
    return answer


def whole_again(context: ApiContext, actor: Actor, kept: KeptAnswer | None) -> KeptAnswer:
    """The answer as it was first given.

    Raises:
        ApiError: 410 where it held a secret, was too long to be kept, or is erased; 503 while the
            chain replaces the block of what it held.
    """
    if kept is None:
        raise _not_kept("Its answer was erased.")
    reasons = set(kept.without.values())
    if SHOWN_ONCE in reasons:
        made = json.loads(kept.body).get("id", "")
        raise ApiError(
            410,
            "shown-once",
            "Shown once",
            "The request was carried out. Its answer held a secret, which was shown then and is "
            "kept nowhere.",
            next_step="If you do not have it, end what was made and make another; a webhook may be "
            "given another secret.",
            values={"id": made, "status": kept.status},
        )
    if _TOO_LONG in reasons:
        raise _not_kept(f"Its answer, of status {kept.status}, was too long to be kept.")
    return _read_anew(context, actor, kept) if reasons else kept


def told(context: ApiContext, actor: Actor, kept: KeptAnswer) -> KeptAnswer:
    """The answer as whoever follows its operation is told: null for what is told no more."""
    try:
        return whole_again(context, actor, kept)
    except ApiError:
        return kept


def _read_anew(context: ApiContext, actor: Actor, kept: KeptAnswer) -> KeptAnswer:
    body = json.loads(kept.body)
    try:
        found = documents.read(context, actor, body["hash"])
    except ApiError as problem:
        if problem.status != _NOT_FOUND:
            raise
        if documents.is_awaited(context, actor, body["hash"]):
            raise _replaced() from None
        raise _not_kept("It held a document that your organisation may read no more.") from None
    again = found.model_dump(mode="json", include=set(kept.without))
    return replace(kept, body=_text({**body, **again}), without={})


def _not_kept(detail: str) -> ApiError:
    return ApiError(
        410,
        "answer-not-kept",
        "The answer is not kept",
        f"The request was carried out. {detail}",
        next_step="Read what it was about; nothing needs to be sent again.",
    )


def _replaced() -> ApiError:
    return ApiError(
        503,
        "block-being-replaced",
        "The block of the act is being replaced",
        "The request was carried out. The chain has replaced the block that its act was in, and the"
        " act is in no other yet: until it is, the document in the answer is on no ledger.",
        next_step="Send the same request again under its Idempotency-Key: nothing is done twice.",
        headers={"Retry-After": "5"},
    )


def _text(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
