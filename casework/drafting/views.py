"""The pages where the officer report is written: a new one, one read out of a file, a saved one."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage

from casework.cases import pages as case_pages
from casework.cases.models import Case
from casework.cases.operations import create_case, editing_refused, save_report
from casework.cases.queries import case_made_by, get_case, latest_report, recipients_of
from casework.database import write
from casework.documents.reading import Unreadable, read_report
from casework.drafting.conflicts import Merge, conflict, shown, with_part
from casework.drafting.filling import file_data
from casework.drafting.forms import FileForm, ReportForm, sections_data
from casework.drafting.operations import discard_draft
from casework.drafting.pages import Desk, draft_title, looked_over, officer, pairs_sent, report_page
from casework.drafting.parts import Layout, arranged, with_missing
from casework.drafting.queries import draft_of, new_drafts
from casework.errors import StaleVersion, found
from casework.permissions import current_reader
from casework.web import clean_line, whole
from workflows import StepRefused

drafting = Blueprint("drafting", __name__)


@drafting.get("/arenden/nytt")
def new() -> str:
    """Start a case: drop the report as a file, write it, or go on with what was begun and not saved."""
    desk, me = Desk(), current_reader().person_id
    key = clean_line(request.args.get("utkast"))
    draft = draft_of(me, creation_key=key) if key else None
    if draft is not None:
        form = desk.as_typed(draft.data)
        form.draft_revision.data = str(draft.revision)
        return report_page(form, desk, desk.layout_used(form))
    layout = desk.layout(None, "")
    form = desk.empty(sections_data(with_missing([], layout.parts)))
    begun = [(row, draft_title(row)) for row in new_drafts(me)]
    return report_page(form, desk, layout, file_form=FileForm(), drafts=begun)


@drafting.post("/arenden/nytt/fil")
def read_file() -> Any:
    """Show what was read out of a dropped report, to be corrected and saved. Nothing is stored yet."""
    file_form, desk = FileForm(), Desk()
    report: Mapping[str, Any] | None = None
    if file_form.validate_on_submit():
        try:
            report = _read(file_form.file.data)
        except Unreadable as error:
            file_form.file.errors = [str(error)]
    if report is None:
        layout = desk.layout(None, "")
        form = desk.empty(sections_data(with_missing([], layout.parts)))
        return report_page(form, desk, layout, file_form=file_form), 422
    to_body = (report["to_body"] or "").casefold()
    body_id = next((body.id for body in desk.bodies if to_body and body.name.casefold() == to_body), 0)
    layout = desk.layout(body_id, "")
    form = desk.empty({**file_data(report, arranged(report["sections"], layout.parts)), "body": body_id})
    return report_page(form, desk, layout, file_form=file_form, found=report, looked=looked_over(form, desk, layout))


@drafting.post("/arenden")
def create() -> Any:
    """Save a new case. The same form sent twice makes one."""
    desk = Desk()
    form = desk.sent()
    layout = _layout(form, desk)
    if form.pressed(request.form, layout.parts):
        return report_page(form, desk, layout)
    if not form.validate_on_submit():
        return report_page(form, desk, layout), 422
    try:
        case_id = _made_by(form, desk, layout)
    except IntegrityError:  # sent twice at the same moment: the other one has made it by now
        case_id = _made_by(form, desk, layout)
    return redirect(url_for("cases.show", case_id=case_id))


def _made_by(form: ReportForm, desk: Desk, layout: Layout) -> int:
    """The case that the form makes, or has made."""
    actor = current_reader()
    with write():
        case = case_made_by(form.creation_key.data)
        if case is None:
            desk = Desk()  # read again inside the transaction
            case = create_case(
                form.kind.data,
                form.content(officer(), desk.bodies, layout),
                form.recipient_drafts(desk.functions),
                actor=actor,
                authority=found(desk.authority(form.body.data)),
                body_id=form.body.data or None,
                creation_key=form.creation_key.data,
                **form.origins(),
            )
            flash(_("Ärendet är skapat och har fått nummer %(number)s.", number=case.number), "ok")
        if case.officer_id != actor.person_id:
            abort(404)
        discard_draft(actor.person_id, creation_key=form.creation_key.data)
        return case.id


@drafting.get("/arenden/<int:case_id>/tjansteskrivelse")
def edit(case_id: int) -> Any:
    """The officer report in its form; what she has typed and not saved is hers to go on with or to throw away."""
    case: Case = found(get_case(case_id, current_reader()))
    if reasons := editing_refused(case, current_reader()):
        flash(reasons[0].worded(_), "refused")
        return redirect(url_for("cases.show", case_id=case_id))
    desk = Desk(case)
    layout = desk.layout(case.body_id, case.kind)
    report = found(latest_report(case_id))
    form = desk.empty(desk.stored(report, recipients_of(case_id), layout))
    draft = draft_of(current_reader().person_id, case_id=case_id)
    if draft is None:
        return report_page(form, desk, layout, looked=looked_over(form, desk, layout))
    typed = desk.as_typed(draft.data)
    form.draft_revision.data = typed.draft_revision.data = str(draft.revision)
    typed_content = typed.content(officer(), desk.bodies, layout)
    difference = case_pages.difference(form.content(officer(), desk.bodies, layout), typed_content, case.kind)
    if not difference and typed.plain()["recipients"] == form.plain()["recipients"]:
        return report_page(form, desk, layout, looked=looked_over(form, desk, layout))
    if "utkast" not in request.args:
        return report_page(form, desk, layout, draft=draft, difference=difference)
    if draft.base_version == case.version:
        return report_page(typed, desk, layout, looked=looked_over(typed, desk, layout))
    typed, merge = conflict(typed, draft.data, desk, layout, returned=True)
    return report_page(typed, desk, layout, merge=merge)


@drafting.post("/arenden/<int:case_id>/tjansteskrivelse")
def save(case_id: int) -> Any:
    """Save a new version. When somebody saved meanwhile: both texts are shown, nothing is lost (409)."""
    case: Case = found(get_case(case_id, current_reader()))
    desk = Desk(case)
    form = desk.sent()
    layout = _layout(form, desk)
    merge = _carried(form, desk, layout)
    if merge and "take" in request.form:
        form = with_part(form, request.form["take"], merge, desk) or form
        return report_page(form, desk, layout, merge=merge)
    if form.pressed(request.form, layout.parts):
        return report_page(form, desk, layout, merge=merge)
    form.kind.errors = []
    if not form.validate_on_submit():
        return report_page(form, desk, layout, merge=merge), 422
    try:
        _save(case_id, form, layout)
    except StaleVersion:
        return _changed_meanwhile(case_id, form, layout)
    except StepRefused as refused:
        form.form_errors = [reason.worded(_) for reason in refused.reasons]
        return report_page(form, Desk(found(get_case(case_id, current_reader()))), layout), 422
    flash(_("Tjänsteskrivelsen är sparad."), "ok")
    return redirect(url_for("cases.show", case_id=case_id))


def _save(case_id: int, form: ReportForm, layout: Layout) -> None:
    actor = current_reader()
    with write():
        case = found(get_case(case_id, actor, lock=True))
        desk = Desk(case)
        save_report(
            case,
            form.content(_author(case), desk.bodies, layout),
            form.recipient_drafts(desk.functions),
            actor=actor,
            body_id=form.body.data or None,
            expected_version=whole(form.version.data) or 0,
            **form.origins(),
        )
        discard_draft(actor.person_id, case_id=case_id)


def _author(case: Case) -> tuple[str, str]:
    """Whose name stands under the report: the case's officer, also when somebody who writes along saves it."""
    return case.officer.name, case.officer.title


def _changed_meanwhile(case_id: int, form: ReportForm, layout: Layout) -> Any:
    """Somebody saved since the page was opened: the same text, by a press before this one, or another."""
    desk = Desk(found(get_case(case_id, current_reader())))
    fresh, merge = conflict(form, pairs_sent(), desk, layout)
    if merge is None:
        flash(_("Tjänsteskrivelsen är sparad."), "ok")
        return redirect(url_for("cases.show", case_id=case_id))
    return report_page(fresh, desk, layout, merge=merge), 409


def _carried(form: ReportForm, desk: Desk, layout: Layout) -> Merge | None:
    """The two texts that the page showed, when a part is chosen on it, a row added, or something in it is wrong."""
    sent = request.form
    if "mine" not in sent:
        return None
    return shown(form, sent["mine"], sent.get("merge_base", ""), sent.get("merge_before", ""), desk, layout)


def _layout(form: ReportForm, desk: Desk) -> Layout:
    """The template that the page was drawn by; when its parts are asked for, the one for what is chosen."""
    if "offer_parts" in request.form:
        return desk.layout(form.body.data, form.kind.data or "")
    return desk.layout_used(form)


def _read(upload: FileStorage) -> Mapping[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report"
        upload.save(path)
        return read_report(path)
