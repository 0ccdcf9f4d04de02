"""The rows of a vote: itself, who votes in it, and of a secret one how many ballots each choice has."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.database import Base, UtcDateTime
from casework.deliberation.models import PutQuestion
from casework.people.models import Person

VOTED = "voted"
"""How an elector ends in a secret vote who has given a ballot, marked or blank."""


class Vote(Base):
    """A vote on a question; its states are those of workflows/procedures/vote.py.

    `choices`: yes and no, or the ids of the proposals that name the candidates. `leader_id`: who presides, whose vote
    decides on a tie; frozen with the electors. `result` is one of the choices, `way` how it was found.
    """

    __tablename__ = "votes"
    __table_args__ = (
        CheckConstraint(
            "state IN ('prepared', 'open', 'closed', 'counted', 'cancelled')", name="state_is_in_the_table"
        ),
        CheckConstraint("matter IN ('ordinary', 'election', 'employment')", name="matter_is_known"),
        CheckConstraint(
            "method = CASE WHEN matter = 'ordinary' THEN 'open' ELSE 'secret' END",
            name="secret_only_where_the_law_says",
        ),
        CheckConstraint("(state = 'counted') = (result IS NOT NULL)", name="counted_has_its_result"),
        CheckConstraint("(result IS NULL) = (way IS NULL)", name="result_is_found_in_a_way"),
        CheckConstraint("way IN ('majority', 'casting', 'lots')", name="way_is_known"),
        CheckConstraint(
            "drawn_how IN ('', 'machine', 'hand') AND (drawn_how <> '') = (COALESCE(way, '') = 'lots')",
            name="lots_are_drawn_somehow",
        ),
        CheckConstraint(
            "NOT (way = 'casting' AND matter <> 'ordinary') AND NOT (way = 'lots' AND matter = 'ordinary')",
            name="tie_is_broken_by_the_law",
        ),
        CheckConstraint("(state = 'cancelled') = (length(cancelled_reason) > 0)", name="cancelled_for_a_reason"),
        CheckConstraint(
            "state IN ('prepared', 'cancelled') OR (opened_at IS NOT NULL AND leader_id IS NOT NULL)",
            name="opened_under_somebody",
        ),
        CheckConstraint("version > 0", name="version_is_counted_from_one"),
        Index(
            "uq_votes_one_that_stands",
            "question_id",
            unique=True,
            sqlite_where=text("state <> 'cancelled'"),
            postgresql_where=text("state <> 'cancelled'"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("put_questions.id"), index=True)
    matter: Mapped[str] = mapped_column(String(20))
    method: Mapped[str] = mapped_column(String(20))
    choices: Mapped[list[str]] = mapped_column(JSON)
    exercises_authority: Mapped[bool]
    demanded_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column()
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    result: Mapped[str | None] = mapped_column(String(20))
    way: Mapped[str | None] = mapped_column(String(20))
    drawn_how: Mapped[str] = mapped_column(String(10), default="")
    cancelled_reason: Mapped[str] = mapped_column(Text, default="")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  # SQLAlchemy's own name and shape
    question: Mapped[PutQuestion] = relationship(lazy="joined", innerjoin=True)
    demanded_by: Mapped[Person | None] = relationship(foreign_keys=[demanded_by_id])


class VoteElector(Base):
    """One who votes: frozen when the vote opens. NULL until he has answered; of a secret vote only that he voted."""

    __tablename__ = "vote_electors"
    __table_args__ = (
        UniqueConstraint("vote_id", "person_id"),
        UniqueConstraint("vote_id", "position"),
        CheckConstraint("answer IN ('yes', 'no', 'abstained', 'not_present', 'voted')", name="answer_is_known"),
        CheckConstraint("position > 0", name="position_is_counted_from_one"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("votes.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    position: Mapped[int]
    serving_for_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    answer: Mapped[str | None] = mapped_column(String(20))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])


class BallotCount(Base):
    """How many ballots a choice has in a secret vote: no person, no time, no order of ballots.

    Every ballot rewrites all rows of its vote, so that the newest version of a row does not tell which choice it was.
    """

    __tablename__ = "ballot_counts"
    __table_args__ = (
        UniqueConstraint("vote_id", "choice"),
        CheckConstraint("number >= 0", name="number_is_counted"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("votes.id"))
    choice: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
