"""Stand-in."""

import sqlalchemy as sa
from alembic import op

revision = "0013_standin"
down_revision = "0012_webhooks"


def upgrade() -> None:
    op.create_table(
        "meeting_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_changes_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_changes")),
    )
    op.create_index(op.f("ix_meeting_changes_meeting_id"), "meeting_changes", ["meeting_id"], unique=False)
    op.add_column("meetings", sa.Column("current_item_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("meetings", "current_item_id")
    op.drop_table("meeting_changes")
