"""The days that the desk looks ahead to: assignments, recipients, pauses and meetings of cases, meetings of bodies."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    cast,
    exists,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy import case as when

from casework import clock
from casework.assignments.models import OPEN, Assignment, RaisedMatter
from casework.associations.models import DecisionCondition
from casework.associations.queries import still_waits
from casework.cases.models import Case, CaseEvent, Recipient
from casework.cases.waiting import ended, put_aside_until
from casework.database import UtcDateTime, db
from casework.dispatch.models import DECISION, Dispatch
from casework.meetings.models import AgendaItem, Meeting
from casework.meetings.queries import SEATED
from casework.meetings.queries import visible_to as meetings_visible_to
from casework.people.models import Body
from casework.permissions import Reader
from workflows._vocabulary import SECRETARY

AHEAD = timedelta(days=60)
MOST = 30
ASSIGNMENT, DEADLINE, ANSWER, PAUSE = "assignment", "deadline", "answer", "pause"
RAISED = "raised"  # the last day of the year of a motion or a citizens' proposal
CONDITION = "condition"  # the last day of the other parties' answers
AGENDA, MEETING = "agenda", "meeting"  # a case stands on a meeting's agenda; a body that the reader belongs to meets

_FAR = date(9999, 12, 31)
_FAR_MOMENT = datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Day:
    """What is to happen on a day, in a case (`case_id`) or with a body. `who` answers, gets, or meets; so `many` do."""

    what: str
    case_id: int | None
    number: str
    title: str
    officer_id: int | None
    day: date
    starts_at: datetime | None
    who: str
    many: int
    meeting_id: int | None
    cases: tuple["Day", ...] = ()


def days_for(reader: Reader, shown: Collection[int]) -> list[Day]:
    """Every day of the cases that are shown, and what comes in the next weeks in the reader's own and his bodies.

    One statement; the nearest first.
    """
    parts = [part(reader, shown) for part in (_assignments, _raised, _deadlines, _conditions, _pauses, _agendas)]
    if reader.has(*SEATED, SECRETARY):
        parts.append(_meetings(reader))
    days = [_day(row) for row in db.session.execute(union_all(*parts))]
    told = {(row.case_id, row.day) for row in days if row.what == CONDITION}  # often the recipients' day as well
    days = [row for row in days if row.what != ANSWER or (row.case_id, row.day) not in told]
    return sorted(days, key=lambda row: (row.day, row.starts_at or _FAR_MOMENT, row.number))


def calendar(reader: Reader, days: Iterable[Day]) -> list[Day]:
    """What comes in the next weeks: a meeting once, with the reader's cases on its agenda."""
    today = clock.today()
    coming = [row for row in days if today <= row.day <= today + AHEAD and _concerns(reader, row)]
    meetings = {row.meeting_id: row for row in coming if row.what == MEETING}
    for row in coming:
        if row.what == AGENDA:
            meeting = meetings.setdefault(row.meeting_id, replace(row, case_id=None))
            meetings[row.meeting_id] = replace(meeting, cases=(*meeting.cases, row))
    rest = [row for row in coming if row.what not in {MEETING, AGENDA}]
    return sorted([*meetings.values(), *rest], key=lambda row: (row.day, row.starts_at or _FAR_MOMENT))[:MOST]


def of_case(case_id: int, days: Iterable[Day]) -> list[Day]:
    """The case's own days. An answer that has not come by its day is nothing that the officer is late with."""
    return [row for row in days if row.case_id == case_id and (row.what != ANSWER or row.day >= clock.today())]


def earliest_day() -> ColumnElement[Any]:
    """The case's nearest day, to sort by: far away where it has none."""
    least = func.min if db.engine.dialect.name == "sqlite" else func.least
    assigned = select(func.min(Assignment.due)).where(Assignment.case_id == Case.id, Assignment.status == OPEN)
    wanted = select(func.min(Recipient.deadline)).where(Recipient.case_id == Case.id, not_(_sent()))
    listed = select(Meeting.starts_at).join(AgendaItem, AgendaItem.meeting_id == Meeting.id).where(_is_listed())
    days = [assigned.correlate(Case).scalar_subquery(), wanted.correlate(Case).scalar_subquery(), put_aside_until()]
    moment = func.coalesce(listed.correlate(Case).scalar_subquery(), literal(_FAR_MOMENT, UtcDateTime()))
    return least(*(func.coalesce(day, literal(_FAR, Date())) for day in days), moment)


def _concerns(reader: Reader, row: Day) -> bool:
    return row.what == MEETING or row.officer_id == reader.person_id


def _asked(reader: Reader, shown: Collection[int], soon: ColumnElement[bool]) -> ColumnElement[bool]:
    """The days of what is shown, however far away; of the reader's other cases those that come soon."""
    return or_(Case.id.in_(list(shown)), and_(Case.officer_id == reader.person_id, not_(ended()), soon))


def _soon(day: Any) -> ColumnElement[bool]:
    return and_(day >= clock.today(), day <= clock.today() + AHEAD)


def _meets_soon() -> ColumnElement[bool]:
    first, last = _midnight(clock.today()), _midnight(clock.today() + AHEAD + timedelta(days=1))
    return and_(Meeting.starts_at >= first, Meeting.starts_at < last)


def _midnight(day: date) -> datetime:
    return clock.from_local(datetime.combine(day, time.min))


def _sent() -> ColumnElement[bool]:
    """Whether the decision has left."""
    rule = and_(Dispatch.case_id == Case.id, Dispatch.purpose == DECISION)
    return exists().where(rule).correlate(Case)


def _is_listed() -> ColumnElement[bool]:
    return and_(AgendaItem.case_id == Case.id, AgendaItem.outcome.is_(None), AgendaItem.taken_off_at.is_(None))


def _columns(what: Any, day: Any, starts_at: Any, who: Any, many: Any = 1, meeting_id: Any = None) -> list[Any]:
    """A row of the union; each part gives all of them, of the same types."""
    return [
        what if isinstance(what, ColumnElement) else literal(what),
        Case.id,
        Case.number,
        Case.title,
        Case.officer_id,
        cast(null(), Date) if day is None else day,
        cast(null(), UtcDateTime) if starts_at is None else starts_at,
        literal("") if who is None else who,
        literal(many) if isinstance(many, int) else many,
        cast(null(), Integer) if meeting_id is None else meeting_id,
    ]


def _assignments(reader: Reader, shown: Collection[int]) -> Select[Any]:
    query = select(*_columns(ASSIGNMENT, Assignment.due, None, Assignment.owner))
    query = query.join(Assignment, Assignment.case_id == Case.id).where(Assignment.status == OPEN)
    return query.where(_asked(reader, shown, _soon(Assignment.due)))


def _raised(reader: Reader, shown: Collection[int]) -> Select[Any]:
    """Until the assembly has decided it, or been told why it is not ready."""
    query = select(*_columns(RAISED, RaisedMatter.last_day, None, None))
    query = query.join(RaisedMatter, RaisedMatter.case_id == Case.id)
    query = query.where(RaisedMatter.settled_on.is_(None), RaisedMatter.reported_on.is_(None))
    return query.where(_asked(reader, shown, _soon(RaisedMatter.last_day)))


def _deadlines(reader: Reader, shown: Collection[int]) -> Select[Any]:
    """Before the decision has left, its recipients are to have it by then; afterwards their answer is waited for."""
    what = when((_sent(), ANSWER), else_=DEADLINE)
    query = select(*_columns(what, Recipient.deadline, None, func.min(Recipient.name), func.count()))
    query = query.join(Recipient, Recipient.case_id == Case.id).where(Recipient.deadline.is_not(None))
    return query.where(_asked(reader, shown, _soon(Recipient.deadline))).group_by(Case.id, Recipient.deadline)


def _conditions(reader: Reader, shown: Collection[int]) -> Select[Any]:
    query = select(*_columns(CONDITION, DecisionCondition.due, None, None))
    query = query.join(DecisionCondition, DecisionCondition.case_id == Case.id)
    query = query.where(DecisionCondition.outcome.is_(None), still_waits())
    return query.where(_asked(reader, shown, _soon(DecisionCondition.due)))


def _pauses(reader: Reader, shown: Collection[int]) -> Select[Any]:
    last = select(func.max(CaseEvent.id)).where(CaseEvent.case_id == Case.id).correlate(Case).scalar_subquery()
    query = select(*_columns(PAUSE, CaseEvent.until, None, None)).join(CaseEvent, CaseEvent.id == last)
    return query.where(CaseEvent.until.is_not(None), _asked(reader, shown, _soon(CaseEvent.until)))


def _agendas(reader: Reader, shown: Collection[int]) -> Select[Any]:
    query = select(*_columns(AGENDA, None, Meeting.starts_at, Body.short_name, meeting_id=Meeting.id))
    query = query.join(AgendaItem, _is_listed()).join(Meeting, Meeting.id == AgendaItem.meeting_id)
    return query.join(Body, Body.id == Meeting.body_id).where(_asked(reader, shown, _meets_soon()))


def _meetings(reader: Reader) -> Select[Any]:
    nothing = [cast(null(), kind) for kind in (Integer, String, String, Integer, Date)]
    columns: list[Any] = [literal(MEETING), *nothing, Meeting.starts_at, Body.short_name, literal(1), Meeting.id]
    query = select(*columns).join(Body, Body.id == Meeting.body_id)
    return query.where(meetings_visible_to(reader), _meets_soon())


def _day(row: Any) -> Day:
    what, case_id, number, title, officer_id, day, starts_at, who, many, meeting_id = row
    on = day or clock.local(starts_at).date()
    return Day(what, case_id, number or "", title or "", officer_id, on, starts_at, who or "", many, meeting_id)
