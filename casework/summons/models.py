"""The agenda as each summons froze it, the letters that went out, the answers, the substitutes called, the packets."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.database import Base, UtcDateTime
from casework.people.models import Person

ANSWERS = ("yes", "no", "remote")
LETTERS = ("summons", "reminder", "call", "withdrawal", "cancellation")


class Summons(Base):
    """One summons (kallelse) with the agenda as it stood then: append-only. Every number after the first supplements.

    `agenda` and `recipients` are what `freezing` makes; `content_hash` is the agenda's, `sha256` and `calendar_sha256`
    the kept PDF and calendar file. `latest_day`: when it should have gone by the rules of that day. `late_reason`: why
    it was sent after that; `urgent_reason`: why matters were added to an assembly's agenda later than a week before.
    """

    __tablename__ = "summonses"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        CheckConstraint("number > 0", name="number_is_counted_from_one"),
        CheckConstraint("length(content_hash) = 64", name="content_hash_is_sha256"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    number: Mapped[int]
    agenda: Mapped[dict[str, Any]] = mapped_column(JSON)
    recipients: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_files.sha256"))
    calendar_sha256: Mapped[str] = mapped_column(ForeignKey("stored_files.sha256"))
    latest_day: Mapped[date | None]
    late_reason: Mapped[str] = mapped_column(Text, default="")
    urgent_reason: Mapped[str] = mapped_column(Text, default="")
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    issued_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)

    @property
    def is_supplement(self) -> bool:
        """Whether it changes an agenda that was sent before."""
        return self.number > 1


class SummonsLetter(Base):
    """What of the dispatch room's belongs to a meeting, and to which of its summonses: append-only."""

    __tablename__ = "summons_letters"
    __table_args__ = (
        CheckConstraint(f"kind IN {LETTERS}", name="kind_is_known"),
        # members are reminded of a summons once
        Index(
            "uq_summons_letters_one_reminder",
            "summons_id",
            unique=True,
            sqlite_where=text("kind = 'reminder'"),
            postgresql_where=text("kind = 'reminder'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    summons_id: Mapped[int] = mapped_column(ForeignKey("summonses.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    dispatch_id: Mapped[int] = mapped_column(ForeignKey("dispatches.id"), unique=True)


class SummonsAnswer(Base):
    """Whether a person comes to the meeting: append-only, the newest counts. `given_by_id`: who said or noted it."""

    __tablename__ = "summons_answers"
    __table_args__ = (
        CheckConstraint(f"answer IN {ANSWERS}", name="answer_is_known"),
        Index("ix_summons_answers_newest", "meeting_id", "person_id", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    answer: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))


class SubstituteCall(Base):
    """A substitute is called to serve for a member who does not come. His answer is his newest SummonsAnswer.

    It is ended once: he declined, or the member comes after all (migration: every other change is refused).
    """

    __tablename__ = "substitute_calls"
    __table_args__ = (
        CheckConstraint("person_id <> for_person_id", name="serves_for_another"),
        CheckConstraint("(ended_at IS NULL) = (ended_as = '')", name="ended_as_something"),
        CheckConstraint("ended_as IN ('', 'declined', 'withdrawn')", name="end_is_known"),
        *(
            Index(
                f"uq_substitute_calls_one_{name}",
                "meeting_id",
                column,
                unique=True,
                sqlite_where=text("ended_at IS NULL"),
                postgresql_where=text("ended_at IS NULL"),
            )
            for name, column in (("at_a_time", "person_id"), ("for_a_member", "for_person_id"))
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    for_person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    called_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_as: Mapped[str] = mapped_column(String(20), default="")
    person: Mapped[Person] = relationship(lazy="joined", foreign_keys=[person_id])  # the desk joins it outerly
    for_person: Mapped[Person] = relationship(lazy="joined", foreign_keys=[for_person_id])


class Packet(Base):
    """All papers of one summons in one PDF, made by the worker: how far it has come, and then the kept file."""

    __tablename__ = "summons_packets"
    __table_args__ = (
        UniqueConstraint("summons_id"),
        CheckConstraint("state IN ('queued', 'making', 'done', 'failed')", name="state_is_known"),
        CheckConstraint("(state = 'done') = (sha256 IS NOT NULL)", name="done_has_its_file"),
        CheckConstraint("(state = 'making') = (lease_until IS NOT NULL)", name="making_has_a_lease"),
        CheckConstraint("done >= 0 AND done <= total", name="done_is_part_of_the_total"),
        Index("ix_summons_packets_due", "state", "next_at", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    summons_id: Mapped[int] = mapped_column(ForeignKey("summonses.id"))
    state: Mapped[str] = mapped_column(String(20))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_token: Mapped[str] = mapped_column(String(40), default="")
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_files.sha256"))
    last_error: Mapped[str] = mapped_column(Text, default="")
