"""Invoices and the tokens by which the registry finds a second one."""

from typing import Any, Final

from sqlalchemy import Row, and_, delete, insert, or_, select

from dhow.store.errors import NotEntitled, NotFound
from dhow.store.ids import OrgId, check_id, to_hex
from dhow.store.repositories.base import Place, Repository
from dhow.store.rows import InvoiceRow, MatchKind, TokenMatch
from dhow.store.tables import invoice_tokens, invoices
from dhow.trade.invoices import InvoiceTokens

# Which stored kinds of token each kind of a new invoice meets, and what that means, gravest first.
# Aliases never meet aliases: see `dhow.trade.invoices.fingerprint.InvoiceTokens`.
_MEETS: Final[tuple[tuple[str, tuple[str, ...], MatchKind], ...]] = (
    ("strong", ("strong", "alias"), "DUPLICATE"),
    ("alias", ("strong",), "DUPLICATE"),
    ("weak", ("weak", "weak_alias"), "CONFLICT"),
    ("weak_alias", ("weak",), "CONFLICT"),
    ("transport", ("transport",), "COLLATERAL_CONFLICT"),
)


class Invoices(Repository):
    """Invoices, seen by their seller and by the financier they are offered to."""

    capability = "invoice"

    def put(self, actor: OrgId, *, tokens: InvoiceTokens, body: bytes, at: int) -> InvoiceRow:
        """Store an invoice of the actor with everything that may find it again.

        In place of any under its fingerprint, whosever: the caller has seen that the ledger has
        none, or this one. Put before it is registered there, and nothing until then.
        """
        row = InvoiceRow(to_hex(tokens.fingerprint), to_hex(tokens.conflict_key), actor, body, at)
        sealed = self._seal(row.fingerprint, body)
        self._put(
            invoices,
            row.fingerprint,
            fingerprint=row.fingerprint,
            conflict_key=row.conflict_key,
            owner=actor,
            body=sealed.ciphertext,
            wrapped_key=sealed.wrapped_key,
            created_at=at,
        )
        self._connection.execute(
            delete(invoice_tokens).where(invoice_tokens.c.fingerprint == row.fingerprint)
        )
        self._connection.execute(
            insert(invoice_tokens),
            [
                {"fingerprint": row.fingerprint, "kind": kind, "token": token}
                for kind, values in _by_kind(tokens).items()
                for token in values
            ],
        )
        self._allow(actor, row.fingerprint, (actor,), at)
        return row

    def receive(self, actor: OrgId, row: InvoiceRow) -> None:
        """Keep an invoice that came from its seller's process: without tokens, which are the
        registry's."""
        check_id(actor, "the acting organisation")
        sealed = self._seal(check_id(row.fingerprint, "the invoice"), row.body)
        self._receive(
            invoices,
            actor,
            row.fingerprint,
            (actor, row.owner),
            row.created_at,
            fingerprint=row.fingerprint,
            conflict_key=row.conflict_key,
            owner=row.owner,
            body=sealed.ciphertext,
            wrapped_key=sealed.wrapped_key,
            created_at=row.created_at,
        )

    def get(self, actor: OrgId, fingerprint: str) -> InvoiceRow | None:
        """An invoice the actor sells, or was offered."""
        row = self._connection.execute(
            select(invoices).where(
                invoices.c.fingerprint == fingerprint,
                self._visible(invoices.c.fingerprint, actor),
            )
        ).first()
        return self._invoice(row) if row else None

    def system_get(self, fingerprint: str) -> InvoiceRow | None:
        """An invoice whosever it is: to compare what meets another with the ledger."""
        row = self._connection.execute(
            select(invoices).where(invoices.c.fingerprint == fingerprint)
        ).first()
        return self._invoice(row) if row else None

    def all(
        self, actor: OrgId, *, after: Place | None = None, limit: int | None = None
    ) -> tuple[InvoiceRow, ...]:
        """The invoices the actor may see, oldest first: those after a place, at most so many."""
        place = (invoices.c.created_at, invoices.c.fingerprint)
        rows = self._connection.execute(
            select(invoices)
            .where(self._visible(invoices.c.fingerprint, actor), self._beyond(after, *place))
            .order_by(*place)
            .limit(limit)
        )
        return tuple(self._invoice(row) for row in rows)

    def share(self, actor: OrgId, fingerprint: str, financier: OrgId, *, at: int) -> None:
        """Let a financier read an invoice offered to it.

        Raises:
            NotFound: when the actor may not see it.
            NotEntitled: unless the actor is its seller.
        """
        self._require_owner(actor, fingerprint)
        self._allow(actor, fingerprint, (financier,), at)

    def system_matches(self, tokens: InvoiceTokens) -> tuple[TokenMatch, ...]:
        """Stored invoices that meet these tokens, whoever's they are, gravest first.

        Each is named once, by its gravest match; the ledger knows which of them are registered. An
        invoice does not match itself unless it is stored, which is then the duplicate.
        """
        found: dict[str, TokenMatch] = {}
        ours = _by_kind(tokens)
        for kind, stored, match in _MEETS:
            if not ours[kind]:
                continue
            rows = self._connection.execute(
                select(invoice_tokens.c.fingerprint)
                .where(
                    or_(
                        *(
                            and_(invoice_tokens.c.token == token, invoice_tokens.c.kind.in_(stored))
                            for token in ours[kind]
                        )
                    )
                )
                .order_by(invoice_tokens.c.fingerprint)
            )
            for row in rows:
                found.setdefault(row.fingerprint, TokenMatch(row.fingerprint, match))
        return tuple(found.values())

    def _require_owner(self, actor: OrgId, fingerprint: str) -> None:
        row = self.get(actor, fingerprint)
        if row is None:
            raise NotFound(self.capability, fingerprint)
        if row.owner != actor:
            raise NotEntitled("an invoice is shared by its seller")

    def _invoice(self, row: Row[Any]) -> InvoiceRow:
        return InvoiceRow(
            row.fingerprint,
            row.conflict_key,
            OrgId(row.owner),
            self._open(row.fingerprint, row.body, row.wrapped_key),
            row.created_at,
        )


def _by_kind(tokens: InvoiceTokens) -> dict[str, tuple[str, ...]]:
    kinds = {
        "strong": (tokens.fingerprint,),
        "alias": tokens.aliases,
        "weak": (tokens.conflict_key,),
        "weak_alias": tokens.conflict_aliases,
        "transport": tokens.collateral,
    }
    return {kind: tuple(sorted(map(to_hex, values))) for kind, values in kinds.items()}
