"""Drafts: what a party that holds its own key is to sign, for any route that acts.

`Prefer: draft="0x..."` on a request names the key that will sign. The request runs as it would: it
is checked, its papers are kept, the ledger tries the act. Where the act would be sent, the answer
is the act instead (200): in words, as an unsigned transaction, and as a consent (EIP-712). Signed,
either goes to `/transactions`; the same request without the preference then finds it done.
"""

import re
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import ApiError, ProblemResponse
from api.preferring import preferences, said
from api.routes import Routes, routes_of
from dhow.ledger.calls import Call
from dhow.ledger.consent import typed_data
from dhow.ledger.types import Act

if TYPE_CHECKING:
    from api.context import ApiContext

CONSENT_SECONDS: Final = 24 * 3600

_ADDRESS: Final = re.compile(r"0x[0-9a-fA-F]{40}")

drafting: ContextVar[str | None] = ContextVar("dhow api draft for this key", default=None)
"""The key that will sign; None where the act is to be sent."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An act that waits for a signature.

    Attributes:
        transaction: JSON-RPC's fields; None where the key is held here, whose nonces are ours.
        consent: EIP-712 typed data.
        valid_until: unix seconds, of the consent.
    """

    call: Call
    key: str
    transaction: dict[str, Any] | None
    consent: dict[str, Any]
    valid_until: int

    def as_json(self) -> dict[str, Any]:
        """The answer."""
        return {
            "draft": True,
            "key": self.key,
            "call": call_json(self.call),
            "transaction": self.transaction,
            "consent": self.consent,
            "valid_until": self.valid_until,
        }


class Drafted(Exception):
    """The request got as far as the act, which is the caller's to sign."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(draft.call.function)
        self.draft = draft

    def response(self) -> JSONResponse:
        """200, saying that the preference was taken up."""
        return JSONResponse(self.draft.as_json(), headers={"Preference-Applied": "draft"})


class DraftMiddleware:
    """Notes of each request which key it wants a draft for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = None
        if scope["type"] == "http" and scope["method"] == "POST":
            headers = Headers(scope=scope)
            # one that is not understood is refused: passed over, the act would be sent
            if "draft" in said(headers).lower():
                wanted = preferences(headers).get("draft", "")
        if wanted is None:
            await self.app(scope, receive, send)
            return
        problem = _cannot_be_drafted(routes_of(scope["app"]), scope["path"], wanted)
        if problem is not None:
            response = ProblemResponse(problem.as_problem(scope["path"]), problem.status)
            await response(scope, receive, send)
            return
        before = drafting.set(wanted)
        try:
            await self.app(scope, receive, send)
        finally:
            drafting.reset(before)


def _cannot_be_drafted(routes: Routes, path: str, key: str) -> ApiError | None:
    title = "The request cannot be taken as it is"
    route = routes.find("POST", path)
    if route is not None and (mark := route.without_act) is not None:
        return ApiError(422, "nothing-to-draft", title, mark.why, next_step=mark.next_step)
    if _ADDRESS.fullmatch(key) is None:
        return ApiError(
            422,
            "draft-without-a-key",
            title,
            "Prefer: draft must name the key that will sign.",
            next_step='Send Prefer: draft="0x..." with the address of your key.',
        )
    return None


def drafted(context: "ApiContext", act: Act[Any], key: str, *, held_here: bool) -> Drafted:
    """The draft of an act.

    Raises:
        Refusal: the ledger would refuse it.
        UnknownCall: an act of the machinery's own, which is not signed outside.
    """
    from eth_utils.address import to_checksum_address  # noqa: PLC0415 - slow to import

    ledger, engine = context.ledger, context.ledger.engine
    key = to_checksum_address(key)
    call = context.calls.read(act.target, act.calldata)
    ledger.tried(act, key)
    until = engine.now() + CONSENT_SECONDS
    forwarder = context.contracts.forwarder
    consent = typed_data(
        act,
        key,
        chain_id=engine.chain_id,
        forwarder=forwarder.address,
        nonce=ledger.call(forwarder.nonces(key)),  # type: ignore[arg-type]
        deadline=until,
    )
    consent["message"]["data"] = "0x" + act.calldata.hex()
    transaction = None
    if not held_here:
        fees = context.sender.node.fees(key)
        transaction = {
            "type": "0x2",
            "chainId": hex(engine.chain_id),
            "nonce": engine.rpc("eth_getTransactionCount", [key, "pending"]),
            "gas": hex(ledger.gas_for(act, key)),
            "maxFeePerGas": hex(fees.max_fee),
            "maxPriorityFeePerGas": hex(fees.tip),
            "to": act.target,
            "value": "0x0",
            "data": "0x" + act.calldata.hex(),
        }
    return Drafted(Draft(call, key, transaction, consent, until))


def call_json(call: Call) -> dict[str, Any]:
    """A call in words, as JSON."""
    return {
        "contract": call.contract,
        "address": call.target,
        "function": call.function,
        "notice": call.notice,
        "arguments": dict(call.arguments),
    }
