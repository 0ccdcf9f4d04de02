"""Points say whether decisions are reported, how they are appealed, whether they are urgent; reports to the body."""

import sqlalchemy as sa
from alembic import op

revision = "0023_reporting"
down_revision = "0022_appeals"

RULES, DECISIONS, REPORTS = "delegation_rules", "delegated_decisions", "delegation_reports"
# What of a row never changes; the rest is said once: that a point ends, that a decision was reported.
FIXED_BEFORE = {
    RULES: "id, body_id, point, text, kind, words, delegate_body_id, delegate_role, delegate_title, "
    "legal_ground, subdelegation, legal_bar_checked, valid_from, added_by_id, added_at",
    DECISIONS: "id, authority_id, case_id, body_id, number, number_year, rule_id, delegate_id, "
    "on_behalf_of_id, delegate_title, points, report_version_id, report_hash, sha256, decided_at",
}
FIXED = {
    RULES: f"{FIXED_BEFORE[RULES]}, delegate_person_id, urgent, reported, appeal_route, nature",
    DECISIONS: f"{FIXED_BEFORE[DECISIONS]}, appeal_route, reported, own_minutes, urgent, urgency",
}
SAID = {
    RULES: "OLD.valid_to IS NOT NULL AND (NEW.valid_to IS NULL OR NEW.valid_to > OLD.valid_to)",
    DECISIONS: "OLD.reported_at IS NOT NULL",
}
ROUTES = "appeal_route IN ('legality_review', 'administrative_appeal', 'not_appealable')"
ONE_DELEGATE_BEFORE = (
    "CASE WHEN delegate_body_id IS NULL THEN 0 ELSE 1 END + CASE WHEN delegate_role = '' THEN 0 ELSE 1 END "
    "+ CASE WHEN delegate_title = '' THEN 0 ELSE 1 END = 1"
)
ONE_DELEGATE = ONE_DELEGATE_BEFORE.replace(" = 1", " + CASE WHEN delegate_person_id IS NULL THEN 0 ELSE 1 END = 1")
# name, the rule, the rule before; "" where there was none
RULE_CHECKS = (
    ("has_one_delegate", ONE_DELEGATE, ONE_DELEGATE_BEFORE),
    (
        "is_of_certain_matters",
        "urgent OR length(kind) > 0 OR length(words) > 0",
        "length(kind) > 0 OR length(words) > 0",
    ),
    (
        "only_officials_delegate_further",
        "(delegate_body_id IS NULL AND NOT urgent) OR NOT subdelegation",
        "delegate_body_id IS NULL OR NOT subdelegation",
    ),
    ("urgent_is_for_members", "urgent = (delegate_person_id IS NOT NULL OR delegate_role = 'chair')", ""),
    ("urgent_is_reported", "reported OR NOT urgent", ""),
    ("appeal_route_is_known", ROUTES, ""),
    ("nature_is_known", "nature IN ('', 'preparing', 'executing', 'special_rules')", ""),
)
DECISION_CHECKS = (
    ("unreported_has_own_minutes", "reported OR own_minutes OR appeal_route <> 'legality_review'"),
    ("urgent_is_reported", "reported OR NOT urgent"),
    ("urgent_says_why", "urgent = (length(urgency) > 0)"),
    ("only_what_is_to_be_reported_is", "reported OR reported_at IS NULL"),
    ("appeal_route_is_known", ROUTES),
)


def upgrade() -> None:
    for table in FIXED:
        _unprotect(table)
    with op.batch_alter_table(RULES) as batch:
        for name, _rule, before in RULE_CHECKS:
            if before:
                batch.drop_constraint(op.f(f"ck_{RULES}_{name}"), type_="check")
        batch.add_column(sa.Column("delegate_person_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("reported", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch.add_column(_text("appeal_route", sa.String(length=30), "legality_review"))
        batch.add_column(_text("nature", sa.String(length=20)))
        batch.create_foreign_key(op.f(f"fk_{RULES}_delegate_person_id"), "persons", ["delegate_person_id"], ["id"])
    with op.batch_alter_table(RULES) as batch:
        for name, rule, _before in RULE_CHECKS:
            batch.create_check_constraint(op.f(f"ck_{RULES}_{name}"), rule)
    with op.batch_alter_table(DECISIONS) as batch:
        batch.add_column(_text("appeal_route", sa.String(length=30), "legality_review"))
        batch.add_column(sa.Column("reported", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch.add_column(sa.Column("own_minutes", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(_text("urgency", sa.Text()))
    with op.batch_alter_table(DECISIONS) as batch:
        for name, rule in DECISION_CHECKS:
            batch.create_check_constraint(op.f(f"ck_{DECISIONS}_{name}"), rule)
    for table, fixed in FIXED.items():
        _protect(table, fixed)
    _reports()


def _text(name: str, kind: sa.types.TypeEngine[str], default: str = "") -> sa.Column[str]:
    return sa.Column(name, kind, nullable=False, server_default=default)


def _reports() -> None:
    op.create_table(
        REPORTS,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delegated_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(line) > 0", name=op.f(f"ck_{REPORTS}_has_its_line")),
        sa.ForeignKeyConstraint(["delegated_id"], [f"{DECISIONS}.id"], name=op.f(f"fk_{REPORTS}_delegated_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f(f"fk_{REPORTS}_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{REPORTS}")),
        sa.UniqueConstraint("delegated_id", name=op.f(f"uq_{REPORTS}_delegated_id")),
    )
    op.create_index(op.f(f"ix_{REPORTS}_decision_id"), REPORTS, ["decision_id"], unique=False)
    _protect(REPORTS)


def downgrade() -> None:
    """What the earlier house has no room for is lost: urgent decisions with their points, and who was told where."""
    op.drop_index(op.f(f"ix_{REPORTS}_decision_id"), table_name=REPORTS)
    op.drop_table(REPORTS)  # its triggers go with it
    for table in FIXED:
        _unprotect(table)
    op.execute(f"DELETE FROM {DECISIONS} WHERE urgent")  # noqa: S608  # our own names
    op.execute(f"DELETE FROM {RULES} WHERE urgent")  # noqa: S608
    _narrow_decisions()
    _narrow_rules()
    for table, fixed in FIXED_BEFORE.items():
        _protect(table, fixed)


def _narrow_decisions() -> None:
    with op.batch_alter_table(DECISIONS) as batch:
        for name, _rule in DECISION_CHECKS:
            batch.drop_constraint(op.f(f"ck_{DECISIONS}_{name}"), type_="check")
        for column in ("appeal_route", "reported", "own_minutes", "urgent", "urgency"):
            batch.drop_column(column)


def _narrow_rules() -> None:
    with op.batch_alter_table(RULES) as batch:
        for name, _rule, _before in RULE_CHECKS:
            batch.drop_constraint(op.f(f"ck_{RULES}_{name}"), type_="check")
        batch.drop_constraint(op.f(f"fk_{RULES}_delegate_person_id"), type_="foreignkey")
        for column in ("delegate_person_id", "urgent", "reported", "appeal_route", "nature"):
            batch.drop_column(column)
        for name, _rule, before in RULE_CHECKS:
            if before:
                batch.create_check_constraint(op.f(f"ck_{RULES}_{name}"), before)


def _unprotect(table: str) -> None:
    """Before a batch, in which SQLite builds the table anew and forgets its triggers."""
    names = ["no_delete", "no_update", "no_return"]
    if op.get_bind().dialect.name == "sqlite":
        for name in names:
            op.execute(f"DROP TRIGGER {table}_{name}")
        return
    for name in [*names, "no_truncate"]:
        op.execute(f"DROP TRIGGER {table}_{name} ON {table}")


def _protect(table: str, fixed: str = "") -> None:
    """A row is never deleted; of what is not `fixed` only the one thing is said later, once. "": nothing ever is."""
    changes = {
        "no_delete": f"BEFORE DELETE ON {table} FOR EACH ROW",
        "no_update": f"BEFORE UPDATE {f'OF {fixed} ' if fixed else ''}ON {table} FOR EACH ROW",
    }
    if fixed:
        changes["no_return"] = f"BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({SAID[table]})"
    if op.get_bind().dialect.name == "sqlite":
        refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    else:
        refusal = "EXECUTE FUNCTION refuse_change()"  # made in 0001
        changes["no_truncate"] = f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"
    for name, when in changes.items():
        op.execute(f"CREATE TRIGGER {table}_{name} {when} {refusal}")
