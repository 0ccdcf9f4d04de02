"""That something has changed which a meeting's screens show. Callers commit."""

from sqlalchemy import insert

from casework.database import db
from casework.meetings.models import MeetingChange


def changed(meeting_id: int) -> None:
    """Tell the screens that follow the meeting to look again, once this transaction has committed."""
    db.session.execute(insert(MeetingChange).values(meeting_id=meeting_id))
