"""What was sent, to whom, by which channel, with what result. These rows are the truth about dispatch."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.database import Base, UtcDateTime

DECISION = "decision"  # to the distribution list, with its extract
NOTICE = "notice"  # to somebody of the house, about what waits for him or happened; never among the case's deliveries
CONDITION = "condition"  # to the distribution list: whether the condition of a decision was met
REFERRAL = "referral"  # to an outside party: the question, what it is about, and until when
SUMMONS = "summons"  # to the members of a body about a meeting of theirs; of no case


class Dispatch(Base):
    """One occasion: the message that goes to every recipient, frozen with the hash of its document.

    What else is enclosed are rows of DispatchFile.

    `thread` is a Message-ID that no message has: what answers it is shown together by mail programs. `unsubscribe` is
    the page where its reader chooses not to get such letters; "" for what nobody can decline.
    """

    __tablename__ = "dispatches"
    __table_args__ = (
        CheckConstraint("length(subject) > 0", name="has_a_subject"),
        CheckConstraint(
            "purpose IN ('decision', 'notice', 'condition', 'summons', 'referral')", name="purpose_is_known"
        ),
        CheckConstraint("purpose IN ('summons', 'notice') OR case_id IS NOT NULL", name="belongs_to_a_case"),
        CheckConstraint("purpose <> 'decision' OR file_sha256 IS NOT NULL", name="decision_has_its_extract"),
        CheckConstraint("(file_sha256 IS NULL) = (file_name IS NULL)", name="file_has_its_name"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20), default=DECISION)
    sender: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(700))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    file_sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_files.sha256"))
    file_name: Mapped[str | None] = mapped_column(String(200))
    thread: Mapped[str] = mapped_column(String(200), default="")
    reply_to: Mapped[str] = mapped_column(String(254), default="", server_default="")
    unsubscribe: Mapped[str] = mapped_column(String(300), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DispatchFile(Base):
    """A file that goes with a dispatch beside its document, such as the calendar file of a summons: append-only."""

    __tablename__ = "dispatch_files"
    __table_args__ = (
        UniqueConstraint("dispatch_id", "position"),
        CheckConstraint("length(name) > 0", name="has_a_name"),
        CheckConstraint("position > 0", name="position_is_counted_from_one"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    dispatch_id: Mapped[int] = mapped_column(ForeignKey("dispatches.id"))
    position: Mapped[int]
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_files.sha256"))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))


class Delivery(Base):
    """One recipient's copy, by its channel. The states are those of workflows/procedures/delivery.py.

    By mail, those of a dispatch who have one address share a letter, which names them all: `with_id` is the delivery
    that carries it, None where the delivery carries its own. They have one `message_id`, fixed at birth, so that a
    retry is recognised by who got the first, and they are moved together.

    `person_id`: who of the house is to read it, in the channel "internal". `handled_by_id` and `handled_at`: who said
    that it was posted (`posted_on` that day) or that he has read it.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("dispatch_id", "position"),
        CheckConstraint(
            "state IN ('held', 'queued', 'sending', 'sent', 'deferred', 'failed', 'bounced', 'posted', 'seen')",
            name="state_is_in_the_table",
        ),
        CheckConstraint("(state IN ('sent', 'bounced')) = (sent_at IS NOT NULL)", name="sent_has_its_time"),
        CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="sending_has_a_lease"),
        CheckConstraint("(state = 'posted') = (posted_on IS NOT NULL)", name="posted_has_its_day"),
        CheckConstraint(
            "(state IN ('posted', 'seen')) = (handled_at IS NOT NULL AND handled_by_id IS NOT NULL)",
            name="handled_by_somebody",
        ),
        CheckConstraint("attempts >= 0", name="attempts_are_counted"),
        Index("ix_deliveries_due", "state", "next_at", "id"),
        # one letter, one carrier: nobody else's has its Message-ID
        Index(
            "uq_deliveries_one_carrier_a_letter",
            "message_id",
            unique=True,
            sqlite_where=text("with_id IS NULL"),
            postgresql_where=text("with_id IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    dispatch_id: Mapped[int] = mapped_column(ForeignKey("dispatches.id"), index=True)
    position: Mapped[int]
    recipient: Mapped[str] = mapped_column(String(200))
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(254))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    deadline: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(20))
    message_id: Mapped[str] = mapped_column(String(200))
    with_id: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id"), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_token: Mapped[str] = mapped_column(String(40), default="")
    last_error: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    posted_on: Mapped[date | None]
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    dispatch: Mapped[Dispatch] = relationship(lazy="joined", innerjoin=True)


class DeliveryAttempt(Base):
    """One try and its outcome: append-only."""

    __tablename__ = "delivery_attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(Text)


class BounceReport(Base):
    """A mail server's word that it could not deliver after all (RFC 3464), as it came: append-only.

    `sha256` of the whole message: read twice, it counts once. `delivery_id`: the one that it is about; None where none
    of ours could be told.
    """

    __tablename__ = "bounce_reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    action: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(Text)
