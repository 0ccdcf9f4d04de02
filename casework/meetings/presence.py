"""Who takes part in one item, where the roll does not say so: disqualified, gone out, stepping in for somebody.

What is noted may be taken back until the outcome is recorded; nothing of it is lost. Whoever is disqualified neither
serves nor leads (KL 6:30), and the minutes say so. Callers hold the rows of case and item, and commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import current_app
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from casework import audit, clock
from casework.database import db
from casework.errors import StaleVersion
from casework.law.serving import (
    ACCOUNTABLE,
    OTHER,
    PARTY,
    PERSONAL,
    REPRESENTATIVE,
    SUPERVISION,
    Place,
    empty_seats,
    grounds_at,
    idle,
    needed,
    presiding,
    serving,
)
from casework.meetings.changes import changed
from casework.meetings.models import AgendaItem, Attendance, ItemPresence, Meeting
from casework.meetings.queries import Presences, lock_meeting, places, roll_at
from casework.permissions import Reader
from workflows import Reason, StepRefused
from workflows._vocabulary import ASSEMBLY, CHAIR, N_, SECRETARY

DISQUALIFIED, AWAY, SERVING = "disqualified", "away", "serving"

GROUNDS = {
    PARTY: N_("saken rör ledamoten själv eller någon närstående"),
    REPRESENTATIVE: N_("ombud eller ställföreträdare i saken"),
    SUPERVISION: N_("tillsyn över verksamhet som ledamoten är knuten till"),
    OTHER: N_("annan omständighet som kan rubba förtroendet"),
    PERSONAL: N_("saken rör ledamoten själv eller någon närstående personligen"),
    ACCOUNTABLE: N_("redovisningsskyldig, vid ansvarsfrihet eller val av revisor"),
}
"""KL 6:28, point by point; and what disqualifies in the assembly, KL 5:47 and 5:48."""
UPHELD, REJECTED = "upheld", "rejected"


@dataclass(frozen=True)
class Noted:
    """What is to hold of a person at an item: `serving_for_id` of who steps in; the others of jäv."""

    kind: str
    person_id: int
    ground: str = ""
    note: str = ""
    raised_by_id: int | None = None
    serving_for_id: int | None = None
    disputed: bool = False


def may_note(reader: Reader, meeting: Meeting, leader_id: int | None) -> bool:
    """The secretary, the chair, and who leads the item in the chair's place."""
    roles = reader.roles_for(meeting.authority_id, meeting.body_id)
    return bool(roles & {SECRETARY, CHAIR}) or (leader_id is not None and leader_id == reader.person_id)


def note_presence(item: AgendaItem, noted: Noted, *, actor: Reader, expected_version: int) -> ItemPresence:
    """Note that of the person for the item, instead of what held of him there before.

    Raises StaleVersion, or StepRefused: a recorded item, an actor who may not, a person who is not there, a substitute
    who serves already or would serve for a member who takes part. The item's version goes up: who decides has changed.
    """
    rows, presences = _held(item, actor, expected_version)
    if reasons := _impossible(noted, rows, presences) or _wrong_ground(noted, item):
        raise StepRefused(reasons)
    before = presences.get(noted.person_id)
    if before is not None:
        _take_back(before, actor)
        db.session.flush()  # one thing at a time holds of a person
    row = ItemPresence(
        item_id=item.id,
        person_id=noted.person_id,
        kind=noted.kind,
        ground=noted.ground,
        note=noted.note,
        raised_by_id=noted.raised_by_id,
        serving_for_id=noted.serving_for_id,
        disputed=noted.disputed,
        noted_by_id=actor.person_id,
        noted_at=clock.now(),
    )
    db.session.add(row)
    _changed(item, "presence_noted", row, actor)
    return row


def take_back(item: AgendaItem, row: ItemPresence, *, actor: Reader, expected_version: int) -> None:
    """What was noted holds no longer, nor does anybody step in for who takes part again. Refused as note_presence.

    What was taken back already stays so, whichever version is expected: the same press twice is one.
    """
    if row.taken_back_at is not None:
        return
    _rows, presences = _held(item, actor, expected_version)
    for other in presences.values():
        if other.serving_for_id == row.person_id:
            _take_back(other, actor)
    _take_back(row, actor)
    _changed(item, "presence_taken_back", row, actor)


def rule_on(item: AgendaItem, row: ItemPresence, ruling: str, *, actor: Reader, expected_version: int) -> None:
    """Note the body's own ruling on a disputed disqualification: UPHELD, or REJECTED and then he takes part (KL 6:30).

    Refused as note_presence; where nothing is disputed, or it is ruled already otherwise; and in a body that would not
    be quorate with him, who takes part in the ruling only where it is not quorate without him. The same again is one.
    """
    if row.ruling and row.ruling == ruling:
        return
    rows, presences = _held(item, actor, expected_version)
    if not row.disputed or row.ruling or row.taken_back_at is not None or ruling not in {UPHELD, REJECTED}:
        raise StepRefused([Reason(N_("Det finns ingen jävsfråga att pröva."))])
    with_him = [
        replace(place, disqualified=False) if place.person_id == row.person_id else place
        for place in places(rows, presences)
    ]
    meeting = item.meeting
    least = needed(with_him, assembly=meeting.body.kind == ASSEMBLY, vacant=meeting.vacant_seats)
    if len(serving(with_him)) < least:
        raise StepRefused([Reason(N_("Organet är inte beslutsfört och kan inte pröva jävsfrågan."))])
    row.ruling, row.ruled_at = ruling, clock.now()
    _changed(item, f"disqualification_{ruling}", row, actor)


def presence_of(item_id: int, presence_id: int) -> ItemPresence | None:
    """What was noted at the item, taken back or not."""
    query = select(ItemPresence).where(ItemPresence.item_id == item_id, ItemPresence.id == presence_id)
    return db.session.scalar(query)


def _held(item: AgendaItem, actor: Reader, expected_version: int) -> tuple[list[Attendance], Presences]:
    """The roll at the item, standing still until the transaction ends, where it may be changed by the actor."""
    if item.version != expected_version:
        raise StaleVersion(item.version)
    lock_meeting(item.meeting_id)
    rows, presences = roll_at(item)
    if reasons := refused(item, actor, rows, presences):
        raise StepRefused(reasons)
    return rows, presences


def refused(item: AgendaItem, actor: Reader, rows: Sequence[Attendance], presences: Presences) -> list[Reason]:
    """Why the actor may note nothing at the item; [] when he may."""
    if item.outcome is not None or item.meeting.ended:
        return [Reason(N_("Ärendet är redan avgjort på det här sammanträdet."))]
    if held := current_app.extensions["casework.presence_held"](item.meeting_id, item.id):
        return [held]
    leader = presiding(places(rows, presences))
    if not may_note(actor, item.meeting, leader.person_id if leader else None):
        return [Reason(N_("Närvaro och jäv i ärendet förs in av sekreteraren eller ordföranden."))]
    return []


def _wrong_ground(noted: Noted, item: AgendaItem) -> list[Reason]:
    assembly = item.meeting.body.kind == ASSEMBLY
    if noted.kind == DISQUALIFIED and noted.ground not in grounds_at(assembly=assembly):
        return [Reason(N_("Välj grunden för jävet."))]
    return []


def _impossible(noted: Noted, rows: Sequence[Attendance], presences: Presences) -> list[Reason]:
    row = next((row for row in rows if row.person_id == noted.person_id), None)
    if row is None:
        return [Reason(N_("Välj någon som har en plats på sammanträdet."))]
    name = {"name": row.person.name}
    if not row.present:
        return [Reason(N_("%(name)s är inte närvarande enligt uppropet."), name)]
    before = presences.get(noted.person_id)
    if before is not None and before.kind == noted.kind:
        return [Reason(N_("Det är redan infört för %(name)s."), name)]
    return _cannot_step_in(noted, places(rows, presences), name) if noted.kind == SERVING else []


def _cannot_step_in(noted: Noted, there: Sequence[Place], name: dict[str, str]) -> list[Reason]:
    if noted.person_id not in {place.person_id for place in idle(there)}:
        text = N_("%(name)s kan inte träda in: det gör en närvarande ersättare som inte redan tjänstgör.")
        return [Reason(text, name)]
    if noted.serving_for_id not in {place.person_id for place in empty_seats(there)}:
        text = N_("%(name)s kan bara träda in för en ledamot som inte deltar i ärendet och som ingen annan ersätter.")
        return [Reason(text, name)]
    return []


def _take_back(row: ItemPresence, actor: Reader) -> None:
    row.taken_back_at, row.taken_back_by_id = clock.now(), actor.person_id


def _changed(item: AgendaItem, event: str, row: ItemPresence, actor: Reader) -> None:
    flag_modified(item, "position")
    db.session.flush()
    audit.record(
        event,
        authority_id=item.meeting.authority_id,
        case_id=item.case_id,
        actor_id=actor.person_id,
        item=item.id,
        person=row.person_id,
        kind=row.kind,
    )
    changed(item.meeting_id)


# What the minutes say of it


def present_at(rows: Sequence[Attendance], presences: Presences) -> list[dict[str, str]]:
    """Who took part in the decision, as the minutes name them; frozen with the decision."""
    there = places(rows, presences)
    leader, by_person = presiding(there), {row.person_id: row for row in rows}
    found = []
    for place in serving(there):
        row = by_person[place.person_id]
        member = by_person.get(place.serving_for_id or 0)
        found.append(
            {
                "id": str(row.person_id),
                "name": row.person.name,
                "role": "presiding" if place is leader else place.role,
                "serving_for": member.person.name if member and not place.is_member else "",
                "party": row.seat.party,
            }
        )
    return found


def disqualified_at(rows: Sequence[Attendance], presences: Presences) -> list[dict[str, str]]:
    """Who was there and took no part for being disqualified, and who said so; frozen with the decision.

    Where it was disputed, what the body ruled: also of whom it found not to be disqualified.
    """
    names = {row.person_id: row.person.name for row in rows}
    found = []
    for row in rows:
        noted = presences.get(row.person_id)
        if noted is not None and noted.kind == DISQUALIFIED and row.present:
            raised = "" if noted.raised_by_id == row.person_id else names.get(noted.raised_by_id or 0, "")
            told = {"name": row.person.name, "party": row.seat.party, "ground": noted.ground, "raised_by": raised}
            found.append(told | ({"ruling": noted.ruling} if noted.ruling else {}))
    return found


def minutes_sentence(row: dict[str, str]) -> str:
    """How the minutes tell of one in `disqualified_at`."""
    who = f"{row['name']} ({row['party']})" if row["party"] else row["name"]
    if row.get("ruling") == UPHELD:
        return gettext("Organet prövade om %(who)s är jävig och fann att så är fallet. %(who)s deltog inte.", who=who)
    if row.get("ruling") == REJECTED:
        return gettext("Organet prövade om %(who)s är jävig och fann att så inte är fallet.", who=who)
    if row["raised_by"]:
        return gettext("%(who)s var jävig och deltog inte i handläggningen.", who=who)
    return gettext("%(who)s anmälde jäv och deltog inte i handläggningen.", who=who)
