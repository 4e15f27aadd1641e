"""What handlers ask for: the context, and an actor in one of the usual roles."""

from typing import Annotated

from fastapi import Depends

from api.auth.roles import Actor, Role, requires, requires_member, requires_sign_in
from api.auth.session import context_of
from api.context import ApiContext

Context = Annotated[ApiContext, Depends(context_of)]

SignedIn = Annotated[Actor, requires_sign_in()]
MemberActor = Annotated[Actor, requires_member()]
Exporter = Annotated[Actor, requires(Role.EXPORTER)]
Importer = Annotated[Actor, requires(Role.IMPORTER)]
Bank = Annotated[Actor, requires(Role.BANK)]
Carrier = Annotated[Actor, requires(Role.CARRIER)]
Financier = Annotated[Actor, requires(Role.FINANCIER, Role.BANK)]
Presenter = Annotated[Actor, requires(Role.PRESENTER)]
Forwarder = Annotated[Actor, requires(Role.BANK, Role.PRESENTER)]
Regulator = Annotated[Actor, requires(Role.REGULATOR)]
Registrar = Annotated[Actor, requires(Role.REGISTRAR)]
SettlementAgent = Annotated[Actor, requires(Role.SETTLEMENT_AGENT)]
CreditParty = Annotated[Actor, requires(Role.EXPORTER, Role.IMPORTER, Role.BANK)]
