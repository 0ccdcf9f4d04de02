"""The seats of a meeting: copied from the body's when it is planned, and anew when one changes before it is held."""

from datetime import date

from sqlalchemy import delete, select

from casework.database import db
from casework.meetings.changes import changed
from casework.meetings.models import Attendance, Meeting
from casework.meetings.queries import FULL_SEATS
from casework.people.models import Body, Seat
from casework.people.queries import rules_on, seats_on
from casework.web import day as written
from workflows import Reason
from workflows._vocabulary import N_


def take_seats(meeting: Meeting, seats: list[Seat]) -> None:
    """A row for each of the seats, and how many of the members' seats that the body has are nobody's."""
    members = rules_on(meeting.body, meeting.day).members
    taken = sum(seat.role in FULL_SEATS for seat in seats)
    meeting.vacant_seats = max(0, (members or taken) - taken)
    for seat in seats:
        row = Attendance(meeting_id=meeting.id, seat_id=seat.id, person_id=seat.person_id, role=seat.role)
        row.present = False
        db.session.add(row)
    db.session.flush()


def seats_changed(body: Body, day: date, *, without: Seat | None = None) -> None:
    """The body's meetings from `day` on that are still to come get the seats that hold now; `without` is taken away.

    A meeting whose roll has been called keeps the seats that it was called by.
    """
    coming = select(Meeting).where(Meeting.body_id == body.id, Meeting.opened_at.is_(None)).order_by(Meeting.id)
    for meeting in db.session.scalars(coming.with_for_update(of=Meeting)):
        if meeting.day >= day:
            db.session.execute(delete(Attendance).where(Attendance.meeting_id == meeting.id))
            take_seats(meeting, [seat for seat in seats_on(body.id, meeting.day) if seat is not without])
            meeting.version += 1  # its roll is another than the one that somebody may have before him
            changed(meeting.id)


def last_held(body_id: int) -> date | None:
    """The day of the body's last meeting that was held; None where it has held none."""
    query = (
        select(Meeting)
        .where(Meeting.body_id == body_id, Meeting.opened_at.is_not(None))
        .order_by(Meeting.starts_at.desc())
    )
    meeting = db.session.scalar(query.limit(1))
    return meeting.day if meeting else None


def needed_after(body_id: int, last: date) -> list[Reason]:
    """Why the body cannot end that day: a meeting of it is planned for a later one."""
    query = select(Meeting).where(Meeting.body_id == body_id, Meeting.state != "cancelled")
    meeting = db.session.scalar(query.order_by(Meeting.starts_at.desc()).limit(1))
    if meeting is None or meeting.day <= last:
        return []
    text = N_("Organet har ett sammanträde den %(day)s. Ange en senare sista dag, eller ställ in sammanträdet först.")
    return [Reason(text, {"day": written(meeting.day)})]
