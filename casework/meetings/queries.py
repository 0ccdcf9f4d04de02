"""Reading meetings: one door, `visible_to`; who serves, who presides, and what the rules need to know of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from casework import clock
from casework.cases.models import Case, ReportVersion
from casework.cases.queries import facts_for, lock_case
from casework.database import db
from casework.law.serving import Place, needed, presiding, serving
from casework.meetings.models import AgendaItem, Attendance, Decision, ItemPresence, Meeting, MinutesExtract
from casework.people.models import Body
from casework.permissions import Reader
from casework.web import whole
from workflows import WORKFLOWS, Reason, Step, StepRefused
from workflows._facts import MeetingFacts
from workflows._vocabulary import (
    ASSEMBLY,
    CHAIR,
    DELEGATED,
    EXECUTIVE_COMMITTEE,
    MEMBER,
    N_,
    PUT_ON_AGENDA,
    SECRETARY,
    SUBSTITUTE,
    VICE_CHAIR,
)

SEATED = (CHAIR, VICE_CHAIR, MEMBER, SUBSTITUTE)
FULL_SEATS = (CHAIR, VICE_CHAIR, MEMBER)
LISTABLE = ("planned", "summoned", "open", "adjourned")
"""The states of a meeting on whose agenda something may be put."""
LISTING = sorted(
    {
        (kind, source)
        for kind, workflow in WORKFLOWS.items()
        for step in workflow.steps
        if PUT_ON_AGENDA in step.then
        for source in step.sources
    }
)
"""The (kind, state) from which a step puts a case on an agenda."""

Presences = Mapping[int, ItemPresence]
Roll = tuple[Sequence[Attendance], Presences]
"""Every seat's row, and what holds of a person at one item instead."""
NO_PRESENCES: Presences = MappingProxyType({})


def visible_to(reader: Reader) -> ColumnElement[bool]:
    """The meetings that exist for `reader`: those of bodies where he has a seat today or is secretary."""
    whole = [g.authority_id for g in reader.grants if g.role == SECRETARY and g.body_id is None]
    return or_(Meeting.body_id.in_(reader.bodies(*SEATED, SECRETARY)), Meeting.authority_id.in_(whole))


def get_meeting(meeting_id: int, reader: Reader, *, lock: bool = False) -> Meeting | None:
    """The meeting, if it exists for `reader`."""
    query = select(Meeting).where(Meeting.id == meeting_id, visible_to(reader))
    return db.session.scalar(query.with_for_update(of=Meeting) if lock else query)


def lock_meeting(meeting_id: int) -> Meeting:
    """The meeting with its row held: its roll and agenda stand still until the transaction ends.

    Where a case or an item is held too, they are taken before it, in that order; else two could wait for each other.
    """
    query = select(Meeting).where(Meeting.id == meeting_id).with_for_update(of=Meeting)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one()


def list_meetings(reader: Reader) -> list[Meeting]:
    """The meetings that exist for `reader`, the latest first."""
    query = select(Meeting).where(visible_to(reader)).order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    return list(db.session.scalars(query.limit(100)))


def may_plan(reader: Reader, body: Body) -> bool:
    """Whether the reader is the body's secretary, who plans its meetings."""
    return SECRETARY in reader.roles_for(body.authority_id, body.id)


def may_call_roll(reader: Reader, meeting: Meeting) -> bool:
    """The roll is called by the body's secretary or its chair."""
    return bool(roles_at(reader, meeting) & {SECRETARY, CHAIR})


def may_lead(reader: Reader, meeting: Meeting) -> bool:
    """Whether the reader leads the body's meetings, in the chair's place too, or keeps its minutes."""
    return bool(roles_at(reader, meeting) & {SECRETARY, CHAIR, VICE_CHAIR})


def keeps_minutes(reader: Reader, meeting: Meeting) -> bool:
    """Whether the reader is the body's secretary."""
    return SECRETARY in roles_at(reader, meeting)


def roles_at(reader: Reader, meeting: Meeting) -> frozenset[str]:
    """The reader's roles and seats in the meeting's body."""
    return reader.roles_for(meeting.authority_id, meeting.body_id)


def meeting_made_by(creation_key: str) -> Meeting | None:
    """The meeting that this form has already made."""
    return db.session.scalar(select(Meeting).where(Meeting.creation_key == creation_key))


def open_meetings_of(*body_ids: int) -> list[Meeting]:
    """The bodies' meetings from today on, on whose agenda a case may be put; the nearest first."""
    query = select(Meeting).where(Meeting.body_id.in_(body_ids), Meeting.state.in_(LISTABLE))
    return [row for row in db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id)) if is_coming(row)]


def is_coming(meeting: Meeting) -> bool:
    """Whether its day is today or later."""
    return meeting.day >= clock.today()


def attendance_of(meeting_id: int) -> list[Attendance]:
    """Every seat's row, in the order of the seats."""
    query = select(Attendance).where(Attendance.meeting_id == meeting_id).order_by(Attendance.id)
    query = query.options(joinedload(Attendance.seat))
    return list(db.session.scalars(query))


def items_of(meeting_id: int) -> list[AgendaItem]:
    """The agenda in its order, without what was taken off, with decisions."""
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id, AgendaItem.taken_off_at.is_(None))
    query = query.order_by(AgendaItem.position).options(selectinload(AgendaItem.decision))
    return list(db.session.scalars(query))


def get_item(item_id: int, reader: Reader, *, lock: bool = False) -> AgendaItem | None:
    """The agenda item, if its meeting exists for `reader`; with `lock` by itself: who takes it takes its case too."""
    query = select(AgendaItem).join(Meeting, Meeting.id == AgendaItem.meeting_id)
    query = query.where(AgendaItem.id == item_id, AgendaItem.taken_off_at.is_(None), visible_to(reader))
    if lock:
        query = query.options(lazyload(AgendaItem.case), lazyload(AgendaItem.meeting)).with_for_update(of=AgendaItem)
    return db.session.scalar(query)


def hold_item(item_id: int, reader: Reader) -> AgendaItem | None:
    """The agenda item with its row held, if its meeting exists for `reader`; its case's row, if it has one, before it.

    Who takes a case off the agenda holds them in that order.
    """
    query = select(AgendaItem.case_id).join(Meeting, Meeting.id == AgendaItem.meeting_id)
    here = AgendaItem.id == item_id, AgendaItem.taken_off_at.is_(None)
    found = db.session.execute(query.where(*here, visible_to(reader))).one_or_none()
    if found is None:
        return None
    case = lock_case(found.case_id) if found.case_id is not None else None
    item = get_item(item_id, reader, lock=True)
    assert item is None or item.case is case  # bound while it is at hand, so that it is not read again
    return item


def open_item_of(case_id: int) -> AgendaItem | None:
    """The agenda item on which the case waits."""
    return db.session.scalar(select(AgendaItem).where(_waits(case_id)))


def _waits(case_id: int) -> ColumnElement[bool]:
    return and_(AgendaItem.case_id == case_id, AgendaItem.outcome.is_(None), AgendaItem.taken_off_at.is_(None))


def ready_cases(meeting: Meeting) -> list[Case]:
    """The cases that wait for this body: those in a (kind, state) from which a step leads to an agenda."""
    return list(db.session.scalars(_ready(meeting)))


def _ready(meeting: Meeting) -> Select[Case]:
    clause = or_(*((Case.kind == kind) & (Case.state == state) for kind, state in LISTING))
    return select(Case).where(Case.body_id == meeting.body_id, clause).order_by(Case.id)


def deferred_cases(meeting: Meeting) -> list[Case]:
    """The ready cases that the body deferred when they were last decided on: they come back (KL 5:51, R-80)."""
    newest = select(func.max(Decision.id)).where(Decision.case_id.is_not(None)).group_by(Decision.case_id)
    deferred = select(Decision.case_id).where(Decision.id.in_(newest), Decision.outcome == "defer")
    deferred = deferred.where(Decision.body_id == meeting.body_id)
    return list(db.session.scalars(_ready(meeting).where(Case.id.in_(deferred))))


def listing_step(case: Case, reader: Reader, report: ReportVersion | None) -> Step:
    """The step that puts the case, with its newest report, on an agenda: to be decided, or prepared for a body above.

    StepRefused where no step leads there. What the step asks of meeting and recipients is judged when it is taken.
    """
    body_id, body_name = case.body_id or 0, case.body.name if case.body else ""
    facts = facts_for(
        case, reader, report=report, recipients=[], meeting=MeetingFacts(0, body_id, body_name, clock.today())
    )
    steps = [step for step in WORKFLOWS[case.kind].steps_from(case.state) if PUT_ON_AGENDA in step.then]
    if not steps:
        state = WORKFLOWS[case.kind].states[case.state]
        raise StepRefused([Reason(N_("Ärendet kan inte sättas upp i läget ”%(state)s”."), {"state": (state.label,)})])
    return next((step for step in steps if not any(rule(facts) for rule in step.alternative)), steps[0])


def decisions_of(case_id: int) -> list[Decision]:
    """The decisions in the case, oldest first, with their items."""
    query = select(Decision).where(Decision.case_id == case_id).order_by(Decision.id)
    return list(db.session.scalars(query.options(selectinload(Decision.item))))


def prepared_points(case_id: int, report_id: int, body_id: int) -> list[str]:
    """What another body than this one proposed on this version of the report; [] when none has."""
    query = select(Decision.points).where(Decision.case_id == case_id, Decision.report_version_id == report_id)
    query = query.where(Decision.body_id != body_id)
    query = query.where(Decision.outcome.in_(["approve", "approve_changed"])).order_by(Decision.id.desc())
    return list(db.session.scalar(query.limit(1)) or [])


def extract_of(decision_id: int) -> MinutesExtract | None:
    """The newest extract of a decision."""
    query = select(MinutesExtract).where(MinutesExtract.decision_id == decision_id)
    return db.session.scalar(query.order_by(MinutesExtract.id.desc()).limit(1))


def extract_hashes(decision_ids: Sequence[int]) -> dict[int, str]:
    """The hash of each decision's newest extract, by decision; one statement, none where there are no decisions."""
    if not decision_ids:
        return {}
    query = select(MinutesExtract.decision_id, MinutesExtract.sha256)
    rows = db.session.execute(query.where(MinutesExtract.decision_id.in_(decision_ids)).order_by(MinutesExtract.id))
    return {row.decision_id: row.sha256 for row in rows}


def roll_at(item: AgendaItem) -> tuple[list[Attendance], Presences]:
    """Every seat's row at the item's meeting, and what holds of a person at this item instead, by person."""
    query = select(Attendance, ItemPresence).outerjoin(ItemPresence, _holds(item.id))
    query = query.where(Attendance.meeting_id == item.meeting_id).order_by(Attendance.id)
    query = query.options(joinedload(Attendance.seat), joinedload(ItemPresence.noted_by))
    pairs = db.session.execute(query).all()
    return [row for row, _ in pairs], _by_person((row, noted) for row, noted in pairs)


def _holds(item_id: Any) -> ColumnElement[bool]:
    """Joins a seat's row to what holds of its person at the item; the database has one such row at most."""
    held = and_(ItemPresence.item_id == item_id, ItemPresence.taken_back_at.is_(None))
    return and_(held, ItemPresence.person_id == Attendance.person_id)


def _by_person(pairs: Iterable[tuple[Attendance, ItemPresence | None]]) -> Presences:
    return {row.person_id: noted for row, noted in pairs if noted is not None}


def places(rows: Sequence[Attendance], presences: Presences = NO_PRESENCES) -> list[Place]:
    """The roll as the law counts it, less who is disqualified or away for the item, and with who steps in."""
    return [_place(row, presences.get(row.person_id)) for row in rows]


def _place(row: Attendance, noted: ItemPresence | None) -> Place:
    kind = noted.kind if noted else ""
    serves = noted.serving_for_id if noted and kind == "serving" else row.serving_for_id
    out = noted is not None and kind == "disqualified" and noted.ruling != "rejected"
    return Place(row.person_id, row.role, row.present, serves, out, kind == "away")


@dataclass(frozen=True)
class Deliberated:
    """What the questions put at an item have found so far: MeetingFacts.carried, .unput and .vote_open."""

    carried: str = ""
    unput: str = ""
    vote_open: bool = False


NOTHING_PUT = Deliberated()


def meeting_facts(  # what the caller has at hand need not be read again
    meeting: Meeting,
    *,
    item: AgendaItem | None = None,
    deciding: bool = False,
    rows: Sequence[Attendance] | None = None,
    presences: Presences = NO_PRESENCES,
    proposal: Sequence[str] = (),
    undecided: Sequence[AgendaItem] = (),
) -> MeetingFacts:
    """What the rules know of the meeting: seats, who serves, quorum, who leads. `rows` when they are at hand.

    At an `item`, those count who take part in it: `rows` and `presences` are then of that item, read here where they
    are not given. `proposal`: what a preparing body proposed, where one did. `undecided`: what has no outcome yet.
    """
    if item is not None and rows is None:
        rows, presences = roll_at(item)
    rows = attendance_of(meeting.id) if rows is None else rows
    there = places(rows, presences)
    leader = presiding(there)
    put = NOTHING_PUT
    if item is None or deciding:  # what was put at an item matters only to who records its outcome
        put = current_app.extensions["casework.deliberated"](meeting.id, item.id if item else None)
    urgent: tuple[str, ...] = ()
    if meeting.state == "open" and (item is None or item.kind == DELEGATED):
        urgent = current_app.extensions["casework.urgent_unreported"](meeting)
    names = {row.person_id: row.person.name for row in rows}
    return MeetingFacts(
        id=meeting.id,
        body_id=meeting.body_id,
        body_name=meeting.body.name,
        day=meeting.day,
        seats=sum(place.is_member for place in there) + meeting.vacant_seats,
        serving=len(serving(there)),
        quorum=needed(there, assembly=meeting.body.kind == ASSEMBLY, vacant=meeting.vacant_seats),
        presiding_id=leader.person_id if leader else None,
        deciding=deciding,
        adjourned=meeting.state == "adjourned",
        proposal=tuple(proposal),
        body_kind=meeting.body.kind,
        item_kind=item.kind if item else "",
        exemption=item.exemption if item else "",
        unannounced=item is not None and is_unannounced(meeting, item),
        carried=put.carried,
        unput=put.unput,
        vote_open=put.vote_open,
        disputed=tuple(names[row.person_id] for row in presences.values() if row.disputed and not row.ruling),
        present=sum(row.present for row in rows),
        undecided=tuple(one.name for one in undecided),
        cases=tuple(one.name for one in undecided if one.case_id is not None),
        urgent=urgent,
    )


def is_unannounced(meeting: Meeting, item: AgendaItem) -> bool:
    """Whether the assembly was summoned without this item (KL 5:52); False where the summons went another way."""
    return meeting.body.kind == ASSEMBLY and meeting.summoned_at is not None and item.announced_at is None


SAID = Decision.outcome.in_(["approve", "approve_changed", "reject"])
"""That a body has decided what it proposes, or decided the matter."""


def heard_in(case_id: int) -> frozenset[str]:
    """The kinds of the bodies that have decided what they propose in the case, or decided it (KL 5:26–28)."""
    query = select(Body.kind).join(Decision, Decision.body_id == Body.id).where(Decision.case_id == case_id, SAID)
    return frozenset(db.session.scalars(query))


def heard_by_executive(case_ids: Sequence[int]) -> set[int]:
    """Those of the cases in which the executive committee has had its say."""
    query = select(Decision.case_id).join(Body, Decision.body_id == Body.id)
    query = query.where(Decision.case_id.in_(case_ids), SAID, Body.kind == EXECUTIVE_COMMITTEE)
    return {case_id for case_id in db.session.scalars(query) if case_id is not None}


def facts_for_case(case: Case, given: Mapping[str, str]) -> MeetingFacts | None:
    """The meeting that a step names (`given["meeting"]`), or the one on whose agenda the case waits."""
    if given.get("meeting"):
        meeting_id = whole(given["meeting"])
        meeting = db.session.get(Meeting, meeting_id) if meeting_id else None
        if meeting is None or meeting.state not in LISTABLE:
            return None
        day = meeting.day
        return MeetingFacts(meeting.id, meeting.body_id, meeting.body.name, day) if day >= clock.today() else None
    query = select(Meeting, Attendance, ItemPresence, AgendaItem).join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
    query = query.join(Attendance, Attendance.meeting_id == Meeting.id)
    query = query.outerjoin(ItemPresence, _holds(AgendaItem.id)).where(_waits(case.id))
    found = db.session.execute(query.order_by(Attendance.id)).all()
    if not found:
        return None
    presences = _by_person((row, noted) for _, row, noted, _ in found)
    meeting, _, _, item = found[0]
    facts = meeting_facts(meeting, item=item, rows=[row for _, row, _, _ in found], presences=presences)
    if meeting.state != "open":
        return facts
    put = current_app.extensions["casework.deliberated"](meeting.id, item.id)
    return replace(facts, vote_open=put.vote_open)  # then the case may not leave the agenda
