"""The list of cases, the case page and its steps."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework import clock
from casework.cases import pages
from casework.cases.attachments import ACCEPT, LARGEST
from casework.cases.filters import filter_form
from casework.cases.forms import AttachmentForm, given_in, step_form
from casework.cases.listing import MOST_COUNTED, BadCursor, count_cases, list_cases
from casework.cases.models import Case
from casework.cases.operations import editing_refused, take_step
from casework.cases.paths import path
from casework.cases.queries import (
    attachments_changed,
    attachments_of,
    events_of,
    facts_for,
    get_case,
    latest_report,
    recipients_of,
)
from casework.database import write
from casework.dispatch.forms import LABELS, SHORT, PostedForm
from casework.dispatch.queries import attempts_of, deliveries_of, handlers_of
from casework.documents.kinds import KINDS
from casework.errors import StaleVersion, found
from casework.permissions import current_reader
from casework.web import Form, whole
from workflows import PROCEDURES, WORKFLOWS, Step, StepRefused
from workflows._vocabulary import OFFICER, REGISTRAR

cases = Blueprint("cases", __name__, url_prefix="/arenden")


@cases.get("")
def index() -> str:
    """The cases that exist for the reader, narrowed by what stands in the address, paged by key."""
    reader = current_reader()
    form = filter_form(reader, request.args)
    filters, cursor = form.filters(), request.args.get("cursor", "")
    try:
        page = list_cases(reader, filters, cursor)
    except BadCursor:
        abort(404)
    return render_template(
        "cases/index.html",
        page=page,
        cursor=cursor,
        count=count_cases(reader, filters),
        most_counted=MOST_COUNTED,
        form=form,
        chosen=form.chosen(),
        workflows=WORKFLOWS,
        waits_for=pages.waits_for,
    )


@cases.get("/<int:case_id>")
def show(case_id: int) -> str:
    """The case: where it stands, what can be done, the document, the recipients, what was sent, what has happened."""
    return case_page(found(get_case(case_id, current_reader())))


@cases.post("/<int:case_id>/steg/<name>")
def take(case_id: int, name: str) -> Any:
    """Take a step. A refusal shows its reasons on the case page and leaves everything as it was."""
    actor = current_reader()
    case: Case = found(get_case(case_id, actor))
    step = found(WORKFLOWS[case.kind].step(name, case.state))
    facts = facts_for(case, actor) if any(ask.when for ask in step.asks) else None
    form = step_form(step, _choices(case, step), facts)
    version = whole(form.version.data) or 0
    if version != case.version:
        return _meanwhile(case_id, name, version, form)
    if not form.validate_on_submit():
        reasons = WORKFLOWS[case.kind].refusals(step, facts_for(case, actor))  # then its form is not on the page
        return case_page(case, refused=StepRefused(reasons) if reasons else None, failed={name: form}), 422
    try:
        with write():
            locked = found(get_case(case_id, actor, lock=True))
            take_step(locked, name, actor=actor, expected_version=version, given=given_in(form))
    except StaleVersion:
        return _meanwhile(case_id, name, version, form)
    except StepRefused as refused:
        return case_page(found(get_case(case_id, actor)), refused=refused, failed={name: form}), 422
    flash(_("Klart: %(step)s.", step=_(step.label)), "ok")
    target = get_case(case_id, actor)
    return redirect(url_for("cases.show", case_id=case_id) if target else url_for("desk.index"))


def case_page(
    case: Case,
    *,
    refused: StepRefused | None = None,
    failed: dict[str, Any] | None = None,
    meanwhile: str = "",
    delivery_form: tuple[int, Form] | None = None,
    not_attached: StepRefused | None = None,
) -> str:
    """The case's page, with what was refused or changed meanwhile told in its place."""
    reader, report = current_reader(), latest_report(case.id)
    recipients, events, sent = recipients_of(case.id), events_of(case.id), deliveries_of(case.id)
    facts = facts_for(case, reader, report=report, recipients=recipients)
    steps = pages.choices(case, facts)
    open_steps = {choice.step.name for choice in steps if choice.allowed}
    sent_forms = dict(failed or {})
    forms = dict(sent_forms)
    for choice in steps:
        if choice.allowed and choice.step.name not in forms:
            form = step_form(
                choice.step,
                _choices(case, choice.step),
                facts,
                formdata=None,
                data={"version": case.version},
                prefix="",
            )
            forms[choice.step.name] = form
    for form in forms.values():
        form.version.data = str(case.version)
    return render_template(
        "cases/show.html",
        case=case,
        workflow=WORKFLOWS[case.kind],
        report=report,
        recipients=recipients,
        steps=steps,
        forms=forms,
        refused=refused,
        meanwhile=meanwhile,
        sent_steps=set(sent_forms),
        lost=[text for name, form in sent_forms.items() if name not in open_steps for text in given_in(form).values()],
        waits_for=pages.waits_for(case),
        origins=pages.ORIGINS,
        review_level=pages.review_level(case),
        approved_text=pages.approved_text(case, events),
        path_rows=path(case, events, facts.report.point_bodies, facts.meeting.day if facts.meeting else None),
        timeline_rows=[pages.history_row(case.kind, event) for event in reversed(events)],
        deliveries=sent,
        attempts=attempts_of(sent) if sent else {},
        handlers=handlers_of(sent),
        delivery_states=PROCEDURES["delivery"].states,
        mail_is_set=bool(current_app.extensions["casework.settings"].smtp_url),
        delivery_form=delivery_form,
        address_labels=LABELS,
        channel_names=SHORT,
        today=clock.today().isoformat(),
        posted_form=PostedForm(formdata=None),
        attachments=attachments_of(case.id),
        kinds=KINDS,
        not_attached=not_attached,
        attachment_form_fields=AttachmentForm(formdata=None),
        accept=ACCEPT,
        largest=LARGEST,
        may_edit=not editing_refused(case, reader),
        may_mend=reader.has(OFFICER, REGISTRAR),
        sends_later=pages.dispatches_ahead(case),
        panels=[panel(case) for panel in current_app.extensions["casework.case_panels"]],
    )


def _meanwhile(case_id: int, name: str, version: int, form: Any) -> Any:
    """The case has changed since the page was opened: by the same press a moment ago, or by somebody else."""
    case = get_case(case_id, current_reader())
    if case is None:
        return redirect(url_for("desk.index"))
    last = events_of(case_id)[-1]
    if last.step == name and last.actor_id == current_reader().person_id and case.version == version + 1:
        flash(_("Det var redan gjort."), "info")
        return redirect(url_for("cases.show", case_id=case_id))
    saved = case.updated_at > last.at  # a save is no event
    if saved and attachments_changed(case):
        told = _("Handlingarna har ändrats.")
    else:
        told = _("Tjänsteskrivelsen har sparats på nytt.") if saved else pages.sentence(case.kind, last)
    return case_page(case, meanwhile=told, failed={name: form}), 409


def _choices(case: Case, step: Step) -> dict[str, list[tuple[str, str]]]:
    """What the step's form offers to choose from; asked for only where the step asks for it."""
    offers = current_app.extensions["casework.choices"]
    return {ask.type: offers[ask.type](case) for ask in step.asks if ask.type in offers}
