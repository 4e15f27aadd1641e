"""Payment undertakings: given, satisfied, attested, paid, reclaimed, forgone."""

from dhow.ledger.bindings.values import (
    Capability,
    Condition,
    ConditionKind,
    DocumentKind,
    OrgId,
    Place,
    UndertakingId,
    UndertakingTerms,
)
from dhow.ledger.types import Act
from scripts.bench.gas.meter import USD, Meter, hash_of
from scripts.bench.measure import Table
from scripts.bench.network import Network, document, org

POLICY = hash_of("policy")
STATEMENT = hash_of("goods received")
NOBODY = OrgId(bytes(32))
A_DAY = 86_400
AMOUNT_MINOR = 40_000 * USD


def measure(meter: Meter) -> list[Table]:
    """Every act of an undertaking; what oracles satisfy is in `oracles`."""
    network = meter.network
    contract = network.contracts.undertaking
    network.admit("carrier", Capability.CARRIER)
    now = network.engine.now()
    financier, seller, carrier = "financier", "beneficiary", "carrier"

    temperature = _given(network, "U-1", temperature_condition(network))
    meter.act("undertake on a temperature report", temperature, financier)
    meter.act("forgo", contract.forgo(_id(network, "U-1")), seller)

    attested = _given(network, "U-2", _attestation(carrier))
    meter.act("undertake on an attestation", attested, financier)
    attest = contract.attest(undertaking=_id(network, "U-2"), index=0)
    meter.act("attest, and it is paid", attest, carrier)

    both = _given(
        network,
        "U-3",
        _attestation(carrier),
        _document(carrier, now),
        payable_from=now + 10 * A_DAY,
    )
    meter.act("undertake on an attestation and a document, payable later", both, financier)
    third = _id(network, "U-3")
    meter.act("attest, the first of two", contract.attest(undertaking=third, index=0), carrier)
    bill = network.registration("carrier's bill", DocumentKind.BILL_OF_LADING)
    network.send(bill, carrier)
    show = contract.show_document(undertaking=third, index=1, document=document("carrier's bill"))
    meter.act("show the document: unconditional", show, "anyone")
    network.engine.set_time(now + 10 * A_DAY)
    meter.act("pay at maturity", contract.pay(third), "anyone")

    network.send(_given(network, "U-4", _attestation(carrier)), financier)
    network.engine.set_time(network.engine.now() + 31 * A_DAY)
    meter.act("reclaim after the last day", contract.reclaim(_id(network, "U-4")), financier)
    return [
        meter.table(
            "A payment undertaking",
            "The amount is paid in when it is given and leaves once.",
        )
    ]


def undertaking_of(network: Network, reference: str, policy: bytes = POLICY) -> UndertakingId:
    """An undertaking on one temperature report, paid the moment it is satisfied; its id."""
    asked = temperature_condition(network, policy)
    network.send(_given(network, reference, asked), "financier")
    return _id(network, reference)


def temperature_condition(network: Network, policy: bytes = POLICY) -> Condition:
    """2 to 8 degrees over a day, about now."""
    now = network.engine.now()
    return _condition(
        ConditionKind.TEMPERATURE,
        policy=policy,
        minimum_milli_c=2_000,
        maximum_milli_c=8_000,
        maximum_kinetic_milli_c=8_000,
        maximum_gap_seconds=900,
        minimum_span_seconds=3_600,
        not_before=now - 2 * A_DAY,
        not_after=now + 20 * A_DAY,
    )


def _attestation(attester: str) -> Condition:
    return _condition(ConditionKind.ATTESTATION, policy=STATEMENT, party=org(attester))


def _document(issuer: str, since: int) -> Condition:
    return _condition(
        ConditionKind.DOCUMENT,
        party=org(issuer),
        document_kind=DocumentKind.BILL_OF_LADING,
        not_before=since,
    )


def _given(
    network: Network, reference: str, *conditions: Condition, payable_from: int = 0
) -> Act[UndertakingId]:
    terms = UndertakingTerms(
        obligor=org("financier"),
        beneficiary=org("beneficiary"),
        money=network.usd.address,
        required=len(conditions),
        amount_minor=AMOUNT_MINOR,
        expires_at=network.engine.now() + 30 * A_DAY,
        payable_from=payable_from,
        terms_hash=hash_of("undertaking"),
        obligor_reference=_reference(reference),
    )
    return network.contracts.undertaking.undertake(terms=terms, conditions=conditions)


def _id(network: Network, reference: str) -> UndertakingId:
    return network.client.call(
        network.contracts.undertaking.undertaking_id_of(
            obligor=org("financier"), obligor_reference=_reference(reference)
        )
    )


def _reference(text: str) -> bytes:
    return text.encode().ljust(32, b"\0")


def _condition(
    kind: ConditionKind,
    *,
    policy: bytes = bytes(32),
    party: OrgId = NOBODY,
    document_kind: DocumentKind = DocumentKind.OTHER,
    minimum_milli_c: int = 0,
    maximum_milli_c: int = 0,
    maximum_kinetic_milli_c: int = 0,
    maximum_gap_seconds: int = 0,
    minimum_span_seconds: int = 0,
    not_before: int = 0,
    not_after: int = 0,
) -> Condition:
    return Condition(
        kind=kind,
        policy=policy,
        party=party,
        document_kind=document_kind,
        minimum_milli_c=minimum_milli_c,
        maximum_milli_c=maximum_milli_c,
        maximum_kinetic_milli_c=maximum_kinetic_milli_c,
        maximum_gap_seconds=maximum_gap_seconds,
        minimum_span_seconds=minimum_span_seconds,
        not_before=not_before,
        not_after=not_after,
        place=Place(bytes(5)),
        vessel=0,
        minimum_sources=0,
    )
