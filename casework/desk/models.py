"""Notices to a person: your case was returned, listed, decided."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.cases.models import Case
from casework.database import Base, UtcDateTime


class Notice(Base):
    """One sentence to one person about one case, until he has seen it."""

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint("length(step) > 0", name="names_its_step"),
        Index("ix_notices_unseen", "person_id", "seen_at", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    step: Mapped[str] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(Text, default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    case: Mapped[Case] = relationship(lazy="joined", innerjoin=True)
