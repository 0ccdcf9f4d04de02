"""Assignments with their paragraph, owner and history; motions and citizens' proposals with their year."""

import sqlalchemy as sa
from alembic import op

revision = "0024_assignments"
down_revision = "0023_reporting"

STATUS = "ck_assignments_status_is_known"
COLUMNS = {
    "authority_id": sa.Integer(),
    "body_id": sa.Integer(),
    "decision_id": sa.Integer(),
    "point": sa.Integer(),
    "person_id": sa.Integer(),
    "function_id": sa.Integer(),
    "version": sa.Integer(),
    "reported_at": sa.DateTime(timezone=True),
    "ended_at": sa.DateTime(timezone=True),
    "item_id": sa.Integer(),
}
COUNTED = {"point": "0", "version": "1"}
"""Columns that have a value from the start."""
PARENTS = {
    "authority_id": "authorities",
    "body_id": "bodies",
    "decision_id": "decisions",
    "person_id": "persons",
    "function_id": "directory_functions",
    "item_id": "agenda_items",
}
CHECKS = {
    STATUS: "status IN ('open', 'reported', 'ended')",
    "ck_assignments_ended_has_its_time": "(status = 'ended') = (ended_at IS NOT NULL)",
    "ck_assignments_version_is_counted_from_one": "version > 0",
}
FIXED = "id, authority_id, body_id, decision_id, point, case_id, text, given_at"
RAISED_FIXED = "case_id, raised_on, last_day"
HISTORY = ("assignment_events", "assignment_reminders", "matter_reports", "matter_warnings")
OPEN, UNSETTLED = sa.text("status = 'open'"), sa.text("settled_on IS NULL")


def upgrade() -> None:
    _assignments()
    _history()
    _raised()
    _told()
    op.add_column("body_rules", sa.Column("citizen_proposals", sa.Boolean(), nullable=False, server_default=sa.false()))
    _protect("assignments", {"no_delete": "BEFORE DELETE ON", "no_update": f"BEFORE UPDATE OF {FIXED} ON"})
    _protect("raised_matters", {"no_delete": "BEFORE DELETE ON", "no_update": f"BEFORE UPDATE OF {RAISED_FIXED} ON"})
    for table in HISTORY:
        _protect(table, {"no_update": "BEFORE UPDATE ON", "no_delete": "BEFORE DELETE ON"})


def _assignments() -> None:
    """What was given before gets its authority, body and decision: that of the same case, taken at the same moment."""
    for name, kind in COLUMNS.items():
        op.add_column(
            "assignments", sa.Column(name, kind, nullable=name not in COUNTED, server_default=COUNTED.get(name))
        )
    of_case = "(SELECT {0} FROM cases c WHERE c.id = assignments.case_id)"
    decided = "(SELECT max(d.{0}) FROM decisions d WHERE d.case_id = assignments.case_id AND d.decided_at = given_at)"
    anybody = "(SELECT min(b.id) FROM bodies b WHERE b.authority_id = assignments.authority_id)"
    op.execute(
        f"UPDATE assignments SET authority_id = {of_case.format('c.authority_id')}, "  # noqa: S608  # our own words
        f"decision_id = {decided.format('id')}"
    )
    body = f"coalesce({decided.format('body_id')}, {of_case.format('c.body_id')}, {anybody})"
    op.execute(f"UPDATE assignments SET body_id = {body}")  # noqa: S608  # our own words
    with op.batch_alter_table("assignments") as batch:
        batch.drop_constraint(op.f(STATUS), type_="check")
    op.execute("UPDATE assignments SET status = 'reported', reported_at = given_at WHERE status = 'done'")
    op.execute("UPDATE assignments SET ended_at = given_at WHERE status = 'ended'")
    with op.batch_alter_table("assignments") as batch:
        for name in ("authority_id", "body_id"):
            batch.alter_column(name, existing_type=sa.Integer(), nullable=False)
        batch.alter_column("case_id", existing_type=sa.Integer(), nullable=True)
        for name, rule in CHECKS.items():
            batch.create_check_constraint(op.f(name), rule)
        for name, parent in PARENTS.items():
            batch.create_foreign_key(op.f(f"fk_assignments_{name}"), parent, [name], ["id"])
        batch.create_unique_constraint(op.f("uq_assignments_decision_id_point"), ["decision_id", "point"])
    for name in ("person_id", "item_id"):
        op.create_index(op.f(f"ix_assignments_{name}"), "assignments", [name], unique=False)
    op.create_index("ix_assignments_of_a_body", "assignments", ["body_id", "given_at"])
    op.create_index("ix_assignments_open", "assignments", ["due"], sqlite_where=OPEN, postgresql_where=OPEN)


def _history() -> None:
    op.create_table(
        "assignment_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=True),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(step) > 0", name=op.f("ck_assignment_events_names_its_step")),
        sa.ForeignKeyConstraint(["actor_id"], ["persons.id"], name=op.f("fk_assignment_events_actor_id")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_assignment_events_assignment_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_assignment_events_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_events")),
    )
    op.create_index(op.f("ix_assignment_events_assignment_id"), "assignment_events", ["assignment_id"], unique=False)
    op.create_table(
        "assignment_reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stage >= 0", name=op.f("ck_assignment_reminders_stage_is_counted_in_days")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_assignment_reminders_assignment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_reminders")),
        sa.UniqueConstraint(
            "assignment_id", "due", "stage", name=op.f("uq_assignment_reminders_assignment_id_due_stage")
        ),
    )


def _raised() -> None:
    op.create_table(
        "raised_matters",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=True),
        sa.Column("handed_over_by_id", sa.Integer(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.CheckConstraint("last_day > raised_on", name=op.f("ck_raised_matters_has_time")),
        sa.CheckConstraint(
            "(committee_id IS NULL) = (handed_over_by_id IS NULL)",
            name=op.f("ck_raised_matters_handed_over_by_a_decision"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_raised_matters_case_id")),
        sa.ForeignKeyConstraint(["committee_id"], ["bodies.id"], name=op.f("fk_raised_matters_committee_id")),
        sa.ForeignKeyConstraint(
            ["handed_over_by_id"], ["decisions.id"], name=op.f("fk_raised_matters_handed_over_by_id")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_raised_matters")),
    )
    op.create_index(
        "ix_raised_matters_open", "raised_matters", ["last_day"], sqlite_where=UNSETTLED, postgresql_where=UNSETTLED
    )


def _told() -> None:
    op.create_table(
        "matter_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('unready', 'committee')", name=op.f("ck_matter_reports_kind_is_known")),
        sa.CheckConstraint("kind <> 'unready' OR length(text) > 0", name=op.f("ck_matter_reports_says_what_came_out")),
        sa.ForeignKeyConstraint(["case_id"], ["raised_matters.case_id"], name=op.f("fk_matter_reports_case_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_matter_reports_item_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["persons.id"], name=op.f("fk_matter_reports_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_reports")),
        sa.UniqueConstraint("case_id", "item_id", name=op.f("uq_matter_reports_case_id_item_id")),
    )
    op.create_index(op.f("ix_matter_reports_item_id"), "matter_reports", ["item_id"], unique=False)
    op.create_table(
        "matter_warnings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stage >= 0", name=op.f("ck_matter_warnings_stage_is_counted_in_days")),
        sa.ForeignKeyConstraint(["case_id"], ["raised_matters.case_id"], name=op.f("fk_matter_warnings_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_warnings")),
        sa.UniqueConstraint("case_id", "stage", name=op.f("uq_matter_warnings_case_id_stage")),
    )


def downgrade() -> None:
    """What the earlier house has no room for is lost: histories, years, assignments and letters of no case."""
    op.drop_column("body_rules", "citizen_proposals")
    for table in ("matter_warnings", "matter_reports", "raised_matters", "assignment_reminders", "assignment_events"):
        op.drop_table(table)  # the triggers and indexes of each go with it
    _unprotect("assignments")
    op.execute("DELETE FROM assignments WHERE case_id IS NULL")
    op.drop_index("ix_assignments_open", table_name="assignments")
    op.drop_index("ix_assignments_of_a_body", table_name="assignments")
    for name in ("item_id", "person_id"):
        op.drop_index(op.f(f"ix_assignments_{name}"), table_name="assignments")
    with op.batch_alter_table("assignments") as batch:
        for name in CHECKS:
            batch.drop_constraint(op.f(name), type_="check")
    op.execute("UPDATE assignments SET status = 'done' WHERE status = 'reported'")
    with op.batch_alter_table("assignments") as batch:
        batch.drop_constraint(op.f("uq_assignments_decision_id_point"), type_="unique")
        for name in PARENTS:
            batch.drop_constraint(op.f(f"fk_assignments_{name}"), type_="foreignkey")
        for name in COLUMNS:
            batch.drop_column(name)
        batch.alter_column("case_id", existing_type=sa.Integer(), nullable=False)
        batch.create_check_constraint(op.f(STATUS), "status IN ('open', 'done', 'ended')")


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


def _unprotect(table: str) -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name in ("no_delete", "no_update") if sqlite else ("no_delete", "no_update", "no_truncate"):
        op.execute(f"DROP TRIGGER {table}_{name}" + ("" if sqlite else f" ON {table}"))
