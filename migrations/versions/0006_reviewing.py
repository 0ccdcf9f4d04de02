"""Comments on the officer report, and who has taken its review."""

import sqlalchemy as sa
from alembic import op

revision = "0006_reviewing"
down_revision = "0005_conditions"

# All but the columns that say how a comment was answered, and that a claim was released.
FIXED = {
    "report_comments": "id, case_id, report_version_id, part, heading, quote, text, suggestion, reply_to_id, "
    "author_id, at, creation_key",
    "review_claims": "id, case_id, person_id, claimed_at",
}
CLOSED = {"report_comments": "OLD.resolution <> 'open'", "review_claims": "OLD.released_at IS NOT NULL"}


def upgrade() -> None:
    op.create_table(
        "report_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("report_version_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=60), nullable=False),
        sa.Column("heading", sa.String(length=500), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("suggestion", sa.Text(), nullable=True),
        sa.Column("reply_to_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("creation_key", sa.String(length=64), nullable=False),
        sa.Column("resolution", sa.String(length=20), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("made_version_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(part) > 0", name=op.f("ck_report_comments_names_its_part")),
        sa.CheckConstraint(
            "length(text) > 0 OR suggestion IS NOT NULL", name=op.f("ck_report_comments_says_something")
        ),
        sa.CheckConstraint(
            "suggestion IS NULL OR length(quote) > 0", name=op.f("ck_report_comments_suggestion_has_its_passage")
        ),
        sa.CheckConstraint(
            "resolution IN ('open', 'accepted', 'declined', 'done')",
            name=op.f("ck_report_comments_resolution_is_known"),
        ),
        sa.CheckConstraint(
            "(resolution = 'open') = (resolved_at IS NULL) AND (resolved_at IS NULL) = (resolved_by_id IS NULL)",
            name=op.f("ck_report_comments_resolved_by_somebody"),
        ),
        sa.CheckConstraint(
            "(resolution = 'accepted') = (made_version_id IS NOT NULL) "
            "AND (made_version_id IS NULL OR suggestion IS NOT NULL)",
            name=op.f("ck_report_comments_accepted_made_a_version"),
        ),
        sa.CheckConstraint(
            "resolution <> 'declined' OR length(reply) > 0", name=op.f("ck_report_comments_declined_for_a_reason")
        ),
        sa.CheckConstraint(
            "reply_to_id IS NULL OR (resolution = 'open' AND suggestion IS NULL)",
            name=op.f("ck_report_comments_reply_is_words"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["persons.id"], name=op.f("fk_report_comments_author_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_report_comments_case_id")),
        sa.ForeignKeyConstraint(
            ["made_version_id"], ["report_versions.id"], name=op.f("fk_report_comments_made_version_id")
        ),
        sa.ForeignKeyConstraint(["reply_to_id"], ["report_comments.id"], name=op.f("fk_report_comments_reply_to_id")),
        sa.ForeignKeyConstraint(
            ["report_version_id"], ["report_versions.id"], name=op.f("fk_report_comments_report_version_id")
        ),
        sa.ForeignKeyConstraint(["resolved_by_id"], ["persons.id"], name=op.f("fk_report_comments_resolved_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_comments")),
        sa.UniqueConstraint("creation_key", name=op.f("uq_report_comments_creation_key")),
    )
    op.create_index(op.f("ix_report_comments_case_id"), "report_comments", ["case_id"], unique=False)
    op.create_table(
        "review_claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(released_at IS NULL) = (released_by_id IS NULL)", name=op.f("ck_review_claims_released_by_somebody")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_review_claims_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_review_claims_person_id")),
        sa.ForeignKeyConstraint(["released_by_id"], ["persons.id"], name=op.f("fk_review_claims_released_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_claims")),
    )
    op.create_index(
        "uq_review_claims_one_a_case",
        "review_claims",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("released_at IS NULL"),
        postgresql_where=sa.text("released_at IS NULL"),
    )
    for table in FIXED:
        _protect(table)


def downgrade() -> None:
    op.drop_index(
        "uq_review_claims_one_a_case",
        table_name="review_claims",
        sqlite_where=sa.text("released_at IS NULL"),
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.drop_table("review_claims")  # its triggers go with it
    op.drop_index(op.f("ix_report_comments_case_id"), table_name="report_comments")
    op.drop_table("report_comments")


def _protect(table: str) -> None:
    """A row is never deleted; it changes once, when it is answered or released."""
    changes = {
        "no_delete": f"BEFORE DELETE ON {table} FOR EACH ROW",
        "no_update": f"BEFORE UPDATE OF {FIXED[table]} ON {table} FOR EACH ROW",
        "no_return": f"BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({CLOSED[table]})",
    }
    if op.get_bind().dialect.name == "sqlite":
        refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    else:
        refusal = "EXECUTE FUNCTION refuse_change()"  # made in 0001
        changes["no_truncate"] = f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
    for name, when in changes.items():
        op.execute(f"CREATE TRIGGER {table}_{name} {when} {refusal}")
