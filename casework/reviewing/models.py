"""What reviewers leave: comments on a version of the report, and who has taken a review."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, select, text
from sqlalchemy.orm import Mapped, aliased, column_property, mapped_column, relationship

from casework.cases.models import ReportVersion
from casework.database import Base, UtcDateTime
from casework.people.models import Person

OPEN, ACCEPTED, DECLINED, DONE = "open", "accepted", "declined", "done"

_read, _made = aliased(ReportVersion), aliased(ReportVersion)


class ReportComment(Base):
    """A comment on a part of one version of the report, or a reply to one. It is answered once at most.

    `part` and `heading` name the part as `cases.parts` does; `quote` is the passage, "" for the whole part.
    `suggestion` would replace the passage ("": strike it); None where the comment suggests no text. `made_version_id`
    is the version that an accepted suggestion made. The database refuses every other change of a row than its
    resolution, and its deletion (migration 0006).
    """

    __tablename__ = "report_comments"
    __table_args__ = (
        CheckConstraint("length(part) > 0", name="names_its_part"),
        CheckConstraint("length(text) > 0 OR suggestion IS NOT NULL", name="says_something"),
        CheckConstraint("suggestion IS NULL OR length(quote) > 0", name="suggestion_has_its_passage"),
        CheckConstraint("resolution IN ('open', 'accepted', 'declined', 'done')", name="resolution_is_known"),
        CheckConstraint(
            "(resolution = 'open') = (resolved_at IS NULL) AND (resolved_at IS NULL) = (resolved_by_id IS NULL)",
            name="resolved_by_somebody",
        ),
        CheckConstraint(
            "(resolution = 'accepted') = (made_version_id IS NOT NULL) "
            "AND (made_version_id IS NULL OR suggestion IS NOT NULL)",
            name="accepted_made_a_version",
        ),
        CheckConstraint("resolution <> 'declined' OR length(reply) > 0", name="declined_for_a_reason"),
        CheckConstraint("reply_to_id IS NULL OR (resolution = 'open' AND suggestion IS NULL)", name="reply_is_words"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    report_version_id: Mapped[int] = mapped_column(ForeignKey("report_versions.id"))
    part: Mapped[str] = mapped_column(String(60))
    heading: Mapped[str] = mapped_column(String(500), default="")
    quote: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    suggestion: Mapped[str | None] = mapped_column(Text)
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("report_comments.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    creation_key: Mapped[str] = mapped_column(String(64), unique=True)
    resolution: Mapped[str] = mapped_column(String(20), default=OPEN)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    reply: Mapped[str] = mapped_column(Text, default="")
    made_version_id: Mapped[int | None] = mapped_column(ForeignKey("report_versions.id"))

    author: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[author_id])
    resolved_by: Mapped[Person | None] = relationship(lazy="joined", foreign_keys=[resolved_by_id])
    version_number: Mapped[int] = column_property(
        select(_read.number).where(_read.id == report_version_id).scalar_subquery()
    )
    made_version_number: Mapped[int | None] = column_property(
        select(_made.number).where(_made.id == made_version_id).scalar_subquery()
    )


class ReviewClaim(Base):
    """Somebody has taken the review of a case. It ends when it is released, or when the case leaves the review.

    The database refuses every other change of a row than its release, and its deletion (migration 0006).
    """

    __tablename__ = "review_claims"
    __table_args__ = (
        CheckConstraint("(released_at IS NULL) = (released_by_id IS NULL)", name="released_by_somebody"),
        Index(
            "uq_review_claims_one_a_case",
            "case_id",
            unique=True,
            sqlite_where=text("released_at IS NULL"),
            postgresql_where=text("released_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])
