"""The meeting: its states and events, matters without a case, presence guests, immediate approval."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0013_meeting"
down_revision = "0012_webhooks"

GROUNDS = "'party', 'representative', 'supervision', 'other'"
GROUND = "ground IN ({grounds}) = (kind = 'disqualified')"

# All of a presence but the columns that say that it was taken back, or ruled on.
FIXED = "id, item_id, person_id, kind, ground, note, raised_by_id, serving_for_id, noted_by_id, noted_at"
SPAN_FIXED = "id, attendance_id, since, remote, serving_for_id"
GUEST_FIXED = "id, meeting_id, name, kind, remote, since, noted_by_id"
LASTS = {"sqlite_where": sa.text("until IS NULL"), "postgresql_where": sa.text("until IS NULL")}

MEETING_CHECKS = (
    ("who_demands_demands_an_extra_one", "is_extra OR demanded_by = ''"),
    ("open_was_opened", "state NOT IN ('open', 'adjourned') OR opened_at IS NOT NULL"),
    ("ended_has_its_time", "(state IN ('closed', 'cancelled')) = (closed_at IS NOT NULL)"),
)
ITEM_CHECKS = (
    ("case_items_have_a_case", "(kind = 'case') = (case_id IS NOT NULL)"),
    ("other_items_have_a_title", "kind = 'case' OR length(title) > 0"),
)
PRESENCE_CHECKS = (
    ("disqualification_has_its_ground", GROUND.format(grounds=f"{GROUNDS}, 'personal', 'accountable'")),
    ("what_is_disputed_is_a_disqualification", "kind = 'disqualified' OR NOT disputed"),
    ("ruling_is_known", "ruling IN ('', 'upheld', 'rejected')"),
    ("ruled_if_disputed", "(ruling = '') = (ruled_at IS NULL) AND (ruling = '' OR disputed)"),
)
OF_A_CASE = "(case_id IS NULL) = (report_version_id IS NULL) AND (case_id IS NULL) = (report_hash = '')"


def upgrade() -> None:
    _widen_meetings()
    _widen_items()
    _widen_decisions()
    _widen_presences()
    with op.batch_alter_table("attendances") as batch:
        batch.add_column(_flag("remote"))
        batch.create_check_constraint(op.f("ck_attendances_who_is_remote_is_present"), "present OR NOT remote")
    _create_tables()
    _protect_tables()
    _open_what_is_under_way()


def downgrade() -> None:
    for table in ("immediate_approvals", "meeting_guests", "presence_spans", "meeting_changes", "meeting_events"):
        op.drop_table(table)  # indexes and triggers go with it
    with op.batch_alter_table("attendances") as batch:
        batch.drop_constraint(op.f("ck_attendances_who_is_remote_is_present"), type_="check")
        batch.drop_column("remote")
    _forget_matters_without_a_case()
    _narrow_presences()
    _narrow_decisions()
    _narrow_items()
    _narrow_meetings()


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _text(name: str, kind: sa.types.TypeEngine[str]) -> sa.Column[str]:
    return sa.Column(name, kind, nullable=False, server_default="")


def _when(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _widen_meetings() -> None:
    with op.batch_alter_table("meetings") as batch:
        batch.drop_constraint(op.f("ck_meetings_state_is_known"), type_="check")
        batch.add_column(_when("papers_due_at"))
        batch.add_column(_flag("is_extra"))
        batch.add_column(_text("demanded_by", sa.String(length=20)))
        batch.add_column(_text("demand_note", sa.Text()))
        batch.add_column(_when("summoned_at"))
        batch.add_column(_when("opened_at"))
        batch.add_column(_when("closed_at"))
        batch.add_column(sa.Column("current_item_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_meetings_current_item_id"), "agenda_items", ["current_item_id"], ["id"])
    # no meeting was ever closed, since nothing closed one; had one been, its time is not known
    op.execute("UPDATE meetings SET closed_at = starts_at WHERE state = 'closed'")
    with op.batch_alter_table("meetings") as batch:
        for name, rule in MEETING_CHECKS:
            batch.create_check_constraint(op.f(f"ck_meetings_{name}"), rule)


def _narrow_meetings() -> None:
    op.execute("UPDATE meetings SET state = 'planned' WHERE state <> 'closed'")
    with op.batch_alter_table("meetings") as batch:
        for name, _rule in MEETING_CHECKS:
            batch.drop_constraint(op.f(f"ck_meetings_{name}"), type_="check")
        batch.drop_constraint(op.f("fk_meetings_current_item_id"), type_="foreignkey")
        for column in ("papers_due_at", "is_extra", "demanded_by", "demand_note", "summoned_at", "opened_at"):
            batch.drop_column(column)
        batch.drop_column("closed_at")
        batch.drop_column("current_item_id")
        batch.create_check_constraint(op.f("ck_meetings_state_is_known"), "state IN ('planned', 'closed')")


def _widen_items() -> None:
    with op.batch_alter_table("agenda_items") as batch:
        batch.alter_column("case_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("kind", sa.String(length=30), nullable=False, server_default="case"))
        batch.add_column(_text("title", sa.String(length=300)))
        batch.add_column(sa.Column("proposal", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(_flag("late"))
        batch.add_column(_when("announced_at"))
        batch.add_column(_flag("closed_doors"))
        batch.add_column(_flag("routine"))
        batch.add_column(_text("exemption", sa.String(length=30)))
        for name, rule in ITEM_CHECKS:
            batch.create_check_constraint(op.f(f"ck_agenda_items_{name}"), rule)


def _open_what_is_under_way() -> None:
    """A meeting whose roll was called is open, and who is there is so since it began, or since now if it is ahead."""
    meetings = sa.table("meetings", *map(sa.column, ("id", "state", "opened_at", "starts_at")))
    seats = sa.table("attendances", *map(sa.column, ("id", "meeting_id", "present", "serving_for_id")))
    spans = sa.table("presence_spans", *map(sa.column, ("attendance_id", "since", "cause", "remote", "serving_for_id")))
    now = sa.literal(datetime.now(UTC), sa.DateTime(timezone=True))
    since = sa.case((meetings.c.starts_at < now, meetings.c.starts_at), else_=now)
    there = sa.select(seats.c.meeting_id).where(seats.c.present.is_(sa.true()))
    op.execute(
        meetings.update()
        .where(meetings.c.state == "planned", meetings.c.id.in_(there))
        .values(state="open", opened_at=since)
    )
    rows = sa.select(seats.c.id, since, sa.literal(""), sa.false(), seats.c.serving_for_id)
    rows = rows.join(meetings, meetings.c.id == seats.c.meeting_id)
    rows = rows.where(seats.c.present.is_(sa.true()), meetings.c.state == "open")
    op.execute(spans.insert().from_select(list(spans.c.keys()), rows))


@contextmanager
def _past_its_triggers(table: str) -> Iterator[None]:
    if not _is_sqlite():
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    found = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
    triggers = op.get_bind().execute(found, {"table": table}).all()
    for name, _ in triggers:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _, made_by in triggers:
        op.execute(made_by)


def _forget_matters_without_a_case() -> None:
    """They have no place in the older house, with what hangs on them; nor has a ground of the assembly's."""
    op.execute("UPDATE meetings SET current_item_id = NULL")
    of_them = "item_id IN (SELECT id FROM agenda_items WHERE case_id IS NULL)"
    for table in ("decisions", "drafted_outcomes", "item_presences"):
        with _past_its_triggers(table):
            op.execute(f"DELETE FROM {table} WHERE {of_them}")  # noqa: S608
    with _past_its_triggers("item_presences"):
        op.execute("UPDATE item_presences SET ground = 'other' WHERE ground IN ('personal', 'accountable')")
    op.execute("DELETE FROM agenda_items WHERE case_id IS NULL")


def _narrow_items() -> None:
    with op.batch_alter_table("agenda_items") as batch:
        for name, _rule in ITEM_CHECKS:
            batch.drop_constraint(op.f(f"ck_agenda_items_{name}"), type_="check")
        for column in ("kind", "title", "proposal", "late", "announced_at", "closed_doors", "routine", "exemption"):
            batch.drop_column(column)
        batch.alter_column("case_id", existing_type=sa.Integer(), nullable=False)


def _widen_decisions() -> None:
    op.add_column("decisions", sa.Column("condition", sa.JSON(), nullable=True))
    op.add_column("decisions", sa.Column("agreed", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("decisions") as batch:
        batch.alter_column("case_id", existing_type=sa.Integer(), nullable=True)
        batch.alter_column("report_version_id", existing_type=sa.Integer(), nullable=True)
        batch.create_check_constraint(op.f("ck_decisions_of_a_case_by_its_report"), OF_A_CASE)
    _protect_decisions()


def _narrow_decisions() -> None:
    with op.batch_alter_table("decisions") as batch:
        batch.drop_constraint(op.f("ck_decisions_of_a_case_by_its_report"), type_="check")
        batch.drop_column("condition")
        batch.drop_column("agreed")
        batch.alter_column("case_id", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("report_version_id", existing_type=sa.Integer(), nullable=False)
    _protect_decisions()


def _protect_decisions() -> None:
    """SQLite has rebuilt the table, and forgotten its triggers; PostgreSQL has kept them."""
    if _is_sqlite():
        for act in ("UPDATE", "DELETE"):
            _refuse("decisions", f"no_{act.lower()}", f"BEFORE {act} ON decisions")


def _widen_presences() -> None:
    with op.batch_alter_table("item_presences") as batch:
        batch.drop_constraint(op.f("ck_item_presences_disqualification_has_its_ground"), type_="check")
        batch.add_column(_flag("disputed"))
        batch.add_column(_text("ruling", sa.String(length=20)))
        batch.add_column(_when("ruled_at"))
        for name, rule in PRESENCE_CHECKS:
            batch.create_check_constraint(op.f(f"ck_item_presences_{name}"), rule)
    _protect_presences(ruled=True)


def _narrow_presences() -> None:
    if not _is_sqlite():
        op.execute("DROP TRIGGER item_presences_one_ruling ON item_presences")
    with op.batch_alter_table("item_presences") as batch:
        for name, _rule in PRESENCE_CHECKS:
            batch.drop_constraint(op.f(f"ck_item_presences_{name}"), type_="check")
        for column in ("disputed", "ruling", "ruled_at"):
            batch.drop_column(column)
        rule = GROUND.format(grounds=GROUNDS)
        batch.create_check_constraint(op.f("ck_item_presences_disqualification_has_its_ground"), rule)
    _protect_presences(ruled=False)


def _protect_presences(*, ruled: bool) -> None:
    """As 0007 did, where SQLite has forgotten it; and a ruling stands."""
    if _is_sqlite():
        _refuse("item_presences", "no_delete", "BEFORE DELETE ON item_presences FOR EACH ROW")
        _refuse("item_presences", "no_update", f"BEFORE UPDATE OF {FIXED} ON item_presences FOR EACH ROW")
        once = "BEFORE UPDATE ON item_presences FOR EACH ROW WHEN (OLD.taken_back_at IS NOT NULL)"
        _refuse("item_presences", "no_return", once)
    if ruled:
        again = "BEFORE UPDATE OF ruling, ruled_at ON item_presences FOR EACH ROW WHEN (OLD.ruling <> '')"
        _refuse("item_presences", "one_ruling", again)


def _create_tables() -> None:
    op.create_table(
        "meeting_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=30), nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=False),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        _when("at", nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["persons.id"], name=op.f("fk_meeting_events_actor_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_events_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_events")),
    )
    op.create_index(op.f("ix_meeting_events_meeting_id"), "meeting_events", ["meeting_id"])
    op.create_table(
        "meeting_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_changes_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_changes")),
    )
    op.create_index(op.f("ix_meeting_changes_meeting_id"), "meeting_changes", ["meeting_id"])
    op.create_table(
        "presence_spans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attendance_id", sa.Integer(), nullable=False),
        _when("since", nullable=False),
        _when("until"),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("remote", sa.Boolean(), nullable=False),
        sa.Column("serving_for_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_presence_spans_ends_after_it_begins")),
        sa.CheckConstraint("(until IS NULL) = (cause = '')", name=op.f("ck_presence_spans_ended_by_a_cause")),
        sa.CheckConstraint(
            "cause IN ('', 'left', 'otherwise', 'closed', 'mistaken')", name=op.f("ck_presence_spans_cause_is_known")
        ),
        sa.ForeignKeyConstraint(["attendance_id"], ["attendances.id"], name=op.f("fk_presence_spans_attendance_id")),
        sa.ForeignKeyConstraint(["serving_for_id"], ["persons.id"], name=op.f("fk_presence_spans_serving_for_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence_spans")),
    )
    op.create_index(op.f("ix_presence_spans_attendance_id"), "presence_spans", ["attendance_id"])
    op.create_index("uq_presence_spans_one_that_lasts", "presence_spans", ["attendance_id"], unique=True, **LASTS)
    op.create_table(
        "meeting_guests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("remote", sa.Boolean(), nullable=False),
        _when("since", nullable=False),
        _when("until"),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_meeting_guests_has_a_name")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_meeting_guests_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_guests_meeting_id")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["persons.id"], name=op.f("fk_meeting_guests_noted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_guests")),
    )
    op.create_index(op.f("ix_meeting_guests_meeting_id"), "meeting_guests", ["meeting_id"])
    op.create_table(
        "immediate_approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("approvers", sa.JSON(), nullable=False),
        _when("approved_at", nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_immediate_approvals_decision_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_immediate_approvals_meeting_id")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["persons.id"], name=op.f("fk_immediate_approvals_noted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_immediate_approvals")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_immediate_approvals_decision_id")),
    )
    op.create_index(op.f("ix_immediate_approvals_meeting_id"), "immediate_approvals", ["meeting_id"])


def _protect_tables() -> None:
    """Events and approvals stand; a span and a guest's stay change once, when they end."""
    for table in ("meeting_events", "immediate_approvals"):
        for act in ("UPDATE", "DELETE"):
            _refuse(table, f"no_{act.lower()}", f"BEFORE {act} ON {table} FOR EACH ROW")
    for table, fixed in (("presence_spans", SPAN_FIXED), ("meeting_guests", GUEST_FIXED)):
        _refuse(table, "no_delete", f"BEFORE DELETE ON {table} FOR EACH ROW")
        _refuse(table, "no_update", f"BEFORE UPDATE OF {fixed} ON {table} FOR EACH ROW")
        _refuse(table, "no_return", f"BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.until IS NOT NULL)")
    if not _is_sqlite():
        for table in ("meeting_events", "immediate_approvals", "presence_spans", "meeting_guests"):
            _refuse(table, "no_truncate", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT")


def _refuse(table: str, name: str, when: str) -> None:
    if _is_sqlite():
        refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    else:
        refusal = "EXECUTE FUNCTION refuse_change()"  # made in 0001
    op.execute(f"CREATE TRIGGER {table}_{name} {when} {refusal}")
