"""Bodies: when they are there, their own register, their dated rules; and the seats that nobody holds at a meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0014_bodies"
down_revision = "0013_meeting"

CHECKS = {
    "ck_bodies_ends_after_it_begins": "valid_to >= valid_from",
    "ck_bodies_is_not_its_own_parent": "parent_id <> id",
}
COLUMNS = ("own_register", "valid_from", "valid_to", "version")


def upgrade() -> None:
    with op.batch_alter_table("bodies") as batch:
        batch.add_column(sa.Column("own_register", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("valid_from", sa.Date(), nullable=True))
        batch.add_column(sa.Column("valid_to", sa.Date(), nullable=True))
        batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        for name, rule in CHECKS.items():
            batch.create_check_constraint(op.f(name), rule)
    op.create_table(
        "body_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.Column("substitutes", sa.Integer(), nullable=True),
        sa.Column("notice_days", sa.Integer(), nullable=True),
        sa.Column("approver_count", sa.Integer(), nullable=False),
        sa.Column("remote_allowed", sa.Boolean(), nullable=False),
        sa.Column("alternating_service", sa.Boolean(), nullable=False),
        sa.Column("open_meetings", sa.Boolean(), nullable=False),
        sa.Column("substitute_notes", sa.Boolean(), nullable=False),
        sa.Column("party_orders", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_body_rules_ends_after_it_begins")
        ),
        sa.CheckConstraint("members > 0", name=op.f("ck_body_rules_has_a_member")),
        sa.CheckConstraint("substitutes >= 0", name=op.f("ck_body_rules_substitutes_are_counted")),
        sa.CheckConstraint("notice_days >= 0", name=op.f("ck_body_rules_notice_is_counted_in_days")),
        sa.CheckConstraint("approver_count > 0", name=op.f("ck_body_rules_somebody_approves")),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_body_rules_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_rules")),
        sa.UniqueConstraint("body_id", "valid_from", name=op.f("uq_body_rules_body_id_valid_from")),
    )
    op.add_column("meetings", sa.Column("vacant_seats", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("meetings", "vacant_seats")
    op.drop_table("body_rules")
    with op.batch_alter_table("bodies") as batch:
        for name in CHECKS:
            batch.drop_constraint(op.f(name), type_="check")
        for name in COLUMNS:
            batch.drop_column(name)
