"""Planning many meetings at once, and changing or cancelling one that is to come. Callers commit."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import current_app
from sqlalchemy import delete, select

from casework import audit, clock
from casework.database import db
from casework.errors import StaleVersion
from casework.meetings.changes import changed
from casework.meetings.models import Attendance, Meeting
from casework.meetings.operations import plan_meeting, seats_for
from casework.meetings.planning_models import MeetingSeries
from casework.meetings.queries import keeps_minutes
from casework.meetings.recurrence import GIVEN, Recurrence
from casework.meetings.seats import take_seats
from casework.meetings.sitting import take_meeting_step
from casework.people.models import Body
from casework.permissions import Reader
from casework.web import day as written
from workflows import Reason, StepRefused
from workflows._vocabulary import N_


@dataclass(frozen=True)
class Papers:
    """Until when papers are handed in: so many days before the meeting, at that time."""

    days_before: int
    at: time

    def due(self, day: date) -> datetime:
        """The moment, for a meeting on that day."""
        return clock.from_local(datetime.combine(day - timedelta(days=self.days_before), self.at))


@dataclass(frozen=True)
class SeriesDraft:
    """A series as it is to be planned."""

    recurrence: Recurrence
    at: time
    place: str
    papers: Papers | None = None


def series_made_by(creation_key: str) -> MeetingSeries | None:
    """The series that this form has already made."""
    return db.session.scalar(select(MeetingSeries).where(MeetingSeries.creation_key == creation_key))


def planned_days(body_id: int) -> set[date]:
    """The days on which the body has a meeting that is not cancelled."""
    query = select(Meeting.starts_at).where(Meeting.body_id == body_id, Meeting.state != "cancelled")
    return {clock.local(moment).date() for moment in db.session.scalars(query)}


def plan_series(
    body: Body, draft: SeriesDraft, days: Sequence[date], *, actor: Reader, creation_key: str
) -> MeetingSeries:
    """A meeting on each of the days. Raises StepRefused, naming the day, where one cannot be planned: then none is."""
    rule = draft.recurrence
    series = MeetingSeries(
        body_id=body.id,
        frequency=rule.frequency,
        every=1 if rule.frequency == GIVEN else rule.every,
        first_day=min(days),
        creation_key=creation_key,
        made_by_id=actor.person_id,
        made_at=clock.now(),
    )
    db.session.add(series)
    db.session.flush()
    for day in days:
        try:
            plan_meeting(
                body,
                clock.from_local(datetime.combine(day, draft.at)),
                draft.place,
                actor=actor,
                creation_key=hashlib.sha256(f"{creation_key}:{day.isoformat()}".encode()).hexdigest(),
                papers_due_at=draft.papers.due(day) if draft.papers else None,
                series_id=series.id,
            )
        except StepRefused:
            text = N_("%(body)s har inga ledamöter den %(day)s. Stryk den dagen.")
            raise StepRefused([Reason(text, {"body": body.name, "day": written(day)})]) from None
    audit.record(
        "series_planned",
        authority_id=body.authority_id,
        actor_id=actor.person_id,
        body=body.id,
        series=series.id,
        meetings=len(days),
    )
    return series


@dataclass(frozen=True)
class MeetingDraft:
    """When and where a meeting is to be, and until when papers are handed in."""

    starts_at: datetime
    place: str
    papers_due_at: datetime | None


def change_meeting(meeting: Meeting, draft: MeetingDraft, *, actor: Reader, note: str, expected_version: int) -> None:
    """Another day, time or place of the meeting, whose row the caller holds, with a reason; or when papers are due.

    Raises StaleVersion, or StepRefused: by another than the secretary, not planned any more, a case on the agenda, no
    reason, no members that day. When papers are due may be changed until the meeting is opened, and needs no reason.
    """
    if meeting.version != expected_version:
        raise StaleVersion(meeting.version)
    _judge(meeting, draft, actor)
    if (draft.starts_at, draft.place) != (meeting.starts_at, meeting.place):
        seats = seats_for(meeting.body, draft.starts_at)
        take_meeting_step(meeting, "change", actor=actor, expected_version=expected_version, given={"note": note})
        meeting.starts_at, meeting.place = draft.starts_at, draft.place
        db.session.execute(delete(Attendance).where(Attendance.meeting_id == meeting.id))
        take_seats(meeting, seats)
        for follow in current_app.extensions["casework.meeting_planned"]:
            follow(meeting, actor)
    if draft.papers_due_at != meeting.papers_due_at:
        meeting.papers_due_at = draft.papers_due_at
        meeting.version += 1
        db.session.flush()
        ids = {"authority_id": meeting.authority_id, "actor_id": actor.person_id}
        audit.record("papers_due_changed", **ids, meeting=meeting.id)
        changed(meeting.id)


def _judge(meeting: Meeting, draft: MeetingDraft, actor: Reader) -> None:
    reasons = []
    if not keeps_minutes(actor, meeting):
        reasons.append(Reason(N_("Sammanträdet ändras av sekreteraren.")))
    elif meeting.opened_at is not None or meeting.ended:
        reasons.append(Reason(N_("Sammanträdet har öppnats eller är avslutat. Det kan inte ändras.")))
    if draft.papers_due_at is not None and draft.papers_due_at > draft.starts_at:
        reasons.append(Reason(N_("Manusstoppet kan inte vara efter sammanträdet.")))
    if reasons:
        raise StepRefused(reasons)
