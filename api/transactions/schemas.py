"""Signed acts as the interface takes and shows them."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from api.schemas import Address, Answer, HexBytes, ReceiptView, Request

_MOST_DIGITS = 2 + 2 * 128 * 1024  # what nodes take of one transaction


class SignedTransaction(Request):
    """A transaction as a wallet signed it."""

    raw: Annotated[
        str,
        StringConstraints(pattern=r"^0x([0-9a-fA-F]{2})+$", max_length=_MOST_DIGITS),
        Field(description="EIP-1559, signed: 0x and hexadecimal digits"),
    ]


class ConsentRequest(Request):
    """`message` of the typed data that was signed; its value is 0 always."""

    from_: Address = Field(alias="from")
    to: Address
    value: Annotated[int, Field(ge=0, le=0)] = 0
    gas: Annotated[int, Field(gt=0, lt=2**64)]
    nonce: Annotated[int, Field(ge=0, lt=2**256)]
    deadline: Annotated[int, Field(ge=0, lt=2**48, description="unix seconds")]
    data: HexBytes


class SignedConsent(Request):
    """An act that a party signed for others to send (EIP-712, ERC-2771)."""

    request: ConsentRequest
    signature: Annotated[
        str,
        StringConstraints(pattern=r"^0x[0-9a-fA-F]{130}$"),
        Field(description="65 bytes r, s, v"),
    ]


class CallView(Answer):
    """What the signed bytes do, in the interface's words."""

    contract: str
    address: str
    function: str
    notice: str
    arguments: dict[str, Any]


class SignedActView(Answer):
    """A signed act and what became of it. `state` is `done`, or `pending`: in no block yet."""

    state: str
    transaction: str
    party: str
    call: CallView
    receipt: ReceiptView | None = None
