"""Setting up: contracts, organisations, money, calendars, documents."""

from dhow.ledger.bindings.values import Capability, DocumentKind
from dhow.ledger.consent import relay, sign_consent
from scripts.bench.gas.meter import START, Meter
from scripts.bench.measure import Table
from scripts.bench.network import (
    OPERATOR,
    PURSE_MINOR,
    account_of,
    document,
    key,
    maker_of,
)

A_DAY = 86_400


def measure(meter: Meter) -> list[Table]:
    """Deploy, admit, and give everyone what a deal needs.

    Leaves behind: `applicant`, `beneficiary`, `bank`, `nominated`, `careful` (a bank that acts with
    two keys) and `financier`, with purses and, for the banks, calendars.
    """
    return [_deployment(meter), _ground(meter)]


def _deployment(meter: Meter) -> Table:
    network = meter.network
    manifest = network.contracts.manifest
    names = {placed.address: name for name, placed in manifest.contracts.items()}
    total = 0
    for number in range(manifest.first_block, network.client.block_number() + 1):
        for receipt in network.engine.rpc("eth_getBlockReceipts", [hex(number)]):
            gas = int(receipt["gasUsed"], 16)
            total += gas
            if receipt["contractAddress"]:
                meter.note(names[receipt["contractAddress"]], gas)
    meter.note("all of them, roles handed out", total)
    return meter.table("Deploying", "Once for a network; a currency more is one more Money.")


def _ground(meter: Meter) -> Table:
    network = meter.network
    contracts = network.contracts
    admission = network.admission("applicant", Capability.IMPORTER)
    meter.act("admit an organisation", admission, OPERATOR)
    network.admit("beneficiary", Capability.EXPORTER)
    network.admit("bank", Capability.BANK)
    network.admit("nominated", Capability.BANK)
    network.admit("careful", Capability.BANK, dual_control=True)
    network.admit("financier", Capability.FINANCIER)

    meter.act("publish a year of banking days", network.calendar("bank", "SGSIN", 2026), "bank")
    network.send(network.calendar("bank", "SGSIN", 2027), "bank")
    network.publish("nominated", "INBOM")
    network.publish("careful", "SGSIN")

    account = key(account_of("bank")).address
    issue = network.usd.issue(
        account=account, amount_minor=PURSE_MINOR, order_reference=document("order")
    )
    meter.act("issue bank money", issue, OPERATOR)
    spenders = [
        contracts.credit_settlement.address,
        contracts.credit_collateral.address,
        contracts.undertaking.address,
        contracts.invoices.address,
    ]
    approve = network.usd.approve(spender=spenders[0], value=2**256 - 1)
    meter.act("allow a contract to take from an account", approve, account_of("bank"))
    for name in ("applicant", "careful", "financier"):
        network.fund(name, spenders=spenders)

    bill = network.registration("a bill of lading", DocumentKind.BILL_OF_LADING)
    meter.act("register a document", bill, "beneficiary")
    consent = sign_consent(
        network.client,
        contracts.forwarder,
        network.registration("another bill of lading"),
        key("beneficiary"),
        START + A_DAY,
    )
    relayed = relay(network.client, contracts.forwarder, consent, key("anyone"))
    meter.note("register a document, signed by its issuer and sent by another", relayed.gas_used)
    revoke = contracts.documents.revoke(document=document("a bill of lading"), reason=bytes(32))
    meter.act("revoke a document", revoke, "beneficiary")
    prepared = network.preparation(network.registration("a third"))
    meter.act("prepare a binding act, as its maker", prepared, maker_of("careful"))
    return meter.table("Members, money, documents", "Each for the first time.")
