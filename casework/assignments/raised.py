"""Matters raised in the assembly: their year begins, what ends it, and what the assembly is told. Callers commit."""

from collections.abc import Mapping
from datetime import date

from flask_babel import force_locale, gettext
from sqlalchemy import select

from casework import audit, clock
from casework.assignments.models import COMMITTEE, REPORTED, UNREADY, Assignment, MatterReport, RaisedMatter
from casework.assignments.operations import take
from casework.assignments.raised_queries import assembly_of, handed_over_to, lock_matter, matter_of
from casework.cases.operations import StepContext
from casework.database import db
from casework.law.reporting import last_day_of_matter
from casework.meetings.matters import Matter, add_matter
from casework.meetings.models import AgendaItem, Decision, Meeting
from casework.people.models import Body
from casework.permissions import Reader, system
from casework.web import bounded, clean_line
from workflows import WORKFLOWS, Reason, StepRefused
from workflows._vocabulary import N_, RECORD_DECISION, START_CLOCK

KINDS = frozenset(kind for kind, table in WORKFLOWS.items() for step in table.steps if START_CLOCK in step.then)
"""The kinds of ärende that are raised in the assembly."""

INFORMATION = "information"
NOTED = frozenset({"approve", "approve_changed", "note"})
"""The outcomes by which a body has heard what it was told."""


def start_clock(context: StepContext) -> None:
    """Effect: the matter is raised; the assembly is to decide it within a year from that day (KL 5:35).

    Where the case comes from is told by its kind, and by whom by who raised it (R-01).
    """
    case, day = context.case, date.fromisoformat(context.given["raised_on"])
    raiser = clean_line(str(context.report.content["fields"]["raised_by"]))
    case.origin, case.origin_sender = case.kind, case.origin_sender or raiser[:200]
    db.session.add(RaisedMatter(case_id=case.id, raised_on=day, last_day=last_day_of_matter(day)))


def to_committee(context: StepContext) -> None:
    """Effect: the assembly has handed the proposal over: the committee handles and decides it from now on (KL 5:23)."""
    matter = lock_matter(context.case.id)
    matter.committee_id, matter.handed_over_by_id = int(context.given["committee"]), int(context.given["decision"])
    context.case.body_id = matter.committee_id
    db.session.flush()


def settle(context: StepContext) -> None:
    """What follows of any step: a matter that is decided, written off or withdrawn waits for nothing more.

    Called for every step (effects.init_app); one of another kind costs nothing.
    """
    if context.case.kind not in KINDS:
        return
    final = WORKFLOWS[context.case.kind].states[context.case.state].final
    if RECORD_DECISION not in context.step.then and not final:
        return
    matter = matter_of(context.case.id, lock=True)
    if matter is not None and matter.settled_on is None:  # one that was withdrawn before it was raised has no year
        matter.settled_on = clock.local(context.event.at).date()
        db.session.flush()


def put_unready(meeting: Meeting, texts: Mapping[int, str], *, actor: Reader) -> AgendaItem:
    """Put on the assembly's agenda what came out of matters that will not be ready within their year (KL 5:35).

    `texts` by case. `meeting`, whose row the caller holds, is one of the assembly; each matter is open, and is told of
    with a text. StepRefused otherwise, and as add_matter.
    """
    _refuse_another_body(meeting)
    told = {case_id: bounded(text.strip(), 5_000) for case_id, text in texts.items()}
    if not told:
        raise StepRefused([Reason(N_("Välj minst ett ärende som ska redovisas."))])
    if not all(told.values()):
        raise StepRefused([Reason(N_("Skriv vad som har kommit fram vid beredningen av varje ärende."))])
    matters = [lock_matter(case_id) for case_id in sorted(told)]
    for matter in matters:
        if matter.settled_on is not None or matter.case.authority_id != meeting.authority_id:
            raise StepRefused([Reason(N_("%(number)s är redan avgjort."), {"number": matter.case.number})])
    with force_locale("sv"):
        title = gettext("Motioner och medborgarförslag som inte är färdigberedda")
        points = [gettext("Redovisningen antecknas till protokollet.")]
    item = add_matter(meeting, Matter(INFORMATION, title, points), actor=actor)
    _add_reports(item, UNREADY, told, actor)
    return item


def put_information(committee: Body, meeting: Meeting, *, actor: Reader) -> AgendaItem:
    """Put on the assembly's agenda the committee's yearly information of the proposals handed over to it (KL 6:34).

    StepRefused where none is, or the meeting is another body's, and as add_matter.
    """
    _refuse_another_body(meeting)
    matters = handed_over_to(committee.id)
    if not matters:
        text = N_("Inget medborgarförslag är överlämnat till %(body)s.")
        raise StepRefused([Reason(text, {"body": committee.name})])
    with force_locale("sv"):
        title = gettext("Medborgarförslag som är överlämnade till %(body)s", body=committee.name)
        points = [gettext("Informationen antecknas till protokollet.")]
    item = add_matter(meeting, Matter(INFORMATION, title[:300], points), actor=actor)
    _add_reports(item, COMMITTEE, {matter.case_id: "" for matter in matters}, actor)
    return item


def _refuse_another_body(meeting: Meeting) -> None:
    assembly = assembly_of(meeting.authority_id)
    if assembly is None or meeting.body_id != assembly.id:
        raise StepRefused([Reason(N_("Välj ett kommande sammanträde med fullmäktige."))])


def _add_reports(item: AgendaItem, kind: str, texts: Mapping[int, str], actor: Reader) -> None:
    for case_id, text in texts.items():
        row = MatterReport(case_id=case_id, item_id=item.id, kind=kind, text=text)
        row.made_by_id, row.made_at = actor.person_id, clock.now()
        db.session.add(row)
    db.session.flush()


def put_report(row: Assignment, meeting: Meeting, *, actor: Reader) -> AgendaItem:
    """Put what was reported back of an assignment, whose row the caller holds, on its body's agenda.

    StepRefused where nothing is reported, it stands on an agenda already, or the meeting is another body's, and as
    add_matter.
    """
    if row.status != REPORTED:
        raise StepRefused([Reason(N_("Uppdraget är inte återrapporterat."))])
    if meeting.body_id != row.body_id:
        raise StepRefused([Reason(N_("Välj ett kommande sammanträde med %(body)s."), {"body": row.body.name})])
    if row.item is not None and row.item.outcome is None and row.item.taken_off_at is None:
        raise StepRefused([Reason(N_("Återrapporten står redan på en föredragningslista."))])
    with force_locale("sv"):
        text = " ".join(row.text.split())
        title = gettext("Återrapport: %(text)s", text=text)
        points = [gettext("Återrapporten antecknas till protokollet.")]
    item = add_matter(meeting, Matter(INFORMATION, _short(title), points), actor=actor)
    row.item_id, row.version = item.id, row.version + 1
    db.session.flush()
    audit.record(
        "assignment_put_on_agenda",
        authority_id=row.authority_id,
        case_id=row.case_id,
        actor_id=actor.person_id,
        assignment=row.id,
        item=item.id,
    )
    return item


def _short(title: str, most: int = 300) -> str:
    return title if len(title) <= most else title[: most - 1].rstrip() + "…"


def noted(item: AgendaItem, decision: Decision) -> None:
    """What follows of a decision: what the body was told of is told, and a report that it has noted is done with.

    Called for every decision (effects.init_app).
    """
    if item.kind != INFORMATION or decision.outcome not in NOTED:
        return
    day = item.meeting.day
    told = select(MatterReport.case_id).where(MatterReport.item_id == item.id, MatterReport.kind == UNREADY)
    for case_id in db.session.scalars(told.order_by(MatterReport.case_id)):
        matter = lock_matter(case_id)
        matter.reported_on = matter.reported_on or day
    query = select(Assignment).where(Assignment.item_id == item.id, Assignment.status == REPORTED)
    for row in db.session.scalars(query.order_by(Assignment.id).with_for_update(of=Assignment)):
        take(row, "note_report", actor=system(row.authority_id), expected_version=row.version)
    db.session.flush()
