"""Attachments of a case: a kept file under the name that is shown."""

import sqlalchemy as sa
from alembic import op

revision = "0002_attachments"
down_revision = "0001_first_house"

# All but the two columns that say that the attachment was removed.
FIXED = "id, case_id, name, sha256, size, media_type, added_by_id, added_at"


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_attachments_has_a_name")),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachments_is_not_empty")),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_by_id IS NULL)", name=op.f("ck_attachments_removed_by_somebody")
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["persons.id"], name=op.f("fk_attachments_added_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_attachments_case_id")),
        sa.ForeignKeyConstraint(["removed_by_id"], ["persons.id"], name=op.f("fk_attachments_removed_by_id")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_files.sha256"], name=op.f("fk_attachments_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_case_id"), "attachments", ["case_id"], unique=False)
    op.create_index(
        "uq_attachments_once_in_a_case",
        "attachments",
        ["case_id", "sha256", "name"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    _protect()


def downgrade() -> None:
    op.drop_index(
        "uq_attachments_once_in_a_case",
        table_name="attachments",
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.drop_index(op.f("ix_attachments_case_id"), table_name="attachments")
    op.drop_table("attachments")  # its triggers go with it


def _protect() -> None:
    """A row is never deleted; it changes once, when it is removed."""
    changes = {
        "no_delete": "BEFORE DELETE ON attachments FOR EACH ROW",
        "no_update": f"BEFORE UPDATE OF {FIXED} ON attachments FOR EACH ROW",
        "no_return": "BEFORE UPDATE ON attachments FOR EACH ROW WHEN (OLD.removed_at IS NOT NULL)",
    }
    if op.get_bind().dialect.name == "sqlite":
        refusal = "BEGIN SELECT RAISE(ABORT, 'attachments is append-only'); END"
    else:
        refusal = "EXECUTE FUNCTION refuse_change()"  # made in 0001
        changes["no_truncate"] = "BEFORE TRUNCATE ON attachments FOR EACH STATEMENT"
    for name, when in changes.items():
        op.execute(f"CREATE TRIGGER attachments_{name} {when} {refusal}")
