"""What is still to be told to other organisations' processes, and what is to be had from them.

For a database that holds one organisation's own things only. What is to be had, the ledger's tables
name: a party lacks what they say it is a party to.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    and_,
    cast,
    exists,
    func,
    or_,
    select,
    update,
)

from dhow.store.ids import OrgId
from dhow.store.projections.columns import OPEN
from dhow.store.projections.credit_tables import (
    ledger_advices,
    ledger_amendments,
    ledger_clauses,
    ledger_court_orders,
    ledger_credits,
    ledger_handlings,
    ledger_presentations,
)
from dhow.store.projections.tables import (
    ledger_invoices,
    ledger_organisations,
    ledger_undertakings,
)
from dhow.store.projections.transfer_tables import ledger_parts, ledger_transfers
from dhow.store.tables import (
    access,
    amendments,
    credits,
    invoices,
    organisations,
    presentation_documents,
    presentations,
    reasons,
    transfers,
    undertakings,
)

_BETWEEN_TWO: Final = ("APPLIED", "WITHDRAWN", "DECLINED")
_GIVEN: Final = ("HONOURED", "UNDERTAKEN")  # the applicant has the documents


@dataclass(frozen=True, slots=True)
class Untold:
    """Somebody who was let in and whose process does not know it yet."""

    capability: str
    object_id: str
    organisation: OrgId
    granted_by: OrgId


class Exchange:
    """Queries over what this database shows others, and what it lacks."""

    def __init__(self, connection: Connection) -> None:
        """Ask in an open transaction."""
        self._connection = connection

    def system_untold(self, own: Collection[OrgId]) -> tuple[Untold, ...]:
        """Who of others was let in and is to be told, the longest waiting first."""
        rows = self._connection.execute(
            select(access)
            .where(access.c.told_at.is_(None), access.c.organisation.not_in(own))
            .order_by(access.c.granted_at, access.c.object_id, access.c.organisation)
        )
        return tuple(
            Untold(row.capability, row.object_id, OrgId(row.organisation), OrgId(row.granted_by))
            for row in rows
        )

    def system_told(self, untold: Untold, *, at: int) -> None:
        """Note that a process was told."""
        self._connection.execute(
            update(access)
            .where(
                access.c.capability == untold.capability,
                access.c.object_id == untold.object_id,
                access.c.organisation == untold.organisation,
            )
            .values(told_at=at)
        )

    def nameless(self) -> tuple[OrgId, ...]:
        """Members on the ledger whose entry in the directory is not here."""
        ledger = ledger_organisations.c
        rows = self._connection.execute(
            select(ledger.organisation)
            .where(
                ledger.until_block == OPEN,
                ~exists().where(organisations.c.organisation == ledger.organisation),
            )
            .order_by(ledger.admitted_at, ledger.organisation)
        )
        return tuple(OrgId(each) for each in rows.scalars())

    def lacking(self, actor: OrgId) -> tuple[tuple[str, str], ...]:
        """What the ledger says the actor is a party to and is not here whole: kind and id."""
        return (
            *(("credit", each) for each in self._credits(actor)),
            *(("amendments", each) for each in self._amended(actor)),
            *(("transfers", each) for each in self._transferred(actor)),
            *(("reasons", each) for each in self._reasons(actor)),
            *(("undertaking", each) for each in self._undertakings(actor)),
            *(("invoice", each) for each in self._invoices(actor)),
            *(("presentation", each) for each in self._presentations(actor)),
        )

    def _credits(self, actor: OrgId) -> Any:
        ledger = ledger_credits.c
        party = or_(
            and_(ledger.applicant == actor, ~_is_part(ledger.credit_id)),
            ledger.issuing_bank == actor,
            _transferred_by(ledger.credit_id, actor),
            and_(
                ledger.state.not_in(_BETWEEN_TWO),
                or_(
                    ledger.beneficiary == actor,
                    ledger.nominated_bank == actor,
                    _advises(ledger.credit_id, actor),
                ),
            ),
        )
        here = exists().where(credits.c.credit_id == ledger.credit_id)
        return self._connection.execute(
            select(ledger.credit_id)
            .where(ledger.until_block == OPEN, party, ~here)
            .order_by(ledger.applied_at, ledger.credit_id)
        ).scalars()

    def _amended(self, actor: OrgId) -> Any:
        """Credits that are here, and the text of an amendment is not."""
        ledger, held = ledger_amendments.c, amendments.c
        return self._connection.execute(
            select(ledger.credit_id)
            .distinct()
            .where(
                ledger.until_block == OPEN,
                _sees("credit", ledger.credit_id, actor),
                ~exists().where(
                    held.credit_id == ledger.credit_id,
                    held.number == cast(ledger.number, Integer),
                ),
            )
            .order_by(ledger.credit_id)
        ).scalars()

    def _transferred(self, actor: OrgId) -> Any:
        """Credits that are here, and the words of a transfer of theirs are not."""
        ledger, of, held = ledger_transfers.c, ledger_credits.c, transfers.c
        bank = func.coalesce(of.nominated_bank, of.issuing_bank)
        knows = or_(
            of.beneficiary == actor,
            bank == actor,
            and_(of.issuing_bank == actor, ledger.state == "TRANSFERRED"),
        )
        return self._connection.execute(
            select(ledger.credit_id)
            .distinct()
            .join_from(ledger_transfers, ledger_credits, of.credit_id == ledger.credit_id)
            .where(
                ledger.until_block == OPEN,
                of.until_block == OPEN,
                knows,
                _sees("credit", ledger.credit_id, actor),
                ~exists().where(
                    held.credit_id == ledger.credit_id,
                    held.number == cast(ledger.number, Integer),
                ),
            )
            .order_by(ledger.credit_id)
        ).scalars()

    def _reasons(self, actor: OrgId) -> Any:
        """Credits that are here, and what an order or a refusal to advise says is not."""
        of, order, advice = ledger_credits.c, ledger_court_orders.c, ledger_advices.c
        ordered = exists().where(
            order.credit_id == of.credit_id,
            order.until_block == OPEN,
            order.order_reference.is_not(None),
            ~_given(of.credit_id, order.registrar, order.order_reference),
        )
        said = ledger_clauses.c
        clauses = select(said.advising_bank).where(
            said.credit_id == of.credit_id, said.until_block == OPEN
        )
        first = func.coalesce(clauses.scalar_subquery(), of.nominated_bank)
        refused = exists().where(
            advice.credit_id == of.credit_id,
            advice.until_block == OPEN,
            advice.reason_hash.is_not(None),
            ~_given(of.credit_id, advice.bank, advice.reason_hash),
            or_(
                and_(advice.bank == first, of.issuing_bank == actor),
                and_(advice.bank != first, first == actor),
            ),
        )
        return self._connection.execute(
            select(of.credit_id)
            .where(
                of.until_block == OPEN, _sees("credit", of.credit_id, actor), or_(ordered, refused)
            )
            .order_by(of.credit_id)
        ).scalars()

    def _undertakings(self, actor: OrgId) -> Any:
        ledger = ledger_undertakings.c
        here = exists().where(undertakings.c.undertaking_id == ledger.undertaking_id)
        return self._connection.execute(
            select(ledger.undertaking_id)
            .where(ledger.until_block == OPEN, ledger.beneficiary == actor, ~here)
            .order_by(ledger.given_at, ledger.undertaking_id)
        ).scalars()

    def _invoices(self, actor: OrgId) -> Any:
        ledger = ledger_invoices.c
        here = exists().where(invoices.c.fingerprint == ledger.fingerprint)
        return self._connection.execute(
            select(ledger.fingerprint)
            .where(ledger.until_block == OPEN, ledger.financier == actor, ~here)
            .order_by(ledger.registered_at, ledger.fingerprint)
        ).scalars()

    def _presentations(self, actor: OrgId) -> Any:
        ledger, of = ledger_presentations.c, ledger_credits.c
        with_documents = or_(
            ledger.bank == actor,
            of.beneficiary == actor,
            and_(of.issuing_bank == actor, ledger.received_at.is_not(None)),
            and_(of.applicant == actor, ledger.state.in_(_GIVEN), ~_is_part(of.credit_id)),
        )
        mine = presentations.c
        here = exists().where(mine.presentation_id == ledger.presentation_id)
        handled = ledger_handlings.c
        asked = exists().where(
            handled.presentation_id == ledger.presentation_id,
            handled.until_block == OPEN,
            handled.waiver.is_not(None),
        )
        shown = or_(ledger.state == "WAIVED", asked, here)
        sees = or_(
            with_documents,
            and_(of.applicant == actor, shown, ~_is_part(of.credit_id)),
            _transferred_by(of.credit_id, actor),
        )
        told_of_finding = or_(
            of.nominated_bank == actor,
            of.beneficiary == actor,
            and_(of.issuing_bank == actor, ledger.received_at.is_not(None)),
        )
        finding_missing = and_(
            told_of_finding,
            exists().where(
                handled.presentation_id == ledger.presentation_id,
                handled.until_block == OPEN,
                handled.finding_hash.is_not(None),
                mine.presentation_id == ledger.presentation_id,
                mine.finding.is_(None),
            ),
        )
        part_missing = exists().where(
            mine.presentation_id == ledger.presentation_id,
            or_(
                and_(ledger.examination_hash.is_not(None), mine.report.is_(None)),
                and_(ledger.notice_hash.is_not(None), mine.notice.is_(None)),
            ),
        )
        listed = presentation_documents.c
        document_missing = and_(
            with_documents,
            exists().where(
                listed.presentation_id == ledger.presentation_id,
                ~_sees("document", listed.document_id, actor),
            ),
        )
        return self._connection.execute(
            select(ledger.presentation_id)
            .join_from(ledger_presentations, ledger_credits, of.credit_id == ledger.credit_id)
            .where(
                ledger.until_block == OPEN,
                of.until_block == OPEN,
                sees,
                or_(~here, part_missing, finding_missing, document_missing),
            )
            .order_by(ledger.presented_at, ledger.presentation_id)
        ).scalars()


def _given(
    credit_id: ColumnElement[str], giver: ColumnElement[str], hashed: ColumnElement[str]
) -> ColumnElement[bool]:
    """Whether the words of a reason are here, of the organisation whose act bears their hash."""
    return exists().where(
        reasons.c.credit_id == credit_id, reasons.c.given_by == giver, reasons.c.hash == hashed
    )


def _advises(credit_id: ColumnElement[str], actor: OrgId) -> ColumnElement[bool]:
    clauses = ledger_clauses.c
    return exists().where(
        clauses.credit_id == credit_id,
        clauses.until_block == OPEN,
        or_(clauses.advising_bank == actor, clauses.second_advising_bank == actor),
    )


def _is_part(credit_id: ColumnElement[str]) -> ColumnElement[bool]:
    part = ledger_parts.c
    return exists().where(part.credit_id == credit_id, part.until_block == OPEN)


def _transferred_by(credit_id: ColumnElement[str], actor: OrgId) -> ColumnElement[bool]:
    """Whether the actor is the first beneficiary, of whose credit this one is a part."""
    part, original = ledger_parts.c, ledger_credits.alias("original").c
    return exists().where(
        part.credit_id == credit_id,
        part.until_block == OPEN,
        original.credit_id == part.original,
        original.until_block == OPEN,
        original.beneficiary == actor,
    )


def _sees(capability: str, object_id: ColumnElement[str], actor: OrgId) -> ColumnElement[bool]:
    return exists().where(
        access.c.capability == capability,
        access.c.object_id == object_id,
        access.c.organisation == actor,
    )
