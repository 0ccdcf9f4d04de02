"""The delegation scheme of a body, point by point, and the decisions that were taken by it."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.cases.models import Case
from casework.database import Base, UtcDateTime
from casework.law.appeals import LEGALITY_REVIEW
from casework.people.models import Body, Person

_ROUTES = "appeal_route IN ('legality_review', 'administrative_appeal', 'not_appealable')"


class DelegationRule(Base):
    """A point of a body's scheme: who decides what for it. Never edited: it is ended, and another is added.

    The delegate is a body, or those who hold a role, or those of a title. `kind` and `words` say which matters: that
    kind of ärende ("": any), and where words are given, that one of them stands in what is proposed. `valid_to` is the
    last day; one before `valid_from` says that the point was withdrawn before it held. The database refuses every
    change but an earlier end (migration 0020_reporting).

    `urgent`: for matters that cannot await the body, which its chair, or the member `delegate_person_id`, decides (KL
    6:39). `reported`: whether the body is told of what is decided (KL 6:40, 7:8). `appeal_route`: how that is appealed,
    a word of law.appeals.ROUTES; `nature`: why so, where it is another way than the usual.
    """

    __tablename__ = "delegation_rules"
    __table_args__ = (
        CheckConstraint("length(point) > 0 AND length(text) > 0", name="has_point_and_text"),
        CheckConstraint("urgent OR length(kind) > 0 OR length(words) > 0", name="is_of_certain_matters"),
        CheckConstraint(
            "CASE WHEN delegate_body_id IS NULL THEN 0 ELSE 1 END + CASE WHEN delegate_role = '' THEN 0 ELSE 1 END "
            "+ CASE WHEN delegate_title = '' THEN 0 ELSE 1 END "
            "+ CASE WHEN delegate_person_id IS NULL THEN 0 ELSE 1 END = 1",
            name="has_one_delegate",
        ),
        CheckConstraint(
            "(delegate_body_id IS NULL AND NOT urgent) OR NOT subdelegation", name="only_officials_delegate_further"
        ),
        CheckConstraint(
            "urgent = (delegate_person_id IS NOT NULL OR delegate_role = 'chair')", name="urgent_is_for_members"
        ),
        CheckConstraint("reported OR NOT urgent", name="urgent_is_reported"),
        CheckConstraint(_ROUTES, name="appeal_route_is_known"),
        CheckConstraint("nature IN ('', 'preparing', 'executing', 'special_rules')", name="nature_is_known"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"), index=True)
    point: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(60))
    words: Mapped[str] = mapped_column(String(500))
    delegate_body_id: Mapped[int | None] = mapped_column(ForeignKey("bodies.id"))
    delegate_role: Mapped[str] = mapped_column(String(30))
    delegate_title: Mapped[str] = mapped_column(String(200))
    delegate_person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    reported: Mapped[bool] = mapped_column(default=True, server_default=true())
    appeal_route: Mapped[str] = mapped_column(String(30), default=LEGALITY_REVIEW, server_default=LEGALITY_REVIEW)
    nature: Mapped[str] = mapped_column(String(20), default="", server_default="")
    legal_ground: Mapped[str] = mapped_column(String(200))
    subdelegation: Mapped[bool]
    legal_bar_checked: Mapped[bool]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    body: Mapped[Body] = relationship(foreign_keys=[body_id])
    delegate_body: Mapped[Body | None] = relationship(foreign_keys=[delegate_body_id])
    delegate_person: Mapped[Person | None] = relationship(foreign_keys=[delegate_person_id])

    def holds_on(self, day: date) -> bool:
        """Whether the point holds that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class DelegatedDecision(Base):
    """What was decided for a body, with the point that gave the right (R-123); never changed but to report it.

    By an official, or in an `urgent` matter by a member: then `urgency` says why the body could not be awaited. Its
    number is of the body's own series: D 3/2026. `reported`: whether the body is to be told; `reported_at` is set once,
    when it has been. `own_minutes`: its paper is its särskilt protokoll, and a notice of its own is posted (KL 8:10).
    """

    __tablename__ = "delegated_decisions"
    __table_args__ = (
        UniqueConstraint("body_id", "number_year", "number"),
        CheckConstraint("number > 0", name="number_is_counted_from_one"),
        CheckConstraint("length(report_hash) = 64", name="report_hash_is_sha256"),
        CheckConstraint(
            "reported OR own_minutes OR appeal_route <> 'legality_review'", name="unreported_has_own_minutes"
        ),
        CheckConstraint("reported OR NOT urgent", name="urgent_is_reported"),
        CheckConstraint("urgent = (length(urgency) > 0)", name="urgent_says_why"),
        CheckConstraint("reported OR reported_at IS NULL", name="only_what_is_to_be_reported_is"),
        CheckConstraint(_ROUTES, name="appeal_route_is_known"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authorities.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("bodies.id"))
    number: Mapped[int]
    number_year: Mapped[int]
    rule_id: Mapped[int] = mapped_column(ForeignKey("delegation_rules.id"))
    delegate_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    delegate_title: Mapped[str] = mapped_column(String(200))
    points: Mapped[list[str]] = mapped_column(JSON)
    report_version_id: Mapped[int] = mapped_column(ForeignKey("report_versions.id"))
    report_hash: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_files.sha256"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    appeal_route: Mapped[str] = mapped_column(String(30), default=LEGALITY_REVIEW, server_default=LEGALITY_REVIEW)
    reported: Mapped[bool] = mapped_column(default=True, server_default=true())
    own_minutes: Mapped[bool] = mapped_column(default=False, server_default=false())
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    urgency: Mapped[str] = mapped_column(Text, default="", server_default="")
    reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rule: Mapped[DelegationRule] = relationship(lazy="joined", innerjoin=True)
    delegate: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[delegate_id])
    case: Mapped[Case] = relationship(viewonly=True)

    @property
    def label(self) -> str:
        """The number as it is written: D 3/2026."""
        return decision_label(self.number, self.number_year)


def decision_label(number: int, year: int) -> str:
    """The number of a decision by delegation as it is written: D 3/2026."""
    return f"D {number}/{year}"
