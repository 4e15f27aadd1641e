"""A webhook keeps the furthest place it was told, besides the one it goes on from"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TOLD = {
    "told_replacement": sa.Integer,
    "told_block": sa.BigInteger,
    "told_index": sa.Integer,
}


def upgrade() -> None:
    for name, kind in _TOLD.items():
        op.add_column("webhooks", sa.Column(name, kind(), nullable=False, server_default="0"))
    # whoever is being told again now is taken to know no more than where that has come to
    op.execute(
        "UPDATE webhooks SET told_replacement = replacement, told_block = block_number,"
        " told_index = log_index"
    )


def downgrade() -> None:
    raise NotImplementedError("what was told stays told; restore a backup instead")
