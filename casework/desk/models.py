"""Notices to a person: your case was returned, listed, decided, commented."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.cases.models import CaseEvent
from casework.database import Base, UtcDateTime

STEP = "step"


class Notice(Base):
    """Something that happened in a case and that a person has not been told of yet, until he has seen it.

    A step (`kind` STEP) is told by its event; anything else, such as a comment, by a sentence of its own.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("person_id", "event_id"),
        CheckConstraint("(event_id IS NOT NULL) <> (text <> '')", name="event_or_text"),
        CheckConstraint("length(kind) > 0", name="says_its_kind"),
        Index("ix_notices_unseen", "person_id", "seen_at", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(20), default=STEP)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("case_events.id"))
    text: Mapped[str] = mapped_column(Text, default="")
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    event: Mapped[CaseEvent | None] = relationship(lazy="joined")
