"""Referrals: who was asked, what happened, answers and their drafts; letters to outside parties."""

import sqlalchemy as sa
from alembic import op

revision = "0019_referrals"
down_revision = "0018_live"

FIXED = (
    "id, case_id, kind, creation_key, position, name, body_id, person_id, channel, address, scope, report_version_id, "
    "report_hash, papers, asked_by_id, asked_at"
)
"""What was asked stands as it was asked; the state, the last day and what was told move."""

HISTORY = ("referral_events", "referral_answers")
PURPOSES = "purpose IN ('decision', 'notice', 'condition', 'summons', 'referral')"
PURPOSES_BEFORE = "purpose IN ('decision', 'notice', 'condition', 'summons')"
OPEN = sa.text("state IN ('asked', 'drafting')")


def upgrade() -> None:
    _referrals()
    _events()
    _answers()
    op.create_table(
        "referral_drafts",
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_referral_drafts_referral_id")),
        sa.ForeignKeyConstraint(["saved_by_id"], ["persons.id"], name=op.f("fk_referral_drafts_saved_by_id")),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_referral_drafts")),
    )
    _protect("referrals", {"no_delete": "BEFORE DELETE ON", "no_update": f"BEFORE UPDATE OF {FIXED} ON"})
    for table in HISTORY:
        _protect(table, {"no_update": "BEFORE UPDATE ON", "no_delete": "BEFORE DELETE ON"})
    _replace_purposes(PURPOSES)


def _referrals() -> None:
    op.create_table(
        "referrals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("creation_key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("report_version_id", sa.Integer(), nullable=True),
        sa.Column("report_hash", sa.String(length=64), nullable=False),
        sa.Column("papers", sa.JSON(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('referral', 'survey', 'interview')", name=op.f("ck_referrals_kind_is_known")),
        sa.CheckConstraint(
            "state IN ('asked', 'drafting', 'answered', 'no_view', 'no_answer', 'withdrawn')",
            name=op.f("ck_referrals_state_is_in_the_table"),
        ),
        sa.CheckConstraint("length(name) > 0 AND length(scope) > 0", name=op.f("ck_referrals_says_who_and_what")),
        sa.CheckConstraint("body_id IS NULL OR person_id IS NULL", name=op.f("ck_referrals_has_one_addressee")),
        sa.CheckConstraint(
            "kind <> 'referral' OR (due IS NOT NULL AND report_version_id IS NOT NULL AND length(report_hash) = 64)",
            name=op.f("ck_referrals_asks_about_a_text_by_a_day"),
        ),
        sa.CheckConstraint(
            "(kind = 'referral' AND body_id IS NULL AND person_id IS NULL) = (length(address) > 0)",
            name=op.f("ck_referrals_outside_is_reached"),
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_referrals_version_is_counted_from_one")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["persons.id"], name=op.f("fk_referrals_asked_by_id")),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_referrals_body_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_referrals_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_referrals_person_id")),
        sa.ForeignKeyConstraint(
            ["report_version_id"], ["report_versions.id"], name=op.f("fk_referrals_report_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("creation_key", "position", name=op.f("uq_referrals_creation_key_position")),
    )
    for column in ("case_id", "body_id", "person_id"):
        op.create_index(op.f(f"ix_referrals_{column}"), "referrals", [column], unique=False)
    op.create_index("ix_referrals_open", "referrals", ["due"], sqlite_where=OPEN, postgresql_where=OPEN)


def _events() -> None:
    op.create_table(
        "referral_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=True),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.CheckConstraint("length(step) > 0", name=op.f("ck_referral_events_names_its_step")),
        sa.ForeignKeyConstraint(["actor_id"], ["persons.id"], name=op.f("fk_referral_events_actor_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_referral_events_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_events")),
    )
    op.create_index(op.f("ix_referral_events_referral_id"), "referral_events", ["referral_id"], unique=False)


def _answers() -> None:
    op.create_table(
        "referral_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("referral_id", sa.Integer(), nullable=False),
        sa.Column("no_view", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "no_view OR length(text) > 0 OR sha256 IS NOT NULL", name=op.f("ck_referral_answers_says_something")
        ),
        sa.CheckConstraint(
            "(sha256 IS NULL) = (length(file_name) = 0) AND (sha256 IS NULL) = (length(media_type) = 0)",
            name=op.f("ck_referral_answers_file_has_its_name"),
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["persons.id"], name=op.f("fk_referral_answers_recorded_by_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referrals.id"], name=op.f("fk_referral_answers_referral_id")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_files.sha256"], name=op.f("fk_referral_answers_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_answers")),
        sa.UniqueConstraint("referral_id", name=op.f("uq_referral_answers_referral_id")),
    )


def downgrade() -> None:
    """What the earlier house has no room for is lost: every referral, and the letters about them."""
    _without_letters()
    op.drop_table("referral_drafts")
    op.drop_table("referral_answers")  # the triggers of each go with it
    op.drop_index(op.f("ix_referral_events_referral_id"), table_name="referral_events")
    op.drop_table("referral_events")
    op.drop_index("ix_referrals_open", table_name="referrals")
    for column in ("case_id", "body_id", "person_id"):
        op.drop_index(op.f(f"ix_referrals_{column}"), table_name="referrals")
    op.drop_table("referrals")


def _without_letters() -> None:
    letters = "SELECT id FROM dispatches WHERE purpose = 'referral'"
    copies = f"SELECT id FROM deliveries WHERE dispatch_id IN ({letters})"  # noqa: S608
    tables = ("delivery_attempts", "bounce_reports", "dispatch_files", "dispatches")
    for table in tables:
        _unprotect(table)
    op.execute(f"DELETE FROM delivery_attempts WHERE delivery_id IN ({copies})")  # noqa: S608
    op.execute(f"DELETE FROM bounce_reports WHERE delivery_id IN ({copies})")  # noqa: S608
    op.execute(f"DELETE FROM dispatch_files WHERE dispatch_id IN ({letters})")  # noqa: S608
    op.execute(f"DELETE FROM deliveries WHERE dispatch_id IN ({letters}) AND with_id IS NOT NULL")  # noqa: S608
    op.execute(f"DELETE FROM deliveries WHERE dispatch_id IN ({letters})")  # noqa: S608
    op.execute("DELETE FROM dispatches WHERE purpose = 'referral'")
    for table in tables:
        _append_only(table)
    _replace_purposes(PURPOSES_BEFORE)


def _replace_purposes(rule: str) -> None:
    """A CHECK is changed by a batch, in which SQLite builds the table anew and forgets its triggers."""
    with op.batch_alter_table("dispatches") as batch:
        batch.drop_constraint(op.f("ck_dispatches_purpose_is_known"), type_="check")
        batch.create_check_constraint(op.f("ck_dispatches_purpose_is_known"), rule)
    if op.get_bind().dialect.name == "sqlite":
        _append_only("dispatches")


def _protect(table: str, changes: dict[str, str]) -> None:
    """Rows stay as they are: each change is refused by the database."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    refusal = "EXECUTE FUNCTION refuse_change()"  # made in 0001
    if sqlite:
        refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    for name, when in changes.items():
        op.execute(f"CREATE TRIGGER {table}_{name} {when} {table} FOR EACH ROW {refusal}")
    if not sqlite:
        op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refusal}")


def _append_only(table: str) -> None:
    """The triggers of 0001, under their own names."""
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


def _unprotect(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{act}")
        return
    op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
