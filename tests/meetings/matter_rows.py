"""Matters that are no cases: put on an agenda, and handled."""

from flask import Flask

from casework.database import db, write
from casework.errors import found
from casework.law.serving import grounds_at
from casework.meetings.guests import add_guest
from casework.meetings.matters import Matter, add_matter
from casework.meetings.models import AgendaItem
from casework.meetings.operations import record_outcome
from casework.meetings.presence import Noted, note_presence
from casework.meetings.queries import attendance_of, get_item, get_meeting
from tests.factories import reader_of


def make_matter(
    app: Flask, meeting: int, *, kind: str = "other", title: str = "En punkt", proposal: str = "", routine: bool = False
) -> int:
    """A matter last on the agenda: the item's id."""
    with app.app_context(), write():
        actor = reader_of("sekreterare")
        matter = Matter(kind, title, [proposal] if proposal else [], routine=routine)
        return add_matter(found(get_meeting(meeting, actor, lock=True)), matter, actor=actor).id


def decide_matter(app: Flask, item_id: int, outcome: str = "note", *, who: str = "ordforande") -> int:
    """The matter is handled by who presides: the decision's id."""
    with app.app_context(), write():
        item = db.session.get_one(AgendaItem, item_id)
        given = {"text": "Informationen antecknas."}
        return record_outcome(item, outcome, actor=reader_of(who), expected_version=item.version, given=given).id


def make_guest(app: Flask, meeting: int, kind: str = "expert") -> int:
    """Somebody without a seat who has come: the guest's id."""
    with app.app_context(), write():
        actor = reader_of("sekreterare")
        row = found(get_meeting(meeting, actor, lock=True))
        return add_guest(row, "Gästen", kind, remote=False, actor=actor).id


def dispute_at(app: Flask, item_id: int, name: str) -> int:
    """It is disputed whether that person is disqualified at the item: what was noted, by id."""
    with app.app_context(), write():
        actor = reader_of("sekreterare")
        item = found(get_item(item_id, actor, lock=True))
        rows = {row.person.name: row for row in attendance_of(item.meeting_id)}
        ground = grounds_at(assembly=item.meeting.body.kind == "assembly")[0]
        one = rows[name].person_id
        noted = Noted("disqualified", one, ground=ground, raised_by_id=one, disputed=True)
        return note_presence(item, noted, actor=actor, expected_version=item.version).id
