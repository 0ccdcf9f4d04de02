"""Which meeting the officer would have the case go to. The secretary sees it, and decides. Callers commit."""

from collections.abc import Iterable

from flask_babel import gettext
from sqlalchemy import func, select

from casework import audit, clock
from casework.cases.models import Case
from casework.database import db
from casework.meetings.models import Meeting
from casework.meetings.planning_models import MeetingWish
from casework.meetings.queries import is_coming, open_meetings_of
from casework.permissions import Reader
from casework.web import clock_time, weekday
from workflows import WORKFLOWS, Reason, StepRefused
from workflows._vocabulary import BACK, EXEMPTIONS, N_, PUT_ON_AGENDA


def may_be_listed(kind: str, state: str) -> bool:
    """Whether the case is on its way to an agenda: a listing lies ahead, with no end and no new draft before it."""
    workflow = WORKFLOWS[kind]
    listed = {step.to for step in workflow.steps if PUT_ON_AGENDA in step.then}
    ahead, seen = [state], {state}
    while ahead:
        here = workflow.states[ahead.pop()]
        steps = [] if here.final or here.name in listed else workflow.steps_from(here.name)
        if any(PUT_ON_AGENDA in step.then for step in steps):
            return True
        onward = {step.to for step in steps if step.to != BACK} - seen
        seen |= onward
        ahead += [name for name in sorted(onward) if not workflow.states[name].editable]
    return False


def wishable(case: Case) -> list[Meeting]:
    """The meetings that may be wished for: the coming ones of the case's body and of the bodies above it, by day."""
    if case.body is None or not may_be_listed(case.kind, case.state):
        return []
    return open_meetings_of(case.body.id, *(body.id for body in case.body.above()))


def wish_of(case_id: int) -> MeetingWish | None:
    """What the officer wishes now: his newest word, as long as its meeting is to come."""
    return wishes_of([case_id]).get(case_id)


def wishes_of(case_ids: Iterable[int]) -> dict[int, MeetingWish]:
    """The wish of each case that has one, by the case's id; one statement."""
    newest = select(func.max(MeetingWish.id)).where(MeetingWish.case_id.in_(list(case_ids)))
    query = select(MeetingWish).where(MeetingWish.id.in_(newest.group_by(MeetingWish.case_id)))
    rows = [row for row in db.session.scalars(query) if row.meeting is not None and is_coming(row.meeting)]
    return {row.case_id: row for row in rows}


def meeting_choices(case: Case) -> list[tuple[str, str]]:
    """The meetings on whose agenda the case may be put, for the step's form: (id, label); the wished one first."""
    rows = open_meetings_of(case.body_id) if case.body_id else []
    wished = wish_of(case.id) if rows else None
    first = wished.meeting_id if wished else None
    chosen = [(str(row.id), named(row)) for row in sorted(rows, key=lambda row: row.id != first)]
    if rows and chosen[0][0] == str(first):
        chosen[0] = (chosen[0][0], gettext("%(meeting)s (handläggarens önskemål)", meeting=chosen[0][1]))
    return chosen


def exemption_choices(case: Case) -> list[tuple[str, str]]:
    """Why the assembly may handle the case although it is not prepared, for the step's form: (code, label)."""
    return [("", gettext("Välj undantag")), *((code, gettext(label)) for code, label in EXEMPTIONS.items())]


def named(meeting: Meeting) -> str:
    """KSAU fredag 14 juni 2019 kl. 08.30."""
    return f"{meeting.body.short_name} {weekday(meeting.starts_at)} {clock_time(meeting.starts_at)}"


def wish(case: Case, meeting_id: int | None, *, actor: Reader) -> None:
    """Keep what the officer wishes for his case, whose row the caller holds; None is no meeting in particular.

    StepRefused for another than the officer, for a case that is on no way to an agenda, and for a meeting that is not
    among the wishable. The same wish again is no new one.
    """
    if case.officer_id != actor.person_id:
        text = N_("Bara ärendets handläggare, %(officer)s, kan göra det här.")
        raise StepRefused([Reason(text, {"officer": case.officer.name})])
    if not may_be_listed(case.kind, case.state):
        raise StepRefused([Reason(N_("Ärendet är inte på väg till ett sammanträde nu."))])
    if meeting_id is not None and meeting_id not in {row.id for row in wishable(case)}:
        raise StepRefused([Reason(N_("Välj ett kommande sammanträde i listan."))])
    now = wish_of(case.id)
    if (now.meeting_id if now else None) == meeting_id:
        return
    row = MeetingWish(case_id=case.id, meeting_id=meeting_id, person_id=actor.person_id, at=clock.now())
    db.session.add(row)
    ids = {"authority_id": case.authority_id, "case_id": case.id, "actor_id": actor.person_id}
    audit.record("meeting_wished", **ids, meeting=meeting_id)
