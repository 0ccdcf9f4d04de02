"""The register of assignments, the page of one, and what a body is told of them once a year."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework import clock
from casework.assignments.forms import FilterForm, PutForm
from casework.assignments.models import Assignment
from casework.assignments.operations import TABLE
from casework.assignments.operations import take as take_step
from casework.assignments.pages import form_of, page_of, paragraph_of, status_of
from casework.assignments.queries import (
    MOST,
    assignments_of,
    bodies_with_assignments,
    events_of,
    facts_of,
    get_assignment,
    listed,
    roles_in,
    year_of,
    years,
)
from casework.assignments.raised import put_report
from casework.cases.forms import given_in
from casework.cases.models import Case
from casework.cases.queries import get_case
from casework.database import write
from casework.errors import StaleVersion, found
from casework.meetings.queries import get_meeting, open_meetings_of
from casework.permissions import current_reader, office_or_seated
from casework.web import Form, whole
from workflows import Reason, StepRefused
from workflows._vocabulary import N_

assignments = Blueprint("assignments", __name__)


@assignments.get("/uppdrag")
def index() -> str:
    """The register, as narrowed by ?shown=, ?body= and ?year=."""
    reader, form = current_reader(), FilterForm(request.args)
    form.offer(bodies_with_assignments(reader), years(reader))
    filters = form.filters()
    form.shown.data = filters.shown
    rows = listed(reader, filters)
    return render_template(
        "assignments/index.html",
        form=form,
        filters=filters,
        rows=rows,
        most=MOST,
        status_of=status_of,
        paragraph_of=paragraph_of,
        may_list=office_or_seated(reader),
    )


@assignments.get("/uppdrag/<int:assignment_id>")
def show(assignment_id: int) -> str:
    """The assignment: what was given by which paragraph, to whom, until when, and what happened."""
    return assignment_page(found(get_assignment(assignment_id, current_reader())))


@assignments.post("/uppdrag/<int:assignment_id>")
def take(assignment_id: int) -> Any:
    """Take a step with it. A refusal shows its reasons on the page, and what was typed, and stores nothing."""
    actor, name = current_reader(), request.form.get("step", "")
    row: Assignment = found(get_assignment(assignment_id, actor))
    step = TABLE.step(name, row.status)
    if step is None:
        return assignment_page(row, reasons=(Reason(N_("Välj vad du vill göra med uppdraget.")),)), 422
    form = form_of(step, row, facts_of(row, roles_in(row, actor), actor, {}))
    version = whole(form.version.data) or 0
    if version != row.version:
        return _meanwhile(row, name, version, form)
    if not form.validate_on_submit():
        return assignment_page(row, sent=(name, form)), 422
    try:
        with write():
            locked: Assignment = found(get_assignment(assignment_id, actor, lock=True))
            take_step(locked, name, actor=actor, expected_version=version, given=given_in(form))
    except StaleVersion:
        return _meanwhile(found(get_assignment(assignment_id, actor)), name, version, form)
    except StepRefused as refused:
        row = found(get_assignment(assignment_id, actor))
        return assignment_page(row, sent=(name, form), reasons=refused.reasons), 422
    flash(_(TOLD[name]), "ok")
    return redirect(url_for("assignments.show", assignment_id=assignment_id))


TOLD = {
    "report": N_("Uppdraget är återrapporterat. Sekreteraren kan ta upp rapporten på ett sammanträde."),
    "extend": N_("Tiden är förlängd."),
    "hand_over": N_("Uppdraget är överlämnat. Den nya ansvariga får ett brev."),
    "ask_again": N_("En komplettering är begärd. Uppdraget pågår igen."),
    "end": N_("Uppdraget är avslutat."),
    "write_off": N_("Uppdraget är avskrivet."),
}
"""By step that a person takes: what has happened, and what comes."""


@assignments.post("/uppdrag/<int:assignment_id>/sammantrade")
def put(assignment_id: int) -> Any:
    """Put what was reported back on an agenda of the body."""
    actor, form = current_reader(), PutForm(prefix="put-")
    row: Assignment = found(get_assignment(assignment_id, actor))
    form.offer(open_meetings_of(row.body_id))
    if (whole(form.version.data) or 0) != row.version:
        return assignment_page(row, meanwhile=True), 409
    if not form.validate_on_submit():
        return assignment_page(row, reasons=(Reason(N_("Välj ett sammanträde.")),)), 422
    try:
        with write():
            meeting = found(get_meeting(form.meeting.data, actor, lock=True))
            locked: Assignment = found(get_assignment(assignment_id, actor, lock=True))
            put_report(locked, meeting, actor=actor)
    except StepRefused as refused:
        return assignment_page(found(get_assignment(assignment_id, actor)), reasons=refused.reasons), 422
    flash(_("Återrapporten står på föredragningslistan som information."), "ok")
    return redirect(url_for("assignments.show", assignment_id=assignment_id))


@assignments.get("/uppdrag/arslista/<int:body_id>/<int:year>")
def yearly(body_id: int, year: int) -> str:
    """What the body is told of its assignments of a year: given, reported, late. It prints as a document."""
    reader = current_reader()
    body = found(next((row for row in bodies_with_assignments(reader) if row.id == body_id), None))
    found(year if year in years(reader) else None)
    return render_template(
        "assignments/yearly.html",
        body=body,
        year=year,
        told=year_of(body, year, reader),
        today=clock.today(),
        status_of=status_of,
        paragraph_of=paragraph_of,
    )


def assignment_page(
    row: Assignment,
    *,
    sent: tuple[str, Form] | None = None,
    reasons: tuple[Reason, ...] = (),
    meanwhile: bool = False,
) -> str:
    """The page of the assignment, with what was refused or changed meanwhile told in its place."""
    reader = current_reader()
    case = get_case(row.case_id, reader) if row.case_id is not None else None
    page = page_of(row, reader, sent=sent)
    return render_template(
        "assignments/show.html", page=page, case=case, reasons=reasons, meanwhile=meanwhile, paragraph=paragraph_of(row)
    )


def _meanwhile(row: Assignment, name: str, version: int, form: Form) -> Any:
    """It has changed since the page was opened: by the same press a moment ago, or by somebody else."""
    last = events_of(row.id)[-1]
    if last.step == name and last.actor_id == current_reader().person_id and row.version == version + 1:
        flash(_("Det var redan gjort."), "info")
        return redirect(url_for("assignments.show", assignment_id=row.id))
    return assignment_page(row, sent=(name, form), meanwhile=True), 409


def case_panel(case: Case) -> dict[str, Any]:
    """What the case page shows of the assignments that its decisions gave."""
    rows = assignments_of(case.id)
    return {
        "template": "assignments/_case_panel.html",
        "place": "beside",
        "rows": [(row, status_of(row)) for row in rows],
    }
