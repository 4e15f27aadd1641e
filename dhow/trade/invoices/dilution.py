"""What a financed invoice is still worth after credit notes (dilution)."""

from collections.abc import Iterable
from dataclasses import dataclass

from dhow.trade.invoices.comparison import credits
from dhow.trade.invoices.model import Invoice


@dataclass(frozen=True, slots=True)
class Dilution:
    """Amounts in minor units of the invoice's currency."""

    credited_minor: int  # what credit notes took off, at least 0
    outstanding_minor: int  # what the buyer still owes under the invoice, never below 0
    uncovered_minor: int  # how far the financing exceeds it, at least 0

    @property
    def alert(self) -> bool:
        """Whether the financier must be told: the invoice has been credited at all."""
        return self.credited_minor > 0

    @property
    def uncovered(self) -> bool:
        """Whether the financing is no longer covered by the receivable."""
        return self.uncovered_minor > 0


def dilution(invoice: Invoice, notes: Iterable[Invoice], financed_minor: int) -> Dilution:
    """The effect of credit notes on an invoice financed with `financed_minor` minor units.

    A note that names another invoice, comes from another seller or is in another currency takes
    nothing off. Syntaxes differ on the sign of a credit note, so its size counts (EN 16931, BT-3).

    Raises:
        ValueError: when the financed amount is negative.
    """
    if financed_minor < 0:
        raise ValueError(f"financed amount is {financed_minor}, expected 0 or more minor units")
    credited = sum(
        abs(note.total_minor)
        for note in notes
        if note.currency == invoice.currency and credits(note, invoice)
    )
    outstanding = max(0, invoice.payable_minor - credited)
    return Dilution(credited, outstanding, max(0, financed_minor - outstanding))
