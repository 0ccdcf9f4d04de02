"""Minutes, the prose in them, their frozen renditions, who signs, what was signed, and what was said of them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.database import Base, UtcDateTime
from casework.meetings.models import Decision, Meeting
from casework.people.models import Person

REGULAR, IMMEDIATE, CORRECTION = KINDS = ("regular", "immediate", "correction")
"""All paragraphs that are not approved at once; some that are; a slip in what is approved already (R-107, R-134)."""

COMMENT, REFUSAL, NOTED, MATERIAL = REMARKS = ("comment", "refusal", "noted", "material")
"""A word about the draft; he does not sign; he does not agree on the words; nor on what was decided (R-105)."""


class Minutes(Base):
    """What is approved at one time, with clocks of its own; workflows/procedures/minutes.py has its states.

    `corrects_id` and `correction`: of a correction the paragraph and the words that are put right. `last_day`: until
    when the signers are asked to sign. `late_reason`: why that is after the law's day. `begun_by_id`: who handed it
    over for approval, and signs as secretary. `sha256`: the kept PDF of what is approved.
    """

    __tablename__ = "minutes"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind_is_known"),
        CheckConstraint("state IN ('draft', 'approving', 'approved', 'dropped')", name="state_is_in_the_table"),
        CheckConstraint("version > 0", name="version_is_counted_from_one"),
        CheckConstraint("(kind = 'correction') = (corrects_id IS NOT NULL)", name="a_correction_corrects"),
        CheckConstraint("(kind = 'correction') = (length(correction) > 0)", name="a_correction_says_what"),
        CheckConstraint("(state = 'approved') = (approved_at IS NOT NULL)", name="approved_has_its_time"),
        CheckConstraint("(state = 'approved') = (sha256 IS NOT NULL)", name="approved_has_its_file"),
        CheckConstraint("state NOT IN ('approving', 'approved') OR begun_by_id IS NOT NULL", name="begun_by_somebody"),
        Index(
            "uq_minutes_one_regular_a_meeting",
            "meeting_id",
            unique=True,
            sqlite_where=text("kind = 'regular'"),
            postgresql_where=text("kind = 'regular'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column()
    key: Mapped[str] = mapped_column(String(64), unique=True)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), index=True)
    correction: Mapped[str] = mapped_column(Text, default="")
    last_day: Mapped[date | None]
    late_reason: Mapped[str] = mapped_column(Text, default="")
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_files.sha256"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  # SQLAlchemy's own
    meeting: Mapped[Meeting] = relationship(lazy="joined", innerjoin=True)
    corrects: Mapped[Decision | None] = relationship(foreign_keys=[corrects_id])


class MinutesParagraph(Base):
    """A paragraph in the minutes in which it is approved; in those and no others (R-102). Append-only.

    Of regular minutes the rows are made when they are approved; of immediate ones when their approval begins.
    """

    __tablename__ = "minutes_paragraphs"
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)


class MinutesText(Base):
    """The secretary's prose at one `place`: "opening", or a decision's id. Append-only: the newest version counts."""

    __tablename__ = "minutes_texts"
    __table_args__ = (
        UniqueConstraint("meeting_id", "place", "version"),
        CheckConstraint("version > 0", name="version_is_counted_from_one"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    place: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class MinutesRendition(Base):
    """The minutes as they were shown for signing: every word, and the hash over it. Append-only; the newest counts."""

    __tablename__ = "minutes_renditions"
    __table_args__ = (
        UniqueConstraint("minutes_id", "number"),
        CheckConstraint("number > 0", name="number_is_counted_from_one"),
        CheckConstraint("length(content_hash) = 64", name="content_hash_is_sha256"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
    why: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MinutesSigner(Base):
    """Who is to approve the minutes of a meeting beside who led it (justerare), until somebody is chosen instead.

    `ended_at` and `ended_reason` are set once. A paragraph that is approved at once has its own (ImmediateApproval).
    """

    __tablename__ = "minutes_signers"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_reason = '')", name="ended_for_a_reason"),
        Index(
            "uq_minutes_signers_once",
            "meeting_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    chosen_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_reason: Mapped[str] = mapped_column(Text, default="")
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])


class MinutesSignature(Base):
    """That a person approves the rendition: on its hash, at a time, confirmed by a method (R-106). Append-only.

    It stands while its rendition is the newest; a change voids it, and it stays as history.
    """

    __tablename__ = "minutes_signatures"
    __table_args__ = (
        UniqueConstraint("rendition_id", "person_id"),
        CheckConstraint("role IN ('chair', 'approver', 'secretary')", name="role_signs"),
        CheckConstraint("length(method) > 0", name="confirmed_in_a_way"),
        CheckConstraint("length(content_hash) = 64", name="content_hash_is_sha256"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    rendition_id: Mapped[int] = mapped_column(ForeignKey("minutes_renditions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    method: Mapped[str] = mapped_column(String(40))
    content_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class MinutesRemark(Base):
    """What somebody says of the minutes, of one paragraph or all; the secretary answers it once."""

    __tablename__ = "minutes_remarks"
    __table_args__ = (
        CheckConstraint(f"kind IN {REMARKS}", name="kind_is_known"),
        CheckConstraint("length(text) > 0", name="says_something"),
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_by_somebody"),
        CheckConstraint("(answered_at IS NULL) = (answer = '')", name="an_answer_says_something"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])


class MinutesEvent(Base):
    """A step that minutes took: who, when, from which state to which, and why. Append-only."""

    __tablename__ = "minutes_events"
    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"), index=True)
    step: Mapped[str] = mapped_column(String(30))
    from_state: Mapped[str] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class MinutesReminder(Base):
    """That somebody was reminded to sign before that last day: once. Append-only."""

    __tablename__ = "minutes_reminders"
    __table_args__ = (UniqueConstraint("minutes_id", "person_id", "last_day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    last_day: Mapped[date]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class DecisionRoute(Base):
    """How a decision is appealed, where a person has said so (R-114). Append-only: the newest counts.

    A word of law.appeals.ROUTES, and what the decision is: `nature` holds the names of law.appeals.Nature that are so.
    """

    __tablename__ = "decision_routes"
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    route: Mapped[str] = mapped_column(String(30))
    nature: Mapped[list[str]] = mapped_column(JSON)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
