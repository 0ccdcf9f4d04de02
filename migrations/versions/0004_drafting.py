"""Writing the report: templates, what is typed and not saved, who writes together; where a case comes from."""

import sqlalchemy as sa
from alembic import op

revision = "0004_drafting"
down_revision = "0003_bodies_and_levels"


def upgrade() -> None:
    op.add_column("cases", sa.Column("origin_sender", sa.String(length=200), server_default="", nullable=False))
    op.add_column("cases", sa.Column("origin_received", sa.Date(), nullable=True))
    _report_templates()
    _unsaved_drafts()
    _case_authors()


def downgrade() -> None:
    op.drop_index("uq_case_authors_once_in_a_case", table_name="case_authors")
    op.drop_index(op.f("ix_case_authors_person_id"), table_name="case_authors")
    op.drop_table("case_authors")
    op.drop_table("unsaved_drafts")
    op.drop_index(op.f("ix_report_templates_authority_id"), table_name="report_templates")
    op.drop_table("report_templates")  # its triggers go with it
    op.drop_column("cases", "origin_received")
    op.drop_column("cases", "origin_sender")


def _report_templates() -> None:
    op.create_table(
        "report_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=100), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_report_templates_number_is_counted_from_one")),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_report_templates_has_a_name")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_report_templates_authority_id")),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_report_templates_body_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["persons.id"], name=op.f("fk_report_templates_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_templates")),
        sa.UniqueConstraint("scope", "number", name=op.f("uq_report_templates_scope_number")),
    )
    op.create_index(op.f("ix_report_templates_authority_id"), "report_templates", ["authority_id"], unique=False)
    _protect("report_templates")


def _unsaved_drafts() -> None:
    op.create_table(
        "unsaved_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("creation_key", sa.String(length=64), nullable=True),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(case_id IS NULL) <> (creation_key IS NULL)", name=op.f("ck_unsaved_drafts_of_a_case_or_of_a_new_one")
        ),
        sa.CheckConstraint("revision > 0", name=op.f("ck_unsaved_drafts_revision_is_counted_from_one")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_unsaved_drafts_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_unsaved_drafts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsaved_drafts")),
        sa.UniqueConstraint("person_id", "case_id", name=op.f("uq_unsaved_drafts_person_id_case_id")),
        sa.UniqueConstraint("person_id", "creation_key", name=op.f("uq_unsaved_drafts_person_id_creation_key")),
    )


def _case_authors() -> None:
    op.create_table(
        "case_authors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(removed_at IS NULL) = (removed_by_id IS NULL)", name=op.f("ck_case_authors_removed_by_somebody")
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["persons.id"], name=op.f("fk_case_authors_added_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_authors_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_case_authors_person_id")),
        sa.ForeignKeyConstraint(["removed_by_id"], ["persons.id"], name=op.f("fk_case_authors_removed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_authors")),
    )
    op.create_index(op.f("ix_case_authors_person_id"), "case_authors", ["person_id"], unique=False)
    op.create_index(
        "uq_case_authors_once_in_a_case",
        "case_authors",
        ["case_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    _protect("case_authors", "WHEN (OLD.removed_at IS NOT NULL)")


def _protect(table: str, unless: str = "") -> None:
    """A template is never changed: a new version adds. A co-author's row changes once, when he is removed."""
    changes = {"UPDATE": f"FOR EACH ROW {unless}", "DELETE": "FOR EACH ROW"}
    if op.get_bind().dialect.name == "sqlite":
        refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    else:
        refusal, changes["TRUNCATE"] = "EXECUTE FUNCTION refuse_change()", "FOR EACH STATEMENT"  # made in 0001
    for change, each in changes.items():
        op.execute(f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} {each} {refusal}")
