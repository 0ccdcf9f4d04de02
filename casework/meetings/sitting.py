"""The meeting's own steps: summoned to, opened, adjourned, closed, cancelled; and which item is handled now.

`move` is the only place where a meeting's state changes (workflows/procedures/meeting.py). Callers commit.
"""

from collections.abc import Mapping

from flask import current_app
from sqlalchemy import select

from casework import audit, clock
from casework.database import db
from casework.errors import StaleVersion
from casework.meetings.changes import changed
from casework.meetings.models import Meeting, MeetingEvent
from casework.meetings.queries import items_of, may_lead, meeting_facts, roles_at
from casework.permissions import Reader
from workflows import PROCEDURES, Reason, Step, StepRefused
from workflows._facts import ActorFacts, CaseFacts, Facts, MeetingFacts
from workflows._vocabulary import N_

TABLE = PROCEDURES["meeting"]
BY_OTHERS = ("summon", "open", "change")
"""Steps with a form of their own: the summons that goes out, the roll, another time or place."""


def facts_at(
    meeting: Meeting,
    actor: Reader,
    given: Mapping[str, str] | None = None,
    *,
    told: MeetingFacts | None = None,
) -> Facts:
    """What the meeting's own steps are judged by; those of the meeting itself are read where they are not `told`."""
    if told is None:
        told = meeting_facts(meeting, undecided=[item for item in items_of(meeting.id) if item.outcome is None])
    return Facts(
        case=CaseFacts(kind="meeting", state=meeting.state, body_id=meeting.body_id, body_name=meeting.body.name),
        actor=ActorFacts(actor.person_id, roles_at(actor, meeting)),
        today=clock.today(),
        meeting=told,
        given=given or {},
    )


def take_meeting_step(
    meeting: Meeting, name: str, *, actor: Reader, expected_version: int, given: Mapping[str, str] | None = None
) -> None:
    """Take one of the meeting's own steps; the caller holds its row. StaleVersion, or StepRefused with every reason."""
    if meeting.version != expected_version:
        raise StaleVersion(meeting.version)
    given = {key: value.strip() for key, value in (given or {}).items()}
    step = TABLE.take(name, facts_at(meeting, actor, given))
    move(meeting, step.name, actor=actor, note=given.get("note", "") if step.asks else "")
    meeting.version += 1
    db.session.flush()


def move(meeting: Meeting, name: str, *, actor: Reader, note: str = "") -> None:
    """The meeting in the state that the step leads to, with its event and times. The caller has judged the step.

    Raises MachineError where the table has no such road.
    """
    before, now = meeting.state, clock.now()
    to = TABLE.move(name, before)
    if to == "summoned":
        meeting.summoned_at = meeting.summoned_at or now
    elif to == "open":
        meeting.opened_at = meeting.opened_at or now
    elif TABLE.states[to].final:
        meeting.closed_at, meeting.current_item_id = now, None
    meeting.state = to
    db.session.flush()
    event = {"step": name, "from_state": before, "to_state": to, "note": note, "at": now}
    db.session.add(MeetingEvent(meeting_id=meeting.id, actor_id=actor.person_id, **event))
    ids = {"authority_id": meeting.authority_id, "actor_id": actor.person_id}
    audit.record(f"meeting_{name}", **ids, meeting=meeting.id)
    if to == "closed":
        for close in current_app.extensions["casework.meeting_closed"]:
            close(meeting.id)
    if to == "cancelled":
        for cancel in current_app.extensions["casework.meeting_cancelled"]:
            cancel(meeting)
    changed(meeting.id)


def steps_now(meeting: Meeting, facts: Facts) -> list[tuple[Step, list[Reason]]]:
    """The steps that this actor may be offered now, each with why it may not be taken yet."""
    own = [step for step in TABLE.steps_from(meeting.state) if step.name not in BY_OTHERS]
    return [(step, TABLE.refusals(step, facts)) for step in own if facts.actor.roles & set(step.by)]


def take_up(meeting: Meeting, item_id: int | None, *, actor: Reader) -> None:
    """The item that is handled now, on every screen that follows the meeting; None for none.

    Refused for others than who leads or keeps the minutes, outside an open meeting, and for an item of another agenda.
    """
    if not may_lead(actor, meeting):
        raise StepRefused([Reason(N_("Ärendena tas upp av ordföranden eller sekreteraren."))])
    if meeting.state != "open":
        raise StepRefused([Reason(N_("Sammanträdet pågår inte. Gör upprop, eller återuppta det, först."))])
    if item_id is not None and item_id not in {item.id for item in items_of(meeting.id)}:
        raise StepRefused([Reason(N_("Ärendet står inte på föredragningslistan."))])
    if meeting.current_item_id != item_id:
        meeting.current_item_id = item_id
        db.session.flush()
        changed(meeting.id)


def events_of(meeting_id: int) -> list[MeetingEvent]:
    """The steps that the meeting has taken, the oldest first."""
    return list(
        db.session.scalars(select(MeetingEvent).where(MeetingEvent.meeting_id == meeting_id).order_by(MeetingEvent.id))
    )
