"""Appeals with their steps and files, the confirmations that a decision is final, and the days that were told of.

Who appeals is personal data: it stands here, is read through queries.visible_to, and goes nowhere else.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.database import Base, UtcDateTime
from casework.delegation.models import DelegatedDecision
from casework.law.appeals import LEGALITY_REVIEW
from casework.meetings.models import Decision
from casework.people.models import Body, Person

SETTLED = "settled"
OF_ONE = "(decision_id IS NULL) <> (delegated_id IS NULL)"
STANDS = text("lapsed_at IS NULL")


class Appeal(Base):
    """An appeal of a paragraph or of a decision by delegation; workflows/procedures/appeal.py has its states.

    `received_on`: the day on which it came in by law (FL 22 §). `verdict`, `forward_to` and `last_day` are as
    law.appeals.judge said when it was registered, and are judged once more only where it came to the wrong place.
    `told_on`: when who appeals was told of the decision; `told_how`: rightly how to appeal (administrative appeal).
    `corrected_on`: when the authority changed its own decision. `outcome` to `court_number`: how it was last judged;
    `settled_on`: from when that stands. `state` moves only in operations.take.
    """

    __tablename__ = "appeals"
    __table_args__ = (
        CheckConstraint(OF_ONE, name="is_of_one_decision"),
        CheckConstraint("length(appellant) > 0 AND length(matter) > 0", name="says_who_and_what"),
        CheckConstraint("place IN ('authority', 'instance', 'elsewhere')", name="place_is_known"),
        CheckConstraint("verdict IN ('in_time', 'late', 'wrong_place', 'not_appealable')", name="verdict_is_known"),
        CheckConstraint("verdict <> 'late' OR last_day IS NOT NULL", name="late_after_a_day"),
        CheckConstraint("state IN ('received', 'forwarded', 'judged', 'settled')", name="state_is_in_the_table"),
        CheckConstraint("stay IN ('', 'asked', 'granted', 'refused', 'ended')", name="stay_is_known"),
        CheckConstraint("(outcome = '') = (judged_on IS NULL)", name="judged_with_an_outcome"),
        CheckConstraint("(state = 'settled') = (settled_on IS NOT NULL)", name="settled_on_a_day"),
        CheckConstraint("state NOT IN ('judged', 'settled') OR outcome <> ''", name="judged_has_its_outcome"),
        CheckConstraint("version > 0", name="version_is_counted_from_one"),
        Index("ix_appeals_open", "authority_id", "received_on", sqlite_where=text("state <> 'settled'"),
              postgresql_where=text("state <> 'settled'")),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), index=True)
    delegated_id: Mapped[int | None] = mapped_column(ForeignKey("delegated_decisions.id"), index=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    route: Mapped[str] = mapped_column(String(30), default=LEGALITY_REVIEW)
    appellant: Mapped[str] = mapped_column(String(200))
    matter: Mapped[str] = mapped_column(Text)
    received_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(20))
    told_on: Mapped[date | None]
    told_how: Mapped[bool]
    last_day: Mapped[date | None]
    verdict: Mapped[str] = mapped_column(String(20))
    forward_to: Mapped[str] = mapped_column(String(20))
    registered_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column()
    stay: Mapped[str] = mapped_column(String(20), default="")
    corrected_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(String(30), default="")
    judged_on: Mapped[date | None]
    judged_by: Mapped[str] = mapped_column(String(200), default="")
    court_number: Mapped[str] = mapped_column(String(60), default="")
    settled_on: Mapped[date | None]
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012  # SQLAlchemy's own
    body: Mapped[Body] = relationship(lazy="joined", innerjoin=True)
    decision: Mapped[Decision | None] = relationship()
    delegated: Mapped[DelegatedDecision | None] = relationship()
    registered_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    @property
    def is_open(self) -> bool:
        """Whether it is not settled for good, so that nothing of the decision is final."""
        return self.state != SETTLED

    @property
    def is_stayed(self) -> bool:
        """Whether the decision may not be executed while the appeal is tried."""
        return self.is_open and self.stay == "granted"


class AppealEvent(Base):
    """One step of an appeal, with what was noted at it: append-only.

    `day`: on which it happened outside. `whom`, `number` and `outcome`: as the step asks. `told`: in words.
    """

    __tablename__ = "appeal_events"
    __table_args__ = (CheckConstraint("length(step) > 0", name="names_its_step"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id"), index=True)
    step: Mapped[str] = mapped_column(String(30))
    from_state: Mapped[str | None] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    day: Mapped[date]
    whom: Mapped[str] = mapped_column(String(200), default="")
    number: Mapped[str] = mapped_column(String(60), default="")
    outcome: Mapped[str] = mapped_column(String(30), default="")
    told: Mapped[str] = mapped_column(Text, default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[Person | None] = relationship(lazy="joined")


class AppealFile(Base):
    """A file of an appeal, such as the letter, the statement or the judgment: append-only, read as the appeal is."""

    __tablename__ = "appeal_files"
    __table_args__ = (
        UniqueConstraint("appeal_id", "sha256", "name"),
        CheckConstraint("length(name) > 0", name="has_a_name"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeals.id"))
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_files.sha256"))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FinalDecision(Base):
    """That a decision is final, from which day, and what the court answered: confirmed by a person, never by a day.

    It falls with an appeal that is registered afterwards (`lapsed_at`, `lapsed_by_id`, once); then it may be confirmed
    anew when that is settled. `last_day`: the last to appeal, as it was when it was confirmed.
    """

    __tablename__ = "final_decisions"
    __table_args__ = (
        CheckConstraint(OF_ONE, name="is_of_one_decision"),
        CheckConstraint("final_on > last_day", name="final_after_the_last_day"),
        CheckConstraint("answered_on > last_day", name="asked_after_the_last_day"),
        CheckConstraint("length(asked) > 0 AND length(answer) > 0", name="says_whom_and_what"),
        CheckConstraint("(lapsed_at IS NULL) = (lapsed_by_id IS NULL)", name="lapsed_by_an_appeal"),
        Index("uq_final_decisions_one_of_a_paragraph", "decision_id", unique=True, sqlite_where=STANDS,
              postgresql_where=STANDS),
        Index("uq_final_decisions_one_of_a_delegated", "delegated_id", unique=True, sqlite_where=STANDS,
              postgresql_where=STANDS),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    delegated_id: Mapped[int | None] = mapped_column(ForeignKey("delegated_decisions.id"))
    last_day: Mapped[date]
    final_on: Mapped[date]
    asked: Mapped[str] = mapped_column(String(200))
    answered_on: Mapped[date]
    answer: Mapped[str] = mapped_column(Text)
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lapsed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lapsed_by_id: Mapped[int | None] = mapped_column(ForeignKey("appeals.id"))
    confirmed_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class FinalityTold(Base):
    """That the day on which decisions may have become final was told of, once for each such day: append-only.

    Of the minutes with their paragraphs, or of one decision by delegation. A gap in the notice gives another day.
    """

    __tablename__ = "finality_told"
    __table_args__ = (
        CheckConstraint("(minutes_id IS NULL) <> (delegated_id IS NULL)", name="is_of_one"),
        UniqueConstraint("minutes_id", "earliest_on"),
        UniqueConstraint("delegated_id", "earliest_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int | None] = mapped_column(ForeignKey("minutes.id"))
    delegated_id: Mapped[int | None] = mapped_column(ForeignKey("delegated_decisions.id"))
    earliest_on: Mapped[date]
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
