"""What people do at a meeting, through the room's doors."""

from flask import Flask

from casework.database import db, write
from casework.live.operations import ask_for_the_word, end_the_word, give_the_word
from casework.live.queries import meeting_now, speakers_of
from casework.meetings.models import AgendaItem
from casework.meetings.queries import get_item, lock_meeting
from casework.meetings.sitting import take_up
from casework.people.models import Person
from tests.factories import reader_of
from tests.observing import one


def take_up_at(app: Flask, item_id: int, *, who: str = "sekreterare") -> None:
    """That person takes up the item."""
    with app.app_context(), write():
        take_up(lock_meeting(held(item_id, who).meeting_id), item_id, actor=reader_of(who))


def ask_at(app: Flask, item_id: int, name: str, kind: str = "word", *, who: str = "sekreterare") -> int:
    """The person of that name stands on the item's list: the row's id."""
    person = one(app, Person, name=name).id
    with app.app_context(), write():
        row = ask_for_the_word(held(item_id, who), person, kind, actor=reader_of(who))
        db.session.flush()
        return row.id


def held(item_id: int, who: str) -> AgendaItem:
    """The item, as it is for that person. Needs a context."""
    item = get_item(item_id, reader_of(who))
    assert item is not None, f"{who} has no item {item_id}"
    return item


def give_at(app: Flask, item_id: int, speaker_id: int, *, who: str = "sekreterare") -> None:
    """That one gets the word."""
    with app.app_context(), write():
        row = next(row for row in speakers_of(item_id) if row.id == speaker_id)
        give_the_word(held(item_id, who), row, actor=reader_of(who))


def end_at(app: Flask, item_id: int, speaker_id: int, *, who: str = "sekreterare") -> None:
    """That one leaves the list."""
    with app.app_context(), write():
        row = next(row for row in speakers_of(item_id) if row.id == speaker_id)
        end_the_word(held(item_id, who), row, actor=reader_of(who))


def token_of(app: Flask, meeting_id: int) -> int:
    """How many changes the meeting has had."""
    with app.app_context():
        found = meeting_now(meeting_id, reader_of("sekreterare"))
        assert found is not None
        return found[1]
