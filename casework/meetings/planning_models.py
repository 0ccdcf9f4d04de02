"""What meetings are planned by: series, standing items and their order, wishes, outcomes that are drafted before."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.database import Base, UtcDateTime
from casework.people.models import Person

if TYPE_CHECKING:
    from casework.meetings.models import Meeting


class MeetingSeries(Base):
    """Meetings that were planned in one press, and how their days were reckoned; each then lives its own life."""

    __tablename__ = "meeting_series"
    __table_args__ = (
        CheckConstraint("frequency IN ('weeks', 'months', 'given')", name="frequency_is_known"),
        CheckConstraint("every > 0", name="recurs"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    frequency: Mapped[str] = mapped_column(String(20))
    every: Mapped[int]
    first_day: Mapped[date]
    creation_key: Mapped[str] = mapped_column(String(64), unique=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StandingItem(Base):
    """An item that is put on the agenda of each meeting of the body when the meeting is planned, while it is active."""

    __tablename__ = "standing_items"
    __table_args__ = (
        CheckConstraint("length(title) > 0", name="has_a_title"),
        CheckConstraint("kind <> 'case'", name="is_no_case"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(300))
    proposal: Mapped[list[str]] = mapped_column(JSON)
    at_the_end: Mapped[bool]
    position: Mapped[int]
    active: Mapped[bool]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  # SQLAlchemy's own


class AgendaOrder(Base):
    """In which order a body has its cases, between the items that open the meeting and those that end it."""

    __tablename__ = "agenda_orders"
    __table_args__ = (CheckConstraint("cases IN ('listed', 'decisions', 'number')", name="order_is_known"),)
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"), primary_key=True, autoincrement=False)
    cases: Mapped[str] = mapped_column(String(20))


class MeetingWish(Base):
    """The meeting that the officer would have the case go to; none where `meeting_id` is empty.

    Append-only: the newest row of a case counts.
    """

    __tablename__ = "meeting_wishes"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    meeting: Mapped["Meeting | None"] = relationship(lazy="joined")


class DraftedOutcome(Base):
    """What the outcome of an item may come to be, prepared by who leads the body or keeps its minutes.

    `given` is what was filled in, by the names that the step asks for; it may be incomplete. Append-only: the newest
    version counts until the outcome is recorded. Nobody else ever sees it: `drafted.may_see`.
    """

    __tablename__ = "drafted_outcomes"
    __table_args__ = (
        UniqueConstraint("item_id", "version"),
        CheckConstraint("version > 0", name="version_is_counted_from_one"),
        CheckConstraint("length(outcome) > 0", name="names_its_outcome"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"))
    version: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(30))
    given: Mapped[dict[str, str]] = mapped_column(JSON)
    author_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    author: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
