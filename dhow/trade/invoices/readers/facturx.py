"""Factur-X and ZUGFeRD: a PDF for people with the CII invoice embedded for machines."""

from io import BytesIO
from typing import Final

from dhow.trade.invoices.errors import BadInvoice, NotAnInvoice

MAX_PDF_BYTES: Final = 30 * 1024 * 1024
MAX_UNPACKED: Final = 25_000_000
"""Bytes any one stream of the PDF may unpack to: a bomb stops here, not in memory."""

INVOICE_FILES: Final = frozenset({"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"})
"""Names, in lower case, under which the standards embed the invoice."""


def embedded_invoice(data: bytes, file: str) -> bytes:
    """The XML invoice embedded in a PDF.

    Raises:
        NotAnInvoice: when the PDF embeds none.
        BadInvoice: when it cannot be opened, or is made to exhaust its reader.
    """
    # Loading the PDF library takes longer than reading an XML invoice: only who sends a PDF waits.
    from pypdf import apply_configuration  # noqa: PLC0415
    from pypdf.errors import LimitReachedError, PyPdfError  # noqa: PLC0415

    if len(data) > MAX_PDF_BYTES:
        raise BadInvoice(
            file,
            "",
            f"the PDF has {len(data)} bytes, more than {MAX_PDF_BYTES}",
            "Send the XML invoice alone",
        )
    try:
        with apply_configuration(
            zlib_maximum_output_length=MAX_UNPACKED,
            lzw_maximum_output_length=MAX_UNPACKED,
            run_length_maximum_output_length=MAX_UNPACKED,
            array_based_stream_maximum_output_length=MAX_UNPACKED,
            stream_decoding_work_maximum_length=2 * MAX_UNPACKED,
        ):
            return _extract(data, file)
    except LimitReachedError:
        raise BadInvoice(
            file,
            "",
            f"a part of the PDF unpacks to more than {MAX_UNPACKED} bytes",
            "Send the XML invoice alone",
        ) from None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        # A damaged PDF surfaces as whatever the damaged object was used for.
        raise BadInvoice(
            file,
            "",
            f"the PDF cannot be read ({type(error).__name__})",
            "Export it again, or send the XML invoice alone",
        ) from None


def _extract(data: bytes, file: str) -> bytes:
    from pypdf import PdfReader  # noqa: PLC0415 - as above

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted:
        raise BadInvoice(file, "", "the PDF is encrypted", "Remove its password and send it again")
    names = []
    for attachment in reader.attachment_list:
        name = (attachment.alternative_name or attachment.name).strip()
        names.append(name)
        if name.lower() in INVOICE_FILES:
            return attachment.content
    has = f"; it embeds {', '.join(sorted(names)[:5])}" if names else ""
    raise NotAnInvoice(
        file,
        "",
        f"the PDF embeds no electronic invoice{has}",
        "Send a Factur-X or ZUGFeRD PDF, or the XML invoice itself",
    )
