"""Proposals at an item, the questions put on them, minorities that demand, and what members want in the minutes.

Nothing is deleted or rewritten (triggers of 0013): a proposal is withdrawn, a question answered, once. `ballots` holds
the votes.
"""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.database import Base, UtcDateTime
from casework.people.models import Person

WITHDRAWN = "withdrawn"


class Proposal(Base):
    """A yrkande by one who serves at the item. It lives until it is withdrawn, or the chair refuses to put it.

    `dropped_as`: "", WITHDRAWN, or the ground of the refusal (KL 5:57); the assembly may have one put all the same.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('approve', 'reject', 'change', 'addition', 'remit_back', 'defer', 'adjourn', 'candidate')",
            name="kind_is_known",
        ),
        CheckConstraint("kind NOT IN ('change', 'addition', 'candidate') OR length(text) > 0", name="says_what"),
        CheckConstraint(
            "kind <> 'remit_back' OR (length(reason) > 0 AND length(addressee) > 0)",
            name="remittal_is_reasoned_and_addressed",
        ),
        CheckConstraint("dropped_as IN ('', 'withdrawn', 'new_matter', 'unlawful')", name="dropped_for_a_known_reason"),
        CheckConstraint(
            "(dropped_at IS NULL) = (dropped_as = '') AND (dropped_at IS NULL) = (dropped_by_id IS NULL)",
            name="dropped_by_somebody",
        ),
        CheckConstraint("restored_at IS NULL OR dropped_as = 'unlawful'", name="only_the_unlawful_is_restored"),
        CheckConstraint("(restored_at IS NULL) = (restored_by_id IS NULL)", name="restored_by_somebody"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    addressee: Mapped[str] = mapped_column(String(200), default="")
    key: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    dropped_as: Mapped[str] = mapped_column(String(20), default="")
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    restored_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    restored_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])

    @property
    def lives(self) -> bool:
        """Whether it is to be put."""
        return not self.dropped_as or self.restored_at is not None


class PutQuestion(Base):
    """A question as the chair puts it, with what yes and no mean (casework.law.questions), and what he finds decided.

    `yes_id`, `no_id`: the proposal that the answer is for; NULL for the text that lies before the body, or none.
    `found`: yes, no, or the id of the proposal whose candidate is elected. `way`: acclamation, or how a vote found it.
    """

    __tablename__ = "put_questions"
    __table_args__ = (
        UniqueConstraint("item_id", "number"),
        CheckConstraint(
            "kind IN ('adjourn', 'today', 'which', 'counter', 'main', 'addition', 'elect')", name="kind_is_known"
        ),
        CheckConstraint("number > 0", name="number_is_counted_from_one"),
        CheckConstraint("length(text) > 0", name="says_what_is_asked"),
        CheckConstraint("way IN ('acclamation', 'majority', 'casting', 'lots')", name="way_is_known"),
        CheckConstraint(
            "(found IS NULL) = (way IS NULL) AND (found IS NULL) = (found_at IS NULL) "
            "AND (found IS NULL) = (found_by_id IS NULL)",
            name="found_by_somebody_in_a_way",
        ),
        Index(
            "uq_put_questions_one_that_waits",
            "item_id",
            unique=True,
            sqlite_where=text("found IS NULL"),
            postgresql_where=text("found IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    yes_id: Mapped[int | None] = mapped_column(ForeignKey("proposals.id"))
    no_id: Mapped[int | None] = mapped_column(ForeignKey("proposals.id"))
    among: Mapped[list[int]] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(Text)
    put_at: Mapped[datetime] = mapped_column(UtcDateTime)
    put_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    found: Mapped[str | None] = mapped_column(String(20))
    way: Mapped[str | None] = mapped_column(String(20))
    found_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    found_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))


class MinorityDemand(Base):
    """Who in the assembly demand that the matter is remitted or deferred, against those present then (KL 5:50)."""

    __tablename__ = "minority_demands"
    __table_args__ = (
        CheckConstraint("kind IN ('defer', 'remit_back')", name="kind_is_known"),
        CheckConstraint("demanding > 0 AND present >= demanding AND needed > 0", name="is_counted"),
        CheckConstraint("holds = (demanding >= needed)", name="holds_when_enough_demand_it"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"))
    kind: Mapped[str] = mapped_column(String(20))
    persons: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    demanding: Mapped[int]
    present: Mapped[int]
    needed: Mapped[int]
    holds: Mapped[bool]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))


class MinorityDecision(Base):
    """Marks a decision as made on a minority's demand: the matter's one shot is spent (KL 5:50, R-81)."""

    __tablename__ = "minority_decisions"
    __table_args__ = (
        UniqueConstraint("decision_id"),
        CheckConstraint("outcome IN ('defer', 'remit_back')", name="outcome_is_a_minoritys"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    demand_id: Mapped[int] = mapped_column(ForeignKey("minority_demands.id"))
    outcome: Mapped[str] = mapped_column(String(20))


class MinuteStatement(Base):
    """What a member wants in the minutes before the meeting ends: a reservation (KL 4:27), or a note (R-78)."""

    __tablename__ = "minute_statements"
    __table_args__ = (
        CheckConstraint("kind IN ('reservation', 'note')", name="kind_is_known"),
        CheckConstraint("kind <> 'note' OR length(text) > 0", name="note_says_something"),
        Index(
            "uq_minute_statements_one_reservation",
            "item_id",
            "person_id",
            unique=True,
            sqlite_where=text("kind = 'reservation'"),
            postgresql_where=text("kind = 'reservation'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_items.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text, default="")
    key: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])
