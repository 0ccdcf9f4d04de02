"""Tokens by which programs act as persons, and the answers that a repeated call is given again."""

import sqlalchemy as sa
from alembic import op

revision = "0011_api"
down_revision = "0010_dispatch"


def upgrade() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_api_tokens_hash_is_sha256")),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_api_tokens_expires_after_it_is_made")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_api_tokens_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_tokens_hash")),
    )
    op.create_index(op.f("ix_api_tokens_account_id"), "api_tokens", ["account_id"], unique=False)
    op.create_table(
        "kept_answers",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(key) > 0", name=op.f("ck_kept_answers_has_a_key")),
        sa.CheckConstraint("length(request_hash) = 64", name=op.f("ck_kept_answers_request_hash_is_sha256")),
        sa.CheckConstraint("(status IS NULL) = (body IS NULL)", name=op.f("ck_kept_answers_answered_as_a_whole")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_kept_answers_person_id")),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_kept_answers")),
    )
    op.create_index(op.f("ix_kept_answers_made_at"), "kept_answers", ["made_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_kept_answers_made_at"), table_name="kept_answers")
    op.drop_table("kept_answers")
    op.drop_index(op.f("ix_api_tokens_account_id"), table_name="api_tokens")
    op.drop_table("api_tokens")
