"""The condition of a decision (R-85): that other parties decide the same by a day; and what each of them answered."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.database import Base, UtcDateTime
from casework.meetings.models import Decision
from casework.people.models import Person

MET, FAILED = "met", "failed"
PENDING, ACCEPTED, OTHER_AMOUNT, DECLINED = "pending", "accepted", "other_amount", "declined"


class DecisionCondition(Base):
    """What a decision waits for: `parties`, in order, and the last day of their answers. One a decision.

    Without parties it is met at once. The database refuses every change but one: the outcome and its time, once.
    """

    __tablename__ = "decision_conditions"
    __table_args__ = (
        UniqueConstraint("decision_id"),
        CheckConstraint("outcome IN ('met', 'failed')", name="outcome_is_known"),
        CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="settled_has_its_time"),
        CheckConstraint("due IS NOT NULL OR outcome IS NOT NULL", name="waits_until_a_day"),
        Index(
            "ix_decision_conditions_waiting",
            "due",
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    parties: Mapped[list[str]] = mapped_column(JSON)
    due: Mapped[date | None]
    text: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(10))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision: Mapped[Decision] = relationship(lazy="joined", innerjoin=True)


class PartyAnswer(Base):
    """What is known of a party's decision, as somebody recorded it: append-only, the newest of a party counts.

    `number` counts the party's answers, so that a form knows which one its reader saw.
    """

    __tablename__ = "party_answers"
    __table_args__ = (
        UniqueConstraint("condition_id", "party", "number"),
        CheckConstraint("length(party) > 0", name="names_its_party"),
        CheckConstraint("number > 0", name="number_is_counted_from_one"),
        CheckConstraint("status IN ('pending', 'accepted', 'other_amount', 'declined')", name="status_is_known"),
        CheckConstraint("(status = 'other_amount') = (amount IS NOT NULL)", name="another_amount_is_told"),
        CheckConstraint("amount >= 0", name="amount_is_not_below_nought"),
        CheckConstraint("(status = 'pending') = (decided_on IS NULL)", name="decided_has_its_day"),
        CheckConstraint("expected_on IS NULL OR status = 'pending'", name="expected_only_while_pending"),
        CheckConstraint("status <> 'pending' OR length(note) > 0", name="pending_says_why"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    condition_id: Mapped[int] = mapped_column(ForeignKey("decision_conditions.id"))
    party: Mapped[str] = mapped_column(Text)
    number: Mapped[int]
    status: Mapped[str] = mapped_column(String(20))
    amount: Mapped[int | None] = mapped_column(BigInteger)
    decided_on: Mapped[date | None]
    expected_on: Mapped[date | None]
    document: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
