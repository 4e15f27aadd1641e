"""Orders of several courts, reimbursement at sight, a confirming bank that is still bound

Of the orders those that stand are kept; all are told anew, as the ledger's tables are filled from
its first block again whenever the folding changes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_ORDERS = "ledger_court_orders"


def _id(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=66), nullable=nullable)


def _big(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def upgrade() -> None:
    op.add_column("ledger_handlings", sa.Column("still_bound", sa.Boolean(), nullable=True))
    op.add_column("ledger_drawings", _id("sight_reimburser", nullable=True))
    op.add_column("ledger_drawings", _big("sight_reimbursed_at", nullable=True))
    before = sa.table(_ORDERS, *(sa.column(name) for name in _NAMES))
    stand = sa.select(before).where(before.c.registrar.is_not(None))
    kept = [dict(row) for row in op.get_bind().execute(stand).mappings()]
    op.drop_table(_ORDERS)
    made = op.create_table(
        _ORDERS,
        _id("credit_id"),
        _id("registrar"),
        sa.Column("until_block", sa.BigInteger(), autoincrement=False, nullable=False),
        _big("since_block"),
        _id("order_reference", nullable=True),
        _big("recorded_at", nullable=True),
        _big("changed_at"),
        sa.PrimaryKeyConstraint("credit_id", "registrar", "until_block", name=f"pk_{_ORDERS}"),
    )
    op.create_index(f"ix_{_ORDERS}_since_block", _ORDERS, ["since_block"], unique=False)
    if kept:
        op.bulk_insert(made, kept)


_NAMES = (
    "credit_id",
    "registrar",
    "until_block",
    "since_block",
    "order_reference",
    "recorded_at",
    "changed_at",
)


def downgrade() -> None:
    raise NotImplementedError("what was written stays; restore a backup instead")
