"""Dispatch as evidence: letters that several share, paper and desks as channels, and what comes back.

Revision ID: 0010_dispatch
Revises: 0009_delegation
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0010_dispatch"
down_revision = "0009_delegation"
branch_labels = None
depends_on = None

CHANNELS = "channel IN ('mail', 'paper', 'internal', 'digital_post', 'sdk')"
CHANNELS_BEFORE = "channel IN ('mail', 'paper', 'internal')"
CHECKS = (
    (
        "ck_deliveries_state_is_in_the_table",
        "state IN ('held', 'queued', 'sending', 'sent', 'deferred', 'failed', 'bounced', 'posted', 'seen')",
    ),
    ("ck_deliveries_sent_has_its_time", "(state IN ('sent', 'bounced')) = (sent_at IS NOT NULL)"),
    ("ck_deliveries_posted_has_its_day", "(state = 'posted') = (posted_on IS NOT NULL)"),
    (
        "ck_deliveries_handled_by_somebody",
        "(state IN ('posted', 'seen')) = (handled_at IS NOT NULL AND handled_by_id IS NOT NULL)",
    ),
)
CHECKS_BEFORE = (
    ("ck_deliveries_state_is_in_the_table", "state IN ('held', 'queued', 'sending', 'sent', 'deferred', 'failed')"),
    ("ck_deliveries_sent_has_its_time", "(state = 'sent') = (sent_at IS NOT NULL)"),
)
PEOPLE = (
    ("fk_deliveries_person_id", "person_id", "persons"),
    ("fk_deliveries_with_id", "with_id", "deliveries"),
    ("fk_deliveries_handled_by_id", "handled_by_id", "persons"),
)


def upgrade() -> None:
    """Add what the states posted, seen and bounced need; a Message-ID is unique among those that carry a letter."""
    for table in ("recipients", "directory_functions"):
        _replace_checks(table, [(f"ck_{table}_channel_is_known", CHANNELS)])
    for column, length in (("reply_to", 254), ("unsubscribe", 300)):
        # not as a batch: SQLite would rebuild the table, and forget its triggers
        op.add_column("dispatches", sa.Column(column, sa.String(length=length), nullable=False, server_default=""))
    with op.batch_alter_table("deliveries") as batch:
        for name, _rule in CHECKS_BEFORE:
            batch.drop_constraint(op.f(name), type_="check")
        batch.drop_constraint(op.f("uq_deliveries_message_id"), type_="unique")
        batch.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("with_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("posted_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("handled_by_id", sa.Integer(), nullable=True))
        for name, column, other in PEOPLE:
            batch.create_foreign_key(op.f(name), other, [column], ["id"])
        for name, rule in CHECKS:
            batch.create_check_constraint(op.f(name), rule)
    op.create_index(op.f("ix_deliveries_person_id"), "deliveries", ["person_id"], unique=False)
    op.create_index(op.f("ix_deliveries_with_id"), "deliveries", ["with_id"], unique=False)
    op.create_index(
        "uq_deliveries_one_carrier_a_letter",
        "deliveries",
        ["message_id"],
        unique=True,
        sqlite_where=sa.text("with_id IS NULL"),
        postgresql_where=sa.text("with_id IS NULL"),
    )
    op.create_table(
        "bounce_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name=op.f("fk_bounce_reports_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounce_reports")),
        sa.UniqueConstraint("sha256", name=op.f("uq_bounce_reports_sha256")),
    )
    op.create_index(op.f("ix_bounce_reports_delivery_id"), "bounce_reports", ["delivery_id"], unique=False)
    _append_only("bounce_reports")


def downgrade() -> None:
    """What the earlier house has no room for is lost: who posted or read, and what came back stands as sent."""
    op.drop_index(op.f("ix_bounce_reports_delivery_id"), table_name="bounce_reports")
    op.drop_table("bounce_reports")
    op.execute("UPDATE deliveries SET sent_at = handled_at WHERE state IN ('posted', 'seen')")
    for name in ("uq_deliveries_one_carrier_a_letter", "ix_deliveries_with_id", "ix_deliveries_person_id"):
        op.drop_index(name, table_name="deliveries")
    with op.batch_alter_table("deliveries") as batch:
        for name, _rule in CHECKS:
            batch.drop_constraint(op.f(name), type_="check")
        for name, _column, _other in PEOPLE:
            batch.drop_constraint(op.f(name), type_="foreignkey")
    op.execute("UPDATE deliveries SET state = 'sent' WHERE state IN ('posted', 'seen', 'bounced')")
    op.execute("UPDATE deliveries SET message_id = '<' || id || '.' || substr(message_id, 2) WHERE with_id IS NOT NULL")
    with op.batch_alter_table("deliveries") as batch:
        for column in ("person_id", "with_id", "posted_on", "handled_at", "handled_by_id"):
            batch.drop_column(column)
        for name, rule in CHECKS_BEFORE:
            batch.create_check_constraint(op.f(name), rule)
        batch.create_unique_constraint(op.f("uq_deliveries_message_id"), ["message_id"])
    for column in ("unsubscribe", "reply_to"):
        op.execute(f"ALTER TABLE dispatches DROP COLUMN {column}")
    for table in ("recipients", "directory_functions"):
        op.execute(f"UPDATE {table} SET channel = 'paper' WHERE channel IN ('digital_post', 'sdk')")  # noqa: S608
        _replace_checks(table, [(f"ck_{table}_channel_is_known", CHANNELS_BEFORE)])


def _replace_checks(table: str, checks: Sequence[tuple[str, str]]) -> None:
    with op.batch_alter_table(table) as batch:
        for name, rule in checks:
            batch.drop_constraint(op.f(name), type_="check")
            batch.create_check_constraint(op.f(name), rule)


def _append_only(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
