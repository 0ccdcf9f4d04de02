"""In which paragraph a body was told of a decision that was taken for it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.database import Base, UtcDateTime
from casework.delegation.models import DelegatedDecision


class DelegationReport(Base):
    """A decision by delegation was reported in the paragraph `decision_id` (KL 6:40, R-123). Append-only, once each.

    `line`: how the minutes tell it, in the words of that day.
    """

    __tablename__ = "delegation_reports"
    __table_args__ = (UniqueConstraint("delegated_id"), CheckConstraint("length(line) > 0", name="has_its_line"))
    id: Mapped[int] = mapped_column(primary_key=True)
    delegated_id: Mapped[int] = mapped_column(ForeignKey("delegated_decisions.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), index=True)
    line: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    delegated: Mapped[DelegatedDecision] = relationship(lazy="joined", innerjoin=True)
