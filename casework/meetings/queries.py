"""Reading meetings: one door, `visible_to`; who serves, who presides, and what the rules need to know of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from casework import clock
from casework.cases.models import Case
from casework.cases.queries import facts_for
from casework.database import db
from casework.law.quorum import quorum
from casework.meetings.models import AgendaItem, Attendance, Decision, Meeting, MinutesExtract
from casework.permissions import Reader
from casework.web import clock_time, weekday, whole
from workflows import WORKFLOWS, Step
from workflows._facts import MeetingFacts
from workflows._vocabulary import CHAIR, MEMBER, PUT_ON_AGENDA, SECRETARY, SUBSTITUTE, VICE_CHAIR

SEATED = (CHAIR, VICE_CHAIR, MEMBER, SUBSTITUTE)
FULL_SEATS = (CHAIR, VICE_CHAIR, MEMBER)


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


def coming_meetings(reader: Reader) -> list[Meeting]:
    """The meetings from today on that exist for `reader`, the nearest first."""
    start = clock.from_local(datetime.combine(clock.today(), time.min))
    query = select(Meeting).where(visible_to(reader), Meeting.starts_at >= start)
    return list(db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id).limit(20)))


def meeting_made_by(creation_key: str) -> Meeting | None:
    """The meeting that this form has already made."""
    return db.session.scalar(select(Meeting).where(Meeting.creation_key == creation_key))


def open_meetings_of(body_id: int) -> list[Meeting]:
    """The body's meetings from today on, on whose agenda a case may be put; the nearest first."""
    query = select(Meeting).where(Meeting.body_id == body_id, Meeting.state == "planned")
    start = clock.today()
    rows = db.session.scalars(query.order_by(Meeting.starts_at))
    return [row for row in rows if clock.local(row.starts_at).date() >= start]


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
    """The agenda item, if its meeting exists for `reader`."""
    query = select(AgendaItem).join(Meeting, Meeting.id == AgendaItem.meeting_id)
    query = query.where(AgendaItem.id == item_id, AgendaItem.taken_off_at.is_(None), visible_to(reader))
    return db.session.scalar(query.with_for_update(of=AgendaItem) if lock else query)


def open_item_of(case_id: int) -> AgendaItem | None:
    """The agenda item on which the case waits."""
    return db.session.scalar(select(AgendaItem).where(_waits(case_id)))


def _waits(case_id: int) -> ColumnElement[bool]:
    return and_(AgendaItem.case_id == case_id, AgendaItem.outcome.is_(None), AgendaItem.taken_off_at.is_(None))


def ready_cases(meeting: Meeting, steps_from: list[tuple[str, str]]) -> list[Case]:
    """The cases that wait for this body: those in a (kind, state) from which a step leads to an agenda."""
    clause = or_(*((Case.kind == kind) & (Case.state == state) for kind, state in steps_from))
    query = select(Case).where(Case.body_id == meeting.body_id, clause).order_by(Case.id)
    return list(db.session.scalars(query))


def listing_step(case: Case, reader: Reader) -> Step:
    """The step that puts the case on an agenda: to be decided, or to be prepared for a body above."""
    facts = facts_for(case, reader)
    steps = [step for step in WORKFLOWS[case.kind].steps_from(case.state) if PUT_ON_AGENDA in step.then]
    return next((step for step in steps if not any(rule(facts) for rule in step.alternative)), steps[0])


def decisions_of(case_id: int) -> list[Decision]:
    """The decisions in the case, oldest first."""
    return list(db.session.scalars(select(Decision).where(Decision.case_id == case_id).order_by(Decision.id)))


def prepared_points(case_id: int, report_id: int, body_id: int) -> list[str]:
    """What another body than this one proposed on this version of the report; [] when none has."""
    query = select(Decision).where(Decision.case_id == case_id, Decision.report_version_id == report_id)
    query = query.where(Decision.body_id != body_id)
    query = query.where(Decision.outcome.in_(["approve", "approve_changed"])).order_by(Decision.id.desc())
    prepared = db.session.scalar(query.limit(1))
    return list(prepared.points) if prepared else []


def extract_of(decision_id: int) -> MinutesExtract | None:
    """The newest extract of a decision."""
    query = select(MinutesExtract).where(MinutesExtract.decision_id == decision_id)
    return db.session.scalar(query.order_by(MinutesExtract.id.desc()).limit(1))


def serving(rows: list[Attendance]) -> list[Attendance]:
    """Those who serve: members who are present, and substitutes who step in for one who is not (KL 5:17, 6:17)."""
    return [row for row in rows if row.present and (row.role in FULL_SEATS or row.serving_for_id is not None)]


def presiding(rows: list[Attendance]) -> Attendance | None:
    """Who leads: the chair when present, else the first vice chair who is."""
    for role in (CHAIR, VICE_CHAIR):
        for row in rows:
            if row.role == role and row.present:
                return row
    return None


def meeting_facts(
    meeting: Meeting,
    *,
    deciding: bool = False,
    rows: list[Attendance] | None = None,
    proposal: Sequence[str] = (),
) -> MeetingFacts:
    """What the rules know of the meeting: seats, who serves, quorum, who leads. `rows` when they are at hand.

    `proposal`: what a preparing body proposed, where one did.
    """
    rows = attendance_of(meeting.id) if rows is None else rows
    seats = sum(row.role in FULL_SEATS for row in rows)
    leader = presiding(rows)
    return MeetingFacts(
        id=meeting.id,
        body_id=meeting.body_id,
        body_name=meeting.body.name,
        day=clock.local(meeting.starts_at).date(),
        seats=seats,
        serving=len(serving(rows)),
        quorum=quorum(seats) if seats else 1,
        presiding_id=leader.person_id if leader else None,
        deciding=deciding,
        proposal=tuple(proposal),
    )


def facts_for_case(case: Case, given: Mapping[str, str]) -> MeetingFacts | None:
    """The meeting that a step names (`given["meeting"]`), or the one on whose agenda the case waits."""
    if given.get("meeting"):
        meeting_id = whole(given["meeting"])
        meeting = db.session.get(Meeting, meeting_id) if meeting_id else None
        if meeting is None or meeting.state != "planned":
            return None
        day = clock.local(meeting.starts_at).date()
        return MeetingFacts(meeting.id, meeting.body_id, meeting.body.name, day) if day >= clock.today() else None
    query = select(Meeting, Attendance).join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
    query = query.join(Attendance, Attendance.meeting_id == Meeting.id).where(_waits(case.id))
    found = db.session.execute(query.order_by(Attendance.id)).all()
    return meeting_facts(found[0][0], rows=[row for _, row in found]) if found else None


def meeting_choices(case: Case) -> list[tuple[str, str]]:
    """The meetings on whose agenda the case may be put, for the step's form: (id, label)."""
    rows = open_meetings_of(case.body_id) if case.body_id else []
    return [
        (str(row.id), f"{row.body.short_name} {weekday(row.starts_at)} {clock_time(row.starts_at)}") for row in rows
    ]
