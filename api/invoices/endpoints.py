"""Routes of invoices."""

from typing import Any

from fastapi import APIRouter, Request, Response

from api.blocking import blocking
from api.dependencies import Context, Exporter, Financier, MemberActor
from api.invoices import service
from api.invoices.schemas import CancelInvoice, InvoiceView, OfferInvoice
from api.pages import Paging
from api.responses import PREPARED
from api.schemas import Hash32

router = APIRouter(prefix="/invoices", tags=["invoices"])

_FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/xml": {"schema": {"type": "string", "format": "binary"}},
            "application/pdf": {"schema": {"type": "string", "format": "binary"}},
            "application/json": {"schema": {"type": "object"}},
        },
    }
}


@router.post("", status_code=201, summary="Register an invoice", openapi_extra=_FILE)
async def register(context: Context, actor: Exporter, request: Request) -> InvoiceView:
    """Register an invoice: UBL or CII, Factur-X, or JSON. The same invoice twice is refused (red).

    The ledger gets a keyed fingerprint and nothing else; a look-alike is taken and named (amber).
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    invoice = await blocking(service.read_body, media_type, body)
    return await blocking(service.register, context, actor, invoice)


@router.get("", summary="Your invoices")
async def read_all(
    request: Request, response: Response, context: Context, actor: MemberActor, asked: Paging
) -> list[InvoiceView]:
    """Invoices your organisation sells or was offered, oldest first."""
    found = await blocking(service.read_all, context, actor, asked)
    return found.told(request, response)


@router.get("/{fingerprint}", summary="One invoice")
async def read(context: Context, actor: MemberActor, fingerprint: Hash32) -> InvoiceView:
    """An invoice, for its seller and the financier it is offered to; for others there is none."""
    return await blocking(service.read, context, actor, fingerprint)


@router.post("/{fingerprint}/offers", summary="Offer an invoice ◆", responses=PREPARED)
async def offer(
    context: Context, actor: Exporter, fingerprint: Hash32, body: OfferInvoice
) -> InvoiceView:
    """Offer an invoice to one financier for at most 30 days; meanwhile it is reserved."""
    return await blocking(service.offer, context, actor, fingerprint, body)


@router.post("/{fingerprint}/withdrawal", summary="Withdraw an offer")
async def withdraw(context: Context, actor: Exporter, fingerprint: Hash32) -> InvoiceView:
    """Withdraw an offer: by the seller."""
    return await blocking(service.withdraw, context, actor, fingerprint)


@router.post("/{fingerprint}/finance", summary="Finance an invoice ◆", responses=PREPARED)
async def finance(context: Context, actor: Financier, fingerprint: Hash32) -> InvoiceView:
    """Finance an invoice offered to you: status and payment of the advance in one transaction."""
    return await blocking(service.finance, context, actor, fingerprint)


@router.post("/{fingerprint}/settle", summary="Settle an invoice ◆", responses=PREPARED)
async def settle(context: Context, actor: Financier, fingerprint: Hash32) -> InvoiceView:
    """Note that you were repaid: the invoice is closed for good."""
    return await blocking(service.settle, context, actor, fingerprint)


@router.post("/{fingerprint}/release", summary="Undo a financing ◆", responses=PREPARED)
async def release(context: Context, actor: Financier, fingerprint: Hash32) -> InvoiceView:
    """Undo a financing once you have your money back by other means."""
    return await blocking(service.release, context, actor, fingerprint)


@router.post("/{fingerprint}/cancellation", summary="Cancel an invoice ◆", responses=PREPARED)
async def cancel(
    context: Context, actor: Exporter, fingerprint: Hash32, body: CancelInvoice
) -> InvoiceView:
    """Withdraw an invoice for good: by its seller, while not financed."""
    return await blocking(service.cancel, context, actor, fingerprint, body.reason)
