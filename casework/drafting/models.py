"""Templates of officer reports, and what is typed and not saved."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.database import Base, UtcDateTime
from casework.people.models import Authority, Body, Person


class ReportTemplate(Base):
    """One version of a template: of a body or of the whole authority, for one kind of ärende or for all.

    Never changed: a new version adds, and a report remembers by which one it was written. Its parts are kept as JSON,
    since they are read and written only as a whole, in order, and no query asks for one of them. `scope` names what
    it is for in one text, since a unique key takes no NULL: the versions of one scope are counted.
    """

    __tablename__ = "report_templates"
    __table_args__ = (
        UniqueConstraint("scope", "number"),
        CheckConstraint("number > 0", name="number_is_counted_from_one"),
        CheckConstraint("length(name) > 0", name="has_a_name"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"), index=True)
    scope: Mapped[str] = mapped_column(String(100))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    kind: Mapped[str] = mapped_column(String(60), default="")
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date]
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    authority: Mapped[Authority] = relationship(lazy="joined", innerjoin=True)
    body: Mapped[Body | None] = relationship(lazy="joined")
    made_by: Mapped[Person | None] = relationship(lazy="joined")


class UnsavedDraft(Base):
    """What one person has typed in one report and not saved; seen by nobody else, gone when saved or thrown away.

    `data` is the form as sent, in its order. `revision` tells two windows of one person apart: the one that is behind
    is refused. `base_version` is the case's version when the page was opened; 0 for a case that is not saved yet.
    """

    __tablename__ = "unsaved_drafts"
    __table_args__ = (
        UniqueConstraint("person_id", "case_id"),
        UniqueConstraint("person_id", "creation_key"),
        CheckConstraint("(case_id IS NULL) <> (creation_key IS NULL)", name="of_a_case_or_of_a_new_one"),
        CheckConstraint("revision > 0", name="revision_is_counted_from_one"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    creation_key: Mapped[str | None] = mapped_column(String(64))
    base_version: Mapped[int]
    revision: Mapped[int]
    data: Mapped[list[list[str]]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
