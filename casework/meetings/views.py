"""Meetings: the list, the page for members to read, the roll, the agenda, and the chair's decision."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from casework.cases.operations import take_step
from casework.cases.queries import (
    latest_report,
    lock_case,
)
from casework.database import write
from casework.errors import StaleVersion, found
from casework.meetings.forms import RollForm, present_in
from casework.meetings.meeting_pages import page_of
from casework.meetings.models import Meeting
from casework.meetings.operations import plan_meeting
from casework.meetings.planning_forms import MeetingForm
from casework.meetings.queries import (
    attendance_of,
    get_meeting,
    list_meetings,
    listing_step,
    may_call_roll,
    may_plan,
    meeting_made_by,
    ready_cases,
)
from casework.meetings.roll import call_roll
from casework.meetings.sitting_forms import GuestForm, MatterForm
from casework.people.models import Body
from casework.people.queries import active_bodies
from casework.permissions import current_reader
from casework.web import Form, whole
from workflows import StepRefused
from workflows._vocabulary import SECRETARY

meetings = Blueprint("meetings", __name__, url_prefix="/sammantraden")


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
    form.offer(plannable())
    return render_template("meetings/new.html", form=form)


@meetings.post("")
def create() -> Any:
    """Save a planned meeting. The same form sent twice makes one."""
    form, bodies = MeetingForm(), plannable()
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
            made = plan_meeting(
                body,
                form.starts_at(),
                form.place.data,
                actor=current_reader(),
                creation_key=key,
                papers_due_at=form.papers_due_at(),
                extra=form.extra(),
            )
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
    case = found(next((row for row in ready_cases(meeting) if row.id == case_id), None))
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
                given={"meeting": str(meeting_id), "exemption": request.form.get("exemption", "")},
            )
    except StaleVersion:
        flash(_("Ärendet har ändrats sedan sidan öppnades. Läs det igen och sätt upp det sedan."), "refused")
        return meeting_page(found(get_meeting(meeting_id, reader))), 409
    except StepRefused as refused:
        return meeting_page(found(get_meeting(meeting_id, reader)), refused=refused), 422
    flash(_("Ärendet står nu på föredragningslistan."), "ok")
    return redirect(url_for("meetings.show", meeting_id=meeting_id))


def meeting_page(
    meeting: Meeting,
    *,
    refused: StepRefused | None = None,
    sent: tuple[str, Form] | None = None,
    matter_form: MatterForm | None = None,
    guest_form: GuestForm | None = None,
) -> str:
    """The meeting's page; `refused` is told at its top, and forms that were sent come back as they were."""
    reader = current_reader()
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        refused=refused,
        reader=reader,
        matter_form=matter_form or MatterForm(formdata=None, prefix="matter-"),
        matter_open=matter_form is not None,
        **page_of(meeting, reader, sent=sent, guest_form=guest_form),
    )


def plannable() -> list[Body]:
    """The bodies whose meetings the reader plans."""
    reader = current_reader()
    return [body for body in active_bodies(reader.authorities(SECRETARY)) if may_plan(reader, body)]
