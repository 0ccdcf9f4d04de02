"""Motions and citizens' proposals with their year, as the assembly is told of them. Their routes: `assignments`."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework import clock
from casework.assignments.forms import PutForm, UnreadyForm, unready_form
from casework.assignments.pages import matter_status
from casework.assignments.raised import KINDS, put_unready
from casework.assignments.raised import put_information as inform
from casework.assignments.raised_queries import (
    assembly_of,
    informing,
    is_late,
    is_waiting,
    matter_of,
    raised_in,
    reports_of,
)
from casework.assignments.views import assignments
from casework.cases.models import Case
from casework.database import write
from casework.errors import found
from casework.meetings.queries import get_meeting, may_plan, open_meetings_of
from casework.people.queries import default_authority
from casework.permissions import current_reader, office
from workflows import WORKFLOWS, Reason, StepRefused
from workflows._vocabulary import N_, SECRETARY

__all__ = ["assignments"]


@assignments.get("/uppdrag/vackta")
def raised() -> str:
    """Every motion and citizens' proposal that waits, with its year, and those that are settled."""
    return raised_page()


@assignments.post("/uppdrag/vackta/redovisa")
def put_raised() -> Any:
    """Put on the assembly's agenda what came out of those that will not be ready."""
    actor = current_reader()
    form = unready_form([row for row in raised_in(actor, settled=False) if is_waiting(row)])
    _offer(form)
    if not form.validate_on_submit():
        return raised_page(form), 422
    try:
        with write():
            meeting = found(get_meeting(form.meeting.data, actor, lock=True))
            put_unready(meeting, form.texts(), actor=actor)
    except StepRefused as refused:
        return raised_page(form, reasons=refused.reasons), 422
    flash(_("Redovisningen står på fullmäktiges föredragningslista som information."), "ok")
    return redirect(url_for("assignments.raised"))


@assignments.post("/uppdrag/vackta/information/<int:body_id>")
def put_information(body_id: int) -> Any:
    """Put a committee's yearly information on the assembly's agenda."""
    actor, form = current_reader(), PutForm()
    committee = found(next((row.committee for row in informing(actor) if row.committee.id == body_id), None))
    _offer(form)
    if not form.validate_on_submit():
        return raised_page(reasons=(Reason(N_("Välj ett kommande sammanträde med fullmäktige.")),)), 422
    try:
        with write():
            inform(committee, found(get_meeting(form.meeting.data, actor, lock=True)), actor=actor)
    except StepRefused as refused:
        return raised_page(reasons=refused.reasons), 422
    flash(_("Nämndens information står på fullmäktiges föredragningslista."), "ok")
    return redirect(url_for("assignments.raised"))


def _offer(*forms: PutForm) -> None:
    authority = default_authority(current_reader(), SECRETARY)
    assembly = assembly_of(authority.id) if authority else None
    meetings = open_meetings_of(assembly.id) if assembly else []
    for form in forms:
        form.offer(meetings)


def raised_page(form: UnreadyForm | None = None, reasons: tuple[Reason, ...] = ()) -> str:
    """The list; `form` is one that stored nothing, shown as it was typed."""
    reader, today = current_reader(), clock.today()
    waiting, settled = raised_in(reader, settled=False), raised_in(reader, settled=True)
    unready: UnreadyForm | None = None
    inform_form: PutForm | None = None
    authority = default_authority(reader, SECRETARY)
    assembly = assembly_of(authority.id) if authority else None
    if assembly is not None and may_plan(reader, assembly):
        unready = form or unready_form([row for row in waiting if is_waiting(row)], formdata=None)
        inform_form = PutForm(formdata=None)
        _offer(unready, inform_form)
    return render_template(
        "assignments/raised.html",
        waiting=[(row, matter_status(row, today)) for row in waiting],
        settled=[(row, matter_status(row, today)) for row in settled],
        late=sum(is_late(row, today) for row in waiting),
        reports=reports_of([row.case_id for row in waiting]),
        informs=informing(reader),
        unready=unready,
        inform_form=inform_form,
        reasons=reasons,
        workflows=WORKFLOWS,
        may_open=office(reader),
        today=today,
        sent=request.method == "POST",
    )


def raised_panel(case: Case) -> dict[str, Any]:
    """What the case page shows of the year of a motion or a citizens' proposal."""
    matter = matter_of(case.id) if case.kind in KINDS else None
    return {
        "template": "assignments/_raised_panel.html",
        "place": "beside",
        "matter": matter,
        "status": matter_status(matter, clock.today()) if matter else None,
    }
