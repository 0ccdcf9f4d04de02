"""Reading versions, comments and claims. Callers have judged by cases' own door who may read the case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select

from casework.cases.models import Case, CaseEvent, ReportVersion
from casework.database import db
from casework.people.models import Person
from casework.reviewing.models import OPEN, ReportComment, ReviewClaim
from workflows import WORKFLOWS, Step

APPROVE = "approve_report"
RETURNS = ("return_report", "remit_back")
"""The steps by which a report comes back to be written on."""


def approvals(kind: str, state: str) -> list[Step]:
    """The steps that approve the report in that state; [] where it is in no review."""
    return [step for step in WORKFLOWS[kind].steps_from(state) if step.name == APPROVE]


IN_REVIEW = [(kind, state) for kind, table in WORKFLOWS.items() for state in table.states if approvals(kind, state)]
"""The states, by kind, in which somebody reviews."""


@dataclass(frozen=True)
class VersionLine:
    """A version without its text."""

    id: int
    number: int
    saved_at: datetime
    content_hash: str
    author: str


def versions_of(case_id: int) -> list[VersionLine]:
    """Every version of the report, the newest first."""
    columns = ReportVersion.id, ReportVersion.number, ReportVersion.saved_at, ReportVersion.content_hash, Person.name
    query = select(*columns).join(Person, Person.id == ReportVersion.author_id).where(ReportVersion.case_id == case_id)
    return [VersionLine(*row) for row in db.session.execute(query.order_by(ReportVersion.number.desc()))]


def versions_numbered(case_id: int, numbers: Iterable[int]) -> dict[int, ReportVersion]:
    """Those versions with their texts, by number."""
    query = select(ReportVersion).where(ReportVersion.case_id == case_id, ReportVersion.number.in_(numbers))
    return {row.number: row for row in db.session.scalars(query)}


def last_returned(case_id: int) -> int | None:
    """The number of the version that last was sent back to the officer."""
    query = select(ReportVersion.number).join(CaseEvent, CaseEvent.report_version_id == ReportVersion.id)
    query = query.where(CaseEvent.case_id == case_id, CaseEvent.step.in_(RETURNS))
    return db.session.scalar(query.order_by(CaseEvent.id.desc()).limit(1))


def comments_of(case_id: int) -> list[ReportComment]:
    """Every comment and reply in the case, in the order they came."""
    query = select(ReportComment).where(ReportComment.case_id == case_id)
    return list(db.session.scalars(query.order_by(ReportComment.id)))


def comment_of(case_id: int, comment_id: int) -> ReportComment | None:
    """One of the case's comments, as it stands now; a reply is no comment of its own."""
    query = select(ReportComment).where(ReportComment.case_id == case_id, ReportComment.id == comment_id)
    query = query.where(ReportComment.reply_to_id.is_(None))
    return db.session.scalar(query.execution_options(populate_existing=True))


def number_of(comment: ReportComment) -> int:
    """The comment's number in its case, by which the page knows it."""
    query = select(func.count()).where(ReportComment.case_id == comment.case_id, ReportComment.id <= comment.id)
    return db.session.scalar(query.where(ReportComment.reply_to_id.is_(None))) or 0


def comment_made_by(creation_key: str) -> ReportComment | None:
    """The comment or reply that this form has already made."""
    return db.session.scalar(select(ReportComment).where(ReportComment.creation_key == creation_key))


def unanswered(comments: Sequence[ReportComment]) -> list[ReportComment]:
    """Those that nobody has answered for good."""
    return [row for row in comments if row.reply_to_id is None and row.resolution == OPEN]


def claim_of(case: Case) -> ReviewClaim | None:
    """The claim that holds now."""
    query = select(ReviewClaim).join(Case, Case.id == ReviewClaim.case_id)
    query = query.where(ReviewClaim.case_id == case.id, _holds()).execution_options(populate_existing=True)
    return db.session.scalar(query)


def unreleased_of(case_id: int) -> ReviewClaim | None:
    """The claim that nobody has released, also one that the case has left behind."""
    query = select(ReviewClaim).where(ReviewClaim.case_id == case_id, ReviewClaim.released_at.is_(None))
    return db.session.scalar(query.execution_options(populate_existing=True))


def claims_of(case_ids: Iterable[int]) -> dict[int, tuple[str, datetime]]:
    """Who has taken the review of each of those cases, and since when; in one statement."""
    columns = ReviewClaim.case_id, Person.name, ReviewClaim.claimed_at
    query = select(*columns).join(Case, Case.id == ReviewClaim.case_id)
    query = query.join(Person, Person.id == ReviewClaim.person_id)
    query = query.where(ReviewClaim.case_id.in_(list(case_ids)), _holds())
    return {case_id: (name, at) for case_id, name, at in db.session.execute(query)}


def _holds() -> ColumnElement[bool]:
    """A claim that is not released, on a case that has stood in its review since then."""
    left = exists().where(CaseEvent.case_id == Case.id, CaseEvent.at >= ReviewClaim.claimed_at)
    left = left.where(_among(CaseEvent.from_state)).correlate(Case, ReviewClaim)
    return and_(ReviewClaim.released_at.is_(None), _among(Case.state), ~left)


def _among(state: Any) -> ColumnElement[bool]:
    return or_(false(), *(and_(Case.kind == kind, state == name) for kind, name in IN_REVIEW))
