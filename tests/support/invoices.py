"""A plausible invoice that tests change one element of."""

from datetime import date
from decimal import Decimal

from dhow.trade.invoices import Identifier, Invoice, Line, Party, TransportDocument

LEI = "529900T8BM49AURSDO55"  # ISO 17442 vector with a correct check
SECRET = bytes(range(32))


def sample_invoice() -> Invoice:
    """Mango pulp, 24 tonnes, from an exporter in India to a buyer in Dubai."""
    return Invoice(
        number="EXP/2026-0105",
        issue_date=date(2026, 3, 1),
        type_code="380",
        currency="USD",
        seller=Party(
            name="Konkan Fruit Exports Pvt. Ltd.",
            trading_name="Konkan Fruit",
            legal_id=Identifier("U01100MH2011PTC211111"),
            vat="27AAACK1234F1Z5",
            country="IN",
            electronic_address=Identifier("sales@konkan.example", "EM"),
            identifiers=(Identifier("SUP-77"), Identifier(LEI, "0199")),
        ),
        buyer=Party(
            name="Al Noor Juices LLC",
            vat="AE100123456700003",
            country="AE",
            electronic_address=Identifier("ap@alnoor.example", "EM"),
        ),
        total_minor=12_500_000,
        payable_minor=12_000_000,
        net_minor=12_500_000,
        tax_minor=0,
        prepaid_minor=500_000,
        due_date=date(2026, 5, 30),
        purchase_order="PO-0042",
        contract="C-9",
        despatch_advice="DA-1",
        buyer_reference="Juice line 2",
        payee=Party(name="Bay Factoring", legal_id=Identifier("F-1"), country="SG"),
        payee_accounts=("AE070331234567890123456",),
        transport_documents=(TransportDocument("BM", "MAEU 123-456 789"),),
        lines=(
            Line("1", "Mango pulp", 12_000_000, Decimal(24), "TNE", Decimal("5000.00")),
            Line("2", "Drums", 500_000, Decimal("96"), "C62", Decimal("52.0833")),
        ),
    )
