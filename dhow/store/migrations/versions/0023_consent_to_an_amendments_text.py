"""An amendment of a part that may be passed on is known by what it says, not by its number

What was allowed by a number alone stays without: it allows nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0024"
branch_labels = None
depends_on = None

_TABLE = "ledger_passed_on"


def upgrade() -> None:
    op.add_column(_TABLE, sa.Column("changes_hash", sa.String(length=66), nullable=True))
    op.drop_column(_TABLE, "allowed")


def downgrade() -> None:
    raise NotImplementedError("what was written stays; restore a backup instead")
