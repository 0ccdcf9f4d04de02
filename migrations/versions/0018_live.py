"""The speakers' list of an item, and who told of his own disqualification."""

import sqlalchemy as sa
from alembic import op

revision = "0018_live"
down_revision = "0017_summons"

WAITING = sa.text("given_at IS NULL AND ended_at IS NULL")
SPEAKING = sa.text("given_at IS NOT NULL AND ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "meeting_speakers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cause", sa.String(length=10), nullable=False),
        sa.CheckConstraint("kind IN ('order', 'reply', 'word')", name=op.f("ck_meeting_speakers_kind_is_known")),
        sa.CheckConstraint("(ended_at IS NULL) = (cause = '')", name=op.f("ck_meeting_speakers_ended_by_a_cause")),
        sa.CheckConstraint(
            "cause IN ('', 'spoken', 'struck', 'withdrawn')", name=op.f("ck_meeting_speakers_cause_is_known")
        ),
        sa.CheckConstraint(
            "cause <> 'spoken' OR given_at IS NOT NULL",
            name=op.f("ck_meeting_speakers_who_has_spoken_was_given_the_word"),
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["persons.id"], name=op.f("fk_meeting_speakers_asked_by_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_meeting_speakers_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_meeting_speakers_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_speakers")),
    )
    op.create_index(op.f("ix_meeting_speakers_item_id"), "meeting_speakers", ["item_id"], unique=False)
    for name, columns, where in (
        ("uq_meeting_speakers_waits_once", ["item_id", "person_id", "kind"], WAITING),
        ("uq_meeting_speakers_one_speaks", ["item_id"], SPEAKING),
    ):
        op.create_index(name, "meeting_speakers", columns, unique=True, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "meeting_disclosures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_meeting_disclosures_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_meeting_disclosures_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_disclosures")),
    )
    op.create_index(op.f("ix_meeting_disclosures_item_id"), "meeting_disclosures", ["item_id"], unique=False)
    holds = sa.text("withdrawn_at IS NULL")
    op.create_index(
        "uq_meeting_disclosures_one_that_holds",
        "meeting_disclosures",
        ["item_id", "person_id"],
        unique=True,
        sqlite_where=holds,
        postgresql_where=holds,
    )
    for table, fixed, ended in (
        ("meeting_speakers", "id, item_id, person_id, kind, asked_at, asked_by_id", "ended_at"),
        ("meeting_disclosures", "id, item_id, person_id, note, told_at", "withdrawn_at"),
    ):
        _refuse(table, "no_update", f"BEFORE UPDATE OF {fixed} ON {table} FOR EACH ROW")
        _refuse(table, "no_delete", f"BEFORE DELETE ON {table} FOR EACH ROW")
        _refuse(table, "once", f"BEFORE UPDATE ON {table} FOR EACH ROW WHEN (OLD.{ended} IS NOT NULL)")
        if op.get_bind().dialect.name != "sqlite":
            _refuse(table, "no_truncate", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT")


def downgrade() -> None:
    op.drop_table("meeting_disclosures")  # their triggers go with the tables
    op.drop_table("meeting_speakers")


def _refuse(table: str, name: str, when: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    else:
        refusal = "EXECUTE FUNCTION refuse_change()"  # made in 0001
    op.execute(f"CREATE TRIGGER {table}_{name} {when} {refusal}")
