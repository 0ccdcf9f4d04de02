"""What was sent, to whom, by which channel, with what result. These rows are the truth about dispatch."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.database import Base, UtcDateTime

DECISION = "decision"  # to the distribution list, with its extract
NOTICE = "notice"  # to somebody of the house, about what waits for him or happened; never among the case's deliveries
CONDITION = "condition"  # to the distribution list: whether the condition of a decision was met


class Dispatch(Base):
    """One occasion: the message that goes to every recipient, frozen with its attachment's hash.

    `thread` is a Message-ID that no message has: what answers it is shown together by mail programs.
    """

    __tablename__ = "dispatches"
    __table_args__ = (
        CheckConstraint("length(subject) > 0", name="has_a_subject"),
        CheckConstraint("purpose IN ('decision', 'notice', 'condition')", name="purpose_is_known"),
        CheckConstraint("purpose <> 'decision' OR file_sha256 IS NOT NULL", name="decision_has_its_extract"),
        CheckConstraint("(file_sha256 IS NULL) = (file_name IS NULL)", name="file_has_its_name"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20), default=DECISION)
    sender: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(700))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    file_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_files.sha256"))
    file_name: Mapped[str | None] = mapped_column(String(200))
    thread: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Delivery(Base):
    """One recipient's message. `message_id` is fixed at birth, so that a retry is recognised by who got the first."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("dispatch_id", "position"),
        CheckConstraint(
            "state IN ('held', 'queued', 'sending', 'sent', 'deferred', 'failed')",
            name="state_is_in_the_table",
        ),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_its_time"),
        CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="sending_has_a_lease"),
        CheckConstraint("attempts >= 0", name="attempts_are_counted"),
        Index("ix_deliveries_due", "state", "next_at", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    dispatch_id: Mapped[int] = mapped_column(ForeignKey("dispatches.id"), index=True)
    position: Mapped[int]
    recipient: Mapped[str] = mapped_column(String(200))
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(254))
    deadline: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(20))
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_token: Mapped[str] = mapped_column(String(40), default="")
    last_error: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dispatch: Mapped[Dispatch] = relationship(lazy="joined", innerjoin=True)


class DeliveryAttempt(Base):
    """One try and its outcome: append-only."""

    __tablename__ = "delivery_attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(Text)
