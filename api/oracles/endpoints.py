"""Routes of oracles."""

from fastapi import APIRouter

from api.blocking import blocking
from api.dependencies import Context, MemberActor, Registrar, SignedIn
from api.oracles import service
from api.oracles.schemas import (
    AdoptSigners,
    EvidenceView,
    SignersView,
    SubmitArrival,
    SubmitTemperature,
)
from api.schemas import Hash32

router = APIRouter(prefix="/oracles", tags=["oracles"])


@router.get("/signers", summary="The signer set in force")
async def signers(
    context: Context,
    actor: SignedIn,  # noqa: ARG001 - declares the role
) -> SignersView:
    """Whose signatures count, how many, and the EIP-712 domain they sign for."""
    return await blocking(service.signers, context)


@router.post("/signers", status_code=201, summary="Put a signer set in force")
async def adopt_signers(context: Context, actor: Registrar, body: AdoptSigners) -> SignersView:
    """Put a new set of 3f + 1 oracle nodes in force; 2f + 1 of them make a report."""
    return await blocking(service.adopt_signers, context, actor, body)


@router.post("/reports/temperature", status_code=201, summary="Submit a temperature report")
async def submit_temperature(
    context: Context, actor: MemberActor, body: SubmitTemperature
) -> EvidenceView:
    """Put a quorum's temperature figures on the ledger. It moves no credit (UCP 600 art. 5)."""
    return await blocking(service.submit_temperature, context, actor, body)


@router.post("/reports/arrival", status_code=201, summary="Submit an arrival report")
async def submit_arrival(context: Context, actor: MemberActor, body: SubmitArrival) -> EvidenceView:
    """Put a quorum's word on an arrival on the ledger. It moves no credit (UCP 600 art. 5)."""
    return await blocking(service.submit_arrival, context, actor, body)


@router.get("/evidence/{subject}", summary="Evidence about a credit, undertaking or shipment")
async def evidence(context: Context, actor: MemberActor, subject: Hash32) -> list[EvidenceView]:
    """The reports about a subject: figures, not verdicts. For its parties and oracle operators."""
    return await blocking(service.evidence, context, actor, subject)
