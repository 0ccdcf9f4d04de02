"""When the body is to be told of an urgent decision, and whether that has been missed (KL 6:40, R-87)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from casework import clock
from casework.database import db
from casework.delegation.models import DelegatedDecision
from casework.law.reporting import meeting_to_report_at
from casework.meetings.models import Meeting
from casework.people.models import Body
from casework.permissions import Reader
from workflows._vocabulary import SECRETARY

PLANNED, MISSED, NOT_PLANNED = "planned", "missed", "not_planned"


@dataclass(frozen=True)
class Due:
    """At which meeting an urgent decision is to be reported: `state` a word above, `day` where there is a meeting."""

    state: str
    day: date | None = None


def due_of(decisions: Iterable[DelegatedDecision]) -> dict[int, Due]:
    """By decision, when those of them are due that are urgent and not reported; one statement, none without such."""
    waiting = [row for row in decisions if row.urgent and row.reported_at is None]
    if not waiting:
        return {}
    query = select(Meeting).where(Meeting.body_id.in_({row.body_id for row in waiting}), Meeting.state != "cancelled")
    meetings: dict[int, list[Meeting]] = {}
    for meeting in db.session.scalars(query.where(Meeting.starts_at > min(row.decided_at for row in waiting))):
        meetings.setdefault(meeting.body_id, []).append(meeting)
    return {row.id: _due(row.decided_at, meetings.get(row.body_id, [])) for row in waiting}


@dataclass(frozen=True)
class Overdue:
    """An urgent decision that the body has not been told of, and cannot be as things stand."""

    decision: DelegatedDecision
    body: Body
    due: Due


def overdue(reader: Reader) -> list[Overdue]:
    """The urgent decisions whose meeting has passed, or for which none is planned, told to the bodies' secretary.

    Two statements, one where none waits, none for other readers.
    """
    whole = [grant.authority_id for grant in reader.grants if grant.role == SECRETARY and grant.body_id is None]
    if not reader.has(SECRETARY):
        return []
    query = select(DelegatedDecision, Body).join(Body, Body.id == DelegatedDecision.body_id)
    query = query.where(or_(Body.authority_id.in_(whole), Body.id.in_(reader.bodies(SECRETARY))))
    query = query.where(DelegatedDecision.urgent, DelegatedDecision.reported_at.is_(None))
    rows = db.session.execute(query.order_by(DelegatedDecision.id)).all()
    due = due_of(decision for decision, _body in rows)
    return [Overdue(decision, body, due[decision.id]) for decision, body in rows if due[decision.id].state != PLANNED]


def _due(decided_at: datetime, meetings: Sequence[Meeting]) -> Due:
    begins = {meeting.opened_at or meeting.starts_at: meeting for meeting in meetings}
    first = meeting_to_report_at(decided_at, begins)
    if first is None:
        return Due(NOT_PLANNED)
    meeting = begins[first]
    return Due(MISSED if meeting.ended or meeting.day < clock.today() else PLANNED, meeting.day)
