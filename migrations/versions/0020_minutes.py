"""Minutes: their prose, renditions, signers, signatures, remarks and steps; how a decision is appealed."""

import sqlalchemy as sa
from alembic import op

revision = "0020_minutes"
down_revision = "0019_referrals"

HISTORY = (
    "minutes_paragraphs",
    "minutes_texts",
    "minutes_renditions",
    "minutes_signatures",
    "minutes_events",
    "minutes_reminders",
    "decision_routes",
)
OF_A_CASE = "purpose IN ('summons', 'notice') OR case_id IS NOT NULL"
OF_A_CASE_BEFORE = "purpose = 'summons' OR case_id IS NOT NULL"
BORN_WITH = {
    "minutes": "id, authority_id, meeting_id, kind, key, corrects_id, correction, made_at",
    "minutes_signers": "id, meeting_id, person_id, chosen_by_id, chosen_at",
    "minutes_remarks": "id, minutes_id, decision_id, person_id, kind, text, key, at",
}
SAID = {
    "minutes": "OLD.state IN ('approved', 'dropped')",
    "minutes_signers": "OLD.ended_at IS NOT NULL",
    "minutes_remarks": "OLD.answered_at IS NOT NULL",
}
"""When nothing of such a row may be changed any more."""


def upgrade() -> None:
    _create_minutes()
    _create_words()
    _create_signing()
    _create_words_of_others()
    _create_reminders()
    op.add_column("decisions", sa.Column("prepares", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("immediate_approvals", sa.Column("approver_ids", sa.JSON(), server_default="[]", nullable=False))
    op.add_column(
        "minutes_extracts", sa.Column("minutes_sha256", sa.String(length=64), server_default="", nullable=False)
    )
    _replace_rule(OF_A_CASE)
    for table in HISTORY:
        _protect(table)
    for table, columns in BORN_WITH.items():
        _protect_once(table, columns, SAID[table])


def downgrade() -> None:
    """The earlier house has no minutes: they are lost, with what was signed."""
    for table in (
        "decision_routes",
        "minutes_reminders",
        "minutes_events",
        "minutes_remarks",
        "minutes_signatures",
        "minutes_signers",
        "minutes_renditions",
        "minutes_texts",
        "minutes_paragraphs",
        "minutes",
    ):
        op.drop_table(table)  # their triggers and indexes go with the tables
    op.drop_column("minutes_extracts", "minutes_sha256")
    op.drop_column("immediate_approvals", "approver_ids")
    op.drop_column("decisions", "prepares")
    _forget_letters()
    _replace_rule(OF_A_CASE_BEFORE)


def _create_minutes() -> None:
    op.create_table(
        "minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("correction", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("late_reason", sa.Text(), nullable=False),
        sa.Column("begun_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'correction') = (corrects_id IS NOT NULL)", name=op.f("ck_minutes_a_correction_corrects")
        ),
        sa.CheckConstraint(
            "(kind = 'correction') = (length(correction) > 0)", name=op.f("ck_minutes_a_correction_says_what")
        ),
        sa.CheckConstraint(
            "(state = 'approved') = (approved_at IS NOT NULL)", name=op.f("ck_minutes_approved_has_its_time")
        ),
        sa.CheckConstraint(
            "(state = 'approved') = (sha256 IS NOT NULL)", name=op.f("ck_minutes_approved_has_its_file")
        ),
        sa.CheckConstraint("kind IN ('regular', 'immediate', 'correction')", name=op.f("ck_minutes_kind_is_known")),
        sa.CheckConstraint(
            "state IN ('draft', 'approving', 'approved', 'dropped')", name=op.f("ck_minutes_state_is_in_the_table")
        ),
        sa.CheckConstraint(
            "state NOT IN ('approving', 'approved') OR begun_by_id IS NOT NULL",
            name=op.f("ck_minutes_begun_by_somebody"),
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_minutes_version_is_counted_from_one")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_minutes_authority_id")),
        sa.ForeignKeyConstraint(["begun_by_id"], ["persons.id"], name=op.f("fk_minutes_begun_by_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["decisions.id"], name=op.f("fk_minutes_corrects_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_minutes_meeting_id")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_files.sha256"], name=op.f("fk_minutes_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("key", name=op.f("uq_minutes_key")),
    )
    op.create_index(op.f("ix_minutes_corrects_id"), "minutes", ["corrects_id"], unique=False)
    op.create_index(op.f("ix_minutes_meeting_id"), "minutes", ["meeting_id"], unique=False)
    op.create_index(
        "uq_minutes_one_regular_a_meeting",
        "minutes",
        ["meeting_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'regular'"),
        postgresql_where=sa.text("kind = 'regular'"),
    )
    op.create_table(
        "minutes_paragraphs",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_minutes_paragraphs_decision_id")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_paragraphs_minutes_id")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_minutes_paragraphs")),
    )
    op.create_index(op.f("ix_minutes_paragraphs_minutes_id"), "minutes_paragraphs", ["minutes_id"], unique=False)


def _create_words() -> None:
    op.create_table(
        "minutes_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_minutes_texts_version_is_counted_from_one")),
        sa.ForeignKeyConstraint(["author_id"], ["persons.id"], name=op.f("fk_minutes_texts_author_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_minutes_texts_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_texts")),
        sa.UniqueConstraint("meeting_id", "place", "version", name=op.f("uq_minutes_texts_meeting_id_place_version")),
    )
    op.create_table(
        "minutes_renditions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(content_hash) = 64", name=op.f("ck_minutes_renditions_content_hash_is_sha256")),
        sa.CheckConstraint("number > 0", name=op.f("ck_minutes_renditions_number_is_counted_from_one")),
        sa.ForeignKeyConstraint(["made_by_id"], ["persons.id"], name=op.f("fk_minutes_renditions_made_by_id")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_renditions_minutes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_renditions")),
        sa.UniqueConstraint("minutes_id", "number", name=op.f("uq_minutes_renditions_minutes_id_number")),
    )


def _create_signing() -> None:
    op.create_table(
        "minutes_signers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("chosen_by_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_reason = '')", name=op.f("ck_minutes_signers_ended_for_a_reason")
        ),
        sa.ForeignKeyConstraint(["chosen_by_id"], ["persons.id"], name=op.f("fk_minutes_signers_chosen_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_minutes_signers_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_minutes_signers_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_signers")),
    )
    op.create_index(op.f("ix_minutes_signers_person_id"), "minutes_signers", ["person_id"], unique=False)
    op.create_index(
        "uq_minutes_signers_once",
        "minutes_signers",
        ["meeting_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "minutes_signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("rendition_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('chair', 'approver', 'secretary')", name=op.f("ck_minutes_signatures_role_signs")),
        sa.CheckConstraint("length(content_hash) = 64", name=op.f("ck_minutes_signatures_content_hash_is_sha256")),
        sa.CheckConstraint("length(method) > 0", name=op.f("ck_minutes_signatures_confirmed_in_a_way")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_signatures_minutes_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_minutes_signatures_person_id")),
        sa.ForeignKeyConstraint(
            ["rendition_id"], ["minutes_renditions.id"], name=op.f("fk_minutes_signatures_rendition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_signatures")),
        sa.UniqueConstraint("rendition_id", "person_id", name=op.f("uq_minutes_signatures_rendition_id_person_id")),
    )
    op.create_index(op.f("ix_minutes_signatures_minutes_id"), "minutes_signatures", ["minutes_id"], unique=False)
    op.create_index(op.f("ix_minutes_signatures_person_id"), "minutes_signatures", ["person_id"], unique=False)


def _create_words_of_others() -> None:
    op.create_table(
        "minutes_remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer = '')", name=op.f("ck_minutes_remarks_an_answer_says_something")
        ),
        sa.CheckConstraint(
            "kind IN ('comment', 'refusal', 'noted', 'material')", name=op.f("ck_minutes_remarks_kind_is_known")
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)", name=op.f("ck_minutes_remarks_answered_by_somebody")
        ),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_minutes_remarks_says_something")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["persons.id"], name=op.f("fk_minutes_remarks_answered_by_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_minutes_remarks_decision_id")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_remarks_minutes_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_minutes_remarks_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_remarks")),
        sa.UniqueConstraint("key", name=op.f("uq_minutes_remarks_key")),
    )
    op.create_index(op.f("ix_minutes_remarks_minutes_id"), "minutes_remarks", ["minutes_id"], unique=False)
    op.create_table(
        "minutes_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=30), nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=False),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["persons.id"], name=op.f("fk_minutes_events_actor_id")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_events_minutes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_events")),
    )
    op.create_index(op.f("ix_minutes_events_minutes_id"), "minutes_events", ["minutes_id"], unique=False)
    op.create_table(
        "decision_routes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("route", sa.String(length=30), nullable=False),
        sa.Column("nature", sa.JSON(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_decision_routes_decision_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["persons.id"], name=op.f("fk_decision_routes_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_routes")),
    )
    op.create_index(op.f("ix_decision_routes_decision_id"), "decision_routes", ["decision_id"], unique=False)


def _create_reminders() -> None:
    op.create_table(
        "minutes_reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_reminders_minutes_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_minutes_reminders_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_reminders")),
        sa.UniqueConstraint(
            "minutes_id", "person_id", "last_day", name=op.f("uq_minutes_reminders_minutes_id_person_id_last_day")
        ),
    )


def _replace_rule(rule: str) -> None:
    """A CHECK is changed by a batch, in which SQLite builds the table anew and forgets its triggers."""
    with op.batch_alter_table("dispatches") as batch:
        batch.drop_constraint(op.f("ck_dispatches_belongs_to_a_case"), type_="check")
        batch.create_check_constraint(op.f("ck_dispatches_belongs_to_a_case"), rule)
    if op.get_bind().dialect.name == "sqlite":
        _protect("dispatches")


def _forget_letters() -> None:
    """The earlier house has no room for notices that are of no case."""
    letters = "SELECT id FROM dispatches WHERE purpose = 'notice' AND case_id IS NULL"
    copies = f"SELECT id FROM deliveries WHERE dispatch_id IN ({letters})"  # noqa: S608
    tables = ("delivery_attempts", "bounce_reports", "dispatch_files", "dispatches")
    for table in tables:
        _unprotect(table)
    op.execute(f"DELETE FROM delivery_attempts WHERE delivery_id IN ({copies})")  # noqa: S608
    op.execute(f"DELETE FROM bounce_reports WHERE delivery_id IN ({copies})")  # noqa: S608
    op.execute(f"DELETE FROM dispatch_files WHERE dispatch_id IN ({letters})")  # noqa: S608
    op.execute(f"DELETE FROM deliveries WHERE dispatch_id IN ({letters}) AND with_id IS NOT NULL")  # noqa: S608
    op.execute(f"DELETE FROM deliveries WHERE dispatch_id IN ({letters})")  # noqa: S608
    op.execute("DELETE FROM dispatches WHERE purpose = 'notice' AND case_id IS NULL")
    for table in tables:
        _protect(table)


def _unprotect(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
        return
    op.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
    op.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")


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
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _protect_once(table: str, columns: str, said: str) -> None:
    """What a row is born with stays, and so does all of it once its last word is said."""
    changes = {
        "no_delete": f"BEFORE DELETE ON {table} FOR EACH ROW",
        "no_update": f"BEFORE UPDATE OF {columns} ON {table} FOR EACH ROW",
        "no_return": f"BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({said})",
    }
    if op.get_bind().dialect.name == "sqlite":
        refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    else:
        refusal = "EXECUTE FUNCTION refuse_change()"  # made in 0001
        changes["no_truncate"] = f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
    for name, when in changes.items():
        op.execute(f"CREATE TRIGGER {table}_{name} {when} {refusal}")
