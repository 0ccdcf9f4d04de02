"""What waits for the reader, what is new, what is on its way, and what came to an end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, select

from casework.appeals.waiting import Group, ready_for
from casework.assignments.models import Assignment
from casework.assignments.queries import of_person
from casework.cases.listing import ENDED, OFFICE, Filters, list_cases
from casework.cases.models import Case, CaseEvent
from casework.cases.queries import last_events, visible_to
from casework.cases.waiting import ended, in_states, onward, waiting_for
from casework.database import db
from casework.desk.days import Day, calendar, days_for, earliest_day, of_case
from casework.desk.models import Notice
from casework.dispatch.models import Delivery
from casework.dispatch.queries import Outgoing, outgoing, read_by
from casework.meetings.models import AgendaItem, Meeting
from casework.meetings.queries import SEATED
from casework.minutes.models import Minutes
from casework.minutes.queries import waiting_for as minutes_to_sign
from casework.permissions import Reader
from casework.publication.pages import Line, asked_about
from casework.referrals.models import Referral
from casework.referrals.queries import to_answer
from casework.reporting.due import Overdue, overdue
from casework.summons.waiting import Waiting, waiting_summons
from workflows._vocabulary import ADMIN, CHAIR, OFFICER, REGISTRAR, SECRETARY

LIMIT = 50
LATELY = 5


@dataclass(frozen=True)
class Row:
    """A case on the desk: what happened in it last, and its days, the nearest first. `item`: where it is decided."""

    case: Case
    event: CaseEvent | None
    days: list[Day]
    item: AgendaItem | None = None


@dataclass(frozen=True)
class Part:
    """The rows that are shown of a part of the desk, and how many there are."""

    rows: list[Row]
    count: int


@dataclass(frozen=True)
class News:
    """What the reader has not been told yet of one case, the newest last, and the notices that it covers."""

    case: Case
    notices: list[Notice]

    @property
    def at(self) -> datetime:
        """When the newest came."""
        return self.notices[-1].at


@dataclass(frozen=True)
class Desk:
    """All that stands on the reader's desk."""

    waiting: Part
    news: list[News]
    under_way: Part
    ended: Part
    days: list[Day]
    to_read: list[Delivery]
    to_answer: list[Referral]
    assigned: list[Assignment]
    summons: list[Waiting]
    final: list[Group]
    notices: list[Line]
    to_sign: list[Minutes]
    unreported: list[Overdue]
    outgoing: Outgoing | None


def desk_of(reader: Reader, *, mail_is_set: bool) -> Desk:
    """Everything on the desk; at most twenty-one statements with the reader himself, however much there is.

    `outgoing`: what waits for a mail server, told to those who may do something about it where none is set.
    """
    mine = and_(Case.officer_id == reader.person_id, not_(ended()))
    waiting, count = _cases(reader, waiting_for(reader)) if reader.has(*OFFICE) else ([], 0)
    items, more = _waiting_for_chair(reader) if reader.bodies(CHAIR) else ([], 0)
    going = _cases(reader, and_(mine, not_(waiting_for(reader)))) if reader.has(OFFICER) else ([], 0)
    over = list_cases(reader, Filters(stage=ENDED), limit=LATELY).rows if reader.has(*OFFICE) else []
    shown = [*waiting, *going[0], *(case for _item, case in items)]
    days = days_for(reader, {case.id for case in shown})
    events = last_events({case.id for case in [*shown, *over]})
    rows = [_row(case, events, days) for case in waiting] + [_row(case, events, days, item) for item, case in items]
    return Desk(
        waiting=Part(sorted(rows, key=_nearest), count + more),
        news=unseen(reader),
        under_way=Part([_row(case, events, days) for case in going[0]], going[1]),
        ended=Part([_row(case, events, []) for case in over], len(over)),
        days=calendar(reader, days),
        to_read=read_by(reader.person_id),
        to_answer=to_answer(reader),
        assigned=of_person(reader),
        summons=waiting_summons(reader),
        final=ready_for(reader) if reader.has(REGISTRAR, SECRETARY) else [],
        notices=asked_about(reader) if reader.has(REGISTRAR, SECRETARY) else [],
        to_sign=minutes_to_sign(reader) if reader.has(*SEATED, SECRETARY) else [],
        unreported=overdue(reader),
        outgoing=outgoing() if not mail_is_set and reader.has(*OFFICE, ADMIN) else None,
    )


def _row(case: Case, events: dict[int, CaseEvent], days: Iterable[Day], item: AgendaItem | None = None) -> Row:
    return Row(case, events.get(case.id), of_case(case.id, days), item)


def _nearest(row: Row) -> tuple[Any, ...]:
    """By the day that is due, then by how long it has waited."""
    first = row.days[0].day if row.days else None
    return first is None, first, row.case.updated_at, row.case.id


def _cases(reader: Reader, rule: ColumnElement[bool]) -> tuple[list[Case], int]:
    """The first of them by day and age, and how many there are."""
    query = select(Case, func.count().over()).where(visible_to(reader), rule)
    found = db.session.execute(query.order_by(earliest_day(), Case.updated_at, Case.id).limit(LIMIT)).all()
    return [row[0] for row in found], found[0][1] if found else 0


def _waiting_for_chair(reader: Reader) -> tuple[list[tuple[AgendaItem, Case]], int]:
    """The items that wait for a decision by a body that the reader leads, with their cases; by meeting."""
    query = select(AgendaItem, Case, func.count().over()).join(Meeting, Meeting.id == AgendaItem.meeting_id)
    query = query.join(Case, Case.id == AgendaItem.case_id).where(
        Meeting.body_id.in_(reader.bodies(CHAIR)),
        AgendaItem.outcome.is_(None),
        AgendaItem.taken_off_at.is_(None),
        in_states((kind, state) for kind, state, _step in onward(CHAIR)),
    )
    found = db.session.execute(query.order_by(Meeting.starts_at, AgendaItem.position).limit(LIMIT)).all()
    return [(item, case) for item, case, _count in found], found[0][2] if found else 0


def unseen(reader: Reader) -> list[News]:
    """What the reader has not been told yet, by case; that of the newest first."""
    query = select(Notice, Case).join(Case, Case.id == Notice.case_id)
    query = query.where(Notice.person_id == reader.person_id, Notice.seen_at.is_(None), visible_to(reader))
    news: dict[int, News] = {}
    for notice, case in db.session.execute(query.order_by(Notice.id.desc()).limit(LIMIT)):
        news.setdefault(case.id, News(case, [])).notices.insert(0, notice)
    return list(news.values())
