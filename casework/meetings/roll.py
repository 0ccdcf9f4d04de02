"""The roll: who is there, in the room or remote, serving for whom; kept as spans from when to when. Callers commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select

from casework import audit, clock
from casework.database import db
from casework.errors import StaleVersion
from casework.law.remote import not_from_afar
from casework.law.serving import back_too_soon
from casework.meetings.changes import changed
from casework.meetings.models import Attendance, Decision, Meeting, PresenceSpan
from casework.meetings.queries import FULL_SEATS, attendance_of
from casework.meetings.sitting import move
from casework.people.queries import rules_on
from casework.permissions import Reader
from workflows import Reason, StepRefused
from workflows._vocabulary import ASSEMBLY, N_

LEFT, OTHERWISE, CLOSED, MISTAKEN = "left", "otherwise", "closed", "mistaken"


@dataclass(frozen=True)
class Present:
    """How somebody is there: for which member he serves, if he is a substitute, and whether from afar (R-90)."""

    serving_for_id: int | None = None
    remote: bool = False


def call_roll(meeting: Meeting, present: Mapping[int, Present], *, actor: Reader, expected_version: int) -> None:
    """Set who is there, by person. The first roll with anybody there opens the meeting.

    Refused: a stale version; a meeting that has ended; one serving for himself, for a member who is there, or for one
    whom another already serves for; one who has left and comes back the same day. Persons without a seat are ignored.
    """
    if meeting.version != expected_version:
        raise StaleVersion(meeting.version)
    if meeting.ended:
        raise StepRefused([Reason(N_("Sammanträdet är avslutat. Uppropet kan inte ändras."))])
    if held := current_app.extensions["casework.presence_held"](meeting.id, None):
        raise StepRefused([held])
    rows = attendance_of(meeting.id)
    if reasons := _impossible(meeting, rows, present):
        raise StepRefused(reasons)
    turned = {row.id for row in rows if _set(row, present.get(row.person_id))}
    meeting.version += 1  # its attendance is part of what the reader saw
    db.session.flush()
    _keep_spans([row for row in rows if row.id in turned])
    if present and meeting.opened_at is None:
        move(meeting, "open", actor=actor)
    ids = {"authority_id": meeting.authority_id, "actor_id": actor.person_id}
    audit.record("roll_called", **ids, meeting=meeting.id, present=sorted(present))
    changed(meeting.id)


def _impossible(meeting: Meeting, rows: Sequence[Attendance], present: Mapping[int, Present]) -> list[Reason]:
    served = [how.serving_for_id for how in present.values() if how.serving_for_id is not None]
    if len(set(served)) != len(served):
        return [Reason(N_("Två ersättare kan inte tjänstgöra för samma ledamot."))]
    absent = {row.person_id for row in rows if row.role in FULL_SEATS and row.person_id not in present}
    for row in rows:
        how = present.get(row.person_id)
        if how and row.role == "substitute" and how.serving_for_id is not None and how.serving_for_id not in absent:
            text = N_("%(name)s kan bara tjänstgöra för en ledamot som är frånvarande.")
            return [Reason(text, {"name": row.person.name})]
    day = meeting.day
    rules = rules_on(meeting.body, day)
    for row in rows:
        how = present.get(row.person_id)
        told = how and how.remote and not_from_afar(meeting.body.kind, row.role, day, allowed=rules.remote_allowed)
        if told:
            return [Reason(told)]
    coming = [row for row in rows if row.person_id in present and not row.present and row.role in FULL_SEATS]
    gone = _who_left(meeting.id, [row.id for row in coming]) if coming else set()
    back = [row.person.name for row in coming if row.id in gone]
    if back and back_too_soon(assembly=meeting.body.kind == ASSEMBLY, alternating=rules.alternating_service):
        text = N_(
            "%(names)s har avbrutit sin tjänstgöring och får inte tjänstgöra igen samma dag "
            "(kommunallagen 5 kap. 20 §, eller reglementet)."
        )
        return [Reason(text, {"names": back})]
    return []


def _set(row: Attendance, how: Present | None) -> bool:
    """Set how the person is there; whether that is another way than before."""
    serves = how.serving_for_id if how and row.role == "substitute" else None
    now = (how is not None, bool(how and how.remote), serves)
    before = (row.present, row.remote, row.serving_for_id)
    row.present, row.remote, row.serving_for_id = now
    return now != before


def _keep_spans(rows: Sequence[Attendance]) -> None:
    """End what lasted for those who are there in another way now, and begin what lasts from now on."""
    now = clock.now()
    for span in lasting([row.id for row in rows]):
        row = next(row for row in rows if row.id == span.attendance_id)
        cause = OTHERWISE if row.present else LEFT
        span.until, span.cause = now, cause if _decided_since(row.meeting_id, span.since) else MISTAKEN
    db.session.flush()  # one span at a time lasts
    for row in rows:
        if row.present:
            begun = {"attendance_id": row.id, "since": now, "remote": row.remote, "cause": ""}
            db.session.add(PresenceSpan(**begun, serving_for_id=row.serving_for_id))
    db.session.flush()


def lasting(attendance_ids: Sequence[int]) -> list[PresenceSpan]:
    """The spans of these seats that have not ended."""
    query = select(PresenceSpan).where(PresenceSpan.attendance_id.in_(attendance_ids), PresenceSpan.until.is_(None))
    return list(db.session.scalars(query.order_by(PresenceSpan.id)))


def end_spans(meeting_id: int) -> None:
    """The meeting is closed: nobody is there any longer."""
    seats = select(Attendance.id).where(Attendance.meeting_id == meeting_id)
    now = clock.now()
    for span in lasting(list(db.session.scalars(seats))):
        span.until, span.cause = now, CLOSED


def _who_left(meeting_id: int, attendance_ids: Sequence[int]) -> set[int]:
    """Those of these seats whose holder took part in a decision, left today, and missed another since.

    So a slip at the roll, which is mended before anything is decided, shuts nobody out; nor does yesterday's leaving.
    """
    latest = db.session.scalar(select(func.max(Decision.decided_at)).where(Decision.meeting_id == meeting_id))
    query = select(PresenceSpan).where(PresenceSpan.attendance_id.in_(attendance_ids), PresenceSpan.until.is_not(None))
    served, left = set(), {}
    for span in db.session.scalars(query.order_by(PresenceSpan.id)):
        left[span.attendance_id] = span.until
        if span.cause != MISTAKEN:
            served.add(span.attendance_id)
    return {
        seat
        for seat, until in left.items()
        if seat in served and until and latest and until <= latest and clock.local(until).date() == clock.today()
    }


def _decided_since(meeting_id: int, since: object) -> bool:
    query = select(func.count(Decision.id)).where(Decision.meeting_id == meeting_id, Decision.decided_at >= since)
    return bool(db.session.scalar(query))
