"""Deliberation: proposals at an item, the questions put on them, votes, minorities, words for the minutes."""

import sqlalchemy as sa
from alembic import op

revision = "0016_deliberation"
down_revision = "0015_planning"

# Oldest first: each stands on those before it.
TABLES = (
    "proposals",
    "put_questions",
    "minority_demands",
    "minority_decisions",
    "minute_statements",
    "votes",
    "vote_electors",
    "ballot_counts",
)

# Tables whose rows never change.
WRITTEN = ("minority_demands", "minority_decisions", "minute_statements")

# The columns that never change, of rows of which others do, once.
FIXED = {
    "proposals": "id, item_id, person_id, kind, text, reason, addressee, key, made_at, entered_by_id",
    "put_questions": "id, item_id, number, kind, yes_id, no_id, among, text, put_at, put_by_id",
    "votes": "id, question_id, matter, method, choices, exercises_authority, demanded_by_id",
    "vote_electors": "id, vote_id, person_id, position, serving_for_id",
    "ballot_counts": "id, vote_id, choice",
}
ENDED = {
    "proposals": "OLD.restored_at IS NOT NULL OR OLD.dropped_as IN ('withdrawn', 'new_matter') "
    "OR (OLD.dropped_as <> '' AND NEW.restored_at IS NULL)",
    "put_questions": "OLD.found IS NOT NULL",
    "votes": "OLD.state IN ('counted', 'cancelled')",
    "vote_electors": "OLD.answer = 'voted'",  # a secret ballot cannot be found again to be changed
    "ballot_counts": "NEW.number < OLD.number",
}

# Of a row of another table: the condition and the sentence, judged for the row's vote.
WHILE_OPEN = "(SELECT state FROM votes WHERE id = {row}.vote_id) <> '{state}'"
UNANSWERED = "EXISTS (SELECT 1 FROM vote_electors WHERE vote_id = NEW.id AND answer IS NULL)"
UNEQUAL = (
    "(SELECT COALESCE(SUM(number), 0) FROM ballot_counts WHERE vote_id = NEW.id) "
    "<> (SELECT COUNT(*) FROM vote_electors WHERE vote_id = NEW.id AND answer = 'voted')"
)


def upgrade() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("addressee", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("dropped_as", sa.String(length=20), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_by_id", sa.Integer(), nullable=True),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("restored_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(dropped_at IS NULL) = (dropped_as = '') AND (dropped_at IS NULL) = (dropped_by_id IS NULL)",
            name=op.f("ck_proposals_dropped_by_somebody"),
        ),
        sa.CheckConstraint(
            "dropped_as IN ('', 'withdrawn', 'new_matter', 'unlawful')",
            name=op.f("ck_proposals_dropped_for_a_known_reason"),
        ),
        sa.CheckConstraint(
            "kind <> 'remit_back' OR (length(reason) > 0 AND length(addressee) > 0)",
            name=op.f("ck_proposals_remittal_is_reasoned_and_addressed"),
        ),
        sa.CheckConstraint(
            "kind IN ('approve', 'reject', 'change', 'addition', 'remit_back', 'defer', 'adjourn', 'candidate')",
            name=op.f("ck_proposals_kind_is_known"),
        ),
        sa.CheckConstraint(
            "kind NOT IN ('change', 'addition', 'candidate') OR length(text) > 0", name=op.f("ck_proposals_says_what")
        ),
        sa.CheckConstraint(
            "restored_at IS NULL OR dropped_as = 'unlawful'", name=op.f("ck_proposals_only_the_unlawful_is_restored")
        ),
        sa.CheckConstraint(
            "(restored_at IS NULL) = (restored_by_id IS NULL)", name=op.f("ck_proposals_restored_by_somebody")
        ),
        sa.ForeignKeyConstraint(["dropped_by_id"], ["persons.id"], name=op.f("fk_proposals_dropped_by_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["persons.id"], name=op.f("fk_proposals_entered_by_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_proposals_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_proposals_person_id")),
        sa.ForeignKeyConstraint(["restored_by_id"], ["persons.id"], name=op.f("fk_proposals_restored_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("key", name=op.f("uq_proposals_key")),
    )
    op.create_index(op.f("ix_proposals_item_id"), "proposals", ["item_id"], unique=False)
    op.create_table(
        "put_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("yes_id", sa.Integer(), nullable=True),
        sa.Column("no_id", sa.Integer(), nullable=True),
        sa.Column("among", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_by_id", sa.Integer(), nullable=False),
        sa.Column("found", sa.String(length=20), nullable=True),
        sa.Column("way", sa.String(length=20), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('adjourn', 'today', 'which', 'counter', 'main', 'addition', 'elect')",
            name=op.f("ck_put_questions_kind_is_known"),
        ),
        sa.CheckConstraint(
            "way IN ('acclamation', 'majority', 'casting', 'lots')", name=op.f("ck_put_questions_way_is_known")
        ),
        sa.CheckConstraint(
            "(found IS NULL) = (way IS NULL) AND (found IS NULL) = (found_at IS NULL) AND (found IS "
            "NULL) = (found_by_id IS NULL)",
            name=op.f("ck_put_questions_found_by_somebody_in_a_way"),
        ),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_put_questions_says_what_is_asked")),
        sa.CheckConstraint("number > 0", name=op.f("ck_put_questions_number_is_counted_from_one")),
        sa.ForeignKeyConstraint(["found_by_id"], ["persons.id"], name=op.f("fk_put_questions_found_by_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_put_questions_item_id")),
        sa.ForeignKeyConstraint(["no_id"], ["proposals.id"], name=op.f("fk_put_questions_no_id")),
        sa.ForeignKeyConstraint(["put_by_id"], ["persons.id"], name=op.f("fk_put_questions_put_by_id")),
        sa.ForeignKeyConstraint(["yes_id"], ["proposals.id"], name=op.f("fk_put_questions_yes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_put_questions")),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_put_questions_item_id_number")),
    )
    op.create_index(
        "uq_put_questions_one_that_waits", "put_questions", ["item_id"], unique=True, **_where("found IS NULL")
    )
    op.create_table(
        "minority_demands",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("persons", sa.JSON(), nullable=False),
        sa.Column("demanding", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('defer', 'remit_back')", name=op.f("ck_minority_demands_kind_is_known")),
        sa.CheckConstraint(
            "demanding > 0 AND present >= demanding AND needed > 0", name=op.f("ck_minority_demands_is_counted")
        ),
        sa.CheckConstraint(
            "holds = (demanding >= needed)", name=op.f("ck_minority_demands_holds_when_enough_demand_it")
        ),
        sa.ForeignKeyConstraint(["entered_by_id"], ["persons.id"], name=op.f("fk_minority_demands_entered_by_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_minority_demands_item_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_minority_demands_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minority_demands")),
    )
    op.create_index(op.f("ix_minority_demands_item_id"), "minority_demands", ["item_id"], unique=False)
    op.create_table(
        "minority_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("demand_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('defer', 'remit_back')", name=op.f("ck_minority_decisions_outcome_is_a_minoritys")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_minority_decisions_decision_id")),
        sa.ForeignKeyConstraint(["demand_id"], ["minority_demands.id"], name=op.f("fk_minority_decisions_demand_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minority_decisions")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_minority_decisions_decision_id")),
    )
    op.create_table(
        "minute_statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind <> 'note' OR length(text) > 0", name=op.f("ck_minute_statements_note_says_something")),
        sa.CheckConstraint("kind IN ('reservation', 'note')", name=op.f("ck_minute_statements_kind_is_known")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["persons.id"], name=op.f("fk_minute_statements_entered_by_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_minute_statements_item_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_minute_statements_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minute_statements")),
        sa.UniqueConstraint("key", name=op.f("uq_minute_statements_key")),
    )
    op.create_index(op.f("ix_minute_statements_item_id"), "minute_statements", ["item_id"], unique=False)
    op.create_index(
        "uq_minute_statements_one_reservation",
        "minute_statements",
        ["item_id", "person_id"],
        unique=True,
        **_where("kind = 'reservation'"),
    )
    op.create_table(
        "votes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("exercises_authority", sa.Boolean(), nullable=False),
        sa.Column("demanded_by_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("leader_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("way", sa.String(length=20), nullable=True),
        sa.Column("drawn_how", sa.String(length=10), nullable=False),
        sa.Column("cancelled_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'cancelled') = (length(cancelled_reason) > 0)", name=op.f("ck_votes_cancelled_for_a_reason")
        ),
        sa.CheckConstraint("(state = 'counted') = (result IS NOT NULL)", name=op.f("ck_votes_counted_has_its_result")),
        sa.CheckConstraint(
            "NOT (way = 'casting' AND matter <> 'ordinary') AND NOT (way = 'lots' AND matter = 'ordinary')",
            name=op.f("ck_votes_tie_is_broken_by_the_law"),
        ),
        sa.CheckConstraint(
            "drawn_how IN ('', 'machine', 'hand') AND (drawn_how <> '') = (COALESCE(way, '') = 'lots')",
            name=op.f("ck_votes_lots_are_drawn_somehow"),
        ),
        sa.CheckConstraint("matter IN ('ordinary', 'election', 'employment')", name=op.f("ck_votes_matter_is_known")),
        sa.CheckConstraint(
            "method = CASE WHEN matter = 'ordinary' THEN 'open' ELSE 'secret' END",
            name=op.f("ck_votes_secret_only_where_the_law_says"),
        ),
        sa.CheckConstraint(
            "state IN ('prepared', 'cancelled') OR (opened_at IS NOT NULL AND leader_id IS NOT NULL)",
            name=op.f("ck_votes_opened_under_somebody"),
        ),
        sa.CheckConstraint(
            "state IN ('prepared', 'open', 'closed', 'counted', 'cancelled')",
            name=op.f("ck_votes_state_is_in_the_table"),
        ),
        sa.CheckConstraint("way IN ('majority', 'casting', 'lots')", name=op.f("ck_votes_way_is_known")),
        sa.CheckConstraint("(result IS NULL) = (way IS NULL)", name=op.f("ck_votes_result_is_found_in_a_way")),
        sa.CheckConstraint("version > 0", name=op.f("ck_votes_version_is_counted_from_one")),
        sa.ForeignKeyConstraint(["demanded_by_id"], ["persons.id"], name=op.f("fk_votes_demanded_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["persons.id"], name=op.f("fk_votes_ended_by_id")),
        sa.ForeignKeyConstraint(["leader_id"], ["persons.id"], name=op.f("fk_votes_leader_id")),
        sa.ForeignKeyConstraint(["question_id"], ["put_questions.id"], name=op.f("fk_votes_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_votes")),
    )
    op.create_index(op.f("ix_votes_question_id"), "votes", ["question_id"], unique=False)
    op.create_index("uq_votes_one_that_stands", "votes", ["question_id"], unique=True, **_where("state <> 'cancelled'"))
    op.create_table(
        "vote_electors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("serving_for_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "answer IN ('yes', 'no', 'abstained', 'not_present', 'voted')",
            name=op.f("ck_vote_electors_answer_is_known"),
        ),
        sa.CheckConstraint("position > 0", name=op.f("ck_vote_electors_position_is_counted_from_one")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["persons.id"], name=op.f("fk_vote_electors_entered_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_vote_electors_person_id")),
        sa.ForeignKeyConstraint(["serving_for_id"], ["persons.id"], name=op.f("fk_vote_electors_serving_for_id")),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name=op.f("fk_vote_electors_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote_electors")),
        sa.UniqueConstraint("vote_id", "person_id", name=op.f("uq_vote_electors_vote_id_person_id")),
        sa.UniqueConstraint("vote_id", "position", name=op.f("uq_vote_electors_vote_id_position")),
    )
    op.create_table(
        "ballot_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_ballot_counts_number_is_counted")),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name=op.f("fk_ballot_counts_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_counts")),
        sa.UniqueConstraint("vote_id", "choice", name=op.f("uq_ballot_counts_vote_id_choice")),
    )

    _protect()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)  # indexes and triggers go with it
    if op.get_bind().dialect.name != "sqlite":
        for name in ("refuse_unless_open", "refuse_unless_prepared", "refuse_unless_complete"):
            op.execute(f"DROP FUNCTION {name}()")


def _where(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _protect() -> None:
    """What is written stands, what is ended ends once, and a vote closes only when its sums equal its electors."""
    for table in WRITTEN:
        _refuse(table, "no_update", f"BEFORE UPDATE ON {table} FOR EACH ROW")
    for table, columns in FIXED.items():
        _refuse(table, "no_update", f"BEFORE UPDATE OF {columns} ON {table} FOR EACH ROW")
        _refuse(table, "once", f"BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({ENDED[table]})")
    for table in TABLES:
        _refuse(table, "no_delete", f"BEFORE DELETE ON {table} FOR EACH ROW")
        if op.get_bind().dialect.name != "sqlite":
            _refuse(table, "no_truncate", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT")
    for table in ("vote_electors", "ballot_counts"):
        _judge(table, "BEFORE UPDATE", "refuse_unless_open", WHILE_OPEN.format(row="OLD", state="open"))
        _judge(table, "AFTER INSERT", "refuse_unless_prepared", WHILE_OPEN.format(row="NEW", state="prepared"))
    closing = f"NEW.state = 'closed' AND OLD.state <> 'closed' AND ({UNANSWERED} OR {UNEQUAL})"
    _judge("votes", "BEFORE UPDATE", "refuse_unless_complete", closing, "is not complete")


def _refuse(table: str, name: str, when: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    else:
        refusal = "EXECUTE FUNCTION refuse_change()"  # made in 0001
    op.execute(f"CREATE TRIGGER {table}_{name} {when} {refusal}")


def _judge(table: str, when: str, name: str, condition: str, told: str = "is append-only") -> None:
    """A trigger whose condition asks other tables, which PostgreSQL takes in a function only."""
    if op.get_bind().dialect.name == "sqlite":
        refusal = f"WHEN ({condition}) BEGIN SELECT RAISE(ABORT, '{table} {told}'); END"
    else:
        op.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {condition} THEN RAISE EXCEPTION '% {told}', TG_TABLE_NAME; END IF; RETURN NEW; END $$"
        )
        refusal = f"EXECUTE FUNCTION {name}()"
    op.execute(f"CREATE TRIGGER {table}_{name} {when} ON {table} FOR EACH ROW {refusal}")
