"""The page on which a member decides what cannot await the body. Its routes are among `reporting`."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.cases.forms import given_in, step_form
from casework.cases.models import Case
from casework.cases.operations import take_step
from casework.cases.queries import attachment_of, attachments_of, facts_for, latest_report, recipients_of
from casework.database import write
from casework.delegation.queries import urgency_choices
from casework.documents.kinds import KINDS
from casework.errors import StaleVersion, found
from casework.permissions import current_reader
from casework.register.operations import read_file
from casework.reporting.urgent import own_urgent_decision, urgent_case, urgent_step
from casework.reporting.views import reporting
from casework.web import Form, file_answer, whole
from workflows import WORKFLOWS, StepRefused
from workflows._vocabulary import URGENT_POINT

__all__ = ["reporting"]


@reporting.get("/bradskande/<int:case_id>")
def urgent(case_id: int) -> str:
    """The case, and the form by which the reader decides it for the body."""
    return _page(found(urgent_case(case_id, current_reader())))


@reporting.post("/bradskande/<int:case_id>")
def decide(case_id: int) -> Any:
    """Decide it. A refusal shows its reasons and leaves everything as it was; pressed twice it is decided once."""
    reader = current_reader()
    case = urgent_case(case_id, reader)
    if case is None:
        return _meanwhile(case_id)
    form = _form(case)
    version = whole(form.version.data) or 0
    if version == case.version and not form.validate_on_submit():
        return _page(case, form), 422
    try:
        with write():
            locked = _held(case_id, version)
            step = found(urgent_step(locked.kind, locked.state))
            made = take_step(locked, step.name, actor=reader, expected_version=version, given=given_in(form))
            label, body_id = made.made["decision"].label, made.made["decision"].body_id
    except StaleVersion:
        return _meanwhile(case_id, form)
    except StepRefused as refused:
        return _page(found(urgent_case(case_id, reader)), form, refused=refused), 422
    flash(_("Beslutet är fattat som %(label)s. Det anmäls på organets nästa sammanträde.", label=label), "ok")
    return redirect(url_for("reporting.register", organ=body_id))


@reporting.get("/bradskande/<int:case_id>/handlingar/<int:attachment_id>")
def attachment(case_id: int, attachment_id: int) -> Response:
    """An attachment of a case that the reader may decide."""
    case: Case = found(urgent_case(case_id, current_reader()))
    row = found(attachment_of(case.id, attachment_id))
    return file_answer(read_file(row.sha256), row.media_type, row.name, inline=KINDS[row.media_type].inline)


def _held(case_id: int, version: int) -> Case:
    """The case with its row held. StaleVersion when it has been decided since it was read."""
    case = urgent_case(case_id, current_reader(), lock=True)
    if case is None:
        raise StaleVersion(version)
    return case


def _meanwhile(case_id: int, form: Form | None = None) -> Any:
    """The case has changed since the page was opened: by the same press a moment ago, or by somebody else."""
    reader = current_reader()
    case = urgent_case(case_id, reader)
    if case is None:
        made = found(own_urgent_decision(case_id, reader))
        flash(_("Det var redan gjort."), "info")
        return redirect(url_for("reporting.register", organ=made.body_id))
    flash(_("Ärendet har ändrats sedan sidan öppnades. Läs det igen."), "refused")
    return _page(case, form), 409


def _form(case: Case, **kwargs: Any) -> Form:
    return step_form(found(urgent_step(case.kind, case.state)), {URGENT_POINT: urgency_choices(case)}, **kwargs)


def _page(case: Case, form: Form | None = None, *, refused: StepRefused | None = None) -> str:
    reader, step = current_reader(), found(urgent_step(case.kind, case.state))
    report, recipients = latest_report(case.id), recipients_of(case.id)
    facts = facts_for(case, reader, report=report, recipients=recipients)
    form = form or _form(case, formdata=None)
    form.version.data = str(case.version)
    return render_template(
        "reporting/urgent.html",
        case=case,
        step=step,
        form=form,
        sent=request.method == "POST",
        reasons=WORKFLOWS[case.kind].refusals(step, facts),
        refused=refused,
        report=report,
        recipients=recipients,
        attachments=attachments_of(case.id),
        kinds=KINDS,
        body_name=facts.urgency.body_name if facts.urgency else "",
    )
