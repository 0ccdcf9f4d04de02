"""The speakers' list, and a member's word that he is disqualified. Callers commit.

Each holds the meeting's row, so that what two press at once comes one after the other, and tells the screens by
`changed`. A press that has been made already changes nothing and is no refusal.
"""

from collections.abc import Sequence

from casework import clock
from casework.database import db
from casework.law.serving import Place
from casework.live.models import Disclosure, Speaker
from casework.live.queries import ORDER, disclosures_at, has_spoken, speakers_of
from casework.meetings.changes import changed
from casework.meetings.models import AgendaItem, Meeting
from casework.meetings.queries import lock_meeting, may_lead, places, roll_at
from casework.permissions import Reader
from casework.web import bounded
from workflows import Reason, StepRefused
from workflows._vocabulary import N_

HELD = "open"


def ask_for_the_word(item: AgendaItem, person_id: int, kind: str, *, actor: Reader) -> Speaker:
    """Put the person on the item's list: `kind` is a key of ORDER. He asks himself, or who leads notes a raised hand.

    Refused: another item than the one that is handled, a decided one, one who is not there or takes no part in it, a
    reply before anybody has spoken.
    """
    meeting, there = _held(item), _there(item)
    if person_id != actor.person_id:
        _only_who_leads(meeting, actor)
    if reasons := _may_not_speak(meeting, item, person_id, kind, there):
        raise StepRefused(reasons)
    waiting = [
        row for row in speakers_of(item.id) if (row.person_id, row.kind, row.given_at) == (person_id, kind, None)
    ]
    if waiting:
        return waiting[0]
    row = Speaker(item_id=item.id, person_id=person_id, kind=kind, asked_at=clock.now(), asked_by_id=actor.person_id)
    row.cause = ""
    db.session.add(row)
    changed(meeting.id)
    return row


def give_the_word(item: AgendaItem, row: Speaker, *, actor: Reader) -> None:
    """He speaks now, and who spoke has spoken. Refused: one who left the list, others' press."""
    meeting = _held(item)
    _only_who_leads(meeting, actor)
    db.session.refresh(row)  # the row was read before the meeting was held
    if row.ended_at is not None:
        raise StepRefused([Reason(N_("%(name)s står inte längre på talarlistan."), {"name": row.person.name})])
    if row.given_at is not None:
        return
    for other in speakers_of(item.id):
        if other.given_at is not None:
            other.ended_at, other.cause = clock.now(), "spoken"
    db.session.flush()  # one speaks at a time
    row.given_at = clock.now()
    changed(meeting.id)


def end_the_word(item: AgendaItem, row: Speaker, *, actor: Reader) -> None:
    """Off the list: who speaks has spoken; who waits is struck by who leads, or takes his own name off."""
    meeting = _held(item)
    own = row.person_id == actor.person_id
    if not own:
        _only_who_leads(meeting, actor)
    db.session.refresh(row)
    if row.ended_at is not None:
        return
    row.ended_at = clock.now()
    row.cause = "spoken" if row.given_at is not None else "withdrawn" if own else "struck"
    changed(meeting.id)


def disclose(item: AgendaItem, note: str, *, actor: Reader) -> Disclosure:
    """The member tells secretary and chair that he is disqualified. Refused: a decided item, no seat here, too long."""
    meeting = _held(item)
    note = bounded(note)
    if item.outcome is not None:
        raise StepRefused([_DECIDED])
    if not any(place.person_id == actor.person_id for place in _there(item)):
        raise StepRefused([Reason(N_("Jäv anmäls av den som har en plats på sammanträdet."))])
    told = [row for row in disclosures_at(item.id) if row.person_id == actor.person_id]
    if told:
        return told[0]
    row = Disclosure(item_id=item.id, person_id=actor.person_id, note=note, told_at=clock.now())
    db.session.add(row)
    changed(meeting.id)
    return row


def no_longer_disclosed(item: AgendaItem, *, actor: Reader) -> None:
    """He takes his own word back; what was noted at the item by secretary or chair stays noted."""
    meeting = _held(item)
    for row in disclosures_at(item.id):
        if row.person_id == actor.person_id:
            row.withdrawn_at = clock.now()
            changed(meeting.id)


_DECIDED = Reason(N_("Ärendet är redan avgjort på det här sammanträdet."))


def _held(item: AgendaItem) -> Meeting:
    """The item's meeting with its row held, where it is being held."""
    meeting = lock_meeting(item.meeting_id)
    if meeting.state != HELD:
        raise StepRefused([Reason(N_("Sammanträdet pågår inte. Gör upprop, eller återuppta det, först."))])
    return meeting


def _there(item: AgendaItem) -> list[Place]:
    return places(*roll_at(item))


def _only_who_leads(meeting: Meeting, actor: Reader) -> None:
    if not may_lead(actor, meeting):
        raise StepRefused([Reason(N_("Det gör den som leder sammanträdet, eller sekreteraren."))])


def _may_not_speak(
    meeting: Meeting, item: AgendaItem, person_id: int, kind: str, there: Sequence[Place]
) -> list[Reason]:
    place = next((place for place in there if place.person_id == person_id), None)
    refusals = (
        (kind not in ORDER, Reason(N_("Välj ordet, replik eller ordningsfråga."))),
        (meeting.current_item_id != item.id, Reason(N_("Ordet begärs i det ärende som behandlas nu."))),
        (item.outcome is not None, _DECIDED),
        (place is None or not place.present, Reason(N_("Ordet begärs av den som är närvarande enligt uppropet."))),
        (
            place is not None and place.present and not place.takes_part,
            Reason(N_("Den som inte deltar i ärendet kan inte begära ordet i det.")),
        ),
        (kind == "reply" and not has_spoken(item.id), Reason(N_("Replik begärs när någon har haft ordet."))),
    )
    return [reason for holds, reason in refusals if holds][:1]
