"""The invoice registry: registered, offered, financed, settled."""

from dhow.ledger.bindings.values import Fingerprint
from dhow.ledger.types import Act
from scripts.bench.gas.meter import USD, Meter, hash_of
from scripts.bench.measure import Limit, Table
from scripts.bench.network import org

ELSEWHERE = Limit("elsewhere: a plain fingerprint", 48_243)
ADVANCE_MINOR = 80_000 * USD
AN_HOUR = 3_600


def measure(meter: Meter) -> list[Table]:
    """Every act on an invoice."""
    network = meter.network
    registry = network.contracts.invoices

    def invoice(number: int) -> Fingerprint:
        return Fingerprint(hash_of(f"invoice {number}"))

    def register(number: int, key: str) -> Act[None]:
        return registry.register(
            fingerprint=invoice(number), conflict_key=Fingerprint(hash_of(key))
        )

    def offer(number: int) -> Act[None]:
        until = network.engine.now() + AN_HOUR
        return registry.offer(
            fingerprint=invoice(number),
            financier=org("financier"),
            money=network.usd.address,
            advance_minor=ADVANCE_MINOR,
            reserved_until=until,
        )

    seller, financier = "beneficiary", "financier"
    financing = registry.finance(
        fingerprint=invoice(1), money=network.usd.address, advance_minor=ADVANCE_MINOR
    )
    meter.act("register", register(1, "key 1"), seller, ELSEWHERE)
    meter.act("register, sharing a number with another", register(2, "key 1"), seller)
    meter.act("offer to a financier", offer(1), seller)
    meter.act("finance: status and payment", financing, financier)
    before = network.engine.snapshot()
    meter.act("undo a financing", registry.release_financing(invoice(1)), financier)
    network.engine.restore(before)
    meter.act("settle", registry.settle(invoice(1)), financier)
    network.send(offer(2), seller)
    meter.act("withdraw an offer", registry.withdraw_offer(invoice(2)), seller)
    cancel = registry.cancel(fingerprint=invoice(2), reason=bytes(32))
    meter.act("cancel", cancel, seller)
    return [
        meter.table(
            "An invoice",
            "There is no registration in batches yet: the bar for one of a batch is 26,000 gas.",
        )
    ]
