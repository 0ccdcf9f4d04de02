"""Appeals: the register, registering one from its decision, and its page with steps and history."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework import clock
from casework.appeals.forms import PLACE_NAMES, AppealForm, FileForm, form_of
from casework.appeals.models import Appeal
from casework.appeals.operations import TABLE, attach, register, registering_refused
from casework.appeals.operations import take as take_step
from casework.appeals.pages import ONWARD, STAYS, advice, page_of, rows_of, status_of, verdict_of
from casework.appeals.queries import events_of, facts_of, files_of, get_appeal, list_appeals
from casework.appeals.subjects import Subject, get_subject, subjects_of
from casework.cases.attachments import ACCEPT, LARGEST, judged
from casework.cases.forms import given_in
from casework.database import write
from casework.documents.kinds import KINDS
from casework.errors import StaleVersion, found
from casework.law.appeals import ROUTES
from casework.people.queries import bodies_of
from casework.permissions import current_reader
from casework.register.operations import read_file
from casework.web import Form, file_answer, takes_up_to, whole
from workflows import Reason, StepRefused
from workflows._vocabulary import N_, REGISTRAR, SECRETARY

appeals = Blueprint("appeals", __name__)


@appeals.get("/overklaganden")
def index() -> str:
    """The register: what is open, or all; of one body where that is asked."""
    reader = current_reader()
    whole_register, body_id = request.args.get("visa") == "alla", whole(request.args.get("organ"))
    rows = list_appeals(reader, only_open=not whole_register, body_id=body_id)
    return render_template(
        "appeals/index.html",
        rows=[
            (row, subject, status_of(row), verdict_of(row))
            for row, subject in zip(rows, subjects_of(rows), strict=True)
        ],
        whole_register=whole_register,
        body_id=body_id,
        bodies=bodies_of(reader.authorities(REGISTRAR, SECRETARY)),
    )


@appeals.route("/overklaganden/ny/<subject_word>/<int:subject_id>", methods=["GET", "POST"])
@takes_up_to(LARGEST + 64 * 1024)
def new(subject_word: str, subject_id: int) -> Any:
    """Register an appeal of a paragraph, or of a decision by delegation."""
    actor = current_reader()
    subject: Subject = found(get_subject(subject_word, subject_id, actor))
    data = {"key": uuid4().hex, "received_on": clock.today(), "told_how": True}
    form = AppealForm() if request.method == "POST" else AppealForm(formdata=None, data=data)
    form.offer(subject)
    reasons: tuple[Reason, ...] = tuple(registering_refused(subject, actor))
    if not reasons and form.validate_on_submit():
        try:
            sent = _sent(form)
            files = judged(sent) if sent else []
            with write():
                held = found(get_subject(subject_word, subject_id, actor, lock=True))
                appeal_id = register(held, form.draft(), actor=actor, files=files).id
        except StepRefused as refused:
            reasons = refused.reasons
        else:
            flash(_("Överklagandet är registrerat."), "ok")
            return redirect(url_for("appeals.show", appeal_id=appeal_id))
    page = render_template(
        "appeals/new.html",
        row=rows_of([found(get_subject(subject_word, subject_id, actor))], actor)[0],
        form=form,
        reasons=reasons,
        routes=ROUTES,
        accept=ACCEPT,
        largest=LARGEST,
    )
    return page, 422 if form.is_submitted() else 200


@appeals.get("/overklaganden/<int:appeal_id>")
def show(appeal_id: int) -> str:
    """The appeal: who, what, in time or not, what became of it, and what is to be done."""
    return appeal_page(found(get_appeal(appeal_id, current_reader())))


@appeals.post("/overklaganden/<int:appeal_id>")
def take(appeal_id: int) -> Any:
    """Take a step with it. A refusal shows its reasons on the page, with what was typed, and stores nothing."""
    actor, name = current_reader(), request.form.get("step", "")
    appeal: Appeal = found(get_appeal(appeal_id, actor))
    step = TABLE.step(name, appeal.state)
    if step is None:
        return appeal_page(appeal, reasons=(Reason(N_("Välj vad du vill göra med överklagandet.")),)), 422
    form = form_of(step, appeal, facts_of(appeal, actor))
    version = whole(form["version"].data) or 0
    if version != appeal.version:
        return _meanwhile(appeal, name, version, form)
    if not form.validate_on_submit():
        reasons = tuple(TABLE.refusals(step, facts_of(appeal, actor)))  # then its form is not on the page
        return appeal_page(appeal, sent=(name, form), reasons=reasons), 422
    try:
        with write():
            locked = found(get_appeal(appeal_id, actor, lock=True))
            take_step(locked, name, actor=actor, expected_version=version, given=given_in(form))
    except StaleVersion:
        return _meanwhile(found(get_appeal(appeal_id, actor)), name, version, form)
    except StepRefused as refused:
        return appeal_page(found(get_appeal(appeal_id, actor)), sent=(name, form), reasons=refused.reasons), 422
    flash(_("Klart: %(step)s.", step=_(step.label)), "ok")
    return redirect(url_for("appeals.show", appeal_id=appeal_id))


@appeals.post("/overklaganden/<int:appeal_id>/handlingar")
@takes_up_to(LARGEST + 64 * 1024)
def add_file(appeal_id: int) -> Any:
    """Add a file to it: a statement, a judgment."""
    actor, form = current_reader(), FileForm()
    found(get_appeal(appeal_id, actor))
    try:
        files = judged(_sent(form))
        with write():
            attach(found(get_appeal(appeal_id, actor, lock=True)), files, actor=actor)
    except StepRefused as refused:
        return appeal_page(found(get_appeal(appeal_id, actor)), reasons=refused.reasons), 422
    flash(_("Filen är tillagd."), "ok")
    return redirect(url_for("appeals.show", appeal_id=appeal_id, _anchor="files"))


@appeals.get("/overklaganden/<int:appeal_id>/handlingar/<int:file_id>")
def file(appeal_id: int, file_id: int) -> Response:
    """One of its files."""
    appeal: Appeal = found(get_appeal(appeal_id, current_reader()))
    row = found(next((one for one in files_of(appeal.id) if one.id == file_id), None))
    return file_answer(read_file(row.sha256), row.media_type, row.name, inline=KINDS[row.media_type].inline)


def appeal_page(
    appeal: Appeal,
    *,
    sent: tuple[str, Form] | None = None,
    reasons: tuple[Reason, ...] = (),
    meanwhile: bool = False,
) -> str:
    """The page of the appeal, with what was refused or changed meanwhile told in its place."""
    return render_template(
        "appeals/show.html",
        page=page_of(appeal, current_reader(), sent=sent),
        status_told=status_of(appeal),
        stay=STAYS.get(appeal.stay),
        places=PLACE_NAMES,
        onward=ONWARD,
        verdict=verdict_of(appeal),
        advice=advice(appeal),
        reasons=reasons,
        meanwhile=meanwhile,
        routes=ROUTES,
        file_form=FileForm(formdata=None),
        accept=ACCEPT,
        largest=LARGEST,
        kinds=KINDS,
    )


def _sent(form: AppealForm | FileForm) -> list[tuple[str, bytes]]:
    """The file that was sent, as (name, content); none where none was chosen."""
    sent = form.file.data
    if sent is None or not getattr(sent, "filename", ""):
        return []
    return [(sent.filename, sent.read())]


def _meanwhile(appeal: Appeal, name: str, version: int, form: Form) -> Any:
    """It has changed since the page was opened: by the same press a moment ago, or by somebody else."""
    last = events_of(appeal.id)[-1]
    if (last.actor_id, last.step, appeal.version) == (current_reader().person_id, name, version + 1):
        flash(_("Det var redan gjort."), "info")
        return redirect(url_for("appeals.show", appeal_id=appeal.id))
    return appeal_page(appeal, sent=(name, form), meanwhile=True), 409
