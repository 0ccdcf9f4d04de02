"""Telling the meeting's screens that something which they show has changed."""

from casework.database import db
from casework.meetings.models import MeetingChange


def changed(meeting_id: int) -> None:
    """One more row for the meeting, in the caller's transaction."""
    db.session.add(MeetingChange(meeting_id=meeting_id))
