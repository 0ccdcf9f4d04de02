"""Notices by mail and beside events, a dispatch's purpose, a person's choices, the day of a pause, finding a case."""

import sqlalchemy as sa
from alembic import op

revision = "0008_notices_by_mail"
down_revision = "0007_agenda"


def upgrade() -> None:
    op.add_column("case_events", sa.Column("until", sa.Date(), nullable=True))
    _choices()
    _search_keys()
    _purposes()
    _notices()


def _choices() -> None:
    with op.batch_alter_table("accounts") as batch:
        batch.add_column(sa.Column("mail_notices", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch.add_column(sa.Column("language", sa.String(length=2), nullable=True))
        batch.create_check_constraint(op.f("ck_accounts_language_is_known"), "language IN ('sv', 'en')")
    with op.batch_alter_table("accounts") as batch:
        batch.alter_column("mail_notices", server_default=None)


def _search_keys() -> None:
    op.add_column("cases", sa.Column("search_key", sa.Text(), nullable=True))
    database = op.get_bind()
    names: dict[int, list[str]] = {}
    for row in database.execute(sa.text("SELECT case_id, name FROM recipients ORDER BY case_id, position")):
        names.setdefault(row.case_id, []).append(row.name)
    keys = [
        {"id": row.id, "key": "\n".join([row.number, row.title, *names.get(row.id, [])]).casefold()}
        for row in database.execute(sa.text("SELECT id, number, title FROM cases"))
    ]
    if keys:
        database.execute(sa.text("UPDATE cases SET search_key = :key WHERE id = :id"), keys)
    with op.batch_alter_table("cases") as batch:
        batch.alter_column("search_key", existing_type=sa.Text(), nullable=False)
    op.create_index("ix_cases_latest", "cases", ["authority_id", "updated_at", "id"], unique=False)


PURPOSES = (
    ("purpose IN ('decision', 'notice', 'condition')", "ck_dispatches_purpose_is_known"),
    ("purpose <> 'decision' OR file_sha256 IS NOT NULL", "ck_dispatches_decision_has_its_extract"),
    ("(file_sha256 IS NULL) = (file_name IS NULL)", "ck_dispatches_file_has_its_name"),
)


def _purposes() -> None:
    with op.batch_alter_table("dispatches") as batch:
        batch.add_column(sa.Column("purpose", sa.String(length=20), nullable=False, server_default="decision"))
        batch.add_column(sa.Column("thread", sa.String(length=200), nullable=False, server_default=""))
        batch.alter_column("file_sha256", existing_type=sa.String(length=64), nullable=True)
        batch.alter_column("file_name", existing_type=sa.String(length=200), nullable=True)
        for rule, name in PURPOSES:
            batch.create_check_constraint(op.f(name), rule)
    with op.batch_alter_table("dispatches") as batch:
        batch.alter_column("purpose", server_default=None)
        batch.alter_column("thread", server_default=None)
    _protect("dispatches")


NOTICES = (
    ("(event_id IS NOT NULL) <> (text <> '')", "ck_notices_event_or_text"),
    ("length(kind) > 0", "ck_notices_says_its_kind"),
)


def _notices() -> None:
    with op.batch_alter_table("notices") as batch:
        batch.add_column(sa.Column("case_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("kind", sa.String(length=20), nullable=False, server_default="step"))
        batch.add_column(sa.Column("text", sa.Text(), nullable=False, server_default=""))
    for column, source in (("case_id", "case_id"), ("at", "at")):
        op.execute(f"UPDATE notices SET {column} = (SELECT {source} FROM case_events WHERE id = notices.event_id)")  # noqa: S608
    with op.batch_alter_table("notices") as batch:
        batch.alter_column("case_id", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch.alter_column("event_id", existing_type=sa.Integer(), nullable=True)
        batch.alter_column("kind", server_default=None)
        batch.alter_column("text", server_default=None)
        batch.create_foreign_key(op.f("fk_notices_case_id"), "cases", ["case_id"], ["id"])
        for rule, name in NOTICES:
            batch.create_check_constraint(op.f(name), rule)


def downgrade() -> None:
    """What the earlier house has no room for is lost: mails and notices that are of no event or have no extract."""
    op.execute("DELETE FROM notices WHERE event_id IS NULL")
    with op.batch_alter_table("notices") as batch:
        for _rule, name in NOTICES:
            batch.drop_constraint(op.f(name), type_="check")
        batch.drop_constraint(op.f("fk_notices_case_id"), type_="foreignkey")
        for column in ("case_id", "at", "kind", "text"):
            batch.drop_column(column)
        batch.alter_column("event_id", existing_type=sa.Integer(), nullable=False)
    _without_purposes()
    op.drop_index("ix_cases_latest", table_name="cases")
    with op.batch_alter_table("cases") as batch:
        batch.drop_column("search_key")
    with op.batch_alter_table("accounts") as batch:
        batch.drop_constraint(op.f("ck_accounts_language_is_known"), type_="check")
        batch.drop_column("language")
        batch.drop_column("mail_notices")
    op.execute("ALTER TABLE case_events DROP COLUMN until")


def _without_purposes() -> None:
    notices = "SELECT id FROM dispatches WHERE file_sha256 IS NULL"
    letters = f"SELECT id FROM deliveries WHERE dispatch_id IN ({notices})"  # noqa: S608
    for table in ("delivery_attempts", "dispatches"):
        _unprotect(table)
    op.execute(f"DELETE FROM delivery_attempts WHERE delivery_id IN ({letters})")  # noqa: S608
    op.execute(f"DELETE FROM deliveries WHERE dispatch_id IN ({notices})")  # noqa: S608
    op.execute("DELETE FROM dispatches WHERE file_sha256 IS NULL")
    with op.batch_alter_table("dispatches") as batch:
        for _rule, name in PURPOSES:
            batch.drop_constraint(op.f(name), type_="check")
        batch.drop_column("purpose")
        batch.drop_column("thread")
        batch.alter_column("file_sha256", existing_type=sa.String(length=64), nullable=False)
        batch.alter_column("file_name", existing_type=sa.String(length=200), nullable=False)
    for table in ("delivery_attempts", "dispatches"):
        _protect(table)


def _protect(table: str) -> None:
    """Rows are history again, as in 0001: SQLite forgot the triggers when it rebuilt the table."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act.lower()}")
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
    op.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _unprotect(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{act}")
        return
    op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
