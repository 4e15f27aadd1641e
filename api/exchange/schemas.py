"""What organisations' processes send one another."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from api.schemas import Answer, Hash32, Lei, Request

ContentKind = Literal[
    "document",
    "credit",
    "amendments",
    "transfers",
    "reasons",
    "presentation",
    "undertaking",
    "invoice",
    "shipment",
    "member",
]
Holder = Annotated[str, StringConstraints(pattern=r"^(OPERATOR|[0-9A-Z]{18}[0-9]{2})$")]
Deadline = Annotated[int, Field(ge=0, le=2**53, description="unix seconds, by the ledger's clock")]
Signature = Annotated[str, StringConstraints(pattern=r"^0x[0-9a-f]{130}$")]


class AskForContent(Request):
    """One organisation's process asks another's for something: signed by the reader, for once."""

    kind: ContentKind
    object: Hash32 = Field(
        description="its id on the ledger; of amendments, transfers and reasons, their credit's; "
        "of a member, its organisation's"
    )
    holder: Holder = Field(description="LEI of the organisation asked; OPERATOR for the directory")
    reader: Lei
    seal_to: Hash32 = Field(description="X25519 public key that the answer is sealed to")
    nonce: Hash32 = Field(description="by chance; each request is answered once")
    deadline: Deadline
    signature: Signature = Field(
        description="EIP-712 `ContentRequest` by a key that acts for the reader"
    )


class SealedContent(Answer):
    """The content, sealed to the key of the request and signed by whom it was asked of."""

    object: Hash32
    ephemeral: Hash32 = Field(description="X25519 public key of the one who sealed")
    ciphertext: str = Field(pattern="^0x[0-9a-f]*$", description="ChaCha20-Poly1305")
    deadline: Deadline
    signature: Signature = Field(
        description="EIP-712 `ContentAnswer` over the content's keccak-256, by a key of the holder"
    )


class OfferContent(Request):
    """One organisation's process tells another's that there is something for it to fetch."""

    kind: ContentKind
    object: Hash32
    holder: Holder = Field(description="LEI of the organisation that has it and signs this")
    reader: Lei
    nonce: Hash32
    deadline: Deadline
    signature: Signature = Field(description="EIP-712 `ContentOffer` by a key of the holder")


class ActElsewhere(Request):
    """What a participant does to a shipment that another organisation's process keeps."""

    kind: Literal["shipment"]
    object: Hash32
    act: Literal["event", "lots", "subject"]
    body: dict[str, Any] = Field(description="as the shipment's own route takes it")
    holder: Holder
    reader: Lei = Field(description="LEI of the participant that acts")
    nonce: Hash32 = Field(description="the act's own: done again under it, it is done once")
    deadline: Deadline
    signature: Signature = Field(description="EIP-712 `ContentAct` by a key of the participant")
