"""What stands on an agenda: cases, and matters that are none, such as the roll or an interpellation. Callers commit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import current_app
from sqlalchemy import func, select

from casework import audit, clock
from casework.database import db
from casework.errors import StaleVersion
from casework.meetings.changes import changed
from casework.meetings.models import OF_CASE, AgendaItem, Meeting
from casework.meetings.queries import keeps_minutes, lock_meeting
from casework.permissions import Reader
from workflows import PROCEDURES, WORKFLOWS, Reason, Step, StepRefused, Workflow
from workflows._vocabulary import ITEM_KINDS, N_, OUTCOMES

WAITING = "waiting"
ENDING_FROM = 10_000
"""From this place on stand the items that end a meeting."""


@dataclass(frozen=True)
class Matter:
    """An agenda item as it is put up: about a case, or with a title and the points that may be decided."""

    kind: str
    title: str = ""
    proposal: Sequence[str] = ()
    case_id: int | None = None
    closed_doors: bool = False
    routine: bool = False
    exemption: str = ""


def table_of(item: AgendaItem) -> tuple[Workflow, str]:
    """The table by which the item is handled, and the state that it is in there: its case's, or that of a matter."""
    if item.case is not None:
        return WORKFLOWS[item.case.kind], item.case.state
    return PROCEDURES["agenda_item"], WAITING


def outcome_steps(item: AgendaItem) -> list[Step]:
    """What a meeting may do with the item now, the proposed decision first."""
    table, state = table_of(item)
    return [step for step in table.steps_from(state) if step.name in OUTCOMES]


def outcome_step(item: AgendaItem, outcome: str) -> Step | None:
    """The step of that outcome; None for a word that is none."""
    table, state = table_of(item)
    return table.step(outcome, state) if outcome in OUTCOMES else None


def add_item(meeting: Meeting, matter: Matter, *, at_the_end: bool = False) -> AgendaItem:
    """The item last on the agenda of the meeting, whose row the caller holds; late when papers were due before now.

    Items that end the meeting have places of their own, so that what is listed later stands before them.
    """
    part = AgendaItem.position >= ENDING_FROM if at_the_end else AgendaItem.position < ENDING_FROM
    query = select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id, part)
    item = AgendaItem(
        meeting_id=meeting.id,
        case_id=matter.case_id,
        kind=matter.kind,
        title=matter.title,
        proposal=list(matter.proposal),
        position=(db.session.scalar(query) or (ENDING_FROM if at_the_end else 0)) + 1,
        late=meeting.papers_due_at is not None and meeting.papers_due_at < clock.now(),
        closed_doors=matter.closed_doors,
        routine=matter.routine,
        exemption=matter.exemption,
    )
    item.meeting = meeting
    db.session.add(item)
    db.session.flush()
    changed(meeting.id)
    return item


def add_matter(meeting: Meeting, matter: Matter, *, actor: Reader) -> AgendaItem:
    """A matter that is no case on the agenda of the meeting, whose row the caller holds.

    Refused for another than the body's secretary, an ended meeting, a kind that is unknown or a case's, no title.
    """
    if reasons := _refused(meeting, actor):
        raise StepRefused(reasons)
    if matter.kind == OF_CASE or matter.kind not in ITEM_KINDS:
        raise StepRefused([Reason(N_("Välj vad punkten är."))])
    if not matter.title:
        raise StepRefused([Reason(N_("Skriv punktens rubrik."))])
    item = add_item(meeting, replace(matter, case_id=None))
    _audit("matter_added", item, actor)
    return item


def change_item(item: AgendaItem, matter: Matter, *, actor: Reader, expected_version: int) -> None:
    """Change what the secretary may change of an item without outcome, whose row the caller holds.

    Of every item whether the doors are closed and whether it is routine; of a matter that is no case its title and
    proposal too. Raises StaleVersion, or StepRefused as add_matter.
    """
    if item.version != expected_version:
        raise StaleVersion(item.version)
    if reasons := _refused(item.meeting, actor) or _handled(item):
        raise StepRefused(reasons)
    item.closed_doors, item.routine = matter.closed_doors, matter.routine
    if item.case_id is None:
        if not matter.title:
            raise StepRefused([Reason(N_("Skriv punktens rubrik."))])
        item.title, item.proposal = matter.title, list(matter.proposal)
    db.session.flush()
    _audit("item_changed", item, actor, closed_doors=item.closed_doors, routine=item.routine)
    changed(item.meeting_id)


def remove_matter(item: AgendaItem, *, actor: Reader, expected_version: int) -> None:
    """Take a matter that is no case off the agenda; its row stays. A case leaves by its own step. As change_item."""
    if item.version != expected_version:
        raise StaleVersion(item.version)
    if reasons := _refused(item.meeting, actor) or _handled(item):
        raise StepRefused(reasons)
    if item.case_id is not None:
        raise StepRefused([Reason(N_("Ett ärende tas bort från listan på ärendets egen sida, med skäl."))])
    if current_app.extensions["casework.deliberated"](item.meeting_id, item.id).vote_open:
        raise StepRefused([Reason(N_("En omröstning pågår. Avsluta den först."))])
    leave_agenda(item)
    _audit("matter_removed", item, actor)


def leave_agenda(item: AgendaItem) -> None:
    """The item, whose row the caller holds, stands on the agenda no longer, nor is it what is handled now."""
    meeting = lock_meeting(item.meeting_id)
    item.taken_off_at = clock.now()
    if meeting.current_item_id == item.id:
        meeting.current_item_id = None
    db.session.flush()
    changed(meeting.id)


def _refused(meeting: Meeting, actor: Reader) -> list[Reason]:
    if not keeps_minutes(actor, meeting):
        return [Reason(N_("Föredragningslistan ordnas av sekreteraren."))]
    return [Reason(N_("Sammanträdet är avslutat. Listan kan inte ändras."))] if meeting.ended else []


def _handled(item: AgendaItem) -> list[Reason]:
    return [Reason(N_("Punkten är redan behandlad."))] if item.outcome is not None else []


def _audit(event: str, item: AgendaItem, actor: Reader, **data: bool) -> None:
    ids = {"authority_id": item.meeting.authority_id, "actor_id": actor.person_id}
    audit.record(event, **ids, case_id=item.case_id, item=item.id, meeting=item.meeting_id, **data)
