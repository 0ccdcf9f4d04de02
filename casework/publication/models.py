"""Notices on the notice board, when each of them stood there, what happened to them, and the proof of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.database import Base, UtcDateTime
from casework.minutes.models import CORRECTION, IMMEDIATE, REGULAR
from casework.people.models import Authority, Body, Person

DELEGATED = "delegated"
KINDS = (REGULAR, IMMEDIATE, CORRECTION, DELEGATED)
"""What a notice tells of: a kind of minutes that are approved, or a decision by delegation with minutes of its own."""


class NoticeBoard(Base):
    """What an authority's notices say of where its minutes are kept, and who tries its decisions (R-108, R-111).

    `kept_at`: where the minutes are and whom to ask. `court`: the administrative court to which one appeals.
    """

    __tablename__ = "notice_boards"
    __table_args__ = (
        CheckConstraint("length(kept_at) > 0 AND length(court) > 0", name="says_where_and_to_whom"),
        CheckConstraint("version > 0", name="version_is_counted_from_one"),
    )
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"), primary_key=True)
    kept_at: Mapped[str] = mapped_column(Text)
    court: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  # SQLAlchemy's own


class NoticeBoardPosting(Base):
    """A notice of approved minutes or of a decision by delegation; workflows/procedures/posting.py has its states.

    `met_on`: the day of the meeting, or of the decision. `number`: of a decision by delegation, else "". What stood on
    the board, from when to when, is told by its stretches.
    """

    __tablename__ = "notice_board_postings"
    __table_args__ = (
        CheckConstraint("(minutes_id IS NULL) <> (delegated_id IS NULL)", name="is_of_one_thing"),
        CheckConstraint(f"kind IN {KINDS}", name="kind_is_known"),
        CheckConstraint("(kind = 'delegated') = (delegated_id IS NOT NULL)", name="kind_is_of_the_thing"),
        CheckConstraint("state IN ('posted', 'down_early', 'expired')", name="state_is_in_the_table"),
        CheckConstraint("version > 0", name="version_is_counted_from_one"),
        Index("ix_notice_board_postings_standing", "state", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    minutes_id: Mapped[int | None] = mapped_column(ForeignKey("minutes.id"), unique=True)
    delegated_id: Mapped[int | None] = mapped_column(ForeignKey("delegated_decisions.id"), unique=True)
    met_on: Mapped[date]
    number: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  # SQLAlchemy's own
    body: Mapped[Body] = relationship(lazy="joined", innerjoin=True)
    stretches: Mapped[list["PostingStretch"]] = relationship(lazy="selectin", order_by="PostingStretch.id")
    certificate: Mapped["PostingCertificate | None"] = relationship(lazy="joined")

    @property
    def newest(self) -> "PostingStretch":
        """What stands there now, or stood there last."""
        return self.stretches[-1]


class PostingStretch(Base):
    """A time during which the notice stood on one board, with the words that stood there, and their hash.

    `until` and `cause` are set once: it was taken down early, or its period had run out. A joint committee's notice has
    a stretch on the board of each of its authorities (KL 9:32, R-115).
    """

    __tablename__ = "posting_stretches"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_begins"),
        CheckConstraint("(until IS NULL) = (cause = '')", name="ended_by_a_cause"),
        CheckConstraint("cause IN ('', 'early', 'expired')", name="cause_is_known"),
        CheckConstraint("length(content_hash) = 64", name="content_hash_is_sha256"),
        Index(
            "uq_posting_stretches_one_that_lasts",
            "posting_id",
            "board_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    posting_id: Mapped[int] = mapped_column(ForeignKey("notice_board_postings.id"), index=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cause: Mapped[str] = mapped_column(String(20), default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
    board: Mapped[Authority] = relationship(lazy="joined", innerjoin=True)


class PostingEvent(Base):
    """A step that a notice took: who, when, from which state to which, and why. Append-only."""

    __tablename__ = "posting_events"
    id: Mapped[int] = mapped_column(primary_key=True)
    posting_id: Mapped[int] = mapped_column(ForeignKey("notice_board_postings.id"), index=True)
    step: Mapped[str] = mapped_column(String(30))
    from_state: Mapped[str] = mapped_column(String(20), default="")
    to_state: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[Person | None] = relationship(lazy="joined")


class PostingObservation(Base):
    """That somebody looked for the notice on a day, and whether it stood there unchanged (R-109). Append-only.

    The worker looks once a day, and again on a day when it was not there. A person answers for a day on which the
    worker has not seen it: `note` says how he knows that it stood there.
    """

    __tablename__ = "posting_observations"
    __table_args__ = (
        CheckConstraint("(observed_by_id IS NULL) = (note = '')", name="a_person_says_how_he_knows"),
        CheckConstraint("seen OR observed_by_id IS NULL", name="a_person_has_seen_it"),
        Index(
            "uq_posting_observations_once_a_day",
            "posting_id",
            "day",
            "seen",
            unique=True,
            sqlite_where=text("observed_by_id IS NULL"),
            postgresql_where=text("observed_by_id IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    posting_id: Mapped[int] = mapped_column(ForeignKey("notice_board_postings.id"), index=True)
    day: Mapped[date]
    seen: Mapped[bool]
    note: Mapped[str] = mapped_column(Text, default="")
    observed_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    observed_by: Mapped[Person | None] = relationship(lazy="joined")


class PostingCertificate(Base):
    """The proof that the notice stood there (bevis om anslag, R-110): a kept PDF. Append-only."""

    __tablename__ = "posting_certificates"
    __table_args__ = (UniqueConstraint("posting_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    posting_id: Mapped[int] = mapped_column(ForeignKey("notice_board_postings.id"))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_files.sha256"))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
