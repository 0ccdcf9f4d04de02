"""Reading what was decided for a body, through one door, `visible_to`; and what it is still to be told of."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, lazyload

from casework.cases.models import Case
from casework.database import db
from casework.delegation.models import DelegatedDecision
from casework.delegation.queries import may_delegate
from casework.law.reporting import meeting_to_report_at
from casework.meetings.models import AgendaItem, Decision, Meeting
from casework.meetings.queries import SEATED, open_meetings_of
from casework.people.models import Body
from casework.permissions import Reader
from casework.reporting.models import DelegationReport
from workflows._vocabulary import DELEGATED, MANAGER, OFFICER, REGISTRAR, SECRETARY

OFFICE = (OFFICER, MANAGER, REGISTRAR, SECRETARY)
PAGE = 100
TOLD_BY = ("note", "approve", "approve_changed")
"""The outcomes by which a body has been told of what the item reports."""


def visible_to(reader: Reader) -> ColumnElement[bool]:
    """The decisions by delegation that exist for `reader`: of the bodies whose register he may read."""
    return DelegatedDecision.body_id.in_(_bodies(reader))


def _bodies(reader: Reader) -> Select[int]:
    """The bodies of the authorities in whose office he works, and those in which he has a seat."""
    office = Body.authority_id.in_(reader.authorities(*OFFICE))
    return select(Body.id).where(or_(office, Body.id.in_(reader.bodies(*SEATED))))


def registers_for(reader: Reader) -> list[Body]:
    """The bodies whose registers exist for `reader`, by name."""
    bodies = db.session.scalars(select(Body).where(Body.id.in_(_bodies(reader))).order_by(Body.name, Body.id))
    return [body for body in bodies if may_delegate(body)]


def decision_visible(decision_id: int, reader: Reader) -> DelegatedDecision | None:
    """One decision by delegation, if it exists for `reader`."""
    return db.session.scalar(select(DelegatedDecision).where(DelegatedDecision.id == decision_id, visible_to(reader)))


@dataclass(frozen=True)
class Entry:
    """A row of the register: the decision, its case, and the paragraph and meeting in which the body was told."""

    decision: DelegatedDecision
    case: Case
    told: Decision | None
    meeting: Meeting | None


def register_of(
    body: Body, reader: Reader, *, year: int | None = None, waiting: bool = False, before: int | None = None
) -> list[Entry]:
    """The body's register, the newest first: of a year, or what waits to be reported; one statement.

    One more than PAGE where there are more; `before`: only those older than the decision of that id.
    """
    query = select(DelegatedDecision, Case, Decision, Meeting).join(Case, Case.id == DelegatedDecision.case_id)
    query = query.outerjoin(DelegationReport, DelegationReport.delegated_id == DelegatedDecision.id)
    query = query.outerjoin(Decision, Decision.id == DelegationReport.decision_id)
    query = query.outerjoin(Meeting, Meeting.id == Decision.meeting_id)
    query = query.where(DelegatedDecision.body_id == body.id, visible_to(reader))
    query = query.where(DelegatedDecision.number_year == year) if year is not None else query
    query = query.where(_waits()) if waiting else query
    query = query.where(DelegatedDecision.id < before) if before is not None else query
    # what a row has not, nothing is joined to: an inner join to it would leave the row out
    query = query.options(lazyload(Decision.meeting), lazyload(Meeting.body))
    query = query.order_by(DelegatedDecision.id.desc()).limit(PAGE + 1)
    return [Entry(*row) for row in db.session.execute(query)]


def years_of(body: Body) -> list[int]:
    """The years in which something was decided for the body, the latest first."""
    query = select(DelegatedDecision.number_year).where(DelegatedDecision.body_id == body.id).distinct()
    return sorted(db.session.scalars(query), reverse=True)


def _waits() -> ColumnElement[bool]:
    return and_(DelegatedDecision.reported, DelegatedDecision.reported_at.is_(None))


def unreported(body_id: int, *, before: datetime | None = None, lock: bool = False) -> list[DelegatedDecision]:
    """What the body is to be told of and has not been, the oldest first; `before`: what was decided before then."""
    query = select(DelegatedDecision).where(DelegatedDecision.body_id == body_id, _waits())
    query = query.where(DelegatedDecision.decided_at < before) if before is not None else query
    query = query.options(joinedload(DelegatedDecision.case)).order_by(DelegatedDecision.id)
    return list(db.session.scalars(query.with_for_update(of=DelegatedDecision) if lock else query))


def to_report(item: AgendaItem, *, lock: bool = False) -> list[DelegatedDecision]:
    """What the item reports: all that waits, and from the moment the meeting is opened no more than waited then."""
    return unreported(item.meeting.body_id, before=item.meeting.opened_at, lock=lock)


def reports_in(decision_id: int) -> list[DelegationReport]:
    """What the body was told of in that paragraph, the oldest first, each with its decision and point."""
    query = select(DelegationReport).where(DelegationReport.decision_id == decision_id)
    query = query.options(joinedload(DelegationReport.delegated).joinedload(DelegatedDecision.case))
    return list(db.session.scalars(query.order_by(DelegationReport.delegated_id)))


def coming_meetings(body_id: int) -> list[Meeting]:
    """The body's meetings that have not begun, the next one first."""
    return [meeting for meeting in open_meetings_of(body_id) if meeting.opened_at is None]


def item_that_reports(meeting_id: int) -> AgendaItem | None:
    """The meeting's item of that kind that waits for its outcome; the first where it has several."""
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id, AgendaItem.kind == DELEGATED)
    query = query.where(AgendaItem.outcome.is_(None), AgendaItem.taken_off_at.is_(None))
    return db.session.scalar(query.order_by(AgendaItem.position).limit(1))


def urgent_unreported(meeting: Meeting) -> tuple[str, ...]:
    """The urgent decisions that the meeting, which is open, must be told of before it ends (KL 6:40), by number."""
    if meeting.opened_at is None or not may_delegate(meeting.body):
        return ()
    query = select(DelegatedDecision).where(DelegatedDecision.body_id == meeting.body_id, _waits())
    rows = db.session.scalars(query.where(DelegatedDecision.urgent).order_by(DelegatedDecision.id))
    return tuple(row.label for row in rows if meeting_to_report_at(row.decided_at, [meeting.opened_at]))
