"""Appeals of decisions with their steps and files; what was confirmed as final; the days that were told of."""

import sqlalchemy as sa
from alembic import op

revision = "0022_appeals"
down_revision = "0021_publication"

HISTORY = ("appeal_events", "appeal_files", "finality_told")
BORN_WITH = {
    "appeals": (
        "id, authority_id, body_id, case_id, decision_id, delegated_id, key, route, appellant, matter, told_on, "
        "told_how, last_day, registered_by_id, registered_at"
    ),
    "final_decisions": (
        "id, authority_id, decision_id, delegated_id, last_day, final_on, asked, answered_on, answer, "
        "confirmed_by_id, confirmed_at"
    ),
}
SAID = {"appeals": "OLD.state = 'settled'", "final_decisions": "OLD.lapsed_at IS NOT NULL"}
"""When nothing of such a row may be changed any more."""

JUDGED = "received_on, place, verdict, forward_to"
"""How an appeal was judged stays, but for one that came to the wrong place."""


def upgrade() -> None:
    _create_appeals()
    _create_appeal_events()
    _create_appeal_files()
    _create_final_decisions()
    _create_finality_told()
    for table in HISTORY:
        _protect(table)
    for table, columns in BORN_WITH.items():
        _protect_once(table, columns, SAID[table])
    _refuse(
        "appeals",
        "no_verdict",
        f"BEFORE UPDATE OF {JUDGED} ON appeals FOR EACH ROW WHEN (OLD.verdict <> 'wrong_place')",
    )


def downgrade() -> None:
    """The earlier house knows no appeals: they are lost, with what was confirmed as final."""
    for table in ("finality_told", "final_decisions", "appeal_files", "appeal_events", "appeals"):
        op.drop_table(table)  # their triggers and indexes go with the tables


def _create_appeals() -> None:
    op.create_table(
        "appeals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("delegated_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("route", sa.String(length=30), nullable=False),
        sa.Column("appellant", sa.String(length=200), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told_how", sa.Boolean(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("forward_to", sa.String(length=20), nullable=False),
        sa.Column("registered_by_id", sa.Integer(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stay", sa.String(length=20), nullable=False),
        sa.Column("corrected_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=True),
        sa.Column("judged_by", sa.String(length=200), nullable=False),
        sa.Column("court_number", sa.String(length=60), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(decision_id IS NULL) <> (delegated_id IS NULL)", name=op.f("ck_appeals_is_of_one_decision")
        ),
        sa.CheckConstraint(
            "state NOT IN ('judged', 'settled') OR outcome <> ''", name=op.f("ck_appeals_judged_has_its_outcome")
        ),
        sa.CheckConstraint("(outcome = '') = (judged_on IS NULL)", name=op.f("ck_appeals_judged_with_an_outcome")),
        sa.CheckConstraint("verdict <> 'late' OR last_day IS NOT NULL", name=op.f("ck_appeals_late_after_a_day")),
        sa.CheckConstraint("place IN ('authority', 'instance', 'elsewhere')", name=op.f("ck_appeals_place_is_known")),
        sa.CheckConstraint("length(appellant) > 0 AND length(matter) > 0", name=op.f("ck_appeals_says_who_and_what")),
        sa.CheckConstraint("(state = 'settled') = (settled_on IS NOT NULL)", name=op.f("ck_appeals_settled_on_a_day")),
        sa.CheckConstraint(
            "state IN ('received', 'forwarded', 'judged', 'settled')", name=op.f("ck_appeals_state_is_in_the_table")
        ),
        sa.CheckConstraint(
            "stay IN ('', 'asked', 'granted', 'refused', 'ended')", name=op.f("ck_appeals_stay_is_known")
        ),
        sa.CheckConstraint(
            "verdict IN ('in_time', 'late', 'wrong_place', 'not_appealable')", name=op.f("ck_appeals_verdict_is_known")
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_appeals_version_is_counted_from_one")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_appeals_authority_id")),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_appeals_body_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_appeals_case_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_appeals_decision_id")),
        sa.ForeignKeyConstraint(["delegated_id"], ["delegated_decisions.id"], name=op.f("fk_appeals_delegated_id")),
        sa.ForeignKeyConstraint(["registered_by_id"], ["persons.id"], name=op.f("fk_appeals_registered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        sa.UniqueConstraint("key", name=op.f("uq_appeals_key")),
    )
    op.create_index(op.f("ix_appeals_body_id"), "appeals", ["body_id"], unique=False)
    op.create_index(op.f("ix_appeals_case_id"), "appeals", ["case_id"], unique=False)
    op.create_index(op.f("ix_appeals_decision_id"), "appeals", ["decision_id"], unique=False)
    op.create_index(op.f("ix_appeals_delegated_id"), "appeals", ["delegated_id"], unique=False)
    op.create_index(
        "ix_appeals_open",
        "appeals",
        ["authority_id", "received_on"],
        unique=False,
        sqlite_where=sa.text("state <> 'settled'"),
        postgresql_where=sa.text("state <> 'settled'"),
    )


def _create_appeal_events() -> None:
    op.create_table(
        "appeal_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=30), nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=True),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("whom", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(step) > 0", name=op.f("ck_appeal_events_names_its_step")),
        sa.ForeignKeyConstraint(["actor_id"], ["persons.id"], name=op.f("fk_appeal_events_actor_id")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeals.id"], name=op.f("fk_appeal_events_appeal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_events")),
    )
    op.create_index(op.f("ix_appeal_events_appeal_id"), "appeal_events", ["appeal_id"], unique=False)


def _create_appeal_files() -> None:
    op.create_table(
        "appeal_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_appeal_files_has_a_name")),
        sa.ForeignKeyConstraint(["added_by_id"], ["persons.id"], name=op.f("fk_appeal_files_added_by_id")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeals.id"], name=op.f("fk_appeal_files_appeal_id")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_files.sha256"], name=op.f("fk_appeal_files_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_files")),
        sa.UniqueConstraint("appeal_id", "sha256", "name", name=op.f("uq_appeal_files_appeal_id_sha256_name")),
    )


def _create_final_decisions() -> None:
    op.create_table(
        "final_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("delegated_id", sa.Integer(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("final_on", sa.Date(), nullable=False),
        sa.Column("asked", sa.String(length=200), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lapsed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lapsed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("answered_on > last_day", name=op.f("ck_final_decisions_asked_after_the_last_day")),
        sa.CheckConstraint("final_on > last_day", name=op.f("ck_final_decisions_final_after_the_last_day")),
        sa.CheckConstraint(
            "(decision_id IS NULL) <> (delegated_id IS NULL)", name=op.f("ck_final_decisions_is_of_one_decision")
        ),
        sa.CheckConstraint(
            "(lapsed_at IS NULL) = (lapsed_by_id IS NULL)", name=op.f("ck_final_decisions_lapsed_by_an_appeal")
        ),
        sa.CheckConstraint(
            "length(asked) > 0 AND length(answer) > 0", name=op.f("ck_final_decisions_says_whom_and_what")
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_final_decisions_authority_id")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["persons.id"], name=op.f("fk_final_decisions_confirmed_by_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_final_decisions_decision_id")),
        sa.ForeignKeyConstraint(
            ["delegated_id"], ["delegated_decisions.id"], name=op.f("fk_final_decisions_delegated_id")
        ),
        sa.ForeignKeyConstraint(["lapsed_by_id"], ["appeals.id"], name=op.f("fk_final_decisions_lapsed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_final_decisions")),
    )
    op.create_index(
        "uq_final_decisions_one_of_a_delegated",
        "final_decisions",
        ["delegated_id"],
        unique=True,
        sqlite_where=sa.text("lapsed_at IS NULL"),
        postgresql_where=sa.text("lapsed_at IS NULL"),
    )
    op.create_index(
        "uq_final_decisions_one_of_a_paragraph",
        "final_decisions",
        ["decision_id"],
        unique=True,
        sqlite_where=sa.text("lapsed_at IS NULL"),
        postgresql_where=sa.text("lapsed_at IS NULL"),
    )


def _create_finality_told() -> None:
    op.create_table(
        "finality_told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=True),
        sa.Column("delegated_id", sa.Integer(), nullable=True),
        sa.Column("earliest_on", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(minutes_id IS NULL) <> (delegated_id IS NULL)", name=op.f("ck_finality_told_is_of_one")),
        sa.ForeignKeyConstraint(
            ["delegated_id"], ["delegated_decisions.id"], name=op.f("fk_finality_told_delegated_id")
        ),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_finality_told_minutes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finality_told")),
        sa.UniqueConstraint("delegated_id", "earliest_on", name=op.f("uq_finality_told_delegated_id_earliest_on")),
        sa.UniqueConstraint("minutes_id", "earliest_on", name=op.f("uq_finality_told_minutes_id_earliest_on")),
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
    if op.get_bind().dialect.name != "sqlite":
        changes["no_truncate"] = f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
    for name, when in changes.items():
        _refuse(table, name, when)


def _refuse(table: str, name: str, when: str) -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    refusal = (
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END" if sqlite else "EXECUTE FUNCTION refuse_change()"
    )
    op.execute(f"CREATE TRIGGER {table}_{name} {when} {refusal}")
