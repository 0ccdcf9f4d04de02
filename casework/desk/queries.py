"""What waits for the reader, what is on its way, and which days come."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select, tuple_

from casework.cases.models import Case, CaseEvent
from casework.cases.pages import advances
from casework.cases.queries import visible_to
from casework.database import db
from casework.desk.models import Notice
from casework.meetings.models import AgendaItem, Meeting
from casework.permissions import Reader
from workflows import WORKFLOWS, Step
from workflows._rules import not_own_report
from workflows._vocabulary import CHAIR, OFFICER

LIMIT = 50


@dataclass(frozen=True)
class Waiting:
    """A case and the step by which it can go on from the reader's hands."""

    case: Case
    step: Step
    item: AgendaItem | None = None


def _onward(role: str) -> list[tuple[str, str, Step]]:
    """(kind, state, step) where the case waits for the role: who else may take the step is not waited for."""
    return [
        (kind, source, step)
        for kind, workflow in WORKFLOWS.items()
        for step in workflow.steps
        if role == step.by[0] and advances(kind, step)
        for source in step.sources
    ]


def waiting_for(reader: Reader) -> list[Waiting]:
    """The cases whose next step is the reader's, those changed longest ago first."""
    clauses: list[ColumnElement[bool]] = []
    steps: dict[tuple[str, str], Step] = {}
    for role in {grant.role for grant in reader.grants} - {CHAIR, "vice_chair"}:
        for kind, state, step in _onward(role):
            steps.setdefault((kind, state), step)
            clause = and_(Case.kind == kind, Case.state == state, Case.authority_id.in_(reader.authorities(role)))
            if role == OFFICER:
                clause = and_(clause, Case.officer_id == reader.person_id)
            if not_own_report in step.needs:
                clause = and_(clause, Case.officer_id != reader.person_id)
            clauses.append(clause)
    rows: list[Waiting] = []
    if clauses:
        query = select(Case).where(visible_to(reader), or_(*clauses)).order_by(Case.updated_at).limit(LIMIT)
        rows = [Waiting(case, steps[(case.kind, case.state)]) for case in db.session.scalars(query)]
    return rows + _waiting_for_chair(reader)


def _waiting_for_chair(reader: Reader) -> list[Waiting]:
    steps = {(kind, state): step for kind, state, step in reversed(_onward(CHAIR))}
    bodies = reader.bodies(CHAIR)
    if not bodies:
        return []
    query = select(AgendaItem).join(Meeting, Meeting.id == AgendaItem.meeting_id)
    query = query.where(
        Meeting.body_id.in_(bodies), AgendaItem.outcome.is_(None), AgendaItem.taken_off_at.is_(None)
    ).order_by(Meeting.starts_at, AgendaItem.position)
    items = db.session.scalars(query.limit(LIMIT))
    pairs = [(item, steps.get((item.case.kind, item.case.state))) for item in items]
    return [Waiting(item.case, step, item) for item, step in pairs if step]


def under_way(reader: Reader) -> list[Case]:
    """The officer's own cases that are not at an end, while others have the next step."""
    ended = {name for workflow in WORKFLOWS.values() for name, state in workflow.states.items() if state.final}
    his = sorted({(kind, state) for kind, state, _ in _onward(OFFICER)})
    query = select(Case).where(Case.officer_id == reader.person_id, Case.state.not_in(sorted(ended)))
    query = query.where(tuple_(Case.kind, Case.state).not_in(his))
    return list(db.session.scalars(query.order_by(Case.updated_at.desc()).limit(LIMIT)))


def recently_ended(reader: Reader) -> list[Case]:
    """Cases that exist for the reader and came to an end lately."""
    ended = {name for workflow in WORKFLOWS.values() for name, state in workflow.states.items() if state.final}
    query = select(Case).where(visible_to(reader), Case.state.in_(sorted(ended)))
    return list(db.session.scalars(query.order_by(Case.updated_at.desc()).limit(5)))


@dataclass(frozen=True)
class News:
    """What happened last in one of the reader's cases, and the notices that it covers."""

    case: Case
    event: CaseEvent
    notices: tuple[int, ...]


def unseen(reader: Reader) -> list[News]:
    """What the reader has not been told yet: the last event of each case, the newest first."""
    query = select(Notice, Case).join(Notice.event).join(Case, Case.id == CaseEvent.case_id)
    query = query.where(Notice.person_id == reader.person_id, Notice.seen_at.is_(None), visible_to(reader))
    rows: dict[int, list[tuple[Notice, Case]]] = {}
    for notice, case in db.session.execute(query.order_by(Notice.id.desc()).limit(LIMIT)):
        rows.setdefault(case.id, []).append((notice, case))
    return [News(pairs[0][1], pairs[0][0].event, tuple(n.id for n, _ in pairs)) for pairs in rows.values()]
