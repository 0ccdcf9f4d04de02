"""Assignments that decisions gave, and matters raised in the assembly with their year; what happened, who was told."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.cases.models import Case
from casework.database import Base, UtcDateTime
from casework.meetings.models import AgendaItem, Decision
from casework.people.models import Body, DirectoryFunction, Person

OPEN, REPORTED, ENDED = "open", "reported", "ended"
LATE = 0
"""The stage of a reminder after the last day; the others are numbers of days before it."""

UNREADY, COMMITTEE = "unready", "committee"
"""What the assembly is told: that a matter is not ready within its year, or what a committee did with proposals."""


class Assignment(Base):
    """A task that a decision gave, with owner and day (R-135): open until it is reported back or written off.

    `point`: which of the decision's points it is, from nought; `decision_id` is None only where it was given before
    0020 and its decision could not be told. `owner` is as it was written; `person_id` and `function_id` tell who that
    is, where the house knows. `status` moves only in operations.take, which counts `version`; a reminder does not.
    `item_id`: where the report is put before the body. What was given stands (migration 0020_assignments).
    """

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("decision_id", "point"),
        CheckConstraint("length(owner) > 0", name="has_an_owner"),
        CheckConstraint("status IN ('open', 'reported', 'ended')", name="status_is_known"),
        CheckConstraint("(status = 'ended') = (ended_at IS NOT NULL)", name="ended_has_its_time"),
        CheckConstraint("version > 0", name="version_is_counted_from_one"),
        Index(
            "ix_assignments_open", "due", sqlite_where=text("status = 'open'"), postgresql_where=text("status = 'open'")
        ),
        Index("ix_assignments_of_a_body", "body_id", "given_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    point: Mapped[int] = mapped_column(default=0, server_default="0")
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    function_id: Mapped[int | None] = mapped_column(ForeignKey("directory_functions.id"))
    due: Mapped[date]
    status: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_items.id"), index=True)
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  # SQLAlchemy's own

    body: Mapped[Body] = relationship(lazy="joined", innerjoin=True)
    case: Mapped[Case | None] = relationship(lazy="joined")
    decision: Mapped[Decision | None] = relationship(lazy="joined")
    person: Mapped[Person | None] = relationship(lazy="joined")
    function: Mapped[DirectoryFunction | None] = relationship(lazy="joined")
    item: Mapped[AgendaItem | None] = relationship()

    def is_late(self, today: date) -> bool:
        """Whether its last day has passed and nothing was reported."""
        return self.status == OPEN and self.due < today


class AssignmentEvent(Base):
    """What happened with one: append-only. `owner` and `due` are as they were then, `decision_id` is what ended it."""

    __tablename__ = "assignment_events"
    __table_args__ = (CheckConstraint("length(step) > 0", name="names_its_step"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    step: Mapped[str] = mapped_column(String(60))
    from_state: Mapped[str | None] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(200))
    due: Mapped[date]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    actor: Mapped[Person | None] = relationship(lazy="joined")
    decision: Mapped[Decision | None] = relationship(lazy="joined")


class AssignmentReminder(Base):
    """That somebody was reminded of an assignment's day, at a stage of it: once, append-only. `told`: who, by name."""

    __tablename__ = "assignment_reminders"
    __table_args__ = (
        UniqueConstraint("assignment_id", "due", "stage"),
        CheckConstraint("stage >= 0", name="stage_is_counted_in_days"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    due: Mapped[date]
    stage: Mapped[int]
    told: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class RaisedMatter(Base):
    """A motion or a citizens' proposal since it was raised in the assembly, with its year (KL 5:35, 6:34).

    `settled_on`: when it was decided, written off or withdrawn. `reported_on`: when the assembly was first told that it
    is not ready. `committee_id`: to which committee, by which decision of the assembly, it was last handed over. When
    it was raised stands (migration 0020_assignments).
    """

    __tablename__ = "raised_matters"
    __table_args__ = (
        CheckConstraint("last_day > raised_on", name="has_time"),
        CheckConstraint("(committee_id IS NULL) = (handed_over_by_id IS NULL)", name="handed_over_by_a_decision"),
        Index(
            "ix_raised_matters_open",
            "last_day",
            sqlite_where=text("settled_on IS NULL"),
            postgresql_where=text("settled_on IS NULL"),
        ),
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    raised_on: Mapped[date]
    last_day: Mapped[date]
    committee_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    handed_over_by_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    reported_on: Mapped[date | None]
    settled_on: Mapped[date | None]
    case: Mapped[Case] = relationship(lazy="joined", innerjoin=True)
    committee: Mapped[Body | None] = relationship(lazy="joined")
    handed_over_by: Mapped[Decision | None] = relationship(lazy="joined")


class MatterReport(Base):
    """What the assembly is told of a raised matter, by an item on its agenda: append-only. `text`: what came out."""

    __tablename__ = "matter_reports"
    __table_args__ = (
        UniqueConstraint("case_id", "item_id"),
        CheckConstraint("kind IN ('unready', 'committee')", name="kind_is_known"),
        CheckConstraint("kind <> 'unready' OR length(text) > 0", name="says_what_came_out"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("raised_matters.case_id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    item: Mapped[AgendaItem] = relationship(lazy="joined", innerjoin=True)


class MatterWarning(Base):
    """That officer and secretary were warned of a matter's last day, at a stage of its year: once, append-only."""

    __tablename__ = "matter_warnings"
    __table_args__ = (
        UniqueConstraint("case_id", "stage"),
        CheckConstraint("stage >= 0", name="stage_is_counted_in_days"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("raised_matters.case_id"))
    stage: Mapped[int]
    told: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
