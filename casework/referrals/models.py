"""Referrals: who was asked about which version of a report, what happened with it, the answer, and its hidden draft."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.cases.models import Case, ReportVersion
from casework.database import Base, UtcDateTime
from casework.people.models import Person

REFERRAL, SURVEY, INTERVIEW = "referral", "survey", "interview"
KINDS = (REFERRAL, SURVEY, INTERVIEW)
OPEN = ("asked", "drafting")
"""Where an answer is waited for (workflows/procedures/referral.py)."""

_IS_OPEN = text("state IN ('asked', 'drafting')")


class Referral(Base):
    """One addressee asked in a case; those that were asked at once have one `creation_key`.

    Asked is a body, a person with an account, or an outside party (`channel` and `address` then say how it is reached).
    The report version, its content hash and the `papers` (ids of attachments) are as they were when it was sent, and so
    is every word of the question; the database refuses every change but of state, last day and what was told
    (migration 0019_referrals). `state` moves only in operations.take, which counts `version`; a reminder does not.
    A survey or an interview is of no version of the report.
    """

    __tablename__ = "referrals"
    __table_args__ = (
        UniqueConstraint("creation_key", "position"),
        CheckConstraint("kind IN ('referral', 'survey', 'interview')", name="kind_is_known"),
        CheckConstraint(
            "state IN ('asked', 'drafting', 'answered', 'no_view', 'no_answer', 'withdrawn')",
            name="state_is_in_the_table",
        ),
        CheckConstraint("length(name) > 0 AND length(scope) > 0", name="says_who_and_what"),
        CheckConstraint("body_id IS NULL OR person_id IS NULL", name="has_one_addressee"),
        CheckConstraint(
            "kind <> 'referral' OR (due IS NOT NULL AND report_version_id IS NOT NULL AND length(report_hash) = 64)",
            name="asks_about_a_text_by_a_day",
        ),
        CheckConstraint(
            "(kind = 'referral' AND body_id IS NULL AND person_id IS NULL) = (length(address) > 0)",
            name="outside_is_reached",
        ),
        CheckConstraint("version > 0", name="version_is_counted_from_one"),
        Index("ix_referrals_open", "due", sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    creation_key: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(254))
    scope: Mapped[str] = mapped_column(Text)
    report_version_id: Mapped[int | None] = mapped_column(ForeignKey("report_versions.id"))
    report_hash: Mapped[str] = mapped_column(String(64))
    papers: Mapped[list[int]] = mapped_column(JSON)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column()
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    overdue_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  # SQLAlchemy's own

    case: Mapped[Case] = relationship(lazy="joined", innerjoin=True)
    report: Mapped[ReportVersion | None] = relationship()
    asked_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[asked_by_id])
    answer: Mapped["ReferralAnswer | None"] = relationship(lazy="joined", viewonly=True)

    @property
    def is_open(self) -> bool:
        """Whether an answer is waited for."""
        return self.state in OPEN

    @property
    def is_outside(self) -> bool:
        """Whether nobody of the house was asked, so that an officer records what came."""
        return self.body_id is None and self.person_id is None

    def is_overdue(self, today: date) -> bool:
        """Whether an answer is waited for although the last day has passed."""
        return self.is_open and self.due is not None and self.due < today

    @property
    def answered_late(self) -> bool:
        """Whether the answer came after the last day."""
        return self.answer is not None and self.due is not None and self.answer.received_on > self.due


class ReferralEvent(Base):
    """One step taken with a referral: append-only. `due`: the new last day that it gave."""

    __tablename__ = "referral_events"
    __table_args__ = (CheckConstraint("length(step) > 0", name="names_its_step"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referrals.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    step: Mapped[str] = mapped_column(String(60))
    from_state: Mapped[str | None] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text)
    due: Mapped[date | None]
    actor: Mapped[Person | None] = relationship(lazy="joined")


class ReferralAnswer(Base):
    """What was answered, once: append-only. `received_on`: the day it came, or on which an interview was held."""

    __tablename__ = "referral_answers"
    __table_args__ = (
        UniqueConstraint("referral_id"),
        CheckConstraint("no_view OR length(text) > 0 OR sha256 IS NOT NULL", name="says_something"),
        CheckConstraint(
            "(sha256 IS NULL) = (length(file_name) = 0) AND (sha256 IS NULL) = (length(media_type) = 0)",
            name="file_has_its_name",
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referrals.id"))
    no_view: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_files.sha256"))
    file_name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    received_on: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class ReferralDraft(Base):
    """An answer that is being written: only who was asked ever sees it. It is gone when the answer is given."""

    __tablename__ = "referral_drafts"
    referral_id: Mapped[int] = mapped_column(ForeignKey("referrals.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
