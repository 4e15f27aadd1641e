"""One root over several audit logs is anchored; which, stands beside each log's last line"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "audit_anchors", sa.Column("root", sa.String(length=66), nullable=False, server_default="")
    )
    op.add_column("audit_anchors", sa.Column("block", sa.BigInteger(), nullable=True))
    op.create_index("ix_audit_anchors_root", "audit_anchors", ["root"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("an audit log is not thrown away; restore a backup instead")
