"""Asking another organisation's process, and opening what it answers."""

import secrets
import time
from typing import Any, Final

import anyio
import httpx
import orjson
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from api.context import ApiContext
from api.errors import ApiError, elsewhere, not_found
from api.exchange import signing
from api.exchange.schemas import AskForContent, SealedContent
from api.exchange.sealing import open_sealed, opening_key
from api.ids import from_hex, to_hex

UNSIGNED: Final = "0x" + "00" * 65
_CONNECT_SECONDS: Final = 2.0
_ANSWER_SECONDS: Final = 20.0
_ANSWER_BYTES: Final = 8 * 1024 * 1024
_WORD: Final = 32
_PAUSES: Final = (0.2, 0.5, 1.0)


def nonce() -> str:
    """By chance, for one message."""
    return to_hex(secrets.token_bytes(_WORD))


def signed_request(
    context: ApiContext, reader: str, holder: str, kind: Any, object_id: str
) -> tuple[AskForContent, X25519PrivateKey]:
    """A request in the name of `reader`; what its answer opens with.

    Raises:
        ApiError: 421 where no key of the reader is held here.
    """
    key, public = opening_key()
    unsigned = AskForContent(
        kind=kind,
        object=object_id,
        holder=holder,
        reader=reader,
        seal_to=to_hex(public),
        nonce=nonce(),
        deadline=context.now() + signing.VALID_SECONDS,
        signature=UNSIGNED,
    )
    message = signing.typed_request(context, unsigned)
    signature = signing.speaker(context, reader).sign_typed_data(message)
    return unsigned.model_copy(update={"signature": to_hex(signature)}), key


def ask(context: ApiContext, reader: str, holder: str, kind: str, object_id: str) -> bytes:
    """Something of another organisation's process, as that organisation signed it.

    Raises:
        ApiError: 404 where it says so; 422 where its process is not known; 503 where it does not
            answer; 502 where it answers with what is not its own, or cannot be opened.
    """
    for pause in _PAUSES:
        try:
            return _asked_once(context, reader, holder, kind, object_id)
        except _NotYet:
            time.sleep(pause)
    return _asked_once(context, reader, holder, kind, object_id)


class _NotYet(ApiError):
    """To be asked again in a moment: the other's node is behind ours, or does not answer it."""


def _asked_once(context: ApiContext, reader: str, holder: str, kind: str, object_id: str) -> bytes:
    asked, key = signed_request(context, reader, holder, kind, object_id)
    answer = post(context, holder, "/exchange", asked.model_dump(mode="json"))
    try:
        sealed = SealedContent.model_validate_json(answer)
        bound = from_hex(object_id) + from_hex(asked.nonce)
        content = open_sealed(key, from_hex(sealed.ephemeral), from_hex(sealed.ciphertext), bound)
    except ValueError as problem:
        raise failed(holder, "answered with what cannot be opened") from problem
    try:
        signing.require_timely(context, sealed.deadline)
    except ApiError as problem:
        raise _NotYet(**_like(failed(holder, "answered out of time"))) from problem
    try:
        said = signing.typed_answer(context, asked, content, sealed.deadline)
        signing.require_signed(context, said, sealed.signature, holder)
    except ApiError as problem:
        raise failed(holder, "answered with what it did not sign") from problem
    return content


def post(context: ApiContext, holder: str, path: str, body: dict[str, Any]) -> bytes:
    """Send to another organisation's process, and have its answer.

    Raises:
        ApiError: as `ask`.
    """
    apart = context.apart
    url = apart.peers.get(holder) if apart is not None else None
    if apart is None or url is None:
        raise ApiError(
            422,
            "unknown-peer",
            "No such peer",
            f"Where the process of {holder} answers is not known here.",
            next_step="Name it in the peers file that this process was started with (--peers).",
        )
    if apart.silent(holder):
        raise elsewhere("what is asked for", holder, "did not answer a moment ago")
    try:
        found, status = anyio.run(_posted, holder, f"{url.rstrip('/')}{path}", body)
    except TimeoutError as problem:
        apart.note(holder, answers=False, slow=True)
        why = f"does not end its answer within {_ANSWER_SECONDS:g} seconds"
        raise elsewhere("what is asked for", holder, why) from problem
    except httpx.HTTPError as problem:
        apart.note(holder, answers=False)
        why = f"does not answer ({type(problem).__name__})"
        raise elsewhere("what is asked for", holder, why) from problem
    apart.note(holder, answers=True)
    if status in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
        raise not_found("such thing")
    if status == httpx.codes.SERVICE_UNAVAILABLE:
        raise _NotYet(**_like(elsewhere("what is asked for", holder, "has nothing to say now")))
    if status == httpx.codes.UNAUTHORIZED and b"valid until" in found:
        raise _NotYet(**_like(failed(holder, f"refused{_words(found)}")))
    if status not in (httpx.codes.OK, httpx.codes.NO_CONTENT):
        raise failed(holder, f"refused with HTTP {status}{_words(found)}")
    return found


async def _posted(holder: str, url: str, body: dict[str, Any]) -> tuple[bytes, int]:
    """Its answer and status; the whole of it in time, however little comes at once.

    Raises:
        TimeoutError: it is not whole in time.
    """
    timeout = httpx.Timeout(None, connect=_CONNECT_SECONDS)
    plain = {"Accept-Encoding": "identity"}  # and what comes packed all the same is not unpacked
    with anyio.fail_after(_ANSWER_SECONDS):
        async with (
            httpx.AsyncClient(timeout=timeout, trust_env=False, follow_redirects=False) as http,
            http.stream("POST", url, json=body, headers=plain) as answer,
        ):
            found = bytearray()
            async for chunk in answer.aiter_raw():
                found += chunk
                if len(found) > _ANSWER_BYTES:
                    raise failed(holder, f"answered with more than {_ANSWER_BYTES} bytes")
            return bytes(found), answer.status_code


def _like(problem: ApiError) -> dict[str, Any]:
    return {
        "status": problem.status,
        "code": problem.code,
        "title": problem.title,
        "detail": str(problem),
        "next_step": problem.next_step,
    }


def _words(answer: bytes) -> str:
    """What the other process said, where it is a problem as ours are."""
    try:
        detail = orjson.loads(answer).get("detail", "")
    except (ValueError, AttributeError):
        return ""
    return f": {str(detail)[:300]}" if detail else ""


def failed(holder: str, what: str) -> ApiError:
    """502: a peer answered with something that cannot be used."""
    return ApiError(
        502,
        "peer-failed",
        "Another organisation's process failed",
        f"The process of {holder} {what}.",
        next_step="Nothing was kept. Ask again, or ask the organisation.",
    )
