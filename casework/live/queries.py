"""Reading a meeting that is held: its token, its screens' matter, and the speakers' list. One door: `visible_to`."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, lazyload

from casework.database import db
from casework.live.models import Disclosure, Speaker
from casework.meetings.models import AgendaItem, Decision, Guest, Meeting, MeetingChange
from casework.meetings.queries import visible_to
from casework.permissions import Reader

ORDER = {"order": 0, "reply": 1, "word": 2}
"""Points of order go before everything, replies before the next turn; within each, who asked first."""

_TOKEN = select(func.count()).where(MeetingChange.meeting_id == Meeting.id).correlate(Meeting).scalar_subquery()


def meeting_now(meeting_id: int, reader: Reader) -> tuple[Meeting, int] | None:
    """The meeting, if it exists for `reader`, with its token: read before what is shown, so that it is never newer."""
    found = db.session.execute(select(Meeting, _TOKEN).where(Meeting.id == meeting_id, visible_to(reader))).first()
    return (found[0], found[1]) if found else None


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """The items in their order, without what was taken off, each with its case and its decision; one statement."""
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.taken_off_at.is_(None))
    decision = joinedload(AgendaItem.decision).lazyload(Decision.meeting)
    query = query.options(lazyload(AgendaItem.meeting), decision)  # the meeting is at hand
    return list(db.session.scalars(query.order_by(AgendaItem.position)))


def guests_at(meeting_id: int) -> Sequence[Guest]:
    """Who is there without a seat, and has not left."""
    query = select(Guest).where(Guest.meeting_id == meeting_id, Guest.until.is_(None))
    return db.session.scalars(query.order_by(Guest.id)).all()


def speakers_of(item_id: int) -> list[Speaker]:
    """Who speaks and who waits at the item, in the order in which the word is given; the one who speaks first."""
    query = select(Speaker).where(Speaker.item_id == item_id, Speaker.ended_at.is_(None))
    return sorted(db.session.scalars(query), key=lambda row: (row.given_at is None, ORDER[row.kind], row.id))


def has_spoken(item_id: int) -> bool:
    """Whether anybody has the word at the item, or has had it."""
    query = select(Speaker.id).where(Speaker.item_id == item_id, Speaker.given_at.is_not(None))
    return db.session.scalar(query.limit(1)) is not None


def speaker_of(meeting_id: int, speaker_id: int) -> Speaker | None:
    """One on the list of an item of the meeting, ended or not."""
    query = select(Speaker).join(AgendaItem, AgendaItem.id == Speaker.item_id)
    return db.session.scalar(query.where(Speaker.id == speaker_id, AgendaItem.meeting_id == meeting_id))


def disclosures_at(item_id: int) -> Sequence[Disclosure]:
    """Who has told that he is disqualified from the item and still means it, the first first."""
    query = select(Disclosure).where(Disclosure.item_id == item_id, Disclosure.withdrawn_at.is_(None))
    return db.session.scalars(query.order_by(Disclosure.id)).all()
