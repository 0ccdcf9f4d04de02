"""Who is at the meeting without a seat: of the staff, called to inform, observing. Callers commit."""

from sqlalchemy import select

from casework import audit, clock
from casework.database import db
from casework.law.attending import GUESTS, guest_refused
from casework.meetings.changes import changed
from casework.meetings.models import Guest, Meeting
from casework.meetings.queries import may_call_roll
from casework.permissions import Reader
from workflows import Reason, StepRefused
from workflows._vocabulary import N_


def guests_of(meeting_id: int) -> list[Guest]:
    """Everybody without a seat who is or was there, in the order of coming."""
    return list(db.session.scalars(select(Guest).where(Guest.meeting_id == meeting_id).order_by(Guest.id)))


def add_guest(meeting: Meeting, name: str, kind: str, *, remote: bool, actor: Reader) -> Guest:
    """Somebody without a seat comes to the meeting, whose row the caller holds.

    Refused: others than who calls the roll, a meeting that is not going on, an unknown kind, and whom the law does not
    let be there (law.attending).
    """
    if reasons := _refused(meeting, actor):
        raise StepRefused(reasons)
    if kind not in GUESTS or not name:
        raise StepRefused([Reason(N_("Skriv namnet och välj i vilken egenskap personen deltar."))])
    here = [guest for guest in guests_of(meeting.id) if guest.kind == kind and guest.until is None]
    if text := guest_refused(kind, meeting.body.kind, len(here)):
        raise StepRefused([Reason(text)])
    told = {"name": name, "kind": kind, "remote": remote, "since": clock.now(), "noted_by_id": actor.person_id}
    guest = Guest(meeting_id=meeting.id, **told)
    db.session.add(guest)
    db.session.flush()
    _told(meeting, "guest_came", guest, actor)
    return guest


def guest_leaves(meeting: Meeting, guest_id: int, *, actor: Reader) -> None:
    """Somebody without a seat leaves; twice is once. Refused as add_guest; LookupError where there is none such."""
    guest = db.session.scalar(select(Guest).where(Guest.id == guest_id, Guest.meeting_id == meeting.id))
    if guest is None:
        raise LookupError(guest_id)
    if guest.until is not None:
        return
    if reasons := _refused(meeting, actor):
        raise StepRefused(reasons)
    guest.until = clock.now()
    db.session.flush()
    _told(meeting, "guest_left", guest, actor)


def guests_leave(meeting_id: int) -> None:
    """The meeting is closed: nobody is there any longer."""
    for guest in guests_of(meeting_id):
        guest.until = guest.until or clock.now()


def _refused(meeting: Meeting, actor: Reader) -> list[Reason]:
    if not may_call_roll(actor, meeting):
        return [Reason(N_("Närvaron förs av sekreteraren eller ordföranden."))]
    if meeting.ended or meeting.opened_at is None:
        return [Reason(N_("Sammanträdet pågår inte."))]
    return []


def _told(meeting: Meeting, event: str, guest: Guest, actor: Reader) -> None:
    ids = {"authority_id": meeting.authority_id, "actor_id": actor.person_id}
    audit.record(event, **ids, meeting=meeting.id, guest=guest.id, kind=guest.kind)
    changed(meeting.id)
