"""Who asks for the word at an item of a meeting and when he got it, and who told of his own disqualification."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.database import Base, UtcDateTime
from casework.people.models import Person

WAITING = "given_at IS NULL AND ended_at IS NULL"
SPEAKING = "given_at IS NOT NULL AND ended_at IS NULL"


class Speaker(Base):
    """One who asked for the word at an item: `kind` is a point of order, a reply, or an ordinary turn.

    It ends once, by a cause: he has spoken, was struck from the list, or took his name off it himself.
    """

    __tablename__ = "meeting_speakers"
    __table_args__ = (
        CheckConstraint("kind IN ('order', 'reply', 'word')", name="kind_is_known"),
        CheckConstraint("(ended_at IS NULL) = (cause = '')", name="ended_by_a_cause"),
        CheckConstraint("cause IN ('', 'spoken', 'struck', 'withdrawn')", name="cause_is_known"),
        CheckConstraint("cause <> 'spoken' OR given_at IS NOT NULL", name="who_has_spoken_was_given_the_word"),
        # nobody waits twice in the same way, and one speaks at a time
        Index(
            "uq_meeting_speakers_waits_once",
            "item_id",
            "person_id",
            "kind",
            unique=True,
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
        Index(
            "uq_meeting_speakers_one_speaks",
            "item_id",
            unique=True,
            sqlite_where=text(SPEAKING),
            postgresql_where=text(SPEAKING),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[str] = mapped_column(String(10))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cause: Mapped[str] = mapped_column(String(10), default="")
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])


class Disclosure(Base):
    """A member's own word that he is disqualified from an item (KL 6:30): secretary and chair see it at once.

    It notes nothing by itself. They note it at the item (ItemPresence); what he no longer means, he takes back.
    """

    __tablename__ = "meeting_disclosures"
    __table_args__ = (
        Index(
            "uq_meeting_disclosures_one_that_holds",
            "item_id",
            "person_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    note: Mapped[str] = mapped_column(Text)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
