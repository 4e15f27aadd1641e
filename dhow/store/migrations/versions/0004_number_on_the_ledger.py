"""A credit's number is read from the ledger"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("credits", "number")


def downgrade() -> None:
    raise NotImplementedError("restore a backup instead; the numbers stand on the ledger")
