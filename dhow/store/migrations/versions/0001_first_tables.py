"""The first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access",
        sa.Column("capability", sa.String(length=20), nullable=False),
        sa.Column("object_id", sa.String(length=66), nullable=False),
        sa.Column("organisation", sa.String(length=66), nullable=False),
        sa.Column("granted_by", sa.String(length=66), nullable=False),
        sa.Column("granted_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("capability", "object_id", "organisation", name=op.f("pk_access")),
    )
    op.create_index(
        "ix_access_organisation", "access", ["organisation", "capability"], unique=False
    )

    op.create_table(
        "credits",
        sa.Column("credit_id", sa.String(length=66), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("applicant", sa.String(length=66), nullable=False),
        sa.Column("beneficiary", sa.String(length=66), nullable=False),
        sa.Column("issuing_bank", sa.String(length=66), nullable=False),
        sa.Column("nominated_bank", sa.String(length=66), nullable=True),
        sa.Column("terms", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("credit_id", name=op.f("pk_credits")),
    )
    op.create_table(
        "documents",
        sa.Column("document_id", sa.String(length=66), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("owner", sa.String(length=66), nullable=False),
        sa.Column("issuer", sa.String(length=66), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_documents")),
    )
    op.create_table(
        "evidence",
        sa.Column("evidence_id", sa.String(length=66), nullable=False),
        sa.Column("subject", sa.String(length=66), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("evidence_id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_subject"), "evidence", ["subject"], unique=False)

    op.create_table(
        "invoices",
        sa.Column("fingerprint", sa.String(length=66), nullable=False),
        sa.Column("conflict_key", sa.String(length=66), nullable=False),
        sa.Column("owner", sa.String(length=66), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_invoices")),
    )
    op.create_table(
        "organisations",
        sa.Column("organisation", sa.String(length=66), nullable=False),
        sa.Column("lei", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("bic", sa.String(length=11), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("capabilities", sa.JSON(), nullable=False),
        sa.Column("dual_control", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("organisation", name=op.f("pk_organisations")),
        sa.UniqueConstraint("bic", name=op.f("uq_organisations_bic")),
        sa.UniqueConstraint("lei", name=op.f("uq_organisations_lei")),
    )
    op.create_table(
        "shipments",
        sa.Column("shipment_id", sa.String(length=66), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("opened_by", sa.String(length=66), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("shipment_id", name=op.f("pk_shipments")),
    )
    op.create_table(
        "undertakings",
        sa.Column("undertaking_id", sa.String(length=66), nullable=False),
        sa.Column("obligor", sa.String(length=66), nullable=False),
        sa.Column("beneficiary", sa.String(length=66), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("undertaking_id", name=op.f("pk_undertakings")),
    )
    op.create_table(
        "vault_check",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_check")),
    )
    op.create_table(
        "invoice_tokens",
        sa.Column("fingerprint", sa.String(length=66), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("token", sa.String(length=66), nullable=False),
        sa.ForeignKeyConstraint(
            ["fingerprint"], ["invoices.fingerprint"], name=op.f("fk_invoice_tokens_fingerprint")
        ),
        sa.PrimaryKeyConstraint("fingerprint", "kind", "token", name=op.f("pk_invoice_tokens")),
    )
    op.create_index("ix_invoice_tokens_token", "invoice_tokens", ["token", "kind"], unique=False)

    op.create_table(
        "presentations",
        sa.Column("presentation_id", sa.String(length=66), nullable=False),
        sa.Column("credit_id", sa.String(length=66), nullable=False),
        sa.Column("presenter", sa.String(length=66), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.Column("notice", sa.LargeBinary(), nullable=True),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["credit_id"], ["credits.credit_id"], name=op.f("fk_presentations_credit_id")
        ),
        sa.PrimaryKeyConstraint("presentation_id", name=op.f("pk_presentations")),
    )
    op.create_index(
        op.f("ix_presentations_credit_id"), "presentations", ["credit_id"], unique=False
    )

    op.create_table(
        "shipment_events",
        sa.Column("shipment_id", sa.String(length=66), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("recorded_by", sa.String(length=66), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shipment_id"], ["shipments.shipment_id"], name=op.f("fk_shipment_events_shipment_id")
        ),
        sa.PrimaryKeyConstraint("shipment_id", "position", name=op.f("pk_shipment_events")),
    )
    op.create_table(
        "shipment_subjects",
        sa.Column("shipment_id", sa.String(length=66), nullable=False),
        sa.Column("subject", sa.String(length=66), nullable=False),
        sa.ForeignKeyConstraint(
            ["shipment_id"],
            ["shipments.shipment_id"],
            name=op.f("fk_shipment_subjects_shipment_id"),
        ),
        sa.PrimaryKeyConstraint("shipment_id", "subject", name=op.f("pk_shipment_subjects")),
    )
    op.create_table(
        "users",
        sa.Column("organisation", sa.String(length=66), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("duty", sa.String(length=10), nullable=False),
        sa.Column("password_hash", sa.String(length=300), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisations.organisation"], name=op.f("fk_users_organisation")
        ),
        sa.PrimaryKeyConstraint("organisation", "name", name=op.f("pk_users")),
    )
    op.create_table(
        "acts",
        sa.Column("act_id", sa.String(length=66), nullable=False),
        sa.Column("organisation", sa.String(length=66), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("summary", sa.String(length=500), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.Column("prepared_by", sa.String(length=80), nullable=False),
        sa.Column("prepared_at", sa.BigInteger(), nullable=False),
        sa.Column("completed_by", sa.String(length=80), nullable=True),
        sa.Column("completed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation", "prepared_by"],
            ["users.organisation", "users.name"],
            name=op.f("fk_acts_organisation"),
        ),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_acts")),
        sa.UniqueConstraint("organisation", "act_id", name=op.f("uq_acts_organisation")),
    )
    op.create_table(
        "presentation_documents",
        sa.Column("presentation_id", sa.String(length=66), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document_id", sa.String(length=66), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.document_id"],
            name=op.f("fk_presentation_documents_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["presentation_id"],
            ["presentations.presentation_id"],
            name=op.f("fk_presentation_documents_presentation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "presentation_id", "position", name=op.f("pk_presentation_documents")
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("there is nothing before the first tables; restore a backup instead")
