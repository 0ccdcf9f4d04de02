"""The order of an agenda: what waits may be moved, what is handled stands where it stands. Callers commit.

The order that the reader saw comes with the move, and tells whether somebody was before him. The meeting's version
would not do: it is the roll's, and a roll-call that has nothing to do with the order would go stale.
"""

from collections.abc import Sequence

from sqlalchemy import case, select, update

from casework import audit
from casework.cases.models import Case
from casework.database import db
from casework.errors import StaleVersion
from casework.meetings.changes import changed
from casework.meetings.models import AgendaItem, Meeting
from casework.meetings.queries import items_of, lock_meeting
from casework.meetings.standing import ordered
from casework.permissions import Reader
from workflows import Reason, StepRefused
from workflows._vocabulary import N_, SECRETARY


def waiting(items: Sequence[AgendaItem]) -> list[int]:
    """The items of an agenda that may be moved, since they have no outcome yet; in their order, by id."""
    return [item.id for item in items if item.outcome is None]


def move_item(meeting_id: int, item_id: int, place: int, *, seen: Sequence[int], actor: Reader) -> tuple[int, int]:
    """Give a waiting item that place (from 1) among those that wait: the number that it had on the agenda, and has now.

    Raises StaleVersion when the order is another than the one that was `seen`; but when it is the wanted one already,
    as after a double click, all is well. Raises StepRefused for another than the body's secretary, a closed meeting,
    an item or a place that was not on the list.
    """
    _hold_waiting(meeting_id)
    meeting = lock_meeting(meeting_id)
    if reasons := _refused(meeting, actor, item_id, place, seen):
        raise StepRefused(reasons)
    agenda = _agenda(meeting_id)
    now = [row_id for row_id, _position, outcome in agenda if outcome is None]
    wanted = [row_id for row_id in seen if row_id != item_id]
    wanted.insert(place - 1, item_id)
    if now not in (list(seen), wanted):
        raise StaleVersion(meeting.version)
    if now != wanted:
        _renumber(wanted, [position for _id, position, outcome in agenda if outcome is None])
        ids = {"authority_id": meeting.authority_id, "actor_id": actor.person_id}
        audit.record("agenda_ordered", **ids, meeting=meeting.id, order=wanted)
        changed(meeting.id)
    numbers = [number for number, row in enumerate(agenda, start=1) if row[2] is None]
    return numbers[list(seen).index(item_id)], numbers[wanted.index(item_id)]


def order_by_rule(meeting_id: int, *, seen: Sequence[int], actor: Reader) -> None:
    """Give the waiting items the order of the body's rule. Raises StaleVersion and StepRefused as move_item."""
    _hold_waiting(meeting_id)
    meeting = lock_meeting(meeting_id)
    if reasons := _not_now(meeting, actor):
        raise StepRefused(reasons)
    items = [item for item in items_of(meeting_id) if item.outcome is None]
    now, wanted = [item.id for item in items], ordered(items, meeting.body_id)
    if now != list(seen) and (now != wanted or sorted(seen) != sorted(now)):
        raise StaleVersion(meeting.version)
    if now != wanted:
        _renumber(wanted, [item.position for item in items])
        ids = {"authority_id": meeting.authority_id, "actor_id": actor.person_id}
        audit.record("agenda_ordered", **ids, meeting=meeting.id, order=wanted)
        changed(meeting.id)


def _not_now(meeting: Meeting, actor: Reader) -> list[Reason]:
    if SECRETARY not in actor.roles_for(meeting.authority_id, meeting.body_id):
        return [Reason(N_("Föredragningslistan ordnas av sekreteraren."))]
    return [Reason(N_("Sammanträdet är avslutat. Ordningen kan inte ändras."))] if meeting.ended else []


def _refused(meeting: Meeting, actor: Reader, item_id: int, place: int, seen: Sequence[int]) -> list[Reason]:
    if reasons := _not_now(meeting, actor):
        return reasons
    if list(seen).count(item_id) != 1 or not 1 <= place <= len(seen):
        return [Reason(N_("Välj ett ärende som väntar, och en plats på listan."))]
    return []


def _hold_waiting(meeting_id: int) -> None:
    """Hold the waiting items' cases and then their rows, before the meeting: as who records an outcome does.

    The cases too, since a row that is written twice in one transaction has its foreign keys looked up again.
    """
    waits = (AgendaItem.meeting_id == meeting_id, AgendaItem.outcome.is_(None), AgendaItem.taken_off_at.is_(None))
    cases = select(Case.id).join(AgendaItem, AgendaItem.case_id == Case.id).where(*waits).order_by(Case.id)
    db.session.execute(cases.with_for_update(read=True, key_share=True, of=Case)).all()
    items = select(AgendaItem.id).where(*waits).order_by(AgendaItem.id)
    db.session.execute(items.with_for_update()).all()


def _agenda(meeting_id: int) -> list[tuple[int, int, str | None]]:
    """(id, position, outcome) of what stands on the agenda now, in order."""
    query = select(AgendaItem.id, AgendaItem.position, AgendaItem.outcome)
    query = query.where(AgendaItem.meeting_id == meeting_id, AgendaItem.taken_off_at.is_(None))
    return [(row.id, row.position, row.outcome) for row in db.session.execute(query.order_by(AgendaItem.position))]


def _renumber(order: Sequence[int], positions: Sequence[int]) -> None:
    """Give the items those positions, in that order; below zero on the way, since no two may stand in one place.

    Past the rows' versions: who reads an item to decide on it need not read it again because it was moved.
    """
    rows = update(AgendaItem).where(AgendaItem.id.in_(order)).execution_options(synchronize_session=False)
    db.session.execute(rows.values(position=-AgendaItem.position))
    moved = case(dict(zip(order, positions, strict=True)), value=AgendaItem.id)
    db.session.execute(rows.values(position=moved))
