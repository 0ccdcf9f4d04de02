"""The pages where the officer report is written: a new one, one read out of a file, a saved one."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage

from casework.cases import pages
from casework.cases.models import Case
from casework.cases.operations import create_case, editing_refused, save_report
from casework.cases.queries import case_made_by, get_case, latest_report, recipients_of
from casework.database import write
from casework.documents.reading import Unreadable, read_report
from casework.drafting.forms import FileForm, ReportForm, form_data
from casework.errors import StaleVersion, found
from casework.people.queries import bodies_of, default_authority, directory
from casework.permissions import current_reader
from casework.web import whole
from workflows import StepRefused
from workflows._vocabulary import OFFICER

drafting = Blueprint("drafting", __name__, url_prefix="/arenden")


@drafting.get("/nytt")
def new() -> str:
    """Start a case: drop the report as a file, or write it."""
    form = _report_form({"creation_key": uuid4().hex})
    return render_template("drafting/new.html", form=form, file_form=FileForm(), found=None)


@drafting.post("/nytt/fil")
def read_file() -> Any:
    """Show what was read out of a dropped report, to be corrected and saved. Nothing is stored yet."""
    file_form = FileForm()
    report: Mapping[str, Any] | None = None
    if file_form.validate_on_submit():
        try:
            report = _read(file_form.file.data)
        except Unreadable as error:
            file_form.file.errors = [str(error)]
    if report is None:
        form = _report_form({"creation_key": uuid4().hex})
        return render_template("drafting/new.html", form=form, file_form=file_form, found=None), 422
    functions = directory(current_reader().authorities(OFFICER))
    form = _report_form({**form_data(report, None, functions), "creation_key": uuid4().hex}, to_body=report["to_body"])
    return render_template("drafting/new.html", form=form, file_form=file_form, found=report)


@drafting.post("")
def create() -> Any:
    """Save a new case. The same form sent twice makes one."""
    form = _report_form()
    if form.change_rows(request.form):
        return render_template("drafting/new.html", form=form, file_form=None, found=None)
    if not form.validate_on_submit():
        return render_template("drafting/new.html", form=form, file_form=None, found=None), 422
    try:
        case_id = _made_by(form)
    except IntegrityError:  # sent twice at the same moment: the other one has made it by now
        case_id = _made_by(form)
    return redirect(url_for("cases.show", case_id=case_id))


def _made_by(form: ReportForm) -> int:
    """The case that the form makes, or has made."""
    actor = current_reader()
    with write():
        case = case_made_by(form.creation_key.data)
        if case is None:
            bodies = _bodies()
            chosen = next((body.authority for body in bodies if body.id == form.body.data), None)
            authority = chosen or found(default_authority(actor, OFFICER))
            case = create_case(
                form.kind.data,
                form.content(*_officer(), bodies),
                form.recipient_drafts(directory([authority.id])),
                actor=actor,
                authority=authority,
                body_id=form.body.data or None,
                creation_key=form.creation_key.data,
            )
            flash(_("Ärendet är skapat och har fått nummer %(number)s.", number=case.number), "ok")
        if case.officer_id != actor.person_id:
            abort(404)
        return case.id


@drafting.get("/<int:case_id>/tjansteskrivelse")
def edit(case_id: int) -> Any:
    """The officer report in its form."""
    case: Case = found(get_case(case_id, current_reader()))
    if reasons := editing_refused(case, current_reader()):
        flash(reasons[0].worded(_), "refused")
        return redirect(url_for("cases.show", case_id=case_id))
    report = found(latest_report(case_id))
    data = form_data(report.content, recipients_of(case_id), [])
    form = _report_form({**data, "kind": case.kind, "body": case.body_id or 0, "version": case.version}, case=case)
    return render_template("drafting/edit.html", form=form, case=case, difference=None)


@drafting.post("/<int:case_id>/tjansteskrivelse")
def save(case_id: int) -> Any:
    """Save a new version. When somebody saved meanwhile: both texts are shown, nothing is lost (409)."""
    case: Case = found(get_case(case_id, current_reader()))
    form = _report_form(case=case)
    form.kind.data = case.kind
    if form.change_rows(request.form):
        return render_template("drafting/edit.html", form=form, case=case, difference=None)
    form.kind.errors = []
    if not form.validate_on_submit():
        return render_template("drafting/edit.html", form=form, case=case, difference=None), 422
    actor = current_reader()
    content = form.content(*_officer(), _bodies(case))
    drafts = form.recipient_drafts(directory([case.authority_id]))
    try:
        with write():
            save_report(
                found(get_case(case_id, actor, lock=True)),
                content,
                drafts,
                actor=actor,
                body_id=form.body.data or None,
                expected_version=whole(form.version.data) or 0,
            )
    except StaleVersion as stale:
        form.version.data = str(stale.current)
        stored = found(latest_report(case_id))
        case = found(get_case(case_id, actor))
        return render_template(
            "drafting/edit.html", form=form, case=case, difference=pages.difference(stored.content, content)
        ), 409
    except StepRefused as refused:
        form.form_errors = [reason.worded(_) for reason in refused.reasons]
        return render_template(
            "drafting/edit.html", form=form, case=found(get_case(case_id, actor)), difference=None
        ), 422
    flash(_("Tjänsteskrivelsen är sparad."), "ok")
    return redirect(url_for("cases.show", case_id=case_id))


def _read(upload: FileStorage) -> Mapping[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report"
        upload.save(path)
        return read_report(path)


def _report_form(
    data: dict[str, Any] | None = None, *, to_body: str | None = None, case: Case | None = None
) -> ReportForm:
    bodies = _bodies(case)
    if data is None:
        form = ReportForm()
    else:
        named = next((body.id for body in bodies if to_body and body.name.casefold() == to_body.casefold()), 0)
        form = ReportForm(formdata=None, data={"body": named, **data})
    form.offer(bodies)
    return form


def _bodies(case: Case | None = None) -> list[Any]:
    """The bodies that a new case may go to, or this one: those of its own authority."""
    return bodies_of([case.authority_id] if case else current_reader().authorities(OFFICER))


def _officer() -> tuple[str, str]:
    return current_user.person.name, current_user.person.title
