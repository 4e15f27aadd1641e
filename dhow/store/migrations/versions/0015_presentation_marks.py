"""Marks of documents presented: by which the same one under another credit is found"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "presentation_marks",
        sa.Column("presentation_id", sa.String(length=66), nullable=False),
        sa.Column("document_id", sa.String(length=66), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("token", sa.String(length=66), nullable=False),
        sa.ForeignKeyConstraint(
            ["presentation_id"],
            ["presentations.presentation_id"],
            name=op.f("fk_presentation_marks_presentation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "presentation_id", "document_id", "kind", "token", name=op.f("pk_presentation_marks")
        ),
    )
    op.create_index(
        "ix_presentation_marks_token", "presentation_marks", ["token", "kind"], unique=False
    )


def downgrade() -> None:
    raise NotImplementedError("what was written stays; restore a backup instead")
