"""Meetings: the list, the page for members to read, the roll, the agenda, and the chair's decision."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from casework.cases.forms import given_in, step_form
from casework.cases.models import Case
from casework.cases.operations import take_step
from casework.cases.queries import (
    attachment_of,
    attachments_of,
    facts_for,
    latest_report,
    lock_case,
    recipients_of,
    report_version,
)
from casework.database import write
from casework.documents.kinds import KINDS
from casework.errors import StaleVersion, found
from casework.meetings import drafted, pages
from casework.meetings.agenda import waiting
from casework.meetings.forms import MeetingForm, PresenceForm, RollForm, present_in
from casework.meetings.models import AgendaItem, Attendance, Meeting, MeetingWish
from casework.meetings.operations import call_roll, plan_meeting, record_outcome
from casework.meetings.pages import Sent
from casework.meetings.presence import may_note, minutes_sentence
from casework.meetings.queries import (
    FULL_SEATS,
    attendance_of,
    decisions_of,
    extract_of,
    get_item,
    get_meeting,
    items_of,
    list_meetings,
    listing_step,
    may_call_roll,
    may_plan,
    meeting_facts,
    meeting_made_by,
    prepared_points,
    ready_cases,
    roll_at,
)
from casework.meetings.wishes import wishes_of
from casework.people.models import Body
from casework.people.queries import active_bodies
from casework.permissions import current_reader
from casework.register.operations import read_file
from casework.web import file_answer, whole
from workflows import WORKFLOWS, Reason, Step, StepRefused
from workflows._vocabulary import CHAIR, OUTCOMES, PUT_ON_AGENDA, SEATS, SECRETARY

meetings = Blueprint("meetings", __name__, url_prefix="/sammantraden")

LISTING = sorted(
    {
        (kind, source)
        for kind, workflow in WORKFLOWS.items()
        for step in workflow.steps
        if PUT_ON_AGENDA in step.then
        for source in step.sources
    }
)


@meetings.get("")
def index() -> str:
    """The meetings that exist for the reader."""
    return render_template(
        "meetings/index.html", rows=list_meetings(current_reader()), may_plan=current_reader().has(SECRETARY)
    )


@meetings.get("/nytt")
def new() -> str:
    """Plan a meeting."""
    form = MeetingForm(formdata=None, data={"creation_key": uuid4().hex})
    form.offer(_bodies())
    return render_template("meetings/new.html", form=form)


@meetings.post("")
def create() -> Any:
    """Save a planned meeting. The same form sent twice makes one."""
    form, bodies = MeetingForm(), _bodies()
    form.offer(bodies)
    if not form.validate_on_submit():
        return render_template("meetings/new.html", form=form), 422
    body = next(body for body in bodies if body.id == form.body.data)
    try:
        try:
            meeting_id = _made_by(form, body)
        except IntegrityError:  # sent twice at the same moment: the other one has made it by now
            meeting_id = _made_by(form, body)
    except StepRefused as refused:
        form.body.errors = [reason.worded(_) for reason in refused.reasons]
        return render_template("meetings/new.html", form=form), 422
    flash(_("Sammanträdet är planerat."), "ok")
    return redirect(url_for("meetings.show", meeting_id=meeting_id))


def _made_by(form: MeetingForm, body: Body) -> int:
    """The meeting that the form makes, or has made."""
    key = form.creation_key.data
    with write():
        made = meeting_made_by(key)
        if made is None:
            made = plan_meeting(body, form.starts_at(), form.place.data, actor=current_reader(), creation_key=key)
        return made.id


@meetings.get("/<int:meeting_id>")
def show(meeting_id: int) -> str:
    """The meeting: who is there, the agenda, and for the secretary the cases that wait for this body."""
    return meeting_page(found(get_meeting(meeting_id, current_reader())))


@meetings.post("/<int:meeting_id>/upprop")
def roll(meeting_id: int) -> Any:
    """Save the roll-call; the secretary or who leads the meeting."""
    reader, form = current_reader(), RollForm()
    meeting: Meeting = found(get_meeting(meeting_id, reader))
    if not may_call_roll(current_reader(), meeting):
        flash(_("Uppropet görs av sekreteraren eller ordföranden."), "refused")
        return meeting_page(meeting), 403
    if not form.validate_on_submit():
        return meeting_page(meeting), 422
    present = present_in(request.form, attendance_of(meeting_id))
    try:
        with write():
            locked = found(get_meeting(meeting_id, reader, lock=True))
            call_roll(locked, present, actor=reader, expected_version=whole(form.version.data) or 0)
    except StaleVersion:
        flash(
            _("Någon annan har ändrat uppropet. Här är det som gäller nu; gör om din ändring om den behövs."),
            "refused",
        )
        return meeting_page(found(get_meeting(meeting_id, reader))), 409
    except StepRefused as refused:
        return meeting_page(found(get_meeting(meeting_id, reader)), refused=refused), 422
    flash(_("Uppropet är sparat."), "ok")
    return redirect(url_for("meetings.show", meeting_id=meeting_id))


@meetings.post("/<int:meeting_id>/arenden")
def put(meeting_id: int) -> Any:
    """Put a ready case on the agenda: the case takes its step, by the same rules as on its own page."""
    reader = current_reader()
    meeting: Meeting = found(get_meeting(meeting_id, reader))
    case_id = whole(request.form.get("case"))
    case: Case = found(next((row for row in _ready(meeting) if row.id == case_id), None))
    try:
        with write():
            locked = lock_case(case.id)
            report = latest_report(locked.id)
            take_step(
                locked,
                listing_step(locked, reader, report).name,
                report=report,
                actor=reader,
                expected_version=whole(request.form.get("version")) or 0,
                given={"meeting": str(meeting_id)},
            )
    except StaleVersion:
        flash(_("Ärendet har ändrats sedan sidan öppnades. Läs det igen och sätt upp det sedan."), "refused")
        return meeting_page(found(get_meeting(meeting_id, reader))), 409
    except StepRefused as refused:
        return meeting_page(found(get_meeting(meeting_id, reader)), refused=refused), 422
    flash(_("Ärendet står nu på föredragningslistan."), "ok")
    return redirect(url_for("meetings.show", meeting_id=meeting_id))


@meetings.get("/arende/<int:item_id>")
def item(item_id: int) -> str:
    """The papers of one item, and for who leads the meeting the decision."""
    return item_page(found(get_item(item_id, current_reader())))


@meetings.post("/arende/<int:item_id>/utgang/<outcome>")
def outcome(item_id: int, outcome: str) -> Any:
    """Record what was decided. A refusal shows its reasons and leaves nothing half done."""
    reader = current_reader()
    row: AgendaItem = found(get_item(item_id, reader))
    step: Step = found(WORKFLOWS[row.case.kind].step(outcome, row.case.state) if outcome in OUTCOMES else None)
    form = step_form(step, {}, prefix=f"{outcome}-")
    version = whole(form.version.data) or 0
    if version != row.version:
        return _meanwhile(row, Sent(outcome, form))
    if not form.validate_on_submit():
        return item_page(row, sent=Sent(outcome, form)), 422
    case_id = row.case_id
    try:
        with write():
            lock_case(case_id)  # before the item: who takes it off the agenda holds them in that order
            locked = found(get_item(item_id, reader, lock=True))
            decision = record_outcome(
                locked,
                outcome,
                actor=reader,
                expected_version=version,
                given=given_in(form),
            )
            paragraph, count = decision.paragraph, len(recipients_of(decision.case_id))
    except StaleVersion:
        return _meanwhile(found(get_item(item_id, reader)), Sent(outcome, form))
    except StepRefused as refused:
        return item_page(found(get_item(item_id, reader)), sent=Sent(outcome, form), refused=refused), 422
    told = _(
        "Beslutet är fattat som § %(paragraph)s. %(count)s mottagare får det nu.", paragraph=paragraph, count=count
    )
    if not step.dispatch:
        told = _("Fört till protokollet som § %(paragraph)s. Handläggaren får veta det.", paragraph=paragraph)
    flash(told, "ok")
    return redirect(url_for("meetings.item", item_id=item_id))


def _meanwhile(row: AgendaItem, sent: Sent) -> Any:
    """The item has changed since the page was opened: by the same press a moment ago, or by somebody else."""
    if row.decision is not None and row.decision.recorded_by_id == current_reader().person_id:
        flash(_("Beslutet var redan infört."), "info")
        return redirect(url_for("meetings.item", item_id=row.id))
    flash(_("Ärendet har ändrats sedan sidan öppnades. Läs det igen."), "refused")
    return item_page(row, sent=sent), 409


@meetings.get("/arende/<int:item_id>/utdrag")
def extract(item_id: int) -> Response:
    """The extract of the item's decision, as PDF."""
    row: AgendaItem = found(get_item(item_id, current_reader()))
    made = found(extract_of(found(row.decision).id))
    response = Response(read_file(made.sha256), mimetype="application/pdf")
    name = f"Protokollsutdrag {made.number.replace('/', '-')}.pdf"
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


@meetings.get("/arende/<int:item_id>/handlingar/<int:attachment_id>")
def attachment(item_id: int, attachment_id: int) -> Response:
    """An attachment of the item's case, for whoever may read the meeting's papers."""
    item: AgendaItem = found(get_item(item_id, current_reader()))
    row = found(attachment_of(item.case_id, attachment_id))
    return file_answer(read_file(row.sha256), row.media_type, row.name, inline=KINDS[row.media_type].inline)


def case_panel(case: Case) -> dict[str, Any]:
    """What the case page shows of its decisions."""
    return {
        "template": "meetings/_case_panel.html",
        "decisions": decisions_of(case.id),
        "outcomes": OUTCOMES,
        "minutes_sentence": minutes_sentence,
    }


def meeting_page(meeting: Meeting, *, refused: StepRefused | None = None) -> str:
    """The meeting's page; `refused` is told at its top."""
    rows, reader = attendance_of(meeting.id), current_reader()
    ready, items = _ready(meeting) if _is_secretary(meeting) else None, items_of(meeting.id)
    wishes = wishes_of([case.id for case in ready]) if ready else {}
    facts = meeting_facts(meeting, rows=rows)
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        facts=facts,
        rows=[_seat(row, called=any(other.present for other in rows)) for row in rows],
        absent=[(row.person_id, row.person.name) for row in rows if row.role in FULL_SEATS and not row.present],
        items=items,
        waiting=waiting(items),
        may_order=_is_secretary(meeting) and meeting.state == "planned",
        outcomes=OUTCOMES,
        ready=ready and sorted(ready, key=lambda case: not _is_wished(wishes.get(case.id), meeting)),
        wishes=wishes,
        may_call_roll=may_call_roll(current_reader(), meeting),
        roll_form=RollForm(formdata=None, data={"version": meeting.version}),
        refused=refused,
        reader=reader,
    )


def item_page(
    row: AgendaItem,
    *,
    sent: Sent | None = None,
    refused: StepRefused | None = None,
    marked: tuple[str, PresenceForm] | None = None,
) -> str:
    """The item's page: its papers, who takes part, and for who leads or keeps the minutes what may be decided.

    `sent` and `marked` are forms that come back: of an outcome, of who takes part.
    """
    reader, decision, case = current_reader(), row.decision, row.case
    report = report_version(decision.report_version_id) if decision else latest_report(case.id)
    prepared = prepared_points(case.id, report.id, row.meeting.body_id) if report and not decision else []
    proposed = prepared or (report.content["proposal"] if report else [])
    rows, presences = roll_at(row)
    facts = meeting_facts(row.meeting, deciding=True, rows=rows, presences=presences, proposal=prepared)
    recipients, steps = recipients_of(case.id), outcome_steps(case.kind, case.state)
    leads = facts.presiding_id == reader.person_id
    records = decision is None and (leads or CHAIR in reader.roles_for(row.meeting.authority_id, row.meeting.body_id))
    writes = decision is None and drafted.may_write(reader, row.meeting, facts.presiding_id)
    draft = drafted.draft_of(row, reader)
    common: list[Reason] = []
    own: dict[str, list[Reason]] = {}
    if records:
        judged = facts_for(case, reader, report=report, recipients=recipients, meeting=facts)
        common, own = pages.refusals(row, steps, judged)
    ways = pages.ways(row, steps, proposed, own=own, draft=draft, sent=sent) if records or writes else []
    if sent and sent.form.errors and not sent.as_draft and (common or own.get(sent.outcome)):
        refused = StepRefused([*common, *own[sent.outcome]])  # what it lacks is the least of it
    return render_template(
        "meetings/item.html",
        item=row,
        case=case,
        meeting=row.meeting,
        facts=facts,
        report=report,
        decision=decision,
        extract=extract_of(decision.id) if decision else None,
        recipients=recipients,
        attachments=attachments_of(case.id),
        kinds=KINDS,
        ways=ways,
        records=records,
        writes=writes,
        common=common,
        draft=draft,
        draft_step=next((step for step in steps if draft and step.name == draft.outcome), None),
        outcomes=OUTCOMES,
        difference=pages.difference(report, decision),
        proposed=proposed,
        prepared=prepared,
        panels=[panel(case, decision) for panel in current_app.extensions["casework.item_panels"]],
        presence=pages.presence(row, rows, presences, marked),
        may_note=decision is None and may_note(reader, row.meeting, facts.presiding_id),
        minutes_sentence=minutes_sentence,
        refused=refused,
        refused_title=_("Beslutet kunde inte föras in") if sent and not sent.as_draft else _("Det gick inte"),
        conflict=sent is not None and sent.as_draft and not sent.form.errors,
    )


def outcome_steps(kind: str, state: str) -> list[Step]:
    """What a meeting may do with a case of that kind in that state, the proposed decision first."""
    return [step for step in WORKFLOWS[kind].steps_from(state) if step.name in OUTCOMES]


def _seat(row: Attendance, *, called: bool) -> dict[str, Any]:
    label = SEATS[row.role]
    return {
        "id": row.person_id,
        "name": row.person.name,
        "party": row.seat.party or None,
        "role": _(label),
        "present": row.present if called else None,
        "serving_for": row.serving_for_id,
        "substitute": row.role == "substitute",
    }


def _ready(meeting: Meeting) -> list[Case]:
    return ready_cases(meeting, LISTING)


def _is_wished(wish: MeetingWish | None, meeting: Meeting) -> bool:
    return wish is not None and wish.meeting_id == meeting.id


def _is_secretary(meeting: Meeting) -> bool:
    return SECRETARY in current_reader().roles_for(meeting.authority_id, meeting.body_id)


def _bodies() -> list[Body]:
    reader = current_reader()
    return [body for body in active_bodies(reader.authorities(SECRETARY)) if may_plan(reader, body)]
