"""Reading motions and citizens' proposals with their year; what a step about them may choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext
from sqlalchemy import ColumnElement, func, select

from casework import clock
from casework.assignments.models import COMMITTEE, LATE, MatterReport, MatterWarning, RaisedMatter
from casework.assignments.queries import OFFICE, SEATED, decisions_since, stage_on
from casework.cases.models import Case
from casework.database import db
from casework.law.bodies import ASSEMBLY
from casework.law.reporting import BEFORE, matter_is_late, next_information_day
from casework.meetings.models import AgendaItem, Decision, Meeting
from casework.people.models import Body
from casework.people.queries import bodies_of, rules_on
from casework.permissions import Reader
from casework.web import day
from workflows._facts import AssemblyFacts
from workflows._vocabulary import COMMITTEE as A_COMMITTEE
from workflows._vocabulary import EXECUTIVE_COMMITTEE

MOST = 300


@dataclass(frozen=True)
class Informed:
    """A committee that has been handed proposals: what became of them, and when the assembly is to hear of it next."""

    committee: Body
    matters: list[RaisedMatter]
    last: date | None
    next_day: date


def visible_to(reader: Reader) -> ColumnElement[bool]:
    """What was raised in the assembly is public: all of the reader's authority, for its office and its elected."""
    return Case.authority_id.in_(reader.authorities(*OFFICE, *SEATED))


def raised_in(reader: Reader, *, settled: bool) -> list[RaisedMatter]:
    """The matters that wait, or those that are settled, the nearest last day first."""
    query = select(RaisedMatter).join(Case, Case.id == RaisedMatter.case_id).where(visible_to(reader))
    if settled:
        query = query.where(RaisedMatter.settled_on.is_not(None)).order_by(RaisedMatter.settled_on.desc())
    else:
        query = query.where(RaisedMatter.settled_on.is_(None)).order_by(RaisedMatter.last_day)
    return list(db.session.scalars(query.order_by(RaisedMatter.case_id).limit(MOST)))


def matter_of(case_id: int, *, lock: bool = False) -> RaisedMatter | None:
    """The case's year, where it has one; with `lock` its row is held until the transaction ends."""
    query = select(RaisedMatter).where(RaisedMatter.case_id == case_id)
    if lock:
        query = query.with_for_update(of=RaisedMatter).execution_options(populate_existing=True)
    return db.session.scalar(query)


def lock_matter(case_id: int) -> RaisedMatter:
    """The year of a case that has one, its row held."""
    matter = matter_of(case_id, lock=True)
    assert matter is not None  # told by the caller's own reading
    return matter


def reports_of(case_ids: Sequence[int]) -> dict[int, MatterReport]:
    """What the assembly was last to be told of each of these, by case. One statement."""
    query = select(MatterReport).where(MatterReport.case_id.in_(list(case_ids)), MatterReport.kind != COMMITTEE)
    return {row.case_id: row for row in db.session.scalars(query.order_by(MatterReport.id))}


def is_late(matter: RaisedMatter, today: date) -> bool:
    """Whether its year passed before the assembly had decided it, or had been told why not (KL 5:35)."""
    days = [one for one in (matter.settled_on, matter.reported_on) if one]
    return matter_is_late(matter.raised_on, today, settled_on=min(days, default=None))


def handed_over_to(committee_id: int) -> list[RaisedMatter]:
    """The proposals that were handed over to the committee, the oldest first."""
    query = select(RaisedMatter).where(RaisedMatter.committee_id == committee_id)
    return list(db.session.scalars(query.order_by(RaisedMatter.raised_on, RaisedMatter.case_id)))


def informing(reader: Reader) -> list[Informed]:
    """Which committees are to inform the assembly yearly, and by when (KL 6:34): a year after they last did.

    Where a committee has not yet done so, the year is counted from when the first proposal was handed over to it.
    """
    query = select(RaisedMatter).join(Case, Case.id == RaisedMatter.case_id).where(visible_to(reader))
    query = query.where(RaisedMatter.committee_id.is_not(None)).order_by(RaisedMatter.raised_on)
    found: dict[int, list[RaisedMatter]] = {}
    for row in db.session.scalars(query.limit(MOST)):
        found.setdefault(row.committee_id or 0, []).append(row)
    told = _told_on()
    return [_informed(rows, told.get(number)) for number, rows in found.items()]


def _told_on() -> dict[int, date]:
    """When each committee last informed the assembly: the day of the meeting that handled it. One statement."""
    query = select(RaisedMatter.committee_id, func.max(Meeting.starts_at))
    query = query.join(MatterReport, MatterReport.case_id == RaisedMatter.case_id)
    query = query.join(AgendaItem, AgendaItem.id == MatterReport.item_id)
    query = query.join(Meeting, Meeting.id == AgendaItem.meeting_id)
    query = query.where(MatterReport.kind == COMMITTEE, AgendaItem.outcome.is_not(None), AgendaItem.outcome != "defer")
    rows = db.session.execute(query.group_by(RaisedMatter.committee_id))
    return {number: clock.local(at).date() for number, at in rows if number is not None}


def _informed(rows: list[RaisedMatter], last: date | None) -> Informed:
    committee = rows[0].committee
    assert committee is not None  # asked for so
    begins = [clock.local(row.handed_over_by.decided_at).date() for row in rows if row.handed_over_by]
    return Informed(committee, rows, last, next_information_day(last or min(begins)))


def to_warn() -> list[tuple[int, int]]:
    """Matters for which a stage of their year has come that nobody was warned of: (case, the newest such stage).

    One statement. What the assembly has decided, or been told is not ready, warns of nothing more.
    """
    today = clock.today()
    query: Any = select(RaisedMatter.case_id, RaisedMatter.last_day, func.min(MatterWarning.stage))
    query = query.outerjoin(MatterWarning, MatterWarning.case_id == RaisedMatter.case_id)
    query = query.where(RaisedMatter.settled_on.is_(None), RaisedMatter.reported_on.is_(None))
    query = query.where(RaisedMatter.last_day <= today + timedelta(days=max(BEFORE)))
    query = query.group_by(RaisedMatter.case_id, RaisedMatter.last_day)
    found = []
    for case_id, last_day, last in db.session.execute(query.order_by(RaisedMatter.last_day, RaisedMatter.case_id)):
        stage = stage_on(today, last_day, BEFORE)
        if stage is not None and (last is None or stage < last):
            found.append((case_id, stage))
    return found[:MOST]


def is_waiting(matter: RaisedMatter) -> bool:
    """Whether the assembly has neither decided it nor been told why it is not ready."""
    return matter.settled_on is None and matter.reported_on is None


def stage_of(matter: RaisedMatter, today: date) -> int | None:
    """Which stage of its year it is in: LATE, or 30, 60, 90 days at most before the last day; None earlier."""
    return (
        stage_on(today, matter.last_day, BEFORE) if is_waiting(matter) else (LATE if is_late(matter, today) else None)
    )


# What the steps choose from


def assembly_of(authority_id: int) -> Body | None:
    """The assembly of the authority today."""
    bodies = [body for body in bodies_of([authority_id]) if body.kind == ASSEMBLY and body.is_there_on(clock.today())]
    return bodies[0] if bodies else None


def assembly_facts(case: Case) -> AssemblyFacts:
    """The assembly as the rules see it; at most five statements."""
    assembly = assembly_of(case.authority_id)
    if assembly is None:
        return AssemblyFacts()
    matter = matter_of(case.id)
    return AssemblyFacts(
        name=assembly.name,
        handed_over_to=matter.committee_id if matter else None,
        takes_proposals=rules_on(assembly, clock.today()).citizen_proposals,
        decisions=tuple(str(row.id) for row in _decisions(case, assembly)),
        committees=tuple(str(body.id) for body in _committees(case)),
    )


def _decisions(case: Case, assembly: Body) -> list[Decision]:
    return decisions_since(assembly.id, case.created_at)


def _committees(case: Case) -> list[Body]:
    kinds = {A_COMMITTEE, EXECUTIVE_COMMITTEE}
    today = clock.today()
    return [body for body in bodies_of([case.authority_id]) if body.kind in kinds and body.is_there_on(today)]


def decision_choices(case: Case) -> list[tuple[str, str]]:
    """What the assembly has decided since the case came, for the step's form: (id, label)."""
    assembly = assembly_of(case.authority_id)
    rows = _decisions(case, assembly) if assembly is not None else []
    return [("", gettext("Välj beslut")), *((str(row.id), decision_named(row)) for row in rows)]


def committee_choices(case: Case) -> list[tuple[str, str]]:
    """The committees that a proposal may be handed over to: (id, label)."""
    return [("", gettext("Välj nämnd")), *((str(body.id), body.name) for body in _committees(case))]


def decision_named(row: Decision) -> str:
    """KF § 12/2026, 14 juni 2026: what the item is called."""
    body = row.meeting.body.short_name
    title = " ".join((row.item.name or "").split())[:80]
    return f"{body} § {row.paragraph}/{row.paragraph_year}, {day(row.meeting.starts_at)}: {title}"
