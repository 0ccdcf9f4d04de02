"""When the body is to be told of an urgent decision, and whether that has been missed (KL 6:40, R-87)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from casework import clock
from casework.database import db
from casework.delegation.models import DelegatedDecision
from casework.law.reporting import meeting_to_report_at
from casework.meetings.models import Meeting

PLANNED, MISSED, NOT_PLANNED = "planned", "missed", "not_planned"


@dataclass(frozen=True)
class Due:
    """At which meeting an urgent decision is to be reported: `state` a word above, `day` where there is a meeting."""

    state: str
    day: date | None = None


def due_of(body_id: int, decisions: Iterable[DelegatedDecision]) -> dict[int, Due]:
    """By decision, when those of them are due that are urgent and not reported; one statement, none without such."""
    waiting = [row for row in decisions if row.urgent and row.reported_at is None]
    if not waiting:
        return {}
    query = select(Meeting).where(Meeting.body_id == body_id, Meeting.state != "cancelled")
    meetings = list(db.session.scalars(query.where(Meeting.starts_at > min(row.decided_at for row in waiting))))
    return {row.id: _due(row.decided_at, meetings) for row in waiting}


def _due(decided_at: datetime, meetings: Sequence[Meeting]) -> Due:
    begins = {meeting.opened_at or meeting.starts_at: meeting for meeting in meetings}
    first = meeting_to_report_at(decided_at, begins)
    if first is None:
        return Due(NOT_PLANNED)
    meeting = begins[first]
    return Due(MISSED if meeting.ended or meeting.day < clock.today() else PLANNED, meeting.day)
