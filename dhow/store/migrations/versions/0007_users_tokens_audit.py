"""Administrators, service tokens, the audit log, shared counts of requests"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _users()
    op.create_table(
        "service_tokens",
        sa.Column("token_id", sa.String(length=32), nullable=False),
        sa.Column("organisation", sa.String(length=66), nullable=False),
        sa.Column("user", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("duty", sa.String(length=10), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("reads_only", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_by", sa.String(length=80), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation", "user"],
            ["users.organisation", "users.name"],
            name=op.f("fk_service_tokens_organisation"),
        ),
        sa.PrimaryKeyConstraint("token_id", name=op.f("pk_service_tokens")),
    )
    op.create_index(
        "ix_service_tokens_organisation", "service_tokens", ["organisation"], unique=False
    )
    op.create_table(
        "audit_heads",
        sa.Column("organisation", sa.String(length=66), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("organisation", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "audit_entries",
        sa.Column("organisation", sa.String(length=66), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=66), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "number", name=op.f("pk_audit_entries")),
    )
    op.create_table(
        "audit_anchors",
        sa.Column("organisation", sa.String(length=66), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=66), nullable=False),
        sa.Column("tx_hash", sa.String(length=66), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "number", name=op.f("pk_audit_anchors")),
    )
    op.create_table(
        "quota_windows",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("window", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", "window", name=op.f("pk_quota_windows")),
    )


def _users() -> None:
    """Every checker there is becomes an administrator: nobody is locked out by the change."""
    op.add_column(
        "users", sa.Column("administrator", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("users", sa.Column("epoch", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "users", sa.Column("person", sa.String(length=16), nullable=False, server_default="")
    )
    users = sa.table(
        "users",
        sa.column("organisation", sa.String),
        sa.column("name", sa.String),
        sa.column("duty", sa.String),
        sa.column("administrator", sa.Boolean),
        sa.column("person", sa.String),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(users.c.organisation, users.c.name, users.c.duty)):
        connection.execute(
            sa.update(users)
            .where(users.c.organisation == row.organisation, users.c.name == row.name)
            .values(administrator=row.duty == "checker", person=secrets.token_hex(8))
        )


def downgrade() -> None:
    raise NotImplementedError("an audit log is not thrown away; restore a backup instead")
