"""Matters that are no cases: put on an agenda, and handled."""

from flask import Flask

from casework.database import db, write
from casework.errors import found
from casework.meetings.matters import Matter, add_matter
from casework.meetings.models import AgendaItem
from casework.meetings.operations import record_outcome
from casework.meetings.queries import get_meeting
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
