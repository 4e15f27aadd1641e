"""What a bank asks of an organisation before the ledger tells of it.

A first beneficiary is asked for its word on an amendment that is still to be issued (UCP 600
art. 38(e)). Nothing on the ledger says that it is, so its process asks the issuing bank's.
"""

from typing import Final

from api import records
from api.context import ApiContext
from api.credit import passing_on
from api.errors import ApiError
from api.exchange import arrivals
from api.ids import lei_of, org_hex

_NOT_THERE: Final = 404
_NONE_YET: Final = 0  # no amendment has this number


def bring(context: ApiContext, reader: str, credit_id: str) -> None:
    """What the issuing bank of a part asks to be let pass on, which only that bank has.

    Raises:
        ApiError: as `arrivals.fetch`; nothing is raised where it asks for nothing.
    """
    with context.store.read() as work:
        issuing = lei_of(records.credit(work, credit_id).terms.issuing_bank)
        asks = passing_on.is_asked(work, org_hex(reader), issuing, credit_id, _NONE_YET)
    if context.apart is None or issuing in context.apart.organisations or not asks:
        return
    try:
        arrivals.fetch(context, reader, issuing, "amendments", credit_id)
    except ApiError as problem:
        if problem.status != _NOT_THERE:
            raise
