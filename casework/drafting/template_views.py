"""The templates of officer reports: the list, a new one, and a new version of one. None is changed in place.

Their routes are among those of `drafting`.
"""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from casework import clock
from casework.database import write
from casework.drafting.draft_views import drafting
from casework.drafting.models import ReportTemplate
from casework.drafting.operations import add_template as add
from casework.drafting.parts import OTHER, parts_of
from casework.drafting.queries import newest_of, scope_of, template_of, templates_of
from casework.drafting.template_forms import TemplateForm, template_data
from casework.errors import StaleVersion, found
from casework.people.queries import bodies_of, default_authority
from casework.permissions import current_reader
from casework.web import whole
from workflows import WORKFLOWS
from workflows._vocabulary import ADMIN, REGISTRAR

__all__ = ["drafting"]


def _authorities() -> list[int]:
    return current_reader().authorities(REGISTRAR, ADMIN)


@drafting.get("/mallar")
def templates() -> str:
    """The templates, each with its versions."""
    rows = templates_of(_authorities())
    return render_template("drafting/templates.html", rows=rows, workflows=WORKFLOWS, today=clock.today())


@drafting.get("/mallar/ny")
def new_template() -> str:
    """A template for a body and a kind of ärende."""
    form = TemplateForm(formdata=None, data={"parts": template_data(), "valid_from": clock.today(), "number": 0})
    return _page(form, None)


@drafting.post("/mallar")
def add_template() -> Any:
    """Save a new template. Where there is one for the same body and kind, it is told; nothing is changed."""
    form = _sent()
    if form.pressed(request.form):
        return _page(form, None)
    if not form.validate_on_submit():
        return _page(form, None), 422
    authority = found(default_authority(current_reader(), REGISTRAR, ADMIN))
    body = next((body for body in bodies_of(_authorities()) if body.id == form.body.data), None)
    try:
        _save(form, body.authority_id if body else authority.id, body.id if body else None, form.kind.data, 0)
    except (StaleVersion, IntegrityError):
        form.body.errors = [_("Det finns redan en mall för det organet och den ärendetypen. Gör en ny version av den.")]
        return _page(form, None), 409
    return redirect(url_for("drafting.templates"))


@drafting.get("/mallar/<int:template_id>")
def template(template_id: int) -> str:
    """A version of a template, as the ground for the next one."""
    row: ReportTemplate = found(template_of(template_id, _authorities()))
    newest = newest_of(row.scope)
    data = {
        "name": row.name,
        "valid_from": max(row.valid_from, clock.today()),
        "parts": template_data(parts_of(row.rows)),
        "number": newest.number if newest else row.number,
        "body": row.body_id or 0,
        "kind": row.kind,
    }
    return _page(TemplateForm(formdata=None, data=data), row)


@drafting.post("/mallar/<int:template_id>")
def save_template(template_id: int) -> Any:
    """Save the next version of a template."""
    row: ReportTemplate = found(template_of(template_id, _authorities()))
    form = _sent()
    form.body.data, form.kind.data = row.body_id or 0, row.kind
    if form.pressed(request.form):
        return _page(form, row)
    if not form.validate_on_submit():
        return _page(form, row), 422
    where = row.authority_id, row.body_id, row.kind
    try:
        _save(form, *where, whole(form.number.data) or 0)
    except (StaleVersion, IntegrityError):
        form.number.data = str(getattr(newest_of(scope_of(*where)), "number", 0))
        form.form_errors = [_("Någon annan har gjort en ny version. Din text står kvar här; spara igen för nästa.")]
        return _page(form, found(template_of(template_id, _authorities()))), 409
    return redirect(url_for("drafting.templates"))


def _save(form: TemplateForm, authority_id: int, body_id: int | None, kind: str, number: int) -> None:
    with write():
        add(
            authority_id,
            body_id,
            kind,
            form.name.data,
            form.parts_typed(),
            valid_from=form.valid_from.data,
            actor=current_reader(),
            expected_number=number,
        )
    flash(_("Mallen är sparad. Tjänsteskrivelser som skrivs från och med den dagen följer den."), "ok")


def _sent() -> TemplateForm:
    form = TemplateForm()
    form.offer(bodies_of(_authorities()))
    return form


def _page(form: TemplateForm, row: ReportTemplate | None) -> str:
    form.offer(bodies_of(_authorities()))
    blank = form.parts.append_entry({"code": OTHER})  # the pattern that the script copies; no row of the form
    form.parts.entries.pop()
    return render_template("drafting/template.html", form=form, template=row, workflows=WORKFLOWS, blank=blank)
