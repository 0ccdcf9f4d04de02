"""The agenda: one item a place, wished meetings, drafted outcomes, and who is away or disqualified for one item."""

import sqlalchemy as sa
from alembic import op

revision = "0007_agenda"
down_revision = "0006_reviewing"

PLACES = {"sqlite_where": sa.text("taken_off_at IS NULL"), "postgresql_where": sa.text("taken_off_at IS NULL")}
HOLDS = {"sqlite_where": sa.text("taken_back_at IS NULL"), "postgresql_where": sa.text("taken_back_at IS NULL")}

# All of a presence but the two columns that say that it was taken back.
FIXED = "id, item_id, person_id, kind, ground, note, raised_by_id, serving_for_id, noted_by_id, noted_at"


def upgrade() -> None:
    op.add_column("decisions", sa.Column("disqualified", sa.JSON(), nullable=False, server_default="[]"))
    op.create_index(
        "uq_agenda_items_one_item_a_place", "agenda_items", ["meeting_id", "position"], unique=True, **PLACES
    )
    op.create_table(
        "meeting_wishes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_meeting_wishes_case_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_wishes_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_meeting_wishes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_wishes")),
    )
    op.create_index(op.f("ix_meeting_wishes_case_id"), "meeting_wishes", ["case_id"], unique=False)
    op.create_table(
        "drafted_outcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(outcome) > 0", name=op.f("ck_drafted_outcomes_names_its_outcome")),
        sa.CheckConstraint("version > 0", name=op.f("ck_drafted_outcomes_version_is_counted_from_one")),
        sa.ForeignKeyConstraint(["author_id"], ["persons.id"], name=op.f("fk_drafted_outcomes_author_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_drafted_outcomes_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafted_outcomes")),
        sa.UniqueConstraint("item_id", "version", name=op.f("uq_drafted_outcomes_item_id_version")),
    )
    _create_presences()
    _protect()


def downgrade() -> None:
    op.drop_index("uq_item_presences_one_that_holds", table_name="item_presences", **HOLDS)
    op.drop_index(op.f("ix_item_presences_item_id"), table_name="item_presences")
    op.drop_table("item_presences")  # the triggers go with the tables
    op.drop_table("drafted_outcomes")
    op.drop_index(op.f("ix_meeting_wishes_case_id"), table_name="meeting_wishes")
    op.drop_table("meeting_wishes")
    op.drop_index("uq_agenda_items_one_item_a_place", table_name="agenda_items", **PLACES)
    op.drop_column("decisions", "disqualified")


def _create_presences() -> None:
    op.create_table(
        "item_presences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=True),
        sa.Column("serving_for_id", sa.Integer(), nullable=True),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('disqualified', 'away', 'serving')", name=op.f("ck_item_presences_kind_is_known")),
        sa.CheckConstraint(
            "(kind = 'serving') = (serving_for_id IS NOT NULL)",
            name=op.f("ck_item_presences_who_serves_serves_for_somebody"),
        ),
        sa.CheckConstraint(
            "(kind = 'disqualified') = (raised_by_id IS NOT NULL)",
            name=op.f("ck_item_presences_disqualification_is_raised"),
        ),
        sa.CheckConstraint(
            "ground IN ('party', 'representative', 'supervision', 'other') = (kind = 'disqualified')",
            name=op.f("ck_item_presences_disqualification_has_its_ground"),
        ),
        sa.CheckConstraint(
            "(taken_back_at IS NULL) = (taken_back_by_id IS NULL)",
            name=op.f("ck_item_presences_taken_back_by_somebody"),
        ),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_item_presences_item_id")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["persons.id"], name=op.f("fk_item_presences_noted_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_item_presences_person_id")),
        sa.ForeignKeyConstraint(["raised_by_id"], ["persons.id"], name=op.f("fk_item_presences_raised_by_id")),
        sa.ForeignKeyConstraint(["serving_for_id"], ["persons.id"], name=op.f("fk_item_presences_serving_for_id")),
        sa.ForeignKeyConstraint(["taken_back_by_id"], ["persons.id"], name=op.f("fk_item_presences_taken_back_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_presences")),
    )
    op.create_index(op.f("ix_item_presences_item_id"), "item_presences", ["item_id"], unique=False)
    op.create_index(
        "uq_item_presences_one_that_holds", "item_presences", ["item_id", "person_id"], unique=True, **HOLDS
    )


def _protect() -> None:
    """Wishes and drafts stand as they were written; a presence changes once, when it is taken back."""
    for table in ("meeting_wishes", "drafted_outcomes"):
        for act in ("UPDATE", "DELETE"):
            _refuse(table, f"no_{act.lower()}", f"BEFORE {act} ON {table} FOR EACH ROW")
    _refuse("item_presences", "no_delete", "BEFORE DELETE ON item_presences FOR EACH ROW")
    _refuse("item_presences", "no_update", f"BEFORE UPDATE OF {FIXED} ON item_presences FOR EACH ROW")
    once = "BEFORE UPDATE ON item_presences FOR EACH ROW WHEN (OLD.taken_back_at IS NOT NULL)"
    _refuse("item_presences", "no_return", once)
    if op.get_bind().dialect.name != "sqlite":
        for table in ("meeting_wishes", "drafted_outcomes", "item_presences"):
            _refuse(table, "no_truncate", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT")


def _refuse(table: str, name: str, when: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    else:
        refusal = "EXECUTE FUNCTION refuse_change()"  # made in 0001
    op.execute(f"CREATE TRIGGER {table}_{name} {when} {refusal}")
