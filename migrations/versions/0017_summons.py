"""Summonses with their frozen agendas, letters, answers, substitute calls and packets; letters that are of no case."""

import sqlalchemy as sa
from alembic import op

revision = "0017_summons"
down_revision = "0016_deliberation"

PURPOSES = "purpose IN ('decision', 'notice', 'condition', 'summons')"
PURPOSES_BEFORE = "purpose IN ('decision', 'notice', 'condition')"
OF_A_CASE = "ck_dispatches_belongs_to_a_case"
HISTORY = ("dispatch_files", "summonses", "summons_letters", "summons_answers")
OPEN_CALL = {"sqlite_where": sa.text("ended_at IS NULL"), "postgresql_where": sa.text("ended_at IS NULL")}
A_REMINDER = {"sqlite_where": sa.text("kind = 'reminder'"), "postgresql_where": sa.text("kind = 'reminder'")}
CALLED = "id, meeting_id, person_id, for_person_id, called_at"


def upgrade() -> None:
    with op.batch_alter_table("dispatches") as batch:
        batch.alter_column("case_id", existing_type=sa.Integer(), nullable=True)
        batch.drop_constraint(op.f("ck_dispatches_purpose_is_known"), type_="check")
        batch.create_check_constraint(op.f("ck_dispatches_purpose_is_known"), PURPOSES)
        batch.create_check_constraint(op.f(OF_A_CASE), "purpose = 'summons' OR case_id IS NOT NULL")
    op.create_table(
        "dispatch_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispatch_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_dispatch_files_has_a_name")),
        sa.CheckConstraint("position > 0", name=op.f("ck_dispatch_files_position_is_counted_from_one")),
        sa.ForeignKeyConstraint(["dispatch_id"], ["dispatches.id"], name=op.f("fk_dispatch_files_dispatch_id")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_files.sha256"], name=op.f("fk_dispatch_files_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch_files")),
        sa.UniqueConstraint("dispatch_id", "position", name=op.f("uq_dispatch_files_dispatch_id_position")),
    )
    _create_summonses()
    _create_answers()
    _create_packets()
    for table in ("dispatches", *HISTORY):
        _protect(table)
    _protect_calls()


def downgrade() -> None:
    """The earlier house has no room for letters that are of no case: they are lost with what they told of."""
    for table in ("summons_packets", "substitute_calls", "summons_answers", "summons_letters", "summonses"):
        op.drop_table(table)  # their triggers and indexes go with the tables
    op.drop_table("dispatch_files")
    letters = "SELECT id FROM dispatches WHERE case_id IS NULL"
    deliveries = f"SELECT id FROM deliveries WHERE dispatch_id IN ({letters})"  # noqa: S608
    for table in ("bounce_reports", "delivery_attempts", "dispatches"):
        _unprotect(table)
    op.execute(f"DELETE FROM bounce_reports WHERE delivery_id IN ({deliveries})")  # noqa: S608
    op.execute(f"DELETE FROM delivery_attempts WHERE delivery_id IN ({deliveries})")  # noqa: S608
    op.execute(f"DELETE FROM deliveries WHERE dispatch_id IN ({letters}) AND with_id IS NOT NULL")  # noqa: S608
    op.execute(f"DELETE FROM deliveries WHERE dispatch_id IN ({letters})")  # noqa: S608
    op.execute("DELETE FROM dispatches WHERE case_id IS NULL")
    with op.batch_alter_table("dispatches") as batch:
        batch.drop_constraint(op.f(OF_A_CASE), type_="check")
        batch.drop_constraint(op.f("ck_dispatches_purpose_is_known"), type_="check")
        batch.create_check_constraint(op.f("ck_dispatches_purpose_is_known"), PURPOSES_BEFORE)
        batch.alter_column("case_id", existing_type=sa.Integer(), nullable=False)
    for table in ("bounce_reports", "delivery_attempts", "dispatches"):
        _protect(table)


def _create_summonses() -> None:
    op.create_table(
        "summonses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("agenda", sa.JSON(), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("calendar_sha256", sa.String(length=64), nullable=False),
        sa.Column("latest_day", sa.Date(), nullable=True),
        sa.Column("late_reason", sa.Text(), nullable=False),
        sa.Column("urgent_reason", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_summonses_number_is_counted_from_one")),
        sa.CheckConstraint("length(content_hash) = 64", name=op.f("ck_summonses_content_hash_is_sha256")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_summonses_authority_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_summonses_meeting_id")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_files.sha256"], name=op.f("fk_summonses_sha256")),
        sa.ForeignKeyConstraint(
            ["calendar_sha256"], ["stored_files.sha256"], name=op.f("fk_summonses_calendar_sha256")
        ),
        sa.ForeignKeyConstraint(["issued_by_id"], ["persons.id"], name=op.f("fk_summonses_issued_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summonses")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_summonses_meeting_id_number")),
    )
    op.create_table(
        "summons_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("summons_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("dispatch_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('summons', 'reminder', 'call', 'withdrawal', 'cancellation')",
            name=op.f("ck_summons_letters_kind_is_known"),
        ),
        sa.ForeignKeyConstraint(["summons_id"], ["summonses.id"], name=op.f("fk_summons_letters_summons_id")),
        sa.ForeignKeyConstraint(["dispatch_id"], ["dispatches.id"], name=op.f("fk_summons_letters_dispatch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summons_letters")),
        sa.UniqueConstraint("dispatch_id", name=op.f("uq_summons_letters_dispatch_id")),
    )
    op.create_index(op.f("ix_summons_letters_summons_id"), "summons_letters", ["summons_id"], unique=False)
    op.create_index("uq_summons_letters_one_reminder", "summons_letters", ["summons_id"], unique=True, **A_REMINDER)


def _create_answers() -> None:
    op.create_table(
        "summons_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("answer IN ('yes', 'no', 'remote')", name=op.f("ck_summons_answers_answer_is_known")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_summons_answers_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_summons_answers_person_id")),
        sa.ForeignKeyConstraint(["given_by_id"], ["persons.id"], name=op.f("fk_summons_answers_given_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summons_answers")),
    )
    op.create_index("ix_summons_answers_newest", "summons_answers", ["meeting_id", "person_id", "id"], unique=False)
    op.create_table(
        "substitute_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("for_person_id", sa.Integer(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_as", sa.String(length=20), nullable=False),
        sa.CheckConstraint("person_id <> for_person_id", name=op.f("ck_substitute_calls_serves_for_another")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_as = '')", name=op.f("ck_substitute_calls_ended_as_something")),
        sa.CheckConstraint("ended_as IN ('', 'declined', 'withdrawn')", name=op.f("ck_substitute_calls_end_is_known")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_substitute_calls_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_substitute_calls_person_id")),
        sa.ForeignKeyConstraint(["for_person_id"], ["persons.id"], name=op.f("fk_substitute_calls_for_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitute_calls")),
    )
    op.create_index(op.f("ix_substitute_calls_person_id"), "substitute_calls", ["person_id"], unique=False)
    for name, column in (("at_a_time", "person_id"), ("for_a_member", "for_person_id")):
        index = f"uq_substitute_calls_one_{name}"
        op.create_index(index, "substitute_calls", ["meeting_id", column], unique=True, **OPEN_CALL)


def _create_packets() -> None:
    op.create_table(
        "summons_packets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("summons_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'making', 'done', 'failed')", name=op.f("ck_summons_packets_state_is_known")
        ),
        sa.CheckConstraint(
            "(state = 'done') = (sha256 IS NOT NULL)", name=op.f("ck_summons_packets_done_has_its_file")
        ),
        sa.CheckConstraint(
            "(state = 'making') = (lease_until IS NOT NULL)", name=op.f("ck_summons_packets_making_has_a_lease")
        ),
        sa.CheckConstraint("done >= 0 AND done <= total", name=op.f("ck_summons_packets_done_is_part_of_the_total")),
        sa.ForeignKeyConstraint(["summons_id"], ["summonses.id"], name=op.f("fk_summons_packets_summons_id")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_files.sha256"], name=op.f("fk_summons_packets_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summons_packets")),
        sa.UniqueConstraint("summons_id", name=op.f("uq_summons_packets_summons_id")),
    )
    op.create_index("ix_summons_packets_due", "summons_packets", ["state", "next_at", "id"], unique=False)


def _protect(table: str) -> None:
    """Rows are history, as in 0001; SQLite forgets the triggers of a table that it rebuilds."""
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


def _protect_calls() -> None:
    """Who was called for whom is history; that the call is ended is said once."""
    changes = {
        "no_delete": "BEFORE DELETE ON substitute_calls FOR EACH ROW",
        "no_update": f"BEFORE UPDATE OF {CALLED} ON substitute_calls FOR EACH ROW",
        "no_return": "BEFORE UPDATE ON substitute_calls FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL)",
    }
    if op.get_bind().dialect.name == "sqlite":
        refusal = "BEGIN SELECT RAISE(ABORT, 'substitute_calls is append-only'); END"
    else:
        refusal = "EXECUTE FUNCTION refuse_change()"  # made in 0001
        changes["no_truncate"] = "BEFORE TRUNCATE ON substitute_calls FOR EACH STATEMENT"
    for name, when in changes.items():
        op.execute(f"CREATE TRIGGER substitute_calls_{name} {when} {refusal}")
