"""A transfer as it is asked for: the terms of the part, and what the ledger enforces of them.

Nothing differs from the credit but what art. 38(g) lists; `dhow.trade.credit.reducible` says so
before the ledger does, and of what the ledger does not see.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from api.context import ApiContext
from api.credit.clauses import insured_bps
from api.credit.terms import ledger_terms
from api.errors import ApiError, unacceptable
from api.ids import bytes_text, from_hex, org_bytes
from dhow.ledger.bindings.values import (
    AmendmentsPassedOn,
    CreditClauses,
    CreditRecord,
    OrgId,
)
from dhow.ledger.bindings.values import TransferRequest as OnLedger
from dhow.trade.credit import Terms
from dhow.trade.credit.refused import NotAllowed
from dhow.trade.credit.transfer import (
    AmendmentAdvice,
    Transferred,
    TransferRequest,
    transfer,
)
from dhow.trade.records import InvalidInput, Problem, canonical

_PASSED_ON = {
    AmendmentAdvice.ADVISE_ALL: AmendmentsPassedOn.ALL,
    AmendmentAdvice.ASK_FIRST: AmendmentsPassedOn.ASK_FIRST,
    AmendmentAdvice.ADVISE_NONE: AmendmentsPassedOn.NONE,
}


@dataclass(frozen=True)
class AskedFor:
    """A transfer as its words have it.

    Attributes:
        second: LEI of the second beneficiary.
        body: the words as they are kept.
    """

    request: TransferRequest
    terms: Terms
    second: str

    @property
    def body(self) -> bytes:
        """Canonical JSON of request and terms."""
        return canonical({"request": self.request.as_dict(), "terms": self.terms.as_dict()})


def read_request(given: Mapping[str, Any], credit: Terms) -> TransferRequest:
    """What is asked for; the credit's number need not be repeated.

    Raises:
        InvalidInput: naming each field, under `transfer`.
    """
    try:
        return TransferRequest.from_json({"credit_number": credit.credit_number, **given})
    except InvalidInput as problem:
        raise InvalidInput(
            problem.what,
            tuple(Problem(f"transfer.{each.path}", each.words) for each in problem.problems),
        ) from None


def asked_for(credit: Terms, request: TransferRequest, before: Iterable[Transferred]) -> AskedFor:
    """The part as it would be transferred.

    Args:
        credit: the terms in force.
        before: the parts that stand already.

    Raises:
        ApiError: 422 with the article, for whatever art. 38 does not allow.
    """
    second = request.second_beneficiary.lei
    if second is None:
        raise unacceptable(
            "transfer.second_beneficiary.lei", "is missing; a party on the ledger is named by LEI"
        )
    try:
        part = transfer(credit, request, bank_consents=True, before=tuple(before))
    except NotAllowed as problem:
        raise not_allowed(problem) from None
    return AskedFor(request, part.terms, second)


def stored(body: bytes) -> AskedFor:
    """The words of a transfer as they were kept."""
    held = orjson.loads(body)
    request = TransferRequest.from_json(held["request"])
    return AskedFor(request, Terms.from_json(held["terms"]), request.second_beneficiary.lei or "")


def transferred(asked: AskedFor, credit: Terms) -> Transferred:
    """The part as the rules of the trade take it."""
    return Transferred(
        terms=asked.terms,
        first_beneficiary=credit.beneficiary,
        transferring_bank=credit.nominated_bank or credit.issuing_bank,
        amendments=asked.request.amendments,
        quantity=asked.request.quantity,
    )


def on_ledger(
    context: ApiContext, asked: AskedFor, record: CreditRecord, clauses: CreditClauses
) -> OnLedger:
    """What the ledger is told of a transfer.

    Raises:
        ApiError: 422 for what the ledger cannot hold.
    """
    terms = asked.terms
    issuing = bytes_text(record.terms.issuing_place)
    nominated = bytes_text(record.terms.nominated_place) or None
    meant = ledger_terms(context, terms, issuing, nominated)
    # the credit's tolerance goes with its part; where it was counted into the amount, so it is here
    same = meant.tolerance_plus_bps == record.terms.tolerance_plus_bps
    return OnLedger(
        second_beneficiary=OrgId(org_bytes(asked.second)),
        amount_minor=meant.amount_minor if same else terms.maximum_amount.minor,
        expiry_day=meant.expiry_day,
        latest_shipment_day=meant.latest_shipment_day,
        insured_bps=insured_bps(terms) if clauses.insured_bps else 0,
        amendments=_PASSED_ON[asked.request.amendments],
        names_first_beneficiary=asked.request.replace_applicant,
        terms_hash=keccak(terms.to_json()),
    )


def part_reference(original: str, own_reference: bytes) -> bytes:
    """The reference that the ledger names a part by: the bank's own, of the original's numbering.

    So no application of the applicant's can have the same (`CreditTransfers.transfer`).
    """
    return keccak(encode(["bytes32", "bytes16"], [from_hex(original), own_reference]))[:16]


def not_allowed(problem: NotAllowed) -> ApiError:
    """What art. 38 does not allow, as it is answered."""
    return unacceptable(f"transfer.{problem.field}", problem.words, rule=problem.article)
