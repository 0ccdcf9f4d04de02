"""Meetings, who was there, the agenda, the decisions with their paragraph numbers, and the extracts.

Beside the agenda: which meeting an officer wishes for, what is drafted of an outcome, and who is away for one item.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.cases.models import Case
from casework.database import Base, UtcDateTime
from casework.people.models import Body, Person, Seat


class Meeting(Base):
    """A sitting of one body."""

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint("version > 0", name="version_is_counted_from_one"),
        CheckConstraint("state IN ('planned', 'closed')", name="state_is_known"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(200))
    creation_key: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  # SQLAlchemy's own
    body: Mapped[Body] = relationship(lazy="joined", innerjoin=True)


class Attendance(Base):
    """A seat's row at a meeting, there from the start; a later change of seats does not touch it."""

    __tablename__ = "attendances"
    __table_args__ = (
        UniqueConstraint("meeting_id", "seat_id"),
        CheckConstraint("serving_for_id IS NULL OR present", name="who_serves_is_present"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    present: Mapped[bool]
    serving_for_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])
    serving_for: Mapped[Person | None] = relationship(lazy="joined", foreign_keys=[serving_for_id])
    seat: Mapped[Seat] = relationship(viewonly=True)


class AgendaItem(Base):
    """A case on the agenda of a meeting. It has an outcome, was taken off, or waits."""

    __tablename__ = "agenda_items"
    __table_args__ = (
        CheckConstraint("version > 0", name="version_is_counted_from_one"),
        CheckConstraint("NOT (outcome IS NOT NULL AND taken_off_at IS NOT NULL)", name="not_decided_and_taken_off"),
        # a case waits on one agenda at a time
        Index(
            "uq_agenda_items_one_open_item_a_case",
            "case_id",
            unique=True,
            sqlite_where=text("outcome IS NULL AND taken_off_at IS NULL"),
            postgresql_where=text("outcome IS NULL AND taken_off_at IS NULL"),
        ),
        # nor do two items stand in one place
        Index(
            "uq_agenda_items_one_item_a_place",
            "meeting_id",
            "position",
            unique=True,
            sqlite_where=text("taken_off_at IS NULL"),
            postgresql_where=text("taken_off_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    position: Mapped[int]
    outcome: Mapped[str | None] = mapped_column(String(30))
    taken_off_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy's own name and shape
    meeting: Mapped[Meeting] = relationship(lazy="joined", innerjoin=True)
    case: Mapped[Case] = relationship(lazy="joined", innerjoin=True)
    decision: Mapped["Decision | None"] = relationship(back_populates="item", uselist=False)


class Decision(Base):
    """What a body decided on an item: append-only, with its paragraph number and the text's content hash."""

    __tablename__ = "decisions"
    __table_args__ = (
        UniqueConstraint("item_id"),
        UniqueConstraint("body_id", "paragraph_year", "paragraph"),
        CheckConstraint("paragraph > 0", name="paragraph_is_counted_from_one"),
        CheckConstraint("serving >= quorum AND quorum > 0", name="decided_by_a_quorate_body"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    paragraph: Mapped[int]
    paragraph_year: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(30))
    points: Mapped[list[str]] = mapped_column(JSON)
    assignment: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    report_version_id: Mapped[int] = mapped_column(ForeignKey("report_versions.id"))
    report_hash: Mapped[str] = mapped_column(String(64))
    serving: Mapped[int]
    quorum: Mapped[int]
    present: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    disqualified: Mapped[list[dict[str, str]]] = mapped_column(JSON, server_default="[]")
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    item: Mapped[AgendaItem] = relationship(back_populates="decision")
    meeting: Mapped[Meeting] = relationship(lazy="joined", innerjoin=True, viewonly=True)


class MinutesExtract(Base):
    """A protokollsutdrag: the PDF of one decision, by its content hash.

    Its number is the paragraph's, which is unique per body: two authorities may have a body of the same short name.
    """

    __tablename__ = "minutes_extracts"
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    number: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_files.sha256"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint("length(number) > 0", name="has_a_number"),)
    decision: Mapped[Decision] = relationship(lazy="joined", innerjoin=True)


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
    meeting: Mapped[Meeting | None] = relationship(lazy="joined")


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


class ItemPresence(Base):
    """Where the roll does not hold for one item: who is disqualified, has left, or steps in for somebody.

    It may be taken back until the outcome is recorded; the row stays, and changes that once only (migration 0005).
    """

    __tablename__ = "item_presences"
    __table_args__ = (
        CheckConstraint("kind IN ('disqualified', 'away', 'serving')", name="kind_is_known"),
        CheckConstraint("(kind = 'serving') = (serving_for_id IS NOT NULL)", name="who_serves_serves_for_somebody"),
        CheckConstraint("(kind = 'disqualified') = (raised_by_id IS NOT NULL)", name="disqualification_is_raised"),
        CheckConstraint(
            "ground IN ('party', 'representative', 'supervision', 'other') = (kind = 'disqualified')",
            name="disqualification_has_its_ground",
        ),
        CheckConstraint("(taken_back_at IS NULL) = (taken_back_by_id IS NULL)", name="taken_back_by_somebody"),
        # one thing at a time holds of a person
        Index(
            "uq_item_presences_one_that_holds",
            "item_id",
            "person_id",
            unique=True,
            sqlite_where=text("taken_back_at IS NULL"),
            postgresql_where=text("taken_back_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[str] = mapped_column(String(20))
    ground: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    serving_for_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    noted_by: Mapped[Person] = relationship(foreign_keys=[noted_by_id])
