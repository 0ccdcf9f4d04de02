"""A case passes several bodies and levels of review: which, who has approved, and the text that was approved."""

import sqlalchemy as sa
from alembic import op

revision = "0003_bodies_and_levels"
down_revision = "0002_attachments"

STATUS = "ck_assignments_status_is_known"
EVENT_BODY = "fk_case_events_body_id"


def upgrade() -> None:
    op.add_column("bodies", sa.Column("review_levels", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("cases", sa.Column("approved_hash", sa.String(64), nullable=False, server_default=""))
    op.add_column("cases", sa.Column("approved_by", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("case_events") as table:
        table.add_column(sa.Column("body_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f(EVENT_BODY), "bodies", ["body_id"], ["id"])
    _protect_again()
    _statuses("status IN ('open', 'done', 'ended')")


def downgrade() -> None:
    op.execute("UPDATE assignments SET status = 'done' WHERE status = 'ended'")
    _statuses("status IN ('open', 'done')")
    with op.batch_alter_table("case_events") as table:
        table.drop_constraint(op.f(EVENT_BODY), type_="foreignkey")
        table.drop_column("body_id")
    _protect_again()
    op.drop_column("cases", "approved_by")
    op.drop_column("cases", "approved_hash")
    op.drop_column("bodies", "review_levels")


def _protect_again() -> None:
    """SQLite makes the table anew, and with the old one went its triggers (0001)."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER case_events_no_{act.lower()} BEFORE {act} ON case_events "
            "BEGIN SELECT RAISE(ABORT, 'case_events is append-only'); END"
        )


def _statuses(check: str) -> None:
    with op.batch_alter_table("assignments") as table:
        table.drop_constraint(op.f(STATUS), type_="check")
        table.create_check_constraint(op.f(STATUS), check)
