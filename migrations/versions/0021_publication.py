"""The notice board: notices, when they stood there, what happened to them, who looked, the certificates."""

import sqlalchemy as sa
from alembic import op

revision = "0021_publication"
down_revision = "0020_minutes"

HISTORY = ("posting_events", "posting_observations", "posting_certificates")
BORN_WITH = {
    "notice_board_postings": "id, authority_id, body_id, kind, minutes_id, delegated_id, met_on, number",
    "posting_stretches": "id, posting_id, board_id, since, content, content_hash",
}
SAID = {
    "notice_board_postings": "OLD.state = 'expired'",
    "posting_stretches": "OLD.until IS NOT NULL",
}
"""When nothing of such a row may be changed any more."""


def upgrade() -> None:
    _create_boards()
    _create_postings()
    _create_stretches()
    _create_history()
    for table in HISTORY:
        _protect(table)
    for table, columns in BORN_WITH.items():
        _protect_once(table, columns, SAID[table])


def downgrade() -> None:
    """The earlier house has no notice board: what stood there is lost, with the proof of it."""
    for table in (
        "posting_certificates",
        "posting_observations",
        "posting_events",
        "posting_stretches",
        "notice_board_postings",
        "notice_boards",
    ):
        op.drop_table(table)  # their triggers and indexes go with the tables


def _create_boards() -> None:
    op.create_table(
        "notice_boards",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.Text(), nullable=False),
        sa.Column("court", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "length(kept_at) > 0 AND length(court) > 0", name=op.f("ck_notice_boards_says_where_and_to_whom")
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_notice_boards_version_is_counted_from_one")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_notice_boards_authority_id")),
        sa.PrimaryKeyConstraint("authority_id", name=op.f("pk_notice_boards")),
    )


def _create_postings() -> None:
    table = "notice_board_postings"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=True),
        sa.Column("delegated_id", sa.Integer(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(minutes_id IS NULL) <> (delegated_id IS NULL)", name=op.f(f"ck_{table}_is_of_one_thing")),
        sa.CheckConstraint(
            "kind IN ('regular', 'immediate', 'correction', 'delegated')", name=op.f(f"ck_{table}_kind_is_known")
        ),
        sa.CheckConstraint(
            "(kind = 'delegated') = (delegated_id IS NOT NULL)", name=op.f(f"ck_{table}_kind_is_of_the_thing")
        ),
        sa.CheckConstraint(
            "state IN ('posted', 'down_early', 'expired')", name=op.f(f"ck_{table}_state_is_in_the_table")
        ),
        sa.CheckConstraint("version > 0", name=op.f(f"ck_{table}_version_is_counted_from_one")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f(f"fk_{table}_authority_id")),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f(f"fk_{table}_body_id")),
        sa.ForeignKeyConstraint(["delegated_id"], ["delegated_decisions.id"], name=op.f(f"fk_{table}_delegated_id")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f(f"fk_{table}_minutes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("delegated_id", name=op.f(f"uq_{table}_delegated_id")),
        sa.UniqueConstraint("minutes_id", name=op.f(f"uq_{table}_minutes_id")),
    )
    op.create_index(op.f(f"ix_{table}_body_id"), table, ["body_id"], unique=False)
    op.create_index(f"ix_{table}_standing", table, ["state", "id"], unique=False)


def _create_stretches() -> None:
    table = "posting_stretches"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("(until IS NULL) = (cause = '')", name=op.f(f"ck_{table}_ended_by_a_cause")),
        sa.CheckConstraint("cause IN ('', 'early', 'expired')", name=op.f(f"ck_{table}_cause_is_known")),
        sa.CheckConstraint("length(content_hash) = 64", name=op.f(f"ck_{table}_content_hash_is_sha256")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f(f"ck_{table}_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["board_id"], ["authorities.id"], name=op.f(f"fk_{table}_board_id")),
        sa.ForeignKeyConstraint(["posting_id"], ["notice_board_postings.id"], name=op.f(f"fk_{table}_posting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_posting_id"), table, ["posting_id"], unique=False)
    lasts = sa.text("until IS NULL")
    op.create_index(
        f"uq_{table}_one_that_lasts",
        table,
        ["posting_id", "board_id"],
        unique=True,
        sqlite_where=lasts,
        postgresql_where=lasts,
    )


def _create_history() -> None:
    op.create_table(
        "posting_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=30), nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=False),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["persons.id"], name=op.f("fk_posting_events_actor_id")),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["notice_board_postings.id"], name=op.f("fk_posting_events_posting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting_events")),
    )
    op.create_index(op.f("ix_posting_events_posting_id"), "posting_events", ["posting_id"], unique=False)
    table = "posting_observations"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seen", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("observed_by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(observed_by_id IS NULL) = (note = '')", name=op.f(f"ck_{table}_a_person_says_how_he_knows")
        ),
        sa.CheckConstraint("seen OR observed_by_id IS NULL", name=op.f(f"ck_{table}_a_person_has_seen_it")),
        sa.ForeignKeyConstraint(["observed_by_id"], ["persons.id"], name=op.f(f"fk_{table}_observed_by_id")),
        sa.ForeignKeyConstraint(["posting_id"], ["notice_board_postings.id"], name=op.f(f"fk_{table}_posting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_posting_id"), table, ["posting_id"], unique=False)
    workers = sa.text("observed_by_id IS NULL")
    op.create_index(
        f"uq_{table}_once_a_day",
        table,
        ["posting_id", "day", "seen"],
        unique=True,
        sqlite_where=workers,
        postgresql_where=workers,
    )
    table = "posting_certificates"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["issued_by_id"], ["persons.id"], name=op.f(f"fk_{table}_issued_by_id")),
        sa.ForeignKeyConstraint(["posting_id"], ["notice_board_postings.id"], name=op.f(f"fk_{table}_posting_id")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_files.sha256"], name=op.f(f"fk_{table}_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("posting_id", name=op.f(f"uq_{table}_posting_id")),
    )


def _protect(table: str) -> None:
    """Rows are history, as in 0001."""
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
