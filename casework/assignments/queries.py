"""Reading assignments: one door, `visible_to`; and the facts that their rules judge by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import selectinload

from casework import clock
from casework.assignments.models import ENDED, LATE, OPEN, Assignment, AssignmentEvent, AssignmentReminder
from casework.cases.models import Case
from casework.database import db
from casework.meetings.models import Decision, Meeting
from casework.people.models import Body
from casework.people.queries import bodies_of
from casework.permissions import Reader
from workflows._facts import ActorFacts, AssignmentFacts, CaseFacts, Facts
from workflows._vocabulary import (
    ADMIN,
    ASSIGNEE,
    CHAIR,
    MANAGER,
    MEMBER,
    OFFICER,
    REGISTRAR,
    SECRETARY,
    SUBSTITUTE,
    VICE_CHAIR,
)

OFFICE = (OFFICER, MANAGER, REGISTRAR, SECRETARY)
SEATED = (CHAIR, VICE_CHAIR, MEMBER, SUBSTITUTE)
MOST = 200
ALL, MINE, NOT_DONE, OVERDUE = "all", "mine", "open", "late"
SHOWN = (NOT_DONE, OVERDUE, MINE, ALL)


@dataclass(frozen=True)
class Filters:
    """What of the register is shown: a word of SHOWN, of a body, given in a year."""

    shown: str = NOT_DONE
    body_id: int | None = None
    year: int | None = None


@dataclass(frozen=True)
class Year:
    """A body's assignments as it is told of them once a year: given and reported in the year, and what is late."""

    given: list[Assignment]
    reported: list[Assignment]
    late: list[Assignment]
    running: list[Assignment]


def visible_to(reader: Reader) -> ColumnElement[bool]:
    """Those of the reader's authority for its office, of his bodies for who has a seat there, and his own."""
    return or_(
        Assignment.authority_id.in_(reader.authorities(*OFFICE)),
        Assignment.body_id.in_(reader.bodies(*SEATED)),
        Assignment.person_id == reader.person_id,
    )


def get_assignment(assignment_id: int, reader: Reader, *, lock: bool = False) -> Assignment | None:
    """The assignment, if it exists for `reader`; with `lock` its row is held until the transaction ends."""
    query = select(Assignment).where(Assignment.id == assignment_id, visible_to(reader))
    return db.session.scalar(query.with_for_update(of=Assignment) if lock else query)


def lock_assignment(assignment_id: int) -> Assignment:
    """The assignment as it stands now, its row held; for the clock, which is nobody's reader."""
    query = select(Assignment).where(Assignment.id == assignment_id).with_for_update(of=Assignment)
    return db.session.execute(query.execution_options(populate_existing=True)).scalar_one()


def listed(reader: Reader, filters: Filters) -> list[Assignment]:
    """The register as the filters say, the nearest day first; at most MOST rows."""
    query = select(Assignment).where(visible_to(reader))
    if filters.shown == MINE:
        query = query.where(Assignment.person_id == reader.person_id, Assignment.status != ENDED)
    elif filters.shown in {NOT_DONE, OVERDUE}:
        query = query.where(Assignment.status == OPEN)
    if filters.shown == OVERDUE:
        query = query.where(Assignment.due < clock.today())
    if filters.body_id is not None:
        query = query.where(Assignment.body_id == filters.body_id)
    if filters.year is not None:
        query = query.where(_within(Assignment.given_at, filters.year))
    return list(db.session.scalars(query.order_by(Assignment.due, Assignment.id).limit(MOST)))


def _within(moment: Any, year: int) -> ColumnElement[bool]:
    begins, ends = (clock.from_local(datetime(number, 1, 1)) for number in (year, year + 1))  # noqa: DTZ001  # made UTC
    return and_(moment >= begins, moment < ends)


def year_of(body: Body, year: int, reader: Reader) -> Year:
    """What the body is told of its assignments of a year. One statement.

    Late: what was to be ready by the year's end, or by today where the year goes on, and was not reported by its day.
    """
    query = select(Assignment).where(Assignment.body_id == body.id, visible_to(reader))
    rows = list(db.session.scalars(query.order_by(Assignment.given_at, Assignment.id)))
    last = min(date(year, 12, 31), clock.today())

    def day_of(moment: datetime | None) -> date | None:
        return clock.local(moment).date() if moment else None

    there = [row for row in rows if clock.local(row.given_at).year <= year]
    done = {row.id: day_of(row.reported_at) or day_of(row.ended_at) for row in there}
    after = [row for row in there if (day := done[row.id]) is None or day > last]
    return Year(
        given=[row for row in there if clock.local(row.given_at).year == year],
        reported=[row for row in there if row.reported_at and clock.local(row.reported_at).year == year],
        late=[row for row in after if row.due < last],
        running=[row for row in after if row.due >= last],
    )


def bodies_with_assignments(reader: Reader) -> list[Body]:
    """The bodies whose assignments the reader may see, by name."""
    whole = reader.authorities(*OFFICE)
    own = set(reader.bodies(*SEATED))
    bodies = bodies_of({*whole, *reader.authorities(*SEATED)})
    return [body for body in bodies if body.authority_id in whole or body.id in own]


def years(reader: Reader) -> list[int]:
    """The years in which assignments were given, the newest first."""
    query = select(func.min(Assignment.given_at)).where(visible_to(reader))
    first: datetime | None = db.session.scalar(query)
    today = clock.today().year
    return list(range(today, (clock.local(first).year if first else today) - 1, -1))


def assignments_of(case_id: int) -> list[Assignment]:
    """The tasks that decisions in the case gave."""
    return list(db.session.scalars(select(Assignment).where(Assignment.case_id == case_id).order_by(Assignment.id)))


def held_of(case_id: int) -> list[Assignment]:
    """The same, their rows held."""
    query = select(Assignment).where(Assignment.case_id == case_id).order_by(Assignment.id)
    return list(db.session.scalars(query.with_for_update(of=Assignment)))


def of_person(reader: Reader) -> list[Assignment]:
    """What the reader is to do, the nearest day first. One statement."""
    query = select(Assignment).where(Assignment.person_id == reader.person_id, Assignment.status == OPEN)
    return list(db.session.scalars(query.order_by(Assignment.due, Assignment.id).limit(MOST)))


def running(within: timedelta | None = None) -> ColumnElement[bool]:
    """As a condition of a query over cases: an assignment of the case runs; `within`: its day is near or has passed."""
    rule = and_(Assignment.case_id == Case.id, Assignment.status == OPEN)
    if within is not None:
        rule = and_(rule, Assignment.due <= clock.today() + within)
    return exists().where(rule).correlate(Case)


def events_of(assignment_id: int) -> list[AssignmentEvent]:
    """What happened with it, oldest first."""
    query = select(AssignmentEvent).where(AssignmentEvent.assignment_id == assignment_id)
    return list(db.session.scalars(query.order_by(AssignmentEvent.id)))


def reminders_of(assignment_id: int) -> list[AssignmentReminder]:
    """When somebody was reminded of it, oldest first."""
    query = select(AssignmentReminder).where(AssignmentReminder.assignment_id == assignment_id)
    return list(db.session.scalars(query.order_by(AssignmentReminder.id)))


def decisions_since(body_id: int, since: datetime | None = None) -> list[Decision]:
    """The body's decisions after that moment, the newest first, with their meetings and items."""
    query = select(Decision).join(Meeting, Meeting.id == Decision.meeting_id).where(Decision.body_id == body_id)
    query = query.options(selectinload(Decision.item))
    if since is not None:
        query = query.where(Decision.decided_at > since)
    return list(db.session.scalars(query.order_by(Decision.decided_at.desc(), Decision.id.desc()).limit(MOST)))


def roles_in(row: Assignment, reader: Reader) -> frozenset[str]:
    """What the reader is to this very assignment, as its table has it."""
    found = {ASSIGNEE} if row.person_id == reader.person_id else set()
    found |= {OFFICER} if row.case is not None and row.case.officer_id == reader.person_id else set()
    held = reader.roles_for(row.authority_id, row.body_id)
    return frozenset(found | (held & {SECRETARY, REGISTRAR, ADMIN}))


def facts_of(
    row: Assignment, roles: frozenset[str], reader: Reader, given: Mapping[str, str], decisions: Iterable[Decision] = ()
) -> Facts:
    """What the rules of the table judge by; no statement."""
    return Facts(
        case=CaseFacts("assignment", row.status),
        actor=ActorFacts(reader.person_id, roles),
        today=clock.today(),
        assignment=AssignmentFacts(row.owner, row.due, tuple(str(one.id) for one in decisions)),
        given=dict(given),
    )


def to_remind(stages: Sequence[int]) -> list[tuple[int, int]]:
    """Open assignments for which a stage has come that nobody was told of: (id, the newest such stage). One statement.

    Who was given one today, or today another day, needs no word today.
    """
    today, told = clock.today(), AssignmentReminder
    midnight = clock.from_local(datetime.combine(today, datetime.min.time()))
    query: Any = select(Assignment.id, Assignment.due, func.min(told.stage))
    query = query.outerjoin(told, and_(told.assignment_id == Assignment.id, told.due == Assignment.due))
    query = query.where(Assignment.status == OPEN, Assignment.due <= today + timedelta(days=max(stages, default=0)))
    query = query.where(Assignment.given_at < midnight).group_by(Assignment.id, Assignment.due)
    found = []
    for number, due, last in db.session.execute(query.order_by(Assignment.due, Assignment.id)):
        stage = stage_on(today, due, stages)
        if stage is not None and (last is None or stage < last):
            found.append((number, stage))
    return found[:MOST]


def stage_on(today: date, due: date, stages: Sequence[int]) -> int | None:
    """Which stage of a day it is: the smallest number of days before it that has come, LATE after it; None before."""
    if due < today:
        return LATE
    return min((days for days in stages if days and due - timedelta(days=days) <= today), default=None)
