"""Notices to a person: your case was returned, listed, decided."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.cases.models import CaseEvent
from casework.database import Base, UtcDateTime


class Notice(Base):
    """An event of a case that a person has not been told of yet, until he has seen it."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("person_id", "event_id"),
        Index("ix_notices_unseen", "person_id", "seen_at", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("case_events.id"))
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    event: Mapped[CaseEvent] = relationship(lazy="joined", innerjoin=True)
