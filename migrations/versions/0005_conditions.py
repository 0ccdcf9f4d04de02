"""The condition of a decision, that other parties decide the same; and what each of them answered."""

import sqlalchemy as sa
from alembic import op

revision = "0005_conditions"
down_revision = "0004_drafting"

# All of a condition but the two columns that say how it ended.
FIXED = "id, case_id, decision_id, parties, due, text, set_at"
WAITING = sa.text("outcome IS NULL")


def upgrade() -> None:
    op.create_table(
        "decision_conditions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("parties", sa.JSON(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("outcome IN ('met', 'failed')", name=op.f("ck_decision_conditions_outcome_is_known")),
        sa.CheckConstraint(
            "(outcome IS NULL) = (settled_at IS NULL)", name=op.f("ck_decision_conditions_settled_has_its_time")
        ),
        sa.CheckConstraint(
            "due IS NOT NULL OR outcome IS NOT NULL", name=op.f("ck_decision_conditions_waits_until_a_day")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_decision_conditions_case_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_decision_conditions_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_conditions")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_decision_conditions_decision_id")),
    )
    op.create_index(op.f("ix_decision_conditions_case_id"), "decision_conditions", ["case_id"], unique=False)
    op.create_index(
        "ix_decision_conditions_waiting",
        "decision_conditions",
        ["due"],
        unique=False,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_table(
        "party_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("condition_id", sa.Integer(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(party) > 0", name=op.f("ck_party_answers_names_its_party")),
        sa.CheckConstraint("number > 0", name=op.f("ck_party_answers_number_is_counted_from_one")),
        sa.CheckConstraint(
            "status IN ('pending', 'accepted', 'other_amount', 'declined')",
            name=op.f("ck_party_answers_status_is_known"),
        ),
        sa.CheckConstraint(
            "(status = 'other_amount') = (amount IS NOT NULL)", name=op.f("ck_party_answers_another_amount_is_told")
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_party_answers_amount_is_not_below_nought")),
        sa.CheckConstraint(
            "(status = 'pending') = (decided_on IS NULL)", name=op.f("ck_party_answers_decided_has_its_day")
        ),
        sa.CheckConstraint(
            "expected_on IS NULL OR status = 'pending'", name=op.f("ck_party_answers_expected_only_while_pending")
        ),
        sa.CheckConstraint("status <> 'pending' OR length(note) > 0", name=op.f("ck_party_answers_pending_says_why")),
        sa.ForeignKeyConstraint(
            ["condition_id"], ["decision_conditions.id"], name=op.f("fk_party_answers_condition_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["persons.id"], name=op.f("fk_party_answers_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_answers")),
        sa.UniqueConstraint("condition_id", "party", "number", name=op.f("uq_party_answers_condition_id_party_number")),
    )
    _protect()


def downgrade() -> None:
    op.drop_table("party_answers")  # their triggers go with the tables
    op.drop_index(
        "ix_decision_conditions_waiting",
        table_name="decision_conditions",
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.drop_index(op.f("ix_decision_conditions_case_id"), table_name="decision_conditions")
    op.drop_table("decision_conditions")


def _protect() -> None:
    """An answer never changes; a condition changes once, when it is met or has failed."""
    for table, changes in (
        ("party_answers", {"no_update": "UPDATE", "no_delete": "DELETE"}),
        ("decision_conditions", {"no_update": f"UPDATE OF {FIXED}", "no_delete": "DELETE"}),
    ):
        for name, act in changes.items():
            _refuse(table, name, f"BEFORE {act} ON {table} FOR EACH ROW")
        if op.get_bind().dialect.name != "sqlite":
            _refuse(table, "no_truncate", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT")
    once = "BEFORE UPDATE ON decision_conditions FOR EACH ROW WHEN (OLD.outcome IS NOT NULL)"
    _refuse("decision_conditions", "once", once)


def _refuse(table: str, name: str, when: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    else:
        refusal = "EXECUTE FUNCTION refuse_change()"  # made in 0001
    op.execute(f"CREATE TRIGGER {table}_{name} {when} {refusal}")
