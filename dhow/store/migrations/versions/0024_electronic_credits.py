"""Whether a credit's rules incorporate the eUCP"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ledger_clauses", sa.Column("is_electronic", sa.Boolean(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("what was written stays; restore a backup instead")
