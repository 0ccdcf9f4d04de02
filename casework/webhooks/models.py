"""Which systems are told of what, and every message to them. These rows are the truth about what was sent."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.database import Base, UtcDateTime

STEP_TAKEN = "step_taken"
DELIVERY_FAILED = "delivery_failed"
EVENTS = (STEP_TAKEN, DELIVERY_FAILED)

ON = "on"
OFF = "off"  # it answered 410: it wants no more
REMOVED = "removed"


class WebhookEndpoint(Base):
    """A system that an administrator wants told. Its secret is derived from `salt` (signing.py) and stored nowhere.

    `rest_until`: it did not answer, and until then nothing more is tried, so that one that is silent holds up nobody.
    """

    __tablename__ = "webhook_endpoints"
    __table_args__ = (
        CheckConstraint("length(url) > 0", name="has_an_address"),
        CheckConstraint("status IN ('on', 'off', 'removed')", name="status_is_known"),
        CheckConstraint("length(salt) = 32", name="salt_is_whole"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"), index=True)
    url: Mapped[str] = mapped_column(String(500))
    events: Mapped[list[str]] = mapped_column(JSON)
    salt: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(20))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rest_until: Mapped[datetime] = mapped_column(UtcDateTime)


class WebhookMessage(Base):
    """One event on its way to one endpoint. Its id and body are fixed at birth: a retry is known by who got the first.

    Holds ids, numbers and states, never texts, names or addresses.
    """

    __tablename__ = "webhook_messages"
    __table_args__ = (
        CheckConstraint(
            "state IN ('queued', 'sending', 'delivered', 'deferred', 'failed')",
            name="state_is_in_the_table",
        ),
        CheckConstraint("(state = 'delivered') = (delivered_at IS NOT NULL)", name="delivered_has_its_time"),
        CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="sending_has_a_lease"),
        CheckConstraint("attempts >= 0", name="attempts_are_counted"),
        Index("ix_webhook_messages_due", "state", "next_at", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    endpoint_id: Mapped[int] = mapped_column(ForeignKey("webhook_endpoints.id"), index=True)
    message_id: Mapped[str] = mapped_column(String(40), unique=True)
    type: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(20))
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_token: Mapped[str] = mapped_column(String(40), default="")
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str] = mapped_column(Text, default="")
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    endpoint: Mapped[WebhookEndpoint] = relationship(lazy="joined", innerjoin=True)
