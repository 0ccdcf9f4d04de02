"""Delegation schemes, point by point, and what officials decided by them."""

import sqlalchemy as sa
from alembic import op

revision = "0009_delegation"
down_revision = "0008_notices_by_mail"

# What of a row never changes; the rest is said once: that a point ends, that a decision was reported.
FIXED = {
    "delegation_rules": "id, body_id, point, text, kind, words, delegate_body_id, delegate_role, delegate_title, "
    "legal_ground, subdelegation, legal_bar_checked, valid_from, added_by_id, added_at",
    "delegated_decisions": "id, authority_id, case_id, body_id, number, number_year, rule_id, delegate_id, "
    "on_behalf_of_id, delegate_title, points, report_version_id, report_hash, sha256, decided_at",
}
SAID = {
    # an end may only come nearer: a point that has ended gives no right again
    "delegation_rules": "OLD.valid_to IS NOT NULL AND (NEW.valid_to IS NULL OR NEW.valid_to > OLD.valid_to)",
    "delegated_decisions": "OLD.reported_at IS NOT NULL",
}
ONE_DELEGATE = (
    "CASE WHEN delegate_body_id IS NULL THEN 0 ELSE 1 END + CASE WHEN delegate_role = '' THEN 0 ELSE 1 END "
    "+ CASE WHEN delegate_title = '' THEN 0 ELSE 1 END = 1"
)


def upgrade() -> None:
    op.create_table(
        "delegation_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("point", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("delegate_body_id", sa.Integer(), nullable=True),
        sa.Column("delegate_role", sa.String(length=30), nullable=False),
        sa.Column("delegate_title", sa.String(length=200), nullable=False),
        sa.Column("legal_ground", sa.String(length=200), nullable=False),
        sa.Column("subdelegation", sa.Boolean(), nullable=False),
        sa.Column("legal_bar_checked", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(point) > 0 AND length(text) > 0", name=op.f("ck_delegation_rules_has_point_and_text")
        ),
        sa.CheckConstraint(
            "length(kind) > 0 OR length(words) > 0", name=op.f("ck_delegation_rules_is_of_certain_matters")
        ),
        sa.CheckConstraint(ONE_DELEGATE, name=op.f("ck_delegation_rules_has_one_delegate")),
        sa.CheckConstraint(
            "delegate_body_id IS NULL OR NOT subdelegation",
            name=op.f("ck_delegation_rules_only_officials_delegate_further"),
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["persons.id"], name=op.f("fk_delegation_rules_added_by_id")),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_delegation_rules_body_id")),
        sa.ForeignKeyConstraint(["delegate_body_id"], ["bodies.id"], name=op.f("fk_delegation_rules_delegate_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation_rules")),
    )
    op.create_index(op.f("ix_delegation_rules_body_id"), "delegation_rules", ["body_id"], unique=False)
    op.create_table(
        "delegated_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("number_year", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=False),
        sa.Column("on_behalf_of_id", sa.Integer(), nullable=True),
        sa.Column("delegate_title", sa.String(length=200), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("report_version_id", sa.Integer(), nullable=False),
        sa.Column("report_hash", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_delegated_decisions_number_is_counted_from_one")),
        sa.CheckConstraint("length(report_hash) = 64", name=op.f("ck_delegated_decisions_report_hash_is_sha256")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_delegated_decisions_authority_id")),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_delegated_decisions_body_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_delegated_decisions_case_id")),
        sa.ForeignKeyConstraint(["delegate_id"], ["persons.id"], name=op.f("fk_delegated_decisions_delegate_id")),
        sa.ForeignKeyConstraint(
            ["on_behalf_of_id"], ["persons.id"], name=op.f("fk_delegated_decisions_on_behalf_of_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_version_id"], ["report_versions.id"], name=op.f("fk_delegated_decisions_report_version_id")
        ),
        sa.ForeignKeyConstraint(["rule_id"], ["delegation_rules.id"], name=op.f("fk_delegated_decisions_rule_id")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_files.sha256"], name=op.f("fk_delegated_decisions_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegated_decisions")),
        sa.UniqueConstraint(
            "body_id", "number_year", "number", name=op.f("uq_delegated_decisions_body_id_number_year_number")
        ),
    )
    op.create_index(op.f("ix_delegated_decisions_case_id"), "delegated_decisions", ["case_id"], unique=False)
    for table in FIXED:
        _protect(table)


def downgrade() -> None:
    op.drop_index(op.f("ix_delegated_decisions_case_id"), table_name="delegated_decisions")
    op.drop_table("delegated_decisions")  # its triggers go with it
    op.drop_index(op.f("ix_delegation_rules_body_id"), table_name="delegation_rules")
    op.drop_table("delegation_rules")


def _protect(table: str) -> None:
    """A row is never deleted; of what it says only the one thing is said later, once."""
    changes = {
        "no_delete": f"BEFORE DELETE ON {table} FOR EACH ROW",
        "no_update": f"BEFORE UPDATE OF {FIXED[table]} ON {table} FOR EACH ROW",
        "no_return": f"BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({SAID[table]})",
    }
    if op.get_bind().dialect.name == "sqlite":
        refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    else:
        refusal = "EXECUTE FUNCTION refuse_change()"  # made in 0001
        changes["no_truncate"] = f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
    for name, when in changes.items():
        op.execute(f"CREATE TRIGGER {table}_{name} {when} {refusal}")
