"""Ärenden: the case, its events, report versions, attachments, co-authors, recipients and bodies."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.database import Base, UtcDateTime
from casework.people.models import KNOWN_CHANNELS, Authority, Body, DirectoryFunction, Person


class Case(Base):
    """An ärende. `state` changes only in operations.take_step; `version` counts every change to case or report.

    `search_key` holds what it is found by (queries.search_key), since the databases fold only A to Z alike.
    `approved_hash` is the text that the review approved, `approved_by` who has approved it, level by level.
    No CHECK on kind or state: a new kind is one file. `casework workflows check` judges the stored pairs.
    """

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("authority_id", "number"),
        CheckConstraint("version > 0", name="version_is_counted_from_one"),
        CheckConstraint("length(number) > 0 AND length(title) > 0", name="has_number_and_title"),
        Index("ix_cases_inbox", "authority_id", "state", "updated_at", "id"),
        Index("ix_cases_latest", "authority_id", "updated_at", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    number: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(500))
    search_key: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column()
    origin: Mapped[str] = mapped_column(String(40))
    origin_sender: Mapped[str] = mapped_column(String(200), default="", server_default="")
    origin_received: Mapped[date | None]
    creation_key: Mapped[str] = mapped_column(String(64), unique=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    approved_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")
    approved_by: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy's own name and shape

    authority: Mapped[Authority] = relationship(lazy="joined", innerjoin=True)
    officer: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    body: Mapped[Body | None] = relationship(lazy="joined")


class ReportVersion(Base):
    """One saved version of the officer report; never changed. `content` has the shape of `report read`."""

    __tablename__ = "report_versions"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint("number > 0", name="number_is_counted_from_one"),
        CheckConstraint("length(content_hash) = 64", name="content_hash_is_sha256"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
    author_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Attachment(Base):
    """A bilaga of the case: a kept file under the name that is shown. A removed one is hidden; its row stays.

    The database refuses every other change of a row, and its deletion (migration 0002).
    """

    __tablename__ = "attachments"
    __table_args__ = (
        CheckConstraint("length(name) > 0", name="has_a_name"),
        CheckConstraint("size > 0", name="is_not_empty"),
        CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", name="removed_by_somebody"),
        # sent again after a lost connection it is there once
        Index(
            "uq_attachments_once_in_a_case",
            "case_id",
            "sha256",
            "name",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_files.sha256"))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    added_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[added_by_id])


class CaseAuthor(Base):
    """An officer who writes the report together with the case's own. Removed, his row stays as trace."""

    __tablename__ = "case_authors"
    __table_args__ = (
        CheckConstraint("(removed_at IS NULL) = (removed_by_id IS NULL)", name="removed_by_somebody"),
        Index(
            "uq_case_authors_once_in_a_case",
            "case_id",
            "person_id",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])
    added_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[added_by_id])


class CaseEvent(Base):
    """One step taken: append-only. `cases.state` is a convenience that these rows rebuild.

    `until`: the day to which it put the case aside. `body_id` is the body that had the case when the step was taken.
    """

    __tablename__ = "case_events"
    __table_args__ = (CheckConstraint("length(step) > 0", name="names_its_step"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    step: Mapped[str] = mapped_column(String(60))
    from_state: Mapped[str | None] = mapped_column(String(60))
    to_state: Mapped[str] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(Text, default="")
    until: Mapped[date | None]
    report_version_id: Mapped[int | None] = mapped_column(ForeignKey("report_versions.id"))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    actor: Mapped[Person | None] = relationship(lazy="joined", foreign_keys=[actor_id])
    on_behalf_of: Mapped[Person | None] = relationship(lazy="joined", foreign_keys=[on_behalf_of_id])
    body: Mapped[Body | None] = relationship(lazy="joined")


class Recipient(Base):
    """One on the distribution list. Its own address goes before the directory's, and so does its channel then."""

    __tablename__ = "recipients"
    __table_args__ = (
        UniqueConstraint("case_id", "position"),
        CheckConstraint("length(name) > 0", name="has_a_name"),
        CheckConstraint(f"channel IN {KNOWN_CHANNELS}", name="channel_is_known"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    own_channel: Mapped[str] = mapped_column("channel", String(20))
    own_address: Mapped[str] = mapped_column(String(254), default="")
    deadline: Mapped[date | None]
    function_id: Mapped[int | None] = mapped_column(ForeignKey("directory_functions.id"))
    function: Mapped[DirectoryFunction | None] = relationship(lazy="joined")

    @property
    def channel(self) -> str:
        """How a delivery would go today: as the directory says, where it gives the address."""
        return self.function.channel if self.function and not self.own_address else self.own_channel

    @property
    def address(self) -> str:
        """Where a delivery would go today; "" when nowhere."""
        return self.own_address or (self.function.address if self.function else "")


class Consultation(Base):
    """A body's part in a case: it prepares, decides or is consulted (OParl Consultation)."""

    __tablename__ = "consultations"
    __table_args__ = (
        CheckConstraint("role IN ('preparing', 'deciding', 'consulted')", name="role_is_one_of_the_three"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
