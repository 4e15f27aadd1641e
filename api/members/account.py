"""Where an organisation is paid and pays from: its settlement account, changed by itself."""

from api.acts import bind
from api.auth.roles import Actor
from api.context import ApiContext
from api.errors import unacceptable
from api.ids import org_bytes
from api.members.schemas import AccountView
from api.shown import receipt_view
from dhow.ledger.bindings.values import OrgId
from dhow.ledger.signers import known_to_everyone
from dhow.ledger.signers.wellknown import DEVELOPMENT_CHAINS
from dhow.ledger.types import Address


def change(context: ApiContext, actor: Actor, account: str) -> AccountView:
    """Be paid at another address from the next act on; what is on the old one stays there.

    Raises:
        ApiError: 422 an address from which nobody, or everybody, could pay.
        Refusal: the actor is no checker.
        AwaitsChecker: a maker prepared it.
    """
    from eth_utils.address import to_checksum_address  # noqa: PLC0415 - slow to import

    address = Address(to_checksum_address(account))
    if int(address, 16) == 0:
        raise unacceptable("account", "it is nobody's: what is paid there is lost")
    engine = context.ledger.engine
    if address in {placed.address for placed in context.contracts.manifest.contracts.values()}:
        raise unacceptable("account", "it is a contract of the network: what is paid there is lost")
    whose = known_to_everyone(address)
    if whose is not None and engine.chain_id not in DEVELOPMENT_CHAINS:
        raise unacceptable("account", f"it is {whose}, whose key everyone has")
    org = OrgId(org_bytes(actor.organisation))
    act = context.contracts.members.set_settlement_account(org=org, account=address)
    receipt = bind(context, actor, act, f"Be paid at {address} and pay from there")
    held = context.keys.account(actor.organisation).address
    return AccountView(
        settlement_account=address, held_here=address == held, receipt=receipt_view(receipt)
    )
