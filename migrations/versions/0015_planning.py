"""Planning: series of meetings, standing items, and the order of a body's agenda."""

import sqlalchemy as sa
from alembic import op

revision = "0015_planning"
down_revision = "0014_bodies"


def upgrade() -> None:
    op.create_table(
        "meeting_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("frequency", sa.String(length=20), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("creation_key", sa.String(length=64), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "frequency IN ('weeks', 'months', 'given')", name=op.f("ck_meeting_series_frequency_is_known")
        ),
        sa.CheckConstraint("every > 0", name=op.f("ck_meeting_series_recurs")),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_meeting_series_body_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["persons.id"], name=op.f("fk_meeting_series_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_series")),
        sa.UniqueConstraint("creation_key", name=op.f("uq_meeting_series_creation_key")),
    )
    op.create_table(
        "standing_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("proposal", sa.JSON(), nullable=False),
        sa.Column("at_the_end", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_standing_items_has_a_title")),
        sa.CheckConstraint("kind <> 'case'", name=op.f("ck_standing_items_is_no_case")),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_standing_items_body_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_items")),
    )
    op.create_index(op.f("ix_standing_items_body_id"), "standing_items", ["body_id"], unique=False)
    op.create_table(
        "agenda_orders",
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("cases", sa.String(length=20), nullable=False),
        sa.CheckConstraint("cases IN ('listed', 'decisions', 'number')", name=op.f("ck_agenda_orders_order_is_known")),
        sa.ForeignKeyConstraint(["body_id"], ["bodies.id"], name=op.f("fk_agenda_orders_body_id")),
        sa.PrimaryKeyConstraint("body_id", name=op.f("pk_agenda_orders")),
    )
    with op.batch_alter_table("meetings") as batch:
        batch.add_column(sa.Column("series_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_meetings_series_id"), "meeting_series", ["series_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("meetings") as batch:
        batch.drop_constraint(op.f("fk_meetings_series_id"), type_="foreignkey")
        batch.drop_column("series_id")
    op.drop_table("agenda_orders")
    op.drop_index(op.f("ix_standing_items_body_id"), table_name="standing_items")
    op.drop_table("standing_items")
    op.drop_table("meeting_series")
